//! The contract `gongkai.result/1`: types of `result.json` (DESIGN §8). Every report format
//! renders from these values; keys are stable within `/1`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Outcome, Subject};
use crate::facts::{Class, Evidence, Skipped, UnverifiedHost, Validity};
pub use crate::score::{ItemKind, ItemStatus, VerdictWord};

/// Value of the `schema` key.
pub const SCHEMA: &str = "gongkai.result/1";

/// One inspection, judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResultDocument {
    /// Always `gongkai.result/1`.
    pub schema: String,
    /// Program that judged.
    pub tool: Tool,
    /// What was inspected, when, under which profile.
    pub inspection: Inspection,
    /// How much was seen.
    pub coverage: CoverageShare,
    /// Verdict of the profile's procedure.
    pub verdict: VerdictWord,
    /// Score interval; null below the coverage floor, for a crawl that was cut short, and after
    /// a veto, when nothing else is scored.
    pub score: Option<ScoreInterval>,
    /// Items of the profile, in its order.
    pub items: Vec<ProfileItem>,
    /// Columns, parents before children.
    pub columns: Vec<ColumnRow>,
    /// The five sections, in official order.
    pub sections: Vec<SectionRow>,
    /// Documents, sorted by URL.
    pub documents: Vec<DocumentRow>,
    /// Tallies of the checks, in report order.
    pub checks: Vec<CheckRow>,
    /// Findings: every subject that did not pass and is not out of the rule, in report order of
    /// the checks, then by outcome, then by subject URL.
    pub findings: Vec<Finding>,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `gongkai`
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Particulars of the inspection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Inspection {
    /// URL of the home page.
    pub portal: String,
    /// Name of the portal.
    pub portal_name: String,
    /// "Today" of the judgement, China time, `YYYY-MM-DD`.
    pub as_of: String,
    /// Start of the crawl, RFC 3339.
    pub started_at: String,
    /// End of the crawl, RFC 3339.
    pub finished_at: String,
    /// Profile id.
    pub profile: String,
    /// SHA-256 of the bundle's manifest, `sha256:…`.
    pub bundle_digest: String,
    /// robots.txt was overridden with authorisation.
    pub robots_ignored: bool,
}

/// Coverage with its share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageShare {
    /// Pages known.
    pub discovered: u32,
    /// Pages read.
    pub fetched: u32,
    /// Pages where the site refused us.
    pub blocked: u32,
    /// Pages that could not be fetched.
    pub error: u32,
    /// Pages read as a share of pages known, decimal with two places, rounded down.
    pub share: String,
    /// Pages not asked for, by reason.
    pub skipped: Skipped,
    /// What ended the crawl early.
    pub stopped_by: Option<String>,
    /// Hosts whose certificates prove nothing and that were read all the same, sorted by host.
    #[serde(default)]
    pub unverified_hosts: Vec<UnverifiedHost>,
}

/// Score as an interval: worst case to best case of the open rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScoreInterval {
    /// All open rows count against the site.
    pub low: String,
    /// No open row counts against the site.
    pub high: String,
    /// Whether the points come from a verified table.
    pub points_verified: bool,
}

/// One item of the profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileItem {
    /// Item id in the profile, e.g. `V4a`.
    pub id: String,
    /// Kind.
    pub kind: ItemKind,
    /// Title, in the language of the report.
    pub title: String,
    /// Status.
    pub status: ItemStatus,
    /// Points deducted in the best case.
    pub deducted: String,
    /// Points deducted in addition if every open row counts.
    pub open: String,
    /// Points for each finding; null for an item without points.
    pub points: Option<String>,
    /// Most that the item may cost; null for an item without points.
    pub cap: Option<String>,
    /// Why the status is what it is: count and threshold, or the missing days.
    pub note: String,
    /// Fingerprints of the findings that count for it.
    pub findings: Vec<String>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnRow {
    /// URL of its first page.
    pub url: String,
    /// Name.
    pub name: String,
    /// Names from the home page down.
    pub path: Vec<String>,
    /// Class.
    pub class: Class,
    /// Distinct items.
    pub items: u32,
    /// Newest date not after the as-of date, `YYYY-MM-DD`.
    pub last_update: Option<String>,
    /// Limit, ISO 8601 span; null where none applies.
    pub limit: Option<String>,
    /// Worst outcome of `stale-column` and `empty-column`.
    pub outcome: Outcome,
}

/// One statutory section.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SectionRow {
    /// Section id.
    pub id: String,
    /// Official name.
    pub name: String,
    /// Outcome of `missing-section`.
    pub outcome: Outcome,
    /// Its page.
    pub url: Option<String>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRow {
    /// Page.
    pub url: String,
    /// Title.
    pub title: String,
    /// Document number as written.
    pub doc_number: Option<String>,
    /// Issuer.
    pub issuer: Option<String>,
    /// Written, `YYYY-MM-DD`.
    pub issued: Option<String>,
    /// Published, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// Validity as the page states it.
    pub validity: Validity,
}

/// One legal text that a check rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BasisRow {
    /// Title, number and article, in the language of the report.
    pub citation: String,
    /// Whether the text is in force on the as-of date; if not, it is no basis for a finding.
    pub in_force: bool,
    /// Whether the cited place was read in the text itself.
    pub verified: bool,
}

/// Tally of one check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckRow {
    /// Check id.
    pub id: String,
    /// Title for what does not conform, in the language of the report.
    pub title: String,
    /// Legal basis.
    pub basis: Vec<BasisRow>,
    /// Outcomes.
    #[serde(flatten)]
    pub tally: crate::check::Tally,
}

/// Place of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingPlace {
    /// Page where it stands.
    pub url: String,
    /// Text of the link there.
    pub text: String,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Identity across inspections: 32 hex digits.
    pub fingerprint: String,
    /// Check id.
    pub check: String,
    /// Outcome: fail, review, blocked or error.
    pub outcome: Outcome,
    /// What is judged.
    pub subject: Subject,
    /// Key of the message in the card.
    pub message_key: String,
    /// What is wrong, in the language of the report.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// Where it stands, at most 20 places.
    pub places: Vec<FindingPlace>,
    /// How many places there are.
    pub place_count: u32,
    /// What proves it.
    pub evidence: Vec<Evidence>,
}
