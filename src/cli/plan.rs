//! How a judgement is to be made: settings file, ledger, profile and flags brought together. All
//! of it is read before the crawl begins, so that a mistake costs no crawl.

use std::path::Path;

use anyhow::anyhow;
use jiff::civil::Date;

use super::Ending;
use super::args::{Format, Judging};
use crate::check::{ParamError, Params, Standard};
use crate::checks;
use crate::crawl;
use crate::law::{Lang, quoted};
use crate::portal::ledger::Ledger;
use crate::portal::settings::{FailOn, PortalSettings, Settings, SettingsFile};
use crate::portal::text_file::{self, Unreadable};
use crate::score::{BUILT_IN, Profile};

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

    /// Refuses to judge as of a day that is still to come: what a site will not have updated by then
    /// is seen by nobody now.
    pub(super) fn need_day_that_has_come(&self) -> Result<(), Ending> {
        let today = crawl::today();
        match self.as_of {
            Some(day) if day > today => Err(Ending::usage(anyhow!(
                "the as-of date {day} is still to come (it is {today} in China), and what the portal will show then is unknown; choose a day that has come"
            ))),
            _ => Ok(()),
        }
    }

    /// Refuses to judge as of a day after the last on which the portal was looked at.
    pub(super) fn need_day_that_was_seen(&self, seen: Date) -> Result<(), Ending> {
        match self.as_of {
            Some(day) if day > seen => Err(Ending::usage(anyhow!(
                "the as-of date {day} is after the inspection, which ended on {seen}, and nobody has looked at the portal since; choose an earlier day, or inspect it anew"
            ))),
            _ => Ok(()),
        }
    }
}

fn apply_params(file: &SettingsFile, params: &mut Params) -> Result<(), Ending> {
    for (check, values) in &file.settings.params {
        for (name, value) in values {
            params.set(check, name, value.get_ref()).map_err(|error| {
                let problem = match error {
                    // The place names the parameter.
                    ParamError::Value { problem, .. } => problem,
                    other => other.to_string(),
                };
                Ending::usage(file.invalid(value.span(), problem, None))
            })?;
        }
    }
    Ok(())
}

/// Largest profile; the national one has a hundredth of it.
const MAX_PROFILE: u64 = 1 << 20;

/// Largest ledger: some hundred thousand columns.
const MAX_LEDGER: u64 = 32 << 20;

/// A built-in profile by its id, or a file.
fn profile(name: &str) -> Result<Profile, Ending> {
    if let Some(built_in) = Profile::built_in(name, checks::ALL) {
        return built_in.map_err(Ending::usage);
    }
    let text = text_file::read("the profile", Path::new(name), MAX_PROFILE).map_err(|error| {
        let missing = matches!(error.why, Unreadable::Missing);
        Ending::usage(match missing {
            true => anyhow!(
                "there is no profile {}, neither as a file nor built in; built in: {}",
                quoted(name),
                BUILT_IN.map(|(id, _)| id).join(", ")
            ),
            false => error.into(),
        })
    })?;
    Profile::parse(name, &text, checks::ALL).map_err(Ending::usage)
}

fn ledger(path: &Path) -> Result<Ledger, Ending> {
    let text = text_file::read("the ledger", path, MAX_LEDGER).map_err(Ending::usage)?;
    Ledger::parse(&path.display().to_string(), &text).map_err(Ending::usage)
}
