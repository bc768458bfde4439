//! The home page with its items, and whose portal it is.

use std::collections::BTreeSet;

use super::Assembler;
use super::filled;
use super::items::dated;
use super::pages::Summary;
use crate::extract::dates;
use crate::extract::white_space::squeeze;
use crate::facts::{
    Column, ColumnItem, Gate, Home, ItemsState, PageKind, Portal, PortalKind, Reach, Role, UrlId,
};

/// Endings of names of departments; 人民政府 itself is asked for first.
const DEPARTMENT: [&str; 12] = [
    "局",
    "委员会",
    "委",
    "办公室",
    "厅",
    "院",
    "署",
    "中心",
    "部",
    "处",
    "队",
    "馆",
];

pub(super) fn portal(site: &Assembler) -> Portal {
    let meta = home_id(site)
        .and_then(|id| site.pages.get(id))
        .and_then(|p| p.meta.as_deref());
    let title = home_id(site)
        .and_then(|id| site.pages.get(id))
        .map(|p| p.title.clone())
        .unwrap_or_default();
    let site_name = meta.and_then(|m| m.site_name.as_deref());
    let name = site_name.map_or(title, str::to_owned);
    let name = name
        .trim()
        .trim_end_matches("首页")
        .trim_end_matches(['-', '_', '|', '—', ' '])
        .to_owned();
    Portal {
        url: site.seed.portal_url.clone(),
        kind: kind_of(&name),
        site_id_code: site.site_codes.portal().map(str::to_owned),
        name,
    }
}

/// The body whose portal it is: 云岭县人民政府 of 云岭县人民政府门户网站.
pub(super) fn body_name(portal: &str) -> String {
    let name = squeeze(portal);
    let body = [
        "门户网站",
        "网站",
        "官网",
        "政务网",
        "公众信息网",
        "信息网",
        "网",
    ]
    .iter()
    .find_map(|w| name.strip_suffix(w));
    body.map(str::to_owned).unwrap_or(name)
}

fn kind_of(name: &str) -> PortalKind {
    let name = body_name(name);
    if name.ends_with("人民政府") || name.ends_with("管委会") || name.ends_with("管理委员会")
    {
        PortalKind::Government
    } else if DEPARTMENT.iter().any(|w| name.ends_with(w)) {
        PortalKind::Department
    } else {
        PortalKind::Unknown
    }
}

/// The page that the seed led to.
pub(super) fn home_id(site: &Assembler) -> Option<UrlId> {
    site.home
        .urls
        .iter()
        .filter_map(|url| site.id_of(url))
        .map(|id| site.page_of(id))
        .find(|id| site.pages.get(*id).is_some())
}

pub(super) fn home(site: &Assembler, columns: &[Column]) -> Home {
    let Some(id) = home_id(site) else {
        return unread_home(site);
    };
    let Some(page) = site.pages.get(id) else {
        return unread_home(site);
    };
    let items = items(site, id, page);
    let mut dates: Vec<_> = items
        .iter()
        .filter_map(|i| i.date.map(|(d, _)| d))
        .collect();
    dates.sort_unstable();
    let newest = items
        .iter()
        .filter_map(|i| Some((i.title.clone(), i.url.clone(), i.date?.0)))
        .filter(|(_, _, date)| site.has_come(*date))
        .max_by_key(|(_, _, date)| *date);
    let undated = items
        .iter()
        .filter(|i| i.date.is_none() && !i.unread)
        .count() as u32;
    let unread = items
        .iter()
        .filter(|i| i.date.is_none() && i.unread)
        .count() as u32;
    let navigation_only = items.is_empty();
    let (second_level_dates, second_level_unread) = second_level(site, page, columns);
    let excerpt = newest
        .as_ref()
        .map_or(String::new(), |(title, _, date)| format!("{title} {date}"));
    Home {
        url: site.url(id).to_owned(),
        state: match page.gate {
            Gate::ScriptShell if items.is_empty() => ItemsState::ScriptShell,
            Gate::CutShort => ItemsState::Error,
            _ if items.is_empty() => ItemsState::None,
            _ => ItemsState::Read,
        },
        gate: page.gate,
        dates,
        newest,
        undated,
        unread,
        navigation_only,
        second_level_dates,
        second_level_unread,
        evidence: site.evidence(id, &excerpt),
    }
}

fn unread_home(site: &Assembler) -> Home {
    let id = site.id_of(&site.seed.portal_url);
    let state = match id.map(|id| &site.reach[id as usize]) {
        Some(Reach::Blocked(_)) => ItemsState::Blocked,
        _ => ItemsState::Error,
    };
    Home {
        url: site.seed.portal_url.clone(),
        state,
        gate: id
            .and_then(|id| site.targets[id as usize].bad_gate())
            .unwrap_or(Gate::Content),
        dates: Vec::new(),
        newest: None,
        undated: 0,
        unread: 0,
        navigation_only: false,
        second_level_dates: Vec::new(),
        second_level_unread: 0,
        evidence: id.map_or_else(Default::default, |id| site.evidence(id, "")),
    }
}

