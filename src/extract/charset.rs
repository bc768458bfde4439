//! Charset of a page: which one to read it with, and how that was found.
//!
//! Declarations on government pages are often wrong, so bytes that are valid UTF-8 beat any
//! declaration, and a declaration that decodes badly loses to the guess.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::facts::{Charset, CharsetSource};

/// A `<meta>` counts only when it stands this early: Word leaves others deep in the body.
const META_WINDOW: usize = 4096;

/// Bytes looked at for the guess and for weighing decoding errors.
const SAMPLE: usize = 64 * 1024;

/// Decodes a page. Never fails: undecodable bytes become U+FFFD and set `damaged`.
pub fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> (Cow<'a, str>, Charset) {
    if let Some((encoding, bom)) = Encoding::for_bom(body) {
        return finish(encoding, CharsetSource::Bom, &body[bom..]);
    }
    let text = std::str::from_utf8(body);
    if text.is_ok() || is_mostly_utf8(body) {
        let source = match declared(body, content_type) {
            Some((encoding, source)) if encoding == UTF_8 => source,
            _ => CharsetSource::Utf8Bytes,
        };
        return match text {
            Ok(text) => (Cow::Borrowed(text), charset_of(UTF_8, source, false)),
            Err(_) => finish(UTF_8, source, body),
        };
    }
    if let Some((encoding, source)) = declared(body, content_type)
        && encoding != UTF_8
        && few_errors(encoding, body)
    {
        return finish(encoding, source, body);
    }
    let (encoding, source) = guess(body);
    finish(encoding, source, body)
}

fn finish<'a>(
    encoding: &'static Encoding,
    source: CharsetSource,
    body: &'a [u8],
) -> (Cow<'a, str>, Charset) {
    let (text, damaged) = encoding.decode_without_bom_handling(body);
    (text, charset_of(encoding, source, damaged))
}

fn charset_of(encoding: &'static Encoding, source: CharsetSource, damaged: bool) -> Charset {
    Charset {
        label: encoding.name().to_owned(),
        source,
        damaged,
    }
}

/// UTF-8 with at most one invalid sequence per hundred non-ASCII characters: one bad byte must
/// not turn a whole page into mojibake.
fn is_mostly_utf8(body: &[u8]) -> bool {
    let Err(first) = std::str::from_utf8(body) else {
        return true;
    };
    if first.error_len().is_none() {
        return true;
    }
    let (mut good, mut bad, mut rest) = (0usize, 0usize, &body[..body.len().min(SAMPLE)]);
    loop {
        match std::str::from_utf8(rest) {
            Ok(text) => {
                good += non_ascii(text);
                break;
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                good += non_ascii(std::str::from_utf8(valid).unwrap_or(""));
                let Some(skip) = error.error_len() else {
                    break;
                };
                bad += 1;
                rest = &after[skip..];
            }
        }
    }
    bad * 100 < good
}

fn non_ascii(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

fn declared(body: &[u8], content_type: Option<&str>) -> Option<(&'static Encoding, CharsetSource)> {
    if let Some(encoding) = content_type.and_then(charset_parameter) {
        return Some((encoding, CharsetSource::Header));
    }
    let head = &body[..body.len().min(META_WINDOW)];
    let is_tag = |at: usize, name: &[u8]| {
        let tag = head.get(at + 1..at + 1 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name))
    };
    let encoding = memchr::memchr_iter(b'<', head)
        .take_while(|&at| !is_tag(at, b"body"))
        .filter(|&at| is_tag(at, b"meta"))
        .find_map(|at| {
            let end = memchr::memchr(b'>', &head[at..]).map_or(head.len(), |end| at + end);
            charset_parameter(&String::from_utf8_lossy(&head[at..end]))
        })?;
    // A page whose `<meta>` could be read as ASCII is not UTF-16, whatever it says.
    let utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    (!utf16).then_some((encoding, CharsetSource::Meta))
}

/// Value of `charset=` in a header or a `<meta>`; GB2312 and GBK are read as GB18030, their
/// superset, because editors paste characters that the declared one lacks.
fn charset_parameter(text: &str) -> Option<&'static Encoding> {
    let at = text.to_ascii_lowercase().find("charset=")? + "charset=".len();
    let label: String = text[at..]
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == GBK { GB18030 } else { encoding })
}

fn few_errors(encoding: &'static Encoding, body: &[u8]) -> bool {
    let sample = &body[..body.len().min(SAMPLE)];
    let (text, damaged) = encoding.decode_without_bom_handling(sample);
    if !damaged {
        return true;
    }
    let bad = text.chars().filter(|&c| c == '\u{fffd}').count();
    bad * 50 < non_ascii(&text)
}

/// The detector without a hint knows Big5; with the hint `cn` it knows short GBK texts. Asking
/// first without and then with the hint gets both right (FEASIBILITY §5, row 3).
fn guess(body: &[u8]) -> (&'static Encoding, CharsetSource) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = &body[..body.len().min(SAMPLE)];
    detector.feed(sample, true);
    let plain = detector.guess(None, Utf8Detection::Allow);
    let encoding = if plain == UTF_8 || plain == encoding_rs::BIG5 {
        plain
    } else {
        detector.guess(Some(b"cn"), Utf8Detection::Allow)
    };
    let encoding = if encoding == GBK || encoding == WINDOWS_1252 {
        GB18030
    } else {
        encoding
    };
    (encoding, CharsetSource::Guess)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<html><head><title>县人民政府</title></head><body>通知公告：政务公开工作要点</body></html>";

    fn gbk(text: &str) -> Vec<u8> {
        GB18030.encode(text).0.into_owned()
    }

    #[test]
    fn gbk_is_read_by_header_by_meta_and_without_any_declaration() {
        let bytes = gbk(TEXT);
        for content_type in [Some("text/html; charset=gb2312"), Some("text/html"), None] {
            let (text, charset) = decode(&bytes, content_type);
            assert_eq!(text, TEXT, "{charset:?}");
            assert!(!charset.damaged);
        }
        let with_meta = gbk(&TEXT.replace("<title>", "<meta charset=\"GBK\"><title>"));
        assert_eq!(decode(&with_meta, None).1.source, CharsetSource::Meta);
    }

    #[test]
    fn utf8_bytes_beat_a_wrong_declaration_and_survive_one_bad_byte() {
        let (text, charset) = decode(TEXT.as_bytes(), Some("text/html; charset=gb2312"));
        assert_eq!(
            (text.as_ref(), charset.source),
            (TEXT, CharsetSource::Utf8Bytes)
        );
        let mut bytes = TEXT.repeat(10).into_bytes();
        bytes.insert(40, 0xff);
        let (text, charset) = decode(&bytes, None);
        assert!(text.contains("政务公开"));
        assert!(charset.damaged && charset.label == "UTF-8");
    }

    #[test]
    fn a_meta_inside_the_body_is_ignored() {
        let page =
            gbk("<html><head></head><body>通知公告政务公开<meta charset=utf-8></body></html>");
        assert!(decode(&page, None).0.contains("通知公告"));
    }

    #[test]
    fn a_byte_order_mark_beats_everything() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
        let (text, charset) = decode(&bytes, Some("text/html; charset=gb2312"));
        assert_eq!((text.as_ref(), charset.source), (TEXT, CharsetSource::Bom));
    }
}
