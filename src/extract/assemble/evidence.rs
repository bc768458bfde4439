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
    }
}

impl Assembler {
    /// Evidence of the last look at a URL.
    pub(super) fn evidence(&self, id: UrlId, excerpt: &str) -> Evidence {
        let capture = &self.captures[id as usize];
        match capture.looks.last() {
            Some(look) => of_look(look, excerpt),
            None => Evidence {
                url: capture.url.clone(),
                excerpt: excerpt.to_owned(),
                ..Evidence::default()
            },
        }
    }
}
