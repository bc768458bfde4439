//! Columns of the portal: which pages are columns, their names, tree, classes and items.
//!
//! A page is a column when it lists dated items, when breadcrumbs lead through it, when its
//! ColumnName tag says so, or when a menu or a "more" link of the home page leads to it and it is
//! no article. Pages 2, 3… belong to the first. What cannot be read is never "empty".

use std::collections::{BTreeMap, BTreeSet};

use super::class;
use super::column_tree::{full_path, parents, parents_first};
use super::content;
use super::filled;
use super::items::{Items, leads_to_columns};
use super::pages::{Listing, Summary};
use super::pagination;
use super::{Assembler, Class};
use crate::extract::list_headings;
use crate::extract::white_space::squeeze;
use crate::facts::{
    Column, ColumnItem, ColumnSign, DataColumn, Gate, ItemsState, PageKind, Place, Reach, Role,
    UrlId,
};

/// Names of pages that menus lead to and that are no columns.
const NO_COLUMN: [&str; 22] = [
    "首页",
    "网站地图",
    "站点地图",
    "联系我们",
    "使用帮助",
    "版权声明",
    "网站声明",
    "隐私",
    "无障碍",
    "长者",
    "适老",
    "设为首页",
    "加入收藏",
    "登录",
    "注册",
    "搜索",
    "检索",
    "english",
    "繁体",
    "手机版",
    "返回",
    "关于我们",
];

/// One column while it is put together.
pub(super) struct Draft {
    pub(super) first: UrlId,
    pub(super) pages: Vec<UrlId>,
    pub(super) name: String,
    /// Breadcrumb texts without the column itself, and the URL of the last.
    pub(super) path: Vec<String>,
    pub(super) parent_url: Option<String>,
}

pub(super) fn columns(site: &Assembler) -> Vec<Column> {
    let by_links = named_by_links(site);
    let mut drafts = drafts(site, &by_links);
    drafts.extend(unreadable(site, &by_links));
    drafts.sort_by(|a, b| site.url(a.first).cmp(site.url(b.first)));
    let parents = parents(site, &drafts);
    let order = parents_first(&parents);
    let directory = Directory::of(site);
    let mut position = vec![0usize; drafts.len()];
    for (at, draft) in order.iter().enumerate() {
        position[*draft] = at;
    }
    let paths: Vec<Vec<String>> = (0..drafts.len())
        .map(|i| full_path(&drafts, &parents, i))
        .collect();
    let has_children: BTreeSet<usize> = parents.iter().flatten().copied().collect();
    let mut same_name: BTreeMap<&str, u32> = BTreeMap::new();
    for draft in &drafts {
        *same_name.entry(&draft.name).or_default() += 1;
    }
    order
        .iter()
        .map(|&i| {
            let mut column = column(site, &drafts[i], &paths[i], has_children.contains(&i));
            column.parent = parents[i].map(|p| position[p]);
            column.signs = directory.signs(site, &drafts[i]);
            if same_name[drafts[i].name.as_str()] > 1
                && let [.., parent, own] = column.path.as_slice()
            {
                column.full_name = format!("{parent} › {own}");
            }
            column
        })
        .collect()
}

