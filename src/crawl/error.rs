//! How a crawl can end, well or badly.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use thiserror::Error;

use super::fetch::{SetupError, is_disk_full};
use crate::bundle::StoreError;
use crate::facts::{Cause, TlsCause};

/// What ended a crawl before it ran out of URLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoppedBy {
    /// The user. Can be resumed.
    Interrupted,
    /// A server of the portal was given up.
    StopLoss,
    /// The limit on pages.
    MaxPages,
    /// No space left; what was recorded stays. Can be resumed.
    DiskFull,
}

impl StoppedBy {
    /// The word used in manifest and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interrupted => "interrupted",
            Self::StopLoss => "stop-loss",
            Self::MaxPages => "max-pages",
            Self::DiskFull => "disk-full",
        }
    }

    /// Whether the crawl can go on from its bundle.
    pub fn is_resumable(self) -> bool {
        matches!(self, Self::Interrupted | Self::DiskFull)
    }
}

/// A crawl that came to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrawlEnd {
    /// What ended it early.
    pub stopped_by: Option<StoppedBy>,
    /// The bundle was sealed and can be judged. Only a full disk prevents that.
    pub sealed: bool,
    /// URLs finished.
    pub done: usize,
}

/// Why there is no crawl, or no end of it.
#[derive(Debug, Error)]
pub enum CrawlError {
    /// A setting cannot be used.
    #[error("{0}")]
    Setup(#[from] SetupError),
    /// The seed is not http or https.
    #[error("{0} is no http or https address")]
    SeedScheme(String),
    /// No such name, or the name server did not answer.
    #[error(
        "cannot find the host {host}: {why}; check the spelling, or the name server of this machine"
    )]
    UnknownHost {
        /// Host of the seed.
        host: String,
        /// `DnsNoName` or `DnsUnavailable`.
        cause: Cause,
        /// In words.
        why: String,
    },
    /// The seed gives no usable answer.
    #[error(
        "cannot read the home page {url}: {}{why}; see whether a browser on this machine can open it",
        in_plain_words(cause)
    )]
    SeedUnreachable {
        /// The seed.
        url: String,
        /// Why.
        cause: Cause,
        /// In words.
        why: String,
    },
    /// robots.txt forbids the seed, or cannot be read.
    #[error(
        "robots.txt does not allow the home page {0}; an inspection with authority over the portal may ignore it"
    )]
    SeedDisallowed(String),
    /// The seed answers with something else than a web page.
    #[error("{url} is no web page but {content_type}; give the address of the home page")]
    SeedNotHtml {
        /// The seed.
        url: String,
        /// What it is.
        content_type: String,
    },
    /// The seed answers with a page that has neither text nor links nor scripts.
    #[error(
        "the home page {0} is empty, without text, links or scripts; there is nothing to inspect"
    )]
    SeedEmpty(String),
    /// The seed redirects to another portal.
    #[error(
        "{url} leads to {to}, another host: inspect that address, or add its host to the scope"
    )]
    SeedElsewhere {
        /// The seed.
        url: String,
        /// Where it leads.
        to: String,
    },
    /// A new crawl, and there is a bundle already.
    #[error("{0} already holds a bundle: choose another folder, or resume it")]
    BundleExists(PathBuf),
    /// A crawl to resume, and there is none.
    #[error("{0} holds no crawl to resume; give the folder of an inspection")]
    NotABundle(PathBuf),
    /// A crawl to resume that came to its end.
    #[error(
        "the crawl in {0} came to its end; there is nothing to resume, `gongkai judge` judges it"
    )]
    AlreadyEnded(PathBuf),
    /// A crawl to resume whose seed or scope differs.
    #[error("{dir} holds a crawl of {stored}, not of {asked}")]
    OtherPortal {
        /// The bundle.
        dir: PathBuf,
        /// Its seed.
        stored: String,
        /// The seed asked for.
        asked: String,
    },
    /// Another process writes the same bundle.
    #[error("another process is writing the bundle in {0}; wait for its end")]
    InUse(PathBuf),
    /// The folder or a file in it cannot be written.
    #[error("cannot write to {path}: {source}; choose a folder that can be written with --out")]
    Unwritable {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The folder cannot be written any more.
    #[error(
        "cannot go on writing to {path}: {source}; what was recorded is kept: mend that, and go on with --resume"
    )]
    CutOff {
        /// Folder or file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The bundle is damaged.
    #[error("the bundle in {dir} is damaged: {why}; inspect the portal anew into another folder")]
    Damaged {
        /// The bundle.
        dir: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The disk is full; what was recorded stays and the crawl can be resumed. Only the crawl's own
    /// functions see this: `run` gives it as [`StoppedBy::DiskFull`] once the crawl has begun.
    #[error("the disk that holds {0} is full")]
    DiskFull(PathBuf),
    /// Our own fault.
    #[error("internal error: {0}")]
    Internal(String),
}

/// What the words of the TLS library leave unsaid.
fn in_plain_words(cause: &Cause) -> &'static str {
    match cause {
        Cause::Tls(TlsCause::Unsupported) => {
            "this program does not support the TLS that the server speaks (an old version, an old \
             key exchange or national algorithms), which says nothing about the portal: "
        }
        Cause::Tls(TlsCause::NotTls) => "the server speaks no TLS on this port: ",
        _ => "",
    }
}

impl CrawlError {
    /// Whether the home page is why, so that there is nothing to keep.
    pub(super) fn is_of_the_seed(&self) -> bool {
        matches!(
            self,
            Self::SeedScheme(_)
                | Self::SeedUnreachable { .. }
                | Self::SeedDisallowed(_)
                | Self::SeedNotHtml { .. }
                | Self::SeedEmpty(_)
                | Self::SeedElsewhere { .. }
        )
    }

    pub(super) fn from_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        if is_disk_full(&source) {
            return Self::DiskFull(path);
        }
        match source.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged {
                dir: path,
                why: source.to_string(),
            },
            _ => Self::Unwritable { path, source },
        }
    }

    pub(super) fn from_store(dir: &Path, error: StoreError) -> Self {
        let dir = dir.to_owned();
        match error {
            StoreError::DiskFull => Self::DiskFull(dir),
            StoreError::Io(source) => Self::from_io(&dir, source),
            StoreError::Damaged(why) => Self::Damaged { dir, why },
            StoreError::Sqlite(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::InUse(dir),
                // What the system cannot do says nothing of what the database holds.
                Some(
                    ErrorCode::CannotOpen
                    | ErrorCode::ReadOnly
                    | ErrorCode::PermissionDenied
                    | ErrorCode::SystemIoFailure
                    | ErrorCode::FileLockingProtocolFailed
                    | ErrorCode::OutOfMemory,
                ) => Self::Unwritable {
                    path: dir,
                    source: io::Error::other(error.to_string()),
                },
                _ => Self::Damaged {
                    dir,
                    why: error.to_string(),
                },
            },
        }
    }
}
