//! The bundle as evidence: an independent reader accepts it, changes are noticed, and facts can be
//! read again from the archived bytes.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test must stop at the first surprise; where warcio is comes from the environment"
)]

mod test_server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::GzEncoder;
use gongkai::bundle::{Bundle, BundleError};
use gongkai::crawl::{self, Options, Start, StopSignal};
use gongkai::extract::StoredLink;
use gongkai::facts::{PageFacts, UrlId};
use std::io::Write;
use test_server::{Fault, Reply, Server, links};
use url::Url;

fn portal() -> Server {
    Server::start(|target, _| match target {
        "/" => Reply::html(links([
            "/gbk.html",
            "/gzip.html",
            "/chunked.html",
            "/moved",
            "/big.zip",
            "/gone",
            "/list/",
        ])),
        "/gbk.html" => {
            let page = "<html><head><meta charset=gbk><title>政府信息公开指南</title></head><body>办公地址</body></html>";
            Reply::new(200, "text/html", GBK.encode(page).0.into_owned())
        }
        "/gzip.html" => {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(links(["/gbk.html"]).as_bytes()).unwrap();
            Reply::new(200, "text/html; charset=utf-8", encoder.finish().unwrap())
                .header("Content-Encoding", "gzip")
        }
        "/chunked.html" => Reply::html("分块").fault(Fault::Chunked),
        "/moved" => Reply::redirect("/target.html"),
        "/target.html" => Reply::html("目标"),
        "/big.zip" => Reply::new(200, "application/zip", vec![3; 300_000]),
        "/list/" => Reply::html(
            "<ul><li><a href='/n1.html'>通知一</a><span>2026-10-01</span></li>\
             <li><a href='/n2.html'>通知二</a><span>2026-10-02</span></li></ul>",
        ),
        "/n1.html" | "/n2.html" => {
            Reply::html("<h1>通知</h1><p>发布时间：2026-10-01</p><p>正文。</p>")
        }
        _ => Reply::not_found(),
    })
}

fn crawl_portal() -> (tempfile::TempDir, PathBuf) {
    let server = portal();
    let mut options = Options::new(Url::parse(&server.url("/")).unwrap());
    options.rate = 0.0;
    options.confirm_after = Duration::from_millis(20);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    crawl::run(options, &path, Start::Fresh, &(), StopSignal::new()).unwrap();
    (dir, path)
}

type Pages = Vec<(UrlId, PageFacts, Vec<StoredLink>)>;

#[test]
fn facts_read_again_from_the_archive_equal_the_stored_ones() {
    let (_dir, path) = crawl_portal();
    let bundle = Bundle::open(&path).unwrap();
    let (mut stored, mut again): (Pages, Pages) = Default::default();
    bundle
        .for_each_page(|id, facts, links| stored.push((id, facts, links)))
        .unwrap();
    bundle
        .reextract_each_page(|id, facts, links| again.push((id, facts, links)))
        .unwrap();
    assert_eq!(
        stored.len(),
        8,
        "home, gbk, gzip, chunked, target, list, two notices"
    );
    assert_eq!(stored, again);
    assert!(
        stored
            .iter()
            .any(|(_, facts, _)| facts.title == "政府信息公开指南")
    );
    assert!(stored.windows(2).all(|pair| pair[0].0 < pair[1].0));
}

#[test]
fn files_are_named_and_nothing_else_is_left() {
    let (_dir, path) = crawl_portal();
    let mut names: Vec<String> = std::fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let expected = [
        "crawl.db",
        "gongkai-00000.warc.gz",
        "index.cdxj",
        "manifest.json",
        "pages.jsonl",
    ];
    assert_eq!(names, expected);
    let bundle = Bundle::open(&path).unwrap();
    assert!(bundle.digest().starts_with("sha256:") && bundle.digest().len() == 7 + 64);
    assert_eq!(bundle.manifest().settings["rate"], 0.0);
    // Reading leaves the evidence as it is.
    bundle.captures().unwrap();
    drop(bundle);
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), expected.len());
}

#[test]
fn index_and_page_list_lead_to_the_records() {
    let (_dir, path) = crawl_portal();
    let index = std::fs::read_to_string(path.join("index.cdxj")).unwrap();
    let lines: Vec<&str> = index.lines().collect();
    assert!(lines.is_sorted(), "{index}");
    let line = lines
        .iter()
        .find(|line| line.contains("/gbk.html"))
        .unwrap();
    let mut fields = line.splitn(3, ' ');
    assert!(fields.next().unwrap().starts_with("1,0,0,127:"));
    assert_eq!(fields.next().unwrap().len(), 14);
    let fields: serde_json::Value = serde_json::from_str(fields.next().unwrap()).unwrap();
    let number = |name: &str| fields[name].as_str().unwrap().parse::<usize>().unwrap();
    let warc = std::fs::read(path.join(fields["filename"].as_str().unwrap())).unwrap();
    let member = &warc[number("offset")..number("offset") + number("length")];
    let mut record = String::new();
    let mut decoder = flate2::read::GzDecoder::new(member);
    std::io::Read::read_to_string(&mut std::io::Read::take(&mut decoder, 300), &mut record)
        .unwrap();
    assert!(
        record.starts_with("WARC/1.1\r\nWARC-Type: response\r\n"),
        "{record}"
    );

    let pages = std::fs::read_to_string(path.join("pages.jsonl")).unwrap();
    let pages: Vec<serde_json::Value> = pages
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(pages[0]["format"], "json-pages-1.0");
    assert_eq!(pages.len(), 1 + 8);
    let bundle = Bundle::open(&path).unwrap();
    let guide = pages
        .iter()
        .find(|page| page["title"] == "政府信息公开指南")
        .unwrap();
    let payload = bundle
        .payload(guide["id"].as_str().unwrap())
        .unwrap()
        .unwrap();
    assert_eq!(payload.url, guide["url"].as_str().unwrap());
    assert_eq!(
        bundle
            .payload("urn:uuid:00000000-0000-8000-8000-000000000002")
            .unwrap(),
        None
    );
}

