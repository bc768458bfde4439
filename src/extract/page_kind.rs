//! What sort of page one is: an article, a list, a home page, or neither clearly.

use super::dates;
use super::labels;
use super::list_headings::is_side_block;
use super::outline::{Outline, PROSE, sentence};
use crate::facts::{Crumb, DateSource, ItemList, MetaTags, PageKind, Place};

/// How much text the main content has.
pub(super) struct TextMeasure {
    /// Characters without white space.
    pub(super) chars: u32,
    /// Characters in lines that read like sentences.
    pub(super) prose: u32,
    /// Of these, characters in lines without a link: no titles of rows.
    pub(super) unlinked: u32,
}

impl TextMeasure {
    pub(super) fn of(outline: &Outline) -> Self {
        let (mut chars, mut prose, mut unlinked) = (0, 0, 0);
        for place in outline.body_places() {
            let mut sentences = 0;
            for part in outline.slice(place.0, place.1).split('\t') {
                let (all, of_sentence) = sentence(part);
                chars += all;
                sentences += of_sentence.unwrap_or(0);
            }
            prose += sentences;
            if sentences > 0 && !outline.has_link(place) {
                unlinked += sentences;
            }
        }
        Self {
            chars,
            prose,
            unlinked,
        }
    }
}

pub(super) fn kind(page: &KindSigns<'_>) -> PageKind {
    let KindSigns {
        url, meta, text, ..
    } = page;
    let most_dated = page.body_lists().map(dated_rows).max().unwrap_or(0);
    let is_list = most_dated >= 3 || (most_dated >= 1 && text.prose < PROSE);
    if page.has_frame_of_article() {
        return PageKind::Article;
    }
    // Home and landing pages show several blocks, the date of the day and some prose.
    let blocks = page.body_lists().filter(|l| l.items.len() >= 3).count();
    if blocks >= 4 || meta.column_name.as_deref() == Some("首页") {
        return if is_list {
            PageKind::List
        } else {
            PageKind::Navigation
        };
    }
    // The heading of a column's page is the column's name, that of an article its title.
    let is_named = meta
        .column_name
        .as_deref()
        .is_some_and(|name| name == page.heading);
    // Some templates write the title of an article into ColumnName; a list has no day of its own.
    let is_dated_alone = page.has_label() && most_dated == 0;
    if is_named && text.prose < PROSE && !is_dated_alone {
        return if is_list {
            PageKind::List
        } else {
            PageKind::Unclear
        };
    }
    if page.has_text_of_article() {
        return PageKind::Article;
    }
    // Rows may carry summaries; a page that states its own date of publication is an article
    // sooner.
    let stated = meta.pub_date.is_some() || page.has_label();
    let allowed = if stated {
        2 * PROSE
    } else {
        (most_dated as u32 * 300).max(4 * PROSE)
    };
    // The date below a short notice is no date of its only attachment.
    let few = (stated || page.is_signed || page.is_dated_apart()) && most_dated < 3;
    if is_list && !few && text.prose < allowed {
        return PageKind::List;
    }
    if page.says_when || dates::url_day(url).is_some() || text.prose >= PROSE {
        return PageKind::Article;
    }
    let rows: usize = page.body_lists().map(|l| l.items.len()).sum();
    if rows >= 3 {
        PageKind::Navigation
    } else {
        PageKind::Unclear
    }
}

/// What breadcrumbs call the page of one article, which has no name of its own among the columns.
const OWN_STEPS: [&str; 5] = ["正文", "信息正文", "文章正文", "内容正文", "详细内容"];

/// Links from one article to the ones beside it; the pages of a list are 上一页 and 下一页.
const NEIGHBOURS: [&str; 6] = ["上一篇", "下一篇", "上一条", "下一条", "上一则", "下一则"];

/// `首页 > 通知公告 > 正文` above, or `上一条：…` below: a column's page has neither, however few words an
/// article has beside the dated rows of other columns (the test `one_of_many_articles_needs_no_prose`).
pub(super) fn is_one_of_many(outline: &Outline, breadcrumb: &[Crumb]) -> bool {
    let is_own = |step: &Crumb| OWN_STEPS.contains(&step.text.as_str());
    let is_neighbour = |line: &str| {
        let line = line.trim_start_matches(|c: char| !c.is_alphabetic());
        let rest = NEIGHBOURS.iter().find_map(|word| line.strip_prefix(word));
        rest.is_some_and(|rest| rest.trim_start().starts_with(['：', ':', '\t']))
    };
    breadcrumb.last().is_some_and(is_own) || outline.body_lines().any(is_neighbour)
}

