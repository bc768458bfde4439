//! Documents of the portal, and repeals resolved to their pages (FIELD §5.4, steps 5 and 8).
//!
//! By doc number first, then by title. Editions later than the repeal are never its target, and a
//! match that is not certain is marked so.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::Assembler;
use super::home;
use super::pages::Summary;
use super::titles::{self, MIN_TITLE, title_forms, title_of};
use crate::extract::white_space::squeeze;
use crate::facts::{
    Document, Gate, PageKind, RepealMention, RepealTarget, Repealed, UnreadRepealList, UrlId,
    Validity,
};

/// Document pages in order of URL.
pub(super) fn documents(site: &Assembler) -> Vec<(String, Document)> {
    let mut out: Vec<(String, Document)> = site
        .pages
        .iter()
        .filter(|(id, _)| !site.pages.is_twin(*id))
        .filter_map(|(id, page)| Some((site.url(id).to_owned(), page.document.as_deref()?.clone())))
        .collect();
    out.sort_by(|a, b| a.0.cmp(&b.0));
    out
}

/// Where documents are looked up.
struct Index {
    by_key: BTreeMap<String, Vec<UrlId>>,
    by_title: BTreeMap<String, Vec<UrlId>>,
    /// Region of the government whose portal it is.
    region: Option<String>,
}

impl Index {
    fn of(site: &Assembler) -> Self {
        let mut index = Self {
            by_key: BTreeMap::new(),
            by_title: BTreeMap::new(),
            region: region(&home::body_name(&home::portal(site).name)).map(str::to_owned),
        };
        for (id, page) in site.pages.iter() {
            if page.kind != PageKind::Article || site.pages.is_twin(id) {
                continue;
            }
            if let Some(key) = page.document.as_deref().and_then(|d| d.doc_key.clone()) {
                index.by_key.entry(key).or_default().push(id);
            }
            titles::add(&mut index.by_title, id, page);
        }
        index
    }

    /// The document of another government, mostly a superior's, that stands on this site too
    /// (fixtures/checks/unlabelled_repealed_document/review/document-of-a-superior).
    fn is_of_another(&self, page: &Summary) -> bool {
        let Some(own) = &self.region else {
            return false;
        };
        // 发布机构 is often who put it on the site; the title begins with the issuer.
        let stated = page.document.as_deref().and_then(|d| d.issuer.as_deref());
        let title = title_of(page);
        let masthead = title.split_once("关于").map_or("", |(before, _)| before);
        let is_other = |issuer: &str| {
            let issuer = squeeze(issuer);
            is_national(&issuer) || region(&issuer).is_some_and(|region| !same_region(region, own))
        };
        title.starts_with("中华人民共和国") || stated.is_some_and(is_other) || is_other(masthead)
    }
}

/// A possible target with how it was found.
struct Match {
    page: UrlId,
    by: &'static str,
    certain: bool,
}

pub(super) fn repealed(site: &Assembler) -> (Vec<Repealed>, Vec<UnreadRepealList>) {
    let declaring = || {
        let pages = site.pages.iter().filter(|(id, _)| !site.pages.is_twin(*id));
        pages.filter_map(|(id, page)| Some((id, page, page.declared.as_deref()?)))
    };
    if declaring().next().is_none() {
        return (Vec::new(), Vec::new());
    }
    let index = Index::of(site);
    let (mut found, mut unread) = (Vec::new(), Vec::new());
    for (id, page, declared) in declaring() {
        if let Some(attachment) = &declared.attachment {
            unread.push(UnreadRepealList {
                url: site.url(id).to_owned(),
                title: page.heading.clone(),
                attachment: attachment.clone(),
                evidence: site.evidence(id, &page.heading),
            });
        }
        for mention in &declared.repeals {
            for found_match in resolve(site, &index, id, page, mention) {
                found.extend(entry(site, &index, (id, page), mention, &found_match));
            }
        }
    }
    found.sort_by(|a: &Repealed, b| {
        (&a.url, &a.by_url, &a.mention.excerpt).cmp(&(&b.url, &b.by_url, &b.mention.excerpt))
    });
    found.dedup_by(|a, b| a.url == b.url && a.by_url == b.by_url);
    unread.sort_by(|a, b| a.url.cmp(&b.url));
    (found, unread)
}

fn entry(
    site: &Assembler,
    index: &Index,
    (by, by_page): (UrlId, &Summary),
    mention: &RepealMention,
    found: &Match,
) -> Option<Repealed> {
    let page = site.pages.get(found.page)?;
    let document = page.document.as_deref();
    let number = |page: &Summary| page.document.as_deref()?.doc_number.clone();
    Some(Repealed {
        url: site.url(found.page).to_owned(),
        title: title_of(page).to_owned(),
        number: number(page).or_else(|| mention.target.doc_number.clone()),
        by_url: site.url(by).to_owned(),
        by_title: by_page.heading.clone(),
        by_number: number(by_page),
        mention: mention.clone(),
        matched_by: found.by.to_owned(),
        // A repeal that was itself repealed may have brought its document back, and what a superior
        // repeals of its own is only shown here.
        certain: found.certain
            && mention.certain
            && by_page
                .document
                .as_deref()
                .is_none_or(|d| d.label.is_none())
            && !document.is_some_and(|d| d.script_label)
            && !matches!(page.gate, Gate::OtherSite | Gate::CutShort)
            && by_page.gate != Gate::OtherSite
            && !index.is_of_another(page)
            && !index.is_of_another(by_page),
        label: document.and_then(|d| d.label.clone()),
        validity: document.map_or(Validity::Unknown, |d| d.validity),
        evidence: site.evidence(found.page, title_of(page)),
        by_evidence: site.evidence(by, &mention.excerpt),
    })
}

