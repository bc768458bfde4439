//! The cases: what the server does, and what must come of it.
//!
//! `expected` is what was seen of `subject` at its last look, then what the link check says of it:
//! `fail` accuses, so it stands only where every visitor would be as badly off; a fault that may be
//! ours, or a page that a browser may well show, is `review`, `error` or `blocked`.

use std::io::{self, Write};
use std::sync::LazyLock;
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::server::{Act, Request, page};

/// One case.
pub struct Case {
    pub name: &'static str,
    /// Links on the home page besides that to the good page.
    pub links: &'static [&'static str],
    /// Canonical URL that the case is about.
    pub subject: &'static str,
    pub act: Act,
    pub settings: &'static str,
    pub expected: &'static str,
}

/// A case about `/case`.
const fn case(name: &'static str, act: Act, expected: &'static str) -> Case {
    Case {
        name,
        links: &["/case"],
        subject: "{base}/case",
        act,
        settings: "",
        expected,
    }
}

/// A case about another link.
const fn link(
    name: &'static str,
    links: &'static [&'static str],
    subject: &'static str,
    act: Act,
    expected: &'static str,
) -> Case {
    Case {
        name,
        links,
        subject,
        act,
        settings: "",
        expected,
    }
}

const HTML: &str = "Content-Type: text/html\r\n";

/// Begins a page of the case; the rest is the case's affair.
const HEAD: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n";

type Done = Option<io::Result<()>>;

fn on_case(
    request: &mut Request<'_>,
    act: impl FnOnce(&mut Request<'_>) -> io::Result<()>,
) -> Done {
    (request.target == "/case").then(|| act(request))
}

/// The case's own page, with these headers and this body.
fn answer(request: &mut Request<'_>, headers: &str, body: impl AsRef<[u8]>) -> Done {
    on_case(request, |r| r.answer(200, headers, body))
}

const MS: fn(u64) -> Duration = Duration::from_millis;

/// Packed once for all cases: a hundred megabytes of tags as a gzip member of a few hundred kilobytes.
pub static BIG_MEMBER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let piece = b"<div>".repeat((1 << 20) / 5);
    for _ in 0..100 {
        encoder.write_all(&piece).unwrap();
    }
    encoder.finish().unwrap()
});

/// The same packed again.
pub static PACKED_TWICE: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&BIG_MEMBER));

/// Fifty megabytes of tags, deflated.
pub static DEFLATED: LazyLock<Vec<u8>> = LazyLock::new(|| zlib(&b"<div>".repeat(10 << 20)));

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

