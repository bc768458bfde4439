//! Walks a portal politely and writes what it saw into a [`bundle`](crate::bundle). The only stage
//! that touches the network. It decides nothing about conformance: it records looks, and whether
//! a bad link is broken is said by the checks.
//!
//! One owner ([`engine`]) holds the frontier and the database. Requests run as tasks beside it, and
//! pages are parsed on threads of their own. A URL is finished only when its archive records, its facts
//! and the links that it names are committed together, so a crawl can be killed at any moment and
//! taken up again.
//!
//! Several portals can be crawled at once in one process ([`several`]): they share the limits of
//! servers and the threads that read pages, and nothing else.
//!
//! *Redirects.* A look follows them hop by hop; each hop is a request of its own with its own
//! record, passes the politeness and the address guard of its server, and robots.txt of its origin
//! if that belongs to the portal. A URL of the portal that a look passes on its way to a good
//! answer counts as looked at too, with the rest of the chain as its hops; a page is stored under
//! the URL that answered. When a redirect leads to a URL that was read before, the earlier answer
//! is taken instead of asking again, so hundreds of links that lead to the home page cost one
//! request each; only looks that are under way together may each ask for the same target. A page out of the portal that a redirect leads to is verified like any link and
//! its content is not read into facts.

mod cause;
mod certificate;
mod clock;
mod engine;
mod error;
mod fetch;
mod frontier;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod guard;
mod options;
mod parsers;
mod process;
mod progress;
mod queue;
mod resolve;
mod robots;
mod scope;
mod server;
mod session;
mod settle;
mod several;
mod sitemap;
mod stop;
mod task;
mod tls;
mod trap;

use std::path::Path;
use std::sync::Arc;

pub(crate) use clock::today;
pub use error::{CrawlEnd, CrawlError, StoppedBy};
pub use fetch::SetupError;
pub use options::Options;
pub use progress::{Progress, Snapshot};
pub use resolve::{AddressesOfName, Names, SystemNames};
pub use session::{has_begun, has_ended, stored_options};
pub use several::{Visit, Watch, run_several};
pub use stop::StopSignal;

use several::Crawler;

/// Whether a crawl begins or goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// A new bundle; the folder is made if need be and must not hold one.
    Fresh,
    /// The crawl that the bundle holds, which was interrupted or killed.
    Resume,
}

/// Crawls the portal of `options` into `bundle_dir` and seals the bundle.
///
/// Blocks until the end, on a runtime of its own: do not call it from an async task. `progress` is
/// called on the calling thread.
///
/// # Errors
/// See [`CrawlError`]. When a fresh crawl cannot read its seed, no bundle is left behind.
pub fn run(
    options: Options,
    bundle_dir: &Path,
    start: Start,
    progress: &dyn Progress,
    stop: StopSignal,
) -> Result<CrawlEnd, CrawlError> {
    run_with_names(
        options,
        bundle_dir,
        start,
        progress,
        stop,
        Arc::new(SystemNames),
    )
}

/// The same with names resolved by `names`: for tests that move names about.
///
/// # Errors
/// See [`CrawlError`].
pub fn run_with_names(
    options: Options,
    bundle_dir: &Path,
    start: Start,
    progress: &dyn Progress,
    stop: StopSignal,
    names: Arc<dyn Names>,
) -> Result<CrawlEnd, CrawlError> {
    let crawler = Crawler::new([&options], names)?;
    on_one_thread(session::crawl(
        &crawler, options, bundle_dir, start, progress, stop,
    ))?
}

/// Requests need little CPU and the parsers have threads of their own, so one thread drives the
/// network and the database: handing every answer from thread to thread costs more.
fn on_one_thread<T>(work: impl Future<Output = T>) -> Result<T, CrawlError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| CrawlError::Internal(error.to_string()))?;
    let done = runtime.block_on(work);
    // Name lookups cannot be cancelled; nobody waits for them.
    runtime.shutdown_background();
    Ok(done)
}
