//! Hanweb jpaas: `<script parseType="buildstatic" url="…" queryData="{'…'}">`, the value also spelt
//! `bulidstatic`; the answer is a piece of HTML in JSON (FIELD §11.1, WILD §B2).

use serde_json::Value;

use super::{Answer, Found, Page, fragment, literal, query, row};
use crate::facts::{ListReader, Place};

/// Units of one page: list, breadcrumb, a block or two beside them.
const MAX_UNITS: usize = 6;

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    let units = page.outline.sources.iter().filter_map(|source| {
        let place = page.outline.elements.get(source.element as usize)?.place;
        let unit = source.unit.as_ref().filter(|_| place == Place::Body)?;
        let pairs = match literal::value(&unit.query).map(|v| v.0) {
            Some(Value::Object(map)) => map,
            _ if unit.query.trim().is_empty() => serde_json::Map::new(),
            _ => return None,
        };
        let pairs = pairs
            .iter()
            .filter_map(|(k, v)| Some((k.as_str(), row::text_of(v)?)));
        Some(query::join(&unit.url, pairs))
    });
    for address in units.take(MAX_UNITS) {
        found.need(address);
    }
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    let html = answer
        .json
        .and_then(|json| json.get("data")?.get("html")?.as_str());
    let Some(html) = html else { return false };
    let items = fragment::rows(html, answer.resolver, answer.url);
    if answer.window.goes_on_after(&items) {
        found
            .needs
            .extend(next(answer.url, html, items.len() as u32));
    }
    found.add(None, items, ListReader::BuildStatic);
    true
}

/// The next page by `paramJson={"pageNo":2,"pageSize":15}`, which the server reads from there only.
fn next(url: &str, html: &str, rows: u32) -> Option<super::Need> {
    let asked =
        query::get(url, "paramJson").and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let number = |name: &str| u32::try_from(asked.as_ref()?.get(name)?.as_u64()?).ok();
    let this = number("pageNo").unwrap_or(1);
    let size = number("pageSize")
        .or_else(|| setting(html, &["pageSize", "pagesize", "rows"]))
        .unwrap_or(rows);
    let pages =
        setting(html, &["totalPage", "totalpage", "pageCount", "pagecount"]).or_else(|| {
            Some(
                setting(html, &["totalRecord", "totalrecord", "total", "count"])?
                    .div_ceil(size.max(1)),
            )
        });
    // A page that does not say how many there are goes on while its pages are full.
    let goes_on = match pages {
        Some(pages) => this < pages,
        None => number("pageNo").is_some() && rows >= size,
    };
    let parameter = format!("{{\"pageNo\":{},\"pageSize\":{size}}}", this + 1);
    (goes_on && this < super::MAX_PAGES)
        .then(|| query::with(url, &[("paramJson", parameter)]))
        .flatten()
        .map(super::Need::of)
}

/// A number that the piece gives its pager, as attribute or in a script: `totalPage="12"`, `pageSize:15`.
fn setting(html: &str, names: &[&str]) -> Option<u32> {
    names.iter().find_map(|name| {
        let mut places = html.match_indices(name).take(8);
        places.find_map(|(at, _)| {
            let rest = html[at + name.len()..].trim_start_matches(['"', '\'', ' ', ':', '=', '\\']);
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            rest[..end].parse().ok().filter(|number| *number > 0)
        })
    })
}
