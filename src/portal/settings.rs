//! The settings file (`--settings FILE`): what is inspected, how fast, and by which standard.
//! Every value is checked here, so that a mistake costs one line of explanation and no crawl.
//! What a check's parameters may be is the card's affair: they are kept as written, with their
//! place, for whoever knows the card.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use super::text_file::{self, TextFileError};
use crate::facts::PortalKind;
use crate::law::{clipped, toml_words};

/// Settings of an inspection. The default is what the template says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// What is inspected.
    pub portal: PortalSettings,
    /// How it is walked.
    pub crawl: CrawlSettings,
    /// How it is judged.
    pub judge: JudgeSettings,
    /// Parameter overrides by check id, then by name, as written.
    pub params: BTreeMap<String, BTreeMap<String, Spanned<toml::Value>>>,
}

/// `[portal]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PortalSettings {
    /// Name of the portal; `None`: as the home page says.
    #[serde(deserialize_with = "text_or_none")]
    pub name: Option<String>,
    /// Whose portal it is; unknown: judged by its name.
    #[serde(deserialize_with = "portal_kind")]
    pub kind: PortalKind,
    /// Further hosts in scope, lower-case, without scheme and port.
    #[serde(deserialize_with = "host_names")]
    pub hosts: Vec<String>,
}

/// `[crawl]`
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CrawlSettings {
    /// Requests per second for each server, up to 10000; 0 means without limit.
    #[serde(deserialize_with = "rate")]
    pub rate: f64,
    /// Requests in flight for each server, 1 to 256.
    #[serde(deserialize_with = "in_flight")]
    pub in_flight: u32,
    /// Least time between the two looks at a bad link, up to one day.
    #[serde(deserialize_with = "confirm_after")]
    pub confirm_after: Duration,
    /// Time limit of one request, 1 s to 10 min.
    #[serde(deserialize_with = "timeout")]
    pub timeout: Duration,
    /// Most pages to read, 1 to 10 million.
    #[serde(deserialize_with = "max_pages")]
    pub max_pages: u32,
    /// Most links away from the home page, 1 to 1000.
    #[serde(deserialize_with = "max_depth")]
    pub max_depth: u16,
    /// Read every page of lists that only scripts page through, however old.
    pub whole_columns: bool,
    /// Ignore robots.txt, with the operator's permission.
    pub ignore_robots: bool,
    /// Servers on private addresses that may be asked besides those of the portal, `host` or
    /// `host:port`.
    #[serde(deserialize_with = "servers")]
    pub private_servers: Vec<String>,
    /// Contact named in the user agent.
    #[serde(deserialize_with = "header_text")]
    pub contact: Option<String>,
    /// Whole user agent.
    #[serde(deserialize_with = "header_text")]
    pub user_agent: Option<String>,
}

/// `[judge]`
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JudgeSettings {
    /// Profile id.
    #[serde(deserialize_with = "profile")]
    pub profile: String,
    /// Column ledger, relative to the working directory.
    #[serde(deserialize_with = "path_or_none")]
    pub ledger: Option<PathBuf>,
    /// "Today" of the judgement, China time; `None`: the day of the inspection.
    #[serde(deserialize_with = "day_or_today")]
    pub as_of: Option<Date>,
    /// Outcome from which on the exit code is 1.
    pub fail_on: FailOn,
}

/// Outcome from which on an inspection exits with code 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Rows for a person to decide, and violations.
    Review,
    /// Violations.
    #[default]
    Fail,
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            name: None,
            kind: PortalKind::Unknown,
            hosts: Vec::new(),
        }
    }
}

impl Default for CrawlSettings {
    fn default() -> Self {
        Self {
            rate: 2.0,
            in_flight: 2,
            confirm_after: Duration::from_secs(30),
            timeout: Duration::from_secs(20),
            max_pages: 50_000,
            max_depth: 50,
            whole_columns: false,
            ignore_robots: false,
            private_servers: Vec::new(),
            contact: None,
            user_agent: None,
        }
    }
}

