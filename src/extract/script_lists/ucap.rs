//! UCAP: searches by column with `_isJson=true`, under `/common/search/<column>`, `/searchList/<column>`
//! or `/search/<column>`; the rows stand in `data.results` (FIELD §11.1).

use serde_json::Value;

use super::row::{self, Names};
use super::{Answer, Found, Need, Page, address, boxed, query};
use crate::extract::document;
use crate::extract::label_names::{Field, field_of_key};
use crate::facts::{Document, Item, ListReader};

const ROW: Names = Names {
    title: &["title", "titleText"],
    address: &["url", "link"],
    date: &["publishedTimeStr", "publishedTime", "pubDate"],
};

/// Folders of the search, the more particular first.
const FOLDERS: [&str; 3] = ["/common/search/", "/searchList/", "/search/"];

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for folder in FOLDERS {
        for (_, code) in page.scripts_with(folder) {
            if let Some(address) = address(page, code, folder) {
                found.need(address);
                return;
            }
        }
    }
}

/// `"/searchList/" + channelId + "?_isAgg=true&page=" + page`: the id of the column is written out, a
/// constant of the script, or a tag of the page.
fn address(page: &Page<'_>, code: &str, folder: &str) -> Option<String> {
    let tags = || {
        let mut tags = page.outline.metas.iter();
        let tag = tags.find(|(name, _)| matches!(name.as_str(), "channelid" | "channel_id"));
        tag.map(|(_, id)| id.clone())
    };
    let constant = |name: &str| {
        let is_channel = name.to_ascii_lowercase().contains("channel");
        address::constant(code, name).or_else(|| tags().filter(|_| is_channel))
    };
    let mut places = code.match_indices(folder).take(8).map(|(at, _)| at);
    places.find_map(|at| {
        let (address, _) = address::around(code, at, &constant)?;
        let id = address.split(folder).nth(1)?.split('?').next()?;
        is_hash(id.trim_end_matches('/')).then(|| complete(&address))
    })
}

/// Ids of columns have 32 hex digits.
fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Scripts may give the number of the page as data beside the address.
fn complete(address: &str) -> String {
    let mut out = address.to_owned();
    for (name, value) in [("_isJson", "true"), ("page", "1")] {
        let has = out.contains(&format!("?{name}=")) || out.contains(&format!("&{name}="));
        if !has {
            let sign = if out.contains('?') { '&' } else { '?' };
            out = format!("{}{sign}{name}={value}", out.trim_end_matches('&'));
        }
    }
    out
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    let Some(data) = answer.json.and_then(|json| json.get("data")) else {
        return false;
    };
    let Some(results) = data.get("results").and_then(Value::as_array) else {
        return false;
    };
    let items: Vec<Item> = results.iter().filter_map(|row| item(answer, row)).collect();
    if answer.window.goes_on_after(&items) {
        found
            .needs
            .extend(next(answer.url, data, results.len() as u64));
    }
    found.add(None, items, ListReader::Ucap);
    true
}

fn next(url: &str, data: &Value, rows: u64) -> Option<Need> {
    let number = |name: &str| data.get(name)?.as_u64();
    let page = query::number(url, "page")
        .or_else(|| number("page")?.try_into().ok())
        .unwrap_or(1);
    let per_page = number("rows").unwrap_or(rows).max(1);
    let goes_on = u64::from(page) * per_page < number("total")? && page < super::MAX_PAGES;
    goes_on
        .then(|| query::with(url, &[("page", (page + 1).to_string())]))
        .flatten()
        .map(Need::of)
}

fn item(answer: &Answer<'_>, value: &Value) -> Option<Item> {
    let mut item = row::row_of(answer.resolver, value, &ROW)?;
    item.document = document(value, &item.title).and_then(boxed);
    Some(item)
}

/// Fields of the columns of documents: `domainMetaList[].resultList[]` of key and value.
fn document(value: &Value, title: &str) -> Option<Document> {
    let groups = value.get("domainMetaList")?.as_array()?;
    let fields = groups
        .iter()
        .filter_map(|g| g.get("resultList")?.as_array())
        .flatten();
    let fields: Vec<(Field, String)> = fields
        .filter_map(|field| {
            let text = |name: &str| Some(row::plain(field.get(name)?.as_str()?));
            Some((field_of_key(&text("key")?)?, text("value")?))
        })
        .collect();
    let document = document::of_record(title, &fields);
    let says_more = document.doc_number.is_some() || document.index_number.is_some();
    says_more.then_some(document)
}
