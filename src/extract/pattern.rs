//! Constant patterns. What each looks for stands beside the extractor that uses it.

use regex::Regex;

/// A pattern of the program's own; a test of its extractor compiles it.
#[allow(
    clippy::expect_used,
    reason = "a constant pattern is wrong or right for ever"
)]
pub(super) fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}
