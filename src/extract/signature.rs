//! Signature of a document: who signed it and when, below its text (GB/T 9704).
//!
//! Looked for is a line that is a date in 年月日 and nothing else, or ends with one after a body's name,
//! below a sentence; a date like 2026.11.8 must stand below the name of a body. What is appended (an
//! annex, the document that is passed on) comes later and may be signed too, so the first signature counts.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates;
use super::outline::Outline;
use super::pattern::regex;
use super::white_space::{is_space, squeeze};

/// Date and names below a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) date: Date,
    /// The date as written, white space removed.
    pub(super) text: String,
    /// The bodies that signed, separated by one space.
    pub(super) signatory: Option<String>,
    /// Number of its line among those of the main content.
    pub(super) line: usize,
}

/// Longest line of a signature in bytes, padding included.
const LONGEST_LINE: usize = 400;

/// Fewest characters of a sentence above a signature.
const SENTENCE: usize = 20;

/// Bodies that sign together, one on each line.
const MOST_LINES: usize = 12;

/// Names of bodies end with one of these.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\p{Han}（）()·]{1,36}(?:政府|办公室|办公厅|委员会|委|局|厅|部|院|署|总署|总局|中心|办|处|所|站|队|公司|银行|分行|支行|行|大学|学院|学校|指挥部|领导小组|小组|联席会议|常务会议|协会|联合会|工会|总工会|政协|人大|法院|检察院|集团|管委会|街道|乡|镇|县委|市委|省委|区委|党组|党委|国务院|[省市县区]委)$",
    )
});

/// 总理　李克强: a person signs orders.
static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:代)?(?:总理|主席|部长|主任|署长|行长|局长|厅长|省长|市长|州长|盟长|县长|区长|旗长|乡长|镇长|会长|院长|检察长|审计长)[：:]?\p{Han}{2,5}$",
    )
});

/// （盖章） after the name of a body, and the disclosure mark after a date.
static BESIDE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"[（(](?:盖章|公章|印章|章|签章|代章|印|此件[^（）()]{2,12})[）)]$"));

/// The signature of the main content, not later than the day after the fetch.
pub(super) fn signature(outline: &Outline, fetched_on: Date) -> Option<Signature> {
    let lines: Vec<&str> = outline.body_lines().collect();
    let sentence = lines.iter().position(|line| is_sentence(line))?;
    let last_sentence = lines.iter().rposition(|line| is_sentence(line))?;
    let mut unsigned = Vec::new();
    for at in sentence + 1..lines.len() {
        let Some(dated) = dated_line(lines[at]) else {
            continue;
        };
        if dated.date > fetched_on.tomorrow().unwrap_or(fetched_on) {
            continue;
        }
        let above = &lines[sentence + 1..at];
        // Dates of that form stand in lists and below titles too.
        if dated.is_short && (at < last_sentence || bodies_above(above).is_none()) {
            continue;
        }
        let signatory = match dated.name.is_empty() {
            true => bodies_above(above),
            false => Some(dated.name.clone()),
        };
        let by_person = || {
            above
                .last()
                .is_some_and(|line| PERSON.is_match(&squeeze(line)))
        };
        let found = Signature {
            date: dated.date,
            text: dated.text,
            line: at,
            signatory,
        };
        if found.signatory.is_some() || by_person() {
            // The document that is passed on is signed too: the first date is this one's, or nobody's.
            return unsigned.is_empty().then_some(found);
        }
        unsigned.push(found);
    }
    // A seal is an image: a lone date counts where nothing follows that could be dated by it.
    let last = unsigned.pop()?;
    (unsigned.is_empty() && last.line > last_sentence).then_some(last)
}

fn is_sentence(line: &str) -> bool {
    let says_something = line.contains(['。', '；']) || line.ends_with('：');
    says_something && line.chars().filter(|c| !is_space(*c)).count() >= SENTENCE
}

