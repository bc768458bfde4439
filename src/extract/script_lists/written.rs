//! Rows that `document.write` and `document.writeln` put into the page: texts in quotes, perhaps with
//! constants of the same script between them.

use std::collections::BTreeMap;

use super::{Filled, Found, Page, Source, fragment, literal};
use crate::facts::{Item, ListReader};

/// Fewer rows without any date are no list.
const MIN_UNDATED: usize = 4;

/// Calls of one script.
const MAX_CALLS: usize = 20_000;

/// Longest text written, in bytes.
const MAX_LENGTH: usize = 2 << 20;

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for (source, code) in page.scripts_with("document.write") {
        let html = written(code);
        if html.contains("href") {
            let items = fragment::rows(&html, page.resolver, page.url);
            // 登录 and 退出, or the first page of a pager, are no rows.
            let is_list = items.iter().any(Item::is_dated) || items.len() >= MIN_UNDATED;
            let mut items = if is_list { items } else { Vec::new() };
            match found
                .lists
                .last_mut()
                .filter(|list| goes_on(list, source, &items))
            {
                Some(list) => list.items.append(&mut items),
                None => found.add(Some(source), items, ListReader::Written),
            }
        }
    }
}

/// Whether a script writes one more row of a list to which each row has a script of its own
/// (fixtures/script_lists/writeln/a-script-for-each-row).
fn goes_on(list: &Filled, source: &Source, items: &[Item]) -> bool {
    let element = list.place.map(|(element, _)| element);
    list.reader == ListReader::Written && element == Some(source.element) && items.len() == 1
}

/// What the calls write, in order. Calls with values that are not known are left out, and so are
/// comments.
fn written(code: &str) -> String {
    let mut out = String::new();
    let mut constants: BTreeMap<&str, String> = BTreeMap::new();
    let mut calls = 0;
    let mut rest = code;
    while let Some(at) = rest.find(['"', '\'', '/', 'd', '=']) {
        let here = &rest[at..];
        let mut skip = 1;
        match here.as_bytes()[0] {
            b'"' | b'\'' => {
                skip = literal::string(here).map_or(1, |(_, after)| here.len() - after.len())
            }
            b'/' if here.starts_with("//") => skip = here.find('\n').unwrap_or(here.len()),
            b'/' if here.starts_with("/*") => {
                skip = here.find("*/").map_or(here.len(), |end| end + 2)
            }
            b'd' if here.starts_with("document.write") && calls < MAX_CALLS => {
                calls += 1;
                let call = here["document.write".len()..]
                    .trim_start_matches("ln")
                    .trim_start();
                if let Some((text, after)) = call.strip_prefix('(').and_then(|c| sum(c, &constants))
                    && after.starts_with(')')
                {
                    out.push_str(&text);
                    out.push('\n');
                    skip = here.len() - after.len();
                }
            }
            b'=' => {
                let name = last_name(&rest[..at]);
                if let (Some(name), Some((text, after))) = (name, sum(&here[1..], &constants)) {
                    let ends = after.starts_with([';', ',', '\n', '\r', '}']) || after.is_empty();
                    if ends {
                        constants.insert(name, text);
                        skip = here.len() - after.len();
                    }
                }
            }
            _ => {}
        }
        if out.len() > MAX_LENGTH {
            return String::new();
        }
        rest = &here[skip.max(1)..];
    }
    out
}

/// `"<li>" + url + "…"`: the text, where every part is a text or a constant, and what follows it.
fn sum<'c>(code: &'c str, constants: &BTreeMap<&str, String>) -> Option<(String, &'c str)> {
    let mut out = String::new();
    let mut rest = code.trim_start();
    loop {
        let (part, after) = match rest.chars().next()? {
            '"' | '\'' => literal::string(rest)?,
            _ => {
                let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
                (constants.get(&rest[..end])?.clone(), &rest[end..])
            }
        };
        out.push_str(&part);
        let after = after.trim_start_matches([' ', '\t']);
        match after.trim_start().strip_prefix('+') {
            Some(next) => rest = next.trim_start(),
            None => return Some((out, after)),
        }
        if out.len() > MAX_LENGTH {
            return None;
        }
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$')
}

/// The variable that a text ends with.
fn last_name(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let start = text.rfind(|c| !is_name(c)).map_or(0, |at| {
        at + text[at..].chars().next().map_or(1, char::len_utf8)
    });
    let name = &text[start..];
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_constants_are_written_in_order() {
        let code = "var u = '/a.html', t = \"关于停水的通知\";\n// document.write('no');\n\
                    document.writeln('<li><a href=\"' + u + '\">' + t + '</a></li>');\n\
                    document.write(\"<p>2026-11-08</p>\");";
        assert_eq!(
            written(code),
            "<li><a href=\"/a.html\">关于停水的通知</a></li>\n<p>2026-11-08</p>\n"
        );
    }

    #[test]
    fn what_is_not_known_is_not_written() {
        for code in [
            "document.write('<li>' + list[i] + '</li>')",
            "document.write(text)",
            "/* document.write('<li>') */",
            "var s = \"document.write('x')\";",
            "document.write('x'",
        ] {
            assert_eq!(written(code), "", "{code}");
        }
    }
}
