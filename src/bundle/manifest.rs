//! `manifest.json`: what the bundle is and what its files must be.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use url::Url;

use super::DATABASE;
use crate::law::{json_words, quoted};

/// The manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `gongkai.bundle/1`.
    pub schema: String,
    /// Name and version of the program that crawled.
    pub tool: String,
    /// Canonical URL of the home page as the user gave it.
    pub seed: String,
    /// Start of the crawl, RFC 3339, UTC.
    pub started_at: String,
    /// End of the crawl, RFC 3339, UTC.
    pub ended_at: String,
    /// What ended the crawl early: `interrupted`, `stop-loss`, `max-pages`; null when it ran to
    /// its end.
    pub stopped_by: Option<String>,
    /// Version of the stored facts.
    pub facts_version: u32,
    /// A name outside the portal was resolved during the crawl. Where this is false the machine
    /// may sit in a closed network, and "no such name" proves nothing.
    pub resolver_proven: bool,
    /// robots.txt was overridden with authorisation.
    pub robots_ignored: bool,
    /// Answers whose bytes were lost (power cut, full disk of another program) and that were asked for
    /// again when the crawl was resumed.
    #[serde(default)]
    pub lost_answers: u64,
    /// Settings of the crawl.
    pub settings: serde_json::Value,
    /// Every other file, sorted by name.
    pub files: Vec<ManifestFile>,
}

/// One file of the bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    /// Name inside the bundle; never a path.
    pub name: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
}

impl Manifest {
    /// Value of `schema`.
    pub const SCHEMA: &str = "gongkai.bundle/1";

    /// Reads `manifest.json`.
    ///
    /// # Errors
    /// One sentence when it is not what this program writes.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        // The version first: a later one may have other keys.
        let head: Head = serde_json::from_slice(json).map_err(|error| json_words(&error))?;
        if head.schema != Self::SCHEMA {
            return Err(format!(
                "the schema is {}, and this version of the program reads {} only",
                quoted(&head.schema),
                Self::SCHEMA
            ));
        }
        let manifest: Self = serde_json::from_slice(json).map_err(|error| json_words(&error))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<(), String> {
        let seed = Url::parse(&self.seed).ok();
        let is_web = |url: &Url| matches!(url.scheme(), "http" | "https");
        if !seed.is_some_and(|url| is_web(&url)) {
            return Err(format!("seed is {}, no web address", quoted(&self.seed)));
        }
        for (key, time) in [
            ("started_at", &self.started_at),
            ("ended_at", &self.ended_at),
        ] {
            if time.parse::<Timestamp>().is_err() {
                return Err(format!("{key} is {}, no time", quoted(time)));
            }
        }
        let mut names = BTreeSet::new();
        for file in &self.files {
            if !names.insert(file.name.as_str()) {
                return Err(format!("{} is listed twice", quoted(&file.name)));
            }
        }
        match names.contains(DATABASE) {
            true => Ok(()),
            false => Err(format!("{DATABASE} is not listed")),
        }
    }
}

/// Whether a name that a stranger may have written is that of a file or folder, and no path that
/// leads elsewhere on any system.
pub fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let only = (parts.next(), parts.next());
    matches!(only, (Some(Component::Normal(_)), None)) && !name.contains(['/', '\\', ':'])
}

/// What every version has.
#[derive(Deserialize)]
struct Head {
    schema: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_no_names() {
        for odd in ["", ".", "..", "../x", "/x", "a/b", "a/", "c:", "a\\b"] {
            assert!(!is_plain_name(odd), "{odd:?}");
        }
        assert!(is_plain_name("gongkai-00000.warc.gz"));
    }
}
