//! From a sealed bundle to reports: read the facts, judge them, write what was said. Shared by
//! `check`, `demo` and `judge`, so that a later judgement takes the same way as the first.

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::civil::Date;

use super::plan::Plan;
use super::reports::Written;
use super::{Ending, Exit, print, reports, say};
use crate::bundle::{Bundle, FACTS_VERSION, Manifest, china_day};
use crate::check::{self, Outcome};
use crate::extract::{Assembler, AssemblySeed};
use crate::facts::{PortalKind, Site};
use crate::portal::settings::FailOn;
use crate::report::build::{self, Particulars, Sources};
use crate::report::result::{ResultDocument, VerdictWord};
use crate::report::{json, text};
use crate::score;

/// Folder of the bundle inside the folder of an inspection.
pub(super) const BUNDLE: &str = "bundle";

/// The bundle in a folder: the folder of an inspection, or the bundle itself.
pub(super) fn open(dir: &Path) -> Result<Bundle, Ending> {
    let inside = dir.join(BUNDLE);
    let dir: PathBuf = if inside.is_dir() {
        inside
    } else {
        dir.to_owned()
    };
    Bundle::open(&dir).map_err(Ending::usage)
}

/// Facts of the portal in a bundle.
pub(super) fn site(bundle: &Bundle) -> anyhow::Result<Site> {
    let manifest = bundle.manifest();
    let seed = AssemblySeed {
        portal_url: manifest.seed.clone(),
        inspected_on: inspected_on(manifest)?,
        stopped_by: manifest.stopped_by.clone(),
        not_found: bundle.not_found_probes()?,
    };
    let mut assembler = Assembler::new(seed, bundle.captures()?);
    if manifest.facts_version == FACTS_VERSION {
        bundle.for_each_page(|id, facts, links| assembler.page(id, facts, links))?;
    } else {
        // Written by another version of the extractor: the recorded bytes are read again.
        bundle.reextract_each_page(|id, facts, links| assembler.page(id, facts, links))?;
    }
    Ok(assembler.finish())
}

/// Day on which the crawl began.
fn inspected_on(manifest: &Manifest) -> anyhow::Result<Date> {
    day("started_at", &manifest.started_at)
}

/// Day on which the crawl ended.
pub(super) fn ended_on(manifest: &Manifest) -> anyhow::Result<Date> {
    day("ended_at", &manifest.ended_at)
}

/// Day in China of a time in the manifest.
fn day(key: &str, time: &str) -> anyhow::Result<Date> {
    china_day(time).with_context(|| format!("manifest.json: {key} is {time:?}"))
}

/// Judges a bundle, writes the reports into `out` and prints the result.
pub(super) fn judge(bundle: &Bundle, site: Site, out: &Path, plan: &Plan) -> Result<Exit, Ending> {
    let (document, written) = report(bundle, site, out, plan)?;
    if let Some(letter) = &written.letter {
        say(&format!(
            "the site refused {} pages; a draft letter that asks for access: {}",
            document.coverage.blocked,
            letter.display()
        ));
    }
    match plan.format {
        super::args::Format::Text => {
            print(&text::summary(&document, plan.lang)?)?;
            print(&format!("{}\n", written.scorecard.display()))?;
        }
        super::args::Format::Json => print(&json::text(&document)?)?,
    }
    let exit = exit(&document, plan.fail_on);
    if exit == Exit::Inconclusive {
        say(
            "not enough of the portal could be read for a verdict; see the coverage in the scorecard",
        );
    }
    Ok(exit)
}

/// The result in the folder of an inspection, if it is one of this bundle.
pub(super) fn judged(folder: &Path, bundle: &Bundle) -> Option<ResultDocument> {
    let text = std::fs::read(folder.join(reports::RESULT)).ok()?;
    let document: ResultDocument = serde_json::from_slice(&text).ok()?;
    let whole = folder.join(reports::SCORECARD).is_file();
    (whole && document.inspection.bundle_digest == bundle.digest()).then_some(document)
}

/// Judges a bundle and writes the reports into `out`.
pub(super) fn report(
    bundle: &Bundle,
    mut site: Site,
    out: &Path,
    plan: &Plan,
) -> Result<(ResultDocument, Written), Ending> {
    if let Some(name) = &plan.portal.name {
        site.portal.name.clone_from(name);
    }
    if plan.portal.kind != PortalKind::Unknown {
        site.portal.kind = plan.portal.kind;
    }
    let as_of = plan.as_of.unwrap_or(site.inspected_on);
    let judgement = check::judge(&site, &plan.standard, plan.ledger.as_ref(), as_of);
    let scorecard = score::score(&site, plan.ledger.as_ref(), &judgement, &plan.profile);
    let manifest = bundle.manifest();
    let particulars = Particulars {
        started_at: manifest.started_at.clone(),
        finished_at: manifest.ended_at.clone(),
        bundle_digest: bundle.digest().to_owned(),
        robots_ignored: manifest.robots_ignored,
    };
    let sources = Sources {
        site: &site,
        standard: &plan.standard,
        ledger: plan.ledger.as_ref(),
        judgement: &judgement,
        profile: &plan.profile,
        scorecard: &scorecard,
        particulars: &particulars,
    };
    let document = build::build(&sources, plan.lang);
    let written = reports::write(out, &document, &site, plan.lang)?;
    Ok((document, written))
}

/// Proven findings win over an inconclusive verdict.
pub(super) fn exit(document: &ResultDocument, fail_on: FailOn) -> Exit {
    let counts = |outcome: Outcome| match fail_on {
        FailOn::Fail => outcome == Outcome::Fail,
        FailOn::Review => matches!(outcome, Outcome::Fail | Outcome::Review),
    };
    if document
        .findings
        .iter()
        .any(|finding| counts(finding.outcome))
    {
        return Exit::Findings;
    }
    let unseen = document.score.is_none();
    match document.verdict == VerdictWord::Undetermined && unseen {
        true => Exit::Inconclusive,
        false => Exit::Clean,
    }
}