/// Rows of the home page that are items: dated, or leading to an article. Menus, columns and
/// links to other sites without a date are none.
fn items(site: &Assembler, id: UrlId, page: &Summary) -> Vec<ColumnItem> {
    let Some(listing) = page.listing.as_deref() else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    let answers = filled::answers(site, id).into_iter();
    let answers = answers.filter_map(|id| site.pages.get(id)?.listing.as_deref());
    let lists = answers.flat_map(|l| &l.lists).chain(&listing.lists);
    for item in lists.flat_map(|l| &l.items) {
        let id = site.id_of(&item.url);
        let target = id.and_then(|id| site.pages.get(site.page_of(id)));
        let target = target.filter(|page| page.gate != Gate::Challenge);
        let is_article =
            target.is_some_and(|p| p.kind == PageKind::Article && p.published.is_some());
        // 网站声明 in the footer of every page is an article and no news.
        let is_article = is_article && id.is_none_or(|id| !site.pages.is_named_everywhere(id));
        let has_date = item.is_dated();
        let in_menu = id.is_some_and(|id| site.is_menu(id) || site.leads_home(id));
        // An item page that was not read may be newer than everything that was.
        let unread = target.is_none()
            && id.is_some_and(|id| {
                let capture = &site.targets[id as usize];
                let reach = &site.reach[id as usize];
                let is_gone = matches!(reach, Reach::Status(_) | Reach::SoftNotFound);
                let is_news = dates::url_day(&item.url).is_some() || was_kept_out(reach);
                capture.in_scope && capture.role == Role::Page && is_news && !is_gone
            });
        let is_item = (has_date && !site.home.is_home(&item.url)) || is_article || unread;
        if is_item && !in_menu && seen.insert(&*item.url) {
            out.push(dated(site, item));
        }
    }
    // A news item linked alone, as a headline or a picture, is in no group of rows.
    for id in &listing.body_links {
        let target = site.page_of(*id);
        let Some(article) = site.pages.get(target) else {
            continue;
        };
        let is_news = article.kind == PageKind::Article && !site.pages.is_named_everywhere(*id);
        if let (true, Some((date, _))) = (is_news, article.published)
            && seen.insert(site.url(*id))
        {
            out.push(ColumnItem {
                title: article.heading.clone(),
                url: site.url(*id).to_owned(),
                date: Some((date, crate::facts::DateSource::ItemPage)),
                unread: false,
            });
        }
    }
    out
}

/// A firewall, our own limits or a fault that proves nothing stood between us and the page. Whatever
/// its address looks like, it may be news (the test `a_ban_ends_the_crawl_and_gives_no_verdict`).
fn was_kept_out(reach: &Reach) -> bool {
    use crate::facts::Skip;
    match reach {
        Reach::Blocked(_) | Reach::Unproven(_) | Reach::BrokeOff => true,
        Reach::NotVisited(skip) => {
            matches!(skip, Skip::StopLoss | Skip::Interrupted | Skip::Budget)
        }
        _ => false,
    }
}

/// Dates on the pages that the home page links to, and how many of them could not be read.
fn second_level(
    site: &Assembler,
    page: &Summary,
    columns: &[Column],
) -> (Vec<jiff::civil::Date>, u32) {
    let Some(listing) = page.listing.as_deref() else {
        return (Vec::new(), 0);
    };
    let targets: BTreeSet<UrlId> = listing
        .body_links
        .iter()
        .copied()
        .chain(listing.menu_links.iter().map(|(id, ..)| *id))
        .filter(|id| {
            let capture = &site.targets[*id as usize];
            capture.in_scope && matches!(capture.role, Role::Page | Role::Frame)
        })
        .collect();
    let urls: BTreeSet<&str> = targets
        .iter()
        .map(|id| site.url(site.page_of(*id)))
        .collect();
    // A second-level page that only leads on is updated where it leads.
    let mut second = vec![false; columns.len()];
    for (i, column) in columns.iter().enumerate() {
        second[i] = urls.contains(column.url.as_str()) || column.parent.is_some_and(|p| second[p]);
    }
    let inside = columns.iter().zip(&second).filter(|(_, inside)| **inside);
    let mut dates: Vec<_> = inside
        .flat_map(|(column, _)| column.dates.iter().copied())
        .collect();
    dates.sort_unstable();
    let unread = targets
        .iter()
        .filter(|id| {
            !site.is_ok(**id)
                && matches!(
                    site.reach[**id as usize],
                    Reach::Blocked(_) | Reach::Unproven(_) | Reach::NotVisited(_)
                )
        })
        .count();
    (dates, unread as u32)
}
