//! What the crawler recorded about one URL: every look at it, with cause and evidence, or the
//! reason why nobody looked. Whether that makes a link broken is not said here.

use serde::{Deserialize, Serialize};
use url::Url;

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
    /// TLS could not be set up, so nothing was read. (What was read from a server whose certificate
    /// proves nothing is told by [`Look::tls_faults`].)
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

/// What is wrong with the TLS of a server: a fault of its certificate, behind which pages were read
/// all the same, or the reason why there is no connection at all. `Unsupported` and `NoRoots` are
/// limits of our own and say nothing about the server. Stored by position: new ones come last.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum TlsCause {
    /// The certificate, or one that it rests on, is past its validity period.
    Expired,
    /// The certificate is for another name.
    WrongName,
    /// A chain was presented, and nobody whom this machine trusts stands at its end.
    UntrustedIssuer,
    /// A protocol version, key exchange, algorithm or key length that our TLS cannot speak, which
    /// browsers may well do.
    Unsupported,
    /// Anything else.
    Other,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is its own issuer.
    SelfSigned,
    /// The issuer was not presented, and nobody whom this machine trusts issued the certificate.
    IncompleteChain,
    /// This machine has no root certificates: nothing was verified.
    NoRoots,
    /// The server went silent during the handshake.
    Timeout,
    /// The server broke the connection off during the handshake.
    Reset,
    /// What answers is no TLS, such as plain HTTP.
    NotTls,
}

impl TlsCause {
    /// The word used in bundle and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::WrongName => "wrong-name",
            Self::UntrustedIssuer => "untrusted-issuer",
            Self::Unsupported => "unsupported",
            Self::Other => "other",
            Self::NotYetValid => "not-yet-valid",
            Self::SelfSigned => "self-signed",
            Self::IncompleteChain => "incomplete-chain",
            Self::NoRoots => "no-roots",
            Self::Timeout => "timeout",
            Self::Reset => "reset",
            Self::NotTls => "not-tls",
        }
    }
}

/// A certificate that proves nothing, met on the way to an answer that was read all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TlsFault {
    /// Host, with its port unless that is 443.
    pub host: String,
    /// What is wrong with its certificate.
    pub cause: TlsCause,
}

impl TlsFault {
    /// A fault of the host of `url`.
    pub fn new(url: &Url, cause: TlsCause) -> Self {
        let host = url.host_str().unwrap_or_default();
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Self { host, cause }
    }

    /// Whether what `url` answers comes from this host.
    pub fn concerns(&self, url: &str) -> bool {
        let url = Url::parse(url).ok().filter(|url| url.scheme() == "https");
        url.is_some_and(|url| Self::new(&url, self.cause) == *self)
    }
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
    /// Certificate faults of the hosts that answered, redirects included, in order: not empty means
    /// that the look was taken without verification. Stored last, see `bundle::store`.
    pub tls_faults: Vec<TlsFault>,
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
