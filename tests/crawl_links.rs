//! How single links are looked at: redirects, the address guard, causes, second looks.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

mod test_server;

use std::time::Duration;

use encoding_rs::GBK;
use flate2::Compression;
use flate2::write::GzEncoder;
use gongkai::bundle::Bundle;
use gongkai::crawl::{self, CrawlEnd, CrawlError, Options, Start, StopSignal};
use gongkai::facts::{Capture, Cause, Gate, Skip, TlsCause};
use std::io::Write;
use test_server::{Fault, Reply, Server, links};
use url::Url;

fn options(seed: &str) -> Options {
    let mut options = Options::new(Url::parse(seed).unwrap());
    options.rate = 0.0;
    options.confirm_after = Duration::from_millis(50);
    options
}

struct Crawled {
    _dir: tempfile::TempDir,
    bundle: Bundle,
    captures: Vec<Capture>,
}

impl Crawled {
    fn get(&self, url: &str) -> &Capture {
        self.captures.iter().find(|c| c.url == url).unwrap()
    }
}

/// Options that let `server` link to `other`, which is private too.
fn with_neighbour(server: &Server, other: &Server) -> Options {
    let mut options = options(&server.url("/"));
    options.private_servers = vec![other.address.to_string()];
    options
}

fn crawl(options: Options) -> Crawled {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    crawl::run(options, &path, Start::Fresh, &(), StopSignal::new()).unwrap();
    let bundle = Bundle::open(&path).unwrap();
    let captures = bundle.captures().unwrap();
    Crawled {
        _dir: dir,
        bundle,
        captures,
    }
}

fn try_crawl(options: Options) -> Result<CrawlEnd, CrawlError> {
    let dir = tempfile::tempdir().unwrap();
    crawl::run(
        options,
        &dir.path().join("bundle"),
        Start::Fresh,
        &(),
        StopSignal::new(),
    )
}

