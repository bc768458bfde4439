//! Writes the reports of one judgement into a folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};

use super::Ending;
use crate::facts::Site;
use crate::law::Lang;
use crate::report::result::ResultDocument;
use crate::report::{html, json, letter};

/// File of the letter.
const LETTER: &str = "letter.txt";

/// The result for programs.
pub(super) const RESULT: &str = "result.json";
/// The result for people.
pub(super) const SCORECARD: &str = "scorecard.html";

/// Where the reports are.
pub(super) struct Written {
    pub(super) scorecard: PathBuf,
    /// A draft letter to an operator whose site refused us.
    pub(super) letter: Option<PathBuf>,
}

/// Writes `result.json`, `scorecard.html` and, to a site that refused us, a letter. Each is written
/// beside its place and moved there, so that a full disk leaves the old one whole.
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
    replace(&out.join(RESULT), json::text(document)?.as_bytes())?;
    let scorecard = out.join(SCORECARD);
    replace(&scorecard, html::render(document, site, lang)?.as_bytes())?;
    let path = out.join(LETTER);
    let letter = match letter::letter(document, lang)? {
        Some(text) => {
            replace(&path, text.as_bytes())?;
            Some(path)
        }
        None => {
            // That of an earlier judgement says nothing of this one.
            let _ = fs::remove_file(&path);
            None
        }
    };
    Ok(Written { scorecard, letter })
}

/// Writes a file beside its place and moves it there.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Ending> {
    let part = path.with_extension("part");
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        // What is left of it is of no use to anybody.
        let _ = fs::remove_file(&part);
    }
    written.with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}
