//! One request and its answer, within bounds of time and size. Redirects are not followed here.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, CONTENT_TYPE, HOST, HeaderMap, HeaderValue,
    RETRY_AFTER, TRANSFER_ENCODING, USER_AGENT,
};
use jiff::Timestamp;
use reqwest::{Client, Response};
use tokio::time::timeout_at;
use url::Url;

use super::cause;
use super::clock::{self, now};
use super::options::Options;
use super::resolve::{ClientResolver, Resolver};
use super::robots;
use super::server::{Conduct, Gates, Server, Servers};
use super::tls;
use crate::bundle::{Exchange, Truncated};
use crate::extract;
use crate::facts::{Cause, TlsCause};

/// Name that a chunked framing's header gets once the framing is removed, as other archives do.
const ORIGINAL_FRAMING: &str = "x-archive-orig-transfer-encoding";

/// Header fields accepted in one answer.
const MAX_HEADER_FIELDS: usize = 200;

/// First pause before a prompt retry; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(400);

/// A server that asks for a longer pause is left to the second look.
const LONGEST_PROMPT_PAUSE: Duration = Duration::from_secs(60);

/// Faults in a row after which a server outside the portal is given up: it is asked for single
/// links only, and each costs up to three time limits.
const OUTSIDE_STOP_LOSS: u32 = 6;

/// After a body was cut by closing the connection, the request still counts as in flight for this
/// long: the server learns of the close only then.
const CLOSING: Duration = Duration::from_millis(10);

/// What the body is wanted for; decides how much of it is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// An HTML page of the portal, to be read in full if that is what it is.
    Page,
    /// Data that fills a page of the portal, to be read in full.
    Data,
    /// Only whether it is there.
    Presence,
    /// robots.txt.
    Robots,
    /// A sitemap file.
    Sitemap,
}

/// One request to make.
#[derive(Clone, Debug)]
pub struct Ask {
    /// URL, without fragment.
    pub url: Url,
    /// What for.
    pub want: Want,
    /// Belongs to the portal.
    pub in_scope: bool,
    /// Ask even a server outside the portal that was given up: its few suspects get their second
    /// look, or a host that is gone would never be confirmed.
    pub second: bool,
}

/// An answer, complete or cut.
#[derive(Debug)]
pub struct Answer {
    /// For the archive.
    pub exchange: Exchange,
    /// Headers.
    pub headers: HeaderMap,
    /// Why the body broke off, other than by our own limit.
    pub broken: Option<Cause>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Failure {
    /// The server was given up before.
    GivenUp,
    /// No usable answer.
    Cause {
        /// Why.
        cause: Cause,
        /// In words.
        text: String,
    },
}

/// HTTP client with politeness, guard and bounds.
#[derive(Debug)]
pub struct Fetcher {
    client: Client,
    headers: HeaderMap,
    resolver: Arc<Resolver>,
    servers: Servers,
    timeout: Duration,
    idle_timeout: Duration,
    retries: u32,
    page_bytes: usize,
    other_bytes: usize,
    verifier: Arc<tls::Verifier>,
}

/// Why no HTTP client could be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTP client: {0}")]
pub struct SetupError(String);

impl Fetcher {
    /// A client that asks `resolver` for addresses and passes `gates`.
    pub fn new(
        options: &Options,
        resolver: Arc<Resolver>,
        gates: Arc<Gates>,
        roots: tls::Roots,
    ) -> Result<Self, SetupError> {
        let headers = request_headers(&options.user_agent)?;
        let verifier = Arc::new(tls::Verifier::new(roots));
        let client = client(options, &headers, &resolver, &verifier)?;
        Ok(Self {
            client,
            headers,
            resolver,
            servers: Servers::new(gates, options.stop_loss_after),
            timeout: options.timeout,
            idle_timeout: options.idle_timeout,
            retries: options.retries,
            page_bytes: options.page_bytes,
            other_bytes: options.other_bytes,
            verifier,
        })
    }

