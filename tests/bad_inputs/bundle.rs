//! A good bundle, made once, and ways to spoil a copy of it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use data_encoding::HEXLOWER;
use gongkai::crawl::{self, Options, Start, StopSignal};
use rusqlite::Connection;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use crate::test_server::{Reply, Server, links};

/// One change to a bundle, in the order in which they are written.
#[derive(Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Edit {
    /// Replaces a text, which must be there.
    Replace {
        file: String,
        from: String,
        to: String,
    },
    Write {
        file: String,
        text: String,
    },
    Append {
        file: String,
        text: String,
    },
    Remove {
        file: String,
    },
    Truncate {
        file: String,
        length: u64,
    },
    Link {
        file: String,
        to: String,
    },
    Folder {
        file: String,
    },
    /// Runs statements on the database.
    Sql {
        sql: String,
    },
    /// Makes the manifest fit the files again, as whoever forges a bundle would.
    Reseal,
}

static GOOD: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let server = Server::start(|target, _| match target {
        "/" => Reply::html(links(["/1.html", "/2.html"])),
        "/1.html" | "/2.html" => Reply::html("<h1>通知</h1><p>正文。</p>"),
        _ => Reply::not_found(),
    });
    let mut options = Options::new(Url::parse(&server.url("/")).unwrap());
    options.rate = 0.0;
    options.confirm_after = Duration::from_millis(20);
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle");
    crawl::run(options, &path, Start::Fresh, &(), StopSignal::new()).unwrap();
    dir
});

/// Copies the good bundle to `dir` and spoils it.
pub fn make(dir: &Path, edits: &[Edit]) {
    fs::create_dir_all(dir).unwrap();
    for entry in fs::read_dir(GOOD.path().join("bundle")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, dir.join(path.file_name().unwrap())).unwrap();
    }
    edits.iter().for_each(|edit| edit.apply(dir));
}

impl Edit {
    fn apply(&self, dir: &Path) {
        match self {
            Self::Replace { file, from, to } => {
                let text = fs::read_to_string(dir.join(file)).unwrap();
                assert!(text.contains(from), "{from} in {text}");
                fs::write(dir.join(file), text.replace(from, to)).unwrap();
            }
            Self::Write { file, text } => fs::write(dir.join(file), super::expanded(text)).unwrap(),
            Self::Append { file, text } => {
                let mut bytes = fs::read(dir.join(file)).unwrap();
                bytes.extend_from_slice(text.as_bytes());
                fs::write(dir.join(file), bytes).unwrap();
            }
            Self::Remove { file } => fs::remove_file(dir.join(file)).unwrap(),
            Self::Truncate { file, length } => {
                let file = fs::OpenOptions::new().write(true).open(dir.join(file));
                file.unwrap().set_len(*length).unwrap();
            }
            Self::Link { file, to } => symlink(to, dir.join(file)).unwrap(),
            Self::Folder { file } => fs::create_dir(dir.join(file)).unwrap(),
            Self::Sql { sql } => {
                let db = Connection::open(dir.join("crawl.db")).unwrap();
                db.execute_batch(sql).unwrap();
            }
            Self::Reseal => reseal(dir),
        }
    }
}

fn reseal(dir: &Path) {
    let path = dir.join("manifest.json");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for file in manifest["files"].as_array_mut().unwrap() {
        let bytes = fs::read(dir.join(file["name"].as_str().unwrap())).unwrap();
        file["bytes"] = bytes.len().into();
        file["sha256"] = HEXLOWER.encode(&Sha256::digest(&bytes)).into();
    }
    fs::write(&path, manifest.to_string()).unwrap();
}
