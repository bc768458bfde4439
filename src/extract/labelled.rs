//! Labels and what stands beside them, for extractors with words of their own: guides, letters,
//! consultations. Which words are labels is left to them; metadata blocks are left to `labels`.
//!
//! A label is a cell, heading, bold lead-in or tab of its own (`<td>`, `<dt>`, `<h3>`, `<b>`), or
//! stands before a colon or in 【】. Its value is the cell beside it, else the text up to the next
//! label.

use std::collections::{HashMap, HashSet};

use super::numbering::{Number, numbering};
use super::outline::{Elem, Outline, Tag};
use super::white_space::{fold, head, is_space, squeeze};
use crate::facts::Place;

/// Longest label in characters, numbering apart.
pub(super) const MAX_LABEL: usize = 14;

/// Longest text in bytes of an element that may be a label with its numbering.
pub(super) const MAX_ELEMENT: u32 = 90;

/// Bytes of a long line in which a label is looked for: one that is a paragraph begins with it.
const LINE_HEAD: usize = 150;

/// Lines longer than this have one label at most.
const MAX_LINE: usize = 1200;

/// Labels kept of one page.
const MAX_MARKS: usize = 600;

/// Bytes of a value that are searched for its end.
const MAX_VALUE: usize = 3000;

/// A label with the place of its value in `Outline::text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Labelled<F> {
    pub(super) field: F,
    /// Without white space and numbering.
    pub(super) label: String,
    /// Where the label begins.
    pub(super) start: u32,
    /// Its value, white space around it included.
    pub(super) value: (u32, u32),
    /// It stands alone in its row above rows of several cells: their heading, or the name of the
    /// table that they are.
    pub(super) heads_rows: bool,
}

/// A label's text with its place, its meaning and its number, where it has them.
type Known<F> = ((u32, u32), Option<(F, String, Option<Number>)>);

/// Where a label stands.
#[derive(Clone, Debug)]
struct Mark<F> {
    field: F,
    label: String,
    range: (u32, u32),
    /// The element that is the label and nothing else.
    element: Option<u32>,
    /// It is a link: a tab, or the way to another page.
    is_link: bool,
    number: Option<Number>,
    value: Option<(u32, u32)>,
}

/// Texts that end a value: what templates put below the content.
const CHROME: [&str; 24] = [
    "打印",
    "【打印",
    "[打印",
    "关闭",
    "【关闭",
    "[关闭",
    "上一篇",
    "下一篇",
    "上一条",
    "下一条",
    "上一页",
    "分享到",
    "分享：",
    "扫一扫",
    "返回",
    "责任编辑",
    "相关链接",
    "相关新闻",
    "相关信息",
    "我要评价",
    "满意度",
    "您对",
    "您的评价",
    "用户评价",
];

/// Words of footers that no class declares.
const FOOTER_WORDS: [&str; 5] = ["网站标识码", "ICP备", "公网安备", "版权所有", "技术支持："];

/// Every label for which `read` has a meaning, in page order. `read` gets labels without white
/// space, numbering and brackets; `is_read` says which regions are read.
pub(super) fn labelled<F: Copy>(
    outline: &Outline,
    read: &dyn Fn(&str) -> Option<F>,
    is_read: fn(Place) -> bool,
) -> Vec<Labelled<F>> {
    let outside = outside(outline, is_read);
    let end = content_end(outline);
    let mut marks = element_marks(outline, read, is_read);
    line_marks(outline, read, &outside, &mut marks);
    marks.retain(|mark| mark.range.0 < end);
    let is_cell = |mark: &Mark<F>| {
        let element = mark.element.map(|at| &outline.elements[at as usize]);
        element.is_some_and(|e| e.tag == Tag::Cell)
    };
    marks.sort_by_key(|mark| (mark.range.0, !is_cell(mark), u32::MAX - mark.range.1));
    let mut taken = 0;
    marks.retain(|mark| {
        let is_first = mark.range.0 >= taken;
        taken = taken.max(mark.range.1);
        is_first
    });
    let bars = tab_bars(outline, &marks);
    pair_tabs(outline, &mut marks, &bars);
    values(outline, &mut marks, &outside, end);
    marks
        .into_iter()
        .filter_map(|mark| {
            Some(Labelled {
                value: mark.value?,
                field: mark.field,
                label: mark.label,
                start: mark.range.0,
                heads_rows: mark.element.is_some_and(|at| heads_rows(outline, at)),
            })
        })
        .collect()
}

