//! Document facts of one page: title, doc number, issuer, dates, validity (FIELD §6.5).

use super::dates;
use super::doc_number;
use super::labels::{self, Field, Pair};
use super::outline::{Elem, Outline, Tag};
use super::validity;
use super::white_space::{clip, fold};
use crate::facts::{DateSource, Document, FoundDate, Label, Validity};

/// Lines in which the number of a document may stand below its title.
const HEAD_LINES: usize = 30;

/// The document on this page: one with a metadata block that has a number, validity or issuer
/// with an index number, or one whose number stands below its title. `published` are the dates of
/// [`published`], of which a URL's is not stated.
pub(super) fn document(
    outline: &Outline,
    pairs: &[Pair],
    title: &str,
    published: &[FoundDate],
    label: Option<Label>,
) -> Option<Document> {
    let stated = labels::value(pairs, Field::DocNumber).and_then(|v| {
        doc_number::find(v)
            .map(|n| (n.text, Some(n.key)))
            .or_else(|| plausible(v).map(|v| (v, None)))
    });
    let in_head = stated.or_else(|| number_below_title(outline, title));
    let has_block = [Field::DocNumber, Field::Validity, Field::RepealDate]
        .iter()
        .any(|f| labels::has(pairs, *f))
        || (labels::has(pairs, Field::IndexNumber) && labels::has(pairs, Field::Issuer));
    if in_head.is_none() && !has_block {
        return None;
    }
    let (doc_number, doc_key) = in_head.unzip();
    let stated_title = labels::value(pairs, Field::Title)
        .map(fold)
        .filter(|t| t.chars().count() >= 4);
    Some(Document {
        title: validity::without_mark(&stated_title.unwrap_or_else(|| title.to_owned())),
        doc_number,
        doc_key: doc_key.flatten(),
        issuer: labels::value(pairs, Field::Issuer)
            .map(|v| fold(v).trim_end_matches([',', '，', ';']).to_owned()),
        issued: labelled(pairs, Field::Issued),
        published: published
            .iter()
            .find(|date| date.source != DateSource::Url)
            .cloned(),
        validity: validity::stated(pairs, label.as_ref()),
        label,
        script_label: outline.markers.may_write_label,
        index_number: labels::value(pairs, Field::IndexNumber).map(str::to_owned),
    })
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

/// A number outside the grammar is shown as written, if it looks like one at all.
fn plausible(value: &str) -> Option<String> {
    let value = fold(value);
    let shaped = value.contains('号') && value.chars().count() <= 40 && !value.contains("无");
    shaped.then_some(value)
}

/// `云政发〔2026〕3号` on a line of its own under the title, or glued to the title.
fn number_below_title(outline: &Outline, title: &str) -> Option<(String, Option<String>)> {
    if let Some(number) = doc_number::find(title)
        && number.range.start == 0
    {
        return Some((number.text, Some(number.key)));
    }
    let lists = tables_of_documents(outline);
    let alone = |(from, to): (u32, u32)| {
        let line = outline.slice(from, to);
        let number = doc_number::find(line).filter(|_| line.chars().count() <= 40)?;
        let alone = line.chars().count() <= number.text.chars().count() + 4;
        let before = lists.partition_point(|list| list.0 <= from);
        let listed = before > 0 && from < lists[before - 1].1;
        (alone && !listed).then_some((number.text, Some(number.key)))
    };
    let own = outline.body_places().take(HEAD_LINES).find_map(alone)?;
    // A column of numbers is a list of other documents: none of them is the page's own.
    let others = outline.body_places().filter_map(alone);
    (others.filter(|other| *other != own).count() < LISTED).then_some(own)
}

/// So many other numbers on lines of their own make a list.
const LISTED: usize = 2;

/// Longest header row in bytes; more is the row of a layout table around a whole page.
const HEADER_ROW: u32 = 240;

/// Where tables of other documents stand in the text, in order and apart: 序号 heads them.
fn tables_of_documents(outline: &Outline) -> Vec<(u32, u32)> {
    let is_header = |row: &&Elem| {
        row.tag == Tag::Tr
            && row.text.1 - row.text.0 <= HEADER_ROW
            && outline.text_of(row).contains("序号")
    };
    let mut places: Vec<(u32, u32)> = Vec::new();
    for row in outline.elements.iter().filter(is_header) {
        // `<table>`, perhaps `<thead>` or `<tbody>` between.
        let near = &outline.elements[row.parent as usize];
        let above = &outline.elements[near.parent as usize];
        let table = [near, above].into_iter().find(|e| e.tag == Tag::Table);
        let Some(table) = table else { continue };
        match places.last_mut() {
            Some(last) if table.text.0 < last.1 => last.1 = last.1.max(table.text.1),
            _ => places.push(table.text),
        }
    }
    places
}

fn labelled(pairs: &[Pair], field: Field) -> Option<FoundDate> {
    pairs.iter().filter(|p| p.field == field).find_map(|p| {
        let (date, range) = dates::first_day(&p.value)?;
        Some(FoundDate {
            date,
            source: DateSource::Label,
            text: clip(&p.value[range], 40),
        })
    })
}

/// Dates by which the page says when it was published, most trusted first: the official tag,
/// a label, a date line beside the source, the URL (FIELD §11.2).
pub(super) fn published(
    outline: &Outline,
    pairs: &[Pair],
    pub_date: Option<&str>,
    url: &str,
) -> Vec<FoundDate> {
    let mut out: Vec<FoundDate> = Vec::new();
    let mut add = |date, source, text: &str| {
        out.push(FoundDate {
            date,
            source,
            text: clip(text, 40),
        });
    };
    if let Some(tag) = pub_date
        && let Some((date, _)) = dates::first_day(tag)
    {
        add(date, DateSource::PubDate, tag);
    }
    let labelled = labelled(pairs, Field::Published);
    if let Some(found) = labelled.or_else(|| date_line(outline)) {
        add(found.date, DateSource::Label, &found.text);
    }
    if let Some(date) = dates::url_day(url) {
        add(date, DateSource::Url, url.rsplit('/').next().unwrap_or(url));
    }
    out
}

/// Words that stand beside the date of an article when it has no label of its own.
const BESIDE_DATE: [&str; 12] = [
    "来源", "时间", "日期", "浏览", "点击", "阅读", "作者", "字号", "字体", "编辑", "打印", "访问",
];

/// `2026-11-08 09:30 来源：县政府办 浏览次数：12`, or a line that is only a date and time. The
/// page clock (星期) and copyright lines are none.
fn date_line(outline: &Outline) -> Option<FoundDate> {
    let lines = || {
        outline
            .body_lines()
            .filter(|l| l.chars().count() <= 120 && l.bytes().any(|b| b.is_ascii_digit()))
            .filter(|l| !l.contains("星期") && !l.contains("版权") && !l.contains('《'))
    };
    let beside = lines()
        .filter(|line| BESIDE_DATE.iter().any(|w| line.contains(w)))
        .find_map(dates::first_day_of);
    let found = beside.or_else(|| {
        // One date on a line of its own is the article's; several are the rows of a list.
        let mut alone = lines()
            .flat_map(|line| line.split('\t'))
            .filter(|part| dates::is_date(part));
        let first = dates::first_day_of(alone.next()?)?;
        alone.next().is_none().then_some(first)
    });
    found.map(|(date, text)| FoundDate {
        date,
        source: DateSource::Label,
        text,
    })
}
