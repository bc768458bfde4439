//! What a crawl looks like from the server: spacing, requests in flight, robots.txt, scope, bytes.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

mod test_server;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use gongkai::bundle::Bundle;
use gongkai::crawl::{self, Options, Start, StopSignal};
use gongkai::facts::{Capture, Skip};
use test_server::{Fault, Reply, Server, links};
use url::Url;

fn options(server: &Server) -> Options {
    let mut options = Options::new(Url::parse(&server.url("/")).unwrap());
    options.rate = 0.0;
    options.confirm_after = Duration::from_millis(50);
    options
}

fn crawl(options: Options) -> (tempfile::TempDir, Bundle) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    crawl::run(options, &path, Start::Fresh, &(), StopSignal::new()).unwrap();
    let bundle = Bundle::open(&path).unwrap();
    (dir, bundle)
}

fn capture(bundle: &Bundle, url: &str) -> Capture {
    let captures = bundle.captures().unwrap();
    captures.into_iter().find(|c| c.url == url).unwrap()
}

fn most_in_flight(server: &Server) -> usize {
    server
        .hits()
        .iter()
        .map(|hit| hit.in_flight)
        .max()
        .unwrap_or(0)
}

/// Most starts in any one second.
fn busiest_second(server: &Server) -> usize {
    let times: Vec<Instant> = server.hits().iter().map(|hit| hit.at).collect();
    let within = |start: &Instant| {
        times
            .iter()
            .filter(|t| *t >= start && **t < *start + Duration::from_secs(1))
            .count()
    };
    times.iter().map(within).max().unwrap_or(0)
}

#[test]
fn five_a_second_and_two_in_flight_are_kept_whatever_is_asked() {
    // Slow pages overlap, a missing one is asked twice, redirects and a sitemap add requests.
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/a", "/b", "/gone", "/moved", "/c", "/d", "/e"])),
        "/sitemap.xml" => Reply::not_found(),
        "/gone" => Reply::not_found(),
        "/moved" => Reply::redirect("/target"),
        _ => Reply::html("页").after(Duration::from_millis(450)),
    });
    let mut options = options(&server);
    options.rate = 5.0;
    options.in_flight = 2;
    crawl(options);
    assert!(server.hits().len() >= 13, "{}", server.hits().len());
    assert!(most_in_flight(&server) <= 2);
    // Five a second, and a burst of one.
    assert!(busiest_second(&server) <= 6, "{}", busiest_second(&server));
}

#[test]
fn two_host_names_of_one_server_share_its_limits() {
    // `localhost` is another host, which resolves to the address of the seed.
    let server = Server::start_at("127.0.0.1", |base| {
        let twin = base.replace("127.0.0.1", "localhost");
        let page = links((0..6).map(|i| format!("{}/{i}", [&base, &twin][i % 2])));
        move |target, _| match target {
            "/" => Reply::html(&page),
            _ => Reply::html("页").after(Duration::from_millis(30)),
        }
    });
    let mut options = options(&server);
    options.in_flight = 1;
    options.extra_hosts = vec![format!("localhost:{}", server.address.port())];
    crawl(options);
    assert!(server.count("/5") == 1 && server.count("/4") == 1);
    assert_eq!(most_in_flight(&server), 1);
}

#[test]
fn robots_rules_are_obeyed_and_counted() {
    let server = Server::start(|target, _| match target {
        "/robots.txt" => Reply::new(200, "text/plain", "User-agent: *\nDisallow: /private/\n"),
        "/" => Reply::html(links(["/private/x.html", "/open.html"])),
        _ => Reply::html("页"),
    });
    let (_dir, bundle) = crawl(options(&server));
    assert_eq!(server.count("/private/x.html"), 0);
    assert_eq!(server.count("/open.html"), 1);
    assert_eq!(server.count("/robots.txt"), 1);
    let skipped = capture(&bundle, &server.url("/private/x.html"));
    assert_eq!((skipped.skip, skipped.looks.len()), (Some(Skip::Robots), 0));
}

#[test]
fn an_authorised_override_ignores_the_rules_and_says_so() {
    let server = Server::start(|target, _| match target {
        "/robots.txt" => Reply::new(200, "text/plain", "User-agent: *\nDisallow: /\n"),
        _ => Reply::html("页"),
    });
    let mut options = options(&server);
    options.ignore_robots = true;
    let (_dir, bundle) = crawl(options);
    assert_eq!(server.count("/"), 1);
    assert!(bundle.manifest().robots_ignored);
}

