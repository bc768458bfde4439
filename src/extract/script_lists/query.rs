//! Queries of addresses that scripts put together: one parameter read or changed, the others as they
//! are.

use url::Url;
use url::form_urlencoded::Serializer;

/// Value of a parameter.
pub(super) fn get(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

/// A parameter as a number.
pub(super) fn number(url: &str, name: &str) -> Option<u32> {
    get(url, name)?.parse().ok()
}

/// The URL with parameters set; those that it has keep their place.
pub(super) fn with(url: &str, changes: &[(&str, String)]) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    let mut pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    for (name, value) in changes {
        match pairs.iter_mut().find(|(key, _)| key == name) {
            Some(pair) => pair.1.clone_from(value),
            None => pairs.push(((*name).to_owned(), value.clone())),
        }
    }
    url.query_pairs_mut().clear().extend_pairs(pairs);
    Some(url.into())
}

/// `address?a=1&b=2`, whether or not the address has a query.
pub(super) fn join<'p>(address: &str, pairs: impl Iterator<Item = (&'p str, String)>) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs {
        query.append_pair(name, &value);
    }
    let query = query.finish();
    match (query.is_empty(), address.contains('?')) {
        (true, _) => address.to_owned(),
        (false, true) => format!("{}&{query}", address.trim_end_matches('&')),
        (false, false) => format!("{address}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_changes_and_the_others_stay() {
        let url = "http://a.gov.cn/list?page=1&name=%E5%8E%BF";
        assert_eq!(
            with(url, &[("page", "2".to_owned()), ("x", "a b".to_owned())]).unwrap(),
            "http://a.gov.cn/list?page=2&name=%E5%8E%BF&x=a+b"
        );
        assert_eq!(number(url, "page"), Some(1));
        assert_eq!(get(url, "name").as_deref(), Some("县"));
    }

    #[test]
    fn a_query_is_begun_or_continued() {
        let pairs = || [("tagId", "右侧".to_owned())].into_iter();
        assert_eq!(join("/unit", pairs()), "/unit?tagId=%E5%8F%B3%E4%BE%A7");
        assert_eq!(
            join("/unit?a=1", pairs()),
            "/unit?a=1&tagId=%E5%8F%B3%E4%BE%A7"
        );
    }
}
