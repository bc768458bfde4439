//! Lists of items: groups of sibling rows with one main link each.
//!
//! No class name is asked for: [`rows`](super::rows) with the same parent and tag form a group. Whether
//! a group is the column's list or a menu is decided when the whole site is known.

use super::breadcrumb;
use super::dates::{self, Found};
use super::list_headings::{More, heading, heading_inside, more_links, title_row};
use super::outline::{Elem, Outline, Tag};
use super::row_dates::{self, Dated};
use super::rows::{Candidate, candidates, main_links};
use super::script_lists::Filled;
use super::white_space::clip;
use crate::facts::{DateSource, FoundDate, Item, ItemList, ListReader, Place};
use std::collections::BTreeMap;

/// Groups kept for one page; home pages have about thirty.
const MAX_LISTS: usize = 120;

/// Groups of rows: those that scripts fill, then the others in page order; `page` is the canonical
/// URL of the page.
///
/// `targets` are the canonical URLs of `outline.anchors`.
pub(super) fn lists(
    outline: &Outline,
    targets: &[Option<String>],
    page: &str,
    filled: Vec<Filled>,
) -> Vec<ItemList> {
    let more = more_links(outline);
    let more = More {
        anchors: &more,
        targets,
    };
    let mut lists = groups(outline, more, page, 2);
    merge_split_lists(outline, &mut lists);
    let filled = filled
        .into_iter()
        .map(|filled| filled_list(outline, more, filled));
    filled
        .chain(lists.into_iter().map(|group| group.list))
        .collect()
}

/// Groups of rows in a piece of HTML that is nothing but a list: a row alone is one, too.
pub(super) fn of_fragment(
    outline: &Outline,
    targets: &[Option<String>],
    page: &str,
) -> Vec<ItemList> {
    let more = More {
        anchors: &[],
        targets,
    };
    let mut lists = groups(outline, more, page, 1);
    merge_split_lists(outline, &mut lists);
    lists.into_iter().map(|group| group.list).collect()
}

/// The list that a script writes, with what stands above its place.
fn filled_list(outline: &Outline, more: More<'_>, filled: Filled) -> ItemList {
    let stands = filled.place.and_then(|(element, at)| {
        let place = outline.elements.get(element as usize)?.place;
        Some((place, element, at))
    });
    let (heading, more_url) = match stands {
        Some((Place::Body | Place::Navigation, element, at)) => heading(outline, more, element, at),
        _ => Default::default(),
    };
    ItemList {
        items: filled.items,
        place: stands.map_or(Place::Body, |(place, ..)| place),
        heading,
        more_url,
        reader: filled.reader,
    }
}

/// Rows with the same parent.
struct Group {
    container: u32,
    /// Where the last row ends in the text.
    end: u32,
    list: ItemList,
}

/// Groups of at least so many rows, or of rows with a date.
fn groups(outline: &Outline, more: More<'_>, page: &str, least: usize) -> Vec<Group> {
    let candidates = candidates(outline, more.targets);
    let mut groups: BTreeMap<(u32, bool, bool), Vec<&Candidate>> = BTreeMap::new();
    for candidate in &candidates {
        let row = &outline.elements[candidate.row as usize];
        let is_cell_row = matches!(row.tag, Tag::Li | Tag::Tr);
        // A box with one item and the footer with one link stand side by side in the body.
        let is_footer = row.place == Place::Footer;
        groups
            .entry((row.parent, is_cell_row, is_footer))
            .or_default()
            .push(candidate);
    }
    let headings = headings_before(outline);
    groups
        .into_iter()
        .flat_map(|(key, rows)| {
            let parts = at_headings(outline, &headings, rows);
            parts.into_iter().map(move |rows| (key, rows))
        })
        // Links to the page itself alone (bookmark, 返回顶部) are no list; in a side menu the page
        // stands among its siblings.
        .filter(|(_, rows)| rows.iter().any(|row| row.url != page))
        .filter_map(|((container, ..), rows)| {
            let list = group(outline, more, container, &rows, least)?;
            let last = rows.last().map(|row| &outline.elements[row.row as usize])?;
            Some(Group {
                container,
                end: last.text.1,
                list,
            })
        })
        // Looking for headings costs links times lists, so the bound stands here.
        .take(MAX_LISTS)
        .collect()
}

/// For each element, how many headings begin before it.
fn headings_before(outline: &Outline) -> Vec<u32> {
    let mut count = 0;
    let mut counted = |element: &Elem| {
        let before = count;
        count += u32::from(element.tag == Tag::Heading);
        before
    };
    outline.elements.iter().map(&mut counted).collect()
}