    /// The resolver.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// The server of a URL.
    pub async fn server(&self, url: &Url, in_scope: bool) -> Result<Arc<Server>, Cause> {
        let ips = self.resolver.addresses(url, !in_scope).await?;
        let port = url.port_or_known_default().unwrap_or(80);
        let stop_loss_after = (!in_scope).then_some(OUTSIDE_STOP_LOSS);
        Ok(self.servers.at(&ips, port, stop_loss_after))
    }

    /// Asks once, and again promptly while the failure looks transient.
    pub async fn ask(&self, ask: &Ask) -> Result<Answer, Failure> {
        let mut pause = FIRST_PAUSE;
        let mut tries = 0;
        loop {
            let server = self
                .server(&ask.url, ask.in_scope)
                .await
                .map_err(no_address)?;
            let forgiven = ask.second && !ask.in_scope;
            if server.is_given_up() && !forgiven {
                return Err(Failure::GivenUp);
            }
            let permit = server.admit().await;
            if server.is_given_up() && !forgiven {
                return Err(Failure::GivenUp);
            }
            let start = Instant::now();
            let result = self.exchange(ask).await;
            drop(permit);
            let asked_pause = result.as_ref().ok().and_then(retry_after);
            server.note(conduct(&result, start.elapsed(), asked_pause));

            let bearable = asked_pause.is_none_or(|pause| pause <= LONGEST_PROMPT_PAUSE);
            if tries == self.retries
                || !is_transient(&result)
                || !bearable
                || !server.is_worth_a_retry()
            {
                return result;
            }
            tries += 1;
            tokio::time::sleep(jittered(pause)).await;
            pause *= 2;
        }
    }

    async fn exchange(&self, ask: &Ask) -> Result<Answer, Failure> {
        let deadline = tokio::time::Instant::now() + self.timeout;
        let sent = timeout_at(deadline, self.client.get(ask.url.clone()).send());
        let mut response = match tls::watch_handshake(sent).await {
            (Ok(Ok(response)), _) => response,
            (Ok(Err(error)), in_handshake) => return Err(failure(&error, in_handshake)),
            (Err(_), in_handshake) => return Err(timed_out(in_handshake)),
        };
        let server = response.remote_addr();
        // A name may have changed its address between the check and the connection.
        if server.is_some_and(|server| !self.resolver.allows(server)) {
            return Err(no_address(Cause::Guard));
        }
        let head = response_head(&response);
        let headers = response.headers().clone();
        let ip: Option<IpAddr> = server.map(|address| address.ip());
        let status = response.status().as_u16();
        let tls_fault = self.verifier.fault(&ask.url, &response);
        let body = self.body(ask.want, &mut response, deadline).await;
        drop(response);
        if body.truncated.is_some() {
            tokio::time::sleep(CLOSING).await;
        }
        let content_type = header_text(&headers, CONTENT_TYPE.as_str());
        Ok(Answer {
            exchange: Exchange {
                url: ask.url.to_string(),
                ip,
                at: now(),
                request_head: self.request_head(&ask.url),
                response_head: head,
                status,
                content_type,
                body: body.bytes,
                truncated: body.truncated,
                tls_fault,
            },
            headers,
            broken: body.broken,
        })
    }

    async fn body(
        &self,
        want: Want,
        response: &mut Response,
        deadline: tokio::time::Instant,
    ) -> Body {
        let content_type = header_text(response.headers(), CONTENT_TYPE.as_str());
        let expected = response.content_length().unwrap_or(0) as usize;
        let mut body = Body::default();
        body.bytes.reserve(expected.min(self.other_bytes));
        loop {
            let idle = tokio::time::Instant::now() + self.idle_timeout;
            let piece = match timeout_at(deadline.min(idle), response.chunk()).await {
                Err(_) => return body.broken(Truncated::Time, Cause::Timeout),
                Ok(Err(error)) if error.is_timeout() => {
                    return body.broken(Truncated::Time, Cause::Timeout);
                }
                Ok(Err(_)) => return body.broken(Truncated::Disconnect, Cause::Reset),
                Ok(Ok(None)) => return body,
                Ok(Ok(Some(piece))) => piece,
            };
            body.bytes.extend_from_slice(&piece);
            let limit = self.limit(want, content_type.as_deref(), &body.bytes);
            if body.bytes.len() > limit {
                // Dropping the response closes the connection: the rest is never sent.
                body.bytes.truncate(limit);
                body.truncated = Some(Truncated::Length);
                return body;
            }
        }
    }

