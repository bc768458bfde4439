//! Fields read from the source of a page by patterns, independently of the extractor: no document
//! tree, no regions, all places alike.

use std::collections::BTreeSet;

use regex::Regex;

/// The source without comments. The corpus is UTF-8 but for one page, which has a mark.
pub fn text(bytes: &[u8]) -> String {
    let (text, _) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, mark)) => encoding.decode_without_bom_handling(&bytes[mark..]),
        None => encoding_rs::UTF_8.decode_without_bom_handling(bytes),
    };
    let comments = Regex::new("(?s)<!--.*?-->").unwrap();
    comments.replace_all(&text, "").into_owned()
}

/// First value of a page tag that is not empty, tags inside it left out.
pub fn tag(text: &str, name: &str) -> Option<String> {
    let pattern =
        format!(r#"(?is)<meta\s+name\s*=\s*["']?{name}["']?\s+content\s*=\s*("[^"]*"|'[^']*')"#);
    let tags = Regex::new("<[^>]*>").unwrap();
    let found = Regex::new(&pattern).unwrap();
    let mut values = found.captures_iter(text).map(|found| {
        let value = found[1].trim_matches(['"', '\'']).to_owned();
        tags.replace_all(&value, "").trim().to_owned()
    });
    values.find(|value| !value.is_empty())
}

/// Codes after the words that announce them.
pub fn site_codes(text: &str) -> BTreeSet<String> {
    let found = r#"(?i)(?:标识码|site_?code=|SiteIDCode|Link\()[^0-9<>]{0,20}?(bm[0-9]{8}|[0-9]{10})(?:[^0-9]|$)"#;
    values(text, found, |found| found[1].to_owned())
}

/// ICP numbers with 号 and without spaces.
pub fn icp(text: &str) -> BTreeSet<String> {
    let found = r"(\p{Han}ICP备)\s*([0-9]{8}(?:[0-9]{2})?)号?(-[0-9]+)?";
    values(text, found, |found| {
        let suffix = found.get(3).map_or("", |m| m.as_str());
        format!("{}{}号{suffix}", &found[1], &found[2])
    })
}

/// Police numbers in text and links.
pub fn police(text: &str) -> BTreeSet<String> {
    let found = r"(?:公网安备|recordcode=|公安机关备案号：)\s*([0-9]{14}|[0-9]{11}-[0-9]{5})";
    values(text, found, |found| found[1].to_owned())
}

fn values(
    text: &str,
    pattern: &str,
    value: impl Fn(&regex::Captures<'_>) -> String,
) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).unwrap();
    pattern
        .captures_iter(text)
        .map(|found| value(&found))
        .collect()
}
