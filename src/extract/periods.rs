//! From when to when: periods and last days in labels and sentences, with months and years that
//! the second day inherits from the first. A day that two sentences state differently is none.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::pattern::regex;
use super::quotes;
use super::white_space::clip;

/// A day with or without year and month: 2026年3月1日, 3月31日, 31日, 2026-03-01, 2026.3.1.
const DAY: &str = r"(?:((?:19|20)[0-9]{2})\s*[年\-/.．－]\s*)?(?:([0-9]{1,2})\s*[月\-/.．－]\s*)?([0-9]{1,2})\s*[日号]?";

/// From one day to another; a time of day or a weekday may stand behind each.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    const BESIDE: &str = r"\s*(?:[（(][^（()）]{1,8}[）)])?\s*(?:(?:上午|下午)?\s*[0-9]{1,2}\s*[:：时点]\s*(?:[0-9]{1,2}分?)?(?:[:：][0-9]{1,2})?)?\s*(?:起|开始)?\s*[，,]?\s*";
    regex(&format!(
        "{DAY}{BESIDE}(?:至|到|—{{1,2}}|-{{1,2}}|－{{1,2}}|–|~|～|截至|截止到?){{1,2}}\\s*{DAY}"
    ))
});

/// A last day: 于2026年4月15日前, 截止日期为4月15日, 2026年4月15日止.
static END: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"(?P<before>(?:截止|截至|截止(?:时间|日期)|期限)(?:时间|日期)?(?:为|是|到|至|：|:)?\s*|于\s*|在\s*|至\s*)?{DAY}\s*(?:[（(][^（()）]{{1,8}}[）)])?\s*(?:(?:上午|下午)?\s*[0-9]{{1,2}}\s*[:：时点]\s*(?:[0-9]{{1,2}}分?)?)?\s*(?:下班)?(?P<after>之前|以前|前|止|截止|为止)?"
    ))
});

/// 自2026年3月1日起.
static START: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"(?:自|从)\s*{DAY}\s*(?:起|开始)")));

/// Longest words kept from which the days were read, in characters.
pub(super) const MAX_TEXT: usize = 120;

/// From when to when opinions are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Period {
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
    /// The words from which they were read.
    pub(super) text: String,
}

impl Period {
    /// Days in the wrong order are a slip, and nobody knows of which.
    pub(super) fn checked(mut self) -> Self {
        if self
            .start
            .zip(self.end)
            .is_some_and(|(start, end)| end < start)
        {
            (self.start, self.end) = (None, None);
        }
        self
    }

    pub(super) fn has_day(&self) -> bool {
        self.start.is_some() || self.end.is_some()
    }
}

/// A sentence that asks for opinions: news about a consultation tells of it only.
pub(super) fn invites(line: &str) -> bool {
    let asks = [
        "请",
        "欢迎",
        "可以",
        "可通过",
        "可将",
        "公众可",
        "现向社会",
        "公开征求",
        "公开征集",
        "征求意见时间",
    ];
    asks.iter().any(|word| line.contains(word)) && ["意见", "建议"].iter().any(|w| line.contains(w))
}

/// First and last day.
pub(super) type Days = (Option<Date>, Option<Date>);

/// `2026-03-01 至 2026-03-31`, `2026年3月1日—31日`, `即日起至4月15日`, or one last day.
pub(super) fn range(text: &str, published: Option<Date>) -> Option<Days> {
    let whole = |found: &regex::Captures<'_>| {
        found.get(2).is_some() && !ends_in_number(text, found.get_match().range())
    };
    if let Some(found) = RANGE.captures_iter(text).find(whole) {
        let get = |i: usize| found.get(i).map(|m| m.as_str());
        let start = resolved((get(1), get(2)?, get(3)?), published, None)?;
        let (month, year) = (start.month().to_string(), start.year().to_string());
        let end = (get(4), get(5).unwrap_or(&month), get(6)?);
        // A year before the second month is that of the start: 2026年12月20日至1月20日 ends in 2027.
        let end = match end.0 {
            Some(_) => resolved(end, None, None)?,
            None => resolved((Some(&year), end.1, end.2), None, Some(start))?,
        };
        return Some((Some(start), Some(end)));
    }
    let is_end = ["至", "止", "前", "截"]
        .iter()
        .any(|word| text.contains(word));
    is_end
        .then(|| first(text, published))
        .flatten()
        .map(|day| (None, Some(day)))
}

/// A match that stops within a number (2026-03-011, 电话…) is none.
fn ends_in_number(text: &str, range: std::ops::Range<usize>) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    let end = text[..range.end].trim_end().len();
    text[..range.start].ends_with(digit) || text[end..].starts_with(digit)
}

