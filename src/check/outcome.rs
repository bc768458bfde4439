//! The six outcomes of a judgement (DESIGN §3) and what is counted of them.

use serde::{Deserialize, Serialize};

/// What a check says about one subject.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Looked, conforms.
    Pass,
    /// Looked, violates; evidence is kept.
    Fail,
    /// Looked, a person must decide.
    Review,
    /// The rule does not cover this subject; the reason is kept.
    NotApplicable,
    /// The site refused us.
    Blocked,
    /// Transport or our own fault.
    Error,
}

/// How many subjects of one check had which outcome.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Tally {
    /// Conforming subjects.
    pub pass: u32,
    /// Violations.
    pub fail: u32,
    /// For a person to decide.
    pub review: u32,
    /// Not covered by the rule.
    pub na: u32,
    /// Refused by the site.
    pub blocked: u32,
    /// Not judged because of transport or our own fault.
    pub error: u32,
}

impl Tally {
    /// Counts one more subject.
    pub fn add(&mut self, outcome: Outcome) {
        let slot = match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Fail => &mut self.fail,
            Outcome::Review => &mut self.review,
            Outcome::NotApplicable => &mut self.na,
            Outcome::Blocked => &mut self.blocked,
            Outcome::Error => &mut self.error,
        };
        *slot += 1;
    }
}
