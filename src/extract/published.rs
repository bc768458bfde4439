//! When a page says that it was published: tag, label, script, a line beside its title, address
//! (FIELD §11.2, WILD §B5). All sources are kept; which of them is right is for checks to judge, and
//! the date under the text is left to [`signature`](super::signature).

use jiff::civil::Date;

use super::dates;
use super::doc_number;
use super::labels::{Field, Pair};
use super::outline::{Outline, is_sentence};
use super::signature::Signature;
use super::url_dates::{self, url_day_of};
use super::white_space::{clip, is_space, squeeze};
use crate::facts::{DateSource, FoundDate};

/// What is known of a page when its dates are looked for.
pub(super) struct Signs<'a> {
    pub(super) outline: &'a Outline,
    pub(super) pairs: &'a [Pair],
    /// The `PubDate` tag.
    pub(super) tag: Option<&'a str>,
    pub(super) url: &'a str,
    pub(super) signature: Option<&'a Signature>,
    pub(super) fetched_on: Date,
}

/// Longest text kept of a date, in characters.
const LONGEST_TEXT: usize = 40;

/// Dates by which the page says when it was published, most trusted first: what a visitor sees, before the tag,
/// in which templates write when the page was made anew or entered. Not what the text itself states; and against
/// a day in the block of a document stands that tag and address agree, against any that another label agrees
/// with the tag or a line shows it to the minute (the test `what_a_visitor_sees_comes_before_the_tag`). A day
/// without a label comes before the tag where the address files the page under that day and not under the tag's.
pub(super) fn published(page: &Signs<'_>) -> Vec<FoundDate> {
    let stated = |value: &str| dates::stated_day(value, page.fetched_on);
    let tag = page
        .tag
        .and_then(|tag| Some((stated(tag)?.0, tag.to_owned())));
    let lines = Lines::of(page.outline, page.signature);
    let labelled = labelled(page.pairs, page.fetched_on).or_else(|| lines.beside_title());
    let written = page.outline.script_date.as_deref().and_then(stated);
    let address = url_day_of(page.url).map(|(date, path)| (date, path.to_owned()));
    let is_written = |date: Date| {
        let says_another = address.as_ref().is_some_and(|(day, _)| *day != date);
        says_another && lines.below_number(date)
    };
    let alone = || lines.alone().filter(|(date, _)| !is_written(*date));
    let unlabelled = (labelled.is_none()).then(alone).flatten();
    let is_of_block = page
        .pairs
        .iter()
        .any(|pair| pair.field == Field::IndexNumber);
    let is_of_text = labelled
        .as_ref()
        .is_some_and(|(_, text)| lines.show_in_text(text));
    let is_other = |pair: &Pair| {
        pair.field == Field::Published && same_day(tag.as_ref(), stated(&pair.value).as_ref())
    };
    let is_confirmed = || {
        is_of_text
            || page.pairs.iter().any(is_other)
            || page.tag.is_some_and(|tag| lines.show(tag))
            || is_of_block && same_day(tag.as_ref(), address.as_ref())
    };
    let is_tag_first = !same_day(tag.as_ref(), labelled.as_ref()) && is_confirmed();
    let is_filed = |found: &(Date, String)| url_dates::is_filed_on(page.url, found.0);
    let is_shown_first =
        unlabelled.as_ref().is_some_and(is_filed) && tag.as_ref().is_some_and(|tag| !is_filed(tag));
    let labelled = (DateSource::Label, labelled);
    let tag = (DateSource::PubDate, tag);
    let (first, second) = match is_tag_first {
        true => (tag, labelled),
        false => (labelled, tag),
    };
    let mut sources = [
        first,
        second,
        (DateSource::Script, written),
        (DateSource::Body, unlabelled),
        (DateSource::Url, address),
    ];
    if is_shown_first {
        sources[..4].rotate_right(1);
    }
    let found = sources.into_iter().filter_map(|(source, found)| {
        let (date, text) = found?;
        dates::may_be_published(date, page.fetched_on).then(|| FoundDate {
            date,
            source,
            text: clip(&text, LONGEST_TEXT),
        })
    });
    found.collect()
}

