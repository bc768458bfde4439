//! Name resolution with a cache that the HTTP client shares, so that the addresses which the
//! guard has checked are those that are connected to.
//!
//! "No such name" is told apart from a resolver that failed. Whether the former may be believed
//! is not decided here: see [`Resolver::proven`].

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::guard::Guard;
use crate::facts::Cause;

/// Addresses are asked for again after this time.
const KEEP_ADDRESSES: Duration = Duration::from_secs(600);

/// A failure is asked for again after this time, at the latest at the second look.
const KEEP_FAILURE: Duration = Duration::from_secs(5);

/// What `getaddrinfo` says, in the C libraries that Rust runs on, when the name server answered
/// that there is no such name or no address for it. Anything else is a fault of the resolver. The
/// standard library hands over the text only.
const NO_SUCH_NAME: [&str; 6] = [
    "name or service not known",
    "no address associated with hostname",
    "nodename nor servname provided",
    "name does not resolve",
    "name has no usable address",
    "no such host is known",
];

/// Answer for one name.
pub type Answer = Result<Arc<[IpAddr]>, Cause>;

/// Says what addresses a name has; [`SystemNames`] unless a test brings its own.
pub trait Names: fmt::Debug + Send + Sync {
    /// All addresses of a name.
    fn addresses<'a>(&'a self, name: &'a str) -> AddressesOfName<'a>;
}

/// What [`Names::addresses`] gives.
pub type AddressesOfName<'a> =
    Pin<Box<dyn Future<Output = Result<Vec<IpAddr>, Cause>> + Send + 'a>>;

/// The resolver of the system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemNames;

impl Names for SystemNames {
    fn addresses<'a>(&'a self, name: &'a str) -> AddressesOfName<'a> {
        Box::pin(lookup(name))
    }
}

/// Resolver with cache and guard.
#[derive(Debug)]
pub struct Resolver {
    names: Arc<dyn Names>,
    cache: Mutex<HashMap<String, (Instant, Answer)>>,
    guard: Guard,
    keep_failure: Duration,
    proven: AtomicBool,
}

impl Resolver {
    /// A resolver that hides what `guard` refuses. Failures are forgotten before `confirm_after`
    /// has passed, so that a second look asks again.
    pub fn new(names: Arc<dyn Names>, guard: Guard, confirm_after: Duration) -> Self {
        Self {
            names,
            cache: Mutex::default(),
            guard,
            keep_failure: KEEP_FAILURE.min(confirm_after / 2),
            proven: AtomicBool::new(false),
        }
    }

    /// Whether a name outside the portal was resolved in this run.
    ///
    /// An inspection machine may sit in a closed network whose name server knows the portal and
    /// says "no such name" to everything else. Only after it has known one outside name does its
    /// "no such name" count against a link.
    pub fn proven(&self) -> bool {
        self.proven.load(Ordering::Relaxed)
    }

    /// Takes over what an earlier session of the same crawl has proven.
    pub fn set_proven(&self) {
        self.proven.store(true, Ordering::Relaxed);
    }

    /// Addresses of the host of `url` that may be connected to. `outside` tells that the host does
    /// not belong to the portal, so that success proves the resolver.
    pub async fn addresses(&self, url: &Url, outside: bool) -> Answer {
        let port = url.port_or_known_default().unwrap_or(80);
        match url.host() {
            Some(Host::Ipv4(ip)) => self.literal(ip.into(), port),
            Some(Host::Ipv6(ip)) => self.literal(ip.into(), port),
            Some(Host::Domain(name)) => {
                let answer = self.name(name).await;
                // The client connects to whichever of them it likes, so all must be allowed.
                let is_refused =
                    |ips: &Arc<[IpAddr]>| ips.iter().any(|ip| !self.guard.allows(*ip, port));
                if answer.as_ref().is_ok_and(is_refused) {
                    return Err(Cause::Guard);
                }
                if outside && answer.is_ok() && !is_local(name) {
                    self.set_proven();
                }
                answer
            }
            None => Err(Cause::RedirectTarget),
        }
    }

