//! Label–value pairs of a page: metadata blocks as tables, lists, lines or spans (FIELD §6.5,
//! WILD §C3). What the labels mean is left to [`label_names`](super::label_names).
//!
//! Labels are compared without white space, because templates pad them to equal width. A label
//! whose value is empty gives an empty value, never the next label.

use super::label_cells::{self, LONGEST_CELL};
pub(super) use super::label_names::{Field, is_label};
use super::label_names::{LONGEST, field_of, has_at_most};
use super::outline::Outline;
use super::white_space::{is_space, squeeze};

/// Lines and cells searched: blocks stand at the top of the main text, below long menus.
const MAX_SEGMENTS: usize = 1200;

/// One pair as it stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) field: Field,
    pub(super) value: String,
}

impl Pair {
    fn new(field: Field, value: &str) -> Self {
        Self {
            field,
            value: value.to_owned(),
        }
    }
}

/// All pairs of the page, in page order.
pub(super) fn pairs(outline: &Outline) -> Vec<Pair> {
    let mut found = Found::default();
    let mut cells = label_cells::pairs(outline).into_iter().peekable();
    let mut read_until = 0;
    for segment in segments(outline).into_iter().take(MAX_SEGMENTS) {
        while let Some(cell) = cells.next_if(|cell| cell.start <= segment.start) {
            found.close();
            found.pairs.extend(cell.pairs);
            read_until = read_until.max(cell.end);
        }
        if segment.start >= read_until {
            found.read(segment.text);
        }
    }
    found.close();
    let mut pairs = found.pairs;
    if !has(&pairs, Field::IndexNumber) && !has(&pairs, Field::DocNumber) {
        pairs.extend(super::bare_values::pairs(outline));
    }
    settle_titles(&mut pairs);
    pairs.retain(|p| p.field != Field::Known);
    pairs
}

/// What was read so far, and the label whose value may come next.
#[derive(Default)]
struct Found {
    pairs: Vec<Pair>,
    open: Option<Field>,
    /// An empty cell follows that label.
    is_after_gap: bool,
}

impl Found {
    /// The open label has no value.
    fn close(&mut self) {
        let open = self.open.take();
        self.pairs.extend(open.map(|field| Pair::new(field, "")));
    }

    fn read(&mut self, segment: &str) {
        // `<strong>发布时间</strong><span>2026.11.8</span>`: both stand apart, and nothing is between.
        let is_gap = segment.is_empty() && self.open.is_some_and(is_day);
        if is_gap && !self.is_after_gap {
            self.is_after_gap = true;
            return;
        }
        if std::mem::take(&mut self.is_after_gap) && !super::dates::is_date(segment) {
            self.close();
        }
        if let Some(field) = alone(segment) {
            self.close();
            self.open = Some(field);
            return;
        }
        let inline = match inline(segment) {
            pairs if pairs.is_empty() => spaced(segment).into_iter().collect(),
            pairs => pairs,
        };
        if inline.is_empty() {
            let is_other = self.open.is_some_and(is_day) && begins_with_label(segment);
            if is_unknown_label(segment) || is_other {
                self.close();
            } else if let Some(field) = self.open.take() {
                // `<b>文号</b>：云政发〔2017〕5号`: the colon stands outside.
                let value = segment.trim_start_matches(['：', ':']).trim();
                self.pairs.push(Pair::new(field, value));
            }
            return;
        }
        self.close();
        self.pairs.extend(inline);
        // `文号：` at the end of a line: its value may stand on the next.
        let is_unfinished = segment.ends_with(['：', ':']);
        if let Some(last) = self.pairs.pop_if(|p| p.value.is_empty() && is_unfinished) {
            self.open = Some(last.field);
        }
    }
}

/// So many pairs before or after a title others of its block stand.
const NEAR: usize = 3;

/// The title of a block stands beside its other labels. 名称 is a title only beside those that nothing but
/// a document has: `发布日期：2026-10-13` and `名称：医用液氧` of goods stand on one page of a tender (the test
/// `the_name_of_something_in_the_text_is_no_title`).
fn settle_titles(pairs: &mut Vec<Pair>) {
    use Field::{
        DocNumber, IndexNumber, Issuer, Name, Published, Publisher, Source, Status, Title,
    };
    let of_block = |pair: &Pair| !matches!(pair.field, Title | Name | Source | Status);
    let of_document =
        |pair: &Pair| matches!(pair.field, IndexNumber | DocNumber | Issuer | Publisher);
    let of_record = |pair: &Pair| of_block(pair) && pair.field != Published;
    let is_title: Vec<bool> = (0..pairs.len())
        .map(|at| {
            let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(pairs.len());
            let near = &pairs[near];
            match pairs[at].field {
                Title => near.iter().any(of_block),
                Name => {
                    near.iter().any(of_document) || near.iter().filter(|p| of_record(p)).count() > 1
                }
                _ => true,
            }
        })
        .collect();
    let mut is_title = is_title.into_iter();
    pairs.retain(|_| is_title.next().unwrap_or(true));
    for pair in pairs.iter_mut().filter(|pair| pair.field == Name) {
        pair.field = Title;
    }
}

