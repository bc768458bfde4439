//! Which URLs belong to the inspected portal.

use url::Url;

/// Hosts of the portal. The host of the seed and its twin with or without `www.` belong to it,
/// over http and https alike; so do the hosts that the user adds. A port other than 80 and 443 is
/// part of the host: another port is another service.
#[derive(Clone, Debug)]
pub struct Scope {
    hosts: Vec<(String, Option<u16>)>,
}

impl Scope {
    /// Scope of a seed with further hosts, `host` or `host:port`.
    pub fn new(seed: &Url, extra_hosts: &[String]) -> Self {
        let mut hosts = vec![place(seed)];
        for extra in extra_hosts {
            // Parsed as a URL so that case, IDN and default ports come out alike.
            if let Ok(url) = Url::parse(&format!("http://{extra}/")) {
                hosts.push(place(&url));
            }
        }
        Self { hosts }
    }

    /// Whether the portal includes `url`.
    pub fn contains(&self, url: &Url) -> bool {
        let (host, port) = place(url);
        self.hosts
            .iter()
            .any(|(h, p)| *p == port && is_twin(h, &host))
    }
}

fn place(url: &Url) -> (String, Option<u16>) {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    let port = url.port().filter(|port| !matches!(port, 80 | 443));
    (host.to_owned(), port)
}

fn is_twin(a: &str, b: &str) -> bool {
    let bare = |host: &str| host.strip_prefix("www.").unwrap_or(host).to_owned();
    a == b || bare(a) == bare(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn twin_and_both_schemes_belong_and_other_ports_do_not() {
        let scope = Scope::new(&url("http://www.a.gov.cn/"), &["b.gov.cn:8080".to_owned()]);
        for inside in [
            "https://a.gov.cn/x",
            "http://www.a.gov.cn:80/",
            "http://b.gov.cn:8080/",
            "http://A.gov.cn./",
        ] {
            assert!(scope.contains(&url(inside)), "{inside}");
        }
        for outside in [
            "http://c.a.gov.cn/",
            "http://a.gov.cn:81/",
            "http://b.gov.cn/",
            "http://wwwa.gov.cn/",
        ] {
            assert!(!scope.contains(&url(outside)), "{outside}");
        }
    }
}
