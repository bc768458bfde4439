//! What one element says of itself: attributes, tag, whether it is shown, where it sends its visitor.
//! How elements stand together is left to [`outline`](super::outline).

use scraper::{Html, Node, node::Element};

use super::dates;
use super::outline::Tag;
use super::scripts;
use super::white_space::{fold, squeeze};

/// `<time datetime="2026-05-11T08:30:00+08:00">5-11</time>`: the whole date, where the text is none.
pub(super) fn full_date(element: &Element, node: ego_tree::NodeRef<'_, Node>) -> Option<String> {
    if element.name() != "time" {
        return None;
    }
    let stated = attr(element, "datetime")?;
    let (date, _) = dates::first_day(stated)?;
    let shown = dates::first_day(&inner_text(node));
    shown.is_none().then(|| date.to_string())
}

pub(super) fn is_inside_item(node: ego_tree::NodeRef<'_, Node>) -> bool {
    let elements = node
        .ancestors()
        .filter_map(|node| node.value().as_element());
    let mut names = elements.map(Element::name);
    names.any(|name| matches!(name, "article" | "section" | "li" | "td"))
}

/// Value of an attribute. `Element::attr` interns the name at every call, which was an eighth of
/// the walk.
pub(super) fn attr<'e>(element: &'e Element, name: &str) -> Option<&'e str> {
    let mut attributes = element.attrs();
    attributes.find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// `<meta http-equiv="refresh" content="0;url=/zt/">`; only this meta has such a content.
pub(super) fn refreshes_to(content: &str) -> Option<&str> {
    let (seconds, rest) = content.split_once([';', ','])?;
    seconds.trim().parse::<f32>().ok()?;
    let rest = rest.trim_start();
    let is_url = rest
        .get(..4)
        .is_some_and(|key| key.eq_ignore_ascii_case("url="));
    is_url.then(|| rest[4..].trim_matches(['\'', '"', ' ']))
}

pub(super) fn is_hidden(element: &Element) -> bool {
    let nothing = |name| attr(element, name).is_some_and(|v| matches!(v.trim(), "0" | "1" | "0px"));
    is_hidden_by_style(element)
        || attr(element, "hidden").is_some()
        || (nothing("width") && nothing("height"))
}

pub(super) fn is_hidden_by_style(element: &Element) -> bool {
    attr(element, "style").is_some_and(|style| {
        let style = style.to_ascii_lowercase();
        (style.contains("none") || style.contains("hidden")) && {
            let style = squeeze(&style);
            style.contains("display:none") || style.contains("visibility:hidden")
        }
    })
}

/// Wider cells than this are layout.
pub(super) const MAX_COLUMNS: u8 = 20;

pub(super) fn span_of(tag: Tag, element: &Element, attribute: &str) -> u8 {
    if tag != Tag::Cell {
        return 1;
    }
    attr(element, attribute)
        .and_then(|v| v.trim().parse().ok())
        .unwrap_or(1)
        .max(1)
}

/// Input that a visitor fills in; buttons and hidden values are none.
pub(super) fn is_form_field(element: &Element) -> bool {
    let kind = attr(element, "type").unwrap_or("text").to_ascii_lowercase();
    match element.name() {
        "input" => !matches!(
            kind.as_str(),
            "hidden" | "submit" | "button" | "image" | "reset"
        ),
        "select" => true,
        _ => false,
    }
}

pub(super) fn is_kept(element: &Element) -> bool {
    !matches!(
        element.name(),
        "script" | "title" | "meta" | "style" | "noscript" | "template" | "option" | "textarea"
    )
}

pub(super) fn tag_of(name: &str) -> (Tag, bool) {
    match name {
        "a" => (Tag::A, false),
        "li" => (Tag::Li, true),
        "tr" => (Tag::Tr, true),
        "td" | "th" => (Tag::Cell, false),
        "table" => (Tag::Table, true),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (Tag::Heading, true),
        "p" | "dt" | "dd" | "dl" | "ul" | "ol" => (Tag::Row, true),
        "form" => (Tag::Form, true),
        "br" | "hr" => (Tag::Block, true),
        "div" | "section" | "article" | "aside" | "main" | "header" | "footer" | "nav"
        | "center" | "blockquote" | "pre" | "body" | "html" | "tbody" | "thead" | "caption"
        | "legend" | "ucapcontent" | "ucaptitle" | "publishtime" => (Tag::Block, true),
        _ => (Tag::Inline, false),
    }
}

/// `content="关于“"十四五"”规划"`: a quotation mark inside ended the value, and what follows it became
/// names of attributes.
pub(super) fn is_cut_short(element: &Element) -> bool {
    let quotes = ['"', '\''];
    // A quotation mark doubled by mistake ends nothing early.
    let mut names = element.attrs().map(|(name, _)| name.trim_matches(quotes));
    names.any(|name| name.contains(quotes) || !name.is_ascii())
}

/// The text without tags, white space folded: editors put `<h1 style=…>` into titles and `<div>` into
/// tags (WILD W69), templates write `报告&ltbr/>——在大会上` and `&amp;ldquo;十四五&amp;rdquo;规划` there. A `<` that begins no
/// tag is a character of the text.
pub(super) fn plain_text(text: &str) -> String {
    if text.contains("&lt") {
        let opened = text.replace("&lt;", "<").replace("&lt", "<");
        without_tags(&opened.replace("&gt;", ">").replace("&gt", ">"))
    } else if text.contains('&') && !text.contains('<') {
        let escaped = Html::parse_fragment(text);
        fold(&escaped.root_element().text().collect::<String>())
    } else {
        without_tags(text)
    }
}

fn without_tags(text: &str) -> String {
    let Some(last) = text.rfind('>') else {
        return fold(text);
    };
    let (mut out, mut at) = (String::new(), 0);
    while let Some(open) = text[at..last].find('<').map(|open| at + open) {
        let begins_tag = |c: u8| c.is_ascii_alphabetic() || matches!(c, b'/' | b'!');
        let is_tag = begins_tag(text.as_bytes()[open + 1]);
        out.push_str(&text[at..open + usize::from(!is_tag)]);
        at = match text[open..].find('>').filter(|_| is_tag) {
            Some(end) => open + end + 1,
            None => open + 1,
        };
        if at > last {
            break;
        }
    }
    out.push_str(&text[at..]);
    fold(&out)
}

/// White space and comments aside.
pub(super) fn holds_nothing(node: ego_tree::NodeRef<'_, Node>) -> bool {
    node.children().all(|child| match child.value() {
        Node::Text(text) => text.trim().is_empty(),
        Node::Comment(_) => true,
        _ => false,
    })
}

/// Whether one of the first elements inside is a link; a row has few.
pub(super) fn leads_elsewhere(node: ego_tree::NodeRef<'_, Node>) -> bool {
    const MOST: usize = 64;
    let inside = node.descendants().take(MOST);
    let mut elements = inside.filter_map(|node| node.value().as_element());
    elements.any(|element| {
        let href = attr(element, "href").filter(|href| !scripts::is_no_address(href));
        element.name() == "a" && href.is_some()
    })
}

pub(super) fn is_named_list(element: &Element) -> bool {
    let names = [attr(element, "id"), attr(element, "class")];
    let mut names = names.into_iter().flatten();
    names.any(|name| name.to_ascii_lowercase().contains("list"))
}

pub(super) fn inner_text(node: ego_tree::NodeRef<'_, Node>) -> String {
    node.children()
        .filter_map(|child| child.value().as_text().map(|t| &*t.text))
        .collect()
}
