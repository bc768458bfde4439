//! What the inspection does not speak about, so that silence is never read as a pass.

use super::overview::skipped_words;
use crate::facts::{ItemsState, Site};
use crate::report::result::{ItemKind, ItemStatus, ProfileItem, ResultDocument};
use crate::report::wording::Wording;

pub(super) struct NotAssessed<'a> {
    pub(super) items: Vec<NotAssessedItem<'a>>,
    /// What else was not assessed, in words.
    pub(super) others: Vec<String>,
}

pub(super) struct NotAssessedItem<'a> {
    pub(super) item: &'a ProfileItem,
    pub(super) kind: String,
    pub(super) status: String,
}

impl<'a> NotAssessed<'a> {
    pub(super) fn new(doc: &'a ResultDocument, site: &Site, words: &Wording) -> Self {
        let absent = |item: &&ProfileItem| {
            matches!(
                item.status,
                ItemStatus::NotObserved | ItemStatus::NotAssessed
            )
        };
        let line = |item: &'a ProfileItem| NotAssessedItem {
            item,
            kind: match item.kind {
                ItemKind::Veto => words.not_assessed.veto.to_string(),
                ItemKind::Deduct => words.not_assessed.deduct.to_string(),
                ItemKind::Bonus => words.not_assessed.bonus.to_string(),
            },
            status: words.item_status(item.kind, item.status).to_string(),
        };
        Self {
            items: doc.items.iter().filter(absent).map(line).collect(),
            others: others(doc, site, words),
        }
    }
}

fn others(doc: &ResultDocument, site: &Site, words: &Wording) -> Vec<String> {
    let w = &words.not_assessed;
    let columns = &site.columns;
    let truncated = columns.iter().filter(|column| column.truncated).count();
    let scripts = columns
        .iter()
        .filter(|column| column.state == ItemsState::ScriptShell)
        .count();
    let undated: u32 = columns.iter().map(|column| column.undated).sum();
    let unread: u32 = columns.iter().map(|column| column.unread).sum();
    let stopped = doc
        .coverage
        .stopped_by
        .as_deref()
        .map(|code| words.stopped_by(code));
    [
        stopped.map(|why| w.stopped.fill([&why])),
        skipped_words(doc, words).map(|skipped| w.skipped.fill([&skipped])),
        (truncated > 0).then(|| w.truncated.fill([&truncated])),
        (scripts > 0).then(|| w.scripts.fill([&scripts])),
        (undated > 0).then(|| w.undated.fill([&undated])),
        (unread > 0).then(|| w.unread.fill([&unread])),
    ]
    .into_iter()
    .flatten()
    .collect()
}
