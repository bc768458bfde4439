//! Lists that scripts fill, read without running them: one small reader a kind, behind one interface.
//!
//! A reader finds rows in what a page carries for its scripts, or names the request that its scripts
//! would make; the crawler makes it under the same rules as any other, and the answer comes back here.
//! Which list is the column's own is decided when the whole site is known.

mod address;
mod arrays;
mod build_static;
mod data_source;
mod fragment;
mod gkmlpt;
mod info_common;
mod literal;
mod loaded;
mod query;
mod recordset;
mod row;
mod ucap;
mod written;

use jiff::civil::Date;
use serde_json::Value;

use super::canonical::Resolver;
use super::outline::{Outline, Source};
use super::white_space::head;
use crate::facts::{Document, Item, ListReader};

pub(super) use gkmlpt::record;

/// Pages after the first that are asked for at most; items that old decide nothing.
const MAX_PAGES: u32 = 200;

/// Requests that one page may name, a tree of columns apart.
const MAX_NEEDS: usize = 12;

/// A page with its scripts.
pub(super) struct Page<'a> {
    pub(super) outline: &'a Outline,
    pub(super) resolver: &'a Resolver,
    /// Canonical URL.
    pub(super) url: &'a str,
    /// How far back items are wanted.
    pub(super) window: Window,
}

impl<'a> Page<'a> {
    /// Scripts whose text holds a word.
    fn scripts_with(&self, word: &str) -> impl Iterator<Item = (&'a Source, &'a str)> {
        let sources = self.outline.sources.iter();
        let with_text = sources.map(|source| (source, source.text.as_str()));
        with_text.filter(move |(_, text)| text.contains(word))
    }
}

/// The answer to a request that a page named.
pub(super) struct Answer<'a> {
    pub(super) resolver: &'a Resolver,
    /// Canonical URL.
    pub(super) url: &'a str,
    pub(super) text: &'a str,
    /// The text as JSON, a wrapper of JSONP taken off.
    pub(super) json: Option<&'a Value>,
    pub(super) window: Window,
}

/// How far back items are wanted: checks look at windows of time, and lists show the newest first.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Window {
    /// First day that matters; `None` asks for everything.
    pub(super) since: Option<Date>,
}

impl Window {
    /// Whether the page after one with these rows may hold items that matter. Repeals and labels
    /// have no window: lists of documents are wanted whole.
    pub(super) fn goes_on_after(self, rows: &[Item]) -> bool {
        let Some(since) = self.since else {
            return !rows.is_empty();
        };
        let days = rows.iter().filter_map(|row| row.date.as_ref());
        let oldest = days.map(|found| found.date).min();
        !rows.is_empty() && (oldest.is_none_or(|day| day >= since) || lists_documents(rows))
    }
}

/// Endings of titles of documents, which news do not have.
const DOCUMENT_ENDS: [&str; 15] = [
    "通知", "意见", "决定", "办法", "规定", "细则", "方案", "规划", "条例", "批复", "通告", "公告",
    "的函", "）", ")",
];

/// At least half of the rows are documents by their titles.
fn lists_documents(rows: &[Item]) -> bool {
    let is_document = |row: &&Item| DOCUMENT_ENDS.iter().any(|end| row.title.ends_with(end));
    rows.iter().filter(is_document).count() * 2 >= rows.len()
}

/// Rows that a script writes.
pub(super) struct Filled {
    /// The element and the place in the text where it writes them; `None` in an answer.
    pub(super) place: Option<(u32, u32)>,
    pub(super) items: Vec<Item>,
    pub(super) reader: ListReader,
}

/// What a reader found.
#[derive(Default)]
pub(super) struct Found {
    pub(super) lists: Vec<Filled>,
    /// Addresses that the page's scripts would ask, as written, with the name of what they give.
    pub(super) needs: Vec<Need>,
    /// Name of the column that an answer belongs to, with the address where visitors see it.
    pub(super) column: Option<(String, String)>,
}

/// A request that has to be made.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) address: String,
    /// Name of the column, where the page says it.
    pub(super) name: String,
}

impl Need {
    fn of(address: String) -> Self {
        Self {
            address,
            name: String::new(),
        }
    }
}

impl Found {
    fn add(&mut self, source: Option<&Source>, items: Vec<Item>, reader: ListReader) {
        if !items.is_empty() {
            self.lists.push(Filled {
                place: source.map(|source| (source.element, source.at)),
                items,
                reader,
            });
        }
    }

    fn need(&mut self, address: impl Into<String>) {
        let need = Need::of(address.into());
        if !self.needs.contains(&need) && self.needs.len() < MAX_NEEDS {
            self.needs.push(need);
        }
    }
}