/// A line or cell and where it begins.
struct Segment<'a> {
    start: u32,
    text: &'a str,
}

/// Lines and cells in order; an empty cell stays, so that a label beside it keeps an empty value. The
/// empty cell that begins a line ends the one before, whose lines were paragraphs (`<td><p>文号</p></td>`).
fn segments(outline: &Outline) -> Vec<Segment<'_>> {
    let origin = outline.text.as_ptr() as usize;
    let mut out = Vec::new();
    for line in outline.text.lines() {
        let mut cells = line.split('\t').enumerate().peekable();
        while let Some((number, cell)) = cells.next() {
            let cell = cell.trim();
            let at_end = number == 0 || cells.peek().is_none();
            if !(cell.is_empty() && at_end) {
                let start = (cell.as_ptr() as usize - origin) as u32;
                out.push(Segment { start, text: cell });
            }
        }
    }
    out
}

/// What templates print for nothing.
pub(super) fn is_nothing(value: &str) -> bool {
    const WORDS: [&str; 9] = ["", "-", "--", "——", "/", "无", "暂无", "[]", "nan"];
    const TRACES: [&str; 3] = ["null", "undefined", "请选择"];
    let value = squeeze(value).to_ascii_lowercase();
    WORDS.contains(&value.as_str()) || TRACES.iter().any(|trace| value.contains(trace))
}

/// A trace of a template that nothing filled.
pub(super) fn is_template(value: &str) -> bool {
    ["{{", "}}", "<%", "${"]
        .iter()
        .any(|mark| value.contains(mark))
}

/// Value of the first pair with this meaning that has one.
pub(super) fn value(pairs: &[Pair], field: Field) -> Option<&str> {
    pairs
        .iter()
        .find(|p| p.field == field && !is_nothing(&p.value))
        .map(|p| p.value.as_str())
}

/// Whether the page has the label, with or without a value.
pub(super) fn has(pairs: &[Pair], field: Field) -> bool {
    pairs.iter().any(|p| p.field == field)
}

/// A segment that is a label and nothing else: `索 引 号：`, `文号`, `[ 有效性 ]`.
pub(super) fn alone(segment: &str) -> Option<Field> {
    // No label has a digit or a Latin letter; most lines have.
    let foreign = |b: u8| b.is_ascii_alphanumeric();
    if segment.len() > 60 || segment.is_empty() || segment.bytes().any(foreign) {
        return None;
    }
    const BESIDE: usize = 4;
    if !has_at_most(segment, LONGEST + BESIDE) {
        return None;
    }
    let label = squeeze(segment);
    field_of(label.trim_matches(['：', ':', '[', ']', '【', '】', '•', '·']))
}

/// `服务部门：` in no table of ours ends the value of the label before it.
fn is_unknown_label(segment: &str) -> bool {
    segment.ends_with(['：', ':']) && has_at_most(segment, LONGEST + 1)
}

/// Fields whose values have no label of their own.
fn is_day(field: Field) -> bool {
    matches!(
        field,
        Field::Published | Field::Issued | Field::Sent | Field::Generated | Field::Announced
    )
}

/// `截止时间：2026-11-08` below an empty 发布时间： is the day of something else.
fn begins_with_label(segment: &str) -> bool {
    let is_word = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || is_space(c);
    let rest = segment.trim_start_matches(is_word);
    rest.len() < segment.len() && rest.starts_with(['：', ':'])
}

/// `索引号 115323-/2019-0514007`, `文 号 云政发〔2026〕3号`: no colon, so only a value that cannot be
/// anything else counts.
fn spaced(segment: &str) -> Option<Pair> {
    if segment.len() > LONGEST_CELL / 2 || !segment.contains(' ') || segment.is_ascii() {
        return None;
    }
    let mut label = String::new();
    for (at, word) in segment.match_indices(' ').take(LONGEST) {
        let from = segment[..at]
            .rfind(' ')
            .map_or(0, |space| space + word.len());
        label.push_str(&segment[from..at]);
        if label.len() > 3 * LONGEST {
            return None;
        }
        let value = segment[at..].trim();
        match field_of(&label) {
            Some(field @ Field::IndexNumber) if value.bytes().any(|b| b.is_ascii_digit()) => {
                return value.is_ascii().then(|| Pair::new(field, value));
            }
            Some(field @ Field::DocNumber) => {
                let number = super::doc_number::find(value)?;
                return (number.range.start == 0).then(|| Pair::new(field, &number.text));
            }
            Some(field @ (Field::Published | Field::Issued)) => {
                return super::dates::is_date(value).then(|| Pair::new(field, value));
            }
            _ => {}
        }
    }
    None
}

