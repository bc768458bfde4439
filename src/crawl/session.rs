//! One session of a crawl: opens or takes up the bundle, sets up the engine, seals the bundle.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use url::{Host, Url};

use super::clock::{now, today};
use super::engine::Engine;
use super::error::{CrawlEnd, CrawlError, StoppedBy};
use super::fetch::Fetcher;
use super::frontier::{Bounds, Frontier};
use super::guard::Guard;
use super::options::Options;
use super::parsers::Parsers;
use super::progress::Progress;
use super::resolve::{Names, Resolver};
use super::scope::Scope;
use super::several::Crawler;
use super::stop::StopSignal;
use super::task::Shared;
use super::{Start, queue};
use crate::bundle::{
    Batch, DATABASE, FACTS_VERSION, INDEX, LOST_ANSWERS, MANIFEST, Manifest, PAGES, Position,
    Queued, RecordIds, Repair, Store, WarcFiles, repair, seal, unseal, warcinfo,
};
use crate::facts::Cause;

/// Keys of the particulars in the database.
const OPTIONS: &str = "options";
const STARTED_AT: &str = "started_at";
const RUN: &str = "run";
pub(super) const RESOLVER_PROVEN: &str = "resolver_proven";

/// Tasks of one lane beyond its requests in flight: they parse while the next requests run.
const AHEAD: usize = 2;

/// Cores of this machine, at least one.
pub(super) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The options that a bundle was begun with, for taking it up again.
pub fn stored_options(dir: &Path) -> Result<Options, CrawlError> {
    let store = open_store(dir)?;
    let text = store
        .meta(OPTIONS)
        .map_err(|e| CrawlError::from_store(dir, e))?
        .unwrap_or_default();
    Options::parse(&text).map_err(|why| CrawlError::Damaged {
        dir: dir.to_owned(),
        why: format!("stored options: {why}"),
    })
}

/// Whether a bundle was begun in `dir`.
pub fn has_begun(dir: &Path) -> bool {
    dir.join(DATABASE).exists()
}

/// Whether the crawl of the bundle in `dir` came to an end that it cannot go on from.
pub fn has_ended(dir: &Path) -> bool {
    let text = fs::read(dir.join(MANIFEST)).unwrap_or_default();
    let manifest: Option<Manifest> = serde_json::from_slice(&text).ok();
    let interrupted = StoppedBy::Interrupted.as_str();
    manifest.is_some_and(|m| m.stopped_by.as_deref() != Some(interrupted))
}

fn open_store(dir: &Path) -> Result<Store, CrawlError> {
    let path = dir.join(DATABASE);
    if !path.is_file() {
        return Err(CrawlError::NotABundle(dir.to_owned()));
    }
    Store::open(&path).map_err(|error| CrawlError::from_store(dir, error))
}

/// Runs one session.
pub(super) async fn crawl(
    crawler: &Crawler,
    options: Options,
    dir: &Path,
    start: Start,
    progress: &dyn Progress,
    stop: StopSignal,
) -> Result<CrawlEnd, CrawlError> {
    if !queue::is_web(&options.seed) {
        return Err(CrawlError::SeedScheme(options.seed.into()));
    }
    if start == Start::Fresh && (has_begun(dir) || dir.join(MANIFEST).exists()) {
        return Err(CrawlError::BundleExists(dir.to_owned()));
    }
    let resolver = resolver(&options, Arc::clone(&crawler.names)).await?;
    let fetcher = Fetcher::new(
        &options,
        Arc::new(resolver),
        Arc::clone(&crawler.gates),
        crawler.roots.clone(),
    )?;
    let opened = {
        let (options, dir) = (options.clone(), dir.to_owned());
        beside_the_network(move || match start {
            Start::Fresh => begin(&options, &dir),
            Start::Resume => take_up(&options, &dir),
        })
        .await
    };
    if let Some(repair) = opened.as_ref().ok().and_then(|opened| opened.repaired) {
        progress.repaired(repair);
    }
    let parsers = Arc::clone(&crawler.parsers);
    let result = match opened {
        Ok(opened) => run_engine(&options, dir, opened, (fetcher, parsers), progress, stop).await,
        Err(error) => Err(error.into()),
    };
    let Failure {
        error,
        has_recorded,
    } = match result {
        Ok(end) => return Ok(end),
        Err(failure) => failure,
    };
    match error {
        CrawlError::DiskFull(_) if start == Start::Resume => Ok(out_of_space(0)),
        CrawlError::Unwritable { path, source } if has_recorded || start == Start::Resume => {
            Err(CrawlError::CutOff { path, source })
        }
        error => {
            if start == Start::Fresh && !has_recorded {
                remove_what_was_begun(dir);
            }
            Err(error)
        }
    }
}

