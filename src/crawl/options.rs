//! Settings of one crawl, as they are stored in the bundle.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::queue::is_web;
use crate::law::json_words;

/// Settings of one crawl. Durations are stored in seconds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Options {
    /// Home page.
    #[serde(with = "address")]
    pub seed: Url,
    /// Further hosts that belong to the portal: `host` or `host:port`.
    pub extra_hosts: Vec<String>,
    /// Servers on private addresses that may be asked besides those of the portal, `host` or
    /// `host:port`: a staging portal may link to another.
    #[serde(default)]
    pub private_servers: Vec<String>,
    /// Requests per second and server; 0 means without limit.
    pub rate: f64,
    /// Requests in flight per server.
    pub in_flight: usize,
    /// Spacing of the second look at a bad link.
    #[serde(with = "seconds")]
    pub confirm_after: Duration,
    /// Pages of the portal to ask for.
    pub max_pages: usize,
    /// Links from the home page.
    pub max_depth: u16,
    /// Time for one request, connection and body included.
    #[serde(with = "seconds")]
    pub timeout: Duration,
    /// Time without any byte of a body.
    #[serde(with = "seconds")]
    pub idle_timeout: Duration,
    /// Prompt retries of a transient failure inside one look.
    pub retries: u32,
    /// Redirects followed.
    pub max_redirects: usize,
    /// Answers in a row that are faults, refusals or server errors, after which a server of the
    /// portal is given up.
    pub stop_loss_after: u32,
    /// Ask for every page of every list that only a script names, however old its items are.
    #[serde(default)]
    pub whole_columns: bool,
    /// Do not apply robots.txt; for inspections with authority over the portal.
    pub ignore_robots: bool,
    /// `User-Agent`, with an address where the inspectors can be reached.
    pub user_agent: String,
    /// Bytes read of an HTML page of the portal, before content decoding.
    pub page_bytes: usize,
    /// Bytes read of anything else; enough to see what it is.
    pub other_bytes: usize,
    /// Size of a WARC file beyond which a new one begins.
    pub warc_bytes: u64,
}

impl Options {
    /// The defaults for a home page: 2 requests per second and 2 in flight, 30 s between the
    /// looks at a bad link, 50,000 pages, 50 links deep.
    pub fn new(seed: Url) -> Self {
        Self {
            seed,
            extra_hosts: Vec::new(),
            private_servers: Vec::new(),
            rate: 2.0,
            in_flight: 2,
            confirm_after: Duration::from_secs(30),
            max_pages: 50_000,
            max_depth: 50,
            timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(10),
            retries: 2,
            max_redirects: 10,
            stop_loss_after: 30,
            whole_columns: false,
            ignore_robots: false,
            user_agent: format!(
                "Mozilla/5.0 (compatible; gongkai/{}; website inspection; contact: the inspecting office)",
                env!("CARGO_PKG_VERSION")
            ),
            page_bytes: 10 << 20,
            other_bytes: 64 << 10,
            warc_bytes: 1 << 30,
        }
    }

    /// Reads the options that a bundle was begun with. Whoever sends a bundle may have written them.
    ///
    /// # Errors
    /// One sentence when they are no options, or out of bounds.
    pub fn parse(json: &str) -> Result<Self, String> {
        let options: Self = serde_json::from_str(json).map_err(|error| json_words(&error))?;
        let day = Duration::from_secs(86_400);
        let is_header = |text: &str| text.len() <= 1_000 && !text.contains(char::is_control);
        let bounds = [
            ("seed", is_web(&options.seed)),
            ("rate", (0.0..=10_000.0).contains(&options.rate)),
            ("in_flight", (1..=256).contains(&options.in_flight)),
            ("confirm_after", options.confirm_after <= day),
            ("timeout", (MOMENT..=day).contains(&options.timeout)),
            (
                "idle_timeout",
                (MOMENT..=day).contains(&options.idle_timeout),
            ),
            ("retries", options.retries <= 100),
            ("max_redirects", options.max_redirects <= 100),
            ("stop_loss_after", options.stop_loss_after >= 1),
            ("user_agent", is_header(&options.user_agent)),
            ("page_bytes", options.page_bytes <= 32 << 20),
            ("other_bytes", options.other_bytes <= 32 << 20),
            ("warc_bytes", options.warc_bytes >= 1 << 10),
        ];
        match bounds.iter().find(|(_, is_kept)| !is_kept) {
            Some((name, _)) => Err(format!("{name} is out of bounds")),
            None => Ok(options),
        }
    }
}

/// Least time limit: one below it would fail every request.
const MOMENT: Duration = Duration::from_millis(1);

mod seconds {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(value.as_secs_f64())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
        let seconds = f64::deserialize(from)?;
        Duration::try_from_secs_f64(seconds).map_err(serde::de::Error::custom)
    }
}

mod address {
    use serde::{Deserialize, Deserializer, Serializer};
    use url::Url;

    pub fn serialize<S: Serializer>(value: &Url, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(value.as_str())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Url, D::Error> {
        let text = String::deserialize(from)?;
        Url::parse(&text).map_err(serde::de::Error::custom)
    }
}
