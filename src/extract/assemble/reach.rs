//! What a URL turned out to be after all looks: the part of the gate that needs status, redirects
//! and the host's own way of saying "not found".

use url::Url;

use super::Home;
use crate::extract::canonical::{names_a_home_page, path_of};
use crate::facts::{BlockedReason, Capture, Cause, Gate, Look, NotFoundProbe, Reach};

/// What one look says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Good,
    Blocked(BlockedReason),
    /// Proves nothing about the link.
    Unproven(Cause),
    /// A defect if another look says so too.
    Bad(Reach),
    /// For a person, however often it is seen.
    Unsure(Reach),
}

/// Reach of one capture. A defect needs two looks that both saw one; a look that proves nothing
/// or was refused never confirms another.
pub(super) fn reach(capture: &Capture, home: &Home, probes: &[NotFoundProbe]) -> Reach {
    if let Some(skip) = capture.skip {
        return Reach::NotVisited(skip);
    }
    let seen: Vec<Seen> = capture
        .looks
        .iter()
        .map(|l| see(capture, l, home, probes))
        .collect();
    let Some(last) = seen.last() else {
        return Reach::NotVisited(crate::facts::Skip::Interrupted);
    };
    match last {
        Seen::Good => Reach::Ok,
        Seen::Blocked(reason) => Reach::Blocked(*reason),
        Seen::Unsure(reach) => reach.clone(),
        Seen::Unproven(cause) => match &seen[0] {
            Seen::Bad(_) => Reach::Unconfirmed,
            _ => Reach::Unproven(cause.clone()),
        },
        Seen::Bad(reach) => {
            let confirmed = seen[..seen.len() - 1]
                .iter()
                .any(|s| matches!(s, Seen::Bad(_)));
            if confirmed {
                reach.clone()
            } else {
                Reach::Unconfirmed
            }
        }
    }
}

fn see(capture: &Capture, look: &Look, home: &Home, probes: &[NotFoundProbe]) -> Seen {
    if look.gate == Some(Gate::Challenge) {
        return Seen::Blocked(BlockedReason::Challenge);
    }
    if let Some(cause) = &look.cause {
        return match cause {
            Cause::DnsUnavailable
            | Cause::Guard
            | Cause::Internal
            | Cause::Encoding
            | Cause::Protocol
            // Our TLS speaks less than browsers do: what it cannot set up may open for a visitor.
            | Cause::Tls(_) => Seen::Unproven(cause.clone()),
            // The server has the page and begins to send it.
            Cause::Timeout | Cause::Reset if is_success(look.status) => {
                Seen::Unsure(Reach::BrokeOff)
            }
            _ => Seen::Bad(Reach::Transport(cause.clone())),
        };
    }
    match look.status {
        None => Seen::Unproven(Cause::Internal),
        Some(401 | 407) => Seen::Blocked(BlockedReason::Login),
        Some(403 | 412 | 521) => Seen::Blocked(BlockedReason::Forbidden),
        Some(429) => Seen::Blocked(BlockedReason::TooMany),
        Some(status) if status >= 400 => Seen::Bad(Reach::Status(status)),
        Some(_) => see_content(capture, look, home, probes),
    }
}

fn is_success(status: Option<u16>) -> bool {
    status.is_some_and(|status| (200..300).contains(&status))
}

fn see_content(capture: &Capture, look: &Look, home: &Home, probes: &[NotFoundProbe]) -> Seen {
    let probe = probes
        .iter()
        .find(|p| capture.url.starts_with(p.origin.as_str()));
    match look.gate {
        Some(Gate::SoftNotFound) => return Seen::Bad(Reach::SoftNotFound),
        Some(Gate::MaybeNotFound) => return Seen::Unsure(Reach::MaybeNotFound),
        _ => {}
    }
    let is_moved = !look.hops.is_empty() && names_a_document(&capture.url);
    if is_moved && !capture.in_scope && names_a_home_page(&look.final_url) {
        // An article of another site that leads to that site's home page; elsewhere it may have moved.
        return match is_article(&capture.url) && same_host(&capture.url, &look.final_url) {
            true => Seen::Bad(Reach::RedirectHome),
            false => Seen::Unsure(Reach::MaybeRedirectHome),
        };
    }
    let ends_home = !look.hops.is_empty() && home.is_home(&look.final_url);
    if !ends_home || !capture.in_scope || names_a_home_page(&capture.url) {
        return Seen::Good;
    }
    let made_up_too = probe.is_some_and(|p| p.status == Some(200) && home.is_home(&p.final_url));
    if made_up_too || names_a_document(&capture.url) || names_a_column(&capture.url) {
        Seen::Bad(Reach::RedirectHome)
    } else {
        Seen::Unsure(Reach::MaybeRedirectHome)
    }
}

/// A file below a folder (`/old/2019/x.html`): whoever links to it means that text, so ending on
/// the home page is a second sign beside the redirect.
fn names_a_document(url: &str) -> bool {
    let path = path_of(url);
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or("");
    folder.len() > 1
        && file.contains('.')
        && !matches!(stem, "index" | "default" | "login" | "main")
}

/// `/2018/news_88.shtml`, `/art/2019/3/t20190301_5.html`: a file with a number.
fn is_article(url: &str) -> bool {
    let file = path_of(url).rsplit('/').next().unwrap_or("");
    file.bytes().any(|b| b.is_ascii_digit())
}

/// A folder inside a folder (`/hdjl/wsxf/`) is a column. `/wza/` may well lead home, as may what
/// asks who the visitor is or what device he has (fixtures/checks/broken_link/fail/ends-on-a-home-page).
fn names_a_column(url: &str) -> bool {
    const LEADS_HOME: [&str; 16] = [
        "login", "user", "member", "register", "sso", "my", "search", "wap", "m", "mobile", "wza",
        "slh", "big5", "en", "english", "app",
    ];
    let path = path_of(url);
    let steps: Vec<&str> = path.split('/').filter(|step| !step.is_empty()).collect();
    let is_other = |step: &&str| LEADS_HOME.contains(&step.to_ascii_lowercase().as_str());
    steps.len() > 1 && path.ends_with('/') && !steps.iter().any(is_other)
}

fn same_host(a: &str, b: &str) -> bool {
    let host = |url| Url::parse(url).ok()?.host_str().map(str::to_owned);
    host(a) == host(b)
}