#[test]
fn a_chain_of_redirects_is_recorded_hop_by_hop_and_its_end_is_not_fetched_again() {
    let server = Server::start(|target, _| match target {
        // /3 is linked later only: side by side, it may be asked for before /1 is known to lead there.
        "/" => Reply::html(links(["/1"])),
        "/1" => Reply::redirect("/2"),
        "/2" => Reply::redirect("/3").status(301),
        "/3" => Reply::html(links(["/4"])),
        "/4" => Reply::html(links(["/3"])),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    for path in ["/1", "/2", "/3", "/4"] {
        assert_eq!(server.count(path), 1, "{path}");
    }
    let look = &crawled.get(&server.url("/1")).looks[0];
    let hops: Vec<(&str, u16)> = look
        .hops
        .iter()
        .map(|h| (h.url.as_str(), h.status))
        .collect();
    assert_eq!(hops, [(&*server.url("/1"), 302), (&*server.url("/2"), 301)]);
    assert_eq!(
        (look.status, look.final_url.as_str()),
        (Some(200), &*server.url("/3"))
    );
    let end = crawled.get(&server.url("/3"));
    assert_eq!(end.looks[0].record, look.record);
    assert!(end.looks[0].hops.is_empty());
    for hop in &look.hops {
        let payload = crawled.bundle.payload(&hop.record).unwrap().unwrap();
        assert_eq!((payload.status, &payload.url), (hop.status, &hop.url));
    }
}

#[test]
fn hundreds_of_redirects_to_the_home_page_cost_one_request_each() {
    let many: Vec<String> = (0..60).map(|i| format!("/old{i}.html")).collect();
    let page = links(&many);
    let server = Server::start(move |target, _| match target {
        "/" | "/index.html" => Reply::html(&page),
        t if t.starts_with("/old") => Reply::redirect("/index.html"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    // Only looks that were under way together, before it was read for the first time, ask for it.
    assert!(
        server.count("/index.html") <= 4,
        "{}",
        server.count("/index.html")
    );
    let looks: Vec<_> = many
        .iter()
        .map(|m| crawled.get(&server.url(m)).looks[0].clone())
        .collect();
    assert!(
        looks
            .iter()
            .all(|l| l.final_url == server.url("/index.html") && l.hops.len() == 1)
    );
    assert!(
        looks
            .iter()
            .all(|l| l.status == Some(200) && l.record.is_some())
    );
}

#[test]
fn loop_limit_and_bad_target_are_told_apart() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links([
            "/loop/a", "/long/0", "/script", "/nowhere", "/cookie",
        ])),
        "/loop/a" => Reply::redirect("/loop/b"),
        "/loop/b" => Reply::redirect("/loop/a"),
        "/script" => Reply::redirect("javascript:void(0)"),
        "/nowhere" => Reply::html("").status(302),
        "/cookie" => Reply::redirect("/cookie").header("Set-Cookie", "token=1"),
        t => match t.strip_prefix("/long/").and_then(|n| n.parse::<u32>().ok()) {
            Some(n) => Reply::redirect(format!("/long/{}", n + 1)),
            None => Reply::not_found(),
        },
    });
    let crawled = crawl(options(&server.url("/")));
    let causes = |path: &str| -> Vec<Option<Cause>> {
        crawled
            .get(&server.url(path))
            .looks
            .iter()
            .map(|l| l.cause.clone())
            .collect()
    };
    let twice = |cause: Cause| vec![Some(cause.clone()), Some(cause)];
    assert_eq!(causes("/loop/a"), twice(Cause::RedirectLoop));
    assert_eq!(causes("/long/0"), twice(Cause::RedirectLimit));
    assert_eq!(causes("/script"), twice(Cause::RedirectTarget));
    assert_eq!(causes("/nowhere"), twice(Cause::RedirectTarget));
    assert_eq!(crawled.get(&server.url("/long/0")).looks[0].hops.len(), 10);
    // A cookie test is the firewall's doing; browsers pass it.
    let cookie = &crawled.get(&server.url("/cookie")).looks[0];
    assert_eq!(
        (cookie.cause.clone(), cookie.gate),
        (None, Some(Gate::Challenge))
    );
}

#[test]
fn raw_gbk_in_location_is_followed() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/old"])),
        "/old" => Reply::redirect(GBK.encode("/文件.html").0.into_owned()),
        "/%E6%96%87%E4%BB%B6.html" => Reply::html("文件"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    assert_eq!(crawled.get(&server.url("/old")).looks[0].status, Some(200));
}

#[test]
fn the_guard_refuses_private_addresses_directly_and_behind_redirects() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links([
            "http://127.0.0.2/direct",
            "http://169.254.169.254/latest/",
            "/to-loopback",
            "/to-mapped",
        ])),
        "/to-loopback" => Reply::redirect("http://127.0.0.2:1/x"),
        "/to-mapped" => Reply::redirect("http://[::ffff:127.0.0.1]/x"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    for direct in ["http://127.0.0.2/direct", "http://169.254.169.254/latest/"] {
        let capture = crawled.get(direct);
        assert_eq!(
            (capture.skip, capture.looks.len()),
            (Some(Skip::Guard), 0),
            "{direct}"
        );
    }
    for path in ["/to-loopback", "/to-mapped"] {
        let capture = crawled.get(&server.url(path));
        assert_eq!(capture.looks.len(), 1, "not a suspect: {path}");
        assert_eq!(capture.looks[0].cause, Some(Cause::Guard), "{path}");
        assert_eq!(capture.looks[0].hops.len(), 1, "{path}");
    }
}

#[test]
fn a_link_that_recovers_has_one_bad_and_one_good_look_and_its_page_is_read() {
    let server = Server::start(|target, before| match (target, before) {
        ("/", _) => Reply::html(links(["/flaky.html", "/gone.html"])),
        ("/flaky.html", 0) => Reply::html("").status(500),
        ("/flaky.html", _) => Reply::html(links(["/behind.html"])),
        ("/behind.html", _) => Reply::html("后"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    let statuses = |path: &str| -> Vec<Option<u16>> {
        crawled
            .get(&server.url(path))
            .looks
            .iter()
            .map(|l| l.status)
            .collect()
    };
    assert_eq!(statuses("/flaky.html"), [Some(500), Some(200)]);
    assert_eq!(statuses("/gone.html"), [Some(404), Some(404)]);
    assert_eq!(statuses("/behind.html"), [Some(200)]);
}

#[test]
fn second_looks_keep_their_distance() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/gone.html"])),
        _ => Reply::not_found(),
    });
    let mut options = options(&server.url("/"));
    options.confirm_after = Duration::from_millis(700);
    crawl(options);
    let times: Vec<_> = server
        .hits()
        .into_iter()
        .filter(|h| h.target == "/gone.html")
        .collect();
    assert_eq!(times.len(), 2);
    assert!(times[1].at - times[0].at >= Duration::from_millis(690));
}

