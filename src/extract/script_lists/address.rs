//! Addresses that scripts ask: written out, or put together from texts, constants of the same script, a
//! tag of the page and the number of the page, which is 1 at first.

use super::literal;

/// Parts of one address.
const MAX_PARTS: usize = 24;

/// Longest part that is no text, in bytes: `$('meta[name="channelid"]').attr('content')`.
const LONGEST_EXPRESSION: usize = 120;

/// The address whose text holds what stands at `at`, with what follows it. `constant` gives the value
/// of a name; unknown numbers of pages are 1.
pub(super) fn around<'c>(
    code: &'c str,
    at: usize,
    constant: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, &'c str)> {
    let quote = code[..at].rfind(['"', '\''])?;
    let (mut out, mut rest) = literal::string(&code[quote..])?;
    for _ in 0..MAX_PARTS {
        let Some(next) = rest.trim_start().strip_prefix('+') else {
            return Some((out, rest));
        };
        let next = next.trim_start();
        if next.starts_with(['"', '\'']) {
            let (text, after) = literal::string(next)?;
            out.push_str(&text);
            rest = after;
            continue;
        }
        let end = expression(next)?;
        let (name, after) = next.split_at(end);
        let value = constant(name.trim()).or_else(|| {
            let is_number =
                !name.trim().is_empty() && name.trim().bytes().all(|b| b.is_ascii_digit());
            let is_page = ends_with_page(&out);
            match (is_number, is_page) {
                (true, _) => Some(name.trim().to_owned()),
                (false, true) => Some("1".to_owned()),
                (false, false) => None,
            }
        })?;
        out.push_str(&value);
        rest = after;
    }
    None
}

/// Where an expression that is no text ends: at the next `+`, comma or bracket outside its own.
fn expression(code: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0u32, None);
    for (at, byte) in code.bytes().enumerate().take(LONGEST_EXPRESSION) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') if depth > 0 => depth -= 1,
            (None, b'+' | b',' | b')' | b';' | b'}' | b'\n') if depth == 0 => {
                return Some(at).filter(|at| code.is_char_boundary(*at));
            }
            _ => {}
        }
    }
    None
}

/// `…?page=`, `…&currpage=`: a number of a page belongs behind it.
fn ends_with_page(address: &str) -> bool {
    const NAMES: [&str; 8] = [
        "page",
        "currpage",
        "curpage",
        "pageno",
        "pageindex",
        "pagenum",
        "pn",
        "page_num",
    ];
    let name = address.strip_suffix('=').map(|rest| {
        let start = rest.rfind(['?', '&']).map_or(0, |at| at + 1);
        rest[start..].to_ascii_lowercase()
    });
    name.is_some_and(|name| NAMES.contains(&name.as_str()))
}

/// Value of `name = "text"` or `name = 15` in a script.
pub(super) fn constant(code: &str, name: &str) -> Option<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    if name.is_empty() || !name.chars().all(is_name) {
        return None;
    }
    let mut places = code.match_indices(name).take(40);
    places.find_map(|(at, _)| {
        // `?page=` inside a text is no assignment.
        let alone = !code[..at].ends_with(|c| is_name(c) || matches!(c, '?' | '&' | '.'));
        let rest = code[at + name.len()..].trim_start();
        let value = rest
            .strip_prefix([':', '='])
            .filter(|_| alone)?
            .trim_start();
        if value.starts_with(['"', '\'']) {
            return literal::string(value).map(|(text, _)| text);
        }
        let end = value
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(value.len());
        (end > 0).then(|| value[..end].to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(code: &str) -> Option<String> {
        let at = code.find("list?").unwrap();
        around(code, at, &|name| constant(code, name)).map(|a| a.0)
    }

    #[test]
    fn parts_are_put_together() {
        for (code, expected) in [
            ("load('/list?a=1&page=1')", "/list?a=1&page=1"),
            (
                "load('/list?size=3&currpage=' + n + '&id=7')",
                "/list?size=3&currpage=1&id=7",
            ),
            (
                "var size = 15; load('/list?size=' + size + '&page=' + (n+1));",
                "/list?size=15&page=1",
            ),
            (
                "load('/list?size=3&page=' + page + '&id=7')",
                "/list?size=3&page=1&id=7",
            ),
            ("var id='ab'; $.get(\"/list?id=\"+id, ok)", "/list?id=ab"),
        ] {
            assert_eq!(read(code).as_deref(), Some(expected), "{code}");
        }
    }

    #[test]
    fn what_is_not_known_is_no_address() {
        for code in [
            "load('/list?id=' + id)",
            "load('/list?id=' + f(",
            "load(\"/list?",
        ] {
            assert_eq!(read(code), None, "{code}");
        }
    }
}
