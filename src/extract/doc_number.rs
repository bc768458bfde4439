//! Document numbers (发文字号) by the grammar of FIELD §6.6: found in text, normalised to a key.
//!
//! The key drops brackets, spaces, 第 and leading zeros, so that every bracket variant of one
//! number has the same key. Numbers with a lost bracket or a lost year give no key: a wrong match
//! would accuse the wrong document.

use std::sync::LazyLock;

use regex::Regex;

/// Issuer abbreviation, year in any bracket, sequence number.
#[allow(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test"
)]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?P<abbr>\p{Han}{2,16})
        \s*[〔\[［﹝【（(〖〈{]\s*(?P<year>(?:19|20)\d{2})\s*年?\s*[〕\]］﹞】）)〗〉}]\s*
        第?\s*(?P<n>\d{1,5})\s*号",
    )
    .expect("a constant pattern")
});

/// Orders: 国务院令第711号, 省政府令 第4号, 渝府令第 121 号.
#[allow(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test"
)]
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<abbr>\p{Han}{1,20}令)\s*第?\s*(?P<n>\d{1,5})\s*号")
        .expect("a constant pattern")
});

/// Announcements: 财政部公告2026年第11号, 县政府通告 2025年第3号.
#[allow(
    clippy::expect_used,
    reason = "a constant pattern, compiled by every test"
)]
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<abbr>\p{Han}{2,20}(?:公告|通告))\s*[（(〔\[]?\s*(?P<year>(?:19|20)\d{2})\s*年\s*第?\s*(?P<n>\d{1,4})\s*号")
        .expect("a constant pattern")
});

/// What may stand before an abbreviation without being part of it.
const LEADING: [&str; 34] = [
    "请问",
    "咨询",
    "询问",
    "有关",
    "已被",
    "已经",
    "关于",
    "印发",
    "转发",
    "依照",
    "被",
    "因",
    "对",
    "根据",
    "按照",
    "依据",
    "执行",
    "废止",
    "修改",
    "原",
    "即",
    "和",
    "及",
    "与",
    "以",
    "的",
    "经",
    "由",
    "文号",
    "号",
    "发文字号",
    "通知",
    "意见",
    "办法",
];

/// A number found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DocNumber {
    /// As written.
    pub(crate) text: String,
    /// Normalised: `abbr|year|n`, `abbr令||n`, `abbr公告|year|n`.
    pub(crate) key: String,
    /// Byte range in the text it was found in.
    pub(crate) range: std::ops::Range<usize>,
}

/// All numbers in a text, in order.
pub(crate) fn find_all(text: &str) -> Vec<DocNumber> {
    if !text.contains('号') {
        return Vec::new();
    }
    let mut out: Vec<DocNumber> = Vec::new();
    for pattern in [&*NUMBER, &*NOTICE, &*ORDER] {
        for captures in pattern.captures_iter(text) {
            let whole = captures.get_match().range();
            if out
                .iter()
                .any(|d| d.range.start < whole.end && whole.start < d.range.end)
            {
                continue;
            }
            let raw = &captures["abbr"];
            let abbr = strip_leading(without_unit_of_date(&text[..whole.start], raw));
            let year = captures.name("year").map_or("", |y| y.as_str());
            let Ok(n) = captures["n"].parse::<u32>() else {
                continue;
            };
            if abbr.chars().count() < 2 || n == 0 {
                continue;
            }
            let start = whole.start + raw.len() - abbr.len();
            out.push(DocNumber {
                text: text[start..whole.end].to_owned(),
                key: format!("{abbr}|{year}|{n}"),
                range: start..whole.end,
            });
        }
    }
    out.sort_by_key(|d| d.range.start);
    out
}

/// The first number in a text.
pub(crate) fn find(text: &str) -> Option<DocNumber> {
    find_all(text).into_iter().next()
}

/// `2025年3月20日云政发〔2025〕3号`: the 日 belongs to the date before; 日政发 alone is an issuer.
fn without_unit_of_date<'a>(before: &str, abbr: &'a str) -> &'a str {
    if !before.ends_with(|c: char| c.is_ascii_digit()) {
        return abbr;
    }
    abbr.strip_prefix(['日', '月', '年']).unwrap_or(abbr)
}

fn strip_leading(abbr: &str) -> &str {
    let mut abbr = abbr;
    while let Some(rest) = LEADING.iter().find_map(|word| abbr.strip_prefix(word)) {
        if rest.chars().count() < 2 {
            break;
        }
        abbr = rest;
    }
    abbr
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys(text: &str) -> Vec<String> {
        find_all(text).into_iter().map(|d| d.key).collect()
    }

    #[test]
    fn every_form_of_the_grammar_has_a_key() {
        for (text, key) in [
            ("云政办发〔2026〕3号", "云政办发|2026|3"),
            ("根据国办秘函[2019]19号文件", "国办秘函|2019|19"),
            ("云政发（2019） 第 056 号", "云政发|2019|56"),
            ("国务院令第711号", "国务院令||711"),
            ("渝府令第 121 号", "渝府令||121"),
            ("省政府令242号", "省政府令||242"),
            ("商务部公告2026年第11号", "商务部公告|2026|11"),
            // A padded label without a colon: its last character is glued to the number.
            ("文 号云政发〔2017〕5号", "云政发|2017|5"),
        ] {
            assert_eq!(keys(text), [key], "{text}");
        }
    }

    #[test]
    fn words_and_dates_before_a_number_are_not_its_issuer() {
        for (text, key) in [
            ("2025年3月20日云政发〔2025〕3号废止", "云政发|2025|3"),
            ("日政发〔2025〕3号", "日政发|2025|3"),
            ("关于江环发〔2012〕40号文执行口径", "江环发|2012|40"),
            ("已被云政规〔2026〕9号替代", "云政规|2026|9"),
            ("请问云政发〔2017〕9号文件还有效吗", "云政发|2017|9"),
        ] {
            assert_eq!(keys(text), [key], "{text}");
        }
    }

    #[test]
    fn damaged_numbers_and_placeholders_give_nothing() {
        for text in [
            "〔201963号",
            "云政发〔202130",
            "无[]号",
            "国办发〔〕57号",
            "电话2019号",
        ] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn the_written_form_keeps_its_brackets_and_loses_what_stands_before() {
        let found = find("现将《通知》（云政发【2018】7号）废止").unwrap();
        assert_eq!(found.text, "云政发【2018】7号");
    }

    proptest! {
        #[test]
        fn the_key_does_not_depend_on_brackets_or_blanks(
            year in 1990u16..2030, n in 1u32..999, pair in 0usize..6, gap in "[ \u{3000}]{0,2}",
        ) {
            let (open, close) = [("〔", "〕"), ("[", "]"), ("（", "）"), ("【", "】"), ("﹝", "﹞"), ("［", "］")][pair];
            let text = format!("云政规{gap}{open}{year}{close}{gap}{n}{gap}号");
            prop_assert_eq!(keys(&text), [format!("云政规|{year}|{n}")]);
        }
    }
}
