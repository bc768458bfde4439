//! The hostile web: a server on raw sockets does what portals should not, the program inspects it,
//! and each case has the outcome that it must have. Prints one table of all cases.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test must stop at the first surprise; which cases run comes from the environment"
)]

mod cases;
mod server;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use gongkai::bundle::Bundle;
use gongkai::facts::{Capture, Gate};
use gongkai::report::result::{ResultDocument, VerdictWord};

use cases::{BIG_MEMBER, CASES, Case, DEFLATED, PACKED_TWICE};
use server::{ARTICLE, HostileServer, page};

/// Cases under way at once: most of them wait.
const AT_ONCE: usize = 12;

/// Time in which every case must have ended.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// Peak memory that no case may reach, in MB.
const MEMORY_LIMIT: u64 = 300;

/// What one case gave.
struct Row {
    case: &'static Case,
    got: String,
    time: Duration,
    memory: u64,
    requests: usize,
}

impl Row {
    fn is_green(&self) -> bool {
        self.got == self.case.expected && self.time < TIME_LIMIT && self.memory < MEMORY_LIMIT
    }
}

#[test]
fn every_case_has_its_outcome() {
    let only = std::env::var("GONGKAI_HOSTILE").ok();
    let chosen = |case: &&'static Case| only.as_ref().is_none_or(|name| case.name.contains(name));
    let cases: Vec<&'static Case> = CASES.iter().filter(chosen).collect();
    // Packing takes longer than the time limit of a request.
    assert!(BIG_MEMBER.len() + PACKED_TWICE.len() + DEFLATED.len() < 10 << 20);
    let (next, rows) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let row = run(case);
                    rows.lock().unwrap().push(row);
                }
            });
        }
    });
    let mut rows = rows.into_inner().unwrap();
    rows.sort_by_key(|row| CASES.iter().position(|case| case.name == row.case.name));
    println!("{}", table(&rows));
    let red: Vec<&Row> = rows.iter().filter(|row| !row.is_green()).collect();
    assert!(red.is_empty(), "{}", table(red));
}

/// Pages of the portal that bans its visitor.
const PAGES: usize = 300;

/// Requests after which it does.
const BAN_AFTER: usize = 25;

#[test]
fn a_ban_ends_the_crawl_and_gives_no_verdict() {
    let links: Vec<String> = (0..PAGES).map(|n| format!("/p/{n}.html")).collect();
    let links: Vec<&str> = links.iter().map(String::as_str).collect();
    let server = HostileServer::start(&links, |r| {
        if r.all_before >= BAN_AFTER {
            return Some(r.html(200, "<title>访问验证</title><p>请完成验证后继续访问</p>"));
        }
        (r.target.starts_with("/p/")).then(|| r.html(200, page("县政府召开常务会议", ARTICLE)))
    });
    let dir = tempfile::tempdir().unwrap();
    let output = Command::new(binary())
        .args(["check", &server.url(), "--rate", "0", "--in-flight", "2"])
        .args(["--confirm-after", "100ms", "--out"])
        .arg(dir.path())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let text = fs::read_to_string(dir.path().join("result.json")).unwrap();
    let result: ResultDocument = serde_json::from_str(&text).unwrap();
    assert_eq!(result.verdict, VerdictWord::Undetermined);
    assert_eq!(result.coverage.stopped_by.as_deref(), Some("stop-loss"));
    let accused = result.findings.iter();
    let accused = accused.filter(|f| word(&f.outcome) == "fail");
    let accused: Vec<&str> = accused.map(|f| f.message.as_str()).collect();
    assert_eq!(accused, [""; 0], "{errors}");
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(dir.path().join("letter.txt").is_file());
    // It stops soon after the ban instead of asking for every page behind it.
    let requests = server.requests.load(Ordering::SeqCst);
    assert!(requests < BAN_AFTER + 60, "{requests}");
}

fn table<'a>(rows: impl IntoIterator<Item = &'a Row>) -> String {
    let mut out =
        String::from("| case | expected | got | s | MB | requests |\n|---|---|---|---|---|---|\n");
    for row in rows {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {:.1} | {} | {} |",
            row.case.name,
            row.case.expected,
            match row.got == row.case.expected {
                true => "as expected",
                false => &row.got,
            },
            row.time.as_secs_f64(),
            row.memory,
            row.requests
        );
    }
    out
}

/// The program: built for tests, or the one that `GONGKAI_BINARY` names.
fn binary() -> String {
    std::env::var("GONGKAI_BINARY").unwrap_or_else(|_| env!("CARGO_BIN_EXE_gongkai").to_owned())
}

