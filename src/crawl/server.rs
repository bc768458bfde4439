//! Politeness: every request passes the server it goes to.
//!
//! A server is an address with a port, not a host name, because many portals share one platform;
//! 80 and 443 of one address are one server. Each has one semaphore for requests in flight and one
//! limiter for their starts. The permit is taken first and held while waiting for the limiter:
//! the other way round, requests that passed the limiter long ago could start in a bunch when
//! permits come free. No request holds the permit of one server while it waits for another.
//!
//! Crawls of one process share the limits ([`Gates`]), because a server does not care for whose
//! sake it is asked. Patience is each crawl's own ([`Servers`]): what one portal's answers cost must
//! not make another portal give the server up.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::options::Options;

/// Longest pause that a Retry-After can ask for.
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// Longest crawl-delay obeyed; a longer one would let an inspection of a small portal take weeks.
const MAX_CRAWL_DELAY: Duration = Duration::from_secs(30);

/// An answer whose head takes longer tells that the server is loaded.
const SLOW: Duration = Duration::from_secs(5);

/// The spacing is at most this many times the chosen one.
const MAX_SLOWDOWN: u32 = 16;

/// Spacing that slowing starts from where no rate is set.
const UNLIMITED_STEP: Duration = Duration::from_millis(50);

/// Good answers in a row after which the slowing is halved.
const RECOVERY: u32 = 10;

/// How a server answered one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conduct {
    /// An answer, after this time to its head.
    Answer(Duration),
    /// 429, or 503: it asks us to slow down, and may say for how long to pause.
    Pushback(Option<Duration>),
    /// Another server error.
    ServerError,
    /// Transport fault, or a refusal.
    Fault,
}

/// Limits for one server.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Spacing of starts; zero for none.
    pub spacing: Duration,
    /// Requests in flight.
    pub in_flight: usize,
}

impl Limits {
    /// What `options` ask for.
    pub fn of(options: &Options) -> Self {
        Self {
            spacing: match options.rate > 0.0 {
                true => Duration::try_from_secs_f64(1.0 / options.rate).unwrap_or(Duration::MAX),
                false => Duration::ZERO,
            },
            in_flight: options.in_flight.clamp(1, Semaphore::MAX_PERMITS),
        }
    }

    /// Limits that keep both.
    pub fn and(self, other: Self) -> Self {
        Self {
            spacing: self.spacing.max(other.spacing),
            in_flight: self.in_flight.min(other.in_flight),
        }
    }
}

/// The limits of all servers that this process has met, shared by its crawls.
#[derive(Debug)]
pub struct Gates {
    limits: Limits,
    known: Mutex<HashMap<(IpAddr, u16), Arc<Gate>>>,
}

impl Gates {
    /// No server yet.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            known: Mutex::default(),
        }
    }

    /// The gate of the server behind these addresses: the one that any of them belongs to, else a
    /// new one.
    fn at(&self, ips: &[IpAddr], port: u16) -> Arc<Gate> {
        let port = if port == 443 { 80 } else { port };
        let mut known = lock(&self.known);
        let gate = ips
            .iter()
            .find_map(|ip| known.get(&(*ip, port)).cloned())
            .unwrap_or_else(|| Arc::new(Gate::new(self.limits)));
        for ip in ips {
            known.insert((*ip, port), Arc::clone(&gate));
        }
        gate
    }
}

/// The servers that one crawl has met so far.
#[derive(Debug)]
pub struct Servers {
    gates: Arc<Gates>,
    stop_loss_after: u32,
    /// By the address of the gate in memory, which each server keeps alive.
    known: Mutex<HashMap<usize, Arc<Server>>>,
}

impl Servers {
    /// No server yet. One is given up after `stop_loss_after` bad answers in a row.
    pub fn new(gates: Arc<Gates>, stop_loss_after: u32) -> Self {
        Self {
            gates,
            stop_loss_after,
            known: Mutex::default(),
        }
    }

