//! Items of a column: which rows of its pages are items, and when each was published.
//!
//! Rows that lead home, to the page itself, up its breadcrumb or to a menu's target are none,
//! whatever stands beside them. A date beside the row is taken first, the item's own page next.

use std::collections::{BTreeMap, BTreeSet};

use super::Assembler;
use super::pages::{Listing, Row, Rows, Summary};
use crate::extract::white_space::squeeze;
use crate::extract::{dates, list_headings};
use crate::facts::{ColumnItem, DateSource, Gate, PageKind, Place, Role, UrlId};

/// Newest items kept for evidence.
const NEWEST: usize = 5;

/// Items of one column, counted once each.
#[derive(Default)]
pub(super) struct Items {
    pub(super) count: u32,
    pub(super) dates: Vec<jiff::civil::Date>,
    pub(super) newest: Vec<ColumnItem>,
    pub(super) undated: u32,
    pub(super) unread: u32,
    /// The first page that shows any.
    pub(super) shown_by: Option<UrlId>,
}

impl Items {
    /// Items on the pages of one column named `name`.
    pub(super) fn of(site: &Assembler, pages: &[UrlId], name: &str, has_children: bool) -> Self {
        let mut rows: BTreeMap<String, ColumnItem> = BTreeMap::new();
        let mut order: Vec<String> = Vec::new();
        let mut shown_by = None;
        for id in pages {
            let Some(page) = site.pages.get(*id) else {
                continue;
            };
            let page = ColumnPage {
                site,
                id: *id,
                page,
                name,
            };
            for item in page.items(has_children) {
                shown_by = shown_by.or(Some(*id));
                let come = |day: &jiff::civil::Date| site.has_come(*day);
                let day = |item: &ColumnItem| item.date.map(|(day, _)| day).filter(come);
                match rows.get_mut(&item.url) {
                    // Copies for phone and desktop: one of them may lack the date. Addresses that differ behind
                    // the # are one: the newest of them says how fresh the column is
                    // (fixtures/checks/stale_column/pass/addresses-that-differ-behind-the-hash).
                    Some(known) if day(known) < day(&item) => *known = item,
                    Some(_) => {}
                    None => {
                        order.push(item.url.clone());
                        rows.insert(item.url.clone(), item);
                    }
                }
            }
        }
        let mut items = Self {
            count: rows.len() as u32,
            shown_by,
            ..Self::default()
        };
        let mut all: Vec<ColumnItem> = order.iter().filter_map(|url| rows.remove(url)).collect();
        for item in &all {
            match item.date {
                Some((date, _)) => items.dates.push(date),
                None if item.unread => items.unread += 1,
                None => items.undated += 1,
            }
        }
        items.dates.sort_unstable();
        all.sort_by_key(|item| std::cmp::Reverse(item.date.map(|(d, _)| d)));
        all.truncate(NEWEST);
        items.newest = all;
        items
    }
}

/// One page of a column.
struct ColumnPage<'a> {
    site: &'a Assembler,
    id: UrlId,
    page: &'a Summary,
    name: &'a str,
}

impl<'a> ColumnPage<'a> {
    /// Items of this page. The lone links of a page that leads to other columns are no items.
    fn items(&self, has_children: bool) -> Vec<ColumnItem> {
        let Some(listing) = self.page.listing.as_deref() else {
            return Vec::new();
        };
        let mut frames = self.site.pages.own_frames(self.page);
        let mut framed = || frames.find_map(|id| self.listing_of(id));
        let rows = |listing| {
            let lists = self.own_lists(listing);
            let items = lists
                .iter()
                .flat_map(|rows| &rows.items)
                .filter(|item| self.is_own(item));
            items.map(|item| dated(self.site, item)).collect::<Vec<_>>()
        };
        let own = rows(listing);
        if !own.is_empty() {
            return own;
        }
        if let Some(frame) = framed() {
            return rows(frame);
        }
        if self.is_shell() || has_children || leads_to_columns(self.site, self.id) {
            return Vec::new();
        }
        single_links(self.site, self.id)
    }

    /// The list is written by a script that was not run: what stands there without a date is none of
    /// it (fixtures/checks/empty_column/review/script-list-beside-plain-links).
    fn is_shell(&self) -> bool {
        self.page.gate == Gate::ScriptShell
    }

