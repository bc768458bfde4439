//! Checks on constructed sites: boundary days, month ends, what wins over what. The expectations
//! are written from the rules in the cards; whole pages are judged in `checks.rs`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod constructed;

use constructed::*;
use gongkai::check::Outcome::{self, Blocked, Fail, NotApplicable, Pass, Review};
use gongkai::facts::*;
use jiff::ToSpan;
use jiff::civil::{Date, date};

fn stale(column: Column, as_of: Date) -> (Outcome, &'static str) {
    let path = column.url.trim_start_matches(HOME).to_owned();
    let site = Site {
        columns: vec![column],
        ..site()
    };
    ruling(&judged(&site, as_of), "stale-column", &path)
}

#[test]
fn the_last_day_of_a_limit_is_still_fresh() {
    let cases = [
        (Class::News, date(2026, 11, 1), date(2026, 11, 15)),
        (Class::News, date(2024, 2, 20), date(2024, 3, 5)),
        (Class::Notice, date(2026, 8, 31), date(2027, 2, 28)),
        (Class::Notice, date(2027, 8, 31), date(2028, 2, 29)),
        (Class::Policy, date(2026, 3, 31), date(2026, 9, 30)),
        (Class::Personnel, date(2024, 2, 29), date(2025, 2, 28)),
        (Class::Plan, date(2025, 11, 22), date(2026, 11, 22)),
    ];
    for (class, last, last_fresh_day) in cases {
        let column = column("list/", class, &[last]);
        assert_eq!(
            stale(column.clone(), last_fresh_day),
            (Pass, "fresh"),
            "{last}"
        );
        let next = last_fresh_day.tomorrow().unwrap();
        assert_eq!(stale(column, next), (Fail, "late"), "{last}");
    }
}

#[test]
fn days_after_the_as_of_date_never_make_a_column_fresh() {
    let old = date(2026, 1, 5);
    let tomorrow = AS_OF.tomorrow().unwrap();
    let late = column("news/", Class::News, &[old, tomorrow]);
    assert_eq!(stale(late, AS_OF), (Fail, "late"));
    let only_future = column("news/", Class::News, &[tomorrow]);
    assert_eq!(stale(only_future, AS_OF), (Review, "only-future"));
}

#[test]
fn an_unverified_limit_only_asks_a_person() {
    let old = date(2024, 1, 5);
    for class in [Class::Interpretation, Class::Other] {
        let ruling = stale(column("list/", class, &[old]), AS_OF);
        assert_eq!(ruling, (Review, "late-unverified"), "{class:?}");
    }
}

#[test]
fn classes_without_a_time_limit_are_not_judged() {
    let old = date(2014, 1, 5);
    for class in [
        Class::Static,
        Class::Statute,
        Class::AnnualReport,
        Class::SpecialTopic,
        Class::Interaction,
        Class::Service,
        Class::Landing,
    ] {
        let ruling = stale(column("list/", class, &[old]), AS_OF);
        assert_eq!(ruling, (NotApplicable, "class-exempt"), "{class:?}");
    }
}

#[test]
fn what_nobody_read_may_be_newer() {
    let old = column("news/", Class::News, &[date(2026, 1, 5)]);
    let unread = Column {
        unread: 1,
        ..old.clone()
    };
    assert_eq!(stale(unread, AS_OF), (Review, "unread"));
    let truncated = Column {
        truncated: true,
        ..old.clone()
    };
    assert_eq!(stale(truncated, AS_OF), (Review, "truncated"));
    let undated = Column {
        dates: Vec::new(),
        undated: 3,
        ..old.clone()
    };
    assert_eq!(stale(undated, AS_OF), (Fail, "undated"));
    let some_undated = Column {
        undated: 3,
        ..old.clone()
    };
    assert_eq!(stale(some_undated, AS_OF), (Fail, "late"));
    for (state, expected) in [
        (ItemsState::ScriptShell, (Review, "script-shell")),
        (ItemsState::Blocked, (Blocked, "refused-visit")),
        (ItemsState::Error, (Outcome::Error, "not-fetched")),
        (ItemsState::None, (NotApplicable, "empty")),
        (ItemsState::Text, (NotApplicable, "text")),
    ] {
        let column = Column {
            state,
            dates: Vec::new(),
            ..old.clone()
        };
        assert_eq!(stale(column, AS_OF), expected);
    }
}

