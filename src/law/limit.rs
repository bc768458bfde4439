//! Time limits (期限) as calendar spans: six months are not 180 days.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde::{Deserialize, Deserializer, de};

use super::quoted;

/// Unit of a [`Limit`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitUnit {
    /// Days.
    Day,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// How old the newest item of a column may be. ISO 8601 with one unit: `P14D`, `P6M`, `P1Y`;
/// weeks are kept as days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    count: u16,
    unit: LimitUnit,
}

/// Text that is no limit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is no time limit; write an ISO 8601 span with one unit such as P14D, P6M or P1Y", quoted(.0))]
pub struct LimitError(String);

/// Longest limit that makes sense: it keeps date arithmetic within the calendar.
const MAX_COUNT: u16 = 3660;

impl Limit {
    /// A limit of `count` units; `None` for 0 and for more than ten years of days.
    pub fn new(count: u16, unit: LimitUnit) -> Option<Self> {
        (1..=MAX_COUNT)
            .contains(&count)
            .then_some(Self { count, unit })
    }

    /// The number of units.
    pub fn count(self) -> u16 {
        self.count
    }

    /// The unit.
    pub fn unit(self) -> LimitUnit {
        self.unit
    }

    /// The last day on which something of `day` is still within the limit. A month without such
    /// a day ends earlier: six months after 31 August is the last day of February.
    pub fn last_day(self, day: Date) -> Date {
        day.saturating_add(self.span())
    }

    fn span(self) -> Span {
        let count = i64::from(self.count);
        match self.unit {
            LimitUnit::Day => count.days(),
            LimitUnit::Month => count.months(),
            LimitUnit::Year => count.years(),
        }
    }
}

impl PartialOrd for Limit {
    /// By length counted from a fixed day, so that bounds of different units compare.
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let start = Date::constant(2001, 1, 1);
        Some(self.last_day(start).cmp(&other.last_day(start)))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = match self.unit {
            LimitUnit::Day => 'D',
            LimitUnit::Month => 'M',
            LimitUnit::Year => 'Y',
        };
        write!(f, "P{}{letter}", self.count)
    }
}

impl FromStr for Limit {
    type Err = LimitError;

    fn from_str(text: &str) -> Result<Self, LimitError> {
        let error = || LimitError(text.to_owned());
        let body = text.strip_prefix('P').ok_or_else(error)?;
        let mut chars = body.chars();
        let letter = chars.next_back().ok_or_else(error)?;
        let count: u16 = chars.as_str().parse().map_err(|_| error())?;
        let (count, unit) = match letter {
            'D' => (count, LimitUnit::Day),
            'W' => (count.checked_mul(7).ok_or_else(error)?, LimitUnit::Day),
            'M' => (count, LimitUnit::Month),
            'Y' => (count, LimitUnit::Year),
            _ => return Err(error()),
        };
        Self::new(count, unit).ok_or_else(error)
    }
}

impl<'de> Deserialize<'de> for Limit {
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

    fn limit(text: &str) -> Limit {
        text.parse().unwrap()
    }

    #[test]
    fn months_and_years_follow_the_calendar() {
        assert_eq!(limit("P6M").last_day(date(2026, 8, 31)), date(2027, 2, 28));
        assert_eq!(limit("P6M").last_day(date(2027, 8, 31)), date(2028, 2, 29));
        assert_eq!(limit("P1Y").last_day(date(2024, 2, 29)), date(2025, 2, 28));
        assert_eq!(limit("P14D").last_day(date(2024, 2, 20)), date(2024, 3, 5));
        assert_eq!(limit("P2W"), limit("P14D"));
    }

    #[test]
    fn only_one_unit_and_no_nonsense() {
        for text in [
            "", "P", "14D", "P1Y6M", "P0D", "P-1D", "PT5H", "P9999D", "P14d",
        ] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
        assert!(limit("P6M") > limit("P14D") && limit("P6M") < limit("P1Y"));
    }
}
