//! The fixture server and its portals, asked over plain sockets so that no client library can
//! hide what is on the wire.
#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use gongkai::demo::{Faults, FixturePortal, FixtureServer, PortalFiles, Traffic};

const ANY_PORT: &str = "127.0.0.1:0";

/// What came back for one request.
#[derive(Debug)]
struct Reply {
    status: u16,
    fields: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Reply {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

fn start(files: &[(&str, &str)], faults: &str) -> FixtureServer {
    let mut portal = PortalFiles::default();
    for (path, body) in files {
        portal.insert(path, *body);
    }
    FixtureServer::start(
        portal,
        faults.parse::<Faults>().unwrap(),
        ANY_PORT.parse().unwrap(),
    )
    .unwrap()
}

fn connect(server: &FixtureServer) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
}

fn send(stream: &mut TcpStream, method: &str, target: &str) {
    write!(
        stream,
        "{method} {target} HTTP/1.1\r\nHost: demo.invalid:8080\r\nUser-Agent: test/1\r\n\r\n"
    )
    .unwrap();
}

/// Reads one answer, its body by Content-Length.
fn receive(stream: &mut TcpStream, with_body: bool) -> std::io::Result<Reply> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.lines();
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let pairs = lines.filter_map(|line| line.split_once(": "));
    let fields: BTreeMap<_, _> = pairs
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut body = vec![
        0;
        if with_body {
            fields["content-length"].parse().unwrap()
        } else {
            0
        }
    ];
    stream.read_exact(&mut body)?;
    Ok(Reply {
        status,
        fields,
        body,
    })
}

fn ask(server: &FixtureServer, method: &str, target: &str) -> std::io::Result<Reply> {
    let mut stream = connect(server);
    send(&mut stream, method, target);
    receive(&mut stream, method != "HEAD")
}

fn get(server: &FixtureServer, target: &str) -> Reply {
    ask(server, "GET", target).unwrap()
}

#[test]
fn files_folders_and_missing_paths() {
    let server = start(
        &[
            ("/index.html", "home"),
            ("/a/index.shtml", "a"),
            ("/附件/表.pdf", "pdf"),
            ("/a/x.png", "png"),
        ],
        "",
    );
    let home = get(&server, "/");
    assert_eq!(
        (
            home.status,
            home.body.as_slice(),
            home.field("content-type")
        ),
        (200, &b"home"[..], "text/html")
    );
    assert_eq!(
        get(&server, "/a/?page=2").field("content-type"),
        "text/html; charset=utf-8"
    );
    let folder = get(&server, "/a?page=2");
    assert_eq!(
        (folder.status, folder.field("location")),
        (301, "/a/?page=2")
    );
    let chinese = get(&server, "/%E9%99%84%E4%BB%B6/%E8%A1%A8.pdf");
    assert_eq!(
        (chinese.status, chinese.field("content-type")),
        (200, "application/pdf")
    );
    for missing in [
        "/b",
        "/b/",
        "/A/x.png",
        "/%C8%AB",
        "/a/../index.html",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
    ] {
        assert_eq!(get(&server, missing).status, 404, "{missing}");
    }
    assert_eq!(
        get(&server, "http://other.invalid/a/x.png").body,
        b"png",
        "absolute form"
    );
}

#[test]
fn missing_pages_use_the_portals_own_page() {
    let server = start(&[("/404.html", "own")], "");
    let reply = get(&server, "/x");
    assert_eq!((reply.status, reply.body.as_slice()), (404, &b"own"[..]));
}

#[test]
fn head_tells_the_length_and_sends_nothing() {
    let server = start(&[("/a.html", "12345")], "");
    let mut stream = connect(&server);
    send(&mut stream, "HEAD", "/a.html");
    assert_eq!(
        receive(&mut stream, false).unwrap().field("content-length"),
        "5"
    );
    send(&mut stream, "GET", "/a.html");
    assert_eq!(
        receive(&mut stream, true).unwrap().body,
        b"12345",
        "same connection, nothing left over"
    );
    assert_eq!(ask(&server, "POST", "/a.html").unwrap().status, 405);
}