#[test]
fn a_parent_is_as_fresh_as_its_freshest_descendant() {
    let old = date(2026, 1, 5);
    let mut columns = vec![
        column("a/", Class::News, &[old]),
        column("a/b/", Class::News, &[old]),
        column("a/b/c/", Class::News, &[AS_OF]),
        column("d/", Class::News, &[old]),
    ];
    columns[1].parent = Some(0);
    columns[2].parent = Some(1);
    let site = Site { columns, ..site() };
    let judgement = judged(&site, AS_OF);
    for (path, expected) in [("a/", Pass), ("a/b/", Pass), ("a/b/c/", Pass), ("d/", Fail)] {
        assert_eq!(
            ruling(&judgement, "stale-column", path).0,
            expected,
            "{path}"
        );
    }
    assert_eq!(
        verdict(&judgement, "stale-column", &url("a/")).last_update,
        Some(AS_OF)
    );
}

#[test]
fn an_unreadable_descendant_leaves_a_stale_parent_open() {
    let mut columns = vec![
        column("a/", Class::News, &[date(2026, 1, 5)]),
        column("a/b/", Class::News, &[]),
    ];
    columns[1].parent = Some(0);
    columns[1].state = ItemsState::Error;
    let site = Site { columns, ..site() };
    let judgement = judged(&site, AS_OF);
    assert_eq!(
        ruling(&judgement, "stale-column", "a/"),
        (Review, "child-unread")
    );
}

#[test]
fn the_ledger_wins_over_discovery() {
    let quarter_ago = date(2026, 8, 20);
    let columns = vec![
        column("notice/", Class::Notice, &[quarter_ago]),
        column("other/", Class::Other, &[date(2024, 1, 5)]),
        column("static/", Class::Static, &[quarter_ago]),
        column("yearbook/", Class::Other, &[date(2024, 1, 5)]),
    ];
    let site = Site { columns, ..site() };
    let ledger = format!(
        "栏目名称,网址,类别,期限,更新频次,负责人\n\
         通知,{HOME}notice/,,30天,,办公室\n\
         其他,{HOME}other/,动态,,,\n\
         固定,{HOME}static/,固定内容,,,\n\
         年鉴,{HOME}yearbook/,其他,,,\n\
         没有,{HOME}gone/,动态,,,\n"
    );
    let judgement = judged_by_ledger(&site, &ledger, AS_OF);
    assert_eq!(
        ruling(&judgement, "stale-column", "notice/"),
        (Fail, "late")
    );
    assert_eq!(ruling(&judgement, "stale-column", "other/"), (Fail, "late"));
    // A class that the ledger repeats does not verify the limit of that class.
    assert_eq!(
        ruling(&judgement, "stale-column", "yearbook/"),
        (Review, "late-unverified")
    );
    assert_eq!(
        ruling(&judgement, "stale-column", "static/"),
        (NotApplicable, "class-exempt")
    );
    assert_eq!(
        ruling(&judgement, "stale-column", "gone/"),
        (Review, "ledger-not-found")
    );
    let notice = verdict(&judgement, "stale-column", &url("notice/"));
    assert_eq!(notice.limit.as_deref(), Some("P30D"));
}

