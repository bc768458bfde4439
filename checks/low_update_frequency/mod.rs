//! `low-update-frequency`: a column for which the profile or the ledger declares a frequency must
//! reach it in every closed period of the look-back. What the column lacked before its first
//! known item, or what unread and undated items may make up for, is left to a person.

use std::sync::LazyLock;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{Column, ItemsState};
use crate::law::{Frequency, Period, PeriodUnit};

static CARD: LazyLock<Card> = LazyLock::new(|| {
    Card::embedded(
        "checks/low_update_frequency/check.toml",
        include_str!("check.toml"),
    )
});

/// The check.
#[derive(Debug)]
pub struct LowUpdateFrequency;

impl Check for LowUpdateFrequency {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        case.site.columns.iter().map(subject).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for column in &case.site.columns {
            let ruling = rule(case, column).evidence(&column.evidence);
            out.put(subject(column), &column.full_name, ruling);
        }
    }
}

fn subject(column: &Column) -> SubjectRef<'_> {
    SubjectRef::new(SubjectKind::Column, &column.url)
}

fn rule(case: &Case<'_>, column: &Column) -> Ruling {
    let Some((frequency, source)) = declared(case, column) else {
        return Ruling::not_applicable("no-cadence");
    };
    let ruling = match column.state {
        ItemsState::Blocked => Ruling::blocked("refused-visit"),
        ItemsState::Error => Ruling::error("not-fetched"),
        ItemsState::OtherSite => Ruling::review("other-site"),
        ItemsState::ScriptShell => Ruling::review("script-shell"),
        ItemsState::None | ItemsState::Unclear => Ruling::not_applicable("empty"),
        ItemsState::Text => Ruling::not_applicable("text"),
        ItemsState::Read => count(case, column, frequency),
    };
    ruling
        .arg("column", &column.full_name)
        .arg("times", frequency.times)
        .arg("per", per_word(frequency.per))
        .arg("source", source)
        .updates(None, case.newest(&column.dates))
}

/// What the ledger, else the profile, declares for a column, and who says so.
fn declared<'a>(case: &Case<'a>, column: &Column) -> Option<(Frequency, &'a str)> {
    let by_ledger = case.ledger_row(column).and_then(|row| row.cadence);
    if let Some(frequency) = by_ledger {
        return Some((frequency, "source-ledger"));
    }
    let covering = case.cadences.iter().find(|cadence| cadence.covers(column));
    covering.map(|cadence| (cadence.at_least, cadence.source.as_str()))
}

fn count(case: &Case<'_>, column: &Column, frequency: Frequency) -> Ruling {
    let look_back = case.params.int(look_back(frequency.per));
    let periods = frequency.per.closed_before(case.as_of, look_back);
    let published = |period: &Period| {
        let days = column.dates.iter();
        days.filter(|day| period.first <= **day && **day <= period.last)
            .count()
    };
    let missing = |period: &Period| usize::from(frequency.times).saturating_sub(published(period));
    // An item that nobody could date may lie in any one period.
    let unplaced = (column.unread + column.undated) as usize;
    let proven = |period: &Period| {
        let began = column.dates.first().is_some_and(|day| *day <= period.first);
        !column.truncated && began && missing(period) > unplaced
    };
    let (short, proven) = (
        periods
            .iter()
            .filter(|period| missing(period) > 0)
            .collect(),
        periods.iter().filter(|period| proven(period)).collect(),
    );
    match (names(short), names(proven)) {
        (short, _) if short.is_empty() => Ruling::pass("kept"),
        (short, proven) if proven.is_empty() => {
            let first = column
                .dates
                .first()
                .filter(|_| unplaced == 0 && !column.truncated);
            let ruling = match first {
                Some(day) => Ruling::review("opened-later").arg("first", day),
                None => Ruling::review("too-few-unsure"),
            };
            ruling.arg("periods", short)
        }
        (_, proven) => Ruling::fail("too-few").arg("periods", proven),
    }
}

fn names(periods: Vec<&Period>) -> String {
    let names: Vec<_> = periods.into_iter().map(Period::to_string).collect();
    names.join(", ")
}

fn look_back(per: PeriodUnit) -> &'static str {
    match per {
        PeriodUnit::Week => "weeks",
        PeriodUnit::Month => "months",
        PeriodUnit::Quarter => "quarters",
        PeriodUnit::Year => "years",
    }
}

fn per_word(per: PeriodUnit) -> &'static str {
    match per {
        PeriodUnit::Week => "per-week",
        PeriodUnit::Month => "per-month",
        PeriodUnit::Quarter => "per-quarter",
        PeriodUnit::Year => "per-year",
    }
}
