//! The words that a report adds to the facts, in both languages. The words themselves live in
//! `templates/zh.toml` and `templates/en.toml`; the types here make a missing or misspelt key an
//! error when a table is read, and an unused one a compiler warning.

use std::fmt;

use serde::Deserialize;

use super::result::{ItemKind, ItemStatus, ScoreInterval, VerdictWord};
use super::{Lang, ReportError};
use crate::check::Outcome;
use crate::facts::{Class, SectionState, Validity};

/// Words with numbered gaps `{0}`, `{1}` ….
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Phrase(String);

impl Phrase {
    /// The words with the gaps filled in. Gaps stand in ascending order, so that a value that
    /// itself looks like a gap stays as it is.
    pub(crate) fn fill<const N: usize>(&self, values: [&dyn fmt::Display; N]) -> String {
        let mut filled = String::new();
        let mut rest = self.0.as_str();
        for (n, value) in values.iter().enumerate() {
            let Some((before, after)) = rest.split_once(&format!("{{{n}}}")) else {
                break;
            };
            filled += before;
            filled += &value.to_string();
            rest = after;
        }
        filled + rest
    }

    /// The words with one gap filled in.
    pub(crate) fn with(&self, value: impl fmt::Display) -> String {
        self.fill([&value])
    }

    /// The words with two gaps filled in.
    pub(crate) fn with_two(&self, first: impl fmt::Display, second: impl fmt::Display) -> String {
        self.fill([&first, &second])
    }
}

impl fmt::Display for Phrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares one part of the table. With `for Key`, each variant of the key has its word, so that
/// a new variant does not compile without one.
macro_rules! words {
    ($name:ident { $($field:ident),* $(,)? }) => {
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $(pub(crate) $field: Phrase),* }
    };
    ($name:ident for $key:ty { $($variant:pat => $field:ident),* $(,)? }) => {
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name { $($field: Phrase),* }

        impl $name {
            /// The word for `key`.
            pub(crate) fn of(&self, key: &$key) -> &Phrase {
                match key { $($variant => &self.$field),* }
            }
        }
    };
}

words! { PageWords {
    lang, title, skip, contents, notice, colon, stop, none, generated_by,
} }

words! { VerdictWords {
    heading, label, qualified, unqualified, undetermined, reason_triggered, reason_undecided,
    reason_clear, reason_no_score, reason_no_score_veto, reason_no_score_stopped, reason_open, reason_interval, score, no_score, points,
    interval, unverified,
} }

words! { FactsWords {
    caption, as_of, crawled, crawled_span, clock, profile, coverage, coverage_detail,
    skipped, skipped_detail, stopped, certificates, unverified, robots, robots_obeyed, robots_ignored, tool, digest,
} }

words! { StoppedByWords {
    interrupted, stop_loss, max_pages, disk_full,
} }

words! { ItemsWords {
    heading, veto_caption, veto_basis, deduct_caption, id, title, status, count, note,
    deducted, defects, more, no_veto, no_deduct, elsewhere, bonus_mark, open,
} }

words! { VetoStatusWords for ItemStatus {
    ItemStatus::Clear => clear,
    ItemStatus::Triggered => triggered,
    ItemStatus::Undecided => undecided,
    ItemStatus::NotObserved => not_observed,
    ItemStatus::NotAssessed => not_assessed,
} }

words! { DeductStatusWords for ItemStatus {
    ItemStatus::Clear => clear,
    ItemStatus::Triggered => triggered,
    ItemStatus::Undecided => undecided,
    ItemStatus::NotObserved => not_observed,
    ItemStatus::NotAssessed => not_assessed,
} }

words! { OutcomeWords for Outcome {
    Outcome::Pass => pass,
    Outcome::Fail => fail,
    Outcome::Review => review,
    Outcome::NotApplicable => not_applicable,
    Outcome::Blocked => blocked,
    Outcome::Error => error,
} }