#[test]
fn connections_are_kept_until_the_client_says_otherwise() {
    let server = start(&[("/a.html", "a")], "");
    let mut stream = connect(&server);
    // Two requests in one packet: the second must not be lost.
    let one = "GET /a.html HTTP/1.1\r\nHost: h\r\n\r\n";
    stream.write_all(format!("{one}{one}").as_bytes()).unwrap();
    for _ in 0..2 {
        assert_eq!(receive(&mut stream, true).unwrap().body, b"a");
    }
    stream
        .write_all(b"GET /a.html HTTP/1.1\r\nConnection: close\r\n\r\n")
        .unwrap();
    assert_eq!(
        receive(&mut stream, true).unwrap().field("connection"),
        "close"
    );
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);
    assert_eq!(server.traffic().connections, 1);
}

#[test]
fn what_is_no_request_is_refused() {
    let server = start(&[], "");
    for (request, status) in [
        ("nonsense\r\n\r\n".to_owned(), 400),
        (
            format!("GET / HTTP/1.1\r\nCookie: {}\r\n\r\n", "x".repeat(20_000)),
            431,
        ),
        (
            format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(100)),
            431,
        ),
    ] {
        let mut stream = connect(&server);
        // The server may answer and close before everything was sent.
        let _ = stream.write_all(request.as_bytes());
        assert_eq!(receive(&mut stream, true).unwrap().status, status);
    }
}

#[test]
fn origin_is_filled_in_from_the_request() {
    let server = start(
        &[
            ("/robots.txt", "Sitemap: {origin}/sitemap.xml"),
            ("/a.html", "{origin}"),
        ],
        "",
    );
    assert_eq!(
        get(&server, "/robots.txt").body,
        b"Sitemap: http://demo.invalid:8080/sitemap.xml"
    );
    assert_eq!(get(&server, "/a.html").body, b"{origin}");
}

/// Traffic once every answer is noted as sent, which is a moment after the client has it.
fn settled(server: &FixtureServer) -> Traffic {
    loop {
        let traffic = server.traffic();
        if traffic.exchanges.iter().all(|e| e.finished.is_some()) {
            return traffic;
        }
        std::thread::yield_now();
    }
}

#[test]
fn traffic_is_recorded() {
    let server = start(
        &[("/a.html", "12345")],
        "[[slow-headers]]\npath = \"/slow\"\ndelay-ms = 300\n",
    );
    let before = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| get(&server, "/slow"));
        }
    });
    assert!(before.elapsed() >= Duration::from_millis(300));
    get(&server, "/a.html?x=1");
    let traffic = settled(&server);
    assert_eq!(
        (
            traffic.exchanges.len(),
            traffic.connections,
            traffic.most_in_flight
        ),
        (4, 4, 3)
    );
    let last = traffic.of("/a.html").next().unwrap();
    assert_eq!(
        (last.method.as_str(), last.target.as_str()),
        ("GET", "/a.html?x=1")
    );
    assert_eq!(
        (last.user_agent.as_deref(), last.status),
        (Some("test/1"), Some(200))
    );
    assert!(last.sent > 5 && last.finished.unwrap() >= last.arrived);
    let slow = traffic.of("/slow").next().unwrap();
    assert!(slow.finished.unwrap() - slow.arrived >= Duration::from_millis(300));
}

#[test]
fn dropping_the_server_frees_its_port() {
    let server = start(&[], "");
    let address: SocketAddr = server.address();
    let mut open = connect(&server);
    drop(server);
    assert!(
        matches!(open.read(&mut [0]), Ok(0) | Err(_)),
        "open connections end too"
    );
    assert_eq!(
        TcpStream::connect(address).unwrap_err().kind(),
        ErrorKind::ConnectionRefused
    );
}

#[test]
fn slow_body_comes_in_two_halves() {
    let server = start(
        &[("/a.html", "12345678")],
        "[[slow-body]]\npath = \"/a.html\"\ndelay-ms = 150\n",
    );
    let mut stream = connect(&server);
    send(&mut stream, "GET", "/a.html");
    let begun = Instant::now();
    let reply = receive(&mut stream, true).unwrap();
    assert_eq!(reply.body, b"12345678");
    assert!(begun.elapsed() >= Duration::from_millis(150));
}

#[test]
fn reset_before_and_within_an_answer() {
    let faults = "[[reset]]\npath = \"/now/*\"\nat = \"request\"\n[[reset]]\npath = \"/half.html\"\nat = \"body\"\n";
    let server = start(&[("/half.html", &"x".repeat(1000))], faults);
    assert_eq!(
        ask(&server, "GET", "/now/a").unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );
    assert_eq!(
        ask(&server, "GET", "/half.html").unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );
    let traffic = server.traffic();
    assert_eq!(traffic.of("/now/a").next().unwrap().status, None);
}

