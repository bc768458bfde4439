//! The Xinhua system: `<ul data="datasource:<id>">` filled from `ds_<id>.json` beside the page
//! (FIELD §11.1).

use serde_json::Value;

use super::row::{self, Names};
use super::{Answer, Found, Page};
use crate::facts::{Item, ListReader, Place};

const ROW: Names = Names {
    title: &["title", "showTitle"],
    address: &["publishUrl", "url", "linkUrl"],
    date: &["publishTime", "publishDate", "pubTime"],
};

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for source in &page.outline.sources {
        let place = page
            .outline
            .elements
            .get(source.element as usize)
            .map(|e| e.place);
        if let Some(id) = source
            .data_source
            .as_deref()
            .filter(|_| place != Some(Place::Footer))
        {
            found.need(format!("ds_{id}.json"));
        }
    }
}

pub(super) fn answer(answer: &Answer<'_>, found: &mut Found) -> bool {
    let json = answer.json.filter(|json| json.is_object());
    let Some(rows) = json.and_then(|json| json.get("datasource")?.as_array()) else {
        return false;
    };
    let item = |value: &Value| row::row_of(answer.resolver, value, &ROW);
    let items: Vec<Item> = rows.iter().filter_map(item).collect();
    found.add(None, items, ListReader::DataSource);
    true
}
