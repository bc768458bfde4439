//! Facts of a whole portal: what the checks judge.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Cause, Column, Consultation, DateSource, Document, Gate, InterpretationPair, ItemsState,
    Message, OfferedFile, Place, Repealed, Role, Section, ServiceGuide, Skip, TlsCause,
    UnreadRepealList,
};

/// Pointer into the bundle: which capture shows a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// URL that was fetched.
    pub url: String,
    /// WARC record, `urn:uuid:…`; null where there was no answer to keep.
    pub record: Option<String>,
    /// SHA-256 of the payload, lower-case hex; null where there was no answer to keep.
    pub sha256: Option<String>,
    /// When, RFC 3339, UTC.
    pub fetched_at: Option<String>,
    /// HTTP status; null where there was no answer.
    pub status: Option<u16>,
    /// Short plain text that shows the fact.
    pub excerpt: String,
    /// The answer was read without verification, because a certificate on the way to it has this
    /// fault; absent for an answer over plain HTTP or with sound certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_fault: Option<TlsCause>,
}

/// Whose portal it is; decides deadlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PortalKind {
    /// 人民政府
    Government,
    /// 局、委、办、厅…
    Department,
    /// Not said.
    Unknown,
}

/// The inspected portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// URL of the home page as given by the user, canonical.
    pub url: String,
    /// Name: SiteName tag, else title of the home page.
    pub name: String,
    /// 网站标识码, where the home page states one: in its tag, else in its footer.
    pub site_id_code: Option<String>,
    /// Whose portal it is.
    pub kind: PortalKind,
}

/// How the site refused us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockedReason {
    /// A challenge or firewall page.
    Challenge,
    /// 403, 412 or 521.
    Forbidden,
    /// 429.
    TooMany,
    /// 401 or 407.
    Login,
}

/// What a link target turned out to be, after all looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It answers with content.
    Ok,
    /// Not judged, for a closed reason.
    NotVisited(Skip),
    /// The site refused us.
    Blocked(BlockedReason),
    /// Transport fault that proves nothing about the link, or our own fault.
    Unproven(Cause),
    /// Bad at every look.
    Transport(Cause),
    /// Status 4xx or 5xx at every look.
    Status(u16),
    /// Answers 200 and says that nothing is there.
    SoftNotFound,
    /// One weak sign of "not found".
    MaybeNotFound,
    /// A deep link that ends on the home page, as made-up URLs of this host do.
    RedirectHome,
    /// A deep link that ends on the home page; whether made-up URLs do so too is not known.
    MaybeRedirectHome,
    /// It begins to answer with content and breaks off, or takes longer than the time limit.
    BrokeOff,
    /// Bad at one look only: not confirmed.
    Unconfirmed,
}

/// A place where a link stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceOfLink {
    /// Page.
    pub url: String,
    /// Text of the link there.
    pub text: String,
    /// Region of the page.
    pub place: Place,
}

/// One link target; every URL seen in a link, image or attachment is exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkTarget {
    /// Canonical URL.
    pub url: String,
    /// What is expected there.
    pub role: Role,
    /// Whether it belongs to the portal.
    pub in_scope: bool,
    /// What it turned out to be.
    pub reach: Reach,
    /// Where it stands: at most 20 places, in page order; empty for `Reach::Ok`.
    pub places: Vec<PlaceOfLink>,
    /// How many places there are; 0 for `Reach::Ok`.
    pub place_count: u32,
    /// Evidence of the last look; empty for `Reach::Ok`.
    pub evidence: Vec<Evidence>,
}

/// The home page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// URL after redirects.
    pub url: String,
    /// Whether its items could be read.
    pub state: ItemsState,
    /// Its content gate.
    pub gate: Gate,
    /// Days of the dated items on it, ascending; days after the fetch are included.
    pub dates: Vec<Date>,
    /// Title and URL of the item with the newest date, for evidence.
    pub newest: Option<(String, String, Date)>,
    /// Items without any date although their page was read.
    pub undated: u32,
    /// Items whose date is unknown because their page was not read.
    pub unread: u32,
    /// It has no items at all: only navigation.
    pub navigation_only: bool,
    /// For a navigation-only home page: days of the dated items on its second-level pages.
    pub second_level_dates: Vec<Date>,
    /// Second-level pages that could not be read.
    pub second_level_unread: u32,
    /// Evidence.
    pub evidence: Evidence,
}

/// URLs that were not asked for, by reason.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Skipped {
    /// robots.txt forbids them.
    pub robots: u32,
    /// Limits on pages and depth.
    pub budget: u32,
    /// Crawl traps.
    pub trap: u32,
}

/// A host whose certificate proves nothing, and how much was read from it without verification.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UnverifiedHost {
    /// Host, with its port unless that is 443.
    pub host: String,
    /// What is wrong with its certificate.
    pub fault: TlsCause,
    /// Pages of the portal that were read from it.
    pub pages: u32,
    /// All URLs that were looked at by way of it, files and links to other sites included.
    pub urls: u32,
}

/// How much of the portal was seen. Counts pages of the portal only, not files or other sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Pages known.
    pub discovered: u32,
    /// Pages read, those with status 404 included (they were looked at).
    pub fetched: u32,
    /// Pages where the site refused us.
    pub blocked: u32,
    /// Pages that could not be fetched for reasons that prove nothing.
    pub error: u32,
    /// Pages not asked for.
    pub skipped: Skipped,
    /// What ended the crawl early, `null` when it ran to its end:
    /// `interrupted`, `stop-loss`, `max-pages`, `disk-full`.
    pub stopped_by: Option<String>,
    /// Hosts that were read without verification, sorted by host and fault.
    pub unverified_hosts: Vec<UnverifiedHost>,
}

/// An item whose list, page and address do not name the same day. Which of them is right, and whether
/// it matters, is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateConflict {
    /// URL of the item.
    pub url: String,
    /// Title in the list.
    pub title: String,
    /// Each day with its source, at least two different days, in the order of the sources.
    pub dates: Vec<(Date, DateSource)>,
}

/// Facts of the portal. Vectors are sorted by URL unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Whose portal.
    pub portal: Portal,
    /// Day on which the inspection started, China time.
    pub inspected_on: Date,
    /// The home page.
    pub home: Home,
    /// Columns; parents before children.
    pub columns: Vec<Column>,
    /// The five sections, in official order.
    pub sections: Vec<Section>,
    /// Document pages.
    pub documents: Vec<(String, Document)>,
    /// Repeals resolved to pages of this site; one per repealed page and repealing page.
    pub repealed: Vec<Repealed>,
    /// Repeal lists in attachments that were not read.
    pub unread_repeal_lists: Vec<UnreadRepealList>,
    /// Items whose dates contradict each other.
    pub date_conflicts: Vec<DateConflict>,
    /// Attachments of document pages, in page order for each page.
    pub files: Vec<OfferedFile>,
    /// Service guides by page.
    pub guides: Vec<(String, ServiceGuide)>,
    /// Public messages by the page that shows them; in page order within a page.
    pub messages: Vec<(String, Message)>,
    /// Consultations by page.
    pub consultations: Vec<(String, Consultation)>,
    /// Documents with their interpretations, sorted by document.
    pub interpretations: Vec<InterpretationPair>,
    /// Document pages for which no interpretation was found on this site.
    pub uninterpreted: Vec<String>,
    /// Every link target.
    pub links: Vec<LinkTarget>,
    /// How much was seen.
    pub coverage: Coverage,
}
