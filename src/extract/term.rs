//! How long a document is in force, as it says itself: 自…起施行, 有效期5年, 有效期至… (FIELD §5.3).
//!
//! Many things have a term (permits, tenders, identity cards), so a sentence counts only where the
//! document names itself or enters into force. Whether a term is over is left to checks.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::dates;
use super::labels::{self, Field, Pair};
use super::outline::Outline;
use super::pattern::regex;
use super::quotes::with_empty_quotes;
use super::validity::SELF;
use super::white_space::{clip, squeeze};
use crate::facts::Term;

/// A day as sentences write it.
const DAY: &str =
    r"(?:[12]\d{3}年\d{1,2}月\d{1,2}日|二[〇○零O]\p{Han}{2}年\p{Han}{1,2}月\p{Han}{1,3}日)";

/// How a document enters into force.
const ENTERS: &str = "起?(?:正式|开始)?(?:施行|实施|执行|生效|试行)";

static EFFECTIVE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!("自(?P<day>{DAY})(?:零时)?{ENTERS}")));

/// The document is what enters into force: it names itself, or the sentence names nothing else.
static OWN: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"^(?:第[一二三四五六七八九十百零〇\d]+条|[（(]?[一二三四五六七八九十\d]+[）)、.．])?(?:[^，。]{{0,12}}，)?(?:{SELF}(?:（[^（）]{{1,12}}）)?|自|有效期)"
    ))
});

static IN_FORCE: LazyLock<Regex> =
    LazyLock::new(|| regex("起(?:正式|开始)?(?:施行|实施|执行|生效|试行)"));

/// 有效期5年, 有效期为三年, 试行期两年, 有效期限6个月.
static LENGTH: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:有效期(?:限)?|试行(?:期)?(?:限)?|施行期|实施期限?)(?:暂定|定)?(?:为|是|：|:)?(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3})(?P<unit>年|个月)",
    )
});

/// 2020年1月1日起5年, in a field.
static FROM: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"日起?，?(?:有效期?)?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})(?P<unit>年|个月)$")
});

/// A day that is the first one, in a field.
static BEGINS: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"自.{{0,4}}\d|日?起|{ENTERS}|[至到~～—-]$")));

static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        "(?:有效期(?:限)?(?:为)?(?:自.{{1,14}}起?)?|有效|{ENTERS}|失效日期|执行期限(?:自.{{1,14}}起?)?)，?(?:截)?(?:至|止于|到)(?P<day>{DAY})"
    ))
});

/// What concerns something with a term of its own, or a term that is only spoken of.
static OTHER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        "许可|证书|证件|执照|资质|资格|合同|协议|投标|磋商|报价|保函|身份证|有效期(?:届)?满|有效期内|延长|原",
    )
});

/// Longest sentence in characters.
const LONGEST: usize = 160;

/// What sentences have that speak of a term.
const WORDS: [&str; 6] = ["施行", "实施", "执行", "生效", "有效", "试行"];

/// The term that the text states, else the block. Two different days or lengths cancel each other: the
/// page holds several documents.
pub(super) fn term(outline: &Outline, pairs: &[Pair]) -> Option<Term> {
    let mut found = Statements::default();
    for line in outline.body_lines() {
        if WORDS.iter().any(|word| line.contains(word)) {
            found.read_line(line);
        }
    }
    found.read_block(pairs);
    let text = found.text?;
    let term = Term {
        effective: found.effective.only(),
        until: found.until.only(),
        months: found.months.only(),
        text: clip(&text, 120),
    };
    let is_said = term.effective.is_some() || term.until.is_some() || term.months.is_some();
    is_said.then_some(term)
}

/// One value, none, or several that contradict each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stated<T> {
    #[default]
    Nothing,
    Once(T),
    Contradiction,
}

impl<T: Copy + PartialEq> Stated<T> {
    fn add(&mut self, value: Option<T>) {
        let Some(value) = value else { return };
        *self = match *self {
            Self::Nothing => Self::Once(value),
            Self::Once(known) if known == value => Self::Once(known),
            _ => Self::Contradiction,
        };
    }

