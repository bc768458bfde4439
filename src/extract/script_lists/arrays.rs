//! Lists in JavaScript arrays: `urls[i]='…';headers[i]="…";year[i]='2026';month[i]='9';day[i]='30'`
//! of old Hanweb, parallel arrays written out, and arrays of objects.

use jiff::civil::Date;
use serde_json::Value;

use super::row::{self, Names};
use super::{Found, Page, literal};
use crate::extract::canonical::Resolver;
use crate::extract::dates;
use crate::facts::{FoundDate, Item, ListReader};

/// Rows of one script.
const MAX_ROWS: usize = 5000;

/// Places of one script that are tried as arrays written out.
const MAX_ARRAYS: usize = 200;

/// Longest index of an assignment, in bytes.
const LONGEST_INDEX: usize = 24;

/// What an array holds, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Address,
    Title,
    Year,
    Month,
    Day,
    Date,
    /// The pictures of a slider.
    Picture,
}

const FIELDS: [(Field, &[&str]); 7] = [
    (
        Field::Address,
        &["url", "link", "href", "linkurl", "infourl"],
    ),
    (
        Field::Title,
        &["header", "title", "subject", "headline", "infotitle"],
    ),
    (Field::Year, &["year"]),
    (Field::Month, &["month"]),
    (Field::Day, &["day"]),
    (
        Field::Date,
        &[
            "date",
            "time",
            "pubdate",
            "publishdate",
            "pubtime",
            "publishtime",
            "deploytime",
        ],
    ),
    (
        Field::Picture,
        &["pic", "img", "imgstr", "image", "photo", "imgurl", "picurl"],
    ),
];

fn field_of(name: &str) -> Option<Field> {
    let name = name.to_ascii_lowercase();
    // `pdate`, `fbrq`: when, whatever stands before it.
    if ["date", "time", "rq", "sj"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        return Some(Field::Date);
    }
    let is_named = |names: &&str| name == **names || name.strip_suffix('s') == Some(names);
    let of = |(field, names): &(Field, &[&str])| names.iter().any(is_named).then_some(*field);
    FIELDS.iter().find_map(of)
}

/// Names in arrays of objects.
const OBJECT: Names = Names {
    title: &[
        "title",
        "Title",
        "headline",
        "name",
        "infoTitle",
        "docTitle",
    ],
    address: &[
        "url", "Url", "urls", "link", "href", "linkurl", "infoUrl", "docUrl",
    ],
    date: &[
        "date",
        "pubDate",
        "pubdate",
        "publishDate",
        "publishTime",
        "pubTime",
        "time",
    ],
};

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for source in &page.outline.sources {
        let code = source.text.as_str();
        let mut items = assigned(code, page.resolver);
        if items.is_empty() {
            items = written_out(code, page.resolver);
        }
        found.add(Some(source), items, ListReader::Arrays);
    }
}

/// One row while its values are read.
#[derive(Default)]
struct Record {
    address: Option<String>,
    title: Option<String>,
    date: Option<String>,
    day: [Option<String>; 3],
}

impl Record {
    fn slot(&mut self, field: Field) -> Option<&mut Option<String>> {
        Some(match field {
            Field::Address => &mut self.address,
            Field::Title => &mut self.title,
            Field::Date => &mut self.date,
            Field::Year => &mut self.day[0],
            Field::Month => &mut self.day[1],
            Field::Day => &mut self.day[2],
            Field::Picture => return None,
        })
    }

    fn into_item(self, resolver: &Resolver) -> Option<Item> {
        let mut item = row::row(resolver, &self.title?, &self.address?, None)?;
        item.date = date_of_parts(&self.day);
        if let (None, Some(text)) = (&item.date, self.date)
            && let Some(date) = row::date_of(&Value::from(text))
        {
            row::put_date(&mut item, date);
        }
        row::with_year_of_url(&mut item);
        Some(item)
    }
}

fn date_of_parts([year, month, day]: &[Option<String>; 3]) -> Option<FoundDate> {
    let number = |text: &Option<String>| text.as_deref()?.trim().parse::<i16>().ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    Some(row::found(date, format!("{year}-{month}-{day}")))
}

