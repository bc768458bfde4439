//! What must hold across the repository: every check has folder, card, code, page, fixtures and a
//! place in the profile; stages keep apart; the judging half stays pure.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::check::{Card, Wording, placeholders};
use gongkai::checks;
use gongkai::law::{Standing, legal};
use gongkai::score::{BUILT_IN, Measure, Profile};
use regex::Regex;

/// Headings of a check's page, in order.
const HEADINGS: [&str; 8] = [
    "检查什么",
    "依据",
    "判定方法",
    "不判定的情形",
    "示例",
    "人工复核方法",
    "整改建议",
    "参数",
];

/// Folders under `checks/` that hold no check.
const DATA_FOLDERS: [&str; 2] = ["law", "profiles"];

/// An id names the defect, not the fact that something is checked, nor an item of a profile.
const BANNED_PREFIXES: [&str; 7] = ["check-", "no-", "not-", "test-", "rule-", "v", "d-"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn folders(path: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

/// All files below a folder with one of the extensions.
fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let extension = path.extension().and_then(|ext| ext.to_str());
            if path.is_dir() {
                open.push(path);
            } else if extension.is_some_and(|ext| extensions.contains(&ext)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn cards() -> impl Iterator<Item = &'static Card> {
    checks::ALL.iter().map(|check| check.card())
}

fn profiles() -> Vec<Profile> {
    let ids = BUILT_IN.iter().map(|(id, _)| id);
    ids.map(|id| Profile::built_in(id, checks::ALL).unwrap().unwrap())
        .collect()
}

/// Code of a Rust file without comments and without its test module.
fn code(path: &Path) -> String {
    let text = read(path);
    let text = text.split("#[cfg(test)]").next().unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn folders_slice_and_fixtures_name_the_same_checks() {
    let registered: BTreeSet<_> = cards().map(|card| card.id.replace('-', "_")).collect();
    assert_eq!(
        registered.len(),
        checks::ALL.len(),
        "an id stands in the slice twice"
    );
    let mut on_disk = folders(&root().join("checks"));
    for data in DATA_FOLDERS {
        assert!(on_disk.remove(data), "checks/{data} is missing");
    }
    assert_eq!(on_disk, registered);
    assert_eq!(folders(&root().join("fixtures/checks")), registered);
}

#[test]
fn ids_are_kebab_case_and_name_a_defect() {
    let kebab = Regex::new("^[a-z]+(-[a-z]+)+$").unwrap();
    for card in cards() {
        assert!(kebab.is_match(&card.id), "{}", card.id);
        let banned = BANNED_PREFIXES
            .iter()
            .find(|prefix| card.id.starts_with(**prefix));
        assert_eq!(banned, None, "{}", card.id);
    }
}

#[test]
fn every_check_has_a_page_with_the_fixed_headings() {
    for card in cards() {
        let path = root()
            .join("checks")
            .join(card.id.replace('-', "_"))
            .join("doc.zh.md");
        let page = read(&path);
        let headings: Vec<_> = page
            .lines()
            .filter_map(|line| line.strip_prefix("## "))
            .map(str::trim)
            .collect();
        assert_eq!(headings, HEADINGS, "{}", path.display());
        for name in card.params.keys() {
            assert!(
                page.contains(&format!("`{name}`")),
                "{}: parameter {name}",
                card.id
            );
        }
    }
}

#[test]
fn every_message_key_in_code_is_in_the_card_and_the_other_way_round() {
    let key = Regex::new(
        r#"(?s)(?:Ruling::(?:pass|fail|review|not_applicable|blocked|error)\(\s*|=> )"([a-z-]+)""#,
    )
    .unwrap();
    for card in cards() {
        let folder = root().join("checks").join(card.id.replace('-', "_"));
        let code = code(&folder.join("mod.rs"));
        let used: BTreeSet<_> = key
            .captures_iter(&code)
            .map(|found| found[1].to_owned())
            .collect();
        for key in card.messages.keys() {
            assert!(
                used.contains(key),
                "{}: nobody uses the message {key}",
                card.id
            );
        }
        for key in used {
            let known = card.messages.contains_key(&key)
                || card.params.contains_key(&key)
                || Wording::shared().knows(&key);
            assert!(known, "{}: no message {key}", card.id);
        }
    }
}

#[test]
fn both_languages_of_a_message_take_the_same_values() {
    for card in cards() {
        for (key, message) in &card.messages {
            let (mut zh, mut en) = (placeholders(&message.zh), placeholders(&message.en));
            zh.sort();
            en.sort();
            assert_eq!(zh, en, "{}: {key}", card.id);
        }
    }
}

#[test]
fn texts_are_calm_and_complete() {
    let calm = |place: &str, text: &str| {
        assert!(!text.trim().is_empty(), "{place} is empty");
        assert!(!text.contains(['!', '！']), "{place}: {text}");
    };
    for card in cards() {
        for text in [&card.title.ok, &card.title.bad, &card.fix] {
            calm(&card.id, &text.zh);
            calm(&card.id, &text.en);
        }
        for (key, message) in &card.messages {
            calm(key, &message.zh);
            calm(key, &message.en);
            let fix = card.fix_for(key);
            calm(key, &fix.zh);
            calm(key, &fix.en);
        }
        for (name, spec) in &card.params {
            calm(name, spec.doc());
        }
    }
    for (key, text) in Wording::shared().texts() {
        calm(key, &text.zh);
        calm(key, &text.en);
    }
}

#[test]
fn every_citation_resolves_and_is_in_force_when_the_profile_was_checked() {
    for profile in profiles() {
        let in_force = |id: &str| {
            let text = legal::find(id).unwrap_or_else(|| panic!("no legal text {id}"));
            let standing = text.standing(profile.checked_on);
            assert_eq!(
                standing,
                Standing::InForce,
                "{id} on {}",
                profile.checked_on
            );
        };
        in_force(&profile.basis);
        for card in cards() {
            assert!(!card.legal.is_empty(), "{} has no legal basis", card.id);
            for reference in &card.legal {
                in_force(&reference.text);
            }
        }
    }
    let cited: BTreeSet<_> = cards()
        .flat_map(|card| &card.legal)
        .map(|r| r.text.as_str())
        .collect();
    for text in legal::texts() {
        assert!(cited.contains(text.id.as_str()), "nobody cites {}", text.id);
    }
}

#[test]
fn every_check_counts_for_an_item_of_the_national_profile() {
    let national = Profile::built_in("national-2019", checks::ALL)
        .unwrap()
        .unwrap();
    let vetoes = national.vetoes.iter().map(|item| &item.measure);
    let measures = vetoes.chain(national.deducts.iter().map(|item| &item.measure));
    let mut counted = BTreeSet::new();
    for measure in measures {
        if let Measure::Count(selectors) = measure {
            counted.extend(selectors.iter().map(|selector| selector.check.clone()));
        }
    }
    let registered: BTreeSet<_> = cards().map(|card| card.id.clone()).collect();
    assert_eq!(counted, registered);
}

#[test]
fn stages_point_one_way() {
    let forbidden = [
        (
            "checks",
            vec!["crawl", "bundle", "extract", "report", "cli", "score"],
        ),
        (
            "src/facts",
            vec![
                "crawl", "bundle", "extract", "check", "checks", "report", "cli", "score",
            ],
        ),
        (
            "src/law",
            vec![
                "crawl", "bundle", "extract", "check", "checks", "report", "cli", "score",
            ],
        ),
        (
            "src/check",
            vec![
                "crawl", "bundle", "extract", "checks", "report", "cli", "score",
            ],
        ),
        (
            "src/score",
            vec!["crawl", "bundle", "extract", "report", "cli"],
        ),
        (
            "src/extract",
            vec![
                "crawl", "bundle", "check", "checks", "report", "cli", "score",
            ],
        ),
        ("src/report", vec!["crawl", "bundle", "extract", "cli"]),
    ];
    for (folder, modules) in forbidden {
        for path in files(&root().join(folder), &["rs"]) {
            let code = code(&path);
            for module in &modules {
                let named = Regex::new(&format!(r"\bcrate::{module}\b")).unwrap();
                assert!(!named.is_match(&code), "{} names {module}", path.display());
                let grouped = Regex::new(&format!(r"(?s)use crate::\{{[^;]*\b{module}\b")).unwrap();
                assert!(
                    !grouped.is_match(&code),
                    "{} names {module}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn judging_reads_no_clock_disk_network_or_environment() {
    let impure = Regex::new(
        r"std::(fs|net|env|process|time|thread)\b|SystemTime|Instant::now|Zoned::now|Timestamp::now|\b(f32|f64)\b|HashMap|HashSet|\b(tokio|reqwest|rusqlite)::",
    )
    .unwrap();
    for folder in ["checks", "src/check", "src/score", "src/law"] {
        for path in files(&root().join(folder), &["rs"]) {
            let code = code(&path);
            let found = impure.find(&code).map(|found| found.as_str());
            assert_eq!(found, None, "{}", path.display());
        }
    }
}

#[test]
fn one_file_writes_to_the_terminal() {
    let stream = Regex::new(r"\b(stdout|stderr)\(\)|\b(e?print|e?println|dbg)!").unwrap();
    for path in files(&root().join("src"), &["rs"]) {
        let found = stream
            .find(&code(&path))
            .map(|found| found.as_str().to_owned());
        let may = path.ends_with("src/cli/terminal.rs");
        assert!(may || found.is_none(), "{}: {found:?}", path.display());
    }
}

#[test]
fn templates_escape_everything_that_was_crawled() {
    let templates = files(&root().join("src/report"), &["html", "txt", "svg"]);
    assert!(!templates.is_empty(), "the templates moved");
    for path in templates {
        assert!(!read(&path).contains("|safe"), "{}", path.display());
        assert!(!read(&path).contains("| safe"), "{}", path.display());
    }
}
