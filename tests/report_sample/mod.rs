//! Result documents and facts made by hand for the report tests: a county portal with every
//! outcome, one whose strings attack the report, and one with far more findings than fit.

#![allow(dead_code, reason = "each test binary uses some of the samples")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

pub mod county;
pub mod hostile;
pub mod large;

use gongkai::check::{Outcome, Subject, SubjectKind};
use gongkai::facts::{Evidence, Home, ItemsState};
use gongkai::report::result::{Finding, FindingPlace, ItemKind, ItemStatus, ProfileItem};
use jiff::civil::Date;

/// What a report is made from.
pub struct Sample {
    pub doc: gongkai::report::result::ResultDocument,
    pub site: gongkai::facts::Site,
}

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn evidence(url: &str, status: Option<u16>, excerpt: &str) -> Evidence {
    Evidence {
        url: url.into(),
        record: status.map(|_| "urn:uuid:3f1c9a52-7c1e-4b60-9c0a-6a1f0d2b8e11".into()),
        sha256: status
            .map(|_| "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
        fetched_at: Some("2026-11-22T01:30:05Z".into()),
        status,
        excerpt: excerpt.into(),
        tls_fault: None,
    }
}

pub fn place(url: &str, text: &str) -> FindingPlace {
    FindingPlace {
        url: url.into(),
        text: text.into(),
    }
}

pub fn finding(
    number: u32,
    check: &str,
    outcome: Outcome,
    (kind, url, name): (SubjectKind, &str, &str),
    (message, fix): (&str, &str),
) -> Finding {
    Finding {
        fingerprint: format!("{number:032x}"),
        check: check.into(),
        outcome,
        subject: Subject {
            kind,
            url: url.into(),
            name: name.into(),
            id: None,
        },
        message_key: "key".into(),
        message: message.into(),
        fix: fix.into(),
        places: Vec::new(),
        place_count: 0,
        evidence: vec![evidence(url, Some(200), name)],
    }
}

pub fn item(
    id: &str,
    kind: ItemKind,
    title: &str,
    status: ItemStatus,
    (deducted, note): (&str, &str),
    findings: &[u32],
) -> ProfileItem {
    ProfileItem {
        id: id.into(),
        kind,
        title: title.into(),
        status,
        deducted: deducted.into(),
        open: if status == ItemStatus::Undecided {
            "3"
        } else {
            "0"
        }
        .into(),
        points: (kind == ItemKind::Deduct).then(|| "1".into()),
        cap: (kind == ItemKind::Deduct).then(|| "5".into()),
        note: note.into(),
        findings: findings.iter().map(|n| format!("{n:032x}")).collect(),
    }
}

pub fn home(url: &str) -> Home {
    Home {
        url: url.into(),
        state: ItemsState::Read,
        gate: gongkai::facts::Gate::Content,
        dates: Vec::new(),
        newest: None,
        undated: 0,
        unread: 0,
        navigation_only: false,
        second_level_dates: Vec::new(),
        second_level_unread: 0,
        evidence: evidence(url, Some(200), ""),
    }
}