/// Rows of assignments to elements; a number or a second value for the same field begins a row.
fn assigned(code: &str, resolver: &Resolver) -> Vec<Item> {
    let mut records: Vec<Record> = Vec::new();
    let mut last_index = "";
    let mut pictures = 0;
    for Assignment { name, index, value } in assignments(code) {
        let Some(field) = field_of(name) else {
            continue;
        };
        pictures += usize::from(field == Field::Picture && !value.is_empty());
        let is_new = index != last_index || records.is_empty();
        last_index = index;
        if is_new {
            records.push(Record::default());
        }
        let is_taken = |record: &mut Record| record.slot(field).is_some_and(|slot| slot.is_some());
        if !is_new && records.last_mut().is_some_and(is_taken) {
            records.push(Record::default());
        }
        if let Some(slot) = records.last_mut().and_then(|record| record.slot(field)) {
            *slot = Some(value);
        }
        if records.len() > MAX_ROWS {
            break;
        }
    }
    // A slider has a picture for each of its rows, a list for some at most.
    if pictures > 0 && pictures >= records.len() {
        return Vec::new();
    }
    let items = records.into_iter();
    items
        .filter_map(|record| record.into_item(resolver))
        .collect()
}

/// `name[index] = value`.
struct Assignment<'a> {
    name: &'a str,
    index: &'a str,
    value: String,
}

fn assignments(code: &str) -> impl Iterator<Item = Assignment<'_>> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    memchr::memchr_iter(b'[', code.as_bytes()).filter_map(move |open| {
        let before = &code[..open];
        let name = last_name(before);
        let rest = &code[open + 1..];
        let head = &rest.as_bytes()[..rest.len().min(LONGEST_INDEX)];
        let close = memchr::memchr(b']', head)?;
        let index = rest[..close].trim();
        let after = rest[close + 1..].trim_start();
        let value = after
            .strip_prefix('=')
            .filter(|v| !v.starts_with('='))?
            .trim_start();
        let value = match value.chars().next()? {
            '"' | '\'' => literal::string(value)?.0,
            c if c.is_ascii_digit() => {
                value[..value.find(|c: char| !c.is_ascii_digit())?].to_owned()
            }
            _ => return None,
        };
        let is_index =
            !name.is_empty() && !index.is_empty() && index.chars().all(|c| is_name(c) || c == '+');
        is_index.then_some(Assignment { name, index, value })
    })
}

/// Arrays written out: of objects with title, address and date, of arrays of these, or parallel ones.
fn written_out(code: &str, resolver: &Resolver) -> Vec<Item> {
    let arrays = arrays(code);
    let mut rows: Vec<Item> = Vec::new();
    for (name, array) in &arrays {
        if !is_beside(name) {
            rows.extend(objects(array, resolver));
        }
    }
    match rows.is_empty() {
        true => parallel(&arrays, resolver),
        false => rows,
    }
}

/// Parts of names of arrays that hold menus, sliders and the newest items of the portal.
const BESIDE: [&str; 9] = [
    "hot",
    "menu",
    "nav",
    "banner",
    "slide",
    "focus",
    "recommend",
    "related",
    "friend",
];

fn is_beside(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    BESIDE.iter().any(|part| name.contains(part))
}

fn parallel(arrays: &[(String, Vec<Value>)], resolver: &Resolver) -> Vec<Item> {
    let mut columns: Vec<(Field, Vec<String>)> = Vec::new();
    for (name, array) in arrays.iter().filter(|(name, _)| !is_beside(name)) {
        let texts: Vec<String> = array.iter().filter_map(row::text_of).collect();
        let field = field_of(name).or_else(|| field_by_content(&texts));
        columns.extend(field.map(|field| (field, texts)));
    }
    // Names that say nothing are believed only where all three are there.
    let named = arrays
        .iter()
        .any(|(name, _)| field_of(name) == Some(Field::Address));
    let is_dated = columns
        .iter()
        .any(|(field, _)| matches!(field, Field::Date | Field::Year));
    if !named && !is_dated {
        return Vec::new();
    }
    let column = |wanted: Field| {
        columns
            .iter()
            .find(|(field, _)| *field == wanted)
            .map(|c| &c.1)
    };
    let (Some(addresses), Some(titles)) = (column(Field::Address), column(Field::Title)) else {
        return Vec::new();
    };
    if addresses.len() != titles.len() || column(Field::Picture).is_some() {
        return Vec::new();
    }
    let at = |wanted: Field, row: usize| {
        let values = column(wanted).filter(|values| values.len() == titles.len())?;
        values.get(row).cloned()
    };
    let rows = (0..titles.len().min(MAX_ROWS)).map(|i| Record {
        address: at(Field::Address, i),
        title: at(Field::Title, i),
        date: at(Field::Date, i),
        day: [Field::Year, Field::Month, Field::Day].map(|part| at(part, i)),
    });
    rows.filter_map(|record| record.into_item(resolver))
        .collect()
}

