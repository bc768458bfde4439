//! Lists of links that stand on many pages: the menus of a portal, where no region names them.
//!
//! Only what is the same over pages is said here; which links are items is left to `items`.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::{Rows, Summary};

/// A link without a date that stands in lists of this many pages is one of a menu, even where the
/// lists are not the same on all of them (the entry of the page itself is often no link).
const MENU_PAGES: u32 = 6;

/// Menus of a portal.
#[derive(Debug, Default)]
pub(super) struct Menus {
    /// Rows of each menu by the signature of its list, as hashes of their URLs.
    rows: BTreeMap<u64, BTreeSet<u64>>,
    /// Signatures of the menus in which a URL stands.
    holding: BTreeMap<u64, Vec<u64>>,
}

impl Menus {
    /// Lists in which every link is one of a menu.
    pub(super) fn of<'a>(pages: impl Iterator<Item = &'a Summary> + Clone) -> Self {
        let mut listed_on: BTreeMap<&str, u32> = BTreeMap::new();
        for page in pages.clone() {
            let rows = page.undated_lists().flat_map(|rows| &rows.items);
            let urls: BTreeSet<&str> = rows.map(|item| &*item.url).collect();
            for url in urls {
                *listed_on.entry(url).or_default() += 1;
            }
        }
        let is_of_menu = |url: &str| listed_on.get(url).is_some_and(|n| *n >= MENU_PAGES);
        let mut menus = Self::default();
        for rows in pages.flat_map(Summary::undated_lists) {
            let is_menu = rows.items.len() > 2 && rows.items.iter().all(|i| is_of_menu(&i.url));
            if is_menu {
                let urls = rows.items.iter().map(|item| hash(&item.url));
                menus
                    .rows
                    .entry(rows.signature())
                    .or_insert_with(|| urls.collect());
            }
        }
        for (signature, urls) in &menus.rows {
            for url in urls {
                menus.holding.entry(*url).or_default().push(*signature);
            }
        }
        menus
    }

    /// Every row is a link of a menu, though perhaps of one on this very page: a catalogue.
    pub(super) fn holds(&self, rows: &Rows) -> bool {
        self.rows.contains_key(&rows.signature())
    }

    /// The list is a menu in which the page itself has its place, on this page or on the others:
    /// it leads to the page's neighbours and says nothing of what is on the page. On a catalogue
    /// the page is not among its rows
    /// (fixtures/checks/empty_column/fail/menu-without-the-page-itself).
    pub(super) fn is_of_neighbours(&self, page: &str, list: &Rows) -> bool {
        let Some(rows) = self.rows.get(&list.signature()) else {
            return false;
        };
        let holding = self.holding.get(&hash(page)).into_iter().flatten();
        holding
            .filter_map(|signature| self.rows.get(signature))
            .any(|menu| menu.intersection(rows).count() * 5 >= rows.len() * 4)
    }
}

/// FNV-1a.
pub(super) fn hash(text: &str) -> u64 {
    hash_of([text].into_iter())
}

/// FNV-1a over texts, each ended by a zero byte.
pub(super) fn hash_of<'a>(texts: impl Iterator<Item = &'a str>) -> u64 {
    texts
        .flat_map(|text| text.bytes().chain([0]))
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
