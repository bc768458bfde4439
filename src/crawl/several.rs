//! Several crawls in one process: each has its own bundle, guard, resolver, HTTP client and patience;
//! they share the limits of servers, the root certificates and the threads that read pages. What goes
//! wrong in one is its own result and ends no other. Judging is left to whoever watches.

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::{FutureExt, StreamExt, stream};

use super::error::{CrawlEnd, CrawlError, StoppedBy};
use super::options::Options;
use super::parsers::Parsers;
use super::progress::{Progress, Snapshot};
use super::resolve::{Names, SystemNames};
use super::server::{Gates, Limits};
use super::session::{self, cores};
use super::stop::StopSignal;
use super::tls::Roots;
use super::{Start, on_one_thread};
use crate::bundle::Repair;

/// What the crawls of one process share.
#[derive(Debug)]
pub(super) struct Crawler {
    pub(super) gates: Arc<Gates>,
    pub(super) parsers: Arc<Parsers>,
    pub(super) names: Arc<dyn Names>,
    pub(super) roots: Roots,
}

impl Crawler {
    /// For crawls with these options. Where they ask for different limits, the strictest holds for
    /// all: any two of them may turn out to ask the same server.
    pub(super) fn new<'o>(
        options: impl IntoIterator<Item = &'o Options>,
        names: Arc<dyn Names>,
    ) -> Result<Self, CrawlError> {
        let limits = options.into_iter().map(Limits::of).reduce(Limits::and);
        let limits = limits.ok_or_else(|| CrawlError::Internal("no portal".to_owned()))?;
        let parsers = Parsers::start(cores()).map_err(|e| CrawlError::Internal(e.to_string()))?;
        Ok(Self {
            gates: Arc::new(Gates::new(limits)),
            parsers: Arc::new(parsers),
            names,
            roots: Roots::of_this_machine(),
        })
    }
}

/// One crawl to make.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Its settings.
    pub options: Options,
    /// Folder of its bundle.
    pub bundle_dir: PathBuf,
    /// Whether it begins or goes on.
    pub start: Start,
}

/// Is told how several crawls fare, on the thread that runs them; visits are named by their place
/// in the list. Must not keep that thread waiting.
pub trait Watch {
    /// A new snapshot of one crawl, at most ten a second.
    fn update(&self, visit: usize, snapshot: &Snapshot);
    /// The bundle that is taken up had lost answers, which are asked for again.
    fn repaired(&self, visit: usize, repair: Repair);
    /// The end of one crawl; comes once for every visit.
    fn ended(&self, visit: usize, end: Result<CrawlEnd, CrawlError>);
}

/// Makes all `visits`, at most `at_once` of them at the same time, begun in the order of the list.
///
/// Blocks until the last has ended, on a runtime of its own: do not call it from an async task.
/// After `stop`, running crawls end as interrupted and those that were not begun leave nothing.
///
/// # Errors
/// Only when no crawl could be begun; the error of a single crawl goes to [`Watch::ended`].
pub fn run_several(
    visits: Vec<Visit>,
    at_once: usize,
    watch: &dyn Watch,
    stop: &StopSignal,
) -> Result<(), CrawlError> {
    if visits.is_empty() {
        return Ok(());
    }
    let crawler = &Crawler::new(
        visits.iter().map(|visit| &visit.options),
        Arc::new(SystemNames),
    )?;
    let crawls = visits
        .into_iter()
        .enumerate()
        .map(|(number, visit)| async move {
            let end = match stop.is_given() {
                true => Ok(NOT_BEGUN),
                false => make(crawler, visit, &Told { watch, number }, stop.clone()).await,
            };
            watch.ended(number, end);
        });
    on_one_thread(
        stream::iter(crawls)
            .buffer_unordered(at_once.max(1))
            .collect::<()>(),
    )
}

const NOT_BEGUN: CrawlEnd = CrawlEnd {
    stopped_by: Some(StoppedBy::Interrupted),
    sealed: false,
    done: 0,
};

async fn make(
    crawler: &Crawler,
    visit: Visit,
    progress: &dyn Progress,
    stop: StopSignal,
) -> Result<CrawlEnd, CrawlError> {
    let crawl = session::crawl(
        crawler,
        visit.options,
        &visit.bundle_dir,
        visit.start,
        progress,
        stop,
    );
    contained(crawl).await
}

/// A panic of one crawl is its own internal error.
async fn contained<T>(crawl: impl Future<Output = Result<T, CrawlError>>) -> Result<T, CrawlError> {
    AssertUnwindSafe(crawl)
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Err(CrawlError::Internal("the crawl broke off".to_owned())))
}

struct Told<'w> {
    watch: &'w dyn Watch,
    number: usize,
}

impl Progress for Told<'_> {
    fn update(&self, snapshot: &Snapshot) {
        self.watch.update(self.number, snapshot);
    }

    fn repaired(&self, repair: Repair) {
        self.watch.repaired(self.number, repair);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_internal_error_of_its_crawl() {
        let broken = contained::<()>(async { panic!("a portal that nobody expected") }).await;
        assert!(matches!(broken, Err(CrawlError::Internal(_))));
        assert!(matches!(contained(async { Ok(7) }).await, Ok(7)));
    }
}
