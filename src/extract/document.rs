//! Document facts of one page: title, doc number, issuer, dates, validity (FIELD §6.5). How the page
//! states them is left to `labels`, `signature`, `validity`, `disclosure` and `term`.

use jiff::civil::Date;

use super::bare_values;
use super::dates;
use super::disclosure;
use super::doc_number::{self, DocNumber};
use super::labels::{self, Field, Pair};
use super::masthead;
use super::outline::Outline;
use super::shown_title;
use super::signature::Signature;
use super::term;
use super::validity;
use super::white_space::{clip, fold, squeeze};
use crate::facts::{DateSource, Document, FoundDate, Label, Validity};

/// What is known of a page when it is read as a document.
pub(super) struct Signs<'a> {
    pub(super) outline: &'a Outline,
    pub(super) pairs: &'a [Pair],
    pub(super) title: &'a str,
    /// Dates of [`published`](super::published), of which a URL's is not stated.
    pub(super) published: &'a [FoundDate],
    pub(super) signature: Option<&'a Signature>,
    pub(super) label: Option<Label>,
    pub(super) fetched_on: Date,
}

/// Labels beside an index number that make it a block: 万载's have no issuer, those of the energy
/// administration name it 主办单位 (the test `an_index_number_beside_any_other_label_is_a_block`).
const BESIDE_INDEX_NUMBER: [Field; 9] = [
    Field::Issuer,
    Field::Publisher,
    Field::Title,
    Field::Issued,
    Field::Sent,
    Field::Generated,
    Field::Announced,
    Field::Published,
    Field::Disclosure,
];

/// The document on this page: one with a metadata block that has a number, validity or an index number
/// with anything else, or one whose number stands below its title.
pub(super) fn document(page: &Signs<'_>) -> Option<Document> {
    let Signs { outline, pairs, .. } = *page;
    let number = labels::value(pairs, Field::DocNumber)
        .filter(|_| !names_interpreted(page))
        .and_then(stated_number)
        .or_else(|| masthead::number(outline, page.title));
    let has = |field: &Field| labels::has(pairs, *field);
    let has_block = [Field::DocNumber, Field::Validity, Field::RepealDate]
        .iter()
        .any(has)
        || (has(&Field::IndexNumber) && BESIDE_INDEX_NUMBER.iter().any(has));
    if number.is_none() && !has_block {
        return None;
    }
    let (doc_number, doc_key) = number.unzip();
    let body = |field: Field| labels::value(pairs, field).and_then(body_name);
    Some(Document {
        title: title(pairs, page.title),
        doc_number,
        doc_key: doc_key.flatten(),
        issuer: body(Field::Issuer).or_else(|| body(Field::Publisher)),
        issued: issued(page),
        published: page
            .published
            .iter()
            .find(|date| date.source != DateSource::Url)
            .cloned(),
        validity: validity(page),
        label: page.label.clone(),
        script_label: outline.markers.may_write_label,
        index_number: labels::value(pairs, Field::IndexNumber).and_then(index_number),
        signed: page.signature.map(|signature| FoundDate {
            date: signature.date,
            source: DateSource::Signature,
            text: clip(&signature.text, 40),
        }),
        signatory: page.signature.and_then(|s| s.signatory.clone()),
        disclosure: disclosure::disclosure(outline, pairs),
        term: term::term(outline, pairs),
    })
}

/// The document of a system's record: what its fields say that columns of documents show too.
pub(super) fn of_record(title: &str, fields: &[(Field, String)]) -> Document {
    let value = |field: Field| {
        let mut fields = fields.iter().filter(|(of, _)| *of == field);
        fields.find(|(_, value)| !labels::is_nothing(value))
    };
    let value = |field: Field| value(field).map(|(_, value)| value.as_str());
    let number = value(Field::DocNumber).and_then(stated_number);
    let (doc_number, doc_key) = number.unzip();
    let body = |field: Field| value(field).and_then(body_name);
    Document {
        title: title.to_owned(),
        doc_number,
        doc_key: doc_key.flatten(),
        issuer: body(Field::Issuer).or_else(|| body(Field::Publisher)),
        index_number: value(Field::IndexNumber).and_then(index_number),
        ..Document::default()
    }
}

