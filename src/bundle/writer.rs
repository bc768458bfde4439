//! The writing side of `crawl.db`: one batch, one transaction.

use rusqlite::{Connection, Statement, params};

use super::files::Position;
use super::rows::{
    Batch, HostRow, PageRow, ROLES, RecordRow, STATES, SitemapRow, UrlRow, UrlState, word_of,
};
use super::store::StoreError;

/// Prepared statements: at a thousand commits a second, preparing them anew would be felt.
#[derive(Debug)]
pub struct Writer<'db> {
    db: &'db Connection,
    url: Statement<'db>,
    look: Statement<'db>,
    page: Statement<'db>,
    record: Statement<'db>,
    mark: Statement<'db>,
}

impl<'db> Writer<'db> {
    pub(super) fn new(db: &'db Connection) -> Result<Self, StoreError> {
        Ok(Self {
            db,
            url: db.prepare(
                "INSERT OR REPLACE INTO url VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
            look: db.prepare("INSERT OR REPLACE INTO look VALUES (?1, ?2, ?3)")?,
            page: db.prepare("INSERT OR REPLACE INTO page VALUES (?1, ?2, ?3, ?4, ?5)")?,
            record: db
                .prepare("INSERT INTO record VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?,
            mark: db
                .prepare("UPDATE mark SET warc_file = ?1, warc_length = ?2, next_record = ?3")?,
        })
    }

    /// Commits one batch together with the end of the WARC file that holds its records.
    /// `next_record` is the first record number that nothing in the files uses.
    pub fn commit(
        &mut self,
        batch: &Batch,
        warc: Position,
        next_record: u64,
    ) -> Result<(), StoreError> {
        let tx = self.db.unchecked_transaction()?;
        for row in &batch.urls {
            write_url(&mut self.url, row)?;
        }
        for (id, n, look) in &batch.looks {
            let look = postcard::to_stdvec(look)?;
            self.look.execute(params![id, n, look])?;
        }
        for row in &batch.pages {
            write_page(&mut self.page, row)?;
        }
        for row in &batch.records {
            write_record(&mut self.record, row)?;
        }
        for row in &batch.hosts {
            write_host(self.db, row)?;
        }
        for row in &batch.sitemaps {
            write_sitemap(self.db, row)?;
        }
        for (key, value) in &batch.meta {
            let sql = "INSERT OR REPLACE INTO meta VALUES (?1, ?2)";
            self.db.execute(sql, params![key, value])?;
        }
        self.mark
            .execute(params![warc.file, warc.length as i64, next_record as i64])?;
        tx.commit()?;
        Ok(())
    }
}

fn write_url(insert: &mut Statement<'_>, row: &UrlRow) -> Result<(), StoreError> {
    let due = match row.state {
        UrlState::Suspect(due) => Some(due),
        _ => None,
    };
    insert.execute(params![
        row.id,
        &*row.url,
        word_of(&ROLES, row.role),
        row.in_scope,
        row.depth,
        row.guessed,
        row.queue,
        word_of(&STATES, row.state),
        due
    ])?;
    Ok(())
}

fn write_page(insert: &mut Statement<'_>, row: &PageRow) -> Result<(), StoreError> {
    let record = row.record as i64;
    insert.execute(params![row.id, record, row.title, row.facts, row.links])?;
    Ok(())
}

fn write_record(insert: &mut Statement<'_>, row: &RecordRow) -> Result<(), StoreError> {
    insert.execute(params![
        row.seq as i64,
        row.file,
        row.offset as i64,
        row.length as i64,
        row.key,
        row.url,
        row.at,
        row.status,
        row.mime,
        row.digest
    ])?;
    Ok(())
}

fn write_host(db: &Connection, row: &HostRow) -> Result<(), StoreError> {
    let probe = row.probe.as_ref().map(postcard::to_stdvec).transpose()?;
    let sql = "INSERT OR REPLACE INTO host VALUES (?1, ?2, ?3, ?4)";
    db.execute(sql, params![row.origin, row.robots, row.robots_body, probe])?;
    Ok(())
}

fn write_sitemap(db: &Connection, row: &SitemapRow) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO sitemap VALUES (?1, ?2)";
    db.execute(sql, params![row.url, row.done])?;
    Ok(())
}