/// Name of each page that a menu, breadcrumb or "more" link leads to: the text used most.
fn named_by_links(site: &Assembler) -> BTreeMap<UrlId, String> {
    let mut texts: BTreeMap<UrlId, BTreeMap<String, u32>> = BTreeMap::new();
    let mut add = |id: UrlId, text: &str| {
        let text = squeeze(text);
        if !text.is_empty()
            && text.chars().count() <= 24
            && !is_no_column(&text)
            && !list_headings::is_more(&text)
        {
            *texts
                .entry(site.page_of(id))
                .or_default()
                .entry(text)
                .or_default() += 1;
        }
    };
    for (id, page) in site.pages.iter() {
        // A breadcrumb may end with the page itself; articles end with their own title.
        let steps = page
            .crumbs
            .len()
            .saturating_sub(usize::from(page.kind == PageKind::Article));
        for crumb in page.crumbs.iter().take(steps).skip(1) {
            if let Some(target) = crumb.url.as_deref().and_then(|u| site.id_of(u)) {
                add(target, &crumb.text);
            }
        }
        let Some(listing) = &page.listing else {
            continue;
        };
        if site.home.is_home(site.url(id)) {
            for (target, text, place) in &listing.menu_links {
                // Where no region is named, a menu looks like content: the page must bear the name.
                if *place != Place::Body || bears_name(site, *target, text) {
                    add(*target, text);
                }
            }
            for rows in listing
                .lists
                .iter()
                .filter(|rows| rows.place == Place::Body)
            {
                if let Some(target) = rows.more_url.as_deref().and_then(|u| site.id_of(u)) {
                    add(target, &rows.heading);
                }
            }
        }
    }
    texts
        .into_iter()
        .map(|(id, texts)| {
            let best = texts
                .into_iter()
                .max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
            (id, best.map(|(text, _)| text).unwrap_or_default())
        })
        .collect()
}

/// The page that a link leads to has the link's text as last step, heading or title.
fn bears_name(site: &Assembler, target: UrlId, text: &str) -> bool {
    let Some(page) = site.pages.get(site.page_of(target)) else {
        return false;
    };
    let text = squeeze(text);
    let title = squeeze(&page.title);
    let title = first_part(&title);
    title == text
        || last_crumb(page).as_deref() == Some(text.as_str())
        || squeeze(&page.heading) == text
}

fn is_no_column(name: &str) -> bool {
    let lower = name.to_lowercase();
    if lower.ends_with("搜索") || lower.ends_with("检索") {
        return true;
    }
    NO_COLUMN
        .iter()
        .any(|w| lower == *w || (w.chars().count() > 3 && lower.contains(w)))
}

fn drafts(site: &Assembler, named: &BTreeMap<UrlId, String>) -> Vec<Draft> {
    let mut first_of: BTreeMap<UrlId, Vec<UrlId>> = BTreeMap::new();
    for (id, page) in site.pages.iter() {
        let is_data = filled::is_data(site, id) && page.data_column.is_none();
        if site.pages.is_twin(id)
            || is_data
            || site.home.is_home(site.url(id))
            || is_search(site.url(id))
            || !is_column(page, named.get(&id))
        {
            continue;
        }
        let first = match page.data_column.as_deref() {
            Some(column) => first_of_data(site, id, column),
            None => continues(site, id, page).unwrap_or(id),
        };
        first_of.entry(first).or_default().push(id);
    }
    first_of
        .into_iter()
        .filter_map(|(first, mut pages)| {
            pages.sort_by_key(|id| {
                (
                    *id != first,
                    pagination::first_page(site.url(*id)).map_or(0, |p| p.1),
                )
            });
            let page = site.pages.get(first)?;
            if let Some(column) = page.data_column.as_deref() {
                return data_draft(site, first, pages, column);
            }
            let name = name(page, named.get(&first))?;
            let mut steps: Vec<_> = page.crumbs.iter().collect();
            if steps.last().is_some_and(|c| {
                squeeze(&c.text) == name || c.url.as_deref() == Some(site.url(first))
            }) {
                steps.pop();
            }
            Some(Draft {
                first,
                pages,
                name,
                path: steps.iter().map(|c| squeeze(&c.text)).collect(),
                parent_url: steps.last().and_then(|c| c.url.clone()),
            })
        })
        .collect()
}

/// The first answer that holds rows of a column.
fn first_of_data(site: &Assembler, id: UrlId, column: &DataColumn) -> UrlId {
    let is_same = |page: &Summary| page.data_column.as_deref() == Some(column);
    let first = site.pages.iter().find(|(_, page)| is_same(page));
    first.map_or(id, |(first, _)| first)
}

