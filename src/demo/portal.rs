//! A fixture portal as a whole: `portal.toml` with what a right inspection finds, `faults.toml`,
//! and the files under `www/`.

use std::io;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use serde::Deserialize;

use super::{Faults, PortalFiles};
use crate::check::Outcome;
use crate::facts::PortalKind;
use crate::portal::settings::Position;
use crate::report::result::VerdictWord;

static COUNTY: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fixtures/portals/county");

/// Where a portal comes from.
const ABOUT: &str = "portal.toml";
const FAULTS: &str = "faults.toml";
const WWW: &str = "www";

/// A portal, ready to be served and to be compared with its inspection.
#[derive(Clone, Debug)]
pub struct FixturePortal {
    /// What it is and what an inspection must say.
    pub about: About,
    /// What its server does wrong.
    pub faults: Faults,
    /// Its files.
    pub files: PortalFiles,
}

/// `portal.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// Name of the portal.
    pub name: String,
    /// Whose portal it is.
    pub kind: PortalKind,
    /// Its 网站标识码.
    pub site_id_code: String,
    /// "Today" of the inspection.
    pub as_of: Date,
    /// The verdict of profile `national-2019`.
    pub verdict: VerdictWord,
    /// The veto items that are triggered.
    pub triggered: Vec<String>,
    /// Every finding of a right inspection.
    #[serde(default)]
    pub expect: Vec<Expectation>,
    /// What must not be accused.
    #[serde(default)]
    pub trap: Vec<Trap>,
    /// What is read of every column with rows of its own; none where it is not compared.
    #[serde(default)]
    pub column: Vec<ColumnTruth>,
}

/// A finding that must be made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// Check id.
    pub check: String,
    /// Outcome of the finding.
    pub outcome: Outcome,
    /// Path of the subject, percent-encoded; a whole URL on other hosts.
    pub url: String,
    /// Section id, where the subject is a section.
    pub id: Option<String>,
    /// What is planted.
    pub why: String,
}

/// A subject that must not be accused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trap {
    /// Check id.
    pub check: String,
    /// Path of the subject, percent-encoded.
    pub url: String,
    /// Section id, where the subject is a section.
    pub id: Option<String>,
    /// Outcomes that are right beside pass and not-applicable.
    #[serde(default)]
    pub allowed: Vec<Outcome>,
    /// Why somebody might accuse it.
    pub why: String,
}

/// What a right inspection reads of a column.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnTruth {
    /// Path of its first page, percent-encoded.
    pub url: String,
    /// Distinct items.
    pub items: u32,
    /// Newest day on which an item was published, not after the as-of date; none without items.
    pub last_update: Option<Date>,
}

/// Why a portal could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// A file is missing or unreadable.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A TOML file is wrong.
    #[error("{}:{at}: {problem}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// Where in it.
        at: Position,
        /// What is wrong.
        problem: String,
    },
}

impl FixturePortal {
    /// The built-in portal of `gongkai demo`.
    ///
    /// # Errors
    /// Only if the portal was compiled in damaged, which a test rules out.
    pub fn county() -> Result<Self, PortalError> {
        let text = |name: &str| {
            let file = COUNTY
                .get_file(name)
                .and_then(include_dir::File::contents_utf8);
            file.ok_or_else(|| read_error(Path::new(name), io::ErrorKind::NotFound.into()))
        };
        let www = COUNTY
            .get_dir(WWW)
            .ok_or_else(|| read_error(Path::new(WWW), io::ErrorKind::NotFound.into()))?;
        Ok(Self {
            about: parse(Path::new(ABOUT), text(ABOUT)?)?,
            faults: parse(Path::new(FAULTS), text(FAULTS)?)?,
            files: PortalFiles::embedded(www),
        })
    }

    /// A portal in a folder with `portal.toml`, `faults.toml` and `www/`.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it should be.
    pub fn folder(root: &Path) -> Result<Self, PortalError> {
        let text = |name: &str| {
            let path = root.join(name);
            std::fs::read_to_string(&path)
                .map(|text| (path.clone(), text))
                .map_err(|e| read_error(&path, e))
        };
        let (about_path, about) = text(ABOUT)?;
        let (faults_path, faults) = text(FAULTS)?;
        let www = root.join(WWW);
        Ok(Self {
            about: parse(&about_path, &about)?,
            faults: parse(&faults_path, &faults)?,
            files: PortalFiles::folder(&www).map_err(|e| read_error(&www, e))?,
        })
    }
}

fn read_error(path: &Path, source: io::Error) -> PortalError {
    PortalError::Read {
        path: path.to_path_buf(),
        source,
    }
}

fn parse<T: serde::de::DeserializeOwned>(path: &Path, text: &str) -> Result<T, PortalError> {
    toml::from_str(text).map_err(|error| PortalError::Toml {
        path: path.to_path_buf(),
        at: Position::of(text, error.span().map_or(0, |span| span.start)),
        problem: error.message().to_owned(),
    })
}