/// `解读文件：…通知 文件文号：云政办发〔2022〕31号` on the page of an interpretation: the number is that of the
/// document that it explains.
fn names_interpreted(page: &Signs<'_>) -> bool {
    let is_row = |part: &str| part.trim().starts_with("解读文件");
    let lines = || page.outline.body_lines().flat_map(|line| line.split('\t'));
    masthead::is_about(page.title) && page.outline.text.contains("解读文件") && lines().any(is_row)
}

/// Adds what the record of the page's system says and the page does not.
pub(super) fn complete(document: &mut Option<Document>, record: Document) {
    let Some(known) = document else {
        let says_something = record.doc_number.is_some() || record.index_number.is_some();
        *document = Some(record).filter(|r| says_something || r.label.is_some());
        return;
    };
    if known.doc_number.is_none() {
        known.doc_number = record.doc_number;
        known.doc_key = record.doc_key;
    }
    known.issuer = known.issuer.take().or(record.issuer);
    known.issued = known.issued.take().or(record.issued);
    known.published = known.published.take().or(record.published);
    known.index_number = known.index_number.take().or(record.index_number);
    known.label = known.label.take().or(record.label);
    if matches!(known.validity, Validity::Unknown | Validity::Blank) {
        known.validity = record.validity;
    }
}

/// Validity by block or label, else by the state that stands alone.
fn validity(page: &Signs<'_>) -> Validity {
    match validity::stated(page.pairs, page.label.as_ref()) {
        Validity::Unknown => {
            let state = bare_values::state(page.outline);
            state.map_or(Validity::Unknown, validity::normalise)
        }
        stated => stated,
    }
}

/// Title of the block, else of the page, without the mark of a repeal and without the number that old
/// sites put before it (`兴政发〔2017〕24号 关于印发…`); an announcement is named by its number
/// (`商务部公告2023年第41号 关于公布…`).
fn title(pairs: &[Pair], of_page: &str) -> String {
    let stated = shown_title::stated(pairs);
    // The block may cut it short.
    let is_cut = |title: &String| {
        let begin = title.trim_end_matches(['…', '.']);
        begin.len() < title.len() && of_page.starts_with(begin)
    };
    let title = stated.filter(|title| !is_cut(title));
    let title = validity::without_mark(title.as_deref().unwrap_or(of_page));
    match doc_number::find(&title) {
        Some(number) if number.range.start == 0 && !names_kind(&number) => {
            let rest = title[number.range.end..].trim_start_matches([' ', '：', ':', '-', '—']);
            let is_title =
                rest.chars().count() >= 6 && !rest.starts_with(['文', '》', '）', ')', '（', '(']);
            if is_title { rest.to_owned() } else { title }
        }
        _ => title,
    }
}

/// 商务部公告2023年第41号, 国务院令第711号: the number says what sort of document it is.
fn names_kind(number: &DocNumber) -> bool {
    let body = number.key.split('|').next().unwrap_or("");
    body.ends_with(['告', '令'])
}

/// The number that a label states, with its key if it is one of the grammar. Orders of several bodies name
/// them all: `国家发展和改革委员会、商务部令2021年第47号`.
fn stated_number(value: &str) -> Option<(String, Option<String>)> {
    let inside = value.trim_start_matches(['（', '(', '[', '【']);
    match doc_number::find(inside) {
        Some(number) if number.range.start == 0 => Some((number.text, Some(number.key))),
        Some(number) if names_bodies(inside, &number) => Some((fold(inside), Some(number.key))),
        _ => doc_number::as_written(value)
            .or_else(|| doc_number::as_written(inside))
            .map(|text| (text, None)),
    }
}

/// Whether a line is a number of several bodies and no more.
pub(super) fn names_bodies(line: &str, number: &DocNumber) -> bool {
    are_bodies(&line[..number.range.start]) && number.range.end == line.len()
}