#[test]
fn flaky_pages_recover() {
    let faults = "[[flaky]]\npath = \"/a.html\"\nfailures = 2\nstatus = 503\n\
                  [[flaky]]\npath = \"/b.html\"\nfailures = 1\n";
    let server = start(&[("/a.html", "a"), ("/b.html", "b")], faults);
    let statuses: Vec<u16> = (0..3).map(|_| get(&server, "/a.html").status).collect();
    assert_eq!(statuses, [503, 503, 200]);
    assert_eq!(
        ask(&server, "GET", "/b.html").unwrap_err().kind(),
        ErrorKind::ConnectionReset
    );
    assert_eq!(get(&server, "/b.html").body, b"b");
}

#[test]
fn too_many_requests_say_when_to_come_back() {
    let faults = "[[too-many-requests]]\npath = \"/a.html\"\ntimes = 1\nretry-after = 7\n";
    let server = start(&[("/a.html", "a")], faults);
    let refused = get(&server, "/a.html");
    assert_eq!((refused.status, refused.field("retry-after")), (429, "7"));
    assert_eq!(get(&server, "/a.html").status, 200);
}

#[test]
fn challenges_carry_a_script() {
    for status in [412, 403, 521, 202] {
        let server = start(
            &[("/a.html", "a")],
            &format!("[[challenge]]\npath = \"/a.html\"\nstatus = {status}\n"),
        );
        let reply = get(&server, "/a.html");
        assert_eq!(reply.status, status);
        assert!(String::from_utf8(reply.body).unwrap().contains("<script>"));
    }
}

#[test]
fn soft_404_covers_named_paths_and_missing_ones() {
    let faults = "[[soft-404]]\npath = \"/gone.html\"\n[[soft-404]]\npath = \"/soft/*\"\n";
    let server = start(
        &[("/gone.html", "a"), ("/soft/there.html", "there")],
        faults,
    );
    for path in ["/gone.html", "/soft/x.html"] {
        let reply = get(&server, path);
        assert_eq!(reply.status, 200);
        assert!(
            String::from_utf8(reply.body).unwrap().contains("不存在"),
            "{path}"
        );
    }
    assert_eq!(get(&server, "/soft/there.html").body, b"there");
    assert_eq!(get(&server, "/elsewhere.html").status, 404);
}

#[test]
fn redirects_of_all_sorts() {
    let faults = "[[redirect]]\npath = \"/a\"\nto = \"http://b.invalid/x\"\nstatus = 308\n\
                  [[redirect-loop]]\npaths = [\"/l1\", \"/l2\"]\n\
                  [[redirect-home]]\npath = \"/old/*\"\n";
    let server = start(&[("/old/kept.html", "kept")], faults);
    let cases = [
        ("/a", 308, "http://b.invalid/x"),
        ("/l1", 302, "/l2"),
        ("/l2", 302, "/l1"),
        ("/old/x", 302, "/"),
    ];
    for (path, status, to) in cases {
        let reply = get(&server, path);
        assert_eq!(
            (reply.status, reply.field("location")),
            (status, to),
            "{path}"
        );
    }
    assert_eq!(get(&server, "/old/kept.html").status, 200);
}

#[test]
fn head_refused_while_get_is_fine() {
    let server = start(&[("/a.pdf", "a")], "[[head-refused]]\npath = \"/a.pdf\"\n");
    assert_eq!(ask(&server, "HEAD", "/a.pdf").unwrap().status, 405);
    assert_eq!(get(&server, "/a.pdf").status, 200);
}

#[test]
fn fixed_status_and_truncation() {
    let faults =
        "[[status]]\npath = \"/s\"\nstatus = 500\n[[truncated]]\npath = \"/t.html\"\nbytes = 4\n";
    let server = start(&[("/t.html", "12345678")], faults);
    assert_eq!(get(&server, "/s").status, 500);
    assert_eq!(
        ask(&server, "GET", "/t.html").unwrap_err().kind(),
        ErrorKind::UnexpectedEof
    );
}

// The portals.

fn folder(name: &str) -> FixturePortal {
    FixturePortal::folder(
        &Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/portals")
            .join(name),
    )
    .unwrap()
}

#[test]
fn built_in_portal_is_the_folder() {
    let (built_in, folder) = (FixturePortal::county().unwrap(), folder("county"));
    assert_eq!(built_in.about, folder.about);
    assert_eq!(built_in.faults, folder.faults);
    let stale = "files under fixtures/ changed after the build: touch src/demo/portal.rs";
    assert!(built_in.files == folder.files, "{stale}");
    assert!(built_in.files.get("/zwgk/tjxx/附件/统计公报.pdf").is_some());
}

