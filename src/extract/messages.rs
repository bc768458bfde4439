//! Public messages (信箱、留言、咨询、投诉): what was asked and answered, when and by whom, on pages of
//! one letter, on boards with several, and in lists. Questions and answers that explain a policy
//! are left to `interpretation`; how long an answer may take is left to the checks.

use std::collections::BTreeMap;

use super::canonical::Resolver;
use super::dates;
use super::guide;
use super::headed_rows;
use super::labelled::{self, Labelled};
use super::masked::masked;
use super::message_labels::{LETTERS, Part, read, read_column};
use super::outline::{Outline, Tag};
use super::service_guide::PageNames;
use super::white_space::{clip, fold};
use crate::facts::{DateSource, FoundDate, Message, Place};

/// Words without which no page shows a letter with an answer or a status.
const ANSWER_SIGNS: [&str; 13] = [
    "处复",
    "回复",
    "答复",
    "办理结果",
    "处理结果",
    "办理情况",
    "处理情况",
    "办理状态",
    "处理状态",
    "信件状态",
    "办理意见",
    "处理意见",
    "状态",
];
const LETTER_SIGNS: [&str; 9] = [
    "来信", "留言", "咨询", "写信", "提问", "信件", "投诉", "诉求", "问政",
];

/// Names of columns of letters. 互动交流 holds consultations and interviews too.
const LETTER_COLUMNS: [&str; 11] = [
    "信箱", "留言", "咨询", "来信", "投诉", "写信", "问政", "建言", "诉求", "信件", "12345",
];

/// Words in the header of a list of consultations: 标题 | 开始时间 | 结束时间 | 状态.
const CONSULTATIONS: [&str; 6] = ["征集", "调查", "截止", "结束", "开始", "访谈"];

/// Titles of what explains or reports and shows no letters: interviews, policy answers, replies to
/// deputies.
const OTHER_NAMES: [&str; 15] = [
    "解读",
    "政策问答",
    "访谈",
    "发布会",
    "答记者问",
    "招标",
    "采购",
    "招聘",
    "信息公开",
    "提案",
    "议案",
    "常见问题",
    "人大",
    "政协",
    "号建议",
];

/// Columns of interviews and of replies to deputies.
const OTHER_COLUMNS: [&str; 5] = ["访谈", "提案", "议案", "人大", "政协"];

/// Most messages kept of one page.
const MAX_MESSAGES: usize = 100;

/// Messages that the page shows.
pub(super) fn messages(
    outline: &Outline,
    names: &PageNames<'_>,
    resolver: &Resolver,
) -> Vec<Message> {
    let text = &outline.text;
    let has = |signs: &[&str]| signs.iter().any(|sign| text.contains(sign));
    let mut columns = names.columns.iter();
    let is_other = OTHER_NAMES.iter().any(|word| names.heading.contains(word))
        || columns.any(|name| OTHER_COLUMNS.iter().any(|word| name.contains(word)));
    let is_named = is_letter_column(names);
    if is_other || !has(&ANSWER_SIGNS) || !(is_named || has(&LETTER_SIGNS)) {
        return Vec::new();
    }
    let mut labels = labelled::labelled(outline, &read, |place| place != Place::Footer);
    labels.retain(|label| !label.heads_rows);
    let letters = letters(outline, &labels, names.heading, is_named, resolver);
    if is_one_letter(&letters) {
        return letters;
    }
    let listed = listed(outline, is_named, resolver);
    let mut found = if listed.is_empty() { letters } else { listed };
    found.truncate(MAX_MESSAGES);
    found
}

/// The page of one letter with its answer, whatever other letters it lists beside
/// (the test `a_letter_beside_a_list_of_letters_is_the_pages_own`).
pub(super) fn is_one_letter(messages: &[Message]) -> bool {
    matches!(messages, [letter] if letter.question.is_some() && letter.answer.is_some())
}

fn is_letter_column(names: &PageNames<'_>) -> bool {
    let mut all = names.columns.iter().chain([&names.heading]);
    all.any(|name| LETTER_COLUMNS.iter().any(|word| name.contains(word)))
}

