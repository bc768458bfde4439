//! Summaries of all pages that were read, and what can be said of them only together: which pages
//! are twins, which links are menus, which blocks stand on every page.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::Date;

use super::StoredLink;
use super::menus::{Menus, hash_of};
use super::sections::SectionLink;
use super::target::Target;
use crate::extract::white_space::squeeze;
use crate::facts::{
    Attachment, Crumb, DataColumn, DateSource, Document, Gate, GuideFacts, Item, LinkKind,
    MetaTags, PageFacts, PageKind, Place, RepealMention, SectionId, UrlId,
};

/// Body links kept of a page that is no article.
const MAX_BODY_LINKS: usize = 400;

/// Links kept of the page 网站地图.
const MAX_SITE_MAP: usize = 2000;

/// A block of the same rows on this many pages is part of the template, not of any of them.
const TEMPLATE_PAGES: u32 = 3;

/// One page in so many: what they share is the template's.
const EVERYWHERE: u32 = 10;

/// What is kept of one page.
#[derive(Debug)]
pub(super) struct Summary {
    pub(super) kind: PageKind,
    pub(super) gate: Gate,
    /// Empty for an article whose heading begins it.
    pub(super) title: String,
    pub(super) heading: String,
    /// Only for pages that are no articles.
    pub(super) meta: Option<Box<Tags>>,
    pub(super) crumbs: Rc<[Crumb]>,
    /// Date of publication that the page itself shows.
    pub(super) published: Option<(Date, DateSource)>,
    pub(super) document: Option<Box<Document>>,
    pub(super) declared: Option<Box<Declared>>,
    pub(super) guide: Option<Box<GuideFacts>>,
    pub(super) main_chars: u32,
    /// The column that an answer to a script's request belongs to.
    pub(super) data_column: Option<Box<DataColumn>>,
    /// Its scripts ask for data or render templates.
    script_filled: bool,
    /// Only for pages that are no articles.
    pub(super) listing: Option<Box<Listing>>,
}

/// What is kept of a page's official tags.
#[derive(Debug)]
pub(super) struct Tags {
    pub(super) site_name: Option<Rc<str>>,
    pub(super) column_name: Option<Box<str>>,
    pub(super) column_type: Option<Rc<str>>,
    /// It has an ArticleTitle.
    pub(super) is_titled: bool,
}

/// What is kept of the repeals that a page declares.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) repeals: Vec<RepealMention>,
    /// Name of the attachment that holds the list.
    pub(super) attachment: Option<String>,
}

impl Summary {
    /// Lists without any date.
    pub(super) fn undated_lists(&self) -> impl Iterator<Item = &Rows> {
        let lists = self.listing.as_deref().map_or(&[][..], |l| &l.lists[..]);
        lists.iter().filter(|rows| rows.dated() == 0)
    }
}

/// What is kept of a page that is no article.
#[derive(Debug)]
pub(super) struct Listing {
    pub(super) lists: Vec<Rows>,
    pub(super) body_links: Box<[UrlId]>,
    /// Targets of all links, with their text and place; of the home page only.
    pub(super) menu_links: Vec<(UrlId, String, Place)>,
    /// What the page 网站地图 names, with the text of the link.
    pub(super) site_map: Vec<(UrlId, String)>,
    pub(super) body_images: Box<[UrlId]>,
    pub(super) frames: Box<[UrlId]>,
    /// Requests by which scripts fill it.
    pub(super) data: Box<[UrlId]>,
    /// Further pages that only a pager's script names.
    pub(super) pager: Box<[UrlId]>,
    pub(super) remark: Option<String>,
    pub(super) has_form: bool,
    pub(super) blocks: Vec<String>,
}

/// One row: an [`Item`] without what only the page's own facts need.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) title: Box<str>,
    pub(super) url: Box<str>,
    /// A day that has not come is when something closes.
    pub(super) date: Option<Date>,
    pub(super) month_day: Option<(i8, i8)>,
    /// The list states a month without a day.
    pub(super) has_month: bool,
}

