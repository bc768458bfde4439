//! Suzhou and systems like it: `getInfoCommon/?pagesize=15&currpage=1&channelid=<id>` answers with rows of
//! title, link and `pubtime` (FIELD §11.1).

use serde_json::Value;

use super::row::{self, Names};
use super::{Answer, Found, Need, Page, address, literal, query};
use crate::facts::{Item, ListReader};

const ROW: Names = Names {
    title: &["title", "TITLE", "infotitle", "name"],
    address: &["link", "url", "URL", "infourl", "href"],
    date: &[
        "pubtime",
        "pubdate",
        "publishtime",
        "PUBLISHED_TIME_FORMAT",
        "publishDate",
        "time",
        "date",
    ],
};

/// Names of the array of rows, in the answer itself or in its `data`.
const ROWS: [&str; 8] = [
    "infolist", "infoList", "list", "rows", "records", "items", "result", "data",
];

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for (_, code) in page.scripts_with("getInfoCommon") {
        if let Some(address) = address(code) {
            found.need(address);
        }
    }
}

/// The address of the call: parameters in it, or in an object beside it.
fn address(code: &str) -> Option<String> {
    let at = code.find("getInfoCommon")?;
    let (address, rest) = address::around(code, at, &|name| address::constant(code, name))?;
    if address.contains("channelid=") && !address.ends_with('=') {
        return Some(address);
    }
    let object = rest.find('{').and_then(|at| literal::value(&rest[at..]));
    let pairs = match object {
        Some((Value::Object(map), _)) => map,
        _ => return None,
    };
    let named = pairs.contains_key("channelid");
    let pairs = pairs
        .iter()
        .filter_map(|(k, v)| Some((k.as_str(), row::text_of(v)?)));
    named.then(|| query::join(&address, pairs))
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    let Some(json) = answer.json else {
        return false;
    };
    let Some(rows) = rows(json) else { return false };
    let item = |value: &Value| row::row_of(answer.resolver, value, &ROW);
    let items: Vec<Item> = rows.iter().filter_map(item).collect();
    if answer.window.goes_on_after(&items) {
        found
            .needs
            .extend(next(answer.url, json, rows.len() as u64));
    }
    found.add(None, items, ListReader::InfoCommon);
    true
}

fn rows(json: &Value) -> Option<&Vec<Value>> {
    let inside = |value: &'_ Value, name: &str| value.get(name).is_some_and(Value::is_array);
    let holder = [Some(json), json.get("data")].into_iter().flatten();
    let mut places = holder.flat_map(|value| ROWS.iter().map(move |name| (value, *name)));
    let found = places.find(|(value, name)| inside(value, name));
    match found {
        Some((value, name)) => value.get(name)?.as_array(),
        None => json.as_array(),
    }
}

fn next(url: &str, json: &Value, rows: u64) -> Option<Need> {
    let number = |name: &str| {
        let value = json.get(name).or_else(|| json.get("data")?.get(name))?;
        row::text_of(value)?.parse::<u64>().ok()
    };
    let page = query::number(url, "currpage")?;
    let size = query::number(url, "pagesize")
        .map_or(rows, u64::from)
        .max(1);
    let pages = ["totalpage", "totalPage", "pagecount", "pages"]
        .into_iter()
        .find_map(number);
    let total = ["total", "totalcount", "totalCount", "count", "totalnum"]
        .into_iter()
        .find_map(number);
    let goes_on = match (pages, total) {
        (Some(pages), _) => u64::from(page) < pages,
        (None, Some(total)) => u64::from(page) * size < total,
        (None, None) => rows >= size,
    };
    (goes_on && page < super::MAX_PAGES)
        .then(|| query::with(url, &[("currpage", (page + 1).to_string())]))
        .flatten()
        .map(Need::of)
}
