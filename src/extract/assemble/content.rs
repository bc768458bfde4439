//! Whether a column's page has content when it has no items: text, pictures, a form or a table of
//! its own, or a list that could not be read. Only a page with nothing of that is empty.

use super::Assembler;
use super::items::{is_block, leads_to_columns, own_links};
use super::pages::{Listing, Summary};
use crate::extract::outline::squeeze;
use crate::facts::{Gate, ItemsState, PageKind, Reach, UrlId};

/// Text of an otherwise empty page that is content of its own, in characters.
const OWN_TEXT: usize = 24;

/// Text of which nobody can say whether it is content; less is a counter's or a template's word.
const FEW_WORDS: usize = 4;

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
    if items > 0 {
        return ItemsState::Read;
    }
    // A frame with the weather of another site is no list.
    let frames = page.listing.iter().flat_map(|l| &l.frames);
    let framed = frames
        .map(|id| &site.targets[*id as usize])
        .any(|frame| frame.in_scope);
    if page.gate == Gate::ScriptShell || framed || site.pages.is_filled_by_script(page) {
        return ItemsState::ScriptShell;
    }
    if has_children || leads_to_columns(site, first) {
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
    if listing.has_form || page.kind == PageKind::Article || unknown {
        return Content::Own;
    }
    let is_rare = |id: &UrlId| site.linked_from[*id as usize] < super::pages_seen_often(site);
    if listing.body_images.iter().any(is_rare) {
        return Content::Own;
    }
    let known: Vec<String> = page.crumbs.iter().map(|c| squeeze(&c.text)).collect();
    let in_blocks = texts_of_blocks(site, id, listing, name);
    let shown = || {
        let lines = listing.blocks.iter();
        lines
            .filter(|line| !site.pages.is_template_block(line))
            .filter(|line| !in_blocks.iter().any(|text| shows(line, text)))
            .map(|line| squeeze(line))
    };
    let own_lines = || {
        shown()
            .filter(|line| line != name && !known.contains(line))
            .filter(|line| !line.contains("位置"))
            .filter(|line| !HINTS.iter().any(|hint| line.starts_with(hint)))
            .filter(|line| listing.remark.as_deref().map(squeeze).as_ref() != Some(line))
    };
    let own: usize = own_lines()
        .map(|line| {
            PAGER_WORDS
                .iter()
                .fold(line, |line, word| line.replace(word, ""))
        })
        .map(|line| line.chars().filter(|c| c.is_alphabetic()).count())
        .sum();
    // A filled table (calendar, list of powers, place and phone of a service) is content, though
    // neighbours may share its rows; its header row alone is not, nor are rows of links.
    let links: Vec<String> = listing
        .lists
        .iter()
        .flat_map(|rows| &rows.items)
        .map(|item| squeeze(&item.title))
        .collect();
    let table_rows = listing
        .blocks
        .iter()
        .filter(|line| line.contains('\t') && !site.pages.is_everywhere(line))
        .filter(|line| !links.iter().any(|title| shows(line, title)));
    let says_something = own_lines().any(|line| line.ends_with('。'));
    if says_something || table_rows.count() >= TABLE_ROWS || own >= OWN_TEXT {
        return Content::Own;
    }
    let leads_on = own_links(site, id).iter().any(is_rare) || listing.frames.iter().any(is_rare);
    match own >= FEW_WORDS || leads_on {
        true => Content::Perhaps,
        false => Content::Nothing,
    }
}

/// Headings and titles of blocks: 热点信息 beside an empty list is text of other columns
/// (fixtures/checks/empty_column/fail/hot-items-beside-an-empty-list).
fn texts_of_blocks(site: &Assembler, id: UrlId, listing: &Listing, name: &str) -> Vec<String> {
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

/// Whether a line holds a text, or a cell of it the beginning, cut with dots.
fn shows(line: &str, text: &str) -> bool {
    let mut cells = line.split('\t').map(squeeze);
    squeeze(line).contains(text)
        || cells.any(|cell| {
            let shown = cell.trim_end_matches(['.', '…']);
            shown.len() < cell.len() && text.starts_with(shown)
        })
}