/// The first day of a text that has a month.
pub(super) fn first(text: &str, published: Option<Date>) -> Option<Date> {
    let found = END
        .captures_iter(text)
        .find(|found| found.get(3).is_some())?;
    let get = |i: usize| found.get(i).map(|m| m.as_str());
    resolved((get(2), get(3)?, get(4)?), published, None)
}

/// A day whose year may be missing: the first such day that is not before `from`, else in the year
/// of `published` and at most a month before it. `from` wins where both are known.
fn resolved(
    (year, month, day): (Option<&str>, &str, &str),
    published: Option<Date>,
    from: Option<Date>,
) -> Option<Date> {
    let (month, day): (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    if let (Some(year), None) = (year, from) {
        return Date::new(year.parse().ok()?, month, day).ok();
    }
    let base = from.or(published)?;
    const EARLIER: i64 = 31;
    const LATER: i64 = 200;
    let slack = if from.is_some() { 0 } else { EARLIER };
    (base.year() - 1..=base.year() + 1)
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| {
            let days = i64::from((*date - base).get_days());
            (-slack..=LATER).contains(&days)
        })
}

/// Days in sentences of the announcement. Two sentences that name different last days leave none.
pub(super) fn in_sentences(lines: &[String], published: Option<Date>) -> Option<Period> {
    let sentences = lines.iter().flat_map(|line| line.split(['。', '；']));
    let mut found: Option<Period> = None;
    for sentence in sentences {
        let Some(period) = sentence_period(sentence, published) else {
            continue;
        };
        match &mut found {
            None => found = Some(period),
            Some(known) => {
                if known.end.zip(period.end).is_some_and(|(a, b)| a != b) {
                    (known.start, known.end) = (None, None);
                    break;
                }
                known.end = known.end.or(period.end);
                known.start = known.start.or(period.start);
            }
        }
    }
    found.map(Period::checked).filter(|p| !p.text.is_empty())
}

/// The time in which a sentence asks for opinions.
fn sentence_period(sentence: &str, published: Option<Date>) -> Option<Period> {
    if !sentence.bytes().any(|b| b.is_ascii_digit())
        || sentence.contains('《') && !asks(&quotes::without_quotes(sentence))
    {
        return None;
    }
    let text = quotes::without_quotes(sentence);
    if !asks(&text)
        || ["每年", "施行", "实施", "印发", "有效期"]
            .iter()
            .any(|word| text.contains(word))
    {
        return None;
    }
    let period = |start, end| Period {
        start,
        end,
        text: clip(sentence.trim(), MAX_TEXT),
    };
    if let Some((Some(start), Some(end))) = range(&text, published) {
        return Some(period(Some(start), Some(end)));
    }
    let start = START.captures(&text).and_then(|found| {
        let get = |i: usize| found.get(i).map(|m| m.as_str());
        resolved((get(1), get(2)?, get(3)?), published, None)
    });
    let mut ends = END.captures_iter(&text).filter_map(|found| {
        let bounds = found.name("after").is_some()
            || found
                .name("before")
                .is_some_and(|b| b.as_str().starts_with(['截', '期', '至']));
        let get = |i: usize| found.get(i).map(|m| m.as_str());
        let is_cut = ends_in_number(&text, found.get_match().range());
        // 于3月31日前反馈 without a year may be a rule of the draft.
        let is_dated = get(2).is_some() || invites(&text) || text.contains("截");
        let day = resolved((get(2), get(3)?, get(4)?), start.or(published), None)?;
        (bounds && !is_cut && is_dated).then_some(day)
    });
    let end = ends.next();
    let is_one = ends.all(|other| Some(other) == end);
    let found = period(start, end.filter(|_| is_one));
    found.has_day().then_some(found)
}

fn asks(text: &str) -> bool {
    ["意见", "建议", "反馈", "征集", "征求", "公示期", "调查"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_written_period_is_read_back(from in 0i32..300, days in 1i32..90, form in 0usize..4) {
            let start = date(2026, 1, 1).checked_add(jiff::Span::new().days(from)).unwrap();
            let end = start.checked_add(jiff::Span::new().days(days)).unwrap();
            let han = |d: Date| format!("{}年{}月{}日", d.year(), d.month(), d.day());
            let text = match form {
                0 => format!("{start}至{end}"),
                1 => format!("{} — {}", han(start), han(end)),
                2 => format!("自{}起至{}月{}日止", han(start), end.month(), end.day()),
                _ => format!("{start} 08:00:00 - {end} 17:30:00"),
            };
            prop_assert_eq!(range(&text, None), Some((Some(start), Some(end))));
        }

        #[test]
        fn no_text_panics(text in "[0-9年月日至前止—\\-/. 意见请于截止自起]{0,80}") {
            let _ = in_sentences(std::slice::from_ref(&text), Some(date(2026, 3, 1)));
            let _ = range(&text, Some(date(2026, 3, 1)));
        }
    }
}