/// `发文机构：县政府 文号：云政发〔2026〕3号`: a label ends at a colon, its value at the next label.
pub(super) fn inline(segment: &str) -> Vec<Pair> {
    let mut out: Vec<(Field, usize, usize)> = Vec::new();
    if segment.len() > 1200 || !has_label_end(segment.as_bytes()) {
        return Vec::new();
    }
    // `[ 有效性 ] 失效` (Chongqing) ends its labels with a bracket.
    for (at, end) in segment.match_indices(['：', ':', ']', '】']) {
        let before = &segment[..at];
        if let Some((field, start)) = label_at_end(before) {
            let in_brackets = segment[..start].trim_end().ends_with(['[', '【']);
            let is_closed = in_brackets || !matches!(end, "]" | "】");
            let last_value = out.last().map(|(_, _, from)| *from);
            if is_closed && is_whole_label(segment, start, last_value) {
                out.push((field, start, at + end.len()));
            }
        }
    }
    (0..out.len())
        .map(|i| {
            let (field, _, from) = out[i];
            let to = out.get(i + 1).map_or(segment.len(), |next| next.1);
            let value = segment[from..to.max(from)].trim();
            let value = match field {
                Field::Title | Field::Name => value,
                _ => before_unknown_label(value),
            };
            let value = value.trim_end_matches(['|', ';', '；', '[', '【', ']', '】']);
            Pair::new(field, value.trim())
        })
        .collect()
}

/// Words before a label that do not change what it means.
const PREFIXES: [&str; 14] = [
    "本网", "本站", "信息", "文件", "公文", "文章", "稿件", "内容", "本文", "首次", "网站", "网上",
    "政策", "最后",
];

