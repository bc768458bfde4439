//! The number of a document that stands in its title or below it, without a label. Numbers that a
//! block states are left to [`labels`](super::labels).

use super::dates;
use super::doc_number::{self, DocNumber};
use super::document;
use super::outline::{Elem, Outline, Tag};
use super::white_space::{fold, is_space};

/// A number as written and its key.
type Number = (String, Option<String>);

/// Lines in which the number of a document may stand below its title.
const HEAD_LINES: usize = 30;

/// Longest line in characters that holds a number and nothing else.
const LONGEST_LINE: usize = 40;

/// Longest line in characters that says when and from where a document comes.
const LONGEST_INFORMATION: usize = 120;

/// So many other numbers on lines of their own make a list.
const LISTED: usize = 2;

/// Longest header row in bytes; more is the row of a layout table around a whole page.
const HEADER_ROW: u32 = 240;

/// Pages about a document name its number too.
const ABOUT: [&str; 6] = ["解读", "图解", "一图读懂", "问答", "答记者问", "新闻发布"];

/// Last characters of titles of documents: 通知, 意见, 决定, 办法, 公告, 批复.
const OWN_ENDS: [char; 8] = ['知', '见', '定', '法', '告', '复', '则', '案'];

/// `云政发〔2026〕3号` on a line of its own under the title, or glued to the title; the securities regulator's
/// decisions have `〔2022〕64号` there.
pub(super) fn number(outline: &Outline, title: &str) -> Option<Number> {
    let written = |number: DocNumber| (number.text, Some(number.key));
    let named = behind_mark(title);
    if let Some(number) = doc_number::find(named)
        && number.range.start == 0
        && !is_citation(&named[number.range.end..])
    {
        return Some(written(number));
    }
    if is_about(title) {
        return None;
    }
    if let Some(number) = behind_title(title) {
        return Some(written(number));
    }
    let lists = tables_of_documents(outline);
    let alone = |(from, to): (u32, u32)| {
        let line = beside_day(before_remarks(outline.slice(from, to)));
        let is_short = line.chars().nth(LONGEST_LINE).is_none();
        if line.starts_with(['〔', '[', '［']) && is_short {
            return doc_number::as_written(line).map(|text| (text, None));
        }
        if let Some(number) = before_information(line) {
            return Some(written(number));
        }
        let is_of_head = line.chars().nth(LONGEST_INFORMATION).is_none();
        let number = is_of_head.then(|| doc_number::find(line))??;
        if document::names_bodies(line, &number) {
            return Some((fold(line), Some(number.key)));
        }
        if !is_short {
            return None;
        }
        let alone = line.chars().count() <= number.text.chars().count() + 4;
        let before = lists.partition_point(|list| list.0 <= from);
        let listed = before > 0 && from < lists[before - 1].1;
        let cited = is_citation(&line[number.range.end..]);
        let led = is_led(&line[..number.range.start]);
        (alone && !listed && !cited && !led).then(|| written(number))
    };
    let Some(own) = outline.body_places().take(HEAD_LINES).find_map(alone) else {
        return on_two_lines(outline);
    };
    // A column of numbers is a list of other documents: none of them is the page's own.
    let others = outline.body_places().filter_map(alone);
    (others.filter(|other| *other != own).count() < LISTED).then_some(own)
}

/// `【贷款】云公中规〔2026〕2号关于…的通知`: the title without what sorts it.
fn behind_mark(title: &str) -> &str {
    const LONGEST_MARK: usize = 8;
    let mark = title
        .strip_prefix('【')
        .and_then(|rest| rest.split_once('】'));
    match mark {
        Some((mark, rest)) if mark.chars().count() <= LONGEST_MARK => rest.trim_start(),
        _ => title,
    }
}

/// `云农提复〔2026〕45号　类别：B`, `云府办函〔2026〕45号　签发人：某某` above the answer to a proposal: what stands before the
/// remarks.
fn before_remarks(line: &str) -> &str {
    const REMARKS: [&str; 5] = ["类别", "签发人", "办理结果", "公开属性", "是否公开"];
    let ends = REMARKS.iter().filter_map(|remark| line.find(remark));
    match ends.min() {
        Some(end) if end > 0 && line.len() <= 3 * LONGEST_INFORMATION => line[..end].trim_end(),
        _ => line,
    }
}

