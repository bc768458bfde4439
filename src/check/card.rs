//! The card of a check: everything that a lawyer or a section chief would question, read from
//! `check.toml`. Wording and thresholds live there; code holds only how facts are compared.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::SubjectKind;
use super::params::ParamSpec;
use crate::law::{Bilingual, FileError, Lang, LegalRef, parse_toml};

/// How far a check can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Measured on real pages.
    Stable,
    /// New: rule and wording may still change.
    Preview,
}

/// Title of a check for subjects that conform and for those that do not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// Conforming.
    pub ok: Bilingual,
    /// Not conforming.
    pub bad: Bilingual,
}

/// One message; `{name}` stands for an argument of the verdict, `{name|words}` for a list of
/// words from the shared table, `{name|span}` for a time limit in words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What to do, where it differs from the card's own remedy.
    pub fix: Option<Bilingual>,
}

impl Message {
    /// The template in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// One check as its card describes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Id, kebab-case, names the defect.
    pub id: String,
    /// What is judged.
    pub subject: SubjectKind,
    /// How far it can be relied on.
    pub status: Status,
    /// Titles.
    pub title: Title,
    /// Legal basis.
    pub legal: Vec<LegalRef>,
    /// Parameters by name.
    #[serde(default)]
    pub params: BTreeMap<String, ParamSpec>,
    /// Messages by key; also the reasons for pass and not-applicable.
    pub messages: BTreeMap<String, Message>,
    /// What to do about a finding.
    pub fix: Bilingual,
}

impl Card {
    /// Reads a card; a mistake is reported with its place.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileError> {
        let card: Self = parse_toml(file, text)?;
        for (name, spec) in &card.params {
            spec.verify().map_err(|message| {
                let offset = text.find(&format!("[params.{name}]")).unwrap_or(0);
                FileError::at(file, text, offset, format!("parameter `{name}`: {message}"))
            })?;
        }
        Ok(card)
    }

    /// A card embedded in the program.
    #[allow(
        clippy::panic,
        reason = "a card is part of the program; tests/conventions.rs reads every one"
    )]
    pub fn embedded(file: &str, text: &str) -> Self {
        Self::parse(file, text).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The remedy that goes with a message key.
    pub fn fix_for(&self, key: &str) -> &Bilingual {
        let own = self.messages.get(key).and_then(|m| m.fix.as_ref());
        own.unwrap_or(&self.fix)
    }
}