#[test]
fn the_home_page_is_fresh_for_fourteen_days() {
    let at = |home: Home| {
        let site = Site { home, ..site() };
        ruling(&judged(&site, AS_OF), "stale-home-page", "")
    };
    let home = site().home;
    let newest = |day: Date| Home {
        dates: vec![day],
        ..home.clone()
    };
    let day_14 = AS_OF.saturating_sub(14.days());
    let day_15 = AS_OF.saturating_sub(15.days());
    assert_eq!(at(newest(day_14)), (Pass, "fresh"));
    assert_eq!(at(newest(day_15)), (Fail, "late"));
    let forged = Home {
        dates: vec![day_15, AS_OF.tomorrow().unwrap()],
        ..home.clone()
    };
    assert_eq!(at(forged), (Fail, "late"));
    assert_eq!(
        at(Home {
            unread: 1,
            ..newest(day_15)
        }),
        (Review, "unread")
    );
    let undated = Home {
        dates: Vec::new(),
        undated: 4,
        ..home.clone()
    };
    assert_eq!(at(undated), (Fail, "undated"));
    let nothing = Home {
        dates: Vec::new(),
        ..home.clone()
    };
    assert_eq!(at(nothing), (Review, "nothing-read"));
    let navigation = Home {
        navigation_only: true,
        dates: Vec::new(),
        ..home.clone()
    };
    let second = |day| Home {
        second_level_dates: vec![day],
        ..navigation.clone()
    };
    assert_eq!(at(second(day_14)), (Pass, "fresh"));
    assert_eq!(at(second(day_15)), (Fail, "late-second-level"));
    let unsure = Home {
        second_level_unread: 1,
        ..second(day_15)
    };
    assert_eq!(at(unsure), (Review, "unread"));
    let shell = Home {
        gate: Gate::ScriptShell,
        ..newest(day_15)
    };
    assert_eq!(at(shell), (Review, "script-shell"));
    let challenge = Home {
        gate: Gate::Challenge,
        ..newest(day_15)
    };
    assert_eq!(at(challenge), (Blocked, "refused-visit"));
}

#[test]
fn only_a_column_that_was_read_can_be_empty() {
    let empty = column("a/", Class::Notice, &[]);
    let at = |column: Column| {
        let site = Site {
            columns: vec![column],
            ..site()
        };
        ruling(&judged(&site, AS_OF), "empty-column", "a/")
    };
    assert_eq!(at(empty.clone()), (Fail, "empty"));
    let remark = Some("暂无相关信息".to_owned());
    assert_eq!(
        at(Column {
            remark,
            ..empty.clone()
        }),
        (Review, "remark")
    );
    assert_eq!(
        at(Column {
            class: Class::Static,
            ..empty.clone()
        }),
        (Review, "static")
    );
    for (state, expected) in [
        (ItemsState::Text, NotApplicable),
        (ItemsState::ScriptShell, Review),
        (ItemsState::Blocked, Blocked),
        (ItemsState::Error, Outcome::Error),
    ] {
        assert_eq!(
            at(Column {
                state,
                ..empty.clone()
            })
            .0,
            expected
        );
    }
    let mut child = column("a/b/", Class::Notice, &[]);
    child.parent = Some(0);
    let site = Site {
        columns: vec![empty, child],
        ..site()
    };
    let judgement = judged(&site, AS_OF);
    assert_eq!(
        ruling(&judgement, "empty-column", "a/"),
        (NotApplicable, "child-judged")
    );
    assert_eq!(ruling(&judgement, "empty-column", "a/b/"), (Fail, "empty"));
}

