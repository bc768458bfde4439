//! What a fixture server answers to one request: files and faults put together. Nothing is sent
//! from here; the only state is how often a fault that passes has been met.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::Faults;
use super::faults::{PathPattern, ResetAt, Slow};
use super::files::{Found, PortalFiles, content_type, is_answer};
use super::http::RequestHead;

const NOT_FOUND: &str = include_str!("pages/not_found.html");
const SOFT_NOT_FOUND: &str = include_str!("pages/soft_not_found.html");
const CHALLENGE: &str = include_str!("pages/challenge.html");
const HTML: &str = "text/html; charset=utf-8";

/// Files that need absolute URLs of their own server, written `{origin}` in the fixture; answers to
/// queries may have them too.
const WITH_ORIGIN: [&str; 2] = ["/robots.txt", "/sitemap.xml"];
const ORIGIN: &[u8] = b"{origin}";

/// What goes back for one request.
#[derive(Debug)]
pub(super) enum Answer<'a> {
    /// No byte, a reset.
    Reset,
    /// A response.
    Response(Response<'a>),
}

/// One response.
#[derive(Debug)]
pub(super) struct Response<'a> {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// Whole body; for HEAD only its length is told.
    pub body: Cow<'a, [u8]>,
    /// Wait before the status line.
    pub wait: Duration,
    pub delivery: Delivery,
}

/// How the body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Delivery {
    /// In one go.
    Whole,
    /// With a pause before its second half.
    Halves(Duration),
    /// Half of it, then a reset.
    ResetHalfway,
    /// Only so many bytes, then the connection is closed.
    Cut(usize),
}

impl<'a> Response<'a> {
    fn new(status: u16, kind: &str, body: impl Into<Cow<'a, [u8]>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type", kind.to_owned())],
            body: body.into(),
            wait: Duration::ZERO,
            delivery: Delivery::Whole,
        }
    }

    fn html(status: u16, body: &'static str) -> Self {
        Self::new(status, HTML, body.as_bytes())
    }

    fn redirect(status: u16, to: &str) -> Self {
        Self::new(status, HTML, &b""[..]).with("Location", to.to_owned())
    }

    fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// A portal with its faults, ready to answer.
#[derive(Debug)]
pub(super) struct Responder {
    files: PortalFiles,
    faults: Faults,
    /// Requests so far, by kind of fault and path.
    met: Mutex<HashMap<(&'static str, String), u32>>,
}

impl Responder {
    pub fn new(files: PortalFiles, faults: Faults) -> Self {
        Self {
            files,
            faults,
            met: Mutex::default(),
        }
    }

