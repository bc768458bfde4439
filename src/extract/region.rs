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
    let names = names.into_iter().flatten();
    let names = names.flat_map(str::split_ascii_whitespace);
    for token in names.filter(|name| !says_where(name)).flat_map(tokens) {
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

/// Whether the element calls itself the breadcrumb.
pub(super) fn is_breadcrumb(element: &Element) -> bool {
    is_named(
        element,
        |first| matches!(first, b'c' | b'd' | b'w' | b'm'),
        &BREADCRUMB,
    )
}

/// Words in class or id of a title (`ContentTitle3`, `news_tit`, 标题 in Pinyin).
const TITLE: [&[u8]; 3] = [b"tit", b"biaoti", b"headline"];

/// Whether the element calls itself a title: that of the page, of a block, of a menu.
pub(super) fn is_title(element: &Element) -> bool {
    is_named(element, |first| matches!(first, b't' | b'b' | b'h'), &TITLE)
}

/// Whether class or id hold one of the words, whose first letters `begins_one` knows. Every element of a
/// page is asked, and names are too short for a search automaton to pay.
fn is_named(element: &Element, begins_one: fn(u8) -> bool, words: &[&[u8]]) -> bool {
    let names_one = |value: &[u8]| {
        (0..value.len())
            .filter(|at| begins_one(value[*at] | 0x20))
            .any(|at| {
                let begins = |known: &[u8]| {
                    let begin = value[at..].get(..known.len());
                    begin.is_some_and(|begin| begin.eq_ignore_ascii_case(known))
                };
                words.iter().any(|known| begins(known))
            })
    };
    element
        .attrs()
        .any(|(name, value)| matches!(name, "class" | "id") && names_one(value.as_bytes()))
}

/// First words of names that speak of the look of an element (`margin-top-15`) or of the edges of one text
/// (`article-head`, `con_top`), and say nothing of the page. Words of two letters and more, so that `m-` and
/// `p-`, which begin both, decide nothing.
const OF_LOOK: [&str; 18] = [
    "margin", "padding", "border", "mar", "pad", "bor", "mg", "pd", "mt", "mb", "pt", "pb", "text",
    "align", "vertical", "float", "pull", "line",
];
const OF_TEXT: [&str; 17] = [
    "article", "art", "content", "cont", "con", "detail", "details", "news", "info", "doc", "list",
    "xl", "wz", "zw", "view", "post", "entry",
];

/// Whether a name only says where something stands, of its look or of a text
/// (the test `edges_of_a_text_and_of_a_box_are_no_regions`).
fn says_where(name: &str) -> bool {
    let is_one = |words: &[&str], word: &str| words.iter().any(|w| word.eq_ignore_ascii_case(w));
    let is_edge = |word: &str| {
        let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
        is_one(&["top", "bottom", "head", "header", "foot", "footer"], word)
    };
    let is_layout =
        |word: &str| is_one(&["relative", "absolute", "static", "sticky", "fixed"], word);
    let mut words = name.split(['-', '_']);
    let mut pairs = words.clone().zip(words.clone().skip(1));
    // `hbgov-top-news`: the first row of a column, shown large (头条).
    let is_first_row =
        |a: &str, b: &str| is_one(&["top", "head"], a) && is_one(&["news", "article"], b);
    // `yaowen-content-top` holds the title of the article, `yaowen-content-bottom` its text.
    let begins_region = |word: &str| is_one(&NAVIGATION, word) || is_one(&FOOTER, word);
    let is_of_page = || words.clone().next().is_some_and(begins_region);
    let is_inner = |a: &str, b: &str| {
        is_one(&["content", "article", "detail"], a) && is_edge(b) && !is_of_page()
    };
    if pairs.any(|(a, b)| is_first_row(a, b) || is_inner(a, b)) {
        return true;
    }
    let (Some(first), Some(second)) = (words.next(), words.next()) else {
        return false;
    };
    (is_one(&OF_LOOK, first) && (is_edge(second) || is_one(&["side"], second)))
        || (is_one(&OF_TEXT, first) && (is_edge(second) || words.next().is_some_and(is_edge)))
        || (is_one(&["position"], first) && is_layout(second))
}

/// Tokens of a class name: the whole and its parts.
fn tokens(name: &str) -> impl Iterator<Item = &str> {
    std::iter::once(name).chain(name.split(['-', '_']))
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

    #[test]
    fn edges_of_a_text_and_of_a_box_are_no_regions() {
        for class in [
            "Article main-container margin-top-15",
            "border-bottom",
            "pad_bottom20",
            "position-relative",
            "article-head",
            "con_top",
            "xl-zw-top",
            "Detail-Header",
            "news_foot",
            "list-head",
            "hbgov-top-news",
            "yaowen-content-top",
            "yaowen-content-bottom",
        ] {
            let html = format!("<div class='{class}'>");
            assert_eq!(place_of(&html), Place::Body, "{class}");
        }
        for (class, expected) in [
            ("page-top", Place::Navigation),
            ("web_head", Place::Navigation),
            ("content-nav", Place::Navigation),
            ("text-menu", Place::Navigation),
            ("position", Place::Navigation),
            ("site-bottom", Place::Footer),
            ("foot-content-bottom", Place::Footer),
        ] {
            let html = format!("<div class='{class}'>");
            assert_eq!(place_of(&html), expected, "{class}");
        }
    }
}
