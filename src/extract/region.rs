//! Regions of a page (FIELD §2.2: 标识区, content, 功能区): header and menus, main content, footer.
//!
//! Templates name them by tag, `role`, class or id. Where they name nothing, links that stand on
//! most pages of the site are told as menus when the whole site is known (`assemble`).

use scraper::node::Element;

use super::markup::attr;
use crate::facts::Place;

/// Words that begin a class or id token of a menu or header. Tokens are what stands between
/// `-`, `_`, spaces and case changes, so `headline` is not `head`, `topic` is not `top`.
const NAVIGATION: [&str; 38] = [
    "nav",
    "navbar",
    "navi",
    "navigation",
    "menu",
    "menus",
    "submenu",
    "sidebar",
    "sidenav",
    "side",
    "aside",
    "sidemenu",
    "leftbar",
    "left-menu",
    "leftnav",
    "leftmenu",
    "subnav",
    "topnav",
    "mainnav",
    "header",
    "head",
    "top",
    "topbar",
    "crumb",
    "crumbs",
    "breadcrumb",
    "breadcrumbs",
    "crumbsnav",
    "position",
    "location",
    "curpos",
    "dqwz",
    "weizhi",
    "toolbar",
    "hotword",
    "hotwords",
    "search",
    "searchbox",
];

const FOOTER: [&str; 9] = [
    "footer",
    "foot",
    "copyright",
    "bottom",
    "friendlink",
    "friendlinks",
    "yqlj",
    "links",
    "footnav",
];

/// Region that the element itself declares.
pub(super) fn place(element: &Element) -> Place {
    match element.name() {
        "nav" | "header" | "aside" | "marquee" => return Place::Navigation,
        "footer" => return Place::Footer,
        "a" | "li" | "td" | "tr" | "tbody" | "main" | "article" => return Place::Body,
        _ => {}
    }
    match attr(element, "role") {
        Some("navigation" | "banner" | "search") => return Place::Navigation,
        Some("contentinfo") => return Place::Footer,
        Some("main") => return Place::Body,
        _ => {}
    }
    let names = [attr(element, "id"), attr(element, "class")];
    let mut place = Place::Body;
    for token in names.into_iter().flatten().flat_map(tokens) {
        let token = token.trim_end_matches(|c: char| c.is_ascii_digit());
        if FOOTER.iter().any(|w| token.eq_ignore_ascii_case(w)) {
            return Place::Footer;
        }
        // Bootstrap's `nav nav-tabs` are tabs of the content.
        if matches!(token, "tabs" | "pills" | "tab") {
            return Place::Body;
        }
        if NAVIGATION.iter().any(|w| token.eq_ignore_ascii_case(w)) {
            place = Place::Navigation;
        }
    }
    place
}

/// Words in class or id of a breadcrumb (`am-breadcrumb`, `crumbsnav`, 当前位置 by initials).
const BREADCRUMB: [&[u8]; 5] = [b"crumb", b"dqwz", b"weizhi", b"curpos", b"mbx"];

/// Whether the element calls itself the breadcrumb. Every element of a page is asked, and names are
/// too short for a search automaton to pay.
pub(super) fn is_breadcrumb(element: &Element) -> bool {
    let names_one = |value: &[u8]| {
        (0..value.len()).any(|at| {
            let word = match value[at] | 0x20 {
                b'c' | b'd' | b'w' | b'm' => &value[at..],
                _ => return false,
            };
            let begins = |known: &[u8]| {
                let begin = word.get(..known.len());
                begin.is_some_and(|begin| begin.eq_ignore_ascii_case(known))
            };
            BREADCRUMB.iter().any(|known| begins(known))
        })
    };
    element
        .attrs()
        .any(|(name, value)| matches!(name, "class" | "id") && names_one(value.as_bytes()))
}

/// Tokens of a class list: whole class names and their parts.
fn tokens(names: &str) -> impl Iterator<Item = &str> {
    names
        .split_ascii_whitespace()
        .flat_map(|name| std::iter::once(name).chain(name.split(['-', '_'])))
}

#[cfg(test)]
mod tests {
    use scraper::{Html, Selector};

    use super::*;

    fn place_of(html: &str) -> Place {
        let html = Html::parse_fragment(html);
        let all = Selector::parse("html > *").unwrap();
        place(html.select(&all).next().unwrap().value())
    }

    #[test]
    fn templates_declare_regions_by_tag_role_class_or_id() {
        for (html, expected) in [
            ("<nav>", Place::Navigation),
            ("<div role=contentinfo>", Place::Footer),
            ("<div class='main-nav clearfix'>", Place::Navigation),
            ("<div id=footer>", Place::Footer),
            ("<div class='foot_con'>", Place::Footer),
            ("<div class=headline>", Place::Body),
            ("<div class='topic list'>", Place::Body),
            ("<div class=content>", Place::Body),
        ] {
            assert_eq!(place_of(html), expected, "{html}");
        }
    }
}
