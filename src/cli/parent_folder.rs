//! The folder of several inspections: one folder a portal, and `portals.json`, which says before the
//! first crawl what all of them are, so that whatever ends the program, the rest can still be made.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Ending, reports};
use crate::bundle::is_plain_name;
use crate::crawl::Options;
use crate::portal::text_file;

const LIST: &str = "portals.json";
const SCHEMA: &str = "gongkai.portals/1";

/// Largest list: a kilobyte for each of many thousand portals.
const MAX_BYTES: u64 = 64 << 20;

/// `portals.json`.
#[derive(Serialize, Deserialize)]
struct PortalList {
    schema: String,
    portals: Vec<Planned>,
}

/// One inspection that is to be made.
#[derive(Serialize, Deserialize)]
pub(super) struct Planned {
    /// Its folder, a name inside the parent.
    pub(super) folder: String,
    /// How it is to be crawled.
    pub(super) options: Options,
}

/// Whether `dir` is the folder of several inspections.
pub(super) fn is_one(dir: &Path) -> bool {
    dir.join(LIST).is_file()
}

/// Names the folders of new inspections and writes them down in `parent`.
pub(super) fn begin(parent: &Path, options: Vec<Options>) -> Result<Vec<Planned>, Ending> {
    if is_one(parent) {
        return Err(Ending::usage(anyhow!(
            "{} already holds inspections: choose another folder, or resume them with: gongkai check --resume {}",
            parent.display(),
            parent.display()
        )));
    }
    let mut taken = HashSet::new();
    let portals = options
        .into_iter()
        .map(|options| Planned {
            folder: free_name(&options.seed, &mut taken),
            options,
        })
        .collect();
    let schema = SCHEMA.to_owned();
    let list = PortalList { schema, portals };
    let text = serde_json::to_string_pretty(&list)?;
    std::fs::create_dir_all(parent)
        .with_context(|| format!("cannot create the folder {}", parent.display()))?;
    reports::replace(&parent.join(LIST), text.as_bytes())?;
    Ok(list.portals)
}

/// What was written down in `parent`.
pub(super) fn read(parent: &Path) -> Result<Vec<Planned>, Ending> {
    let path = parent.join(LIST);
    let text =
        text_file::read("the list of inspections", &path, MAX_BYTES).map_err(Ending::usage)?;
    parse(&path.display().to_string(), &text).map_err(Ending::usage)
}

/// Reads the text of `portals.json`. A list from a stranger must not make us write anywhere but in
/// folders of their own beside it.
pub(super) fn parse(name: &str, text: &str) -> anyhow::Result<Vec<Planned>> {
    let list: PortalList =
        serde_json::from_str(text).with_context(|| format!("{name} is no list of inspections"))?;
    ensure!(
        list.schema == SCHEMA,
        "{name}: schema is {:?}, expected {SCHEMA:?}",
        list.schema
    );
    let mut seen = HashSet::new();
    for planned in &list.portals {
        let folder = &planned.folder;
        ensure!(
            is_plain_name(folder) && seen.insert(folder),
            "{name}: {folder:?} is no folder of its own beside it"
        );
    }
    Ok(list.portals)
}

/// The host, with its port if that is unusual, numbered if it is taken: the same list gives the
/// same names.
fn free_name(seed: &Url, taken: &mut HashSet<String>) -> String {
    let base = match seed.port() {
        Some(port) => format!("{}-{port}", host_name(seed)),
        None => host_name(seed),
    };
    let mut name = base.clone();
    for number in 2.. {
        if taken.insert(name.clone()) {
            break;
        }
        name = format!("{base}-{number}");
    }
    name
}

/// The host of an address as part of a folder's name.
pub(super) fn host_name(seed: &Url) -> String {
    seed.host_str()
        .unwrap_or("portal")
        .chars()
        .map(
            |c| match c.is_ascii_alphanumeric() || matches!(c, '.' | '-') {
                true => c,
                false => '_',
            },
        )
        .collect()
}

/// `base`, numbered if that is taken.
pub(super) fn free_folder(base: PathBuf) -> PathBuf {
    let name = base
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let numbered = (2..).map(|n| base.with_file_name(format!("{name}-{n}")));
    std::iter::once(base.clone())
        .chain(numbered)
        .find(|dir| !dir.exists())
        .unwrap_or(base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portals_with_one_host_are_told_apart() {
        let seeds = [
            "http://a.gov.cn/",
            "http://a.gov.cn/b/",
            "http://a.gov.cn-2/",
            "https://a.gov.cn/c/",
            "http://a.gov.cn:8080/",
            "http://[::1]:81/",
        ];
        let mut taken = HashSet::new();
        let names = seeds.map(|seed| free_name(&Url::parse(seed).unwrap(), &mut taken));
        let expected = [
            "a.gov.cn",
            "a.gov.cn-2",
            "a.gov.cn-2-2",
            "a.gov.cn-3",
            "a.gov.cn-8080",
            "___1_-81",
        ];
        assert_eq!(names, expected);
        assert!(names.iter().all(|name| is_plain_name(name)));
    }
}
