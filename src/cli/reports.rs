//! Writes the reports of one judgement into a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::Ending;
use crate::facts::Site;
use crate::law::Lang;
use crate::report::result::ResultDocument;
use crate::report::{html, json};

/// Where the reports are.
pub(super) struct Written {
    pub(super) scorecard: PathBuf,
}

/// Writes `result.json` and `scorecard.html`. Each is written beside its place and moved there, so
/// that a full disk leaves the old one whole.
pub(super) fn write(
    out: &Path,
    document: &ResultDocument,
    site: &Site,
    lang: Lang,
) -> Result<Written, Ending> {
    fs::create_dir_all(out).map_err(|error| {
        let shown = out.display();
        anyhow!("cannot create the folder {shown}: {error}; choose another with --out")
    })?;
    replace(&out.join("result.json"), json::text(document)?.as_bytes())?;
    let scorecard = out.join("scorecard.html");
    replace(&scorecard, html::render(document, site, lang)?.as_bytes())?;
    Ok(Written { scorecard })
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), Ending> {
    let part = path.with_extension("part");
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What is left of it is of no use to anybody.
        let _ = fs::remove_file(&part);
    }
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}