/// Rows below a header: 标题 | 来信时间 | 状态. A header without a word of letters (标题 | 时间 | 状态)
/// counts in a column of letters only.
fn listed(outline: &Outline, is_named: bool, resolver: &Resolver) -> Vec<Message> {
    let mut found = Vec::new();
    for table in headed_rows::headed_rows(outline, &read_column) {
        let has = |wanted: fn(&Part) -> bool| table.fields.iter().flatten().any(wanted);
        let is_list = has(|part| *part == Part::Title)
            && has(|part| matches!(part, Part::Asked | Part::Answered | Part::Status));
        let header = outline.slice(table.header.0, table.header.1);
        let says = |words: &[&str]| words.iter().any(|word| header.contains(word));
        if !is_list || says(&CONSULTATIONS) || !(is_named || says(&LETTER_SIGNS)) {
            continue;
        }
        found.extend(
            table
                .rows
                .iter()
                .filter_map(|row| row_message(outline, *row, &table.fields, resolver)),
        );
    }
    found
}

fn row_message(
    outline: &Outline,
    row: u32,
    fields: &[Option<Part>],
    resolver: &Resolver,
) -> Option<Message> {
    let mut message = Message::default();
    let mut rank = u8::MAX;
    for (cell, part) in outline.children(row).zip(fields) {
        let text = fold(outline.text_of(&outline.elements[cell as usize]));
        let Some(part) = *part else { continue };
        if text.contains("{{") {
            return None;
        }
        fill(&mut message, &mut rank, part, &text);
    }
    let element = &outline.elements[row as usize];
    let anchors = &outline.anchors[element.anchors.0 as usize..element.anchors.1 as usize];
    // A title that the list cuts short is whole in the link's own.
    let is_cut = message.title.ends_with(['.', '…']);
    if let Some(anchor) = anchors.iter().find(|a| is_cut && !a.title.is_empty()) {
        message.title = clip(&masked(&anchor.title), MAX_TITLE);
    }
    message.url = anchors.iter().find_map(|a| resolver.resolve(&a.href));
    let says_something =
        message.asked.is_some() || message.answered.is_some() || message.status.is_some();
    (message.title.chars().count() >= 2 && says_something).then_some(message)
}

const MAX_TITLE: usize = 200;
const MAX_EXCERPT: usize = 200;

/// Puts one value where it belongs; the first of each part is kept.
fn fill(message: &mut Message, rank: &mut u8, part: Part, value: &str) {
    let empty = value.is_empty() || value.contains("{{");
    if empty {
        return;
    }
    let short = |most| (value.chars().count() <= most).then(|| masked(value));
    match part {
        Part::Title if message.title.is_empty() => message.title = clip(&masked(value), MAX_TITLE),
        Part::Question if message.question.is_none() => {
            message.question = Some(clip(&masked(value), MAX_EXCERPT));
        }
        Part::Asked if message.asked.is_none() => message.asked = day(value),
        Part::Answer if message.answer.is_none() => match is_no_answer(value) {
            true => message.status = message.status.take().or_else(|| short(MAX_STATUS)),
            false => message.answer = Some(clip(&masked(value), MAX_EXCERPT)),
        },
        Part::Answered if message.answered.is_none() => message.answered = day(value),
        Part::Unit(trust) if trust < *rank => {
            if let Some(unit) = short(40) {
                message.unit = Some(unit);
                *rank = trust;
            }
        }
        Part::Status if message.status.is_none() => message.status = short(MAX_STATUS),
        // As it is: a long number of a letter is nobody's card.
        Part::Number if message.number.is_none() => message.number = Some(clip(value, 40)),
        _ => {}
    }
}

/// Longest status in characters.
const MAX_STATUS: usize = 15;

/// The day at the beginning of a value; a date later in a sentence is another's.
fn day(value: &str) -> Option<FoundDate> {
    let (date, range) = dates::first_day(value)?;
    (range.start <= 6).then(|| FoundDate {
        date,
        source: DateSource::Label,
        text: clip(&value[range], 40),
    })
}

