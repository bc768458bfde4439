//! What runs beside the owner of the frontier: one task for one request with its reading, and
//! errands (robots.txt, sitemaps, the "not found" probe), which follow their redirects themselves.

use std::sync::Arc;

use data_encoding::BASE32;
use encoding_rs::GBK;
use http::HeaderMap;
use http::header::{LOCATION, SET_COOKIE};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use url::Url;

use super::fetch::{Answer, Ask, Failure, Fetcher, Want, header_text};
use super::parsers::Parsers;
use super::process::{Processed, process};
use super::queue::is_web;
use super::robots::Access;
use super::scope::Scope;
use super::sitemap::{self, Sitemap};
use crate::bundle::{ArchivedExchange, HostRow, RecordIds, decode};
use crate::facts::{Cause, Gate, Hop, NotFoundProbe, TlsCause, TlsFault, UrlId};

/// Redirects that an errand follows (RFC 9309 asks for at least five for robots.txt).
const ERRAND_HOPS: usize = 5;

/// Letters of the made-up file name.
const PROBE_LETTERS: usize = 16;

/// What all tasks share.
#[derive(Debug)]
pub struct Shared {
    /// HTTP.
    pub fetcher: Fetcher,
    /// Record ids of this bundle.
    pub ids: RecordIds,
    /// Threads that read answers.
    pub parsers: Arc<Parsers>,
    /// The portal.
    pub scope: Scope,
    /// First day whose items matter to the checks; `None` for whole columns.
    pub items_since: Option<Date>,
}

/// A look at a URL on its way through redirects.
#[derive(Debug)]
pub struct Work {
    /// The URL that is looked at.
    pub id: UrlId,
    /// Second look.
    pub second: bool,
    /// URL to ask for now.
    pub url: Url,
    /// What for.
    pub want: Want,
    /// Redirects so far.
    pub hops: Vec<Hop>,
    /// URLs that were taken out of the queues because this look passes them, with the number of
    /// hops before each.
    pub claimed: Vec<(UrlId, usize)>,
    /// A redirect on the way set a cookie.
    pub cookie: bool,
    /// Certificate faults of the hosts that answered so far.
    pub tls_faults: Vec<TlsFault>,
}

/// Where an answer sends us.
#[derive(Debug)]
pub struct Redirect {
    /// Target, unless it is no web address.
    pub target: Option<Url>,
    /// The answer sets a cookie.
    pub cookie: bool,
}

/// What a task brings back.
#[derive(Debug)]
pub enum Event {
    /// An answer for a look, or none.
    Answer {
        /// Lane that the task belongs to.
        lane: u32,
        /// The look.
        work: Work,
        /// Answer with its redirect, or why there is none.
        result: Result<(Box<Processed>, Option<Redirect>), Failure>,
    },
    /// robots.txt of an origin.
    Robots {
        /// Records.
        archived: Vec<ArchivedExchange>,
        /// To be stored.
        host: HostRow,
        /// Why it could not be reached.
        failure: Option<Failure>,
    },
    /// A sitemap file.
    Sitemap {
        /// Its URL.
        url: String,
        /// Records.
        archived: Vec<ArchivedExchange>,
        /// What it names.
        sitemap: Sitemap,
    },
    /// How an origin says "not found".
    Probe {
        /// Records.
        archived: Vec<ArchivedExchange>,
        /// The answer.
        probe: NotFoundProbe,
    },
}

/// Asks for the URL of `work` and reads the answer.
pub async fn look(shared: Arc<Shared>, lane: u32, work: Work) -> Event {
    let ask = Ask {
        url: work.url.clone(),
        want: work.want,
        in_scope: shared.scope.contains(&work.url),
        second: work.second,
    };
    let result = match shared.fetcher.ask(&ask).await {
        Ok(answer) => read(&shared, ask, answer).await,
        Err(failure) => Err(failure),
    };
    Event::Answer { lane, work, result }
}

async fn read(
    shared: &Arc<Shared>,
    ask: Ask,
    answer: Answer,
) -> Result<(Box<Processed>, Option<Redirect>), Failure> {
    let redirect = redirect(&ask.url, answer.exchange.status, &answer.headers);
    let (url, in_scope) = (ask.url.clone(), ask.in_scope);
    let processed = off_thread(shared, move |shared| {
        process(&ask, &answer, &shared.ids, shared.items_since)
    })
    .await?;
    if let Some(page) = &processed.page
        && let Ok(server) = shared.fetcher.server(&url, in_scope).await
    {
        server.note_page(page.gate == Gate::Challenge);
    }
    Ok((Box::new(processed), redirect))
}

