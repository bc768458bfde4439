//! Label–value pairs of a page: metadata blocks as tables, lists, lines or spans (FIELD §6.5,
//! WILD §C3).
//!
//! Labels are compared without white space, because templates pad them to equal width. A label
//! whose value is empty gives an empty value, never the next label.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::outline::Outline;
use super::white_space::squeeze;

/// What a label means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    IndexNumber,
    Issuer,
    DocNumber,
    Issued,
    Published,
    Title,
    Validity,
    /// 状态 of anything: of a document only if its value says so.
    Status,
    RepealDate,
    /// 是否废止, whose 是 is a 否 of 是否有效.
    IsRepealed,
    Source,
    /// A label that bounds values and means nothing to us.
    Known,
}

/// Labels as they stand on pages, white space removed. One meaning may have many names; names
/// with two meanings on different sites (生成日期) are taken in the more common one.
const LABELS: [(&str, Field); 72] = [
    ("索引号", Field::IndexNumber),
    ("索取号", Field::IndexNumber),
    ("信息索引号", Field::IndexNumber),
    ("发文机关", Field::Issuer),
    ("发文机构", Field::Issuer),
    ("发文单位", Field::Issuer),
    ("制发机关", Field::Issuer),
    ("制发机构", Field::Issuer),
    ("发布机构", Field::Issuer),
    ("发布机关", Field::Issuer),
    ("发布单位", Field::Issuer),
    ("公开责任部门", Field::Issuer),
    ("公开责任单位", Field::Issuer),
    ("发文字号", Field::DocNumber),
    ("发文文号", Field::DocNumber),
    ("文号", Field::DocNumber),
    ("文件编号", Field::DocNumber),
    ("文件字号", Field::DocNumber),
    ("文件号", Field::DocNumber),
    ("公文编号", Field::DocNumber),
    ("成文日期", Field::Issued),
    ("成文时间", Field::Issued),
    ("发文日期", Field::Issued),
    ("发文时间", Field::Issued),
    ("印发日期", Field::Issued),
    ("签发日期", Field::Issued),
    ("生成日期", Field::Issued),
    ("产生日期", Field::Issued),
    ("制发日期", Field::Issued),
    ("发布日期", Field::Published),
    ("发布时间", Field::Published),
    ("公开日期", Field::Published),
    ("公开时间", Field::Published),
    ("公布日期", Field::Published),
    ("上载日期", Field::Published),
    ("发表时间", Field::Published),
    ("信息提供日期", Field::Published),
    ("更新时间", Field::Known),
    ("标题", Field::Title),
    ("名称", Field::Title),
    ("信息名称", Field::Title),
    ("公文名称", Field::Title),
    ("文件名称", Field::Title),
    ("有效性", Field::Validity),
    ("有效状态", Field::Validity),
    ("公文时效", Field::Validity),
    ("时效性", Field::Validity),
    ("时效", Field::Validity),
    ("时效状态", Field::Validity),
    ("是否有效", Field::Validity),
    ("效力状态", Field::Validity),
    ("文件状态", Field::Validity),
    ("文件有效性", Field::Validity),
    ("文件效力", Field::Validity),
    ("状态", Field::Status),
    ("是否废止", Field::IsRepealed),
    ("废止日期", Field::RepealDate),
    ("失效日期", Field::RepealDate),
    ("废止时间", Field::RepealDate),
    ("失效时间", Field::RepealDate),
    ("来源", Field::Source),
    ("信息来源", Field::Source),
    ("文章来源", Field::Source),
    ("主题分类", Field::Known),
    ("主题词", Field::Known),
    ("体裁分类", Field::Known),
    ("公开目录", Field::Known),
    ("公开方式", Field::Known),
    ("组配分类", Field::Known),
    ("关键词", Field::Known),
    ("内容概述", Field::Known),
    ("实施日期", Field::Known),
];

/// Longest label in characters.
const MAX_LABEL: usize = 6;

/// Lines and cells searched: blocks stand at the top of the main text, below long menus.
const MAX_SEGMENTS: usize = 640;

/// One pair as it stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) field: Field,
    pub(super) value: String,
}