/// What an array holds, by its texts.
fn field_by_content(texts: &[String]) -> Option<Field> {
    let all = |is_one: &dyn Fn(&String) -> bool| texts.len() > 1 && texts.iter().all(is_one);
    let is_image = |text: &String| {
        let end = text.to_ascii_lowercase();
        [".jpg", ".png", ".gif", ".jpeg"]
            .iter()
            .any(|e| end.ends_with(e))
    };
    match () {
        () if all(&|text| dates::is_date(text)) => Some(Field::Date),
        () if all(&is_image) => Some(Field::Picture),
        () if all(&|text| text.is_ascii() && text.contains('/') && text.contains('.')) => {
            Some(Field::Address)
        }
        () if all(&|text| text.chars().filter(|c| !c.is_ascii()).count() >= 4) => {
            Some(Field::Title)
        }
        () => None,
    }
}

/// Rows of objects or arrays, if nearly all have a date: those of sliders and menus have none.
fn objects(array: &[Value], resolver: &Resolver) -> Vec<Item> {
    let row = |value: &Value| match value {
        Value::Object(_) => row::row_of(resolver, value, &OBJECT),
        Value::Array(values) => row_of_values(values, resolver),
        _ => None,
    };
    let rows: Vec<Item> = array.iter().take(MAX_ROWS).filter_map(row).collect();
    let dated = rows.iter().filter(|item| item.is_dated()).count();
    match dated > 0 && dated * 5 >= rows.len() * 4 {
        true => rows,
        false => Vec::new(),
    }
}

/// `["关于停水的通知", "/art/1.html", "2026-11-08"]`: one text of words, one address, one date.
fn row_of_values(values: &[Value], resolver: &Resolver) -> Option<Item> {
    let texts: Vec<String> = values.iter().filter_map(row::text_of).collect();
    let is_address = |text: &&String| text.contains('/') && text.contains('.') && text.is_ascii();
    let is_date = |text: &&String| dates::is_date(text);
    let mut words = texts.iter().filter(|t| !t.is_ascii() && !dates::is_date(t));
    let (title, date) = (words.next()?, texts.iter().find(is_date)?);
    let mut item = row::row(resolver, title, texts.iter().find(is_address)?, None)?;
    row::put_date(&mut item, row::date_of(&Value::from(date.as_str()))?);
    Some(item)
}

/// Arrays in the value of a variable, of `JSON.parse('…')` or of a script that is nothing but JSON, with
/// the name under which they stand.
fn arrays(code: &str) -> Vec<(String, Vec<Value>)> {
    let mut out = Vec::new();
    if code.trim_start().starts_with(['{', '['])
        && let Some((value, _)) = literal::value(code)
    {
        inside("", value, 0, &mut out);
        return out;
    }
    let (mut rest, mut tries) = (code, 0);
    while let Some(at) = memchr::memchr(b'=', rest.as_bytes()) {
        let (before, after) = (rest[..at].trim_end(), rest[at + 1..].trim_start());
        rest = &rest[at + 1..];
        let value = match after.strip_prefix("new Array(").map(str::trim_start) {
            Some(values) if values.starts_with(['"', '\'', '{', '[']) => literal::values(values),
            None if after.starts_with(['[', '{']) => literal::value(after),
            None if after.starts_with("JSON.parse(") => parsed(&after["JSON.parse(".len()..]),
            // A text for `JSON.parse` later on.
            None if after.starts_with("'[{") || after.starts_with("'{") => parsed(after),
            _ => continue,
        };
        tries += 1;
        if tries > MAX_ARRAYS {
            break;
        }
        if let Some((value, following)) = value {
            rest = following;
            inside(last_name(before), value, 0, &mut out);
        }
    }
    out
}

/// The JSON in a text in quotes.
fn parsed(code: &str) -> Option<(Value, &str)> {
    let (text, rest) = literal::string(code.trim_start())?;
    Some((serde_json::from_str(&text).ok()?, rest))
}

/// Objects nested deeper hold no list of the page.
const MAX_LEVELS: usize = 5;

/// Arrays that hold something, at any level of objects.
fn inside(name: &str, value: Value, level: usize, out: &mut Vec<(String, Vec<Value>)>) {
    match value {
        Value::Array(array) if !array.is_empty() => out.push((name.to_owned(), array)),
        Value::Object(map) if level < MAX_LEVELS => {
            for (key, value) in map {
                inside(&key, value, level + 1, out);
            }
        }
        _ => {}
    }
}

/// The name that a text ends with.
fn last_name(text: &str) -> &str {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    &text[text.trim_end_matches(is_name).len()..]
}
