//! What is done with an answer off the async threads: archive records, digests, content decoding,
//! and one parse of the page.

use jiff::civil::Date;
use url::Url;

use super::fetch::{Answer, Ask, Want, header_text};
use crate::bundle::{ArchivedExchange, CodingError, RecordIds, archive, china_day, page_bytes};
use crate::extract::{self, PageInput};
use crate::facts::{Cause, Gate, Link, TlsCause};

/// An answer, read.
#[derive(Debug)]
pub struct Processed {
    /// Records for the archive.
    pub archived: ArchivedExchange,
    /// Status.
    pub status: u16,
    /// Content-Type as sent.
    pub content_type: Option<String>,
    /// Why it is no usable answer.
    pub cause: Option<Cause>,
    /// What it shows, in short.
    pub excerpt: String,
    /// The page, when it is HTML that could be decoded.
    pub page: Option<PageRead>,
    /// What is wrong with the certificate of the server that answered.
    pub tls_fault: Option<TlsCause>,
}

/// An HTML page, read.
#[derive(Debug)]
pub struct PageRead {
    /// What the content says about being content.
    pub gate: Gate,
    /// Title.
    pub title: String,
    /// Hash of the main text.
    pub text_hash: u64,
    /// Facts, serialised.
    pub facts: Vec<u8>,
    /// Links.
    pub links: Vec<Link>,
    /// It has neither text nor links, scripts and styles included.
    pub is_empty: bool,
}

/// Archives an answer and reads it if it is an HTML page, or data that was asked for to fill one.
pub fn process(
    ask: &Ask,
    answer: &Answer,
    ids: &RecordIds,
    items_since: Option<Date>,
) -> std::io::Result<Processed> {
    let exchange = &answer.exchange;
    let archived = archive(exchange, ids)?;
    let mut excerpt = status_line(exchange.status);
    let mut cause = answer.broken.clone();
    let mut page = None;
    match read_page(&ask.url, answer, ask.want, items_since) {
        Ok(read) => page = read,
        Err(error) => {
            excerpt = error.to_string();
            cause = cause.or(Some(Cause::Encoding));
        }
    }
    if let Some(title) = page
        .as_ref()
        .map(|p| p.title.trim())
        .filter(|t| !t.is_empty())
    {
        excerpt = format!("{excerpt} · {title}");
    }
    Ok(Processed {
        archived,
        status: exchange.status,
        content_type: exchange.content_type.clone(),
        cause,
        excerpt,
        page,
        tls_fault: exchange.tls_fault,
    })
}

/// Reads an answer that is an HTML page, or data if that is wanted; `None` for anything else.
pub fn read_page(
    url: &Url,
    answer: &Answer,
    want: Want,
    items_since: Option<Date>,
) -> Result<Option<PageRead>, CodingError> {
    let exchange = &answer.exchange;
    let is_html = extract::is_html(exchange.content_type.as_deref(), &exchange.body);
    if !is_html && want != Want::Data {
        return Ok(None);
    }
    let encoding = header_text(&answer.headers, "content-encoding");
    let page = page_bytes(
        &exchange.body,
        encoding.as_deref(),
        exchange.truncated.is_some(),
    )?;
    let read = extract::page(&PageInput {
        url,
        content_type: exchange.content_type.as_deref(),
        body: &page.bytes,
        fetched_on: china_day(&exchange.at).unwrap_or_default(),
        items_since,
        last_modified: header_text(&answer.headers, "last-modified").as_deref(),
    });
    let read = read.cut_short_unless(page.is_whole);
    Ok(Some(PageRead {
        gate: read.facts.gate,
        title: read.facts.title.clone(),
        text_hash: read.facts.text_hash,
        is_empty: read.links.is_empty()
            && read.facts.main_chars == 0
            && read.facts.gate == Gate::Content
            && !has_script(&page.bytes),
        facts: postcard::to_stdvec(&read.facts).unwrap_or_default(),
        links: read.links,
    }))
}

const SCRIPT: &[u8] = b"<script";

fn has_script(html: &[u8]) -> bool {
    html.windows(SCRIPT.len())
        .any(|tag| tag.eq_ignore_ascii_case(SCRIPT))
}

fn status_line(status: u16) -> String {
    let reason = http::StatusCode::from_u16(status)
        .ok()
        .and_then(|s| s.canonical_reason())
        .unwrap_or_default();
    format!("{status} {reason}").trim_end().to_owned()
}
