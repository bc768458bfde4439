//! The engine that runs checks: cards, parameters, verdicts. It knows the facts and the law, but
//! none of the checks: they come in as a slice with the [`Standard`]. Adding up is left to
//! `score`, wording to the cards and `report`.

mod cadence;
mod card;
mod case;
mod engine;
mod fingerprint;
mod outcome;
pub mod params;
mod ruling;
mod verdict;
mod wording;

pub use cadence::Cadence;
pub use card::{Card, Message, Status, Title};
pub use case::Case;
pub use engine::{Check, Judgement, Standard, SubjectRef, Verdicts, judge};
pub use fingerprint::fingerprint;
pub use outcome::{Outcome, Tally};
pub use params::{CheckParams, ParamError, ParamOverrides, ParamSpec, ParamValue, Params};
pub use ruling::Ruling;
pub use verdict::{CheckVerdicts, Subject, SubjectKind, Verdict};
pub use wording::{Wording, message_of, placeholders};
