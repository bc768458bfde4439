//! Title of an article that no heading element and no tag holds: the line above the date where `<title>` says
//! so, else what `<title>` says, if it is not only the site's name, else that line alone. Which tag and heading
//! come first is left to [`title`](super::title).

use super::above_text;
use super::breadcrumb;
use super::dates;
use super::doc_number;
use super::labels::{self, Field, Pair};
use super::outline::{Elem, Outline, is_sentence};
use super::published::BESIDE_DATE;
use super::title::{SPEAKER_ENDS, join_lines};
use super::white_space::{fold, squeeze};

/// Lines of the main content in which the title of an article stands.
pub(super) const HEAD_LINES: usize = 60;

/// Length of a title in characters.
const FEWEST: usize = 6;
const MOST: usize = 90;

/// Longest line in bytes that holds a title, padding included.
const LONGEST_LINE: usize = 800;

/// Lines between the title and the date: the number of the document, a subtitle.
const BETWEEN: usize = 2;

/// Last words of the names of sites and of their parts.
const SITE_ENDS: [&str; 16] = [
    "人民政府",
    "网",
    "政府信息公开",
    "平台",
    "局",
    "厅",
    "委员会",
    "管委会",
    "中心",
    "考试院",
    "法院",
    "检察院",
    "常委会",
    "调查队",
    "支队",
    "红十字会",
];

/// Words that only the names of sites have, and what editors of pages write until somebody names them.
const SITE_WORDS: [&str; 6] = ["网站", "门户", "欢迎", "首页", "无标题", "Untitled"];

/// Between the parts of `<title>`.
pub(super) const SEPARATORS: [char; 7] = ['_', '-', '|', '—', '－', '·', ' '];

/// The title that a block states; not what templates and search forms put behind the label.
pub(super) fn stated(pairs: &[Pair]) -> Option<String> {
    const FEWEST: usize = 4;
    let stated = labels::value(pairs, Field::Title).map(fold);
    stated.filter(|title| {
        title.chars().count() >= FEWEST && !labels::is_template(title) && !are_choices(title)
    })
}

/// `标题 全文 按时间 按相关度`: choices of a search form.
fn are_choices(value: &str) -> bool {
    let mut words = value.split(' ');
    value.contains(' ') && words.all(|word| word.chars().count() <= 5)
}

/// `of_tag` is what is left of `<title>` without the name of the site, `site` that name if a tag states it,
/// `columns` the names of the columns that the page is in.
pub(super) fn title(
    outline: &Outline,
    pairs: &[Pair],
    of_tag: &str,
    site: Option<&str>,
    columns: &[&str],
) -> String {
    let head: Vec<&str> = outline.body_lines().take(HEAD_LINES).collect();
    let above = above_information(outline, site, columns);
    if let Some(above) = above
        .as_ref()
        .filter(|title| is_part(title, &outline.title))
    {
        return above.clone();
    }
    if let Some(part) = shown_part(&outline.title, &head, columns) {
        return part.to_owned();
    }
    let stated = stated(pairs);
    // Somebody copied the page and changed all but `<title>`.
    let outdated = stated
        .as_ref()
        .filter(|title| stands_in(&head, title) && !stands_in(&head, of_tag));
    if let Some(title) = outdated {
        return title.clone();
    }
    let is_issuer = [Field::Issuer, Field::Publisher]
        .iter()
        .any(|field| labels::value(pairs, *field).is_some_and(|organ| squeeze(organ) == of_tag));
    let is_columns = of_tag.chars().count() < FEWEST || columns.contains(&of_tag);
    // Who signs is no title where another stands above the date.
    let signs = is_issuer || above.is_some() && is_site_name(of_tag, site);
    if !signs && !is_columns && above_text::stands_above(outline, of_tag) {
        return of_tag.to_owned();
    }
    // 某某管理办法 (云岭县人民政府令第43号)
    let name = of_tag
        .trim_end_matches([')', '）'])
        .rsplit_once(['(', '（']);
    if let Some((name, _)) = name.filter(|(name, _)| stands_in(&head, name)) {
        return name.trim_end().to_owned();
    }
    let is_title = !of_tag.is_empty() && !is_site_name(of_tag, site);
    let names_document = names_document(of_tag);
    let above = above.or_else(|| {
        let above = || above_text::title_above(outline, site, columns);
        (!is_title || !names_document).then(above).flatten()
    });
    // A title broken over lines, of which the last is above.
    let is_rest = |above: &String| letters(of_tag).contains(&letters(above));
    let is_whole = || names_document || above.as_ref().is_some_and(is_rest);
    if is_title && !is_columns && fills_lines(&head, of_tag) && is_whole() {
        return of_tag.to_owned();
    }
    let shown = stated.or(above).or_else(|| headline(outline));
    // A page of pictures shows no title; what else no visitor sees names the column or the template.
    let is_alone = names_document && !of_tag.contains(SEPARATORS);
    shown.unwrap_or_else(|| {
        if is_alone {
            of_tag.to_owned()
        } else {
            String::new()
        }
    })
}

