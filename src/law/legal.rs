//! The table of legal texts (`checks/law/legal.toml`) and what may be cited on a given day.

use std::sync::LazyLock;

use jiff::civil::Date;
use serde::Deserialize;

use super::{Bilingual, FileError, Lang, parse_toml};

/// One legal text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalText {
    /// Id by which cards and profiles cite it.
    pub id: String,
    /// Number (文号).
    pub number: String,
    /// Title.
    pub title: Bilingual,
    /// First day on which it is in force.
    pub in_force: Date,
    /// First day on which it is no longer in force.
    pub repealed: Option<Date>,
    /// What repealed it, as people write it.
    pub repealed_by: Option<String>,
    /// Whether number and dates were checked against the text.
    pub verified: bool,
}

/// Whether a text may be cited on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    InForce,
    /// Not yet in force.
    NotYet,
    /// No longer in force.
    Repealed,
}

/// One citation of a card: a text and the place in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LegalRef {
    /// Id of the text.
    #[serde(rename = "ref")]
    pub text: String,
    /// Article or item.
    pub item: Option<Bilingual>,
    /// Whether the cited place was read in the text itself.
    pub verified: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LegalFile {
    text: Vec<LegalText>,
}

static TEXTS: LazyLock<Vec<LegalText>> = LazyLock::new(|| {
    let parsed = parse(
        "checks/law/legal.toml",
        include_str!("../../checks/law/legal.toml"),
    );
    #[allow(
        clippy::expect_used,
        reason = "embedded; tests/conventions.rs reads it"
    )]
    parsed.expect("the embedded table of legal texts is well-formed")
});

/// Reads a table of legal texts.
pub fn parse(file: &str, text: &str) -> Result<Vec<LegalText>, FileError> {
    parse_toml::<LegalFile>(file, text).map(|file| file.text)
}

/// The built-in table.
pub fn texts() -> &'static [LegalText] {
    &TEXTS
}

/// The built-in text with this id.
pub fn find(id: &str) -> Option<&'static LegalText> {
    TEXTS.iter().find(|text| text.id == id)
}

impl LegalText {
    /// Whether it may be cited on `day`.
    pub fn standing(&self, day: Date) -> Standing {
        if day < self.in_force {
            Standing::NotYet
        } else if self.repealed.is_some_and(|repealed| repealed <= day) {
            Standing::Repealed
        } else {
            Standing::InForce
        }
    }
}

impl LegalRef {
    /// The citation for people, e.g. `《…》（国务院令第711号）第四十九条`.
    pub fn cite(&self, lang: Lang) -> String {
        let Some(text) = find(&self.text) else {
            return self.text.clone();
        };
        let title = text.title.get(lang);
        let item = self.item.as_ref().map_or("", |item| item.get(lang));
        match lang {
            Lang::Zh => format!("《{title}》（{}）{item}", text.number),
            Lang::En if item.is_empty() => format!("{title} ({})", text.number),
            Lang::En => format!("{title} ({}), {item}", text.number),
        }
    }

    /// Whether the text may be cited on `day`; a text that is not in the table may not.
    pub fn in_force(&self, day: Date) -> bool {
        find(&self.text).is_some_and(|text| text.standing(day) == Standing::InForce)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_text_is_in_force_from_its_first_day_until_the_day_of_its_repeal() {
        let table = r#"
            [[text]]
            id = "old"
            number = "试〔2019〕1号"
            title = { zh = "旧办法", en = "Old rules" }
            in_force = "2019-05-15"
            repealed = "2021-09-26"
            repealed_by = "试〔2021〕2号"
            verified = true
        "#;
        let text = &parse("legal.toml", table).unwrap()[0];
        assert_eq!(text.standing(date(2019, 5, 14)), Standing::NotYet);
        assert_eq!(text.standing(date(2019, 5, 15)), Standing::InForce);
        assert_eq!(text.standing(date(2021, 9, 25)), Standing::InForce);
        assert_eq!(text.standing(date(2021, 9, 26)), Standing::Repealed);
    }
}
