//! `gongkai check`: crawl a portal, judge it, write the scorecard. Several portals are left to
//! [`check_several`].

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::tz::Offset;
use url::Url;

use super::address::web_address;
use super::args::CheckArguments;
use super::inspection::{self, BUNDLE};
use super::parent_folder::{self, free_folder, host_name};
use super::plan::Plan;
use super::progress::Bar;
use super::{Ending, Exit, check_several, say};
use crate::bundle::Bundle;
use crate::crawl::{self, CrawlError, Options, Start, StopSignal, StoppedBy};
use crate::facts::Cause;
use crate::portal::settings::CrawlSettings;

pub(super) fn run(arguments: &CheckArguments) -> Result<Exit, Ending> {
    let (plan, settings) = Plan::read(&arguments.judging)?;
    plan.need_day_that_has_come()?;
    if let Some(dir) = &arguments.resume {
        if parent_folder::is_one(dir) {
            return check_several::resume(dir, arguments.at_once, &plan, &settings);
        }
        let stored = crawl::stored_options(&dir.join(BUNDLE)).map_err(ending)?;
        return inspect(stored, dir, Start::Resume, &plan);
    }
    let [url] = &arguments.urls[..] else {
        return check_several::begin(arguments, &plan, &settings);
    };
    if arguments.from.is_some() {
        return check_several::begin(arguments, &plan, &settings);
    }
    let seed = web_address(url)?;
    let out = arguments.out.clone().unwrap_or_else(|| default_out(&seed));
    let options = options(arguments, seed, &settings.crawl, &settings.portal.hosts);
    inspect(options, &out, Start::Fresh, &plan)
}

/// Crawls into `out` and judges what was recorded.
pub(super) fn inspect(
    options: Options,
    out: &Path,
    start: Start,
    plan: &Plan,
) -> Result<Exit, Ending> {
    let bundle_dir = out.join(BUNDLE);
    let bar = Bar::new();
    let stop = StopSignal::new();
    stop_on_interrupt(stop.clone())?;
    let end = crawl::run(options, &bundle_dir, start, &bar, stop);
    bar.finish();
    let end = end.map_err(ending)?;
    if let Some(reason) = end.stopped_by.filter(|reason| reason.is_resumable()) {
        say(&format!(
            "{} after {} URLs; go on with: gongkai check --resume {}",
            reason.as_str(),
            end.done,
            out.display()
        ));
        return Ok(exit_of_unfinished(reason));
    }
    let bundle = Bundle::open(&bundle_dir)?;
    let site = inspection::site(&bundle)?;
    inspection::judge(&bundle, site, out, plan)
}

/// Exit code of a crawl that was stopped and can go on.
pub(super) fn exit_of_unfinished(stopped_by: StoppedBy) -> Exit {
    match stopped_by {
        StoppedBy::Interrupted => Exit::Interrupted,
        _ => Exit::Failure,
    }
}

/// Ctrl-C ends the crawl in order; a second one ends the program at once.
pub(super) fn stop_on_interrupt(stop: StopSignal) -> Result<(), Ending> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    std::thread::Builder::new()
        .name("interrupt".to_owned())
        .spawn(move || {
            runtime.block_on(async {
                if tokio::signal::ctrl_c().await.is_ok() {
                    say("stopping; what was read is kept");
                    stop.stop();
                }
                if tokio::signal::ctrl_c().await.is_ok() {
                    #[allow(
                        clippy::exit,
                        reason = "the user asked twice; the bundle survives a kill"
                    )]
                    std::process::exit(5);
                }
            });
        })?;
    Ok(())
}

pub(super) fn options(
    arguments: &CheckArguments,
    seed: Url,
    settings: &CrawlSettings,
    hosts: &[String],
) -> Options {
    let defaults = Options::new(seed);
    let user_agent = settings
        .user_agent
        .clone()
        .unwrap_or_else(|| match &settings.contact {
            Some(contact) => defaults
                .user_agent
                .replace("the inspecting office", contact),
            None => defaults.user_agent.clone(),
        });
    let timeout = arguments.timeout.unwrap_or(settings.timeout);
    Options {
        extra_hosts: hosts.to_vec(),
        private_servers: settings.private_servers.clone(),
        rate: arguments.rate.unwrap_or(settings.rate),
        in_flight: arguments.in_flight.unwrap_or(settings.in_flight) as usize,
        confirm_after: arguments.confirm_after.unwrap_or(settings.confirm_after),
        max_pages: arguments.max_pages.unwrap_or(settings.max_pages) as usize,
        max_depth: arguments.max_depth.unwrap_or(settings.max_depth),
        idle_timeout: defaults.idle_timeout.min(timeout),
        timeout,
        whole_columns: arguments.whole_columns || settings.whole_columns,
        ignore_robots: arguments.ignore_robots || settings.ignore_robots,
        user_agent,
        ..defaults
    }
}

/// `gongkai-out/HOST-DATE`, numbered if that is taken.
fn default_out(seed: &Url) -> PathBuf {
    let name = format!("{}-{}", host_name(seed), today());
    free_folder(PathBuf::from("gongkai-out").join(name))
}

/// Today in China.
#[allow(
    clippy::disallowed_methods,
    reason = "the folder is named after the day on which it is made"
)]
pub(super) fn today() -> Date {
    Offset::constant(8)
        .to_datetime(jiff::Timestamp::now())
        .date()
}

/// Exit code of a crawl that could not be made: the user's mistake, the site's state, or ours.
pub(super) fn ending(error: CrawlError) -> Ending {
    let exit = match &error {
        CrawlError::SeedScheme(_)
        | CrawlError::UnknownHost { .. }
        | CrawlError::SeedNotHtml { .. }
        | CrawlError::SeedElsewhere { .. }
        | CrawlError::BundleExists(_)
        | CrawlError::NotABundle(_)
        | CrawlError::AlreadyEnded(_)
        | CrawlError::OtherPortal { .. }
        | CrawlError::InUse(_)
        | CrawlError::Setup(_) => Exit::Usage,
        CrawlError::SeedUnreachable {
            cause: Cause::Internal,
            ..
        } => Exit::Failure,
        CrawlError::SeedUnreachable { .. }
        | CrawlError::SeedDisallowed(_)
        | CrawlError::SeedEmpty(_) => Exit::Inconclusive,
        CrawlError::Unwritable { .. }
        | CrawlError::CutOff { .. }
        | CrawlError::Damaged { .. }
        | CrawlError::DiskFull(_)
        | CrawlError::Internal(_) => Exit::Failure,
    };
    Ending {
        exit,
        error: error.into(),
    }
}
