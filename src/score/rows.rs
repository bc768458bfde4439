//! The open and failed rows of a judgement, and which of them an item of a profile selects.

use std::collections::BTreeMap;

use super::profile::Selector;
use crate::check::{Judgement, Outcome, Subject, Verdict, fingerprint};
use crate::facts::{Class, Site};
use crate::portal::ledger::Ledger;

/// One row: a verdict that did not pass.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) check: &'static str,
    pub(super) verdict: &'a Verdict,
    pub(super) fingerprint: String,
}

/// All rows of a judgement, with what selectors ask of columns and links.
#[derive(Debug)]
pub(super) struct Rows<'a> {
    rows: Vec<Row<'a>>,
    /// Class, and whether it has no parent, by URL of the column.
    columns: BTreeMap<&'a str, (Option<Class>, bool)>,
    home: &'a str,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        site: &'a Site,
        ledger: Option<&'a Ledger>,
        judgement: &'a Judgement,
    ) -> Self {
        let mut columns = BTreeMap::new();
        for row in ledger.map(Ledger::rows).unwrap_or_default() {
            columns.insert(row.url.as_str(), (row.class, true));
        }
        for column in &site.columns {
            let by_ledger = ledger.and_then(|ledger| ledger.row(&column.url));
            let class = by_ledger.and_then(|row| row.class).unwrap_or(column.class);
            let first_level = column.parent.is_none();
            columns.insert(column.url.as_str(), (Some(class), first_level));
        }
        let rows = judgement.checks.iter().flat_map(|check| {
            let verdicts = check.verdicts.iter();
            let rows = verdicts.filter(|verdict| is_row(verdict.outcome));
            rows.map(|verdict| Row {
                check: check.check,
                verdict,
                fingerprint: fingerprint(check.check, verdict),
            })
        });
        Self {
            rows: rows.collect(),
            columns,
            home: &site.home.url,
        }
    }

    /// The rows that one of the selectors names, in report order.
    pub(super) fn selected<'s>(
        &'s self,
        selectors: &'s [Selector],
    ) -> impl Iterator<Item = &'s Row<'a>> {
        let rows = self.rows.iter();
        rows.filter(|row| selectors.iter().any(|selector| self.selects(selector, row)))
    }

    fn selects(&self, selector: &Selector, row: &Row<'_>) -> bool {
        let column = self.columns.get(row.verdict.subject.url.as_str());
        let class_fits = selector.classes.as_ref().is_none_or(|classes| {
            let class = column.and_then(|(class, _)| *class);
            class.is_some_and(|class| classes.contains(&class))
        });
        let level_fits = selector
            .first_level
            .is_none_or(|wanted| column.is_some_and(|(_, first_level)| *first_level == wanted));
        let home_fits = selector.on_home.is_none_or(|wanted| {
            let mut places = row.verdict.places.iter();
            places.any(|place| place.url == self.home) == wanted
        });
        selector.check == row.check && class_fits && level_fits && home_fits
    }
}

fn is_row(outcome: Outcome) -> bool {
    !matches!(outcome, Outcome::Pass | Outcome::NotApplicable)
}

/// Subjects of some rows, each counted once: proven if one of its rows fails, else open.
pub(super) fn count_subjects<'a, 'r: 'a>(rows: impl Iterator<Item = &'a Row<'r>>) -> (u32, u32) {
    let mut subjects: BTreeMap<&Subject, bool> = BTreeMap::new();
    for row in rows {
        let proven = subjects.entry(&row.verdict.subject).or_default();
        *proven |= row.verdict.outcome == Outcome::Fail;
    }
    let proven = subjects.values().filter(|proven| **proven).count();
    let open = subjects.len() - proven;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    (count(proven), count(open))
}