/// A column of which only data is known: it stands below the directory that names it.
fn data_draft(
    site: &Assembler,
    first: UrlId,
    pages: Vec<UrlId>,
    column: &DataColumn,
) -> Option<Draft> {
    let directory = column.url.split('#').next()?;
    let crumbs = site
        .id_of(directory)
        .and_then(|id| site.pages.get(site.page_of(id)));
    let path = crumbs.map_or(Vec::new(), |page| {
        page.crumbs.iter().map(|c| squeeze(&c.text)).collect()
    });
    Some(Draft {
        first,
        pages,
        name: squeeze(&column.name),
        path,
        parent_url: Some(directory.to_owned()),
    })
}

/// Results of the site's own search (hot words link to them): made by the question, no column.
fn is_search(url: &str) -> bool {
    let query = url
        .split_once('?')
        .map_or("", |(_, query)| query)
        .to_ascii_lowercase();
    query.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or("");
        matches!(
            name,
            "searchword" | "searchkey" | "keyword" | "keywords" | "q" | "wd" | "qt" | "word"
        )
    })
}

fn is_column(page: &Summary, named: Option<&String>) -> bool {
    let Some(listing) = &page.listing else {
        return false;
    };
    if matches!(
        page.gate,
        Gate::Challenge | Gate::SoftNotFound | Gate::MaybeNotFound | Gate::CharsetDamage
    ) {
        return false;
    }
    // 网站地图 and the like lead to columns and are none.
    if page.data_column.is_some() {
        return true;
    }
    let title = squeeze(&page.title);
    let title = first_part(&title);
    if is_no_column(title) || last_crumb(page).is_some_and(|name| is_no_column(&name)) {
        return false;
    }
    let has_tag = has_tag(page);
    let is_list = page.kind == PageKind::List
        && listing
            .lists
            .iter()
            .any(|l| l.place == Place::Body && l.dated() > 0);
    // 首页 / 政务公开 / 行政许可 over the heading 行政许可: the page says itself that it is one.
    let says_so = page.crumbs.len() > 1
        && last_crumb(page).is_some_and(|name| name == title || name == squeeze(&page.heading));
    is_list || named.is_some() || ((has_tag || says_so) && page.kind != PageKind::Article)
}

fn has_tag(page: &Summary) -> bool {
    let tags = page.meta.as_ref();
    tags.is_some_and(|m| m.column_name.is_some() && !m.is_titled)
}

/// The first page of the column that this page continues: named by its URL, read, no article, and
/// under the same name.
fn continues(site: &Assembler, id: UrlId, page: &Summary) -> Option<UrlId> {
    let (bases, _) = pagination::first_page(site.url(id))?;
    bases
        .iter()
        .filter_map(|base| site.id_of(base))
        .map(|base| site.page_of(base))
        .find(|base| {
            *base != id
                && site.pages.get(*base).is_some_and(|first| {
                    first.listing.is_some()
                        && (first.title == page.title || last_crumb(first) == last_crumb(page))
                })
        })
}

fn last_crumb(page: &Summary) -> Option<String> {
    page.crumbs.last().map(|c| squeeze(&c.text))
}

/// ColumnName unless it only repeats the site; else the last step of the breadcrumb, the text of
/// the links that lead here, the title.
fn name(page: &Summary, linked: Option<&String>) -> Option<String> {
    let meta = page.meta.as_deref();
    let tag = meta
        .and_then(|m| m.column_name.as_deref())
        .map(squeeze)
        .filter(|name| {
            let site_name = meta.and_then(|m| m.site_name.as_deref()).map(squeeze);
            let is_site = Some(name) == site_name.as_ref() || is_site_name(name);
            name.chars().count() <= 24 && !is_site && name != "首页"
        });
    let crumb = last_crumb(page).filter(|c| c.chars().count() <= 24 && page.crumbs.len() > 1);
    let title = squeeze(&page.title);
    let title = first_part(&title).to_owned();
    let heading = Some(squeeze(&page.heading)).filter(|h| !h.is_empty() && h.chars().count() <= 24);
    // Every page of a careless site has the site's name for a title.
    let own_title = Some(title.clone()).filter(|t| !is_site_name(t));
    [tag, crumb, own_title, linked.cloned(), heading, Some(title)]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty() && !is_no_column(name))
}

