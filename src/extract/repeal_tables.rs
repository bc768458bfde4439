//! Tables of repeal decisions (FIELD §5.3: 序号 | 文件名称 | 文号 | … | 处理意见/备注). What a
//! heading or a remark says about a row is read by the words of [`repeals`](super::repeals).

use super::doc_number;
use super::outline::{Elem, Outline, Tag};
use super::repeal_targets::{PARTIAL, clean_title, mention};
use super::repeals::{KEPT, Mode, mode_of};
use super::white_space::{fold, squeeze};
use crate::facts::{RepealMention, RepealSource};

/// Documents that the tables of a decision titled `title` repeal.
pub(super) fn rows(outline: &Outline, title: &str) -> Vec<RepealMention> {
    let mut out = Vec::new();
    for (index, table) in outline
        .elements
        .iter()
        .enumerate()
        .filter(|(_, e)| e.tag == Tag::Table)
    {
        let rows: Vec<Vec<String>> = rows_of(outline, index as u32, table);
        let Some(header) = rows.iter().position(|r| name_column(r).is_some()) else {
            continue;
        };
        let columns = Columns::of(&rows[header]);
        let heading = heading_before(outline, table.text.0);
        let caption = rows[..header].iter().flatten().cloned().collect::<String>();
        let mut mode = mode_of(&caption)
            .or_else(|| mode_of(heading))
            .or_else(|| mode_of(title));
        for row in &rows[header + 1..] {
            match heading_row(row) {
                Some(says) => mode = Some(says),
                None => out.extend(table_row(row, &columns, mode)),
            }
        }
    }
    out
}

/// Columns of a repeal table (FIELD §5.3: 序号 | 文件名称 | 文号 | … | 处理意见/备注).
struct Columns {
    name: usize,
    number: Option<usize>,
    decision: Option<usize>,
    remark: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Self {
        let find = |words: &[&str]| {
            header
                .iter()
                .position(|c| words.iter().any(|w| squeeze(c).contains(w)))
        };
        Self {
            name: name_column(header).unwrap_or(0),
            number: find(&["文号", "字号", "文件编号"]),
            decision: find(&[
                "处理",
                "清理意见",
                "清理结果",
                "清理情况",
                "结论",
                "审查意见",
            ]),
            remark: find(&["备注", "说明", "理由", "原因"]),
        }
    }
}

/// Column of the titles in a header row. A metadata block has labels with colons and no header.
fn name_column(row: &[String]) -> Option<usize> {
    if row.len() < 2 || row.iter().any(|c| c.ends_with(['：', ':'])) {
        return None;
    }
    row.iter().position(|c| {
        let c = squeeze(c);
        c.chars().count() <= 12
            && ["名称", "标题", "文件名", "规范性文件"]
                .iter()
                .any(|w| c.contains(w))
    })
}

/// Rows of a table as texts; a cell that spans rows stands in each of them.
fn rows_of(outline: &Outline, table_index: u32, table: &Elem) -> Vec<Vec<String>> {
    let elements = &outline.elements;
    let mut spanning: Vec<(u8, String)> = Vec::new();
    let mut next = table_index + 1;
    let rows = std::iter::from_fn(|| {
        while next < table.end {
            let (at, element) = (next, &elements[next as usize]);
            // Rows of a table inside this one belong to that one.
            next = if element.tag == Tag::Table {
                element.end
            } else {
                next + 1
            };
            if element.tag == Tag::Tr {
                return Some(at);
            }
        }
        None
    });
    rows.map(|i| {
        let own = outline
            .children(i)
            .filter(|&c| elements[c as usize].tag == Tag::Cell);
        let texts = own.flat_map(|c| {
            let cell = &elements[c as usize];
            let text = (cell.row_span, fold(outline.text_of(cell)));
            std::iter::repeat_n(text, usize::from(cell.col_span))
        });
        grid_row(&mut spanning, texts)
    })
    .collect()
}

/// One row of the grid: own cells in the places that cells from rows above leave free.
fn grid_row(
    spanning: &mut Vec<(u8, String)>,
    mut own: impl Iterator<Item = (u8, String)>,
) -> Vec<String> {
    let mut row = Vec::new();
    let mut at = 0;
    loop {
        match spanning.get_mut(at) {
            Some((left, text)) if *left > 0 => {
                *left -= 1;
                row.push(text.clone());
            }
            place => {
                let Some((span, text)) = own.next() else {
                    // Nothing of this row is left; cells from above may follow further right.
                    if at >= spanning.len() {
                        return row;
                    }
                    at += 1;
                    continue;
                };
                row.push(text.clone());
                match place {
                    Some(place) => *place = (span - 1, text),
                    None => spanning.push((span - 1, text)),
                }
            }
        }
        at += 1;
    }
}

fn table_row(row: &[String], columns: &Columns, mode: Option<Mode>) -> Option<RepealMention> {
    let cell = |at: Option<usize>| at.and_then(|i| row.get(i)).map_or("", String::as_str);
    let decision = cell(columns.decision);
    let remark = cell(columns.remark);
    let mode = if squeeze(decision).is_empty() {
        mode
    } else {
        mode_of(decision).or(Some(Mode::Other))
    };
    if mode != Some(Mode::Repeal) || KEPT.is_match(remark) {
        return None;
    }
    let name = row.get(columns.name)?;
    let number = doc_number::find(cell(columns.number)).or_else(|| doc_number::find(name));
    let title = clean_title(name);
    if title.chars().count() < 4 && number.is_none() {
        return None;
    }
    let partial = [decision, remark]
        .iter()
        .any(|c| c.contains("部分") || PARTIAL.is_match(c));
    Some(mention(
        number,
        Some(title),
        None,
        RepealSource::Table,
        partial,
        &row.join(" | "),
    ))
}

/// What `<td colspan="3">一、继续有效</td>` between the rows says of those below it: one text in the
/// whole row that names no document.
fn heading_row(row: &[String]) -> Option<Mode> {
    let mut texts = row.iter().filter(|cell| !cell.is_empty());
    let first = texts.next()?;
    let is_heading = row.len() > 1
        && texts.all(|text| text == first)
        && !first.contains("关于")
        && doc_number::find(first).is_none();
    is_heading.then(|| mode_of(first)).flatten()
}

/// The last line before a position that is a heading: short text, not a list line.
fn heading_before(outline: &Outline, at: u32) -> &str {
    outline
        .slice(0, at)
        .lines()
        .rev()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .take(4)
        .find(|l| l.chars().count() <= 120 && mode_of(l).is_some())
        .unwrap_or("")
}