/// `<title>政务公开信息内容页</title>` on every page of a template: the title that class or id mark, where nothing
/// on the page says what `<title>` does (the test `a_marked_title_wins_over_one_that_nobody_sees`).
pub(super) fn marked_instead(
    outline: &Outline,
    of_tag: &str,
    site: Option<&str>,
) -> Option<String> {
    marked(outline, site).filter(|_| of_tag.is_empty() || is_unseen(outline, of_tag))
}

/// The title above the line with the date, marked or not, that names none of the `columns`.
pub(super) fn above_information(
    outline: &Outline,
    site: Option<&str>,
    columns: &[&str],
) -> Option<String> {
    let above = marked(outline, site).or_else(|| Some(above_date(outline, site)?.title));
    above.filter(|title| !columns.contains(&title.as_str()))
}

/// `云岭省教育考试院 - 考前提醒`, `全县小型农田水利重点县... - 要闻`: `<title>` holds this, or begins with as much as fits.
fn is_part(title: &str, tag: &str) -> bool {
    let (title, tag) = (squeeze(title), squeeze(tag));
    let begin = tag.split(['…', '.']).next().unwrap_or("");
    let is_cut =
        begin.len() < tag.len() && begin.chars().count() >= FEWEST && title.starts_with(begin);
    tag.split(SEPARATORS).any(|part| part == title) || is_cut
}

/// Whether no line of the page says this, signs and spaces aside. `双公示 > 行政处罚（标准）` does not say 双公示行政处罚.
pub(super) fn is_unseen(outline: &Outline, of_tag: &str) -> bool {
    let lines = outline.body_lines().take(HEAD_LINES);
    let shown: String = lines.map(letters).collect();
    !shown.contains(&letters(of_tag))
}

/// A line says this and hardly more, or some lines do, over which a title is broken.
fn fills_lines(head: &[&str], of_tag: &str) -> bool {
    const MORE: usize = "（图）".len();
    let whole = letters(of_tag);
    let is_short = |line: &&str| line.len() <= LONGEST_LINE;
    let lines: Vec<String> = head.iter().copied().filter(is_short).map(letters).collect();
    let holds = |line: &String| line.contains(&whole) && line.len() <= whole.len() + MORE;
    let is_broken = |from: usize| {
        let mut rest = whole.as_str();
        let mut next = lines[from..].iter().take(TITLE_LINES);
        next.any(|line| match rest.strip_prefix(line.as_str()) {
            Some(left) => {
                rest = left;
                rest.is_empty()
            }
            None => false,
        })
    };
    lines.iter().any(holds) || (0..lines.len()).any(is_broken)
}

/// Whether lines of the page show this as a title.
pub(super) fn is_on_lines(outline: &Outline, title: &str) -> bool {
    let head: Vec<&str> = outline.body_lines().take(HEAD_LINES).collect();
    fills_lines(&head, title)
}

/// `关于城区停…`, or `关于暂停受理窗口业务的`, of which the page shows `关于暂停受理窗口业务的通告`: the begin of a title that was cut.
pub(super) fn is_begin_of(begin: &str, whole: &str) -> bool {
    let plain = begin.trim_end_matches(['…', '.']);
    let Some(rest) = whole.strip_prefix(plain) else {
        return false;
    };
    let runs_on = rest.starts_with(char::is_alphabetic);
    plain.len() < begin.len() || runs_on && names_document(whole) && !names_document(plain)
}

/// Whether a shown title is the better part of what a tag says, signs and spaces aside.
pub(super) fn is_most_of(shown: &str, tagged: &str) -> bool {
    let (shown, tagged) = (letters(shown), letters(tagged));
    tagged.contains(&shown) && 2 * shown.len() >= tagged.len()
}

/// What is written without signs and spaces, the arrows of a breadcrumb kept, of which 》 ends a name, too.
fn letters(text: &str) -> String {
    let is_arrow = |c: char| c != '》' && breadcrumb::ARROWS.contains(&c);
    text.chars()
        .filter(|c| c.is_alphanumeric() || is_arrow(*c))
        .collect()
}

