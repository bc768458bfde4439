//! The five parts of the disclosure column (国办公开办函〔2019〕61号): where their links lead and
//! what is there. Presence of a link says nothing; the target is looked at.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::columns::first_part;
use super::items::{own_links, steps_of};
use super::pages::Summary;
use super::pagination;
use super::{Assembler, StoredLink};
use crate::extract::pattern::regex;
use crate::extract::white_space::squeeze;
use crate::facts::{
    Column, Gate, GuideFacts, ItemsState, LinkKind, PageKind, Place, PortalKind, Reach, Section,
    SectionId, SectionState, UrlId,
};

/// Longest text of a link to a section.
const MAX_TEXT: usize = 60;

/// A link whose text names a section.
#[derive(Clone, Debug)]
pub(super) struct SectionLink {
    pub(super) id: SectionId,
    pub(super) target: UrlId,
    from: UrlId,
    /// Links from the home page to `from`.
    depth: u16,
    text: String,
}

impl SectionLink {
    /// Smaller is nearer to the home page.
    pub(super) fn nearness(&self) -> (u16, UrlId) {
        (self.depth, self.from)
    }
}

const ORDER: [SectionId; 5] = [
    SectionId::DisclosureGuide,
    SectionId::DisclosureRules,
    SectionId::StatutoryContent,
    SectionId::AnnualReport,
    SectionId::OnRequest,
];

/// Texts of links to the sections. Anchored at the end, so that 依申请公开情况分析 and the title of
/// one year's report are no links to a section.
static NAMES: LazyLock<[(SectionId, Regex); 5]> = LazyLock::new(|| {
    [
        (
            SectionId::DisclosureGuide,
            regex(r"^(?:\p{Han}{0,12})?(?:政府|政务)?信息公开(?:工作)?指南$|^公开指南$"),
        ),
        (
            SectionId::DisclosureRules,
            regex(
                r"^(?:\p{Han}{0,12})?(?:政府|政务)?信息公开(?:相关|工作)?(?:制度|规定|制度规定|法规制度)$|^公开制度$|^(?:政府|政务)公开制度$",
            ),
        ),
        (
            SectionId::StatutoryContent,
            regex(
                r"^法定主动公开(?:的)?(?:内容|目录|信息|事项)?$|^主动公开(?:的)?内容$|^政府信息法定主动公开内容$|^主动公开目录$|^政府信息公开目录$",
            ),
        ),
        (
            SectionId::AnnualReport,
            regex(
                r"^(?:政府|政务)?信息公开(?:工作)?(?:年报|年度报告|年度工作报告|工作年报)$|^公开年报$|^(?:政府)?信息公开工作年度报告$",
            ),
        ),
        (
            SectionId::OnRequest,
            regex(
                r"^(?:政府信息)?依申请公开(?:政府信息|申请|平台|系统|栏目|受理|服务|入口|专栏)?$|^(?:政府|政务)?信息(?:公开申请|依申请公开)$|^(?:我要|在线)?申请公开$",
            ),
        ),
    ]
});

/// Words that a page of the section shows in its title, name or breadcrumb.
const RELATED: [(SectionId, &[&str]); 5] = [
    (SectionId::DisclosureGuide, &["指南"]),
    (
        SectionId::DisclosureRules,
        &[
            "制度",
            "规定",
            "条例",
            "办法",
            "法规",
            "信息公开",
            "政务公开",
        ],
    ),
    (SectionId::StatutoryContent, &["公开", "目录"]),
    (
        SectionId::AnnualReport,
        &["年报", "年度报告", "报告", "信息公开"],
    ),
    (SectionId::OnRequest, &["申请"]),
];

static REPORT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"((?:20)\d{2})\s*年?(?:度)?.{0,40}?(?:信息公开|政务公开)(?:工作)?(?:的)?.{0,6}(?:年度|年)?(?:报告|年报)|(?:信息公开|政务公开)(?:工作)?(?:年报|年度报告|报告).{0,4}?[（(]?((?:20)\d{2})",
    )
});

/// A report of a department or a township, which a government's own list also carries:
/// 县教育局2025年政府信息公开工作年度报告 (fixtures/checks/missing_section/fail/report-of-a-department-only).
static OTHER_BODY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:局|委|委员会|厅|街道|街道办|办事处|中心|医院|学院|公司|集团|[镇乡](?:人民政府)?)(?:办公室)?(?:关于)?(?:20\d{2}|政府信息公开|政务公开|信息公开)",
    )
});