    fn only(self) -> Option<T> {
        match self {
            Self::Once(value) => Some(value),
            Self::Nothing | Self::Contradiction => None,
        }
    }
}

#[derive(Default)]
struct Statements {
    effective: Stated<Date>,
    until: Stated<Date>,
    months: Stated<u16>,
    text: Option<String>,
}

impl Statements {
    fn read_line(&mut self, line: &str) {
        let line = squeeze(line);
        let mut is_own_before = false;
        for sentence in line.split(['。', '；', ';', '\t']) {
            if sentence.chars().nth(LONGEST).is_some()
                || !WORDS.iter().any(|word| sentence.contains(word))
            {
                is_own_before = false;
                continue;
            }
            // What the title of another document says is not said of this one.
            let plain = with_empty_quotes(sentence);
            let enters = IN_FORCE.is_match(&plain);
            let names_itself = OWN.is_match(&plain) && (enters || plain.contains("有效期"));
            let is_own = names_itself && (enters || is_own_before || !plain.starts_with("有效期"));
            if is_own && !OTHER.is_match(&plain) {
                self.read_sentence(&plain, sentence);
            }
            is_own_before = is_own;
        }
    }

    fn read_sentence(&mut self, plain: &str, text: &str) {
        let day = |found: Captures<'_>| Some(dates::first_day(&found["day"])?.0);
        let effective = EFFECTIVE.captures(plain).and_then(day);
        let until = UNTIL.captures(plain).and_then(day);
        let months = LENGTH.captures(plain).and_then(|found| length(&found));
        if effective.is_none() && until.is_none() && months.is_none() {
            return;
        }
        self.effective.add(effective);
        self.until.add(until);
        self.months.add(months);
        self.text.get_or_insert_with(|| text.to_owned());
    }

    /// Fields of the block say what the text does not.
    fn read_block(&mut self, pairs: &[Pair]) {
        let value = |field: Field| labels::value(pairs, field);
        let day = |text: &str| Some(dates::first_day(text)?.0);
        let mut add = |text: &str| {
            self.text.get_or_insert_with(|| text.to_owned());
        };
        if let Some(text) = value(Field::Effective)
            && self.effective == Stated::Nothing
            && let Some(date) = day(text)
        {
            self.effective = Stated::Once(date);
            add(text);
        }
        if let Some(text) = value(Field::ExpiryDate)
            && self.until == Stated::Nothing
            && let Some(date) = day(text)
        {
            self.until = Stated::Once(date);
            add(text);
        }
        let Some(text) = value(Field::Term) else {
            return;
        };
        let written = format!("有效期{}", squeeze(text));
        let counted = LENGTH
            .captures(&written)
            .or_else(|| FROM.captures(&written));
        let months = counted.and_then(|found| length(&found));
        let (first, last) = first_and_last(text);
        // 自2020年1月1日起 names the first day; `2031-11-07` alone, or of two the second, is the last.
        let begins = first == last && (months.is_some() || BEGINS.is_match(&written));
        let (first, last) = if begins { (first, None) } else { (None, last) };
        if self.months == Stated::Nothing && months.is_some() {
            self.months.add(months);
            add(text);
        }
        if self.effective == Stated::Nothing && first.is_some() {
            self.effective.add(first);
            add(text);
        }
        let is_known = last.is_none() || last == self.effective.only();
        if self.until == Stated::Nothing && !is_known && months.is_none() {
            self.until.add(last);
            add(text);
        }
    }
}

/// The first and the last day in the value of a field.
fn first_and_last(text: &str) -> (Option<Date>, Option<Date>) {
    let Some((first, range)) = dates::first_day(text) else {
        return (None, None);
    };
    let second = dates::first_day(&text[range.end..]);
    (Some(first), Some(second.map_or(first, |(day, _)| day)))
}

/// Longest term in years.
const MOST_YEARS: u16 = 50;

