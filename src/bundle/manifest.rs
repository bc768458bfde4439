//! `manifest.json`: what the bundle is and what its files must be.

use serde::{Deserialize, Serialize};

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
}
