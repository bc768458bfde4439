//! Several portals in one process, over real HTTP: each has the result that it has alone, whatever
//! becomes of the others; servers that they share are asked no faster; what is unfinished goes on.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test must stop at the first surprise"
)]

mod test_server;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command as Process, Output, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use gongkai::bundle::Bundle;
use serde_json::Value;
use test_server::{Fault, Hit, Reply, Server, links};

/// A portal of `pages` pages in `folder`, with two dead links, which answers after `delay`.
fn answer(target: &str, folder: &str, pages: usize, delay: Duration) -> Reply {
    let number = match target.strip_prefix(folder) {
        Some("") => Some(0),
        Some(rest) => rest.strip_suffix(".html").and_then(|n| n.parse().ok()),
        None => None,
    };
    match number {
        Some(n) if n < pages => {
            let next = (n + 1..=n + 3).map(|m| format!("{folder}{m}.html"));
            Reply::html(links(next)).after(delay)
        }
        _ => Reply::not_found(),
    }
}

fn portal(pages: usize) -> Server {
    Server::start(move |target, _| answer(target, "/", pages, Duration::ZERO))
}

fn gongkai() -> Command {
    let mut command = Command::cargo_bin("gongkai").unwrap();
    command.timeout(Duration::from_secs(60));
    command
}

const QUICK: [&str; 8] = [
    "--rate",
    "0",
    "--confirm-after",
    "300ms",
    "--timeout",
    "1s",
    "--as-of",
    "2026-11-22",
];

/// Lines of standard output by portal.
fn lines(output: &Output) -> BTreeMap<String, Value> {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines
        .map(|line| (line["portal"].as_str().unwrap().to_owned(), line))
        .collect()
}

/// The result without what differs between two inspections of the same portal: its times, and the
/// digests and record ids that depend on them.
fn timeless_result(folder: &Path) -> String {
    let text = std::fs::read_to_string(folder.join("result.json")).unwrap();
    let mut result: Value = serde_json::from_str(&text).unwrap();
    strip(&mut result);
    serde_json::to_string_pretty(&result).unwrap()
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for key in [
                "started_at",
                "finished_at",
                "bundle_digest",
                "fetched_at",
                "record",
            ] {
                object.remove(key);
            }
            object.values_mut().for_each(strip);
        }
        Value::Array(array) => array.iter_mut().for_each(strip),
        _ => {}
    }
}

#[test]
fn one_portals_faults_leave_the_others_results_as_they_are_alone() {
    let good = [portal(12), portal(25)];
    let hanging = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/0.html"])),
        "/0.html" => Reply::html("").after(Duration::from_secs(30)),
        _ => Reply::not_found(),
    });
    let refusing = Server::start(|target, _| match target {
        "/robots.txt" => Reply::not_found(),
        _ => Reply::html("<p>Forbidden</p>").status(403),
    });
    let dropping = Server::start(|target, _| match target {
        "/" => Reply::html(links((0..40).map(|n| format!("/{n}.html")))),
        "/robots.txt" => Reply::not_found(),
        _ => Reply::html("").fault(Fault::Drop),
    });
    let (blocked_folder, full_disk) = (portal(5), portal(5));
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();

    let dir = tempfile::tempdir().unwrap();
    let alone: Vec<String> = good
        .iter()
        .enumerate()
        .map(|(number, server)| {
            let out = dir.path().join(format!("alone-{number}"));
            gongkai()
                .args(["check", &server.url("/")])
                .args(QUICK)
                .arg("--out")
                .arg(&out)
                .output()
                .unwrap();
            timeless_result(&out)
        })
        .collect();

    let list = dir.path().join("portals.txt");
    let unknown = "http://no-such-name.invalid/";
    let unreachable = format!("http://{closed}/");
    let mut addresses: Vec<String> = [
        &good[0],
        &hanging,
        &refusing,
        &dropping,
        &blocked_folder,
        &full_disk,
        &good[1],
    ]
    .map(|server| server.url("/"))
    .to_vec();
    addresses.extend([unreachable.clone(), unknown.to_owned()]);
    std::fs::write(&list, addresses.join("\n")).unwrap();
    let parent = dir.path().join("all");
    // A file lies where the folder of one inspection would be made.
    let folder_of = |server: &Server| parent.join(format!("127.0.0.1-{}", server.address.port()));
    std::fs::create_dir(&parent).unwrap();
    std::fs::write(folder_of(&blocked_folder), "").unwrap();
    // The archive of another lies on a device that is always full.
    let bundle = folder_of(&full_disk).join("bundle");
    std::fs::create_dir_all(&bundle).unwrap();
    std::os::unix::fs::symlink("/dev/full", bundle.join("gongkai-00000.warc.gz")).unwrap();

    let output = gongkai()
        .args(["check", "--format", "json", "--from"])
        .arg(&list)
        .args(QUICK)
        .arg("--out")
        .arg(&parent)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines = lines(&output);
    assert_eq!(lines.len(), addresses.len(), "{said}");
    for (server, alone) in good.iter().zip(&alone) {
        assert_eq!(&timeless_result(&folder_of(server)), alone);
        assert!(folder_of(server).join("scorecard.html").is_file());
        assert_eq!(lines[&server.url("/")]["error"], Value::Null);
    }
    let exit = |url: &str| lines[url]["exit"].as_u64().unwrap();
    assert_eq!(exit(&unreachable), 3);
    assert_eq!(exit(unknown), 2);
    assert_eq!(exit(&refusing.url("/")), 3, "{said}");
    assert_eq!(exit(&blocked_folder.url("/")), 4);
    assert_eq!(exit(&full_disk.url("/")), 4);
    assert!(folder_of(&hanging).join("result.json").is_file(), "{said}");
    assert!(folder_of(&dropping).join("result.json").is_file(), "{said}");
    assert_eq!(output.status.code(), Some(4), "the most serious: {said}");
    for reason in ["refused", "no such name", "cannot write to", "is full"] {
        assert!(said.contains(reason), "{reason}: {said}");
    }
    assert!(!parent.join(format!("127.0.0.1-{}", closed.port())).exists());
}

