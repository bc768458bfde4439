//! `crawl.db`: the frontier and everything that was found, in SQLite.
//!
//! One [`Batch`] is one transaction. It holds whole results only: a URL becomes done in the same
//! transaction that stores its looks, its facts, its links, the URLs it named and the length of
//! the WARC file that holds its records. So a crash at any moment leaves a consistent state.
//! Durability is WAL with `synchronous=NORMAL`: a killed process loses nothing that was
//! committed; a power cut may lose the last transactions, which are then fetched again.

use std::fs;
use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension};
use thiserror::Error;

use super::files::Position;
use super::rows::{
    Batch, HostRow, PageRow, Queued, ROLES, RecordRow, STATES, SUSPECT, SitemapRow, UrlRow,
    UrlState, value_of,
};
use super::writer::Writer;
use crate::facts::{Look, UrlId};

const SCHEMA: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE url (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL, role TEXT NOT NULL, in_scope INTEGER NOT NULL,
    depth INTEGER NOT NULL, guessed INTEGER NOT NULL, queue INTEGER NOT NULL,
    state TEXT NOT NULL, due INTEGER);
CREATE TABLE look (url INTEGER NOT NULL, n INTEGER NOT NULL, look BLOB NOT NULL,
    PRIMARY KEY (url, n)) WITHOUT ROWID;
CREATE TABLE page (url INTEGER PRIMARY KEY, record INTEGER NOT NULL, title TEXT NOT NULL,
    facts BLOB NOT NULL, links BLOB NOT NULL);
CREATE TABLE record (
    seq INTEGER PRIMARY KEY, file INTEGER NOT NULL, offset INTEGER NOT NULL,
    length INTEGER NOT NULL, key TEXT NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL,
    status INTEGER NOT NULL, mime TEXT NOT NULL, digest TEXT NOT NULL);
CREATE TABLE host (origin TEXT PRIMARY KEY, robots TEXT NOT NULL, robots_body BLOB,
    probe BLOB) WITHOUT ROWID;
CREATE TABLE sitemap (url TEXT PRIMARY KEY, done INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE mark (warc_file INTEGER NOT NULL, warc_length INTEGER NOT NULL,
    next_record INTEGER NOT NULL);
INSERT INTO mark VALUES (0, 0, 0);
";

/// `PRAGMA user_version` of the schema above.
const SCHEMA_VERSION: i64 = 2;

/// The version before: its looks end before `Look::tls_faults`. Nothing was read without
/// verification then, so one more byte, the length of an empty list, makes them looks of today.
const BEFORE_TLS_FAULTS: i64 = 1;

/// What went wrong with `crawl.db`.
#[derive(Debug, Error)]
pub enum StoreError {
    /// No space left.
    #[error("the disk is full")]
    DiskFull,
    /// SQLite failed: damaged file, folder not writable, lock held by another process.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// A file beside the database could not be read or written.
    #[error(transparent)]
    Io(io::Error),
    /// A stored value cannot be read back.
    #[error("{0}")]
    Damaged(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::DiskFull,
            _ => Self::Sqlite(error),
        }
    }
}

impl From<postcard::Error> for StoreError {
    fn from(_: postcard::Error) -> Self {
        Self::Damaged("a stored value cannot be read back".to_owned())
    }
}

/// Connection to `crawl.db`.
#[derive(Debug)]
pub struct Store {
    pub(super) db: Connection,
    version: i64,
}

impl Store {
    /// Creates the database with its first batch. It appears under its name only when it is
    /// complete, so a crawl that is killed while it begins leaves nothing that looks like one.
    pub fn create(
        path: &Path,
        first: &Batch,
        warc: Position,
        next_record: u64,
    ) -> Result<Self, StoreError> {
        let part = path.with_extension("db.part");
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        let db = Connection::open_with_flags(
            &part,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        )?;
        db.execute_batch(SCHEMA)?;
        db.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        let store = Self {
            db,
            version: SCHEMA_VERSION,
        };
        store.writer()?.commit(first, warc, next_record)?;
        store.close()?;
        fs::rename(&part, path)?;
        Self::open(path)
    }

