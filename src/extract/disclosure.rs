//! What a document says of its own disclosure: the mark beside its signature (此件公开发布, WILD §C4)
//! or the field 公开方式. Whether a mark is required is left to checks.

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{Field, Pair};
use super::outline::Outline;
use super::pattern::regex;
use super::white_space::{clip, squeeze};
use crate::facts::{Disclosure, DisclosureMode};

/// A mark: in brackets of any width or bare, and naming itself, so that a sentence about marks is none.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"[（(【\[]?(?:此|本|该)(?:件|文|文件|公文|通知)(?:信息)?(?:可以?|为|属于?|系|内容)?(?:公开(?:属性|方式|形式|选项)?[：:]?)?(?:有删减|删减后公开|略有删减|已删减|主动公开|公开发布|全文公开|予以公开|依申请公开|不予公开|不公开|非公开|不予发布)[^，。；（）()]{0,10}(?:，(?:有|略有|本文有)删减)?[）)】\]]?。?$",
    )
});

/// Longest line that is searched, in bytes: a signature with its mark.
const LONGEST_LINE: usize = 240;

/// Words that every mark has one of.
const WORDS: [&str; 2] = ["公开", "删减"];

/// The mark in the text, else the field of the block.
pub(super) fn disclosure(outline: &Outline, pairs: &[Pair]) -> Option<Disclosure> {
    let lines = outline
        .body_lines()
        .filter(|line| line.len() <= LONGEST_LINE && line.contains(['开', '减']));
    let marks = lines.filter_map(|line| {
        // Marks are spaced out.
        let line = squeeze(line);
        let may_mark = WORDS.iter().any(|word| line.contains(word));
        let mark = may_mark.then(|| mark(&line))??;
        Some((mode(mark)?, mark.to_owned()))
    });
    let marks: Vec<_> = marks.collect();
    // 此件公开发布 and 本文有删减 may both stand there: the second says more.
    let abridged = marks
        .iter()
        .find(|(mode, _)| *mode == DisclosureMode::Abridged);
    let found = abridged.or(marks.first()).cloned();
    let (mode, text) = found.or_else(|| field(pairs))?;
    Some(Disclosure {
        mode,
        text: clip(&text, 40),
    })
}

/// The mark that ends a line and stands apart from what is before it: nothing, or a signature.
fn mark(line: &str) -> Option<&str> {
    let found = MARK.find(line)?;
    let before = &line[..found.start()];
    let is_bracketed = found.as_str().starts_with(['（', '(', '【', '[']);
    let is_apart = before.is_empty() || (is_bracketed && before.ends_with(['日', '）', ')']));
    is_apart.then(|| found.as_str())
}

fn field(pairs: &[Pair]) -> Option<(DisclosureMode, String)> {
    let values = pairs.iter().filter(|pair| pair.field == Field::Disclosure);
    let mut modes =
        values.filter_map(|pair| Some((mode(&squeeze(&pair.value))?, pair.value.clone())));
    modes.next()
}

/// Longest text that states a mode, in characters: the boxes of a form name all of them.
const LONGEST: usize = 24;

/// 不予公开 before 公开, and 依申请公开 before both.
fn mode(text: &str) -> Option<DisclosureMode> {
    if text.chars().count() > LONGEST || text.contains(['□', '☐']) {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["依申请"]) {
        return (!says(&["主动公开"])).then_some(DisclosureMode::OnRequest);
    }
    if says(&["不予公开", "不公开", "非公开", "免予公开", "不予发布"]) {
        return Some(DisclosureMode::Withheld);
    }
    if says(&["删减"]) {
        return Some(DisclosureMode::Abridged);
    }
    says(&["主动公开", "公开发布", "全文公开", "予以公开"]).then_some(DisclosureMode::Public)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::super::labels;
    use super::*;

    fn read(html: &str) -> Option<DisclosureMode> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        disclosure(&outline, &labels::pairs(&outline)).map(|d| d.mode)
    }

    #[test]
    fn marks_stand_on_their_own_line_or_behind_the_date() {
        use DisclosureMode::*;
        for (line, mode) in [
            ("（此件公开发布）", Public),
            ("(此件主动公开)", Public),
            ("【此件公开发布】", Public),
            ("此件公开发布", Public),
            ("2026年11月8日（此件公开发布）", Public),
            ("（ 此 件 公 开 发 布 ）", Public),
            ("（本文有删减）", Abridged),
            ("（此件删减后公开）", Abridged),
            ("（此件公开发布，有删减）", Abridged),
            ("（此件依申请公开）", OnRequest),
            ("（此件不予公开）", Withheld),
        ] {
            assert_eq!(read(&format!("<p>{line}</p>")), Some(mode), "{line}");
        }
    }

    #[test]
    fn the_field_counts_where_it_states_a_mode() {
        for (line, mode) in [
            ("公开方式：主动公开", Some(DisclosureMode::Public)),
            ("信息公开选项：依申请公开", Some(DisclosureMode::OnRequest)),
            ("公开属性：不予公开", Some(DisclosureMode::Withheld)),
            ("公开方式：政府网站", None),
            ("公开方式：", None),
            ("公开属性：■主动公开 □依申请公开 □不予公开", None),
        ] {
            assert_eq!(read(&format!("<p>{line}</p>")), mode, "{line}");
        }
        let both = "<p>公开方式：主动公开</p><p>（此件依申请公开）</p>";
        assert_eq!(read(both), Some(DisclosureMode::OnRequest));
    }

    #[test]
    fn sentences_about_disclosure_are_no_mark() {
        for text in [
            "各单位应在文件末尾标注此件公开发布",
            "对不予公开的信息，应当说明理由。",
            "（主动公开）",
            "公开属性分为主动公开、依申请公开、不予公开三类。",
            "政府信息公开发布平台",
            "依申请公开",
        ] {
            assert_eq!(read(&format!("<p>{text}</p>")), None, "{text}");
        }
    }
}
