//! Pointers from facts to captures.

use super::Assembler;
use crate::facts::{Evidence, Look, UrlId};

/// Evidence of one look; `excerpt` replaces the look's own where it says more.
pub(super) fn of_look(look: &Look, excerpt: &str) -> Evidence {
    Evidence {
        url: look.final_url.clone(),
        record: look.record.clone(),
        sha256: look.sha256.clone(),
        fetched_at: Some(look.at.clone()),
        status: look.status,
        excerpt: if excerpt.is_empty() {
            look.excerpt.clone()
        } else {
            excerpt.to_owned()
        },
        tls_fault: look.tls_faults.first().map(|fault| fault.cause),
    }
}

impl Assembler {
    /// Evidence of the last look at a URL. Without an excerpt, the title of the page shows what
    /// was there.
    pub(super) fn evidence(&self, id: UrlId, excerpt: &str) -> Evidence {
        let title = || match self.pages.get(self.page_of(id)) {
            Some(page) if page.title.is_empty() => page.heading.as_str(),
            Some(page) => page.title.as_str(),
            None => "",
        };
        let excerpt = if excerpt.is_empty() { title() } else { excerpt };
        self.targets[id as usize].evidence(excerpt)
    }
}
