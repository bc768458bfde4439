//! Dates as they stand on pages: every format of FIELD §11.2 that gives a day.
//!
//! Finding a date in a text says nothing about what the date means; callers know the label or the
//! place. No year is ever invented here: `11-18` is a [`Found::MonthDay`].

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

/// Nothing before this year is accepted as a date of publication (the web of Chinese
/// governments is younger); documents themselves may be older, so this bounds years from 1949.
const FIRST_YEAR: i16 = 1949;

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A full date.
    Day(Date),
    /// Month and day, no year.
    MonthDay(i8, i8),
}

/// `2026-11-18`, `2026/11/18`, `2026.11.18`, `2026年11月18日`, blanks allowed around separators;
/// a time may follow. Also `20261118` as a whole number and `26-11-18` between non-digits.
static FULL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)
        (?:19|20)[0-9]{2} \s*(?:-|/|\.|年|－|—)\s* [0-9]{1,2} \s*(?:-|/|\.|月|－|—)\s* [0-9]{1,2}
        | [二一][〇○零O0九一二三四五六七八]{3}\s*年\s*[一二三四五六七八九十]{1,2}\s*月\s*[一二三四五六七八九十]{1,3}\s*日
        ",
    )
});
/// Year and day in separate nodes: `18` above `2026-11`, or `11-18` above `2026`.
static SPLIT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)^\W*(?:
        (?P<d>\d{1,2})\s*日?\s*(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?
        | (?P<m2>\d{1,2})\s*[-/.月]\s*(?P<d2>\d{1,2})\s*日?\s*(?P<y2>(?:19|20)\d{2})年?
        | (?P<y3>(?:19|20)\d{2})\s*年?\s*(?P<m3>\d{1,2})\s*[-/.月]\s*(?P<d3>\d{1,2})\s*日?
        )\W*$",
    )
});
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:^|[^\d])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[^\d]|$)")
});
static SHORT_YEAR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[\[【(（]?\s*(\d{2})[-/.](\d{2})[-/.](\d{2})\s*[\]】)）]?$"));
/// Month and day: two digits each, since `1/10` is a pager, or with 月.
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\[【(（]?\s*(?:(\d{2})\s*[-/.]\s*(\d{2})|(\d{1,2})\s*月\s*(\d{1,2})\s*日?)\s*[\]】)）]?$",
    )
});
/// Dates in URLs: `t20220107_`, `/202201/`, `/2022/1/7/`, `/2022-01/07/`, `/20220107/`.
static URL_DAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)^/[a-zA-Z]?(?:
        ((?:19|20)\d{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])
        | ((?:19|20)\d{2})[-/](1[0-2]|0?[1-9])[-/]([12]\d|3[01]|0?[1-9])
        )(?:[/_.-]|$)",
    )
});
static URL_YEAR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"/t?((?:19|20)\d{2})(?:[-/]?(?:0[1-9]|1[0-2]))?[-/_]"));

#[allow(
    clippy::expect_used,
    reason = "the patterns are constants; a test compiles each"
)]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// The first full date in a text, with its byte range.
pub(crate) fn first_day(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
    let has_digits = text.bytes().any(|b| b.is_ascii_digit());
    if !has_digits && !text.contains('年') {
        return None;
    }
    let full = FULL.find_iter(text).find_map(|found| {
        let stands_alone = !digit_before(text, found.start()) && !digit_after(text, found.end());
        let date = stands_alone.then(|| full_day(found.as_str()))??;
        let unit = if text[found.end()..].starts_with('日') {
            '日'.len_utf8()
        } else {
            0
        };
        Some((date, found.start()..found.end() + unit))
    });
    if full.is_some() || !has_digits {
        return full;
    }
    let captures = COMPACT.captures(text)?;
    let range = captures.get(1)?.start()..captures.get(3)?.end();
    Some((day(&captures[1], &captures[2], &captures[3])?, range))
}

/// The day in a match of [`FULL`]; taken apart by hand, since capture groups cost several times as
/// much as the search.
fn full_day(found: &str) -> Option<Date> {
    if found.starts_with(|c: char| c.is_ascii_digit()) {
        let mut numbers = found
            .split(|c: char| !c.is_ascii_digit())
            .filter(|part| !part.is_empty());
        return day(numbers.next()?, numbers.next()?, numbers.next()?);
    }
    let mut parts = found.split(['年', '月', '日']).map(str::trim);
    chinese_day(parts.next()?, parts.next()?, parts.next()?)
}

