//! Lists of items: groups of sibling rows with one main link each.
//!
//! No class name is asked for. A row is the nearest `li` or `tr` around a link, or else the
//! largest element that holds only this link; rows with the same parent and tag form a group. A
//! date belongs to the row it stands in, or (for `dt`/`dd` pairs, bare text and `<br>` lists) to
//! the row before or after it, whichever fits the whole group. Whether a group is the column's
//! list or a menu is decided when the whole site is known.

use std::collections::BTreeMap;

use super::dates::{self, Found};
use super::outline::{Anchor, Elem, Outline, Tag};
use super::row_dates::{self, Dated};
use super::script_lists::Filled;
use super::white_space::{clip, fold};
use crate::facts::{DateSource, FoundDate, Item, ItemList, ListReader, Place};

/// A `tr` or `li` with more distinct links than this is layout, not a row. Real rows have up to
/// three: category, title, attachment.
const MAX_ROW_LINKS: usize = 4;

/// Rows longer than this are articles or layout blocks.
const MAX_ROW_CHARS: usize = 1500;

/// Groups kept for one page; home pages have about thirty.
const MAX_LISTS: usize = 120;

/// Words of links beside a heading that lead to the column of a block.
const MORE_WORDS: [&str; 8] = [
    "更多",
    "more",
    "查看更多",
    "更多>>",
    ">>",
    "进入栏目",
    "更多»",
    "+",
];

/// Headings of blocks that stand beside the content and show items of other columns.
const SIDE_BLOCKS: [&str; 14] = [
    "热点",
    "热词",
    "热搜",
    "推荐",
    "排行",
    "热门",
    "相关",
    "最新",
    "友情链接",
    "猜你",
    "点击",
    "关注",
    "导读",
    "图片新闻",
];

/// Whether a heading is that of a side block. `own` is the name of the page: the column 最新政策
/// is no side block of itself.
pub(super) fn is_side_block(heading: &str, own: &str) -> bool {
    heading != own
        && heading.chars().count() <= 8
        && SIDE_BLOCKS.iter().any(|word| heading.contains(word))
}

/// Longest text of a link that only says that there is more, in bytes, with brackets and arrows.
const LONGEST_MORE: usize = 24;

/// One link that may be the main link of a row.
pub(super) struct Candidate {
    url: String,
    title: String,
    /// The link.
    pub(super) element: u32,
    pub(super) row: u32,
}

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
        .chain(lists.into_iter().map(|(_, list)| list))
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
    lists.into_iter().map(|(_, list)| list).collect()
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

fn more_links(outline: &Outline) -> Vec<u32> {
    (0..)
        .zip(&outline.anchors)
        .filter(|(_, anchor)| is_more(anchor.name()) || is_more(&anchor.title))
        .map(|(i, _)| i)
        .collect()
}