impl Default for JudgeSettings {
    fn default() -> Self {
        Self {
            profile: "national-2019".to_owned(),
            ledger: None,
            as_of: None,
            fail_on: FailOn::default(),
        }
    }
}

impl Settings {
    /// A commented file with every setting at its default, for `gongkai init`.
    #[must_use]
    pub fn template() -> &'static str {
        include_str!("settings.toml")
    }
}

/// Line and column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Position {
    /// Place of a byte offset in a text; an offset beyond the end means the end.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let mut end = offset.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Largest settings file; one with every setting and comment has a hundredth of it.
const MAX_BYTES: u64 = 1 << 20;

/// A settings file that was read, with its text, so that later complaints can name a place.
#[derive(Clone, Debug)]
pub struct SettingsFile {
    /// The settings.
    pub settings: Settings,
    path: PathBuf,
    text: String,
}

/// What is wrong with a settings file.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] TextFileError),
    /// The file is not what it should be.
    #[error("{}:{at}: {}{problem}{}", path.display(), quoted(key), help(advice.as_deref()))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Where in it.
        at: Position,
        /// Dotted name of the offending key, e.g. `crawl.rate`; empty for a syntax error.
        key: String,
        /// What is wrong with it.
        problem: String,
        /// A way out.
        advice: Option<String>,
    },
}

fn quoted(key: &str) -> String {
    if key.is_empty() {
        String::new()
    } else {
        format!("`{key}`: ")
    }
}

fn help(advice: Option<&str>) -> String {
    advice.map_or_else(String::new, |a| format!(" ({a})"))
}

impl SettingsFile {
    /// Reads a settings file.
    ///
    /// # Errors
    /// When the file cannot be read, is no TOML, or holds an unknown key or a value out of range.
    pub fn read(path: &Path) -> Result<Self, SettingsError> {
        let text = text_file::read("settings", path, MAX_BYTES)?;
        Self::parse(path, text)
    }

    /// Reads the text of a settings file; `path` is only named in errors.
    ///
    /// # Errors
    /// As [`SettingsFile::read`].
    pub fn parse(path: &Path, text: String) -> Result<Self, SettingsError> {
        if let Some(error) = section_that_is_none(path, &text) {
            return Err(error);
        }
        match toml::from_str(&text) {
            Ok(settings) => Ok(Self {
                settings,
                path: path.to_path_buf(),
                text,
            }),
            Err(error) => Err(explain(path, &text, &error)),
        }
    }

    /// A complaint about a parameter override that only its check's card can judge. `span` is
    /// the one of the value in [`Settings::params`].
    #[must_use]
    pub fn invalid(
        &self,
        span: Range<usize>,
        problem: String,
        advice: Option<String>,
    ) -> SettingsError {
        SettingsError::Invalid {
            path: self.path.clone(),
            at: Position::of(&self.text, span.start),
            key: key_at(&self.text, span.start),
            problem,
            advice,
        }
    }
}

/// A section written as a value or as a list of tables: the types would read a list in the order of
/// their fields.
fn section_that_is_none(path: &Path, text: &str) -> Option<SettingsError> {
    let file = toml::de::DeTable::parse(text).ok()?;
    let is_table = |value: &toml::de::DeValue<'_>| matches!(value, toml::de::DeValue::Table(_));
    let (key, _) = file.get_ref().iter().find(|(key, value)| {
        SECTIONS.contains(&key.get_ref().as_ref()) && !is_table(value.get_ref())
    })?;
    Some(SettingsError::Invalid {
        path: path.to_path_buf(),
        at: Position::of(text, key.span().start),
        key: key.get_ref().to_string(),
        problem: "is a section and takes no value of its own".to_owned(),
        advice: Some(format!("write [{}] on a line of its own", key.get_ref())),
    })
}

/// The sections of the file.
const SECTIONS: [&str; 4] = ["portal", "crawl", "judge", "params"];

