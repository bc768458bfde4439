//! `gongkai extract`: the facts of one page as JSON, so that a disputed date can be discussed.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use jiff::tz::Offset;
use serde::Serialize;
use url::Url;

use super::address::web_address;
use super::args::ExtractArguments;
use super::{Ending, Exit, print};
use crate::bundle::{Bundle, MAX_DECODED, page_bytes};
use crate::crawl::{self, Options, Start, StopSignal};
use crate::extract::{self, Explained, PageInput};
use crate::facts::{Link, PageFacts};
use crate::law::quoted;
use crate::report::json;

/// What is printed.
#[derive(Serialize)]
struct Page<'a> {
    url: &'a str,
    facts: &'a PageFacts,
    links: &'a [Link],
    /// Where each fact was read, if that is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Vec<Explained>>,
}

pub(super) fn run(arguments: &ExtractArguments) -> Result<Exit, Ending> {
    let read = read(arguments)?;
    #[allow(clippy::disallowed_methods, reason = "a page read now is read today")]
    let fetched_on = Offset::constant(8)
        .to_datetime(jiff::Timestamp::now())
        .date();
    let input = PageInput {
        url: &read.url,
        content_type: read.content_type.as_deref(),
        body: &read.body,
        fetched_on,
        items_since: None,
        last_modified: read.last_modified.as_deref(),
    };
    let page = extract::page(&input).cut_short_unless(read.is_whole);
    let json = json::text(&Page {
        url: read.url.as_str(),
        facts: &page.facts,
        links: &page.links,
        explained: arguments
            .explain
            .then(|| extract::explain(&input, &page.facts)),
    })?;
    print(&json)?;
    Ok(Exit::Clean)
}

/// A page with the headers that matter.
struct Read {
    url: Url,
    content_type: Option<String>,
    last_modified: Option<String>,
    body: Vec<u8>,
    is_whole: bool,
}

fn read(arguments: &ExtractArguments) -> Result<Read, Ending> {
    let file = Path::new(&arguments.page);
    if arguments.page.contains("://") && !file.exists() {
        if arguments.base.is_some() {
            let problem = "--base belongs to a saved file; a page on the web has its own address";
            return Err(Ending::usage(anyhow!(problem)));
        }
        return fetch(web_address(&arguments.page)?);
    }
    let base = arguments.base.as_deref().unwrap_or("http://page.invalid/");
    let url = web_address(base).map_err(|ending| Ending {
        error: ending.error.context("--base"),
        ..ending
    })?;
    let (body, is_whole) = saved_page(file).map_err(Ending::usage)?;
    Ok(Read {
        url,
        content_type: None,
        last_modified: None,
        body,
        is_whole,
    })
}

/// First bytes of files that are no page, and what they are.
const SIGNATURES: [(&[u8], &str); 7] = [
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an Office file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "packed by gzip"),
];

/// The bytes of a saved page, as far as the crawler would give them to the HTML parser, and whether
/// that is all of them.
fn saved_page(file: &Path) -> anyhow::Result<(Vec<u8>, bool)> {
    let most = MAX_DECODED as u64;
    let mut body = Vec::new();
    let read = File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut body));
    let shown = file.display();
    match read {
        Ok(0) => bail!("{shown} is empty; give a saved page"),
        Ok(length) if length as u64 > most => {
            bail!(
                "{shown} has more than {} MB; no page that is read has",
                most >> 20
            )
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!(
                "{} is neither a file nor a web address; write an address with http://",
                quoted(&shown.to_string())
            )
        }
        Err(error) if error.kind() == ErrorKind::IsADirectory => {
            bail!("{shown} is a folder; give one saved page")
        }
        read => read.with_context(|| format!("cannot read {shown}"))?,
    };
    if let Some((_, what)) = SIGNATURES.iter().find(|(first, _)| body.starts_with(first)) {
        bail!("{shown} is {what}; give a saved web page");
    }
    let page = page_bytes(&body, None, false)?;
    Ok((page.bytes.into_owned(), page.is_whole))
}

/// One page by the crawler itself, so that politeness, guard and bounds are those of an inspection.
fn fetch(url: Url) -> Result<Read, Ending> {
    let folder = std::env::temp_dir().join(format!("gongkai-extract-{}", std::process::id()));
    let read = crawl_one(url, &folder);
    // Nobody's evidence: left behind at worst in the folder for temporary files.
    let _ = std::fs::remove_dir_all(&folder);
    read
}

fn crawl_one(url: Url, folder: &Path) -> Result<Read, Ending> {
    let options = Options {
        max_pages: 1,
        max_depth: 0,
        ..Options::new(url)
    };
    crawl::run(options, folder, Start::Fresh, &(), StopSignal::new())
        .map_err(super::check::ending)?;
    let bundle = Bundle::open(folder)?;
    let captures = bundle.captures()?;
    let look = captures
        .first()
        .and_then(|home| home.looks.last())
        .context("the page was not recorded")?;
    let record = look
        .record
        .as_deref()
        .context("the page was not recorded")?;
    let payload = bundle
        .payload(record)?
        .context("the page was not recorded")?;
    let page = payload.page_bytes()?;
    Ok(Read {
        url: Url::parse(&look.final_url)?,
        content_type: payload.header("content-type"),
        last_modified: payload.header("last-modified"),
        is_whole: page.is_whole,
        body: page.bytes.into_owned(),
    })
}