    fn listing_of(&self, id: UrlId) -> Option<&'a Listing> {
        self.site
            .pages
            .get(self.site.page_of(id))?
            .listing
            .as_deref()
    }

    /// Lists whose rows are items: dated lists of the main content, or else lists of links that
    /// lead to articles and files. Template blocks, side blocks and menus are left out.
    fn own_lists<'l>(&self, listing: &'l Listing) -> Vec<&'l Rows> {
        let candidates = |place: Place| {
            listing.lists.iter().filter(move |rows| {
                rows.place == place && !is_block(self.site, self.id, rows, self.name)
            })
        };
        // The logo and the only item of a column, each in a block of its own, look like two rows.
        let own_dated = |rows: &Rows| {
            let own: Vec<&Row> = rows.items.iter().filter(|item| self.is_own(item)).collect();
            let dated = own.iter().filter(|item| item.is_dated()).count();
            dated > 0 && dated * 2 >= own.len()
        };
        for place in [Place::Body, Place::Navigation] {
            let dated: Vec<&Rows> = candidates(place).filter(|rows| own_dated(rows)).collect();
            if !dated.is_empty() {
                return dated;
            }
            // What a script fills is in none of the side bars.
            if self.is_shell() {
                break;
            }
            // Regions named like menus hold lists only when they are dated.
            if place == Place::Body {
                let plain: Vec<&Rows> = candidates(place)
                    .filter(|rows| leads_to_items(self.site, rows))
                    .collect();
                if !plain.is_empty() {
                    return plain;
                }
            }
        }
        Vec::new()
    }

    fn is_own(&self, item: &Row) -> bool {
        let Some(id) = self.site.id_of(&item.url) else {
            return true;
        };
        let up = |crumb: &crate::facts::Crumb| crumb.url.as_deref() == Some(&*item.url);
        self.site.page_of(id) != self.id
            && !self.site.home.is_home(&item.url)
            && !self.site.leads_home(id)
            && !self.site.is_menu(id)
            && !self.page.crumbs.iter().any(up)
    }
}

/// At least two links of the main content lead to pages that are no articles and no menu: a
/// landing page, whether or not the columns' breadcrumbs come back to it.
pub(super) fn leads_to_columns(site: &Assembler, page: UrlId) -> bool {
    let Some(listing) = site.pages.get(page).and_then(|p| p.listing.as_deref()) else {
        return false;
    };
    let url = site.url(page);
    // A breadcrumb in a region without a name looks like a list
    // (fixtures/checks/empty_column/fail/breadcrumb-is-no-list).
    let up: BTreeSet<UrlId> = steps_of(site, page).collect();
    let mut columns: Vec<UrlId> = listing
        .lists
        .iter()
        .filter(|rows| rows.place == Place::Body && !site.pages.is_template(rows))
        .filter(|rows| !site.pages.menus.is_of_neighbours(url, rows))
        .flat_map(|rows| &rows.items)
        .filter_map(|item| site.id_of(&item.url))
        .filter(|id| !site.is_menu(*id))
        .map(|id| site.page_of(id))
        .filter(|id| !up.contains(id))
        .filter(|id| {
            site.pages
                .get(*id)
                .is_some_and(|target| target.kind != PageKind::Article)
        })
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns.len() >= 2
}

/// Pages of the breadcrumb.
pub(super) fn steps_of(site: &Assembler, page: UrlId) -> impl Iterator<Item = UrlId> {
    let crumbs = site.pages.get(page).map_or(&[][..], |page| &page.crumbs);
    crumbs
        .iter()
        .filter_map(|crumb| Some(site.page_of(site.id_of(crumb.url.as_deref()?)?)))
}

/// At least three rows in five lead to articles, files or other sites' pages that are no menu.
fn leads_to_items(site: &Assembler, rows: &Rows) -> bool {
    let good = rows
        .items
        .iter()
        .filter(|item| site.id_of(&item.url).is_some_and(|id| is_item(site, id)))
        .count();
    good * 5 >= rows.items.len() * 3 && good > 0
}

fn is_item(site: &Assembler, id: UrlId) -> bool {
    if site.is_menu(id) || site.home.is_home(site.url(id)) {
        return false;
    }
    let capture = &site.targets[id as usize];
    if capture.role == Role::Attachment {
        return true;
    }
    match site.pages.get(site.page_of(id)) {
        Some(page) => page.kind == PageKind::Article,
        None => false,
    }
}

