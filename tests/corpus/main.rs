//! Measures the extraction on real pages that are kept beside the checkout and not in it: precision
//! and recall of each field, with a bar under which the test fails. What a field should be is read
//! from labels (`labels`) or independently from the bytes (`raw`), never with the extractor.
//!
//! Where the pages are absent the test says so and passes, except in CI, which must have them. A
//! misreading that it shows becomes a look-alike fixture.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test must stop at the first surprise and prints its table; CI is said by the environment"
)]

mod labels;
mod raw;
mod tally;

use std::fs;
use std::path::{Path, PathBuf};

use gongkai::extract::{PageInput, page};
use gongkai::facts::{DateSource, IdentityNumber, PageFacts, PageKind};
use jiff::civil::{Date, date};
use tally::{Bar, Tally};
use url::Url;

/// Folder of the pages, seen from the checkout.
const CORPUS: &str = "../shared/corpus";

/// After every page of the corpus was saved.
const FETCHED_ON: Date = date(2026, 11, 22);

fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    if folder.is_dir() {
        return Some(folder);
    }
    let required = std::env::var_os("CI").is_some();
    assert!(!required, "CI is set, so {CORPUS} must be there");
    println!("skipped: {CORPUS} is not there");
    None
}

/// Pages below a folder, their paths relative to it, in order.
fn html_files(folder: &Path) -> Vec<String> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                found.push(
                    path.strip_prefix(folder)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                );
            }
        }
    }
    found.sort();
    found
}

fn facts(url: &str, body: &[u8]) -> PageFacts {
    let input = PageInput {
        url: &Url::parse(url).unwrap(),
        content_type: Some("text/html"),
        body,
        fetched_on: FETCHED_ON,
        last_modified: None,
        items_since: None,
    };
    page(&input).facts
}

#[test]
fn labelled_documents_are_read_word_for_word() {
    let Some(folder) = corpus() else { return };
    let folder = folder.join("gov-cn-policy-docs");
    let rows = labels::documents(&fs::read_to_string(folder.join("labels.tsv")).unwrap());
    assert_eq!(rows.len(), 30);
    let mut tally = Tally::default();
    for row in &rows {
        let body = fs::read(folder.join(&row.file)).unwrap();
        let document = facts(&row.url, &body).document.unwrap_or_default();
        let read = [
            ("document number", &row.doc_number, document.doc_number),
            ("issuer", &row.issuer, document.issuer),
            ("index number", &row.index_number, document.index_number),
            ("title", &row.title, Some(document.title)),
        ];
        for (field, expected, found) in read {
            let found = found.filter(|value| !value.is_empty());
            tally.one(&row.file, field, Some(expected.clone()), found);
        }
    }
    tally.check(Bar::EVERY);
}

#[test]
fn dates_of_publication_are_those_that_the_pages_state() {
    let Some(folder) = corpus() else { return };
    let mut tally = Tally::default();
    for (file, url, day) in labels::published(&folder) {
        let body = fs::read(folder.join(&file)).unwrap();
        let facts = facts(&url, &body);
        let states = |source| matches!(source, DateSource::PubDate | DateSource::Label);
        let first = facts.published.iter().find(|found| states(found.source));
        let found = first.map(|found| found.date.to_string());
        tally.one(&file, "published", day.map(|d| d.to_string()), found);
    }
    tally.check(Bar::EVERY);
}

#[test]
fn tags_and_numbers_are_those_in_the_bytes() {
    let Some(folder) = corpus() else { return };
    let mut tally = Tally::default();
    for file in html_files(&folder) {
        let body = fs::read(folder.join(&file)).unwrap();
        let text = raw::text(&body);
        let facts = facts("http://www.example.gov.cn/page.html", &body);
        let tag = |name| raw::tag(&text, name);
        tally.one(&file, "SiteName", tag("SiteName"), facts.meta.site_name);
        tally.one(
            &file,
            "ColumnName",
            tag("ColumnName"),
            facts.meta.column_name,
        );
        tally.one(
            &file,
            "ArticleTitle",
            tag("ArticleTitle"),
            facts.meta.article_title,
        );
        let identity = facts.identity;
        let values = |found: &[IdentityNumber]| {
            let numbers = found.iter().map(|found| found.number.clone());
            numbers.collect()
        };
        tally.all(
            &file,
            "site code",
            raw::site_codes(&text),
            values(&identity.site_codes),
        );
        tally.all(&file, "ICP number", raw::icp(&text), values(&identity.icp));
        tally.all(
            &file,
            "police number",
            raw::police(&text),
            values(&identity.police),
        );
    }
    tally.check(Bar::EVERY);
}

#[test]
fn articles_have_no_list_of_items() {
    let Some(folder) = corpus() else { return };
    for (file, url, _) in labels::published(&folder) {
        let facts = facts(&url, &fs::read(folder.join(&file)).unwrap());
        assert_eq!(facts.kind, PageKind::Article, "{file}");
        assert!(facts.lists.is_empty(), "{file}: {:?}", facts.lists);
    }
}