/// `Title_Column_Site`: what stands before the first separator.
pub(super) fn first_part(title: &str) -> &str {
    title.split(['_', '-', '|', '—']).next().unwrap_or("")
}

/// Words of a site's name, which careless templates put where a column's name belongs
/// (fixtures/checks/empty_column/review/column-named-by-its-breadcrumb).
fn is_site_name(name: &str) -> bool {
    ["人民政府", "网站", "门户网"]
        .iter()
        .any(|word| name.contains(word))
}

/// Menu targets of the home page that the site refused or that could not be fetched: columns
/// whose items are unknown.
fn unreadable(site: &Assembler, named: &BTreeMap<UrlId, String>) -> Vec<Draft> {
    named
        .iter()
        .filter(|(id, _)| {
            let capture = &site.targets[**id as usize];
            capture.in_scope
                && matches!(capture.role, Role::Page | Role::Frame)
                && matches!(
                    site.reach[**id as usize],
                    Reach::Blocked(_) | Reach::Unproven(_)
                )
        })
        .map(|(id, name)| Draft {
            first: *id,
            pages: vec![*id],
            name: name.clone(),
            path: Vec::new(),
            parent_url: None,
        })
        .collect()
}

/// Pages that the menus of the home page and the page 网站地图 name.
struct Directory {
    menu: BTreeSet<(UrlId, String)>,
    site_map: BTreeSet<UrlId>,
}

impl Directory {
    fn of(site: &Assembler) -> Self {
        let listings = site
            .pages
            .iter()
            .filter_map(|(_, page)| page.listing.as_deref());
        let on_map = listings.flat_map(|listing| &listing.site_map);
        let home = super::home::home_id(site).and_then(|id| site.pages.get(id)?.listing.as_deref());
        let in_menu = home.iter().flat_map(|listing| &listing.menu_links);
        Self {
            menu: in_menu
                .map(|(id, text, _)| (site.page_of(*id), squeeze(text)))
                .collect(),
            site_map: on_map.map(|(id, _)| site.page_of(*id)).collect(),
        }
    }

    /// By what a column was found, in order.
    fn signs(&self, site: &Assembler, draft: &Draft) -> Vec<ColumnSign> {
        let Some(page) = site.pages.get(draft.first) else {
            return vec![ColumnSign::Menu];
        };
        let lists_items = || {
            let rows = page.listing.iter().flat_map(|listing| &listing.lists);
            rows.map(|rows| rows.dated()).sum::<usize>() > 0
        };
        let in_crumbs =
            last_crumb(page).as_ref() == Some(&draft.name) || site.has_pages_below(draft.first);
        let in_menu = self.menu.contains(&(draft.first, draft.name.clone()));
        let signs = [
            (ColumnSign::Tag, has_tag(page)),
            (ColumnSign::List, lists_items()),
            (ColumnSign::Breadcrumb, in_crumbs),
            (ColumnSign::Menu, in_menu),
            (ColumnSign::SiteMap, self.site_map.contains(&draft.first)),
            (ColumnSign::Data, page.data_column.is_some()),
        ];
        let found = signs.into_iter().filter(|(_, is_there)| *is_there);
        found.map(|(sign, _)| sign).collect()
    }
}

