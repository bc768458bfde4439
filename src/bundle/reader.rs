//! Reads a sealed bundle after checking that nothing in it was changed.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use thiserror::Error;
use url::Url;

use super::files::file_name;
use super::manifest::{Manifest, is_plain_name};
use super::payload::{self, Payload};
use super::rows::{PageRow, UrlRow, UrlState};
use super::seal::digest_file;
use super::store::{Store, StoreError};
use super::warc::RecordId;
use super::{DATABASE, FACTS_VERSION, MANIFEST};
use crate::extract::{self, PageInput, StoredLink};
use crate::facts::{Capture, Cause, Link, Look, NotFoundProbe, PageFacts, Skip, UrlId};
use crate::law::quoted;

/// Why a bundle cannot be used.
#[derive(Debug, Error)]
pub enum BundleError {
    /// The folder holds no bundle.
    #[error(
        "{0} holds no bundle (no manifest.json and no crawl.db); give the folder of an inspection"
    )]
    NotABundle(PathBuf),
    /// The crawl was cut off before it could seal the bundle.
    #[error("the crawl in {0} did not come to its end: resume it first")]
    Unsealed(PathBuf),
    /// `manifest.json` is not what this program writes.
    #[error("{path}: {why}; take a bundle that is as the inspection left it")]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A file does not match the manifest.
    #[error(
        "{name} in {dir} {why}: the evidence was changed or damaged; take an untouched copy of it"
    )]
    BadFile {
        /// The bundle.
        dir: PathBuf,
        /// The file.
        name: String,
        /// What is wrong.
        why: String,
    },
    /// Reading failed.
    #[error("cannot read {path}: {source}")]
    Io {
        /// What was read.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The database is not what a crawl leaves.
    #[error("crawl.db cannot be read: {0}; take a bundle that is as the inspection left it")]
    Store(StoreError),
}

/// By hand, so that what SQLite says is told once.
impl From<StoreError> for BundleError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// A sealed bundle whose files match its manifest.
#[derive(Debug)]
pub struct Bundle {
    dir: PathBuf,
    manifest: Manifest,
    digest: String,
    store: Store,
}

