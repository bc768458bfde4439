//! `missing-section`: the five parts of the disclosure column must be reachable, be what their
//! name says, and hold what the law asks of them. A link alone is no compliance: its target is
//! judged. Short pages may keep their content in an attachment and are left to a person.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{GuideFacts, PortalKind, Section, SectionId, SectionState};

static CARD: LazyLock<Card> = LazyLock::new(|| {
    Card::embedded(
        "checks/missing_section/check.toml",
        include_str!("check.toml"),
    )
});

/// The check.
#[derive(Debug)]
pub struct MissingSection;

impl Check for MissingSection {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        let sections = case.site.sections.iter();
        sections.map(|section| subject(case, section)).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for section in &case.site.sections {
            let ruling = rule(case, section)
                .arg("section", section.id.as_str())
                .evidence(&section.evidence);
            out.put(subject(case, section), &section.link_text, ruling);
        }
    }
}

/// The home page stands in for a section that has no page.
fn subject<'a>(case: &Case<'a>, section: &'a Section) -> SubjectRef<'a> {
    SubjectRef {
        kind: SubjectKind::Section,
        url: section.url.as_deref().unwrap_or(&case.site.home.url),
        id: Some(section.id.as_str()),
    }
}

fn rule(case: &Case<'_>, section: &Section) -> Ruling {
    match &section.state {
        SectionState::NoLink => Ruling::fail("no-link"),
        SectionState::NoLinkUnsure => Ruling::review("no-link-unsure"),
        SectionState::OutOfScope => Ruling::review("out-of-scope"),
        SectionState::Broken => Ruling::fail("broken"),
        SectionState::Blocked => Ruling::blocked("refused-visit"),
        SectionState::Error => Ruling::error("not-fetched"),
        SectionState::ScriptShell => Ruling::review("script-shell"),
        SectionState::Empty => Ruling::fail("empty"),
        SectionState::WrongPage => Ruling::fail("wrong-page"),
        SectionState::Content {
            guide,
            items,
            report_years,
            how_to_apply,
            chars,
        } => match section.id {
            SectionId::DisclosureGuide => rule_guide(case, guide.as_ref(), *chars),
            SectionId::DisclosureRules => rule_rules(case, *items, *chars),
            SectionId::StatutoryContent => rule_statutory(case, *items, *chars),
            SectionId::AnnualReport => rule_reports(case, report_years),
            SectionId::OnRequest => rule_on_request(case, *how_to_apply, *chars),
        },
    }
}

/// 条例 article 12 and, for how to apply, article 29.
fn rule_guide(case: &Case<'_>, guide: Option<&GuideFacts>, chars: u32) -> Ruling {
    let required = case.params.list("guide-elements").iter();
    let named = |element: &str| guide.is_some_and(|guide| names(guide, element));
    let missing: Vec<_> = required
        .map(String::as_str)
        .filter(|element| !named(element))
        .collect();
    let missing = missing.join(",");
    if missing.is_empty() {
        Ruling::pass("complete")
    } else if chars < u32::from(case.params.int("guide-chars")) {
        Ruling::review("guide-short").arg("missing", missing)
    } else {
        let ruling = Ruling::fail("guide-incomplete").detail(&missing);
        ruling.arg("missing", missing)
    }
}

fn names(guide: &GuideFacts, element: &str) -> bool {
    match element {
        "unit" => guide.unit.is_some(),
        "address" => guide.address.is_some(),
        "hours" => guide.hours.is_some(),
        "phone" => guide.phone.is_some(),
        _ => guide.how_to_apply.is_some(),
    }
}

fn has_text(case: &Case<'_>, chars: u32) -> bool {
    chars >= u32::from(case.params.int("text-chars"))
}

fn rule_rules(case: &Case<'_>, items: u32, chars: u32) -> Ruling {
    if items > 0 || has_text(case, chars) {
        Ruling::pass("complete")
    } else {
        Ruling::review("thin")
    }
}

fn rule_statutory(case: &Case<'_>, items: u32, chars: u32) -> Ruling {
    if items > 0 {
        Ruling::pass("complete")
    } else if has_text(case, chars) {
        Ruling::review("no-items")
    } else {
        Ruling::fail("empty")
    }
}

fn rule_on_request(case: &Case<'_>, how_to_apply: bool, chars: u32) -> Ruling {
    if how_to_apply {
        Ruling::pass("complete")
    } else if has_text(case, chars) {
        Ruling::fail("no-way-to-apply")
    } else {
        Ruling::review("thin")
    }
}

/// 条例 article 49: the report of last year once its deadline has passed, before that the one of
/// the year before.
fn rule_reports(case: &Case<'_>, years: &[i16]) -> Ruling {
    let due = due_report(case);
    let ruling = if years.contains(&due) {
        Ruling::pass("complete")
    } else if years.is_empty() {
        Ruling::review("report-years-unread")
    } else {
        Ruling::fail("report-missing").detail(due.to_string())
    };
    ruling.arg("year", due)
}

fn due_report(case: &Case<'_>) -> i16 {
    let department = case.params.int("department-deadline-month");
    let government = case.params.int("government-deadline-month");
    let month = match case.site.portal.kind {
        PortalKind::Department => department,
        PortalKind::Government => government,
        PortalKind::Unknown => department.max(government),
    };
    if case.as_of > last_day(case.as_of, month) {
        case.as_of.year() - 1
    } else {
        case.as_of.year() - 2
    }
}

/// Last day of month `month` in the year of `day`.
fn last_day(day: Date, month: u16) -> Date {
    let january = day.first_of_year();
    let month = january.saturating_add(i64::from(month - 1).months());
    month.last_of_month()
}
