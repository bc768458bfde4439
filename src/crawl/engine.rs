//! The owner of frontier and database: hands out jobs, takes in what they bring, commits.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;
use url::Url;

use super::clock::{now, now_millis};
use super::error::{CrawlError, StoppedBy};
use super::fetch::{Failure, Want};
use super::frontier::{Frontier, Job};
use super::options::Options;
use super::progress::{Progress, Snapshot};
use super::queue::{Naming, is_page};
use super::robots::{Access, Rules};
use super::session::{RESOLVER_PROVEN, robots_policy};
use super::sitemap::Sitemap;
use super::stop::StopSignal;
use super::task::{self, Event, Shared, Work};
use crate::bundle::{
    ArchivedExchange, Batch, HostRow, Queued, SitemapRow, Store, WarcFiles, Writer, warcinfo,
};
use crate::extract::canonical;
use crate::facts::{NotFoundProbe, Role, UrlId};

/// Sitemap files read of one portal.
const MAX_SITEMAPS: usize = 50;

/// Time between two snapshots.
const TICK: Duration = Duration::from_millis(100);

/// Results taken into one transaction at most.
const MAX_GROUP: usize = 64;

/// Results of up to a fifth of the requests in flight may wait for others, so that a fast crawl does
/// not pay a transaction for every page. They count with the requests that a kill loses; up to four
/// in flight (the polite crawl has two) none waits.
const SHARE_UNCOMMITTED: usize = 5;

/// The owner.
#[derive(Debug)]
pub struct Engine<'d> {
    pub(super) options: Options,
    pub(super) dir: &'d Path,
    pub(super) shared: Arc<Shared>,
    pub(super) frontier: Frontier<Work>,
    pub(super) store: &'d Store,
    writer: Writer<'d>,
    files: WarcFiles,
    pub(super) batch: Batch,
    pub(super) confirmed_bad: usize,
    /// Where the seed led, and the SHA-256 of what was there.
    pub(super) home: Option<(String, Option<String>)>,
    tasks: JoinSet<Event>,
    errands: usize,
    hosts: Vec<HostRow>,
    sitemaps: VecDeque<Url>,
    sitemaps_known: Vec<String>,
    proven_stored: bool,
    /// Finished tasks taken in since the last commit.
    taken: usize,
    speed: Speed,
}

