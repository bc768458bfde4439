//! `gongkai init`: a commented settings file with every default.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::{Ending, Exit, say};
use crate::portal::settings::Settings;

pub(super) fn run(file: &Path) -> Result<Exit, Ending> {
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .with_context(|| format!("cannot write {}", file.display()))
        .map_err(Ending::usage)?;
    out.write_all(Settings::template().as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))?;
    say(&format!("gongkai: wrote {}", file.display()));
    Ok(Exit::Clean)
}