/// Labelled dates of publication; an article has one, a list may have one in each row.
pub(super) fn stated_dates(pairs: &[labels::Pair]) -> usize {
    let dated = |pair: &&labels::Pair| {
        pair.field == labels::Field::Published && dates::first_day(&pair.value).is_some()
    };
    pairs.iter().filter(dated).count()
}

pub(super) fn stated_day(published: &[crate::facts::FoundDate]) -> Option<jiff::civil::Date> {
    let stated = published.iter().find(|day| day.source == DateSource::Label);
    stated.map(|day| day.date)
}

/// What the sort of a page is judged by.
pub(super) struct KindSigns<'a> {
    pub(super) url: &'a str,
    pub(super) meta: &'a MetaTags,
    pub(super) lists: &'a [ItemList],
    pub(super) heading: &'a str,
    /// A title stands above the only line with a date and 来源.
    pub(super) is_headed: bool,
    /// `<title>` holds a title that a line shows, and that names none of the columns.
    pub(super) is_titled: bool,
    /// The page shows one letter and its answer.
    pub(super) is_letter: bool,
    /// The page states a date of its own, if only below its text.
    pub(super) says_when: bool,
    pub(super) is_signed: bool,
    /// See [`is_one_of_many`].
    pub(super) is_one_of_many: bool,
    /// The day that a label or the line beside the title states.
    pub(super) day: Option<jiff::civil::Date>,
    /// Labelled dates of publication (发布时间：…).
    pub(super) labels: usize,
    pub(super) text: &'a TextMeasure,
}

impl KindSigns<'_> {
    /// Lists of the main content, side blocks (最新发布) left out, unless the column is called so (图片新闻) or
    /// the page has nothing else (the test `a_column_may_show_its_newest_rows_only`).
    pub(super) fn body_lists(&self) -> impl Iterator<Item = &ItemList> {
        let column = self.meta.column_name.as_deref();
        let is_columns = move |name: &str| column == Some(name);
        let has_no_text = is_columns(self.heading) && !self.says_when && self.text.unlinked < PROSE;
        self.lists.iter().filter(move |l| {
            let is_beside = is_side_block(&l.heading, self.heading) && !is_columns(&l.heading);
            let is_side = is_beside && !has_no_text;
            l.place == Place::Body && !is_side
        })
    }

    /// What stands around the text of an article only, whatever else the page shows.
    fn has_frame_of_article(&self) -> bool {
        // By the standard only articles have the tag; templates that repeat the column's name in it
        // on list pages say nothing.
        let tag = self.meta.article_title.as_ref();
        let is_tagged = tag.is_some_and(|title| Some(title) != self.meta.column_name.as_ref());
        is_tagged || self.is_headed || self.is_letter || (self.is_one_of_many && self.says_when)
    }

    /// A text below a title or a date of its own, beside rows like any column's: 发布日期：… and a side block (the test
    /// `an_article_beside_a_dated_list_is_an_article`), 上半年全市经济运行总体平稳 in `<title>` and above one paragraph (the
    /// test `one_paragraph_below_the_title_makes_an_article_and_below_a_columns_name_none`).
    fn has_text_of_article(&self) -> bool {
        let is_dated = self.labels <= 1 && self.is_dated_apart();
        (is_dated && self.text.prose >= PROSE)
            || (self.is_titled && self.text.unlinked >= PROSE / 2)
    }

    fn has_label(&self) -> bool {
        self.labels == 1
    }

    /// `2026-11-08 来源：…` under the title of a short article, and two related links with days of their own.
    pub(super) fn is_dated_apart(&self) -> bool {
        let rows = || self.lists.iter().flat_map(|list| &list.items);
        let is_of_row = |day| rows().any(|item| item.date.as_ref().is_some_and(|d| d.date == day));
        self.day.is_some_and(|day| !is_of_row(day))
    }
}

pub(super) fn dated_rows(list: &ItemList) -> usize {
    list.items.iter().filter(|item| item.is_dated()).count()
}

#[cfg(test)]
#[path = "page_kind_tests.rs"]
mod tests;