/// Rows of the same parent under different headings are different lists: the column's own, and 热点新闻
/// below it. Rows that would be left alone (a heading in each) show that headings part nothing.
fn at_headings<'c>(
    outline: &Outline,
    headings: &[u32],
    rows: Vec<&'c Candidate>,
) -> Vec<Vec<&'c Candidate>> {
    let is_parted = |a: &&Candidate, b: &&Candidate| {
        let end = outline.elements[a.row as usize].end as usize;
        let between = headings.get(b.row as usize).zip(headings.get(end));
        a.row != b.row && between.is_some_and(|(after, before)| after > before)
    };
    let parts: Vec<Vec<&Candidate>> = rows
        .chunk_by(|a, b| !is_parted(a, b))
        .map(<[_]>::to_vec)
        .collect();
    let is_alone =
        |part: &Vec<&Candidate>| part.first().map(|c| c.row) == part.last().map(|c| c.row);
    match parts.iter().any(is_alone) {
        true => vec![rows],
        false => parts,
    }
}

fn group(
    outline: &Outline,
    more: More<'_>,
    container: u32,
    rows: &[&Candidate],
    least: usize,
) -> Option<ItemList> {
    let mut rows = main_links(outline, rows);
    let titled = title_row(outline, &rows);
    if titled.is_some() {
        rows.remove(0);
    }
    // A table around the breadcrumb stands beside a table around each row.
    let whole = |row: &Candidate| outline.text_of(&outline.elements[row.row as usize]);
    let is_crumb = |row: &Candidate| {
        breadcrumb::is_begun(whole(row)) && dates::first_day(whole(row)).is_none()
    };
    if rows.len() > 1 && rows.first().is_some_and(|row| is_crumb(row)) {
        rows.remove(0);
    }
    let dates = row_dates::of_group(outline, container, &rows);
    if rows.len() < least && row_dates::count(&dates) == 0 {
        return None;
    }
    let first_row = rows.first()?;
    let items: Vec<Item> = rows
        .iter()
        .zip(dates)
        .map(|(row, date)| item(row, date))
        .collect();
    // The first row says where the group stands, since a wrapper may span regions.
    let place = match outline.elements[first_row.element as usize].place {
        // A running text in the header of the page, in a row of its layout table.
        Place::Body => outline.elements[first_row.row as usize].place,
        other => other,
    };
    let first = outline.elements[first_row.row as usize].text.0;
    // A dated list in a side bar may be the column's own, or 热点信息: its heading says.
    let dated = items.iter().any(Item::is_dated);
    let (heading, more_url) = match place {
        _ if titled.is_some() => titled.unwrap_or_default(),
        Place::Body if rows.len() == 1 => match heading_inside(outline, rows[0]) {
            Some(heading) => (heading, None),
            None => heading(outline, more, container, first),
        },
        Place::Body => heading(outline, more, container, first),
        Place::Navigation if dated => heading(outline, more, container, first),
        Place::Navigation | Place::Footer => Default::default(),
    };
    Some(ItemList {
        items,
        place,
        heading,
        more_url,
        reader: ListReader::Rows,
    })
}

fn item(row: &Candidate, found: Dated) -> Item {
    let (mut date, mut month_day, mut month) = (None, None, None);
    let title = title_without(&row.title, found.as_ref().map_or("", |(_, text)| text));
    match found {
        Some((Found::Day(day), text)) => {
            date = Some(FoundDate {
                date: day,
                source: DateSource::List,
                text,
            });
        }
        Some((Found::Month(y, m), _)) => month = Some((y, m)),
        Some((Found::MonthDay(m, d), text)) => {
            month_day = Some((m, d));
            // A list without years: the item's own URL often has one.
            date = dates::with_year_of_url(m, d, &row.url).map(|date| FoundDate {
                date,
                source: DateSource::List,
                text,
            });
        }
        None => {}
    }
    Item {
        title: clip(title, 200),
        url: row.url.clone(),
        date,
        month_day,
        document: None,
        month,
        later: None,
    }
}

/// A date inside the link is no part of the title.
fn title_without<'a>(title: &'a str, date: &str) -> &'a str {
    if date.is_empty() {
        return title;
    }
    let closed = title.trim_end_matches([' ', ']', ')', '）', '】']);
    let before = closed
        .strip_suffix(date)
        .map(|rest| rest.trim_end_matches([' ', '[', '(', '（', '【']));
    let opened = title.trim_start_matches([' ', '[', '(', '（', '【']);
    let after = || {
        let rest = opened.strip_prefix(date)?;
        Some(rest.trim_start_matches([' ', ']', ')', '）', '】']))
    };
    let rest = before.or_else(after);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(title)
}

/// One list cut into several parts, dated neighbours with no text between them: `ul` of five rows each, the
/// pages of a list that are all in one page, a first row set apart.
fn merge_split_lists(outline: &Outline, groups: &mut Vec<Group>) {
    let mut merged: Vec<Group> = Vec::with_capacity(groups.len());
    let mut rows_of_part = 0;
    for group in groups.drain(..) {
        let rows = group.list.items.len();
        let is_part = |last: &Group| {
            let is_placed = follows(outline, last.container, group.container)
                || are_static_pages(outline, last.container, group.container)
                || (rows <= rows_of_part && follows_in_a_box(outline, last, &group))
                || is_headline(outline, last, &group);
            let heading = &group.list.heading;
            is_placed
                && is_dated(&last.list)
                && is_dated(&group.list)
                && (heading.is_empty() || *heading == last.list.heading)
        };
        let before = merged.iter_mut().rev().take(LOOKED_AT).find(|last| {
            // The links of a breadcrumb stand between, since their box does.
            is_dated(&last.list) || !is_dated(&group.list)
        });
        if let Some(last) = before
            && (is_part(last) || are_years(outline, last, &group))
            && shows_pictures(outline, last.container) == shows_pictures(outline, group.container)
        {
            last.list.items.extend(group.list.items);
            (last.container, last.end) = (group.container, group.end);
            last.list.place = group.list.place;
            continue;
        }
        rows_of_part = rows;
        merged.push(group);
    }
    *groups = merged;
}

