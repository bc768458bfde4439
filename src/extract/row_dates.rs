//! Which date belongs to a row of a list: in the column that the table's header names, beside the
//! link, inside it, or between the rows. What a date looks like is left to [`dates`].

use super::dates::{self, Found};
use super::outline::{Elem, Outline, Tag};
use super::rows::Candidate;

/// Dates of the rows of one group, in their order.
pub(super) fn of_group(outline: &Outline, container: u32, rows: &[&Candidate]) -> Vec<Dated> {
    let published = published_column(outline, container);
    let inside: Vec<Dated> = rows
        .iter()
        .map(|row| {
            let in_column = published.and_then(|column| date_in_cell(outline, row.row, column));
            in_column.or_else(|| date_beside(outline, &outline.elements[row.row as usize], row))
        })
        .collect();
    match count(&inside) {
        0 => dates_between(outline, container, rows).unwrap_or(inside),
        _ => inside,
    }
}

/// Date of a row, with its text.
pub(super) type Dated = Option<(Found, String)>;

pub(super) fn count(dates: &[Dated]) -> usize {
    dates.iter().flatten().count()
}

/// Dates that stand before or after the rows, whichever fits the whole group: `dt`/`dd` pairs, bare
/// text, `<br>` lists. They belong to the rows only if nearly all have one: below a lone attachment
/// stands the date of signature.
fn dates_between(outline: &Outline, container: u32, rows: &[&Candidate]) -> Option<Vec<Dated>> {
    if rows.len() < 2 {
        return None;
    }
    let whole = &outline.elements[container as usize];
    let mut gaps: Vec<Dated> = Vec::with_capacity(rows.len() + 1);
    let mut from = whole.text.0;
    for row in rows {
        let (start, end) = outline.elements[row.row as usize].text;
        gaps.push(gap_date(outline.slice(from.min(start), start)));
        from = end;
    }
    gaps.push(gap_date(outline.slice(from, whole.text.1.max(from))));
    let (before, after) = (&gaps[..rows.len()], &gaps[1..]);
    let fits = |dates: &[Dated]| count(dates) * 3 >= rows.len() * 2;
    if fits(before) && count(before) > count(after) {
        Some(before.to_vec())
    } else {
        fits(after).then(|| after.to_vec())
    }
}

/// Date in the row, outside the text of its main link if there is one, else at the end of it.
fn date_beside(outline: &Outline, row: &Elem, main: &Candidate) -> Dated {
    let link = &outline.elements[main.element as usize];
    let after = outline.slice(link.text.1, row.text.1.max(link.text.1));
    let before = outline.slice(row.text.0.min(link.text.0), link.text.0);
    dates::row_date(after)
        .or_else(|| dates::row_date(before))
        .or_else(|| dates::row_date(last_lines(before)))
        .or_else(|| date_in_link(outline.text_of(link)))
}

/// Elements between a row and its table.
const TABLE_LEVELS: usize = 2;

/// Longest name in a header row, in bytes; a layout table's first cell may hold half the page.
const LONGEST_HEADER: usize = 40;

/// Which cell of each row says when it was published, where the header row of the table names
/// several dates: 项目 | 发布时间 | 截止时间 (fixtures/checks/stale_column/fail/closing-date-in-the-table).
fn published_column(outline: &Outline, container: u32) -> Option<usize> {
    const PUBLISHED: [&str; 5] = ["发布", "公布", "公开", "上网", "公示日期"];
    const DATES: [&str; 5] = ["日期", "时间", "开始", "截止", "结束"];
    const OTHER: [&str; 8] = [
        "截止", "结束", "终止", "到期", "有效", "失效", "更新", "修改",
    ];
    let says = |name: &str, words: &[&str]| words.iter().any(|word| name.contains(word));
    let above = |at: &u32| Some(outline.elements[*at as usize].parent);
    let mut table = std::iter::successors(Some(container), above).take(1 + TABLE_LEVELS);
    let table = table.find(|&at| outline.elements[at as usize].tag == Tag::Table)?;
    let end = outline.elements[table as usize].end;
    let mut inner = table + 1..end;
    let header = inner.find(|&at| outline.elements[at as usize].tag == Tag::Tr)?;
    let names = cells(outline, header).map(|cell| outline.text_of(cell));
    let dates: Vec<(usize, &str)> = names
        .enumerate()
        .filter(|(_, name)| name.len() <= LONGEST_HEADER && says(name, &DATES))
        .collect();
    if dates.len() < 2 {
        return None;
    }
    let published = dates.iter().find(|(_, name)| says(name, &PUBLISHED));
    let other = || dates.iter().find(|(_, name)| !says(name, &OTHER));
    published.or_else(other).map(|(at, _)| *at)
}

