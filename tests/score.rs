//! The score: veto thresholds, the verdict procedure, intervals, and that every printed number
//! can be recomputed from the rows printed with it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod constructed;

use std::collections::BTreeMap;

use constructed::*;
use gongkai::check::Outcome;
use gongkai::checks;
use gongkai::facts::*;
use gongkai::law::Lang;
use gongkai::report::build::{Particulars, Sources, build};
use gongkai::report::result::{ItemStatus, ProfileItem, ResultDocument, VerdictWord};
use gongkai::score::{Profile, score};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn result_under(site: &Site, profile: &Profile, lang: Lang) -> ResultDocument {
    let judgement = judged(site, AS_OF);
    let scorecard = score(site, None, &judgement, profile);
    let sources = Sources {
        site,
        standard: &standard(),
        ledger: None,
        judgement: &judgement,
        profile,
        scorecard: &scorecard,
        particulars: &Particulars {
            started_at: "2026-11-22T01:00:00Z".to_owned(),
            finished_at: "2026-11-22T01:05:00Z".to_owned(),
            bundle_digest: "sha256:00".to_owned(),
            robots_ignored: false,
        },
    };
    build(&sources, lang)
}

fn result(site: &Site) -> ResultDocument {
    result_under(site, &profile(), Lang::Zh)
}

fn item<'a>(result: &'a ResultDocument, id: &str) -> &'a ProfileItem {
    result.items.iter().find(|item| item.id == id).unwrap()
}

/// `count` columns named by their number, all of them stale at [`AS_OF`].
fn stale_columns(class: Class, count: usize) -> Vec<Column> {
    let old = date(2024, 1, 5);
    (0..count)
        .map(|n| column(&format!("{class:?}{n:02}/").to_lowercase(), class, &[old]))
        .collect()
}

fn with_columns(columns: Vec<Column>) -> Site {
    Site { columns, ..site() }
}

#[test]
fn five_stale_news_columns_are_a_veto_and_four_are_not() {
    let four = result(&with_columns(stale_columns(Class::News, 4)));
    assert_eq!(item(&four, "V4a").status, ItemStatus::Clear);
    assert_eq!(four.verdict, VerdictWord::Qualified);
    let five = result(&with_columns(stale_columns(Class::News, 5)));
    assert_eq!(item(&five, "V4a").status, ItemStatus::Triggered);
    assert_eq!(item(&five, "V4a").findings.len(), 5);
    assert_eq!(five.verdict, VerdictWord::Unqualified);
    assert_eq!(five.score, None, "after a veto nothing else is scored");
}

/// A deduction item whose findings all count for a veto says so instead of "nothing found".
#[test]
fn findings_counted_before_are_said_to_be() {
    let five = result(&with_columns(stale_columns(Class::News, 5)));
    let news = item(&five, "D-news");
    assert_eq!(news.status, ItemStatus::Clear);
    assert!(news.findings.is_empty());
    assert_eq!(news.note, "本项5处问题已计入前列项目，不重复扣分。");
}

#[test]
fn news_and_first_level_notices_count_together() {
    let mut columns = stale_columns(Class::News, 3);
    columns.extend(stale_columns(Class::Notice, 2));
    let first_level = result(&with_columns(columns.clone()));
    assert_eq!(item(&first_level, "V4a").status, ItemStatus::Triggered);
    columns[4].parent = Some(3);
    let deeper = result(&with_columns(columns));
    assert_eq!(item(&deeper, "V4a").status, ItemStatus::Clear);
    assert_eq!(item(&deeper, "V4b").findings.len(), 1);
}

#[test]
fn ten_other_columns_or_five_blank_ones_are_a_veto() {
    let nine = result(&with_columns(stale_columns(Class::Plan, 9)));
    assert_eq!(item(&nine, "V4b").status, ItemStatus::Clear);
    let ten = result(&with_columns(stale_columns(Class::Plan, 10)));
    assert_eq!(item(&ten, "V4b").status, ItemStatus::Triggered);
    let blank = |count: usize| {
        let blanks = (0..count).map(|n| column(&format!("b{n}/"), Class::Other, &[]));
        result(&with_columns(blanks.collect()))
    };
    assert_eq!(item(&blank(4), "V4c").status, ItemStatus::Clear);
    assert_eq!(item(&blank(5), "V4c").status, ItemStatus::Triggered);
}

#[test]
fn a_stale_home_page_alone_fails_the_site() {
    let mut site = site();
    site.home.dates = vec![date(2026, 10, 1)];
    let result = result(&site);
    assert_eq!(item(&result, "V3").status, ItemStatus::Triggered);
    assert_eq!(result.verdict, VerdictWord::Unqualified);
}

