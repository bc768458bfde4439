//! Findings as they are printed: grouped by check, then by outcome, within a budget of bytes.
//! Everything that is left out is counted in words and stands in `result.json`.

use super::{Checks, outcome_class};
use crate::check::Outcome;
use crate::facts::Evidence;
use crate::report::plain::{clipped, href, printed_bytes, shown_address};
use crate::report::result::{BasisRow, Finding, FindingPlace, ResultDocument};
use crate::report::times::china_time;
use crate::report::wording::Wording;

/// Most findings printed of one check.
const PER_CHECK: usize = 500;
/// Most places and pieces of evidence printed of one finding.
const PLACES: usize = 3;
const EVIDENCE: usize = 4;
/// Characters of an excerpt, of a message and of names.
const EXCERPT_CHARS: usize = 200;
const MESSAGE_CHARS: usize = 400;
const NAME_CHARS: usize = 120;
/// Most bytes of markup and fixed words of one finding, one place or address, and one piece of
/// evidence.
const MARKUP: usize = 600;
const ADDRESS_MARKUP: usize = 120;
const EVIDENCE_MARKUP: usize = 400;
/// Most rows of the table of subjects that could not be judged.
const UNJUDGED: usize = 100;

pub(super) struct FindingGroup<'a> {
    pub(super) check: &'a str,
    pub(super) title: &'a str,
    pub(super) basis: &'a [BasisRow],
    pub(super) runs: Vec<OutcomeRun<'a>>,
    /// Findings of the check that are not printed.
    pub(super) left_out: usize,
}

/// Findings of one check with one outcome.
pub(super) struct OutcomeRun<'a> {
    pub(super) outcome: String,
    pub(super) outcome_class: &'static str,
    /// How many there are, printed or not.
    pub(super) total: usize,
    /// The remedy, when it is the same for all of them.
    pub(super) fix: Option<&'a str>,
    pub(super) findings: Vec<FindingView<'a>>,
}

pub(super) struct FindingView<'a> {
    pub(super) finding: &'a Finding,
    /// First digits of the fingerprint.
    pub(super) short_id: &'a str,
    pub(super) name: String,
    pub(super) message: String,
    pub(super) places: &'a [FindingPlace],
    pub(super) more_places: bool,
    pub(super) evidence: Vec<EvidenceView<'a>>,
    /// The remedy, when the run does not state it for all.
    pub(super) fix: Option<&'a str>,
}

pub(super) struct EvidenceView<'a> {
    pub(super) evidence: &'a Evidence,
    /// See `other_address`.
    pub(super) url: Option<&'a str>,
    pub(super) fetched_at: Option<String>,
    pub(super) sha256_short: &'a str,
    pub(super) excerpt: String,
}

/// The findings for the list, those that fail or are for review, in at most `budget` bytes.
/// Checks get equal shares; what one leaves over goes to those after it.
pub(super) fn groups<'a>(
    doc: &'a ResultDocument,
    checks: Checks<'a>,
    words: &Wording,
    budget: usize,
) -> Vec<FindingGroup<'a>> {
    let listed: Vec<&Finding> = doc.findings.iter().filter(|f| is_listed(f)).collect();
    let groups: Vec<&[&Finding]> = listed.chunk_by(|a, b| a.check == b.check).collect();
    let mut left = budget;
    let mut printed = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        let share = left / (groups.len() - n);
        let (count, bytes) = fitting(group, share);
        left -= bytes;
        printed.push(FindingGroup::new(group, count, checks, words));
    }
    printed
}

fn is_listed(finding: &Finding) -> bool {
    matches!(finding.outcome, Outcome::Fail | Outcome::Review)
}

/// How many of the findings fit into `share` bytes, and how many bytes they take.
fn fitting(findings: &[&Finding], share: usize) -> (usize, usize) {
    let mut used = 0;
    for (n, finding) in findings.iter().enumerate() {
        let with_next = used + finding_bytes(finding);
        if n == PER_CHECK || with_next > share {
            return (n, used);
        }
        used = with_next;
    }
    (findings.len(), used)
}

/// Most bytes that a finding takes on the page.
fn finding_bytes(finding: &Finding) -> usize {
    let places = finding.places.iter().take(PLACES);
    let evidence = finding.evidence.iter().take(EVIDENCE);
    MARKUP
        + address_bytes(&finding.subject.url)
        + printed_bytes(&finding.subject.name)
        + printed_bytes(&finding.message)
        + printed_bytes(&finding.fix)
        + places
            .map(|p| address_bytes(&p.url) + printed_bytes(&p.text))
            .sum::<usize>()
        + evidence
            .map(|e| evidence_bytes(e, &finding.subject.url))
            .sum::<usize>()
}

fn evidence_bytes(evidence: &Evidence, subject: &str) -> usize {
    let record = evidence.record.as_deref().map_or(0, printed_bytes);
    let address = other_address(evidence, subject).map_or(0, address_bytes);
    EVIDENCE_MARKUP + address + printed_bytes(&evidence.excerpt) + record
}

