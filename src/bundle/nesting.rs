//! Keeps markup bombs away from the HTML parser, whose time is quadratic in nesting depth and in
//! attributes of one tag (100,000 open `div` cost it half a minute, see the tests), and whose tree
//! takes thirty times the bytes of a page of nothing but tags.

/// Open elements beyond this depth are not parsed; hand-made pages stay under 60.
const MAX_DEPTH: usize = 512;

/// Attributes of one tag beyond this are not parsed.
const MAX_ATTRIBUTES: usize = 2_000;

/// Tags of one page beyond this are not parsed: each costs the tree about 700 bytes. Real pages have
/// a few thousand; a spreadsheet of two thousand rows saved as a page has fifty thousand.
const MAX_TAGS: usize = 150_000;

/// What a tag does to the nesting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Never stays open: void, or closed by the next one of its kind. Old portals leave hundreds
    /// of `<li>` and `<td>` unclosed; counting them would cut honest pages.
    Flat,
    /// Its content is text up to its own end tag.
    RawText,
    /// Inside `<svg>` its `/>` really closes it. In HTML itself `/>` closes nothing, so any other
    /// kind of tag ends the allowance.
    Svg,
    /// Stays open until it is closed.
    Nesting,
}

/// Longest name in [`kind`].
const LONGEST_NAME: usize = 14;

fn kind(name: &[u8]) -> Kind {
    let mut lower = [0; LONGEST_NAME];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return Kind::Nesting;
    };
    lower.copy_from_slice(name);
    lower.make_ascii_lowercase();
    match &*lower {
        b"area" | b"base" | b"body" | b"br" | b"caption" | b"col" | b"colgroup" | b"dd" | b"dt"
        | b"embed" | b"frame" | b"frameset" | b"head" | b"hr" | b"html" | b"img" | b"input"
        | b"li" | b"link" | b"meta" | b"optgroup" | b"option" | b"p" | b"param" | b"rb" | b"rp"
        | b"rt" | b"rtc" | b"source" | b"tbody" | b"td" | b"tfoot" | b"th" | b"thead" | b"tr"
        | b"track" | b"wbr" => Kind::Flat,
        b"script" | b"style" | b"textarea" | b"title" | b"xmp" | b"noscript" => Kind::RawText,
        b"svg" | b"g" | b"path" | b"rect" | b"circle" | b"ellipse" | b"line" | b"polygon"
        | b"polyline" | b"use" | b"defs" | b"stop" | b"lineargradient" | b"radialgradient"
        | b"text" | b"tspan" | b"symbol" | b"clippath" | b"mask" | b"image" => Kind::Svg,
        _ => Kind::Nesting,
    }
}

/// The part of `html` that may be given to the parser: all of it, or what stands before the first
/// tag that nests deeper than 512 elements, carries more than 2,000 attributes or is the 150,001st.
/// Works on the undecoded bytes, which is safe for every ASCII-compatible charset of the web.
pub fn parseable(html: &[u8]) -> &[u8] {
    let mut depth = 0usize;
    let mut in_svg = false;
    let mut at = 0;
    let mut tags = 0;
    while let Some(tag) = next_tag(html, at) {
        tags += 1;
        if tag.attributes > MAX_ATTRIBUTES || tags > MAX_TAGS {
            return &html[..tag.start];
        }
        at = tag.end;
        let kind = kind(tag.name);
        in_svg = kind == Kind::Svg && (in_svg || tag.name.eq_ignore_ascii_case(b"svg"));
        let self_closed = in_svg && html[..tag.end].ends_with(b"/>");
        match kind {
            Kind::Flat => {}
            Kind::RawText if tag.closing => {}
            Kind::RawText => at = end_of_raw_text(html, tag.end, tag.name),
            Kind::Svg if self_closed => {}
            Kind::Svg | Kind::Nesting if tag.closing => depth = depth.saturating_sub(1),
            Kind::Svg | Kind::Nesting => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return &html[..tag.start];
                }
            }
        }
    }
    html
}

struct Tag<'a> {
    start: usize,
    end: usize,
    closing: bool,
    name: &'a [u8],
    attributes: usize,
}

fn find(html: &[u8], from: usize, byte: u8) -> Option<usize> {
    memchr::memchr(byte, html.get(from..)?).map(|i| from + i)
}