#[test]
fn rows_that_could_complete_a_veto_leave_the_verdict_open() {
    let mut columns = stale_columns(Class::News, 5);
    columns[0].truncated = true;
    let result = result(&with_columns(columns));
    assert_eq!(item(&result, "V4a").status, ItemStatus::Undecided);
    assert_eq!(result.verdict, VerdictWord::Undetermined);
    assert!(result.score.is_some());
}

#[test]
fn items_that_one_visit_cannot_establish_are_listed_and_do_not_decide() {
    let result = result(&site());
    assert_eq!(item(&result, "V2").status, ItemStatus::NotObserved);
    assert_eq!(
        item(&result, "V2").note,
        "需连续观测7天，本次只访问一次，尚缺6天。"
    );
    for id in ["V1", "V5a", "V5b", "V6a", "V6b", "V6c", "B-all"] {
        assert_eq!(item(&result, id).status, ItemStatus::NotAssessed, "{id}");
    }
    assert_eq!(result.verdict, VerdictWord::Qualified);
    assert_eq!(result.score.unwrap().low, "100");
}

#[test]
fn below_the_coverage_floor_there_is_no_number() {
    let at = |fetched, stopped_by: Option<&str>| {
        let mut site = site();
        site.coverage.discovered = 1000;
        site.coverage.fetched = fetched;
        site.coverage.stopped_by = stopped_by.map(str::to_owned);
        let result = result(&site);
        (
            result.verdict,
            result.score.is_some(),
            result.coverage.share,
        )
    };
    assert_eq!(
        at(900, None),
        (VerdictWord::Qualified, true, "0.90".to_owned())
    );
    // Rounded down, so that the printed share never reaches a floor that the pages do not.
    assert_eq!(
        at(899, None),
        (VerdictWord::Undetermined, false, "0.89".to_owned())
    );
    assert_eq!(
        at(0, None),
        (VerdictWord::Undetermined, false, "0.00".to_owned())
    );
    let stopped = at(1000, Some("stop-loss"));
    assert_eq!(
        stopped,
        (VerdictWord::Undetermined, false, "1.00".to_owned())
    );
}

#[test]
fn a_proven_veto_stands_whatever_the_coverage() {
    let mut site = with_columns(stale_columns(Class::News, 5));
    site.coverage.fetched = 10;
    assert_eq!(result(&site).verdict, VerdictWord::Unqualified);
}

#[test]
fn unverified_points_never_fail_a_site() {
    let links = (0..200).map(|n| link(&format!("{n}.html"), Reach::Status(404), HOME));
    let site = Site {
        links: links.collect(),
        ..site()
    };
    let severe = r#"
        id = "severe"
        title = { zh = "严格", en = "Severe" }
        basis = "indicators-2019-19"
        checked_on = "2026-11-22"
        coverage_floor = "0.90"
        pass_mark = "60"
        bonus_mark = "80"
        VERIFIED
        [[deduct]]
        id = "D-usability-home"
        title = { zh = "首页链接", en = "Links on the home page" }
        count = [{ check = "broken-link", on_home = true }]
        points = "1"
        cap = "100"
    "#;
    let verdict = |verified: &str| {
        let text = severe.replace("VERIFIED", verified);
        let profile = Profile::parse("severe.toml", &text, checks::ALL).unwrap();
        let result = result_under(&site, &profile, Lang::Zh);
        (result.verdict, result.score.unwrap().high)
    };
    assert_eq!(
        verdict("points_verified = true"),
        (VerdictWord::Unqualified, "0".to_owned())
    );
    assert_eq!(verdict(""), (VerdictWord::Undetermined, "0".to_owned()));
}

#[test]
fn a_profile_cannot_call_inherited_points_verified() {
    let text = "id = \"own\"\nextends = \"national-2019\"\npoints_verified = true\n";
    let error = Profile::parse("own.toml", text, checks::ALL).unwrap_err();
    assert_eq!((error.line, error.column), (3, 1));
    assert!(error.message.contains("are inherited"), "{error}");
}

#[test]
fn open_rows_make_the_score_an_interval() {
    let links = vec![
        link("dead.html", Reach::Status(404), HOME),
        link("odd.html", Reach::Unconfirmed, HOME),
        link("deep.html", Reach::Status(404), &url("list/")),
        link(
            "refused.html",
            Reach::Blocked(BlockedReason::Challenge),
            HOME,
        ),
    ];
    let result = result(&Site { links, ..site() });
    let score = result.score.unwrap();
    assert_eq!((score.high.as_str(), score.low.as_str()), ("98.9", "97.9"));
    assert!(!score.points_verified);
}