/// `<tr><td colspan=8>来信内容</td></tr>` above rows of number, sender and day.
fn heads_rows(outline: &Outline, label: u32) -> bool {
    let element = &outline.elements[label as usize];
    let row = match element.tag {
        Tag::Cell => element.parent,
        _ => label,
    };
    let cells = |row: u32| outline.children(row).take(2).count();
    let next = outline.elements[row as usize].end;
    let below = outline.elements.get(next as usize);
    let is_row = |at: u32| outline.elements[at as usize].tag == Tag::Tr;
    is_row(row) && cells(row) == 1 && below.is_some() && is_row(next) && cells(next) > 1
}

/// Outermost elements of regions that are not read, in order.
fn outside(outline: &Outline, is_read: fn(Place) -> bool) -> Vec<(u32, u32)> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(element) = outline.elements.get(at) {
        if is_read(element.place) {
            at += 1;
        } else {
            found.push(element.text);
            at = element.end as usize;
        }
    }
    found
}

/// Where the content ends and a footer begins that no class declares: 主办单位 and 联系电话 stand
/// before 网站标识码 or ICP备.
fn content_end(outline: &Outline) -> u32 {
    const BESIDE: [&str; 8] = [
        "主办",
        "承办",
        "网站",
        "地址",
        "邮编",
        "联系",
        "电话",
        "关于我们",
    ];
    const LONGEST: u32 = 300;
    let places: Vec<(u32, u32)> = outline.body_places().collect();
    let says = |at: usize, words: &[&str]| {
        let (from, to) = places[at];
        to - from <= LONGEST && words.iter().any(|w| outline.slice(from, to).contains(w))
    };
    // A footer stands in the second half of a page.
    let Some(mut first) = (places.len() / 2..places.len()).find(|at| says(*at, &FOOTER_WORDS))
    else {
        return u32::MAX;
    };
    for _ in 0..4 {
        if first == 0 || !says(first - 1, &BESIDE) {
            break;
        }
        first -= 1;
    }
    places[first].0
}

fn element_marks<F: Copy>(
    outline: &Outline,
    read: &dyn Fn(&str) -> Option<F>,
    is_read: fn(Place) -> bool,
) -> Vec<Mark<F>> {
    let mut marks = Vec::new();
    // Boxes around one label have its text too; the cell is kept, else the outermost.
    let mut last: Option<Known<F>> = None;
    for (at, element) in (0u32..).zip(&outline.elements) {
        let length = element.text.1.saturating_sub(element.text.0);
        if !(6..=MAX_ELEMENT).contains(&length) || !is_read(element.place) {
            continue;
        }
        let range = trimmed(outline, element.text);
        let known = match last.take() {
            Some((same, known)) if same == range => known,
            _ => label_of(outline.slice(range.0, range.1))
                .and_then(|(label, number)| Some((read(&label)?, label, number))),
        };
        last = Some((range, known.clone()));
        let Some((field, label, number)) = known else {
            continue;
        };
        if marks.len() >= MAX_MARKS {
            break;
        }
        marks.push(Mark {
            field,
            label,
            range,
            element: Some(at),
            is_link: is_link(outline, element, range),
            number,
            value: None,
        });
    }
    marks
}

fn is_link(outline: &Outline, element: &Elem, range: (u32, u32)) -> bool {
    let anchor = outline.anchors.get(element.anchors.0 as usize);
    let covers = |at: u32| trimmed(outline, outline.elements[at as usize].text) == range;
    element.anchors.0 < element.anchors.1 && anchor.is_some_and(|a| covers(a.element))
}

/// Labels before a colon or in 【】, at the beginning of a line or cell; further ones in a short
/// line stand after white space (`来信人：张* 来信时间：2026-03-02`).
fn line_marks<F: Copy>(
    outline: &Outline,
    read: &dyn Fn(&str) -> Option<F>,
    outside: &[(u32, u32)],
    marks: &mut Vec<Mark<F>>,
) {
    let (mut from, mut out) = (0u32, 0usize);
    for part in outline.text.split(['\n', '\t']) {
        let start = from;
        from += part.len() as u32 + 1;
        while outside.get(out).is_some_and(|range| range.1 <= start) {
            out += 1;
        }
        if marks.len() >= 2 * MAX_MARKS {
            break;
        }
        if outside.get(out).is_some_and(|range| range.0 <= start) {
            continue;
        }
        let searched = match part.len() {
            0..=MAX_LINE => part,
            _ => head(part, LINE_HEAD),
        };
        let mut before = 0;
        for (at, end) in searched.match_indices(['：', ':', ']', '】']) {
            if let Some((field, label, number, begin)) = label_at_end(part, before, at, read) {
                let outside = part[..begin].trim_end_matches(is_space);
                let outer = match outside.strip_suffix(['[', '【']) {
                    Some(outer) => outer.len(),
                    None => begin,
                };
                if (outer < begin) == matches!(end, "]" | "】") {
                    marks.push(Mark {
                        field,
                        label,
                        range: (start + outer as u32, start + (at + end.len()) as u32),
                        element: None,
                        is_link: false,
                        number,
                        value: None,
                    });
                    before = at + end.len();
                }
            }
            if searched.len() < part.len() {
                break;
            }
        }
    }
}