/// `（云民发〔2026〕124号　2026年7月10日）`: what stands beside the day in brackets below a title.
fn beside_day(line: &str) -> &str {
    let is_short = line.len() <= 3 * LONGEST_LINE;
    let inside = || {
        line.trim()
            .strip_prefix(['（', '('])?
            .strip_suffix(['）', ')'])
    };
    let Some(inside) = is_short.then(inside).flatten() else {
        return line;
    };
    let beside = dates::first_day(inside).and_then(|(_, day)| {
        let (before, after) = (inside[..day.start].trim(), inside[day.end..].trim());
        match (before.is_empty(), after.is_empty()) {
            (true, false) => Some(after),
            (false, true) => Some(before),
            _ => None,
        }
    });
    beside.unwrap_or(line)
}

/// `财农〔2021〕118号 2021-11-12 来源：农业农村司`, `政策正文 国科发火〔2016〕32号 原文链接 发布日期：2016-02-01`: the number begins the line
/// with the date and the source, or stands apart in that with the date of publication.
fn before_information(line: &str) -> Option<DocNumber> {
    if line.len() > 3 * LONGEST_INFORMATION || line.contains('。') {
        return None;
    }
    let is_information = line.contains("来源") || line.contains("发布");
    let number = is_information.then(|| doc_number::find(line))??;
    let (before, after) = (&line[..number.range.start], &line[number.range.end..]);
    let rest = after.trim_start();
    let is_dated = dates::first_day(rest).is_some_and(|(_, range)| range.start == 0);
    let begins = before.is_empty() && is_dated && line.contains("来源");
    let is_apart = before.ends_with(is_space)
        && after.starts_with(is_space)
        && !before.contains(['：', ':', '《']);
    let published = || {
        ["发布日期：", "发布时间："]
            .iter()
            .find_map(|name| rest.split_once(name))
    };
    let is_published = || published().is_some_and(|(_, value)| dates::first_day(value).is_some());
    (begins || (is_apart && is_published())).then_some(number)
}

/// `关于印发《云岭省电力市场规则》的通知（云能市场〔2026〕14号）`: the number in brackets at the end of a title. That of
/// what is forwarded, replied to or repealed is another document's.
fn behind_title(title: &str) -> Option<DocNumber> {
    const OTHERS: [&str; 4] = ["转发", "答复", "废止", "失效"];
    let inside = title.trim_end().strip_suffix(['）', ')'])?;
    let (before, number) = inside.rsplit_once(['（', '('])?;
    let is_own = before.ends_with(OWN_ENDS) && !OTHERS.iter().any(|word| before.contains(word));
    let number =
        doc_number::find(number.trim()).filter(|found| found.range == (0..number.trim().len()));
    number.filter(|_| is_own)
}

/// Whether a title is that of a page about a document.
pub(super) fn is_about(title: &str) -> bool {
    ABOUT.iter().any(|word| title.contains(word))
}

/// 云发〔2021〕1号文件要点解读 speaks of that document; 云发〔2021〕1号文件 alone is its name.
fn is_citation(after_number: &str) -> bool {
    let rest = after_number.trim();
    rest.starts_with('文') && !matches!(rest, "文" | "文件")
}

/// `云岭省人民政府令` above `第 11 号`, `云岭省财政厅公告` above `2026年第11号`.
fn on_two_lines(outline: &Outline) -> Option<Number> {
    let lines: Vec<&str> = outline.body_lines().take(HEAD_LINES).collect();
    lines.windows(2).find_map(|pair| {
        let [name, number] = pair else { return None };
        let fits = name.len() <= 90
            && number.len() <= 40
            && name.ends_with(['令', '告'])
            && number.trim_end_matches(['）', ')']).ends_with('号');
        let joined = fits.then(|| format!("{name} {number}"))?;
        let found = doc_number::find(&joined)?;
        let rest = joined[found.range.end..].trim_matches(['）', ')']);
        (found.range.start == 0 && rest.is_empty()).then_some((found.text, Some(found.key)))
    })
}

/// Where tables of other documents stand in the text, in order and apart: 序号 heads them.
fn tables_of_documents(outline: &Outline) -> Vec<(u32, u32)> {
    let is_header = |row: &&Elem| {
        row.tag == Tag::Tr
            && row.text.1 - row.text.0 <= HEADER_ROW
            && outline.text_of(row).contains("序号")
    };
    let mut places: Vec<(u32, u32)> = Vec::new();
    for row in outline.elements.iter().filter(is_header) {
        // `<table>`, perhaps `<thead>` or `<tbody>` between.
        let near = &outline.elements[row.parent as usize];
        let above = &outline.elements[near.parent as usize];
        let table = [near, above].into_iter().find(|e| e.tag == Tag::Table);
        let Some(table) = table else { continue };
        match places.last_mut() {
            Some(last) if table.text.0 < last.1 => last.1 = last.1.max(table.text.1),
            _ => places.push(table.text),
        }
    }
    places
}