/// Address of the evidence, when it is not that of the subject.
fn other_address<'a>(evidence: &'a Evidence, subject: &str) -> Option<&'a str> {
    Some(evidence.url.as_str()).filter(|url| *url != subject && !url.is_empty())
}

/// An address is printed as the target of a link and as its text.
fn address_bytes(address: &str) -> usize {
    ADDRESS_MARKUP
        + href(address).map_or(0, |to| printed_bytes(&to))
        + printed_bytes(&shown_address(address))
}

impl<'a> FindingGroup<'a> {
    fn new(findings: &[&'a Finding], printed: usize, checks: Checks<'a>, words: &Wording) -> Self {
        let check = findings
            .first()
            .map_or("", |finding| finding.check.as_str());
        let mut room = printed;
        let mut runs = Vec::new();
        for run in findings.chunk_by(|a, b| a.outcome == b.outcome) {
            let count = run.len().min(room);
            room -= count;
            runs.push(OutcomeRun::new(run, count, words));
        }
        Self {
            check,
            title: checks.title(check),
            basis: checks.get(check).map_or(&[], |row| &row.basis),
            runs,
            left_out: findings.len() - printed,
        }
    }

    /// Fingerprints of the printed findings.
    pub(super) fn fingerprints(&self) -> impl Iterator<Item = &'a str> {
        let views = self.runs.iter().flat_map(|run| &run.findings);
        views.map(|view| view.finding.fingerprint.as_str())
    }
}

impl<'a> OutcomeRun<'a> {
    fn new(run: &[&'a Finding], printed: usize, words: &Wording) -> Self {
        let same_fix = run.windows(2).all(|pair| pair[0].fix == pair[1].fix);
        let fix = run
            .first()
            .filter(|_| same_fix && run.len() > 1)
            .map(|f| f.fix.as_str());
        let outcome = run
            .first()
            .map_or(Outcome::Review, |finding| finding.outcome);
        Self {
            outcome: words.outcomes.of(&outcome).to_string(),
            outcome_class: outcome_class(&outcome),
            total: run.len(),
            fix: fix.filter(|text| !text.is_empty()),
            findings: run[..printed]
                .iter()
                .map(|f| FindingView::new(f, fix.is_none()))
                .collect(),
        }
    }
}

impl<'a> FindingView<'a> {
    fn new(finding: &'a Finding, own_fix: bool) -> Self {
        let places = &finding.places[..finding.places.len().min(PLACES)];
        let evidence = finding.evidence.iter().take(EVIDENCE);
        Self {
            finding,
            short_id: beginning(&finding.fingerprint, 8),
            name: clipped(&finding.subject.name, NAME_CHARS),
            message: clipped(&finding.message, MESSAGE_CHARS),
            places,
            more_places: finding.place_count as usize > places.len(),
            evidence: evidence
                .map(|e| EvidenceView::new(e, &finding.subject.url))
                .collect(),
            fix: Some(finding.fix.as_str()).filter(|text| own_fix && !text.is_empty()),
        }
    }
}

impl<'a> EvidenceView<'a> {
    fn new(evidence: &'a Evidence, subject: &str) -> Self {
        Self {
            evidence,
            url: other_address(evidence, subject),
            fetched_at: evidence.fetched_at.as_deref().map(china_time),
            sha256_short: evidence
                .sha256
                .as_deref()
                .map_or("", |hex| beginning(hex, 12)),
            excerpt: clipped(&evidence.excerpt, EXCERPT_CHARS),
        }
    }
}

/// The first digits of a long number.
fn beginning(digits: &str, count: usize) -> &str {
    digits.get(..count).unwrap_or(digits)
}

/// Subjects that the site or the network kept from judgement.
pub(super) struct UnjudgedTable<'a> {
    pub(super) rows: Vec<UnjudgedLine<'a>>,
    pub(super) more: Option<String>,
}

pub(super) struct UnjudgedLine<'a> {
    pub(super) finding: &'a Finding,
    pub(super) title: &'a str,
    pub(super) name: String,
    pub(super) message: String,
    pub(super) outcome: String,
    pub(super) outcome_class: &'static str,
}

impl<'a> UnjudgedTable<'a> {
    pub(super) fn new(doc: &'a ResultDocument, checks: Checks<'a>, words: &Wording) -> Self {
        let unjudged: Vec<_> = doc.findings.iter().filter(|f| !is_listed(f)).collect();
        let total = unjudged.len();
        let line = |finding: &&'a Finding| UnjudgedLine {
            finding,
            title: checks.title(&finding.check),
            name: clipped(&finding.subject.name, NAME_CHARS),
            message: clipped(&finding.message, EXCERPT_CHARS),
            outcome: words.outcomes.of(&finding.outcome).to_string(),
            outcome_class: outcome_class(&finding.outcome),
        };
        Self {
            rows: unjudged.iter().take(UNJUDGED).map(line).collect(),
            more: (total > UNJUDGED).then(|| words.unjudged.more.fill([&total, &UNJUDGED])),
        }
    }
}
