//! Undoes Content-Encoding under a cap, so that a few kilobytes cannot become gigabytes.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};
use thiserror::Error;

/// Decoded bytes beyond this are not read (10 MB: no portal page comes near it).
pub const MAX_DECODED: usize = 10 << 20;

/// Codings that one answer may stack; real servers stack two by mistake, bombs stack many.
const MAX_LAYERS: usize = 3;

/// Why a body could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CodingError {
    /// A coding that was not asked for.
    #[error("content encoding {0} was not asked for")]
    Unknown(String),
    /// The coded bytes are damaged.
    #[error("damaged {0} data")]
    Damaged(String),
}

/// Decodes `body` by the value of its Content-Encoding header. A body that was cut on the way
/// (`cut`) gives what its beginning holds; output beyond [`MAX_DECODED`] is dropped.
pub fn decode<'a>(
    body: &'a [u8],
    content_encoding: Option<&str>,
    cut: bool,
) -> Result<Cow<'a, [u8]>, CodingError> {
    let codings: Vec<String> = content_encoding
        .unwrap_or_default()
        .split(',')
        .map(|c| c.trim().to_ascii_lowercase())
        .filter(|c| !c.is_empty() && c != "identity")
        .collect();
    if codings.len() > MAX_LAYERS {
        return Err(CodingError::Unknown(codings.join(", ")));
    }
    let mut bytes = Cow::Borrowed(body);
    for coding in codings.iter().rev().filter(|_| !body.is_empty()) {
        bytes = Cow::Owned(undo(&bytes, coding, cut)?);
    }
    if bytes.len() > MAX_DECODED {
        bytes = Cow::Owned(bytes[..MAX_DECODED].to_vec());
    }
    Ok(bytes)
}

fn undo(body: &[u8], coding: &str, cut: bool) -> Result<Vec<u8>, CodingError> {
    let mut decoder: Box<dyn Read + '_> = match coding {
        "gzip" | "x-gzip" => Box::new(GzDecoder::new(body)),
        "deflate" if is_zlib(body) => Box::new(ZlibDecoder::new(body)),
        "deflate" => Box::new(DeflateDecoder::new(body)),
        _ => return Err(CodingError::Unknown(coding.to_owned())),
    };
    let mut out = Vec::with_capacity((body.len() * 4).min(MAX_DECODED));
    match decoder
        .by_ref()
        .take(MAX_DECODED as u64)
        .read_to_end(&mut out)
    {
        Ok(_) => Ok(out),
        Err(_) if cut => Ok(out),
        Err(_) => Err(CodingError::Damaged(coding.to_owned())),
    }
}

/// "deflate" should be zlib (RFC 9110, 8.4.1.2), but some servers send raw deflate data.
fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [a, b, ..] if a & 0x0f == 8 && (u16::from(*a) << 8 | u16::from(*b)) % 31 == 0)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    fn gzip(data: &[u8]) -> Vec<u8> {
        let mut e = GzEncoder::new(Vec::new(), Compression::best());
        e.write_all(data).unwrap();
        e.finish().unwrap()
    }

    #[test]
    fn every_asked_coding_is_undone() {
        let text = "公开".repeat(50);
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(text.as_bytes()).unwrap();
        let mut raw = DeflateEncoder::new(Vec::new(), Compression::fast());
        raw.write_all(text.as_bytes()).unwrap();
        let twice = gzip(&gzip(text.as_bytes()));
        for (body, coding) in [
            (gzip(text.as_bytes()), "gzip"),
            (zlib.finish().unwrap(), "deflate"),
            (raw.finish().unwrap(), "Deflate"),
            (twice, "gzip, gzip"),
            (text.clone().into_bytes(), "identity"),
        ] {
            let got = decode(&body, Some(coding), false).unwrap();
            assert_eq!(got.as_ref(), text.as_bytes(), "{coding}");
        }
    }

    #[test]
    fn a_bomb_stops_at_the_cap() {
        let bomb = gzip(&vec![b'a'; 3 * MAX_DECODED]);
        assert!(bomb.len() < 300_000);
        assert_eq!(
            decode(&bomb, Some("gzip"), false).unwrap().len(),
            MAX_DECODED
        );
    }

    #[test]
    fn damage_is_an_error_and_a_cut_body_is_not() {
        let whole = gzip("公开".repeat(500).as_bytes());
        let half = &whole[..whole.len() / 2];
        assert!(matches!(
            decode(half, Some("gzip"), false),
            Err(CodingError::Damaged(_))
        ));
        assert!(decode(half, Some("gzip"), true).is_ok());
        assert!(matches!(
            decode(b"x", Some("br"), false),
            Err(CodingError::Unknown(_))
        ));
        assert!(decode(b"", Some("gzip"), false).unwrap().is_empty());
    }
}
