//! UCAP: searches by column with `_isJson=true`, under `/common/search/<column>`, `/searchList/<column>`
//! or `/search/<column>`; the rows stand in `data.results` (FIELD §11.1).

use serde_json::Value;

use super::row::{self, Names};
use super::{Answer, Found, Need, Page, boxed, literal, query};
use crate::extract::doc_number;
use crate::facts::{Document, Item, ListReader};

const ROW: Names = Names {
    title: &["title", "titleText"],
    address: &["url", "link"],
    date: &["publishedTimeStr", "publishedTime", "pubDate"],
};

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for word in ["/common/search/", "searchList/", "_isJson"] {
        for (_, code) in page.scripts_with(word) {
            if let Some(address) = address(code).or_else(|| put_together(code, page)) {
                found.need(address);
            }
        }
    }
}

/// `"/searchList/" + channelId + "?_isAgg=true&page=" + page`: the id is a constant of the script or a
/// tag of the page.
fn put_together(code: &str, page: &Page<'_>) -> Option<String> {
    const FOLDERS: [&str; 3] = ["/common/search/", "/searchList/", "/search/"];
    let (at, folder) = FOLDERS.iter().find_map(|f| Some((code.find(f)?, f)))?;
    let (before, rest) = literal::string(&code[code[..at].rfind(['"', '\''])?..])?;
    if !before.ends_with(folder) {
        return None;
    }
    let near = rest.find('?').filter(|at| *at < LONGEST_SUM);
    let query = near.and_then(|at| literal::string(&rest[rest[..at].rfind(['"', '\''])?..]));
    let query = query.map_or(String::new(), |q| q.0);
    let tags = page.outline.metas.iter();
    let tag = tags.filter(|(name, _)| matches!(name.as_str(), "channelid" | "channel_id"));
    let id = tag.map(|(_, id)| id.clone()).find(|id| is_hash(id));
    let id = id.or_else(|| constants(code).find(|text| is_hash(text)))?;
    Some(complete(&format!("{before}{id}{query}")))
}

/// Between the folder and the query of such an address, in bytes.
const LONGEST_SUM: usize = 120;

/// Ids of columns have 32 hex digits.
fn is_hash(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn constants(code: &str) -> impl Iterator<Item = String> {
    let hash = |at: usize| code.get(at + 1..at + 33).filter(|text| is_hash(text));
    let quotes = code.match_indices(['"', '\'']);
    quotes.filter_map(move |(at, _)| hash(at).map(str::to_owned))
}

/// The search that a script makes for its column: an address in quotes with an id of 32 hex digits.
fn address(code: &str) -> Option<String> {
    let is_id = |text: &str| text.len() >= 8 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    for word in ["/common/search/", "/searchList/", "searchList/", "/search/"] {
        for (at, _) in code.match_indices(word).take(8) {
            let Some(quote) = code[..at].rfind(['"', '\'']) else {
                continue;
            };
            let Some((address, _)) = literal::string(&code[quote..]) else {
                continue;
            };
            let id = address.split(word).nth(1)?.split('?').next()?;
            if is_id(id.trim_end_matches('/')) {
                return Some(complete(&address));
            }
        }
    }
    None
}

/// Scripts put the number of the page behind the address, or give it as data.
fn complete(address: &str) -> String {
    let mut out = address.trim_end_matches(['&', '?']).to_owned();
    if out.ends_with("page=") {
        out.push('1');
    }
    for (name, value) in [("_isJson", "true"), ("page", "1")] {
        let has = out.contains(&format!("?{name}=")) || out.contains(&format!("&{name}="));
        if !has {
            let sign = if out.contains('?') { '&' } else { '?' };
            out = format!("{out}{sign}{name}={value}");
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
    let mut document = Document::default();
    for field in fields {
        let text = |name: &str| Some(row::plain(field.get(name)?.as_str()?));
        let (Some(key), Some(value)) = (text("key"), text("value")) else {
            continue;
        };
        if value.is_empty() {
            continue;
        }
        match key.as_str() {
            "refno" | "wh" | "fwzh" | "documentNumber" => {
                let number = doc_number::find(&value);
                document.doc_key = number.as_ref().map(|n| n.key.clone());
                document.doc_number = number.map(|n| n.text);
            }
            "indexnumber" | "indexNumber" | "syh" => document.index_number = Some(value),
            "pubdepartment" | "publisher" | "fwjg" => document.issuer = Some(value),
            _ => {}
        }
    }
    let says_more = document.doc_number.is_some() || document.index_number.is_some();
    document.title = title.to_owned();
    says_more.then_some(document)
}
