//! What the inspection does not speak about, so that silence is never read as a pass.

use std::cmp::Reverse;
use std::fmt::Display;

use super::overview::skipped_words;
use crate::check;
use crate::facts::{ItemsState, Site, UnverifiedHost};
use crate::report::Lang;
use crate::report::result::{ItemKind, ItemStatus, ProfileItem, ResultDocument};
use crate::report::wording::Wording;

/// Most hosts that are named as read without verification.
const UNVERIFIED: usize = 20;

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
    pub(super) fn new(doc: &'a ResultDocument, site: &Site, lang: Lang, words: &Wording) -> Self {
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
            others: others(doc, site, words)
                .chain(unverified(doc, lang, words))
                .collect(),
        }
    }
}

fn others(doc: &ResultDocument, site: &Site, words: &Wording) -> impl Iterator<Item = String> {
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
}

/// Hosts that were read without verification, those that served most of the portal first.
fn unverified(doc: &ResultDocument, lang: Lang, words: &Wording) -> Vec<String> {
    let w = &words.not_assessed;
    let mut hosts: Vec<_> = doc.coverage.unverified_hosts.iter().collect();
    hosts.sort_by_key(|host| Reverse(host.pages));
    let line = |host: &&UnverifiedHost| {
        let fault = format!("cause-tls-{}", host.fault.as_str());
        let fault = check::Wording::shared().word(&fault, lang);
        let values: [&dyn Display; 4] = [&host.host, &fault, &host.pages, &host.urls];
        w.unverified.fill(values)
    };
    let more = hosts.len().saturating_sub(UNVERIFIED);
    let named = hosts.iter().take(UNVERIFIED).map(line);
    named
        .chain((more > 0).then(|| w.unverified_more.with(more)))
        .collect()
}
