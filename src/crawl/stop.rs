//! The signal that ends a crawl early.

use std::sync::Arc;

use tokio::sync::watch;

/// Asks a running crawl to stop; clones share one state. The crawl drops what is in flight, seals
/// its bundle and ends as interrupted.
#[derive(Clone, Debug)]
pub struct StopSignal(Arc<watch::Sender<bool>>);

impl StopSignal {
    /// A signal that was not given yet.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(false)))
    }

    /// Gives it.
    pub fn stop(&self) {
        self.0.send_replace(true);
    }

    /// Whether it was given.
    pub(super) fn is_given(&self) -> bool {
        *self.0.borrow()
    }

    /// Resolves once it was given.
    pub(super) async fn given(&self) {
        // The sender lives as long as `self`, so waiting cannot fail.
        let _ = self.0.subscribe().wait_for(|given| *given).await;
    }
}

impl Default for StopSignal {
    fn default() -> Self {
        Self::new()
    }
}
