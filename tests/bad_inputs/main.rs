//! Bad inputs of every kind against the real program: each case of the tables beside this file must
//! end with its exit code and with exactly its message, and print nothing else. A message is one
//! line that names the file, line, column or address, and a way out.
//!
//! In every text of a case `{x*3}` stands for `xxx`. A case runs in a folder of its own; `out/bundle`
//! is the bundle of a small portal, changed by `edits`.
#![allow(clippy::unwrap_used, reason = "a test must stop at the first surprise")]

mod bundle;
#[path = "../test_server/mod.rs"]
mod test_server;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use assert_cmd::Command;
use data_encoding::HEXLOWER_PERMISSIVE;
use regex::{Captures, Regex};
use serde::Deserialize;

const TABLES: [(&str, &str); 7] = [
    ("command line", include_str!("command_line.toml")),
    ("settings", include_str!("settings.toml")),
    ("ledger", include_str!("ledger.toml")),
    ("profile", include_str!("profile.toml")),
    ("bundle", include_str!("bundle.toml")),
    ("resume", include_str!("resume.toml")),
    ("page", include_str!("page.toml")),
];

/// No bad input may keep the program busy for longer; a few milliseconds are usual, and the machine
/// may be busy with other things.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// The cases of one kind of input. What stands at the top holds for every case that says nothing.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    args: Vec<String>,
    /// File that `text`, `hex` and `folder` make.
    #[serde(default)]
    file: String,
    exit: i32,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    args: Option<Vec<String>>,
    exit: Option<i32>,
    stderr: String,
    /// The input as text.
    text: Option<String>,
    /// The input as bytes.
    hex: Option<String>,
    /// The input is a folder.
    #[serde(default)]
    folder: bool,
    /// `out/bundle` is made, and changed so.
    edits: Option<Vec<bundle::Edit>>,
}

fn expanded(text: &str) -> String {
    let repeated = Regex::new(r"\{([^{}*]+)\*([0-9]+)\}").unwrap();
    let repeat = |found: &Captures<'_>| found[1].repeat(found[2].parse().unwrap());
    repeated.replace_all(text, repeat).into_owned()
}

impl Case {
    fn set_up(&self, file: &str, dir: &Path) {
        let path = dir.join(file);
        if let Some(text) = &self.text {
            fs::write(&path, expanded(text)).unwrap();
        }
        if let Some(hex) = &self.hex {
            let hex: String = hex.split_whitespace().collect();
            fs::write(&path, HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).unwrap()).unwrap();
        }
        if self.folder {
            fs::create_dir(&path).unwrap();
        }
        if let Some(edits) = &self.edits {
            bundle::make(&dir.join("out/bundle"), edits);
        }
    }

    /// What the program did otherwise than expected.
    fn fault(&self, kind: &str, table: &Table) -> Option<String> {
        let dir = tempfile::tempdir().unwrap();
        self.set_up(&table.file, dir.path());
        let args = self.args.as_ref().unwrap_or(&table.args);
        let output = Command::cargo_bin("gongkai")
            .unwrap()
            .args(args.iter().map(|arg| expanded(arg)))
            .current_dir(dir.path())
            .timeout(TIME_LIMIT)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        let got = (output.status.code(), stderr, printed);
        let exit = self.exit.unwrap_or(table.exit);
        let expected = (Some(exit), expanded(&self.stderr) + "\n", String::new());
        (got != expected).then(|| {
            format!(
                "{kind}: {}\nexpected {expected:?}\n     got {got:?}\n",
                self.name
            )
        })
    }
}

#[test]
fn every_bad_input_ends_with_its_message_and_exit_code() {
    let tables = TABLES.map(|(kind, text)| (kind, toml::from_str::<Table>(text).unwrap()));
    let of_table = |(kind, table): &'_ (&'static str, Table)| (*kind, table.case.len());
    let counts: Vec<_> = tables.iter().map(of_table).collect();
    let cases: Vec<(&str, &Table, &Case)> = tables
        .iter()
        .flat_map(|(kind, table)| table.case.iter().map(move |case| (*kind, table, case)))
        .collect();
    let names: BTreeSet<_> = cases
        .iter()
        .map(|(kind, _, case)| (kind, &case.name))
        .collect();
    assert_eq!(names.len(), cases.len(), "a name stands there twice");
    assert!(cases.len() >= 200, "{counts:?}");

    let next = AtomicUsize::new(0);
    let faults = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some((kind, table, case)) =
                    cases.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    faults.lock().unwrap().extend(case.fault(kind, table));
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(
        faults.is_empty(),
        "{} of {} cases:\n{}",
        faults.len(),
        cases.len(),
        faults.join("\n")
    );
}

/// No case of the tables, since the messages name the day of the test.
#[test]
fn nothing_is_judged_as_of_a_day_on_which_nobody_looked() {
    let dir = tempfile::tempdir().unwrap();
    bundle::make(&dir.path().join("out/bundle"), &[]);
    let run = |args: &[&str]| {
        let mut gongkai = assert_cmd::Command::cargo_bin("gongkai").unwrap();
        let output = gongkai.args(args).current_dir(dir.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    for (args, problem, way_out) in [
        (
            &["judge", "out", "--as-of", "2099-12-31"][..],
            "is after the inspection, which ended on 2",
            "choose an earlier day, or inspect it anew\n",
        ),
        (
            &["check", "http://a.invalid/", "--as-of", "2099-12-31"],
            "is still to come (it is 2",
            "choose a day that has come\n",
        ),
    ] {
        let (code, said) = run(args);
        assert_eq!(code, Some(2), "{said}");
        let begins = format!("gongkai: the as-of date 2099-12-31 {problem}");
        assert!(
            said.starts_with(&begins) && said.ends_with(way_out),
            "{said}"
        );
    }
    assert!(!dir.path().join("gongkai-out").exists());
}

#[test]
fn every_expected_message_is_one_line() {
    for (kind, text) in TABLES {
        for case in toml::from_str::<Table>(text).unwrap().case {
            let message = &case.stderr;
            assert!(message.starts_with("gongkai: "), "{kind}: {}", case.name);
            assert!(!message.contains(char::is_control), "{kind}: {}", case.name);
        }
    }
}
