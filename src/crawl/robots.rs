//! robots.txt of one origin of the portal (RFC 9309), as it is stored and applied.

use std::time::Duration;

use robotxt::Robots;
use url::Url;

use crate::bundle::HostRow;

/// Product token by which robots.txt addresses this crawler.
pub const TOKEN: &str = "gongkai";

/// Bytes of robots.txt that are read and kept (RFC 9309 asks for at least 500 KiB).
pub const MAX_BYTES: usize = 512 << 10;

/// How robots.txt answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It is there.
    Found,
    /// 4xx: there is none, everything is allowed.
    None,
    /// 5xx, a timeout, a broken connection: nothing is allowed.
    Unreachable,
    /// The name does not exist, the port is closed, or TLS cannot be set up: nothing is served
    /// here that rules could protect. Its URLs are looked at one by one, or a dead twin host of
    /// the portal (`https://` where only `http://` is served) would look like a forbidden one.
    NoServer,
}

impl Access {
    /// The word stored in the bundle.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::None => "none",
            Self::Unreachable => "unreachable",
            Self::NoServer => "no-server",
        }
    }
}

/// Rules of one origin.
#[derive(Debug)]
pub struct Rules {
    robots: Robots,
    ignored: bool,
}

impl Rules {
    /// Rules as stored. With `ignore`, nothing is forbidden, but a crawl-delay still holds: it is
    /// about load and not about permission.
    pub fn new(row: &HostRow, ignore: bool) -> Self {
        let robots = match (&row.robots_body, row.robots.as_str()) {
            (Some(body), _) => Robots::parse(body, TOKEN),
            (None, word) if word == Access::Unreachable.as_str() => Robots::disallow_all(),
            (None, _) => Robots::allow_all(),
        };
        Self {
            robots,
            ignored: ignore,
        }
    }

    /// Whether `url` may be asked for.
    pub fn allow(&self, url: &Url) -> bool {
        self.ignored || self.robots.is_url_allowed(url)
    }

    /// Spacing that it asks for.
    pub fn crawl_delay(&self) -> Option<Duration> {
        self.robots.crawl_delay()
    }

    /// Sitemaps that it names.
    pub fn sitemaps(&self) -> &[Url] {
        self.robots.sitemaps()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(access: Access, body: Option<&str>, ignore: bool) -> Rules {
        let row = HostRow {
            origin: "http://a.gov.cn".to_owned(),
            robots: access.as_str().to_owned(),
            robots_body: body.map(|b| b.as_bytes().to_vec()),
            probe: None,
        };
        Rules::new(&row, ignore)
    }

    #[test]
    fn access_decides_where_there_is_no_file() {
        let page = Url::parse("http://a.gov.cn/x").unwrap();
        assert!(rules(Access::None, None, false).allow(&page));
        assert!(!rules(Access::Unreachable, None, false).allow(&page));
        assert!(rules(Access::Unreachable, None, true).allow(&page));
    }

    #[test]
    fn our_group_wins_over_the_group_for_all() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: gongkai\nDisallow: /private/\nCrawl-delay: 2\n\nSitemap: http://a.gov.cn/map.xml";
        let rules = rules(Access::Found, Some(text), false);
        assert!(rules.allow(&Url::parse("http://a.gov.cn/x").unwrap()));
        assert!(!rules.allow(&Url::parse("http://a.gov.cn/private/x").unwrap()));
        assert_eq!(rules.crawl_delay(), Some(Duration::from_secs(2)));
        assert_eq!(rules.sitemaps().len(), 1);
    }
}
