//! `gongkai check` for several portals: crawl them side by side, judge each as soon as its crawl
//! ends, print one line for each. Portals are judged one after the other on a thread of their own,
//! so that memory stays bounded and no crawl waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::anyhow;
use serde::Serialize;
use url::Url;

use super::args::{CheckArguments, Format};
use super::check::{self, ending, options, stop_on_interrupt, today};
use super::inspection::{self, BUNDLE};
use super::parent_folder::{self, Planned, free_folder};
use super::plan::Plan;
use super::progress::{WholeBar, loss};
use super::{Ending, Exit, one_line, open_files, portal_list, print, say};
use crate::bundle::{Bundle, Repair};
use crate::check::Tally;
use crate::crawl::{
    self, CrawlEnd, CrawlError, Snapshot, Start, StopSignal, StoppedBy, Visit, Watch,
};
use crate::portal::settings::Settings;
use crate::report::result::{ResultDocument, ScoreInterval, VerdictWord};
use crate::report::text::{self, Unjudged};

/// Stack of the thread that judges: as much as the main thread has, which judges a single portal.
const STACK: usize = 8 << 20;

/// Inspects the portals that the arguments name.
pub(super) fn begin(
    arguments: &CheckArguments,
    plan: &Plan,
    settings: &Settings,
) -> Result<Exit, Ending> {
    refuse_what_fits_one_portal(plan, settings)?;
    let seeds = portal_list::read(&arguments.urls, arguments.from.as_deref())?;
    let options = seeds
        .into_iter()
        .map(|seed| options(arguments, seed, &settings.crawl, &[]))
        .collect();
    let parent = arguments.out.clone().unwrap_or_else(|| {
        free_folder(PathBuf::from("gongkai-out").join(format!("portals-{}", today())))
    });
    let planned = parent_folder::begin(&parent, options)?;
    inspect(&parent, planned, arguments.at_once, plan)
}

/// Goes on with every inspection in `parent` that was not finished.
pub(super) fn resume(
    parent: &Path,
    at_once: u16,
    plan: &Plan,
    settings: &Settings,
) -> Result<Exit, Ending> {
    refuse_what_fits_one_portal(plan, settings)?;
    inspect(parent, parent_folder::read(parent)?, at_once, plan)
}

/// One portal's name, hosts or columns, taken for those of another, would make false accusations.
fn refuse_what_fits_one_portal(plan: &Plan, settings: &Settings) -> Result<(), Ending> {
    let what = match () {
        () if plan.ledger.is_some() => "a column ledger",
        () if plan.portal.name.is_some() => "portal.name",
        () if !settings.portal.hosts.is_empty() => "portal.hosts",
        () => return Ok(()),
    };
    Err(Ending::usage(anyhow!(
        "{what} belongs to one portal and cannot hold for several: leave it out, and judge that portal again with it: gongkai judge DIR"
    )))
}

/// One inspection of several.
struct Inspection {
    seed: Url,
    folder: PathBuf,
}

/// What is to be done with each inspection.
#[derive(Default)]
struct Work {
    inspections: Vec<Inspection>,
    /// Numbers of those that came to the end of their crawl before.
    crawled: Vec<usize>,
    /// Numbers of those that are to be crawled.
    visited: Vec<usize>,
    /// Their crawls.
    visits: Vec<Visit>,
}

impl Work {
    /// What the bundles in `parent` leave to be done.
    fn left(parent: &Path, planned: Vec<Planned>) -> Self {
        let mut work = Self::default();
        for (number, Planned { folder, options }) in planned.into_iter().enumerate() {
            let folder = parent.join(folder);
            let bundle_dir = folder.join(BUNDLE);
            let seed = options.seed.clone();
            work.inspections.push(Inspection { seed, folder });
            if crawl::has_ended(&bundle_dir) {
                work.crawled.push(number);
                continue;
            }
            let start = match crawl::has_begun(&bundle_dir) {
                true => Start::Resume,
                false => Start::Fresh,
            };
            work.visited.push(number);
            work.visits.push(Visit {
                options,
                bundle_dir,
                start,
            });
        }
        work
    }
}