fn resolve(
    site: &Assembler,
    index: &Index,
    by: UrlId,
    by_page: &Summary,
    mention: &RepealMention,
) -> Vec<Match> {
    let repealed_on = written(by_page);
    let older = |id: &UrlId| {
        let page = site.pages.get(*id);
        let date = page.and_then(written);
        *id != by && date.zip(repealed_on).is_none_or(|(old, new)| old <= new)
    };
    let target = &mention.target;
    if let Some(pages) = target
        .doc_key
        .as_ref()
        .and_then(|key| index.by_key.get(key))
    {
        return pages
            .iter()
            .filter(|id| older(id))
            .map(|id| Match {
                page: *id,
                by: "doc-number",
                certain: same_document(site, *id, target),
            })
            .collect();
    }
    let Some(title) = &target.title else {
        return Vec::new();
    };
    let forms = title_forms(title);
    let mut pages: Vec<UrlId> = forms
        .iter()
        .filter_map(|form| index.by_title.get(form))
        .flatten()
        .copied()
        .filter(older)
        .filter(|id| !contradicts(site, *id, target))
        .collect();
    pages.sort_unstable();
    pages.dedup();
    let by = if target.issued.is_some() {
        "date-and-title"
    } else {
        "title"
    };
    // Several editions under one title: the date tells them apart, or nobody can.
    let certain = pages.len() == 1
        && target
            .issued
            .is_none_or(|issued| is_of(site, pages[0], issued));
    pages
        .into_iter()
        .map(|page| Match { page, by, certain })
        .collect()
}

/// One number for two documents (reused by another body, or mistyped): the titles must share
/// something, where both are known.
fn same_document(site: &Assembler, id: UrlId, target: &RepealTarget) -> bool {
    let (Some(title), Some(page)) = (&target.title, site.pages.get(id)) else {
        return true;
    };
    let cited = squeeze(title);
    let own = squeeze(title_of(page));
    if cited.chars().count() < MIN_TITLE {
        return true;
    }
    titles::are_alike(&cited, &own)
}

/// The page states another number or another date of issue than the repeal names.
fn contradicts(site: &Assembler, id: UrlId, target: &RepealTarget) -> bool {
    let Some(page) = site.pages.get(id) else {
        return false;
    };
    let document = page.document.as_deref();
    let number = document.and_then(|d| d.doc_key.as_ref());
    if number
        .zip(target.doc_key.as_ref())
        .is_some_and(|(a, b)| a != b)
    {
        return true;
    }
    target.issued.is_some_and(|issued| !may_be_of(page, issued))
}

/// Whether the document may be issued on this day: its page says so, or was published later.
fn may_be_of(page: &Summary, issued: Date) -> bool {
    let document = page.document.as_deref();
    match document.and_then(|d| d.issued.as_ref()) {
        Some(stated) => stated.date == issued,
        None => written(page).is_none_or(|published| published >= issued),
    }
}

/// A document stands on the site within these days of its issue, or the date proves little
/// (fixtures/checks/unlabelled_repealed_document/fail/named-by-day-and-title).
const PUBLISHED_WITHIN: i32 = 31;

/// Whether the day of issue that a repeal names tells this document from others of its title.
fn is_of(site: &Assembler, id: UrlId, issued: Date) -> bool {
    let Some(day) = site.pages.get(id).and_then(written) else {
        return false;
    };
    (0..=PUBLISHED_WITHIN).contains(&(day - issued).get_days())
}

/// 云岭县 of 云岭县人民政府办公室; 城市管理局 names no region.
fn region(body: &str) -> Option<&str> {
    const ENDS: [char; 7] = ['省', '市', '县', '区', '州', '盟', '旗'];
    const LONGEST: usize = 12;
    let (at, end) = body
        .char_indices()
        .take(LONGEST)
        .skip(2)
        .find(|(_, c)| ENDS.contains(c))?;
    Some(&body[..at + end.len_utf8()])
}

/// 云岭州 is the short name of 云岭彝族傣族自治州, and a county made a district keeps its name: the first
/// two characters tell.
fn same_region(a: &str, b: &str) -> bool {
    a.chars().take(2).eq(b.chars().take(2))
}

fn is_national(issuer: &str) -> bool {
    const NATIONAL: [&str; 4] = ["国务院", "国家", "中华人民共和国", "中共中央"];
    let office = issuer.strip_suffix("办公厅").unwrap_or(issuer);
    NATIONAL.iter().any(|name| issuer.starts_with(name))
        || (office.ends_with('部') && !office.contains(['委', '县', '市', '区']))
}

/// When the document was written, else published.
fn written(page: &Summary) -> Option<Date> {
    let issued = page
        .document
        .as_deref()
        .and_then(|d| d.issued.as_ref())
        .map(|d| d.date);
    issued.or(page.published.map(|(date, _)| date))
}
