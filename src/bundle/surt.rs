//! Sort-friendly URI keys, as CDX readers look them up.

use url::{Host, Url};

/// SURT key: host labels reversed (IPv4 octets too), `www`, `www1`… dropped, port kept where it
/// is not the default, path and query in lower case, repeated and trailing slashes dropped,
/// query parameters sorted. These are the rules of the `surt` package that CDX tools share.
/// A text that is no URL is its own key.
pub fn surt(url: &str) -> String {
    let Ok(parsed) = Url::parse(url) else {
        return url.to_owned();
    };
    let mut key = reversed_host(&parsed);
    if let Some(port) = parsed.port() {
        key.push_str(&format!(":{port}"));
    }
    key.push(')');
    let mut path = String::with_capacity(parsed.path().len());
    for c in parsed.path().chars().map(|c| c.to_ascii_lowercase()) {
        if c != '/' || !path.ends_with('/') {
            path.push(c);
        }
    }
    if path.len() > 1 && path.ends_with('/') {
        path.pop();
    }
    key.push_str(&path);
    if let Some(query) = parsed.query().filter(|q| !q.is_empty()) {
        let query = query.to_ascii_lowercase();
        let mut parameters: Vec<&str> = query.split('&').collect();
        parameters.sort_unstable();
        key.push('?');
        key.push_str(&parameters.join("&"));
    }
    key
}

fn reversed_host(url: &Url) -> String {
    let reverse = |host: &str| host.rsplit('.').collect::<Vec<_>>().join(",");
    match url.host() {
        Some(Host::Domain(name)) => reverse(without_www(name.trim_end_matches('.'))),
        Some(Host::Ipv4(ip)) => reverse(&ip.to_string()),
        Some(Host::Ipv6(ip)) => format!("[{ip}]"),
        None => String::new(),
    }
}

fn without_www(host: &str) -> &str {
    host.strip_prefix("www")
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
        .and_then(|rest| rest.strip_prefix('.'))
        .filter(|rest| !rest.is_empty())
        .unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::surt;

    #[test]
    fn keys_follow_the_shared_rules() {
        for (url, key) in [
            ("http://www.example.gov.cn/", "cn,gov,example)/"),
            ("https://WWW2.Example.gov.cn/A/B/", "cn,gov,example)/a/b"),
            (
                "http://example.gov.cn:8080/a//b",
                "cn,gov,example:8080)/a/b",
            ),
            ("http://1.2.3.4/x?b=2&a=1", "4,3,2,1)/x?a=1&b=2"),
            ("http://example.gov.cn/?", "cn,gov,example)/"),
            ("http://wwwx.gov.cn/", "cn,gov,wwwx)/"),
        ] {
            assert_eq!(surt(url), key, "{url}");
        }
    }
}
