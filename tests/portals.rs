//! Whole fixture portals, inspected over real HTTP by the program itself: every planted defect is
//! found, nothing else is accused, and a later judgement of the bundle gives the same bytes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a failing expectation fails the test"
)]

use std::collections::BTreeSet;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use assert_cmd::Command;
use gongkai::check::Outcome;
use gongkai::demo::{Expectation, FixturePortal, FixtureServer, Trap};
use gongkai::report::result::{Finding, ResultDocument};

/// Inspects the portal in `fixtures/portals/<name>` and leaves everything in `out`.
fn inspect(name: &str, out: &Path) -> (FixturePortal, ResultDocument, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/portals")
        .join(name);
    let portal = FixturePortal::folder(&root).unwrap();
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let server =
        FixtureServer::start(portal.files.clone(), portal.faults.clone(), address).unwrap();
    let run = Command::cargo_bin("gongkai")
        .unwrap()
        .args([
            "check",
            &server.url(),
            "--rate",
            "100",
            "--in-flight",
            "4",
            "--confirm-after",
            "1s",
        ])
        .args([
            "--timeout",
            "5s",
            "--as-of",
            &portal.about.as_of.to_string(),
            "--out",
        ])
        .arg(out)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&run.stderr);
    let text =
        fs::read_to_string(out.join("result.json")).unwrap_or_else(|e| panic!("{e}: {stderr}"));
    let document = serde_json::from_str(&text).unwrap();
    (portal, document, server.url())
}

/// Path of a subject on the portal, whole URL elsewhere.
fn path(finding: &Finding, base: &str) -> String {
    let url = &finding.subject.url;
    url.strip_prefix(base.trim_end_matches('/'))
        .unwrap_or(url)
        .to_owned()
}

fn names(finding: &Finding, base: &str, check: &str, url: &str, id: Option<&String>) -> bool {
    // A section without a page has no address of its own; its id names it.
    let same_place =
        path(finding, base) == url || (id.is_some() && finding.subject.id.as_ref() == id);
    finding.check == check && same_place && (id.is_none() || finding.subject.id.as_ref() == id)
}

fn assert_as_planned(portal: &FixturePortal, document: &ResultDocument, base: &str) {
    let mut wrong = Vec::new();
    let mut expected = BTreeSet::new();
    for Expectation {
        check,
        outcome,
        url,
        id,
        why,
    } in &portal.about.expect
    {
        let found = document
            .findings
            .iter()
            .find(|f| names(f, base, check, url, id.as_ref()));
        match found {
            None => wrong.push(format!("missed: {check} {url} {id:?}: {why}")),
            Some(f) if f.outcome != *outcome => {
                wrong.push(format!(
                    "{:?} instead of {outcome:?}: {check} {url}: {why}: {}",
                    f.outcome, f.message
                ));
            }
            Some(_) => {}
        }
        expected.extend(found.map(|f| f.fingerprint.clone()));
    }
    for Trap {
        check,
        url,
        id,
        allowed,
        why,
    } in &portal.about.trap
    {
        let found = document
            .findings
            .iter()
            .find(|f| names(f, base, check, url, id.as_ref()));
        if let Some(f) = found.filter(|f| !allowed.contains(&f.outcome)) {
            wrong.push(format!(
                "trapped: {check} {url}: {:?}: {why}: {}",
                f.outcome, f.message
            ));
        }
        expected.extend(found.map(|f| f.fingerprint.clone()));
    }
    for f in document
        .findings
        .iter()
        .filter(|f| !expected.contains(&f.fingerprint))
    {
        wrong.push(format!(
            "unplanned: {} {} {:?}: {}",
            f.check,
            path(f, base),
            f.outcome,
            f.message
        ));
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Items and last update of every column with rows, and no column beside them.
fn assert_columns(portal: &FixturePortal, document: &ResultDocument, base: &str) {
    let told = |url: &str, items: u32, last: Option<String>| {
        let last = last.unwrap_or_else(|| "-".to_owned());
        format!("{url} {items} {last}")
    };
    let planned = portal.about.column.iter();
    let expected: BTreeSet<_> = planned
        .map(|c| told(&c.url, c.items, c.last_update.map(|day| day.to_string())))
        .collect();
    let is_listed = |path: &str| portal.about.column.iter().any(|c| c.url == path);
    let rows = document.columns.iter().map(|row| {
        let path = row.url.strip_prefix(base.trim_end_matches('/'));
        (path.unwrap_or(&row.url), row)
    });
    let found: BTreeSet<_> = rows
        .filter(|(path, row)| row.items > 0 || is_listed(path))
        .map(|(path, row)| told(path, row.items, row.last_update.clone()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn columns_that_scripts_fill_have_their_items_and_their_last_update() {
    let out = tempfile::tempdir().unwrap();
    let (portal, document, base) = inspect("scripted", out.path());
    assert_columns(&portal, &document, &base);
    assert_as_planned(&portal, &document, &base);
    assert_eq!(document.verdict, portal.about.verdict);
}

#[test]
fn every_planted_defect_of_the_county_is_found_and_nothing_else() {
    let out = tempfile::tempdir().unwrap();
    let (portal, document, base) = inspect("county", out.path());
    assert_as_planned(&portal, &document, &base);
    assert_eq!(document.verdict, portal.about.verdict);
    assert_eq!(document.coverage.stopped_by, None);
}

#[test]
fn a_clean_portal_is_qualified_without_any_violation() {
    let out = tempfile::tempdir().unwrap();
    let (portal, document, base) = inspect("clean", out.path());
    assert_as_planned(&portal, &document, &base);
    assert_eq!(document.verdict, portal.about.verdict);
    assert!(document.findings.iter().all(|f| f.outcome != Outcome::Fail));
}

#[test]
fn judging_a_bundle_again_gives_the_same_bytes_in_any_time_zone_and_with_any_number_of_threads() {
    let out = tempfile::tempdir().unwrap();
    let (portal, ..) = inspect("clean", out.path());
    let first = fs::read(out.path().join("result.json")).unwrap();
    for (zone, threads) in [
        ("Asia/Shanghai", "1"),
        ("America/Los_Angeles", "8"),
        ("Pacific/Kiritimati", "2"),
    ] {
        let again = tempfile::tempdir().unwrap();
        Command::cargo_bin("gongkai")
            .unwrap()
            .env("TZ", zone)
            .env("TOKIO_WORKER_THREADS", threads)
            .args(["judge", "--as-of", &portal.about.as_of.to_string(), "--out"])
            .arg(again.path())
            .arg(out.path())
            .assert()
            .success();
        assert_eq!(
            fs::read(again.path().join("result.json")).unwrap(),
            first,
            "{zone}"
        );
    }
}
