//! Lists that answers to scripts' requests hold: which answers belong to which page, and which are
//! columns of their own.

use std::collections::BTreeSet;

use super::Assembler;
use super::pages::Summary;
use crate::facts::{DataColumn, Gate, Reach, Role, UrlId};

/// Answers to the requests that a page's scripts make, and to those that these name in turn (the next
/// page of a list), in order. Answers that are columns of their own are left out.
pub(super) fn answers(site: &Assembler, page: UrlId) -> Vec<UrlId> {
    let mut out: Vec<UrlId> = Vec::new();
    let mut seen: BTreeSet<UrlId> = BTreeSet::new();
    let mut open = vec![page];
    while let Some(id) = open.pop() {
        let Some(summary) = site.pages.get(id) else {
            continue;
        };
        for target in site.pages.own_data(summary) {
            let target = site.page_of(target);
            let is_own_column =
                column_of(site, page).is_none() && column_of(site, target).is_some();
            if !is_own_column && seen.insert(target) {
                out.push(target);
                open.push(target);
            }
        }
    }
    out
}

/// The column that an answer says it belongs to.
pub(super) fn column_of(site: &Assembler, id: UrlId) -> Option<&DataColumn> {
    site.pages.get(id)?.data_column.as_deref()
}

/// Answers that are columns of their own lead away from a page: a directory is no list itself.
pub(super) fn is_directory(site: &Assembler, page: &Summary) -> bool {
    let mut targets = page.listing.iter().flat_map(|l| l.data.iter());
    targets.any(|id| column_of(site, site.page_of(*id)).is_some())
}

/// Why the list of a page could not be had, if a request for it was refused or gave nothing.
pub(super) fn refused(site: &Assembler, page: &Summary) -> bool {
    let mut targets = site.pages.own_data(page);
    targets.any(|id| matches!(site.reach[id as usize], Reach::Blocked(_)))
}

/// Some answer of these pages was not read, or holds no row although it was asked for: what is missing
/// is not known.
pub(super) fn is_incomplete(site: &Assembler, pages: &[UrlId]) -> bool {
    let named = pages.iter().filter_map(|id| site.pages.get(*id));
    let mut targets = named.flat_map(|page| site.pages.own_data(page));
    targets.any(|id| {
        let answer = site.pages.get(site.page_of(id));
        answer.is_none_or(|answer| answer.gate == Gate::ScriptShell)
    })
}

/// Data is asked for by scripts only; nobody visits it.
pub(super) fn is_data(site: &Assembler, id: UrlId) -> bool {
    site.targets[id as usize].role == Role::Data
}
