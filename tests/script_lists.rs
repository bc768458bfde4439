//! Reads look-alikes of lists that scripts fill: the page, then the answers that it declares to
//! need. How a case is written stands in `fixtures/script_lists/README.md`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use gongkai::extract::{PageExtract, PageInput, page};
use gongkai::facts::{Gate, Item, ItemList, LinkKind, ListReader, PageKind, Place};
use jiff::civil::Date;
use regex::Regex;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use url::Url;

/// Day of the fetch.
const FETCHED: Date = jiff::civil::date(2026, 11, 20);

/// `case.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    /// What is special about the case.
    about: String,
    #[serde(deserialize_with = "address")]
    url: Url,
    /// Rows that stand in the page as plain HTML count too.
    #[serde(default)]
    rows_in_page: bool,
    page: Body,
    #[serde(default)]
    answer: Vec<Answer>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    file: String,
    content_type: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    #[serde(deserialize_with = "address")]
    url: Url,
    file: String,
    content_type: String,
}

fn address<'de, D: Deserializer<'de>>(source: D) -> Result<Url, D::Error> {
    String::deserialize(source)?.parse().map_err(Error::custom)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    gates: Option<Vec<Gate>>,
    kind: Option<PageKind>,
    #[serde(default)]
    may_stay_unread: bool,
    items: Vec<Row>,
}

/// One row of the list.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
struct Row {
    title: String,
    url: String,
    date: Option<Date>,
    doc_number: Option<String>,
    issuer: Option<String>,
    index_number: Option<String>,
    validity: Option<String>,
}

impl Row {
    /// Title without white space, URL and day: what every list has.
    fn plain(&self) -> (String, String, Option<Date>) {
        let title = self.title.split_whitespace().collect();
        (title, self.url.clone(), self.date)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/script_lists")
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let entries = entries.map(|entry| entry.unwrap().path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The day that a URL states: `t20261108_`, `/2026/11/8/`, `/20261108/`.
fn url_day(url: &str) -> Option<Date> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:/t|/)(20\d\d)(\d\d)(\d\d)[_/]|/(20\d\d)/(\d{1,2})/(\d{1,2})/").unwrap()
    });
    let found = DAY.captures(url)?;
    let part = |n: usize| found.get(n).or(found.get(n + 3))?.as_str().parse().ok();
    let (month, day): (i16, i16) = (part(2)?, part(3)?);
    Date::new(part(1)?, month as i8, day as i8).ok()
}

fn row(item: &Item) -> Row {
    let document = item.document.as_deref();
    Row {
        title: item.title.clone(),
        url: item.url.clone(),
        date: item
            .date
            .as_ref()
            .map(|found| found.date)
            .or_else(|| url_day(&item.url)),
        doc_number: document.and_then(|d| d.doc_number.clone()),
        issuer: document.and_then(|d| d.issuer.clone()),
        index_number: document.and_then(|d| d.index_number.clone()),
        validity: document.and_then(|d| {
            let word = serde_json::to_value(d.validity).ok()?;
            Some(word.as_str()?.to_owned())
        }),
    }
}

/// Where a request goes: scheme, host and path, and its parameters in any order.
fn request(url: &Url) -> (String, Vec<(String, String)>) {
    let mut parameters: Vec<_> = url.query_pairs().into_owned().collect();
    parameters.sort();
    let mut place = url.clone();
    place.set_query(None);
    place.set_fragment(None);
    (place.into(), parameters)
}

/// A case with its files.
struct Case {
    folder: PathBuf,
    file: CaseFile,
    is_framed: bool,
}

impl Case {
    fn read(folder: PathBuf, kind: &str) -> Self {
        let text = fs::read_to_string(folder.join("case.toml")).unwrap();
        let file: CaseFile =
            toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        assert!(!file.about.is_empty());
        Self {
            folder,
            file,
            is_framed: kind == "frame",
        }
    }

    fn extract(&self, url: &Url, file: &str, content_type: &str) -> PageExtract {
        page(&PageInput {
            url,
            content_type: Some(content_type),
            body: &fs::read(self.folder.join(file)).unwrap(),
            fetched_on: FETCHED,
            last_modified: None,
            items_since: None,
        })
    }

    /// A framed page is a page like any other: it is asked for because it is a frame.
    fn needs(&self, extract: &PageExtract) -> Vec<Url> {
        let is_need = |kind| kind == LinkKind::Data || (self.is_framed && kind == LinkKind::Frame);
        let links = extract.links.iter().filter(|link| is_need(link.kind));
        links.map(|link| Url::parse(&link.url).unwrap()).collect()
    }

    /// Rows that count: of lists that a script fills, or of a framed page.
    fn rows(&self, extract: &PageExtract, is_answer: bool) -> Vec<Row> {
        let plain = self.file.rows_in_page || (self.is_framed && is_answer);
        let counts = |list: &&ItemList| {
            list.place == Place::Body && (plain || list.reader != ListReader::Rows)
        };
        let lists = extract.facts.lists.iter().filter(counts);
        lists.flat_map(|list| list.items.iter().map(row)).collect()
    }