fn same_day(a: Option<&(Date, String)>, b: Option<&(Date, String)>) -> bool {
    a.zip(b).is_some_and(|((a, _), (b, _))| a == b)
}

/// The day of a header, for what the server says of the file.
pub(super) fn modified(header: Option<&str>) -> Option<FoundDate> {
    let text = header?;
    Some(FoundDate {
        date: dates::header_day(text)?,
        source: DateSource::LastModified,
        text: clip(text.trim(), LONGEST_TEXT),
    })
}

/// The first label with a day. 生成日期 is when a record was made: beside 成文日期 that is when it was put
/// online, alone nobody knows. 公布日期 beside 施行日期 is when a law was made known, not the page.
fn labelled(pairs: &[Pair], fetched_on: Date) -> Option<(Date, String)> {
    let stated = |field: Field| {
        let values = pairs.iter().filter(move |pair| pair.field == field);
        values
            .filter_map(|pair| dates::stated_day(&pair.value, fetched_on))
            .next()
    };
    let has = |field: Field| {
        pairs
            .iter()
            .any(|pair| pair.field == field && !pair.value.is_empty())
    };
    let generated = || has(Field::Issued).then(|| stated(Field::Generated))?;
    let announced = || (!has(Field::Effective)).then(|| stated(Field::Announced))?;
    stated(Field::Published)
        .or_else(announced)
        .or_else(generated)
}

/// Longest line, in characters, that holds the date of an article and no sentence.
const LONGEST_LINE: usize = 120;

/// Lines in which the number of a document and its day stand below its title.
const HEAD_LINES: usize = 30;

/// Lines of the main content, without that of the signature.
struct Lines<'a> {
    outline: &'a Outline,
    of_signature: Option<usize>,
}

impl<'a> Lines<'a> {
    fn of(outline: &'a Outline, signature: Option<&Signature>) -> Self {
        Self {
            outline,
            of_signature: signature.map(|signature| signature.line),
        }
    }

    fn iter(&self) -> impl Iterator<Item = &'a str> {
        let lines = self.outline.body_lines().enumerate();
        let of_signature = self.of_signature;
        lines
            .filter(move |(at, _)| Some(*at) != of_signature)
            .map(|(_, line)| line)
    }

    /// `2026-11-08 09:30 来源：县政府办 浏览次数：12`.
    fn beside_title(&self) -> Option<(Date, String)> {
        let mut lines = self.iter().filter(|line| may_hold_date(line));
        lines.find_map(date_beside)
    }

    /// `2026-11-08 16:02` of the tag stands in a line.
    fn show(&self, tag: &str) -> bool {
        const TO_THE_MINUTE: usize = "2026-11-08 16:02".len();
        let minute = tag.get(..TO_THE_MINUTE);
        minute.is_some_and(|minute| self.iter().any(|line| line.contains(minute)))
    }

    /// Below a sentence, and not above the first one.
    fn show_in_text(&self, date: &str) -> bool {
        let mut lines = self.iter();
        let first = lines.find(|line| line.contains(date) || is_sentence(line));
        first.is_some_and(|line| !line.contains(date)) && lines.any(|line| line.contains(date))
    }

    /// `云政发〔2026〕3号` above `2026年11月5日`: the day of writing, where the address says another.
    fn below_number(&self, date: Date) -> bool {
        let lines: Vec<&str> = self.iter().take(HEAD_LINES).collect();
        lines.windows(2).any(|pair| {
            let is_number =
                || doc_number::find(pair[0]).is_some_and(|n| n.range.len() == pair[0].len());
            let is_same = dates::first_day(pair[1]).is_some_and(|(day, _)| day == date);
            is_same && dates::is_date(pair[1]) && is_number()
        })
    }

    /// One date on a line of its own is the article's, else one in a cell of its own; several are the rows
    /// of a list, unless phone and desktop show the same twice. Below or beside a name it is what the name
    /// says.
    fn alone(&self) -> Option<(Date, String)> {
        let head = || self.iter().take_while(|line| !is_sentence(line));
        only_date(self.iter())
            .or_else(|| only_date(self.iter().flat_map(|line| line.split('\t'))))
            .or_else(|| only_date(head().filter_map(beside_name)))
            // 云岭县水务局 | 2026-11-08 | 办公室
            .or_else(|| only_date(head().flat_map(|line| line.split(['|', '｜']))))
            .date()
    }
}

