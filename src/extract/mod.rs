//! Turns recorded bytes into facts. Pure functions: no network, no clock, no disk.
//!
//! [`page`] reads one HTML page (parsed once); [`Assembler`] puts the pages of one crawl together
//! into a [`Site`](crate::facts::Site): column tree, item dates, sections, documents, repeals,
//! link targets. Judging is left to the checks.

mod above_text;
mod assemble;
mod attachments;
mod bare_values;
mod breadcrumb;
mod canonical;
mod charset;
mod consultation;
mod dates;
mod disclosure;
mod doc_number;
mod document;
mod explain;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod gate;
mod guide;
mod headed_rows;
mod identity;
mod interpretation;
mod label_cells;
mod label_names;
mod labelled;
mod labels;
mod list_headings;
mod lists;
mod markup;
mod masked;
mod masthead;
mod message_labels;
mod messages;
mod numbering;
mod outline;
mod page;
mod page_kind;
mod page_links;
mod pager;
mod pattern;
mod periods;
mod published;
mod quotes;
mod region;
mod repeal_lists;
mod repeal_sentences;
mod repeal_tables;
mod repeal_targets;
mod repeals;
mod row_dates;
mod rows;
mod script_lists;
mod scripts;
mod service_guide;
mod shown_title;
mod signature;
mod term;
mod title;
mod url_dates;
mod validity;
mod white_space;

use jiff::civil::Date;
use url::Url;

use crate::facts::{Gate, Link, PageFacts};

pub use assemble::{Assembler, AssemblySeed, StoredLink};
pub use canonical::canonical;
pub(crate) use canonical::names_a_home_page;
pub use explain::{Explained, explain};
pub use page::page;

/// One page as recorded.
#[derive(Clone, Copy, Debug)]
pub struct PageInput<'a> {
    /// URL of the answer, after redirects.
    pub url: &'a Url,
    /// Content-Type header.
    pub content_type: Option<&'a str>,
    /// Payload after content decoding (gzip undone), charset not yet decoded.
    pub body: &'a [u8],
    /// Day of the fetch, China time: nothing later than the day after counts as published.
    pub fetched_on: Date,
    /// Last-Modified header.
    pub last_modified: Option<&'a str>,
    /// First day whose items matter to the checks: older pages of a list that only a script names are
    /// not asked for. `None` asks for whole columns.
    pub items_since: Option<Date>,
}

impl PageInput<'_> {
    fn window(&self) -> script_lists::Window {
        script_lists::Window {
            since: self.items_since,
        }
    }
}

impl PageExtract {
    /// The same, unless only the beginning of the page could be read: what it does not show may stand
    /// in the rest then.
    #[must_use]
    pub fn cut_short_unless(mut self, is_whole: bool) -> Self {
        if !is_whole && self.facts.gate == Gate::Content {
            self.facts.gate = Gate::CutShort;
        }
        self
    }
}

/// What one page gave.
#[derive(Clone, Debug)]
pub struct PageExtract {
    /// Its facts.
    pub facts: PageFacts,
    /// Its links, in page order, one entry for each place.
    pub links: Vec<Link>,
}

/// Whether an answer is an HTML page, by Content-Type, else by its first bytes.
pub fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    match content_type.map(str::trim).filter(|t| !t.is_empty()) {
        Some(t) => {
            let t = t.to_ascii_lowercase();
            t.starts_with("text/html") || t.starts_with("application/xhtml")
        }
        None => {
            let head = &body[..body.len().min(512)];
            let head = String::from_utf8_lossy(head).to_ascii_lowercase();
            head.contains("<html") || head.contains("<!doctype html") || head.contains("<head")
        }
    }
}
