//! Charset of a page: which one to read it with, and how that was found.
//!
//! Declarations on government pages are often wrong, so bytes that are mostly UTF-8 beat any
//! declaration, one that could decode anything proves nothing, and one that decodes badly loses to
//! the guess. What does not belong to the page's charset (an included file in another one) becomes
//! U+FFFD and is never read as something else.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::facts::{Charset, CharsetSource};

/// A `<meta>` counts only when it stands this early: Word leaves others deep in the body.
const META_WINDOW: usize = 4096;

/// Bytes looked at for the guess and for weighing decoding errors, from the first that is no ASCII.
const SAMPLE: usize = 64 * 1024;

/// Bytes looked at to tell UTF-16 without a mark: pages begin with tags.
const UTF16_WINDOW: usize = 64;

/// So many Chinese characters of UTF-8 in a row are no accident in a page of another charset.
const ISLAND: usize = 4;

/// Stands for a byte that was taken out: ASCII, and made for this.
const SUBSTITUTE: char = '\u{1a}';

/// First character that takes three bytes in UTF-8 and that Chinese pages use.
const FIRST_WIDE: char = '\u{2000}';

/// Decodes a page. Never fails: undecodable bytes become U+FFFD and set `damaged`.
pub fn decode<'a>(body: &'a [u8], content_type: Option<&str>) -> (Cow<'a, str>, Charset) {
    if let Some((encoding, bom)) = Encoding::for_bom(body) {
        return finish(encoding, CharsetSource::Bom, &body[bom..]);
    }
    if let Some(encoding) = utf16(body) {
        return finish(encoding, CharsetSource::Guess, body);
    }
    let text = std::str::from_utf8(body);
    let signs = match &text {
        Ok(_) => Utf8Signs::default(),
        Err(_) => Utf8Signs::of(body),
    };
    if text.is_ok() || signs.are_of_utf8() {
        let says_so = declared(body, content_type).find(|(encoding, _)| *encoding == UTF_8);
        let source = says_so.map_or(CharsetSource::Utf8Bytes, |(_, source)| source);
        return match text {
            Ok(text) => (Cow::Borrowed(text), charset_of(UTF_8, source, false)),
            Err(_) => finish(UTF_8, source, body),
        };
    }
    let own = match signs.run < ISLAND {
        true => Cow::Borrowed(body),
        false => without_islands(body),
    };
    let sample = sample(&own);
    let fitting = declared(body, content_type).find(|(encoding, _)| fits(encoding, sample));
    let (encoding, source) = fitting.unwrap_or_else(|| guess(sample));
    match own {
        Cow::Borrowed(_) => finish(encoding, source, body),
        Cow::Owned(own) => {
            let (text, _) = encoding.decode_without_bom_handling(&own);
            let text = text.replace(SUBSTITUTE, "\u{fffd}");
            (Cow::Owned(text), charset_of(encoding, source, true))
        }
    }
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

/// UTF-16 without a byte order mark, whatever is declared: every second byte of its tags is zero.
fn utf16(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(UTF16_WINDOW)];
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    // 一 and 开 have a zero in the other place.
    let is_clear = |high: usize, low: usize| high > 2 && high * 8 >= head.len() && high > 3 * low;
    if is_clear(odd, even) {
        Some(UTF_16LE)
    } else {
        is_clear(even, odd).then_some(UTF_16BE)
    }
}

/// What the bytes look like as UTF-8.
#[derive(Default)]
struct Utf8Signs {
    /// Characters of Chinese pages.
    wide: usize,
    /// Broken sequences.
    broken: usize,
    /// Most of those characters in a row.
    run: usize,
}

impl Utf8Signs {
    fn of(body: &[u8]) -> Self {
        let mut signs = Self::default();
        for chunk in body.utf8_chunks() {
            let mut run = 0;
            for c in chunk.valid().chars() {
                run = if is_wide(c) { run + 1 } else { 0 };
                signs.wide += run.min(1);
                signs.run = signs.run.max(run);
            }
            signs.broken += usize::from(!chunk.invalid().is_empty());
        }
        signs
    }

    /// More characters of Chinese pages than broken sequences: one bad byte, or one included file in
    /// GBK, must not turn a whole page into mojibake. GBK text read as UTF-8 is nearly all broken.
    fn are_of_utf8(&self) -> bool {
        self.wide > self.broken
    }
}

fn is_wide(c: char) -> bool {
    c >= FIRST_WIDE && c != char::REPLACEMENT_CHARACTER
}

/// The bytes with UTF-8 inside a page of another charset taken out, a [`SUBSTITUTE`] for each
/// character: a footer or menu that was saved in UTF-8.
fn without_islands(body: &[u8]) -> Cow<'_, [u8]> {
    let mut out: Vec<u8> = Vec::new();
    let (mut at, mut copied) = (0, 0);
    for chunk in body.utf8_chunks() {
        let (mut begins, mut length) = (at, 0);
        let mut end = at;
        for c in chunk.valid().chars().chain(std::iter::once(' ')) {
            if is_wide(c) {
                if length == 0 {
                    begins = end;
                }
                length += 1;
            } else {
                if length >= ISLAND {
                    out.extend_from_slice(&body[copied..begins]);
                    out.extend(std::iter::repeat_n(SUBSTITUTE as u8, length));
                    copied = end;
                }
                length = 0;
            }
            end += c.len_utf8();
        }
        at += chunk.valid().len() + chunk.invalid().len();
    }
    if copied == 0 {
        return Cow::Borrowed(body);
    }
    out.extend_from_slice(&body[copied..]);
    Cow::Owned(out)
}

