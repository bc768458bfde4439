//! Where the crawl never connects: listeners stand where a page, a redirect, a sitemap or a name
//! server would lead it, and none is ever called. Names are resolved by the test itself.
#![allow(clippy::unwrap_used, reason = "tests")]

mod test_server;

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use gongkai::bundle::Bundle;
use gongkai::crawl::{self, AddressesOfName, Names, Options, Start, StopSignal};
use gongkai::facts::{Capture, Cause, Skip};
use test_server::{Reply, Server, links};
use url::Url;

/// Address that no case may be led to.
const INNER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Counts the connections to one address.
struct Listener {
    address: SocketAddr,
    calls: Arc<AtomicUsize>,
}

impl Listener {
    fn at(address: impl Into<SocketAddr>) -> io::Result<Self> {
        let listener = TcpListener::bind(address.into())?;
        let address = listener.local_addr()?;
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        thread::spawn(move || {
            for _ in listener.incoming() {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        Ok(Self { address, calls })
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }
}

/// Says what a name has at the first question, and at every later one.
#[derive(Debug, Default)]
struct MovingNames {
    names: BTreeMap<&'static str, [IpAddr; 2]>,
    asked: Mutex<BTreeMap<String, usize>>,
}

impl MovingNames {
    fn of(names: impl IntoIterator<Item = (&'static str, [IpAddr; 2])>) -> Arc<Self> {
        Arc::new(Self {
            names: names.into_iter().collect(),
            asked: Mutex::default(),
        })
    }

    fn asked(&self, name: &str) -> usize {
        self.asked.lock().unwrap().get(name).copied().unwrap_or(0)
    }
}

impl Names for MovingNames {
    fn addresses<'a>(&'a self, name: &'a str) -> AddressesOfName<'a> {
        let before = {
            let mut asked = self.asked.lock().unwrap();
            let count = asked.entry(name.to_owned()).or_default();
            *count += 1;
            *count - 1
        };
        let found = self.names.get(name);
        let answer = found.map(|ips| vec![ips[before.min(1)]]);
        Box::pin(async move { answer.ok_or(Cause::DnsNoName) })
    }
}

fn inspect(seed: &str, names: &Arc<MovingNames>, neighbours: &[String]) -> Vec<Capture> {
    let mut options = Options::new(Url::parse(seed).unwrap());
    options.rate = 0.0;
    options.retries = 0;
    options.confirm_after = Duration::from_millis(100);
    options.timeout = Duration::from_secs(5);
    options.private_servers = neighbours.to_vec();
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle");
    let names: Arc<dyn Names> = Arc::<MovingNames>::clone(names);
    crawl::run_with_names(
        options,
        &bundle,
        Start::Fresh,
        &(),
        StopSignal::new(),
        names,
    )
    .unwrap();
    Bundle::open(&bundle).unwrap().captures().unwrap()
}

#[test]
fn nothing_but_the_named_server_is_ever_called() {
    // Where a page might lead: another address at the port of the portal, the portal's own address at
    // another port, and the same over IPv6.
    let inner = Listener::at((INNER, 0)).unwrap();
    let other_port = Listener::at((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = inner.address.port();
    // Not every machine has it.
    let over_ipv6 = Listener::at((Ipv6Addr::LOCALHOST, port)).ok();
    let forbidden = [
        format!("http://inner.test:{port}"),
        format!("http://www.portal.test:{port}"),
        format!("http://127.0.0.2:{port}"),
        format!("http://2130706434:{port}"),
        format!("http://0177.0.0.2:{port}"),
        format!("http://[::1]:{port}"),
        format!("http://[::ffff:127.0.0.2]:{port}"),
        format!("http://{}", other_port.address),
        format!("http://portal.test:{}", other_port.address.port()),
    ];
    let routes = forbidden.clone();
    let server = Server::start(move |target, _| {
        let all = |kind: &str| {
            let each = routes.iter().map(|origin| match kind {
                "a" => format!("<p><a href='{origin}/link'>链接</a></p>"),
                "img" => format!("<img src='{origin}/a.png' alt='图'>"),
                "iframe" => format!("<iframe src='{origin}/frame.html'></iframe>"),
                "script" => format!("<script src='{origin}/a.js'></script>"),
                "style" => format!("<link rel=stylesheet href='{origin}/a.css'>"),
                _ => format!("<a href='/to?{origin}/redirected'>跳转</a>"),
            });
            each.collect::<String>()
        };
        match target {
            "/" => Reply::html(
                ["a", "img", "iframe", "script", "style", "redirect"]
                    .map(all)
                    .concat()
                    + "<a href=/list>列表</a>",
            ),
            "/list" => Reply::html(format!(
                "<div id=1><script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\"{0}/dataproxy.jsp?page=1\">\
                     </a>]]></nextgroup><recordset></recordset></datastore></script></div>\
                     <script parseType='buildstatic' url='{0}/unit' querydata=\"{{'webId':'1'}}\"></script>\
                     <script>location.href='{0}/jump'</script>",
                routes[0]
            )),
            "/robots.txt" => Reply::new(
                200,
                "text/plain",
                routes
                    .iter()
                    .map(|origin| format!("Sitemap: {origin}/sitemap.xml\n"))
                    .collect::<String>(),
            ),
            "/sitemap.xml" => {
                let named = routes.iter().map(|origin| {
                        format!("<url><loc>{origin}/named</loc></url><sitemap><loc>{origin}/s.xml</loc></sitemap>")
                    });
                Reply::new(200, "application/xml", named.collect::<String>())
            }
            _ => match target.strip_prefix("/to?") {
                Some(to) => Reply::redirect(to),
                None => Reply::not_found(),
            },
        }
    });
    let own = IpAddr::from(Ipv4Addr::LOCALHOST);
    let names = MovingNames::of([
        ("portal.test", [own, own]),
        ("www.portal.test", [INNER.into(), INNER.into()]),
        ("inner.test", [INNER.into(), INNER.into()]),
    ]);
    let seed = format!("http://portal.test:{}/", server.address.port());
    let captures = inspect(&seed, &names, &[]);
    for (listener, what) in [(&inner, "another address"), (&other_port, "another port")] {
        assert_eq!(listener.calls(), 0, "{what}");
    }
    assert_eq!(over_ipv6.map_or(0, |listener| listener.calls()), 0);
    let led = |capture: &&Capture| {
        let own = format!("portal.test:{}", server.address.port());
        !capture.url.contains(&own)
    };
    let outside: Vec<&Capture> = captures.iter().filter(led).collect();
    assert!(outside.len() > 20, "{}", outside.len());
    for capture in outside {
        assert_eq!(capture.skip, Some(Skip::Guard), "{}", capture.url);
    }
    let redirected = captures.iter().filter(|c| c.url.contains("/to?"));
    assert_eq!(redirected.clone().count(), forbidden.len());
    for capture in redirected {
        assert_eq!(
            capture.looks[0].cause,
            Some(Cause::Guard),
            "{}",
            capture.url
        );
    }
    assert!(server.hits().iter().any(|hit| hit.target == "/list"));
}

#[test]
fn a_name_that_moves_after_it_was_checked_is_not_followed() {
    let neighbour = Server::start_at("127.0.0.3", |_| |_: &str, _| Reply::html("邻居"));
    let port = neighbour.address.port();
    let inner = Listener::at((INNER, port)).unwrap();
    let page = links([
        format!("http://moving.test:{port}/a"),
        format!("http://moving.test:{port}/b"),
        format!("http://staying.test:{port}/a"),
        format!("http://staying.test:{port}/b"),
    ]);
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let there = IpAddr::from([127, 0, 0, 3]);
    let names = MovingNames::of([
        ("moving.test", [there, INNER.into()]),
        ("staying.test", [there, there]),
    ]);
    let neighbours = [
        format!("moving.test:{port}"),
        format!("staying.test:{port}"),
    ];
    let captures = inspect(&server.url("/"), &names, &neighbours);
    assert_eq!(inner.calls(), 0);
    for capture in captures.iter().filter(|c| c.url.contains("moving")) {
        assert_eq!(capture.skip, Some(Skip::Guard), "{}", capture.url);
    }
    let staying = captures.iter().filter(|c| c.url.contains("staying"));
    assert_eq!(staying.clone().count(), 2);
    for capture in staying {
        assert_eq!(capture.looks[0].status, Some(200), "{}", capture.url);
    }
    // Once for the guard and once for the crawl: the client connects to what was checked.
    assert_eq!(names.asked("staying.test"), 2);
}

#[test]
fn a_name_with_one_forbidden_address_among_several_is_not_asked() {
    #[derive(Debug)]
    struct Mixed;
    impl Names for Mixed {
        fn addresses<'a>(&'a self, _: &'a str) -> AddressesOfName<'a> {
            Box::pin(async { Ok(vec![[127, 0, 0, 1].into(), [127, 0, 0, 9].into()]) })
        }
    }
    let inner = Listener::at((Ipv4Addr::new(127, 0, 0, 9), 0)).unwrap();
    let link = format!("http://mixed.test:{}/", inner.address.port());
    let page = links([link.as_str()]);
    let server = Server::start(move |target, _| match target {
        "/" => Reply::html(&page),
        _ => Reply::not_found(),
    });
    let mut options = Options::new(Url::parse(&server.url("/")).unwrap());
    options.rate = 0.0;
    let dir = tempfile::tempdir().unwrap();
    let bundle = dir.path().join("bundle");
    crawl::run_with_names(
        options,
        &bundle,
        Start::Fresh,
        &(),
        StopSignal::new(),
        Arc::new(Mixed),
    )
    .unwrap();
    let captures = Bundle::open(&bundle).unwrap().captures().unwrap();
    let capture = captures.iter().find(|c| c.url == link).unwrap();
    assert_eq!(capture.skip, Some(Skip::Guard));
    assert_eq!(inner.calls(), 0);
}
