//! A web server on raw sockets that does what HTTP libraries are too polite for. The home page links
//! to a good page and to what the case is about; the case says what happens to its own requests.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

/// What a case does with a request; `None` leaves it to the ordinary pages.
pub type Act = fn(&mut Request<'_>) -> Option<io::Result<()>>;

/// One request, with the connection to answer it on.
pub struct Request<'a> {
    /// Path and query.
    pub target: &'a str,
    /// How often it was asked for before.
    pub before: usize,
    /// All requests before this one.
    pub all_before: usize,
    /// `http://127.0.0.1:port`
    pub base: &'a str,
    pub stream: &'a mut TcpStream,
}

impl Request<'_> {
    /// Sends bytes as they are.
    pub fn raw(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref())
    }

    /// A whole answer.
    pub fn answer(&mut self, status: u16, headers: &str, body: impl AsRef<[u8]>) -> io::Result<()> {
        let body = body.as_ref();
        let length = body.len();
        self.raw(format!(
            "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        ))?;
        self.raw(body)
    }

    pub fn html(&mut self, status: u16, body: impl AsRef<[u8]>) -> io::Result<()> {
        self.answer(status, "Content-Type: text/html; charset=utf-8\r\n", body)
    }

    pub fn redirect(&mut self, to: &str) -> io::Result<()> {
        self.answer(302, &format!("Location: {to}\r\n"), "")
    }

    /// The same bytes for as long as the other side listens, with pauses.
    pub fn drip(&mut self, bytes: &[u8], pause: Duration) -> io::Result<()> {
        loop {
            self.raw(bytes)?;
            thread::sleep(pause);
        }
    }

    /// Sends a piece so many times.
    pub fn repeat(&mut self, piece: &[u8], times: usize) -> io::Result<()> {
        (0..times).try_for_each(|_| self.raw(piece))
    }

    /// Says nothing until the other side has given up.
    pub fn silence(&mut self) -> io::Result<()> {
        let mut rest = [0; 1024];
        while self.stream.read(&mut rest)? > 0 {}
        Ok(())
    }

    /// Ends the connection with a reset instead of an orderly close.
    pub fn reset(&mut self) -> io::Result<()> {
        SockRef::from(&*self.stream).set_linger(Some(Duration::ZERO))
    }
}

/// An article that says all that an article says.
pub const ARTICLE: &str = "<h1>县政府召开常务会议</h1><p>发布时间：2026-11-08　来源：县政府办</p>\
    <p>11月8日，县政府召开常务会议，研究部署今冬明春农田水利、安全生产和冬季供暖工作，听取有关情况汇报。</p>\
    <p>会议强调，各乡镇、各部门要压实责任，加强督促检查，确保各项任务按时完成，让群众得到实惠。</p>";

/// A page as the portal's own pages are.
pub fn page(title: &str, main: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><meta charset=utf-8><title>{title}_清溪县人民政府</title>\
         <meta name=SiteName content=清溪县人民政府></head><body>\
         <div class=nav><a href=/>首页</a></div><div class=main>{main}</div></body></html>"
    )
}

/// A running server.
pub struct HostileServer {
    pub address: SocketAddr,
    pub requests: Arc<AtomicUsize>,
}

impl HostileServer {
    /// Serves on a free port of 127.0.0.1 until the test ends; `links` stand on the home page, `{base}`
    /// in them is the server itself.
    pub fn start(links: &[&str], act: Act) -> Self {
        Self::start_at(Ipv4Addr::LOCALHOST, links, act)
    }

    pub fn start_at(ip: Ipv4Addr, links: &[&str], act: Act) -> Self {
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let base = format!("http://{address}");
        let links: String = links
            .iter()
            .map(|link| format!("<p><a href=\"{link}\">怪页面</a></p>"))
            .collect();
        let home = page(
            "首页",
            &format!("<p><a href=/good.html>好页面</a></p>{links}")
                .replace("{base}", &base)
                .replace("{host}", &address.to_string()),
        );
        let requests = Arc::new(AtomicUsize::new(0));
        let counts: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (home, base) = (home.clone(), base.clone());
                let (seen, counts) = (Arc::clone(&seen), Arc::clone(&counts));
                thread::spawn(move || {
                    let _ = serve(stream, &base, &home, act, &seen, &counts);
                });
            }
        });
        Self { address, requests }
    }

    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn serve(
    mut stream: TcpStream,
    base: &str,
    home: &str,
    act: Act,
    seen: &AtomicUsize,
    counts: &Mutex<HashMap<String, usize>>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.set_write_timeout(Some(Duration::from_secs(60)))?;
    let mut head = Vec::new();
    let mut byte = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut byte)? {
            0 => return Ok(()),
            n => head.extend_from_slice(&byte[..n]),
        }
        // No HTTP: a TLS greeting.
        if !head[0].is_ascii_alphabetic() {
            return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split_whitespace().nth(1).unwrap_or("/").to_owned();
    let all_before = seen.fetch_add(1, Ordering::SeqCst);
    let before = {
        let mut counts = counts.lock().unwrap();
        let count = counts.entry(target.clone()).or_default();
        *count += 1;
        *count - 1
    };
    let mut request = Request {
        target: &target,
        before,
        all_before,
        base,
        stream: &mut stream,
    };
    match act(&mut request) {
        Some(done) => done,
        None => match target.as_str() {
            "/" => request.html(200, home),
            "/good.html" => request.html(200, page("县政府召开常务会议", ARTICLE)),
            _ => request.html(404, page("没有", "<p>页面不存在</p>")),
        },
    }
}
