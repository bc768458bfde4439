//! Sites built by hand for tests: a portal in which everything conforms on [`AS_OF`], to be
//! changed in the one respect that a test is about.

#![allow(dead_code, reason = "each test binary uses its own part")]

use std::sync::LazyLock;

use gongkai::check::{Judgement, Outcome, Params, Standard, Verdict, judge};
use gongkai::checks;
use gongkai::facts::*;
use gongkai::portal::ledger::Ledger;
use gongkai::score::Profile;
use jiff::civil::{Date, date};

/// A Sunday.
pub const AS_OF: Date = date(2026, 11, 22);

pub const HOME: &str = "http://www.example.gov.cn/";

pub fn url(path: &str) -> String {
    format!("{HOME}{path}")
}

pub fn evidence(url: &str) -> Evidence {
    Evidence {
        url: url.to_owned(),
        status: Some(200),
        ..Evidence::default()
    }
}

pub fn site() -> Site {
    Site {
        portal: Portal {
            url: HOME.to_owned(),
            name: "某县人民政府".to_owned(),
            site_id_code: None,
            kind: PortalKind::Government,
        },
        inspected_on: AS_OF,
        home: Home {
            url: HOME.to_owned(),
            state: ItemsState::Read,
            gate: Gate::Content,
            dates: vec![AS_OF],
            newest: None,
            undated: 0,
            unread: 0,
            navigation_only: false,
            second_level_dates: Vec::new(),
            second_level_unread: 0,
            evidence: evidence(HOME),
        },
        columns: Vec::new(),
        sections: Vec::new(),
        documents: Vec::new(),
        repealed: Vec::new(),
        guides: Vec::new(),
        messages: Vec::new(),
        consultations: Vec::new(),
        interpretations: Vec::new(),
        uninterpreted: Vec::new(),
        unread_repeal_lists: Vec::new(),
        date_conflicts: Vec::new(),
        files: Vec::new(),
        links: Vec::new(),
        coverage: Coverage {
            discovered: 100,
            fetched: 100,
            ..Coverage::default()
        },
    }
}

pub fn column(path: &str, class: Class, dates: &[Date]) -> Column {
    let url = url(path);
    Column {
        url: url.clone(),
        name: path.trim_end_matches('/').to_owned(),
        full_name: path.trim_end_matches('/').to_owned(),
        path: vec!["首页".to_owned(), path.to_owned()],
        class,
        signs: vec![ColumnSign::Tag, ColumnSign::List],
        parent: None,
        state: if dates.is_empty() {
            ItemsState::None
        } else {
            ItemsState::Read
        },
        item_count: u32::try_from(dates.len()).unwrap(),
        dates: dates.to_vec(),
        newest: Vec::new(),
        undated: 0,
        unread: 0,
        remark: None,
        truncated: false,
        evidence: evidence(&url),
    }
}

pub fn link(path: &str, reach: Reach, stands_on: &str) -> LinkTarget {
    LinkTarget {
        url: url(path),
        role: Role::Page,
        in_scope: true,
        reach,
        places: vec![PlaceOfLink {
            url: stands_on.to_owned(),
            text: path.to_owned(),
            place: Place::Body,
        }],
        place_count: 1,
        evidence: vec![evidence(&url(path))],
    }
}

pub fn section(id: SectionId, state: SectionState) -> Section {
    let url = url(id.as_str());
    Section {
        id,
        url: Some(url.clone()),
        link_text: id.as_str().to_owned(),
        found_on: Some(HOME.to_owned()),
        state,
        evidence: evidence(&url),
    }
}

pub fn repealed(path: &str, certain: bool) -> Repealed {
    Repealed {
        url: url(path),
        title: "关于某事的通知".to_owned(),
        number: None,
        by_url: url("decision.html"),
        by_title: "关于废止部分文件的决定".to_owned(),
        by_number: None,
        mention: RepealMention {
            target: RepealTarget::default(),
            source: RepealSource::Table,
            extent: RepealExtent::Whole,
            effective: None,
            certain: true,
            excerpt: String::new(),
        },
        matched_by: "doc-number".to_owned(),
        certain,
        label: None,
        validity: Validity::Unknown,
        evidence: evidence(&url(path)),
        by_evidence: evidence(&url("decision.html")),
    }
}

static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    Profile::built_in("national-2019", checks::ALL)
        .unwrap()
        .unwrap()
});

pub fn profile() -> Profile {
    PROFILE.clone()
}

pub fn standard() -> Standard {
    Standard {
        checks: checks::ALL,
        params: Params::defaults(checks::ALL),
        cadences: PROFILE.cadences.clone(),
    }
}

pub fn judged(site: &Site, as_of: Date) -> Judgement {
    judge(site, &standard(), None, as_of)
}

pub fn judged_by_ledger(site: &Site, ledger: &str, as_of: Date) -> Judgement {
    let ledger = Ledger::parse("ledger.csv", ledger).unwrap();
    judge(site, &standard(), Some(&ledger), as_of)
}

pub fn verdict<'a>(judgement: &'a Judgement, check: &str, url: &str) -> &'a Verdict {
    let verdicts = &judgement.of(check).unwrap().verdicts;
    let found = verdicts.iter().find(|verdict| verdict.subject.url == url);
    found.unwrap_or_else(|| panic!("{check} has no verdict on {url}"))
}

/// Outcome and message key of one verdict.
pub fn ruling(judgement: &Judgement, check: &str, path: &str) -> (Outcome, &'static str) {
    let verdict = verdict(judgement, check, &url(path));
    (verdict.outcome, verdict.key)
}