/// A block of the template, or one beside the content (热点), on the page `id` of the column `name`.
/// A list that stands on several pages is the column's own where its articles say so
/// (fixtures/checks/empty_column/pass/list-shown-on-every-page).
pub(super) fn is_block(site: &Assembler, id: UrlId, rows: &Rows, name: &str) -> bool {
    // 财政预决算 stands in a column, in its parent and in the disclosure directory: nothing but
    // the name or the breadcrumb over it (fixtures/checks/empty_column/pass/list-in-three-columns).
    let bare = rows.heading.is_empty() || squeeze(&rows.heading).ends_with(name);
    let own = rows.dated() > 0 && bare && !site.pages.is_listed_everywhere(rows);
    let template = || {
        ((site.pages.is_template(rows) && !own) || site.pages.menus.holds(rows))
            && !rows.items.iter().any(|item| {
                let target = site.id_of(&item.url);
                target.is_some_and(|target| is_filed_under(site, target, id))
            })
    };
    list_headings::is_side_block(&rows.heading, name) || template()
}

/// The breadcrumb of an article leads through this page.
fn is_filed_under(site: &Assembler, article: UrlId, page: UrlId) -> bool {
    let Some(article) = site.pages.get(site.page_of(article)) else {
        return false;
    };
    article.kind == PageKind::Article
        && article
            .crumbs
            .iter()
            .filter_map(|crumb| site.id_of(crumb.url.as_deref()?))
            .any(|crumb| site.page_of(crumb) == page)
}

/// Links of the main content of a page, each once; those of menus and of blocks that stand on
/// several pages or beside the content are left out.
pub(super) fn own_links(site: &Assembler, id: UrlId) -> Vec<UrlId> {
    let Some(page) = site.pages.get(id) else {
        return Vec::new();
    };
    let Some(listing) = page.listing.as_deref() else {
        return Vec::new();
    };
    let in_blocks: BTreeSet<UrlId> = listing
        .lists
        .iter()
        .filter(|rows| is_block(site, id, rows, &page.heading))
        .flat_map(|rows| &rows.items)
        .filter_map(|item| site.id_of(&item.url))
        .filter(|target| !is_filed_under(site, *target, id))
        .collect();
    let up: BTreeSet<UrlId> = steps_of(site, id).collect();
    let mut links = listing.body_links.to_vec();
    links.sort_unstable();
    links.dedup();
    links.retain(|link| {
        let target = site.page_of(*link);
        let other = target != id && !up.contains(&target) && !site.home.is_home(site.url(target));
        other && !in_blocks.contains(link) && !site.is_menu(*link)
    });
    links
}

/// A list of one row is no group; its link is an item if it leads to an article or a file.
fn single_links(site: &Assembler, page: UrlId) -> Vec<ColumnItem> {
    own_links(site, page)
        .into_iter()
        .filter(|id| is_item(site, *id))
        .filter(|id| site.linked_from[*id as usize] < super::pages_seen_often(site))
        .map(|id| {
            let title = site
                .pages
                .get(site.page_of(id))
                .map_or(String::new(), |p| p.heading.clone());
            let item = Row {
                title: title.into(),
                url: site.url(id).into(),
                date: None,
                month_day: None,
                has_month: false,
            };
            dated(site, &item)
        })
        .collect()
}

/// Date of an item: beside it in the list, else on its own page.
pub(super) fn dated(site: &Assembler, item: &Row) -> ColumnItem {
    let id = site.id_of(&item.url);
    let page = id.and_then(|id| site.pages.get(site.page_of(id)));
    let page = page.filter(|page| page.gate != Gate::Challenge);
    let on_page = page
        .and_then(|p| p.published)
        .map(|(date, _)| (date, DateSource::ItemPage));
    let in_list = item.date.map(|date| (date, DateSource::List));
    let with_year = item.month_day.and_then(|(month, day)| {
        let (date, source) = on_page?;
        Some((dates::nearest(month, day, date)?, source))
    });
    // A day that has not come is when something closes; the item's own page says when it was written.
    let stated = [in_list, with_year, on_page];
    let mut past = stated.into_iter().flatten();
    let past = past.find(|(day, _)| site.has_come(*day));
    ColumnItem {
        title: item.title.to_string(),
        url: item.url.to_string(),
        date: past.or(in_list).or(with_year).or(on_page),
        unread: page.is_none(),
    }
}
