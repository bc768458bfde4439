//! Update frequencies (更新频次): at least N items in every week, month, quarter or year.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de};

use super::quoted;

/// Calendar unit in which items are counted. Weeks run from Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodUnit {
    /// Monday to Sunday.
    Week,
    /// Calendar month.
    Month,
    /// Calendar quarter.
    Quarter,
    /// Calendar year.
    Year,
}

/// One closed period, both days included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Unit it is one of.
    pub unit: PeriodUnit,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
}

impl PeriodUnit {
    /// First day of the period that contains `day`.
    fn start(self, day: Date) -> Date {
        match self {
            Self::Week => {
                let offset = i64::from(day.weekday().to_monday_zero_offset());
                day.saturating_sub(offset.days())
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                let months_in = i64::from((day.month() - 1) % 3);
                day.first_of_month().saturating_sub(months_in.months())
            }
            Self::Year => day.first_of_year(),
        }
    }

    /// The last `count` periods that ended before `as_of`, oldest first. The period that
    /// contains `as_of` is still open, even on its last day.
    pub fn closed_before(self, as_of: Date, count: u16) -> Vec<Period> {
        let mut end = self.start(as_of);
        let mut periods = Vec::new();
        for _ in 0..count {
            let last = end.saturating_sub(1.day());
            let first = self.start(last);
            periods.push(Period {
                unit: self,
                first,
                last,
            });
            end = first;
        }
        periods.reverse();
        periods
    }
}

impl fmt::Display for Period {
    /// `2026-11-09/2026-11-15`, `2026-10`, `2026-Q3`, `2025`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.unit {
            PeriodUnit::Week => write!(f, "{}/{}", self.first, self.last),
            PeriodUnit::Month => write!(f, "{year}-{month:02}"),
            PeriodUnit::Quarter => write!(f, "{year}-Q{}", (month + 2) / 3),
            PeriodUnit::Year => write!(f, "{year}"),
        }
    }
}

/// At least `times` items per `per`; written `2/week`, `1/quarter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frequency {
    /// Least number of items, at least 1.
    pub times: u16,
    /// Unit.
    pub per: PeriodUnit,
}

/// Text that is no frequency.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is no update frequency; write for example 2/week, 1/month, 1/quarter or 1/year", quoted(.0))]
pub struct FrequencyError(String);

impl fmt::Display for Frequency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per = match self.per {
            PeriodUnit::Week => "week",
            PeriodUnit::Month => "month",
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Year => "year",
        };
        write!(f, "{}/{per}", self.times)
    }
}

impl FromStr for Frequency {
    type Err = FrequencyError;

    fn from_str(text: &str) -> Result<Self, FrequencyError> {
        let error = || FrequencyError(text.to_owned());
        let (times, per) = text.split_once('/').ok_or_else(error)?;
        let times: u16 = times.trim().parse().map_err(|_| error())?;
        let per = match per.trim() {
            "week" => PeriodUnit::Week,
            "month" => PeriodUnit::Month,
            "quarter" => PeriodUnit::Quarter,
            "year" => PeriodUnit::Year,
            _ => return Err(error()),
        };
        if times == 0 {
            return Err(error());
        }
        Ok(Self { times, per })
    }
}

impl<'de> Deserialize<'de> for Frequency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn names(unit: PeriodUnit, as_of: Date, count: u16) -> Vec<String> {
        let periods = unit.closed_before(as_of, count);
        periods.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_open_period_is_left_out_even_on_its_last_day() {
        // 22 November 2026 is a Sunday.
        let sunday = date(2026, 11, 22);
        assert_eq!(
            names(PeriodUnit::Week, sunday, 2),
            ["2026-11-02/2026-11-08", "2026-11-09/2026-11-15"]
        );
        let monday = date(2026, 11, 23);
        assert_eq!(
            names(PeriodUnit::Week, monday, 1),
            ["2026-11-16/2026-11-22"]
        );
        assert_eq!(
            names(PeriodUnit::Month, date(2026, 1, 31), 2),
            ["2025-11", "2025-12"]
        );
        assert_eq!(
            names(PeriodUnit::Quarter, date(2026, 3, 31), 2),
            ["2025-Q3", "2025-Q4"]
        );
        assert_eq!(names(PeriodUnit::Year, date(2026, 12, 31), 1), ["2025"]);
    }

    #[test]
    fn frequencies_are_written_one_way() {
        let twice: Frequency = "2/week".parse().unwrap();
        assert_eq!(twice.to_string(), "2/week");
        for text in ["", "2", "0/week", "2/day", "x/week"] {
            assert!(text.parse::<Frequency>().is_err(), "{text}");
        }
    }
}
