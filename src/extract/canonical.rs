//! Canonical URLs: the identity of a link target.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use url::Url;

/// Canonical form: scheme and host lower-case, default port dropped, dot segments resolved (the
/// parser does these), fragment, user info, path parameter `;jsessionid=…` and an empty query
/// dropped, hex digits of escapes in capitals (RFC 3986 §6.2.2.1). The path keeps its case, its
/// trailing slash and its encoding. Idempotent.
pub fn canonical(url: &Url) -> String {
    let mut kept = without_session(url);
    if kept.contains('%') {
        capital_escapes(&mut kept);
    }
    kept
}

/// `%e9` of pages written by hand is `%E9` of those written by a browser.
fn capital_escapes(url: &mut str) {
    for at in 0..url.len() {
        if url.as_bytes()[at] == b'%'
            && let Some(hex) = url.get_mut(at + 1..at + 3)
            && hex.bytes().all(|digit| digit.is_ascii_hexdigit())
        {
            hex.make_ascii_uppercase();
        }
    }
}

fn without_session(url: &Url) -> String {
    let plain = url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
        && url.query() != Some("")
        && !url.path().contains(";jsessionid=");
    if plain {
        return url.as_str().to_owned();
    }
    let mut url = url.clone();
    url.set_fragment(None);
    // Setting user info fails only for URLs without a host, which http and https always have.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if url.query() == Some("") {
        url.set_query(None);
    }
    if let Some(at) = url.path().find(";jsessionid=") {
        let path = url.path()[..at].to_owned();
        url.set_path(&path);
    }
    url.into()
}

/// `/`, `/index.html`, `/home/`, `/default.aspx`: names of a home page, whose redirect is normal.
pub(crate) fn names_a_home_page(url: &str) -> bool {
    let path = path_of(url).trim_matches('/').to_ascii_lowercase();
    let stem = path.split('.').next().unwrap_or("");
    path.is_empty()
        || (!path.contains('/') && matches!(stem, "index" | "default" | "home" | "main" | "sy"))
}

/// Path of a URL without its query.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    path.split(['?', '#']).next().unwrap_or(path)
}

/// Resolves the links of one page to canonical URLs.
#[derive(Debug)]
pub(crate) struct Resolver {
    base: Url,
    origin: String,
    charset: &'static Encoding,
}

impl Resolver {
    /// `base` is the URL of the page or of its `<base href>`; `charset` is the page's, because
    /// browsers encode the query of a link (not its path) in it.
    pub(crate) fn new(base: Url, charset: &str) -> Self {
        let origin = base.origin().ascii_serialization();
        let charset = Encoding::for_label(charset.as_bytes()).unwrap_or(UTF_8);
        Self {
            base,
            origin,
            charset,
        }
    }

    /// Canonical URL of an `href` or `src`; `None` for what is no web link: empty, a bare
    /// fragment, `javascript:`, `mailto:`, `tel:`, `data:`, unparsable, template leftovers.
    pub(crate) fn resolve(&self, raw: &str) -> Option<String> {
        let raw = raw.trim_matches(|c: char| c.is_ascii_whitespace() || c.is_ascii_control());
        if raw.is_empty() || raw.starts_with('#') {
            return None;
        }
        if is_plain_absolute_path(raw) {
            return Some([self.origin.as_str(), raw].concat());
        }
        if raw.contains("{{") {
            return None;
        }
        let charset = self.charset;
        let encode: &dyn Fn(&str) -> Cow<'_, [u8]> = &|text| charset.encode(text).0;
        let url = Url::options()
            .base_url(Some(&self.base))
            .encoding_override((charset != UTF_8).then_some(encode))
            .parse(raw)
            .ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then(|| canonical(&url))
    }
}

/// `/a/b_c.html` needs no parser: most links of a portal's menus are of this form, and menus are
/// most of a page's links.
fn is_plain_absolute_path(raw: &str) -> bool {
    let mut after_slash = false;
    let is_plain = |b: &u8| {
        let doubtful = after_slash && matches!(b, b'/' | b'.');
        after_slash = *b == b'/';
        !doubtful && (b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'.'))
    };
    raw.starts_with('/') && raw.as_bytes().iter().all(is_plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn resolver(base: &str, charset: &str) -> Resolver {
        Resolver::new(Url::parse(base).unwrap(), charset)
    }

    #[test]
    fn what_is_no_web_link_is_no_link() {
        let page = resolver("http://a.gov.cn/x/", "utf-8");
        for raw in [
            "",
            "  ",
            "#top",
            "javascript:void(0)",
            "JavaScript:;",
            "mailto:a@b.cn",
            "tel:12345",
            "data:image/png;base64,AA",
            "about:blank",
            "{{url}}",
            "http://",
            "ftp://a.gov.cn/f",
        ] {
            assert_eq!(page.resolve(raw), None, "{raw}");
        }
    }

    #[test]
    fn the_query_of_a_gbk_page_is_encoded_in_gbk_and_its_path_in_utf8() {
        let page = resolver("http://a.gov.cn/x/", "gbk");
        assert_eq!(
            page.resolve("/附件.pdf?名=县").unwrap(),
            "http://a.gov.cn/%E9%99%84%E4%BB%B6.pdf?%C3%FB=%CF%D8"
        );
    }

    #[test]
    fn session_ids_fragments_and_default_ports_go() {
        let page = resolver("http://a.gov.cn/x/", "utf-8");
        assert_eq!(
            page.resolve("HTTP://u:p@A.gov.CN:80/a/../b.jsp;jsessionid=1F2?#x")
                .unwrap(),
            "http://a.gov.cn/b.jsp"
        );
    }

    #[test]
    fn escapes_differ_by_case_only_in_spelling() {
        let page = resolver("http://a.gov.cn/x/", "utf-8");
        for raw in [
            "/%e9%99%84.doc?a=%c3",
            "/%E9%99%84.doc?a=%C3",
            "/附.doc?a=%c3",
        ] {
            let expected = "http://a.gov.cn/%E9%99%84.doc?a=%C3";
            assert_eq!(page.resolve(raw).unwrap(), expected);
        }
        assert_eq!(
            page.resolve("/100%zz.doc").unwrap(),
            "http://a.gov.cn/100%zz.doc"
        );
    }

    proptest! {
        #[test]
        fn the_short_cut_for_plain_paths_agrees_with_the_parser(raw in "/[a-zA-Z0-9/_.-]{0,40}") {
            let page = resolver("http://a.gov.cn:8080/x/y.html", "utf-8");
            let parsed = page.base.join(&raw).ok().map(|u| canonical(&u));
            if is_plain_absolute_path(&raw) {
                prop_assert_eq!(page.resolve(&raw), parsed);
            }
        }

        #[test]
        fn canonical_is_idempotent(path in "[a-z0-9/;=?#%.]{0,40}") {
            let url = Url::parse("http://a.gov.cn/").unwrap().join(&path);
            if let Ok(url) = url {
                let once = canonical(&url);
                prop_assert_eq!(canonical(&Url::parse(&once).unwrap()), once);
            }
        }
    }
}