/// Groups of at least so many rows, or of rows with a date, with their containers.
fn groups(outline: &Outline, more: More<'_>, page: &str, least: usize) -> Vec<(u32, ItemList)> {
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
            Some((container, group(outline, more, container, &rows, least)?))
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

fn candidates(outline: &Outline, urls: &[Option<String>]) -> Vec<Candidate> {
    // For each anchor, the first later anchor with another URL: an element whose anchors end
    // before it holds one link only.
    let mut run_end = vec![0u32; urls.len()];
    for i in (0..urls.len()).rev() {
        run_end[i] = match urls.get(i + 1) {
            Some(next) if *next == urls[i] => run_end[i + 1],
            _ => i as u32 + 1,
        };
    }
    let single = |e: &Elem| {
        run_end
            .get(e.anchors.0 as usize)
            .is_some_and(|&end| end >= e.anchors.1)
    };
    let mut out: Vec<Candidate> = Vec::new();
    for (anchor, url) in outline.anchors.iter().zip(urls) {
        let Some(url) = url else { continue };
        let Some(title) = row_title(outline, anchor, url).filter(|title| !is_pager(title)) else {
            continue;
        };
        let row = row_of(outline, anchor.element, &single, urls);
        match out.last_mut() {
            // Two anchors to one URL in a row (picture and title, phone and desktop).
            Some(last) if last.row == row && last.url == *url => {
                if title.chars().count() > last.title.chars().count() {
                    last.title = title;
                }
            }
            _ => out.push(Candidate {
                url: url.clone(),
                title,
                element: anchor.element,
                row,
            }),
        }
    }
    out
}

/// Title of a row: the visible text, of several lines the one that is no date; the `title` attribute
/// where the text is cut or missing; the file's name for a picture without any text, which is an item
/// all the same.
fn row_title(outline: &Outline, anchor: &Anchor, url: &str) -> Option<String> {
    let element = &outline.elements[anchor.element as usize];
    let whole = outline.text_of(element);
    let line = whole.contains('\n').then(|| title_line(whole)).flatten();
    let shown = line.unwrap_or(&anchor.text);
    let begin = shown.trim_end_matches(['…', '.', ' ']);
    let marks_cut = begin.len() < shown.len();
    // Cut by the style sheet, or by the template without a mark.
    let is_begin = begin.chars().count() >= MIN_BEGIN && anchor.title.starts_with(begin);
    let is_longer = anchor.title.chars().count() > shown.chars().count();
    let is_cut = marks_cut && anchor.title.chars().count() > shown.chars().count() / 2;
    let is_part = is_cut || (is_begin && is_longer);
    if !shown.is_empty() && !is_part {
        return Some(shown.to_owned());
    }
    if !anchor.title.is_empty() {
        return Some(anchor.title.clone());
    }
    let file = || url.rsplit('/').next().unwrap_or(url).to_owned();
    anchor
        .has_image
        .then(file)
        .or_else(|| (!shown.is_empty()).then(|| shown.to_owned()))
}

/// 下一页 or 返回首页 in the same box as the rows, perhaps one line above the first date.
fn is_pager(title: &str) -> bool {
    const WORDS: [&str; 12] = [
        "首页",
        "返回首页",
        "返回列表",
        "返回顶部",
        "下一页",
        "上一页",
        "下页",
        "上页",
        "尾页",
        "末页",
        "后一页",
        "前一页",
    ];
    let title = title.trim_matches([' ', '>', '<', '»', '«', '[', ']']);
    WORDS.contains(&title)
}

/// Characters of a text that may be the beginning of a longer title.
const MIN_BEGIN: usize = 8;

/// `<a><h3>title</h3><p>summary</p></a>`, `<a><b>18</b><i>2026-11</i><p>title</p></a>`: the first line of
/// words.
fn title_line(text: &str) -> Option<&str> {
    let lines = text.split(['\n', '\t']).map(str::trim);
    let is_words = |line: &&str| {
        let letters = line.chars().filter(|c| c.is_alphabetic()).count();
        letters >= 4 && !dates::is_date(line)
    };
    lines.into_iter().find(is_words)
}

/// The row around a link: the nearest `li`/`tr` with few links, raised while its parent holds
/// nothing else; otherwise the largest element that holds only this link.
fn row_of(
    outline: &Outline,
    anchor: u32,
    single: &impl Fn(&Elem) -> bool,
    urls: &[Option<String>],
) -> u32 {
    let mut at = anchor;
    let mut largest_single = anchor;
    loop {
        let element = &outline.elements[at as usize];
        if matches!(element.tag, Tag::Li | Tag::Tr) && is_row(outline, element, urls) {
            return raise(outline, at);
        }
        if single(element) {
            largest_single = at;
        }
        if element.parent == at
            || (element.anchors.1 - element.anchors.0) as usize > 3 * MAX_ROW_LINKS
        {
            return largest_single;
        }
        at = element.parent;
    }
}

fn is_row(outline: &Outline, element: &Elem, urls: &[Option<String>]) -> bool {
    let mut distinct: Vec<&str> = Vec::with_capacity(MAX_ROW_LINKS);
    for url in urls[element.anchors.0 as usize..element.anchors.1 as usize]
        .iter()
        .flatten()
    {
        if !distinct.contains(&url.as_str()) {
            distinct.push(url);
        }
        if distinct.len() > MAX_ROW_LINKS {
            return false;
        }
    }
    // Several links with a date each are several rows: the cell around a `<br>` list.
    let text = outline.slice(element.text.0, element.text.1);
    text.len() <= 3 * MAX_ROW_CHARS && (distinct.len() < 2 || dates::count_days(text) < 2)
}

/// `<ul><li>…</li></ul>` repeated, one item each (Huizhou), and one-row tables: the row is the
/// outermost element with the same links.
fn raise(outline: &Outline, row: u32) -> u32 {
    let mut at = row;
    loop {
        let element = &outline.elements[at as usize];
        let parent = &outline.elements[element.parent as usize];
        if element.parent == at || parent.anchors != element.anchors || parent.tag == Tag::Form {
            return at;
        }
        at = element.parent;
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

/// `<li class="t">热点推荐<a>更多</a></li>` above the rows: their heading and where more of them are.
fn title_row(outline: &Outline, rows: &[&Candidate]) -> Option<(String, Option<String>)> {
    let [first, _, ..] = rows else { return None };
    if !is_more(&first.title) {
        return None;
    }
    let start = outline.elements[first.row as usize].text.0;
    let link = outline.elements[first.element as usize].text.0;
    let heading = fold(outline.slice(start.min(link), link));
    let is_heading = (2..=30).contains(&heading.chars().count()) && !dates::is_date(&heading);
    is_heading.then(|| (heading, Some(first.url.clone())))
}

/// One candidate a row: the one with the longest title, category links and downloads dropped.
fn main_links<'a>(outline: &Outline, rows: &[&'a Candidate]) -> Vec<&'a Candidate> {
    let mut out: Vec<&Candidate> = Vec::with_capacity(rows.len());
    for &row in rows {
        match out.last_mut() {
            Some(last) if last.row == row.row => {
                let better = weight(&row.title) > weight(&last.title);
                let later_sentence = outline.elements[row.element as usize].tag == Tag::A;
                if better && later_sentence {
                    *last = row;
                }
            }
            _ => out.push(row),
        }
    }
    out
}