/// Runs CPU work on the parser threads. A panic in it becomes a fault of this one URL.
async fn off_thread<T: Send + 'static>(
    shared: &Arc<Shared>,
    work: impl FnOnce(&Shared) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let owned = Arc::clone(shared);
    let text = match shared.parsers.run(move || work(&owned)).await {
        Some(Ok(done)) => return Ok(done),
        Some(Err(error)) => error.to_string(),
        None => "reading the answer failed".to_owned(),
    };
    Err(Failure::Cause {
        cause: Cause::Internal,
        text,
    })
}

/// Where the answer sends us, if it is a redirect. Location may be raw UTF-8 or GBK bytes: old
/// systems put Chinese file names there as they are.
fn redirect(base: &Url, status: u16, headers: &HeaderMap) -> Option<Redirect> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let target = headers
        .get(LOCATION)
        .map(|value| match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => text.to_owned(),
            Err(_) => GBK
                .decode_without_bom_handling(value.as_bytes())
                .0
                .into_owned(),
        })
        .and_then(|text| base.join(text.trim()).ok())
        .filter(is_web)
        .map(|mut url| {
            url.set_fragment(None);
            url
        });
    Some(Redirect {
        target,
        cookie: headers.contains_key(SET_COOKIE),
    })
}

/// Answer of an errand with the records of all its hops.
struct Errand {
    archived: Vec<ArchivedExchange>,
    url: Url,
    result: Result<Answer, Failure>,
}

async fn run_errand(shared: &Arc<Shared>, mut url: Url, want: Want) -> Errand {
    let mut archived = Vec::new();
    loop {
        let ask = Ask {
            url: url.clone(),
            want,
            in_scope: shared.scope.contains(&url),
            second: false,
        };
        let answer = match shared.fetcher.ask(&ask).await {
            Ok(answer) => answer,
            Err(failure) => {
                return Errand {
                    archived,
                    url,
                    result: Err(failure),
                };
            }
        };
        let answer = Arc::new(answer);
        let kept = Arc::clone(&answer);
        match off_thread(shared, move |s| {
            crate::bundle::archive(&kept.exchange, &s.ids)
        })
        .await
        {
            Ok(records) => archived.push(records),
            Err(failure) => {
                return Errand {
                    archived,
                    url,
                    result: Err(failure),
                };
            }
        }
        let redirect = redirect(&url, answer.exchange.status, &answer.headers);
        match redirect.and_then(|r| r.target) {
            Some(target) if archived.len() <= ERRAND_HOPS => url = target,
            _ => {
                let result = Arc::try_unwrap(answer).map_err(|_| Failure::GivenUp);
                return Errand {
                    archived,
                    url,
                    result,
                };
            }
        }
    }
}

/// Reads robots.txt of an origin.
pub async fn robots(shared: Arc<Shared>, origin: String) -> Event {
    let mut host = HostRow {
        origin,
        robots: Access::Unreachable.as_str().to_owned(),
        robots_body: None,
        probe: None,
    };
    let Ok(url) = Url::parse(&format!("{}/robots.txt", host.origin)) else {
        return Event::Robots {
            archived: Vec::new(),
            host,
            failure: None,
        };
    };
    let errand = run_errand(&shared, url, Want::Robots).await;
    let mut failure = None;
    let access = match errand.result {
        Ok(answer) if (200..300).contains(&answer.exchange.status) && answer.broken.is_none() => {
            host.robots_body = text_of(&answer);
            Access::Found
        }
        // 429 is a 4xx that says "not now", not "there is none".
        Ok(answer) if answer.exchange.status == 429 || answer.exchange.status >= 500 => {
            Access::Unreachable
        }
        Ok(answer) if answer.broken.is_some() => Access::Unreachable,
        Ok(_) => Access::None,
        Err(why) => {
            let access = access_without_answer(&why);
            failure = Some(why);
            access
        }
    };
    host.robots = access.as_str().to_owned();
    Event::Robots {
        archived: errand.archived,
        host,
        failure,
    }
}

