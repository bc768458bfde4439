//! Pages that say of themselves that they belong to another site: an article copied with the
//! template of another portal, or a copy that an intruder planted (WILD W109–W111).
//!
//! A name alone proves nothing: departments and towns have sub-sites under the portal's host with
//! names, and sometimes codes, of their own, and careless templates leave an old domain in all pages.
//! So two things that the page states must both be another site's: no host of its SiteDomain is of
//! the family of the host that answered or of the portal, and none of its site codes is one of the
//! home page's. Even then a person decides; nothing is hidden and nobody is accused.

use std::collections::BTreeMap;

use crate::facts::{PageFacts, UrlId};

/// Site codes of the home page, and of the pages whose SiteDomain is another's.
#[derive(Debug, Default)]
pub(super) struct SiteCodes {
    home: Box<[Box<str>]>,
    foreign: BTreeMap<UrlId, Box<[Box<str>]>>,
}

impl SiteCodes {
    /// `own` are URLs of the portal and of the answer.
    pub(super) fn add(&mut self, id: UrlId, facts: &PageFacts, own: [&str; 2], is_home: bool) {
        if is_home && self.home.is_empty() {
            self.home = codes(facts);
        }
        if is_elsewhere(facts, own) {
            self.foreign.insert(id, codes(facts));
        }
    }

    /// The code of the portal, where its home page states one.
    pub(super) fn portal(&self) -> Option<&str> {
        self.home.first().map(Box::as_ref)
    }

    /// Pages that state codes, none of them the home page's.
    pub(super) fn of_other_sites(&self) -> impl Iterator<Item = UrlId> {
        let known = self.foreign.iter().filter(|(_, codes)| !codes.is_empty());
        let known = known.filter(|_| !self.home.is_empty());
        let other = known.filter(|(_, codes)| !codes.iter().any(|code| self.home.contains(code)));
        other.map(|(id, _)| *id)
    }
}

fn codes(facts: &PageFacts) -> Box<[Box<str>]> {
    let codes = facts.identity.site_codes.iter();
    codes.map(|found| found.number.as_str().into()).collect()
}

/// SiteDomain names hosts, none of them of the family of those given.
fn is_elsewhere(facts: &PageFacts, own: [&str; 2]) -> bool {
    let Some(stated) = facts.meta.site_domain.as_deref() else {
        return false;
    };
    let own = own.map(host_of);
    let mut hosts = hosts(stated).peekable();
    hosts.peek().is_some() && hosts.all(|host| own.iter().all(|own| !is_family(&host, own)))
}

/// Host names in a SiteDomain, which may have a scheme, a path and a second host (WILD W70, W71).
fn hosts(stated: &str) -> impl Iterator<Item = String> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '；' | '、' | '|');
    let hosts = stated.split(is_end).map(host_of);
    hosts.filter(|host| {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        host.contains('.') && host.chars().all(is_name) && !host.chars().all(is_number)
    })
}

/// Host of a URL or of what a tag calls one, in lower case without `www.`.
fn host_of(url: &str) -> String {
    let rest = url.split_once("//").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or("");
    let host = host.trim().to_ascii_lowercase();
    host.strip_prefix("www.").map(str::to_owned).unwrap_or(host)
}

/// One host, or one below the other: `slj.yunling.gov.cn` and `www.yunling.gov.cn`. All sites are
/// below `gov.cn`, which stands for the central portal only.
fn is_family(a: &str, b: &str) -> bool {
    let is_below = |low: &str, high: &str| {
        let prefix = low.strip_suffix(high).filter(|_| high != "gov.cn");
        prefix.is_some_and(|prefix| prefix.ends_with('.'))
    };
    a == b || is_below(a, b) || is_below(b, a)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use url::Url;

    use super::*;
    use crate::extract::{PageInput, page};

    const PORTAL: &str = "http://www.yunling.gov.cn/";

    fn facts(url: &str, domain: &str, code: &str) -> PageFacts {
        let html = format!(
            "<meta name=SiteDomain content='{domain}'><meta name=SiteIDCode content='{code}'>"
        );
        let input = PageInput {
            url: &Url::parse(url).unwrap(),
            content_type: None,
            body: html.as_bytes(),
            fetched_on: date(2026, 11, 22),
            last_modified: None,
            items_since: None,
        };
        page(&input).facts
    }

    fn elsewhere(domain: &str, answered: &str) -> bool {
        is_elsewhere(&facts(answered, domain, ""), [PORTAL, answered])
    }

    #[test]
    fn a_page_of_another_site_has_another_domain_and_another_code() {
        let is_other = |home: &str, domain: &str, code: &str| {
            let mut sites = SiteCodes::default();
            let (home, page) = (facts(PORTAL, "", home), facts(PORTAL, domain, code));
            sites.add(0, &home, [PORTAL, PORTAL], true);
            sites.add(1, &page, [PORTAL, PORTAL], false);
            sites.of_other_sites().any(|id| id == 1)
        };
        let (other, own) = ("www.qingshan.gov.cn", "www.yunling.gov.cn");
        assert!(is_other("9999000001", other, "9999000009"));
        assert!(
            !is_other("9999000001", other, "9999000001"),
            "an old domain"
        );
        assert!(!is_other("9999000001", own, "9999000009"), "a sub-site");
        assert!(!is_other("9999000001", other, ""), "no code");
        assert!(
            !is_other("", other, "9999000009"),
            "a portal without a code"
        );
    }

    #[test]
    fn another_government_is_elsewhere() {
        for domain in [
            "www.qingshan.gov.cn",
            "http://www.qingshan.gov.cn/",
            "https://QINGSHAN.gov.cn:8080/index.html",
            "www.qingshan.gov.cn,qs.other.gov.cn",
            "www.gov.cn",
        ] {
            assert!(elsewhere(domain, PORTAL), "{domain}");
        }
    }

    #[test]
    fn sub_sites_aliases_and_what_is_no_host_are_not() {
        for domain in [
            "www.yunling.gov.cn",
            "http://www.yunling.gov.cn/",
            "yunling.gov.cn",
            "slj.yunling.gov.cn",
            "fgw.yunling.gov.cn,www.qingshan.gov.cn",
            "",
            "云岭县.政务",
            "10.1.2.3",
            "yunling",
        ] {
            assert!(!elsewhere(domain, PORTAL), "{domain}");
        }
        // A department on its own host, asked for there.
        assert!(!elsewhere(
            "www.ylslj.gov.cn",
            "http://www.ylslj.gov.cn/a.html"
        ));
    }
}