fn cells(outline: &Outline, row: u32) -> impl Iterator<Item = &Elem> {
    let children = outline
        .children(row)
        .map(|at| &outline.elements[at as usize]);
    children.filter(|cell| cell.tag == Tag::Cell)
}

fn date_in_cell(outline: &Outline, row: u32, column: usize) -> Dated {
    let cell = cells(outline, row).nth(column)?;
    dates::row_date(outline.text_of(cell))
}

/// The two lines before a link: day over month, where the row is as large as the page.
fn last_lines(text: &str) -> &str {
    let text = text.trim_end();
    let mut breaks = text.rmatch_indices('\n').map(|(at, _)| at + 1);
    breaks.nth(1).map_or(text, |at| &text[at..])
}

/// `<a>title <span>2026-11-18</span></a>`: a date at either end, on lines or cells of its own or
/// set apart by a blank or bracket, since titles contain dates too.
fn date_in_link(text: &str) -> Dated {
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(['\n', '\t'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    if let [first, .., last] = parts[..] {
        let ends = [last.to_owned(), first.to_owned()];
        let pairs = (parts.len() > 2).then(|| {
            let n = parts.len();
            [
                format!("{}\n{last}", parts[n - 2]),
                format!("{first}\n{}", parts[1]),
            ]
        });
        let of_ends = ends.iter().chain(pairs.iter().flatten()).find_map(|part| {
            dates::row_date(part)
                .filter(|(_, found)| part.chars().count() <= found.chars().count() + 8)
        });
        // <a><h3>title(2026-11-18)</h3><p>summary</p></a>
        return of_ends
            .or_else(|| date_at_end(first).filter(|_| first.ends_with([')', '）', ']'])));
    }
    // [2026-11-08] title
    let (date, range) = dates::first_day(text)?;
    let begins = text[..range.start]
        .trim_matches([' ', '[', '【', '(', '（'])
        .is_empty()
        && text[range.end..].starts_with([']', '】', ')', '）']);
    if begins {
        return Some((Found::Day(date), text[range].to_owned()));
    }
    date_at_end(text)
}

/// `title 2026-11-08`, `title(2026-11-08)`: set apart by a blank or bracket.
fn date_at_end(line: &str) -> Dated {
    let (date, range) = dates::first_day(line)?;
    let at_end = line[range.end..]
        .trim_matches([']', '】', ')', '）', ' '])
        .is_empty();
    let set_apart = line[..range.start].ends_with([' ', '[', '【', '(', '（']);
    (at_end && set_apart).then(|| (Found::Day(date), line[range].to_owned()))
}

/// A date between two rows; long text or a sentence (本栏目自2024年1月1日起停止更新。) between them is no
/// date column, but a summary may end with the date on a line of its own.
fn gap_date(gap: &str) -> Dated {
    const LONGEST: usize = 400;
    if gap.len() <= LONGEST && !gap.contains('。') {
        return dates::row_date(gap);
    }
    let named = |line: &str| {
        let (_, value) = line.split_once(['：', ':'])?;
        dates::is_date(value.trim()).then(|| value.trim().to_owned())
    };
    let mut lines = gap.lines().rev().map(str::trim);
    let day = lines.find_map(|line| match dates::is_date(line) {
        true => Some(line.to_owned()),
        false => named(line),
    })?;
    dates::row_date(&day)
}
