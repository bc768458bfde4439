//! Label–value pairs that the structure of a table gives: the cell beside a label, or below it. Lines and
//! lists are left to [`labels`](super::labels).

use super::labels::{Field, Pair, alone, inline};
use super::outline::{Elem, Outline, Tag};
use super::white_space::fold;

/// Longest value of a cell in bytes: more is a layout.
pub(super) const LONGEST_CELL: usize = 600;

/// Pairs that the cells of a table give, and which part of the text holds them.
pub(super) struct CellPairs {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) pairs: Vec<Pair>,
}

/// Labels whose value is the cell beside or below, whatever lines it has, in page order.
pub(super) fn pairs(outline: &Outline) -> Vec<CellPairs> {
    let mut out: Vec<CellPairs> = Vec::new();
    for (at, element) in outline.elements.iter().enumerate() {
        let found = match element.tag {
            Tag::Tr => row_of_labels(outline, at),
            Tag::Cell => beside_label(outline, element),
            _ => None,
        };
        let is_read = |found: &CellPairs| out.last().is_some_and(|last| found.start < last.end);
        out.extend(found.filter(|found| !is_read(found)));
    }
    out
}

fn beside_label(outline: &Outline, label: &Elem) -> Option<CellPairs> {
    let field = alone(outline.text_of(label))?;
    let value = outline.elements.get(label.end as usize)?;
    let is_beside = value.tag == Tag::Cell && value.parent == label.parent;
    let text = outline.text_of(value);
    let plain = text.len() <= LONGEST_CELL && alone(text).is_none() && inline(text).is_empty();
    (is_beside && plain).then(|| CellPairs {
        start: label.text.0,
        end: value.text.1,
        pairs: vec![Pair {
            field,
            value: fold(text.trim_start_matches(['：', ':'])),
        }],
    })
}

/// The row below, be it in the next `tbody` of the same table.
fn next_row(outline: &Outline, at: usize) -> Option<usize> {
    let (row, next) = (&outline.elements[at], outline.elements[at].end as usize);
    let beside = outline.elements.get(next)?;
    if beside.tag == Tag::Tr {
        return (beside.parent == row.parent).then_some(next);
    }
    let table = outline.elements[row.parent as usize].parent;
    let first = outline.elements.get(next + 1)?;
    let is_section = beside.parent == table && outline.elements[table as usize].tag == Tag::Table;
    (is_section && first.tag == Tag::Tr && first.parent == next as u32).then_some(next + 1)
}

/// A row of labels above one row of values. Above several, or above one whose title is a link, it heads a
/// list of other documents, whose labels are none of this page (the test
/// `a_row_of_labels_above_one_row_is_a_block_and_above_several_a_list`).
fn row_of_labels(outline: &Outline, at: usize) -> Option<CellPairs> {
    let row = &outline.elements[at];
    if row.text.1 - row.text.0 > LONGEST_CELL as u32 {
        return None;
    }
    let texts = |row: usize| -> Vec<&str> {
        let cells = outline.children(row as u32);
        cells
            .map(|cell| outline.text_of(&outline.elements[cell as usize]))
            .collect()
    };
    let labels: Option<Vec<Field>> = texts(at).into_iter().map(alone).collect();
    let labels = labels.filter(|labels| labels.len() >= 2)?;
    let below = |at: usize| {
        let next = next_row(outline, at)?;
        let values = texts(next);
        let is_row = values.len() == labels.len() && !values.iter().any(|v| alone(v).is_some());
        is_row.then_some((next, values))
    };
    let links_on = |next: usize| {
        let cells = outline
            .children(next as u32)
            .map(|cell| &outline.elements[cell as usize]);
        let mut titles = labels
            .iter()
            .zip(cells)
            .filter(|(field, _)| matches!(field, Field::Title | Field::Name));
        titles.any(|(_, cell)| cell.anchors.0 < cell.anchors.1)
    };
    let values = below(at).filter(|(next, _)| below(*next).is_none() && !links_on(*next));
    let end = values.as_ref().map_or(at, |(next, _)| *next);
    let pairs = values.map_or(Vec::new(), |(_, values)| {
        let pairs = labels.iter().zip(values);
        pairs
            .map(|(field, value)| Pair {
                field: *field,
                value: fold(value),
            })
            .collect()
    });
    Some(CellPairs {
        start: row.text.0,
        end: outline.elements[end].text.1,
        pairs,
    })
}
