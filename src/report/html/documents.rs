//! Repealed documents and the labels on their pages.

use std::collections::BTreeMap;

use super::outcome_class;
use crate::check::Outcome;
use crate::facts::{RepealExtent, Repealed, Site, UnreadRepealList, Validity};
use crate::report::plain::clipped;
use crate::report::result::ResultDocument;
use crate::report::wording::Wording;

/// The check whose outcomes stand in the table.
const CHECK: &str = "unlabelled-repealed-document";
/// Most rows printed.
const MAX_ROWS: usize = 100;
/// Characters of the repealing sentence.
const EXCERPT_CHARS: usize = 80;

pub(super) struct DocumentTables<'a> {
    /// How many documents have which validity, in words; `None` without documents.
    pub(super) validity: Option<String>,
    pub(super) repealed: Vec<RepealedLine<'a>>,
    pub(super) more: Option<String>,
    pub(super) unread: &'a [UnreadRepealList],
}

pub(super) struct RepealedLine<'a> {
    pub(super) repealed: &'a Repealed,
    pub(super) excerpt: String,
    pub(super) extent: String,
    pub(super) outcome: String,
    pub(super) outcome_class: &'static str,
}

impl<'a> DocumentTables<'a> {
    pub(super) fn new(doc: &'a ResultDocument, site: &'a Site, words: &Wording) -> Self {
        let outcomes: BTreeMap<&str, Outcome> = doc
            .findings
            .iter()
            .filter(|finding| finding.check == CHECK)
            .map(|finding| (finding.subject.url.as_str(), finding.outcome))
            .collect();
        let total = site.repealed.len();
        let line = |repealed: &'a Repealed| {
            let found = outcomes.get(repealed.url.as_str()).copied();
            let outcome = found.unwrap_or_else(|| without_finding(repealed));
            RepealedLine {
                repealed,
                excerpt: clipped(&repealed.mention.excerpt, EXCERPT_CHARS),
                extent: match repealed.mention.extent {
                    RepealExtent::Whole => words.documents.whole.to_string(),
                    RepealExtent::Partial => words.documents.partial.to_string(),
                },
                outcome: words.outcomes.of(&outcome).to_string(),
                outcome_class: outcome_class(&outcome),
            }
        };
        Self {
            validity: validity_words(doc, words),
            repealed: site.repealed.iter().take(MAX_ROWS).map(line).collect(),
            more: (total > MAX_ROWS).then(|| words.documents.more.fill([&total, &MAX_ROWS])),
            unread: &site.unread_repeal_lists[..site.unread_repeal_lists.len().min(MAX_ROWS)],
        }
    }
}

/// Only what is wrong or open has a finding: the rest is labelled, or needs no label (yet).
fn without_finding(repealed: &Repealed) -> Outcome {
    match repealed.is_labelled() {
        true => Outcome::Pass,
        false => Outcome::NotApplicable,
    }
}

fn validity_words(doc: &ResultDocument, words: &Wording) -> Option<String> {
    let mut counts: BTreeMap<Validity, usize> = BTreeMap::new();
    for document in &doc.documents {
        *counts.entry(document.validity).or_default() += 1;
    }
    let parts: Vec<_> = counts
        .iter()
        .map(|(validity, count)| format!("{} {count}", words.validities.of(validity)))
        .collect();
    let intro = words.documents.validity.fill([&doc.documents.len()]);
    let stop = words.page.stop.to_string();
    (!parts.is_empty()).then(|| format!("{intro}{}", parts.join(&stop)))
}