fn length(found: &Captures<'_>) -> Option<u16> {
    let n = match found["n"].parse::<u16>() {
        Ok(n) => n,
        Err(_) => u16::try_from(dates::chinese_number(&found["n"].replace('两', "二"))?).ok()?,
    };
    let months = match &found["unit"] {
        "年" => n.checked_mul(12)?,
        _ => n,
    };
    (1..=12 * MOST_YEARS).contains(&months).then_some(months)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use scraper::Html;

    use super::*;

    type Read = (Option<Date>, Option<Date>, Option<u16>);

    fn read(html: &str) -> Option<Read> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        term(&outline, &labels::pairs(&outline)).map(|t| (t.effective, t.until, t.months))
    }

    #[test]
    fn the_last_article_says_from_when_and_for_how_long() {
        let from = Some(date(2026, 1, 1));
        let until = Some(date(2030, 12, 31));
        for (text, expected) in [
            ("本办法自2026年1月1日起施行。", (from, None, None)),
            (
                "第二十条　本办法自2026年1月1日起施行，有效期5年。",
                (from, None, Some(60)),
            ),
            (
                "本通知自2026年1月1日起执行，有效期为三年。",
                (from, None, Some(36)),
            ),
            (
                "本办法由县财政局负责解释，自2026年1月1日起施行，有效期至2030年12月31日。",
                (from, until, None),
            ),
            (
                "本规定自印发之日起施行，有效期两年。《云岭县停车办法》（云政发〔2010〕3号）同时废止。",
                (None, None, Some(24)),
            ),
            (
                "本方案自2026年1月1日起试行，试行期6个月。",
                (from, None, Some(6)),
            ),
            (
                "本意见自2026年1月1日起施行。有效期五年。",
                (from, None, Some(60)),
            ),
            ("本办法有效期至2030年12月31日。", (None, until, None)),
            (
                "本通知有效期自2026年1月1日起至2030年12月31日。",
                (None, until, None),
            ),
            (
                "本公告自2026年1月1日起执行至2030年12月31日。",
                (from, until, None),
            ),
            ("本决定自二〇二六年一月一日起施行。", (from, None, None)),
            ("自2026年1月1日起施行。", (from, None, None)),
        ] {
            assert_eq!(read(&format!("<p>{text}</p>")), Some(expected), "{text}");
        }
    }

    #[test]
    fn fields_of_the_block_say_it_too() {
        let (from, until) = (Some(date(2026, 1, 1)), Some(date(2030, 12, 31)));
        for (block, expected) in [
            (
                "<p>实施日期：2026-01-01</p><p>失效日期：2030-12-31</p>",
                (from, until, None),
            ),
            ("<p>有效期：5年</p>", (None, None, Some(60))),
            ("<p>政策有效期：2030-12-31</p>", (None, until, None)),
            ("<p>有效期：2026-01-01至2030-12-31</p>", (None, until, None)),
            ("<p>有效期：2026.1.1-2030.12.31</p>", (None, until, None)),
            (
                "<p>有效期：2026-01-01 - 2030-12-31</p>",
                (None, until, None),
            ),
            ("<p>有效期：自2026年1月1日起施行</p>", (from, None, None)),
            ("<p>有效期：2026年1月1日起5年</p>", (from, None, Some(60))),
        ] {
            assert_eq!(read(block), Some(expected), "{block}");
        }
    }

    #[test]
    fn terms_of_other_things_are_none() {
        for text in [
            "许可证有效期5年。",
            "依据本办法取得的许可证自发证之日起执行，有效期5年。",
            "身份证有效期10年。",
            "投标有效期90天。",
            "有效期5年。",
            "本办法有效期届满后自动失效。",
            "《云岭县停车管理条例》自2026年1月1日起施行。",
            "本办法自印发之日起施行。",
            "该项目自2026年1月1日起实施以来成效明显",
            "原办法自2020年1月1日起施行。",
        ] {
            assert_eq!(read(&format!("<p>{text}</p>")), None, "{text}");
        }
    }

    #[test]
    fn contradicting_statements_cancel_each_other() {
        let html =
            "<p>本办法自2026年1月1日起施行，有效期5年。</p><p>本细则自2027年1月1日起施行。</p>";
        assert_eq!(read(html), Some((None, None, Some(60))));
    }
}