/// How a session failed.
struct Failure {
    error: CrawlError,
    /// It had read the home page and written it down.
    has_recorded: bool,
}

impl From<CrawlError> for Failure {
    fn from(error: CrawlError) -> Self {
        Self {
            error,
            has_recorded: false,
        }
    }
}

fn out_of_space(done: usize) -> CrawlEnd {
    CrawlEnd {
        stopped_by: Some(StoppedBy::DiskFull),
        sealed: false,
        done,
    }
}

/// Runs what keeps the disk busy for long (reading a database back, digests of all files) on a
/// thread of its own: other crawls go on meanwhile, and their requests must not run out of time.
async fn beside_the_network<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, CrawlError> + Send + 'static,
) -> Result<T, CrawlError> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|error| Err(CrawlError::Internal(error.to_string())))
}

/// Resolves what the user named, which decides what the guard lets pass besides public addresses.
async fn resolver(options: &Options, names: Arc<dyn Names>) -> Result<Resolver, CrawlError> {
    let mut named = match servers(&options.seed, &*names).await {
        Ok(servers) => servers,
        Err(cause) => {
            return Err(CrawlError::UnknownHost {
                host: options.seed.host_str().unwrap_or_default().to_owned(),
                why: match cause {
                    Cause::DnsNoName => "no such name".to_owned(),
                    _ => "the name server did not answer".to_owned(),
                },
                cause,
            });
        }
    };
    for host in options.extra_hosts.iter().chain(&options.private_servers) {
        // One that is unknown now is told so when it is asked for.
        if let Ok(url) = Url::parse(&format!("http://{host}/")) {
            named.extend(servers(&url, &*names).await.unwrap_or_default());
        }
    }
    Ok(Resolver::new(
        names,
        Guard::new(&named),
        options.confirm_after,
    ))
}

/// Addresses and port of a URL.
async fn servers(url: &Url, names: &dyn Names) -> Result<Vec<(IpAddr, u16)>, Cause> {
    let ips = match url.host() {
        Some(Host::Ipv4(ip)) => vec![ip.into()],
        Some(Host::Ipv6(ip)) => vec![ip.into()],
        Some(Host::Domain(name)) => names.addresses(name).await?,
        None => Vec::new(),
    };
    let port = url.port_or_known_default().unwrap_or(80);
    Ok(ips.into_iter().map(|ip| (ip, port)).collect())
}

struct Opened {
    store: Store,
    files: WarcFiles,
    ids: RecordIds,
    queued: Queued,
    started_at: String,
    proven: bool,
    repaired: Option<Repair>,
}

