//! `gongkai demo`: the whole inspection on the built-in portal, served on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use anyhow::Context;
use url::Url;

use super::args::{DemoArguments, Judging};
use super::inspection::BUNDLE;
use super::plan::Plan;
use super::{Ending, Exit, check, say};
use crate::crawl::{Options, Start};
use crate::demo::{FixturePortal, FixtureServer};

/// The portal runs on this machine and may be asked faster than a real one.
const RATE: f64 = 20.0;
const IN_FLIGHT: usize = 4;
const CONFIRM_AFTER: Duration = Duration::from_secs(2);
const TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn run(arguments: &DemoArguments) -> Result<Exit, Ending> {
    let portal = FixturePortal::county()?;
    let judging = Judging {
        as_of: Some(portal.about.as_of),
        format: arguments.format,
        language: arguments.language,
        ..Judging::default()
    };
    let (plan, _) = Plan::read(&judging)?;
    let server = FixtureServer::start(
        portal.files,
        portal.faults,
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    )?;
    let seed = Url::parse(&server.url())?;
    say(&format!(
        "inspecting the fictional portal of {} on {seed}",
        portal.about.name
    ));
    let bundle = arguments.out.join(BUNDLE);
    if bundle.exists() {
        // A demo is made to be repeated; its bundle is nobody's evidence.
        std::fs::remove_dir_all(&bundle)
            .with_context(|| format!("cannot remove {}", bundle.display()))?;
    }
    let options = Options {
        rate: RATE,
        in_flight: IN_FLIGHT,
        confirm_after: CONFIRM_AFTER,
        timeout: TIMEOUT,
        idle_timeout: TIMEOUT,
        ..Options::new(seed)
    };
    // Finding the planted defects is what the demo is for: that is no failure.
    match check::inspect(options, &arguments.out, Start::Fresh, &plan)? {
        Exit::Findings => Ok(Exit::Clean),
        other => Ok(other),
    }
}
