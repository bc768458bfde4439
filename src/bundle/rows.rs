//! Rows of `crawl.db` as the crawl hands them over, and the words that stand for their states.

use std::sync::Arc;

use super::store::StoreError;
use crate::facts::{Look, NotFoundProbe, Role, Skip, UrlId};

/// Where a URL stands in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlState {
    /// Known and not yet asked for.
    Queued,
    /// Looked at once and bad; the second look is due at this Unix time (milliseconds).
    Suspect(i64),
    /// Finished.
    Done,
    /// Never to be asked for.
    Skipped(Skip),
}

pub(super) const ROLES: [(Role, &str); 7] = [
    (Role::Page, "page"),
    (Role::Frame, "frame"),
    (Role::Data, "data"),
    (Role::Attachment, "attachment"),
    (Role::Image, "image"),
    (Role::Script, "script"),
    (Role::Style, "style"),
];

pub(super) const STATES: [(UrlState, &str); 8] = [
    (UrlState::Queued, "queued"),
    (UrlState::Done, "done"),
    (UrlState::Skipped(Skip::Robots), "skip-robots"),
    (UrlState::Skipped(Skip::Budget), "skip-budget"),
    (UrlState::Skipped(Skip::Trap), "skip-trap"),
    (UrlState::Skipped(Skip::StopLoss), "skip-stop-loss"),
    (UrlState::Skipped(Skip::Interrupted), "skip-interrupted"),
    (UrlState::Skipped(Skip::Guard), "skip-guard"),
];

/// Column value of a suspect, whose time stands in the column `due`.
pub(super) const SUSPECT: &str = "suspect";

pub(super) fn word_of<T: PartialEq + Copy>(table: &[(T, &'static str)], value: T) -> &'static str {
    table
        .iter()
        .find(|(v, _)| *v == value)
        .map_or(SUSPECT, |(_, word)| word)
}

pub(super) fn value_of<T: Copy>(table: &[(T, &'static str)], word: &str) -> Result<T, StoreError> {
    table
        .iter()
        .find(|(_, w)| *w == word)
        .map(|(v, _)| *v)
        .ok_or_else(|| StoreError::Damaged(format!("unknown word {word:?}")))
}

/// One row of the frontier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlRow {
    /// Position.
    pub id: UrlId,
    /// Canonical URL.
    pub url: Arc<str>,
    /// Strongest expectation.
    pub role: Role,
    /// Part of the portal.
    pub in_scope: bool,
    /// Links from the home page.
    pub depth: u16,
    /// Only guesses name it.
    pub guessed: bool,
    /// Rank of its queue, 0 first.
    pub queue: u8,
    /// State.
    pub state: UrlState,
}

/// One archived response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordRow {
    /// Sequence number, the lower half of its record id.
    pub seq: u64,
    /// Number of the WARC file.
    pub file: u32,
    /// Where its gzip member begins.
    pub offset: u64,
    /// Length of its gzip member.
    pub length: u64,
    /// SURT key.
    pub key: String,
    /// Target URI.
    pub url: String,
    /// RFC 3339, UTC, whole seconds.
    pub at: String,
    /// HTTP status.
    pub status: u16,
    /// Media type.
    pub mime: String,
    /// SHA-1 of the payload, base 32.
    pub digest: String,
}

/// Facts and links of one page, serialised with postcard.
#[derive(Clone, Debug)]
pub struct PageRow {
    /// URL under which the page answered.
    pub id: UrlId,
    /// Sequence number of the response that holds it.
    pub record: u64,
    /// Title.
    pub title: String,
    /// `PageFacts`.
    pub facts: Vec<u8>,
    /// `Vec<StoredLink>`.
    pub links: Vec<u8>,
}

/// What is known about one origin of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostRow {
    /// Origin.
    pub origin: String,
    /// How robots.txt answered: `found`, `none`, `unreachable`, `no-server`.
    pub robots: String,
    /// robots.txt, when found.
    pub robots_body: Option<Vec<u8>>,
    /// How it says "not found".
    pub probe: Option<NotFoundProbe>,
}

/// One sitemap file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SitemapRow {
    /// Its URL.
    pub url: String,
    /// Read, or tried in vain.
    pub done: bool,
}

/// Everything that one transaction adds. Rows that exist are replaced.
#[derive(Debug, Default)]
pub struct Batch {
    /// Frontier.
    pub urls: Vec<UrlRow>,
    /// URL, number of the look (0 or 1), look.
    pub looks: Vec<(UrlId, u8, Look)>,
    /// Pages.
    pub pages: Vec<PageRow>,
    /// Responses.
    pub records: Vec<RecordRow>,
    /// Origins.
    pub hosts: Vec<HostRow>,
    /// Sitemaps.
    pub sitemaps: Vec<SitemapRow>,
    /// Particulars of the run.
    pub meta: Vec<(&'static str, String)>,
}

/// The frontier as it was left.
#[derive(Debug, Default)]
pub struct Queued {
    /// All URLs in order of their ids.
    pub urls: Vec<UrlRow>,
    /// Origins.
    pub hosts: Vec<HostRow>,
    /// Sitemaps.
    pub sitemaps: Vec<SitemapRow>,
    /// First free record number.
    pub next_record: u64,
}