/// One kind of list.
struct Reader {
    /// What a page carries and names.
    page: fn(&Page<'_>, &mut Found),
    /// What an answer holds; false if it is none of this kind.
    answer: fn(&Answer<'_>, &mut Found) -> bool,
}

/// Readers in the order in which answers are shown to them: the particular before the general.
const READERS: [Reader; 9] = [
    Reader {
        page: recordset::page,
        answer: recordset::answer,
    },
    Reader {
        page: build_static::page,
        answer: build_static::answer,
    },
    Reader {
        page: gkmlpt::page,
        answer: gkmlpt::answer,
    },
    Reader {
        page: ucap::page,
        answer: ucap::answer,
    },
    Reader {
        page: data_source::page,
        answer: data_source::answer,
    },
    Reader {
        page: info_common::page,
        answer: info_common::answer,
    },
    Reader {
        page: arrays::page,
        answer: |_, _| false,
    },
    Reader {
        page: loaded::page,
        answer: |_, _| false,
    },
    Reader {
        page: written::page,
        answer: |_, _| false,
    },
];

/// Reads what a page carries for its scripts.
pub(super) fn page(page: &Page<'_>) -> Found {
    let mut found = Found::default();
    if page.outline.sources.is_empty() {
        return found;
    }
    for reader in &READERS {
        (reader.page)(page, &mut found);
    }
    found
}

/// An answer that is data for a script: JSON, JSONP or a datastore.
pub(super) struct Data<'t> {
    text: &'t str,
    /// The text as JSON, a wrapper of JSONP taken off.
    json: Option<Value>,
}

impl<'t> Data<'t> {
    /// `None` for a page to show, be it one with a piece of its template leaked before it
    /// (`{include file="head"}<!DOCTYPE html>…`). Broken JSON is data that nobody can read.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let text = text
            .trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace())
            .trim_end();
        if recordset::is_answer(text) {
            return Some(Self { text, json: None });
        }
        let literal = jsonp(text).unwrap_or(text);
        if !literal.starts_with(['{', '[']) {
            return None;
        }
        if let Ok(json) = serde_json::from_str(literal) {
            let json = Some(json);
            return Some(Self { text, json });
        }
        let (json, rest) = literal::value(literal).unzip();
        (!begins_a_page(rest.unwrap_or(text))).then_some(Self { text, json })
    }
}

/// `jsonpCallback({…});`: what stands in the brackets.
fn jsonp(text: &str) -> Option<&str> {
    let open = text.bytes().take(80).position(|b| b == b'(')?;
    let name = text[..open].trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.');
    let inner = text[open + 1..].trim_end_matches(';').trim_end();
    let inner = inner.strip_suffix(')')?.trim();
    (!name.is_empty() && name.chars().all(is_name)).then_some(inner)
}

/// Whether markup of a page follows within the first lines.
fn begins_a_page(text: &str) -> bool {
    let head = head(text, 2048).to_ascii_lowercase();
    ["<!doctype", "<html", "<head", "<body"]
        .iter()
        .any(|tag| head.contains(tag))
}

/// Reads the answer to a request that a page named; `None` if no reader knows it.
pub(super) fn answer(
    data: &Data<'_>,
    resolver: &Resolver,
    url: &str,
    window: Window,
) -> Option<Found> {
    let answer = Answer {
        resolver,
        url,
        text: data.text,
        json: data.json.as_ref(),
        window,
    };
    let mut found = Found::default();
    let known = READERS
        .iter()
        .any(|reader| (reader.answer)(&answer, &mut found));
    known.then_some(found)
}

/// For `fuzz/`: what readers do with the code of a script.
#[cfg(fuzzing)]
pub(super) fn read_code(code: &str) {
    literal::value(code);
    literal::values(code);
    literal::string(code);
    without_comments(code.to_owned());
}

/// Text that is a list for a script and nothing to show.
pub(super) fn is_store(text: &str) -> bool {
    text.contains("<datastore") || text.contains("<recordset")
}

/// Code without its comments; texts keep what looks like one. XML for a script has none.
pub(super) fn without_comments(code: String) -> String {
    let is_xml = code.contains("<record") || code.contains("&lt;record");
    if is_xml || !(code.contains("//") || code.contains("/*")) {
        return code;
    }
    let mut out = String::with_capacity(code.len());
    let mut rest = code.as_str();
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let skipped = match here.as_bytes() {
            [b'/', b'/', ..] => Some(here.find('\n').unwrap_or(here.len())),
            [b'/', b'*', ..] => Some(here.find("*/").map_or(here.len(), |end| end + 2)),
            _ => None,
        };
        let kept = match here.as_bytes()[0] {
            b'/' => 1,
            _ => literal::string(here).map_or(1, |(_, after)| here.len() - after.len()),
        };
        if skipped.is_none() {
            out.push_str(&here[..kept]);
        }
        rest = &here[skipped.unwrap_or(kept)..];
    }
    out.push_str(rest);
    out
}

/// Whether a script may hold a list or say where one comes from; asked of every script of a page.
pub(super) fn may_concern(code: &str) -> bool {
    const WORDS: [&str; 12] = [
        ".load(",
        "<record",
        "&lt;record",
        "dataproxy.jsp",
        "_CONFIG",
        "_isJson",
        "searchList/",
        "/common/search/",
        "getInfoCommon",
        "]=",
        "] =",
        "document.write",
    ];
    let literal = || {
        code.contains('[')
            && ["title", "Title", "url", "href"]
                .iter()
                .any(|word| code.contains(word))
    };
    WORDS.iter().any(|word| code.contains(word)) || literal()
}

/// A document row of an answer.
fn boxed(document: Document) -> Option<Box<Document>> {
    let says_something = document != Document::default();
    says_something.then(|| Box::new(document))
}
