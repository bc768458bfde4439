//! How a judgement is to be made: settings file, ledger, profile and flags brought together. All
//! of it is read before the crawl begins, so that a mistake costs no crawl.

use std::path::Path;

use anyhow::Context;
use jiff::civil::Date;

use super::Ending;
use super::args::{Format, Judging};
use crate::check::{Params, Standard};
use crate::checks;
use crate::law::Lang;
use crate::portal::ledger::Ledger;
use crate::portal::settings::{FailOn, PortalSettings, Settings, SettingsFile};
use crate::score::Profile;

/// The plan of one judgement.
pub(super) struct Plan {
    pub(super) as_of: Option<Date>,
    pub(super) portal: PortalSettings,
    pub(super) standard: Standard,
    pub(super) profile: Profile,
    pub(super) ledger: Option<Ledger>,
    pub(super) fail_on: FailOn,
    pub(super) format: Format,
    pub(super) lang: Lang,
}

impl Plan {
    /// Plan and settings; flags win over the settings file.
    pub(super) fn read(judging: &Judging) -> Result<(Self, Settings), Ending> {
        let file = judging
            .settings
            .as_deref()
            .map(SettingsFile::read)
            .transpose()
            .map_err(Ending::usage)?;
        let settings = file
            .as_ref()
            .map(|f| f.settings.clone())
            .unwrap_or_default();
        let mut params = Params::defaults(checks::ALL);
        if let Some(file) = &file {
            apply_params(file, &mut params)?;
        }
        let profile = profile(
            judging
                .profile
                .as_deref()
                .unwrap_or(&settings.judge.profile),
        )?;
        let ledger = judging
            .ledger
            .as_deref()
            .or(settings.judge.ledger.as_deref())
            .map(ledger)
            .transpose()?;
        let plan = Self {
            as_of: judging.as_of.or(settings.judge.as_of),
            portal: settings.portal.clone(),
            standard: Standard {
                checks: checks::ALL,
                params,
                cadences: profile.cadences.clone(),
            },
            profile,
            ledger,
            fail_on: judging.fail_on.map_or(settings.judge.fail_on, FailOn::from),
            format: judging.format,
            lang: judging.language.lang.into(),
        };
        Ok((plan, settings))
    }
}

fn apply_params(file: &SettingsFile, params: &mut Params) -> Result<(), Ending> {
    for (check, values) in &file.settings.params {
        for (name, value) in values {
            params.set(check, name, value.get_ref()).map_err(|error| {
                Ending::usage(file.invalid(value.span(), error.to_string(), None))
            })?;
        }
    }
    Ok(())
}

/// A built-in profile by its id, or a file.
fn profile(name: &str) -> Result<Profile, Ending> {
    if let Some(built_in) = Profile::built_in(name, checks::ALL) {
        return built_in.map_err(Ending::usage);
    }
    let text = std::fs::read_to_string(name)
        .with_context(|| {
            format!("{name} is neither a built-in profile nor a file that can be read")
        })
        .map_err(Ending::usage)?;
    Profile::parse(name, &text, checks::ALL).map_err(Ending::usage)
}

fn ledger(path: &Path) -> Result<Ledger, Ending> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the ledger {}", path.display()))
        .map_err(Ending::usage)?;
    Ledger::parse(&path.display().to_string(), &text).map_err(Ending::usage)
}
