//! `stale-column`: the newest item of a column, or of any column below it, must be within the
//! limit of its class. A row of the ledger wins over discovery. Beyond a limit that nobody has
//! verified, and wherever something newer may be there unread, a person decides.

use std::sync::LazyLock;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{Class, Column, ItemsState};
use crate::law::Limit;
use crate::portal::ledger::LedgerRow;

static CARD: LazyLock<Card> =
    LazyLock::new(|| Card::embedded("checks/stale_column/check.toml", include_str!("check.toml")));

/// The check.
#[derive(Debug)]
pub struct StaleColumn;

impl Check for StaleColumn {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        let columns = case.site.columns.iter().map(|column| column.url.as_str());
        let missing = not_found(case).map(|row| row.url.as_str());
        columns.chain(missing).map(subject).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for (index, column) in case.site.columns.iter().enumerate() {
            let ruling = rule(case, index).evidence(&column.evidence);
            out.put(subject(&column.url), &column.full_name, ruling);
        }
        for row in not_found(case) {
            let ruling = Ruling::review("ledger-not-found").arg("column", &row.name);
            out.put(subject(&row.url), &row.name, ruling);
        }
    }
}

fn subject(url: &str) -> SubjectRef<'_> {
    SubjectRef::new(SubjectKind::Column, url)
}

/// Rows of the ledger that no column of the site answers to.
fn not_found<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a LedgerRow> {
    let site = case.site;
    let rows = case.ledger.map(|ledger| ledger.rows()).unwrap_or_default();
    rows.iter()
        .filter(move |row| site.columns.iter().all(|column| column.url != row.url))
}

fn rule(case: &Case<'_>, index: usize) -> Ruling {
    let column = &case.site.columns[index];
    let row = case.ledger_row(column);
    let class = row.and_then(|row| row.class).unwrap_or(column.class);
    let applied = limit_of(case, class, row);
    let ruling = match &applied {
        None => Ruling::not_applicable("class-exempt"),
        Some(applied) => rule_by_limit(case, index, applied),
    };
    // A parent is as fresh as its freshest descendant.
    let last = case
        .descendants(index)
        .chain([column])
        .filter_map(|column| case.newest(&column.dates))
        .max();
    let limit = applied.map(|applied| applied.limit);
    ruling
        .arg("column", &column.full_name)
        .arg("class", class_word(class))
        .arg("last", last.map_or_else(String::new, |day| day.to_string()))
        .arg("as_of", case.as_of)
        .arg("limit", limit.map_or_else(String::new, |l| l.to_string()))
        .updates(limit, last)
}

/// The limit of a column.
struct Applied {
    limit: Limit,
    /// Whether its source was read; beyond another one a person decides.
    verified: bool,
}

fn limit_of(case: &Case<'_>, class: Class, row: Option<&LedgerRow>) -> Option<Applied> {
    if let Some(limit) = row.and_then(|row| row.limit) {
        return Some(Applied {
            limit,
            verified: true,
        });
    }
    let (param, verified) = match class {
        Class::News => ("news", true),
        Class::Notice => ("notice", true),
        Class::Policy => ("policy", true),
        Class::Personnel => ("personnel", true),
        Class::Plan => ("plan", true),
        Class::Interpretation => ("interpretation", false),
        Class::Other => ("other", false),
        Class::Statute
        | Class::AnnualReport
        | Class::SpecialTopic
        | Class::Static
        | Class::Interaction
        | Class::Service
        | Class::Landing => return None,
    };
    Some(Applied {
        limit: case.params.span(param),
        verified,
    })
}

fn rule_by_limit(case: &Case<'_>, index: usize, applied: &Applied) -> Ruling {
    let column = &case.site.columns[index];
    let fresh = |column: &Column| {
        case.newest(&column.dates)
            .is_some_and(|day| applied.limit.last_day(day) >= case.as_of)
    };
    let is_fresh = || fresh(column) || case.descendants(index).any(fresh);
    match column.state {
        ItemsState::OtherSite => Ruling::review("other-site"),
        _ if is_fresh() => Ruling::pass("fresh"),
        ItemsState::Blocked => Ruling::blocked("refused-visit"),
        ItemsState::Error => Ruling::error("not-fetched"),
        ItemsState::ScriptShell => Ruling::review("script-shell"),
        ItemsState::None | ItemsState::Unclear => Ruling::not_applicable("empty"),
        ItemsState::Text => Ruling::not_applicable("text"),
        ItemsState::Read => {
            let descendant_unread = case.descendants(index).any(unreadable);
            let dated = case.newest(&column.dates).is_some();
            not_updated(column, dated, applied.verified, descendant_unread)
        }
    }
}

fn not_updated(column: &Column, dated: bool, verified: bool, descendant_unread: bool) -> Ruling {
    if column.unread > 0 {
        Ruling::review("unread")
    } else if descendant_unread {
        Ruling::review("child-unread")
    } else if !dated && !column.dates.is_empty() {
        Ruling::review("only-future")
    } else {
        match (column.truncated, verified, dated) {
            (true, _, true) => Ruling::review("truncated"),
            (true, _, false) => Ruling::review("truncated-undated"),
            (false, true, true) => Ruling::fail("late"),
            (false, true, false) => Ruling::fail("undated"),
            (false, false, true) => Ruling::review("late-unverified"),
            (false, false, false) => Ruling::review("undated-unverified"),
        }
    }
}

fn unreadable(column: &Column) -> bool {
    matches!(
        column.state,
        ItemsState::ScriptShell | ItemsState::Blocked | ItemsState::Error
    ) || column.unread > 0
}

fn class_word(class: Class) -> &'static str {
    match class {
        Class::News => "class-news",
        Class::Notice => "class-notice",
        Class::Policy => "class-policy",
        Class::Interpretation => "class-interpretation",
        Class::Personnel => "class-personnel",
        Class::Plan => "class-plan",
        Class::Statute => "class-statute",
        Class::AnnualReport => "class-annual-report",
        Class::SpecialTopic => "class-special-topic",
        Class::Static => "class-static",
        Class::Interaction => "class-interaction",
        Class::Service => "class-service",
        Class::Landing => "class-landing",
        Class::Other => "class-other",
    }
}