#[test]
fn a_profile_overrides_only_what_it_names() {
    let text = r#"
        id = "province"
        extends = "national-2019"
        coverage_floor = "0.95"
        [[veto]]
        id = "V4c"
        title = { zh = "空白栏目", en = "Blank columns" }
        count = [{ check = "empty-column" }]
        at_least = 3
    "#;
    let province = Profile::parse("province.toml", text, checks::ALL).unwrap();
    let national = profile();
    assert_eq!(province.coverage_floor, Decimal::new(95, 2));
    assert_eq!(province.vetoes.len(), national.vetoes.len());
    let v4c = province
        .vetoes
        .iter()
        .find(|veto| veto.id == "V4c")
        .unwrap();
    assert_eq!(v4c.at_least, 3);
    assert_eq!(province.pass_mark, national.pass_mark);
}

#[test]
fn a_mistake_in_a_profile_is_reported_with_its_place() {
    let bad = |text: &str| {
        let error = Profile::parse("p.toml", text, checks::ALL).unwrap_err();
        (error.line, error.message)
    };
    let (line, message) = bad("id = \"p\"\nextends = \"provincial\"\n");
    assert_eq!(line, 2);
    assert!(message.contains("provincial") && message.contains("national-2019"));
    let head = "id = \"p\"\nextends = \"national-2019\"\n\n[[deduct]]\nid = \"D\"\n\
                title = { zh = \"x\", en = \"x\" }\n";
    let (line, message) = bad(&format!("{head}count = [{{ check = \"no-such\" }}]\n"));
    assert_eq!(line, 4);
    assert!(message.contains("no-such"));
    let (_, message) = bad(&format!(
        "{head}count = [{{ check = \"broken-link\" }}]\npoints = \"1\"\n"
    ));
    assert!(message.contains("cap"));
    let (_, message) = bad(head);
    assert!(message.contains("exactly one of"));
}

#[test]
fn findings_keep_their_identity_from_one_inspection_to_the_next() {
    let columns = stale_columns(Class::News, 1);
    let today = result(&with_columns(columns.clone()));
    let mut later = with_columns(columns);
    later.columns[0].item_count = 77;
    later.columns[0].dates = vec![date(2024, 3, 1)];
    later.columns[0].evidence.fetched_at = Some("2027-01-01T00:00:00Z".to_owned());
    let later = result(&later);
    assert_eq!(today.findings[0].fingerprint, later.findings[0].fingerprint);
    assert_eq!(today.findings[0].fingerprint.len(), 32);
}

#[test]
fn the_report_speaks_both_languages_from_the_same_rows() {
    let site = with_columns(stale_columns(Class::News, 1));
    let zh = result_under(&site, &profile(), Lang::Zh);
    let en = result_under(&site, &profile(), Lang::En);
    assert_eq!(
        zh.findings[0].message,
        "栏目“news00”（动态要闻）最近一条为 2024-01-05，至 2026-11-22 已超过14天的期限。"
    );
    assert!(en.findings[0].message.contains("longer ago than 14 days"));
    assert_eq!(zh.findings[0].fingerprint, en.findings[0].fingerprint);
    let basis = &zh.checks[2].basis[0];
    assert!(basis.citation.contains("国办秘函〔2019〕19号") && basis.in_force);
}

#[test]
fn a_text_that_is_not_in_force_is_reported_as_no_basis() {
    let site = with_columns(stale_columns(Class::News, 1));
    let judgement = judged(&site, date(2019, 3, 31));
    let scorecard = score(&site, None, &judgement, &profile());
    let particulars = Particulars {
        started_at: String::new(),
        finished_at: String::new(),
        bundle_digest: String::new(),
        robots_ignored: false,
    };
    let sources = Sources {
        site: &site,
        standard: &standard(),
        ledger: None,
        judgement: &judgement,
        profile: &profile(),
        scorecard: &scorecard,
        particulars: &particulars,
    };
    let result = build(&sources, Lang::Zh);
    assert!(!result.checks[2].basis[0].in_force);
}