/// Section links of one page.
pub(super) fn links(page: UrlId, depth: u16, links: &[StoredLink]) -> Vec<SectionLink> {
    links
        .iter()
        .filter(|l| {
            l.kind == LinkKind::Anchor && l.text.len() <= 3 * MAX_TEXT && l.text.contains("公开")
        })
        .filter_map(|link| {
            let text = squeeze(&link.text);
            let text = text.trim_matches(['>', '【', '】', '[', ']', '·', '•', '»']);
            let (id, _) = NAMES.iter().find(|(_, name)| name.is_match(text))?;
            Some(SectionLink {
                id: *id,
                target: link.target,
                from: page,
                depth,
                text: text.to_owned(),
            })
        })
        .collect()
}

pub(super) fn sections(site: &Assembler, columns: &[Column]) -> Vec<Section> {
    ORDER.iter().map(|id| section(site, columns, *id)).collect()
}

/// The link nearest to the home page decides; among equals the one with content behind it.
fn section(site: &Assembler, columns: &[Column], id: SectionId) -> Section {
    let mut best: Option<((u16, u8, UrlId), &SectionLink, SectionState)> = None;
    let mut candidates: Vec<&SectionLink> = site
        .pages
        .section_links
        .values()
        .filter(|l| l.id == id)
        .collect();
    candidates.sort_by_key(|l| (l.nearness(), l.target));
    for link in candidates {
        if best.as_ref().is_some_and(|b| b.0.0 < link.depth) {
            continue;
        }
        let state = state(site, columns, link);
        let rank = (
            link.depth,
            u8::from(!matches!(state, SectionState::Content { .. })),
            link.target,
        );
        if best.as_ref().is_none_or(|b| rank < b.0) {
            best = Some((rank, link, state));
        }
    }
    match best {
        Some((_, link, state)) => Section {
            id,
            url: Some(site.url(link.target).to_owned()),
            link_text: link.text.clone(),
            found_on: Some(site.url(link.from).to_owned()),
            state,
            evidence: site.evidence(link.target, ""),
        },
        None => unlinked(site, id),
    }
}

fn unlinked(site: &Assembler, id: SectionId) -> Section {
    let home = super::home::home_id(site);
    let unsure = home.is_none_or(|home| {
        site.pages
            .get(home)
            .is_some_and(|p| matches!(p.gate, Gate::ScriptShell | Gate::CutShort))
    }) || site.seed.stopped_by.is_some()
        || disclosure_column_unread(site)
        || is_linked_by_another_name(site, id);
    Section {
        id,
        url: None,
        link_text: String::new(),
        found_on: None,
        state: if unsure {
            SectionState::NoLinkUnsure
        } else {
            SectionState::NoLink
        },
        evidence: home.map_or_else(Default::default, |home| site.evidence(home, "")),
    }
}

/// A page that bears the section's name is linked, though not by it: 网上提交 in the guide leads
/// to 依申请公开 (fixtures/checks/missing_section/review/on-request-by-another-name).
fn is_linked_by_another_name(site: &Assembler, id: SectionId) -> bool {
    let Some((_, name)) = NAMES.iter().find(|(section, _)| *section == id) else {
        return false;
    };
    let bears = |page: &Summary| {
        let title = squeeze(&page.title);
        name.is_match(first_part(&title)) || name.is_match(&squeeze(&page.heading))
    };
    site.pages
        .iter()
        .any(|(page, summary)| site.linked_from[page as usize] > 0 && bears(summary))
}

/// A page named 政府信息公开 could not be read, or is filled by scripts: its links are unknown.
fn disclosure_column_unread(site: &Assembler) -> bool {
    let in_menu = |page: &Summary| {
        page.listing.as_ref().is_some_and(|l| {
            l.menu_links.iter().any(|(id, text, _)| {
                text.contains("信息公开")
                    && matches!(
                        site.reach[*id as usize],
                        Reach::Blocked(_) | Reach::Unproven(_) | Reach::NotVisited(_)
                    )
            })
        })
    };
    let shell = |page: &Summary| page.gate == Gate::ScriptShell && page.title.contains("信息公开");
    site.pages
        .iter()
        .any(|(id, page)| shell(page) || (site.home.is_home(site.url(id)) && in_menu(page)))
}