    /// Opens the database of an unfinished crawl.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let version = check_schema(&db)?;
        tune(&db)?;
        let verdict: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Err(StoreError::Damaged(verdict));
        }
        if version == BEFORE_TLS_FAULTS {
            add_tls_faults(&db)?;
        }
        Ok(Self {
            db,
            version: SCHEMA_VERSION,
        })
    }

    /// Opens a sealed database for reading. It is opened as immutable, so that a stray `-wal`
    /// file beside it, which the manifest does not cover, is not read.
    pub fn read_sealed(path: &Path) -> Result<Self, StoreError> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let name = path.to_string_lossy();
        let name = name
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23");
        let db = Connection::open_with_flags(
            format!("file:{name}?immutable=1"),
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        )?;
        Ok(Self {
            version: check_schema(&db)?,
            db,
        })
    }

    /// The writing side.
    pub fn writer(&self) -> Result<Writer<'_>, StoreError> {
        Writer::new(&self.db)
    }

    /// One particular of the run.
    pub fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .db
            .prepare("SELECT value FROM meta WHERE key = ?1")?
            .query_row([key], |row| row.get(0))
            .optional()?)
    }

    /// Random number of this bundle, part of its record ids.
    pub fn run(&self) -> Result<u64, StoreError> {
        let text = self.meta("run")?.unwrap_or_default();
        text.parse()
            .map_err(|_| StoreError::Damaged(format!("run = {text:?}")))
    }

    /// End of the WARC files as committed.
    pub fn warc_end(&self) -> Result<Position, StoreError> {
        let sql = "SELECT warc_file, warc_length FROM mark";
        Ok(self.db.query_row(sql, [], |row| {
            Ok(Position {
                file: row.get(0)?,
                length: row.get::<_, i64>(1)? as u64,
            })
        })?)
    }

    /// The frontier as it was left.
    pub fn load(&self) -> Result<Queued, StoreError> {
        let next_record: i64 = self
            .db
            .query_row("SELECT next_record FROM mark", [], |row| row.get(0))?;
        let mut sitemaps = Vec::new();
        let mut query = self
            .db
            .prepare("SELECT url, done FROM sitemap ORDER BY url")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            sitemaps.push(SitemapRow {
                url: row.get(0)?,
                done: row.get(1)?,
            });
        }
        Ok(Queued {
            urls: self.urls()?,
            hosts: self.hosts()?,
            sitemaps,
            next_record: next_record as u64,
        })
    }

    /// All URLs in order of their ids.
    pub fn urls(&self) -> Result<Vec<UrlRow>, StoreError> {
        let mut urls = Vec::new();
        let mut query = self.db.prepare(
            "SELECT id, url, role, in_scope, depth, guessed, queue, state, due FROM url ORDER BY id",
        )?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let word: String = row.get(7)?;
            let state = match row.get::<_, Option<i64>>(8)? {
                Some(due) if word == SUSPECT => UrlState::Suspect(due),
                _ => value_of(&STATES, &word)?,
            };
            let url: String = row.get(1)?;
            urls.push(UrlRow {
                id: row.get(0)?,
                url: url.into(),
                role: value_of(&ROLES, &row.get::<_, String>(2)?)?,
                in_scope: row.get(3)?,
                depth: row.get(4)?,
                guessed: row.get(5)?,
                queue: row.get(6)?,
                state,
            });
        }
        Ok(urls)
    }

    /// Number of URLs.
    pub fn url_count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) FROM url";
        Ok(self.db.query_row(sql, [], |row| row.get::<_, i64>(0))? as u64)
    }

    /// Origins, sorted.
    pub fn hosts(&self) -> Result<Vec<HostRow>, StoreError> {
        let mut hosts = Vec::new();
        let mut query = self
            .db
            .prepare("SELECT origin, robots, robots_body, probe FROM host ORDER BY origin")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let probe: Option<Vec<u8>> = row.get(3)?;
            hosts.push(HostRow {
                origin: row.get(0)?,
                robots: row.get(1)?,
                robots_body: row.get(2)?,
                probe: probe.map(|blob| postcard::from_bytes(&blob)).transpose()?,
            });
        }
        Ok(hosts)
    }

    /// Looks at one URL, oldest first.
    pub fn looks(&self, id: UrlId) -> Result<Vec<Look>, StoreError> {
        let mut looks = Vec::new();
        let mut query = self
            .db
            .prepare("SELECT look FROM look WHERE url = ?1 ORDER BY n")?;
        let mut rows = query.query([id])?;
        while let Some(row) = rows.next()? {
            looks.push(self.look(row.get(0)?)?);
        }
        Ok(looks)
    }

    /// Calls `each` for every look, by URL and then oldest first.
    pub fn for_each_look(&self, mut each: impl FnMut(UrlId, Look)) -> Result<(), StoreError> {
        let mut query = self
            .db
            .prepare("SELECT url, look FROM look ORDER BY url, n")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, self.look(row.get(1)?)?);
        }
        Ok(())
    }

    fn look(&self, mut stored: Vec<u8>) -> Result<Look, StoreError> {
        if self.version == BEFORE_TLS_FAULTS {
            stored.push(0);
        }
        Ok(postcard::from_bytes(&stored)?)
    }

    /// One archived response.
    pub fn record(&self, seq: u64) -> Result<Option<RecordRow>, StoreError> {
        Ok(self
            .db
            .prepare(
                "SELECT seq, file, offset, length, key, url, at, status, mime, digest \
                 FROM record WHERE seq = ?1",
            )?
            .query_row([seq as i64], record_row)
            .optional()?)
    }

    /// Calls `each` for every archived response in order of their SURT keys.
    pub fn for_each_record<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(RecordRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut query = self
            .db
            .prepare(
                "SELECT seq, file, offset, length, key, url, at, status, mime, digest \
                 FROM record ORDER BY key, at, seq",
            )
            .map_err(StoreError::from)?;
        let mut rows = query.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(record_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// Calls `each` for every page in order of ids.
    pub fn for_each_page<E: From<StoreError>>(
        &self,
        mut each: impl FnMut(PageRow) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut query = self
            .db
            .prepare("SELECT url, record, title, facts, links FROM page ORDER BY url")
            .map_err(StoreError::from)?;
        let mut rows = query.query([]).map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            each(page_row(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }

    /// Folds the write-ahead log into the database file and closes it, so that one file remains.
    pub fn close(self) -> Result<(), StoreError> {
        self.db.pragma_update(None, "journal_mode", "DELETE")?;
        self.db
            .close()
            .map_err(|(_, error)| StoreError::from(error))
    }
}

/// A database of a stranger may hold views that never end and triggers that write: only the tables
/// that a crawl makes are read.
fn check_schema(db: &Connection) -> Result<i64, StoreError> {
    let version: i64 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let ours = Connection::open_in_memory()?;
    ours.execute_batch(SCHEMA)?;
    match version {
        BEFORE_TLS_FAULTS | SCHEMA_VERSION if tables(db)? == tables(&ours)? => Ok(version),
        BEFORE_TLS_FAULTS | SCHEMA_VERSION => {
            Err(StoreError::Damaged("it has other tables".to_owned()))
        }
        other => Err(StoreError::Damaged(format!(
            "its version is {other}, and this version of the program reads {BEFORE_TLS_FAULTS} and {SCHEMA_VERSION} only"
        ))),
    }
}

/// Name and definition of everything in the database.
fn tables(db: &Connection) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let mut query = db.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn add_tls_faults(db: &Connection) -> Result<(), StoreError> {
    let tx = db.unchecked_transaction()?;
    tx.execute("UPDATE look SET look = CAST(look || x'00' AS BLOB)", [])?;
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    Ok(tx.commit()?)
}

fn tune(db: &Connection) -> Result<(), StoreError> {
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "NORMAL")?;
    // Rows are written once, in order; a small cache is enough and keeps memory flat.
    db.pragma_update(None, "cache_size", -8_192)?;
    db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    // The pages that a growing table touches are the same again and again: fewer check points
    // write them fewer times. At most 32 MB of log, read back once after a kill.
    db.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    Ok(())
}

fn record_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<RecordRow> {
    Ok(RecordRow {
        seq: row.get::<_, i64>(0)? as u64,
        file: row.get(1)?,
        offset: row.get::<_, i64>(2)? as u64,
        length: row.get::<_, i64>(3)? as u64,
        key: row.get(4)?,
        url: row.get(5)?,
        at: row.get(6)?,
        status: row.get(7)?,
        mime: row.get(8)?,
        digest: row.get(9)?,
    })
}

fn page_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<PageRow> {
    Ok(PageRow {
        id: row.get(0)?,
        record: row.get::<_, i64>(1)? as u64,
        title: row.get(2)?,
        facts: row.get(3)?,
        links: row.get(4)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{Hop, TlsCause, TlsFault};

    fn look(tls_faults: Vec<TlsFault>) -> Look {
        let url = "https://www.a.gov.cn/".to_owned();
        Look {
            at: "2026-11-22T02:00:00Z".to_owned(),
            hops: vec![Hop {
                url: url.clone(),
                status: 302,
                record: "urn:uuid:hop".to_owned(),
            }],
            final_url: url,
            status: Some(200),
            cause: None,
            content_type: None,
            record: None,
            sha256: None,
            excerpt: "含 NUL 的\0摘录".to_owned(),
            gate: None,
            tls_faults,
        }
    }

    fn create(path: &Path, look: &Look) -> Store {
        let batch = Batch {
            looks: vec![(7, 0, look.clone())],
            ..Batch::default()
        };
        Store::create(path, &batch, Position::default(), 1).unwrap()
    }

    #[test]
    fn faults_of_certificates_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let fault = TlsFault {
            host: "www.a.gov.cn".to_owned(),
            cause: TlsCause::Expired,
        };
        let look = look(vec![fault]);
        let store = create(&dir.path().join("crawl.db"), &look);
        assert_eq!(store.looks(7).unwrap(), [look]);
    }

    #[test]
    fn looks_of_the_version_before_are_read_and_taken_up() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("crawl.db");
        let looks = [look(Vec::new())];
        let store = create(&path, &looks[0]);
        // As the version before wrote it: without the empty list at the end.
        let mut stored = postcard::to_stdvec(&looks[0]).unwrap();
        assert_eq!(stored.pop(), Some(0));
        let db = &store.db;
        db.execute("UPDATE look SET look = ?1", [stored]).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        store.close().unwrap();
        let sealed = Store::read_sealed(&path).unwrap();
        assert_eq!(sealed.looks(7).unwrap(), looks);
        drop(sealed);
        // Taken up once, and once more under the version of today.
        for _ in 0..2 {
            let store = Store::open(&path).unwrap();
            assert_eq!(store.looks(7).unwrap(), looks);
            store.close().unwrap();
        }
    }
}