/// How the crawl of one inspection ended.
enum Crawled {
    /// In this run.
    Now(Result<CrawlEnd, CrawlError>),
    /// In an earlier one.
    Before,
}

fn inspect(
    parent: &Path,
    planned: Vec<Planned>,
    at_once: u16,
    plan: &Plan,
) -> Result<Exit, Ending> {
    let at_once = open_files::at_once(at_once);
    let Work {
        inspections,
        crawled,
        visited,
        visits,
    } = Work::left(parent, planned);
    let stop = StopSignal::new();
    stop_on_interrupt(stop.clone())?;
    let bar = WholeBar::new(visits.len());
    let (sender, arriving) = channel();
    for number in crawled {
        // The receiver lives until the thread below has ended.
        let _ = sender.send((number, Crawled::Before));
    }
    let judge = Judge {
        inspections: &inspections,
        plan,
        bar: bar.handle(),
    };
    let tally = thread::scope(|scope| -> Result<JobTally, Ending> {
        let judging = thread::Builder::new()
            .name("judge".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, || judge.work_off(arriving))?;
        let desk = Desk {
            inspections: &inspections,
            bar: &bar,
            visited: &visited,
            sender,
        };
        let crawled = crawl::run_several(visits, at_once, &desk, &stop);
        drop(desk);
        let judged = judging
            .join()
            .unwrap_or_else(|_| Err(anyhow!("the judging broke off").into()));
        crawled.map_err(ending)?;
        judged
    });
    bar.finish();
    let tally = tally?;
    if tally.unfinished > 0 {
        say(&format!(
            "{} of {} portals are not finished; go on with: gongkai check --resume {}",
            tally.unfinished,
            inspections.len(),
            parent.display()
        ));
    }
    Ok(tally.worst)
}

/// Hands what comes from the crawls to the bar and to the judge.
struct Desk<'a> {
    inspections: &'a [Inspection],
    bar: &'a WholeBar,
    /// Number of the inspection by the number of the visit.
    visited: &'a [usize],
    sender: Sender<(usize, Crawled)>,
}

impl Watch for Desk<'_> {
    fn update(&self, visit: usize, snapshot: &Snapshot) {
        self.bar.update(visit, snapshot);
    }

    fn repaired(&self, visit: usize, repair: Repair) {
        let folder = self.inspections[self.visited[visit]].folder.display();
        let line = format!("{folder}: {}", loss(repair));
        self.bar.handle().suspend(|| say(&line));
    }

    fn ended(&self, visit: usize, end: Result<CrawlEnd, CrawlError>) {
        self.bar.ended(visit);
        // Fails only when the judge is gone, which is told when it is joined.
        let _ = self.sender.send((self.visited[visit], Crawled::Now(end)));
    }
}

/// What became of all.
struct JobTally {
    worst: Exit,
    unfinished: usize,
}

struct Judge<'a> {
    inspections: &'a [Inspection],
    plan: &'a Plan,
    bar: indicatif::ProgressBar,
}

/// What became of one.
struct Conclusion {
    exit: Exit,
    result: Result<ResultDocument, Unjudged>,
    error: Option<String>,
}