/// What an element with a title's name says right above the line with the date: `<td class="news_tit">`,
/// `<span id="lblTitle">`. Blocks and menus have such elements, too, but no date below them.
fn marked(outline: &Outline, site: Option<&str>) -> Option<String> {
    let head: Vec<(u32, u32)> = outline.body_places().take(HEAD_LINES).collect();
    let date = information(outline, &head)?.date;
    let first = head[date.saturating_sub(TITLE_LINES + BETWEEN)].0;
    let end_of_title = |from: usize| head.get(from.wrapping_sub(1)).map(|above| above.1);
    let ends: Vec<u32> = (date.saturating_sub(BETWEEN)..=date)
        .filter_map(end_of_title)
        .collect();
    outline.titles.iter().rev().find_map(|index| {
        let element = &outline.elements[*index as usize];
        said_by(outline, element, first, &ends, site)
    })
}

/// What an element says that begins at `first` or later and ends at one of `ends`, the ends of lines, if that may be
/// a title.
pub(super) fn said_by(
    outline: &Outline,
    element: &Elem,
    first: u32,
    ends: &[u32],
    site: Option<&str>,
) -> Option<String> {
    let (from, to) = element.text;
    let said = outline.slice(from, to).trim_end();
    if from < first || !ends.contains(&(from + said.len() as u32)) {
        return None;
    }
    let title = join_lines(said.trim_start().lines());
    let fits = is_like_title(&title) && !is_beside_title(&title) && !is_site_name(&title, site);
    fits.then_some(title)
}

/// What `<title>` says and a line of its own shows, if it is no site's name.
pub(super) fn shown(outline: &Outline, of_tag: &str, site: Option<&str>) -> Option<String> {
    let head: Vec<&str> = outline.body_lines().take(HEAD_LINES).collect();
    let is_title = |part: &&str| part.chars().count() >= FEWEST && !is_site_name(part, site);
    let whole = Some(of_tag).filter(|tag| stands_in(&head, tag));
    let part = whole.or_else(|| shown_part(&outline.title, &head, &[]));
    part.filter(is_title).map(str::to_owned)
}

/// Lines over which a title is broken, at most.
pub(super) const TITLE_LINES: usize = 4;

/// Last words of titles of documents.
const DOCUMENT_ENDS: [&str; 10] = [
    "通知", "公告", "通告", "意见", "决定", "批复", "通报", "的函", "办法", "方案",
];

fn names_document(title: &str) -> bool {
    DOCUMENT_ENDS.iter().any(|end| title.ends_with(end))
}

/// `山西省能源局关于印发2025年第三季度`, `新型储能项目库调整清单的通知` above the salutation: the title in the text
/// (the test `a_title_that_stands_in_the_text_only_is_put_together`).
fn headline(outline: &Outline) -> Option<String> {
    let places = outline.body_places().take(HEAD_LINES);
    let unlinked = places.filter(|place| !outline.has_link(*place));
    let head: Vec<&str> = unlinked.map(|(from, to)| outline.slice(from, to)).collect();
    let is_piece = |line: &str| !line.contains(['。', '；', '：', ':', '\t', '，']);
    let begins = |line: &&&str| line.contains("关于") && is_piece(line);
    let at = head.iter().position(|line| begins(&line))?;
    let pieces = head[at..].iter().take(TITLE_LINES);
    let pieces: Vec<&str> = pieces.take_while(|line| is_piece(line)).copied().collect();
    let last = pieces.iter().position(|piece| names_document(piece))?;
    let title = fold(&pieces[..=last].concat());
    (title.chars().count() <= MOST).then_some(title)
}

