//! The engine: silence is a bug, a panic stays within its check, and settings are kept within the
//! bounds of the card.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod constructed;

use std::sync::LazyLock;

use constructed::*;
use gongkai::check::{
    Card, Case, Check, Outcome, ParamOverrides, Params, Ruling, Standard, SubjectKind, SubjectRef,
    Verdicts, judge,
};
use gongkai::checks;
use gongkai::facts::{Class, Reach, Site};
use gongkai::law::FileError;

static CARD: LazyLock<Card> = LazyLock::new(|| {
    Card::embedded(
        "careless.toml",
        r#"
            id = "careless"
            subject = "link"
            status = "preview"
            legal = []
            [title]
            ok = { zh = "好", en = "good" }
            bad = { zh = "坏", en = "bad" }
            [messages.seen]
            zh = "看过"
            en = "seen"
            [fix]
            zh = "修"
            en = "fix"
        "#,
    )
});

/// Judges `twice` twice, leaves out `never`, and invents a subject.
struct Careless;

impl Check for Careless {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        let links = case.site.links.iter();
        links
            .map(|link| SubjectRef::new(SubjectKind::Link, &link.url))
            .collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for link in &case.site.links {
            let subject = SubjectRef::new(SubjectKind::Link, &link.url);
            match link.url.rsplit('/').next() {
                Some("never") => {}
                Some("twice") => {
                    out.put(subject, "", Ruling::pass("seen"));
                    out.put(subject, "", Ruling::fail("seen"));
                }
                Some("counted-twice") => {
                    out.count_pass(subject);
                    out.count_pass(subject);
                }
                _ => out.put(subject, "", Ruling::pass("seen")),
            }
        }
        let invented = SubjectRef::new(SubjectKind::Site, "http://elsewhere/");
        out.put(invented, "", Ruling::fail("seen"));
    }
}

/// Stops in the middle.
struct Panicking;

impl Check for Panicking {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        Careless.subjects(case)
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        let first = SubjectRef::new(SubjectKind::Link, &case.site.links[0].url);
        out.put(first, "", Ruling::fail("seen"));
        panic!("a mistake of ours");
    }
}

static CARELESS: &[&dyn Check] = &[&Careless, &Panicking];

fn judged_carelessly(names: &[&str]) -> Vec<Vec<(String, Outcome, &'static str)>> {
    let links = names
        .iter()
        .map(|name| link(name, Reach::Ok, HOME))
        .collect();
    let standard = Standard {
        checks: CARELESS,
        params: Params::defaults(CARELESS),
        cadences: Vec::new(),
    };
    let judgement = judge(&Site { links, ..site() }, &standard, None, AS_OF);
    let rows = judgement.checks.iter().map(|check| {
        let total = check.tally;
        let counted =
            total.pass + total.fail + total.review + total.na + total.blocked + total.error;
        assert_eq!(
            counted as usize,
            check.verdicts.len(),
            "every subject is counted once"
        );
        let verdicts = check.verdicts.iter();
        verdicts
            .map(|verdict| {
                let name = verdict.subject.url.rsplit('/').next().unwrap().to_owned();
                (name, verdict.outcome, verdict.key)
            })
            .collect()
    });
    rows.collect()
}

#[test]
fn every_subject_is_judged_exactly_once() {
    let rows = &judged_carelessly(&["once", "twice", "never", "counted-twice"])[0];
    let of = |name: &str| {
        let row = rows.iter().find(|row| row.0 == name).unwrap();
        (row.1, row.2)
    };
    assert_eq!(of("once"), (Outcome::Pass, "seen"));
    assert_eq!(of("twice"), (Outcome::Error, "judged-twice"));
    assert_eq!(of("counted-twice"), (Outcome::Error, "judged-twice"));
    assert_eq!(of("never"), (Outcome::Error, "not-judged"));
    assert_eq!(of(""), (Outcome::Error, "no-subject"));
}

#[test]
fn a_panic_is_an_error_for_its_subjects_and_nobody_else() {
    let all = judged_carelessly(&["once", "other"]);
    assert_eq!(
        all[0].iter().filter(|row| row.1 == Outcome::Pass).count(),
        2
    );
    assert_eq!(all[1].len(), 2);
    assert!(
        all[1]
            .iter()
            .all(|row| (row.1, row.2) == (Outcome::Error, "panicked"))
    );
}

#[derive(serde::Deserialize)]
struct Settings {
    params: ParamOverrides,
}

fn apply(text: &str) -> Result<Params, FileError> {
    let settings: Settings = toml::from_str(text).unwrap();
    let mut params = Params::defaults(checks::ALL);
    params.apply_overrides("gongkai.toml", text, &settings.params)?;
    Ok(params)
}

#[test]
fn settings_change_what_a_check_demands() {
    let params = apply("[params.stale-column]\nnews = \"P30D\"\n").unwrap();
    assert_eq!(params.of("stale-column").span("news").to_string(), "P30D");
    assert_eq!(params.of("stale-column").span("notice").to_string(), "P6M");
    let standard = Standard {
        params,
        ..standard()
    };
    let three_weeks_ago = AS_OF.saturating_sub(jiff::Span::new().days(21));
    let columns = vec![column("news/", Class::News, &[three_weeks_ago])];
    let judgement = judge(&Site { columns, ..site() }, &standard, None, AS_OF);
    assert_eq!(ruling(&judgement, "stale-column", "news/").0, Outcome::Pass);
}

#[test]
fn a_setting_out_of_bounds_is_refused_with_its_place() {
    let cases = [
        (
            "[params.stale-columns]\nnews = \"P30D\"\n",
            1,
            "no check `stale-columns`",
        ),
        (
            "[params.stale-column]\nnew = \"P30D\"\n",
            2,
            "it has: interpretation, news, notice",
        ),
        (
            "[params.stale-column]\nnews = \"P3Y\"\n",
            2,
            "not between P1D and P1Y",
        ),
        ("[params.stale-column]\nnews = \"14 days\"\n", 2, "P14D"),
        ("[params.stale-column]\nnews = 14\n", 2, "span in quotes"),
        (
            "[params.low-update-frequency]\nweeks = 0\n",
            2,
            "not between 1 and 52",
        ),
        (
            "[params.missing-section]\nguide-elements = [\"fax\"]\n",
            2,
            "`fax` is not one of",
        ),
    ];
    for (text, line, message) in cases {
        let error = apply(text).unwrap_err();
        assert_eq!(error.line, line, "{error}");
        assert!(error.message.contains(message), "{error}");
        assert!(error.to_string().starts_with("gongkai.toml:"), "{error}");
    }
}

#[test]
fn a_mistake_in_a_card_is_reported_with_its_place() {
    let good = include_str!("../checks/stale_home_page/check.toml");
    let misspelt = good.replace("subject = \"page\"", "subjekt = \"page\"");
    let error = Card::parse("check.toml", &misspelt).unwrap_err();
    assert_eq!((error.line, error.column), (2, 1), "{error}");
    let out_of_bounds = good.replace("default = \"P14D\"", "default = \"P2Y\"");
    let error = Card::parse("check.toml", &out_of_bounds).unwrap_err();
    assert!(
        error
            .message
            .contains("`limit`: P2Y is not between P1D and P1Y"),
        "{error}"
    );
}
