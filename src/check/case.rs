//! What a check is given to judge, with the few questions about the column tree that several
//! checks ask.

use jiff::civil::Date;

use super::{Cadence, CheckParams};
use crate::facts::{Column, Site};
use crate::portal::ledger::{Ledger, LedgerRow};

/// What a check judges and by which settings.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The facts.
    pub site: &'a Site,
    /// "Today" of the judgement, China time. Nothing dated later counts.
    pub as_of: Date,
    /// The parameters of this check.
    pub params: &'a CheckParams,
    /// The inspector's own list of columns; it wins over discovery.
    pub ledger: Option<&'a Ledger>,
    /// Update frequencies that the profile declares.
    pub cadences: &'a [Cadence],
}

impl<'a> Case<'a> {
    /// The ledger's row for a column.
    pub fn ledger_row(&self, column: &Column) -> Option<&'a LedgerRow> {
        self.ledger.and_then(|ledger| ledger.row(&column.url))
    }

    /// All columns below the one at `index`. Parents stand before their children.
    pub fn descendants(&self, index: usize) -> impl Iterator<Item = &'a Column> {
        let columns = &self.site.columns;
        (index + 1..columns.len())
            .filter(move |below| is_below(columns, *below, index))
            .map(|below| &columns[below])
    }

    /// The newest of ascending days that is not after the as-of date.
    pub fn newest(&self, days: &[Date]) -> Option<Date> {
        days.iter().rev().copied().find(|day| *day <= self.as_of)
    }
}

fn is_below(columns: &[Column], mut child: usize, ancestor: usize) -> bool {
    while let Some(parent) = columns[child].parent.filter(|parent| *parent < child) {
        if parent == ancestor {
            return true;
        }
        child = parent;
    }
    false
}
