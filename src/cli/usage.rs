//! Mistakes on the command line in one line, and help for who asked for it.

use super::Exit;
use super::terminal::say;

/// Says what is wrong with the arguments, or prints the help or the version.
pub(super) fn report(error: &clap::Error) -> Exit {
    use clap::error::ErrorKind as Kind;
    let asked_for = matches!(error.kind(), Kind::DisplayHelp | Kind::DisplayVersion);
    if asked_for || error.kind() == Kind::DisplayHelpOnMissingArgumentOrSubcommand {
        // A closed pipe while printing is no error.
        let _ = error.print();
    } else {
        say(&one_line(&error.render().to_string()));
    }
    match asked_for {
        true => Exit::Clean,
        false => Exit::Usage,
    }
}

/// The lines above the usage, joined: what is wrong, and what was meant perhaps.
fn one_line(rendered: &str) -> String {
    let said = rendered
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        // Nobody has an address that begins with a dash.
        .filter(|line| !line.is_empty() && !line.starts_with("tip: to pass"));
    let line = said.collect::<Vec<_>>().join(" ").replace(" tip: ", "; ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    format!("{line}; try --help")
}
