//! Documents and their interpretations: matched by the links of either, else by the title that the
//! interpretation names (FIELD §6.2). Whether a document needs one is left to the checks.

use std::collections::{BTreeMap, BTreeSet};

use super::Assembler;
use super::interaction::Explains;
use super::pages::Summary;
use super::titles::{self, title_forms, title_of};
use crate::facts::{InterpretationPair, MatchedBy, PageKind, UrlId};

/// How one document and one interpretation belong together.
#[derive(Clone, Copy, Debug, Default)]
struct Ties {
    document_links: bool,
    interpretation_links: bool,
    named: bool,
    /// The title that the interpretation names is that of no other document.
    named_alone: bool,
}

/// Pairs in order of the document's URL, and document pages with a number that have none.
pub(super) fn interpretations(site: &Assembler) -> (Vec<InterpretationPair>, Vec<String>) {
    let documents = documents(site);
    let mut ties: BTreeMap<(UrlId, UrlId), Ties> = BTreeMap::new();
    link_ties(site, &documents, &mut ties);
    title_ties(site, &documents, &mut ties);
    let mut explained: BTreeSet<UrlId> = BTreeSet::new();
    let mut pairs: Vec<InterpretationPair> = Vec::with_capacity(ties.len());
    for ((document, interpretation), ties) in &ties {
        explained.insert(*document);
        let both_ways = ties.document_links && ties.interpretation_links;
        let by_link = ties.document_links || ties.interpretation_links;
        pairs.push(InterpretationPair {
            document_url: site.url(*document).to_owned(),
            interpretation_url: site.url(*interpretation).to_owned(),
            matched_by: if by_link {
                MatchedBy::Link
            } else {
                MatchedBy::Title
            },
            both_ways,
            certain: both_ways || ties.named_alone || (by_link && ties.named),
        });
    }
    pairs.sort();
    let is_bare = |id: &UrlId, page: &Summary| {
        let document = page.document.as_deref();
        !explained.contains(id) && document.is_some_and(|d| d.doc_number.is_some())
    };
    let mut bare: Vec<String> = documents
        .iter()
        .filter(|(id, page)| is_bare(id, page))
        .map(|(id, _)| site.url(*id).to_owned())
        .collect();
    bare.sort();
    (pairs, bare)
}

/// Document pages that explain no other document.
fn documents(site: &Assembler) -> BTreeMap<UrlId, &Summary> {
    let is_document = |(id, page): &(UrlId, &Summary)| {
        page.kind == PageKind::Article
            && page.document.is_some()
            && explains(site, *id).is_none()
            && !site.pages.is_twin(*id)
    };
    site.pages.iter().filter(is_document).collect()
}

fn explains(site: &Assembler, id: UrlId) -> Option<&Explains> {
    site.interactions.get(&id)?.interpretation.as_deref()
}

/// Interpretations that are no twins of others.
fn explaining(site: &Assembler) -> impl Iterator<Item = (UrlId, &Explains)> {
    let pages = site
        .interactions
        .iter()
        .filter(|(id, _)| !site.pages.is_twin(**id));
    pages.filter_map(|(id, page)| Some((*id, page.interpretation.as_deref()?)))
}

fn link_ties(
    site: &Assembler,
    documents: &BTreeMap<UrlId, &Summary>,
    ties: &mut BTreeMap<(UrlId, UrlId), Ties>,
) {
    for (id, explains) in explaining(site) {
        for document in explains.links.iter().map(|link| site.page_of(*link)) {
            if let Some(page) = documents.get(&document)
                && !is_of_another(explains, page)
            {
                let tie = ties.entry((document, id)).or_default();
                tie.interpretation_links = true;
                tie.named = names(explains, page);
            }
        }
    }
    for (document, page) in documents {
        let related = site
            .interactions
            .get(document)
            .map_or(&[][..], |i| &i.related[..]);
        for id in related.iter().map(|link| site.page_of(*link)) {
            if let Some(explains) = explains(site, id)
                && !is_of_another(explains, page)
            {
                let tie = ties.entry((*document, id)).or_default();
                tie.document_links = true;
                tie.named = names(explains, page);
            }
        }
    }
}

/// A block 政策解读 beside a document shows the latest interpretations, mostly of others: their
/// headings name other titles.
fn is_of_another(explains: &Explains, page: &Summary) -> bool {
    let is_like = |title: &String| titles::are_alike(title, title_of(page));
    explains.named_in_heading && !names(explains, page) && !explains.documents.iter().any(is_like)
}

fn names(explains: &Explains, page: &Summary) -> bool {
    let own = title_forms(title_of(page));
    let cited = explains
        .documents
        .iter()
        .flat_map(|title| title_forms(title));
    cited.into_iter().any(|form| own.contains(&form))
}

fn title_ties(
    site: &Assembler,
    documents: &BTreeMap<UrlId, &Summary>,
    ties: &mut BTreeMap<(UrlId, UrlId), Ties>,
) {
    let mut index = BTreeMap::new();
    for (id, page) in documents {
        titles::add(&mut index, *id, page);
    }
    for (id, explains) in explaining(site) {
        for title in &explains.documents {
            let forms = title_forms(title);
            let found = forms.iter().filter_map(|form| index.get(form)).flatten();
            let mut found: Vec<UrlId> = found.copied().collect();
            found.sort_unstable();
            found.dedup();
            // Several editions under one title: a link tells which is meant.
            let linked = |document: &UrlId| ties.contains_key(&(*document, id));
            if found.len() > 1 && found.iter().any(linked) {
                continue;
            }
            let alone = found.len() == 1;
            for document in found {
                let tie = ties.entry((document, id)).or_default();
                tie.named = true;
                tie.named_alone |= alone;
            }
        }
    }
}

#[cfg(test)]
#[path = "interpretations_tests.rs"]
mod tests;