impl Row {
    /// Date, or part of one, beside it in the list.
    pub(super) fn is_dated(&self) -> bool {
        self.date.is_some() || self.month_day.is_some() || self.has_month
    }
}

impl From<Item> for Row {
    fn from(item: Item) -> Self {
        Self {
            title: item.title.into(),
            url: item.url.into(),
            date: item.date.map(|found| found.date).or(item.later),
            month_day: item.month_day,
            has_month: item.month.is_some(),
        }
    }
}

/// One group of rows.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) items: Vec<Row>,
    pub(super) place: Place,
    pub(super) heading: String,
    pub(super) more_url: Option<String>,
    signature: u64,
}

impl Rows {
    /// The same rows in any order have the same signature.
    pub(super) fn signature(&self) -> u64 {
        self.signature
    }

    /// Rows with a date or a month and day.
    pub(super) fn dated(&self) -> usize {
        self.items.iter().filter(|row| row.is_dated()).count()
    }
}

/// All pages.
#[derive(Debug, Default)]
pub(super) struct Pages {
    by_id: BTreeMap<UrlId, Box<Summary>>,
    /// Texts of tags that pages share.
    words: BTreeSet<Rc<str>>,
    /// Breadcrumbs seen so far: the articles of a column share theirs.
    trails: BTreeSet<Rc<[Crumb]>>,
    twins: BTreeMap<UrlId, UrlId>,
    /// Lists that several pages have, with their number.
    template_rows: BTreeMap<u64, u32>,
    pub(super) menus: Menus,
    /// Lines that several pages have, with their number.
    template_blocks: BTreeMap<String, u32>,
    /// Frames that several pages show, and data that the scripts of several pages ask for.
    template_frames: BTreeSet<UrlId>,
    menu: BTreeSet<UrlId>,
    /// All days of publication of pages that name different ones.
    pub(super) days: BTreeMap<UrlId, Box<[(Date, DateSource)]>>,
    /// Attachments of document pages.
    pub(super) files: BTreeMap<UrlId, Vec<Attachment>>,
    /// Pages whose scripts ask for data.
    script_filled: u32,
    /// The link nearest to the home page for each section and target: menus repeat them.
    pub(super) section_links: BTreeMap<(SectionId, UrlId), SectionLink>,
}

impl Pages {
    pub(super) fn add(
        &mut self,
        (id, depth): (UrlId, u16),
        mut facts: PageFacts,
        links: &[StoredLink],
        is_home: bool,
    ) {
        for link in super::sections::links(id, depth, links) {
            let known = self.section_links.entry((link.id, link.target));
            known
                .and_modify(|best| {
                    if link.nearness() < best.nearness() {
                        best.clone_from(&link);
                    }
                })
                .or_insert(link);
        }
        let mut shown = facts
            .published
            .iter()
            .filter(|d| d.source != DateSource::Url);
        let published = shown.next().map(|d| (d.date, d.source));
        if !facts.date_conflicts().is_empty() {
            let days = facts.published.iter().map(|d| (d.date, d.source));
            self.days.insert(id, days.collect());
        }
        if facts.document.is_some() && !facts.attachments.is_empty() {
            self.files
                .insert(id, std::mem::take(&mut facts.attachments));
        }
        let is_article = facts.kind == PageKind::Article && !is_home;
        let listing = (!is_article
            || facts.meta.article_title.is_none() && facts.published.is_empty())
        .then(|| Box::new(listing(&mut facts, links, is_home)));
        let summary = Summary {
            kind: facts.kind,
            gate: facts.gate,
            // An article's title is mostly its heading with the names of column and site.
            title: match listing.is_none() && begins(&facts.title, &facts.heading) {
                true => String::new(),
                false => facts.title,
            },
            heading: facts.heading,
            meta: (listing.is_some() && facts.meta != MetaTags::default())
                .then(|| Box::new(self.tags(facts.meta))),
            crumbs: self.trail(facts.breadcrumb, listing.is_none()),
            published,
            document: facts.document.map(Box::new),
            declared: (!facts.repeals.is_empty() || facts.repeal_attachment.is_some()).then(|| {
                Box::new(Declared {
                    repeals: facts.repeals,
                    attachment: facts.repeal_attachment,
                })
            }),
            guide: facts.guide.map(Box::new),
            main_chars: facts.main_chars,
            data_column: facts.data_column.map(Box::new),
            script_filled: facts.script_filled,
            listing,
        };
        self.script_filled += u32::from(summary.script_filled);
        self.by_id.insert(id, Box::new(summary));
    }

