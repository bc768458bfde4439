//! What is kept of each URL of the crawl: enough to point at the evidence, and of bad links every
//! look. A portal has hundreds of thousands of URLs, nearly all of them fine.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use crate::facts::{Capture, Evidence, Gate, Look, Role};

/// One URL.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) url: String,
    pub(super) role: Role,
    pub(super) in_scope: bool,
    pub(super) depth: u16,
    pub(super) guessed: bool,
    seen: Seen,
}

#[derive(Debug)]
enum Seen {
    Nothing,
    Fine(Box<Fine>),
    /// Every look, for the report.
    Bad(Box<[Look]>),
}

/// The last look at a URL that is fine.
#[derive(Debug)]
struct Fine {
    at: Option<Timestamp>,
    /// Where redirects led, if anywhere.
    final_url: Option<Box<str>>,
    status: Option<u16>,
    record: Option<Box<str>>,
    sha256: Option<[u8; 32]>,
}

impl Target {
    pub(super) fn of(mut capture: Capture, is_fine: bool) -> Self {
        let seen = match capture.looks.pop() {
            None => Seen::Nothing,
            Some(last) if is_fine => Seen::Fine(Box::new(Fine {
                at: last.at.parse().ok(),
                final_url: (last.final_url != capture.url).then(|| last.final_url.into()),
                status: last.status,
                record: last.record.map(String::into_boxed_str),
                sha256: last.sha256.as_deref().and_then(from_hex),
            })),
            Some(last) => {
                capture.looks.push(last);
                Seen::Bad(capture.looks.into())
            }
        };
        Self {
            url: capture.url,
            role: capture.role,
            in_scope: capture.in_scope,
            depth: capture.depth,
            guessed: capture.guessed,
            seen,
        }
    }

    /// Every look at a URL that is not fine.
    pub(super) fn bad_looks(&self) -> impl Iterator<Item = &Look> {
        match &self.seen {
            Seen::Bad(looks) => looks.iter(),
            _ => [].iter(),
        }
    }

    /// The URL that answered last.
    pub(super) fn answered_by(&self) -> Option<&str> {
        match &self.seen {
            Seen::Nothing => None,
            Seen::Fine(fine) => Some(fine.final_url.as_deref().unwrap_or(&self.url)),
            Seen::Bad(looks) => looks.last().map(|look| look.final_url.as_str()),
        }
    }

    /// SHA-256 of the last answer.
    pub(super) fn sha256(&self) -> Option<[u8; 32]> {
        match &self.seen {
            Seen::Nothing => None,
            Seen::Fine(fine) => fine.sha256,
            Seen::Bad(looks) => looks.last()?.sha256.as_deref().and_then(from_hex),
        }
    }

    /// What a page that is not fine said of itself.
    pub(super) fn bad_gate(&self) -> Option<Gate> {
        self.bad_looks().last()?.gate
    }

    /// Evidence of the last look.
    pub(super) fn evidence(&self, excerpt: &str) -> Evidence {
        match &self.seen {
            Seen::Nothing => Evidence {
                url: self.url.clone(),
                excerpt: excerpt.to_owned(),
                ..Evidence::default()
            },
            Seen::Fine(fine) => Evidence {
                url: fine.final_url.as_deref().unwrap_or(&self.url).to_owned(),
                record: fine.record.as_deref().map(str::to_owned),
                sha256: fine.sha256.map(|hash| HEXLOWER.encode(&hash)),
                fetched_at: fine.at.map(|at| at.to_string()),
                status: fine.status,
                excerpt: excerpt.to_owned(),
            },
            Seen::Bad(looks) => looks.last().map_or_else(Evidence::default, |look| {
                super::evidence::of_look(look, excerpt)
            }),
        }
    }
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
