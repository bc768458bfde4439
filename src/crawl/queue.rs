//! How a URL is named by a page, and which queue that puts it into.

use url::Url;

use crate::facts::{Link, Place, Role};

/// Order of the queues inside a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Queue {
    /// The home page.
    Home,
    /// Columns and what looks like a list.
    Column,
    /// Any other page.
    Item,
    /// Files, images, scripts, styles.
    Asset,
    /// Links out of the portal.
    Outside,
}

impl Queue {
    /// The queue with this rank.
    pub fn from_rank(rank: u8) -> Self {
        [Self::Home, Self::Column, Self::Item, Self::Asset]
            .into_iter()
            .find(|q| *q as u8 == rank)
            .unwrap_or(Self::Outside)
    }
}

/// How a URL came to be known.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    /// What is expected there.
    pub role: Role,
    /// Depth of the page that names it, plus one.
    pub depth: u16,
    /// Nobody really links to it.
    pub guessed: bool,
    /// Named as navigation or as a pager.
    pub navigation: bool,
}

impl Naming {
    /// As a link of a page at `depth` names it.
    pub fn link(link: &Link, depth: u16) -> Self {
        Self {
            role: link.role,
            depth: match link.kind.is_guess() {
                // Pages of one list are equally far from the home page.
                true => depth.max(1),
                false => depth.saturating_add(1),
            },
            guessed: link.kind.is_guess(),
            navigation: link.place == Place::Navigation || link.kind.is_guess(),
        }
    }
}

/// Whether `url` is http or https.
pub fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.host().is_some()
}

/// Whether a role is that of a page.
pub fn is_page(role: Role) -> bool {
    matches!(role, Role::Page | Role::Frame | Role::Data)
}

/// The queue of a URL that is new to the crawl.
pub fn queue_for(url: &Url, in_scope: bool, naming: Naming) -> Queue {
    match (in_scope, is_page(naming.role)) {
        (false, _) => Queue::Outside,
        (true, false) => Queue::Asset,
        (true, true) if naming.depth == 0 => Queue::Home,
        (true, true) if naming.navigation || looks_like_list(url) => Queue::Column,
        (true, true) => Queue::Item,
    }
}

/// Folders, and the file names that content systems give to list pages.
fn looks_like_list(url: &Url) -> bool {
    let file = url.path().rsplit('/').next().unwrap_or_default();
    file.is_empty() || file.starts_with("index") || file.starts_with("list")
}