/// The longest label that ends at `at`, at the beginning of the line or after white space; with
/// its meaning, number and beginning.
fn label_at_end<F: Copy>(
    line: &str,
    from: usize,
    at: usize,
    read: &dyn Fn(&str) -> Option<F>,
) -> Option<(F, String, Option<Number>, usize)> {
    let end = without_remark(line[from..at].trim_end()).len() + from;
    let mut label = String::new();
    let mut best = None;
    for (start, c) in line[from..end].char_indices().rev() {
        if is_space(c) {
            continue;
        }
        let is_of_label = c.is_alphabetic() || matches!(c, '、' | '/' | '“' | '”');
        if !is_of_label || label.chars().count() >= MAX_LABEL {
            break;
        }
        label.insert(0, c);
        let before = line[..from + start].trim_end_matches(['*', '●', '·', '■', '★']);
        let (number, rest) = numbering(before);
        let begins = rest.is_empty()
            || before.ends_with(|c| is_space(c) || matches!(c, '[' | '【' | ';' | '；' | '|'));
        if begins && let Some(field) = read(&label) {
            let number = number.filter(|_| rest.is_empty());
            best = Some((field, label.clone(), number, from + start));
        }
    }
    best
}

/// 申请材料（一式两份） and 申请材料(复印件).
fn without_remark(text: &str) -> &str {
    if !text.ends_with(['）', ')']) {
        return text;
    }
    // Remarks are short, and lines full of brackets are asked at each.
    const LONGEST: usize = 40;
    let mut brackets = text.char_indices().rev().take(LONGEST);
    let open = brackets.find(|(_, c)| matches!(c, '（' | '('));
    open.filter(|(at, _)| *at > 0)
        .map_or(text, |(at, _)| text[..at].trim_end())
}

/// A text that may be a label and nothing else: without white space, numbering, brackets, colon.
pub(super) fn label_of(text: &str) -> Option<(String, Option<Number>)> {
    if text.contains('\n') || text.len() > MAX_ELEMENT as usize {
        return None;
    }
    const BESIDE: [char; 16] = [
        '：', ':', '[', ']', '【', '】', '•', '·', '●', '■', '★', '*', '※', '◆', '▪', '>',
    ];
    let text = text.trim_matches(|c| is_space(c) || BESIDE.contains(&c));
    let (number, rest) = numbering(text);
    let label = squeeze(without_remark(
        rest.trim_matches(|c| is_space(c) || BESIDE.contains(&c)),
    ));
    let is_short = (2..=MAX_LABEL).contains(&label.chars().count());
    is_short.then_some((label, number))
}

fn trimmed(outline: &Outline, (from, to): (u32, u32)) -> (u32, u32) {
    let text = outline.slice(from, to);
    let start = from + (text.len() - text.trim_start().len()) as u32;
    (start, start + text.trim().len() as u32)
}

/// Elements whose children are labels and hardly anything else: the tabs above panes. A `dl` has a
/// value for every label.
fn tab_bars<F>(outline: &Outline, marks: &[Mark<F>]) -> Vec<u32> {
    let mut parents: Vec<u32> = marks
        .iter()
        .filter_map(|mark| Some(outline.elements[mark.element? as usize].parent))
        .collect();
    parents.sort_unstable();
    parents.dedup();
    let labelled: HashSet<u32> = marks.iter().filter_map(|mark| mark.element).collect();
    parents
        .into_iter()
        .filter(|parent| {
            let element = &outline.elements[*parent as usize];
            if element.tag == Tag::Tr || element.text.1 - element.text.0 > 8 * MAX_ELEMENT {
                return false;
            }
            let children: Vec<u32> = outline.children(*parent).take(30).collect();
            let labels = children.iter().filter(|at| labelled.contains(at)).count();
            labels >= 2 && labels * 5 >= children.len() * 3
        })
        .collect()
}

/// Each tab gets its pane, where as many panes follow; a tab without one says nothing.
fn pair_tabs<F: Copy>(outline: &Outline, marks: &mut [Mark<F>], bars: &[u32]) {
    let starts: Vec<u32> = marks.iter().map(|mark| mark.range.0).collect();
    // The first of an element last, to stay.
    let with_element = marks.iter().enumerate().rev();
    let of_element: HashMap<u32, usize> = with_element
        .filter_map(|(i, mark)| Some((mark.element?, i)))
        .collect();
    for bar in bars {
        let tabs: Vec<u32> = outline.children(*bar).collect();
        let panes = panes(outline, *bar, tabs.len());
        for (at, tab) in tabs.iter().enumerate() {
            let Some(mark) = of_element.get(tab).map(|i| &mut marks[*i]) else {
                continue;
            };
            let pane = panes
                .get(at)
                .map(|pane| outline.elements[*pane as usize].text);
            // A pane that begins with its own heading speaks for itself.
            let speaks = |pane: (u32, u32)| {
                let begin = trimmed(outline, pane).0;
                starts.binary_search(&begin).is_ok()
            };
            mark.value = pane.filter(|pane| !speaks(*pane));
            mark.is_link |= mark.value.is_none();
        }
    }
}