struct DatedLine {
    date: Date,
    text: String,
    /// The bodies before the date.
    name: String,
    /// `2026.11.8` or `2026-11-08`.
    is_short: bool,
}

/// `2026.11.8`, `2026-11-08` and nothing else.
fn short_date(line: &str) -> Option<DatedLine> {
    let text = line.trim();
    let is_short = (8..=10).contains(&text.len()) && text.contains(['.', '-', '/']);
    let (date, range) = is_short.then(|| dates::first_day(text))??;
    (range.len() == text.len()).then(|| DatedLine {
        date,
        text: text.to_owned(),
        name: String::new(),
        is_short: true,
    })
}

/// `2026年11月8日`, `云岭县人民政府　　2026 年 11 月 8 日（此件公开发布）`.
fn dated_line(line: &str) -> Option<DatedLine> {
    if line.len() > LONGEST_LINE || !line.contains('年') || !line.contains('日') {
        return short_date(line);
    }
    let text = squeeze(line);
    let text = BESIDE.replace(&text, "");
    let (date, range) = dates::first_day(&text)?;
    let (words, before, after) = (
        &text[range.clone()],
        &text[..range.start],
        &text[range.end..],
    );
    let is_alone = after.trim_matches(CLOSING).is_empty();
    if !words.ends_with('日') || !is_alone {
        return None;
    }
    let name = match before.trim_matches(OPENING) {
        "" => String::new(),
        // Names keep the spaces between them, which `before` has lost.
        squeezed => match dates::first_day(line) {
            Some((_, range)) => bodies(line[..range.start].trim_end_matches(OPENING))?,
            None => bodies(squeezed)?,
        },
    };
    Some(DatedLine {
        date,
        text: words.to_owned(),
        name,
        is_short: false,
    })
}

const OPENING: [char; 4] = ['（', '(', '—', '－'];
const CLOSING: [char; 4] = ['）', ')', '。', '印'];

/// The names on a line, if it holds nothing else.
fn bodies(line: &str) -> Option<String> {
    let parts = line.split(|c: char| is_space(c) || c == '、' || c == '，');
    // `&sp;` is what is left of a damaged blank.
    let parts: Vec<&str> = parts.filter(|part| !part.is_ascii()).collect();
    let whole = BESIDE.replace(&parts.concat(), "").into_owned();
    let is_body = |name: &str| BODY.is_match(name) && !NO_BODY.is_match(name);
    if parts.iter().all(|part| is_body(&BESIDE.replace(part, ""))) {
        let names: Vec<_> = parts.iter().map(|part| BESIDE.replace(part, "")).collect();
        return (!names.is_empty()).then(|| names.join(" "));
    }
    // 云 岭 县 水 务 局
    is_body(&whole).then_some(whole)
}

/// Headings that end like the name of a body.
static NO_BODY: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^(?:关于|附件|第|各)|[一二三四五六七八九十][、.]|^\p{Han}$"));

