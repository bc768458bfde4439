//! HTTP/1.1 on the wire, as much of it as serving files needs: reading a request head, writing a
//! response. What is answered is decided in `answer`.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::answer::{Delivery, Response};

/// Largest request head; more gets 431.
const MAX_HEAD: usize = 16 * 1024;
/// Most header fields of a request; more gets 431.
const MAX_FIELDS: usize = 64;

/// Head of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestHead {
    pub method: String,
    /// Request target as sent.
    pub target: String,
    pub host: Option<String>,
    pub user_agent: Option<String>,
    /// Whether the connection may be used again. A request with a body ends it: nobody reads
    /// bodies here.
    pub keep_alive: bool,
}

impl RequestHead {
    /// Path as sent, and the query with its `?` or an empty text. Absolute targets lose their
    /// scheme and host.
    pub fn path_and_query(&self) -> (&str, &str) {
        let target = match self.target.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => {
                rest.find('/').map_or("/", |at| &rest[at..])
            }
            _ => &self.target,
        };
        target.split_at(target.find('?').unwrap_or(target.len()))
    }
}

/// Why there is no request.
#[derive(Debug)]
pub(super) enum NoRequest {
    /// The other side closed the connection or it failed.
    Closed,
    /// Head too large: 431.
    TooLarge,
    /// Not HTTP: 400.
    Malformed,
}

/// Reads the next request head. `buffer` keeps what was read beyond it.
pub(super) async fn read_head(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> Result<RequestHead, NoRequest> {
    loop {
        if let Some((head, length)) = parse(buffer)? {
            buffer.drain(..length);
            return Ok(head);
        }
        if buffer.len() >= MAX_HEAD {
            return Err(NoRequest::TooLarge);
        }
        match stream.read_buf(buffer).await {
            Ok(0) | Err(_) => return Err(NoRequest::Closed),
            Ok(_) => {}
        }
    }
}

/// A head and its length; `None` while it is incomplete.
fn parse(buffer: &[u8]) -> Result<Option<(RequestHead, usize)>, NoRequest> {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let length = match request.parse(buffer) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(NoRequest::TooLarge),
        Err(_) => return Err(NoRequest::Malformed),
    };
    let field = |name: &str| {
        let found = request
            .headers
            .iter()
            .find(|h| h.name.eq_ignore_ascii_case(name))?;
        Some(String::from_utf8_lossy(found.value).trim().to_owned())
    };
    let connection = field("connection").unwrap_or_default().to_ascii_lowercase();
    let has_body =
        field("transfer-encoding").is_some() || field("content-length").is_some_and(|n| n != "0");
    let keep_alive = if request.version == Some(0) {
        connection == "keep-alive"
    } else {
        connection != "close"
    };
    let head = RequestHead {
        method: request.method.unwrap_or_default().to_owned(),
        target: request.path.unwrap_or_default().to_owned(),
        host: field("host"),
        user_agent: field("user-agent"),
        keep_alive: keep_alive && !has_body,
    };
    Ok(Some((head, length)))
}

/// How writing a response ended.
#[derive(Debug)]
pub(super) struct Written {
    /// Bytes sent, head included.
    pub sent: u64,
    /// Whether the connection may be used again.
    pub reusable: bool,
}

/// Writes a response. `with_body` is false for HEAD.
pub(super) async fn write(
    stream: &mut TcpStream,
    response: &Response<'_>,
    with_body: bool,
    keep_alive: bool,
) -> io::Result<Written> {
    tokio::time::sleep(response.wait).await;
    let mut message = head(response, keep_alive).into_bytes();
    let body: &[u8] = if with_body { &response.body } else { b"" };
    let half = body.len() / 2;
    let (now, later, pause) = match response.delivery {
        Delivery::Whole => (body, &b""[..], Duration::ZERO),
        Delivery::Halves(pause) => (&body[..half], &body[half..], pause),
        Delivery::ResetHalfway => (&body[..half], &b""[..], Duration::ZERO),
        Delivery::Cut(bytes) => (&body[..bytes.min(body.len())], &b""[..], Duration::ZERO),
    };
    message.extend_from_slice(now);
    stream.write_all(&message).await?;
    if !later.is_empty() {
        tokio::time::sleep(pause).await;
        stream.write_all(later).await?;
    }
    if with_body && response.delivery == Delivery::ResetHalfway {
        stream.set_zero_linger()?;
    }
    let complete = now.len() + later.len() == body.len();
    Ok(Written {
        sent: (message.len() + later.len()) as u64,
        reusable: keep_alive && complete,
    })
}

/// Status line and header fields.
fn head(response: &Response<'_>, keep_alive: bool) -> String {
    let reason = http::StatusCode::from_u16(response.status)
        .ok()
        .and_then(|s| s.canonical_reason())
        .unwrap_or("-");
    let mut text = format!(
        "HTTP/1.1 {} {reason}\r\nServer: gongkai-fixture\r\n",
        response.status
    );
    #[allow(
        clippy::disallowed_methods,
        reason = "a server states the time of its answer"
    )]
    let now = jiff::Timestamp::now();
    if let Ok(date) = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&now) {
        text.push_str(&format!("Date: {date}\r\n"));
    }
    for (name, value) in &response.headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    let connection = if keep_alive { "keep-alive" } else { "close" };
    text.push_str(&format!(
        "Content-Length: {}\r\nConnection: {connection}\r\n\r\n",
        response.body.len()
    ));
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    fn head_of(text: &str) -> RequestHead {
        parse(text.as_bytes()).unwrap().unwrap().0
    }

    #[test]
    fn targets_in_absolute_form_lose_their_host() {
        let head = head_of("GET http://h:1/a/?b=://c HTTP/1.1\r\nHost: h:1\r\n\r\n");
        assert_eq!(head.path_and_query(), ("/a/", "?b=://c"));
        let head = head_of("GET /a?u=http://x/ HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_eq!(head.path_and_query(), ("/a", "?u=http://x/"));
    }

    #[test]
    fn connections_are_kept_by_the_rules_of_the_version() {
        for (text, keep) in [
            ("GET / HTTP/1.1\r\n\r\n", true),
            ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false),
            ("GET / HTTP/1.0\r\n\r\n", false),
            ("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true),
            ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", false),
        ] {
            assert_eq!(head_of(text).keep_alive, keep, "{text}");
        }
    }
}
