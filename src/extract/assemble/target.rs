//! What is kept of each URL of the crawl: enough to point at the evidence, and of bad links every
//! look. A portal has hundreds of thousands of URLs, nearly all of them fine.

use data_encoding::HEXLOWER;
use jiff::Timestamp;

use crate::facts::{Capture, Evidence, Gate, Look, Role, TlsCause};

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
    record: Option<u128>,
    sha256: Option<[u8; 32]>,
    tls_fault: Option<TlsCause>,
}

impl Target {
    pub(super) fn of(mut capture: Capture, is_fine: bool) -> Self {
        let seen = match capture.looks.pop() {
            None => Seen::Nothing,
            Some(last) if is_fine => Seen::Fine(Box::new(Fine {
                at: last.at.parse().ok(),
                final_url: (last.final_url != capture.url).then(|| last.final_url.into()),
                status: last.status,
                record: last.record.as_deref().and_then(uuid),
                sha256: last.sha256.as_deref().and_then(from_hex),
                tls_fault: last.tls_faults.first().map(|fault| fault.cause),
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
                record: fine.record.map(urn),
                sha256: fine.sha256.map(|hash| HEXLOWER.encode(&hash)),
                fetched_at: fine.at.map(|at| at.to_string()),
                status: fine.status,
                excerpt: excerpt.to_owned(),
                tls_fault: fine.tls_fault,
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

/// The number in `urn:uuid:…`; it takes a third of the room.
fn uuid(urn: &str) -> Option<u128> {
    let hex = urn.strip_prefix(URN)?.replace('-', "");
    u128::from_str_radix(&hex, 16).ok()
}

fn urn(uuid: u128) -> String {
    let hex = format!("{uuid:032x}");
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("{URN}{}", parts.join("-"))
}

const URN: &str = "urn:uuid:";

#[cfg(test)]
mod tests {
    use super::{urn, uuid};

    #[test]
    fn a_record_id_reads_back() {
        let text = "urn:uuid:00c04bb6-b54b-8d2c-8000-000000000205";
        assert_eq!(uuid(text).map(urn).as_deref(), Some(text));
        assert_eq!(uuid("a file of somebody else"), None);
    }
}