/// What a search for the one date of a page gives.
enum Found<'a> {
    Nothing,
    /// The date, and how often it stands there.
    Date(&'a str, Date, u8),
    /// Different dates.
    Unclear,
}

impl Found<'_> {
    fn or_else(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Nothing => other(),
            found => found,
        }
    }

    fn date(self) -> Option<(Date, String)> {
        match self {
            Self::Date(text, ..) => dates::first_day_of(text),
            Self::Nothing | Self::Unclear => None,
        }
    }
}

/// `人力资源部 2026/11/8 17:22:10`, icons for labels: a date to the minute, and a name apart from it that is no time's.
fn beside_name(line: &str) -> Option<&str> {
    const LONGEST_NAME: usize = 15;
    let (_, range) = may_hold_date(line).then(|| dates::first_day(line))??;
    let rest = &line[range.end..];
    let time = rest.len() - rest.trim_start_matches(is_time).len();
    let (before, after) = (&line[..range.start], &rest[time..]);
    let is_name = |text: &str| {
        let name = text.trim();
        name.chars().all(is_word)
            && name.chars().count() <= LONGEST_NAME
            && !name.ends_with(['间', '期', '于', '自', '从', '至', '到'])
    };
    let is_timed = rest[..time].contains([':', '：'])
        && (after.is_empty() || rest[..time].ends_with(is_space));
    let date = || line[range.start..range.end + time].trim_end();
    (is_timed && is_name(before) && is_name(after)).then(date)
}

/// Copies of the line under the title, for phone and desktop.
const COPIES: u8 = 2;

fn only_date<'a>(parts: impl Iterator<Item = &'a str>) -> Found<'a> {
    let mut before = "";
    let mut found = Found::Nothing;
    for part in parts.map(str::trim).filter(|part| !part.is_empty()) {
        let day = || dates::first_day(part).filter(|_| dates::is_date(part));
        if let Some((date, _)) = may_hold_date(part).then(day).flatten() {
            let is_named = before.ends_with(['：', ':', '期', '间', '于', '自', '至']);
            let is_bare = !part.contains(|c| is_word(c) && !"年月日时分秒".contains(c));
            if is_bare && !is_named {
                found = match found {
                    Found::Nothing => Found::Date(part, date, 1),
                    Found::Date(text, known, n) if known == date && n < COPIES => {
                        Found::Date(text, date, n + 1)
                    }
                    _ => return Found::Unclear,
                };
            }
        }
        before = part;
    }
    found
}

/// Whether a line may hold the date of an article: not the page clock, the footer, a cited document or a
/// sentence.
fn may_hold_date(line: &str) -> bool {
    const OTHER: [&str; 6] = ["版权", "《", "。", "今天是", "上一篇", "下一篇"];
    // 发布于：2026年11月8日 星期日
    let is_clock = line.contains("星期") && !line.contains("发布");
    line.bytes().any(|b| b.is_ascii_digit())
        && line.chars().nth(LONGEST_LINE).is_none()
        && !is_clock
        && !OTHER.iter().any(|word| line.contains(word))
}