    /// The server behind these addresses. Servers out of scope are given up sooner, by
    /// `stop_loss_after`.
    pub fn at(&self, ips: &[IpAddr], port: u16, stop_loss_after: Option<u32>) -> Arc<Server> {
        let gate = self.gates.at(ips, port);
        let mut known = lock(&self.known);
        let server = known.entry(Arc::as_ptr(&gate).addr()).or_insert_with(|| {
            let stop_loss_after = stop_loss_after.unwrap_or(self.stop_loss_after);
            Arc::new(Server::new(gate, stop_loss_after))
        });
        Arc::clone(server)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One server, as one crawl meets it.
#[derive(Debug)]
pub struct Server {
    gate: Arc<Gate>,
    stop_loss_after: u32,
    bad_in_a_row: AtomicU32,
    challenges_in_a_row: AtomicU32,
}

/// The limits of one server and how fast it is asked now.
#[derive(Debug)]
struct Gate {
    permits: Arc<Semaphore>,
    pace: Mutex<Pace>,
}

#[derive(Debug)]
struct Pace {
    limiter: Option<DefaultDirectRateLimiter>,
    spacing: Duration,
    slowdown: u32,
    not_before: Option<Instant>,
    good_in_a_row: u32,
}

/// Right to have one request in flight.
#[derive(Debug)]
pub struct Permit(#[allow(dead_code, reason = "held for its drop")] OwnedSemaphorePermit);

impl Gate {
    fn new(limits: Limits) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(limits.in_flight)),
            pace: Mutex::new(Pace {
                limiter: limiter(limits.spacing),
                spacing: limits.spacing,
                slowdown: 1,
                not_before: None,
                good_in_a_row: 0,
            }),
        }
    }
}

impl Server {
    fn new(gate: Arc<Gate>, stop_loss_after: u32) -> Self {
        Self {
            gate,
            stop_loss_after,
            bad_in_a_row: AtomicU32::new(0),
            challenges_in_a_row: AtomicU32::new(0),
        }
    }

    /// Waits for a place and a start. `None` when the semaphore was closed, which never happens
    /// while the crawl runs.
    pub async fn admit(&self) -> Option<Permit> {
        let permit = Arc::clone(&self.gate.permits).acquire_owned().await.ok()?;
        loop {
            let wait = lock(&self.gate.pace).wait();
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Some(Permit(permit)),
            }
        }
    }

    /// Whether this crawl has given the server up.
    pub fn is_given_up(&self) -> bool {
        let most = |count: &AtomicU32| count.load(Ordering::Relaxed) >= self.stop_loss_after;
        most(&self.bad_in_a_row) || most(&self.challenges_in_a_row)
    }

    /// Whether its last answers give hope that a prompt retry helps.
    pub fn is_worth_a_retry(&self) -> bool {
        self.bad_in_a_row.load(Ordering::Relaxed) < 3
    }

    /// Spacing that robots.txt asks for.
    pub fn obey_crawl_delay(&self, delay: Duration) {
        let mut pace = lock(&self.gate.pace);
        let delay = delay.min(MAX_CRAWL_DELAY);
        if delay > pace.spacing {
            pace.spacing = delay;
            pace.rebuild();
        }
    }

    /// Takes note of what a page was: a firewall that has begun to answer everything with its own page
    /// bans us, with whatever status, and asking on would be neither polite nor of use.
    pub fn note_page(&self, is_challenge: bool) {
        match is_challenge {
            true => {
                self.challenges_in_a_row.fetch_add(1, Ordering::Relaxed);
            }
            false => self.challenges_in_a_row.store(0, Ordering::Relaxed),
        }
    }

    /// Takes note of how the server answered.
    pub fn note(&self, conduct: Conduct) {
        let bad_in_a_row = match conduct {
            Conduct::Answer(_) => {
                self.bad_in_a_row.store(0, Ordering::Relaxed);
                0
            }
            _ => self.bad_in_a_row.fetch_add(1, Ordering::Relaxed) + 1,
        };
        let mut pace = lock(&self.gate.pace);
        match conduct {
            Conduct::Answer(latency) if latency < SLOW => pace.good(),
            Conduct::Answer(_) => pace.slow_down(),
            Conduct::Pushback(pause) => {
                if let Some(pause) = pause {
                    let until = Instant::now() + pause.min(MAX_PAUSE);
                    pace.not_before = Some(pace.not_before.map_or(until, |old| old.max(until)));
                }
                pace.slow_down();
            }
            // One broken page says nothing about the load of the server.
            Conduct::ServerError if bad_in_a_row > 1 => pace.slow_down(),
            Conduct::ServerError | Conduct::Fault => pace.good_in_a_row = 0,
        }
    }
}

impl Pace {
    fn wait(&mut self) -> Option<Duration> {
        let now = Instant::now();
        if let Some(until) = self.not_before.filter(|until| *until > now) {
            return Some(until - now);
        }
        let limiter = self.limiter.as_ref()?;
        let clock = DefaultClock::default();
        limiter
            .check()
            .err()
            .map(|not_until| not_until.wait_time_from(clock.now()))
    }

    fn good(&mut self) {
        self.good_in_a_row += 1;
        if self.slowdown > 1 && self.good_in_a_row >= RECOVERY {
            self.good_in_a_row = 0;
            self.slowdown /= 2;
            self.rebuild();
        }
    }

