//! The end of a crawl: index, page list, and last of all the manifest. A bundle without manifest
//! is unfinished; one with it is never written again, except that a crawl which was interrupted
//! may be taken up, which first removes the manifest.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::files::file_name;
use super::manifest::{Manifest, ManifestFile};
use super::rows::RecordRow;
use super::store::{Store, StoreError};
use super::warc::RecordId;
use super::{DATABASE, INDEX, MANIFEST, PAGES};

/// Digests are computed in pieces of this size.
const PIECE: usize = 1 << 16;

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

#[derive(Serialize)]
struct IndexLine<'a> {
    url: &'a str,
    mime: &'a str,
    status: String,
    digest: String,
    length: String,
    offset: String,
    filename: String,
}

#[derive(Serialize)]
struct PageLine<'a> {
    id: String,
    url: &'a str,
    ts: &'a str,
    title: &'a str,
}

/// Writes index and page list from the database, closes the database, and writes the manifest.
/// `manifest.files` is filled in here.
pub fn seal(dir: &Path, store: Store, mut manifest: Manifest) -> Result<(), StoreError> {
    write_index(dir, &store)?;
    write_pages(dir, &store)?;
    let last_warc = store.warc_end()?.file;
    store.close()?;

    let mut names: Vec<String> = (0..=last_warc).map(file_name).collect();
    names.extend([DATABASE, INDEX, PAGES].map(str::to_owned));
    names.sort();
    manifest.files = names
        .into_iter()
        .map(|name| describe(dir, name))
        .collect::<io::Result<_>>()?;
    let text = serde_json::to_string_pretty(&manifest)
        .map_err(|error| StoreError::Io(io::Error::other(error)))?;
    write_whole(dir, MANIFEST, |out| {
        writeln!(out, "{text}").map_err(StoreError::from)
    })
}

/// Takes the seal off an interrupted bundle, so that its crawl can go on.
pub fn unseal(dir: &Path) -> io::Result<()> {
    for name in [MANIFEST, INDEX, PAGES] {
        match fs::remove_file(dir.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Writes under another name first, so that a file under its own name is always complete.
fn write_whole(
    dir: &Path,
    name: &str,
    fill: impl FnOnce(&mut BufWriter<File>) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let part = dir.join(format!("{name}.part"));
    let written = File::create(&part)
        .map_err(StoreError::from)
        .and_then(|file| {
            let mut out = BufWriter::new(file);
            fill(&mut out)?;
            let file = out
                .into_inner()
                .map_err(|e| StoreError::from(e.into_error()))?;
            Ok(file.sync_all()?)
        });
    if let Err(error) = written {
        // What matters is the first error; a leftover part is overwritten next time.
        let _ = fs::remove_file(&part);
        return Err(error);
    }
    Ok(fs::rename(part, dir.join(name))?)
}

fn write_index(dir: &Path, store: &Store) -> Result<(), StoreError> {
    write_whole(dir, INDEX, |out| {
        // Readers search the file by halves, so whole lines are sorted: looks at one URL within
        // one second differ only in what follows the time.
        let mut twins: Vec<String> = Vec::new();
        let mut prefix = String::new();
        store.for_each_record(|row: RecordRow| {
            let line = IndexLine {
                url: &row.url,
                mime: &row.mime,
                status: row.status.to_string(),
                digest: format!("sha1:{}", row.digest),
                length: row.length.to_string(),
                offset: row.offset.to_string(),
                filename: file_name(row.file),
            };
            let time: String = row.at.chars().filter(char::is_ascii_digit).collect();
            let next = format!("{} {time} ", row.key);
            if next != prefix {
                write_sorted(out, &prefix, &mut twins)?;
                prefix = next;
            }
            let line = serde_json::to_string(&line).map_err(io::Error::from)?;
            twins.push(line);
            Ok::<_, StoreError>(())
        })?;
        Ok(write_sorted(out, &prefix, &mut twins)?)
    })
}

fn write_sorted(out: &mut impl Write, prefix: &str, lines: &mut Vec<String>) -> io::Result<()> {
    lines.sort_unstable();
    lines
        .drain(..)
        .try_for_each(|line| writeln!(out, "{prefix}{line}"))
}

fn write_pages(dir: &Path, store: &Store) -> Result<(), StoreError> {
    write_whole(dir, PAGES, |out| {
        writeln!(
            out,
            r#"{{"format": "json-pages-1.0", "id": "pages", "title": "Pages of the portal"}}"#
        )?;
        let run = store.run()?;
        store.for_each_page(|page| {
            let record = store
                .record(page.record)?
                .ok_or_else(|| StoreError::Damaged(format!("no record {}", page.record)))?;
            let line = PageLine {
                id: RecordId::of(run, page.record).to_string(),
                url: &record.url,
                ts: &record.at,
                title: &page.title,
            };
            write_json_line(out, &line)
        })
    })
}

fn write_json_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), StoreError> {
    serde_json::to_writer(&mut *out, line)
        .map_err(|error| StoreError::from(io::Error::from(error)))?;
    Ok(out.write_all(b"\n")?)
}

fn describe(dir: &Path, name: String) -> io::Result<ManifestFile> {
    let (bytes, sha256) = digest_file(&dir.join(&name))?;
    Ok(ManifestFile {
        name,
        bytes,
        sha256,
    })
}

/// Size and SHA-256 of a file.
pub(super) fn digest_file(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut bytes = 0;
    loop {
        let n = file.read(&mut piece)?;
        if n == 0 {
            return Ok((bytes, HEXLOWER.encode(&hash.finalize())));
        }
        hash.update(&piece[..n]);
        bytes += n as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::files::Position;
    use crate::bundle::rows::Batch;

    #[test]
    fn two_looks_within_one_second_are_sorted_by_the_whole_line() {
        let record = |seq: u64, digest: &str| RecordRow {
            seq,
            file: 0,
            offset: 100 * seq,
            length: 100,
            key: "cn,gov,a)/".to_owned(),
            url: "http://a.gov.cn/".to_owned(),
            at: "2026-11-22T02:00:00Z".to_owned(),
            status: 200,
            mime: "text/html".to_owned(),
            digest: digest.to_owned(),
        };
        let batch = Batch {
            records: vec![record(1, "B"), record(2, "A")],
            ..Batch::default()
        };
        let dir = tempfile::tempdir().unwrap();
        let end = Position {
            file: 0,
            length: 300,
        };
        let store = Store::create(&dir.path().join(DATABASE), &batch, end, 3).unwrap();
        write_index(dir.path(), &store).unwrap();
        let index = fs::read_to_string(dir.path().join(INDEX)).unwrap();
        let lines: Vec<&str> = index.lines().collect();
        assert_eq!(lines.len(), 2);
        assert!(lines.is_sorted(), "{index}");
    }
}
