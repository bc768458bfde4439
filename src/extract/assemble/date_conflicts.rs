//! Items whose list, page and address name different days. Nothing is concluded from it: a list may be
//! filled in later, a page may be published again, an address may be old (WILD §C7).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Assembler;
use super::pages::Row;
use crate::extract::dates;
use crate::facts::{DateConflict, DateSource, PageKind};

/// What is said of one item.
#[derive(Default)]
struct Item<'a> {
    title: &'a str,
    days: Vec<(DateSource, Date)>,
}

/// Items with at least two different days, by URL.
pub(super) fn date_conflicts(site: &Assembler) -> Vec<DateConflict> {
    let mut items: BTreeMap<&str, Item<'_>> = BTreeMap::new();
    for row in rows(site) {
        let Some(date) = row.date.filter(|date| site.has_come(*date)) else {
            continue;
        };
        let item = items.entry(&row.url).or_default();
        item.days.push((DateSource::List, date));
        if item.title.is_empty() {
            item.title = &row.title;
        }
    }
    for (id, days) in &site.pages.days {
        let page = site.pages.get(*id).filter(|p| p.kind == PageKind::Article);
        if let Some(page) = page {
            let item = items.entry(site.url(*id)).or_default();
            let days = days.iter().map(|(date, source)| (*source, *date));
            item.days.extend(days);
            if item.title.is_empty() {
                item.title = &page.heading;
            }
        }
    }
    let conflicts = items
        .into_iter()
        .filter_map(|(url, item)| conflict(site, url, item));
    conflicts.collect()
}

/// Rows of all lists in the main content of pages.
fn rows(site: &Assembler) -> impl Iterator<Item = &Row> {
    let listings = site
        .pages
        .iter()
        .filter_map(|(_, page)| page.listing.as_deref());
    let lists = listings.flat_map(|listing| &listing.lists);
    lists.flat_map(|list| &list.items)
}

fn conflict(site: &Assembler, url: &str, mut item: Item<'_>) -> Option<DateConflict> {
    let page = site.id_of(url).and_then(|id| site.pages.get(id));
    let is_list = page.is_some_and(|page| page.kind != PageKind::Article);
    let shown = page.and_then(|page| page.published);
    item.days.extend(shown.map(|(date, source)| (source, date)));
    let in_url = dates::url_day(url).filter(|date| site.has_come(*date));
    item.days.extend(in_url.map(|date| (DateSource::Url, date)));
    item.days.sort_unstable();
    item.days.dedup();
    let days: BTreeSet<Date> = item.days.iter().map(|(_, date)| *date).collect();
    (days.len() > 1 && !is_list).then(|| DateConflict {
        url: url.to_owned(),
        title: item.title.to_owned(),
        dates: item
            .days
            .into_iter()
            .map(|(source, date)| (date, source))
            .collect(),
    })
}