/// `标题-通知公告-云岭县人民政府`, `云岭县人民政府 要闻 标题`, `标题-招聘信息-云岭县医院`: the longest part that stands on a line of
/// its own, where the rest ends or begins with the name of a site, or begins with that of a column.
fn shown_part<'a>(tag: &'a str, head: &[&str], columns: &[&str]) -> Option<&'a str> {
    let tag = tag.trim();
    let is_shown = |part: &&str| part.chars().count() >= FEWEST && stands_in(head, part);
    let is_site = |part: &str| is_site_name(part, None);
    let (_, last) = tag.rsplit_once(SEPARATORS)?;
    let (first, _) = tag.split_once(SEPARATORS)?;
    let before = || {
        let cuts = tag.rmatch_indices(SEPARATORS).take(MOST_PARTS);
        cuts.map(|(at, _)| tag[..at].trim_end_matches(SEPARATORS))
    };
    let behind = || {
        let cuts = tag.match_indices(SEPARATORS).take(MOST_PARTS);
        cuts.map(|(at, _)| tag[at..].trim_start_matches(SEPARATORS))
    };
    let is_before_column = |part: &&str| {
        let rest = tag[part.len()..].trim_start_matches(SEPARATORS);
        rest.split(SEPARATORS)
            .next()
            .is_some_and(|next| columns.contains(&next))
    };
    match (is_site(first), is_site(last)) {
        (true, true) => before().find(is_shown).or_else(|| behind().find(is_shown)),
        (true, false) => behind().find(is_shown),
        (false, true) => before().find(is_shown),
        (false, false) => before().filter(is_before_column).find(is_shown),
    }
}

/// Separators of one `<title>`, blanks among them, at which it is cut.
const MOST_PARTS: usize = 8;

fn stands_in(head: &[&str], title: &str) -> bool {
    let title = squeeze(title);
    head.iter()
        .any(|line| line.len() <= LONGEST_LINE && squeeze(line) == title)
}

pub(super) fn is_site_name(text: &str, site: Option<&str>) -> bool {
    // ::云岭县太平镇人民政府::
    let text = text.trim_matches([':', '：', '*', '=', ' ']);
    let is_known = site.is_some_and(|site| site.ends_with(text) || text.ends_with(site));
    let is_like = SITE_ENDS.iter().any(|end| text.ends_with(end))
        || SITE_WORDS.iter().any(|word| text.contains(word));
    is_known || (is_like && !text.contains("关于"))
}

/// The line above that of the date: `<td class=bt>关于…的通报</td>`, the number, 发布时间：2010-03-04 点击：88; with the
/// line before it, if that names who speaks (the test `a_title_below_the_name_of_who_speaks_is_one`). Rows of
/// a list have dates below their titles, too, but their titles are links.
fn above_date(outline: &Outline, site: Option<&str>) -> Option<Headed> {
    let head: Vec<(u32, u32)> = outline.body_places().take(HEAD_LINES).collect();
    let line = |at: usize| outline.slice(head[at].0, head[at].1).trim();
    let found = information(outline, &head)?;
    let says_from_whom = says_from_whom(line(found.date));
    let is_title = |line: &&str| match says_from_whom {
        true => is_like_title(line) || is_short_title(line),
        false => is_like_title(line),
    };
    let title =
        Some(line(found.title?)).filter(|line| is_title(line) && !is_site_name(line, site))?;
    let speaks = |before: &&str| {
        let is_body = SPEAKER_ENDS.iter().any(|end| before.ends_with(end));
        title.starts_with("关于") && is_body && is_like_title(before)
    };
    let speaker = found.before.map(line).filter(speaks);
    Some(Headed {
        title: join_lines(speaker.into_iter().chain([title])),
        says_from_whom,
    })
}

/// Positions among the lines of the head.
struct Information {
    /// The line with the date of the article.
    date: usize,
    /// The line above it that may be the title, and the one before that.
    title: Option<usize>,
    before: Option<usize>,
}

/// The first line with the date of an article. Below the first sentence only one that says from whom is none of
/// the text, and a date beside the link to another page is that of a row (the test
/// `rows_with_a_date_before_their_link_are_no_information`).
fn information(outline: &Outline, head: &[(u32, u32)]) -> Option<Information> {
    let line = |at: usize| outline.slice(head[at].0, head[at].1).trim();
    let text = (0..head.len()).find(|at| is_sentence(line(*at)));
    let text = text.unwrap_or(head.len());
    let is_own = |at: &usize| is_dated(line(*at)) && (*at < text || says_from_whom(line(*at)));
    let is_passed = |at: &usize| is_number(line(*at)) || is_beside_title(line(*at));
    (0..head.len()).filter(is_own).find_map(|date| {
        let mut above = (0..date).rev().take(ABOVE_DATE).skip_while(is_passed);
        let (title, before) = (above.next(), above.next());
        let is_bare = !says_from_whom(line(date)) && !names_date(line(date));
        let links_title = |at: usize| {
            let link = outline.last_link(head[at]);
            link.is_some_and(|link| link.name().chars().count() >= FEWEST)
        };
        let is_row =
            title.is_some_and(|at| outline.has_link(head[at])) || is_bare && links_title(date);
        (!is_row).then_some(Information {
            date,
            title,
            before,
        })
    })
}