#[test]
fn soft_404_and_refusals_get_a_second_look_too() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/soft.html", "/forbidden.html"])),
        "/soft.html" => Reply::new(
            200,
            "text/html; charset=utf-8",
            "<html><head><title>404 提示信息</title></head><body><h2>对不起，您访问的页面不存在或已被删除</h2></body></html>",
        ),
        "/forbidden.html" => Reply::html("").status(403),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    let soft = crawled.get(&server.url("/soft.html"));
    assert_eq!(soft.looks.len(), 2);
    assert!(
        soft.looks
            .iter()
            .all(|l| l.gate == Some(Gate::SoftNotFound))
    );
    assert_eq!(crawled.get(&server.url("/forbidden.html")).looks.len(), 2);
}

#[test]
fn crawl_faults_are_told_apart() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let server = Server::start_at("127.0.0.1", |base| {
        let plain = base.replace("http://", "https://");
        move |target, _| match target {
            "/" => Reply::html(links([
                &format!("http://{closed}/"),
                &format!("{plain}/tls"),
                "/drop",
                "/half",
                "/garbage",
                "/brotli",
                "http://no-such-name.invalid/",
            ])),
            "/drop" => Reply::html("").fault(Fault::Drop),
            "/half" => Reply::html("x".repeat(9_000)).fault(Fault::Half),
            "/garbage" => Reply::html("").fault(Fault::Garbage),
            "/brotli" => Reply::html("x").header("Content-Encoding", "br"),
            _ => Reply::not_found(),
        }
    });
    let mut options = options(&server.url("/"));
    options.retries = 0;
    options.private_servers = vec![closed.to_string()];
    let crawled = crawl(options);
    let cause = |url: &str| {
        let looks = &crawled.get(url).looks;
        assert_eq!(looks.len(), 2, "{url}");
        looks[1].cause.clone().unwrap()
    };
    assert_eq!(cause(&format!("http://{closed}/")), Cause::Refused);
    assert_eq!(cause(&server.url("/drop")), Cause::Reset);
    assert_eq!(cause(&server.url("/half")), Cause::Reset);
    assert_eq!(cause(&server.url("/garbage")), Cause::Protocol);
    assert_eq!(cause(&server.url("/brotli")), Cause::Encoding);
    // What was received of a broken body is kept.
    let half = &crawled.get(&server.url("/half")).looks[0];
    assert_eq!(half.status, Some(200));
    assert!(
        crawled
            .bundle
            .payload(half.record.as_ref().unwrap())
            .unwrap()
            .unwrap()
            .cut
    );
    // https on the port of the portal belongs to the portal; nothing is served there.
    let tls = server.url("/tls").replace("http:", "https:");
    assert_eq!(cause(&tls), Cause::Tls(TlsCause::NotTls));
    let name = &crawled.get("http://no-such-name.invalid/").looks;
    assert!(matches!(
        name[0].cause,
        Some(Cause::DnsNoName | Cause::DnsUnavailable)
    ));
}

#[test]
fn plain_http_on_a_tls_port_is_a_tls_fault() {
    let other = Server::start(|_, _| Reply::not_found());
    let link = other.url("/").replace("http:", "https:");
    let page = links([&link]);
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let crawled = crawl(with_neighbour(&server, &other));
    assert_eq!(
        crawled.get(&link).looks[0].cause,
        Some(Cause::Tls(TlsCause::NotTls))
    );
}

