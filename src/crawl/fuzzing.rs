//! Doors for the targets in `fuzz/` to parsers that are no public API. Built with `--cfg fuzzing`
//! only, so that no ordinary build has them.

use rustls::CertificateError;
use rustls::pki_types::CertificateDer;
use url::Url;

use super::certificate;
use super::robots::{Access, Rules};
use super::sitemap;
use crate::bundle::HostRow;

/// robots.txt of a host.
pub fn robots(data: &[u8]) {
    let row = HostRow {
        origin: "http://www.example.gov.cn".to_owned(),
        robots: Access::Found.as_str().to_owned(),
        robots_body: Some(data.to_vec()),
        probe: None,
    };
    let rules = Rules::new(&row, false);
    if let Ok(url) = Url::parse("http://www.example.gov.cn/zwgk/index.html?a=1") {
        rules.allow(&url);
    }
    rules.crawl_delay();
    rules.sitemaps();
}

/// A sitemap or an index of sitemaps.
pub fn sitemap(data: &[u8]) {
    sitemap::parse(data);
}

/// A certificate that a server presents, alone and as its own issuer.
pub fn certificate(data: &[u8]) {
    let own = CertificateDer::from(data);
    certificate::is_beyond_us(&own);
    certificate::fault(&CertificateError::UnknownIssuer, &[own.clone(), own]);
}