/// What a reader with a pencil would do: count the findings of each item by subject, multiply,
/// cap, subtract from 100.
fn recompute(result: &ResultDocument) -> (Decimal, Decimal) {
    let findings: BTreeMap<_, _> = result
        .findings
        .iter()
        .map(|finding| (finding.fingerprint.as_str(), finding))
        .collect();
    let (mut high, mut low) = (Decimal::ONE_HUNDRED, Decimal::ONE_HUNDRED);
    for item in &result.items {
        let (Some(points), Some(cap)) = (&item.points, &item.cap) else {
            assert_eq!(item.deducted, "0");
            continue;
        };
        let mut subjects = BTreeMap::new();
        for fingerprint in &item.findings {
            let finding = findings[fingerprint.as_str()];
            let subject = (
                finding.subject.kind,
                &finding.subject.url,
                &finding.subject.id,
            );
            *subjects.entry(subject).or_insert(false) |= finding.outcome == Outcome::Fail;
        }
        let proven = subjects.values().filter(|proven| **proven).count();
        let (points, cap): (Decimal, Decimal) = (points.parse().unwrap(), cap.parse().unwrap());
        let cost = |count: usize| (points * Decimal::from(count)).min(cap);
        let deducted: Decimal = item.deducted.parse().unwrap();
        let open: Decimal = item.open.parse().unwrap();
        assert_eq!(deducted, cost(proven), "{}", item.id);
        assert_eq!(deducted + open, cost(subjects.len()), "{}", item.id);
        high -= deducted;
        low -= deducted + open;
    }
    (low.max(Decimal::ZERO), high.max(Decimal::ZERO))
}

prop_compose! {
    fn any_column(index: usize)(
        class in prop::sample::select(vec![
            Class::News, Class::Notice, Class::Policy, Class::Interpretation, Class::Plan,
            Class::Static, Class::Other,
        ]),
        state in prop::sample::select(vec![
            ItemsState::Read, ItemsState::None, ItemsState::ScriptShell, ItemsState::Blocked,
        ]),
        age in 0i64..900,
        truncated in any::<bool>(),
    ) -> Column {
        let day = AS_OF.saturating_sub(jiff::Span::new().days(age));
        let dates = if state == ItemsState::Read { vec![day] } else { Vec::new() };
        Column { state, truncated, ..column(&format!("c{index:02}/"), class, &dates) }
    }
}

prop_compose! {
    fn any_link(index: usize)(
        reach in prop::sample::select(vec![
            Reach::Ok, Reach::Status(404), Reach::Unconfirmed, Reach::SoftNotFound,
        ]),
        on_home in any::<bool>(),
    ) -> LinkTarget {
        let stands_on = if on_home { HOME.to_owned() } else { url("list/") };
        link(&format!("l{index:02}.html"), reach, &stands_on)
    }
}

fn any_site() -> impl Strategy<Value = Site> {
    let columns: Vec<_> = (0..12).map(any_column).collect();
    let links: Vec<_> = (0..20).map(any_link).collect();
    (columns, links).prop_map(|(columns, links)| Site {
        columns,
        links,
        ..site()
    })
}

/// Total of the deductions, whether or not a veto withholds the score.
fn totals(site: &Site) -> (Decimal, Decimal, VerdictWord) {
    let result = result(site);
    let (low, high) = recompute(&result);
    (low, high, result.verdict)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_printed_number_can_be_recomputed(site in any_site()) {
        let result = result(&site);
        let (low, high) = recompute(&result);
        if let Some(score) = &result.score {
            prop_assert_eq!(score.low.parse::<Decimal>().unwrap(), low);
            prop_assert_eq!(score.high.parse::<Decimal>().unwrap(), high);
        }
    }

    #[test]
    fn one_more_failure_never_raises_a_total(
        site in any_site(),
        index in 0usize..12,
        empty in any::<bool>(),
    ) {
        let mut worse = site.clone();
        worse.links.push(link("zz.html", Reach::Status(404), HOME));
        let before = totals(&site);
        let after = totals(&worse);
        prop_assert!(after.0 <= before.0 && after.1 <= before.1);
        // A column that conforms turns stale or empty.
        let mut before = site;
        let class = before.columns[index].class;
        let path = format!("c{index:02}/");
        before.columns[index] = column(&path, class, &[AS_OF]);
        let days: &[_] = if empty { &[] } else { &[date(2020, 1, 1)] };
        let mut after = before.clone();
        after.columns[index] = column(&path, class, days);
        let (before, after) = (totals(&before), totals(&after));
        // After a veto nothing else is scored, and its rows are not deducted again.
        if after.2 != VerdictWord::Unqualified {
            prop_assert!(after.0 <= before.0 && after.1 <= before.1);
        }
    }

    #[test]
    fn no_column_fails_for_being_both_stale_and_empty(site in any_site()) {
        let judgement = judged(&site, AS_OF);
        for column in &site.columns {
            let fails = |check| {
                verdict(&judgement, check, &column.url).outcome == Outcome::Fail
            };
            prop_assert!(!(fails("stale-column") && fails("empty-column")));
        }
    }

    #[test]
    fn the_same_site_gives_the_same_bytes(site in any_site()) {
        let json = |site: &Site| serde_json::to_string(&result(site)).unwrap();
        prop_assert_eq!(json(&site), json(&site.clone()));
    }
}
