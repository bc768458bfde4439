//! A small HTTP server for tests: routes are closures, every request is recorded with its arrival
//! time, the requests in flight at that moment, and the body bytes that were really sent.
#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test must stop at the first surprise; not every test uses every reply"
)]

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// One request as the server saw it.
#[derive(Clone, Debug)]
pub struct Hit {
    pub method: String,
    pub target: String,
    pub at: Instant,
    /// Requests in flight, this one included.
    pub in_flight: usize,
    pub sent: usize,
}

/// What a route gives.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
    pub delay: Duration,
    pub fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    None,
    /// Close without an answer.
    Drop,
    /// Announce the whole body, send half of it, close.
    Half,
    /// Chunked framing.
    Chunked,
    /// Bytes that are no HTTP.
    Garbage,
}

impl Reply {
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".into(), content_type.into())],
            body: body.into(),
            delay: Duration::ZERO,
            fault: Fault::None,
        }
    }

    pub fn html(body: impl AsRef<str>) -> Self {
        let page = format!(
            "<!DOCTYPE html><html><head><meta charset=utf-8><title>测试页</title></head><body>{}</body></html>",
            body.as_ref()
        );
        Self::new(200, "text/html", page)
    }

    pub fn not_found() -> Self {
        let mut reply = Self::html("<p>没有这个页面</p>");
        reply.status = 404;
        reply
    }

    pub fn redirect(to: impl Into<Vec<u8>>) -> Self {
        Self::new(302, "text/plain", "").header("Location", to)
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn header(mut self, name: &str, value: impl Into<Vec<u8>>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn after(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    pub fn fault(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }
}

/// Links as one body.
pub fn links<S: AsRef<str>>(targets: impl IntoIterator<Item = S>) -> String {
    targets
        .into_iter()
        .map(|t| format!("<p><a href=\"{0}\">链接 {0}</a></p>\n", t.as_ref()))
        .collect()
}

type Route = dyn Fn(&str, usize) -> Reply + Send + Sync;

#[derive(Default)]
struct Log {
    hits: Vec<Hit>,
    in_flight: usize,
    counts: BTreeMap<String, usize>,
}

/// A running server; stops when dropped.
pub struct Server {
    pub address: SocketAddr,
    log: Arc<Mutex<Log>>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Server {
    /// `route` gets the request target and how often it was asked for before.
    pub fn start(route: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at("127.0.0.1", |_| route)
    }

    /// The same for routes that name the server itself: `make` gets `http://host:port`.
    pub fn start_at<R>(ip: &str, make: impl FnOnce(String) -> R) -> Self
    where
        R: Fn(&str, usize) -> Reply + Send + Sync + 'static,
    {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind((ip, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let route = make(format!("http://{address}"));
        let log = Arc::new(Mutex::new(Log::default()));
        let route: Arc<Route> = Arc::new(route);
        let shared = Arc::clone(&log);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&route), Arc::clone(&shared)));
            }
        });
        Self {
            address,
            log,
            runtime: Some(runtime),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn hits(&self) -> Vec<Hit> {
        self.log.lock().unwrap().hits.clone()
    }

    pub fn count(&self, target: &str) -> usize {
        self.hits()
            .iter()
            .filter(|hit| hit.target == target)
            .count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

async fn serve(mut stream: TcpStream, route: Arc<Route>, log: Arc<Mutex<Log>>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut buffer = Vec::new();
    loop {
        while !buffer.windows(4).any(|w| w == b"\r\n\r\n") {
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
            if !buffer[0].is_ascii_alphabetic() {
                // A TLS greeting: answered as web servers answer it.
                stream
                    .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                    .await
                    .ok()?;
                return None;
            }
        }
        let head = String::from_utf8_lossy(&buffer).into_owned();
        buffer.clear();
        let mut words = head.split_whitespace();
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let (index, before) = {
            let mut log = log.lock().unwrap();
            log.in_flight += 1;
            let count = log.counts.entry(target.clone()).or_default();
            *count += 1;
            let before = *count - 1;
            let in_flight = log.in_flight;
            log.hits.push(Hit {
                method,
                target: target.clone(),
                at: Instant::now(),
                in_flight,
                sent: 0,
            });
            (log.hits.len() - 1, before)
        };
        let reply = route(&target, before);
        tokio::time::sleep(reply.delay).await;
        let alive = send(&mut stream, &reply, index, &log).await;
        log.lock().unwrap().in_flight -= 1;
        alive?;
    }
}

async fn send(stream: &mut TcpStream, reply: &Reply, index: usize, log: &Mutex<Log>) -> Option<()> {
    match reply.fault {
        Fault::Drop => return None,
        Fault::Garbage => {
            stream.write_all(b"220 smtp ready\r\n\r\n").await.ok()?;
            return None;
        }
        _ => {}
    }
    let mut head = format!("HTTP/1.1 {} X\r\n", reply.status).into_bytes();
    for (name, value) in &reply.headers {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    }
    match reply.fault {
        Fault::Chunked => head.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n"),
        _ => head
            .extend_from_slice(format!("Content-Length: {}\r\n\r\n", reply.body.len()).as_bytes()),
    }
    stream.write_all(&head).await.ok()?;
    let end = match reply.fault {
        Fault::Half => reply.body.len() / 2,
        _ => reply.body.len(),
    };
    for piece in reply.body[..end].chunks(8 << 10) {
        if reply.fault == Fault::Chunked {
            stream
                .write_all(format!("{:x}\r\n", piece.len()).as_bytes())
                .await
                .ok()?;
        }
        stream.write_all(piece).await.ok()?;
        if reply.fault == Fault::Chunked {
            stream.write_all(b"\r\n").await.ok()?;
        }
        log.lock().unwrap().hits[index].sent += piece.len();
    }
    match reply.fault {
        Fault::Chunked => stream.write_all(b"0\r\n\r\n").await.ok(),
        Fault::Half => None,
        _ => Some(()),
    }
}
