//! Times, spans and shares as people read them.

use jiff::tz::{TimeZone, offset};
use jiff::{Span, Timestamp};
use rust_decimal::Decimal;

use super::wording::Wording;

/// An RFC 3339 time in China time, to the second; what is no time stays as it is.
pub(crate) fn china_time(rfc3339: &str) -> String {
    match rfc3339.parse::<Timestamp>() {
        Ok(time) => {
            let china = time.to_zoned(TimeZone::fixed(offset(8)));
            china.strftime("%Y-%m-%d %H:%M:%S").to_string()
        }
        Err(_) => rfc3339.to_owned(),
    }
}

/// A limit such as `P14D` in words; anything but a single unit stays as it is.
pub(crate) fn limit_words(limit: &str, words: &Wording) -> String {
    let Ok(span) = limit.parse::<Span>() else {
        return limit.to_owned();
    };
    let units = [
        (i64::from(span.get_years()), &words.columns.years),
        (i64::from(span.get_months()), &words.columns.months),
        (i64::from(span.get_weeks()), &words.columns.weeks),
        (i64::from(span.get_days()), &words.columns.days),
    ];
    match units.iter().filter(|(n, _)| *n != 0).collect::<Vec<_>>()[..] {
        [(n, phrase)] => phrase.fill([n]),
        _ => limit.to_owned(),
    }
}

/// A share such as `0.98` as a percentage; what is no number stays as it is.
pub(crate) fn percent(share: &str) -> String {
    match share.parse::<Decimal>() {
        Ok(share) => format!("{}%", (share * Decimal::ONE_HUNDRED).normalize()),
        Err(_) => share.to_owned(),
    }
}
