//! What can be typed. Nothing is decided here: see the subcommands.

use std::fmt;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use crate::law::Lang;
use crate::portal::settings::{
    CONFIRM_AFTER, FailOn, IN_FLIGHT, MAX_DEPTH, MAX_PAGES, RATE, TIMEOUT, day, duration,
};

/// Inspects a Chinese government website and proves every word of its verdict.
#[derive(Debug, Parser)]
#[command(name = "gongkai", version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Said below the options of `check`.
const SEVERAL: &str = "\
Several portals (several URLs, or --from): each has its own folder, bundle, result and scorecard, and \
what goes wrong with one touches no other. Servers that portals share are asked no faster for that. \
Standard output gets one line a portal as soon as it is judged, with --format json one JSON object a \
line: portal, folder, exit, verdict, score, coverage, findings, error. The exit code is the most serious \
of all, in this order: 5 (stopped: go on with --resume), 4 (this machine failed), 2 (an address cannot be \
inspected as it stands), 1 (findings), 3 (inconclusive), 0.";

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Crawl a portal, judge it and write the scorecard
    Check(CheckArguments),
    /// Inspect the built-in portal, served on loopback
    Demo(DemoArguments),
    /// Judge a recorded bundle again, offline
    Judge(JudgeArguments),
    /// Print the facts of one page as JSON
    Extract(ExtractArguments),
    /// Propose a column ledger (CSV) for an inspected portal
    Ledger(LedgerArguments),
    /// List the checks
    List(LanguageArguments),
    /// Explain one check: basis, parameters, messages
    Explain(ExplainArguments),
    /// Write a commented settings file with every default
    Init(InitArguments),
}

/// Which output goes to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A summary for people.
    #[default]
    Text,
    /// The result document; with several portals one line a portal.
    Json,
}

/// Language as typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LanguageName {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl From<LanguageName> for Lang {
    fn from(name: LanguageName) -> Self {
        match name {
            LanguageName::Zh => Self::Zh,
            LanguageName::En => Self::En,
        }
    }
}

/// `--fail-on` as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOnName {
    /// Rows for a person to decide, and violations.
    Review,
    /// Violations.
    Fail,
}

impl From<FailOnName> for FailOn {
    fn from(name: FailOnName) -> Self {
        match name {
            FailOnName::Review => Self::Review,
            FailOnName::Fail => Self::Fail,
        }
    }
}

/// Language of reports.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct LanguageArguments {
    /// Language of the report
    #[arg(long, value_enum, default_value_t)]
    pub lang: LanguageName,
}

/// How to judge; shared by `check`, `demo` and `judge`.
#[derive(Debug, Default, Args)]
pub struct Judging {
    /// "Today" of the judgement, China time [default: day of the inspection]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = calendar_day)]
    pub as_of: Option<Date>,
    /// Profile: a built-in id or a TOML file [default: national-2019]
    #[arg(long, value_name = "ID|FILE")]
    pub profile: Option<String>,
    /// Column ledger (栏目台账) as CSV; wins over discovery
    #[arg(long, value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Settings file (TOML); see `gongkai init`
    #[arg(long, value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// Outcome from which on the exit code is 1 [default: fail]
    #[arg(long, value_enum, value_name = "OUTCOME")]
    pub fail_on: Option<FailOnName>,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Language of the report.
    #[command(flatten)]
    pub language: LanguageArguments,
}

