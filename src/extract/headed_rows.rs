//! Rows below a header that names what each of their cells says (标题 | 来信时间 | 状态), in tables and
//! in boxes drawn as tables. Which words are names is left to those who ask.

use super::labelled::{MAX_ELEMENT, MAX_LABEL, label_of};
use super::outline::{Outline, Tag};
use crate::facts::Place;

/// A header row with the rows below it: 标题 | 来信时间 | 状态.
#[derive(Clone, Debug)]
pub(super) struct HeadedRows<F> {
    /// Where the header stands in `Outline::text`.
    pub(super) header: (u32, u32),
    /// Meaning of each column.
    pub(super) fields: Vec<Option<F>>,
    /// Elements of the rows; each has as many children as there are columns.
    pub(super) rows: Vec<u32>,
}

/// Rows of one table that are kept.
const MAX_ROWS: usize = 200;

/// Elements between a header and its first row, and between rows.
const MAX_GAP: u32 = 200;

/// Header rows and lists below them: `tr` or any other element whose children are all short, two
/// of them labels at least (vendors draw lists of letters with `ul` and `span`).
pub(super) fn headed_rows<F: Copy>(
    outline: &Outline,
    read: &dyn Fn(&str) -> Option<F>,
) -> Vec<HeadedRows<F>> {
    let mut found: Vec<HeadedRows<F>> = Vec::new();
    let mut after = 0;
    for (at, element) in (0u32..).zip(&outline.elements) {
        let is_short = element.text.1 - element.text.0 <= 4 * MAX_ELEMENT;
        if at < after || element.place == Place::Footer || !is_short || element.tag == Tag::Table {
            continue;
        }
        let Some(fields) = header(outline, at, read) else {
            continue;
        };
        let rows = rows_below(outline, at, fields.len(), read);
        // 事项名称 | 某许可 | 实施主体 | 某局 above another row of labels and values.
        let begins_with_label = |row: &u32| {
            let cell = outline.children(*row).next();
            let text = cell.map_or("", |cell| outline.text_of(&outline.elements[cell as usize]));
            label_of(text).is_some_and(|(label, _)| read(&label).is_some())
        };
        let rows = match rows.first().is_some_and(begins_with_label) {
            true => Vec::new(),
            false => rows,
        };
        if let Some(last) = rows.last() {
            after = outline.elements[*last as usize].end;
            found.push(HeadedRows {
                header: element.text,
                fields,
                rows,
            });
        }
    }
    found
}

/// Fewest columns of a list.
const MIN_COLUMNS: usize = 2;

fn header<F: Copy>(
    outline: &Outline,
    at: u32,
    read: &dyn Fn(&str) -> Option<F>,
) -> Option<Vec<Option<F>>> {
    // Asked of nearly every element; most have one child or none.
    outline.children(at).nth(MIN_COLUMNS - 1)?;
    let mut fields = Vec::new();
    for child in outline.children(at) {
        let text = outline.text_of(&outline.elements[child as usize]);
        let is_name = (1..=MAX_LABEL).contains(&text.chars().take(MAX_LABEL + 1).count())
            && !text.contains(|c: char| c.is_ascii_digit());
        if !is_name || fields.len() >= 20 {
            return None;
        }
        fields.push(label_of(text).and_then(|(label, _)| read(&label)));
    }
    let known = fields.iter().flatten().count();
    (known >= 2).then_some(fields)
}

/// Elements after the header with as many children, all under one parent or, one each, under
/// sisters (`<ul><li/><li/></ul>` for every row).
fn rows_below<F: Copy>(
    outline: &Outline,
    header: u32,
    columns: usize,
    read: &dyn Fn(&str) -> Option<F>,
) -> Vec<u32> {
    let parent = |at: u32| outline.elements[at as usize].parent;
    // thead and tbody, or a header in a box of its own.
    let around = parent(parent(header));
    let (mut at, end) = (
        outline.elements[header as usize].end,
        outline.elements[around as usize].end,
    );
    let mut rows: Vec<u32> = Vec::new();
    let mut last = at;
    while at < end.min(last + MAX_GAP) && rows.len() < MAX_ROWS {
        let element = &outline.elements[at as usize];
        let is_sister = rows
            .first()
            .is_none_or(|first| outline.elements[*first as usize].tag == element.tag);
        let is_row = is_sister
            && !outline.text_of(element).is_empty()
            && outline.children(at).take(columns + 1).count() == columns;
        if !is_row {
            at += 1;
            continue;
        }
        let is_header = self::header(outline, at, read).is_some();
        if is_header && rows.is_empty() {
            return rows;
        }
        if !is_header {
            rows.push(at);
        }
        at = element.end;
        last = at;
    }
    rows
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(label: &str) -> Option<char> {
        label.strip_prefix("事项")?.chars().next()
    }

    #[test]
    fn labels_with_values_beside_them_are_no_header() {
        let html = "<table><tr><td>事项甲</td><td>一份</td><td>事项乙</td><td>两份</td></tr>\
                    <tr><td>事项丙</td><td>20日</td><td>事项丁</td><td>5日</td></tr></table>";
        let outline = Outline::of(&Html::parse_document(html), html.len());
        assert!(headed_rows(&outline, &read).is_empty());
    }

    #[test]
    fn rows_below_a_header_are_found_in_tables_and_in_boxes() {
        for html in [
            "<table><thead><tr><th>事项甲</th><th>事项乙</th><th>其他</th></tr></thead>\
         <tbody><tr><td>一</td><td>二</td><td>三</td></tr><tr><td>四</td><td>五</td><td>六</td></tr></tbody></table>",
            "<div class=hd><span>事项甲</span><span>事项乙</span><span>其他</span></div>\
         <ul><li><a href=/1>一</a><span>二</span><i>三</i></li><li><a href=/2>四</a><span>五</span><i>六</i></li></ul>",
            "<ul><li>事项甲</li><li>事项乙</li><li>其他</li></ul>\
         <ul><li>一</li><li>二</li><li>三</li></ul><ul><li>四</li><li>五</li><li>六</li></ul>",
        ] {
            let outline = Outline::of(&Html::parse_document(html), html.len());
            let tables = headed_rows(&outline, &read);
            assert_eq!(tables.len(), 1, "{html}");
            assert_eq!(tables[0].fields, [Some('甲'), Some('乙'), None], "{html}");
            assert_eq!(tables[0].rows.len(), 2, "{html}");
        }
    }
}
