//! Hanweb: `<datastore>` with `<recordset>` of `<record>`s, each the HTML of one row, inside a script
//! of the page, escaped in it, or as the answer of `dataproxy.jsp` (FIELD §11.1). Further rows come in
//! groups, which `<nextgroup>` or the settings of the pager name.

use serde_json::Value;

use super::{Answer, Found, Page, address, fragment, literal, query, row};
use crate::extract::white_space::head;
use crate::facts::{Item, ListReader};

/// Rows of a group, when the page does not say: three pages of fifteen.
const GROUP: u32 = 45;

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    let mut rows_here = 0;
    let mut goes_on = false;
    for (source, text) in page.scripts_with("record") {
        for store in stores(text) {
            let items = fragment::rows_of_records(store.records(), page.resolver, page.url);
            if page.window.goes_on_after(&items) {
                goes_on = true;
                for address in store.next_group() {
                    found.need(address);
                }
            }
            rows_here += items.len() as u32;
            found.add(Some(source), items, ListReader::Recordset);
        }
    }
    if rows_here > 0 && (!goes_on || !found.needs.is_empty()) {
        return;
    }
    for (_, code) in page.scripts_with("dataproxy.jsp") {
        if let Some(address) = proxy_address(code, rows_here) {
            found.need(address);
        }
    }
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    if !is_answer(answer.text) {
        return false;
    }
    for store in stores(answer.text) {
        let items = fragment::rows_of_records(store.records(), answer.resolver, answer.url);
        if answer.window.goes_on_after(&items) {
            match store.next_group().next() {
                Some(address) => found.need(address),
                None => found.needs.extend(next_records(answer.url, &store, &items)),
            }
        }
        found.add(None, items, ListReader::Recordset);
    }
    true
}

/// Whether an answer is a datastore.
pub(super) fn is_answer(text: &str) -> bool {
    let head = head(text, 400);
    let begins = head.starts_with("<datastore") || head.starts_with("<recordset");
    begins || (head.starts_with("<?xml") && head.contains("<datastore"))
}

/// One `<datastore>`, its text not escaped.
struct Store {
    text: String,
}

/// The datastores of a script. In the page they are often escaped once.
fn stores(text: &str) -> Vec<Store> {
    if !text.contains("<record") && !text.contains("&lt;record") {
        return Vec::new();
    }
    let text = match text.contains("<record") {
        true => text.to_owned(),
        false => unescaped(text),
    };
    text.split("</datastore>")
        .filter(|part| part.contains("<record"))
        .map(|part| Store {
            text: part.to_owned(),
        })
        .collect()
}

impl Store {
    /// HTML of each record.
    fn records(&self) -> impl Iterator<Item = &str> {
        elements(&self.text, "<record>", "</record>").map(without_cdata)
    }

    /// Addresses in `<nextgroup>`.
    fn next_group(&self) -> impl Iterator<Item = String> {
        let groups = elements(&self.text, "<nextgroup>", "</nextgroup>").map(without_cdata);
        groups.filter_map(|group| {
            let (_, rest) = group.split_once("href=")?;
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let address = rest[1..].split(quote).next()?;
            Some(row::plain(address))
        })
    }

    fn total(&self) -> Option<u32> {
        let mut totals = elements(&self.text, "<totalrecord>", "</totalrecord>");
        without_cdata(totals.next()?).trim().parse().ok()
    }
}

fn elements<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = &'t str> {
    let parts = text.split(open).skip(1);
    parts.map(move |part| part.split(close).next().unwrap_or(part))
}

fn without_cdata(text: &str) -> &str {
    let text = text.trim();
    let inner = text.strip_prefix("<![CDATA[").unwrap_or(text);
    inner.strip_suffix("]]>").unwrap_or(inner)
}

/// `&lt;record&gt;` once back to `<record>`; what the record itself escapes stays escaped.
fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#34;", "\"")
        .replace("&amp;", "&")
}

/// The request for the records after those of an answer, which counts them in its address.
fn next_records(url: &str, store: &Store, items: &[Item]) -> Option<super::Need> {
    let (start, end) = (
        query::number(url, "startrecord")?,
        query::number(url, "endrecord")?,
    );
    let group = end.checked_sub(start)? + 1;
    let is_last = match store.total() {
        Some(total) => end >= total,
        None => (items.len() as u32) < group,
    };
    let changes = [
        ("startrecord", (end + 1).to_string()),
        ("endrecord", (end + group).to_string()),
    ];
    (!is_last && end / group.max(1) < super::MAX_PAGES)
        .then(|| query::with(url, &changes))
        .flatten()
        .map(super::Need::of)
}

/// The address that the script of a pager asks: written out, or put together from `proxyUrl`, `perPage`,
/// `groupSize` and the parameters beside them.
fn proxy_address(code: &str, rows_here: u32) -> Option<String> {
    let at = code.find("dataproxy.jsp")?;
    let (address, rest) = address::around(code, at, &|name| address::constant(code, name))?;
    let parameters = parameters_near(code, rest);
    let has_place = address.contains("page=") || address.contains("startrecord=");
    let mut pairs: Vec<(String, String)> = Vec::new();
    if !has_place {
        let per_page = setting(code, "perPage").unwrap_or(GROUP / 3);
        let group = per_page * setting(code, "groupSize").unwrap_or(3);
        if setting(code, "totalRecord").is_some_and(|total| rows_here >= total) {
            return None;
        }
        pairs.push(("startrecord".to_owned(), (rows_here + 1).to_string()));
        pairs.push(("endrecord".to_owned(), (rows_here + group).to_string()));
        pairs.push(("perpage".to_owned(), per_page.to_string()));
    }
    pairs.extend(parameters);
    // An address without a column asks for nothing.
    let names_column = |text: &str| text.contains("columnid") || text.contains("unitid");
    let known = names_column(&address) || pairs.iter().any(|(name, _)| names_column(name));
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()));
    known.then(|| query::join(&address, pairs))
}

/// `ajaxParam:{…}` or `data:{…}` of the same call.
fn parameters_near(code: &str, rest: &str) -> Vec<(String, String)> {
    const NAMES: [&str; 4] = ["ajaxParam", "ajaxparam", "data", "params"];
    let object_after = |text: &str, name: &str| {
        let (_, rest) = text.split_once(name)?;
        let rest = rest.trim_start_matches(['"', '\'', ' ']);
        let rest = rest.trim_start_matches([':', '=']).trim_start();
        match literal::value(rest)?.0 {
            Value::Object(map) => Some(map),
            _ => None,
        }
    };
    let map = NAMES
        .iter()
        .find_map(|name| object_after(rest, name).or_else(|| object_after(code, name)));
    map.into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name, row::text_of(&value)?)))
        .collect()
}

/// A number in the settings of the pager: `perPage:15`, `'totalRecord': '310'`.
fn setting(code: &str, name: &str) -> Option<u32> {
    let (_, rest) = code.split_once(name)?;
    let digits = rest.trim_start_matches(['"', '\'', ' ', ':', '=']);
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    digits[..end].parse().ok()
}
