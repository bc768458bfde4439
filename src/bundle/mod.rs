//! Evidence of one inspection: a folder that an independent reader can check.
//!
//! ```text
//! manifest.json           what was done, with SHA-256 and size of every other file
//! gongkai-00000.warc.gz   requests and responses, WARC 1.1, one gzip member a record
//! index.cdxj              index of the responses, sorted by SURT key
//! pages.jsonl             the HTML pages with title and time
//! crawl.db                SQLite: URLs, looks, facts and links of every page
//! ```
//!
//! The writing half ([`Store`], [`WarcFiles`], [`archive`](archive()), [`seal`](seal())) is driven
//! by the crawl; the reading half is [`Bundle`]. What the facts mean is left to the other stages;
//! nothing here touches the network.

mod archive;
mod content_coding;
mod facts_version;
mod files;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod manifest;
mod nesting;
mod payload;
mod reader;
mod repair;
mod rows;
mod seal;
mod store;
mod surt;
mod warc;
mod writer;

pub use archive::{ArchivedExchange, Exchange, Truncated, archive, warcinfo};
pub use content_coding::{CodingError, MAX_DECODED, decode};
pub use facts_version::FACTS_VERSION;
pub use files::{Position, WarcFiles};
pub use manifest::{Manifest, ManifestFile, is_plain_name};
pub use payload::{PageBytes, Payload, page_bytes};
pub use reader::{Bundle, BundleError};
pub(crate) use reader::{china_day, stored_link};
pub use repair::{LOST_ANSWERS, Repair, repair};
pub use rows::{Batch, HostRow, PageRow, Queued, RecordRow, SitemapRow, UrlRow, UrlState};
pub use seal::{seal, unseal};
pub use store::{Store, StoreError};
pub use surt::surt;
pub use warc::{RecordId, RecordIds};
pub use writer::Writer;

/// File name of the manifest inside a bundle.
pub const MANIFEST: &str = "manifest.json";
/// File name of the database inside a bundle.
pub const DATABASE: &str = "crawl.db";
/// File name of the response index inside a bundle.
pub const INDEX: &str = "index.cdxj";
/// File name of the page list inside a bundle.
pub const PAGES: &str = "pages.jsonl";
