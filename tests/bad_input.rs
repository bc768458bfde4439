//! What a user can get wrong, and what the world can: one clear line on stderr, the right exit
//! code, and nothing lost.

#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

use std::path::Path;
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;

mod test_server;
use test_server::{Reply, Server};

/// Exit code and lines of stderr.
fn run(arguments: &[&str]) -> (i32, Vec<String>) {
    let output = Command::cargo_bin("gongkai")
        .unwrap()
        .args(arguments)
        .timeout(Duration::from_secs(60))
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let lines = stderr.lines().map(str::to_owned).collect();
    (output.status.code().unwrap(), lines)
}

#[track_caller]
fn refused(arguments: &[&str], exit: i32, words: &[&str]) {
    let (code, lines) = run(arguments);
    assert_eq!(code, exit, "{lines:?}");
    assert_eq!(lines.len(), 1, "{lines:?}");
    for word in words {
        assert!(lines[0].contains(word), "{word:?} in {lines:?}");
    }
}

fn answering(status: u16, content_type: &'static str, body: &'static str) -> Server {
    Server::start(move |target, _| match target {
        "/" => Reply::new(status, content_type, body),
        _ => Reply::not_found(),
    })
}

#[test]
fn a_home_page_that_cannot_be_inspected() {
    let dir = tempfile::tempdir().unwrap();
    let out = |name: &str| dir.path().join(name).display().to_string();
    let check = |url: &str, name: &str, exit: i32, words: &[&str]| {
        refused(&["check", url, "--out", &out(name)], exit, words);
    };
    check(
        "http://no-such-name.invalid/",
        "a",
        2,
        &["cannot find the host no-such-name.invalid", "spelling"],
    );
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    check(
        &format!("http://{closed}/"),
        "b",
        3,
        &["cannot read the home page", "refused", "browser"],
    );
    check(
        "ftp://www.example.gov.cn/",
        "c",
        2,
        &["expected for example https://"],
    );
    check(
        "http://",
        "d",
        2,
        &["is no address", "expected for example https://"],
    );
    let pdf = answering(200, "application/pdf", "%PDF-1.7");
    check(
        &pdf.url("/"),
        "e",
        2,
        &["application/pdf", "address of the home page"],
    );
    for (name, body) in [("f", ""), ("g", "<html><head></head><body> </body></html>")] {
        let empty = answering(200, "text/html", body);
        check(
            &empty.url("/"),
            name,
            3,
            &["is empty", "nothing to inspect"],
        );
    }
}

#[test]
fn a_page_made_by_scripts_is_not_called_empty() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().display().to_string();
    let shell = answering(200, "text/html", "<script>document.write(list)</script>");
    let url = shell.url("/");
    let (code, lines) = run(&[
        "check",
        &url,
        "--out",
        &out,
        "--rate",
        "50",
        "--confirm-after",
        "1s",
    ]);
    assert!(matches!(code, 0 | 1 | 3), "{code} {lines:?}");
    assert!(dir.path().join("scorecard.html").is_file());
}

#[test]
fn settings_that_cannot_be_used_are_named_with_line_and_column() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("s.toml");
    let path = file.display().to_string();
    let arguments = ["check", "http://127.0.0.1:9/", "--settings", &path];
    for (text, words) in [
        (
            "[crawl]\nrate = \"fast\"\n",
            ["s.toml:2:8: `crawl.rate`", "expected a number"],
        ),
        (
            "[crawl]\nrat = 1\n",
            ["s.toml:2:1: `crawl.rat`", "did you mean `rate`?"],
        ),
        ("[crawl\nrate = 1\n", ["s.toml:1:7: ", "unclosed table"]),
    ] {
        std::fs::write(&file, text).unwrap();
        refused(&arguments, 2, &words);
    }
    std::fs::remove_file(&file).unwrap();
    refused(&arguments, 2, &["cannot read settings", "s.toml"]);
}

#[test]
fn a_folder_that_cannot_be_used() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, "").unwrap();
    let home = answering(200, "text/html", "<p>县政府</p><a href='/x'>动态</a>");
    let url = home.url("/");
    let below = file.join("out").display().to_string();
    refused(
        &["check", &url, "--out", &below],
        4,
        &["cannot write to", "--out"],
    );
    let nothing = dir.path().display().to_string();
    refused(
        &["judge", &nothing],
        2,
        &["holds no bundle", "folder of an inspection"],
    );
    refused(
        &["check", "--resume", &nothing],
        2,
        &["holds no crawl to resume"],
    );
}

/// Ends the first run in the middle; the second one finishes what is left.
#[test]
fn an_interrupted_inspection_says_how_to_go_on() {
    let home: String = (0..60)
        .map(|n| format!("<a href='/{n}.html'>第{n}条</a>"))
        .collect();
    let server = Server::start(move |target, _| match target {
        "/" => Reply::new(200, "text/html; charset=utf-8", home.clone()),
        page if page.ends_with(".html") => Reply::new(200, "text/html", "<p>text</p>"),
        _ => Reply::not_found(),
    });
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let child = Process::new(assert_cmd::cargo::cargo_bin("gongkai"))
        .args(["check", &server.url("/"), "--rate", "10", "--out"])
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for(|| server.hits().len() > 8);
    let pid = child.id().to_string();
    assert!(
        Process::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap()
            .success()
    );
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(5), "{said}");
    assert!(said.contains("what was read is kept"), "{said}");
    let resume = format!("gongkai check --resume {}", out.display());
    assert!(said.contains(&resume), "{said}");

    // The speed is that of the first run; an untold one would take it for a new portal.
    let (code, lines) = run(&["check", "--resume", &out.display().to_string()]);
    assert!(matches!(code, 0 | 1), "{code} {lines:?}");
    assert!(is_judged(&out));
    let twice = server.hits().iter().filter(|hit| hit.target == "/").count();
    assert_eq!(twice, 1, "the home page was read before");
}

fn is_judged(out: &Path) -> bool {
    out.join("scorecard.html").is_file() && out.join("result.json").is_file()
}

fn wait_for(mut reached: impl FnMut() -> bool) {
    let start = Instant::now();
    while !reached() {
        assert!(start.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(10));
    }
}