/// Groups among which the part before is looked for: the last, and the one before where a breadcrumb is the last.
const LOOKED_AT: usize = 2;

/// Parts in boxes of their own may be tabs, and must go on where the last one ends.
fn follows_in_a_box(outline: &Outline, last: &Group, next: &Group) -> bool {
    let boxes = [last, next].map(|group| box_around(outline, group.container));
    follows(outline, boxes[0], boxes[1]) && goes_on(&last.list, &next.list)
}

/// `<div class=list><div class=top><h3><a>…</a></h3>…</div><ul>…</ul></div>`: the newest row with its summary above the
/// others.
fn is_headline(outline: &Outline, last: &Group, next: &Group) -> bool {
    const MOST: usize = 3;
    let rows = &outline.elements[box_around(outline, next.container) as usize];
    let between = outline.slice(last.end, rows.text.0.max(last.end));
    last.list.items.len() <= MOST
        && rows.parent == last.container
        && between.trim().is_empty()
        && goes_on(&last.list, &next.list)
}

/// `<div><h4>2026年</h4><ul>…</ul></div><div><h4>2025年</h4><ul>…</ul></div>`: the rows of one column by years.
fn are_years(outline: &Outline, last: &Group, next: &Group) -> bool {
    let parent = |at: u32| outline.elements[at as usize].parent;
    let [last_box, next_box] = [last, next].map(|group| parent(group.container));
    let years = year_of(&last.list.heading).zip(year_of(&next.list.heading));
    years.is_some_and(|(last, next)| next < last)
        && (last_box == next_box || parent(last_box) == parent(next_box))
}

/// `◆ 2026年`.
fn year_of(heading: &str) -> Option<u16> {
    let year = heading.trim_matches(|c: char| !c.is_alphanumeric());
    let year = year.trim_end_matches("年度").trim_end_matches('年');
    let is_year = year.len() == 4 && year.starts_with(['1', '2']);
    is_year.then(|| year.parse().ok())?
}

/// `<div ms-visible="$showStatic(1)"><ul>…</ul></div><div ms-visible="$showStatic(2)">`: pages of one list (Fujian).
fn are_static_pages(outline: &Outline, last: u32, next: u32) -> bool {
    let page = |container: u32| {
        let parent = |at: &u32| Some(outline.elements[*at as usize].parent);
        let around = std::iter::successors(Some(container), parent).take(MOST_BOXES + 1);
        let mut around = around.filter(|at| outline.static_pages.binary_search(at).is_ok());
        around.next().map(|at| outline.elements[at as usize].parent)
    };
    page(last).is_some_and(|parent| page(next) == Some(parent))
}

/// Boxes around one part of a list that hold nothing else.
const MOST_BOXES: usize = 3;

fn box_around(outline: &Outline, container: u32) -> u32 {
    let mut at = container;
    for _ in 0..MOST_BOXES {
        let (inner, outer) = (
            &outline.elements[at as usize],
            &outline.elements[outline.elements[at as usize].parent as usize],
        );
        if outer.anchors != inner.anchors || outline.text_of(outer) != outline.text_of(inner) {
            break;
        }
        at = inner.parent;
    }
    at
}

/// Whether the first row of the next part is no newer than the last of this.
fn goes_on(last: &ItemList, next: &ItemList) -> bool {
    let day = |item: Option<&Item>| {
        item.and_then(|item| item.date.as_ref())
            .map(|found| found.date)
    };
    let days = day(last.items.last()).zip(day(next.items.first()));
    days.is_some_and(|(last, next)| next <= last)
}

/// The slider above a list stands in the same box and is none of it.
fn shows_pictures(outline: &Outline, container: u32) -> bool {
    let (from, to) = outline.elements[container as usize].anchors;
    let anchors = outline
        .anchors
        .get(from as usize..to as usize)
        .unwrap_or(&[]);
    anchors.iter().filter(|anchor| anchor.has_image).count() * 2 >= anchors.len().max(1)
}

fn follows(outline: &Outline, last: u32, next: u32) -> bool {
    let (a, b) = (
        &outline.elements[last as usize],
        &outline.elements[next as usize],
    );
    a.parent == b.parent
        && a.end <= next
        && outline
            .slice(a.text.1, b.text.0.max(a.text.1))
            .trim()
            .is_empty()
}

fn is_dated(list: &ItemList) -> bool {
    list.items.iter().any(Item::is_dated)
}

#[cfg(test)]
#[path = "lists_tests.rs"]
mod tests;