/// 已受理, 办理中, 暂无回复 and the like: nobody has answered yet, or only the status is shown.
fn is_no_answer(text: &str) -> bool {
    const STATES: [&str; 9] = [
        "待",
        "暂无",
        "未回复",
        "未答复",
        "审核",
        "无",
        "已回复",
        "已答复",
        "办结",
    ];
    const UNDER_WAY: [&str; 6] = ["受理", "办理中", "处理中", "转办", "正在", "已转"];
    let plain: String = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .take(30)
        .collect();
    let says = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    match plain.chars().count() {
        0..=2 => true,
        3..=12 => says(&STATES) || says(&UNDER_WAY),
        13..=20 => says(&UNDER_WAY),
        _ => false,
    }
}

/// Letters by their labels: one, or several one below the other, each beginning with the label
/// with which the first begins.
fn letters(
    outline: &Outline,
    labels: &[Labelled<Part>],
    heading: &str,
    is_named: bool,
    resolver: &Resolver,
) -> Vec<Message> {
    let blocks = blocks(outline, labels);
    let is_board = blocks.len() > 1 && blocks.iter().any(|block| has_answer_side(block));
    let several = blocks.len() > 1;
    let mut end = 0;
    let mut found = Vec::new();
    for block in &blocks {
        let Some(mut message) = letter(outline, block, is_named, is_board) else {
            continue;
        };
        if message.title.is_empty() && several {
            let start = block[0].start;
            (message.title, message.url) = title_between(outline, end, start, resolver);
        } else if message.title.is_empty() {
            message.title = clip(&masked(heading), MAX_TITLE);
        }
        end = block.last().map_or(end, |label| label.start);
        found.push(message);
    }
    found.dedup();
    found
}

/// Labels of each letter: a new one begins where the first label comes again, unless it is the
/// same letter shown once more (for phones, or above its answer).
fn blocks<'l>(outline: &Outline, labels: &'l [Labelled<Part>]) -> Vec<Vec<&'l Labelled<Part>>> {
    let begins = |part| {
        matches!(
            part,
            Part::Title | Part::Question | Part::Asked | Part::Number
        )
    };
    let Some(first) = labels.iter().find(|label| begins(label.field)) else {
        return Vec::new();
    };
    let is_first =
        |label: &Labelled<Part>| label.label == first.label && !value(outline, label).is_empty();
    let mut blocks: Vec<Vec<&Labelled<Part>>> = vec![Vec::new()];
    for part in labels.chunk_by(|_, next| !is_first(next)) {
        let is_same = |block: &Vec<&Labelled<Part>>| {
            let is_begun = block.iter().any(|label| is_first(label));
            !is_begun || (first.field != Part::Asked && agree(outline, block, part))
        };
        match blocks.last_mut().filter(|block| is_same(block)) {
            Some(block) => block.extend(part),
            None => blocks.push(part.iter().collect()),
        }
    }
    blocks
}

/// No label has another value there.
fn agree(outline: &Outline, block: &[&Labelled<Part>], part: &[Labelled<Part>]) -> bool {
    let values = |label: &Labelled<Part>| (label.label.clone(), value(outline, label));
    let known: BTreeMap<String, String> = block.iter().map(|label| values(label)).collect();
    part.iter().map(values).all(|(label, value)| {
        let other = known.get(&label);
        value.is_empty() || other.is_none_or(|other| other.is_empty() || *other == value)
    })
}

fn has_answer_side(labels: &[&Labelled<Part>]) -> bool {
    let is_of_it = |part| {
        matches!(
            part,
            Part::Answer | Part::Answered | Part::Status | Part::Unit(_)
        )
    };
    labels.iter().any(|label| is_of_it(label.field))
}