fn is_word(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Words that stand beside the date of an article.
pub(super) const BESIDE_DATE: [&str; 14] = [
    "来源",
    "发布者",
    "浏览",
    "点击",
    "阅读",
    "作者",
    "记者",
    "通讯员",
    "摄影",
    "字号",
    "字体",
    "编辑",
    "打印",
    "访问",
];

/// What a number beside is called that counts visits.
const COUNTED: [&str; 7] = ["浏览", "点击", "阅读", "访问", "人气", "数", "量"];

/// What the date of an article is called where it has a name at all.
const NAMES: [&str; 20] = [
    "时间",
    "日期",
    "发布时间",
    "发布日期",
    "更新时间",
    "更新日期",
    "发表时间",
    "发表日期",
    "信息时间",
    "信息日期",
    "创建时间",
    "添加时间",
    "加入时间",
    "加入日期",
    "录入时间",
    "上传时间",
    "发稿时间",
    "发布于",
    "提交于",
    "发布",
];

fn date_beside(line: &str) -> Option<(Date, String)> {
    let has_company = BESIDE_DATE.iter().any(|word| line.contains(word));
    // 2010年09月08日　　发布
    let is_closed = line.ends_with("发布");
    // （发布：2010-09-08 17:48）
    let is_open = ["发布：", "发布:"].iter().any(|name| line.contains(name));
    // 时　间 may be padded.
    let has_name = is_closed || is_open || line.contains(['间', '期', '于']);
    if !has_company && !has_name {
        return None;
    }
    let (date, range) = dates::first_day(line)?;
    let (before, after) = (&line[..range.start], &line[range.end..]);
    if is_closed && before.is_empty() && after.trim_start_matches(is_time) == "发布" {
        return Some((date, line[range].to_owned()));
    }
    let name = name_before(before);
    let is_named = NAMES.contains(&name.as_str());
    // 会议时间, 截止日期: the date of something else.
    let is_other = !is_named
        && ["时间", "日期", "至", "到", "自", "从"]
            .iter()
            .any(|end| name.ends_with(end));
    // 浏览次数：20220309 counts visits.
    let is_count = line[range.clone()].bytes().all(|b| b.is_ascii_digit())
        && COUNTED.iter().any(|word| name.ends_with(word));
    let has_place = line.contains("地点");
    let fits =
        (has_company || is_named) && !is_other && !is_count && !has_place && ends_well(after);
    fits.then(|| (date, line[range].to_owned()))
}

/// The Chinese characters right before a date, its colon and white space left out.
fn name_before(text: &str) -> String {
    // 提交于 周二, 2026-11-08
    let weekday = text.trim_end_matches([',', '，', ' ']).rsplit_once('周');
    let text = match weekday {
        Some((before, day)) if day.chars().count() == 1 => before,
        _ => text,
    };
    let text = text.trim_end().trim_end_matches(['：', ':']).trim_end();
    let start = text
        .char_indices()
        .rev()
        .find(|(_, c)| !is_word(*c) && !is_space(*c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let run = &text[start..];
    // 时　间, but 县政府办 时间.
    let padded = squeeze(run);
    let last = run.rsplit(is_space).next().unwrap_or(run);
    match NAMES.contains(&padded.as_str()) {
        true => padded,
        false => last.to_owned(),
    }
}

/// A character of the time of day behind a date.
fn is_time(c: char) -> bool {
    c.is_ascii_digit() || ":： 时分秒.+TZ\u{a0}\u{3000}".contains(c)
}

/// After the date of an article stand its time and the next name, not 前登录系统打印 or 至11月15日.
fn ends_well(after: &str) -> bool {
    let rest = after.trim_start_matches(is_time);
    let is_name = || BESIDE_DATE.iter().any(|word| rest.starts_with(word));
    let is_separated = rest.len() < after.len() && after.ends_with(rest);
    let gap = &after[..after.len() - rest.len()];
    let is_range = rest.starts_with(['至', '到', '前', '—', '－', '-', '~', '～']);
    let is_apart = is_separated && gap.ends_with(is_space);
    !is_range && (!rest.starts_with(is_word) || is_name() || is_apart)
}

/// Variables in which pages without a visible date hold it: `var fbrq = "2026年11月8日 20:55"` of the
/// national congress (WILD §B4).
const VARIABLES: [&str; 5] = ["fbrq", "fbsj", "pubDate", "publishTime", "publishDate"];

/// The date that a script gives to a variable of publication, as written.
pub(super) fn in_script(code: &str) -> Option<String> {
    VARIABLES.iter().find_map(|name| {
        let at = code.find(name)?;
        let line = code[..at].rsplit('\n').next().unwrap_or("");
        let is_declared = ["var", "let", "const"]
            .iter()
            .any(|word| line.trim_end().ends_with(word));
        let rest = code[at + name.len()..].trim_start().strip_prefix('=')?;
        let rest = rest.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let (value, _) = rest[1..].split_once(quote)?;
        let fits = is_declared && !line.contains("//") && dates::is_date(value);
        fits.then(|| value.trim().to_owned())
    })
}

#[cfg(test)]
#[path = "published_tests.rs"]
mod tests;
