//! What the crawler recorded about one URL: every look at it, with cause and evidence, or the
//! reason why nobody looked. Whether that makes a link broken is not said here.

use serde::{Deserialize, Serialize};

/// Position of a URL in the crawl's table; stable within one bundle.
pub type UrlId = u32;

/// What the page that names a URL expects to find there. The strongest expectation wins:
/// a URL that is both linked and embedded is a `Page`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A document to read and follow, in scope or not.
    Page,
    /// A page inside a frame of another page.
    Frame,
    /// Data that a page's scripts ask for to fill it.
    Data,
    /// A file to download: pdf, doc, xls, ofd, zip…
    Attachment,
    /// An image that a page shows.
    Image,
    /// A script that a page loads.
    Script,
    /// A style sheet that a page loads.
    Style,
}

/// Why a known URL was never asked for. Counted and printed, never silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Skip {
    /// robots.txt forbids it.
    Robots,
    /// The limit on pages or depth was reached.
    Budget,
    /// It looks like a crawl trap: repeated path segments, endless query variants, overlong URL.
    Trap,
    /// The server was given up after too many faults in a row.
    StopLoss,
    /// The inspection was interrupted before its turn came.
    Interrupted,
    /// The address guard refused the host: private, link-local or loopback address.
    Guard,
}

/// Why a request got no usable answer. A closed list: reports explain each in plain words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The resolver says authoritatively that the name does not exist or has no address.
    DnsNoName,
    /// The resolver itself failed; says nothing about the name.
    DnsUnavailable,
    /// The port refused the connection.
    Refused,
    /// No route to the host.
    Unreachable,
    /// The connection was reset or closed before the answer was complete.
    Reset,
    /// No answer within the time limit.
    Timeout,
    /// TLS could not be set up.
    Tls(TlsCause),
    /// The redirects come back to a URL already visited.
    RedirectLoop,
    /// More redirects than the limit.
    RedirectLimit,
    /// A redirect to something that is no web address.
    RedirectTarget,
    /// The address guard refused the host or a redirect target.
    Guard,
    /// What came back is no HTTP.
    Protocol,
    /// The body uses a content encoding that was not asked for, or a damaged one.
    Encoding,
    /// Our own fault: file system, internal error.
    Internal,
}

/// Why TLS failed. `Unsupported` means that our own TLS cannot speak to the server, which
/// browsers may well do; it never makes a link broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TlsCause {
    /// The certificate is out of its validity period.
    Expired,
    /// The certificate is for another name.
    WrongName,
    /// The certificate is not signed by anybody we trust, or is self-signed.
    Untrusted,
    /// No common protocol version or cipher.
    Unsupported,
    /// Any other TLS failure.
    Other,
}

/// One redirect: who sent us on, with which status, to where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// URL that answered with the redirect.
    pub url: String,
    /// Its status, 301 to 308.
    pub status: u16,
    /// WARC record of the answer.
    pub record: String,
}

/// One look at a URL, redirects included. Bad links get two, spaced in time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// When the answer (or the failure) came, RFC 3339, UTC, whole seconds.
    pub at: String,
    /// Redirects followed, in order.
    pub hops: Vec<Hop>,
    /// URL of the last request, equal to the URL asked for when nothing redirected.
    pub final_url: String,
    /// Status of the last answer, if there was one.
    pub status: Option<u16>,
    /// Why there was no usable answer.
    pub cause: Option<Cause>,
    /// Content-Type as sent.
    pub content_type: Option<String>,
    /// WARC record of the last answer, `urn:uuid:…`.
    pub record: Option<String>,
    /// SHA-256 of the payload as received, lower-case hex.
    pub sha256: Option<String>,
    /// Short plain text that shows what was seen: status line and page title, or the error text.
    pub excerpt: String,
    /// What the content says about itself, for an HTML answer that was read.
    pub gate: Option<super::Gate>,
}

/// Everything recorded about one URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Position in the crawl's table.
    pub id: UrlId,
    /// Canonical URL.
    pub url: String,
    /// What the pages that name it expect.
    pub role: Role,
    /// Whether it belongs to the inspected portal.
    pub in_scope: bool,
    /// Links from the home page, 0 for the home page itself.
    pub depth: u16,
    /// True when only a guess names it (a pager script, a sitemap): such a URL is never accused.
    pub guessed: bool,
    /// Why it was never asked for.
    pub skip: Option<Skip>,
    /// The looks, oldest first.
    pub looks: Vec<Look>,
}

/// How one host answers for a URL that nobody ever made: asked once per host of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFoundProbe {
    /// Origin, e.g. `http://www.example.gov.cn`.
    pub origin: String,
    /// Status of the last answer; `None` if there was none.
    pub status: Option<u16>,
    /// URL of the last answer, after redirects.
    pub final_url: String,
    /// `PageFacts::text_hash` of the answer, when it was an HTML page.
    pub text_hash: Option<u64>,
    /// `PageFacts::title` of the answer, when it was an HTML page.
    pub title: Option<String>,
}