#[test]
fn a_portal_whose_robots_cannot_be_read_is_left_alone() {
    let server = Server::start(|target, _| match target {
        "/robots.txt" => Reply::html("").status(503),
        _ => Reply::html("页"),
    });
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    let end = crawl::run(
        options(&server),
        &path,
        Start::Fresh,
        &(),
        StopSignal::new(),
    );
    assert!(
        matches!(end, Err(crawl::CrawlError::SeedDisallowed(_))),
        "{end:?}"
    );
    assert_eq!(server.count("/robots.txt"), 3, "tried, and twice again");
    assert_eq!(server.count("/"), 0);
    assert!(!path.exists(), "nothing is left in the way of the next try");
}

#[test]
fn the_crawl_delay_of_robots_spaces_requests() {
    let server = Server::start(|target, _| match target {
        "/robots.txt" => Reply::new(200, "text/plain", "User-agent: *\nCrawl-delay: 0.3\n"),
        "/" => Reply::html(links(["/a", "/b"])),
        _ => Reply::html("页"),
    });
    crawl(options(&server));
    let hits = server.hits();
    let gaps: Vec<Duration> = hits.windows(2).map(|w| w[1].at - w[0].at).collect();
    assert!(hits.len() >= 5);
    assert!(
        gaps[1..]
            .iter()
            .all(|gap| *gap >= Duration::from_millis(280)),
        "{gaps:?}"
    );
}

#[test]
fn links_out_of_the_portal_are_verified_and_not_followed() {
    let outside = Server::start(|target, _| match target {
        "/page" => Reply::html(links(["/deeper"])),
        _ => Reply::html("页"),
    });
    let page = links([outside.url("/page")]);
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let mut options = options(&server);
    options.private_servers = vec![outside.address.to_string()];
    let (_dir, bundle) = crawl(options);
    let asked: Vec<String> = outside.hits().into_iter().map(|hit| hit.target).collect();
    assert_eq!(asked, ["/page"], "no robots.txt, no probe, no deeper page");
    let capture = capture(&bundle, &outside.url("/page"));
    assert!(!capture.in_scope);
    assert_eq!(capture.looks[0].status, Some(200));
    let mut pages = 0;
    bundle.for_each_page(|_, _, _| pages += 1).unwrap();
    assert_eq!(pages, 1, "the home page only");
}

#[test]
fn big_files_are_not_downloaded_and_only_get_is_used() {
    let server = Server::start(|target, _| match target {
        "/" => {
            Reply::html("<a href='/big.zip'>附件</a><img src='/big.png'><a href='/video'>视频</a>")
        }
        "/big.zip" => Reply::new(200, "application/zip", vec![7; 50 << 20]),
        "/big.png" => Reply::new(200, "image/png", vec![7; 5 << 20]),
        "/video" => Reply::new(200, "video/mp4", vec![7; 5 << 20]),
        _ => Reply::not_found(),
    });
    let (_dir, bundle) = crawl(options(&server));
    for file in ["/big.zip", "/big.png", "/video"] {
        let look = capture(&bundle, &server.url(file)).looks.remove(0);
        assert_eq!((look.status, look.cause), (Some(200), None), "{file}");
        let payload = bundle.payload(&look.record.unwrap()).unwrap().unwrap();
        assert_eq!(
            (payload.body.len(), payload.cut),
            (64 << 10, true),
            "{file}"
        );
        assert_eq!(server.count(file), 1);
        // What fits into the socket buffers of both ends may be sent, no more.
        let sent = server
            .hits()
            .iter()
            .find(|hit| hit.target == file)
            .unwrap()
            .sent;
        assert!(sent < 10 << 20, "{file}: {sent}");
    }
    assert!(server.hits().iter().all(|hit| hit.method == "GET"));
}

#[test]
fn retry_after_pauses_the_whole_server() {
    let server = Server::start(|target, before| match (target, before) {
        ("/", _) => Reply::html(links(["/busy", "/a", "/b", "/c"])),
        ("/busy", 0) => Reply::html("").status(429).header("Retry-After", "1"),
        ("/robots.txt" | "/sitemap.xml", _) => Reply::not_found(),
        _ => Reply::html("页"),
    });
    let mut options = options(&server);
    options.in_flight = 1;
    let (_dir, bundle) = crawl(options);
    let hits = server.hits();
    let refused = hits.iter().position(|hit| hit.target == "/busy").unwrap();
    let pause = hits[refused + 1].at - hits[refused].at;
    assert!(pause >= Duration::from_millis(990), "{pause:?}");
    let looks = capture(&bundle, &server.url("/busy")).looks;
    assert_eq!(
        (looks.len(), looks[0].status),
        (1, Some(200)),
        "a prompt retry is no second look"
    );
}

