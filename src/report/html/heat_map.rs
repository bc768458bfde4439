//! The calendar of updates: one row a column, one cell a week, and the same numbers by month as a
//! table. Whole pixels by integer arithmetic, so that the same facts give the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Span;
use jiff::civil::Date;

use super::columns::{days_between, later_than};
use super::urgency;
use crate::check::Outcome;
use crate::facts::{Column, Site};
use crate::report::result::{ColumnRow, ResultDocument};

/// Weeks drawn, the last one ending on the as-of date.
const WEEKS: u32 = 53;
/// Most columns drawn.
pub(super) const MAX_ROWS: usize = 60;
/// Side of a cell and distance between cells, in pixels.
pub(super) const CELL: u32 = 12;
pub(super) const PITCH: u32 = 14;
/// Room for the names of columns, in pixels, and its width in half-width characters.
pub(super) const LABEL_WIDTH: u32 = 190;
const LABEL_CHARS: usize = 28;
/// Room for the totals right of the cells, in pixels.
const TOTAL_WIDTH: u32 = 48;
/// Room for the names of months above the cells, in pixels.
pub(super) const TOP: u32 = 20;
/// Fewest updates in a week for each of the four darker levels.
const LEVELS: [u32; 4] = [1, 2, 4, 7];
/// The five levels in words.
pub(super) const LEGEND: [&str; 5] = ["0", "1", "2–3", "4–6", "≥7"];
/// Width of all cells and of the whole picture, in pixels.
pub(super) const PLOT_WIDTH: u32 = WEEKS * PITCH;
pub(super) const WIDTH: u32 = LABEL_WIDTH + PLOT_WIDTH + TOTAL_WIDTH;
/// Where names and totals end, in pixels.
pub(super) const LABEL_END: u32 = LABEL_WIDTH - 8;
pub(super) const TOTAL_END: u32 = WIDTH - 4;

pub(super) struct HeatMap<'a> {
    pub(super) rows: Vec<HeatRow<'a>>,
    pub(super) months: Vec<Month>,
    /// Columns that are not drawn.
    pub(super) not_drawn: usize,
    /// Items of all columns that are dated after the as-of date.
    pub(super) later: usize,
}

pub(super) struct HeatRow<'a> {
    pub(super) column: &'a ColumnRow,
    pub(super) label: String,
    pub(super) y: u32,
    /// Path of the cells of each level, empty where no week has it.
    pub(super) paths: [String; 4],
    /// Where the limit begins.
    pub(super) limit_x: Option<u32>,
    pub(super) total: u32,
    /// Updates in each of `HeatMap::months`.
    pub(super) by_month: Vec<u32>,
}

/// One month that the weeks touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Month {
    /// `YYYY-MM`
    pub(super) name: String,
    /// Left edge of the week in which it begins; `None` for the month cut off at the left.
    pub(super) x: Option<u32>,
}

impl<'a> HeatMap<'a> {
    pub(super) fn new(doc: &'a ResultDocument, site: &Site, as_of: Date) -> Self {
        let facts: BTreeMap<&str, &Column> = site
            .columns
            .iter()
            .map(|column| (column.url.as_str(), column))
            .collect();
        let mut drawn: Vec<_> = doc
            .columns
            .iter()
            .filter_map(|row| Some((row, weekly(&facts.get(row.url.as_str())?.dates, as_of))))
            .filter(|(row, weeks)| worth_drawing(row, weeks))
            .collect();
        drawn.sort_by_key(|(row, _)| (urgency(row.outcome), row.last_update.clone()));
        drawn.truncate(MAX_ROWS);

        let months = months(as_of);
        let rows: Vec<_> = (0..)
            .zip(&drawn)
            .map(|(n, (row, weeks))| {
                let dates = &facts[row.url.as_str()].dates;
                HeatRow {
                    column: row,
                    label: label(&row.name),
                    y: TOP + n * PITCH,
                    paths: paths(weeks),
                    limit_x: row.limit.as_deref().and_then(|limit| limit_x(limit, as_of)),
                    total: weeks.iter().sum(),
                    by_month: by_month(dates, &months, as_of),
                }
            })
            .collect();
        Self {
            not_drawn: doc.columns.len() - rows.len(),
            later: site
                .columns
                .iter()
                .map(|column| later_than(column, as_of))
                .sum(),
            months,
            rows,
        }
    }

    pub(super) fn height(&self) -> u32 {
        TOP + self.plot_height()
    }

    pub(super) fn plot_height(&self) -> u32 {
        PITCH * u32::try_from(self.rows.len()).unwrap_or(0)
    }
}

impl HeatRow<'_> {
    pub(super) fn levels(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..)
            .zip(&self.paths)
            .map(|(n, path)| (n, path.as_str()))
            .filter(|(_, p)| !p.is_empty())
    }
}

/// A column with updates, or one whose lack of them matters.
fn worth_drawing(row: &ColumnRow, weeks: &[u32]) -> bool {
    matches!(row.outcome, Outcome::Fail | Outcome::Review) || weeks.iter().any(|&n| n > 0)
}

/// Updates per week, oldest first. Dates after the as-of date are left out.
fn weekly(dates: &[Date], as_of: Date) -> Vec<u32> {
    let mut weeks = vec![0; WEEKS as usize];
    for date in dates {
        if let Some(week) = week_of(*date, as_of) {
            weeks[week as usize] += 1;
        }
    }
    weeks
}