/// `根据云政〔2016〕88号，`, `来文：…`, `原文号：…`: words before a number make it another document's. The label
/// of a number is none of them.
fn is_led(before: &str) -> bool {
    const LABELS: [&str; 6] = ["文号", "字号", "编号", "文件号", "发文", "号"];
    let words = before.trim_matches(|c: char| !c.is_alphabetic());
    let is_label = LABELS.iter().any(|label| words.ends_with(label)) && !words.starts_with('原');
    !words.is_empty() && !is_label
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    #[test]
    fn a_number_without_an_issuer_stands_alone_below_the_title() {
        let below = |line: &str| {
            let html = format!("<h1>关于责令改正的决定</h1><p>{line}</p><p>某公司：</p>");
            let outline = Outline::of(&Html::parse_document(&html), html.len());
            number(&outline, "关于责令改正的决定")
        };
        let expected = ("〔2022〕64号".to_owned(), None);
        assert_eq!(below("<b>〔</b><i>2022〕64号</i>"), Some(expected));
        assert_eq!(below("[字号：大 中 小]"), None);
        let beside =
            below("<b>云财农〔2021〕118号</b><i>2021-11-12 来源：农业科 字体：【大 中 小】</i>");
        assert_eq!(
            beside.map(|(text, _)| text).as_deref(),
            Some("云财农〔2021〕118号")
        );
        let apart = below(
            "<span>政策正文</span> <span>云科发〔2016〕32号</span> <a href=/1>原文链接</a> 发布日期：2016-02-01",
        );
        assert_eq!(
            apart.map(|(text, _)| text).as_deref(),
            Some("云科发〔2016〕32号")
        );
        let bodies = "云岭省财政厅 云岭省税务局 云岭省民政厅公告2026年第1号";
        assert_eq!(below(bodies).map(|(text, _)| text).as_deref(), Some(bodies));
        for remarks in [
            "<td>云农提复〔2026〕45号<td>类别：B类",
            "<td>云农提复〔2026〕45号<td>签发人：某某",
        ] {
            let row = below(&format!("<table><tr>{remarks}</table>"));
            assert_eq!(
                row.map(|(text, _)| text).as_deref(),
                Some("云农提复〔2026〕45号"),
                "{remarks}"
            );
        }
        for beside in [
            "云民发〔2026〕124号　2026年7月10日",
            "2026年7月10日　云民发〔2026〕124号",
        ] {
            let number = below(&format!("（{beside}）")).map(|(text, _)| text);
            assert_eq!(number.as_deref(), Some("云民发〔2026〕124号"), "{beside}");
        }
        assert_eq!(below("（根据云民发〔2026〕124号　2026年7月10日）"), None);
        for cited in [
            "根据云财农〔2021〕118号 2021-11-12 来源：县报讯",
            "根据 云科发〔2016〕32号 文件 发布时间：8:00 至 9:00",
            "标题：根据 云科发〔2016〕32号 发布日期：2016-02-01",
        ] {
            assert_eq!(below(cited), None, "{cited}");
        }
    }

    #[test]
    fn a_title_that_cites_a_number_gives_none_of_its_own() {
        let of_title = |title: &str| {
            let html = format!("<h1>{title}</h1><p>正文。</p>");
            let outline = Outline::of(&Html::parse_document(&html), html.len());
            number(&outline, title).map(|(text, _)| text)
        };
        for title in [
            "云岭市关于贯彻落实国发〔2021〕4号文件的实施方案",
            "云岭市贯彻落实国发〔2021〕4号文件任务分工",
            "市政府办公室印发云政办发〔2021〕4号文件",
            "云发〔2021〕1号文件要点",
            "国办发〔2020〕5号文件政策问答",
            "关于转发停车管理的通知（云发〔2021〕1号）",
            "关于废止停车管理的通知（云发〔2021〕1号）的决定",
            "停车管理工作的会议（云发〔2021〕1号）",
        ] {
            assert_eq!(of_title(title), None, "{title}");
        }
        for title in [
            "云发〔2021〕1号",
            "云发〔2021〕1号文件",
            "云发〔2021〕1号 关于停车的通知",
            "【停车】云发〔2021〕1号关于停车的通知",
            "关于停车的通知（云发〔2021〕1号）",
        ] {
            assert_eq!(
                of_title(title).as_deref(),
                Some("云发〔2021〕1号"),
                "{title}"
            );
        }
    }
}
