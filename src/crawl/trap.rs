//! Recognises URLs that lead a crawler on without end.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use url::Url;

/// Longer URLs are made by machines that append to themselves.
const MAX_LENGTH: usize = 2_000;

/// Query variants of one path. Real lists page through a few hundred.
const MAX_VARIANTS: u16 = 500;

/// Query variants of one path that turn a calendar: five years of months.
const MAX_CALENDAR_VARIANTS: u16 = 60;

/// Times that a group of path segments stands in a row before it counts as a loop of relative
/// links (`/a/b/a/b/a/b/`).
const REPEATS: usize = 3;

/// Longest group looked for.
const MAX_GROUP: usize = 4;

/// Query parameters that calendars turn.
const CALENDAR: [&str; 8] = ["year", "month", "day", "date", "y", "m", "ym", "week"];

/// Counts the query variants of each path; remembers a number a path, not the URLs.
#[derive(Debug, Default)]
pub struct Traps {
    hasher: RandomState,
    variants: HashMap<u64, u16>,
}

impl Traps {
    /// Whether a URL that is new to the crawl is to be left out. Call it once for each new URL:
    /// it counts.
    pub fn catches(&mut self, url: &Url, in_scope: bool) -> bool {
        if url.as_str().len() > MAX_LENGTH {
            return true;
        }
        in_scope && (repeats(url.path()) || self.is_one_variant_too_many(url))
    }

    fn is_one_variant_too_many(&mut self, url: &Url) -> bool {
        if url.query().is_none() {
            return false;
        }
        let calendar = url
            .query_pairs()
            .any(|(name, _)| CALENDAR.contains(&name.to_ascii_lowercase().as_str()));
        let limit = if calendar {
            MAX_CALENDAR_VARIANTS
        } else {
            MAX_VARIANTS
        };
        let path = self
            .hasher
            .hash_one((url.host_str(), url.port(), url.path()));
        let count = self.variants.entry(path).or_default();
        *count = count.saturating_add(1);
        *count > limit
    }
}

/// Whether a group of one to four segments stands three times in a row. Groups of numbers only
/// are dates and shelf marks (`/1/1/1/`), no loops.
fn repeats(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    (1..=MAX_GROUP).any(|group| {
        segments.windows(group * REPEATS).any(|window| {
            let first = &window[..group];
            window.chunks(group).all(|chunk| chunk == first)
                && first.iter().any(|s| !s.bytes().all(|b| b.is_ascii_digit()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caught(traps: &mut Traps, text: &str) -> bool {
        traps.catches(&Url::parse(text).unwrap(), true)
    }

    #[test]
    fn repeated_segments_are_a_trap_and_numbers_are_not() {
        let mut traps = Traps::default();
        assert!(caught(&mut traps, "http://a/x/x/x/i.html"));
        assert!(caught(&mut traps, "http://a/x/y/x/y/x/y/i.html"));
        assert!(!caught(&mut traps, "http://a/x/y/x/y/i.html"));
        assert!(!caught(&mut traps, "http://a/art/2026/1/1/1/art_1_1.html"));
    }

    #[test]
    fn endless_variants_stop_at_the_limit() {
        let mut traps = Traps::default();
        let list = (0..600)
            .filter(|i| caught(&mut traps, &format!("http://a/list?p={i}")))
            .count();
        assert_eq!(list, 100);
        let calendar = (0..100)
            .filter(|i| caught(&mut traps, &format!("http://a/cal?Year={i}")))
            .count();
        assert_eq!(calendar, 40);
    }

    #[test]
    fn overlong_urls_are_traps_anywhere() {
        let long = Url::parse(&format!("http://b/{}", "x".repeat(2_000))).unwrap();
        assert!(Traps::default().catches(&long, false));
    }
}
