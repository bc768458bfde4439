//! One archived answer, read back from its WARC file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::GzDecoder;

use super::content_coding::{CodingError, MAX_DECODED, decode};
use super::files::file_name;
use super::nesting::parseable;
use super::rows::RecordRow;

/// Headers of a record or an answer end within this; more is damage.
const MAX_HEADERS: usize = 1_000;

/// Unpacked bytes of one record: far more than a crawl keeps of an answer.
const MAX_RECORD: u64 = 64 << 20;

/// An answer as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payload {
    /// URL of the request.
    pub url: String,
    /// When it came, RFC 3339, UTC.
    pub at: String,
    /// HTTP status.
    pub status: u16,
    /// Header names (lower-case) and values as sent.
    pub headers: Vec<(String, Vec<u8>)>,
    /// Body before content decoding.
    pub body: Vec<u8>,
    /// The body was cut on the way or by a limit.
    pub cut: bool,
}

/// What of a body may be given to the HTML parser.
#[derive(Debug)]
pub struct PageBytes<'a> {
    /// The body after content decoding, up to where it nests too deeply.
    pub bytes: Cow<'a, [u8]>,
    /// Nothing is missing: the answer came whole and within all limits.
    pub is_whole: bool,
}

/// Undoes the content coding of a body; `cut` tells that it was cut on the way or by a limit.
///
/// # Errors
/// See [`decode`].
pub fn page_bytes<'a>(
    body: &'a [u8],
    content_encoding: Option<&str>,
    cut: bool,
) -> Result<PageBytes<'a>, CodingError> {
    let mut bytes = decode(body, content_encoding, cut)?;
    let keep = parseable(&bytes).len();
    let is_whole = !cut && keep == bytes.len() && keep < MAX_DECODED;
    match &mut bytes {
        Cow::Owned(bytes) => bytes.truncate(keep),
        Cow::Borrowed(bytes) => *bytes = &bytes[..keep],
    }
    Ok(PageBytes { bytes, is_whole })
}

impl Payload {
    /// Value of a header, as text; bytes that are no UTF-8 are replaced.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| String::from_utf8_lossy(v).into_owned())
    }

    /// What of the body may be given to the HTML parser.
    pub fn page_bytes(&self) -> Result<PageBytes<'_>, CodingError> {
        let coding = self.header("content-encoding");
        page_bytes(&self.body, coding.as_deref(), self.cut)
    }
}

/// Reads the answer that `row` describes from the WARC files in `dir`.
pub(super) fn read(dir: &Path, row: &RecordRow) -> io::Result<Payload> {
    let mut file = File::open(dir.join(file_name(row.file)))?;
    file.seek(SeekFrom::Start(row.offset))?;
    let member = BufReader::new(file.take(row.length));
    let mut record = Vec::new();
    let unpacked = GzDecoder::new(member);
    unpacked.take(MAX_RECORD + 1).read_to_end(&mut record)?;
    if record.len() as u64 > MAX_RECORD {
        return Err(damaged());
    }
    parse(&record, row.url.clone(), row.at.clone())
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "damaged WARC record")
}

/// The answer in an unpacked record.
pub(super) fn parse(record: &[u8], url: String, at: String) -> io::Result<Payload> {
    let rest = record.strip_prefix(b"WARC/1.1\r\n").ok_or_else(damaged)?;
    let mut fields = vec![httparse::EMPTY_HEADER; MAX_HEADERS];
    let (used, fields) = match httparse::parse_headers(rest, &mut fields) {
        Ok(httparse::Status::Complete(parsed)) => parsed,
        _ => return Err(damaged()),
    };
    let field = |name: &str| fields.iter().find(|f| f.name.eq_ignore_ascii_case(name));
    let length: usize = field("Content-Length")
        .and_then(|f| std::str::from_utf8(f.value).ok())
        .and_then(|v| v.parse().ok())
        .ok_or_else(damaged)?;
    let cut = field("WARC-Truncated").is_some();
    let end = used.checked_add(length).ok_or_else(damaged)?;
    let block = rest.get(used..end).ok_or_else(damaged)?;

    let mut headers = vec![httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(body_at)) = response.parse(block) else {
        return Err(damaged());
    };
    Ok(Payload {
        url,
        at,
        status: response.code.ok_or_else(damaged)?,
        headers: response
            .headers
            .iter()
            .map(|h| (h.name.to_ascii_lowercase(), h.value.to_vec()))
            .collect(),
        body: block[body_at..].to_vec(),
        cut,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn a_record_that_unpacks_without_end_is_damage() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        let head = format!("WARC/1.1\r\nContent-Length: {}\r\n\r\n", MAX_RECORD);
        bomb.write_all(head.as_bytes()).unwrap();
        for _ in 0..=MAX_RECORD >> 20 {
            bomb.write_all(&[0; 1 << 20]).unwrap();
        }
        let bomb = bomb.finish().unwrap();
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(file_name(0)), &bomb).unwrap();
        let row = RecordRow {
            seq: 1,
            file: 0,
            offset: 0,
            length: bomb.len() as u64,
            key: String::new(),
            url: "http://a.gov.cn/".to_owned(),
            at: String::new(),
            status: 200,
            mime: String::new(),
            digest: String::new(),
        };
        let error = read(dir.path(), &row).unwrap_err();
        assert_eq!(error.to_string(), "damaged WARC record");
    }
}