impl Bundle {
    /// Opens the bundle in `dir` and checks every file against the manifest.
    pub fn open(dir: &Path) -> Result<Self, BundleError> {
        let path = dir.join(MANIFEST);
        let text = read_manifest(&path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound if dir.join(DATABASE).is_file() => {
                BundleError::Unsealed(dir.to_owned())
            }
            io::ErrorKind::NotFound => BundleError::NotABundle(dir.to_owned()),
            _ => BundleError::Io {
                path: path.clone(),
                source,
            },
        })?;
        let manifest = Manifest::parse(&text).map_err(|why| BundleError::Manifest {
            path: path.clone(),
            why,
        })?;
        check_files(dir, &manifest)?;
        let (_, sha256) = digest_file(&path).map_err(|source| BundleError::Io { path, source })?;
        Ok(Self {
            dir: dir.to_owned(),
            digest: format!("sha256:{sha256}"),
            store: Store::read_sealed(&dir.join(DATABASE))?,
            manifest,
        })
    }

    /// The manifest.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// SHA-256 of the manifest, `sha256:…`: identity of the whole bundle.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Every URL with its looks, in order of ids, without gaps.
    ///
    /// A URL that was still waiting is given as skipped. A "no such name" becomes "resolver
    /// failed" unless the resolver proved during the crawl that it knows names outside the portal:
    /// on a machine behind a closed network every outside name is unknown, which must not make a
    /// link dead. Names under `.invalid` need no proof (RFC 6761).
    pub fn captures(&self) -> Result<Vec<Capture>, BundleError> {
        let mut captures: Vec<Capture> = self.urls()?.into_iter().map(capture).collect();
        self.store.for_each_look(|id, mut look| {
            if !self.manifest.resolver_proven {
                doubt_missing_name(&mut look);
            }
            if let Some(capture) = captures.get_mut(id as usize) {
                capture.looks.push(look);
            }
        })?;
        Ok(captures)
    }

    fn urls(&self) -> Result<Vec<UrlRow>, StoreError> {
        let urls = self.store.urls()?;
        match urls.iter().zip(0..).all(|(row, id)| row.id == id) {
            true => Ok(urls),
            false => Err(StoreError::Damaged("a URL is missing".to_owned())),
        }
    }

    /// How the hosts of the portal answer for made-up URLs, sorted by origin.
    pub fn not_found_probes(&self) -> Result<Vec<NotFoundProbe>, BundleError> {
        let hosts = self.store.hosts()?;
        Ok(hosts.into_iter().filter_map(|host| host.probe).collect())
    }

    /// Calls `each` with the facts and links of every page of the portal, in order of ids. The id
    /// is that of the URL under which the page answered, after redirects. Facts of another
    /// [`FACTS_VERSION`] are read again from the archived bytes.
    pub fn for_each_page(
        &self,
        mut each: impl FnMut(UrlId, PageFacts, Vec<StoredLink>),
    ) -> Result<(), BundleError> {
        if self.manifest.facts_version != FACTS_VERSION {
            return self.reextract_each_page(each);
        }
        let known = self.store.url_count()?;
        self.store.for_each_page(|page| {
            let facts = postcard::from_bytes(&page.facts).map_err(StoreError::from)?;
            let links: Vec<StoredLink> =
                postcard::from_bytes(&page.links).map_err(StoreError::from)?;
            if links.iter().any(|link| u64::from(link.target) >= known) {
                let why = format!("page {} links to a URL that is not there", page.id);
                return Err(StoreError::Damaged(why).into());
            }
            each(page.id, facts, links);
            Ok(())
        })
    }

    /// Like [`Self::for_each_page`], but always from the archived bytes. Links to URLs that the
    /// crawl did not know are left out: nobody looked at them.
    pub fn reextract_each_page(
        &self,
        mut each: impl FnMut(UrlId, PageFacts, Vec<StoredLink>),
    ) -> Result<(), BundleError> {
        let urls = self.urls()?;
        let ids: HashMap<&str, UrlId> = urls.iter().map(|row| (&*row.url, row.id)).collect();
        self.store.for_each_page(|page: PageRow| {
            let payload = self.payload_by_number(page.record)?;
            let read = extract_payload(&payload).map_err(|why| BundleError::BadFile {
                dir: self.dir.clone(),
                name: format!("the record of {}", quoted(&payload.url)),
                why: format!("cannot be read ({why})"),
            })?;
            let links = read.links.into_iter().filter_map(|link| {
                let target = *ids.get(link.url.as_str())?;
                Some(stored_link(link, target))
            });
            each(page.id, read.facts, links.collect());
            Ok(())
        })
    }

    /// The archived answer with this `WARC-Record-ID`.
    pub fn payload(&self, record: &str) -> Result<Option<Payload>, BundleError> {
        match record.parse::<RecordId>() {
            Ok(id) if id.run() == self.store.run()? && self.store.record(id.seq())?.is_some() => {
                self.payload_by_number(id.seq()).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn payload_by_number(&self, seq: u64) -> Result<Payload, BundleError> {
        let row = self
            .store
            .record(seq)?
            .ok_or_else(|| StoreError::Damaged("the record of a page is missing".to_owned()))?;
        let name = file_name(row.file);
        // What the manifest does not list was not checked, and may lead out of the bundle.
        if !self.manifest.files.iter().any(|file| file.name == name) {
            return Err(StoreError::Damaged(format!("{name} is not part of the bundle")).into());
        }
        payload::read(&self.dir, &row).map_err(|error| BundleError::BadFile {
            dir: self.dir.clone(),
            name,
            why: format!("has no whole record at byte {} ({error})", row.offset),
        })
    }
}

/// The stored form of a link whose target has the number `target`.
pub(crate) fn stored_link(link: Link, target: UrlId) -> StoredLink {
    StoredLink {
        target,
        text: link.text,
        place: link.place,
        kind: link.kind,
    }
}

/// Day in China of a time in RFC 3339.
pub(crate) fn china_day(at: &str) -> Option<Date> {
    let time: Timestamp = at.parse().ok()?;
    Some(Offset::constant(8).to_datetime(time).date())
}

fn extract_payload(payload: &Payload) -> Result<extract::PageExtract, String> {
    let url = Url::parse(&payload.url).map_err(|e| e.to_string())?;
    let page = payload.page_bytes().map_err(|e| e.to_string())?;
    let fetched_on = china_day(&payload.at).ok_or("has no time")?;
    let read = extract::page(&PageInput {
        url: &url,
        content_type: payload.header("content-type").as_deref(),
        body: &page.bytes,
        fetched_on,
        items_since: None,
        last_modified: payload.header("last-modified").as_deref(),
    });
    Ok(read.cut_short_unless(page.is_whole))
}

fn capture(row: UrlRow) -> Capture {
    let skip = match row.state {
        UrlState::Skipped(reason) => Some(reason),
        UrlState::Queued => Some(Skip::Interrupted),
        UrlState::Suspect(_) | UrlState::Done => None,
    };
    Capture {
        id: row.id,
        url: row.url.to_string(),
        role: row.role,
        in_scope: row.in_scope,
        depth: row.depth,
        guessed: row.guessed,
        skip,
        looks: Vec::new(),
    }
}

fn doubt_missing_name(look: &mut Look) {
    if look.cause == Some(Cause::DnsNoName) && !is_never_a_name(&look.final_url) {
        look.cause = Some(Cause::DnsUnavailable);
    }
}

/// Names that no resolver may ever know (RFC 6761, 6.4).
fn is_never_a_name(url: &str) -> bool {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let host = host.trim_end_matches('.');
    host == "invalid" || host.ends_with(".invalid")
}

fn check_files(dir: &Path, manifest: &Manifest) -> Result<(), BundleError> {
    for file in &manifest.files {
        let bad = |why: &str| BundleError::BadFile {
            dir: dir.to_owned(),
            name: file.name.clone(),
            why: why.to_owned(),
        };
        if !is_plain_name(&file.name) {
            return Err(bad("is not a plain file name"));
        }
        let path = dir.join(&file.name);
        match fs::symlink_metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(bad("is missing")),
            Err(source) => return Err(BundleError::Io { path, source }),
            Ok(meta) if !meta.is_file() => return Err(bad("is not a regular file")),
            Ok(meta) if meta.len() != file.bytes => return Err(bad("has another size")),
            Ok(_) => {}
        }
        let (_, sha256) = digest_file(&path).map_err(|source| BundleError::Io { path, source })?;
        if sha256 != file.sha256 {
            return Err(bad("has another SHA-256"));
        }
    }
    match unlisted_archive(dir, manifest)? {
        Some(name) => Err(BundleError::BadFile {
            dir: dir.to_owned(),
            name,
            why: "is not listed in manifest.json".to_owned(),
        }),
        None => Ok(()),
    }
}

/// An archive that somebody added: other programs would read it as evidence. Other files beside the
/// evidence, as file managers leave them, are nobody's evidence.
fn unlisted_archive(dir: &Path, manifest: &Manifest) -> Result<Option<String>, BundleError> {
    let io = |source| BundleError::Io {
        path: dir.to_owned(),
        source,
    };
    let mut unlisted = Vec::new();
    for entry in fs::read_dir(dir).map_err(io)? {
        let name = entry
            .map_err(io)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        let is_archive = name.ends_with(".warc.gz") || name.ends_with(".warc");
        if is_archive && !manifest.files.iter().any(|file| file.name == name) {
            unlisted.push(name);
        }
    }
    Ok(unlisted.into_iter().min())
}

/// Largest manifest: a line for each archive of a gigabyte.
const MAX_MANIFEST: u64 = 16 << 20;

fn read_manifest(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file = fs::File::open(path)?.take(MAX_MANIFEST + 1);
    file.read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MAX_MANIFEST {
        true => Err(io::Error::other("it is too large for a manifest")),
        false => Ok(bytes),
    }
}
