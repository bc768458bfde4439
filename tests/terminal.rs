//! Nothing that was crawled, read from a file or typed drives the terminal: escape sequences and
//! characters that turn the reading direction are shown, never sent. Over the real program, whatever
//! it prints.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

mod test_server;

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;
use test_server::{Reply, Server};

/// A window title, colours by C0 and C1, a bell, a deleted character, and text that runs backwards.
const HOSTILE: &str =
    "\u{1b}]0;owned\u{7}\u{1b}[31m\u{9b}31m\u{90}q\u{9c}\u{7f}\u{202e}gp\u{2066}x\u{200f}";

/// A page all of whose texts and addresses are hostile.
fn page(links: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>云岭县{HOSTILE}人民政府</title>\
         <meta name=SiteName content='云岭县{HOSTILE}人民政府'>\
         <meta name=ColumnName content='要闻{HOSTILE}'></head><body>\
         <div class=nav><a href='/xw/'>要闻{HOSTILE}动态</a></div>{links}\
         <a href='/gone{HOSTILE}.html'>坏{HOSTILE}链</a></body></html>"
    )
}

fn list() -> String {
    let rows: String = (1..8)
        .map(|n| {
            format!("<li><a href='/xw/{n}.html'>第{n}条{HOSTILE}</a><span>2026-10-0{n}</span></li>")
        })
        .collect();
    format!(
        "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/xw/'>要闻{HOSTILE}动态</a></div>\
         <ul>{rows}</ul>"
    )
}

fn portal() -> Server {
    Server::start(|target, _| match target {
        "/" => Reply::new(200, "text/html; charset=utf-8", page("")),
        "/xw/" => Reply::new(200, "text/html; charset=utf-8", page(&list())),
        _ if target.starts_with("/xw/") => Reply::html(format!(
            "<h1>通知{HOSTILE}</h1><p>发布时间：2026-10-01</p><p>正文{HOSTILE}。</p>"
        )),
        "/image" => {
            let hostile = format!("image/{}", HOSTILE.replace(char::is_control, ""));
            Reply::new(200, &hostile, "x")
        }
        _ => Reply::not_found(),
    })
}

fn drives(c: char) -> bool {
    let turns = matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    (c.is_control() && !matches!(c, '\n' | '\r')) || turns
}

/// Standard output and error of a run, neither of which may drive a terminal.
#[track_caller]
fn run(dir: &Path, arguments: &[&str]) -> (String, String) {
    let output = Command::cargo_bin("gongkai")
        .unwrap()
        .args(arguments)
        .current_dir(dir)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    assert!(matches!(output.status.code(), Some(0..=3)), "{output:?}");
    let streams = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    for text in &streams {
        assert_eq!(text.find(drives), None, "{arguments:?}: {text:?}");
    }
    let [stdout, stderr] = streams;
    (stdout, stderr)
}

#[test]
fn no_output_of_an_inspection_drives_the_terminal() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let url = server.url("/");
    let out = format!("o{}", HOSTILE.replace('\u{7}', ""));
    let begin = [
        "check",
        &url,
        "--rate",
        "0",
        "--confirm-after",
        "0s",
        "--out",
        &out,
    ];
    let (summary, _) = run(dir.path(), &begin);
    assert!(
        summary.contains("云岭县[U+001B]]0;owned[U+0007]"),
        "{summary}"
    );
    assert!(
        summary.contains("o[U+001B]]0;owned[U+001B][31m"),
        "{summary}"
    );

    let (json, _) = run(dir.path(), &["judge", &out, "--format", "json"]);
    let result: serde_json::Value = serde_json::from_str(&json).unwrap();
    let name = result["inspection"]["portal_name"].as_str().unwrap();
    assert!(name.contains("\u{1b}]0;owned\u{7}"), "{name:?}");
    let file = std::fs::read_to_string(dir.path().join(&out).join("result.json")).unwrap();
    assert_eq!(file, json);

    let (ledger, _) = run(dir.path(), &["ledger", &out]);
    assert!(ledger.contains("[U+001B]]0;owned"), "{ledger}");
    std::fs::write(dir.path().join("l.csv"), &ledger).unwrap();
    run(dir.path(), &["judge", &out, "--ledger", "l.csv"]);
}

#[test]
fn no_fact_of_a_page_drives_the_terminal() {
    let dir = tempfile::tempdir().unwrap();
    let name = format!("p{HOSTILE}.html");
    std::fs::write(dir.path().join(&name), page(&list())).unwrap();
    let (json, _) = run(dir.path(), &["extract", &name, "--explain"]);
    assert!(json.contains(r"\u001b]0;owned\u0007"), "{json}");
    assert!(
        json.contains(r"\u009b31m") && json.contains(r"\u202e"),
        "{json}"
    );
    let facts: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        facts["facts"]["title"]
            .as_str()
            .unwrap()
            .contains('\u{202e}')
    );

    let server = portal();
    let (json, _) = run(dir.path(), &["extract", &server.url("/")]);
    assert!(json.contains(r"\u202e"), "{json}");
}

#[test]
fn no_message_drives_the_terminal() {
    let server = portal();
    let dir = tempfile::tempdir().unwrap();
    let (_, said) = run(dir.path(), &["check", &server.url("/image"), "--out", "o"]);
    assert!(said.contains("[U+202E]"), "{said}");
    let (_, said) = run(dir.path(), &["explain", HOSTILE]);
    assert!(said.contains("[U+001B]]0;owned[U+0007]"), "{said}");
    let (_, said) = run(dir.path(), &["check", "x", &format!("--{HOSTILE}")]);
    assert!(said.contains("[U+202E]"), "{said}");
    let (_, said) = run(dir.path(), &["init", &format!("a{HOSTILE}.toml")]);
    assert!(said.contains("wrote a[U+001B]]0;owned"), "{said}");
}