fn access_without_answer(failure: &Failure) -> Access {
    match failure {
        Failure::Cause {
            cause: Cause::Tls(TlsCause::Timeout),
            ..
        } => Access::Unreachable,
        Failure::Cause {
            cause: Cause::DnsNoName | Cause::Refused | Cause::Unreachable | Cause::Tls(_),
            ..
        } => Access::NoServer,
        _ => Access::Unreachable,
    }
}

/// The body after content decoding; an HTML page in place of robots.txt has no rules in it and is
/// kept all the same.
fn text_of(answer: &Answer) -> Option<Vec<u8>> {
    let encoding = header_text(&answer.headers, "content-encoding");
    let cut = answer.exchange.truncated.is_some();
    let body = decode(&answer.exchange.body, encoding.as_deref(), cut).ok()?;
    Some(body.into_owned())
}

/// Reads one sitemap file.
pub async fn sitemap(shared: Arc<Shared>, url: Url) -> Event {
    let name = url.to_string();
    let errand = run_errand(&shared, url, Want::Sitemap).await;
    let sitemap = match errand.result {
        Ok(answer) if (200..300).contains(&answer.exchange.status) => {
            off_thread(&shared, move |_| Ok(parse_sitemap(&answer)))
                .await
                .unwrap_or_default()
        }
        _ => Sitemap::default(),
    };
    Event::Sitemap {
        url: name,
        archived: errand.archived,
        sitemap,
    }
}

fn parse_sitemap(answer: &Answer) -> Sitemap {
    let Some(mut body) = text_of(answer) else {
        return Sitemap::default();
    };
    // sitemap.xml.gz: compressed as a file, not for transport.
    if body.starts_with(&[0x1f, 0x8b])
        && let Ok(plain) = decode(&body, Some("gzip"), true)
    {
        body = plain.into_owned();
    }
    sitemap::parse(&body)
}

/// Path of a page that nobody ever made: letters that depend on the origin only.
fn probe_path(origin: &str) -> String {
    let letters = BASE32.encode(&Sha256::digest(origin)).to_ascii_lowercase();
    let letters: String = letters.chars().filter(char::is_ascii_lowercase).collect();
    format!("/{}.html", &letters[..PROBE_LETTERS.min(letters.len())])
}

/// URL of the probe of an origin.
pub fn probe_url(origin: &str) -> Option<Url> {
    Url::parse(&format!("{origin}{}", probe_path(origin))).ok()
}

/// Asks an origin for a page that nobody ever made.
pub async fn probe(shared: Arc<Shared>, origin: String, url: Url) -> Event {
    let errand = run_errand(&shared, url, Want::Page).await;
    let mut probe = NotFoundProbe {
        origin,
        status: None,
        final_url: errand.url.to_string(),
        text_hash: None,
        title: None,
    };
    if let Ok(answer) = errand.result {
        probe.status = Some(answer.exchange.status);
        let url = errand.url;
        let page = off_thread(&shared, move |_| {
            Ok(super::process::read_page(&url, &answer, Want::Page, None))
        })
        .await;
        if let Ok(Ok(Some(page))) = page {
            probe.text_hash = Some(page.text_hash);
            probe.title = Some(page.title);
        }
    }
    Event::Probe {
        archived: errand.archived,
        probe,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn target(location: &[u8]) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(LOCATION, HeaderValue::from_bytes(location).unwrap());
        let base = Url::parse("http://a.gov.cn/x/y.html").unwrap();
        redirect(&base, 302, &headers)?
            .target
            .map(|url| url.to_string())
    }

    #[test]
    fn locations_in_any_bytes_are_read() {
        assert_eq!(
            target(b"../z.html#top").as_deref(),
            Some("http://a.gov.cn/z.html")
        );
        let path = "http://a.gov.cn/%E5%85%AC%E5%BC%80.html";
        assert_eq!(target("/公开.html".as_bytes()).as_deref(), Some(path));
        assert_eq!(target(&GBK.encode("/公开.html").0).as_deref(), Some(path));
        assert_eq!(target(b"javascript:void(0)"), None);
        assert_eq!(target(b"http:///"), None);
    }

    #[test]
    fn probe_names_are_sixteen_letters_that_depend_on_the_origin() {
        let a = probe_path("http://a.gov.cn");
        assert_eq!(a, probe_path("http://a.gov.cn"));
        assert_ne!(a, probe_path("https://a.gov.cn"));
        assert_eq!(a.len(), "/.html".len() + 16);
        assert!(a[1..17].bytes().all(|b| b.is_ascii_lowercase()), "{a}");
    }
}
