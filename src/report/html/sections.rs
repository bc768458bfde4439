//! The five parts of the disclosure column.

use super::outcome_class;
use crate::facts::{Section, SectionState, Site};
use crate::report::result::{ResultDocument, SectionRow};
use crate::report::wording::Wording;

pub(super) struct SectionLine<'a> {
    pub(super) row: &'a SectionRow,
    pub(super) outcome: String,
    pub(super) outcome_class: &'static str,
    /// What was found at the target; empty when the facts do not hold the section.
    pub(super) state: String,
    /// The link that leads there, in words, and the page on which it stands.
    pub(super) entry: Option<(String, &'a str)>,
}

pub(super) fn lines<'a>(
    doc: &'a ResultDocument,
    site: &'a Site,
    words: &Wording,
) -> Vec<SectionLine<'a>> {
    let line = |row: &'a SectionRow| {
        let facts = site
            .sections
            .iter()
            .find(|section| section.id.as_str() == row.id);
        SectionLine {
            row,
            outcome: words.outcomes.of(&row.outcome).to_string(),
            outcome_class: outcome_class(&row.outcome),
            state: facts.map_or_else(String::new, |section| state_words(section, words)),
            entry: facts.and_then(|section| {
                let text = words.sections.entry_at.fill([&section.link_text]);
                section.found_on.as_deref().map(|page| (text, page))
            }),
        }
    };
    doc.sections.iter().map(line).collect()
}

fn state_words(section: &Section, words: &Wording) -> String {
    let state = words.section_states.of(&section.state);
    match section.state {
        SectionState::Content { items, .. } if items > 0 => {
            let items = words.sections.items.fill([&items]);
            format!("{state}{}{items}", words.page.stop)
        }
        _ => state.to_string(),
    }
}