/// One letter. It needs the question's side and the answer's (on a board another letter may have
/// that), and labels that are not of any article (标题, 状态, 编号).
fn letter(
    outline: &Outline,
    labels: &[&Labelled<Part>],
    is_named: bool,
    is_board: bool,
) -> Option<Message> {
    let asks = labels
        .iter()
        .any(|label| matches!(label.field, Part::Question | Part::Asked));
    let answers = is_board || has_answer_side(labels);
    // 问题描述 and 处理情况 stand in reports of inspections too.
    let words: &[&str] = if is_named { &LETTERS } else { &LETTER_SIGNS };
    let is_own = |label: &&&Labelled<Part>| {
        let label = label.label.as_str();
        label.chars().count() >= 4 && words.iter().any(|word| label.starts_with(word))
    };
    let own = labels.iter().filter(is_own).count();
    let replies = labels.iter().any(|l| {
        matches!(l.field, Part::Answer | Part::Answered | Part::Unit(0))
            && l.label.chars().count() >= 4
    });
    let is_letter = asks
        && answers
        && (own >= 2 || (own >= 1 && replies) || (is_named && (own >= 1 || replies)));
    if !is_letter {
        return None;
    }
    let mut message = Message::default();
    let mut rank = u8::MAX;
    for label in labels {
        let value = value(outline, label);
        fill(&mut message, &mut rank, label.field, &value);
    }
    loose_texts(outline, labels, &mut message);
    let is_form = guide::has_form(outline) && message.asked.is_none() && message.answered.is_none();
    let says_something = message.question.is_some() || message.asked.is_some();
    (says_something && !is_form).then_some(message)
}

/// A value as one line. What is short by nature ends with its line.
fn value(outline: &Outline, label: &Labelled<Part>) -> String {
    let text = outline.slice(label.value.0, label.value.1).trim();
    let text = text.trim_start_matches(['：', ':', '】', ']']).trim_start();
    match label.field {
        Part::Question | Part::Answer => {
            let head: String = text.chars().take(4 * MAX_EXCERPT).collect();
            fold(&head)
        }
        _ => fold(text.split(['\n', '\t']).next().unwrap_or("")),
    }
}

/// Question and answer without labels: what stands below 来信时间 before the answer's side begins,
/// and below 回复时间 (UCAP letters draw both as plain boxes).
fn loose_texts(outline: &Outline, labels: &[&Labelled<Part>], message: &mut Message) {
    let is_answer_side = |part: Part| matches!(part, Part::Answer | Part::Answered | Part::Unit(0));
    let turn = labels.iter().position(|label| is_answer_side(label.field));
    let below = |label: &Labelled<Part>| {
        let text = outline.slice(label.value.0, label.value.1).trim();
        let text = text.trim_start_matches(['：', ':']).trim_start();
        let rest = text.split_once(['\n', '\t']).map_or("", |(_, rest)| rest);
        let head: String = rest.chars().take(4 * MAX_EXCERPT).collect();
        let text = fold(&head);
        (text.chars().count() >= MIN_LOOSE).then_some(text)
    };
    let (before, after) = labels.split_at(turn.unwrap_or(labels.len()));
    if message.question.is_none() && message.asked.is_some() {
        let last = before.iter().rev().find(|label| label.field != Part::Title);
        message.question = last
            .and_then(|l| below(l))
            .map(|t| clip(&masked(&t), MAX_EXCERPT));
    }
    let labelled = labels.iter().any(|label| label.field == Part::Answer);
    if !labelled && message.answered.is_some() {
        let last = after.iter().rev().find(|label| is_answer_side(label.field));
        let text = last
            .and_then(|label| below(label))
            .filter(|text| !is_no_answer(text));
        message.answer = text.map(|text| clip(&masked(&text), MAX_EXCERPT));
    }
}

/// Shortest text without a label that is a question or an answer, in characters.
const MIN_LOOSE: usize = 8;

/// The last link or heading between two letters of a board: the title of the second.
fn title_between(
    outline: &Outline,
    from: u32,
    to: u32,
    resolver: &Resolver,
) -> (String, Option<String>) {
    let title = |text: &str| clip(&masked(&fold(text)), MAX_TITLE);
    let before = outline
        .anchors
        .partition_point(|a| outline.elements[a.element as usize].text.1 <= to);
    if let Some(anchor) = before.checked_sub(1).map(|at| &outline.anchors[at])
        && outline.elements[anchor.element as usize].text.0 >= from
        && anchor.name().chars().count() >= 4
    {
        return (title(anchor.name()), resolver.resolve(&anchor.href));
    }
    let before = outline.elements.partition_point(|e| e.text.0 < to);
    let headings = outline.elements[..before].iter().rev().take(40);
    let heading = headings
        .filter(|e| e.tag == Tag::Heading && e.text.0 >= from && e.text.1 <= to)
        .map(|e| outline.text_of(e))
        .next();
    (heading.map(title).unwrap_or_default(), None)
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