/// 22 November 2026 is a Sunday, so the last closed week is 9 to 15 November.
#[test]
fn every_closed_week_needs_its_items() {
    let weeks = [
        date(2026, 10, 20),
        date(2026, 10, 27),
        date(2026, 11, 3),
        date(2026, 11, 10),
    ];
    let first = date(2026, 9, 1);
    let twice = |week: &Date| [*week, *week];
    let full: Vec<_> = [first]
        .into_iter()
        .chain(weeks.iter().flat_map(twice))
        .collect();
    let at = |dates: &[Date], change: fn(&mut Column)| {
        let mut column = column("wx/", Class::News, dates);
        column.name = "微信动态".to_owned();
        change(&mut column);
        let site = Site {
            columns: vec![column],
            ..site()
        };
        ruling(&judged(&site, AS_OF), "low-update-frequency", "wx/")
    };
    let as_is = |_: &mut Column| {};
    assert_eq!(at(&full, as_is), (Pass, "kept"));
    let without_last = &full[..full.len() - 1];
    assert_eq!(at(without_last, as_is), (Fail, "too-few"));
    assert_eq!(
        at(without_last, |c| c.undated = 1),
        (Review, "too-few-unsure")
    );
    assert_eq!(
        at(without_last, |c| c.truncated = true),
        (Review, "too-few-unsure")
    );
    assert_eq!(at(&[first], |c| c.undated = 1), (Fail, "too-few"));
    // The column began on 27 October: what was before proves nothing.
    assert_eq!(at(&full[3..], as_is), (Review, "opened-later"));
    assert_eq!(
        at(&full, |c| c.name = "工作动态".to_owned()),
        (NotApplicable, "no-cadence")
    );
}

#[test]
fn the_ledger_sets_a_frequency_for_any_column() {
    let months = [date(2026, 7, 31), date(2026, 8, 1), date(2026, 10, 31)];
    let site = Site {
        columns: vec![column("a/", Class::Other, &months)],
        ..site()
    };
    let ledger = format!("name,url,cadence\nA,{HOME}a/,每月1条\n");
    let judgement = judged_by_ledger(&site, &ledger, AS_OF);
    let verdict = verdict(&judgement, "low-update-frequency", &url("a/"));
    assert_eq!((verdict.outcome, verdict.key), (Fail, "too-few"));
    assert_eq!(verdict.args["periods"], "2026-09");
}

#[test]
fn last_years_report_is_due_after_its_deadline() {
    let at = |kind, as_of, years: &[i16]| {
        let mut site = site();
        site.portal.kind = kind;
        let state = SectionState::Content {
            guide: None,
            items: 1,
            report_years: years.to_vec(),
            how_to_apply: false,
            chars: 500,
        };
        site.sections = vec![section(SectionId::AnnualReport, state)];
        ruling(&judged(&site, as_of), "missing-section", "annual-report").0
    };
    let (government, department) = (PortalKind::Government, PortalKind::Department);
    assert_eq!(at(department, date(2026, 1, 31), &[2024]), Pass);
    assert_eq!(at(department, date(2026, 2, 1), &[2024]), Fail);
    assert_eq!(at(government, date(2026, 3, 31), &[2024]), Pass);
    assert_eq!(at(government, date(2026, 4, 1), &[2024]), Fail);
    assert_eq!(at(PortalKind::Unknown, date(2026, 3, 31), &[2024]), Pass);
    assert_eq!(at(government, date(2026, 4, 1), &[2025]), Pass);
    assert_eq!(at(government, date(2026, 3, 1), &[2023]), Fail);
    assert_eq!(at(government, date(2026, 4, 1), &[]), Review);
}

#[test]
fn a_guide_must_name_its_five_elements() {
    let full = GuideFacts {
        unit: Some("办公室".to_owned()),
        address: Some("路1号".to_owned()),
        hours: Some("9:00".to_owned()),
        phone: Some("0000-0000000".to_owned()),
        how_to_apply: Some("书面".to_owned()),
    };
    let at = |guide: GuideFacts, chars| {
        let state = SectionState::Content {
            guide: Some(guide),
            items: 0,
            report_years: Vec::new(),
            how_to_apply: false,
            chars,
        };
        let sections = vec![section(SectionId::DisclosureGuide, state)];
        let judgement = judged(&Site { sections, ..site() }, AS_OF);
        ruling(&judgement, "missing-section", "disclosure-guide")
    };
    assert_eq!(at(full.clone(), 10), (Pass, "complete"));
    let without_phone = GuideFacts {
        phone: None,
        ..full
    };
    assert_eq!(at(without_phone.clone(), 200), (Fail, "guide-incomplete"));
    assert_eq!(at(without_phone, 199), (Review, "guide-short"));
}