/// Adds place, key and a way out to what the parser says.
fn explain(path: &Path, text: &str, error: &toml::de::Error) -> SettingsError {
    let start = error.span().map_or(0, |span| span.start);
    let at = error.span().and_then(|span| text.get(span));
    let words = toml_words(error.message(), at.unwrap_or_default());
    let key = key_at(text, start);
    SettingsError::Invalid {
        path: path.to_path_buf(),
        at: Position::of(text, start),
        key,
        problem: words.problem,
        advice: words.advice,
    }
}

/// Dotted name of the key or value at a byte offset; empty where the text is no TOML.
fn key_at(text: &str, offset: usize) -> String {
    let mut path = Vec::new();
    if let Ok(table) = toml::de::DeTable::parse(text) {
        descend(table.get_ref(), offset, &mut path);
    }
    clipped(&path.join(".")).into_owned()
}

fn descend(table: &toml::de::DeTable<'_>, offset: usize, path: &mut Vec<String>) {
    for (key, value) in table {
        let before = path.len();
        path.push(key.get_ref().to_string());
        if key.span().contains(&offset) {
            return;
        }
        if let toml::de::DeValue::Table(below) = value.get_ref() {
            descend(below, offset, path);
            if path.len() > before + 1 {
                return;
            }
        }
        if value.span().contains(&offset) {
            return;
        }
        path.truncate(before);
    }
}

// Bounds. The parser adds the place of the value to what these say.

fn in_range<T: PartialOrd + fmt::Display>(value: T, range: RangeInclusive<T>) -> Result<T, String> {
    // NaN lies in no range.
    if range.contains(&value) {
        return Ok(value);
    }
    let (least, most) = range.into_inner();
    Err(format!("{value} is out of range, {least} to {most}"))
}

/// Whole numbers are read at their full width, so that every one out of bounds is told the bounds.
fn whole<'de, D, T>(from: D, range: &RangeInclusive<T>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64> + Into<i64> + Copy,
{
    let range = (*range.start()).into()..=(*range.end()).into();
    let value = in_range(i64::deserialize(from)?, range).map_err(D::Error::custom)?;
    T::try_from(value).map_err(|_| D::Error::custom(format!("{value} is out of range")))
}

/// Bounds of `crawl.rate` and `--rate`.
pub const RATE: RangeInclusive<f64> = 0.0..=10_000.0;
/// Bounds of `crawl.in_flight` and `--in-flight`.
pub const IN_FLIGHT: RangeInclusive<u32> = 1..=256;
/// Bounds of `crawl.max_pages` and `--max-pages`.
pub const MAX_PAGES: RangeInclusive<u32> = 1..=10_000_000;
/// Bounds of `crawl.max_depth` and `--max-depth`.
pub const MAX_DEPTH: RangeInclusive<u16> = 1..=1000;
/// Bounds of `crawl.confirm_after` and `--confirm-after`.
pub const CONFIRM_AFTER: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(86_400);
/// Bounds of `crawl.timeout` and `--timeout`.
pub const TIMEOUT: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(600);

fn rate<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    in_range(f64::deserialize(from)?, RATE).map_err(D::Error::custom)
}

fn in_flight<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    whole(from, &IN_FLIGHT)
}

fn max_pages<'de, D: Deserializer<'de>>(from: D) -> Result<u32, D::Error> {
    whole(from, &MAX_PAGES)
}

fn max_depth<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
    whole(from, &MAX_DEPTH)
}

/// Reads a span of time: `30s`, `2m`, `1h 30m`, `500ms`, or ISO 8601 such as `PT30S`.
///
/// # Errors
/// One sentence when the text is no span of hours and less, is negative, or lies outside the bounds.
pub fn duration(text: &str, least: Duration, most: Duration) -> Result<Duration, String> {
    let parsed = text
        .parse::<jiff::SignedDuration>()
        .ok()
        .and_then(|d| Duration::try_from(d).ok());
    let value = parsed
        .ok_or_else(|| format!("{text:?} is no time span; write for example \"30s\" or \"2m\""))?;
    if value < least || value > most {
        return Err(format!(
            "{text} is out of range, {} to {} seconds",
            least.as_secs(),
            most.as_secs()
        ));
    }
    Ok(value)
}