/// All pairs of the page, in page order.
pub(super) fn pairs(outline: &Outline) -> Vec<Pair> {
    let mut out = Vec::new();
    let mut open: Option<Field> = None;
    for segment in lines_and_cells(outline).into_iter().take(MAX_SEGMENTS) {
        if let Some(field) = alone(segment) {
            if let Some(before) = open.replace(field) {
                out.push(Pair {
                    field: before,
                    value: String::new(),
                });
            }
            continue;
        }
        let inline = inline(segment);
        if inline.is_empty() {
            if let Some(field) = open.take() {
                // `<b>文号</b>：云政发〔2017〕5号`: the colon stands outside.
                out.push(Pair {
                    field,
                    value: segment.trim_start_matches(['：', ':']).trim().to_owned(),
                });
            }
            continue;
        }
        if let Some(field) = open.take() {
            out.push(Pair {
                field,
                value: String::new(),
            });
        }
        out.extend(inline);
        // `文号：` at the end of a line: its value may stand on the next.
        if let Some(last) = out.last()
            && last.value.is_empty()
            && segment.ends_with(['：', ':'])
        {
            open = Some(last.field);
            out.pop();
        }
    }
    out.extend(open.map(|field| Pair {
        field,
        value: String::new(),
    }));
    out.retain(|p| p.field != Field::Known);
    out
}

/// Lines and cells in order; an empty cell stays, so that a label beside it keeps an empty value.
fn lines_and_cells(outline: &Outline) -> Vec<&str> {
    let mut out = Vec::new();
    for line in outline.text.lines() {
        let mut cells = line.split('\t').peekable();
        while let Some(cell) = cells.next() {
            let cell = cell.trim();
            let last = cells.peek().is_none();
            if !(cell.is_empty() && last) {
                out.push(cell);
            }
        }
    }
    out
}

/// Value of the first pair with this meaning that has one.
pub(super) fn value(pairs: &[Pair], field: Field) -> Option<&str> {
    pairs
        .iter()
        .find(|p| p.field == field && !p.value.is_empty())
        .map(|p| p.value.as_str())
}

/// Whether the page has the label, with or without a value.
pub(super) fn has(pairs: &[Pair], field: Field) -> bool {
    pairs.iter().any(|p| p.field == field)
}

/// Pages have hundreds of lines and the table is asked for each.
static FIELDS: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| LABELS.into_iter().collect());

fn field_of(label: &str) -> Option<Field> {
    FIELDS.get(label).copied()
}

/// Whether a text is a label and nothing else, its colon left to what follows.
pub(super) fn is_label(text: &str) -> bool {
    // Padded with wide blanks, the longest label has twice as many characters of three bytes.
    let trimmed = text.trim();
    let plausible = (6..=6 * MAX_LABEL).contains(&trimmed.len()) && !trimmed.is_ascii();
    plausible && may_be_label(trimmed, MAX_LABEL) && field_of(&squeeze(trimmed)).is_some()
}

/// At most so many characters beside white space: asked before anything is copied.
fn may_be_label(text: &str, most: usize) -> bool {
    let mut shown = text.chars().filter(|c| !super::white_space::is_space(*c));
    shown.nth(most).is_none()
}

/// A segment that is a label and nothing else: `索 引 号：`, `文号`, `[ 有效性 ]`.
fn alone(segment: &str) -> Option<Field> {
    // No label has a digit or a Latin letter; most lines have.
    let foreign = |b: u8| b.is_ascii_alphanumeric();
    if segment.len() > 60 || segment.is_empty() || segment.bytes().any(foreign) {
        return None;
    }
    const BESIDE: usize = 4;
    if !may_be_label(segment, MAX_LABEL + BESIDE) {
        return None;
    }
    let label = squeeze(segment);
    field_of(label.trim_matches(['：', ':', '[', ']', '【', '】', '•', '·']))
}

/// `发文机构：县政府 文号：云政发〔2026〕3号`: a label ends at a colon, its value at the next label.
fn inline(segment: &str) -> Vec<Pair> {
    let mut out: Vec<(Field, usize, usize)> = Vec::new();
    if segment.len() > 1200 || !has_label_end(segment.as_bytes()) {
        return Vec::new();
    }
    // `[ 有效性 ] 失效` (Chongqing) ends its labels with a bracket.
    for (at, end) in segment.match_indices(['：', ':', ']', '】']) {
        let before = &segment[..at];
        if let Some((field, start)) = label_at_end(before) {
            let in_brackets = segment[..start].trim_end().ends_with(['[', '【']);
            if in_brackets || !matches!(end, "]" | "】") {
                out.push((field, start, at + end.len()));
            }
        }
    }
    (0..out.len())
        .map(|i| {
            let (field, _, from) = out[i];
            let to = out.get(i + 1).map_or(segment.len(), |next| next.1);
            let value = segment[from..to.max(from)]
                .trim()
                .trim_end_matches(['|', ';', '；', '[', '【', ']', '】'])
                .trim();
            Pair {
                field,
                value: value.to_owned(),
            }
        })
        .collect()
}

