//! A crawl that is killed, interrupted, or runs out of disk goes on where it was.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test must stop at the first surprise; a child process is told what to do by its environment"
)]

mod test_server;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use gongkai::bundle::{Bundle, BundleError};
use gongkai::crawl::{self, CrawlEnd, CrawlError, Options, Start, StopSignal, StoppedBy};
use gongkai::facts::Skip;
use test_server::{Reply, Server, links};
use url::Url;

const PAGES: usize = 120;

/// Every page names the next ones and one that is missing, so the frontier grows as it is worked.
fn portal() -> Server {
    Server::start(|target, _| {
        let number = match target {
            "/" => Some(0),
            _ => target
                .strip_prefix("/p")
                .and_then(|n| n.strip_suffix(".html")?.parse().ok()),
        };
        match number {
            Some(n) if n < PAGES => {
                let next = (n + 1..=n + 3).map(|m| format!("/p{m}.html"));
                let gone = (n % 30 == 7).then(|| format!("/gone{n}.html"));
                Reply::html(links(next.chain(gone))).after(Duration::from_millis(4))
            }
            _ => Reply::not_found(),
        }
    })
}

fn options(seed: &str) -> Options {
    let mut options = Options::new(Url::parse(seed).unwrap());
    options.rate = 0.0;
    options.confirm_after = Duration::from_millis(200);
    options
}

fn urls(bundle: &Bundle) -> BTreeSet<(String, usize)> {
    let captures = bundle.captures().unwrap();
    assert!(captures.iter().all(|c| c.skip.is_none()));
    captures
        .into_iter()
        .map(|c| (c.url, c.looks.len()))
        .collect()
}

fn counts(server: &Server) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for hit in server.hits() {
        *counts.entry(hit.target).or_default() += 1;
    }
    counts
}

/// Not a test: the child process that `killed_at_random_moments` starts and kills.
#[test]
#[ignore = "child process of another test"]
fn child_that_crawls() {
    let (Ok(seed), Ok(dir)) = (std::env::var("CRAWL_SEED"), std::env::var("CRAWL_DIR")) else {
        return;
    };
    let dir = Path::new(&dir);
    let start = match dir.join("crawl.db").exists() {
        true => Start::Resume,
        false => Start::Fresh,
    };
    crawl::run(options(&seed), dir, start, &(), StopSignal::new()).unwrap();
}

#[test]
fn killed_at_random_moments_it_loses_nothing_and_repeats_only_what_was_in_flight() {
    let calm = portal();
    let calm_dir = tempfile::tempdir().unwrap();
    let calm_bundle = calm_dir.path().join("bundle");
    crawl::run(
        options(&calm.url("/")),
        &calm_bundle,
        Start::Fresh,
        &(),
        StopSignal::new(),
    )
    .unwrap();

    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle");
    let child = || {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--ignored",
                "--exact",
                "child_that_crawls",
                "--test-threads=1",
            ])
            .env("CRAWL_SEED", server.url("/"))
            .env("CRAWL_DIR", &bundle)
            .stdout(Stdio::null())
            .spawn()
            .unwrap()
    };
    let mut kills = 0;
    for millis in [90, 130, 60, 170, 110, 40, 150, 75, 100, 55] {
        let mut running = child();
        std::thread::sleep(Duration::from_millis(millis));
        running.kill().unwrap();
        if running.wait().unwrap().success() {
            break;
        }
        kills += 1;
    }
    assert!(kills >= 5, "the crawl was over too soon to be killed");
    if !bundle.join("manifest.json").exists() {
        assert!(child().wait().unwrap().success());
    }

    let host = |set: BTreeSet<(String, usize)>, server: &Server| -> BTreeSet<(String, usize)> {
        set.into_iter()
            .map(|(url, looks)| (url.replace(&server.url(""), ""), looks))
            .collect()
    };
    let calm_urls = host(urls(&Bundle::open(&calm_bundle).unwrap()), &calm);
    let killed_urls = host(urls(&Bundle::open(&bundle).unwrap()), &server);
    assert_eq!(killed_urls, calm_urls);
    // Four looks of one lane and the errands may be under way at each kill.
    let repeated: usize = counts(&server)
        .into_iter()
        .map(|(target, n)| n - counts(&calm).get(&target).copied().unwrap_or(n))
        .sum();
    assert!(
        repeated <= kills * 6,
        "{repeated} requests repeated after {kills} kills"
    );
}

