//! Title of a page: what its heading elements and `<title>` say, and which of them is right on an
//! article. What stands on lines of the text that no heading element marks is left to
//! [`shown_title`](super::shown_title).

use super::above_text;
use super::dates;
use super::labels::{self, Field, Pair};
use super::list_headings;
use super::numbering::numbering;
use super::outline::{Elem, Outline, Tag};
use super::rows;
use super::shown_title::{self, SEPARATORS};
use super::white_space::{clip, fold, squeeze};
use crate::facts::{DateSource, FoundDate, MetaTags, Place};

/// Shortest heading in characters that names a page and no column.
const OWN_HEADING: usize = 6;

/// Headings among which the page's own is looked for, and characters of `<title>`: what comes after is
/// no title, and comparing all with all must stay cheap on a page made of nothing else.
const MOST_HEADINGS: usize = 60;
const TITLE_CHARS: usize = 500;

/// The longest heading element of the main content that `<title>` holds, else the first that is no
/// title of a block or of a section, else empty. Templates put blocks with a heading of their own
/// before the text, such as 附件下载 (the test `a_heading_that_the_title_holds_comes_first`).
pub(super) fn heading(outline: &Outline, meta: &MetaTags) -> String {
    let title = squeeze(&clip(&outline.title, TITLE_CHARS));
    // `<div class="fbh_head"><h1>…</h1>`: the title stands in what calls itself the head of the page.
    let is_own = |e: &Elem| {
        let text = without_information(outline.text_of(e));
        is_own_part(&outline.title, &text, meta.site_name.as_deref())
    };
    let elements = outline
        .elements
        .iter()
        .filter(|e| e.tag == Tag::Heading)
        .enumerate()
        .filter(|(at, e)| e.place == Place::Body || (*at < MOST_HEADINGS && is_own(e)))
        .map(|(_, e)| e)
        .take(MOST_HEADINGS);
    let mut headings: Vec<String> = Vec::new();
    let mut above: Option<&Elem> = None;
    for element in elements {
        let text = without_information(outline.text_of(element));
        let is_next = |above: &Elem| {
            outline
                .slice(above.text.1, element.text.0)
                .trim()
                .is_empty()
        };
        if let Some(first) = headings.last().filter(|_| above.is_some_and(is_next))
            && let Some(whole) = joined_heading(first, &text, &title)
        {
            headings.pop();
            headings.push(whole);
        } else {
            headings.push(text);
        }
        above = Some(element);
    }
    headings.retain(|text| {
        let is_of_block = list_headings::is_side_block(text, "") || text.contains('\u{fffd}');
        let is_of_section = heads_a_section(text) && !title.starts_with(&squeeze(text));
        let is_of_site = meta.site_name.as_ref() == Some(text) || ends_title(&outline.title, text);
        // `<h1><a href="list_36.aspx">[ 返回 ]</a></h1>` (the test `a_heading_that_leads_back_is_no_title`).
        let is_named = text.chars().count() >= 2 && !rows::is_tool(text);
        is_named && !is_of_block && !is_of_section && !is_of_site
    });
    let length = |t: &&String| t.chars().count();
    // The first of those of one length.
    let of_title = headings
        .iter()
        .filter(|t| length(t) >= OWN_HEADING && title.contains(&squeeze(t)))
        .rev()
        .max_by_key(length);
    of_title.or(headings.first()).cloned().unwrap_or_default()
}

/// The first heading elements of a page, wherever they stand, with their positions among its elements.
pub(super) fn headings(outline: &Outline) -> impl Iterator<Item = (u32, &Elem)> {
    (0..)
        .zip(&outline.elements)
        .filter(|(_, e)| e.tag == Tag::Heading)
        .take(MOST_HEADINGS)
}

/// Whether a heading is what `<title>` says beside the name of a site, or nearly all of it.
fn is_own_part(title: &str, heading: &str, site: Option<&str>) -> bool {
    let (title, heading) = (squeeze(&clip(title, TITLE_CHARS)), squeeze(heading));
    if heading.chars().count() < OWN_HEADING || shown_title::is_site_name(&heading, site) {
        return false;
    }
    let beside = title
        .strip_prefix(&heading)
        .or_else(|| title.strip_suffix(&heading));
    beside.is_some_and(|beside| {
        let rest = beside.trim_matches(SEPARATORS);
        let is_apart = rest.len() < beside.len() || beside.is_empty();
        (is_apart && 2 * rest.len() <= heading.len()) || shown_title::is_site_name(rest, site)
    })
}

/// Lines of one heading; a heading that is never closed holds the whole page.
const MOST_LINES: usize = 12;