fn begin(options: &Options, dir: &Path) -> Result<Opened, CrawlError> {
    let io = |error: io::Error| CrawlError::from_io(dir, error);
    fs::create_dir_all(dir).map_err(io)?;
    let ids = RecordIds::new(RandomState::new().hash_one(0), 0);
    let started_at = now();
    let db = |error| CrawlError::from_store(dir, error);
    let mut files = WarcFiles::open(dir, Position::default(), options.warc_bytes).map_err(io)?;
    begin_archive(&mut files, &ids, &started_at, options).map_err(io)?;
    let text = serde_json::to_string(options).map_err(|e| CrawlError::Internal(e.to_string()))?;
    let batch = Batch {
        meta: vec![
            (OPTIONS, text),
            (STARTED_AT, started_at.clone()),
            (RUN, ids.run().to_string()),
        ],
        ..Batch::default()
    };
    let path = dir.join(DATABASE);
    Ok(Opened {
        store: Store::create(&path, &batch, files.position(), ids.next()).map_err(db)?,
        files,
        ids,
        queued: Queued::default(),
        started_at,
        proven: false,
        repaired: None,
    })
}

fn begin_archive(
    files: &mut WarcFiles,
    ids: &RecordIds,
    started_at: &str,
    options: &Options,
) -> io::Result<()> {
    let agent = &options.user_agent;
    let info = warcinfo(ids, started_at, agent, robots_policy(options))?;
    files.append(&info).map(|_| ())
}

/// Word for the WARC header field `robots`.
pub(super) fn robots_policy(options: &Options) -> &'static str {
    match options.ignore_robots {
        true => "ignore",
        false => "obey",
    }
}

fn take_up(options: &Options, dir: &Path) -> Result<Opened, CrawlError> {
    let stored = stored_options(dir)?;
    if (&stored.seed, &stored.extra_hosts) != (&options.seed, &options.extra_hosts) {
        return Err(CrawlError::OtherPortal {
            dir: dir.to_owned(),
            stored: stored.seed.into(),
            asked: options.seed.to_string(),
        });
    }
    let io = |error: io::Error| CrawlError::from_io(dir, error);
    if has_ended(dir) {
        return Err(CrawlError::AlreadyEnded(dir.to_owned()));
    }
    unseal(dir).map_err(io)?;
    let store = open_store(dir)?;
    let db = |error| CrawlError::from_store(dir, error);
    let repaired = repair(dir, &store).map_err(db)?;
    let queued = store.load().map_err(db)?;
    let end = store.warc_end().map_err(db)?;
    let meta = |key: &str| store.meta(key).map(Option::unwrap_or_default).map_err(db);
    let run = meta(RUN)?.parse().map_err(|_| CrawlError::Damaged {
        dir: dir.to_owned(),
        why: "no run number".to_owned(),
    })?;
    let started_at = meta(STARTED_AT)?;
    let ids = RecordIds::new(run, queued.next_record);
    let mut files = WarcFiles::open(dir, end, options.warc_bytes).map_err(io)?;
    if end == Position::default() {
        // All of it was lost, its beginning too.
        begin_archive(&mut files, &ids, &started_at, options).map_err(io)?;
        let mut writer = store.writer().map_err(db)?;
        let begun = writer.commit(&Batch::default(), files.position(), ids.next());
        begun.map_err(db)?;
    }
    Ok(Opened {
        files,
        ids,
        started_at,
        proven: meta(RESOLVER_PROVEN)? == "true",
        repaired,
        queued,
        store,
    })
}

