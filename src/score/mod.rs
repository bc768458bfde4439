//! Adds up the verdicts under a profile: veto items, deductions, the verdict of the national
//! procedure. Exact decimal arithmetic; every number can be recomputed from the rows that are
//! counted for it. Wording is left to `report`.
//!
//! The procedure (国办秘函〔2019〕19号): any veto fails the site and nothing else is scored; else
//! points are deducted from 100; below the pass mark fails, above the bonus mark the bonus is
//! added. Ours on top: open rows make the score an interval, and no site fails by points that
//! nobody has verified.

mod profile;
mod rows;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Judgement, Outcome};
use crate::facts::{Coverage, Site};
use crate::law::Bilingual;
use crate::portal::ledger::Ledger;
pub use profile::{BUILT_IN, Bonus, Deduct, Measure, Price, Profile, Selector, Veto, Window};
use rows::{Row, Rows, count_subjects};

/// Verdict of the national procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictWord {
    /// 合格
    Qualified,
    /// 不合格
    Unqualified,
    /// 无法判定
    Undetermined,
}

/// Kind of a profile item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ItemKind {
    /// 单项否决
    Veto,
    /// 扣分
    Deduct,
    /// 加分
    Bonus,
}

/// Status of a profile item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ItemStatus {
    /// Looked at, nothing found.
    Clear,
    /// Proven.
    Triggered,
    /// Open rows decide.
    Undecided,
    /// Needs a window of observation that one visit cannot give.
    NotObserved,
    /// No check covers it yet.
    NotAssessed,
}

/// One item of the profile with what was counted for it.
#[derive(Clone, Debug)]
pub struct ScoredItem {
    /// Id within the profile.
    pub id: String,
    /// Kind.
    pub kind: ItemKind,
    /// Title.
    pub title: Bilingual,
    /// Status.
    pub status: ItemStatus,
    /// Points deducted for proven findings.
    pub deducted: Decimal,
    /// Points deducted in addition if every open row counts.
    pub open: Decimal,
    /// Points and cap, where the item has any.
    pub price: Option<Price>,
    /// Key of the note in the shared wording.
    pub note: &'static str,
    /// Its arguments.
    pub note_args: BTreeMap<&'static str, String>,
    /// Fingerprints of the findings that count for it, open ones included.
    pub findings: Vec<String>,
}

/// Score as an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// All open rows count against the site.
    pub low: Decimal,
    /// No open row counts against the site.
    pub high: Decimal,
}

/// What the profile says about the site.
#[derive(Clone, Debug)]
pub struct Scorecard {
    /// The verdict.
    pub verdict: VerdictWord,
    /// The score; `None` after a veto, below the coverage floor, and for a crawl that was cut
    /// short.
    pub score: Option<Interval>,
    /// Items in the order of the profile.
    pub items: Vec<ScoredItem>,
}

/// Adds up a judgement.
pub fn score(
    site: &Site,
    ledger: Option<&Ledger>,
    judgement: &Judgement,
    profile: &Profile,
) -> Scorecard {
    let rows = Rows::new(site, ledger, judgement);
    let mut items: Vec<_> = profile
        .vetoes
        .iter()
        .map(|veto| score_veto(veto, &rows))
        .collect();
    let has = |items: &[ScoredItem], status| items.iter().any(|item| item.status == status);
    let vetoed = has(&items, ItemStatus::Triggered);
    let veto_open = has(&items, ItemStatus::Undecided);
    // A finding counts once: not again after a proven veto, nor in a second deduction item.
    let triggered = items
        .iter()
        .filter(|item| item.status == ItemStatus::Triggered);
    let mut counted: BTreeSet<String> = triggered.flat_map(|item| item.findings.clone()).collect();
    for deduct in &profile.deducts {
        items.push(score_deduct(deduct, &rows, &mut counted));
    }
    items.extend(
        profile
            .bonuses
            .iter()
            .map(|bonus| not_scored_bonus(bonus, profile)),
    );

    let seen_enough = site.coverage.stopped_by.is_none() && reaches_floor(&site.coverage, profile);
    let interval = interval(&items);
    let verdict = match (vetoed, seen_enough && !veto_open) {
        (true, _) => VerdictWord::Unqualified,
        (false, false) => VerdictWord::Undetermined,
        (false, true) if interval.low >= profile.pass_mark => VerdictWord::Qualified,
        (false, true) if interval.high < profile.pass_mark && profile.points_verified => {
            VerdictWord::Unqualified
        }
        (false, true) => VerdictWord::Undetermined,
    };
    Scorecard {
        verdict,
        score: (seen_enough && !vetoed).then_some(interval),
        items,
    }
}

/// Whether enough pages were read to speak of the whole site.
fn reaches_floor(coverage: &Coverage, profile: &Profile) -> bool {
    let (fetched, known) = (
        Decimal::from(coverage.fetched),
        Decimal::from(coverage.discovered),
    );
    known > Decimal::ZERO && profile.coverage_floor * known <= fetched
}

