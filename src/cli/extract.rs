//! `gongkai extract`: the facts of one page as JSON, so that a disputed date can be discussed.

use std::path::Path;

use anyhow::{Context, anyhow};
use jiff::tz::Offset;
use serde::Serialize;
use url::Url;

use super::args::ExtractArguments;
use super::{Ending, Exit, print};
use crate::crawl;
use crate::extract::{self, PageInput};
use crate::facts::{Link, PageFacts};

/// What is printed.
#[derive(Serialize)]
struct Page<'a> {
    url: &'a Url,
    facts: &'a PageFacts,
    links: &'a [Link],
}

pub(super) fn run(arguments: &ExtractArguments) -> Result<Exit, Ending> {
    let (url, content_type, body) = read(arguments)?;
    #[allow(clippy::disallowed_methods, reason = "a page read now is read today")]
    let fetched_on = Offset::constant(8).to_datetime(jiff::Timestamp::now()).date();
    let input = PageInput { url: &url, content_type: content_type.as_deref(), body: &body, fetched_on };
    let page = extract::page(&input);
    let json = serde_json::to_string_pretty(&Page { url: &url, facts: &page.facts, links: &page.links })?;
    print(&(json + "\n"))?;
    Ok(Exit::Clean)
}

fn read(arguments: &ExtractArguments) -> Result<(Url, Option<String>, Vec<u8>), Ending> {
    let file = Path::new(&arguments.page);
    if file.is_file() {
        let base = arguments.base.as_deref().unwrap_or("http://page.invalid/");
        let url = Url::parse(base).with_context(|| format!("--base {base}")).map_err(Ending::usage)?;
        let body = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        return Ok((url, None, body));
    }
    let url = Url::parse(&arguments.page).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(url) = url else {
        return Err(Ending::usage(anyhow!("{} is neither a file nor an http address", arguments.page)));
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let page = runtime.block_on(crawl::fetch_page(url)).map_err(super::check::ending)?;
    Ok((page.url, page.content_type, page.body))
}
