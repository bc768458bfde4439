//! Puts the pages of one crawl together into a site.

use jiff::civil::Date;

use crate::facts::{Capture, LinkKind, NotFoundProbe, PageFacts, Place, Site, UrlId};

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

/// Collects pages one by one and makes a [`Site`] of them. Memory grows with the number of URLs,
/// not with the size of pages.
#[derive(Debug)]
pub struct Assembler {}

impl Assembler {
    /// `captures` in order of their ids, without gaps.
    pub fn new(_seed: AssemblySeed, _captures: Vec<Capture>) -> Self {
        unimplemented!()
    }

    /// Adds the facts of the page captured under `id`. Call in ascending order of ids.
    pub fn page(&mut self, _id: UrlId, _facts: PageFacts, _links: Vec<StoredLink>) {
        unimplemented!()
    }

    /// The site.
    pub fn finish(self) -> Site {
        unimplemented!()
    }
}