fn column(site: &Assembler, draft: &Draft, path: &[String], has_children: bool) -> Column {
    let answers = draft.pages.iter().flat_map(|id| filled::answers(site, *id));
    let pages: Vec<UrlId> = draft.pages.iter().copied().chain(answers).collect();
    let items = Items::of(site, &pages, &draft.name, has_children);
    let page = site.pages.get(draft.first);
    let column_type = page
        .and_then(|p| p.meta.as_deref())
        .and_then(|m| m.column_type.as_deref());
    let parents = path.split_last().map_or(&[][..], |(_, parents)| parents);
    let state = content::state(site, draft.first, &draft.name, items.count, has_children);
    let mut class = class::classify(&draft.name, column_type, parents);
    let leads = has_children || leads_to_columns(site, draft.first);
    // The issues of a closed year's gazette stand below it.
    let this_year = site.seed.inspected_on.year();
    let is_closed = path
        .iter()
        .any(|step| class::is_of_closed_year(step, this_year));
    if is_closed && has_limit(class) {
        class = Class::SpecialTopic;
    }
    if state == ItemsState::Text && leads && class == Class::Other {
        class = Class::Landing;
    }
    let listing = page.and_then(|p| p.listing.as_deref());
    // One CMS writes the same remark on every empty column: it is no template text.
    let remark = listing.and_then(|l| l.remark.clone());
    // A day that has not come is not what the column is judged by.
    let has_come = |item: &&ColumnItem| item.date.is_none_or(|(day, _)| site.has_come(day));
    let shown = items.newest.iter().find(has_come).or(items.newest.first());
    let excerpt = match shown {
        Some(item) => format!(
            "{} {}",
            item.title,
            item.date.map_or(String::new(), |(d, _)| d.to_string())
        ),
        None => remark.clone().unwrap_or_default(),
    };
    let shown_at = page.and_then(|p| p.data_column.as_deref());
    Column {
        url: shown_at
            .map_or(site.url(draft.first), |c| &c.url)
            .to_owned(),
        name: draft.name.clone(),
        full_name: draft.name.clone(),
        path: path.to_vec(),
        class,
        signs: Vec::new(),
        parent: None,
        state,
        item_count: items.count,
        dates: items.dates,
        newest: items.newest,
        undated: items.undated,
        unread: items.unread,
        remark,
        truncated: is_truncated(site, draft) || filled::is_incomplete(site, &pages),
        evidence: site.evidence(items.shown_by.unwrap_or(draft.first), excerpt.trim()),
    }
}

/// Classes whose columns must be kept current.
fn has_limit(class: Class) -> bool {
    matches!(
        class,
        Class::News
            | Class::Notice
            | Class::Policy
            | Class::Interpretation
            | Class::Personnel
            | Class::Plan
            | Class::Other
    )
}

/// A page of the column, or one that its pager names, was not visited, or shows no rows: a stub answered
/// with 200 is not the end of a list (WILD §B3).
fn is_truncated(site: &Assembler, draft: &Draft) -> bool {
    let first = site.url(draft.first);
    let listings = || {
        let pages = draft.pages.iter().filter_map(|id| site.pages.get(*id));
        pages.filter_map(|page| page.listing.as_deref())
    };
    let was_not_visited = |id: &UrlId| {
        matches!(
            site.reach[*id as usize],
            Reach::NotVisited(_) | Reach::Blocked(_) | Reach::Unproven(_)
        )
    };
    let continues = |id: &UrlId| {
        let pages = pagination::first_page(site.url(*id));
        pages.is_some_and(|(bases, _)| bases.iter().any(|base| base == first))
    };
    let is_stub = |id: &UrlId| {
        let page = site.pages.get(site.page_of(*id));
        page.is_some_and(|page| {
            let lists = page.listing.iter().flat_map(|listing| &listing.lists);
            lists.map(|rows| rows.dated()).sum::<usize>() == 0
        })
    };
    // What a click opens is a guess, too, and no page of the list.
    let guesses_of = |listing: &Listing| -> Vec<UrlId> {
        let guesses = listing.pager.iter().copied();
        guesses.filter(|id| continues(id)).collect()
    };
    let mut guesses = listings().flat_map(guesses_of);
    let mut links = listings().flat_map(|listing| listing.body_links.iter().copied());
    // A guess about the second page that fails may be the wrong guess.
    let found_none = draft.pages.len() == 1
        && listings().any(|listing| {
            let guesses = guesses_of(listing);
            !guesses.is_empty() && guesses.iter().all(|id| !site.is_ok(*id))
        });
    found_none
        || guesses.any(|id| was_not_visited(&id) || is_stub(&id))
        || links.any(|id| was_not_visited(&id) && continues(&id))
}
