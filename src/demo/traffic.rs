//! What a fixture server saw: every request with its times, for tests of politeness. Recorded by
//! the server itself, because what a crawler says of its own manners proves nothing.

use std::time::Duration;

/// One request and its answer. Times are counted from the start of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// `GET`, `HEAD`…
    pub method: String,
    /// Request target as sent: path, still percent-encoded, and query.
    pub target: String,
    /// `User-Agent` as sent.
    pub user_agent: Option<String>,
    /// When the head of the request had been read.
    pub arrived: Duration,
    /// When the answer had been written or the connection reset; `None` while under way.
    pub finished: Option<Duration>,
    /// Status sent; `None` if no status line was sent.
    pub status: Option<u16>,
    /// Bytes sent, headers included.
    pub sent: u64,
}

impl Exchange {
    /// Path of the target without query, as sent.
    #[must_use]
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

/// All requests so far, in order of arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// The requests.
    pub exchanges: Vec<Exchange>,
    /// Most requests that were under way at one time.
    pub most_in_flight: u32,
    /// Connections accepted.
    pub connections: u32,
    in_flight: u32,
}

impl Traffic {
    /// The requests for one path, as sent, with any query.
    pub fn of<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Exchange> {
        self.exchanges.iter().filter(move |e| e.path() == path)
    }

    /// The largest number of requests that arrived within any stretch of this length.
    #[must_use]
    pub fn most_within(&self, stretch: Duration) -> usize {
        let times: Vec<Duration> = self.exchanges.iter().map(|e| e.arrived).collect();
        times
            .iter()
            .enumerate()
            .map(|(first, start)| times[first..].partition_point(|t| *t - *start < stretch))
            .max()
            .unwrap_or(0)
    }

    pub(super) fn connected(&mut self) {
        self.connections += 1;
    }

    /// Adds a request under way; the number it returns names it in [`Traffic::finish`].
    pub(super) fn begin(&mut self, exchange: Exchange) -> usize {
        self.in_flight += 1;
        self.most_in_flight = self.most_in_flight.max(self.in_flight);
        self.exchanges.push(exchange);
        self.exchanges.len() - 1
    }

    pub(super) fn finish(&mut self, number: usize, at: Duration, status: Option<u16>, sent: u64) {
        self.in_flight -= 1;
        if let Some(exchange) = self.exchanges.get_mut(number) {
            exchange.finished = Some(at);
            exchange.status = status;
            exchange.sent = sent;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Exchange {
        Exchange {
            method: "GET".to_owned(),
            target: "/a?b=1".to_owned(),
            user_agent: None,
            arrived: Duration::from_millis(ms),
            finished: None,
            status: None,
            sent: 0,
        }
    }

    #[test]
    fn most_within_counts_the_densest_stretch() {
        let mut traffic = Traffic::default();
        for ms in [0, 500, 900, 1000, 1100, 3000] {
            traffic.begin(at(ms));
        }
        assert_eq!(
            traffic.most_within(Duration::from_secs(1)),
            4,
            "500 to 1100"
        );
        assert_eq!(
            traffic.most_within(Duration::from_millis(100)),
            1,
            "the end is not inside"
        );
        assert_eq!(traffic.of("/a").count(), 6);
    }

    #[test]
    fn most_in_flight_counts_overlap_not_requests() {
        let mut traffic = Traffic::default();
        let first = traffic.begin(at(0));
        let second = traffic.begin(at(1));
        traffic.finish(first, Duration::from_millis(2), Some(200), 10);
        traffic.finish(second, Duration::from_millis(3), Some(200), 10);
        traffic.begin(at(4));
        assert_eq!(traffic.most_in_flight, 2);
    }
}
