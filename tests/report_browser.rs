//! The scorecard in a real browser: nothing hostile runs and no request leaves the page. Each
//! proof comes with a page on which the same set-up does see the script or the request.
//! Without Chromium in PATH the tests say so and pass, except where `CI` is set.

#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "looks for a browser in PATH")]

mod report_sample;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

use gongkai::report::{Lang, html};
use report_sample::hostile::{PAYLOADS, hostile};
use scraper::{Html, Selector};

/// A page that runs the sample's payloads unescaped, and asks for a host of its own.
fn careless_page() -> String {
    format!(
        "<!DOCTYPE html><html><body>{}{}</body></html>",
        PAYLOADS[0], PAYLOADS[7]
    )
}

fn hostile_scorecard() -> String {
    let sample = hostile();
    html::render(&sample.doc, &sample.site, Lang::Zh).unwrap()
}

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path)
        .flat_map(|folder| {
            ["chromium", "chromium-browser", "google-chrome"].map(|n| folder.join(n))
        })
        .find(|file| file.is_file());
    if found.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "CI needs Chromium in PATH"
        );
        eprintln!("skipped: no Chromium in PATH");
    }
    found
}

/// A proxy that writes down the first line of each request and answers none.
fn logging_proxy() -> (u16, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let log = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&log);
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let _ = BufReader::new(&stream).read_line(&mut line);
            lines.lock().unwrap().push(line.trim().to_owned());
            let _ = (&stream).write_all(
                b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    (port, log)
}

/// Opens a page and gives its document after scripts had their time, and the requests it made.
fn open(chromium: &Path, page: &str) -> (Html, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let (port, log) = logging_proxy();
    let output = Command::new(chromium)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
        ])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ])
        .args([
            "--proxy-bypass-list=<-loopback>",
            "--virtual-time-budget=3000",
            "--dump-dom",
        ])
        .arg(format!("--proxy-server=127.0.0.1:{port}"))
        .arg(format!(
            "--user-data-dir={}",
            folder.path().join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let requests = log.lock().unwrap().clone();
    (
        Html::parse_document(&String::from_utf8_lossy(&output.stdout)),
        requests,
    )
}

/// Hosts that the browser asks by itself, whatever page it shows.
const BROWSER_HOSTS: [&str; 3] = ["google.com", "googleapis.com", "gvt1.com"];

fn is_the_browsers_own(request: &str) -> bool {
    BROWSER_HOSTS.iter().any(|host| request.contains(host))
}

fn a_script_ran(page: &Html) -> bool {
    page.root_element().attr("data-ran").is_some()
}

#[test]
fn nothing_hostile_runs_and_no_request_leaves_the_page() {
    let Some(chromium) = chromium() else { return };

    let (page, requests) = open(&chromium, &careless_page());
    assert!(a_script_ran(&page), "the set-up sees scripts");
    assert!(
        requests.iter().any(|line| line.contains("leak.example")),
        "and requests: {requests:?}"
    );

    let scorecard = hostile_scorecard();
    assert!(
        !is_the_browsers_own(&scorecard),
        "its requests can be told from the browser's"
    );
    let (page, mut requests) = open(&chromium, &scorecard);
    requests.retain(|request| !is_the_browsers_own(request));
    assert_eq!(
        page.select(&Selector::parse("main > section").unwrap())
            .count(),
        9 + 1
    );
    assert!(!a_script_ran(&page));
    assert_eq!(requests, Vec::<String>::new());
}
