//! `gongkai judge`: judge a recorded bundle again, offline.

use super::args::JudgeArguments;
use super::plan::Plan;
use super::{Ending, Exit, inspection};

pub(super) fn run(arguments: &JudgeArguments) -> Result<Exit, Ending> {
    let (plan, _) = Plan::read(&arguments.judging)?;
    let bundle = inspection::open(&arguments.dir)?;
    plan.need_day_that_was_seen(inspection::ended_on(bundle.manifest())?)?;
    let out = arguments.out.as_deref().unwrap_or(&arguments.dir);
    let site = inspection::site(&bundle).map_err(Ending::usage)?;
    inspection::judge(&bundle, site, out, &plan)
}