fn interval(items: &[ScoredItem]) -> Interval {
    let deducted: Decimal = items.iter().map(|item| item.deducted).sum();
    let open: Decimal = items.iter().map(|item| item.open).sum();
    let from_full = |points: Decimal| (Decimal::ONE_HUNDRED - points).max(Decimal::ZERO);
    Interval {
        low: from_full(deducted + open),
        high: from_full(deducted),
    }
}

fn item(id: &str, kind: ItemKind, title: &Bilingual) -> ScoredItem {
    ScoredItem {
        id: id.to_owned(),
        kind,
        title: title.clone(),
        status: ItemStatus::NotAssessed,
        deducted: Decimal::ZERO,
        open: Decimal::ZERO,
        price: None,
        note: "note-not-assessed",
        note_args: BTreeMap::new(),
        findings: Vec::new(),
    }
}

fn with_window(item: ScoredItem, window: Window) -> ScoredItem {
    ScoredItem {
        status: ItemStatus::NotObserved,
        note: "note-not-observed",
        note_args: BTreeMap::from([
            ("days", window.days.to_string()),
            ("missing", window.missing.to_string()),
        ]),
        ..item
    }
}

fn score_veto(veto: &Veto, rows: &Rows<'_>) -> ScoredItem {
    let item = item(&veto.id, ItemKind::Veto, &veto.title);
    let selectors = match &veto.measure {
        Measure::NotAssessed => return item,
        Measure::Window(window) => return with_window(item, *window),
        Measure::Count(selectors) => selectors,
    };
    // Rows that the site or the network kept from us are open too: nobody knows.
    let selected: Vec<_> = rows.selected(selectors).collect();
    let (fails, open) = count_subjects(selected.iter().copied());
    let status = if fails >= veto.at_least {
        ItemStatus::Triggered
    } else if fails + open >= veto.at_least {
        ItemStatus::Undecided
    } else {
        ItemStatus::Clear
    };
    ScoredItem {
        status,
        note: "note-count",
        note_args: BTreeMap::from([
            ("fails", fails.to_string()),
            ("open", open.to_string()),
            ("at_least", veto.at_least.to_string()),
        ]),
        findings: fingerprints(&selected),
        ..item
    }
}

fn score_deduct(deduct: &Deduct, rows: &Rows<'_>, counted: &mut BTreeSet<String>) -> ScoredItem {
    let item = item(&deduct.id, ItemKind::Deduct, &deduct.title);
    let selectors = match &deduct.measure {
        Measure::NotAssessed => return item,
        Measure::Window(window) => return with_window(item, *window),
        Measure::Count(selectors) => selectors,
    };
    // What was blocked or in error lowers the coverage, never the score.
    let may_score = |row: &&Row<'_>| matches!(row.verdict.outcome, Outcome::Fail | Outcome::Review);
    let (before, selected): (Vec<_>, Vec<_>) = rows
        .selected(selectors)
        .filter(may_score)
        .partition(|row| counted.contains(&row.fingerprint));
    let (fails, open) = count_subjects(selected.iter().copied());
    if selected.is_empty() && !before.is_empty() {
        return ScoredItem {
            status: ItemStatus::Clear,
            price: deduct.price,
            note: "note-counted-before",
            note_args: BTreeMap::from([("count", before.len().to_string())]),
            ..item
        };
    }
    let findings = fingerprints(&selected);
    counted.extend(findings.iter().cloned());
    let cost = |count: u32| {
        let price = deduct.price;
        price.map_or(Decimal::ZERO, |price| {
            (price.points * Decimal::from(count)).min(price.cap)
        })
    };
    let (deducted, worst) = (cost(fails), cost(fails + open));
    ScoredItem {
        status: match (fails, open) {
            (0, 0) => ItemStatus::Clear,
            (0, _) => ItemStatus::Undecided,
            _ => ItemStatus::Triggered,
        },
        deducted,
        open: worst - deducted,
        price: deduct.price,
        note: if deduct.price.is_some() {
            "note-deduct"
        } else {
            "note-unpriced"
        },
        note_args: BTreeMap::from([
            ("fails", fails.to_string()),
            ("open", open.to_string()),
            (
                "points",
                deduct
                    .price
                    .map_or_else(String::new, |p| p.points.to_string()),
            ),
            (
                "cap",
                deduct.price.map_or_else(String::new, |p| p.cap.to_string()),
            ),
        ]),
        findings,
        ..item
    }
}

fn fingerprints(rows: &[&Row<'_>]) -> Vec<String> {
    let mut all: Vec<_> = rows.iter().map(|row| row.fingerprint.clone()).collect();
    all.sort();
    all
}

fn not_scored_bonus(bonus: &Bonus, profile: &Profile) -> ScoredItem {
    ScoredItem {
        note: "note-bonus",
        note_args: BTreeMap::from([("mark", profile.bonus_mark.to_string())]),
        ..item(&bonus.id, ItemKind::Bonus, &bonus.title)
    }
}