/// `<h1>标题<br><span>发布时间：2026-11-18</span></h1>`: what the heading says before the information about it.
fn without_information(heading: &str) -> String {
    let is_information = |line: &&str| {
        !labels::inline(line).is_empty() || labels::is_label(line) || dates::is_date(line)
    };
    let lines = heading.split(['\n', '\t']).map(str::trim);
    let lines = lines.filter(|line| !line.is_empty()).take(MOST_LINES);
    join_lines(lines.take_while(|line| !is_information(line)))
}

/// Lines of one title: Chinese needs no space where a line was broken.
pub(super) fn join_lines<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut whole = String::new();
    for line in lines {
        if whole.ends_with(|c: char| c.is_ascii()) && line.starts_with(|c: char| c.is_ascii()) {
            whole.push(' ');
        }
        whole.push_str(&fold(line));
    }
    whole
}

/// `<h2>云岭县人民政府办公室</h2><h2>关于城区停水的通知</h2>`: one title on two lines, if `title` says so, or if the
/// first is the body that speaks (the test `a_title_in_two_headings_is_one`).
fn joined_heading(first: &str, second: &str, title: &str) -> Option<String> {
    let whole = join_lines([first, second].into_iter());
    let is_known = title.contains(&squeeze(second));
    let is_in_title = || is_known && title.contains(&squeeze(&whole));
    let speaks = || {
        let is_body = SPEAKER_ENDS.iter().any(|end| first.ends_with(end));
        !is_known && is_body && second.starts_with("关于")
    };
    (!second.is_empty() && (is_in_title() || speaks())).then_some(whole)
}

/// Last words of the names of bodies that speak.
pub(super) const SPEAKER_ENDS: [&str; 5] = ["办公室", "人民政府", "委员会", "局", "厅"];

/// What the tag `ArticleTitle` says, unless the tags are those of another page, from which somebody made the
/// template: nobody sees that title, and a label states another day than `PubDate` (the test
/// `tags_of_another_page_say_no_title`).
pub(super) fn own_article_title<'a>(
    outline: &Outline,
    meta: &'a MetaTags,
    published: &[FoundDate],
) -> Option<&'a str> {
    let tagged = meta.article_title.as_deref()?;
    let day = |source| {
        let mut of_source = published.iter().filter(move |found| found.source == source);
        Some(of_source.next()?.date)
    };
    let days = day(DateSource::PubDate).zip(day(DateSource::Label));
    let is_of_another = days.is_some_and(|(tagged, shown)| tagged != shown)
        && !squeeze(&outline.title).contains(&squeeze(tagged))
        && shown_title::is_unseen(outline, tagged);
    (!is_of_another).then_some(tagged)
}

/// What `ArticleTitle` says of an article: not the name of the column or of the site, which templates write there,
/// and what the page shows where the tag is cut short (the test `a_tag_that_names_the_column_is_no_title`) or says
/// more than any line (`2026年第1号公告：…审计结果`, `【云岭】…公示`).
fn by_tag(
    outline: &Outline,
    tagged: &str,
    meta: &MetaTags,
    heading: &str,
    columns: &[&str],
) -> Option<String> {
    let site = meta.site_name.as_deref();
    let of_column = [&meta.column_name, &meta.site_name];
    if !heading.is_empty() && of_column.into_iter().flatten().any(|name| name == tagged) {
        return None;
    }
    let shown = match heading.is_empty() {
        true => shown_title::above_information(outline, site, columns),
        false => Some(heading.to_owned()),
    };
    let is_unseen = !shown_title::is_on_lines(outline, tagged);
    let is_sites = heading.is_empty() && is_unseen && shown_title::is_site_name(tagged, site);
    if is_sites && shown.is_some() {
        return None;
    }
    let is_own = |shown: &String| {
        let is_part = || {
            !columns.contains(&shown.as_str())
                && !shown_title::is_site_name(shown, site)
                && !shown_title::is_beside_title(shown)
                && shown_title::is_most_of(shown, tagged)
        };
        shown_title::is_begin_of(tagged, shown) || is_unseen && is_part()
    };
    let shown = shown.filter(is_own);
    Some(shown.unwrap_or_else(|| tagged.to_owned()))
}

/// The title of an article as the signs below give it, or as its block states it where they give a part of that only.
pub(super) fn of_article(
    outline: &Outline,
    pairs: &[Pair],
    meta: &MetaTags,
    article_title: Option<&str>,
    heading: &str,
    columns: &[&str],
) -> String {
    let title = by_signs(outline, pairs, meta, article_title, heading, columns);
    let stated = shown_title::stated(pairs);
    let whole = stated.filter(|stated| shown_title::is_begin_of(&title, stated));
    whole.unwrap_or(title)
}

