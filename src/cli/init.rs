//! `gongkai init`: a commented settings file with every default.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context, anyhow};

use super::{Ending, Exit, say};
use crate::portal::settings::Settings;

pub(super) fn run(file: &Path) -> Result<Exit, Ending> {
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => Ending::usage(anyhow!(
                "{} is there already and is left as it is; name another file",
                file.display()
            )),
            _ => Ending::usage(anyhow!(
                "cannot write {}: {error}; name a file in a folder that can be written",
                file.display()
            )),
        })?;
    out.write_all(Settings::template().as_bytes())
        .with_context(|| format!("cannot write {}", file.display()))?;
    say(&format!("wrote {}", file.display()));
    Ok(Exit::Clean)
}
