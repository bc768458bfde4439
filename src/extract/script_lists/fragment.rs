//! Rows in pieces of HTML that scripts put into a page: parsed once, read like any list.

use scraper::Html;

use crate::extract::canonical::Resolver;
use crate::extract::lists;
use crate::extract::outline::Outline;
use crate::facts::Item;

/// Longest piece read, in bytes.
const MAX_LENGTH: usize = 4 << 20;

/// Rows of one piece, in order. Of several groups of rows the one with most dates is the list: pagers
/// and categories stand beside it.
pub(super) fn rows(html: &str, resolver: &Resolver, page: &str) -> Vec<Item> {
    if html.len() > MAX_LENGTH {
        return Vec::new();
    }
    let outline = Outline::of(&Html::parse_document(html), html.len());
    let targets: Vec<Option<String>> = outline
        .anchors
        .iter()
        .map(|anchor| resolver.resolve(&anchor.href))
        .collect();
    let groups = lists::of_fragment(&outline, &targets, page);
    let dated = |items: &[Item]| items.iter().filter(|item| item.is_dated()).count();
    let best = groups
        .into_iter()
        .map(|list| list.items)
        .max_by_key(|items| (dated(items), items.len()));
    best.unwrap_or_default()
}

/// Rows of records, each of which is one row.
pub(super) fn rows_of_records<'r>(
    records: impl Iterator<Item = &'r str>,
    resolver: &Resolver,
    page: &str,
) -> Vec<Item> {
    let mut html = String::new();
    let mut records = records.peekable();
    let is_cells = records
        .peek()
        .is_some_and(|record| begins_with_tag(record, "tr"));
    html.push_str(if is_cells { "<table>" } else { "<ul>" });
    for record in records {
        let is_row = begins_with_tag(record, "tr") || begins_with_tag(record, "li");
        if is_row {
            html.push_str(record);
        } else {
            html.push_str("<li>");
            html.push_str(record);
            html.push_str("</li>");
        }
        if html.len() > MAX_LENGTH {
            return Vec::new();
        }
    }
    rows(&html, resolver, page)
}

fn begins_with_tag(html: &str, tag: &str) -> bool {
    let html = html.trim_start();
    let name = html
        .strip_prefix('<')
        .and_then(|rest| rest.get(..tag.len()));
    name.is_some_and(|name| name.eq_ignore_ascii_case(tag))
}