    fn tags(&mut self, meta: MetaTags) -> Tags {
        let mut shared = |text: Option<String>| {
            let text = text?;
            if let Some(known) = self.words.get(text.as_str()) {
                return Some(Rc::clone(known));
            }
            let text: Rc<str> = text.into();
            self.words.insert(Rc::clone(&text));
            Some(text)
        };
        Tags {
            site_name: shared(meta.site_name),
            column_type: shared(meta.column_type),
            column_name: meta.column_name.map(String::into_boxed_str),
            is_titled: meta.article_title.is_some(),
        }
    }

    /// The breadcrumb, kept once for all pages that have the same. The last step of an article is
    /// the article itself.
    fn trail(&mut self, mut crumbs: Vec<Crumb>, ends_with_itself: bool) -> Rc<[Crumb]> {
        if ends_with_itself && let Some(last) = crumbs.last_mut().filter(|c| c.url.is_none()) {
            last.text.clear();
        }
        if let Some(known) = self.trails.get(crumbs.as_slice()) {
            return Rc::clone(known);
        }
        let trail: Rc<[Crumb]> = crumbs.into();
        self.trails.insert(Rc::clone(&trail));
        trail
    }

    /// Finds twins, template blocks and menu targets once all pages are in.
    pub(super) fn settle(&mut self, targets: &[Target], linked_from: &[u32]) {
        self.twins = twins(&self.by_id, targets);
        let mut rows: BTreeMap<u64, u32> = BTreeMap::new();
        let mut blocks: BTreeMap<&str, u32> = BTreeMap::new();
        let mut frames: BTreeMap<UrlId, u32> = BTreeMap::new();
        let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (id, page) in &self.by_id {
            let Some(listing) = &page.listing else {
                continue;
            };
            // The months of one calendar share their text and are no template
            // (fixtures/checks/empty_column/na/months-of-one-calendar).
            let path = targets[*id as usize].url.split('?').next().unwrap_or("");
            if self.twins.contains_key(id) || !seen.insert((path, page.title.as_str())) {
                continue;
            }
            let signatures: BTreeSet<u64> = listing.lists.iter().map(|l| l.signature).collect();
            for signature in signatures {
                *rows.entry(signature).or_default() += 1;
            }
            let lines: BTreeSet<&str> = listing.blocks.iter().map(String::as_str).collect();
            for line in lines {
                *blocks.entry(line).or_default() += 1;
            }
            let shown = listing.frames.iter().chain(&listing.data);
            for frame in shown.collect::<BTreeSet<_>>() {
                *frames.entry(*frame).or_default() += 1;
            }
        }
        self.template_frames = frames
            .into_iter()
            .filter(|(_, n)| *n >= TEMPLATE_PAGES)
            .map(|(frame, _)| frame)
            .collect();
        self.template_rows = rows
            .into_iter()
            .filter(|(_, n)| *n >= TEMPLATE_PAGES)
            .collect();
        self.template_blocks = blocks
            .into_iter()
            .filter(|(_, n)| *n >= TEMPLATE_PAGES)
            .map(|(s, n)| (s.to_owned(), n))
            .collect();
        let firsts = self
            .by_id
            .iter()
            .filter(|(id, _)| !self.twins.contains_key(id));
        self.menus = Menus::of(firsts.map(|(_, page)| page.as_ref()));
        // On small sites half the pages is too few to tell a menu from a popular item.
        let often = (self.len() / 2).max(4);
        self.menu = (0..linked_from.len() as u32)
            .filter(|&id| linked_from[id as usize] >= often)
            .collect();
    }

