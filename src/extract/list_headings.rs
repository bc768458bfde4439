//! What stands above a list: its heading, and the link that leads to more of it.
//!
//! Whether a heading makes the list a side block (热点推荐) is said here; what follows from that is
//! left to those who ask.

use super::dates::{self, Found};
use super::outline::{Elem, Outline};
use super::rows::Candidate;
use super::white_space::fold;

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
const SIDE_BLOCKS: [&str; 15] = [
    "热点",
    "热词",
    "热搜",
    "推荐",
    "排行",
    "热门",
    "相关",
    "关联",
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

pub(super) fn more_links(outline: &Outline) -> Vec<u32> {
    (0..)
        .zip(&outline.anchors)
        .filter(|(_, anchor)| is_more(anchor.name()) || is_more(&anchor.title))
        .map(|(i, _)| i)
        .collect()
}

/// `<li class="t">热点推荐<a>更多</a></li>` above the rows: their heading and where more of them are.
pub(super) fn title_row(
    outline: &Outline,
    rows: &[&Candidate],
) -> Option<(String, Option<String>)> {
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

/// 热点推荐 above the only link of its box: the box is the row then.
pub(super) fn heading_inside(outline: &Outline, row: &Candidate) -> Option<String> {
    let start = outline.elements[row.row as usize].text.0;
    let link = outline.elements[row.element as usize].text.0;
    let is_name = |line: &&str| line.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let lines = outline.slice(start.min(link), link).lines().map(str::trim);
    let heading = lines.filter(is_name).find(|line| !dates::is_date(line))?;
    (heading.chars().count() <= 30).then(|| fold(heading))
}

/// Heading above a block and its "more" link: looked for in what stands before `first`, where the
/// group begins in the text, up to three levels out.
pub(super) fn heading(
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
                let month_day = || matches!(dates::row_date(line), Some((Found::MonthDay(..), _)));
                if dates::first_day(line).is_some() || dates::is_date(line) || month_day() {
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
pub(super) struct More<'a> {
    /// Their positions among all anchors, ascending.
    pub(super) anchors: &'a [u32],
    pub(super) targets: &'a [Option<String>],
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
