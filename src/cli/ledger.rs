//! `gongkai ledger`: propose a column ledger from an inspection, for a person to correct.

use super::args::LedgerArguments;
use super::{Ending, Exit, inspection, print};
use crate::portal::ledger::Ledger;

pub(super) fn run(arguments: &LedgerArguments) -> Result<Exit, Ending> {
    let bundle = inspection::open(&arguments.dir)?;
    let site = inspection::site(&bundle).map_err(Ending::usage)?;
    print(&Ledger::propose(&site).to_csv()?)?;
    Ok(Exit::Clean)
}
