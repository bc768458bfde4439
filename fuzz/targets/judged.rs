//! A bundle of one page from a stranger: its facts and looks as `crawl.db` stores them, with damage,
//! then assembled, judged and reported. Whatever is stored, it is refused or judged.
//!
//! The input is the page after 24 bytes of damage (eight times position and bits to turn), so that
//! the seeds are pages and outlive every change of the stored form.
#![no_main]

use gongkai::check::{Params, Standard, judge};
use gongkai::checks;
use gongkai::extract::{Assembler, AssemblySeed, PageInput, StoredLink, page};
use gongkai::facts::{Capture, Look, PageFacts, Role};
use gongkai::law::Lang;
use gongkai::report::build::{self, Particulars, Sources};
use gongkai::report::{html, json, letter, text};
use gongkai::score::{Profile, score};
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::LazyLock;
use url::Url;

const HOME: &str = "http://www.example.gov.cn/";
const TODAY: Date = date(2026, 11, 22);
const DAMAGE: usize = 24;
/// Links beyond these name nothing new.
const MAX_LINKS: usize = 100;

static PROFILE: LazyLock<Profile> =
    LazyLock::new(|| match Profile::built_in("national-2019", checks::ALL) {
        Some(Ok(profile)) => profile,
        _ => panic!("the national profile is built in"),
    });

/// What is read back from the database after the damage; `None` if it is refused.
fn stored<T: Serialize + DeserializeOwned>(value: &T, damage: &[u8]) -> Option<T> {
    let mut blob = postcard::to_stdvec(value).ok()?;
    for turn in damage.chunks_exact(3).filter(|turn| turn[2] != 0) {
        let at = usize::from(u16::from_le_bytes([turn[0], turn[1]])) % blob.len();
        blob[at] ^= turn[2];
    }
    postcard::from_bytes(&blob).ok()
}

fn look(url: &str, status: u16) -> Look {
    Look {
        at: "2026-11-22T02:00:00Z".to_owned(),
        hops: Vec::new(),
        final_url: url.to_owned(),
        status: Some(status),
        cause: None,
        content_type: Some("text/html".to_owned()),
        record: Some("urn:uuid:look".to_owned()),
        sha256: None,
        excerpt: String::new(),
        gate: None,
        tls_faults: Vec::new(),
    }
}

fn capture(id: u32, url: &str, looks: Vec<Look>) -> Capture {
    Capture {
        id,
        url: url.to_owned(),
        role: Role::Page,
        in_scope: true,
        depth: 1,
        guessed: false,
        skip: None,
        looks,
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((damage, body)) = data.split_at_checked(DAMAGE) else {
        return;
    };
    let Ok(url) = Url::parse(HOME) else {
        return;
    };
    let read = page(&PageInput {
        url: &url,
        content_type: None,
        body,
        fetched_on: TODAY,
        items_since: None,
        last_modified: None,
    });
    let (of_facts, rest) = damage.split_at(12);
    let (of_links, of_looks) = rest.split_at(6);
    let links: Vec<StoredLink> = (1..)
        .zip(read.links.iter().take(MAX_LINKS))
        .map(|(target, link)| StoredLink {
            target,
            text: link.text.clone(),
            place: link.place,
            kind: link.kind,
        })
        .collect();
    let bad = look("http://www.example.gov.cn/404", 404);
    let (Some(facts), Some(links), Some(bad)) = (
        stored::<PageFacts>(&read.facts, of_facts),
        stored(&links, of_links),
        stored::<Look>(&bad, of_looks),
    ) else {
        return;
    };
    let mut captures = vec![capture(0, HOME, vec![look(HOME, 200)])];
    for (id, link) in (1..).zip(read.links.iter().take(MAX_LINKS)) {
        captures.push(capture(id, &link.url, vec![bad.clone(), bad.clone()]));
    }
    if links
        .iter()
        .any(|link| link.target as usize >= captures.len())
    {
        return;
    }
    let seed = AssemblySeed {
        portal_url: HOME.to_owned(),
        inspected_on: TODAY,
        stopped_by: None,
        not_found: Vec::new(),
    };
    let mut assembler = Assembler::new(seed, captures);
    assembler.page(0, facts, links);
    let site = assembler.finish();
    let standard = Standard {
        checks: checks::ALL,
        params: Params::defaults(checks::ALL),
        cadences: PROFILE.cadences.clone(),
    };
    let judgement = judge(&site, &standard, None, TODAY);
    let scorecard = score(&site, None, &judgement, &PROFILE);
    let particulars = Particulars {
        started_at: "2026-11-22T02:00:00Z".to_owned(),
        finished_at: "2026-11-22T02:00:01Z".to_owned(),
        bundle_digest: "sha256:0".to_owned(),
        robots_ignored: false,
    };
    let sources = Sources {
        site: &site,
        standard: &standard,
        ledger: None,
        judgement: &judgement,
        profile: &PROFILE,
        scorecard: &scorecard,
        particulars: &particulars,
    };
    let document = build::build(&sources, Lang::Zh);
    let reports = [
        json::text(&document),
        html::render(&document, &site, Lang::Zh),
        text::summary(&document, Lang::Zh),
        letter::letter(&document, Lang::Zh).map(Option::unwrap_or_default),
    ];
    assert!(reports.iter().all(Result::is_ok), "{reports:?}");
});
