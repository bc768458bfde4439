//! Document numbers (发文字号) by the grammar of FIELD §6.6: found in text, normalised to a key.
//!
//! The key drops brackets, spaces, 第 and leading zeros, so that every bracket variant of one
//! number has the same key. Numbers with a lost bracket, a lost year or no issuer give no key: a wrong
//! match would accuse the wrong document.

use std::sync::LazyLock;

use regex::Regex;

use super::dates::ascii_digits;
use super::pattern::regex;
use super::white_space::fold;

/// Issuer abbreviation, year in any bracket, sequence number: 云政发〔2026〕3号, and of an order
/// 建设部〔2007〕第162号令.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)
        (?P<abbr>\p{Han}{2,16})
        \s*[〔\[［﹝【（(〖〈{「]\s*(?P<year>(?:19|20|１９|２０)\d{2})\s*年?\s*[〕\]］﹞】）)〗〉}」]\s*
        第?\s*(?P<n>\d{1,5})\s*号(?P<order>令)?",
    )
});

/// Orders: 国务院令第711号, 省政府令 第4号, 渝府令第 121 号.
static ORDER: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?P<abbr>\p{Han}{1,20}令)\s*第?\s*(?P<n>\d{1,5})\s*号"));

/// Orders named after their number: 云岭市人民政府第11号令, 国家发展改革委2019年第3号令.
static NAMED_ORDER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<abbr>\p{Han}{1,18}(?:政府|委员会|委|部|局|厅|署|院|行|会))\s*(?:(?P<year>(?:19|20)\d{2})\s*年)?\s*第\s*(?P<n>\d{1,4})\s*号(?P<order>令)",
    )
});

/// Announcements, and orders with a year: 财政部公告2026年第11号, 县政府通告（2025年 第3号）. Before 公告 stands
/// an organ: 成品油价格调整公告（2026年第16号） is a title.
static NOTICE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<abbr>\p{Han}{1,19}(?:[府部局厅委会院署办室行所队团站处]|海关|中心)(?:公告|通告)|\p{Han}{1,20}令)\s*[（(〔\[]?\s*(?P<year>(?:19|20)\d{2})\s*年\s*第?\s*(?P<n>\d{1,4})\s*号",
    )
});

/// What may stand before an abbreviation without being part of it.
const LEADING: [&str; 33] = [
    "本文件",
    "该文件",
    "此文件",
    "本办法",
    "本通知",
    "本规定",
    "已由",
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
    "参照",
    "遵照",
    "贯彻",
    "落实",
    "根据",
    "按照",
    "依据",
    "执行",
    "废止",
    "修改",
    "文号",
    "发文字号",
    "通知",
    "意见",
    "办法",
    "现将",
];

/// The same in one character, which may also begin the name of a place: 和县, 即墨, 原州.
const LEADING_CHARACTERS: [char; 15] = [
    '被', '因', '对', '原', '即', '和', '及', '与', '以', '的', '经', '由', '号', '将', '按',
];

/// With these an abbreviation does not begin: 原政发 is 原州, 原云政发 a former number of 云.
const ORGANS: [char; 12] = [
    '政', '府', '委', '党', '办', '人', '管', '发', '开', '信', '县', '市',
];

