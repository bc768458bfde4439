//! Takes up a bundle whose archive lost its end, as a power cut leaves it: the database may have
//! committed answers whose bytes never reached the disk. What is lost is forgotten, so that it is
//! asked for again; nothing is kept that cannot be proven.

use std::collections::BTreeSet;
use std::fs;
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

/// Makes database and archive agree; `None` where they do.
///
/// # Errors
/// `Damaged` when no answer of the archive can be read: there is nothing to go on from.
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
    let kept = rows.iter().rposition(|row| payload::read(dir, row).is_ok());
    if is_whole && kept.map_or(0, |at| at + 1) == rows.len() {
        return Ok(None);
    }
    let Some(kept) = kept else {
        return Err(StoreError::Damaged(format!(
            "no answer in {} can be read",
            file_name(end.file)
        )));
    };
    let lost: BTreeSet<u64> = rows[kept + 1..].iter().map(|row| row.seq).collect();
    let urls = store.forget(&lost, end_of(&rows[kept]))?;
    Ok(Some(Repair {
        answers: lost.len(),
        urls,
    }))
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