#[test]
fn a_failing_portal_is_given_up_and_404s_do_not_count() {
    let many: Vec<String> = (0..60).map(|i| format!("/p{i}.html")).collect();
    let page = links(&many);
    let status = |failing: bool| {
        let page = page.clone();
        Server::start(move |target, _| match target {
            "/" => Reply::html(&page),
            t if t.starts_with("/p") => match failing {
                true => Reply::html("").status(500),
                false => Reply::not_found(),
            },
            _ => Reply::not_found(),
        })
    };
    let run = |server: &Server| {
        let mut options = options(server);
        options.stop_loss_after = 5;
        options.rate = 1_000.0;
        crawl(options)
    };
    let failing = status(true);
    let (_dir, bundle) = run(&failing);
    assert_eq!(bundle.manifest().stopped_by.as_deref(), Some("stop-loss"));
    assert!(failing.hits().len() < 20, "{}", failing.hits().len());
    let given_up = bundle.captures().unwrap();
    let given_up = given_up
        .iter()
        .filter(|c| c.skip == Some(Skip::StopLoss))
        .count();
    assert!(given_up > 40, "{given_up}");

    let missing = status(false);
    let (_dir, bundle) = run(&missing);
    assert_eq!(bundle.manifest().stopped_by, None);
}

#[test]
fn every_url_is_asked_for_once_though_many_pages_name_it() {
    let paths: Vec<String> = (0..40).map(|i| format!("/n{i}.html")).collect();
    let everywhere = links(&paths);
    let server = Server::start(move |target, _| match target {
        "/robots.txt" => Reply::new(200, "text/plain", "Sitemap: /not-absolute"),
        "/sitemap.xml" => Reply::new(
            200,
            "application/xml",
            "<urlset><url><loc>/relative</loc></url></urlset>",
        ),
        _ => Reply::html(&everywhere),
    });
    let (_dir, bundle) = crawl(options(&server));
    let hits = server.hits();
    let distinct: BTreeSet<&String> = hits.iter().map(|hit| &hit.target).collect();
    assert_eq!(hits.len(), distinct.len());
    assert_eq!(bundle.captures().unwrap().len(), 41);
    // The portal's pages, and robots.txt, sitemap and probe once.
    assert_eq!(hits.len(), 44);
}

#[test]
fn sitemap_pages_are_guesses_until_a_link_names_them() {
    let server = Server::start_at("127.0.0.1", |base| {
        move |target, _| match target {
            "/" => Reply::html(links(["/linked.html"])),
            "/robots.txt" => Reply::new(200, "text/plain", format!("Sitemap: {base}/index.xml")),
            "/index.xml" => Reply::new(
                200,
                "application/xml",
                format!(
                    "<sitemapindex><sitemap><loc>{base}/map.xml</loc></sitemap></sitemapindex>"
                ),
            ),
            "/map.xml" => Reply::new(
                200,
                "application/xml",
                format!(
                    "<urlset><url><loc>{base}/linked.html</loc></url>\
                 <url><loc>{base}/only-here.html</loc></url>\
                 <url><loc>http://other.invalid/x</loc></url></urlset>"
                ),
            ),
            _ if target.ends_with(".html") => Reply::html("页"),
            _ => Reply::not_found(),
        }
    });
    let (_dir, bundle) = crawl(options(&server));
    assert!(!capture(&bundle, &server.url("/linked.html")).guessed);
    assert!(capture(&bundle, &server.url("/only-here.html")).guessed);
    assert_eq!(server.count("/only-here.html"), 1);
    let captures = bundle.captures().unwrap();
    assert!(!captures.iter().any(|c| c.url.contains("other.invalid")));
}

#[test]
fn chunked_and_endless_answers_stay_within_bounds() {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/chunked.html", "/slow.html"])),
        "/chunked.html" => Reply::html("块").fault(Fault::Chunked),
        "/slow.html" => Reply::html("慢").after(Duration::from_secs(60)),
        _ => Reply::not_found(),
    });
    let mut options = options(&server);
    options.timeout = Duration::from_millis(200);
    options.retries = 0;
    let (_dir, bundle) = crawl(options);
    let look = capture(&bundle, &server.url("/chunked.html"))
        .looks
        .remove(0);
    let payload = bundle.payload(&look.record.unwrap()).unwrap().unwrap();
    assert!(payload.header("x-archive-orig-transfer-encoding").is_some());
    assert!(payload.header("transfer-encoding").is_none());
    let slow = capture(&bundle, &server.url("/slow.html"));
    assert_eq!(slow.looks.len(), 2);
    assert!(
        slow.looks
            .iter()
            .all(|l| l.cause == Some(gongkai::facts::Cause::Timeout))
    );
}
