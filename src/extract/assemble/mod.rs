//! Puts the pages of one crawl together into a [`Site`].
//!
//! Pages come one by one and only a summary of each is kept; what needs several pages (which
//! links are menus, which list is the column's, where an item's date stands) is decided in
//! [`Assembler::finish`]. Judging is left to the checks.

mod class;
mod column_tree;
mod columns;
mod content;
mod coverage;
mod date_conflicts;
mod evidence;
mod files;
mod filled;
mod home;
mod interaction;
mod interpretations;
mod items;
mod menus;
mod other_site;
mod pages;
mod pagination;
mod reach;
mod repealed;
mod sections;
mod target;
mod titles;

use jiff::civil::Date;

use crate::facts::{
    Capture, Class, LinkKind, LinkTarget, NotFoundProbe, PageFacts, Place, PlaceOfLink, Reach,
    Role, Site, UnverifiedHost, UrlId,
};
use other_site::SiteCodes;
use pages::Pages;
use target::Target;

/// Places kept of one bad link.
const MAX_PLACES: usize = 20;

/// One link as stored: target by number.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredLink {
    /// Target.
    pub target: UrlId,
    /// Text of the link.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// How it is named.
    pub kind: LinkKind,
}

/// What is known before the pages are read.
#[derive(Clone, Debug)]
pub struct AssemblySeed {
    /// Canonical URL of the home page as the user gave it.
    pub portal_url: String,
    /// Day on which the inspection started, China time.
    pub inspected_on: Date,
    /// What ended the crawl early.
    pub stopped_by: Option<String>,
    /// How the hosts of the portal say "not found".
    pub not_found: Vec<NotFoundProbe>,
}

/// The URLs under which the home page answers.
#[derive(Debug, Default)]
struct Home {
    urls: Vec<String>,
}

impl Home {
    fn is_home(&self, url: &str) -> bool {
        self.urls.iter().any(|u| u == url)
    }
}

/// Where a target stands, for targets that are not simply fine.
#[derive(Clone, Debug, Default)]
struct Places {
    seen: Vec<PlaceOfLink>,
    count: u32,
}

/// Collects pages one by one and makes a [`Site`] of them. Memory grows with the number of URLs,
/// not with the size of pages.
#[derive(Debug)]
pub struct Assembler {
    seed: AssemblySeed,
    targets: Vec<Target>,
    reach: Vec<Reach>,
    unverified_hosts: Vec<UnverifiedHost>,
    home: Home,
    /// Ids of captures in order of their URL, for look-up.
    by_url: Vec<UrlId>,
    /// Pages that link to each capture, each page counted once.
    linked_from: Vec<u32>,
    /// Only for captures whose reach is not `Ok`.
    places: std::collections::BTreeMap<UrlId, Places>,
    /// Known from [`Assembler::finish`] on.
    parents: std::collections::BTreeSet<UrlId>,
    pages: Pages,
    site_codes: SiteCodes,
    /// Guides, messages, consultations and interpretations of the pages that have any.
    interactions: std::collections::BTreeMap<UrlId, interaction::Interaction>,
}

impl Assembler {
    /// `captures` in order of their ids, without gaps.
    pub fn new(seed: AssemblySeed, captures: Vec<Capture>) -> Self {
        let mut by_url: Vec<UrlId> = captures.iter().map(|c| c.id).collect();
        by_url.sort_by(|a, b| captures[*a as usize].url.cmp(&captures[*b as usize].url));
        let home = home_urls(&seed, &captures, &by_url);
        let reach: Vec<Reach> = captures
            .iter()
            .map(|c| reach::reach(c, &home, &seed.not_found))
            .collect();
        let unverified_hosts = coverage::unverified_hosts(&captures);
        let targets: Vec<Target> = captures
            .into_iter()
            .zip(&reach)
            .map(|(capture, reach)| Target::of(capture, *reach == Reach::Ok))
            .collect();
        Self {
            linked_from: vec![0; targets.len()],
            places: std::collections::BTreeMap::new(),
            parents: std::collections::BTreeSet::new(),
            pages: Pages::default(),
            site_codes: SiteCodes::default(),
            interactions: std::collections::BTreeMap::new(),
            seed,
            targets,
            reach,
            home,
            by_url,
            unverified_hosts,
        }
    }

