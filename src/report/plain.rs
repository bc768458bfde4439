//! Text from the web on its way into a report: markup escaped, control and direction characters
//! made visible, addresses turned into links only when they are web addresses. The escapers are
//! set in `askama.toml`, so that every value of every template passes them.

use std::fmt;

use askama::filters::Escaper;
use url::Url;

/// Longest address that becomes a link, in bytes; longer ones are printed only.
const MAX_HREF: usize = 1_000;

/// Escaper of `.html` templates.
#[derive(Clone, Copy)]
pub(crate) struct VisibleHtml;

/// Escaper of `.txt` templates, safe for terminals.
#[derive(Clone, Copy)]
pub(crate) struct VisibleText;

impl Escaper for VisibleHtml {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        write_replacing(dest, text, |c| match c {
            '&' => Some(Shown::As("&amp;")),
            '<' => Some(Shown::As("&lt;")),
            '>' => Some(Shown::As("&gt;")),
            '"' => Some(Shown::As("&quot;")),
            '\'' => Some(Shown::As("&#39;")),
            _ => hidden(c),
        })
    }
}

impl Escaper for VisibleText {
    fn write_escaped_str<W: fmt::Write>(&self, dest: W, text: &str) -> fmt::Result {
        write_replacing(dest, text, hidden)
    }
}

/// How a character that must not reach the reader as it is gets shown.
enum Shown {
    As(&'static str),
    CodePoint,
}

/// Characters that a reader cannot see: line breaks become blanks, invisible ones vanish, and
/// whatever drives a terminal or turns the reading direction is printed by its code point.
/// ZWJ and ZWNJ stay, because Uyghur and Kazakh text needs them.
fn hidden(c: char) -> Option<Shown> {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(Shown::As(" ")),
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => Some(Shown::As("")),
        _ if drives_a_terminal(c) => Some(Shown::CodePoint),
        _ => None,
    }
}

/// Control characters, and those that turn the reading direction, break lines or tag text unseen.
pub(crate) fn drives_a_terminal(c: char) -> bool {
    let turns_or_tags = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2061}'..='\u{206f}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    );
    c.is_control() || turns_or_tags
}

fn write_replacing<W: fmt::Write>(
    mut dest: W,
    text: &str,
    replace: impl Fn(char) -> Option<Shown>,
) -> fmt::Result {
    let mut written = 0;
    for (at, c) in text.char_indices() {
        let Some(shown) = replace(c) else { continue };
        dest.write_str(&text[written..at])?;
        match shown {
            Shown::As(other) => dest.write_str(other)?,
            Shown::CodePoint => write!(dest, "[U+{:04X}]", u32::from(c))?,
        }
        written = at + c.len_utf8();
    }
    dest.write_str(&text[written..])
}

/// Characters of an address that are printed.
const ADDRESS_CHARS: usize = 160;

/// An address as it is printed.
pub(crate) fn shown_address(address: &str) -> String {
    clipped(address, ADDRESS_CHARS)
}

/// The address to link to, normalised as a browser would, or `None` when it is not http(s), is
/// overlong, or carries a user name (which can make one host look like another).
pub(crate) fn href(address: &str) -> Option<String> {
    if address.len() > MAX_HREF {
        return None;
    }
    let url = Url::parse(address).ok()?;
    let web = matches!(url.scheme(), "http" | "https");
    let plain_authority = url.username().is_empty() && url.password().is_none();
    (web && plain_authority && url.as_str().len() <= MAX_HREF).then(|| url.into())
}

/// Bytes that a text takes in a page.
pub(crate) fn printed_bytes(text: &str) -> usize {
    let mut printed = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = VisibleHtml.write_escaped_str(&mut printed, text);
    printed.len()
}

/// The first `limit` characters, with an ellipsis where something was cut.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        let mut out = String::new();
        VisibleHtml.write_escaped_str(&mut out, text).unwrap();
        out
    }

    #[test]
    fn markup_is_escaped_in_text_and_attributes() {
        assert_eq!(
            html("<b a='1' c=\"2\">&"),
            "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;"
        );
    }

    #[test]
    fn direction_and_control_characters_are_shown_by_code_point() {
        assert_eq!(html("a\u{202e}b\u{1b}[0m"), "a[U+202E]b[U+001B][0m");
        assert_eq!(html("行\r\n二\u{200b}三"), "行  二三");
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(href("http://a.cn/x").as_deref(), Some("http://a.cn/x"));
        for odd in [
            "javascript:alert(1)",
            "java\nscript:alert(1)",
            " \u{1}javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "vbscript:x",
            "file:///etc/passwd",
            "/relative",
            "http://bank.cn@evil.example/",
            "",
        ] {
            assert_eq!(href(odd), None, "{odd:?}");
        }
        assert_eq!(href(&format!("http://a.cn/{}", "x".repeat(2_000))), None);
    }

    #[test]
    fn clipping_counts_characters() {
        assert_eq!(clipped("公开指南", 4), "公开指南");
        assert_eq!(clipped("公开指南", 2), "公开…");
    }
}