    fn limit(&self, want: Want, content_type: Option<&str>, body: &[u8]) -> usize {
        match want {
            Want::Page if extract::is_html(content_type, body) => self.page_bytes,
            Want::Page | Want::Presence => self.other_bytes,
            Want::Robots => robots::MAX_BYTES,
            Want::Sitemap | Want::Data => self.page_bytes,
        }
    }

    fn request_head(&self, url: &Url) -> Vec<u8> {
        let mut head = format!("GET {}", url.path()).into_bytes();
        if let Some(query) = url.query() {
            head.push(b'?');
            head.extend_from_slice(query.as_bytes());
        }
        head.extend_from_slice(b" HTTP/1.1\r\n");
        for (name, value) in &self.headers {
            push_field(&mut head, name.as_str(), value.as_bytes());
        }
        let host = url.host_str().unwrap_or_default();
        let host = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        push_field(&mut head, HOST.as_str(), host.as_bytes());
        head.extend_from_slice(b"\r\n");
        head
    }
}

#[derive(Default)]
struct Body {
    bytes: Vec<u8>,
    truncated: Option<Truncated>,
    broken: Option<Cause>,
}

impl Body {
    fn broken(mut self, truncated: Truncated, cause: Cause) -> Self {
        self.truncated = Some(truncated);
        self.broken = Some(cause);
        self
    }
}

/// Value of a header as text; bytes that are no UTF-8 are replaced.
pub fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn request_headers(user_agent: &str) -> Result<HeaderMap, SetupError> {
    let mut headers = HeaderMap::new();
    let user_agent = HeaderValue::from_str(user_agent)
        .map_err(|_| SetupError(format!("user agent {user_agent:?} is no header value")))?;
    headers.insert(USER_AGENT, user_agent);
    headers.insert(
        ACCEPT,
        HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"),
    );
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip, deflate"));
    headers.insert(
        ACCEPT_LANGUAGE,
        HeaderValue::from_static("zh-CN,zh;q=0.9,en;q=0.5"),
    );
    Ok(headers)
}

fn client(
    options: &Options,
    headers: &HeaderMap,
    resolver: &Arc<Resolver>,
    verifier: &Arc<tls::Verifier>,
) -> Result<Client, SetupError> {
    let tls = tls::config(verifier).map_err(|error| SetupError(error.to_string()))?;
    Client::builder()
        .default_headers(headers.clone())
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only()
        .http1_max_headers(MAX_HEADER_FIELDS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(options.in_flight.max(1))
        .pool_idle_timeout(Duration::from_secs(15))
        .dns_resolver(ClientResolver(Arc::clone(resolver)))
        .tls_backend_preconfigured(tls)
        // The verifier is asked about the certificate of each answer.
        .tls_info(true)
        .build()
        .map_err(|error| SetupError(error.to_string()))
}

fn push_field(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    head.extend_from_slice(value);
    head.extend_from_slice(b"\r\n");
}

fn response_head(response: &Response) -> Vec<u8> {
    let status = response.status();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut head =
        format!("{:?} {} {reason}\r\n", response.version(), status.as_u16()).into_bytes();
    for (name, value) in response.headers() {
        let name = match *name == TRANSFER_ENCODING {
            true => ORIGINAL_FRAMING,
            false => name.as_str(),
        };
        push_field(&mut head, name, value.as_bytes());
    }
    head.extend_from_slice(b"\r\n");
    head
}

fn no_address(cause: Cause) -> Failure {
    let text = match cause {
        Cause::DnsNoName => "the name server knows no such name",
        Cause::DnsUnavailable => "the name server did not answer",
        Cause::Guard => {
            "the address is private, link-local or loopback, or the port is not one of the web"
        }
        _ => "the URL has no host",
    };
    Failure::Cause {
        cause,
        text: text.to_owned(),
    }
}

fn timed_out(in_handshake: bool) -> Failure {
    let (cause, text) = match in_handshake {
        true => (
            Cause::Tls(TlsCause::Timeout),
            "no answer to the TLS handshake within the time limit",
        ),
        false => (Cause::Timeout, "no answer within the time limit"),
    };
    Failure::Cause {
        cause,
        text: text.to_owned(),
    }
}

/// A server that hangs up on our greeting may speak only TLS that we do not speak: that is told
/// apart from one that hangs up on a request.
fn failure(error: &reqwest::Error, in_handshake: bool) -> Failure {
    match cause::of(error) {
        (Cause::Reset, text) if in_handshake => Failure::Cause {
            cause: Cause::Tls(TlsCause::Reset),
            text: format!("the TLS handshake was broken off: {text}"),
        },
        (cause, text) => Failure::Cause { cause, text },
    }
}

fn is_transient(result: &Result<Answer, Failure>) -> bool {
    match result {
        Ok(answer) => {
            answer.broken.is_some() || matches!(answer.exchange.status, 429 | 502 | 503 | 504)
        }
        Err(Failure::Cause { cause, .. }) => matches!(
            cause,
            Cause::Timeout
                | Cause::Reset
                | Cause::Refused
                | Cause::Unreachable
                | Cause::Tls(TlsCause::Timeout | TlsCause::Reset)
        ),
        Err(Failure::GivenUp) => false,
    }
}

fn conduct(
    result: &Result<Answer, Failure>,
    latency: Duration,
    asked_pause: Option<Duration>,
) -> Conduct {
    match result {
        Err(_) => Conduct::Fault,
        Ok(answer) if answer.broken.is_some() => Conduct::Fault,
        Ok(answer) => match answer.exchange.status {
            429 | 503 => Conduct::Pushback(asked_pause),
            401 | 403 | 407 | 412 | 521 => Conduct::Fault,
            500.. => Conduct::ServerError,
            _ => Conduct::Answer(latency),
        },
    }
}

/// Retry-After of an answer that asks for patience.
fn retry_after(answer: &Answer) -> Option<Duration> {
    if !matches!(answer.exchange.status, 429 | 503) {
        return None;
    }
    let value = answer.headers.get(RETRY_AFTER)?.to_str().ok()?;
    pause_of(value.trim(), clock::timestamp())
}

/// Value of Retry-After, in seconds or as an HTTP date.
fn pause_of(value: &str, now: Timestamp) -> Option<Duration> {
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    let seconds = until.as_second() - now.as_second();
    Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Between half and one and a half times `pause`, so that retries do not come in step.
fn jittered(pause: Duration) -> Duration {
    use std::hash::{BuildHasher, RandomState};
    let random = RandomState::new().hash_one(0) % 1_000;
    pause / 2 + pause.mul_f64(random as f64 / 1_000.0)
}

/// Whether an error of the file system means that the disk is full.
pub fn is_disk_full(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_as_seconds_and_as_a_date() {
        let now: Timestamp = "2026-11-22T08:00:00Z".parse().unwrap();
        let seconds = |value: &str| pause_of(value, now).map(|pause| pause.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Sun, 22 Nov 2026 08:00:30 GMT"), Some(30));
        assert_eq!(seconds("Sun, 22 Nov 2026 07:00:00 GMT"), Some(0));
        assert_eq!(seconds("soon"), None);
    }
}
