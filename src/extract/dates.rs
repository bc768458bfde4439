//! Dates as they stand on pages: every format of FIELD §11.2 that gives a day.
//!
//! Finding a date in a text says nothing about what the date means; callers know the label or the
//! place. No year and no day is ever invented here: `11-18` is a [`Found::MonthDay`], `2026年11月` a
//! [`Found::Month`]. Dates in addresses are left to [`url_dates`](super::url_dates).

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::rfc2822;
use jiff::tz::Offset;
use regex::Regex;

use super::pattern::regex;

pub(crate) use super::url_dates::{nearest, url_day, with_year_of_url};

/// No document on these sites is older.
const FIRST_YEAR: i16 = 1949;

/// Nothing before this year was published on a site: the web of Chinese governments is younger.
const FIRST_YEAR_ONLINE: i16 = 1990;

/// Pages are written and read in China.
const CHINA: Offset = Offset::constant(8);

/// A date found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A full date.
    Day(Date),
    /// Month and day, no year.
    MonthDay(i8, i8),
    /// Year and month, no day.
    Month(i16, i8),
}

/// `2026-11-18`, `2026/11/18`, `2026.11.18`, `2026年11月18日`, blanks allowed around separators;
/// a time may follow. Also `20261118` as a whole number and `26-11-18` between non-digits.
static FULL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)
        (?:19|20)[0-9]{2} \s*(?:-|/|\.|年|－|—|．|／)\s* [0-9]{1,2} \s*(?:-|/|\.|月|－|—|．|／)\s* [0-9]{1,2}
        | [１２][０-９]{3}\s*年\s*[０-９]{1,2}\s*月\s*[０-９]{1,2}
        | [二一][〇○零O0Ｏo０◯九一二三四五六七八]{3}\s*年\s*[元一二三四五六七八九十]{1,2}\s*月\s*[一二三四五六七八九十]{1,3}\s*日
        ",
    )
});
/// Year and day in separate nodes: `18` above `2026-11`, `11-18` above `2026`, or each number in a
/// node of its own; a time may stand below.
static SPLIT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)^\W*(?:
        (?P<d>\d{1,2})\s*日?\s*(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*月?
        | (?P<m2>\d{1,2})\s*[-/.月]\s*(?P<d2>\d{1,2})\s*日?\s*(?P<y2>(?:19|20)\d{2})年?
        | (?P<y3>(?:19|20)\d{2})\s*[-/.年]?\s*(?P<m3>\d{1,2})\s*[-/.月\s]\s*(?P<d3>\d{1,2})\s*日?
        )(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\W*$",
    )
});
static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:^|[^\d])((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[^\d]|$)")
});
static SHORT_YEAR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^[\[【(（]?\s*(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})\s*[\]】)）]?$"));
/// Month and day: two digits each, since `1/10` is a pager, or with 月.
static MONTH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\[【(（]?\s*(?:(\d{2})\s*[-/.]\s*(\d{2})|(\d{1,2})\s*月\s*(\d{1,2})\s*日?)\s*[\]】)）]?$",
    )
});
/// Year and month of a row, alone in its place; `2026-11` would be the number of an issue as well.
static MONTH: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^[\[【(（]?\s*((?:19|20)[0-9]{2})\s*年\s*(1[0-2]|0?[1-9])\s*月\s*[\]】)）]?$")
});

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
    if found.starts_with(['１', '２']) {
        let mut numbers = parts.map(ascii_digits);
        return day(&numbers.next()?, &numbers.next()?, &numbers.next()?);
    }
    chinese_day(parts.next()?, parts.next()?, parts.next()?)
}

/// Full-width digits as those of ASCII.
pub(super) fn ascii_digits(text: &str) -> String {
    let ascii = text.chars().map(|c| match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        c => c,
    });
    ascii.collect()
}

/// The first full date in a text, with its words.
pub(crate) fn first_day_of(text: &str) -> Option<(Date, String)> {
    first_day(text).map(|(date, range)| (date, text[range].to_owned()))
}

/// Day of publication in a value that states one and nothing else: a tag, the value of a label, a
/// field of JSON. Dates that cannot be one on a page fetched on `fetched_on` are none.
pub(crate) fn stated_day(value: &str, fetched_on: Date) -> Option<(Date, String)> {
    let value = value.trim();
    let found = match epoch_day(value).or_else(|| utc_day(value)) {
        Some(date) => Some((date, value.to_owned())),
        None => first_day_of(value).or_else(|| Some((short_year(value)?, value.to_owned()))),
    };
    found.filter(|(date, _)| may_be_published(*date, fetched_on))
}

/// Whether a page fetched on a day may have been published on this one: time zones and clocks differ
/// by a day, what lies beyond that is a slip or a forgery.
pub(crate) fn may_be_published(date: Date, fetched_on: Date) -> bool {
    date.year() >= FIRST_YEAR_ONLINE && fetched_on.tomorrow().is_ok_and(|limit| date <= limit)
}