/// Names of bodies before that of another: 交通运输部 公安部, 国家发展和改革委员会、.
fn are_bodies(text: &str) -> bool {
    const ENDS: [char; 9] = ['会', '部', '厅', '局', '委', '府', '行', '署', '办'];
    let names = text.split(['、', '，', ' ', '\u{3000}']);
    let mut names = names.filter(|name| !name.is_empty()).peekable();
    names.peek().is_some()
        && text.len() <= 3 * LONGEST_NAME
        && names.all(|name| name.ends_with(ENDS))
}

/// Longest name of a body, or of several, in characters.
const LONGEST_NAME: usize = 80;

/// `政府办,`: the name of a body without what separates it from the next.
fn body_name(value: &str) -> Option<String> {
    const SEPARATORS: [char; 9] = [',', '，', ';', '；', '、', '|', '/', ' ', '。'];
    let name = fold(value);
    let name = name.trim_matches(SEPARATORS);
    let plain = name.chars().count() <= LONGEST_NAME
        && !labels::is_template(name)
        && !name.contains(['：', ':'])
        && !name.is_ascii()
        && dates::first_day(name).is_none();
    plain.then(|| name.to_owned())
}

/// `11331003002677103P/2021-107623`, `TCXXGK-2020-011721`: no national grammar, but it has a digit, no
/// Chinese words but initials, and no trace of a broken template (`null02D/01A`, FIELD §6.5).
fn index_number(value: &str) -> Option<String> {
    let value = value.trim_end_matches(['|', '；', ';', '，', ',']);
    let whole = squeeze(value);
    let is_plain = |c: char| !('\u{4e00}'..='\u{9fff}').contains(&c);
    let first = value.split(super::white_space::is_space).next();
    let number = match whole.chars().all(is_plain) {
        true => whole.as_str(),
        false => first.unwrap_or(""),
    };
    let fits = (3..=60).contains(&number.chars().count())
        && number.bytes().any(|b| b.is_ascii_digit())
        && !number.contains(['：', ':', '。', '，'])
        && !labels::is_nothing(number)
        && !labels::is_template(number);
    fits.then(|| number.to_owned())
}

/// Day of writing by the block. 发文日期 with a time of day is when the page was made, unless the
/// signature agrees; 生成日期 is the day of writing where the signature agrees, or without one before 发布日期
/// (on Zhejiang's pages it is the day of publication).
fn issued(page: &Signs<'_>) -> Option<FoundDate> {
    let limit = page.fetched_on.tomorrow().unwrap_or(page.fetched_on);
    let stated = |field: Field| {
        let pairs = page.pairs.iter().filter(move |pair| pair.field == field);
        let mut days = pairs.filter_map(|pair| {
            let (date, range) = dates::first_day(&pair.value)?;
            (date <= limit).then_some((date, range, pair.value.as_str()))
        });
        days.next()
    };
    let is_signed = |date: Date| page.signature.is_some_and(|s| s.date == date);
    let sent = || {
        stated(Field::Sent)
            .filter(|(date, range, value)| is_signed(*date) || !has_time(&value[range.end..]))
    };
    let announced =
        || stated(Field::Announced).filter(|_| labels::has(page.pairs, Field::Effective));
    let generated = || {
        let mut days = page
            .published
            .iter()
            .filter(|day| day.source != DateSource::Url);
        let published = days.next().map(|day| day.date);
        let is_earlier =
            |date: Date| page.signature.is_none() && published.is_some_and(|p| date < p);
        stated(Field::Generated).filter(|(date, ..)| is_signed(*date) || is_earlier(*date))
    };
    let (date, range, value) = stated(Field::Issued)
        .or_else(sent)
        .or_else(announced)
        .or_else(generated)?;
    Some(FoundDate {
        date,
        source: DateSource::Label,
        text: clip(&value[range], 40),
    })
}

/// A time of day other than midnight.
fn has_time(text: &str) -> bool {
    text.contains(':') && text.bytes().any(|b| (b'1'..=b'9').contains(&b))
}

#[cfg(test)]
#[path = "document_tests.rs"]
mod tests;