    /// What is wrong with what was read.
    fn faults(&self) -> Vec<String> {
        let file = &self.file;
        let first = self.extract(&file.url, &file.page.file, &file.page.content_type);
        let mut faults = self.page_faults(&first);
        let mut rows = self.rows(&first, false);
        let mut asked = BTreeSet::new();
        let mut open = VecDeque::from(self.needs(&first));
        while let Some(need) = open.pop_front() {
            let wanted = request(&need);
            if !asked.insert(wanted.clone()) {
                continue;
            }
            let Some(answer) = file.answer.iter().find(|a| request(&a.url) == wanted) else {
                faults.push(format!("needs {need}, which no script asks for"));
                continue;
            };
            let read = self.extract(&answer.url, &answer.file, &answer.content_type);
            rows.extend(self.rows(&read, true));
            open.extend(self.needs(&read));
        }
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(row.url.clone()));
        let found: Vec<_> = rows.iter().map(Row::plain).collect();
        let expected: Vec<_> = file.expect.items.iter().map(Row::plain).collect();
        let is_unread = file.expect.may_stay_unread && found.is_empty();
        for expected in &file.expect.items {
            let found = rows.iter().find(|row| row.url == expected.url);
            let differs = |of: &dyn Fn(&Row) -> Option<String>| {
                of(expected).is_some() && found.map(of) != Some(of(expected))
            };
            let is_other = differs(&|row| row.doc_number.clone())
                || differs(&|row| row.issuer.clone())
                || differs(&|row| row.index_number.clone())
                || differs(&|row| row.validity.clone());
            if !is_unread && is_other {
                faults.push(format!("document of {}: {found:?}", expected.url));
            }
        }
        if found != expected && !is_unread {
            faults.extend(
                expected
                    .iter()
                    .filter(|row| !found.contains(row))
                    .map(missing),
            );
            faults.extend(
                found
                    .iter()
                    .filter(|row| !expected.contains(row))
                    .map(wrong),
            );
            if faults.is_empty() {
                faults.push("the order differs".to_owned());
            }
        }
        faults
    }

    fn page_faults(&self, first: &PageExtract) -> Vec<String> {
        let (expect, facts) = (&self.file.expect, &first.facts);
        let mut faults = Vec::new();
        if expect
            .gates
            .as_ref()
            .is_some_and(|gates| !gates.contains(&facts.gate))
        {
            faults.push(format!("gate {:?}", facts.gate));
        }
        if expect.kind.is_some_and(|kind| kind != facts.kind) {
            faults.push(format!("kind {:?}", facts.kind));
        }
        faults
    }
}

fn missing(row: &(String, String, Option<Date>)) -> String {
    format!("missing: {row:?}")
}

fn wrong(row: &(String, String, Option<Date>)) -> String {
    format!("wrong: {row:?}")
}

/// Reads all cases of one kind.
fn check(kind: &str) {
    let folders = folders(&root().join(kind));
    assert!(folders.len() >= 2, "{kind} has fewer than two cases");
    let mut report = String::new();
    for folder in folders {
        let case = Case::read(folder, kind);
        let faults = case.faults();
        if !faults.is_empty() {
            let name = case
                .folder
                .file_name()
                .unwrap()
                .to_string_lossy()
                .into_owned();
            let shown: Vec<_> = faults.iter().take(12).map(String::as_str).collect();
            report += &format!("{kind}/{name}\n  {}\n", shown.join("\n  "));
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn recordset_in_page() {
    check("recordset-in-page");
}

#[test]
fn recordset_escaped() {
    check("recordset-escaped");
}

#[test]
fn recordset_answer() {
    check("recordset-answer");
}

#[test]
fn arrays() {
    check("arrays");
}

#[test]
fn writeln() {
    check("writeln");
}

#[test]
fn build_static() {
    check("build-static");
}

#[test]
fn gkmlpt() {
    check("gkmlpt");
}

#[test]
fn ucap() {
    check("ucap");
}

#[test]
fn data_source() {
    check("data-source");
}

#[test]
fn info_common() {
    check("info-common");
}

#[test]
fn frame() {
    check("frame");
}

#[test]
fn trap() {
    check("trap");
}

#[test]
fn every_folder_is_tested() {
    let code = include_str!("script_lists.rs");
    for folder in folders(&root()) {
        let kind = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(code.contains(&format!("check(\"{kind}\")")), "{kind}");
    }
}

#[test]
fn what_is_expected_of_documents_is_well_formed() {
    for folder in folders(&root().join("gkmlpt")) {
        let case = Case::read(folder, "gkmlpt");
        for row in &case.file.expect.items {
            let known = row.validity.as_deref();
            assert!(
                matches!(known, None | Some("repealed" | "expired")),
                "{row:?}"
            );
            let texts = [&row.doc_number, &row.issuer, &row.index_number];
            assert!(
                texts.into_iter().flatten().all(|text| !text.is_empty()),
                "{row:?}"
            );
        }
    }
}
