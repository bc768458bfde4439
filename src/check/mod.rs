//! The engine that runs checks.

mod outcome;
mod verdict;

pub use outcome::{Outcome, Tally};
pub use verdict::{CheckVerdicts, Subject, SubjectKind, Verdict};
