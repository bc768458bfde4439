//! The summary on the terminal after an inspection.

use askama::Template;

use super::result::{Finding, ItemKind, ItemStatus, ProfileItem, ResultDocument};
use super::times::percent;
use super::wording::Wording;
use super::{Lang, ReportError};
use crate::check::{Outcome, Tally};

#[derive(Template)]
#[template(path = "summary.txt")]
struct Summary<'a> {
    w: &'a Wording,
    doc: &'a ResultDocument,
    score: Option<String>,
    /// There is a score, and its points come from a table that nobody verified.
    unverified: bool,
    coverage: String,
    vetoes: Vec<(&'a ProfileItem, String)>,
    checks: Vec<(&'a str, Tally)>,
}

/// Verdict, score, coverage, veto items that are triggered or undecided, and the number of
/// findings of each check. Ends with a line break; safe to print on a terminal.
///
/// # Errors
/// Only faults of the built-in templates.
pub fn summary(doc: &ResultDocument, lang: Lang) -> Result<String, ReportError> {
    let words = Wording::load(lang)?;
    let vetoes = doc.items.iter().filter(|item| is_open_veto(item));
    let summary = Summary {
        w: &words,
        doc,
        score: doc.score.as_ref().map(|score| words.score(score)),
        unverified: doc
            .score
            .as_ref()
            .is_some_and(|score| !score.points_verified),
        coverage: percent(&doc.coverage.share),
        vetoes: vetoes
            .map(|item| (item, words.item_status(item.kind, item.status).to_string()))
            .collect(),
        checks: doc
            .checks
            .iter()
            .map(|row| (row.id.as_str(), findings(doc, &row.id)))
            .collect(),
    };
    Ok(summary.render()?)
}

fn is_open_veto(item: &ProfileItem) -> bool {
    let open = matches!(item.status, ItemStatus::Triggered | ItemStatus::Undecided);
    item.kind == ItemKind::Veto && open
}

/// Findings of one check by outcome.
fn findings(doc: &ResultDocument, check: &str) -> Tally {
    let mut tally = Tally::default();
    let of_check = |finding: &&Finding| finding.check == check;
    doc.findings
        .iter()
        .filter(of_check)
        .for_each(|finding| tally.add(finding.outcome));
    tally
}