    /// Adds the facts of the page captured under `id`. Call in ascending order of ids.
    pub fn page(&mut self, id: UrlId, mut facts: PageFacts, links: Vec<StoredLink>) {
        if self.reach.get(id as usize) != Some(&Reach::Ok) {
            return;
        }
        let mut targets: Vec<UrlId> = Vec::with_capacity(links.len());
        for link in links.iter().filter(|l| !l.kind.is_guess()) {
            targets.push(link.target);
            if self.reach[link.target as usize] != Reach::Ok {
                self.add_place(id, link);
            }
        }
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            self.linked_from[target as usize] += 1;
        }
        let is_home = self.home.is_home(&self.targets[id as usize].url);
        let target = &self.targets[id as usize];
        if target.in_scope {
            let answered = target.answered_by().unwrap_or(&target.url);
            let hosts = [self.seed.portal_url.as_str(), answered];
            self.site_codes.add(id, &facts, hosts, is_home);
        }
        let depth = target.depth;
        let own = interaction::Interaction::take(&mut facts, &|url| self.id_of(url));
        self.interactions.extend(own.map(|own| (id, own)));
        self.pages.add((id, depth), facts, &links, is_home);
    }

    /// Pages through which the breadcrumbs of others lead that are no articles. The last step is the
    /// page itself, or the column whose second page it is.
    fn parents(&self) -> std::collections::BTreeSet<UrlId> {
        let is_article = |page: &pages::Summary| page.kind == crate::facts::PageKind::Article;
        let others = self.pages.iter().filter(|(_, page)| !is_article(page));
        let steps = others.flat_map(|(_, page)| page.crumbs.split_last().map_or(&[][..], |c| c.1));
        steps
            .filter_map(|step| Some(self.page_of(self.id_of(step.url.as_deref()?)?)))
            .collect()
    }

    /// Whether a day had come when the site was inspected; what is dated later is when something
    /// closes, or a slip.
    fn has_come(&self, day: Date) -> bool {
        day <= self.seed.inspected_on
    }

    fn has_pages_below(&self, id: UrlId) -> bool {
        self.parents.contains(&id)
    }

    fn add_place(&mut self, page: UrlId, link: &StoredLink) {
        let places = self.places.entry(link.target).or_default();
        places.count += 1;
        if places.seen.len() < MAX_PLACES {
            places.seen.push(PlaceOfLink {
                url: self.targets[page as usize].url.clone(),
                text: link.text.clone(),
                place: link.place,
            });
        }
    }

    /// The site.
    pub fn finish(mut self) -> Site {
        self.pages.settle(&self.targets, &self.linked_from);
        for id in self.site_codes.of_other_sites() {
            self.pages.set_other_site(id);
        }
        self.parents = self.parents();
        let columns = columns::columns(&self);
        let home = home::home(&self, &columns);
        let portal = home::portal(&self);
        let sections = sections::sections(&self, &columns);
        let documents = repealed::documents(&self);
        let (repealed, unread_repeal_lists) = repealed::repealed(&self);
        let (interpretations, uninterpreted) = interpretations::interpretations(&self);
        let guides = interaction::guides(&self);
        let messages = interaction::messages(&self);
        let consultations = interaction::consultations(&self);
        let coverage = coverage::coverage(&self);
        let date_conflicts = date_conflicts::date_conflicts(&self);
        let files = files::files(&self);
        let links = self.link_targets();
        Site {
            portal,
            inspected_on: self.seed.inspected_on,
            home,
            columns,
            sections,
            documents,
            repealed,
            unread_repeal_lists,
            date_conflicts,
            files,
            guides,
            messages,
            consultations,
            interpretations,
            uninterpreted,
            links,
            coverage,
        }
    }

    /// Every linked URL but scripts and styles, which the rule does not name. What only a guess
    /// names (pager script, sitemap) is no link.
    fn link_targets(&mut self) -> Vec<LinkTarget> {
        let mut order = std::mem::take(&mut self.by_url);
        order.retain(|&id| {
            let role = self.targets[id as usize].role;
            self.linked_from[id as usize] > 0 && !matches!(role, Role::Script | Role::Style)
        });
        order
            .into_iter()
            .map(|id| {
                let places = self.places.remove(&id).unwrap_or_default();
                // Nothing is asked of the assembler after its links.
                let target = &mut self.targets[id as usize];
                LinkTarget {
                    role: target.role,
                    in_scope: target.in_scope,
                    reach: self.reach[id as usize].clone(),
                    places: places.seen,
                    place_count: places.count,
                    evidence: target
                        .bad_looks()
                        .map(|l| evidence::of_look(l, ""))
                        .collect(),
                    url: std::mem::take(&mut target.url),
                }
            })
            .collect()
    }

    fn id_of(&self, url: &str) -> Option<UrlId> {
        let of = |id: &UrlId| self.targets[*id as usize].url.as_str().cmp(url);
        let at = self.by_url.binary_search_by(of).ok()?;
        Some(self.by_url[at])
    }

    fn url(&self, id: UrlId) -> &str {
        &self.targets[id as usize].url
    }

    fn is_ok(&self, id: UrlId) -> bool {
        self.reach[id as usize] == Reach::Ok
    }

    /// A page that most pages link to and that is no article: an article is named so often by a
    /// block 最新发布 that stands on every page, and is an item all the same.
    fn is_menu(&self, id: UrlId) -> bool {
        let page = self.pages.get(self.page_of(id));
        self.pages.is_named_everywhere(id)
            && page.is_none_or(|page| page.kind != crate::facts::PageKind::Article)
    }

    /// A link 返回首页 by another address, such as `/index.jsp`.
    fn leads_home(&self, id: UrlId) -> bool {
        let answered = self.targets[id as usize].answered_by();
        answered.is_some_and(|url| self.home.is_home(url))
    }

    /// The page that answers for a URL: itself, the page it redirects to, or the twin that is
    /// the same page under a shorter URL.
    fn page_of(&self, id: UrlId) -> UrlId {
        let mut page = id;
        if self.pages.get(id).is_none()
            && let Some(url) = self.targets[id as usize].answered_by()
            && let Some(target) = self.id_of(url)
        {
            page = target;
        }
        self.pages.twin(page)
    }
}

