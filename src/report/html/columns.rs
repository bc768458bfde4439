//! The table of columns with last update and limit.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{outcome_class, urgency};
use crate::check::Tally;
use crate::facts::{Column, Site};
use crate::report::result::{ColumnRow, ResultDocument};
use crate::report::times::limit_words;
use crate::report::wording::Wording;

/// Most rows printed; a portal with more shows the worst.
const MAX_ROWS: usize = 300;
/// Between the names of a path.
const PATH_MARK: &str = " › ";

pub(super) struct ColumnTable<'a> {
    pub(super) rows: Vec<ColumnLine<'a>>,
    pub(super) summary: String,
    /// Says that not all are printed.
    pub(super) more: Option<String>,
}

pub(super) struct ColumnLine<'a> {
    pub(super) row: &'a ColumnRow,
    /// Names of the ancestors, each followed by the path mark.
    pub(super) ancestors: String,
    pub(super) class: String,
    pub(super) age: Option<String>,
    /// Items dated after the as-of date, in words.
    pub(super) later: Option<String>,
    pub(super) limit: Option<String>,
    pub(super) outcome: String,
    pub(super) outcome_class: &'static str,
}

impl<'a> ColumnTable<'a> {
    pub(super) fn new(doc: &'a ResultDocument, site: &Site, as_of: Date, words: &Wording) -> Self {
        let facts: BTreeMap<&str, &Column> = site
            .columns
            .iter()
            .map(|column| (column.url.as_str(), column))
            .collect();
        let rows: Vec<_> = worst(&doc.columns)
            .into_iter()
            .map(|row| ColumnLine::new(row, facts.get(row.url.as_str()).copied(), as_of, words))
            .collect();
        let total = doc.columns.len();
        let more = rows.len() < total;
        Self {
            summary: summary(&doc.columns, words),
            more: more.then(|| words.columns.more.fill([&total, &rows.len()])),
            rows,
        }
    }
}

impl<'a> ColumnLine<'a> {
    fn new(row: &'a ColumnRow, facts: Option<&Column>, as_of: Date, words: &Wording) -> Self {
        let later = facts.map_or(0, |column| later_than(column, as_of));
        let ancestors = match &row.path[..] {
            [ancestors @ .., _] => ancestors
                .iter()
                .map(|n| format!("{n}{PATH_MARK}"))
                .collect(),
            [] => String::new(),
        };
        Self {
            row,
            ancestors,
            class: words.classes.of(&row.class).to_string(),
            age: row
                .last_update
                .as_deref()
                .and_then(|date| age_words(date, as_of, words)),
            later: (later > 0).then(|| words.columns.later.fill([&later])),
            limit: row.limit.as_deref().map(|limit| limit_words(limit, words)),
            outcome: words.outcomes.of(&row.outcome).to_string(),
            outcome_class: outcome_class(&row.outcome),
        }
    }
}

/// Items of a column that are dated after the as-of date.
pub(super) fn later_than(column: &Column, as_of: Date) -> usize {
    column.dates.iter().filter(|date| **date > as_of).count()
}

/// The rows to print, in their own order: all, or the worst `MAX_ROWS`.
fn worst(rows: &[ColumnRow]) -> Vec<&ColumnRow> {
    let mut ranked: Vec<_> = rows.iter().enumerate().collect();
    ranked.sort_by_key(|(n, row)| (urgency(row.outcome), *n));
    ranked.truncate(MAX_ROWS);
    ranked.sort_by_key(|(n, _)| *n);
    ranked.into_iter().map(|(_, row)| row).collect()
}

fn age_words(date: &str, as_of: Date, words: &Wording) -> Option<String> {
    let days = days_between(date.parse().ok()?, as_of)?;
    Some(if days == 0 {
        words.columns.today.to_string()
    } else {
        words.columns.ago.fill([&days])
    })
}

/// Days from `from` to `to`; `None` if `from` is later.
pub(super) fn days_between(from: Date, to: Date) -> Option<u32> {
    u32::try_from(from.until(to).ok()?.get_days()).ok()
}

fn summary(rows: &[ColumnRow], words: &Wording) -> String {
    let mut tally = Tally::default();
    rows.iter().for_each(|row| tally.add(row.outcome));
    let Tally {
        pass,
        fail,
        review,
        na,
        blocked,
        error,
    } = tally;
    let phrase = &words.columns.summary;
    phrase.fill([&rows.len(), &fail, &review, &pass, &na, &blocked, &error])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Outcome;
    use crate::facts::Class;

    fn row(n: usize, outcome: Outcome) -> ColumnRow {
        ColumnRow {
            url: format!("http://a.cn/{n}/"),
            name: String::new(),
            path: Vec::new(),
            class: Class::News,
            items: 0,
            last_update: None,
            limit: None,
            outcome,
        }
    }

    #[test]
    fn the_worst_columns_are_kept_in_portal_order() {
        let mut rows: Vec<_> = (0..MAX_ROWS).map(|n| row(n, Outcome::Pass)).collect();
        rows.push(row(MAX_ROWS, Outcome::Fail));
        let kept: Vec<_> = worst(&rows)
            .into_iter()
            .map(|row| row.url.clone())
            .collect();
        assert_eq!(kept.len(), MAX_ROWS);
        assert_eq!(kept[0], "http://a.cn/0/");
        assert_eq!(kept[MAX_ROWS - 1], format!("http://a.cn/{MAX_ROWS}/"));
    }
}
