//! `empty-column`: a column must have had at least one item, or explain on its own page why not.
//! A page that could not be read is never called empty.

use std::sync::LazyLock;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{Class, Column, ItemsState};

static CARD: LazyLock<Card> =
    LazyLock::new(|| Card::embedded("checks/empty_column/check.toml", include_str!("check.toml")));

/// The check.
#[derive(Debug)]
pub struct EmptyColumn;

impl Check for EmptyColumn {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        case.site.columns.iter().map(subject).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for (index, column) in case.site.columns.iter().enumerate() {
            let ruling = rule(case, index)
                .arg("column", &column.full_name)
                .evidence(&column.evidence);
            out.put(subject(column), &column.full_name, ruling);
        }
    }
}

fn subject(column: &Column) -> SubjectRef<'_> {
    SubjectRef::new(SubjectKind::Column, &column.url)
}

fn rule(case: &Case<'_>, index: usize) -> Ruling {
    let column = &case.site.columns[index];
    match column.state {
        ItemsState::Read => Ruling::pass("has-items").arg("items", column.item_count),
        ItemsState::Text => Ruling::not_applicable("text"),
        ItemsState::Unclear => without_items(case, index, Ruling::review("unclear")),
        ItemsState::OtherSite => Ruling::review("other-site"),
        ItemsState::ScriptShell => Ruling::review("script-shell"),
        ItemsState::Blocked => Ruling::blocked("refused-visit"),
        ItemsState::Error => Ruling::error("not-fetched"),
        ItemsState::None => without_items(case, index, Ruling::fail("empty")),
    }
}

/// `otherwise` is what is said of a column that must have items and explains nothing.
fn without_items(case: &Case<'_>, index: usize, otherwise: Ruling) -> Ruling {
    let column = &case.site.columns[index];
    if case.descendants(index).next().is_some() {
        return Ruling::not_applicable("child-judged");
    }
    let class = case.ledger_row(column).and_then(|row| row.class);
    match (&column.remark, class.unwrap_or(column.class)) {
        (Some(remark), _) => Ruling::review("remark").arg("remark", remark),
        // Units with the same few lines each are what they are.
        (None, Class::Static) if column.state == ItemsState::Unclear => {
            Ruling::not_applicable("text")
        }
        // A duty roster or a map is content, yet no list.
        (None, Class::Static | Class::Landing) => Ruling::review("static"),
        (None, _) => otherwise,
    }
}