#[test]
fn transient_faults_are_retried_inside_one_look() {
    let server = Server::start(|target, before| match (target, before) {
        ("/", _) => Reply::html(links(["/shaky.html"])),
        ("/shaky.html", 0) => Reply::html("").fault(Fault::Drop),
        ("/shaky.html", _) => Reply::html("好"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    let looks = &crawled.get(&server.url("/shaky.html")).looks;
    assert_eq!((looks.len(), looks[0].status), (1, Some(200)));
}

#[test]
fn a_gzip_bomb_is_capped_and_a_gzip_page_is_read() {
    let gzip = |data: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let page = gzip(b"<html><body><a href='/inside.html'>x</a></body></html>");
    let bomb = gzip(&vec![b' '; 200 << 20]);
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(links(["/page.html", "/bomb.html"])),
        "/page.html" => {
            Reply::new(200, "text/html", page.clone()).header("Content-Encoding", "gzip")
        }
        "/bomb.html" => {
            Reply::new(200, "text/html", bomb.clone()).header("Content-Encoding", "gzip")
        }
        "/inside.html" => Reply::html("内"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    assert_eq!(crawled.get(&server.url("/inside.html")).looks.len(), 1);
    let look = &crawled.get(&server.url("/bomb.html")).looks[0];
    assert_eq!((look.status, look.cause.clone()), (Some(200), None));
    let payload = crawled
        .bundle
        .payload(look.record.as_ref().unwrap())
        .unwrap()
        .unwrap();
    assert!(payload.page_bytes().unwrap().bytes.len() <= 10 << 20);
}

#[test]
fn the_probe_tells_how_the_host_says_not_found() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html("首页"),
        _ => Reply::redirect("/"),
    });
    let crawled = crawl(options(&server.url("/")));
    let probes = crawled.bundle.not_found_probes().unwrap();
    assert_eq!(probes.len(), 1);
    assert_eq!(probes[0].origin, server.url(""));
    assert_eq!(
        (probes[0].status, probes[0].final_url.as_str()),
        (Some(200), &*server.url("/"))
    );
    assert!(probes[0].text_hash.is_some());
}

#[test]
fn a_seed_that_cannot_be_inspected_is_a_clear_error() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let refused = try_crawl(options(&format!("http://{closed}/")));
    assert!(
        matches!(
            refused,
            Err(CrawlError::SeedUnreachable {
                cause: Cause::Refused,
                ..
            })
        ),
        "{refused:?}"
    );

    let unknown = try_crawl(options("http://no-such-name.invalid/"));
    assert!(
        matches!(unknown, Err(CrawlError::UnknownHost { .. })),
        "{unknown:?}"
    );

    let scheme = try_crawl(options("ftp://127.0.0.1/"));
    assert!(
        matches!(scheme, Err(CrawlError::SeedScheme(_))),
        "{scheme:?}"
    );

    let pdf = Server::start(|target, _| match target {
        "/" => Reply::new(200, "application/pdf", "%PDF"),
        _ => Reply::not_found(),
    });
    let not_html = try_crawl(options(&pdf.url("/")));
    assert!(
        matches!(not_html, Err(CrawlError::SeedNotHtml { .. })),
        "{not_html:?}"
    );

    let other = pdf.url("/page").replace("127.0.0.1", "localhost");
    let elsewhere = Server::start(move |target, _| match target {
        "/" => Reply::redirect(other.clone()),
        _ => Reply::not_found(),
    });
    let mut options_elsewhere = options(&elsewhere.url("/"));
    options_elsewhere.private_servers = vec![format!("localhost:{}", pdf.address.port())];
    let elsewhere = try_crawl(options_elsewhere);
    assert!(
        matches!(elsewhere, Err(CrawlError::SeedElsewhere { .. })),
        "{elsewhere:?}"
    );

    let forbidden = Server::start(|target, _| match target {
        "/robots.txt" => Reply::new(200, "text/plain", "User-agent: *\nDisallow: /\n"),
        _ => Reply::html(""),
    });
    let forbidden = try_crawl(options(&forbidden.url("/")));
    assert!(
        matches!(forbidden, Err(CrawlError::SeedDisallowed(_))),
        "{forbidden:?}"
    );
}

#[test]
fn a_home_page_behind_a_redirect_is_read_under_its_own_url() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::redirect("/zwgk/index.html"),
        "/zwgk/index.html" => Reply::html(links(["a.html"])),
        "/zwgk/a.html" => Reply::html("甲"),
        _ => Reply::not_found(),
    });
    let crawled = crawl(options(&server.url("/")));
    assert_eq!(server.count("/zwgk/index.html"), 1);
    let mut pages = Vec::new();
    crawled
        .bundle
        .for_each_page(|id, _, links| pages.push((id, links.len())))
        .unwrap();
    let home = crawled.get(&server.url("/zwgk/index.html"));
    assert_eq!(pages[0], (home.id, 1));
    assert_eq!(crawled.captures[0].looks[0].final_url, home.url);
}

#[test]
fn an_article_elsewhere_that_ends_on_a_home_page_is_looked_at_twice() {
    let other = Server::start(|target, _| match target {
        "/" => Reply::html("厅局网站"),
        "/index.html" => Reply::redirect("/"),
        _ => Reply::redirect("/index.html"),
    });
    let (article, home) = (other.url("/2018/news_88.html"), other.url("/index.html"));
    let linked = [article.clone(), home.clone()];
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(links([linked[0].as_str(), linked[1].as_str()])),
        _ => Reply::not_found(),
    });
    let crawled = crawl(with_neighbour(&server, &other));
    assert_eq!(crawled.get(&article).looks.len(), 2);
    assert_eq!(crawled.get(&home).looks.len(), 1);
}
