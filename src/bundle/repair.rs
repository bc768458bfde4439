//! Takes up a bundle whose archive lost its end, as a power cut leaves it: the database may have
//! committed answers whose bytes never reached the disk. What is lost is forgotten, so that it is
//! asked for again; nothing is kept that cannot be proven.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use rusqlite::params;

use super::files::{Position, file_name};
use super::payload;
use super::rows::RecordRow;
use super::store::{Store, StoreError};
use super::warc::RecordId;
use crate::facts::{Look, UrlId};

/// Key of the number of answers that repairs of this bundle found lost.
pub const LOST_ANSWERS: &str = "lost_answers";

/// What a repair did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repair {
    /// Answers that were lost.
    pub answers: usize,
    /// URLs that are asked for again.
    pub urls: usize,
}

/// Makes database and archive agree; `None` where they do. What follows the first answer that cannot
/// be read is given up: a disk may keep later bytes and lose earlier ones. The whole archive is read
/// only where its end is missing.
///
/// # Errors
/// `Io` when the archive cannot be read now, which says nothing of what it holds.
pub fn repair(dir: &Path, store: &Store) -> Result<Option<Repair>, StoreError> {
    let end = store.warc_end()?;
    let mut rows = Vec::new();
    store.for_each_record(|row| {
        rows.push(row);
        Ok::<(), StoreError>(())
    })?;
    rows.sort_by_key(|row| (row.file, row.offset));
    let is_whole = fs::metadata(dir.join(file_name(end.file)))
        .is_ok_and(|meta| !meta.is_file() || meta.len() >= end.length);
    let last = rows.last().map(|row| is_readable(dir, row)).transpose()?;
    if is_whole && last != Some(false) {
        return Ok(None);
    }
    let mut kept = 0;
    while kept < rows.len() && is_readable(dir, &rows[kept])? {
        kept += 1;
    }
    let (kept, lost) = rows.split_at(kept);
    let lost: BTreeSet<u64> = lost.iter().map(|row| row.seq).collect();
    let end = kept.last().map(end_of).unwrap_or_default();
    let urls = store.forget(&lost, end)?;
    Ok(Some(Repair {
        answers: lost.len(),
        urls,
    }))
}

fn is_readable(dir: &Path, row: &RecordRow) -> Result<bool, StoreError> {
    match payload::read(dir, row) {
        Ok(_) => Ok(true),
        Err(error) if error.raw_os_error().is_none() => Ok(false),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(StoreError::Io(error)),
    }
}

fn end_of(row: &RecordRow) -> Position {
    Position {
        file: row.file,
        length: row.offset + row.length,
    }
}

impl Store {
    /// Forgets records with all that was concluded from them, in one transaction; gives the number of
    /// URLs that are queued again. robots.txt of every origin is asked for again, too: its answer may
    /// be among the lost ones.
    fn forget(&self, lost: &BTreeSet<u64>, end: Position) -> Result<usize, StoreError> {
        let mut again: BTreeSet<UrlId> = BTreeSet::new();
        self.for_each_look(|id, look| {
            if rests_on(&look, lost) {
                again.insert(id);
            }
        })?;
        let tx = self.db.unchecked_transaction()?;
        for seq in lost {
            tx.execute("DELETE FROM record WHERE seq = ?1", [*seq as i64])?;
        }
        for id in &again {
            tx.execute("DELETE FROM look WHERE url = ?1", [id])?;
            tx.execute("DELETE FROM page WHERE url = ?1", [id])?;
            tx.execute(
                "UPDATE url SET state = 'queued', due = NULL WHERE id = ?1",
                [id],
            )?;
        }
        tx.execute("DELETE FROM host", [])?;
        tx.execute(
            "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = value + ?2",
            params![LOST_ANSWERS, lost.len() as i64],
        )?;
        tx.execute(
            "UPDATE mark SET warc_file = ?1, warc_length = ?2",
            params![end.file, end.length as i64],
        )?;
        tx.commit()?;
        Ok(again.len())
    }
}

fn rests_on(look: &Look, lost: &BTreeSet<u64>) -> bool {
    let hops = look.hops.iter().map(|hop| &hop.record);
    let mut records = look.record.iter().chain(hops);
    records.any(|record| {
        let id = record.parse::<RecordId>();
        id.is_ok_and(|id| lost.contains(&id.seq()))
    })
}