    /// What such a page shows is not the portal's; what is wrong with it otherwise goes before.
    pub(super) fn set_other_site(&mut self, id: UrlId) {
        let page = self.by_id.get_mut(&id);
        if let Some(page) = page.filter(|p| matches!(p.gate, Gate::Content | Gate::ScriptShell)) {
            page.gate = Gate::OtherSite;
        }
    }

    pub(super) fn get(&self, id: UrlId) -> Option<&Summary> {
        self.by_id.get(&id).map(Box::as_ref)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (UrlId, &Summary)> {
        self.by_id.iter().map(|(id, page)| (*id, page.as_ref()))
    }

    pub(super) fn len(&self) -> u32 {
        self.by_id.len() as u32
    }

    pub(super) fn twin(&self, id: UrlId) -> UrlId {
        self.twins.get(&id).copied().unwrap_or(id)
    }

    pub(super) fn is_twin(&self, id: UrlId) -> bool {
        self.twins.contains_key(&id)
    }

    /// Most pages link to it.
    pub(super) fn is_named_everywhere(&self, id: UrlId) -> bool {
        self.menu.contains(&id)
    }

    /// Scripts of this page ask for data or render templates, and those of most pages do not: a
    /// hit counter in the site's template says nothing about this page.
    pub(super) fn is_filled_by_script(&self, page: &Summary) -> bool {
        page.script_filled && self.script_filled * 2 <= self.len()
    }

    pub(super) fn is_template(&self, rows: &Rows) -> bool {
        self.template_rows.contains_key(&rows.signature)
    }

    /// A list that so many pages have that it can only be of the template.
    pub(super) fn is_listed_everywhere(&self, rows: &Rows) -> bool {
        let pages = self.template_rows.get(&rows.signature).copied();
        pages.is_some_and(|pages| self.is_everywhere_on(pages))
    }

    fn is_everywhere_on(&self, pages: u32) -> bool {
        pages >= 2 * TEMPLATE_PAGES && pages * EVERYWHERE >= self.len()
    }

    /// A line that so many pages have that it can only be of the template.
    pub(super) fn is_everywhere(&self, line: &str) -> bool {
        let pages = self.template_blocks.get(line).copied();
        pages.is_some_and(|pages| self.is_everywhere_on(pages))
    }

    /// Frames that may hold the page's own list. The weather in the header of every page is none,
    /// unless nobody can tell what its scripts would write
    /// (fixtures/checks/empty_column/fail/weather-frame-on-every-page).
    pub(super) fn own_frames(&self, page: &Summary) -> impl Iterator<Item = UrlId> {
        let frames = page.listing.iter().flat_map(|l| l.frames.iter().copied());
        frames.filter(|id| {
            let is_shell = || self.get(*id).is_some_and(|f| f.gate == Gate::ScriptShell);
            !self.template_frames.contains(id) || is_shell()
        })
    }

    /// Requests for the page's own list; what the scripts of several pages ask for (the weather, the
    /// newest items of the portal) is none.
    pub(super) fn own_data(&self, page: &Summary) -> impl Iterator<Item = UrlId> {
        let data = page.listing.iter().flat_map(|l| l.data.iter().copied());
        data.filter(|id| !self.template_frames.contains(id))
    }

    pub(super) fn is_template_block(&self, line: &str) -> bool {
        self.template_blocks.contains_key(line)
    }
}

fn begins(title: &str, heading: &str) -> bool {
    !heading.is_empty() && title.starts_with(heading)
}

fn listing(facts: &mut PageFacts, links: &[StoredLink], is_home: bool) -> Listing {
    let of = |is_one: &dyn Fn(&StoredLink) -> bool| -> Box<[UrlId]> {
        let ones = links.iter().filter(|link| is_one(link));
        ones.map(|link| link.target).take(MAX_BODY_LINKS).collect()
    };
    let in_body = |link: &StoredLink| link.place == Place::Body;
    let heading = squeeze(&facts.heading);
    let is_site_map = ["网站地图", "站点地图"]
        .iter()
        .any(|name| facts.title.contains(name) || heading.contains(name));
    // A heading drawn as an image is no picture of the content
    // (fixtures/checks/empty_column/fail/menu-without-the-page-itself).
    let is_heading = |text: &str| !text.is_empty() && squeeze(text) == heading;
    Listing {
        lists: std::mem::take(&mut facts.lists)
            .into_iter()
            .map(rows)
            .collect(),
        body_links: of(&|l| matches!(l.kind, LinkKind::Anchor | LinkKind::Embed) && in_body(l)),
        menu_links: links
            .iter()
            .filter(|l| is_home && l.kind == LinkKind::Anchor)
            .take(MAX_BODY_LINKS)
            .map(|l| (l.target, l.text.clone(), l.place))
            .collect(),
        site_map: links
            .iter()
            .filter(|l| is_site_map && l.kind == LinkKind::Anchor && in_body(l))
            .take(MAX_SITE_MAP)
            .map(|l| (l.target, l.text.clone()))
            .collect(),
        body_images: of(&|l| l.kind == LinkKind::Image && in_body(l) && !is_heading(&l.text)),
        frames: of(&|l| l.kind == LinkKind::Frame && l.place != Place::Footer),
        data: of(&|l| l.kind == LinkKind::Data),
        pager: of(&|l| l.kind == LinkKind::Pager),
        remark: facts.remark.take(),
        has_form: facts.has_form,
        blocks: std::mem::take(&mut facts.blocks),
    }
}

fn rows(list: crate::facts::ItemList) -> Rows {
    let mut urls: Vec<&str> = list.items.iter().map(|i| i.url.as_str()).collect();
    urls.sort_unstable();
    urls.dedup();
    let signature = hash_of(urls.into_iter());
    Rows {
        items: list.items.into_iter().map(Row::from).collect(),
        place: list.place,
        heading: list.heading,
        more_url: list.more_url,
        signature,
    }
}

/// `/a/` and `/a/index.html`: pages with the same bytes whose URLs differ by the name of the index
/// file only. The shorter URL stands for both.
fn twins(pages: &BTreeMap<UrlId, Box<Summary>>, targets: &[Target]) -> BTreeMap<UrlId, UrlId> {
    let mut first: BTreeMap<(&str, [u8; 32]), UrlId> = BTreeMap::new();
    let mut out = BTreeMap::new();
    let mut ids: Vec<UrlId> = pages.keys().copied().collect();
    ids.sort_by_key(|id| (targets[*id as usize].url.len(), *id));
    for id in ids {
        let capture = &targets[id as usize];
        let Some(hash) = capture.sha256() else {
            continue;
        };
        let url = capture
            .url
            .split_once("://")
            .map_or(capture.url.as_str(), |(_, rest)| rest);
        match first.get(&(index_folder(url), hash)) {
            Some(shorter) => {
                out.insert(id, *shorter);
            }
            None => {
                first.insert((index_folder(url), hash), id);
            }
        }
    }
    out
}

/// The folder of an index page, else the URL itself.
fn index_folder(url: &str) -> &str {
    match url.rsplit_once('/') {
        Some((folder, file))
            if file.is_empty() || file.starts_with("index.") || file.starts_with("default.") =>
        {
            folder
        }
        _ => url,
    }
}