impl<'d> Engine<'d> {
    /// An engine with nothing to do yet.
    pub fn new(
        options: Options,
        dir: &'d Path,
        shared: Arc<Shared>,
        frontier: Frontier<Work>,
        (store, files): (&'d Store, WarcFiles),
    ) -> Result<Self, CrawlError> {
        let broken = |error| CrawlError::from_store(dir, error);
        // Known already when a crawl is taken up again.
        let home = store.looks(super::settle::SEED).map_err(broken)?.pop();
        Ok(Self {
            home: home.map(|look| (look.final_url, look.sha256)),
            options,
            dir,
            shared,
            frontier,
            store,
            writer: store.writer().map_err(broken)?,
            files,
            batch: Batch::default(),
            confirmed_bad: 0,
            tasks: JoinSet::new(),
            errands: 0,
            hosts: Vec::new(),
            sitemaps: VecDeque::new(),
            sitemaps_known: Vec::new(),
            proven_stored: false,
            taken: 0,
            speed: Speed::default(),
        })
    }

    /// Takes back what an earlier session stored, or names the seed.
    pub async fn restore(&mut self, queued: Queued) {
        self.frontier.restore(queued.urls);
        self.frontier.seed(&self.options.seed.clone());
        for host in queued.hosts {
            self.open_origin(host).await;
        }
        for row in queued.sitemaps {
            if !row.done
                && let Ok(url) = Url::parse(&row.url)
            {
                self.sitemaps.push_back(url);
            }
            self.sitemaps_known.push(row.url);
        }
    }

    /// Runs until nothing is left to do, or something stops it.
    pub async fn run(
        &mut self,
        progress: &dyn Progress,
        stop: &StopSignal,
    ) -> Result<Option<StoppedBy>, CrawlError> {
        let mut told = Instant::now();
        loop {
            self.dispatch()?;
            if self.is_finished() {
                break;
            }
            let wait = self.until_next_due().min(TICK);
            tokio::select! {
                biased;
                () = stop.given() => {
                    self.tasks.abort_all();
                    self.commit()?;
                    return Ok(Some(StoppedBy::Interrupted));
                }
                Some(done) = self.tasks.join_next() => self.take_in(done).await?,
                () = sleep(wait) => self.commit_taken()?
            }
            if told.elapsed() >= TICK {
                told = Instant::now();
                progress.update(&self.snapshot());
            }
        }
        self.frontier.close();
        self.commit()?;
        progress.update(&self.snapshot());
        Ok(match () {
            () if self.frontier.is_portal_given_up() => Some(StoppedBy::StopLoss),
            () if self.frontier.is_budget_hit() => Some(StoppedBy::MaxPages),
            () => None,
        })
    }

    fn is_finished(&self) -> bool {
        self.frontier.is_finished() && self.errands == 0 && self.sitemaps.is_empty()
    }

    fn until_next_due(&self) -> Duration {
        let left = self.frontier.next_due().map(|due| due - now_millis());
        left.map_or(TICK, |ms| {
            Duration::from_millis(u64::try_from(ms).unwrap_or(0))
        })
    }

    /// Takes in a finished task and whatever else has finished meanwhile, in one transaction, or in
    /// the next: see [`SHARE_UNCOMMITTED`].
    async fn take_in(
        &mut self,
        first: Result<Event, tokio::task::JoinError>,
    ) -> Result<(), CrawlError> {
        let mut next = Some(first);
        for _ in 0..MAX_GROUP {
            let Some(done) = next else { break };
            let event = done.map_err(|error| CrawlError::Internal(error.to_string()))?;
            self.handle(event).await?;
            self.taken += 1;
            next = self.tasks.try_join_next();
        }
        if let Some(done) = next {
            let event = done.map_err(|error| CrawlError::Internal(error.to_string()))?;
            self.handle(event).await?;
            self.taken += 1;
        }
        match self.taken > self.options.in_flight / SHARE_UNCOMMITTED {
            true => self.commit(),
            false => Ok(()),
        }
    }

    /// Commits what was taken in and waits for company that does not come.
    fn commit_taken(&mut self) -> Result<(), CrawlError> {
        match self.taken {
            0 => Ok(()),
            _ => self.commit(),
        }
    }

    async fn handle(&mut self, event: Event) -> Result<(), CrawlError> {
        match event {
            Event::Answer { lane, work, result } => {
                self.frontier.task_ended(lane);
                self.settle(lane, work, result)
            }
            Event::Robots {
                archived,
                host,
                failure,
            } => {
                self.errands -= 1;
                self.record_all(archived)?;
                self.seed_answers(&host, failure)?;
                self.batch.hosts.push(host.clone());
                self.open_origin(host).await;
                Ok(())
            }
            Event::Sitemap {
                url,
                archived,
                sitemap,
            } => {
                self.errands -= 1;
                self.record_all(archived)?;
                self.batch.sitemaps.push(SitemapRow { url, done: true });
                self.name_from_sitemap(sitemap);
                Ok(())
            }
            Event::Probe { archived, probe } => {
                self.errands -= 1;
                self.record_all(archived)?;
                self.keep_probe(probe);
                Ok(())
            }
        }
    }

    /// The home page cannot be read when its robots.txt cannot.
    fn seed_answers(&self, host: &HostRow, failure: Option<Failure>) -> Result<(), CrawlError> {
        let seed = &self.options.seed;
        if host.origin != seed.origin().ascii_serialization() {
            return Ok(());
        }
        if let Some(Failure::Cause { cause, text }) = failure {
            return Err(CrawlError::SeedUnreachable {
                url: seed.to_string(),
                cause,
                why: text,
            });
        }
        if !Rules::new(host, self.options.ignore_robots).allow(seed) {
            return Err(CrawlError::SeedDisallowed(seed.to_string()));
        }
        Ok(())
    }

    /// Opens an origin whose robots.txt is known: its lane, its sitemaps, its probe.
    async fn open_origin(&mut self, host: HostRow) {
        let rules = Rules::new(&host, self.options.ignore_robots);
        let base = Url::parse(&host.origin).ok();
        if let (Some(delay), Some(url)) = (rules.crawl_delay(), &base)
            && let Ok(server) = self.shared.fetcher.server(url, true).await
        {
            server.obey_crawl_delay(delay);
        }
        let mut sitemaps = rules.sitemaps().to_vec();
        sitemaps.extend(base.and_then(|url| url.join("/sitemap.xml").ok()));
        let probe = task::probe_url(&host.origin).filter(|url| rules.allow(url));
        self.frontier.set_rules(&host.origin, rules);
        if host.robots == Access::NoServer.as_str() {
            self.hosts.push(host);
            return;
        }
        for url in sitemaps {
            self.name_sitemap(url);
        }
        if let (None, Some(url)) = (&host.probe, probe) {
            self.errands += 1;
            self.tasks.spawn(task::probe(
                Arc::clone(&self.shared),
                host.origin.clone(),
                url,
            ));
        }
        self.hosts.push(host);
    }

    fn keep_probe(&mut self, probe: NotFoundProbe) {
        if let Some(host) = self
            .hosts
            .iter_mut()
            .find(|host| host.origin == probe.origin)
        {
            host.probe = Some(probe);
            self.batch.hosts.push(host.clone());
        }
    }

    fn name_sitemap(&mut self, url: Url) {
        let name = url.to_string();
        if !self.frontier.is_in_scope(&url)
            || !self.frontier.allows(&url)
            || self.sitemaps_known.len() >= MAX_SITEMAPS
            || self.sitemaps_known.contains(&name)
        {
            return;
        }
        self.sitemaps_known.push(name.clone());
        self.batch.sitemaps.push(SitemapRow {
            url: name,
            done: false,
        });
        self.sitemaps.push_back(url);
    }

    fn name_from_sitemap(&mut self, sitemap: Sitemap) {
        for url in sitemap
            .sitemaps
            .iter()
            .filter_map(|text| Url::parse(text).ok())
        {
            self.name_sitemap(url);
        }
        let naming = Naming {
            role: Role::Page,
            depth: 1,
            guessed: true,
            navigation: false,
        };
        for url in sitemap
            .pages
            .iter()
            .filter_map(|text| Url::parse(text).ok())
        {
            if self.frontier.is_in_scope(&url) {
                self.frontier.name(&canonical(&url), naming);
            }
        }
    }

    fn dispatch(&mut self) -> Result<(), CrawlError> {
        for origin in self.frontier.take_new_origins() {
            if !self.hosts.iter().any(|host| host.origin == origin) {
                self.errands += 1;
                self.tasks
                    .spawn(task::robots(Arc::clone(&self.shared), origin));
            }
        }
        // One at a time and after the other errands: what a sitemap names are guesses.
        if self.errands == 0
            && let Some(url) = self.sitemaps.pop_front()
        {
            self.errands += 1;
            self.tasks
                .spawn(task::sitemap(Arc::clone(&self.shared), url));
        }
        self.frontier.wake_suspects(now_millis());
        while let Some((lane, job)) = self.frontier.next_job() {
            match job {
                Job::First(id) => self.start(lane, id, false),
                Job::Second(id) => self.start(lane, id, true),
                Job::GoOn(work) => self.go_on(lane, work)?,
            }
        }
        Ok(())
    }

    fn start(&mut self, lane: u32, id: UrlId, second: bool) {
        let entry = self.frontier.entry(id);
        // A URL becomes known only after it was parsed, so it parses again.
        let Ok(url) = Url::parse(&entry.url) else {
            return self.frontier.task_ended(lane);
        };
        let work = Work {
            id,
            second,
            url,
            want: match entry.role {
                Role::Data if entry.in_scope => Want::Data,
                role if entry.in_scope && is_page(role) => Want::Page,
                _ => Want::Presence,
            },
            hops: Vec::new(),
            claimed: Vec::new(),
            cookie: false,
            tls_faults: Vec::new(),
        };
        self.tasks
            .spawn(task::look(Arc::clone(&self.shared), lane, work));
    }

    fn go_on(&mut self, lane: u32, work: Work) -> Result<(), CrawlError> {
        // robots.txt of the origin may have become known only while the work waited.
        if self.frontier.allows(&work.url) {
            self.tasks
                .spawn(task::look(Arc::clone(&self.shared), lane, work));
        } else {
            self.frontier.task_ended(lane);
            self.end_at_robots(work)?;
        }
        Ok(())
    }

    /// Appends the records of an exchange to the archive; gives the number of the response.
    pub(super) fn record(&mut self, archived: ArchivedExchange) -> Result<u64, CrawlError> {
        let io = |error| CrawlError::from_io(self.dir, error);
        if self.files.is_full() {
            self.files.roll().map_err(io)?;
            let policy = robots_policy(&self.options);
            let info = warcinfo(&self.shared.ids, &now(), &self.options.user_agent, policy);
            self.files.append(&info.map_err(io)?).map_err(io)?;
        }
        let start = self.files.append(&archived.bytes).map_err(io)?;
        let mut row = archived.row;
        row.file = start.file;
        row.offset += start.length;
        let seq = row.seq;
        self.batch.records.push(row);
        Ok(seq)
    }

    fn record_all(&mut self, archived: Vec<ArchivedExchange>) -> Result<(), CrawlError> {
        archived
            .into_iter()
            .try_for_each(|one| self.record(one).map(|_| ()))
    }

    fn commit(&mut self) -> Result<(), CrawlError> {
        self.taken = 0;
        let mut batch = std::mem::take(&mut self.batch);
        batch.urls = self.frontier.take_dirty();
        if !self.proven_stored && self.shared.fetcher.resolver().proven() {
            self.proven_stored = true;
            batch.meta.push((RESOLVER_PROVEN, true.to_string()));
        }
        self.writer
            .commit(&batch, self.files.position(), self.shared.ids.next())
            .map_err(|error| CrawlError::from_store(self.dir, error))
    }

    fn snapshot(&mut self) -> Snapshot {
        let (done, queued, in_flight, suspects) = self.frontier.counts();
        let rate = self.speed.at(done);
        let eta = (rate > 0.0).then(|| Duration::from_secs_f64((queued + in_flight) as f64 / rate));
        Snapshot {
            done,
            queued,
            in_flight,
            suspects,
            confirmed_bad: self.confirmed_bad,
            rate,
            eta,
        }
    }

    /// URLs finished.
    pub fn done(&self) -> usize {
        self.frontier.counts().0
    }

    /// Whether the home page was looked at, so that there is something to keep.
    pub fn has_begun(&self) -> bool {
        self.done() > 0 || self.frontier.counts().3 > 0
    }

    /// Whether the resolver has proven itself.
    pub fn is_resolver_proven(&self) -> bool {
        self.shared.fetcher.resolver().proven()
    }
}

/// Speed over the last seconds.
#[derive(Debug, Default)]
struct Speed {
    marks: VecDeque<(Instant, usize)>,
}

impl Speed {
    /// Snapshots that the speed is taken over: five seconds of ten a second.
    const MARKS: usize = 50;

    fn at(&mut self, done: usize) -> f64 {
        let now = Instant::now();
        self.marks.push_back((now, done));
        if self.marks.len() > Self::MARKS {
            self.marks.pop_front();
        }
        match self.marks.front() {
            Some((then, before)) if now > *then => {
                done.saturating_sub(*before) as f64 / (now - *then).as_secs_f64()
            }
            _ => 0.0,
        }
    }
}