/// Day in China of seconds (ten digits) or milliseconds (thirteen) since 1970, as JSON has them.
pub(crate) fn epoch_day(value: &str) -> Option<Date> {
    if !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = value.parse().ok()?;
    let time = match value.len() {
        9 | 10 => Timestamp::from_second(number),
        12 | 13 => Timestamp::from_millisecond(number),
        _ => return None,
    };
    let date = CHINA.to_datetime(time.ok()?).date();
    (date.year() >= FIRST_YEAR_ONLINE).then_some(date)
}

/// `2026-11-08T16:30:00Z`: the evening in Greenwich is the next day in China.
fn utc_day(value: &str) -> Option<Date> {
    let is_utc = value.len() > 16 && value.ends_with(['Z', 'z']);
    let time: Timestamp = is_utc.then(|| value.parse().ok())??;
    Some(CHINA.to_datetime(time).date())
}

/// Day in China of a header such as Last-Modified.
pub(crate) fn header_day(value: &str) -> Option<Date> {
    let time = rfc2822::parse(value.trim()).ok()?.timestamp();
    Some(CHINA.to_datetime(time).date())
}

/// `26-11-08`, the whole text.
fn short_year(text: &str) -> Option<Date> {
    let parts = SHORT_YEAR.captures(text)?;
    let century = if &parts[1] >= "90" { "19" } else { "20" };
    day(&format!("{century}{}", &parts[1]), &parts[2], &parts[3])
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
    // What ends or begins on a day is no publication, and a sentence tells of other days.
    let parts: Vec<&str> = text
        .split(['\n', '\t'])
        .map(|part| before_deadline(part.trim()))
        .filter(|part| !is_deadline(part) && !is_sentence(part))
        .collect();
    let from_end = || parts.iter().rev().copied();
    let at_end = |part: &str| {
        // 发布时间：… 更新时间：… may stand on one line.
        let (from, found) = match part.find("发布") {
            Some(at) => (at, first_day(&part[at..])?),
            None if part.contains("更新") => (0, first_day(part)?),
            None => (0, last_day(part)?),
        };
        let (date, range) = found;
        let text = &part[from + range.start..from + range.end];
        Some((Found::Day(date), text.to_owned()))
    };
    let alone = |part: &str| {
        let (date, range) = first_day(part)?;
        (part.len() - range.len() <= BESIDE_DATE)
            .then(|| (Found::Day(date), part[range].to_owned()))
    };
    // 发布日期 stands after 成文日期, and 更新：… says when an old item was touched last.
    let updated = |part: &&str| part.contains("更新");
    let published = from_end().filter(|part| !updated(part));
    if let Some(found) = published.chain(from_end()).find_map(alone) {
        return Some(found);
    }
    let whole = parts.join("\n");
    if let Some(found) = split_day(&whole) {
        return Some(found);
    }
    if let Some(found) = from_end().find_map(at_end) {
        return Some(found);
    }
    short_date(&whole)
}

/// Words beside a day on which something ends, begins or takes place.
const DEADLINES: [&str; 19] = [
    "开课",
    "开班",
    "上课",
    "演出",
    "展览",
    "截止",
    "截至",
    "结束",
    "有效期",
    "开标",
    "考试",
    "报名",
    "施行",
    "实施",
    "开庭",
    "活动时间",
    "生效",
    "失效",
    "到期",
];

/// 发布时间：… 有效期至：… on one line: what stands before the deadline.
fn before_deadline(part: &str) -> &str {
    let first = DEADLINES.iter().filter_map(|word| part.find(word)).min();
    match first {
        Some(at) if part[..at].contains("发布") => part[..at].trim_end(),
        _ => part,
    }
}

fn is_deadline(part: &str) -> bool {
    DEADLINES.iter().any(|word| part.contains(word))
}

/// Longest part that is no sentence although it has a comma, in bytes.
const LONGEST_LINE: usize = 90;

/// A summary: 现就有关事项通知如下。, or long and with commas.
fn is_sentence(part: &str) -> bool {
    part.contains(['。', '；']) || (part.len() > LONGEST_LINE && part.contains(['，', ',']))
}

/// The last full date in a text, with its byte range.
fn last_day(text: &str) -> Option<(Date, std::ops::Range<usize>)> {
    let mut last = first_day(text)?;
    for _ in 0..MAX_DAYS {
        let from = last.1.end;
        let Some((date, range)) = first_day(&text[from..]) else {
            break;
        };
        // 2024-04-18至2024-05-01: what lasts began on its first day.
        if text[from..from + range.start]
            .trim()
            .starts_with(['至', '~', '～', '—', '-'])
        {
            break;
        }
        last = (date, from + range.start..from + range.end);
    }
    Some(last)
}

/// Dates of one line that are looked at for the last.
const MAX_DAYS: usize = 4;

/// Day and month in nodes of their own: `18` above `2026-11`.
fn split_day(text: &str) -> Option<(Found, String)> {
    let whole = text.trim();
    let captures = SPLIT.captures(whole)?;
    let get = |name| captures.name(name).map(|m| m.as_str());
    let names = [("y", "m", "d"), ("y2", "m2", "d2"), ("y3", "m3", "d3")];
    names.into_iter().find_map(|(y, m, d)| {
        let date = day(get(y)?, get(m)?, get(d)?)?;
        Some((Found::Day(date), whole.to_owned()))
    })
}

