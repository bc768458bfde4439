//! The command line: one file a subcommand. Only here are errors turned into sentences and exit
//! codes, only here is anything printed. Progress goes to standard error, results to standard
//! output; a closed pipe is success.

mod args;
mod check;
mod check_several;
mod demo;
mod exit;
mod explain;
mod extract;
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

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
pub use exit::{Ending, Exit};

/// Runs the program: arguments to exit code.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; a closed pipe while printing them is none either.
            let _ = error.print();
            return if error.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Clean.into()
            };
        }
    };
    let result = match arguments.command {
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
    };
    match result {
        Ok(exit) => exit.into(),
        Err(ending) => {
            say(&format!("gongkai: {}", one_line(&ending.error)));
            ending.exit.into()
        }
    }
}

/// The whole chain of an error in one line, control characters made visible: parts of it may come
/// from a website.
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
    line.chars()
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect()
}

/// A line on standard error. Nobody can be told when that fails.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Text on standard output; a closed pipe is success.
fn print(text: &str) -> Result<(), Ending> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
