//! The clock of the crawl, which stamps what it records. No other stage has one; the command line asks
//! it for the day, to refuse dates that are still to come.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Now.
#[allow(
    clippy::disallowed_methods,
    reason = "the crawl states when it saw what it saw"
)]
pub fn timestamp() -> Timestamp {
    Timestamp::now()
}

/// Now, RFC 3339, UTC, whole seconds.
pub fn now() -> String {
    timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// The day in China.
pub fn today() -> Date {
    Offset::constant(8).to_datetime(timestamp()).date()
}

/// Now, Unix time in milliseconds.
pub fn now_millis() -> i64 {
    timestamp().as_millisecond()
}