fn panes(outline: &Outline, bar: u32, tabs: usize) -> Vec<u32> {
    let mut at = bar;
    for _ in 0..3 {
        let element = &outline.elements[at as usize];
        let parent = element.parent;
        if parent == at {
            break;
        }
        let end = outline.elements[parent as usize].end;
        let mut following = Vec::new();
        let mut next = element.end;
        while next < end && following.len() <= tabs {
            following.push(next);
            next = outline.elements[next as usize].end;
        }
        if let Some(first) = following.first() {
            let inner: Vec<u32> = outline.children(*first).take(tabs + 1).collect();
            if inner.len() == tabs {
                return inner;
            }
        }
        if following.len() == tabs {
            return following;
        }
        at = parent;
    }
    Vec::new()
}

fn values<F: Copy>(
    outline: &Outline,
    marks: &mut [Mark<F>],
    outside: &[(u32, u32)],
    content_end: u32,
) {
    for at in 0..marks.len() {
        if marks[at].value.is_some() {
            continue;
        }
        let next = marks.get(at + 1).map_or(u32::MAX, |next| next.range.0);
        let mark = &marks[at];
        let cell = mark
            .element
            .filter(|e| outline.elements[*e as usize].tag == Tag::Cell);
        let value = match cell {
            Some(cell) => cell_value(outline, cell, next),
            None => Some(text_value(outline, mark, next, outside, content_end)),
        };
        let is_empty = |value: (u32, u32)| outline.slice(value.0, value.1).trim().is_empty();
        // A link without a value leads to what it names, and a tab without a pane says nothing.
        marks[at].value = value.filter(|value| !(mark.is_link && is_empty(*value)));
    }
}

/// The cell to the right of a label's; the row below the label if the cell is
/// alone in its row; nothing for the last cell of a header row.
fn cell_value(outline: &Outline, cell: u32, next: u32) -> Option<(u32, u32)> {
    let element = &outline.elements[cell as usize];
    let row = &outline.elements[element.parent as usize];
    let right = (element.end < row.end).then(|| &outline.elements[element.end as usize]);
    if let Some(right) = right {
        // 办理材料 beside several numbered rows.
        let is_group = element.row_span > 1 && right.text.0 < right.text.1;
        let end = if is_group { row.text.1 } else { right.text.1 };
        return Some((right.text.0, end.min(next.max(right.text.0))));
    }
    let is_alone = cell == element.parent + 1;
    let table = &outline.elements[row.parent as usize];
    is_alone.then(|| (element.text.1, table.text.1.min(next).max(element.text.1)))
}

/// Up to the next label, the next heading of the same numbering, or what templates put below.
fn text_value<F>(
    outline: &Outline,
    mark: &Mark<F>,
    next: u32,
    outside: &[(u32, u32)],
    content_end: u32,
) -> (u32, u32) {
    let from = mark.range.1;
    let beyond = outside.partition_point(|range| range.0 < from);
    let beyond = outside.get(beyond).map_or(u32::MAX, |range| range.0);
    let end = next.min(beyond).min(content_end).max(from);
    let text = head(
        outline.slice(from, end.min(outline.text.len() as u32)),
        MAX_VALUE,
    );
    let own_line = text.split('\n').next().unwrap_or("");
    // `<td>办理地点：政务中心</td><td>乘车路线…</td>`: the cell ends the value.
    let own_cell = own_line.split('\t').next().unwrap_or("");
    if mark.element.is_none() && !own_cell.trim().is_empty() && own_line.len() > own_cell.len() {
        return (from, from + own_cell.len() as u32);
    }
    let mut to = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let is_next =
            mark.number.is_some() && numbering(trimmed).0 == mark.number.map(Number::next);
        if to > 0 && (is_next || CHROME.iter().any(|word| trimmed.starts_with(word))) {
            break;
        }
        to += line.len();
    }
    (from, from + to as u32)
}

/// The value as one line, a colon before it dropped.
pub(super) fn plain(text: &str) -> String {
    fold(text.trim().trim_start_matches(['：', ':', '】', ']']))
}

#[cfg(test)]
#[path = "labelled_tests.rs"]
mod tests;