    fn slow_down(&mut self) {
        self.good_in_a_row = 0;
        if self.slowdown < MAX_SLOWDOWN {
            self.slowdown *= 2;
            self.rebuild();
        }
    }

    fn rebuild(&mut self) {
        let spacing = match (self.slowdown, self.spacing.is_zero()) {
            (1, _) => self.spacing,
            (by, true) => UNLIMITED_STEP * by,
            (by, false) => self.spacing * by,
        };
        self.limiter = limiter(spacing);
        // A new limiter would let one request pass at once; the last one may just have started.
        if let Some(limiter) = &self.limiter {
            let _ = limiter.check();
        }
    }
}

/// Limiter with a burst of one; none for a spacing of zero.
fn limiter(spacing: Duration) -> Option<DefaultDirectRateLimiter> {
    Quota::with_period(spacing).map(RateLimiter::direct)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gates(spacing_ms: u64) -> Arc<Gates> {
        Arc::new(Gates::new(Limits {
            spacing: Duration::from_millis(spacing_ms),
            in_flight: 2,
        }))
    }

    const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn server(spacing_ms: u64) -> Arc<Server> {
        Servers::new(gates(spacing_ms), 3).at(&[ADDRESS], 80, None)
    }

    async fn three_starts(server: &Server) -> Duration {
        let start = Instant::now();
        for _ in 0..3 {
            drop(server.admit().await);
        }
        start.elapsed()
    }

    #[tokio::test]
    async fn starts_are_spaced() {
        assert!(three_starts(&server(30)).await >= Duration::from_millis(60));
        assert!(three_starts(&server(0)).await < Duration::from_millis(20));
    }

    #[tokio::test]
    async fn pushback_slows_and_good_answers_recover() {
        let server = server(10);
        server.note(Conduct::Pushback(None));
        assert!(three_starts(&server).await >= Duration::from_millis(60));
        (0..RECOVERY).for_each(|_| server.note(Conduct::Answer(Duration::ZERO)));
        assert_eq!(lock(&server.gate.pace).slowdown, 1);
    }

    #[tokio::test]
    async fn retry_after_pauses_every_request() {
        let server = server(0);
        server.note(Conduct::Pushback(Some(Duration::from_millis(80))));
        let start = Instant::now();
        drop(server.admit().await);
        assert!(start.elapsed() >= Duration::from_millis(80));
    }

    #[test]
    fn faults_in_a_row_give_it_up_and_an_answer_clears_them() {
        let server = server(0);
        server.note(Conduct::Fault);
        server.note(Conduct::ServerError);
        server.note(Conduct::Answer(Duration::ZERO));
        server.note(Conduct::Fault);
        server.note(Conduct::Fault);
        assert!(!server.is_given_up());
        server.note(Conduct::Fault);
        assert!(server.is_given_up());
    }

    #[test]
    fn one_address_in_common_makes_one_server() {
        let servers = Servers::new(gates(0), 3);
        let [a, b, c] = [1u8, 2, 3].map(|n| IpAddr::from([10, 0, 0, n]));
        let first = servers.at(&[a, b], 80, None);
        assert!(Arc::ptr_eq(&first, &servers.at(&[b, c], 443, None)));
        assert!(Arc::ptr_eq(&first, &servers.at(&[c], 80, None)));
        assert!(!Arc::ptr_eq(&first, &servers.at(&[a], 8080, None)));
    }

    #[tokio::test]
    async fn crawls_share_the_limits_of_a_server_and_not_their_patience() {
        let gates = gates(30);
        let [one, other] = [(); 2].map(|()| Servers::new(Arc::clone(&gates), 3));
        let (one, other) = (
            one.at(&[ADDRESS], 80, None),
            other.at(&[ADDRESS], 443, None),
        );

        let start = Instant::now();
        let first = one.admit().await;
        let second = other.admit().await;
        assert!(start.elapsed() >= Duration::from_millis(30));
        assert_eq!(one.gate.permits.available_permits(), 0);
        drop((first, second));

        (0..3).for_each(|_| one.note(Conduct::Fault));
        assert!(one.is_given_up() && !one.is_worth_a_retry());
        assert!(!other.is_given_up() && other.is_worth_a_retry());
        other.note(Conduct::Answer(Duration::ZERO));
        assert!(one.is_given_up());
    }

    #[test]
    fn the_stricter_of_two_limits_holds() {
        let slow = Limits {
            spacing: Duration::from_secs(1),
            in_flight: 8,
        };
        let narrow = Limits {
            spacing: Duration::ZERO,
            in_flight: 2,
        };
        let both = slow.and(narrow);
        assert_eq!((both.spacing, both.in_flight), (slow.spacing, 2));
    }
}