/// `gongkai check`
#[derive(Debug, Args)]
#[command(after_help = SEVERAL)]
pub struct CheckArguments {
    /// Home page of the portal; several are inspected side by side
    #[arg(
        value_name = "URL",
        required_unless_present_any = ["resume", "from"],
        conflicts_with = "resume"
    )]
    pub urls: Vec<String>,
    /// Inspect the portals that this file lists: one address a line, remarks begin with #
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    pub from: Option<PathBuf>,
    /// Folder for the bundle and the reports, used exactly as given; with several portals, the folder
    /// that gets a folder for each, named for its host [default: gongkai-out/HOST-DATE, or
    /// gongkai-out/portals-DATE]
    #[arg(long, value_name = "DIR", conflicts_with = "resume")]
    pub out: Option<PathBuf>,
    /// Go on with an interrupted inspection in this folder, or with all that are not finished if it is
    /// the folder of several
    #[arg(long, value_name = "DIR")]
    pub resume: Option<PathBuf>,
    /// Portals inspected at once, when there are several; each takes memory, about 2 KB for every page
    #[arg(
        long,
        value_name = "N",
        default_value_t = 32,
        value_parser = clap::value_parser!(u16).range(1..=1000)
    )]
    pub at_once: u16,
    /// Requests per second per server, 0 for no limit [default: 2]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = rate, conflicts_with = "resume")]
    pub rate: Option<f64>,
    /// Requests in flight per server [default: 2]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(&IN_FLIGHT), conflicts_with = "resume")]
    pub in_flight: Option<u32>,
    /// Spacing of the second look at a bad link [default: 30s]
    #[arg(long, value_name = "TIME", value_parser = span(&CONFIRM_AFTER), conflicts_with = "resume")]
    pub confirm_after: Option<Duration>,
    /// Most pages to read [default: 50000]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(&MAX_PAGES), conflicts_with = "resume")]
    pub max_pages: Option<u32>,
    /// Most links away from the home page [default: 50]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = whole(&MAX_DEPTH), conflicts_with = "resume")]
    pub max_depth: Option<u16>,
    /// Time limit of one request [default: 20s]
    #[arg(long, value_name = "TIME", value_parser = span(&TIMEOUT), conflicts_with = "resume")]
    pub timeout: Option<Duration>,
    /// Read every page of lists that only scripts page through, not just those of the last six years
    #[arg(long, conflicts_with = "resume")]
    pub whole_columns: bool,
    /// Do not obey robots.txt; needs the operator's permission and is printed in the report
    #[arg(long, conflicts_with = "resume")]
    pub ignore_robots: bool,
    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
}

/// `gongkai demo`
#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Folder for the bundle and the reports, used exactly as given
    #[arg(long, value_name = "DIR", default_value = "gongkai-out/demo")]
    pub out: PathBuf,
    /// What to print on standard output
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
    /// Language of the report.
    #[command(flatten)]
    pub language: LanguageArguments,
}

/// `gongkai judge`
#[derive(Debug, Args)]
pub struct JudgeArguments {
    /// Folder of an inspection (or its bundle/)
    pub dir: PathBuf,
    /// Folder for the reports, used exactly as given [default: DIR]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How to judge.
    #[command(flatten)]
    pub judging: Judging,
}

/// `gongkai extract`
#[derive(Debug, Args)]
pub struct ExtractArguments {
    /// A page on the web, or a saved HTML file
    #[arg(value_name = "URL|FILE")]
    pub page: String,
    /// URL that a saved file was read from
    #[arg(long, value_name = "URL")]
    pub base: Option<String>,
    /// Say which reader found each fact and from which bytes
    #[arg(long)]
    pub explain: bool,
}

/// `gongkai ledger`
#[derive(Debug, Args)]
pub struct LedgerArguments {
    /// Folder of an inspection
    pub dir: PathBuf,
}

/// `gongkai explain`
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Id of the check, e.g. `stale-column`
    pub id: String,
    /// Language.
    #[command(flatten)]
    pub language: LanguageArguments,
}

/// `gongkai init`
#[derive(Debug, Args)]
pub struct InitArguments {
    /// File to write; an existing one is left alone
    #[arg(default_value = "gongkai.toml")]
    pub file: PathBuf,
}

// Bounds are those of the settings file.

fn rate(text: &str) -> Result<f64, String> {
    let (least, most) = RATE.into_inner();
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|number| RATE.contains(number))
        .ok_or_else(|| format!("expected a number from {least} to {most}"))
}

fn whole<T>(range: &RangeInclusive<T>) -> impl Fn(&str) -> Result<T, String> + Clone + use<T>
where
    T: FromStr + PartialOrd + Copy + fmt::Display,
{
    let (least, most) = (*range.start(), *range.end());
    move |text| {
        let number: Option<T> = text.parse().ok();
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| format!("expected a whole number from {least} to {most}"))
    }
}

/// A bare number means seconds.
fn span(
    range: &RangeInclusive<Duration>,
) -> impl Fn(&str) -> Result<Duration, String> + Clone + use<> {
    let (least, most) = (*range.start(), *range.end());
    move |text| match text.parse::<f64>() {
        Ok(_) => duration(&format!("{text}s"), least, most),
        Err(_) => duration(text, least, most),
    }
}

fn calendar_day(text: &str) -> Result<Date, String> {
    let problem = "no day of the calendar, write for example 2026-11-20";
    day(text).ok_or_else(|| problem.to_owned())
}