words! { OutcomeMeanings for Outcome {
    Outcome::Pass => pass,
    Outcome::Fail => fail,
    Outcome::Review => review,
    Outcome::NotApplicable => not_applicable,
    Outcome::Blocked => blocked,
    Outcome::Error => error,
} }

words! { ChecksWords {
    heading, chart_title, chart_desc, caption, check, total, empty,
} }

words! { ColumnsWords {
    heading, caption, name, class, items, last_update, limit, outcome, ago, today, never,
    later, no_limit, days, weeks, months, years, more, empty, summary,
} }

words! { HeatMapWords {
    heading, title, desc, legend, legend_limit, row, total, caption, open_table, not_drawn,
    later, empty,
} }

words! { ClassWords for Class {
    Class::News => news,
    Class::Notice => notice,
    Class::Policy => policy,
    Class::Interpretation => interpretation,
    Class::Personnel => personnel,
    Class::Plan => plan,
    Class::Statute => statute,
    Class::AnnualReport => annual_report,
    Class::SpecialTopic => special_topic,
    Class::Static => static_,
    Class::Interaction => interaction,
    Class::Service => service,
    Class::Landing => landing,
    Class::Other => other,
} }

words! { SectionsWords {
    heading, caption, name, outcome, state, entry, page, entry_at, items, empty,
} }

words! { SectionStateWords for SectionState {
    SectionState::NoLink => no_link,
    SectionState::NoLinkUnsure => no_link_unsure,
    SectionState::OutOfScope => out_of_scope,
    SectionState::Broken => broken,
    SectionState::Blocked => blocked,
    SectionState::Error => error,
    SectionState::ScriptShell => script_shell,
    SectionState::Empty => empty,
    SectionState::WrongPage => wrong_page,
    SectionState::Content { .. } => content,
} }

words! { DocumentsWords {
    heading, caption, document, doc_number, repealed_by, extent, label, outcome, whole,
    partial, uncertain, unlabelled, empty, unread, attachment, more, validity,
} }

words! { ValidityWords for Validity {
    Validity::Valid => valid,
    Validity::Amended => amended,
    Validity::PartlyInvalid => partly_invalid,
    Validity::Repealed => repealed,
    Validity::Expired => expired,
    Validity::NotYet => not_yet,
    Validity::Blank => blank,
    Validity::Unknown => unknown,
} }

words! { FindingsWords {
    heading, empty, basis, subject, places, link_text, place_more,
    evidence, status, no_answer, record, sha256, unverified, fix, fix_all, more, id, count,
} }

words! { UnjudgedWords {
    heading, intro, caption, check, subject, outcome, reason, empty, more,
} }

words! { NotAssessedWords {
    heading, items_caption, kind, veto, deduct, bonus, other, truncated, scripts, undated,
    unread, skipped, stopped, unverified, unverified_more, empty,
} }

words! { SummaryWords {
    verdict, score, coverage, veto, veto_none, findings, as_of, not_inspected, unfinished,
} }

/// Words of the appendix.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AppendixWords {
    pub(crate) heading: Phrase,
    pub(crate) basis: Phrase,
    pub(crate) basis_caption: Phrase,
    pub(crate) legal_basis: Phrase,
    pub(crate) no_basis: Phrase,
    pub(crate) unverified: Phrase,
    pub(crate) not_in_force: Phrase,
    pub(crate) outcomes: Phrase,
    pub(crate) glossary: Phrase,
    pub(crate) verify: Phrase,
    pub(crate) verify_text: Phrase,
    pub(crate) terms: Vec<Term>,
}

/// One entry of the glossary.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Term {
    pub(crate) term: Phrase,
    pub(crate) meaning: Phrase,
}

