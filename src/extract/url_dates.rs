//! Dates that addresses carry: the day or at least the year in which a page was made. Whether that is
//! when it was published is left to [`published`](super::published).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates::day;
use super::pattern::regex;

/// `t20220107_`, `/2022/1/7/`, `/2022-01/07/`, `/2022/0107/`, `/20220107/`, `_20220107_`, and ids of 14
/// to 20 digits that begin with a time (the central bank's `/2022010709301512345/`).
static URL_DAY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)^(?:
        (?:/[a-zA-Z]?|_)((?:19|20)[0-9]{2})[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12][0-9]|3[01])
            (?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][0-9]{0,6})?
        | /[a-zA-Z]?((?:19|20)[0-9]{2})[-/](1[0-2]|0?[1-9])[-/]([12][0-9]|3[01]|0?[1-9])
        )(?:[/_.-]|$)",
    )
});

/// `/2012-03-14-02-11-09/`: when Joomla made the column, not the article.
static CLOCK: LazyLock<Regex> = LazyLock::new(|| regex(r"^[0-9]{2}-[0-9]{2}-[0-9]{2}(?:[/_.-]|$)"));

static URL_MONTH: LazyLock<Regex> =
    LazyLock::new(|| regex(r"/t?((?:19|20)\d{2})[-/]?(1[0-2]|0[1-9])(?:[-/_])"));

/// The date that a URL carries, if it names a day.
pub(crate) fn url_day(url: &str) -> Option<Date> {
    url_day_of(url).map(|(date, _)| date)
}

/// The date that a URL carries, with the rest of the path from there on.
pub(super) fn url_day_of(url: &str) -> Option<(Date, &str)> {
    let path = path_of(url);
    // `/202611/t20261108_1.html` must not stop at its folder, so every segment is tried.
    path.match_indices(['/', '_']).find_map(|(at, _)| {
        let captures = URL_DAY.captures(&path[at..])?;
        if captures.get_match().as_str().ends_with('-')
            && CLOCK.is_match(&path[at + captures.get_match().len()..])
        {
            return None;
        }
        let get = |i: usize| {
            captures
                .get(i)
                .or(captures.get(i + 3))
                .map_or("", |m| m.as_str())
        };
        Some((day(get(1), get(2), get(3))?, &path[at..]))
    })
}

/// The date of a month and day that stand without a year: the one nearest to the day or month in the
/// item's URL, because what is dated 12-30 may be filed in January. A year alone may be that of a
/// topic's folder, and a day far from the filing is another day's.
pub(crate) fn with_year_of_url(month: i8, day: i8, url: &str) -> Option<Date> {
    nearest(month, day, url_day(url).or_else(|| url_month(url))?)
}

/// The date of a month and day nearest to the day on which the item was filed.
pub(crate) fn nearest(month: i8, day: i8, filed: Date) -> Option<Date> {
    let years = [filed.year() - 1, filed.year(), filed.year() + 1];
    let dates = years
        .into_iter()
        .filter_map(|year| Date::new(year, month, day).ok());
    let gap = |date: &Date| (*date - filed).get_days().abs();
    dates
        .min_by_key(gap)
        .filter(|date| gap(date) <= LONGEST_GAP)
}

/// Days between the day of a row and that in its URL.
const LONGEST_GAP: i32 = 120;

/// The middle of the month in a URL: `/202401/`, `/2024-01/`, `/2024/1/`.
fn url_month(url: &str) -> Option<Date> {
    let captures = URL_MONTH.captures(path_of(url))?;
    Date::new(captures[1].parse().ok()?, captures[2].parse().ok()?, 15).ok()
}

/// Whether a URL files the page under this day, or under its month where it names no day.
pub(super) fn is_filed_on(url: &str, date: Date) -> bool {
    match url_day(url) {
        Some(day) => day == date,
        None => url_month(url).is_some_and(|month| month.first_of_month() == date.first_of_month()),
    }
}

fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn urls_carry_days_and_years() {
        for url in [
            "http://a.gov.cn/x/202611/t20261108_1002.html",
            "http://a.gov.cn/art/2026/11/8/art_1_2.html",
            "http://a.gov.cn/20261108/1.html",
            "http://a.gov.cn/zhengce/content/2026-11/08/content_5.htm",
            "http://a.gov.cn/n1/2026/1108/c1-2.html",
            "http://a.gov.cn/113456/113469/2026110809301512345/index.html",
            "http://a.gov.cn/113456/20261108093015123456/index.html",
            "http://a.gov.cn/xwzx/art_20261108_12.html",
            "http://a.gov.cn/xwzx/zwgk_20261108.html",
        ] {
            assert_eq!(url_day(url), Some(date(2026, 11, 8)), "{url}");
        }
        let of_column = "http://a.gov.cn/index.php/2012-03-14-02-11-09/218-2013-12-06-07-50-12";
        assert_eq!(url_day(of_column), None);
        let path = "/2026-11/08/content_5.htm";
        let url = format!("http://a.gov.cn/zhengce{path}");
        assert_eq!(url_day_of(&url), Some((date(2026, 11, 8), path)));
    }

    #[test]
    fn days_without_a_year_are_those_nearest_to_the_filing() {
        for (url, month, day, expected) in [
            ("/202611/t20261108_1.html", 11, 8, Some(date(2026, 11, 8))),
            ("/t20231229_1.html", 1, 1, Some(date(2024, 1, 1))),
            ("/202401/1.html", 12, 29, Some(date(2023, 12, 29))),
            ("/c133076/202611/ab.shtml", 11, 2, Some(date(2026, 11, 2))),
            ("/202601/1.html", 7, 1, None),
            ("/zt2020/1.html", 7, 1, None),
            ("/2020/zt/1.html", 7, 1, None),
        ] {
            let url = format!("http://a.gov.cn{url}");
            assert_eq!(with_year_of_url(month, day, &url), expected, "{url}");
        }
    }

    #[test]
    fn numbers_that_are_no_days_are_none() {
        for url in [
            "http://a.gov.cn/info/1015/4213.htm",
            "http://a.gov.cn/art_20261308_1.html",
            "http://a.gov.cn/202611089999/1.html",
            "http://a.gov.cn/2026110825301512345/1.html",
            "http://20261108.gov.cn/1.html",
            "http://a.gov.cn/content_120261108.html",
        ] {
            assert_eq!(url_day(url), None, "{url}");
        }
    }

    proptest! {
        #[test]
        fn no_address_panics(url in "\\PC{0,60}|/[0-9/_-]{0,30}") {
            let _ = (url_day(&url), with_year_of_url(2, 29, &url));
        }
    }
}
