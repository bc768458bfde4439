//! Whether a column's page has content when it has no items: text, pictures, a form or a table of
//! its own, or a list that could not be read. Only a page with nothing of that is empty.

use super::Assembler;
use super::filled;
use super::items::{is_block, leads_to_columns, own_links};
use super::pages::{Listing, Summary};
use crate::extract::list_headings;
use crate::extract::white_space::squeeze;
use crate::facts::{Gate, ItemsState, PageKind, Reach, UrlId};

/// Text of an otherwise empty page that is content of its own, in characters.
const OWN_TEXT: usize = 24;

/// Text of which nobody can say whether it is content; less is a counter's or a template's word.
const FEW_WORDS: usize = 4;

/// Letters in sentences that some other pages have too, from which on they may be content.
const SHARED_WORDS: usize = 10;

/// Words of pagers, counters, tools and header rows that are no text of a page, long before short.
const PAGER_WORDS: [&str; 38] = [
    "发布日期",
    "发布时间",
    "发文日期",
    "成文日期",
    "发布机构",
    "发文机关",
    "发文字号",
    "索引号",
    "标题",
    "名称",
    "文号",
    "序号",
    "日期",
    "时间",
    "字号",
    "打印",
    "关闭",
    "分享",
    "返回",
    "顶部",
    "收藏",
    "下一篇",
    "上一篇",
    "后一页",
    "首页",
    "上一页",
    "下一页",
    "尾页",
    "末页",
    "共",
    "页",
    "条",
    "记录",
    "第",
    "跳转",
    "转到",
    "当前",
    "到",
];

/// Beginnings of hints to visitors, which say nothing about the column's subject.
const HINTS: [&str; 4] = ["温馨提示", "友情提示", "提示：", "提示:"];

/// Rows of a table that is content: a header and one more.
const TABLE_ROWS: usize = 2;

/// State of the column `name` whose first page is `first`, with so many items.
pub(super) fn state(
    site: &Assembler,
    first: UrlId,
    name: &str,
    items: u32,
    has_children: bool,
) -> ItemsState {
    let Some(page) = site.pages.get(first) else {
        return match site.reach[first as usize] {
            Reach::Blocked(_) => ItemsState::Blocked,
            _ => ItemsState::Error,
        };
    };
    if page.gate == Gate::OtherSite {
        return ItemsState::OtherSite;
    }
    if items > 0 {
        return ItemsState::Read;
    }
    if page.gate == Gate::CutShort {
        return ItemsState::Error;
    }
    // A frame with the weather of another site is no list.
    let frames = site.pages.own_frames(page);
    let frames: Vec<UrlId> = frames
        .filter(|id| site.targets[*id as usize].in_scope)
        .collect();
    let is_text =
        |frame: &Summary| frame.gate == Gate::Content && frame.main_chars as usize >= OWN_TEXT;
    let mut shown = frames
        .iter()
        .filter_map(|id| site.pages.get(site.page_of(*id)));
    if shown.any(is_text) {
        return ItemsState::Text;
    }
    let is_script_filled = site.pages.is_filled_by_script(page);
    if filled::is_directory(site, page) {
        return ItemsState::Text;
    }
    if filled::refused(site, page) {
        return ItemsState::Blocked;
    }
    if page.gate == Gate::ScriptShell || !frames.is_empty() || is_script_filled {
        return ItemsState::ScriptShell;
    }
    // 关于我们 and its like are no columns, and their links stand in every footer: a page that only
    // leads to them is told by their breadcrumbs (fixtures/checks/empty_column/na/parent-of-no-columns).
    let is_parent = has_children || site.has_pages_below(first);
    if is_parent || leads_to_columns(site, first) {
        return ItemsState::Text;
    }
    match content(site, first, page, name) {
        Content::Own => ItemsState::Text,
        Content::Perhaps => ItemsState::Unclear,
        Content::Nothing => ItemsState::None,
    }
}

/// What a page has beside items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Content {
    /// Text, images or a form that other pages have not.
    Own,
    /// A few words, a link or a frame of its own: nobody can say what they are.
    Perhaps,
    /// Nothing but the template.
    Nothing,
}

/// What is left of the page when the template's lines, the breadcrumb, the name and pager words
/// are taken away.
fn content(site: &Assembler, id: UrlId, page: &Summary, name: &str) -> Content {
    let Some(listing) = &page.listing else {
        return Content::Own;
    };
    // Without its lines nothing can be said to be missing.
    let unknown = listing.blocks.is_empty() && page.main_chars > 0;
    let is_rare = |id: &UrlId| site.linked_from[*id as usize] < super::pages_seen_often(site);
    if listing.has_form
        || page.kind == PageKind::Article
        || unknown
        || has_picture(site, listing)
        || has_filled_table(site, listing)
    {
        return Content::Own;
    }
    let lines = lines(site, id, page, name);
    let own = || {
        let is_own = |line: &&Line<'_>| !site.pages.is_template_block(line.whole);
        lines.iter().filter(is_own).map(|line| line.text.as_str())
    };
    let words: usize = own().map(letters).sum();
    let is_shared = |line: &&Line<'_>| !site.pages.is_everywhere(line.whole);
    let has_contact = lines.iter().filter(is_shared).any(|l| is_contact(&l.text));
    if words >= OWN_TEXT || has_contact || own().any(|text| text.ends_with('。')) {
        return Content::Own;
    }
    let shared: usize = lines
        .iter()
        .filter(is_shared)
        .filter(|line| line.text.contains(['：', '。', '，']))
        .map(|line| letters(&line.text))
        .sum();
    let leads_on = own_links(site, id).iter().any(is_rare)
        || site.pages.own_frames(page).any(|frame| is_rare(&frame));
    match words >= FEW_WORDS || shared >= SHARED_WORDS || leads_on {
        true => Content::Perhaps,
        false => Content::Nothing,
    }
}