/// The whole table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    pub(crate) page: PageWords,
    pub(crate) verdict: VerdictWords,
    pub(crate) facts: FactsWords,
    pub(crate) stopped_by: StoppedByWords,
    pub(crate) items: ItemsWords,
    pub(crate) veto_status: VetoStatusWords,
    pub(crate) deduct_status: DeductStatusWords,
    pub(crate) outcomes: OutcomeWords,
    pub(crate) outcome_meanings: OutcomeMeanings,
    pub(crate) checks: ChecksWords,
    pub(crate) columns: ColumnsWords,
    pub(crate) heat_map: HeatMapWords,
    pub(crate) classes: ClassWords,
    pub(crate) sections: SectionsWords,
    pub(crate) section_states: SectionStateWords,
    pub(crate) documents: DocumentsWords,
    pub(crate) validities: ValidityWords,
    pub(crate) findings: FindingsWords,
    pub(crate) unjudged: UnjudgedWords,
    pub(crate) not_assessed: NotAssessedWords,
    pub(crate) appendix: AppendixWords,
    pub(crate) summary: SummaryWords,
}

impl Wording {
    /// The table of one language.
    pub(crate) fn load(lang: Lang) -> Result<Self, ReportError> {
        let (table, text) = match lang {
            Lang::Zh => ("zh.toml", include_str!("templates/zh.toml")),
            Lang::En => ("en.toml", include_str!("templates/en.toml")),
        };
        toml::from_str(text).map_err(|source| ReportError::Wording { table, source })
    }

    /// The verdict in words.
    pub(crate) fn verdict_word(&self, verdict: &VerdictWord) -> &Phrase {
        match verdict {
            VerdictWord::Qualified => &self.verdict.qualified,
            VerdictWord::Unqualified => &self.verdict.unqualified,
            VerdictWord::Undetermined => &self.verdict.undetermined,
        }
    }

    /// The score: one value where worst and best case agree, else the interval.
    pub(crate) fn score(&self, score: &ScoreInterval) -> String {
        if score.low == score.high {
            self.verdict.points.with(&score.low)
        } else {
            self.verdict.interval.with_two(&score.low, &score.high)
        }
    }

    /// Status of an item; vetoes have words of their own.
    pub(crate) fn item_status(&self, kind: ItemKind, status: ItemStatus) -> &Phrase {
        match kind {
            ItemKind::Veto => self.veto_status.of(&status),
            ItemKind::Deduct | ItemKind::Bonus => self.deduct_status.of(&status),
        }
    }

    /// What ended the crawl early; codes are those of `facts::Coverage::stopped_by`, an unknown
    /// one is shown as it is.
    pub(crate) fn stopped_by(&self, code: &str) -> String {
        match code {
            "interrupted" => self.stopped_by.interrupted.to_string(),
            "stop-loss" => self.stopped_by.stop_loss.to_string(),
            "max-pages" => self.stopped_by.max_pages.to_string(),
            "disk-full" => self.stopped_by.disk_full.to_string(),
            other => other.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_tables_fit_their_types() -> Result<(), ReportError> {
        for lang in [Lang::Zh, Lang::En] {
            Wording::load(lang)?;
        }
        Ok(())
    }

    fn gaps(text: &str) -> Vec<char> {
        text.match_indices('{')
            .filter_map(|(at, _)| text[at + 1..].chars().next())
            .collect()
    }

    #[test]
    fn both_tables_have_the_same_gaps_in_ascending_order() -> Result<(), toml::de::Error> {
        let zh: toml::Table = toml::from_str(include_str!("templates/zh.toml"))?;
        let en: toml::Table = toml::from_str(include_str!("templates/en.toml"))?;
        for (part, words) in &zh {
            for (key, word) in words.as_table().into_iter().flatten() {
                let Some(word) = word.as_str() else { continue };
                let found = gaps(word);
                assert_eq!(
                    Some(&found),
                    en[part][key].as_str().map(gaps).as_ref(),
                    "{part}.{key}"
                );
                assert!(
                    found.iter().copied().eq(('0'..='9').take(found.len())),
                    "{part}.{key}"
                );
            }
        }
        Ok(())
    }

    #[test]
    fn gaps_are_filled_once_each() {
        let phrase = Phrase("{0} of {1}".into());
        assert_eq!(phrase.fill([&"{1}", &2]), "{1} of 2");
    }
}
