//! Rows of a page: which element around a link is one, and what its main link says.
//!
//! A row is the nearest `li` or `tr` around a link, or else the largest element that holds only
//! this link. Which rows make a list is left to [`lists`](super::lists), their dates to
//! [`row_dates`](super::row_dates).

use super::dates;
use super::outline::{Anchor, Elem, Outline, Tag};

/// A `tr` or `li` with more distinct links than this is layout, not a row. Real rows have up to
/// three: category, title, attachment.
const MAX_ROW_LINKS: usize = 4;

/// Rows longer than this are articles or layout blocks.
const MAX_ROW_CHARS: usize = 1500;

/// One link that may be the main link of a row.
pub(super) struct Candidate {
    pub(super) url: String,
    pub(super) title: String,
    /// The link.
    pub(super) element: u32,
    pub(super) row: u32,
}

pub(super) fn candidates(outline: &Outline, urls: &[Option<String>]) -> Vec<Candidate> {
    // For each anchor, the first later anchor with another URL: an element whose anchors end
    // before it holds one link only.
    let mut run_end = vec![0u32; urls.len()];
    for i in (0..urls.len()).rev() {
        run_end[i] = match urls.get(i + 1) {
            Some(next) if *next == urls[i] || is_beside(outline, i + 1) => run_end[i + 1],
            _ => i as u32 + 1,
        };
    }
    let single = |e: &Elem| {
        run_end
            .get(e.anchors.0 as usize)
            .is_some_and(|&end| end >= e.anchors.1)
    };
    let mut out: Vec<Candidate> = Vec::new();
    for (at, (anchor, url)) in outline.anchors.iter().zip(urls).enumerate() {
        let Some(url) = url.as_ref().filter(|_| !is_beside(outline, at)) else {
            continue;
        };
        let Some(title) = row_title(outline, anchor, url).filter(|title| !is_tool(title)) else {
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
    if marks_cut && let Some(title) = title_of_cell(outline, element, begin) {
        return Some(title.to_owned());
    }
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

/// `<td title="关于城北路夜间施工噪音的投诉"><a>关于城北路夜间施工…</a></td>`.
fn title_of_cell<'o>(outline: &'o Outline, link: &Elem, begin: &str) -> Option<&'o str> {
    const LEVELS: usize = 2;
    let parent = |at: &u32| Some(outline.elements[*at as usize].parent);
    let mut around = std::iter::successors(Some(link.parent), parent).take(LEVELS);
    let cells = &outline.titled_cells;
    let title = around.find_map(|at| {
        let cell = cells.binary_search_by_key(&at, |(cell, _)| *cell).ok()?;
        Some(cells[cell].1.as_str())
    })?;
    title.starts_with(begin).then_some(title)
}

/// 下一页, 返回首页 and page numbers in the same box as the rows, perhaps one line above the first date, and
/// 【我要纠错】 in the only box of an article (the test `tools_of_the_page_are_no_rows`).
pub(super) fn is_tool(title: &str) -> bool {
    const WORDS: [&str; 20] = [
        "首页",
        "返回",
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
        "纠错",
        "我要纠错",
        "打印",
        "打印本页",
        "关闭",
        "关闭窗口",
        "关闭本页",
    ];
    let title = title.trim_matches([' ', '>', '<', '»', '«', '[', ']', '【', '】']);
    let is_page_number = title.len() <= 3 && title.bytes().all(|b| b.is_ascii_digit());
    WORDS.contains(&title) || is_page_number
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
    let anchors = element.anchors.0 as usize..element.anchors.1 as usize;
    let mut distinct: Vec<&str> = Vec::with_capacity(MAX_ROW_LINKS);
    let mut titled = 0;
    for (url, anchor) in urls[anchors.clone()].iter().zip(&outline.anchors[anchors]) {
        let Some(url) = url else { continue };
        if !distinct.contains(&url.as_str()) {
            distinct.push(url);
            titled += usize::from(!is_mark(anchor.name()));
        }
        if distinct.len() > MAX_ROW_LINKS {
            return false;
        }
    }
    // Several links with a date each are several rows: the cell around a `<br>` list. A document with its
    // 成文日期, its 发布日期 and its [解读], 查看结果反馈 is one (the test `a_row_has_two_days_and_a_mark`).
    let text = outline.slice(element.text.0, element.text.1);
    text.len() <= 3 * MAX_ROW_CHARS && (titled < 2 || dates::count_days(text) < 2)
}

/// `[解读]`, `图解`, `查看结果反馈`: what a row leads to beside its item.
fn is_mark(name: &str) -> bool {
    weight(name) <= 4 || leads_beside(name)
}

fn leads_beside(name: &str) -> bool {
    const WORDS: [&str; 6] = ["解读", "图解", "反馈", "附件", "下载", "详情"];
    const LONGEST: usize = 8;
    name.chars().count() <= LONGEST && WORDS.iter().any(|word| name.contains(word))
}

/// Right behind the title of a row: `<div><a>…公开征求意见</a><span>已反馈</span><a>查看结果反馈</a></div>`.
fn is_beside(outline: &Outline, at: usize) -> bool {
    const FEWEST: usize = 10;
    let is_title = |anchor: &Anchor| anchor.name().chars().count() >= FEWEST;
    let before = at.checked_sub(1).map(|at| &outline.anchors[at]);
    leads_beside(outline.anchors[at].name()) && before.is_some_and(is_title)
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

/// One candidate a row: the one with the longest title, category links and downloads dropped.
pub(super) fn main_links<'a>(outline: &Outline, rows: &[&'a Candidate]) -> Vec<&'a Candidate> {
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