/// Requests in flight at most, and requests in any one second at most.
fn traffic(hits: &[Hit]) -> (usize, usize) {
    let in_flight = hits.iter().map(|hit| hit.in_flight).max().unwrap();
    let second = |first: &Hit| {
        hits.iter()
            .filter(|hit| hit.at >= first.at && hit.at < first.at + Duration::from_secs(1))
            .count()
    };
    (in_flight, hits.iter().map(second).max().unwrap())
}

#[test]
fn two_portals_on_one_server_share_its_limits() {
    const RATE: usize = 30;
    let server = Server::start(|target, _| {
        let folder = if target.starts_with("/b/") {
            "/b/"
        } else {
            "/a/"
        };
        answer(target, folder, 20, Duration::from_millis(90))
    });
    let dir = tempfile::tempdir().unwrap();
    let parent = dir.path().join("all");
    let (one, other) = (server.url("/a/"), server.url("/b/"));
    let output = gongkai()
        .args([
            "check",
            &one,
            &other,
            "--rate",
            &RATE.to_string(),
            "--in-flight",
            "2",
        ])
        .args(["--confirm-after", "300ms", "--out"])
        .arg(&parent)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(text.lines().count(), 2, "{text}");
    let port = server.address.port();
    for (url, name) in [
        (&one, format!("127.0.0.1-{port}")),
        (&other, format!("127.0.0.1-{port}-2")),
    ] {
        let folder = parent.join(name);
        let line = text
            .lines()
            .find(|line| line.ends_with(&*folder.to_string_lossy()));
        let line = line.unwrap();
        assert!(line.contains(&format!(" · {url} · ")), "{text}");
        assert!(line.contains(" · 覆盖率 100% · 不符合 "), "{text}");
        let bundle = Bundle::open(&folder.join("bundle")).unwrap();
        assert_eq!(bundle.captures().unwrap().len(), 20 + 3, "{url}");
    }
    let (in_flight, second) = traffic(&server.hits());
    assert_eq!(
        in_flight, 2,
        "both were under way, and never more than the limit"
    );
    assert!(second <= RATE + 1, "{second} in a second");
}