/// A date with two digits for the year or none, or a month.
fn short_date(text: &str) -> Option<(Found, String)> {
    let parts = text.split(['\n', '\t', ' ']).map(str::trim);
    let short = |part: &str| {
        let part = part.trim_matches(|c| matches!(c, '·' | '|' | ':' | '：'));
        if let Some(day) = short_year(part) {
            return Some((Found::Day(day), part.to_owned()));
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
    };
    let months = || text.split(['\n', '\t']).map(str::trim).find_map(month);
    parts.into_iter().find_map(short).or_else(months)
}

fn month(part: &str) -> Option<(Found, String)> {
    if part.len() > BESIDE_DATE || !part.contains('月') {
        return None;
    }
    let parts = MONTH.captures(part)?;
    let (year, month) = (parts[1].parse().ok()?, parts[2].parse().ok()?);
    Some((Found::Month(year, month), part.to_owned()))
}

pub(super) fn day(year: &str, month: &str, day: &str) -> Option<Date> {
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
    if "〇○零OＯo0０◯".contains(c) {
        return Some(0);
    }
    let c = if c == '元' { '一' } else { c };
    "一二三四五六七八九"
        .chars()
        .position(|d| d == c)
        .map(|i| i as i8 + 1)
}

/// Numbers up to 99: 七, 十, 十一, 二十, 三十一.
pub(super) fn chinese_number(text: &str) -> Option<i8> {
    let digit = |text: &str, of_nothing: i8| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(of_nothing),
            (Some(c), None) => chinese_digit(c),
            _ => None,
        }
    };
    match text.split_once('十') {
        None => digit(text, 0),
        Some((tens, ones)) => Some(digit(tens, 1)? * 10 + digit(ones, 0)?),
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
            "二O二六年十一月八日",
            "二Ｏ二六年 十一月 八日",
            "2026．11．08",
            "２０２６年１１月８日",
            "2026-11-08-09:30:15",
            "2026年11月8日9时30分",
            "2026.11.08 09:24:36 GMT+08:00",
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
            ("2026 11 08", full.clone()),
            ("2026\n11\n08", full.clone()),
            ("2026\n11-08\n09:30", full.clone()),
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
    fn a_month_is_a_month_and_never_a_day() {
        for text in ["2026年11月", "[2026年11月]", "· \n2026 年 11 月"] {
            assert_eq!(
                row_date(text).map(|d| d.0),
                Some(Found::Month(2026, 11)),
                "{text:?}"
            );
            assert_eq!(stated_day(text, date(2026, 11, 22)), None, "{text:?}");
        }
        for text in ["2026-11", "2026年11月刊", "2026年13月", "截至2026年11月"] {
            assert_eq!(row_date(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_may_count_seconds_or_milliseconds_or_be_in_greenwich() {
        for value in [
            "1794096000",
            "1794096000000",
            "2026-11-07T16:00:00Z",
            "2026-11-08-09:30:15",
            "26-11-08",
            "2026.11.08 09:24:36 GMT+08:00",
            "2026年11月8日9时5分",
        ] {
            let found = stated_day(value, date(2026, 11, 22)).map(|d| d.0);
            assert_eq!(found, Some(date(2026, 11, 8)), "{value}");
        }
        for value in ["179409600", "12345", "17940960000", "99-11-08x"] {
            assert_eq!(stated_day(value, date(2026, 11, 22)), None, "{value}");
        }
        let in_the_nineties = stated_day("98-05-12", date(2026, 11, 22)).map(|d| d.0);
        assert_eq!(in_the_nineties, Some(date(1998, 5, 12)));
    }

    #[test]
    fn headers_are_in_greenwich() {
        let day = header_day("Sat, 07 Nov 2026 16:00:00 GMT");
        assert_eq!(day, Some(date(2026, 11, 8)));
        assert_eq!(header_day("0"), None);
        assert_eq!(header_day("2026-11-08"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}") {
            let _ = (row_date(&text), first_day(&text), header_day(&text));
        }

        #[test]
        fn nothing_is_published_after_the_limit_or_before_the_web(
            text in "[ \n:/年月日.0-9-]{0,24}|[12][0-9]{3}[-/.年][01]?[0-9][-/.月][0-3]?[0-9]|[0-9]{9,13}",
        ) {
            let fetched_on = date(2016, 2, 28);
            if let Some((day, _)) = stated_day(&text, fetched_on) {
                prop_assert!((date(1990, 1, 1)..=date(2016, 2, 29)).contains(&day));
                let again = stated_day(&day.to_string(), fetched_on);
                prop_assert_eq!(again.map(|d| d.0), Some(day));
            }
        }

        #[test]
        fn reading_what_was_written_gives_the_same_day(y in 1949i16..2100, m in 1i8..=12, d in 1i8..=28) {
            let written = date(y, m, d).to_string();
            prop_assert_eq!(first_day(&written).map(|f| f.0), Some(date(y, m, d)));
        }
    }
}