/// `停水通知`: four characters are a title right above 来源：….
fn is_short_title(line: &str) -> bool {
    const SHORTEST: usize = 4;
    let length = line.chars().count();
    (SHORTEST..FEWEST).contains(&length) && line.chars().all(char::is_alphabetic)
}

/// A title and the line with its date.
struct Headed {
    title: String,
    /// The line has 来源, 浏览 and the like beside the date.
    says_from_whom: bool,
}

/// `<div class=bt>马铃薯喜获丰收</div><div>日期：2015-11-05　来源：县新闻中心　摄影：甲</div>`: a title that is no link and names none of
/// the `columns`, above the only line with a date and 来源. A column's page has such a line in each row or in none.
pub(super) fn is_headed(outline: &Outline, site: Option<&str>, columns: &[&str]) -> bool {
    let heads = |headed: Headed| headed.says_from_whom && !columns.contains(&headed.title.as_str());
    let is_information = |line: &&str| is_dated(line) && says_from_whom(line);
    above_date(outline, site).is_some_and(heads)
        && outline.body_lines().filter(is_information).nth(1).is_none()
}

/// Lines above the date among which the title is looked for.
const ABOVE_DATE: usize = 6;

/// `——在全县大会上的讲话`, `（2026年第3号公告 总第87号）`, `来源：县报`, `【字体：大 中 小】` between a title and the line with its date.
pub(super) fn is_beside_title(line: &str) -> bool {
    const BEGINS: [&str; 8] = ["—", "－", "来源", "作者", "字号", "字体", "打印", "分享到"];
    let said = line.trim_start_matches(['【', '[', '〖', '（', '(', ' ']);
    let is_in_brackets = line.starts_with(['（', '(']) && line.ends_with(['）', ')']);
    is_in_brackets || BEGINS.iter().any(|begin| said.starts_with(begin))
}

/// A short line with a date: 发布时间：2010-03-04 点击：88.
fn is_dated(line: &str) -> bool {
    let is_clock = line.contains("今天是") || line.contains("星期");
    line.len() <= 3 * MOST
        && !line.contains(['。', '《'])
        && !is_clock
        && dates::first_day(line).is_some_and(|(_, range)| {
            let is_first = line[..range.start]
                .trim_matches(|c: char| !c.is_alphanumeric())
                .is_empty();
            // 云岭调查队 www.a.gov.cn 2026-08-22 10:36
            let time = line[range.end..].trim();
            let ends_timed = time.contains([':', '：']) && !time.contains(char::is_alphabetic);
            is_first || ends_timed || says_from_whom(line) || names_date(line)
        })
}

fn names_date(line: &str) -> bool {
    NAMES_OF_DATE.iter().any(|word| line.contains(word))
}

/// What the date of an article is called; 零售价格（2026年4月18日） is a title.
const NAMES_OF_DATE: [&str; 3] = ["时间", "日期", "发布"];

/// What stands between a title and its text: the number, when and from whom.
pub(super) fn is_information(line: &str) -> bool {
    is_number(line) || is_beside_title(line) || is_dated(line) || says_from_whom(line)
}

/// The line has what stands beside the date of an article: 来源, 浏览.
fn says_from_whom(line: &str) -> bool {
    BESIDE_DATE.iter().any(|word| line.contains(word))
}

fn is_number(line: &str) -> bool {
    doc_number::find(line).is_some_and(|number| line.len() - number.range.len() <= BESIDE_NUMBER)
}

/// Bytes of brackets around a number.
const BESIDE_NUMBER: usize = 6;

pub(super) fn is_like_title(line: &str) -> bool {
    let length = line.chars().count();
    (FEWEST..=MOST).contains(&length)
        && !line.contains(['。', '；', '>', '|', '\t', '】', '\u{fffd}'])
        && !line.ends_with(['：', ':'])
        && !line.contains("当前位置")
        && labels::inline(line).is_empty()
        && !begins_with_fact(line)
}

/// `采购项目名称：北环路整体罩面工程` states a fact of a text; a title may have a colon, too.
fn begins_with_fact(line: &str) -> bool {
    const FACTS: [&str; 10] = [
        "名称",
        "编号",
        "单位",
        "时间",
        "日期",
        "电话",
        "地址",
        "联系人",
        "类别",
        "方式",
    ];
    let (name, _) = line.split_once(['：', ':']).unwrap_or_default();
    FACTS.iter().any(|fact| name.trim_end().ends_with(fact))
}

#[cfg(test)]
#[path = "shown_title_tests.rs"]
mod tests;