fn state(site: &Assembler, columns: &[Column], link: &SectionLink) -> SectionState {
    let capture = &site.targets[link.target as usize];
    match &site.reach[link.target as usize] {
        Reach::Ok if !capture.in_scope => return SectionState::OutOfScope,
        Reach::Ok => {}
        Reach::Blocked(_) => return SectionState::Blocked,
        Reach::Transport(_) | Reach::Status(_) | Reach::SoftNotFound | Reach::RedirectHome => {
            return SectionState::Broken;
        }
        Reach::Unproven(_) | Reach::NotVisited(_) | Reach::BrokeOff | Reach::Unconfirmed => {
            return SectionState::Error;
        }
        Reach::MaybeNotFound | Reach::MaybeRedirectHome => return SectionState::Error,
    }
    let target = site.page_of(link.target);
    let Some(page) = site.pages.get(target) else {
        // A file: a guide or report may be a document to download.
        return SectionState::OutOfScope;
    };
    if site.home.is_home(site.url(target)) {
        return SectionState::WrongPage;
    }
    // All five as tabs of one page: only a browser can tell them apart.
    if target == site.page_of(link.from) {
        return SectionState::NoLinkUnsure;
    }
    if page.gate == Gate::ScriptShell {
        return SectionState::ScriptShell;
    }
    if page.gate == Gate::CutShort {
        return SectionState::Error;
    }
    if !is_related(page, link) {
        return SectionState::WrongPage;
    }
    content(site, columns, link.id, target, page)
}

fn is_related(page: &Summary, link: &SectionLink) -> bool {
    let words = RELATED
        .iter()
        .find(|(id, _)| *id == link.id)
        .map_or(&[][..], |(_, words)| words);
    let column = page
        .meta
        .as_deref()
        .and_then(|m| m.column_name.as_deref())
        .unwrap_or("");
    let last = page.crumbs.last().map_or("", |c| c.text.as_str());
    let article = page.kind == PageKind::Article;
    let names = [page.title.as_str(), page.heading.as_str(), column, last];
    // The column name and the breadcrumb of a misplaced news item name the column, not the page.
    let shown = if article { &names[..2] } else { &names[..] };
    shown
        .iter()
        .any(|name| words.iter().any(|w| name.contains(w)))
}

fn content(
    site: &Assembler,
    columns: &[Column],
    id: SectionId,
    target: UrlId,
    page: &Summary,
) -> SectionState {
    let below = below(site, columns, target);
    let items: u32 =
        below.iter().map(|c| c.item_count).sum::<u32>() + below.len().saturating_sub(1) as u32;
    // The menu of the five parts is on all their pages; a catalogue of other columns is content,
    // though it may stand on many pages too (fixtures/checks/missing_section/fail/only-the-menu-of-the-parts).
    let parts: BTreeSet<UrlId> = site
        .pages
        .section_links
        .keys()
        .map(|(_, target)| site.page_of(*target))
        .collect();
    // A breadcrumb in a region without a name is among the links of the content.
    let up: BTreeSet<UrlId> = steps_of(site, target).collect();
    let mut own: Vec<UrlId> = page
        .listing
        .iter()
        .flat_map(|l| &l.body_links)
        .filter(|id| !site.is_menu(**id))
        .map(|id| site.page_of(*id))
        .filter(|id| *id != target && !parts.contains(id) && !up.contains(id))
        .filter(|id| !site.home.is_home(site.url(*id)))
        .collect();
    own.sort_unstable();
    own.dedup();
    let items = items.max(own.len() as u32);
    let guide = match id {
        SectionId::DisclosureGuide => guide_of(site, target, page, &below),
        _ => None,
    };
    let how_to_apply = id == SectionId::OnRequest && tells_how(site, page, &below);
    let empty = items == 0 && page.main_chars < 60 && !how_to_apply;
    if empty
        || below
            .first()
            .is_some_and(|c| c.state == ItemsState::None && items == 0)
    {
        return SectionState::Empty;
    }
    SectionState::Content {
        guide,
        items,
        report_years: if id == SectionId::AnnualReport {
            report_years(site, target, page, &below)
        } else {
            Vec::new()
        },
        how_to_apply,
        chars: page.main_chars,
    }
}

/// The column at a page and all columns below it.
fn below<'a>(site: &Assembler, columns: &'a [Column], target: UrlId) -> Vec<&'a Column> {
    let url = site.url(target);
    let Some(root) = columns.iter().position(|c| c.url == url) else {
        return Vec::new();
    };
    let mut inside = BTreeSet::from([root]);
    // Parents stand before children.
    for (i, column) in columns.iter().enumerate().skip(root + 1) {
        if column.parent.is_some_and(|p| inside.contains(&p)) {
            inside.insert(i);
        }
    }
    inside.into_iter().map(|i| &columns[i]).collect()
}

