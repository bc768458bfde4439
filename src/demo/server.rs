//! A fixture portal on a TCP port: real HTTP/1.1, so that a crawler is tested against the wire and
//! not against a mock of itself. The server runs on a thread of its own with one scheduler, which
//! makes its record of requests in flight exact: nothing happens between the last byte of an
//! answer and the note that it was sent.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use super::answer::{Answer, Responder};
use super::http::{self, NoRequest, RequestHead};
use super::{Exchange, Faults, PortalFiles, Traffic};

/// Connections served at one time; further ones wait in the backlog.
const MAX_CONNECTIONS: usize = 256;
/// How long a connection may stay silent, or take over one request head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long sending one answer may take, delays of faults included.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);

/// A portal being served. Dropping it ends the server and all its connections.
#[derive(Debug)]
pub struct FixtureServer {
    address: SocketAddr,
    log: Arc<Log>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is taken, foreign or forbidden.
    #[error("cannot serve the portal on {address}: {source}")]
    Bind {
        /// Address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// No thread or no event loop could be had.
    #[error("cannot start the portal's server: {0}")]
    Start(io::Error),
}

impl FixtureServer {
    /// Serves a portal. `bind` is usually `127.0.0.1:0`: any free port of loopback.
    ///
    /// # Errors
    /// When the address cannot be bound or the thread cannot be started.
    pub fn start(
        files: PortalFiles,
        faults: Faults,
        bind: SocketAddr,
    ) -> Result<Self, ServerError> {
        let bound = |source| ServerError::Bind {
            address: bind,
            source,
        };
        let listener = TcpListener::bind(bind).map_err(bound)?;
        listener.set_nonblocking(true).map_err(bound)?;
        let address = listener.local_addr().map_err(bound)?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(ServerError::Start)?;
        let log = Arc::new(Log {
            start: Instant::now(),
            traffic: Mutex::default(),
        });
        let portal = Arc::new(Portal {
            responder: Responder::new(files, faults),
            log: Arc::clone(&log),
        });
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("fixture-server".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    tokio::select! {
                        () = accept(listener, portal) => {}
                        _ = stopped => {}
                    }
                });
            })
            .map_err(ServerError::Start)?;
        Ok(Self {
            address,
            log,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// URL of the portal's home page, `http://127.0.0.1:PORT/`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    /// What it has seen so far. An answer is noted as finished a moment after its last byte left,
    /// which may be after the client has read it.
    #[must_use]
    pub fn traffic(&self) -> Traffic {
        self.log.traffic().clone()
    }
}

impl Drop for FixtureServer {
    fn drop(&mut self) {
        // Dropping the sender ends the event loop, and with it every connection.
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the server has been printed by its thread; there is nobody to tell here.
            let _ = thread.join();
        }
    }
}

/// Traffic with the clock that its times are counted on.
#[derive(Debug)]
struct Log {
    start: Instant,
    traffic: Mutex<Traffic>,
}

impl Log {
    fn traffic(&self) -> MutexGuard<'_, Traffic> {
        self.traffic.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, request: &RequestHead) -> usize {
        self.traffic().begin(Exchange {
            method: request.method.clone(),
            target: request.target.clone(),
            user_agent: request.user_agent.clone(),
            arrived: self.start.elapsed(),
            finished: None,
            status: None,
            sent: 0,
        })
    }

    fn finish(&self, number: usize, status: Option<u16>, sent: u64) {
        let at = self.start.elapsed();
        self.traffic().finish(number, at, status, sent);
    }
}

#[derive(Debug)]
struct Portal {
    responder: Responder,
    log: Arc<Log>,
}

async fn accept(listener: TcpListener, portal: Arc<Portal>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    while let Ok(slot) = Arc::clone(&slots).acquire_owned().await {
        // Accepting fails when a client gave up in the queue or files are short: go on.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        let portal = Arc::clone(&portal);
        tokio::spawn(async move {
            portal.log.traffic().connected();
            // A client that goes away in the middle is its own affair.
            let _ = serve(stream, &portal).await;
            drop(slot);
        });
    }
}

/// Answers the requests of one connection, one after another.
async fn serve(mut stream: TcpStream, portal: &Portal) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    loop {
        let request = match timeout(HEAD_TIMEOUT, http::read_head(&mut stream, &mut buffer)).await {
            Ok(Ok(request)) => request,
            Ok(Err(NoRequest::TooLarge)) => {
                return refuse(stream, "431 Request Header Fields Too Large").await;
            }
            Ok(Err(NoRequest::Malformed)) => return refuse(stream, "400 Bad Request").await,
            Ok(Err(NoRequest::Closed)) | Err(_) => return Ok(()),
        };
        if !exchange(&mut stream, portal, &request).await? {
            return Ok(());
        }
    }
}

/// One request and its answer; false when the connection is at its end.
async fn exchange(
    stream: &mut TcpStream,
    portal: &Portal,
    request: &RequestHead,
) -> io::Result<bool> {
    let number = portal.log.begin(request);
    let Answer::Response(response) = portal.responder.answer(request) else {
        portal.log.finish(number, None, 0);
        stream.set_zero_linger()?;
        return Ok(false);
    };
    let writing = http::write(
        stream,
        &response,
        request.method != "HEAD",
        request.keep_alive,
    );
    let written = timeout(ANSWER_TIMEOUT, writing)
        .await
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
    let sent = written.as_ref().map_or(0, |w| w.sent);
    portal.log.finish(number, Some(response.status), sent);
    Ok(written?.reusable)
}

/// Says why a connection is not served, and ends it.
async fn refuse(mut stream: TcpStream, status: &str) -> io::Result<()> {
    let answer = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}
