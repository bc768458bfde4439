//! What a repeal is about: the documents that a text names by title, number or both.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates;
use super::doc_number;
use super::pattern::regex;
use super::quotes::quoted;
use super::white_space::{clip, fold, squeeze};
use crate::facts::{RepealExtent, RepealMention, RepealSource, RepealTarget};

/// Articles or annexes only.
pub(super) static PARTIAL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"第[一二三四五六七八九十百零〇\d]+(?:条|款|项|章|节|部分)|附件[一二三四五六七八九十\d]|所附|部分(?:条款|内容|规定)|中(?:的|有关|关于)|有关规定|相关规定",
    )
});

static QUOTED_DATE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\p{Han}{0,20}?(?:印发|发布|公布|下发|制定|出台)")
});

/// Longest excerpt in characters.
const EXCERPT: usize = 200;

/// Targets in a text with the byte position after each: titles in 《》 with the number that
/// follows, or numbers alone.
pub(super) fn targets_in(text: &str) -> Vec<(RepealTarget, usize)> {
    let titles = quoted(text);
    let numbers = doc_number::find_all(text);
    let mut used = vec![false; numbers.len()];
    let mut out = Vec::new();
    for (i, (range, title)) in titles.iter().enumerate() {
        let next = titles.get(i + 1).map_or(text.len(), |(r, _)| r.start);
        let number = numbers
            .iter()
            .position(|n| n.range.start >= range.end && n.range.start < next)
            .filter(|&n| {
                let between = &text[range.end..numbers[n].range.start];
                between.chars().count() <= 3 && !is_basis(between)
            });
        if let Some(n) = number {
            used[n] = true;
        }
        if is_basis(&text[..range.start]) {
            continue;
        }
        let mut end = range.end;
        if let Some(n) = number {
            end = text[numbers[n].range.end..].find(['）', ')', '】']).map_or(
                numbers[n].range.end,
                |at| {
                    if at <= 12 {
                        numbers[n].range.end + at
                    } else {
                        numbers[n].range.end
                    }
                },
            );
        }
        let before = &text[..range.start];
        let issued = QUOTED_DATE
            .find_iter(before)
            .last()
            .filter(|m| before[m.end()..].chars().count() <= 3)
            .and_then(|m| dates::first_day(m.as_str()))
            .map(|(date, _)| date);
        let target = RepealTarget {
            doc_number: number.map(|n| numbers[n].text.clone()),
            doc_key: number.map(|n| numbers[n].key.clone()),
            title: Some(title.clone()),
            issued,
        };
        out.push((target, end));
    }
    for (number, used) in numbers.iter().zip(used) {
        let inside = titles.iter().any(|(r, _)| r.contains(&number.range.start));
        if !used && !inside && !is_basis(&text[..number.range.start]) {
            let target = RepealTarget {
                doc_number: Some(number.text.clone()),
                doc_key: Some(number.key.clone()),
                ..RepealTarget::default()
            };
            out.push((target, number.range.end));
        }
    }
    out
}

/// 根据《…》 cites what a repeal rests on, 已被《…》 by what a document goes: neither is what is repealed.
pub(super) fn is_basis(before: &str) -> bool {
    const BASIS: [&str; 11] = [
        "根据",
        "依据",
        "按照",
        "依照",
        "遵照",
        "贯彻落实",
        "被",
        "由",
        "经",
        "因",
        "随",
    ];
    BASIS.iter().any(|word| before.trim_end().ends_with(word))
}

pub(super) fn after_title(text: &str) -> String {
    text.rsplit('》').next().unwrap_or("").to_owned()
}

/// The text of a list line without the bracket that holds its number.
pub(super) fn bracketless(text: &str, number: Option<&doc_number::DocNumber>) -> String {
    match number {
        None => text.to_owned(),
        Some(number) => {
            let before =
                text[..number.range.start].trim_end_matches(['（', '(', '【', '[', ' ', '，', ',']);
            if squeeze(before).chars().count() >= 4 {
                before.to_owned()
            } else {
                text[number.range.end..]
                    .trim_start_matches(['）', ')', '】', ' ', '：', ':'])
                    .to_owned()
            }
        }
    }
}

/// A title without book-title marks, number in brackets and trailing punctuation.
pub(super) fn clean_title(text: &str) -> String {
    let title = match quoted(text).into_iter().next() {
        Some((range, inner)) if range.start <= 3 => inner,
        _ => fold(text),
    };
    let number = doc_number::find(&title);
    let title = bracketless(&title, number.as_ref());
    title
        .trim_matches(['《', '》', '。', '；', ';', '，', '、', ' '])
        .to_owned()
}

pub(super) fn mention(
    number: Option<doc_number::DocNumber>,
    title: Option<String>,
    issued: Option<Date>,
    source: RepealSource,
    partial: bool,
    excerpt: &str,
) -> RepealMention {
    RepealMention {
        target: RepealTarget {
            doc_key: number.as_ref().map(|n| n.key.clone()),
            doc_number: number.map(|n| n.text),
            title: title.filter(|t| !t.is_empty()),
            issued,
        },
        source,
        extent: if partial {
            RepealExtent::Partial
        } else {
            RepealExtent::Whole
        },
        effective: None,
        certain: true,
        excerpt: clip(&fold(excerpt), EXCERPT),
    }
}