    /// Whether an answer may be taken from a server at this address.
    pub fn allows(&self, server: SocketAddr) -> bool {
        self.guard.allows(server.ip(), server.port())
    }

    fn literal(&self, ip: IpAddr, port: u16) -> Answer {
        if self.guard.allows(ip, port) {
            Ok(Arc::from([ip]))
        } else {
            Err(Cause::Guard)
        }
    }

    async fn name(&self, name: &str) -> Answer {
        let key = name.trim_end_matches('.').to_ascii_lowercase();
        if let Some(answer) = self.cached(&key) {
            return answer;
        }
        let answer = self.names.addresses(&key).await.and_then(|found| {
            let allowed: Vec<IpAddr> = found
                .into_iter()
                .filter(|ip| self.guard.may_allow(*ip))
                .collect();
            match allowed.is_empty() {
                true => Err(Cause::Guard),
                false => Ok(allowed.into()),
            }
        });
        self.cache
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, (Instant::now(), answer.clone()));
        answer
    }

    fn cached(&self, key: &str) -> Option<Answer> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, answer) = cache.get(key)?;
        let keep = match answer {
            Ok(_) => KEEP_ADDRESSES,
            Err(_) => self.keep_failure,
        };
        (at.elapsed() < keep).then(|| answer.clone())
    }
}

fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

/// All addresses of a name, sorted, asked of the system's resolver.
async fn lookup(name: &str) -> Result<Vec<IpAddr>, Cause> {
    match tokio::net::lookup_host((name, 0)).await {
        Ok(found) => {
            let mut ips: Vec<IpAddr> = found.map(|address| address.ip()).collect();
            ips.sort_unstable();
            ips.dedup();
            match ips.is_empty() {
                true => Err(Cause::DnsNoName),
                false => Ok(ips),
            }
        }
        Err(error) => Err(classify(&error)),
    }
}

fn classify(error: &io::Error) -> Cause {
    let text = error.to_string().to_ascii_lowercase();
    match NO_SUCH_NAME.iter().any(|words| text.contains(words)) {
        true => Cause::DnsNoName,
        false => Cause::DnsUnavailable,
    }
}

/// The view that the HTTP client gets: the same cache and the same guard.
#[derive(Clone, Debug)]
pub struct ClientResolver(pub Arc<Resolver>);

impl Resolve for ClientResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let resolver = Arc::clone(&self.0);
        Box::pin(async move {
            match resolver.name(name.as_str()).await {
                Ok(ips) => {
                    let ips: Vec<IpAddr> = ips.to_vec();
                    let addresses: Addrs =
                        Box::new(ips.into_iter().map(|ip| SocketAddr::new(ip, 0)));
                    Ok(addresses)
                }
                Err(cause) => Err(format!("name resolution: {cause:?}").into()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_authoritative_no_counts_as_no_name() {
        let said = |text: &str| classify(&io::Error::other(text.to_owned()));
        let prefix = "failed to lookup address information: ";
        assert_eq!(
            said(&format!("{prefix}Name or service not known")),
            Cause::DnsNoName
        );
        assert_eq!(
            said(&format!("{prefix}Temporary failure in name resolution")),
            Cause::DnsUnavailable
        );
        assert_eq!(said("anything else"), Cause::DnsUnavailable);
    }

    #[tokio::test]
    async fn literal_addresses_meet_the_guard_too() {
        let guard = Guard::new(&[([127, 0, 0, 1].into(), 80)]);
        let resolver = Resolver::new(Arc::new(SystemNames), guard, Duration::ZERO);
        for (url, allowed) in [
            ("http://127.0.0.1/", true),
            ("http://2130706433/", true),
            ("http://127.0.0.1:6379/", false),
            ("http://0177.0.0.1:8080/", false),
            ("http://127.0.0.2/", false),
            ("http://[::ffff:127.0.0.1]/", false),
            ("http://169.254.169.254/", false),
        ] {
            let answer = resolver.addresses(&Url::parse(url).unwrap(), true).await;
            assert_eq!(answer.is_ok(), allowed, "{url}");
        }
        assert!(
            !resolver.proven(),
            "literal addresses prove nothing about names"
        );
    }
}