#[test]
fn interrupted_it_can_be_judged_and_resumed() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    let stop = StopSignal::new();
    let signal = stop.clone();
    let end = std::thread::scope(|scope| {
        scope.spawn(|| {
            // robots.txt, the home page and some more.
            while server.hits().len() < 10 {
                std::thread::sleep(Duration::from_millis(1));
            }
            signal.stop();
        });
        crawl::run(options(&server.url("/")), &path, Start::Fresh, &(), stop).unwrap()
    });
    assert_eq!(
        (end.stopped_by, end.sealed),
        (Some(StoppedBy::Interrupted), true)
    );
    let bundle = Bundle::open(&path).unwrap();
    assert_eq!(bundle.manifest().stopped_by.as_deref(), Some("interrupted"));
    let waiting = bundle.captures().unwrap();
    assert!(waiting.iter().any(|c| c.skip == Some(Skip::Interrupted)));
    drop(bundle);

    let stored = crawl::stored_options(&path).unwrap();
    assert_eq!(stored, options(&server.url("/")));
    let end = crawl::run(stored.clone(), &path, Start::Resume, &(), StopSignal::new()).unwrap();
    assert_eq!(end.stopped_by, None);
    let urls = urls(&Bundle::open(&path).unwrap());
    // Pages, the three missing ones past the last page, four missing ones on the way.
    assert_eq!(urls.len(), PAGES + 3 + 4);
    assert_eq!(counts(&server)["/robots.txt"], 1, "robots.txt was kept");

    let again = crawl::run(stored.clone(), &path, Start::Resume, &(), StopSignal::new());
    assert!(
        matches!(again, Err(CrawlError::AlreadyEnded(_))),
        "{again:?}"
    );
    let fresh = crawl::run(stored, &path, Start::Fresh, &(), StopSignal::new());
    assert!(
        matches!(fresh, Err(CrawlError::BundleExists(_))),
        "{fresh:?}"
    );
}

#[test]
fn a_full_disk_keeps_what_was_recorded_and_the_crawl_goes_on_later() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    std::fs::create_dir(&path).unwrap();
    // The second archive file lies on a device that is always full.
    let full = path.join("gongkai-00001.warc.gz");
    let mut options = options(&server.url("/"));
    options.warc_bytes = 20_000;
    let run = |start| crawl::run(options.clone(), &path, start, &(), StopSignal::new());
    let linker = full.clone();
    // Put there once the crawl has begun, because a fresh crawl clears files that are none of its own.
    let placing = std::thread::spawn(move || {
        while !linker.with_file_name("crawl.db-wal").exists() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::os::unix::fs::symlink("/dev/full", &linker).unwrap();
    });
    let end = run(Start::Fresh).unwrap();
    placing.join().unwrap();
    assert_eq!(
        (end.stopped_by, end.sealed),
        (Some(StoppedBy::DiskFull), false)
    );
    assert!(end.done > 0);
    assert!(matches!(Bundle::open(&path), Err(BundleError::Unsealed(_))));

    std::fs::remove_file(&full).unwrap();
    assert_eq!(run(Start::Resume).unwrap().stopped_by, None);
    let bundle = Bundle::open(&path).unwrap();
    assert_eq!(urls(&bundle).len(), PAGES + 3 + 4);
    assert!(bundle.manifest().files.len() > 5, "several archive files");
}

fn cut_in_half(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
}

fn zero_the_second_half(file: &Path) {
    let mut bytes = std::fs::read(file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0);
    std::fs::write(file, bytes).unwrap();
}