impl Judge<'_> {
    fn work_off(&self, arriving: Receiver<(usize, Crawled)>) -> Result<JobTally, Ending> {
        let mut tally = JobTally {
            worst: Exit::Clean,
            unfinished: 0,
        };
        let mut untold = None;
        for (number, crawled) in arriving {
            let inspection = &self.inspections[number];
            let conclusion = self.conclude(inspection, crawled);
            tally.worst = tally.worst.or_worse(conclusion.exit);
            tally.unfinished += usize::from(matches!(conclusion.result, Err(Unjudged::Unfinished)));
            let told = self.bar.suspend(|| self.tell(inspection, &conclusion));
            // The rest is judged all the same: its reports are files.
            untold = untold.or(told.err());
        }
        untold.map_or(Ok(tally), Err)
    }

    fn conclude(&self, inspection: &Inspection, crawled: Crawled) -> Conclusion {
        let end = match crawled {
            Crawled::Now(Ok(end)) => Some(end),
            Crawled::Now(Err(error)) => {
                // Nothing was recorded, so nothing is left behind; a folder with anything in it stays.
                let _ = std::fs::remove_dir(&inspection.folder);
                return Conclusion::failed(ending(error));
            }
            Crawled::Before => None,
        };
        if let Some(stopped_by) = end
            .and_then(|end| end.stopped_by)
            .filter(|by| by.is_resumable())
        {
            return Conclusion::unfinished(stopped_by);
        }
        let judged = catch_unwind(AssertUnwindSafe(|| self.judge(inspection, end.is_none())));
        match judged
            .unwrap_or_else(|_| Err(anyhow!("internal error: the judgement broke off").into()))
        {
            Ok(document) => Conclusion {
                exit: inspection::exit(&document, self.plan.fail_on),
                result: Ok(document),
                error: None,
            },
            Err(ending) => Conclusion::failed(ending),
        }
    }

    /// What was judged before is left as it is: it may have been judged again since, with a ledger.
    fn judge(&self, inspection: &Inspection, before: bool) -> Result<ResultDocument, Ending> {
        let bundle = Bundle::open(&inspection.folder.join(BUNDLE))?;
        if before && let Some(document) = inspection::judged(&inspection.folder, &bundle) {
            return Ok(document);
        }
        // It may have been crawled long before this run took it up.
        let seen = inspection::ended_on(bundle.manifest())?;
        self.plan.need_day_that_was_seen(seen)?;
        let site = inspection::site(&bundle)?;
        Ok(inspection::report(&bundle, site, &inspection.folder, self.plan)?.0)
    }

    fn tell(&self, inspection: &Inspection, conclusion: &Conclusion) -> Result<(), Ending> {
        let folder = inspection.folder.display().to_string();
        if let Some(error) = &conclusion.error {
            say(&format!("{folder}: {error}"));
        }
        match self.plan.format {
            Format::Text => {
                let portal = inspection.seed.as_str();
                let result = conclusion.result.as_ref().map_err(|unjudged| *unjudged);
                print(&text::line(portal, &folder, result, self.plan.lang)?)
            }
            Format::Json => {
                let line = Line::of(inspection.seed.as_str(), &folder, conclusion);
                print(&(serde_json::to_string(&line)? + "\n"))
            }
        }
    }
}

impl Conclusion {
    fn failed(ending: Ending) -> Self {
        Self {
            exit: ending.exit,
            result: Err(Unjudged::Failed),
            error: Some(one_line(&ending.error)),
        }
    }

    fn unfinished(stopped_by: StoppedBy) -> Self {
        Self {
            exit: check::exit_of_unfinished(stopped_by),
            result: Err(Unjudged::Unfinished),
            // Ctrl-C is no news to who pressed it.
            error: (stopped_by != StoppedBy::Interrupted).then(|| stopped_by.as_str().to_owned()),
        }
    }
}

/// What `--format json` prints for one portal.
#[derive(Serialize)]
struct Line<'a> {
    portal: &'a str,
    folder: &'a str,
    /// As if the portal had been inspected alone.
    exit: u8,
    verdict: Option<VerdictWord>,
    score: Option<&'a ScoreInterval>,
    /// Share of the known pages that were read.
    coverage: Option<&'a str>,
    /// By outcome.
    findings: Option<Tally>,
    error: Option<&'a str>,
}

impl<'a> Line<'a> {
    fn of(portal: &'a str, folder: &'a str, conclusion: &'a Conclusion) -> Self {
        let document = conclusion.result.as_ref().ok();
        Self {
            portal,
            folder,
            exit: conclusion.exit.code(),
            verdict: document.map(|document| document.verdict),
            score: document.and_then(|document| document.score.as_ref()),
            coverage: document.map(|document| document.coverage.share.as_str()),
            findings: document.map(text::tally),
            error: conclusion.error.as_deref(),
        }
    }
}
