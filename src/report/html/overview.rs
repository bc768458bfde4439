//! The first screen: verdict, score, and the reasons for both.

use crate::check::Outcome;
use crate::report::result::{ItemKind, ItemStatus, ResultDocument, VerdictWord};
use crate::report::times::{china_time, percent};
use crate::report::wording::Wording;

pub(super) struct Overview {
    pub(super) verdict: String,
    pub(super) verdict_class: &'static str,
    pub(super) score: Option<String>,
    /// There is a score, and its points come from a table that nobody verified.
    pub(super) unverified: bool,
    pub(super) reasons: Vec<String>,
    pub(super) started: String,
    pub(super) finished: String,
    pub(super) coverage: String,
    pub(super) coverage_detail: String,
    /// URLs not asked for, in words; `None` when there are none.
    pub(super) skipped: Option<String>,
    /// How many hosts and pages were read without verification; `None` when none was.
    pub(super) unverified_hosts: Option<String>,
    /// What ended the crawl early, in words.
    pub(super) stopped: Option<String>,
}

impl Overview {
    pub(super) fn new(doc: &ResultDocument, words: &Wording) -> Self {
        let coverage = &doc.coverage;
        Self {
            verdict: words.verdict_word(&doc.verdict).to_string(),
            verdict_class: match doc.verdict {
                VerdictWord::Qualified => "pass",
                VerdictWord::Unqualified => "fail",
                VerdictWord::Undetermined => "review",
            },
            score: doc.score.as_ref().map(|score| words.score(score)),
            unverified: doc
                .score
                .as_ref()
                .is_some_and(|score| !score.points_verified),
            reasons: reasons(doc, words),
            started: china_time(&doc.inspection.started_at),
            finished: china_time(&doc.inspection.finished_at),
            coverage: percent(&coverage.share),
            coverage_detail: words.facts.coverage_detail.fill([
                &coverage.discovered,
                &coverage.fetched,
                &coverage.blocked,
                &coverage.error,
            ]),
            skipped: skipped_words(doc, words),
            unverified_hosts: unverified_hosts(doc, words),
            stopped: coverage
                .stopped_by
                .as_deref()
                .map(|code| words.stopped_by(code)),
        }
    }
}

/// URLs that were not asked for, by reason.
pub(super) fn skipped_words(doc: &ResultDocument, words: &Wording) -> Option<String> {
    let skipped = &doc.coverage.skipped;
    let any = skipped.robots > 0 || skipped.budget > 0 || skipped.trap > 0;
    any.then(|| {
        words
            .facts
            .skipped_detail
            .fill([&skipped.robots, &skipped.budget, &skipped.trap])
    })
}

fn unverified_hosts(doc: &ResultDocument, words: &Wording) -> Option<String> {
    let hosts = &doc.coverage.unverified_hosts;
    let pages: u32 = hosts.iter().map(|host| host.pages).sum();
    (!hosts.is_empty()).then(|| words.facts.unverified.fill([&hosts.len(), &pages]))
}

fn reasons(doc: &ResultDocument, words: &Wording) -> Vec<String> {
    let vetoes = |status: ItemStatus| {
        let with = doc
            .items
            .iter()
            .filter(|i| i.kind == ItemKind::Veto && i.status == status);
        with.count()
    };
    let triggered = vetoes(ItemStatus::Triggered);
    let undecided = vetoes(ItemStatus::Undecided);
    let open = doc
        .findings
        .iter()
        .filter(|f| f.outcome == Outcome::Review)
        .count();
    let w = &words.verdict;

    let mut reasons = Vec::new();
    if triggered > 0 {
        reasons.push(w.reason_triggered.fill([&triggered]));
    } else {
        reasons.push(w.reason_clear.to_string());
    }
    if undecided > 0 {
        reasons.push(w.reason_undecided.fill([&undecided]));
    }
    if open > 0 {
        reasons.push(w.reason_open.fill([&open]));
    }
    match &doc.score {
        Some(score) if score.low != score.high => reasons.push(w.reason_interval.to_string()),
        Some(_) => {}
        None if triggered > 0 => reasons.push(w.reason_no_score_veto.to_string()),
        None if doc.coverage.stopped_by.is_some() => {
            reasons.push(w.reason_no_score_stopped.to_string());
        }
        None => reasons.push(w.reason_no_score.to_string()),
    }
    reasons
}
