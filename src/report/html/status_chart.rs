//! The chart of outcomes per check: one bar a check, lengths in whole pixels by integer
//! arithmetic, so that the same counts give the same bytes.

use super::outcome_class;
use crate::check::{Outcome, Tally};
use crate::report::plain::clipped;
use crate::report::result::CheckRow;
use crate::report::wording::Wording;

/// Left edge of the bars, in pixels.
const BAR_X: u32 = 290;
/// Length of a whole bar, in pixels.
const BAR_WIDTH: u32 = 560;
/// Shortest segment that is still seen, in pixels.
const MIN_WIDTH: u32 = 4;
/// Height of a row, in pixels.
const ROW: u32 = 22;
/// Room for the legend above the rows, in pixels.
const TOP: u32 = 30;
/// Distance between entries of the legend, in pixels.
const LEGEND_STEP: u32 = 130;
/// Characters of a title before it is cut.
const TITLE_CHARS: usize = 18;

pub(super) struct StatusChart<'a> {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) legend: Vec<LegendEntry>,
    pub(super) bars: Vec<Bar<'a>>,
}

pub(super) struct LegendEntry {
    pub(super) x: u32,
    pub(super) class: &'static str,
    pub(super) word: String,
}

pub(super) struct Bar<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) label: String,
    pub(super) y: u32,
    pub(super) total: u64,
    /// Counts in the order of the legend.
    pub(super) counts: [u32; 6],
    pub(super) segments: Vec<Segment>,
}

pub(super) struct Segment {
    pub(super) class: &'static str,
    pub(super) x: u32,
    pub(super) width: u32,
}

/// Order of the segments and of the table's columns.
pub(super) const ORDER: [Outcome; 6] = [
    Outcome::Fail,
    Outcome::Review,
    Outcome::Blocked,
    Outcome::Error,
    Outcome::Pass,
    Outcome::NotApplicable,
];

impl<'a> StatusChart<'a> {
    pub(super) fn new(checks: &'a [CheckRow], words: &Wording) -> Self {
        let legend = (0..).zip(ORDER).map(|(n, outcome)| LegendEntry {
            x: n * LEGEND_STEP,
            class: outcome_class(&outcome),
            word: words.outcomes.of(&outcome).to_string(),
        });
        let bars: Vec<Bar> = (0..).zip(checks).map(|(n, row)| Bar::new(n, row)).collect();
        Self {
            width: BAR_X + BAR_WIDTH + 60,
            height: TOP + ROW * u32::try_from(bars.len()).unwrap_or(0),
            legend: legend.collect(),
            bars,
        }
    }
}

impl<'a> Bar<'a> {
    fn new(n: u32, row: &'a CheckRow) -> Self {
        let counts = counts(&row.tally);
        let mut x = BAR_X;
        let mut segments = Vec::new();
        for (outcome, width) in ORDER.iter().zip(segment_widths(counts)) {
            if width > 0 {
                segments.push(Segment {
                    class: outcome_class(outcome),
                    x,
                    width,
                });
                x += width;
            }
        }
        Self {
            id: &row.id,
            title: &row.title,
            label: clipped(&row.title, TITLE_CHARS),
            y: TOP + n * ROW,
            total: counts.iter().map(|&c| u64::from(c)).sum(),
            counts,
            segments,
        }
    }

    pub(super) fn text_y(&self) -> u32 {
        self.y + 13
    }
}

fn counts(tally: &Tally) -> [u32; 6] {
    [
        tally.fail,
        tally.review,
        tally.blocked,
        tally.error,
        tally.pass,
        tally.na,
    ]
}

/// Widths in proportion, none of those counted under `MIN_WIDTH`; the widest takes up the
/// rounding, so that they add up to the whole bar.
fn segment_widths(counts: [u32; 6]) -> [u32; 6] {
    let total: u64 = counts.iter().map(|&c| u64::from(c)).sum();
    if total == 0 {
        return [0; 6];
    }
    let mut widths = counts.map(|count| {
        let exact = u64::from(count) * u64::from(BAR_WIDTH) / total;
        let shown = if count > 0 { MIN_WIDTH } else { 0 };
        u32::try_from(exact).unwrap_or(BAR_WIDTH).max(shown)
    });
    let drawn: u32 = widths.iter().sum();
    if let Some(widest) = widths.iter_mut().max() {
        *widest = (*widest + BAR_WIDTH).saturating_sub(drawn);
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_fill_the_bar_and_small_counts_are_seen() {
        for counts in [
            [3, 0, 0, 0, 20_000, 1],
            [1, 1, 1, 1, 1, 1],
            [u32::MAX; 6],
            [0, 0, 0, 0, 0, 7],
        ] {
            let widths = segment_widths(counts);
            assert_eq!(widths.iter().sum::<u32>(), BAR_WIDTH, "{counts:?}");
            for (count, width) in counts.iter().zip(widths) {
                assert_eq!(*count > 0, width >= MIN_WIDTH, "{counts:?}");
            }
        }
        assert_eq!(segment_widths([0; 6]), [0; 6]);
    }
}