#[test]
fn without_shared_servers_portals_do_not_wait_for_each_other() {
    let servers = [portal(20), portal(20)];
    let dir = tempfile::tempdir().unwrap();
    let start = Instant::now();
    let output = gongkai()
        .args([
            "check",
            &servers[0].url("/"),
            &servers[1].url("/"),
            "--rate",
            "20",
        ])
        .args(["--confirm-after", "100ms", "--out"])
        .arg(dir.path().join("all"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    let spans = servers.each_ref().map(|server| {
        let hits = server.hits();
        (hits.first().unwrap().at, hits.last().unwrap().at)
    });
    assert!(
        spans[0].0 < spans[1].1 && spans[1].0 < spans[0].1,
        "side by side: {:?}",
        start.elapsed()
    );
}

#[test]
fn a_private_address_is_open_only_to_the_portal_that_was_named_by_it() {
    let named = portal(3);
    let inside = named.url("/inside.html");
    let link = inside.clone();
    let other = Server::start_at("127.0.0.2", |_| {
        move |target: &str, _| match target {
            "/" => Reply::html(links([link.as_str(), "/1.html"])),
            "/1.html" => Reply::redirect(link.as_str()),
            _ => Reply::not_found(),
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let output = gongkai()
        .args(["check", &named.url("/"), &other.url("/")])
        .args(QUICK)
        .arg("--out")
        .arg(dir.path().join("all"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 2);
    assert_eq!(other.count("/1.html"), 1, "it was inspected");
    assert_eq!(named.count("/"), 1, "so was the other");
    assert_eq!(named.count("/inside.html"), 0);
}

fn spawn(arguments: &[&str], parent: &Path) -> Child {
    Process::new(assert_cmd::cargo::cargo_bin("gongkai"))
        .args(arguments)
        .arg("--out")
        .arg(parent)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn wait_for(mut reached: impl FnMut() -> bool) {
    let start = Instant::now();
    while !reached() {
        assert!(start.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `small` is judged when the signal comes, `large` is under way, `last` was not begun.
fn stopped_in_the_middle(signal: &str) -> (Output, [Server; 3], tempfile::TempDir) {
    let servers = [portal(3), portal(60), portal(8)];
    let dir = tempfile::tempdir().unwrap();
    let parent = dir.path().join("all");
    let urls = servers.each_ref().map(|server| server.url("/"));
    let mut arguments = vec!["check"];
    arguments.extend(urls.iter().map(String::as_str));
    arguments.extend([
        "--rate",
        "40",
        "--confirm-after",
        "100ms",
        "--at-once",
        "1",
        "--format",
        "json",
    ]);
    let child = spawn(&arguments, &parent);
    let small = parent.join(format!("127.0.0.1-{}", servers[0].address.port()));
    wait_for(|| small.join("scorecard.html").exists() && servers[1].hits().len() > 8);
    let pid = child.id().to_string();
    assert!(
        Process::new("kill")
            .args([signal, &pid])
            .status()
            .unwrap()
            .success()
    );
    (child.wait_with_output().unwrap(), servers, dir)
}

fn assert_goes_on(servers: &[Server; 3], parent: &Path) {
    let asked_before = servers[0].hits().len();
    let judged = |server: &Server| {
        parent
            .join(format!("127.0.0.1-{}", server.address.port()))
            .join("result.json")
    };
    let before = std::fs::metadata(judged(&servers[0]))
        .unwrap()
        .modified()
        .unwrap();
    let output = gongkai()
        .args(["check", "--format", "json", "--resume"])
        .arg(parent)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let lines = lines(&output);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    for (server, pages) in servers.iter().zip([3, 60, 8]) {
        assert!(lines[&server.url("/")]["verdict"].is_string(), "{said}");
        let bundle = Bundle::open(&judged(server).with_file_name("bundle")).unwrap();
        assert_eq!(bundle.captures().unwrap().len(), pages + 3);
        assert_eq!(server.count("/"), 1, "the home page was read once");
    }
    assert_eq!(
        servers[0].hits().len(),
        asked_before,
        "what is finished is not asked again"
    );
    let after = std::fs::metadata(judged(&servers[0]))
        .unwrap()
        .modified()
        .unwrap();
    assert_eq!(before, after, "what is judged stays as it is");
}

#[test]
fn ctrl_c_stops_all_in_order_and_the_parent_folder_goes_on() {
    let (ended, servers, dir) = stopped_in_the_middle("-INT");
    let parent = dir.path().join("all");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(5), "{said}");
    let how = format!(
        "2 of 3 portals are not finished; go on with: gongkai check --resume {}",
        parent.display()
    );
    assert!(said.contains(&how), "{said}");
    assert_eq!(lines(&ended)[&servers[1].url("/")]["exit"], 5);
    assert!(servers[2].hits().is_empty(), "never begun");
    assert_goes_on(&servers, &parent);
}

#[test]
fn a_killed_program_leaves_a_parent_folder_that_goes_on() {
    let (_, servers, dir) = stopped_in_the_middle("-KILL");
    assert_goes_on(&servers, &dir.path().join("all"));
}

/// As a power cut leaves it: one of the archives lost its end.
#[test]
fn the_loss_of_a_repaired_archive_is_told_with_its_portal() {
    let (_, servers, dir) = stopped_in_the_middle("-KILL");
    let folder = format!("127.0.0.1-{}", servers[1].address.port());
    let warc = dir
        .path()
        .join("all")
        .join(&folder)
        .join("bundle/gongkai-00000.warc.gz");
    let bytes = std::fs::read(&warc).unwrap();
    std::fs::write(&warc, &bytes[..bytes.len() / 2]).unwrap();
    let output = gongkai()
        .args(["check", "--resume"])
        .arg(dir.path().join("all"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let told: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("the end of the archive was lost"))
        .collect();
    assert!(
        matches!(&told[..], [line] if line.contains(&folder)),
        "{said}"
    );
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
}

/// Standard error of a run that must end at once with exit code 2 and one line.
#[track_caller]
fn refused(arguments: &[&str]) -> String {
    let output = gongkai().args(arguments).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(output.stdout.is_empty());
    said
}

#[test]
fn lists_that_cannot_be_used_are_refused_with_file_and_line() {
    let dir = tempfile::tempdir().unwrap();
    let server = portal(3);
    let list = dir.path().join("list.txt");
    let (path, parent) = (
        list.display().to_string(),
        dir.path().join("all").display().to_string(),
    );
    let good = server.url("/");
    for (text, place, word) in [
        (
            format!("# 名单\n{good}\nftp://a.gov.cn/\n"),
            "list.txt:3",
            "is no http or https address",
        ),
        (
            format!("{good}\n\nhttp://\n"),
            "list.txt:3",
            "is no address",
        ),
        (format!("{good} 某县\n"), "list.txt:1", "one address a line"),
        ("# nothing\n\n".to_owned(), "list.txt", "names no portal"),
        (String::new(), "list.txt", "names no portal"),
        (
            "http://a.gov.cn/\x1b[31m\n".to_owned(),
            "list.txt:1",
            "\\u{1b}",
        ),
    ] {
        std::fs::write(&list, &text).unwrap();
        let said = refused(&["check", "--from", &path, "--out", &parent]);
        assert!(
            said.contains(place) && said.contains(word),
            "{text:?}: {said}"
        );
        assert!(!said.contains('\x1b'));
    }
    std::fs::write(&list, b"http://a.gov.cn/\n# \xcf\xd8\n").unwrap();
    assert!(
        refused(&["check", "--from", &path])
            .contains("list.txt: line 2 is no UTF-8 text; save it as UTF-8")
    );
    std::fs::write(&list, vec![b'#'; (4 << 20) + 1]).unwrap();
    assert!(refused(&["check", "--from", &path]).contains("more than 4 MB"));
    std::fs::remove_file(&list).unwrap();
    assert!(refused(&["check", "--from", &path]).contains("cannot read the list of portals"));
    assert!(server.hits().is_empty() && !Path::new(&parent).exists());
}

#[test]
fn what_belongs_to_one_portal_is_refused_for_several() {
    let dir = tempfile::tempdir().unwrap();
    let settings = dir.path().join("s.toml");
    let path = settings.display().to_string();
    for text in [
        "[portal]\nname = \"某县\"\n",
        "[portal]\nhosts = [\"b.gov.cn\"]\n",
    ] {
        std::fs::write(&settings, text).unwrap();
        let said = refused(&[
            "check",
            "http://a.invalid/",
            "http://b.invalid/",
            "--settings",
            &path,
        ]);
        assert!(said.contains("belongs to one portal"), "{said}");
    }
}

#[test]
fn portals_given_twice_are_inspected_once_and_a_used_folder_is_refused() {
    let server = portal(3);
    let dir = tempfile::tempdir().unwrap();
    let parent = dir.path().join("all").display().to_string();
    let (url, again) = (server.url("/"), format!("{}#top", server.url("")));
    let output = gongkai()
        .args([
            "check",
            &url,
            &again,
            "--rate",
            "0",
            "--confirm-after",
            "100ms",
            "--out",
            &parent,
        ])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let twice = "is given twice (argument 1 and argument 2); it is inspected once";
    assert!(said.contains(twice), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
    assert_eq!(server.count("/"), 1);

    let said = refused(&["check", &url, "http://b.invalid/", "--out", &parent]);
    assert!(said.contains("already holds inspections"), "{said}");
    assert!(said.contains("--resume"), "{said}");

    let list = Path::new(&parent).join("portals.json");
    let text = std::fs::read_to_string(&list).unwrap();
    for (from, to, word) in [
        (
            "\"folder\": \"",
            "\"folder\": \"../",
            "is no folder of its own",
        ),
        (
            "gongkai.portals/1",
            "gongkai.portals/9",
            "expected \"gongkai.portals/1\"",
        ),
        ("{", "[", "is no list of inspections"),
    ] {
        std::fs::write(&list, text.replace(from, to)).unwrap();
        let said = refused(&["check", "--resume", &parent]);
        assert!(
            said.contains(word) && said.contains("portals.json"),
            "{said}"
        );
    }
}
