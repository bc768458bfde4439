//! WARC files of a bundle: append only, a new file beyond a size, cut back to what the database
//! knows when a crawl is resumed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// End of what was written: number of the file and its length in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Number of the WARC file.
    pub file: u32,
    /// Its length.
    pub length: u64,
}

/// Name of a WARC file by its number.
pub(super) fn file_name(number: u32) -> String {
    format!("gongkai-{number:05}.warc.gz")
}

/// Writer of the numbered WARC files.
#[derive(Debug)]
pub struct WarcFiles {
    dir: PathBuf,
    file: File,
    position: Position,
    limit: u64,
}

impl WarcFiles {
    /// Opens the files of `dir` for appending at `end`, the position that the database has
    /// committed; bytes after it belong to nobody and are cut off. `limit` is the size beyond
    /// which a new file begins.
    ///
    /// # Errors
    /// `UnexpectedEof` when a file is shorter than what the database has committed: the folder
    /// was damaged from outside.
    pub fn open(dir: &Path, end: Position, limit: u64) -> io::Result<Self> {
        let file = open_at(dir, end)?;
        let mut later = end.file + 1;
        while dir.join(file_name(later)).is_file() {
            fs::remove_file(dir.join(file_name(later)))?;
            later += 1;
        }
        Ok(Self {
            dir: dir.to_owned(),
            file,
            position: end,
            limit,
        })
    }

    /// Where the next byte goes.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whether the next record should go to a new file.
    pub fn is_full(&self) -> bool {
        self.position.length >= self.limit
    }

    /// Begins the next file.
    pub fn roll(&mut self) -> io::Result<()> {
        let next = Position {
            file: self.position.file + 1,
            length: 0,
        };
        self.file = open_at(&self.dir, next)?;
        self.position = next;
        Ok(())
    }

    /// Appends whole records and gives the position of their first byte. After an error the file
    /// may hold part of them; [`Self::open`] cuts it back.
    pub fn append(&mut self, records: &[u8]) -> io::Result<Position> {
        let start = self.position;
        self.file.write_all(records)?;
        self.position.length += records.len() as u64;
        Ok(start)
    }

    /// Forces what was written to the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }
}

fn open_at(dir: &Path, end: Position) -> io::Result<File> {
    let mut file = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(dir.join(file_name(end.file)))?;
    let meta = file.metadata()?;
    if meta.len() < end.length {
        return Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            format!("{} is shorter than recorded", file_name(end.file)),
        ));
    }
    if meta.is_file() {
        file.set_len(end.length)?;
    }
    file.seek(SeekFrom::Start(end.length))?;
    Ok(file)
}
