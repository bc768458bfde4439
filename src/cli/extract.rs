//! `gongkai extract`: the facts of one page as JSON, so that a disputed date can be discussed.

use std::path::Path;

use anyhow::{Context, anyhow};
use jiff::tz::Offset;
use serde::Serialize;
use url::Url;

use super::args::ExtractArguments;
use super::{Ending, Exit, print};
use crate::bundle::Bundle;
use crate::crawl::{self, Options, Start, StopSignal};
use crate::extract::{self, Explained, PageInput};
use crate::facts::{Link, PageFacts};

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
    let page = extract::page(&input);
    let json = serde_json::to_string_pretty(&Page {
        url: read.url.as_str(),
        facts: &page.facts,
        links: &page.links,
        explained: arguments
            .explain
            .then(|| extract::explain(&input, &page.facts)),
    })?;
    print(&(json + "\n"))?;
    Ok(Exit::Clean)
}

/// A page with the headers that matter.
struct Read {
    url: Url,
    content_type: Option<String>,
    last_modified: Option<String>,
    body: Vec<u8>,
}

fn read(arguments: &ExtractArguments) -> Result<Read, Ending> {
    let file = Path::new(&arguments.page);
    if file.is_file() {
        let base = arguments.base.as_deref().unwrap_or("http://page.invalid/");
        let url = Url::parse(base)
            .with_context(|| format!("--base {base}"))
            .map_err(Ending::usage)?;
        let body =
            std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        return Ok(Read {
            url,
            content_type: None,
            last_modified: None,
            body,
        });
    }
    let url = Url::parse(&arguments.page)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        return Err(Ending::usage(anyhow!(
            "{} is neither a file nor an http address",
            arguments.page
        )));
    };
    fetch(url)
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
    Ok(Read {
        url: Url::parse(&look.final_url)?,
        content_type: payload.header("content-type"),
        last_modified: payload.header("last-modified"),
        body: payload.page_bytes()?.bytes.into_owned(),
    })
}
