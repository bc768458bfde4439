//! Items of the profile with the defects that count for each.

use std::collections::{BTreeMap, BTreeSet};

use super::findings::FindingGroup;
use crate::check::Outcome;
use crate::report::plain::clipped;
use crate::report::result::{Finding, ItemKind, ItemStatus, ProfileItem, ResultDocument};
use crate::report::wording::Wording;

/// Defects printed with an item; all of them are in the list of findings.
const DEFECTS: usize = 5;
/// Characters of a defect printed with an item.
const DEFECT_CHARS: usize = 90;

pub(super) struct ItemTables<'a> {
    /// All veto items, for the first screen.
    pub(super) vetoes: Vec<ItemLine<'a>>,
    /// Veto items that are triggered or undecided.
    pub(super) veto_basis: Vec<ItemLine<'a>>,
    /// Deduction and bonus items that were assessed.
    pub(super) scored: Vec<ItemLine<'a>>,
    /// Deduction and bonus items that no check covers.
    pub(super) elsewhere: usize,
    /// Points come from a table that nobody verified.
    pub(super) unverified: bool,
}

#[derive(Clone)]
pub(super) struct ItemLine<'a> {
    pub(super) item: &'a ProfileItem,
    pub(super) bonus: bool,
    pub(super) status: String,
    pub(super) status_class: &'static str,
    /// Findings that count for it; `None` for an item that nobody looked at.
    pub(super) count: Option<usize>,
    /// A veto that is triggered or undecided: what it rests on is printed.
    pub(super) has_basis: bool,
    /// Points that open rows would cost; `None` when they cost nothing.
    pub(super) open: Option<&'a str>,
    pub(super) defects: Vec<Defect<'a>>,
    pub(super) more: usize,
}

#[derive(Clone)]
pub(super) struct Defect<'a> {
    /// Fingerprint, when the finding is printed on this scorecard.
    pub(super) printed: Option<&'a str>,
    pub(super) text: String,
}

impl<'a> ItemTables<'a> {
    pub(super) fn new(
        doc: &'a ResultDocument,
        groups: &[FindingGroup<'a>],
        words: &Wording,
    ) -> Self {
        let by_fingerprint: BTreeMap<&str, &Finding> = doc
            .findings
            .iter()
            .map(|f| (f.fingerprint.as_str(), f))
            .collect();
        let printed: BTreeSet<&str> = groups.iter().flat_map(FindingGroup::fingerprints).collect();
        let line = |item| ItemLine::new(item, &by_fingerprint, &printed, words);

        let (vetoes, others): (Vec<_>, Vec<_>) = doc
            .items
            .iter()
            .partition(|item| item.kind == ItemKind::Veto);
        let vetoes: Vec<_> = vetoes.into_iter().map(line).collect();
        let (absent, scored): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|item| item.status == ItemStatus::NotAssessed);
        Self {
            veto_basis: vetoes
                .iter()
                .filter(|line| line.has_basis)
                .cloned()
                .collect(),
            vetoes,
            scored: scored.into_iter().map(line).collect(),
            elsewhere: absent.len(),
            unverified: !doc
                .score
                .as_ref()
                .is_some_and(|score| score.points_verified),
        }
    }
}

impl<'a> ItemLine<'a> {
    fn new(
        item: &'a ProfileItem,
        by_fingerprint: &BTreeMap<&str, &'a Finding>,
        printed: &BTreeSet<&'a str>,
        words: &Wording,
    ) -> Self {
        let mut findings: Vec<&Finding> = item
            .findings
            .iter()
            .filter_map(|f| by_fingerprint.get(f.as_str()).copied())
            .collect();
        // What is proven comes before what a person must still decide.
        findings.sort_by_key(|finding| finding.outcome != Outcome::Fail);
        let defects: Vec<_> = findings
            .into_iter()
            .take(DEFECTS)
            .map(|f| Defect::new(f, printed, words))
            .collect();
        let unseen = matches!(
            item.status,
            ItemStatus::NotObserved | ItemStatus::NotAssessed
        );
        let open = matches!(item.status, ItemStatus::Triggered | ItemStatus::Undecided);
        Self {
            item,
            bonus: item.kind == ItemKind::Bonus,
            status: words.item_status(item.kind, item.status).to_string(),
            status_class: match item.status {
                ItemStatus::Clear => "pass",
                ItemStatus::Triggered => "fail",
                ItemStatus::Undecided => "review",
                ItemStatus::NotObserved | ItemStatus::NotAssessed => "na",
            },
            has_basis: item.kind == ItemKind::Veto && open,
            count: (!unseen).then_some(item.findings.len()),
            open: Some(item.open.as_str()).filter(|points| *points != "0"),
            more: item.findings.len() - defects.len(),
            defects,
        }
    }
}

impl<'a> Defect<'a> {
    fn new(finding: &'a Finding, printed: &BTreeSet<&str>, words: &Wording) -> Self {
        let name = &finding.subject.name;
        let text = if finding.message.contains(name.as_str()) {
            finding.message.clone()
        } else {
            format!("{name}{}{}", words.page.colon, finding.message)
        };
        let fingerprint = finding.fingerprint.as_str();
        Self {
            printed: printed.contains(fingerprint).then_some(fingerprint),
            text: clipped(&text, DEFECT_CHARS),
        }
    }
}