fn zlib(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

pub const CASES: &[Case] = &[
    // Time.
    case(
        "header-drip",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nX-Slow: ")?;
                r.drip(b"x", MS(100))
            })
        },
        "timeout; fail",
    ),
    case(
        "body-drip",
        |r| {
            on_case(r, |r| {
                r.raw(HEAD)?;
                r.drip(b"<p>x</p>", MS(100))
            })
        },
        "200 timeout cut-short cut; review",
    ),
    case(
        "never-answered",
        |r| on_case(r, |r| r.silence()),
        "timeout; fail",
    ),
    case(
        "stalled-body",
        |r| {
            on_case(r, |r| {
                r.raw(HEAD)?;
                r.raw("<p>x</p>")?;
                r.silence()
            })
        },
        "200 timeout cut-short cut; review",
    ),
    case(
        "endless-1xx",
        |r| on_case(r, |r| r.drip(b"HTTP/1.1 100 Continue\r\n\r\n", MS(1))),
        "timeout; fail",
    ),
    // Resets.
    case(
        "reset-before-the-answer",
        |r| on_case(r, |r| r.reset()),
        "reset; fail",
    ),
    case(
        "reset-in-the-headers",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Ty")?;
                thread::sleep(MS(50));
                r.reset()
            })
        },
        "reset; fail",
    ),
    case(
        "reset-in-the-body",
        |r| {
            on_case(r, |r| {
                r.raw(HEAD)?;
                r.raw("<p>x</p>")?;
                thread::sleep(MS(50));
                r.reset()
            })
        },
        "200 reset cut-short cut; review",
    ),
    case(
        "closed-without-an-answer",
        |r| on_case(r, |_| Ok(())),
        "reset; fail",
    ),
    case(
        "shorter-than-announced",
        |r| {
            on_case(r, |r| {
                r.raw(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n",
                )?;
                r.raw(page("半页", "<p>半页</p>"))
            })
        },
        "200 reset cut-short cut; review",
    ),
    // Framing.
    case(
        "chunk-size-is-no-number",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n")
            })
        },
        "200 reset cut-short cut; review",
    ),
    case(
        "chunk-size-overflows",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nabc\r\n")
            })
        },
        "200 reset cut-short cut; review",
    ),
    case(
        "chunks-without-an-end",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            })
        },
        "200 reset cut-short cut; review",
    ),
    case(
        "length-and-chunks",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
            })
        },
        "200; no finding",
    ),
    case(
        "two-lengths",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nhello")
            })
        },
        "protocol; error",
    ),
    case(
        "header-flood",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\n")?;
                r.repeat(b"X-Flood: aaaaaaaaaaaaaaaaaaaaaaaa\r\n", 100_000)?;
                r.raw("\r\nx")
            })
        },
        "protocol; error",
    ),
    case(
        "header-line-of-100-kb",
        |r| {
            let headers = format!("{HTML}X-Long: {}\r\n", "a".repeat(100 << 10));
            answer(r, &headers, page("长头", "<p>页</p>"))
        },
        "200; no finding",
    ),
    case(
        "header-line-without-an-end",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nX-Long: ")?;
                r.repeat(&[b'a'; 65536], 1000)
            })
        },
        "protocol; error",
    ),
    case(
        "invalid-header-bytes",
        |r| {
            on_case(r, |r| {
                r.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-\xff\xfe: \x01\x02\r\nX Y Z\r\nConnection: close\r\n\r\n")?;
                r.raw(page("怪头", "<p>页</p>"))
            })
        },
        "200; no finding",
    ),
    case(
        "answer-of-http-0.9",
        |r| on_case(r, |r| r.raw("<html><body>HTTP/0.9</body></html>")),
        "protocol; error",
    ),
    case(
        "http2-resets",
        |r| {
            on_case(r, |r| {
                // SETTINGS, then RST_STREAM for one stream after another.
                r.raw(b"\0\0\0\x04\0\0\0\0\0")?;
                r.repeat(b"\0\0\x04\x03\0\0\0\0\x01\0\0\0\x08", 10_000)
            })
        },
        "protocol; error",
    ),
    case(
        "cookie-flood",
        |r| {
            let headers = format!("{HTML}{}", "Set-Cookie: a=b; Path=/\r\n".repeat(190));
            answer(r, &headers, page("饼干", "<p>页</p>"))
        },
        "200; no finding",
    ),
    // Codings.
    case(
        "gzip-bomb-of-10-gb",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n")?;
                r.repeat(&BIG_MEMBER, 100)
            })
        },
        "200 cut-short cut; no finding",
    ),
    case(
        "gzip-bomb-of-100-mb-in-one",
        |r| {
            let bomb = &*BIG_MEMBER;
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
                bomb,
            )
        },
        "200 cut-short; no finding",
    ),
    case(
        "deflate-bomb",
        |r| {
            let bomb = &*DEFLATED;
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: deflate\r\n",
                bomb,
            )
        },
        "200 cut-short; no finding",
    ),
    case(
        "bomb-in-a-bomb",
        |r| {
            let bomb = &*PACKED_TWICE;
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: gzip, gzip\r\n",
                bomb,
            )
        },
        "200 cut-short; no finding",
    ),
    case(
        "brotli-not-asked-for",
        |r| {
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: br\r\n",
                [0x8b; 4096],
            )
        },
        "200 encoding; error",
    ),
    case(
        "zstd-not-asked-for",
        |r| {
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: zstd\r\n",
                b"\x28\xb5\x2f\xfd\x20\x00",
            )
        },
        "200 encoding; error",
    ),
    case(
        "ten-codings",
        |r| {
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip,gzip\r\n",
                gzip(b"x"),
            )
        },
        "200 encoding; error",
    ),
    case(
        "unknown-coding",
        |r| {
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: x-secret\r\n",
                "abc",
            )
        },
        "200 encoding; error",
    ),
    case(
        "gzip-that-is-none",
        |r| {
            answer(
                r,
                "Content-Type: text/html\r\nContent-Encoding: gzip\r\n",
                page("假", "<p>页</p>"),
            )
        },
        "200 encoding; error",
    ),
    // Content.
    case(
        "html-as-pdf",
        |r| {
            answer(
                r,
                "Content-Type: application/pdf\r\n",
                page("假文件", "<p>页</p>"),
            )
        },
        "200; no finding",
    ),
    case(
        "pdf-as-html",
        |r| answer(r, HTML, b"%PDF-1.7\n\x00\xff\xfe binary"),
        "200 charset-damage; no finding",
    ),
    case(
        "image-as-html",
        |r| answer(r, HTML, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        "200; no finding",
    ),
    case(
        "page-of-500-mb",
        |r| {
            on_case(r, |r| {
                r.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\nContent-Length: 524288000\r\n\r\n")?;
                r.repeat(&b"<p><!-- 0123456789abcdef -->\n".repeat(2048), 8_500)
            })
        },
        "200 cut-short cut; no finding",
    ),
    case(
        "a-million-links",
        |r| {
            if r.target.starts_with("/n/") {
                return Some(r.html(200, ""));
            }
            on_case(r, |r| {
                r.raw(HEAD)?;
                let links =
                    |hundred| (0..100).map(move |n| format!("<a href=/n/{hundred}{n}>x</a>"));
                (0..10_000).try_for_each(|hundred| r.raw(links(hundred).collect::<String>()))
            })
        },
        "200 cut-short cut; no finding; exit 3",
    ),
    case(
        "nesting-of-200000",
        |r| answer(r, HTML, "<div>".repeat(200_000)),
        "200 cut-short; no finding",
    ),
    case(
        "attribute-of-50-mb",
        |r| {
            on_case(r, |r| {
                r.raw(HEAD)?;
                r.raw("<p title=\"")?;
                r.repeat(&[b'a'; 65536], 800)
            })
        },
        "200 cut-short cut; no finding",
    ),
    case(
        "charset-lies",
        |r| {
            answer(
                r,
                "Content-Type: text/html; charset=utf-16\r\n",
                b"<meta charset=utf-7><p>\xb9\xab\xbf\xaa\xb9\xab\xbf\xaa</p>",
            )
        },
        "200 charset-damage; no finding",
    ),
    case(
        "nul-bytes",
        |r| {
            answer(
                r,
                HTML,
                b"<ht\0ml><p>\0\0\0</p><a hr\0ef=x>y</a>\0".repeat(1000),
            )
        },
        "200 cut-short; no finding",
    ),
    case(
        "lone-surrogates",
        |r| {
            answer(
                r,
                HTML,
                b"<meta charset=utf-8><p>\xed\xa0\x80 &#xD800; &#xDFFF; &#x110000;</p>",
            )
        },
        "200; no finding",
    ),
    // Redirects.
    case(
        "redirect-loop",
        |r| match r.target {
            "/case" => Some(r.redirect("/case2")),
            "/case2" => Some(r.redirect("/case")),
            _ => None,
        },
        "302 redirect-loop; fail",
    ),
    case(
        "redirects-without-end",
        |r| {
            let n: u32 = r.target.strip_prefix("/case")?.parse().unwrap_or(0);
            Some(r.redirect(&format!("/case{}", n + 1)))
        },
        "302 redirect-limit; fail",
    ),
    Case {
        name: "redirect-loop-across-hosts",
        links: &["/case"],
        subject: "{base}/case",
        act: |r| {
            let there = r.base.replace("127.0.0.1", "localhost");
            let to = match r.before % 2 {
                0 => format!("{there}/case"),
                _ => format!("{}/case", r.base),
            };
            on_case(r, |r| r.redirect(&to))
        },
        settings: "[crawl]\nprivate_servers = [\"localhost:{port}\"]\n",
        expected: "302 redirect-loop; fail",
    },
    case(
        "redirect-to-file",
        |r| on_case(r, |r| r.redirect("file:///etc/passwd")),
        "302 redirect-target; fail",
    ),
    case(
        "redirect-to-ftp",
        |r| on_case(r, |r| r.redirect("ftp://127.0.0.1/x")),
        "302 redirect-target; fail",
    ),
    case(
        "redirect-to-javascript",
        |r| on_case(r, |r| r.redirect("javascript:alert(1)")),
        "302 redirect-target; fail",
    ),
    case(
        "redirect-to-nothing",
        |r| on_case(r, |r| r.redirect("http:///")),
        "302 redirect-target; fail",
    ),
    // The address guard.
    case(
        "redirect-to-loopback",
        |r| on_case(r, |r| r.redirect("http://127.0.0.2/x")),
        "guard; error",
    ),
    case(
        "redirect-to-another-port",
        |r| on_case(r, |r| r.redirect("http://127.0.0.1:6379/x")),
        "guard; error",
    ),
    case(
        "redirect-to-link-local",
        |r| {
            on_case(r, |r| {
                r.redirect("http://169.254.169.254/latest/meta-data/")
            })
        },
        "guard; error",
    ),
    case(
        "redirect-to-private",
        |r| on_case(r, |r| r.redirect("http://10.0.0.1/")),
        "guard; error",
    ),
    case(
        "redirect-to-mapped-ipv6",
        |r| on_case(r, |r| r.redirect("http://[::ffff:127.0.0.1]:22/")),
        "guard; error",
    ),
    case(
        "redirect-to-decimal",
        |r| on_case(r, |r| r.redirect("http://2130706433/")),
        "guard; error",
    ),
    case(
        "redirect-to-octal",
        |r| on_case(r, |r| r.redirect("http://0177.0.0.1/")),
        "guard; error",
    ),
    case(
        "redirect-to-full-width",
        |r| on_case(r, |r| r.redirect("http://①②⑦.⓪.⓪.①/")),
        "guard; error",
    ),
    link(
        "link-to-decimal",
        &["http://2130706433:81/"],
        "http://127.0.0.1:81/",
        |_| None,
        "not asked: guard; no finding",
    ),
    link(
        "link-to-link-local",
        &["http://169.254.169.254/"],
        "http://169.254.169.254/",
        |_| None,
        "not asked: guard; no finding",
    ),
    link(
        "user-info-in-a-link",
        &["http://admin:secret@{host}/case"],
        "{base}/case",
        |r| answer(r, HTML, page("页", "<p>页</p>")),
        "200; no finding",
    ),
    // Traps.
    case(
        "calendar",
        |r| {
            let n: u64 = match r.target {
                "/case" => 0,
                other => other.strip_prefix("/case?day=")?.parse().ok()?,
            };
            let links: String = (1..=40)
                .map(|d| format!("<a href=/case?day={}>{d}</a>", n * 40 + d))
                .collect();
            Some(r.html(200, page("日历", &links)))
        },
        "200; no finding",
    ),
    case(
        "session-ids",
        |r| {
            if r.target != "/case" && !r.target.starts_with("/s") {
                return None;
            }
            let n = r.all_before;
            let links: String = (0..20)
                .map(|i| format!("<a href=\"/s;jsessionid={n:08X}{i:08X}\">x</a>"))
                .collect();
            Some(r.html(200, page("会话", &links)))
        },
        "200; no finding",
    ),
    case(
        "paths-that-grow",
        |r| {
            let is_own = r.target == "/case" || r.target.starts_with("/a/");
            is_own.then(|| {
                r.html(
                    200,
                    page(
                        "路径",
                        "<a href=\"a/b/\">x</a><a href=\"../a/a/\">y</a><a href=/a/>z</a>",
                    ),
                )
            })
        },
        "200; no finding",
    ),
    link(
        "sitemap-bomb",
        &["/case"],
        "{base}/case",
        |r| match r.target {
            "/sitemap.xml" => {
                let bomb = &*BIG_MEMBER;
                Some(r.answer(
                    200,
                    "Content-Type: application/xml\r\nContent-Encoding: gzip\r\n",
                    bomb,
                ))
            }
            _ => answer(r, HTML, page("页", "<p>页</p>")),
        },
        "200; no finding",
    ),
    link(
        "sitemaps-in-a-circle",
        &["/case"],
        "{base}/case",
        |r| {
            if r.target == "/case" {
                return answer(r, HTML, page("页", "<p>页</p>"));
            }
            let n: u32 = r
                .target
                .strip_prefix("/sitemap")?
                .trim_end_matches(".xml")
                .parse()
                .unwrap_or(0);
            let base = r.base.to_owned();
            let index: String = (0..100)
                .map(|i| {
                    format!(
                        "<sitemap><loc>{base}/sitemap{}.xml</loc></sitemap>",
                        n * 7 + i
                    )
                })
                .collect();
            Some(r.answer(
                200,
                "Content-Type: application/xml\r\n",
                format!("<sitemapindex>{index}</sitemapindex>"),
            ))
        },
        "200; no finding",
    ),
    link(
        "robots-of-100-mb",
        &["/case"],
        "{base}/case",
        |r| match r.target {
            "/robots.txt" => Some(
                r.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n")
                    .and_then(|()| r.repeat(&b"Disallow: /secret\n".repeat(4096), 1400)),
            ),
            _ => answer(r, HTML, page("页", "<p>页</p>")),
        },
        "200; no finding",
    ),
    link(
        "robots-is-a-page",
        &["/case"],
        "{base}/case",
        |r| match r.target {
            "/robots.txt" => Some(r.html(200, page("首页", "<p>Disallow: /</p>"))),
            _ => answer(r, HTML, page("页", "<p>页</p>")),
        },
        "200; no finding",
    ),
    // Load and refusals.
    case(
        "too-many-for-ever",
        |r| {
            on_case(r, |r| {
                r.answer(429, "Content-Type: text/html\r\n", "slow down")
            })
        },
        "429; blocked",
    ),
    case(
        "forbidden-by-a-script-page",
        |r| {
            on_case(r, |r| {
                r.html(
                    403,
                    "<script>var _0x=1;document.cookie='a=b';location.reload()</script>",
                )
            })
        },
        "403 challenge; blocked",
    ),
    case(
        "precondition-page",
        |r| {
            on_case(r, |r| {
                r.html(412, "<meta id=x content=abc><script src=/rs.js></script>")
            })
        },
        "412; blocked",
    ),
    case(
        "status-521-page",
        |r| {
            on_case(r, |r| {
                r.html(
                    521,
                    "<script>document.cookie='__jsl_clearance=1';location.href='/case'</script>",
                )
            })
        },
        "521 challenge; blocked",
    ),
    case(
        "status-202-page",
        |r| {
            on_case(r, |r| {
                r.html(
                    202,
                    "<script>$_ts=window['$_ts'];document.cookie='x';location.reload()</script>",
                )
            })
        },
        "202 challenge; blocked",
    ),
    case(
        "security-check-page",
        |r| {
            on_case(r, |r| {
                r.html(
                    200,
                    "<title>安全检查</title><p>正在进行安全检查，请稍候…</p>",
                )
            })
        },
        "200 challenge; blocked",
    ),
    case(
        "cookie-and-reload",
        |r| {
            on_case(r, |r| {
                r.answer(302, "Location: /case\r\nSet-Cookie: waf=1\r\n", "")
            })
        },
        "302 challenge; blocked",
    ),
    case(
        "slower-and-slower",
        |r| {
            let n = r.before as u64;
            on_case(r, |r| {
                thread::sleep(MS(200 * (n + 1)));
                r.html(200, page("慢", "<p>页</p>"))
            })
        },
        "200; no finding",
    ),
    case(
        "banned-after-some-requests",
        |r| {
            (r.all_before >= 6).then(|| r.html(200, "<title>访问受限</title><p>您的访问被拦截，请完成验证</p><script>document.cookie='x';location.reload()</script>"))
        },
        "200 challenge; blocked",
    ),
];
