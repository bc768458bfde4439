//! Turns message keys and arguments into sentences, in Chinese or English. All wording comes from
//! the cards and from the shared table `checks/shared.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde::Deserialize;

use super::{Card, Verdict};
use crate::law::{Bilingual, FileError, Lang, Limit, LimitUnit, parse_toml};

/// The words and messages that all cards share.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Names of causes, classes, sections, guide elements and units.
    words: BTreeMap<String, Bilingual>,
    /// Messages of the engine and of the score.
    messages: BTreeMap<String, Bilingual>,
}

static SHARED: LazyLock<Wording> = LazyLock::new(|| {
    let parsed = Wording::parse(
        "checks/shared.toml",
        include_str!("../../checks/shared.toml"),
    );
    #[allow(
        clippy::expect_used,
        reason = "embedded; tests/conventions.rs reads it"
    )]
    parsed.expect("the embedded table of words is well-formed")
});

#[allow(clippy::expect_used, reason = "constant pattern")]
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{([a-z_]+)(?:\|(words|span|bracketed))?\}").expect("constant pattern")
});

impl Wording {
    /// The built-in table.
    pub fn shared() -> &'static Self {
        &SHARED
    }

    /// Reads a table.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileError> {
        parse_toml(file, text)
    }

    /// One word; the key itself when the table lacks it.
    pub fn word<'a>(&'a self, key: &'a str, lang: Lang) -> &'a str {
        self.words.get(key).map_or(key, |word| word.get(lang))
    }

    /// One of the shared messages, filled in.
    pub fn message(&self, key: &str, args: &BTreeMap<&str, String>, lang: Lang) -> String {
        let template = self.messages.get(key);
        template.map_or_else(
            || key.to_owned(),
            |template| self.fill(template.get(lang), args, lang),
        )
    }

    /// Whether the table has this word or message; for the conventions test.
    pub fn knows(&self, key: &str) -> bool {
        self.words.contains_key(key) || self.messages.contains_key(key)
    }

    /// All texts of the table with their keys; for the conventions test.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &Bilingual)> {
        let all = self.words.iter().chain(&self.messages);
        all.map(|(key, text)| (key.as_str(), text))
    }

    /// Puts arguments into a template. An argument that is not given leaves its placeholder, so
    /// that the fixtures show it.
    fn fill(&self, template: &str, args: &BTreeMap<&str, String>, lang: Lang) -> String {
        let replace = |found: &Captures<'_>| {
            let Some(value) = args.get(&found[1]) else {
                return found[0].to_owned();
            };
            match found.get(2).map(|format| format.as_str()) {
                Some("words") => self.words_in(value, lang),
                Some("span") => self.span(value, lang),
                Some("bracketed") => self.bracketed(value, lang),
                _ => nested(value, &template[..found.get_match().start()]),
            }
        };
        PLACEHOLDER.replace_all(template, replace).into_owned()
    }

    fn words_in(&self, keys: &str, lang: Lang) -> String {
        let words = keys.split(',').map(|key| self.word(key, lang));
        let words: Vec<_> = words.collect();
        words.join(self.word("list-separator", lang))
    }

    /// `（value）`; nothing for an empty value.
    fn bracketed(&self, value: &str, lang: Lang) -> String {
        if value.is_empty() {
            return String::new();
        }
        let (open, close) = (
            self.word("bracket-open", lang),
            self.word("bracket-close", lang),
        );
        format!("{open}{value}{close}")
    }

    fn span(&self, text: &str, lang: Lang) -> String {
        let Ok(limit) = text.parse::<Limit>() else {
            return text.to_owned();
        };
        let unit = match limit.unit() {
            LimitUnit::Day => "unit-days",
            LimitUnit::Month => "unit-months",
            LimitUnit::Year => "unit-years",
        };
        format!("{}{}", limit.count(), self.word(unit, lang))
    }
}

/// A value inside quotes has the inner kind of quotes (GB/T 15834): 《关于印发〈…〉的通知》.
fn nested(value: &str, before: &str) -> String {
    let inner: [(char, char); 2] = match before.chars().next_back() {
        Some('《') => [('《', '〈'), ('》', '〉')],
        Some('“') => [('“', '‘'), ('”', '’')],
        _ => return value.to_owned(),
    };
    let change = |c| {
        inner
            .iter()
            .find(|(outer, _)| *outer == c)
            .map_or(c, |(_, c)| *c)
    };
    value.chars().map(change).collect()
}

/// What a verdict says, in words.
pub fn message_of(card: &Card, verdict: &Verdict, lang: Lang) -> String {
    let shared = Wording::shared();
    let Some(message) = card.messages.get(verdict.key) else {
        return shared.message(verdict.key, &verdict.args, lang);
    };
    let template = match lang {
        Lang::Zh => &message.zh,
        Lang::En => &message.en,
    };
    shared.fill(template, &verdict.args, lang)
}

/// Names of the placeholders of a template; for the conventions test.
pub fn placeholders(template: &str) -> Vec<String> {
    let found = PLACEHOLDER.captures_iter(template);
    found.map(|placeholder| placeholder[1].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str, title: &str, number: &str) -> String {
        let args = [("title", title.to_owned()), ("number", number.to_owned())];
        Wording::shared().fill(template, &args.into(), Lang::Zh)
    }

    #[test]
    fn quotes_inside_quotes_are_the_inner_ones_and_an_empty_value_has_no_brackets() {
        let template = "《{title}》{number|bracketed}未标注";
        assert_eq!(
            filled(template, "关于印发《停车办法》的通知", "云政发〔2010〕3号"),
            "《关于印发〈停车办法〉的通知》（云政发〔2010〕3号）未标注"
        );
        assert_eq!(filled(template, "停车办法", ""), "《停车办法》未标注");
        assert_eq!(filled("“{title}”", "“十五五”规划", ""), "“‘十五五’规划”");
        assert_eq!(filled("{title}", "《停车办法》", ""), "《停车办法》");
    }
}