/// 批准文号：, 项目名称：, 原文号： end like labels and mean something else, unless what stands before is
/// the value of the last label and elements without a gap hold both.
fn is_whole_label(segment: &str, start: usize, last_value: Option<usize>) -> bool {
    let before = &segment[..start];
    let run = before.trim_end_matches(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let word = &before[run.len()..];
    let is_glued = last_value.is_some_and(|from| {
        let value = segment.get(from..start).unwrap_or("").trim_start();
        !value.is_empty() && !value.contains(is_space)
    });
    word.is_empty() || PREFIXES.contains(&word) || is_glued
}

/// `县政府办 浏览：12`: the value ends where a label begins that nobody knows.
fn before_unknown_label(value: &str) -> &str {
    for (at, _) in value.match_indices(['：', ':']) {
        let before = &value[..at];
        let Some(space) = before.rfind(is_space) else {
            continue;
        };
        let word = before[space..].trim();
        let is_word = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        if !word.is_empty() && word.chars().all(is_word) && has_at_most(word, LONGEST) {
            return value[..space].trim();
        }
    }
    value
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
        if is_space(c) {
            continue;
        }
        if c.is_ascii_alphanumeric() {
            break;
        }
        label.insert(0, c);
        if label.chars().count() > LONGEST {
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
                pair(Field::Publisher, "县政府办"),
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
    fn a_label_and_its_date_may_both_be_set_apart() {
        let html = "<li><strong>发布时间</strong><span>2026.11.08</span></li>";
        assert_eq!(read(html), [pair(Field::Published, "2026.11.08")]);
        let html = "<p><b>发布时间</b>\t<b>成文日期</b><span>2026.11.08</span></p>";
        assert_eq!(
            read(html),
            [
                pair(Field::Published, ""),
                pair(Field::Issued, "2026.11.08")
            ]
        );
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
    fn the_cell_beside_a_label_is_its_value_whatever_lines_it_has() {
        let number = pair(Field::DocNumber, "云政发〔2026〕3号");
        for html in [
            "<table><tr><td><p>文号</p></td><td><p>云政发〔2026〕3号</p></td></tr></table>",
            "<table><tr><th>文号：</th><td><span>云政发</span><span>〔2026〕3号</span></td></tr></table>",
            "<table><tr><td>文号</td><td>：云政发〔2026〕3号</td></tr></table>",
        ] {
            assert_eq!(read(html), std::slice::from_ref(&number), "{html}");
        }
        let joint = "<table><tr><td>发文机关</td><td>云岭县教育局<br>云岭县财政局</td>\
                     <td><p>文号</p></td><td><p></p></td></tr><tr><td>有效性</td><td>有效</td></tr></table>";
        assert_eq!(
            read(joint),
            [
                pair(Field::Issuer, "云岭县教育局 云岭县财政局"),
                pair(Field::DocNumber, ""),
                pair(Field::Validity, "有效"),
            ]
        );
    }

    #[test]
    fn a_row_of_labels_above_one_row_is_a_block_and_above_several_a_list() {
        let labels = "<tr><th>索引号</th><th>文号</th><th>发布日期</th></tr>";
        let row = "<tr><td>A-1</td><td>云政发〔2026〕3号</td><td>2026-11-08</td></tr>";
        assert_eq!(
            read(&format!("<table>{labels}{row}</table>")),
            [
                pair(Field::IndexNumber, "A-1"),
                pair(Field::DocNumber, "云政发〔2026〕3号"),
                pair(Field::Published, "2026-11-08"),
            ]
        );
        assert_eq!(read(&format!("<table>{labels}{row}{row}</table>")), []);
        let list = "<table><tr><th>名称</th><th>索引号</th><th>发布机构</th><th>发布日期</th></tr>\
                    <tr><td><a href='/a.html'>关于停车的通知</a></td><td>A-1</td><td>县政府</td><td>2026-11-08</td></tr></table>";
        assert_eq!(read(list), []);
    }

    #[test]
    fn values_end_where_any_label_begins() {
        let html =
            "<p>发布机构：县政府办 浏览：12 次</p><p>有效性：</p><p>服务部门：</p><p>县水务局</p>";
        assert_eq!(
            read(html),
            [
                pair(Field::Publisher, "县政府办"),
                pair(Field::Validity, ""),
            ]
        );
        let glued = "<p><span>发布机构：</span><span>云岭县政府办</span><span>发布日期：</span><span>2026-11-08</span></p>";
        assert_eq!(
            read(glued),
            [
                pair(Field::Publisher, "云岭县政府办"),
                pair(Field::Published, "2026-11-08"),
            ]
        );
    }

    #[test]
    fn labels_of_other_things_are_none() {
        for html in [
            "<p>批准文号：国药准字2026第3号</p>",
            "<p>项目名称：云岭县污水处理厂</p>",
            "<p>原文号：云政发〔2010〕3号</p>",
            "<p>名称：云岭县自来水公司</p>",
            "<p>会议时间：2026-11-08</p>",
        ] {
            assert_eq!(read(html), [], "{html}");
        }
        let block = "<p>索引号：A-1 批准文号：X 名称：关于停车的通知</p>";
        assert_eq!(
            read(block),
            [
                pair(Field::IndexNumber, "A-1"),
                pair(Field::Title, "关于停车的通知"),
            ]
        );
    }

    #[test]
    fn the_name_of_something_in_the_text_is_no_title() {
        let goods = "<p>发布日期：2026-10-13</p><p>二、项目名称：医用液氧供应</p><p>三、供应商</p><p>名称：云岭气体公司</p>";
        assert_eq!(read(goods), [pair(Field::Published, "2026-10-13")]);
        let title = pair(Field::Title, "关于停车的通知");
        for block in [
            "<p>名称：关于停车的通知</p><p>发布机构：云岭县</p>",
            "<p>名称：关于停车的通知</p><p>生成日期：2026-10-12</p><p>公开方式：主动公开</p>",
            "<p>标题：关于停车的通知</p><p>发布日期：2026-10-13</p>",
        ] {
            assert!(read(block).contains(&title), "{block}");
        }
    }

    #[test]
    fn without_a_colon_the_value_must_speak_for_itself() {
        for (html, expected) in [
            (
                "<li>文 号 云政发〔2026〕3号</li>",
                pair(Field::DocNumber, "云政发〔2026〕3号"),
            ),
            (
                "<li>索引号 115323-/2019-0514007</li>",
                pair(Field::IndexNumber, "115323-/2019-0514007"),
            ),
            (
                "<li>发布日期　2026-11-08</li>",
                pair(Field::Published, "2026-11-08"),
            ),
        ] {
            assert_eq!(read(html), [expected], "{html}");
        }
        for html in [
            "<li>标题 文号 发布日期</li>",
            "<li>发布日期 截止日期</li>",
            "<li>文号 关于停车的通知</li>",
        ] {
            assert_eq!(read(html), [], "{html}");
        }
    }

    #[test]
    fn the_force_of_a_document_is_its_validity() {
        assert_eq!(
            read("<p>文件效力：已废止</p>"),
            [pair(Field::Validity, "已废止")]
        );
    }
}