/// Which of the weeks a day is in, 0 the oldest; `None` outside of them.
fn week_of(date: Date, as_of: Date) -> Option<u32> {
    let weeks_before = days_between(date, as_of)? / 7;
    (WEEKS - 1).checked_sub(weeks_before)
}

fn paths(weeks: &[u32]) -> [String; 4] {
    let mut paths: [String; 4] = Default::default();
    for (week, &count) in (0..).zip(weeks) {
        let Some(level) = LEVELS.iter().rposition(|&fewest| count >= fewest) else {
            continue;
        };
        let x: u32 = LABEL_WIDTH + week * PITCH;
        // Writing to a string cannot fail.
        let _ = write!(paths[level], "M{x} 0h{CELL}v{CELL}h-{CELL}z");
    }
    paths
}

fn limit_x(limit: &str, as_of: Date) -> Option<u32> {
    let first_day = as_of.checked_sub(limit.parse::<Span>().ok()?).ok()?;
    let from_right = days_between(first_day, as_of)? * PITCH / 7;
    let left_of_gap = (WEEKS * PITCH).checked_sub(from_right)?;
    Some(LABEL_WIDTH + left_of_gap - 1)
}

/// The months that the weeks touch, oldest first.
fn months(as_of: Date) -> Vec<Month> {
    let days = i64::from(WEEKS * 7 - 1);
    let mut months: Vec<Month> = Vec::new();
    let oldest = as_of
        .checked_sub(Span::new().days(days))
        .unwrap_or(Date::MIN);
    for day in oldest
        .series(Span::new().days(1))
        .take_while(|day| *day <= as_of)
    {
        let name = day.strftime("%Y-%m").to_string();
        if months.last().is_none_or(|month| month.name != name) {
            let begins = day.day() == 1;
            let x = week_of(day, as_of)
                .filter(|_| begins)
                .map(|week| LABEL_WIDTH + week * PITCH);
            months.push(Month { name, x });
        }
    }
    months
}

fn by_month(dates: &[Date], months: &[Month], as_of: Date) -> Vec<u32> {
    let mut counts = vec![0; months.len()];
    for date in dates.iter().filter(|date| week_of(**date, as_of).is_some()) {
        let name = date.strftime("%Y-%m").to_string();
        if let Ok(at) = months.binary_search_by(|month| month.name.cmp(&name)) {
            counts[at] += 1;
        }
    }
    counts
}

/// The name cut to the room for it; a Chinese character is two half-widths wide.
fn label(name: &str) -> String {
    let mut width = 0;
    for (at, c) in name.char_indices() {
        width += if u32::from(c) < 0x1100 { 1 } else { 2 };
        if width > LABEL_CHARS {
            return format!("{}…", &name[..at]);
        }
    }
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const AS_OF: Date = date(2026, 11, 22);

    #[test]
    fn the_last_week_ends_on_the_as_of_date() {
        assert_eq!(week_of(AS_OF, AS_OF), Some(WEEKS - 1));
        assert_eq!(week_of(date(2026, 11, 16), AS_OF), Some(WEEKS - 1));
        assert_eq!(week_of(date(2026, 11, 15), AS_OF), Some(WEEKS - 2));
        assert_eq!(week_of(date(2026, 11, 23), AS_OF), None);
        // 53 weeks are 371 days, the as-of date included.
        assert_eq!(week_of(date(2025, 11, 17), AS_OF), Some(0));
        assert_eq!(week_of(date(2025, 11, 16), AS_OF), None);
    }

    #[test]
    fn weeks_and_months_count_the_same_days() {
        let dates = [
            date(2024, 1, 1),
            date(2025, 11, 16),
            date(2025, 11, 17),
            date(2026, 1, 1),
            date(2026, 1, 1),
            AS_OF,
            date(2026, 12, 1),
        ];
        let months = months(AS_OF);
        assert_eq!(weekly(&dates, AS_OF).iter().sum::<u32>(), 4);
        let by_month = by_month(&dates, &months, AS_OF);
        assert_eq!(by_month.iter().sum::<u32>(), 4);
        assert_eq!(months.len(), 13);
        assert_eq!((months[0].name.as_str(), by_month[0]), ("2025-11", 1));
        assert_eq!((months[2].name.as_str(), by_month[2]), ("2026-01", 2));
        assert_eq!((months[12].name.as_str(), by_month[12]), ("2026-11", 1));
        assert_eq!(months[0].x, None, "a month cut off at the left has no mark");
    }

    #[test]
    fn levels_begin_at_their_fewest() {
        let drawn = paths(&[0, 1, 2, 3, 4, 6, 7, 100]);
        let cells: Vec<_> = drawn.iter().map(|path| path.matches('M').count()).collect();
        assert_eq!(cells, [1, 2, 2, 2]);
    }

    #[test]
    fn the_limit_of_two_weeks_is_two_cells_from_the_right() {
        let right = LABEL_WIDTH + WEEKS * PITCH;
        assert_eq!(limit_x("P14D", AS_OF), Some(right - 2 * PITCH - 1));
        assert_eq!(limit_x("P3Y", AS_OF), None, "outside of the picture");
        assert_eq!(limit_x("soon", AS_OF), None);
    }
}
