//! Reads a text file that the user names: of bounded size, in UTF-8. What cannot be read is told in one
//! sentence with a way out. What the text says is left to its parser.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// A text file that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read {what} {}: {why}", path.display())]
pub struct TextFileError {
    /// What it is for, e.g. `the ledger`.
    pub what: &'static str,
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: Unreadable,
}

/// Why a text file cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// There is none.
    Missing,
    /// It is a folder.
    Folder,
    /// It has more bytes than this.
    TooLarge(u64),
    /// It begins with the byte order mark of UTF-16.
    Utf16,
    /// This line is no UTF-8.
    NotUtf8 {
        /// Line, from 1.
        line: usize,
    },
    /// What the system said.
    System(io::Error),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(f, "there is no such file; check the path"),
            Self::Folder => write!(f, "it is a folder; name the file"),
            Self::TooLarge(most) => {
                write!(
                    f,
                    "it has more than {} MB; is it the right file?",
                    most >> 20
                )
            }
            Self::Utf16 => write!(f, "it is UTF-16 text; save it as UTF-8"),
            Self::NotUtf8 { line } => write!(
                f,
                "line {line} is no UTF-8 text; save it as UTF-8 (in a spreadsheet: as CSV UTF-8)"
            ),
            Self::System(error) => write!(f, "{error}"),
        }
    }
}

/// The text of a file of at most `most` bytes. `what` is what the file is for, in errors.
///
/// # Errors
/// When the file cannot be read, is larger, or is no UTF-8 text.
pub fn read(what: &'static str, path: &Path, most: u64) -> Result<String, TextFileError> {
    read_text(path, most).map_err(|why| TextFileError {
        what,
        path: path.to_owned(),
        why,
    })
}

fn read_text(path: &Path, most: u64) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    // Some systems open a folder and fail to read it.
    let read = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Unreadable::Missing,
        io::ErrorKind::IsADirectory => Unreadable::Folder,
        _ => Unreadable::System(error),
    })?;
    if bytes.len() as u64 > most {
        return Err(Unreadable::TooLarge(most));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Unreadable::Utf16);
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable::NotUtf8 { line }
    })
}