/// The first full date in a text, with its words.
pub(crate) fn first_day_of(text: &str) -> Option<(Date, String)> {
    first_day(text).map(|(date, range)| (date, text[range].to_owned()))
}

/// Whether a text is a date and nothing else, brackets and a time apart.
pub(crate) fn is_date(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    match first_day(text) {
        Some((_, range)) => text.len() - range.len() <= BESIDE_DATE,
        None => MONTH_DAY.is_match(text) || SHORT_YEAR.is_match(text),
    }
}

/// Bytes that may stand beside a date that is alone in its place: brackets, a time, 发布日期：.
const BESIDE_DATE: usize = 18;

/// Number of full dates in a text, counted up to 2.
pub(crate) fn count_days(text: &str) -> usize {
    FULL.find_iter(text).take(2).count()
}

/// The date of a list row: `text` is what stands beside the link, link text removed.
pub(crate) fn row_date(text: &str) -> Option<(Found, String)> {
    // 今天是2026年11月20日 星期五: the page clock in the header is nobody's date.
    if !text.bytes().any(|b| b.is_ascii_digit()) || text.contains("星期") || text.contains("今天是")
    {
        return None;
    }
    // A date of its own beats one in a summary, and 发布日期 stands after 成文日期. 更新：… says when an
    // old item was touched last, 截止：… when it ends.
    let parts = text.split(['\n', '\t']).rev().map(str::trim);
    let is_other = |part: &&str| {
        ["更新", "截止", "截至", "结束"]
            .iter()
            .any(|w| part.contains(w))
    };
    let published = parts.clone().filter(|part| !is_other(part));
    let alone = |part: &str| {
        let (date, range) = first_day(part)?;
        (part.len() - range.len() <= BESIDE_DATE)
            .then(|| (Found::Day(date), part[range].to_owned()))
    };
    if let Some(found) = published.chain(parts).find_map(alone) {
        return Some(found);
    }
    if let Some((date, range)) = first_day(text) {
        return Some((Found::Day(date), text[range].to_owned()));
    }
    let whole = text.trim();
    if let Some(captures) = SPLIT.captures(whole) {
        let get = |name| captures.name(name).map(|m| m.as_str());
        let parts = ["y", "y2", "y3"]
            .into_iter()
            .zip(["m", "m2", "m3"])
            .zip(["d", "d2", "d3"]);
        for ((y, m), d) in parts {
            if let (Some(y), Some(m), Some(d)) = (get(y), get(m), get(d)) {
                return Some((Found::Day(day(y, m, d)?), whole.to_owned()));
            }
        }
    }
    text.split(['\n', '\t', ' '])
        .map(str::trim)
        .find_map(|part| {
            let part = part.trim_matches(|c| matches!(c, '·' | '|' | ':' | '：'));
            if let Some(c) = SHORT_YEAR.captures(part) {
                let year = format!("20{}", &c[1]);
                return Some((Found::Day(day(&year, &c[2], &c[3])?), part.to_owned()));
            }
            let c = MONTH_DAY.captures(part)?;
            let get = |i: usize| {
                c.get(i)
                    .or(c.get(i + 2))
                    .and_then(|m| m.as_str().parse::<i8>().ok())
            };
            let (month, day) = (get(1)?, get(2)?);
            let plausible = (1..=12).contains(&month) && (1..=31).contains(&day);
            plausible.then(|| (Found::MonthDay(month, day), part.to_owned()))
        })
}

/// The date that a URL carries, if it names a day.
pub(crate) fn url_day(url: &str) -> Option<Date> {
    let path = path_of(url);
    // `/202611/t20261108_1.html` must not stop at its folder, so every segment is tried.
    path.match_indices('/').find_map(|(at, _)| {
        let captures = URL_DAY.captures(&path[at..])?;
        let get = |i: usize| {
            captures
                .get(i)
                .or(captures.get(i + 3))
                .map_or("", |m| m.as_str())
        };
        day(get(1), get(2), get(3))
    })
}