#[test]
fn no_subject_is_expected_and_trapped() {
    for portal in [folder("county"), folder("clean")] {
        let expected: BTreeSet<_> = portal
            .about
            .expect
            .iter()
            .map(|e| (&e.check, &e.url))
            .collect();
        assert_eq!(
            expected.len(),
            portal.about.expect.len(),
            "a subject is expected twice"
        );
        for trap in &portal.about.trap {
            assert!(
                !expected.contains(&(&trap.check, &trap.url)),
                "{} {}",
                trap.check,
                trap.url
            );
        }
    }
}

/// Answers of every URL that a visitor of the portal can reach or load, asked twice where the
/// first answer is a fault: what stays bad is broken for good.
fn walk(portal: &FixturePortal) -> BTreeMap<String, u16> {
    let bind = ANY_PORT.parse().unwrap();
    let server = FixtureServer::start(portal.files.clone(), portal.faults.clone(), bind).unwrap();
    let home = url::Url::parse(&server.url()).unwrap();
    let (mut answers, mut queue) = (BTreeMap::new(), vec![home.clone()]);
    while let Some(url) = queue.pop() {
        if url.host() != home.host() || answers.contains_key(url.path()) {
            continue;
        }
        let first = ask(&server, "GET", url.path())
            .ok()
            .filter(|reply| reply.status == 200);
        let reply = first.unwrap_or_else(|| get(&server, url.path()));
        if reply.status == 200 && reply.field("content-type").starts_with("text/html") {
            queue.extend(links(&url, &reply.body));
        }
        answers.insert(url.path().to_owned(), reply.status);
    }
    answers
}

/// Links, images, scripts and second pages of a page.
fn links(page: &url::Url, body: &[u8]) -> Vec<url::Url> {
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::GBK.decode(body).0.into_owned(),
    };
    let wanted = scraper::Selector::parse("[href], [src]").unwrap();
    let html = scraper::Html::parse_document(&text);
    let named = html
        .select(&wanted)
        .filter_map(|e| e.attr("href").or(e.attr("src")));
    let pager = text.contains("createPageHTML(2,").then_some("index_1.html");
    named
        .chain(pager)
        .filter_map(|link| page.join(link).ok())
        .filter(|u| u.scheme() == "http")
        .collect()
}

/// Every bad answer on the portal is planted, and every planted one is there.
#[test]
fn portals_hold_what_they_promise() {
    for name in ["county", "clean"] {
        let portal = folder(name);
        let answers = walk(&portal);
        let bad: BTreeSet<&str> = answers
            .iter()
            .filter(|(_, s)| **s != 200)
            .map(|(url, _)| url.as_str())
            .collect();
        let soft = |url: &str| portal.faults.soft_404.iter().any(|f| f.path.covers(url));
        let planted: BTreeSet<&str> = portal
            .about
            .expect
            .iter()
            .filter(|e| e.check == "broken-link" && e.url.starts_with('/') && !soft(&e.url))
            .map(|e| e.url.as_str())
            .collect();
        assert_eq!(bad, planted, "{name}");
        // Seen by a visitor or not, whatever is trapped must be reachable unless it is dead on purpose.
        for trap in &portal.about.trap {
            let hidden = [
                "/zwgk/tzgg/old/gone.html",
                "/zwgk/cgml/index.html",
                "/xwzx/lxyw/202610/t20261001_1.html",
            ];
            assert_eq!(
                answers.contains_key(&trap.url),
                !hidden.contains(&trap.url.as_str()),
                "{name} {}",
                trap.url
            );
        }
        for expected in portal
            .about
            .expect
            .iter()
            .filter(|e| e.url.starts_with('/'))
        {
            assert!(
                answers.contains_key(&expected.url),
                "{name} {}",
                expected.url
            );
        }
    }
}

#[test]
fn gbk_column_is_really_gbk() {
    let portal = folder("county");
    let page = portal.files.get("/zwgk/tjxx/index.html").unwrap();
    assert!(std::str::from_utf8(page).is_err());
    let (text, _, damaged) = encoding_rs::GBK.decode(page);
    assert!(
        !damaged && text.contains("charset=gbk") && text.contains("2026年1—8月全县主要经济指标")
    );
}
