//! The directory of government information of Guangdong: a tree of columns in `window._CONFIG`, the rows
//! of each from `/gkmlpt/api/all/<column>?page=&sid=`, with the documents' numbers and validity
//! (FIELD §11.1). The page of a document carries its record as `_CONFIG.DETAIL`.

use serde_json::Value;

use super::row::{self, Names};
use super::{Answer, Found, Need, Page, boxed, literal, query};
use crate::extract::document;
use crate::extract::label_names::{Field, field_of_key};
use crate::extract::white_space::fold;
use crate::facts::{DateSource, Document, FoundDate, Item, Label, LabelForm, ListReader, Validity};

/// Columns of one directory.
const MAX_COLUMNS: usize = 400;

/// Rows of an answer: a hundred serve five pages of the screen.
const ROWS: u32 = 100;

const ROW: Names = Names {
    title: &["title"],
    address: &["url", "post_url"],
    date: &[
        "display_publish_time",
        "first_publish_time",
        "created_at",
        "date",
    ],
};

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    let Some((base, _)) = page.url.split_once("/gkmlpt/") else {
        return;
    };
    for config in configs(page) {
        let sid = config.get("SID").or_else(|| config.get("SITE_ID"));
        let Some(sid) = sid.and_then(row::text_of) else {
            continue;
        };
        let address = |id: &str| format!("{base}/gkmlpt/api/all/{id}?page=1&sid={sid}");
        // 0 stands for all columns together, also those that the tree does not show.
        found.need(address("0"));
        let Some(tree) = config.get("TREE").and_then(Value::as_array) else {
            continue;
        };
        let mut columns: Vec<&Value> = tree.iter().rev().collect();
        while let Some(column) = columns.pop() {
            let children = column.get("children").and_then(Value::as_array);
            if let Some(children) = children.filter(|c| !c.is_empty()) {
                columns.extend(children.iter().rev());
                continue;
            }
            let id = column.get("id").and_then(row::text_of);
            let name = column.get("name").and_then(Value::as_str).unwrap_or("");
            // A column with a page of its own leads away.
            let leads_away = column
                .get("jump_url")
                .and_then(Value::as_str)
                .is_some_and(|u| !u.is_empty());
            if let Some(id) = id.filter(|id| id != "0" && !leads_away) {
                found.needs.push(Need {
                    address: address(&id),
                    name: fold(name),
                });
            }
            if found.needs.len() >= MAX_COLUMNS {
                return;
            }
        }
    }
}

/// Settings of the platform in the scripts of a page.
fn configs<'p>(page: &'p Page<'_>) -> impl Iterator<Item = Value> + 'p {
    page.scripts_with("_CONFIG")
        .filter_map(|(_, code)| config(code))
}

fn config(code: &str) -> Option<Value> {
    let (_, rest) = code.split_once("_CONFIG")?;
    let rest = rest.trim_start_matches(['\'', '"', ']', ' ']).trim_start();
    literal::value(rest.strip_prefix('=')?).map(|v| v.0)
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    let Some(json) = answer.json.filter(|_| answer.url.contains("/gkmlpt/")) else {
        return false;
    };
    let Some(articles) = json.get("articles").and_then(Value::as_array) else {
        return false;
    };
    let items: Vec<Item> = articles.iter().filter_map(|a| item(answer, a)).collect();
    if answer.window.goes_on_after(&items) {
        found
            .needs
            .extend(next(answer.url, json, articles.len() as u32));
    }
    let name = json
        .get("classify")
        .and_then(|c| c.get("name")?.as_str())
        .map(fold);
    if let (Some(name), Some(place)) = (name, place_of(answer.url)) {
        found.column = Some((name, place));
    }
    found.add(None, items, ListReader::Gkmlpt);
    true
}

/// `…/gkmlpt/index#721`, where visitors see the column of `…/gkmlpt/api/all/721?…`.
fn place_of(url: &str) -> Option<String> {
    let (base, rest) = url.split_once("/gkmlpt/api/all/")?;
    let id = rest.split(['?', '/']).next().filter(|id| *id != "0")?;
    Some(format!("{base}/gkmlpt/index#{id}"))
}

fn next(url: &str, json: &Value, rows: u32) -> Option<Need> {
    // Page 0 is page 1.
    let page = query::number(url, "page").unwrap_or(1).max(1);
    let total = json
        .get("classify")
        .and_then(|c| c.get("post_count")?.as_u64());
    let is_last = total.is_some_and(|total| u64::from(page * ROWS.max(rows)) >= total);
    let goes_on = rows >= ROWS && !is_last && page < super::MAX_PAGES;
    goes_on
        .then(|| query::with(url, &[("page", (page + 1).to_string())]))
        .flatten()
        .map(Need::of)
}

fn item(answer: &Answer<'_>, article: &Value) -> Option<Item> {
    let mut item = row::row_of(answer.resolver, article, &ROW)?;
    item.document = boxed(document(article, &item.title));
    Some(item)
}

/// What the platform's record says of a document.
fn document(record: &Value, title: &str) -> Document {
    let keys = ["document_number", "publisher", "identifier"].into_iter();
    let fields: Vec<(Field, String)> = keys
        .filter_map(|key| {
            let value = row::plain(&row::text_of(record.get(key)?)?);
            Some((field_of_key(key)?, value))
        })
        .collect();
    let day = |name: &str| {
        let found = row::date_of(record.get(name)?)?;
        let (crate::extract::dates::Found::Day(date), text) = found else {
            return None;
        };
        Some(FoundDate {
            date,
            source: DateSource::Data,
            text,
        })
    };
    Document {
        issued: day("date"),
        published: day("display_publish_time").or_else(|| day("created_at")),
        validity: validity(record),
        ..document::of_record(title, &fields)
    }
}

fn validity(record: &Value) -> Validity {
    let is_set = |name: &str| match record.get(name) {
        Some(Value::Bool(set)) => Some(*set),
        Some(Value::Number(number)) => Some(number.as_i64() != Some(0)),
        Some(Value::String(text)) => Some(!matches!(text.as_str(), "" | "0" | "false")),
        _ => None,
    };
    match (is_set("is_abolished"), is_set("is_expired")) {
        (Some(true), _) => Validity::Repealed,
        (_, Some(true)) => Validity::Expired,
        (None, None) => Validity::Unknown,
        _ => Validity::Valid,
    }
}

/// The record of the document that a page of the platform shows. Its scripts stamp the page where the
/// record says that the document is repealed.
pub(in crate::extract) fn record(page: &Page<'_>) -> Option<Document> {
    let mut configs = configs(page);
    let record =
        configs.find_map(|config| config.get("DETAIL").filter(|d| d.is_object()).cloned())?;
    let title = row::plain(record.get("title")?.as_str()?);
    let mut document = document(&record, &title);
    document.label = document.validity.says_gone().then(|| Label {
        form: LabelForm::Banner,
        text: "is_abolished, is_expired".to_owned(),
    });
    Some(document)
}