fn confirm_after<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let (least, most) = CONFIRM_AFTER.into_inner();
    duration(&String::deserialize(from)?, least, most).map_err(D::Error::custom)
}

fn timeout<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let (least, most) = TIMEOUT.into_inner();
    duration(&String::deserialize(from)?, least, most).map_err(D::Error::custom)
}

fn text_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(from)?;
    Ok(Some(text.trim().to_owned()).filter(|t| !t.is_empty()))
}

fn path_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PathBuf>, D::Error> {
    Ok(text_or_none(from)?.map(PathBuf::from))
}

/// Text that may stand in a header field: visible ASCII and spaces, at most 256 characters.
fn header_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = text_or_none(from)?;
    let fits = |t: &String| t.len() <= 256 && t.bytes().all(|b| (b' '..=b'~').contains(&b));
    if text.as_ref().is_none_or(fits) {
        Ok(text)
    } else {
        Err(D::Error::custom(
            "goes into an HTTP header: at most 256 characters of ASCII",
        ))
    }
}

fn profile<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    text_or_none(from)?.ok_or_else(|| D::Error::custom("names no profile, try \"national-2019\""))
}

fn portal_kind<'de, D: Deserializer<'de>>(from: D) -> Result<PortalKind, D::Error> {
    match String::deserialize(from)?.as_str() {
        "auto" => Ok(PortalKind::Unknown),
        "government" => Ok(PortalKind::Government),
        "department" => Ok(PortalKind::Department),
        other => Err(D::Error::custom(format!(
            "{other:?} is none of \"auto\", \"government\", \"department\""
        ))),
    }
}

fn day_or_today<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "today" => Ok(None),
        text => day(text).map(Some).ok_or_else(|| {
            D::Error::custom(format!(
                "{text:?} is no day of the calendar, write \"today\" or \"2026-11-20\""
            ))
        }),
    }
}

/// A day on which a website may have been inspected: a slip such as 20266 is none.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let day: Option<Date> = text.parse().ok();
    day.filter(|day| (1990..=2100).contains(&day.year()))
}

fn host_names<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names
        .iter()
        .map(|name| host_name(name).map_err(D::Error::custom))
        .collect()
}

fn servers<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    names
        .iter()
        .map(|name| server(name).map_err(D::Error::custom))
        .collect()
}

/// A host name or address with or without a port.
fn server(name: &str) -> Result<String, String> {
    let is_bare = !name.contains(['/', '@', '?', '#', '*', '\\']);
    let url = url::Url::parse(&format!("http://{name}/")).ok();
    match url
        .as_ref()
        .and_then(|url| Some((url.host_str()?, url.port())))
    {
        Some((host, Some(port))) if is_bare => Ok(format!("{host}:{port}")),
        Some((host, None)) if is_bare => Ok(host.to_owned()),
        _ => Err(format!(
            "{name:?} is no server; write a host name or address, with its port if that is not 80"
        )),
    }
}

/// A host name in the form in which URLs carry it: lower-case, Chinese names in Punycode.
fn host_name(name: &str) -> Result<String, String> {
    match url::Host::parse(name) {
        Ok(host) if !name.contains(['/', ':', '*']) => Ok(host.to_string()),
        _ => Err(format!(
            "{name:?} is no host name; write it without scheme, port and path"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_from_one() {
        let text = "a\n栏目x";
        assert_eq!(Position::of(text, 0), Position { line: 1, column: 1 });
        assert_eq!(
            Position::of(text, 2 + "栏目".len()),
            Position { line: 2, column: 3 }
        );
        assert_eq!(Position::of(text, 999), Position { line: 2, column: 4 });
    }
}
