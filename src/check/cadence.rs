//! Update frequencies that a profile declares for columns by name.

use regex::Regex;
use serde::{Deserialize, Deserializer, de};

use crate::facts::{Class, Column};
use crate::law::Frequency;

/// One declared frequency. A column must match the name pattern and, where classes are given,
/// belong to one of them.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cadence {
    /// Pattern for the name of the column.
    #[serde(deserialize_with = "regex")]
    pub name: Regex,
    /// Classes it is meant for; empty for any.
    #[serde(default)]
    pub classes: Vec<Class>,
    /// How often.
    pub at_least: Frequency,
    /// Work plan or rule that demands it, as people call it.
    pub source: String,
}

impl Cadence {
    /// Whether it is declared for this column. Where it asks for class other, a list without any date
    /// is none: 政务新媒体 may list the accounts.
    pub fn covers(&self, column: &Column) -> bool {
        let is_meant = self.classes.contains(&column.class)
            && (column.class != Class::Other || !column.dates.is_empty());
        (self.classes.is_empty() || is_meant) && self.name.is_match(&column.name)
    }
}

fn regex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    let pattern = String::deserialize(deserializer)?;
    Regex::new(&pattern).map_err(|error| {
        // The last of several lines says what is wrong.
        let text = error.to_string();
        let last = text.lines().last().unwrap_or_default();
        let why = last.trim_start_matches("error: ").trim_end_matches('.');
        de::Error::custom(format!("the name pattern is no regular expression: {why}"))
    })
}