async fn run_engine(
    options: &Options,
    dir: &Path,
    opened: Opened,
    (fetcher, parsers): (Fetcher, Arc<Parsers>),
    progress: &dyn Progress,
    stop: StopSignal,
) -> Result<CrawlEnd, Failure> {
    let scope = Scope::new(&options.seed, &options.extra_hosts);
    let bounds = Bounds {
        max_pages: options.max_pages,
        max_depth: options.max_depth,
        lane_tasks: options.in_flight.max(1) + AHEAD.max(cores()),
    };
    if opened.proven {
        fetcher.resolver().set_proven();
    }
    let shared = Arc::new(Shared {
        fetcher,
        ids: opened.ids,
        parsers,
        scope: scope.clone(),
        items_since: (!options.whole_columns).then(first_day_of_window).flatten(),
    });
    let frontier = Frontier::new(scope, bounds);
    let store = (&opened.store, opened.files);
    let mut engine = Engine::new(options.clone(), dir, shared, frontier, store)?;
    engine.restore(opened.queued).await;
    let stopped_by = match engine.run(progress, &stop).await {
        Ok(stopped_by) => stopped_by,
        Err(CrawlError::DiskFull(_)) if engine.has_begun() => {
            return Ok(out_of_space(engine.done()));
        }
        Err(error) => {
            let has_recorded = engine.has_begun() && !error.is_of_the_seed();
            return Err(Failure {
                error,
                has_recorded,
            });
        }
    };
    let is_resolver_proven = engine.is_resolver_proven();
    let done = engine.done();
    drop(engine);
    let rest = (opened.store, opened.started_at);
    let sealed = finish(options, dir, rest, stopped_by, is_resolver_proven).await;
    match sealed {
        Ok(()) => Ok(CrawlEnd {
            stopped_by,
            sealed: true,
            done,
        }),
        Err(CrawlError::DiskFull(_)) => Ok(out_of_space(done)),
        Err(error) => Err(Failure {
            error,
            has_recorded: true,
        }),
    }
}

/// Seals what was recorded.
async fn finish(
    options: &Options,
    dir: &Path,
    (store, started_at): (Store, String),
    stopped_by: Option<StoppedBy>,
    resolver_proven: bool,
) -> Result<(), CrawlError> {
    let db = |error| CrawlError::from_store(dir, error);
    let lost_answers = store.meta(LOST_ANSWERS).map_err(db)?;
    let manifest = Manifest {
        stopped_by: stopped_by.map(|s| s.as_str().to_owned()),
        resolver_proven,
        lost_answers: lost_answers.and_then(|n| n.parse().ok()).unwrap_or(0),
        ..manifest(options, &started_at)?
    };
    let dir = dir.to_owned();
    beside_the_network(move || {
        seal(&dir, store, manifest).map_err(|error| CrawlError::from_store(&dir, error))
    })
    .await
}

/// What is known of a crawl before its end.
fn manifest(options: &Options, started_at: &str) -> Result<Manifest, CrawlError> {
    Ok(Manifest {
        schema: Manifest::SCHEMA.to_owned(),
        tool: concat!("gongkai ", env!("CARGO_PKG_VERSION")).to_owned(),
        seed: crate::extract::canonical(&options.seed),
        started_at: started_at.to_owned(),
        ended_at: now(),
        stopped_by: None,
        facts_version: FACTS_VERSION,
        resolver_proven: false,
        robots_ignored: options.ignore_robots,
        lost_answers: 0,
        settings: serde_json::to_value(options).map_err(|e| CrawlError::Internal(e.to_string()))?,
        files: Vec::new(),
    })
}

/// A fresh crawl that came to nothing leaves no bundle behind that would be in the way of the
/// next try. Failures are of no interest beside the error that led here.
fn remove_what_was_begun(dir: &Path) {
    let beside = [
        "crawl.db-wal",
        "crawl.db-shm",
        "crawl.db.part",
        "gongkai-00000.warc.gz",
    ];
    for name in beside.into_iter().chain([DATABASE, INDEX, PAGES]) {
        let _ = fs::remove_file(dir.join(name));
    }
    let _ = fs::remove_dir(dir);
}

/// Years whose items a check may be set to look at: five closed ones and the current one, the most that
/// `params.years` of `low-update-frequency` allows.
const WINDOW: i64 = 6;

/// Lists show the newest first; pages older than this are asked for only where a page links to them.
fn first_day_of_window() -> Option<jiff::civil::Date> {
    today().checked_sub(jiff::Span::new().years(WINDOW)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_holds_the_longest_look_back_that_a_check_allows() {
        let card = include_str!("../../checks/low_update_frequency/check.toml");
        let card: toml::Table = card.parse().unwrap();
        let closed_years = card["params"]["years"]["max"].as_integer().unwrap();
        assert!(closed_years < WINDOW);
    }
}