/// The first bytes that are no ASCII, and what follows them: heads full of scripts say nothing.
fn sample(body: &[u8]) -> &[u8] {
    let first = body.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    &body[first..body.len().min(first + SAMPLE)]
}

/// Charsets that the header, then the page declares.
fn declared<'a>(
    body: &'a [u8],
    content_type: Option<&'a str>,
) -> impl Iterator<Item = (&'static Encoding, CharsetSource)> + 'a {
    let by_header = content_type.and_then(charset_parameter);
    let header = by_header.map(|encoding| (encoding, CharsetSource::Header));
    let meta = std::iter::once_with(|| declared_inside(body)).flatten();
    header
        .into_iter()
        .chain(meta.map(|encoding| (encoding, CharsetSource::Meta)))
}

fn declared_inside(body: &[u8]) -> Option<&'static Encoding> {
    let head = &body[..body.len().min(META_WINDOW)];
    let is_tag = |at: usize, name: &[u8]| {
        let tag = head.get(at + 1..at + 1 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name))
    };
    let mut comment_ends = 0;
    let encoding = memchr::memchr_iter(b'<', head)
        .filter(|&at| {
            if at >= comment_ends && is_tag(at, b"!--") {
                let rest = &head[at + 4..];
                comment_ends = memchr::memmem::find(rest, b"-->").map_or(0, |end| at + 4 + end);
            }
            at >= comment_ends
        })
        .take_while(|&at| !is_tag(at, b"body"))
        .filter(|&at| is_tag(at, b"meta"))
        .find_map(|at| {
            let end = memchr::memchr(b'>', &head[at..]).map_or(head.len(), |end| at + end);
            charset_parameter(&String::from_utf8_lossy(&head[at..end]))
        })?;
    // A page whose `<meta>` could be read as ASCII is not UTF-16, whatever it says.
    let utf16 = encoding == UTF_16LE || encoding == UTF_16BE;
    (!utf16).then_some(encoding)
}

/// Value of `charset=` in a header or a `<meta>`; GB2312 and GBK are read as GB18030, their
/// superset, because editors paste characters that the declared one lacks.
fn charset_parameter(text: &str) -> Option<&'static Encoding> {
    let at = text.to_ascii_lowercase().find("charset")? + "charset".len();
    let value = text[at..].trim_start().strip_prefix('=')?;
    let label: String = value
        .trim_start_matches(['"', '\'', ' '])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))
        .collect();
    let encoding = Encoding::for_label(label.as_bytes())?;
    Some(if encoding == GBK { GB18030 } else { encoding })
}

/// Whether a declared charset can be that of the bytes. UTF-8 was asked for before; charsets of one
/// byte a character (servers add ISO-8859-1 by themselves) fit anything.
fn fits(encoding: &'static Encoding, sample: &[u8]) -> bool {
    if encoding == UTF_8 || encoding.is_single_byte() || !few_errors(encoding, sample) {
        return false;
    }
    match are_common_hanzi(sample) {
        // Most pairs of GBK are pairs of Big5 too, and the other way round.
        Some(common) if encoding == GB18030 => common,
        Some(common) if encoding == BIG5 => !common,
        _ => true,
    }
}

fn few_errors(encoding: &'static Encoding, sample: &[u8]) -> bool {
    let (text, damaged) = encoding.decode_without_bom_handling(sample);
    if !damaged {
        return true;
    }
    let bad = text.chars().filter(|&c| c == '\u{fffd}').count();
    let non_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    bad * 50 < non_ascii
}

/// Whether the bytes, read as GBK, are nearly all signs and the 3,755 common characters of GB2312,
/// which stand first in it; `None` where there are too few to tell.
fn are_common_hanzi(sample: &[u8]) -> Option<bool> {
    let (mut common, mut all, mut at) = (0usize, 0usize, 0usize);
    while let (Some(&lead), Some(&trail)) = (sample.get(at), sample.get(at + 1)) {
        if lead < 0x81 {
            at += 1;
            continue;
        }
        all += 1;
        let is_common = matches!(lead, 0xa1..=0xa9 | 0xb0..=0xd7) && trail >= 0xa1;
        common += usize::from(is_common);
        at += 2;
    }
    (all >= 20).then_some(common * 4 >= all * 3)
}

/// The detector without a hint knows Big5; with the hint `cn` it knows short GBK texts. Asking
/// first without and then with the hint gets both right (FEASIBILITY §5, row 3).
fn guess(sample: &[u8]) -> (&'static Encoding, CharsetSource) {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let plain = detector.guess(None, Utf8Detection::Deny);
    let encoding = if plain == BIG5 {
        plain
    } else {
        detector.guess(Some(b"cn"), Utf8Detection::Deny)
    };
    let encoding = if encoding == GBK || encoding == WINDOWS_1252 {
        GB18030
    } else {
        encoding
    };
    (encoding, CharsetSource::Guess)
}

#[cfg(test)]
#[path = "charset_tests.rs"]
mod tests;
