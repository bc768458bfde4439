//! The tree of columns: which column another stands under, by breadcrumbs and folders. What a column
//! is and what it is called is left to [`columns`](super::columns).

use std::collections::BTreeMap;

use super::Assembler;
use super::columns::Draft;
use crate::facts::UrlId;

/// Parent of each draft: the step before it in its breadcrumb, else the column whose folder
/// contains its folder.
pub(super) fn parents(site: &Assembler, drafts: &[Draft]) -> Vec<Option<usize>> {
    let by_page: BTreeMap<UrlId, usize> = drafts
        .iter()
        .enumerate()
        .flat_map(|(i, d)| d.pages.iter().map(move |p| (*p, i)))
        .collect();
    let by_folder: BTreeMap<&str, usize> = drafts
        .iter()
        .enumerate()
        // Any page may stand in a folder; only its index stands for it
        // (fixtures/checks/empty_column/fail/neighbours-in-one-folder).
        .filter(|(_, d)| is_index(site.url(d.first)))
        .map(|(i, d)| (folder(site.url(d.first)), i))
        .rev()
        .collect();
    let mut parents: Vec<Option<usize>> = drafts
        .iter()
        .enumerate()
        .map(|(i, draft)| {
            let by_crumb = draft
                .parent_url
                .as_deref()
                .and_then(|u| site.id_of(u))
                .and_then(|id| by_page.get(&site.page_of(id)));
            let parent = by_crumb.copied().or_else(|| {
                let mut at = folder(site.url(draft.first));
                std::iter::from_fn(|| {
                    at = folder(at.trim_end_matches('/'));
                    // The root of the host, three slashes, is the portal and no column.
                    (at.matches('/').count() > 3).then_some(at)
                })
                .find_map(|f| by_folder.get(f).copied())
            });
            parent.filter(|p| *p != i)
        })
        .collect();
    cut_cycles(&mut parents);
    parents
}

/// URL up to and including its last slash.
fn folder(url: &str) -> &str {
    let path = url.split('?').next().unwrap_or(url);
    path.rfind('/').map_or(path, |at| &path[..=at])
}

fn is_index(url: &str) -> bool {
    let file = &url[folder(url).len()..];
    file.is_empty() || file.starts_with("index.") || file.starts_with("default.")
}

/// Breadcrumbs of careless templates may name each other as parents.
fn cut_cycles(parents: &mut [Option<usize>]) {
    for start in 0..parents.len() {
        let (mut at, mut steps) = (start, 0);
        while let Some(parent) = parents[at] {
            steps += 1;
            if parent == start || steps > parents.len() {
                parents[at] = None;
                break;
            }
            at = parent;
        }
    }
}

pub(super) fn parents_first(parents: &[Option<usize>]) -> Vec<usize> {
    let depth = |mut i: usize| {
        let mut depth = 0;
        while let Some(parent) = parents[i] {
            depth += 1;
            i = parent;
        }
        depth
    };
    let mut order: Vec<usize> = (0..parents.len()).collect();
    order.sort_by_key(|i| (depth(*i), *i));
    order
}

pub(super) fn full_path(drafts: &[Draft], parents: &[Option<usize>], i: usize) -> Vec<String> {
    let draft = &drafts[i];
    let mut path = draft.path.clone();
    if path.is_empty() {
        path = match parents[i] {
            Some(parent) => full_path(drafts, parents, parent),
            None => vec!["首页".to_owned()],
        };
    }
    path.push(draft.name.clone());
    path
}