/// The guide's own page, or a guide that it lists or links: the one that names most, since a page
/// on how to apply has some of it too (fixtures/checks/missing_section/{fail,pass}/guide-beside-a-menu,
/// pass/guide-among-others).
fn guide_of(
    site: &Assembler,
    target: UrlId,
    page: &Summary,
    below: &[&Column],
) -> Option<GuideFacts> {
    let listed = below
        .iter()
        .flat_map(|c| &c.newest)
        .filter_map(|item| site.id_of(&item.url));
    let linked = own_links(site, target);
    let articles = listed
        .chain(linked)
        .filter_map(|id| site.pages.get(site.page_of(id)))
        .filter(|p| p.kind == PageKind::Article && p.heading.contains("指南"));
    std::iter::once(page)
        .chain(articles)
        .filter_map(|p| p.guide.as_deref())
        .max_by_key(|guide| named(guide))
        .cloned()
}

/// How many of the five elements a guide names.
fn named(guide: &GuideFacts) -> usize {
    let elements = [
        &guide.unit,
        &guide.address,
        &guide.hours,
        &guide.phone,
        &guide.how_to_apply,
    ];
    elements.into_iter().flatten().count()
}

fn tells_how(site: &Assembler, page: &Summary, below: &[&Column]) -> bool {
    let of = |page: &Summary| {
        page.guide
            .as_deref()
            .is_some_and(|g| g.how_to_apply.is_some())
            || page.listing.as_deref().is_some_and(|l| l.has_form)
    };
    let items = below
        .iter()
        .flat_map(|c| &c.newest)
        .filter_map(|i| site.id_of(&i.url));
    let columns = below.iter().filter_map(|c| site.id_of(&c.url));
    of(page)
        || items
            .chain(columns)
            .filter_map(|id| site.pages.get(site.page_of(id)))
            .any(of)
}

/// Pages 2, 3… of these pages: newer reports of departments may fill the first
/// (fixtures/checks/missing_section/pass/own-report-on-the-second-page).
fn further_pages(site: &Assembler, first: &BTreeSet<UrlId>) -> Vec<UrlId> {
    let continues = |id: &UrlId| {
        pagination::first_page(site.url(*id)).is_some_and(|(bases, _)| {
            let known = bases.iter().filter_map(|base| site.id_of(base));
            known
                .map(|id| site.page_of(id))
                .any(|id| first.contains(&id))
        })
    };
    site.pages
        .iter()
        .map(|(id, _)| id)
        .filter(continues)
        .collect()
}

/// Years of the disclosure reports below a section: reports on the website, on the rule of law
/// and other yearly reports are none.
fn report_years(site: &Assembler, target: UrlId, page: &Summary, below: &[&Column]) -> Vec<i16> {
    let mut years = BTreeSet::new();
    let portal = super::home::portal(site);
    // An administrative committee ends like a department.
    let body = super::home::body_name(&portal.name);
    let is_own = |title: &str| {
        portal.kind != PortalKind::Government
            || !OTHER_BODY.is_match(title)
            || (!body.is_empty() && title.contains(&body))
    };
    let mut add = |title: &str| {
        let title = squeeze(title);
        if let Some(found) = REPORT.captures(&title).filter(|_| is_own(&title)) {
            let year: Option<i16> = found
                .get(1)
                .or(found.get(2))
                .and_then(|m| m.as_str().parse().ok());
            years.extend(year);
        }
    };
    add(&page.heading);
    let mut inside: BTreeSet<UrlId> = std::iter::once(target)
        .chain(below.iter().filter_map(|c| site.id_of(&c.url)))
        .collect();
    inside.extend(further_pages(site, &inside));
    for id in &inside {
        let Some(listing) = site.pages.get(*id).and_then(|p| p.listing.as_deref()) else {
            continue;
        };
        listing
            .lists
            .iter()
            .filter(|l| l.place == Place::Body)
            .flat_map(|l| &l.items)
            .for_each(|i| add(&i.title));
        for link in &listing.body_links {
            // A report may be a page with a title and a file, which reads like no article
            // (fixtures/checks/missing_section/pass/report-page-with-a-file-only).
            let target = site.page_of(*link);
            let report = site.pages.get(target);
            if let Some(report) =
                report.filter(|p| p.kind != PageKind::List && !inside.contains(&target))
            {
                add(&report.heading);
            }
        }
    }
    below
        .iter()
        .for_each(|c| c.newest.iter().for_each(|i| add(&i.title)));
    years.into_iter().collect()
}
