//! `stale-home-page`: the newest dated item of the home page, or of its second-level pages where
//! it only navigates, must be within the limit. Days after the as-of date never count.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{Gate, Home, ItemsState};

static CARD: LazyLock<Card> = LazyLock::new(|| {
    Card::embedded(
        "checks/stale_home_page/check.toml",
        include_str!("check.toml"),
    )
});

/// The check.
#[derive(Debug)]
pub struct StaleHomePage;

impl Check for StaleHomePage {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        vec![SubjectRef::new(SubjectKind::Page, &case.site.home.url)]
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        let home = &case.site.home;
        let subject = SubjectRef::new(SubjectKind::Page, &home.url);
        let ruling = rule(case, home).evidence(&home.evidence);
        out.put(subject, &case.site.portal.name, ruling);
    }
}

fn rule(case: &Case<'_>, home: &Home) -> Ruling {
    let limit = case.params.span("limit");
    let dates = if home.navigation_only {
        &home.second_level_dates
    } else {
        &home.dates
    };
    let newest = case.newest(dates);
    let ruling = match newest {
        Some(last) if limit.last_day(last) >= case.as_of => Ruling::pass("fresh"),
        _ => unread(home).unwrap_or_else(|| not_updated(home, newest)),
    };
    let last = newest.map(|day| day.to_string()).unwrap_or_default();
    ruling
        .arg("last", last)
        .arg("as_of", case.as_of)
        .arg("limit", limit)
        .updates(Some(limit), newest)
}

/// Why something newer may be there that nobody read.
fn unread(home: &Home) -> Option<Ruling> {
    let ruling = match (home.state, home.gate) {
        (ItemsState::Blocked, _) | (_, Gate::Challenge) => Ruling::blocked("refused-visit"),
        (ItemsState::Error, _) => Ruling::error("not-fetched"),
        (ItemsState::ScriptShell, _) | (_, Gate::ScriptShell) => Ruling::review("script-shell"),
        (_, Gate::SoftNotFound | Gate::MaybeNotFound | Gate::CharsetDamage) => {
            Ruling::review("unclear")
        }
        _ if home.unread > 0 || (home.navigation_only && home.second_level_unread > 0) => {
            Ruling::review("unread")
        }
        _ => return None,
    };
    Some(ruling)
}

fn not_updated(home: &Home, newest: Option<Date>) -> Ruling {
    match newest {
        Some(_) if home.navigation_only => Ruling::fail("late-second-level"),
        Some(_) => Ruling::fail("late"),
        None if home.undated > 0 => Ruling::fail("undated"),
        None => Ruling::review("nothing-read"),
    }
}