/// Length of a title; `[要闻]` in brackets is a category.
fn weight(title: &str) -> usize {
    let is_category = title.starts_with(['[', '【', '［']) && title.ends_with([']', '】', '］']);
    if is_category {
        0
    } else {
        title.chars().count()
    }
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

/// 热点推荐 above the only link of its box: the box is the row then.
fn heading_inside(outline: &Outline, row: &Candidate) -> Option<String> {
    let start = outline.elements[row.row as usize].text.0;
    let link = outline.elements[row.element as usize].text.0;
    let is_name = |line: &&str| line.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let lines = outline.slice(start.min(link), link).lines().map(str::trim);
    let heading = lines.filter(is_name).find(|line| !dates::is_date(line))?;
    (heading.chars().count() <= 30).then(|| fold(heading))
}

/// Heading above a block and its "more" link: looked for in what stands before `first`, where the
/// group begins in the text, up to three levels out.
fn heading(
    outline: &Outline,
    more: More<'_>,
    container: u32,
    first: u32,
) -> (String, Option<String>) {
    let (mut at, mut heading, mut more_url) = (container, String::new(), None);
    for _ in 0..4 {
        let element = &outline.elements[at as usize];
        if heading.is_empty() {
            let before = outline.slice(element.text.0, first.max(element.text.0));
            if before.trim().is_empty()
                && let Some(image) = outline.image_heading(element.text.0, first)
            {
                heading = image.to_owned();
                break;
            }
            if let Some(line) = before
                .lines()
                .rev()
                .map(str::trim)
                .find(|l| !l.is_empty() && !is_more(l))
            {
                // The last row of the list before is no heading of this one.
                if dates::first_day(line).is_some() || dates::is_date(line) {
                    break;
                }
                if line.chars().count() <= 30 {
                    heading = fold(line);
                }
            }
        }
        more_url = more_url.or_else(|| more.inside(element));
        if (!heading.is_empty() && more_url.is_some()) || element.parent == at {
            break;
        }
        at = element.parent;
    }
    (heading, more_url)
}

/// The anchors of a page that only say that there is more.
#[derive(Clone, Copy)]
struct More<'a> {
    /// Their positions among all anchors, ascending.
    anchors: &'a [u32],
    targets: &'a [Option<String>],
}

impl More<'_> {
    /// Where the first of them inside an element leads.
    fn inside(&self, element: &Elem) -> Option<String> {
        let from = self.anchors.partition_point(|&i| i < element.anchors.0);
        self.anchors[from..]
            .iter()
            .take_while(|&&i| i < element.anchors.1)
            .find_map(|&i| self.targets[i as usize].clone())
    }
}

/// First characters of such texts; asked first, because every link of a page is.
const BEGINS_MORE: [char; 16] = [
    '更', '查', '进', 'm', 'M', '>', '+', '»', '》', '[', ']', '【', '】', '…', '.', ' ',
];

/// Whether a link's text only says that there is more (更多, >>).
pub(super) fn is_more(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST_MORE {
        return false;
    }
    if !text.starts_with(BEGINS_MORE) {
        return false;
    }
    let word = text.trim_matches(['[', ']', '【', '】', '+', '>', '》', '»', ' ', '…', '.']);
    word.is_empty() || MORE_WORDS.iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// One list cut into several `ul` (five rows each): dated neighbours in the same parent with no
/// text between them.
fn merge_split_lists(outline: &Outline, lists: &mut Vec<(u32, ItemList)>) {
    let mut merged: Vec<(u32, ItemList)> = Vec::with_capacity(lists.len());
    for (container, list) in lists.drain(..) {
        if let Some((last_container, last)) = merged.last_mut()
            && follows(outline, *last_container, container)
            && is_dated(last)
            && is_dated(&list)
            && (list.heading.is_empty() || list.heading == last.heading)
            && shows_pictures(outline, *last_container) == shows_pictures(outline, container)
        {
            last.items.extend(list.items);
            *last_container = container;
            continue;
        }
        merged.push((container, list));
    }
    *lists = merged;
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