fn refused(path: &Path) -> String {
    match Bundle::open(path) {
        Err(BundleError::BadFile { name, why, .. }) => format!("{name} {why}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn any_changed_file_is_named() {
    let (_dir, path) = crawl_portal();
    for name in [
        "crawl.db",
        "gongkai-00000.warc.gz",
        "index.cdxj",
        "pages.jsonl",
    ] {
        let file = path.join(name);
        let whole = std::fs::read(&file).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        std::fs::write(&file, &flipped).unwrap();
        assert_eq!(refused(&path), format!("{name} has another SHA-256"));
        std::fs::write(&file, &whole[..middle]).unwrap();
        assert_eq!(refused(&path), format!("{name} has another size"));
        std::fs::remove_file(&file).unwrap();
        assert_eq!(refused(&path), format!("{name} is missing"));
        std::fs::write(&file, &whole).unwrap();
    }
    Bundle::open(&path).unwrap();
}

#[test]
fn paths_and_links_out_of_the_bundle_are_refused() {
    let (_dir, path) = crawl_portal();
    let manifest = path.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    for trick in ["../pages.jsonl", "/etc/passwd", "a/b", "."] {
        std::fs::write(&manifest, text.replace("pages.jsonl", trick)).unwrap();
        assert_eq!(refused(&path), format!("{trick} is not a plain file name"));
    }
    std::fs::write(&manifest, &text).unwrap();
    let pages = path.join("pages.jsonl");
    let moved = path.with_file_name("elsewhere");
    std::fs::rename(&pages, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, &pages).unwrap();
    assert_eq!(refused(&path), "pages.jsonl is not a regular file");

    std::fs::write(&manifest, "{}").unwrap();
    assert!(matches!(
        Bundle::open(&path),
        Err(BundleError::Manifest { .. })
    ));
    std::fs::remove_file(&manifest).unwrap();
    assert!(matches!(Bundle::open(&path), Err(BundleError::Unsealed(_))));
    assert!(matches!(
        Bundle::open(&path.join("none")),
        Err(BundleError::NotABundle(_))
    ));
}

/// `warcio` as a program or as a Python module, wherever one is installed.
fn warcio(arguments: &[&str]) -> Option<Output> {
    let program = std::env::var("WARCIO").unwrap_or_else(|_| "warcio".to_owned());
    let direct = Command::new(program).args(arguments).output();
    direct.ok().or_else(|| {
        let module = ["-m", "warcio.cli"]
            .into_iter()
            .chain(arguments.iter().copied());
        let output = Command::new("python3").args(module).output().ok()?;
        let missing = String::from_utf8_lossy(&output.stderr).contains("ModuleNotFoundError");
        (!missing).then_some(output)
    })
}

#[test]
#[allow(clippy::print_stderr, reason = "says why it was skipped")]
fn an_independent_reader_accepts_the_archive() {
    let (_dir, path) = crawl_portal();
    let warc = path.join("gongkai-00000.warc.gz");
    let file = warc.to_str().unwrap();
    let Some(check) = warcio(&["check", "-v", file]) else {
        assert!(
            std::env::var_os("CI").is_none(),
            "warcio is required in CI: pip install warcio"
        );
        eprintln!("skipped: warcio is not installed (pip install warcio)");
        return;
    };
    let said = String::from_utf8_lossy(&check.stdout);
    assert!(check.status.success(), "{said}");
    assert!(
        said.contains("digest pass") && !said.contains("failed"),
        "{said}"
    );

    let index = warcio(&[
        "index",
        "-f",
        "warc-type,offset,warc-target-uri,http:status",
        file,
    ])
    .unwrap();
    assert!(index.status.success());
    let said = String::from_utf8_lossy(&index.stdout);
    let of_type = |kind: &str| {
        said.lines()
            .filter(|l| l.contains(&format!("\"{kind}\"")))
            .count()
    };
    assert_eq!(of_type("warcinfo"), 1);
    assert_eq!(of_type("request"), of_type("response"));
    let indexed = std::fs::read_to_string(path.join("index.cdxj")).unwrap();
    assert_eq!(of_type("response"), indexed.lines().count());
}
