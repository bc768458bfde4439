//! Judges the fixtures of every check: small portals in files, run through the extractor, every
//! subject listed with its outcome in `expected.json`. How a case is written stands in
//! `fixtures/checks/README.md`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use gongkai::check::{Case, Check, Outcome, Params, Standard, judge, message_of};
use gongkai::checks;
use gongkai::extract::{
    Assembler, AssemblySeed, PageExtract, PageInput, StoredLink, canonical, page,
};
use gongkai::facts::{Capture, Cause, Hop, Look, NotFoundProbe, Role, Site, Skip, UrlId};
use gongkai::law::Lang;
use gongkai::portal::ledger::Ledger;
use gongkai::score::Profile;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

const HOME: &str = "http://www.example.gov.cn/";

/// Checks that cover every subject they have: each portal has a home page, and owes its public
/// the five sections. They have no case for not-applicable.
const ALWAYS_APPLICABLE: [&str; 2] = ["stale-home-page", "missing-section"];

/// `case.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    /// What is special about the case.
    about: String,
    as_of: Date,
    /// How the host answers for a URL that nobody made.
    not_found: Option<Answer>,
    /// What URLs without a file answer; any other such URL was beyond the page budget.
    #[serde(default)]
    answers: BTreeMap<String, Answer>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    status: Option<u16>,
    cause: Option<Cause>,
    skip: Option<Skip>,
    /// URL on which it ends after a redirect.
    ends_on: Option<String>,
    /// Bad at one look only.
    #[serde(default)]
    once: bool,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// URL, relative to the home page where it can be.
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    outcome: Outcome,
    message: String,
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/checks")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<_> = read.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn absolute(url: &str) -> String {
    canonical(&Url::parse(HOME).unwrap().join(url).unwrap())
}

fn relative(url: &str) -> String {
    url.strip_prefix(HOME)
        .map_or_else(|| url.to_owned(), |path| format!("/{path}"))
}

/// Pages of a case by URL.
fn pages(case: &Path, as_of: Date) -> BTreeMap<String, PageExtract> {
    let mut folders = vec![case.to_owned()];
    let mut pages = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for path in entries(&folder) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "html") {
                let relative = path.strip_prefix(case).unwrap().to_str().unwrap();
                let relative = relative.replace('@', "?");
                let url = absolute(relative.strip_suffix("index.html").unwrap_or(&relative));
                let input = PageInput {
                    url: &Url::parse(&url).unwrap(),
                    content_type: Some("text/html"),
                    body: &fs::read(&path).unwrap(),
                    fetched_on: as_of,
                    items_since: None,
                    last_modified: None,
                };
                pages.insert(url, page(&input));
            }
        }
    }
    pages
}

/// Every URL that the case knows, in the order in which a crawl would find them, with its depth
/// and the strongest expectation of the pages that name it.
fn discovered(pages: &BTreeMap<String, PageExtract>) -> Vec<(String, u16, Role)> {
    let mut known = BTreeMap::from([(HOME.to_owned(), (0u16, Role::Page))]);
    let mut order = vec![HOME.to_owned()];
    let mut queue = VecDeque::from([HOME.to_owned()]);
    while let Some(url) = queue.pop_front() {
        let depth = known[&url].0;
        for link in pages
            .get(&url)
            .map(|page| page.links.as_slice())
            .unwrap_or_default()
        {
            if let Some((_, role)) = known.get_mut(&link.url) {
                *role = (*role).min(link.role);
            } else {
                known.insert(link.url.clone(), (depth + 1, link.role));
                order.push(link.url.clone());
                queue.push_back(link.url.clone());
            }
        }
    }
    order
        .into_iter()
        .map(|url| {
            let (depth, role) = known[&url];
            (url, depth, role)
        })
        .collect()
}

fn look(url: &str, answer: &Answer) -> Look {
    let final_url = answer
        .ends_on
        .as_deref()
        .map_or_else(|| url.to_owned(), absolute);
    let hop = Hop {
        url: url.to_owned(),
        status: 302,
        record: "urn:uuid:hop".to_owned(),
    };
    Look {
        at: "2026-11-22T02:00:00Z".to_owned(),
        hops: if final_url == url {
            Vec::new()
        } else {
            vec![hop]
        },
        final_url,
        status: answer.status,
        cause: answer.cause.clone(),
        content_type: Some("text/html".to_owned()),
        record: Some("urn:uuid:look".to_owned()),
        sha256: None,
        excerpt: String::new(),
        gate: None,
        tls_faults: Vec::new(),
    }
}

fn capture(
    id: usize,
    (url, depth, role): &(String, u16, Role),
    pages: &BTreeMap<String, PageExtract>,
    case: &CaseFile,
) -> Capture {
    let given = case.answers.iter().find(|(path, _)| absolute(path) == *url);
    let answer = given.map(|(_, answer)| answer.clone());
    let good = Answer {
        status: Some(200),
        ..Answer::default()
    };
    let mut skip = None;
    let looks = match (pages.get(url), answer) {
        (Some(page), None) => vec![Look {
            gate: Some(page.facts.gate),
            ..look(url, &good)
        }],
        // A page that says in words that nothing is there is looked at twice.
        (Some(page), Some(answer)) => vec![
            Look {
                gate: Some(page.facts.gate),
                ..look(url, &answer)
            };
            2
        ],
        (None, Some(answer)) if answer.skip.is_some() => {
            skip = answer.skip;
            Vec::new()
        }
        (None, Some(answer)) if answer.once => vec![look(url, &good), look(url, &answer)],
        (None, Some(answer)) => vec![look(url, &answer); 2],
        (None, None) => {
            skip = Some(Skip::Budget);
            Vec::new()
        }
    };
    Capture {
        id: UrlId::try_from(id).unwrap(),
        url: url.clone(),
        role: *role,
        in_scope: url.starts_with(HOME),
        depth: *depth,
        guessed: false,
        skip,
        looks,
    }
}