/// Abbreviations that name no issuer.
const NO_ISSUER: [&str; 4] = ["公告", "通告", "令", "通知"];

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
    let patterns = [&*NUMBER, &*NOTICE, &*NAMED_ORDER, &*ORDER];
    // Orders and announcements are rare, and every line is asked.
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let is_asked = [
        true,
        has(&["公告", "通告", "令"]),
        has(&["号令"]),
        has(&["令"]),
    ];
    let asked = patterns.iter().zip(is_asked).filter(|(_, asked)| *asked);
    for (pattern, _) in asked {
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
            let Some(n) = number(&captures["n"]) else {
                continue;
            };
            if abbr.chars().count() < 2 || n == 0 || NO_ISSUER.contains(&abbr) {
                continue;
            }
            let start = whole.start + raw.len() - abbr.len();
            let is_order = captures.name("order").is_some();
            out.push(DocNumber {
                text: text[start..whole.end].to_owned(),
                key: key(abbr, number(year), n, is_order),
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

/// Words that no abbreviation holds: what stands before them is not the issuer (云岭市关于贯彻落实国发…).
const INSIDE: [&str; 7] = ["关于", "贯彻", "印发", "转发", "根据", "按照", "被"];

fn strip_leading(abbr: &str) -> &str {
    let after = INSIDE
        .iter()
        .filter_map(|word| Some(abbr.rfind(word)? + word.len()))
        .max();
    let rest = after.map_or("", |after| &abbr[after..]);
    let mut abbr = if rest.chars().count() >= 2 {
        rest
    } else {
        abbr
    };
    while let Some(rest) = without_leading(abbr) {
        if rest.chars().count() < 2 {
            break;
        }
        abbr = rest;
    }
    abbr
}

fn without_leading(abbr: &str) -> Option<&str> {
    let word = LEADING.iter().find_map(|word| abbr.strip_prefix(word));
    word.or_else(|| {
        let rest = abbr.strip_prefix(LEADING_CHARACTERS)?;
        (!rest.starts_with(ORGANS)).then_some(rest)
    })
}

fn number(digits: &str) -> Option<u32> {
    ascii_digits(digits).parse().ok()
}

/// Orders are counted without years, and governments are named with or without 人民.
fn key(abbr: &str, year: Option<u32>, n: u32, is_order: bool) -> String {
    let year = year.map(|year| year.to_string()).unwrap_or_default();
    if !is_order && !abbr.ends_with('令') {
        return format!("{abbr}|{year}|{n}");
    }
    let body = abbr.trim_end_matches('令');
    let body = match body.strip_prefix("中华人民共和国") {
        Some(rest) if rest.chars().count() >= 2 => rest,
        _ => body,
    };
    let body = match body {
        "国" => "国务院".to_owned(),
        body => body.replace("人民政府", "政府"),
    };
    // 建设部〔2007〕第162号令 is 建设部令第162号; ministries that count by year write the year with 年.
    let year = if is_order { String::new() } else { year };
    format!("{body}令|{year}|{n}")
}

/// Longest number in characters.
const LONGEST: usize = 40;

static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?x)^(?:
        \p{Han}{2,16}\s*[〔\[［﹝【（(〖〈{]\s*\d{2,6}.{0,12}
        | (?:\p{Han}{2,20}\s*)?[（(〔]?\s*(?:\d{4}\s*年)?\s*第\s*\d{1,5}\s*号(?:令|公告|通告)?\s*[）)〕]?
        | \p{Han}{2,16}\s*\d{4}\s*年?\s*第?\s*\d{1,5}\s*号
        | \p{Han}{2,16}\s*\d{4}\s*[.·]\s*\d{1,5}号?
        | [〔\[［【（(]\s*\d{4}\s*[〕\]］】）)]\s*第?\s*\d{1,5}\s*号
        )$",
    )
});

/// A stated number outside the grammar, as written: damaged (云政发〔202130号) or without issuer
/// (2018年第12号, 第11号令, 〔2022〕64号), or with a point for brackets (岚农发2018.186). Placeholders (无[]号) and titles are none.
pub(super) fn as_written(value: &str) -> Option<String> {
    let value = fold(value);
    let is_text = ["关于", "通知", "无", "，", "。", "；"]
        .iter()
        .any(|word| value.contains(word));
    let fits = value.chars().count() <= LONGEST && !is_text && WRITTEN.is_match(&value);
    fits.then_some(value)
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
            ("吉政明电〔2022〕1号", "吉政明电|2022|1"),
            ("财政部公告〔2018〕第12号", "财政部公告|2018|12"),
            ("云岭海关公告2023年第12号", "云岭海关公告|2023|12"),
            (
                "国家卫生健康委员会公告（2018年 第12号）",
                "国家卫生健康委员会公告|2018|12",
            ),
            ("国令第707号", "国务院令||707"),
            ("中华人民共和国国务院令 第707号", "国务院令||707"),
            ("云岭省人民政府令第18号", "云岭省政府令||18"),
            ("云岭省政府令第18号", "云岭省政府令||18"),
            ("云岭市人民政府第11号令", "云岭市政府令||11"),
            ("建设部〔2007〕第162号令", "建设部令||162"),
            ("建设部令第162号", "建设部令||162"),
            (
                "国家发展和改革委员会令2019年第29号",
                "国家发展和改革委员会令|2019|29",
            ),
            ("国发〔2007〕24号文件", "国发|2007|24"),
            ("国发〔２０１８〕４号", "国发|2018|4"),
            ("云府办「2019」7号", "云府办|2019|7"),
            ("深龙华府办规〔2021〕9号", "深龙华府办规|2021|9"),
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
            ("原云政发〔2010〕3号同时废止", "云政发|2010|3"),
            ("本文件已被云政发〔2023〕8号文件废止", "云政发|2023|8"),
            ("云岭市关于贯彻落实国发〔2021〕4号文件的方案", "国发|2021|4"),
            ("市政府办公室印发云政办发〔2021〕4号文件", "云政办发|2021|4"),
            // 原州, 和县, 即墨 and the development zones begin like other words.
            ("原政发〔2018〕3号", "原政发|2018|3"),
            ("和政发〔2020〕3号", "和政发|2020|3"),
            ("即政办发〔2018〕3号", "即政办发|2018|3"),
            ("经开管发〔2020〕3号", "经开管发|2020|3"),
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
            "公告〔2018〕第12号",
            "（2018年 第12号）",
            "第11号令",
            "牟政办发〔201746",
            "云岭省成品油价格调整公告（2026年第16号）",
        ] {
            assert_eq!(keys(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn what_a_label_states_is_shown_as_written() {
        for value in [
            "云政发〔202130号",
            "牟政办发〔201746",
            "云政发〔98〕24号",
            "（2018年 第12号）",
            "第11号令",
            "2018年第12号",
            "公告〔2018〕第12号",
            "〔2022〕64号",
            "云农发2018.186",
        ] {
            assert_eq!(as_written(value).as_deref(), Some(value));
        }
        for value in [
            "无[]号",
            "国办发〔〕57号",
            "无",
            "国药准字H2026号",
            "关于2号地块规划的通知",
            "县政府办",
            "3号",
            "〔2022〕",
            "成文日期2022-11",
        ] {
            assert_eq!(as_written(value), None, "{value}");
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