    /// The answer to one request.
    pub fn answer(&self, request: &RequestHead) -> Answer<'_> {
        let (raw_path, query) = request.path_and_query();
        let parameters = query.trim_start_matches('?');
        let Some(path) = decode(raw_path) else {
            return Answer::Response(self.not_found());
        };
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            let refused = Response::html(405, NOT_FOUND).with("Allow", "GET, HEAD".to_owned());
            return Answer::Response(refused);
        }
        let reset = self
            .faults
            .reset
            .iter()
            .find(|f| f.path.covers(&path))
            .map(|f| f.at);
        if reset == Some(ResetAt::Request) {
            return Answer::Reset;
        }
        let answer = self.passing(&path).or_else(|| {
            self.lasting(request, &path, parameters)
                .map(Answer::Response)
        });
        let mut response = match answer {
            Some(Answer::Reset) => return Answer::Reset,
            Some(Answer::Response(response)) => response,
            None => self.file(request, raw_path, query, &path),
        };
        response.wait = delay(&self.faults.slow_headers, &path).unwrap_or_default();
        response.delivery = self.delivery(&path, reset);
        Answer::Response(response)
    }

    /// Faults that go away after some requests.
    fn passing(&self, path: &str) -> Option<Answer<'_>> {
        let flaky = self.faults.flaky.iter().find(|f| f.path.covers(path));
        if let Some(fault) = flaky
            && self.meet("flaky", path) <= fault.failures
        {
            return Some(match fault.status {
                Some(status) => Answer::Response(Response::new(status.code(), HTML, &b""[..])),
                None => Answer::Reset,
            });
        }
        let fault = self
            .faults
            .too_many_requests
            .iter()
            .find(|f| f.path.covers(path))?;
        (self.meet("too-many-requests", path) <= fault.times).then(|| {
            let refused = Response::new(429, HTML, &b""[..]);
            Answer::Response(refused.with("Retry-After", fault.retry_after.to_string()))
        })
    }

    /// Faults that stay.
    fn lasting(&self, request: &RequestHead, path: &str, parameters: &str) -> Option<Response<'_>> {
        let faults = &self.faults;
        if let Some(fault) = faults.challenge.iter().find(|f| f.path.covers(path)) {
            return Some(Response::html(fault.status.code(), CHALLENGE));
        }
        if let Some(fault) = faults.status.iter().find(|f| f.path.covers(path)) {
            return Some(Response::new(fault.status.code(), HTML, &b""[..]));
        }
        if request.method == "HEAD" && faults.head_refused.iter().any(|f| f.path.covers(path)) {
            return Some(Response::new(405, HTML, &b""[..]).with("Allow", "GET".to_owned()));
        }
        if let Some(fault) = faults.redirect.iter().find(|f| f.path.covers(path)) {
            return Some(Response::redirect(fault.status.code(), &fault.to));
        }
        if let Some(next) = faults
            .redirect_loop
            .iter()
            .find_map(|f| next_in(&f.paths, path))
        {
            return Some(Response::redirect(302, next));
        }
        let missing = self.files.find(path, parameters) == Found::Nothing;
        let applies =
            |pattern: &PathPattern| pattern.names(path) || (missing && pattern.covers(path));
        if faults.redirect_home.iter().any(|f| applies(&f.path)) {
            return Some(Response::redirect(302, "/"));
        }
        faults
            .soft_404
            .iter()
            .any(|f| applies(&f.path))
            .then(|| Response::html(200, SOFT_NOT_FOUND))
    }

    /// The file behind a path.
    fn file(&self, request: &RequestHead, raw_path: &str, query: &str, path: &str) -> Response<'_> {
        match self.files.find(path, query.trim_start_matches('?')) {
            Found::File(name, body) if WITH_ORIGIN.contains(&name) || is_answer(name) => {
                let origin = format!("http://{}", request.host.as_deref().unwrap_or_default());
                let body = with_origin(body, origin.as_bytes());
                Response::new(200, &content_type(name), body)
            }
            Found::File(name, body) => Response::new(200, &content_type(name), body),
            Found::Folder => Response::redirect(301, &format!("{raw_path}/{query}")),
            Found::Nothing => self.not_found(),
        }
    }

    fn not_found(&self) -> Response<'_> {
        match self.files.get("/404.html") {
            Some(page) => Response::new(404, &content_type("404.html"), page),
            None => Response::html(404, NOT_FOUND),
        }
    }

    fn delivery(&self, path: &str, reset: Option<ResetAt>) -> Delivery {
        if reset == Some(ResetAt::Body) {
            return Delivery::ResetHalfway;
        }
        if let Some(fault) = self.faults.truncated.iter().find(|f| f.path.covers(path)) {
            return Delivery::Cut(fault.bytes);
        }
        delay(&self.faults.slow_body, path).map_or(Delivery::Whole, Delivery::Halves)
    }

    /// Counts one more request for a path under a fault; the first gives 1.
    fn meet(&self, fault: &'static str, path: &str) -> u32 {
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let count = met.entry((fault, path.to_owned())).or_default();
        *count += 1;
        *count
    }
}

/// The bytes with the address of the server in its places; their charset may be any.
fn with_origin(body: &[u8], origin: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut from = 0;
    for at in memchr::memmem::find_iter(body, ORIGIN) {
        out.extend_from_slice(&body[from..at]);
        out.extend_from_slice(origin);
        from = at + ORIGIN.len();
    }
    out.extend_from_slice(&body[from..]);
    out
}

fn delay(faults: &[Slow], path: &str) -> Option<Duration> {
    faults
        .iter()
        .find(|f| f.path.covers(path))
        .map(|f| Duration::from_millis(u64::from(f.delay_ms)))
}

/// The path after `path` in a circle.
fn next_in<'a>(circle: &'a [String], path: &str) -> Option<&'a str> {
    let place = circle.iter().position(|p| p == path)?;
    circle.get((place + 1) % circle.len()).map(String::as_str)
}

/// Percent-decodes a path; `None` if it is no UTF-8 or breaks off inside an escape.
fn decode(path: &str) -> Option<String> {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'%' {
            out.push(byte);
            continue;
        }
        let (hex, after) = rest.split_at_checked(2)?;
        out.push(
            *data_encoding::HEXLOWER_PERMISSIVE
                .decode(hex)
                .ok()?
                .first()?,
        );
        rest = after;
    }
    String::from_utf8(out).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    #[test]
    fn paths_are_decoded_as_utf_8() {
        assert_eq!(
            decode("/%E9%99%84%e4%bb%b6/a%20b").as_deref(),
            Some("/附件/a b")
        );
        for bad in ["/%E9", "/%", "/%4", "/%GG"] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_origin_is_put_in_without_decoding() {
        let gbk = b"\xd6\xd0{origin}/a {origin";
        assert_eq!(with_origin(gbk, b"http://h"), b"\xd6\xd0http://h/a {origin");
    }

    #[test]
    fn a_circle_ends_where_it_began() {
        let circle = ["/a".to_owned(), "/b".to_owned()];
        assert_eq!(next_in(&circle, "/a"), Some("/b"));
        assert_eq!(next_in(&circle, "/b"), Some("/a"));
        assert_eq!(next_in(&circle, "/c"), None);
    }
}
