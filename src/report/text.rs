//! What the terminal shows after an inspection: a summary, or one line where several portals were
//! inspected.

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
    tally_of(doc.findings.iter().filter(|finding| finding.check == check))
}

/// All findings by outcome.
pub fn tally(doc: &ResultDocument) -> Tally {
    tally_of(doc.findings.iter())
}

fn tally_of<'f>(findings: impl Iterator<Item = &'f Finding>) -> Tally {
    let mut tally = Tally::default();
    findings.for_each(|finding| tally.add(finding.outcome));
    tally
}

/// Why one portal of several has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unjudged {
    /// It could not be inspected.
    Failed,
    /// Its crawl was stopped and can go on.
    Unfinished,
}

#[derive(Template)]
#[template(path = "line.txt")]
struct Line<'a> {
    w: &'a Wording,
    judged: Option<Judged<'a>>,
    state: &'a str,
    portal: &'a str,
    folder: &'a str,
}

struct Judged<'a> {
    doc: &'a ResultDocument,
    score: Option<String>,
    coverage: String,
    found: Tally,
}

/// One line about one portal of several: verdict, score, coverage, violations and rows for a person,
/// or why there is no result; then the portal and the folder of its reports. Ends with a line
/// break; safe to print on a terminal.
///
/// # Errors
/// Only faults of the built-in templates.
pub fn line(
    portal: &str,
    folder: &str,
    result: Result<&ResultDocument, Unjudged>,
    lang: Lang,
) -> Result<String, ReportError> {
    let words = Wording::load(lang)?;
    let line = Line {
        w: &words,
        judged: result.ok().map(|doc| Judged {
            doc,
            score: doc.score.as_ref().map(|score| words.score(score)),
            coverage: percent(&doc.coverage.share),
            found: tally(doc),
        }),
        state: &match result {
            Err(Unjudged::Unfinished) => words.summary.unfinished.to_string(),
            _ => words.summary.not_inspected.to_string(),
        },
        portal,
        folder,
    };
    Ok(line.render()?)
}
