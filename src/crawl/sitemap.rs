//! Sitemap files: URLs that may be worth a visit. Nobody links to them, so they are guesses.

use quick_xml::Reader;
use quick_xml::events::Event;

/// URLs taken from one file (the protocol's own limit).
const MAX_URLS: usize = 50_000;

/// What one sitemap file names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Sitemap {
    /// Further sitemap files.
    pub sitemaps: Vec<String>,
    /// Pages.
    pub pages: Vec<String>,
}

/// Reads a sitemap or a sitemap index. What is no XML gives what was read before the fault: a
/// missing or broken sitemap is no finding.
pub fn parse(body: &[u8]) -> Sitemap {
    let mut found = Sitemap::default();
    let mut reader = Reader::from_reader(body);
    let mut buffer = Vec::new();
    let mut in_index = false;
    let mut location: Option<String> = None;
    while found.pages.len() < MAX_URLS {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                "loc" => location = Some(String::new()),
                "sitemap" => in_index = true,
                "url" => in_index = false,
                _ => {}
            },
            Ok(Event::Text(text)) => {
                if let Some(location) = &mut location {
                    location.push_str(&text);
                }
            }
            Ok(Event::CData(text)) => {
                if let Some(location) = &mut location {
                    location.push_str(&text);
                }
            }
            Ok(Event::GeneralRef(entity)) => {
                if let (Some(location), "amp") = (&mut location, entity.as_ref()) {
                    location.push('&');
                }
            }
            Ok(Event::End(tag)) if tag.local_name().as_ref() == "loc" => {
                let url = location.take().unwrap_or_default().trim().to_owned();
                match in_index {
                    true => found.sitemaps.push(url),
                    false => found.pages.push(url),
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
        buffer.clear();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_indexes_are_told_apart() {
        let pages = parse(
            b"<?xml version='1.0'?><urlset><url><loc> http://a/x?a=1&amp;b=2 </loc></url>\
              <url><loc><![CDATA[http://a/y]]></loc></url></urlset>",
        );
        assert_eq!(pages.pages, ["http://a/x?a=1&b=2", "http://a/y"]);
        let index =
            parse(b"<sitemapindex><sitemap><loc>http://a/1.xml</loc></sitemap></sitemapindex>");
        assert_eq!(index.sitemaps, ["http://a/1.xml"]);
        assert!(index.pages.is_empty());
    }

    #[test]
    fn an_error_page_is_no_sitemap() {
        assert_eq!(
            parse(b"<!doctype html><p>404 <br>not found"),
            Sitemap::default()
        );
    }
}