#[test]
fn one_verdict_for_a_page_that_several_repeals_name() {
    let certain = repealed("a.html", true);
    let at = |repeals: Vec<Repealed>| {
        let site = Site {
            repealed: repeals,
            ..site()
        };
        let judgement = judged(&site, AS_OF);
        let all = judgement.of("unlabelled-repealed-document").unwrap();
        assert_eq!(all.verdicts.len(), 1);
        ruling(&judgement, "unlabelled-repealed-document", "a.html")
    };
    let uncertain = repealed("a.html", false);
    let mut later = certain.clone();
    later.mention.effective = AS_OF.tomorrow().ok();
    let mut partial = certain.clone();
    partial.mention.extent = RepealExtent::Partial;
    assert_eq!(
        at(vec![uncertain.clone(), certain.clone()]),
        (Fail, "unlabelled-undated")
    );
    assert_eq!(at(vec![partial.clone(), uncertain]), (Review, "uncertain"));
    assert_eq!(at(vec![later.clone()]), (NotApplicable, "not-yet"));
    later.mention.effective = Some(AS_OF);
    assert_eq!(at(vec![later]), (Fail, "unlabelled"));
    assert_eq!(at(vec![partial]), (NotApplicable, "partial"));
    let field = Repealed {
        validity: Validity::Expired,
        ..certain.clone()
    };
    assert_eq!(at(vec![field]), (Pass, "says-repealed"));
    let valid = Repealed {
        validity: Validity::Valid,
        ..certain
    };
    assert_eq!(at(vec![valid]), (Fail, "says-valid"));
}

#[test]
fn a_link_is_broken_only_for_what_lies_with_the_link() {
    let cases = [
        (
            Reach::NotVisited(Skip::Robots),
            (NotApplicable, "not-visited"),
        ),
        (
            Reach::Blocked(BlockedReason::Challenge),
            (Blocked, "refused-visit"),
        ),
        (
            Reach::Unproven(Cause::Timeout),
            (Outcome::Error, "unproven"),
        ),
        (Reach::Transport(Cause::DnsNoName), (Fail, "dns")),
        (
            Reach::Transport(Cause::DnsUnavailable),
            (Outcome::Error, "unproven"),
        ),
        (Reach::Transport(Cause::Timeout), (Fail, "timeout")),
        (
            Reach::Unproven(Cause::Tls(TlsCause::Unsupported)),
            (Outcome::Error, "unproven"),
        ),
        (
            Reach::Unproven(Cause::Tls(TlsCause::Reset)),
            (Review, "tls"),
        ),
        (
            Reach::Transport(Cause::RedirectLoop),
            (Fail, "redirect-loop"),
        ),
        (Reach::Status(404), (Fail, "not-found")),
        (Reach::Status(410), (Fail, "not-found")),
        (Reach::Status(400), (Review, "client-error")),
        (Reach::Status(403), (Blocked, "refused-visit")),
        (Reach::Status(412), (Blocked, "refused-visit")),
        (Reach::Status(429), (Blocked, "refused-visit")),
        (Reach::Status(521), (Blocked, "refused-visit")),
        (Reach::Status(500), (Fail, "server-error")),
        (Reach::SoftNotFound, (Fail, "soft-not-found")),
        (Reach::MaybeNotFound, (Review, "maybe-not-found")),
        (Reach::RedirectHome, (Fail, "redirect-home")),
        (Reach::MaybeRedirectHome, (Review, "maybe-redirect-home")),
        (Reach::Unconfirmed, (Review, "unconfirmed")),
    ];
    for (reach, expected) in cases {
        let links = vec![
            link("a.html", reach.clone(), HOME),
            link("ok.html", Reach::Ok, HOME),
        ];
        let judgement = judged(&Site { links, ..site() }, AS_OF);
        assert_eq!(
            ruling(&judgement, "broken-link", "a.html"),
            expected,
            "{reach:?}"
        );
        let tally = judgement.of("broken-link").unwrap().tally;
        assert_eq!(tally.pass, 1, "conforming links are counted");
    }
}