fn run(case: &'static Case) -> Row {
    let server = HostileServer::start(case.links, case.act);
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let settings = dir.path().join("settings.toml");
    fs::write(
        &settings,
        case.settings
            .replace("{port}", &server.address.port().to_string()),
    )
    .unwrap();
    let errors = dir.path().join("stderr");
    let begun = Instant::now();
    let mut child = Command::new(binary())
        .args(["check", &server.url()])
        .args(["--rate", "0", "--in-flight", "4"])
        .args(["--confirm-after", "200ms", "--timeout", "2s"])
        .args(["--max-pages", "300", "--as-of", "2026-11-22"])
        .arg("--settings")
        .arg(&settings)
        .arg("--out")
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(fs::File::create(&errors).unwrap())
        .spawn()
        .unwrap();
    let (exit, memory) = watch(&mut child, begun);
    let time = begun.elapsed();
    let errors = fs::read_to_string(&errors).unwrap_or_default();
    let got = match errors.contains("panicked") {
        true => format!("panic: {errors}"),
        false => describe(case, &server, &out, exit, &errors),
    };
    Row {
        case,
        got,
        time,
        memory,
        requests: server.requests.load(Ordering::SeqCst),
    }
}

/// Waits for the end; gives the exit code and the peak memory in MB.
fn watch(child: &mut Child, begun: Instant) -> (Option<i32>, u64) {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    loop {
        if let Ok(text) = fs::read_to_string(&status) {
            let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kb = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            peak = peak.max(kb.unwrap_or(0));
        }
        if let Some(status) = child.try_wait().unwrap() {
            return (status.code(), peak >> 10);
        }
        if begun.elapsed() > TIME_LIMIT {
            child.kill().unwrap();
            child.wait().unwrap();
            return (None, peak >> 10);
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// What was recorded of the case's URL, what the link check says of it, and anything else that went
/// wrong.
fn describe(
    case: &Case,
    server: &HostileServer,
    out: &Path,
    exit: Option<i32>,
    errors: &str,
) -> String {
    let subject = case
        .subject
        .replace("{base}", server.url().trim_end_matches('/'));
    let bundle = match Bundle::open(&out.join("bundle")) {
        Ok(bundle) => bundle,
        Err(_) => return format!("{}: {}", ended(exit), errors.trim()),
    };
    let captures = bundle.captures().unwrap();
    let capture = captures.iter().find(|capture| capture.url == subject);
    let seen = capture.map_or("unknown".to_owned(), |capture| seen(&bundle, capture));
    let text = fs::read_to_string(out.join("result.json")).unwrap_or_default();
    let Ok(result) = serde_json::from_str::<ResultDocument>(&text) else {
        return format!("{seen}; {}: {}", ended(exit), errors.trim());
    };
    let findings = || result.findings.iter();
    let link = findings().find(|f| f.check == "broken-link" && f.subject.url == subject);
    let link = link.map_or("no finding".to_owned(), |finding| word(&finding.outcome));
    let mut got = format!("{seen}; {link}");
    let good = captures.iter().find(|c| c.url.ends_with("/good.html"));
    let is_read = good.is_some_and(|c| c.looks.iter().any(|look| look.status == Some(200)));
    if !is_read {
        got.push_str("; good page not read");
    }
    let other = findings()
        .filter(|f| f.subject.url != subject && word(&f.outcome) == "fail")
        .filter(|f| !matches!(f.check.as_str(), "missing-section" | "stale-home-page"));
    for finding in other {
        let _ = write!(got, "; accused: {} {}", finding.check, finding.subject.url);
    }
    if !matches!(exit, Some(0 | 1)) {
        let _ = write!(got, "; {}", ended(exit));
    }
    got
}

fn ended(exit: Option<i32>) -> String {
    exit.map_or("killed".to_owned(), |code| format!("exit {code}"))
}

fn seen(bundle: &Bundle, capture: &Capture) -> String {
    if let Some(skip) = capture.skip {
        return format!("not asked: {}", word(&skip));
    }
    let Some(look) = capture.looks.last() else {
        return "no look".to_owned();
    };
    let mut seen = match (&look.cause, look.status) {
        (Some(cause), Some(status)) => format!("{status} {}", word(cause)),
        (Some(cause), None) => word(cause),
        (None, Some(status)) => status.to_string(),
        (None, None) => "nothing".to_owned(),
    };
    if look.gate.is_some_and(|gate| gate != Gate::Content) {
        let _ = write!(seen, " {}", word(&look.gate));
    }
    let payload = look.record.as_ref().map(|record| bundle.payload(record));
    if let Some(Ok(Some(payload))) = payload
        && payload.cut
    {
        seen.push_str(" cut");
    }
    seen
}

/// The name of a value in JSON, quotes left out.
fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value)
        .unwrap()
        .replace(['"', '{', '}'], "")
}
