//! One HTTP exchange as WARC records, with the digests that prove it.

use std::io;
use std::net::IpAddr;

use data_encoding::{BASE32, HEXLOWER};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::rows::RecordRow;
use super::surt;
use super::warc::{RecordIds, append_member};
use crate::facts::TlsCause;

/// Field of a response record that was read without verification.
const TLS_FAULT: &str = "X-Gongkai-TLS-Fault";

/// Why a body in the archive is not complete (`WARC-Truncated`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truncated {
    /// We stopped reading at a limit.
    Length,
    /// The time limit passed.
    Time,
    /// The other side closed or reset the connection.
    Disconnect,
}

impl Truncated {
    fn as_str(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Time => "time",
            Self::Disconnect => "disconnect",
        }
    }
}

/// One request with its answer, as they went over the wire, except that chunked framing is
/// already removed and header names are lower-case (the HTTP library does both).
#[derive(Clone, Debug)]
pub struct Exchange {
    /// URL of the request.
    pub url: String,
    /// Address that answered.
    pub ip: Option<IpAddr>,
    /// When the answer came, RFC 3339, UTC, whole seconds.
    pub at: String,
    /// Request line and headers, with the empty line.
    pub request_head: Vec<u8>,
    /// Status line and headers, with the empty line.
    pub response_head: Vec<u8>,
    /// Status.
    pub status: u16,
    /// Content-Type as sent.
    pub content_type: Option<String>,
    /// Body before content decoding.
    pub body: Vec<u8>,
    /// Why the body is not complete.
    pub truncated: Option<Truncated>,
    /// What is wrong with the certificate of the server: the answer was not verified.
    pub tls_fault: Option<TlsCause>,
}

/// An exchange ready to be appended to a WARC file.
#[derive(Debug)]
pub struct ArchivedExchange {
    /// Gzip members: request, then response.
    pub bytes: Vec<u8>,
    /// Row of the response; its offset counts from the start of `bytes`.
    pub row: RecordRow,
    /// `WARC-Record-ID` of the response.
    pub record: String,
    /// SHA-256 of the payload as received, lower-case hex.
    pub sha256: String,
}

fn sha1_base32(parts: &[&[u8]]) -> String {
    let mut hash = Sha1::new();
    for part in parts {
        hash.update(part);
    }
    BASE32.encode(&hash.finalize())
}

/// Builds the records of one exchange. Errors come from the compressor only.
pub fn archive(exchange: &Exchange, ids: &RecordIds) -> io::Result<ArchivedExchange> {
    let response_id = ids.allocate();
    let request_id = ids.allocate();
    let address = exchange
        .ip
        .map(|ip| format!("WARC-IP-Address: {ip}\r\n"))
        .unwrap_or_default();
    let mut bytes = Vec::with_capacity(exchange.body.len() / 2 + 1024);

    let request_head = format!(
        "WARC-Type: request\r\nWARC-Record-ID: <{request_id}>\r\nWARC-Date: {}\r\n\
         WARC-Target-URI: {}\r\nWARC-Concurrent-To: <{response_id}>\r\n{address}\
         WARC-Block-Digest: sha1:{}\r\nContent-Type: application/http; msgtype=request\r\n",
        exchange.at,
        exchange.url,
        sha1_base32(&[&exchange.request_head]),
    );
    append_member(&mut bytes, &request_head, &[&exchange.request_head])?;
    let offset = bytes.len() as u64;

    let digest = sha1_base32(&[&exchange.body]);
    let truncated = exchange
        .truncated
        .map(|why| format!("WARC-Truncated: {}\r\n", why.as_str()))
        .unwrap_or_default();
    let tls_fault = exchange
        .tls_fault
        .map(|fault| format!("{TLS_FAULT}: {}\r\n", fault.as_str()))
        .unwrap_or_default();
    let response_head = format!(
        "WARC-Type: response\r\nWARC-Record-ID: <{response_id}>\r\nWARC-Date: {}\r\n\
         WARC-Target-URI: {}\r\n{address}WARC-Block-Digest: sha1:{}\r\n\
         WARC-Payload-Digest: sha1:{digest}\r\n{truncated}{tls_fault}\
         Content-Type: application/http; msgtype=response\r\n",
        exchange.at,
        exchange.url,
        sha1_base32(&[&exchange.response_head, &exchange.body]),
    );
    append_member(
        &mut bytes,
        &response_head,
        &[&exchange.response_head, &exchange.body],
    )?;

    let row = RecordRow {
        seq: response_id.seq(),
        file: 0,
        offset,
        length: bytes.len() as u64 - offset,
        key: surt(&exchange.url),
        url: exchange.url.clone(),
        at: exchange.at.clone(),
        status: exchange.status,
        mime: mime(exchange.content_type.as_deref()),
        digest,
    };
    Ok(ArchivedExchange {
        bytes,
        row,
        record: response_id.to_string(),
        sha256: HEXLOWER.encode(&Sha256::digest(&exchange.body)),
    })
}

/// Media type without parameters; `unk` as other CDX writers put it where there is none.
fn mime(content_type: Option<&str>) -> String {
    content_type
        .and_then(|t| t.split(';').next())
        .map(|t| t.trim().to_ascii_lowercase())
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| "unk".to_owned())
}

/// The first record of every WARC file: who wrote it and how bodies and headers were kept.
pub fn warcinfo(ids: &RecordIds, at: &str, user_agent: &str, robots: &str) -> io::Result<Vec<u8>> {
    let block = format!(
        "software: gongkai/{}\r\nformat: WARC file version 1.1\r\n\
         conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
         http-header-user-agent: {user_agent}\r\nrobots: {robots}\r\n\
         description: bodies are kept before content decoding; chunked framing is removed and its \
         header renamed to x-archive-orig-transfer-encoding; header names are lower-case because \
         the HTTP library hands them over so; a response with the field {TLS_FAULT} was read \
         although the certificate of its server proves nothing, for the reason that it gives\r\n",
        env!("CARGO_PKG_VERSION"),
    );
    let head = format!(
        "WARC-Type: warcinfo\r\nWARC-Record-ID: <{}>\r\nWARC-Date: {at}\r\n\
         WARC-Block-Digest: sha1:{}\r\nContent-Type: application/warc-fields\r\n",
        ids.allocate(),
        sha1_base32(&[block.as_bytes()]),
    );
    let mut bytes = Vec::new();
    append_member(&mut bytes, &head, &[block.as_bytes()])?;
    Ok(bytes)
}
