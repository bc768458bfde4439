//! Counts what was read against what the pages say, and prints the table.

use std::collections::{BTreeMap, BTreeSet};

/// Least share of right values, as right ones of a hundred.
pub struct Bar {
    precision: usize,
    recall: usize,
}

impl Bar {
    /// Every value found, and none that is wrong.
    pub const EVERY: Self = Self {
        precision: 100,
        recall: 100,
    };
}

#[derive(Default)]
struct Field {
    expected: usize,
    found: usize,
    right: usize,
}

/// Counts by field.
#[derive(Default)]
pub struct Tally {
    fields: BTreeMap<&'static str, Field>,
    misreadings: Vec<String>,
}

impl Tally {
    /// A field with one value, or none.
    pub fn one(
        &mut self,
        page: &str,
        field: &'static str,
        expected: Option<String>,
        found: Option<String>,
    ) {
        self.all(
            page,
            field,
            expected.into_iter().collect(),
            found.into_iter().collect(),
        );
    }

    /// A field with several values; white space in them does not count.
    pub fn all(
        &mut self,
        page: &str,
        field: &'static str,
        expected: BTreeSet<String>,
        found: BTreeSet<String>,
    ) {
        let plain = |values: BTreeSet<String>| -> BTreeSet<String> {
            let words = values.iter().map(|v| v.split_whitespace().collect());
            words.collect()
        };
        let (expected, found) = (plain(expected), plain(found));
        let counts = self.fields.entry(field).or_default();
        counts.expected += expected.len();
        counts.found += found.len();
        counts.right += expected.intersection(&found).count();
        if expected != found {
            self.misreadings.push(format!(
                "{page}: {field} is {expected:?}, read as {found:?}"
            ));
        }
    }

    /// Prints the table and fails below the bar.
    pub fn check(&self, bar: Bar) {
        println!(
            "{:16} {:>8} {:>6} {:>6} {:>6} {:>10} {:>7}",
            "field", "expected", "found", "right", "wrong", "precision", "recall"
        );
        let mut below = false;
        for (
            name,
            Field {
                expected,
                found,
                right,
            },
        ) in &self.fields
        {
            let share = |of: usize| (right * 100).checked_div(of).unwrap_or(100);
            let (precision, recall) = (share(*found), share(*expected));
            let wrong = found - right;
            println!(
                "{name:16} {expected:8} {found:6} {right:6} {wrong:6} {precision:9}% {recall:6}%"
            );
            below |= precision < bar.precision || recall < bar.recall;
        }
        assert!(!below, "{}", self.misreadings.join("\n"));
    }
}