fn find(captures: &[Capture], by_url: &[UrlId], url: &str) -> Option<UrlId> {
    let at = by_url
        .binary_search_by(|id| captures[*id as usize].url.as_str().cmp(url))
        .ok()?;
    Some(by_url[at])
}

/// The seed, where it leads, and every page of the portal with the same bytes.
fn home_urls(seed: &AssemblySeed, captures: &[Capture], by_url: &[UrlId]) -> Home {
    let Some(id) = find(captures, by_url, &seed.portal_url) else {
        return Home {
            urls: vec![seed.portal_url.clone()],
        };
    };
    let mut urls = vec![seed.portal_url.clone()];
    let Some(look) = captures[id as usize].looks.last() else {
        return Home { urls };
    };
    urls.push(look.final_url.clone());
    if look.sha256.is_some() {
        let same = |c: &&Capture| {
            c.in_scope
                && c.looks
                    .last()
                    .is_some_and(|l| l.sha256 == look.sha256 && l.hops.is_empty())
        };
        urls.extend(captures.iter().filter(same).map(|c| c.url.clone()));
    }
    urls.sort();
    urls.dedup();
    Home { urls }
}

/// A target linked from this many pages stands in the template.
fn pages_seen_often(site: &Assembler) -> u32 {
    (site.pages.len() / 2).max(4)
}