/// 办公地址：…　联系电话：…: the card of an office, though several have the same words.
fn is_contact(line: &str) -> bool {
    let has_value = line.chars().count() >= 8 && line.contains(['：', ':']);
    has_value
        && ["电话", "地址", "传真"]
            .iter()
            .any(|word| line.contains(word))
}

/// A picture that other pages have not, such as a chart of the units; arrows and icons beside a
/// remark or 更多 are none.
fn has_picture(site: &Assembler, listing: &Listing) -> bool {
    const ICONS: [&str; 8] = [
        "more", "icon", "ico", "arrow", "dot", "line", "btn", "nodata",
    ];
    let is_icon = |url: &str| {
        let file = url.rsplit('/').next().unwrap_or(url).to_ascii_lowercase();
        let mut words = file.split(|c: char| !c.is_ascii_alphabetic());
        words.any(|word| ICONS.contains(&word))
    };
    let often = super::pages_seen_often(site);
    let mut images = listing.body_images.iter();
    listing.remark.is_none()
        && images.any(|id| site.linked_from[*id as usize] < often && !is_icon(site.url(*id)))
}

/// A filled table (calendar, list of powers, place and phone of a service) is content, though
/// neighbours may share its rows; its header row alone is not, nor are rows of links.
fn has_filled_table(site: &Assembler, listing: &Listing) -> bool {
    let items = listing.lists.iter().flat_map(|rows| &rows.items);
    let links: Vec<String> = items.map(|item| squeeze(&item.title)).collect();
    let is_link = |line: &str| {
        let text = squeeze(line);
        let mut links = links.iter();
        links.any(|title| text.contains(title.as_str()) || is_cut(line, title))
    };
    let rows = listing
        .blocks
        .iter()
        .filter(|line| line.contains('\t') && !site.pages.is_everywhere(line))
        .filter(|line| !is_link(line));
    rows.count() >= TABLE_ROWS
}

/// A line that is neither the name, nor the breadcrumb, nor a title of a block, nor a hint.
struct Line<'a> {
    /// As it stands among the lines of the page.
    whole: &'a str,
    /// Without white space and the titles of blocks.
    text: String,
}

fn lines<'a>(site: &Assembler, id: UrlId, page: &'a Summary, name: &str) -> Vec<Line<'a>> {
    let Some(listing) = &page.listing else {
        return Vec::new();
    };
    let steps: Vec<String> = page.crumbs.iter().map(|c| squeeze(&c.text)).collect();
    let titles = titles_of_blocks(site, id, listing, name);
    let remark = listing.remark.as_deref().map(squeeze);
    let is_own = |text: &String| {
        text != name
            && !steps.contains(text)
            && !text.contains("位置")
            && !list_headings::is_more(text)
            && !HINTS.iter().any(|hint| text.starts_with(hint))
            && remark.as_ref() != Some(text)
    };
    listing
        .blocks
        .iter()
        .filter(|line| !titles.iter().any(|title| is_cut(line, title)))
        .map(|line| Line {
            whole: line,
            text: without_titles(squeeze(line), &titles),
        })
        .filter(|line| is_own(&line.text))
        .collect()
}

/// Headings and titles of blocks: 热点信息 beside an empty list is text of other columns
/// (fixtures/checks/empty_column/fail/hot-items-beside-an-empty-list).
fn titles_of_blocks(site: &Assembler, id: UrlId, listing: &Listing, name: &str) -> Vec<String> {
    let blocks = listing
        .lists
        .iter()
        .filter(|rows| is_block(site, id, rows, name));
    let texts = blocks.flat_map(|rows| {
        let titles = rows.items.iter().map(|item| &*item.title);
        titles.chain([rows.heading.as_str()])
    });
    texts.map(squeeze).filter(|text| !text.is_empty()).collect()
}

/// A sentence stays whole: 申请公开 of the side menu is also the beginning of 申请公开请向…提交。
/// (fixtures/checks/empty_column/na/sentence-that-names-the-column).
fn without_titles(line: String, titles: &[String]) -> String {
    if line.ends_with('。') && !titles.contains(&line) {
        return line;
    }
    titles
        .iter()
        .fold(line, |line, title| line.replace(title.as_str(), ""))
}

/// Letters and characters of a line without those of pagers and tools.
fn letters(line: &str) -> usize {
    let line = PAGER_WORDS
        .iter()
        .fold(line.to_owned(), |line, word| line.replace(word, ""));
    line.chars().filter(|c| c.is_alphabetic()).count()
}

/// Whether a cell of a line is the beginning of a text, cut with dots.
fn is_cut(line: &str, text: &str) -> bool {
    line.split('\t').map(squeeze).any(|cell| {
        let shown = cell.trim_end_matches(['.', '…']);
        shown.len() < cell.len() && text.starts_with(shown)
    })
}
