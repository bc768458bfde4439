//! `broken-link`: every link, image and attachment seen must lead to its content. The crawl has
//! taken a second look at every bad one; what only the tool, the network or a firewall is to
//! blame for is never called broken.

use std::sync::LazyLock;

use url::Url;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{BlockedReason, Cause, LinkTarget, Reach, Role, Skip, TlsCause};

static CARD: LazyLock<Card> =
    LazyLock::new(|| Card::embedded("checks/broken_link/check.toml", include_str!("check.toml")));

/// The check.
#[derive(Debug)]
pub struct BrokenLink;

impl Check for BrokenLink {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        case.site.links.iter().map(subject).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for link in &case.site.links {
            if link.reach == Reach::Ok {
                out.count_pass(subject(link));
                continue;
            }
            let text = link.places.first().map_or("", |place| place.text.as_str());
            // An image mostly has no text: its file says which it is.
            let name = if text.is_empty() {
                file(&link.url)
            } else {
                text
            };
            let ruling = rule(link).places(&link.places, link.place_count);
            let ruling = link.evidence.iter().fold(ruling, Ruling::evidence);
            out.put(subject(link), name, ruling);
        }
    }
}

fn subject(link: &LinkTarget) -> SubjectRef<'_> {
    SubjectRef::new(SubjectKind::Link, &link.url)
}

fn rule(link: &LinkTarget) -> Ruling {
    match &link.reach {
        Reach::Ok => Ruling::pass("reachable"),
        Reach::NotVisited(skip) => {
            Ruling::not_applicable("not-visited").arg("reason", skip_word(*skip))
        }
        Reach::Blocked(reason) => refused(*reason),
        Reach::Unproven(Cause::Tls(cause)) => tls(*cause),
        Reach::Unproven(cause) => unproven(cause),
        Reach::Transport(cause) => transport(link, cause),
        Reach::Status(status) => by_status(*status).arg("what", role_word(link.role)),
        Reach::SoftNotFound => Ruling::fail("soft-not-found").detail("soft-not-found"),
        Reach::MaybeNotFound => Ruling::review("maybe-not-found"),
        Reach::RedirectHome => Ruling::fail("redirect-home").detail("redirect-home"),
        Reach::MaybeRedirectHome => Ruling::review("maybe-redirect-home"),
        Reach::BrokeOff => Ruling::review("broke-off"),
        Reach::Unconfirmed => Ruling::review("unconfirmed"),
    }
}

fn file(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

fn role_word(role: Role) -> &'static str {
    match role {
        Role::Page | Role::Frame | Role::Data => "role-page",
        Role::Attachment => "role-attachment",
        Role::Image => "role-image",
        Role::Script | Role::Style => "role-file",
    }
}

/// A transport fault that was there at every look. Faults of the resolver and of our own say nothing
/// about the link.
fn transport(link: &LinkTarget, cause: &Cause) -> Ruling {
    let key = match cause {
        Cause::DnsNoName => {
            let host = Url::parse(&link.url).ok();
            let host = host.as_ref().and_then(Url::host_str).unwrap_or("");
            return Ruling::fail("dns").arg("host", host).detail("dns-no-name");
        }
        Cause::Refused => "refused",
        Cause::Unreachable => "unreachable",
        Cause::Reset => "reset",
        Cause::Timeout => "timeout",
        Cause::RedirectLoop => "redirect-loop",
        Cause::RedirectLimit => "redirect-limit",
        Cause::RedirectTarget => "redirect-target",
        Cause::Tls(cause) => return tls(*cause),
        Cause::DnsUnavailable
        | Cause::Guard
        | Cause::Protocol
        | Cause::Encoding
        | Cause::Internal => return unproven(cause),
    };
    Ruling::fail(key).detail(key)
}

/// No TLS connection. What our own TLS cannot speak says nothing about the link. Anything else is
/// for a person: a server that speaks only what browsers have and we do not may also fall silent or
/// hang up when it hears us.
fn tls(cause: TlsCause) -> Ruling {
    let whole = Cause::Tls(cause);
    match cause {
        TlsCause::Unsupported | TlsCause::NoRoots => unproven(&whole),
        _ => {
            let ruling = Ruling::review("tls").arg("cause", cause_word(&whole));
            ruling.detail(detail(&whole))
        }
    }
}

/// A status that was there at every look. 404 and 410 say that nothing is there; other refusals
/// of the request may concern only the way we asked.
fn by_status(status: u16) -> Ruling {
    let ruling = match status {
        404 | 410 => Ruling::fail("not-found"),
        401 | 407 => return refused(BlockedReason::Login),
        403 | 412 | 521 => return refused(BlockedReason::Forbidden),
        429 => return refused(BlockedReason::TooMany),
        400..=499 => Ruling::review("client-error"),
        500..=599 => Ruling::fail("server-error"),
        _ => return Ruling::review("odd-answer").detail(status.to_string()),
    };
    ruling.arg("status", status).detail(status.to_string())
}

fn refused(reason: BlockedReason) -> Ruling {
    let word = match reason {
        BlockedReason::Challenge => "blocked-challenge",
        BlockedReason::Forbidden => "blocked-forbidden",
        BlockedReason::TooMany => "blocked-too-many",
        BlockedReason::Login => "blocked-login",
    };
    let ruling = Ruling::blocked("refused-visit").arg("reason", word);
    ruling.detail(word)
}

fn unproven(cause: &Cause) -> Ruling {
    let ruling = Ruling::error("unproven").arg("cause", cause_word(cause));
    ruling.detail(detail(cause))
}

/// Cause word for the finding's identity: the key of the cause without its prefix.
fn detail(cause: &Cause) -> String {
    cause_word(cause).trim_start_matches("cause-").to_owned()
}

fn cause_word(cause: &Cause) -> String {
    let word = match cause {
        Cause::DnsNoName => "cause-dns-no-name",
        Cause::DnsUnavailable => "cause-dns-unavailable",
        Cause::Refused => "cause-refused",
        Cause::Unreachable => "cause-unreachable",
        Cause::Reset => "cause-reset",
        Cause::Timeout => "cause-timeout",
        Cause::Tls(cause) => return format!("cause-tls-{}", cause.as_str()),
        Cause::RedirectLoop => "cause-redirect-loop",
        Cause::RedirectLimit => "cause-redirect-limit",
        Cause::RedirectTarget => "cause-redirect-target",
        Cause::Guard => "cause-guard",
        Cause::Protocol => "cause-protocol",
        Cause::Encoding => "cause-encoding",
        Cause::Internal => "cause-internal",
    };
    word.to_owned()
}

fn skip_word(skip: Skip) -> &'static str {
    match skip {
        Skip::Robots => "skip-robots",
        Skip::Budget => "skip-budget",
        Skip::Trap => "skip-trap",
        Skip::StopLoss => "skip-stop-loss",
        Skip::Interrupted => "skip-interrupted",
        Skip::Guard => "skip-guard",
    }
}