/// Names on the lines right above a date, top to bottom.
fn bodies_above(lines: &[&str]) -> Option<String> {
    let names = lines.iter().rev().take(MOST_LINES);
    let mut names: Vec<String> = names
        .map_while(|line| (line.len() <= LONGEST_LINE).then(|| bodies(line))?)
        .collect();
    names.reverse();
    (!names.is_empty()).then(|| names.join(" "))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use scraper::Html;

    use super::*;

    const TEXT: &str =
        "<p>各乡镇人民政府：</p><p>现将《云岭县停车管理办法》印发给你们，请认真贯彻执行。</p>";

    fn read(below: &str) -> Option<(Date, Option<String>)> {
        let html = format!("<h1>通知</h1>{TEXT}{below}");
        let outline = Outline::of(&Html::parse_document(&html), html.len());
        signature(&outline, date(2026, 11, 22)).map(|s| (s.date, s.signatory))
    }

    fn signed(names: &str) -> Option<(Date, Option<String>)> {
        Some((date(2026, 11, 8), Some(names.to_owned())))
    }

    #[test]
    fn names_and_date_stand_on_lines_of_their_own_or_on_one() {
        for below in [
            "<p>云岭县人民政府</p><p>2026年11月8日</p>",
            "<p style='text-align:right'>云岭县人民政府<br>二〇二六年十一月八日<br>（此件公开发布）</p>",
            "<p>云岭县人民政府　　　　2026 年 11 月 8 日</p>",
            "<p>云岭县人民政府 &amp;sp;</p><p>2026年11月8日</p>",
            "<p>云岭县人民政府</p><p>2026.11.8</p>",
            "<p>云岭县人民政府</p><p> 2026-11-08 </p>",
            "<p>云 岭 县 人 民 政 府（盖章）</p><p>（二○二六年十一月八日）</p>",
            "<table><tr><td></td><td>云岭县人民政府</td></tr><tr><td></td><td>2026年11月8日（此件主动公开）</td></tr></table>",
            "<p>云岭县人民政府</p><p>2026年11月8日</p><p>云岭县停车管理办法</p><p>第一条 为了规范停车管理，制定本办法，请遵照执行。</p>\
             <p>云岭县水务局</p><p>2020年1月1日</p>",
        ] {
            assert_eq!(read(below), signed("云岭县人民政府"), "{below}");
        }
    }

    #[test]
    fn several_bodies_may_sign_together() {
        for below in [
            "<p>云岭县教育局　云岭县财政局</p><p>2026年11月8日</p>",
            "<p>云岭县教育局</p><p>云岭县财政局</p><p>2026年11月8日</p>",
            "<table><tr><td>云岭县教育局</td><td>云岭县财政局</td></tr></table><p>2026年11月8日</p>",
        ] {
            assert_eq!(read(below), signed("云岭县教育局 云岭县财政局"), "{below}");
        }
    }

    #[test]
    fn a_person_or_a_seal_leaves_the_date() {
        for below in [
            "<p>县长：李四</p><p>2026年11月8日</p>",
            "<p>县长　李 四</p><p>2026年11月8日</p><p>云岭县停车管理办法</p><p>第一条 为了规范停车管理，制定本办法，请遵照执行。</p>",
            "<p>2026年11月8日</p><p>（此件公开发布）</p><p>附件：1.表格</p>",
        ] {
            assert_eq!(read(below), Some((date(2026, 11, 8), None)), "{below}");
        }
    }

    #[test]
    fn what_is_not_dated_below_its_text_is_not_signed() {
        for below in [
            "<p>云岭县人民政府</p><p>2026年11月 日</p>",
            "<p>云岭县人民政府</p><p>2036年11月8日</p>",
            "<p>云岭县人民政府</p><p>2026-11-08</p><p>召开了全县停车管理工作会议，会议对停车管理工作作出部署。</p>",
            "<p>停车管理工作</p><p>2026-11-08</p>",
            "<p>云岭县人民政府\t2026-11-08</p>",
            "<p>发布单位：云岭县人民政府 2026年11月8日</p>",
            "<p>2026年11月8日</p><p>召开了全县停车管理工作会议，会议对停车管理工作作出部署。</p>\
             <p>2026年11月9日</p><p>召开了全县停车管理工作会议，会议对停车管理工作作出部署。</p>",
            "<p>云岭县停车管理办法自2026年11月8日起施行</p>",
            "<p>2026年11月8日</p><p>云岭县水务局请示如下，请予审定，如无不妥，请批转执行。</p>\
             <p>云岭县水务局</p><p>2020年1月1日</p>",
        ] {
            assert_eq!(read(below), None, "{below}");
        }
        let html = "<h1>通知</h1><p>云岭县人民政府</p><p>2026年11月8日</p><p>现将办法印发给你们，请认真贯彻执行，不得有误。</p>";
        let outline = Outline::of(&Html::parse_document(html), html.len());
        assert_eq!(signature(&outline, date(2026, 11, 22)), None);
    }
}
