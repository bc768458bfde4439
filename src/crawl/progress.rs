//! What a crawl tells while it runs.

use std::time::Duration;

use crate::bundle::Repair;

/// Where the crawl stands.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Snapshot {
    /// URLs finished.
    pub done: usize,
    /// URLs known and not yet asked for.
    pub queued: usize,
    /// URLs being asked for.
    pub in_flight: usize,
    /// Bad at the first look, waiting for the second.
    pub suspects: usize,
    /// Bad at both looks so far.
    pub confirmed_bad: usize,
    /// URLs finished per second, over the last seconds.
    pub rate: f64,
    /// Time left at this rate for what is known; more may be found.
    pub eta: Option<Duration>,
}

/// Receives snapshots, at most ten a second. Called on the thread that runs the crawl.
pub trait Progress {
    /// A new snapshot.
    fn update(&self, snapshot: &Snapshot);

    /// The bundle that is taken up had lost answers, which are asked for again.
    fn repaired(&self, _repair: Repair) {}
}

/// Tells nobody.
impl Progress for () {
    fn update(&self, _: &Snapshot) {}
}