fn assemble(case: &Path, file: &CaseFile) -> Site {
    let pages = pages(case, file.as_of);
    let found = discovered(&pages);
    let ids: BTreeMap<_, _> = found
        .iter()
        .zip(0u32..)
        .map(|((url, ..), id)| (url, id))
        .collect();
    let unlinked: Vec<_> = pages.keys().filter(|url| !ids.contains_key(url)).collect();
    assert!(
        unlinked.is_empty(),
        "{}: nothing links to {unlinked:?}",
        case.display()
    );
    let captures = found.iter().enumerate();
    let captures = captures
        .map(|(id, found)| capture(id, found, &pages, file))
        .collect();
    let not_found = file.not_found.iter().map(|answer| NotFoundProbe {
        origin: HOME.trim_end_matches('/').to_owned(),
        status: answer.status,
        final_url: absolute(answer.ends_on.as_deref().unwrap_or("/no-such-page.html")),
        text_hash: None,
        title: None,
    });
    let seed = AssemblySeed {
        portal_url: HOME.to_owned(),
        inspected_on: file.as_of,
        stopped_by: None,
        not_found: not_found.collect(),
    };
    let mut assembler = Assembler::new(seed, captures);
    for ((url, ..), id) in found.iter().zip(0u32..) {
        if let Some(page) = pages.get(url) {
            let links = page.links.iter().map(|link| StoredLink {
                target: ids[&link.url],
                text: link.text.clone(),
                place: link.place,
                kind: link.kind,
            });
            assembler.page(id, page.facts.clone(), links.collect());
        }
    }
    assembler.finish()
}

/// What the check says about every one of its subjects.
fn outcomes(check: &dyn Check, case: &Path) -> Vec<Expected> {
    let text = fs::read_to_string(case.join("case.toml")).unwrap();
    let file: CaseFile =
        toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", case.display()));
    assert!(!file.about.is_empty());
    let site = assemble(case, &file);
    let ledger = fs::read_to_string(case.join("ledger.csv")).ok();
    let ledger = ledger.map(|text| Ledger::parse("ledger.csv", &text).unwrap());
    let profile = Profile::built_in("national-2019", checks::ALL)
        .unwrap()
        .unwrap();
    let standard = Standard {
        checks: checks::ALL,
        params: Params::defaults(checks::ALL),
        cadences: profile.cadences,
    };
    let judgement = judge(&site, &standard, ledger.as_ref(), file.as_of);
    let card = check.card();
    let verdicts = &judgement.of(&card.id).unwrap().verdicts;
    let params = standard.params.of(&card.id);
    let facts = Case {
        site: &site,
        as_of: file.as_of,
        params: &params,
        ledger: ledger.as_ref(),
        cadences: &standard.cadences,
    };
    let mut outcomes = Vec::new();
    for subject in check.subjects(&facts) {
        let verdict = verdicts.iter().find(|verdict| {
            verdict.subject.url == subject.url && verdict.subject.id.as_deref() == subject.id
        });
        if let Some(verdict) = verdict {
            for lang in [Lang::Zh, Lang::En] {
                let message = message_of(card, verdict, lang);
                assert!(!message.contains('{'), "{}: {message}", case.display());
            }
        }
        outcomes.push(Expected {
            subject: relative(subject.url),
            id: subject.id.map(str::to_owned),
            // Conforming links are only counted.
            outcome: verdict.map_or(Outcome::Pass, |verdict| verdict.outcome),
            message: verdict
                .map_or("reachable", |verdict| verdict.key)
                .to_owned(),
        });
    }
    outcomes.sort();
    outcomes
}

fn folder_of(outcome: Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::Pass => Some("pass"),
        Outcome::Fail => Some("fail"),
        Outcome::Review => Some("review"),
        Outcome::NotApplicable => Some("na"),
        Outcome::Blocked | Outcome::Error => None,
    }
}

#[test]
fn every_fixture_is_judged_as_it_says() {
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for check_folder in entries(&fixtures())
        .into_iter()
        .filter(|path| path.is_dir())
    {
        let name = check_folder
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let id = name.replace('_', "-");
        let check = checks::find(&id).unwrap_or_else(|| panic!("no check for {name}"));
        for outcome_folder in entries(&check_folder) {
            let outcome = outcome_folder
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            for case in entries(&outcome_folder) {
                let text = fs::read_to_string(case.join("expected.json")).unwrap_or_default();
                let mut expected: Vec<Expected> = serde_json::from_str(&text).unwrap_or_default();
                expected.sort();
                let got = outcomes(check, &case);
                let shown = got
                    .iter()
                    .any(|row| folder_of(row.outcome) == Some(&outcome));
                if got != expected || !shown {
                    let got = serde_json::to_string_pretty(&got).unwrap();
                    wrong.push(format!("{}\n{got}", case.display()));
                }
                seen.insert((id.clone(), outcome.clone()));
            }
        }
    }
    for check in checks::ALL {
        for outcome in ["pass", "fail", "review", "na"] {
            let key = (check.card().id.clone(), outcome.to_owned());
            let covers_all = ALWAYS_APPLICABLE.contains(&key.0.as_str()) && outcome == "na";
            if seen.contains(&key) == covers_all {
                wrong.push(format!("{} has no fixture for {outcome}", key.0));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "judged differently:\n{}",
        wrong.join("\n")
    );
}