/// As a power cut leaves it: the database knows answers whose bytes never reached the disk.
#[test]
fn an_archive_that_lost_its_end_is_repaired_and_the_loss_is_stated() {
    for damage in ["cut", "zeros", "gone", "hole", "all"] {
        let server = portal();
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bundle");
        let mut options = options(&server.url("/"));
        options.warc_bytes = 20_000;
        let stop = StopSignal::new();
        let signal = stop.clone();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while server.hits().len() < 40 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                signal.stop();
            });
            crawl::run(options.clone(), &path, Start::Fresh, &(), stop).unwrap();
        });
        let warcs: Vec<PathBuf> = (0..)
            .map(|n| path.join(format!("gongkai-{n:05}.warc.gz")))
            .take_while(|file| file.exists())
            .collect();
        let [first, .., last] = &warcs[..] else {
            panic!("one archive is too little for this test")
        };
        match damage {
            "cut" => cut_in_half(last),
            "zeros" => zero_the_second_half(last),
            "gone" => std::fs::remove_file(last).unwrap(),
            // Later bytes reached the disk, earlier ones did not, and the end is missing, too.
            "hole" => {
                zero_the_second_half(first);
                cut_in_half(last);
            }
            _ => warcs
                .iter()
                .for_each(|warc| std::fs::write(warc, b"").unwrap()),
        }
        let end = crawl::run(options, &path, Start::Resume, &(), StopSignal::new()).unwrap();
        assert_eq!(end.stopped_by, None, "{damage}");
        let bundle = Bundle::open(&path).unwrap();
        assert!(bundle.manifest().lost_answers > 0, "{damage}");
        assert_eq!(urls(&bundle).len(), PAGES + 3 + 4, "{damage}");
        for capture in bundle.captures().unwrap() {
            for record in capture.looks.iter().filter_map(|look| look.record.as_ref()) {
                let payload = bundle.payload(record).unwrap();
                assert!(payload.is_some(), "{damage}: {}", capture.url);
            }
        }
    }
}

#[test]
fn resuming_the_wrong_thing_is_refused() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let nothing = crawl::run(
        options(&server.url("/")),
        dir.path(),
        Start::Resume,
        &(),
        StopSignal::new(),
    );
    assert!(
        matches!(nothing, Err(CrawlError::NotABundle(_))),
        "{nothing:?}"
    );

    let path = dir.path().join("bundle");
    let stop = StopSignal::new();
    stop.stop();
    let end: CrawlEnd =
        crawl::run(options(&server.url("/")), &path, Start::Fresh, &(), stop).unwrap();
    assert_eq!(end.stopped_by, Some(StoppedBy::Interrupted));
    let other = crawl::run(
        options(&server.url("/p1.html")),
        &path,
        Start::Resume,
        &(),
        StopSignal::new(),
    );
    assert!(
        matches!(other, Err(CrawlError::OtherPortal { .. })),
        "{other:?}"
    );

    // What cannot be read now is not concluded to be lost.
    let warc = path.join("gongkai-00000.warc.gz");
    std::fs::remove_file(&warc).unwrap();
    std::fs::create_dir(&warc).unwrap();
    let unreadable = crawl::run(
        options(&server.url("/")),
        &path,
        Start::Resume,
        &(),
        StopSignal::new(),
    );
    assert!(
        matches!(unreadable, Err(CrawlError::CutOff { .. })),
        "{unreadable:?}"
    );
}

/// Here the next archive file cannot be opened; a disk that fails does the same.
#[test]
fn what_was_recorded_is_kept_when_writing_fails_on_the_way() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    let mut options = options(&server.url("/"));
    options.warc_bytes = 20_000;
    let obstacle = path.join("gongkai-00001.warc.gz");
    std::fs::create_dir_all(&obstacle).unwrap();
    let stop = StopSignal::new;
    let failed = crawl::run(options.clone(), &path, Start::Fresh, &(), stop());
    assert!(
        matches!(failed, Err(CrawlError::CutOff { .. })),
        "{failed:?}"
    );
    assert!(server.hits().len() > 5);

    std::fs::remove_dir(&obstacle).unwrap();
    let end = crawl::run(options, &path, Start::Resume, &(), stop()).unwrap();
    assert_eq!(end.stopped_by, None);
    let bundle = Bundle::open(&path).unwrap();
    assert_eq!(urls(&bundle).len(), PAGES + 3 + 4);
    assert_eq!(bundle.manifest().lost_answers, 0);
    assert_eq!(server.count("/"), 1, "the home page was recorded");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    let end = crawl::run(
        options(&server.url("/")),
        &file.join("bundle"),
        Start::Fresh,
        &(),
        StopSignal::new(),
    );
    assert!(matches!(end, Err(CrawlError::Unwritable { .. })), "{end:?}");
    assert_eq!(std::fs::read(&file).unwrap(), b"x");
}