/// One of ： : ] 】, looked for by its last byte, because every line of a page is asked.
fn has_label_end(text: &[u8]) -> bool {
    let ends = |at: usize, before: [u8; 2]| at >= 2 && text[at - 2..at] == before;
    text.iter().enumerate().any(|(at, byte)| match byte {
        b':' | b']' => true,
        0x9a => ends(at, [0xef, 0xbc]),
        0x91 => ends(at, [0xe3, 0x80]),
        _ => false,
    })
}

/// The known label that ends a text, with its start; white space inside it is skipped.
fn label_at_end(text: &str) -> Option<(Field, usize)> {
    let text = text.trim_end();
    let mut label = String::new();
    let mut best = None;
    for (start, c) in text.char_indices().rev() {
        if super::white_space::is_space(c) {
            continue;
        }
        label.insert(0, c);
        if label.chars().count() > MAX_LABEL {
            break;
        }
        if let Some(field) = field_of(&label) {
            best = Some((field, start));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(html: &str) -> Vec<(Field, String)> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        pairs(&outline)
            .into_iter()
            .map(|p| (p.field, p.value))
            .collect()
    }

    fn pair(field: Field, value: &str) -> (Field, String) {
        (field, value.to_owned())
    }

    #[test]
    fn a_table_with_padded_labels_and_an_empty_value() {
        let html = "<table><tr><td>索 引 号：</td><td>01/2026-3</td><td>主题分类：</td><td></td></tr>\
                    <tr><td>发文机关：</td><td>云岭县人民政府</td><td>成文日期：</td><td>2026年03月02日</td></tr>\
                    <tr><td>文　　号：</td><td></td><td>有 效 性：</td><td>有效</td></tr></table>";
        assert_eq!(
            read(html),
            [
                pair(Field::IndexNumber, "01/2026-3"),
                pair(Field::Issuer, "云岭县人民政府"),
                pair(Field::Issued, "2026年03月02日"),
                pair(Field::DocNumber, ""),
                pair(Field::Validity, "有效"),
            ]
        );
    }

    #[test]
    fn one_line_with_several_pairs_keeps_times_and_ends_values_at_labels() {
        let html = "<div>索引号：A-1 发布机构：县政府办 发布日期：2026-11-08 09:30 文 号：云政发〔2026〕3号</div>";
        assert_eq!(
            read(html),
            [
                pair(Field::IndexNumber, "A-1"),
                pair(Field::Issuer, "县政府办"),
                pair(Field::Published, "2026-11-08 09:30"),
                pair(Field::DocNumber, "云政发〔2026〕3号"),
            ]
        );
    }

    #[test]
    fn labels_and_values_on_lines_of_their_own() {
        let html = "<dl><dt>文号</dt><dd>云政办发〔2025〕7号</dd><dt>有效性</dt><dt>发布日期</dt><dd>2025-07-01</dd></dl>";
        assert_eq!(
            read(html),
            [
                pair(Field::DocNumber, "云政办发〔2025〕7号"),
                pair(Field::Validity, ""),
                pair(Field::Published, "2025-07-01"),
            ]
        );
    }

    #[test]
    fn a_label_in_an_element_of_its_own_needs_no_colon() {
        let number = [pair(Field::DocNumber, "云政发〔2017〕5号")];
        for html in [
            "<p><b>文号</b>云政发〔2017〕5号</p>",
            "<div><span>文　　号</span><span>云政发〔2017〕5号</span></div>",
            "<p><b>文号</b>：云政发〔2017〕5号</p>",
            "<p><b>文号：</b>云政发〔2017〕5号</p>",
            "<table><tr><td><b>文号</b></td><td>云政发〔2017〕5号</td></tr></table>",
        ] {
            assert_eq!(read(html), number, "{html}");
        }
    }

    #[test]
    fn an_emphasised_label_beside_an_empty_cell_stays_empty() {
        let html = "<table><tr><td><b>文号</b></td><td></td><td><b>发布日期</b></td><td>2026-01-02</td></tr></table>";
        assert_eq!(
            read(html),
            [
                pair(Field::DocNumber, ""),
                pair(Field::Published, "2026-01-02")
            ]
        );
    }

    #[test]
    fn labels_in_brackets_end_at_the_bracket() {
        let html = "<p>[ 索引号 ] A-1 [ 有效性 ] 失效</p>";
        assert_eq!(
            read(html),
            [
                pair(Field::IndexNumber, "A-1"),
                pair(Field::Validity, "失效")
            ]
        );
        // Closed without having been opened, it is no label.
        assert_eq!(read("<p>来源] 县报</p>"), []);
    }

    #[test]
    fn the_force_of_a_document_is_its_validity() {
        assert_eq!(
            read("<p>文件效力：已废止</p>"),
            [pair(Field::Validity, "已废止")]
        );
    }
}