/// The year that a URL carries.
pub(crate) fn url_year(url: &str) -> Option<i16> {
    if let Some(date) = url_day(url) {
        return Some(date.year());
    }
    URL_YEAR.captures(path_of(url))?[1].parse().ok()
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok()?;
    if year < FIRST_YEAR {
        return None;
    }
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

fn chinese_day(year: &str, month: &str, day: &str) -> Option<Date> {
    let digits: Option<String> = year
        .chars()
        .map(chinese_digit)
        .map(|d| d.map(|d| d.to_string()))
        .collect();
    let year: i16 = digits?.parse().ok()?;
    Date::new(year, chinese_number(month)?, chinese_number(day)?).ok()
}

fn chinese_digit(c: char) -> Option<i8> {
    if matches!(c, '〇' | '○' | '零' | 'O' | '0') {
        return Some(0);
    }
    "一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .map(|i| i as i8 + 1)
}

/// Numbers up to 99: 七, 十, 十一, 二十, 三十一.
fn chinese_number(text: &str) -> Option<i8> {
    match text.split_once('十') {
        None => chinese_digit(text.chars().next()?).filter(|_| text.chars().count() == 1),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() {
                1
            } else {
                chinese_digit(tens.chars().next()?)?
            };
            let ones = if ones.is_empty() {
                0
            } else {
                chinese_digit(ones.chars().next()?)?
            };
            Some(tens * 10 + ones)
        }
    }
}

fn digit_before(text: &str, at: usize) -> bool {
    text[..at].ends_with(|c: char| c.is_ascii_digit())
}

fn digit_after(text: &str, at: usize) -> bool {
    text[at..].starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_full_format_gives_its_day() {
        for text in [
            "2026-11-08",
            "[2026-11-08]",
            "2026/11/08 09:30:15",
            "2026.11.8",
            "（2026年11月8日）",
            "发布时间：2026-11-08 09:30",
            "2026 年 11 月 8 日",
            "20261108",
            "二〇二六年十一月八日",
        ] {
            assert_eq!(
                first_day(text).map(|d| d.0),
                Some(date(2026, 11, 8)),
                "{text}"
            );
        }
    }

    #[test]
    fn dates_split_over_nodes_and_without_year_are_read_in_rows_only() {
        let full = Found::Day(date(2026, 11, 8));
        for (text, expected) in [
            ("08\n2026-11", full.clone()),
            ("082026-11", full.clone()),
            ("11-08\n2026", full.clone()),
            ("2026\n11-08", full.clone()),
            ("26-11-08", full),
            ("[11-08]", Found::MonthDay(11, 8)),
            ("11月8日", Found::MonthDay(11, 8)),
            ("| 11/08", Found::MonthDay(11, 8)),
        ] {
            assert_eq!(row_date(text).map(|d| d.0), Some(expected), "{text:?}");
        }
        for text in [
            "第11-08号楼",
            "13-40",
            "1134",
            "共3条 1/1",
            "今天是2026年11月20日 星期五",
            "2026-13-40",
            "电话 0000-1234567",
        ] {
            assert_eq!(row_date(text), None, "{text}");
        }
    }

    #[test]
    fn urls_carry_days_and_years() {
        for url in [
            "http://a.gov.cn/x/202611/t20261108_1002.html",
            "http://a.gov.cn/art/2026/11/8/art_1_2.html",
            "http://a.gov.cn/20261108/1.html",
            "http://a.gov.cn/zhengce/content/2026-11/08/content_5.htm",
        ] {
            assert_eq!(url_day(url), Some(date(2026, 11, 8)), "{url}");
        }
        assert_eq!(url_day("http://a.gov.cn/info/1015/4213.htm"), None);
        assert_eq!(
            url_year("http://a.gov.cn/chnzj/c133076/202611/ab.shtml"),
            Some(2026)
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = (row_date(&text), first_day(&text), url_day(&text));
        }

        #[test]
        fn reading_what_was_written_gives_the_same_day(y in 1949i16..2100, m in 1i8..=12, d in 1i8..=28) {
            let written = date(y, m, d).to_string();
            prop_assert_eq!(first_day(&written).map(|f| f.0), Some(date(y, m, d)));
        }
    }
}
