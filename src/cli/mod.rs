//! The command line: one file a subcommand. Only here are errors turned into sentences and exit
//! codes, only here is anything printed. Progress goes to standard error, results to standard
//! output; a closed pipe is success.

mod address;
mod args;
mod check;
mod check_several;
mod demo;
mod exit;
mod explain;
mod extract;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod init;
mod inspection;
mod judge;
mod ledger;
mod open_files;
mod parent_folder;
mod plan;
mod portal_list;
mod progress;
mod reports;
mod terminal;
mod usage;

use std::panic::PanicHookInfo;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
pub use exit::{Ending, Exit};
use terminal::{print, say};

/// Runs the program: arguments to exit code.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            return usage::report(&error).into();
        }
    };
    std::panic::set_hook(Box::new(|panic| say(&fault(panic))));
    match std::panic::catch_unwind(|| run_command(arguments.command)) {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(ending)) => {
            say(&one_line(&ending.error));
            ending.exit.into()
        }
        // The hook has said what happened.
        Err(_) => Exit::Failure.into(),
    }
}

fn run_command(command: Command) -> Result<Exit, Ending> {
    match command {
        Command::Check(arguments) => check::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Judge(arguments) => judge::run(&arguments),
        Command::Extract(arguments) => extract::run(&arguments),
        Command::Ledger(arguments) => ledger::run(&arguments),
        Command::List(arguments) => explain::list(arguments.lang.into()),
        Command::Explain(arguments) => {
            explain::explain(&arguments.id, arguments.language.lang.into())
        }
        Command::Init(arguments) => init::run(&arguments.file),
    }
}

/// A fault of ours in one line; what it says may hold text of a page.
fn fault(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map(ToString::to_string);
    format!(
        "internal error at {}: {}; please report it with the page or file that it came from",
        place.as_deref().unwrap_or("an unknown place"),
        panic.payload_as_str().unwrap_or("no message")
    )
}

/// The whole chain of an error in one line.
fn one_line(error: &anyhow::Error) -> String {
    let mut line = String::new();
    for cause in error.chain() {
        let text = cause.to_string();
        if !line.contains(&text) {
            if !line.is_empty() {
                line.push_str(": ");
            }
            line.push_str(&text);
        }
    }
    line
}