/// The next tag at or after `from`; comments and declarations are passed over.
fn next_tag(html: &[u8], mut from: usize) -> Option<Tag<'_>> {
    loop {
        let start = find(html, from, b'<')?;
        let rest = &html[start + 1..];
        if rest.starts_with(b"!--") {
            from = end_of_comment(html, start + 4);
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name_at = start + 1 + usize::from(closing);
        let name_len = html[name_at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-' || **b == b':')
            .count();
        if name_len == 0 || !html[name_at].is_ascii_alphabetic() {
            from = start + 1;
            continue;
        }
        let name = &html[name_at..name_at + name_len];
        let (end, attributes) = end_of_tag(html, name_at + name_len);
        return Some(Tag {
            start,
            end,
            closing,
            name,
            attributes,
        });
    }
}

fn end_of_comment(html: &[u8], from: usize) -> usize {
    let tail = html.get(from..).unwrap_or_default();
    memchr::memmem::find(tail, b"-->").map_or(html.len(), |i| from + i + 3)
}

fn end_of_raw_text(html: &[u8], mut from: usize, name: &[u8]) -> usize {
    while let Some(start) = find(html, from, b'<') {
        let tail = &html[start + 1..];
        if tail.first() == Some(&b'/')
            && tail.len() > name.len()
            && tail[1..=name.len()].eq_ignore_ascii_case(name)
        {
            return start;
        }
        from = start + 1;
    }
    html.len()
}

/// Position after the closing `>` and the number of attributes before it. They are counted only
/// where there is room for too many: an attribute has a blank and a letter at least.
fn end_of_tag(html: &[u8], from: usize) -> (usize, usize) {
    let mut at = from;
    let end = loop {
        let rest = html.get(at..).unwrap_or_default();
        let Some(found) = memchr::memchr3(b'>', b'"', b'\'', rest) else {
            break html.len();
        };
        at += found;
        if html[at] == b'>' {
            break at + 1;
        }
        at = past_quote(html, at);
    };
    let room = (end - from) / 2;
    let attributes = match room > MAX_ATTRIBUTES {
        true => attributes(&html[..end], from),
        false => 0,
    };
    (end, attributes)
}

/// The position after a quoted value; a quote that stands anywhere else quotes nothing.
fn past_quote(html: &[u8], at: usize) -> usize {
    match html[at - 1] {
        b'=' => find(html, at + 1, html[at]).map_or(html.len(), |end| end + 1),
        _ => at + 1,
    }
}

fn attributes(tag: &[u8], from: usize) -> usize {
    let (mut at, mut attributes, mut between) = (from, 0, true);
    while let Some(&byte) = tag.get(at) {
        match byte {
            b'"' | b'\'' if tag[at - 1] == b'=' => {
                at = past_quote(tag, at);
                continue;
            }
            b'/' => between = true,
            _ if byte.is_ascii_whitespace() => between = true,
            _ if between => {
                attributes += 1;
                between = false;
            }
            _ => {}
        }
        at += 1;
    }
    attributes
}

#[cfg(test)]
mod tests {
    use super::parseable;

    #[test]
    fn honest_pages_are_whole() {
        let list = "<ul>".to_owned() + &"<li><a href='x'>公告</a>".repeat(3_000) + "</ul>";
        let table = "<table>".to_owned() + &"<tr><td>一<td>二".repeat(2_000) + "</table>";
        let commented = format!("<!-- {} --><p>x", "<div>".repeat(2_000));
        let script = format!("<script>{}</script><p>x", "\"<div>\"".repeat(2_000));
        let quoted = r#"<a title="a > b" href='/x'>"#.to_owned() + "</a>";
        let icons = format!("<svg>{}</svg>", "<path d='M0 0'/>".repeat(2_000));
        for page in [
            list,
            table,
            commented,
            script,
            quoted,
            icons,
            "<".into(),
            "<a".into(),
            "a<1".into(),
        ] {
            assert_eq!(parseable(page.as_bytes()).len(), page.len());
        }
    }

    #[test]
    fn deep_markup_is_cut_at_the_depth() {
        let page = "<div>".repeat(100_000);
        assert_eq!(parseable(page.as_bytes()).len(), 512 * "<div>".len());
        let mixed = "<form><DIV class='x'>".repeat(10_000);
        assert!(parseable(mixed.as_bytes()).len() < 6_000);
        let scripts = "<div><script></script>".repeat(10_000);
        assert!(parseable(scripts.as_bytes()).len() < 512 * 23);
        let unclosed = format!("<svg><div>{}", "<path/>".repeat(10_000));
        assert!(parseable(unclosed.as_bytes()).len() < 6_000);
    }

    #[test]
    fn a_tag_with_thousands_of_attributes_is_cut() {
        let page = format!("<p>x</p><div {}>", "a=1 ".repeat(50_000));
        assert_eq!(parseable(page.as_bytes()), b"<p>x</p>");
    }
}
