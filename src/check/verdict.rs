//! One verdict on one subject, with the message key and evidence from which every report text is
//! made. Verdicts hold no prose: wording lives in the card.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Outcome, Tally};
use crate::facts::{Evidence, PlaceOfLink};

/// What kind of thing is judged.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectKind {
    /// The portal as a whole.
    Site,
    /// One page, the home page included.
    Page,
    /// One column.
    Column,
    /// One statutory section of the disclosure column.
    Section,
    /// One document.
    Document,
    /// One link target: page, image, attachment.
    Link,
    /// One service guide.
    Guide,
    /// One public message.
    Message,
}

/// Identity of what is judged. The URL is canonical; `id` is a section or ledger id.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
pub struct Subject {
    /// Kind of thing.
    pub kind: SubjectKind,
    /// Canonical URL; for a section without a page, the home page.
    pub url: String,
    /// Name or title for people.
    pub name: String,
    /// Section or ledger id, where it has one.
    pub id: Option<String>,
}

/// Verdict on one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What was judged.
    pub subject: Subject,
    /// What came out.
    pub outcome: Outcome,
    /// Key of the message in the card; also for pass and not-applicable, where it is the reason.
    pub key: &'static str,
    /// Values of the placeholders of that message.
    pub args: BTreeMap<&'static str, String>,
    /// Normalised detail that is part of the identity: never counts, crawl dates, positions.
    pub detail: String,
    /// Pages where it stands, at most 20.
    pub places: Vec<PlaceOfLink>,
    /// How many places there are.
    pub place_count: u32,
    /// What proves it.
    pub evidence: Vec<Evidence>,
    /// The limit that was applied, ISO 8601 span (`P14D`, `P6M`, `P1Y`), for columns.
    pub limit: Option<String>,
    /// The last update that was taken into account, for columns.
    pub last_update: Option<Date>,
}

/// All verdicts of one check.
#[derive(Clone, Debug)]
pub struct CheckVerdicts {
    /// Check id.
    pub check: &'static str,
    /// Outcomes of all subjects.
    pub tally: Tally,
    /// Verdicts in subject order. Conforming links are only counted in `tally`.
    pub verdicts: Vec<Verdict>,
}