/// What its tag states ([`own_article_title`]), else its heading, unless that is a block's and what
/// `<title>` says is shown (the test `a_heading_of_a_block_is_no_title_of_an_article`), or the name of one of
/// its `columns` (the test `a_heading_that_names_the_column_is_no_title`).
fn by_signs(
    outline: &Outline,
    pairs: &[Pair],
    meta: &MetaTags,
    article_title: Option<&str>,
    heading: &str,
    columns: &[&str],
) -> String {
    let tagged = article_title.and_then(|title| by_tag(outline, title, meta, heading, columns));
    if let Some(tagged) = tagged {
        return tagged;
    }
    let site = meta.site_name.as_deref();
    let of_tag = of_tag(&outline.title, meta);
    // 11532323015172331M-/2020-0826003-云岭县地质灾害防治方案
    let number = labels::value(pairs, Field::IndexNumber).unwrap_or("");
    let of_tag = match of_tag.strip_prefix(number) {
        Some(rest) => rest.trim_start_matches(SEPARATORS).to_owned(),
        None => of_tag,
    };
    if heading.is_empty() {
        let title = shown_title::title(outline, pairs, &of_tag, site, columns);
        return match title.is_empty() {
            true => meta.article_title.clone().unwrap_or_default(),
            false => title,
        };
    }
    let shown = shown_title::shown(outline, &of_tag, site);
    let is_columns = heading.chars().count() < OWN_HEADING
        || columns.contains(&heading)
        || leads_elsewhere(outline, heading);
    if !is_columns && squeeze(&outline.title).contains(&squeeze(heading)) {
        let longer = shown.filter(|shown| is_of_column(heading, shown));
        return longer.unwrap_or_else(|| heading.to_owned());
    }
    shown_title::stated(pairs)
        .or(shown.filter(|shown| shown != heading))
        .or_else(
            || match is_columns || above_text::is_of_block(outline, heading) {
                true => shown_title::above_information(outline, site, columns)
                    .or_else(|| above_text::title_above(outline, site, columns)),
                false => shown_title::marked_instead(outline, &outline.title, site),
            },
        )
        .unwrap_or_else(|| heading.to_owned())
}

/// Whether a line of its own, no link, shows what `<title>` says beside the names of site and columns.
pub(super) fn is_shown(outline: &Outline, meta: &MetaTags, columns: &[&str]) -> bool {
    let of_tag = of_tag(&outline.title, meta);
    let shown = shown_title::shown(outline, &of_tag, meta.site_name.as_deref());
    let Some(title) = shown.filter(|title| !columns.contains(&title.as_str())) else {
        return false;
    };
    let title = squeeze(&title);
    let is_line = |(from, to): &(u32, u32)| squeeze(outline.slice(*from, *to)) == title;
    outline
        .body_places()
        .find(is_line)
        .is_some_and(|place| !outline.has_link(place))
}

/// `<h3><a href=zn.jsp>政府信息<br>公开指南</a></h3>` of a menu, and `<title>` says so on every page of the template: a
/// heading that is a link names what it leads to (the test `a_heading_that_leads_back_is_no_title`).
fn leads_elsewhere(outline: &Outline, heading: &str) -> bool {
    let heading = squeeze(heading);
    let said = headings(outline).filter(|(_, e)| squeeze(outline.text_of(e)) == heading);
    let mut said = said.peekable();
    said.peek().is_some() && said.all(|(_, e)| outline.has_link(e.text))
}

/// `<title>关于城区停水的通知_通知公告_云岭县</title><h2>通知公告</h2>`: the heading is that of the column, where another part
/// of `<title>` is shown.
fn is_of_column(heading: &str, shown: &str) -> bool {
    let (heading, shown) = (squeeze(heading), squeeze(shown));
    !shown.contains(&heading) && heading.len() < shown.len()
}

/// `附件下载：`, `一、项目基本情况`: a label, a section of the text.
fn heads_a_section(heading: &str) -> bool {
    numbering(heading).0.is_some() || heading.ends_with(['：', ':'])
}

/// `<h1>云岭省水利厅</h1>` on every page whose title is `…_云岭省水利厅`: the name of the site. Other
/// templates begin the title with that name, and the heading after it is the page's own.
fn ends_title(title: &str, heading: &str) -> bool {
    let Some(rest) = title.trim_end().strip_suffix(heading) else {
        return false;
    };
    let first = rest.trim_end_matches(SEPARATORS);
    first.len() < rest.trim_end().len() && !shown_title::is_site_name(first, None)
}

/// `Title_Column_Site` and `Title-Site`: the part before the first separator.
pub(super) fn of_tag(title: &str, meta: &MetaTags) -> String {
    let mut title = title.trim();
    if let Some(site) = &meta.site_name {
        title = title
            .trim_end_matches(site.as_str())
            .trim_end_matches(SEPARATORS);
    }
    let first = title.split(['_', '|']).next().unwrap_or(title);
    let first = first.split(" - ").next().unwrap_or(first).trim();
    if first.is_empty() {
        title.to_owned()
    } else {
        first.to_owned()
    }
}
