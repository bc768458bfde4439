//! The column ledger (栏目台账): the inspector's own list of columns. It wins over discovery.
//! Reads and writes CSV as a Chinese spreadsheet program saves it, with or without byte order
//! mark. Judging by it is left to the checks.

use std::borrow::Cow;
use std::collections::BTreeSet;

use csv::StringRecord;
use url::Url;

use crate::extract::canonical;
use crate::facts::{Class, Site};
use crate::law::{FileError, Frequency, Limit, LimitUnit, PeriodUnit, clipped, quoted};

/// One row: what the inspector expects of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Name of the column.
    pub name: String,
    /// Canonical URL of its first page.
    pub url: String,
    /// Class, where it is not left to discovery.
    pub class: Option<Class>,
    /// Time limit, where it is not the one of the class.
    pub limit: Option<Limit>,
    /// Update frequency, where one is demanded.
    pub cadence: Option<Frequency>,
    /// Who keeps the column.
    pub owner: String,
}

/// The ledger of one portal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Rows, sorted by URL.
    rows: Vec<LedgerRow>,
}

/// The fields, in the order in which a ledger is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    Url,
    Class,
    Limit,
    Cadence,
    Owner,
}

/// Header names: the first of each row is written, all are read.
const HEADERS: [(Field, [&str; 4]); 6] = [
    (Field::Name, ["栏目名称", "栏目", "name", "column"]),
    (Field::Url, ["网址", "栏目网址", "url", "address"]),
    (Field::Class, ["类别", "栏目类别", "class", "type"]),
    (Field::Limit, ["期限", "更新期限", "limit", "max-age"]),
    (Field::Cadence, ["更新频次", "频次", "cadence", "frequency"]),
    (Field::Owner, ["负责人", "责任单位", "owner", "unit"]),
];

/// Class words: the first of each row is written, all are read.
const CLASSES: [(Class, &[&str]); 14] = [
    (Class::News, &["动态要闻", "动态", "要闻", "news"]),
    (Class::Notice, &["通知公告", "公告", "公示", "notice"]),
    (Class::Policy, &["政策文件", "规范性文件", "policy"]),
    (
        Class::Interpretation,
        &["政策解读", "解读", "interpretation"],
    ),
    (Class::Personnel, &["人事信息", "人事", "personnel"]),
    (Class::Plan, &["规划计划", "规划", "plan"]),
    (Class::Statute, &["法规制度", "法律法规", "制度", "statute"]),
    (Class::AnnualReport, &["年度报告", "年报", "annual-report"]),
    (Class::SpecialTopic, &["往期专题", "专题", "special-topic"]),
    (Class::Static, &["固定内容", "概况", "static"]),
    (Class::Interaction, &["互动交流", "互动", "interaction"]),
    (Class::Service, &["办事服务", "服务", "service"]),
    (Class::Landing, &["导航栏目", "导航", "landing"]),
    (Class::Other, &["其他", "other"]),
];

const MISSING_URL: &str = "the address is missing; every column needs one";

/// A spreadsheet program takes a file with this mark for UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl Ledger {
    /// Reads a CSV file. `file` is its name, for the place of a mistake.
    pub fn parse(file: &str, text: &str) -> Result<Self, FileError> {
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let source = Source { file, text };
        let headers = reader.headers().map_err(|e| source.error(&e))?;
        only_text(source, headers)?;
        let fields = fields_of(source, headers)?;
        let mut rows: Vec<LedgerRow> = Vec::new();
        let mut seen = BTreeSet::new();
        for record in reader.records() {
            let record = record.map_err(|e| source.error(&e))?;
            if record.iter().all(str::is_empty) {
                continue;
            }
            only_text(source, &record)?;
            let row = row_of(source, &fields, &record)?;
            if !seen.insert(row.url.clone()) {
                let place = source.cell(&record, column_of(&fields, Field::Url));
                return Err(place.error(format!(
                    "{} is listed twice; keep one row",
                    clipped(&row.url)
                )));
            }
            rows.push(row);
        }
        rows.sort_by(|a, b| a.url.cmp(&b.url));
        Ok(Self { rows })
    }

    /// All rows, sorted by URL.
    pub fn rows(&self) -> &[LedgerRow] {
        &self.rows
    }

    /// The row of a column.
    pub fn row(&self, url: &str) -> Option<&LedgerRow> {
        let found = self.rows.binary_search_by(|row| row.url.as_str().cmp(url));
        found.ok().map(|index| &self.rows[index])
    }

    /// A ledger with every column that was found, for a person to correct.
    pub fn propose(site: &Site) -> Self {
        let row = |column: &crate::facts::Column| LedgerRow {
            name: column.name.clone(),
            url: column.url.clone(),
            class: Some(column.class),
            limit: None,
            cadence: None,
            owner: String::new(),
        };
        let mut rows: Vec<_> = site.columns.iter().map(row).collect();
        rows.sort_by(|a, b| a.url.cmp(&b.url));
        Self { rows }
    }

    /// The ledger as CSV text, with byte order mark.
    pub fn to_csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
        writer.write_record(HEADERS.map(|(_, names)| names[0]))?;
        for row in &self.rows {
            let class = row.class.map_or("", class_word);
            let limit = row.limit.map(|limit| limit.to_string());
            let cadence = row.cadence.map(|cadence| cadence.to_string());
            writer.write_record([
                &*as_text(&row.name),
                &row.url,
                class,
                limit.as_deref().unwrap_or(""),
                cadence.as_deref().unwrap_or(""),
                &as_text(&row.owner),
            ])?;
        }
        let bytes = writer.into_inner().map_err(|e| e.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// What a spreadsheet takes for the beginning of a formula (a name of a column comes from the portal),
/// and the mark that says it is none.
const FORMULA: [char; 5] = ['=', '+', '-', '@', TEXT_MARK];

/// First character of a cell that is nothing but text.
const TEXT_MARK: char = '\'';

/// The cell that a spreadsheet shows as `text` and never computes.
fn as_text(text: &str) -> Cow<'_, str> {
    match text.starts_with(FORMULA) {
        true => Cow::Owned(format!("{TEXT_MARK}{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text of such a cell.
fn of_text(cell: &str) -> &str {
    match cell.strip_prefix(TEXT_MARK) {
        Some(text) if text.starts_with(FORMULA) => text,
        _ => cell,
    }
}

fn class_word(class: Class) -> &'static str {
    let found = CLASSES.iter().find(|(known, _)| *known == class);
    found.map_or("", |(_, words)| words[0])
}

/// Which field each column of the file holds.
fn fields_of(source: Source<'_>, headers: &StringRecord) -> Result<Vec<Field>, FileError> {
    let mut fields = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let place = source.cell(headers, index);
        let lower = header.to_ascii_lowercase();
        if lower.is_empty() {
            return Err(place.error("the heading is empty; name it, or delete the column"));
        }
        let known = HEADERS
            .iter()
            .find(|(_, names)| names.contains(&lower.as_str()));
        let Some((field, _)) = known else {
            let names = HEADERS.map(|(_, names)| names[0]).join(", ");
            return Err(place.error(format!(
                "unknown heading {}; known are: {names}",
                quoted(header)
            )));
        };
        if fields.contains(field) {
            return Err(place.error(format!(
                "the heading {} stands there twice; keep one column",
                quoted(header)
            )));
        }
        fields.push(*field);
    }
    for (required, names) in &HEADERS[..2] {
        if !fields.contains(required) {
            let place = source.cell(headers, 0);
            let name = names[0];
            let problem = format!("the heading `{name}` is missing; add it to the first line");
            return Err(place.error(problem));
        }
    }
    Ok(fields)
}

/// A quote that is never closed makes one cell of all lines below it.
fn only_text(source: Source<'_>, record: &StringRecord) -> Result<(), FileError> {
    for (index, cell) in record.iter().enumerate() {
        let problem = match cell {
            cell if cell.contains(['\n', '\r']) => {
                "the cell has a line break in it; is a closing quote missing?"
            }
            cell if cell.contains(char::is_control) => {
                "the cell holds a control character; save the ledger as CSV UTF-8"
            }
            _ => continue,
        };
        return Err(source.cell(record, index).error(problem));
    }
    Ok(())
}

fn column_of(fields: &[Field], wanted: Field) -> usize {
    fields
        .iter()
        .position(|field| *field == wanted)
        .unwrap_or(0)
}

fn row_of(
    source: Source<'_>,
    fields: &[Field],
    record: &StringRecord,
) -> Result<LedgerRow, FileError> {
    let mut row = LedgerRow {
        name: String::new(),
        url: String::new(),
        class: None,
        limit: None,
        cadence: None,
        owner: String::new(),
    };
    if record.len() > fields.len() {
        let place = source.cell(record, fields.len());
        return Err(place.error("more cells than headings; quote a cell that has a comma in it"));
    }
    for (index, (field, cell)) in fields.iter().zip(record).enumerate() {
        let place = source.cell(record, index);
        match field {
            Field::Name => row.name = of_text(cell).to_owned(),
            Field::Owner => row.owner = of_text(cell).to_owned(),
            Field::Url => row.url = read_url(cell).map_err(|problem| place.error(problem))?,
            Field::Class => row.class = optional(cell, &place, read_class)?,
            Field::Limit => row.limit = optional(cell, &place, read_limit)?,
            Field::Cadence => row.cadence = optional(cell, &place, read_cadence)?,
        }
    }
    if row.url.is_empty() {
        let place = source.cell(record, column_of(fields, Field::Url));
        return Err(place.error(MISSING_URL));
    }
    Ok(row)
}

fn optional<T>(
    cell: &str,
    place: &Place<'_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, FileError> {
    if cell.is_empty() {
        return Ok(None);
    }
    read(cell).map(Some).map_err(|problem| place.error(problem))
}

fn read_url(cell: &str) -> Result<String, String> {
    if cell.is_empty() {
        return Err(MISSING_URL.to_owned());
    }
    match Url::parse(cell) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => Err(format!(
            "{} carries a user name before the @; leave it out",
            quoted(cell)
        )),
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(canonical(&url)),
        _ => Err(format!(
            "{} is no full web address; write it with http:// or https://",
            quoted(cell)
        )),
    }
}

fn read_class(cell: &str) -> Result<Class, String> {
    let lower = cell.to_ascii_lowercase();
    let known = CLASSES
        .iter()
        .find(|(_, words)| words.contains(&lower.as_str()));
    known.map(|(class, _)| *class).ok_or_else(|| {
        let words = CLASSES.map(|(_, words)| words[0]).join(", ");
        format!("unknown class {}; known are: {words}", quoted(cell))
    })
}

/// `P14D`, `14天`, `2周`, `6个月`, `1年`.
fn read_limit(cell: &str) -> Result<Limit, String> {
    let iso = cell.parse::<Limit>();
    let chinese = || {
        let digits = cell.trim_end_matches(|c: char| !c.is_ascii_digit());
        let count: u16 = digits.parse().ok()?;
        match &cell[digits.len()..] {
            "天" | "日" => Limit::new(count, LimitUnit::Day),
            "周" | "个星期" => Limit::new(count.checked_mul(7)?, LimitUnit::Day),
            "月" | "个月" => Limit::new(count, LimitUnit::Month),
            "年" => Limit::new(count, LimitUnit::Year),
            _ => None,
        }
    };
    iso.or_else(|error| chinese().ok_or_else(|| format!("{error}, 14天, 6个月 or 1年")))
}

/// `2/week`, `每周2条`, `每月1次`, `每季度1条`, `每年至少1条`.
fn read_cadence(cell: &str) -> Result<Frequency, String> {
    const UNITS: [(&str, PeriodUnit); 6] = [
        ("每周", PeriodUnit::Week),
        ("每星期", PeriodUnit::Week),
        ("每月", PeriodUnit::Month),
        ("每季度", PeriodUnit::Quarter),
        ("每季", PeriodUnit::Quarter),
        ("每年", PeriodUnit::Year),
    ];
    let short = cell.parse::<Frequency>();
    let chinese = || {
        let (rest, per) = UNITS
            .iter()
            .find_map(|(word, per)| cell.strip_prefix(word).map(|rest| (rest, *per)))?;
        let rest = rest.trim_start_matches(['至', '少', '不', '于']);
        let digits = rest.trim_end_matches(['条', '次', '篇', '期']);
        let times: u16 = digits.trim().parse().ok()?;
        (times > 0).then_some(Frequency { times, per })
    };
    short.or_else(|error| chinese().ok_or_else(|| format!("{error}, 每周2条 or 每季度1条")))
}

/// The file, for the places of mistakes.
#[derive(Clone, Copy)]
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl<'a> Source<'a> {
    /// The cell `index` of a record; the column is the number of the cell, as a spreadsheet
    /// counts.
    fn cell(self, record: &StringRecord, index: usize) -> Place<'a> {
        Place {
            source: self,
            byte: record.position().map_or(0, csv::Position::byte),
            column: index + 1,
        }
    }

    fn error(self, error: &csv::Error) -> FileError {
        let place = Place {
            source: self,
            byte: error.position().map_or(0, csv::Position::byte),
            column: 1,
        };
        place.error(error.to_string())
    }
}

/// A cell of the file.
struct Place<'a> {
    source: Source<'a>,
    /// Where its record begins, or the rest of the line break before it: the reader ends a record at
    /// the first half of CR LF, which is why its own count of lines is of no use.
    byte: u64,
    column: usize,
}

impl Place<'_> {
    fn error(&self, message: impl Into<String>) -> FileError {
        let text = self.source.text.as_bytes();
        let at = usize::try_from(self.byte).map_or(text.len(), |byte| byte.min(text.len()));
        let is_break = |byte: &&u8| matches!(**byte, b'\r' | b'\n');
        let start = at + text[at..].iter().take_while(is_break).count();
        FileError {
            file: self.source.file.to_owned(),
            line: text[..start].iter().filter(|byte| **byte == b'\n').count() + 1,
            column: self.column,
            message: message.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\u{feff}栏目名称,网址,类别,期限,更新频次,负责人\r\n\
        \"要闻,动态\",HTTP://www.Example.gov.cn:80/xw/#top,动态,2周,每周至少2条,宣传科\r\n\
        ,,,,,\r\n\
        公告,http://www.example.gov.cn/gg/,公告,P6M,1/quarter,\r\n";

    #[test]
    fn a_spreadsheets_csv_is_read_with_mark_quotes_and_blank_rows() {
        let ledger = Ledger::parse("ledger.csv", TEXT).unwrap();
        assert_eq!(ledger.rows().len(), 2);
        let news = ledger.row("http://www.example.gov.cn/xw/").unwrap();
        assert_eq!(news.name, "要闻,动态");
        assert_eq!(news.class, Some(Class::News));
        assert_eq!(news.limit.unwrap().to_string(), "P14D");
        assert_eq!(news.cadence.unwrap().to_string(), "2/week");
        let notices = ledger.row("http://www.example.gov.cn/gg/").unwrap();
        assert_eq!(notices.cadence.unwrap().to_string(), "1/quarter");
    }

    #[test]
    fn a_name_is_no_formula_in_a_spreadsheet() {
        for name in [
            "=HYPERLINK(1)",
            "+1",
            "-2",
            "@x",
            "'=1",
            "''",
            "要闻",
            "'引号'",
        ] {
            let text = format!("栏目,网址\n\"{name}\",http://a.gov.cn/\n");
            let ledger = Ledger::parse("l.csv", &text).unwrap();
            let csv = ledger.to_csv().unwrap();
            let row = csv.lines().nth(1).unwrap();
            let first = row.trim_start_matches('"').chars().next();
            assert!(!first.is_some_and(|c| "=+-@".contains(c)), "{row}");
            assert_eq!(Ledger::parse("l.csv", &csv), Ok(ledger));
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let ledger = Ledger::parse("ledger.csv", TEXT).unwrap();
        let csv = ledger.to_csv().unwrap();
        assert!(csv.starts_with(BYTE_ORDER_MARK));
        assert_eq!(Ledger::parse("again.csv", &csv).unwrap(), ledger);
        for (class, words) in CLASSES {
            assert_eq!(read_class(words[0]), Ok(class));
        }
    }

    #[test]
    fn mistakes_name_line_and_cell() {
        let head = "name,url,class,limit,cadence\n";
        let good = "A,http://a.gov.cn/,news,P14D,2/week\n";
        let cases = [
            ("name,addres\n".to_owned(), 1, 2, "unknown heading `addres`"),
            ("name\n".to_owned(), 1, 1, "`网址` is missing"),
            (
                format!("{head}{good}B,/gg/,,,\n"),
                3,
                2,
                "no full web address",
            ),
            (
                format!("{head}{good}B,,,,\n"),
                3,
                2,
                "the address is missing",
            ),
            (
                format!("{head}B,http://b.gov.cn/,novel,,\n"),
                2,
                3,
                "unknown class `novel`",
            ),
            (
                format!("{head}B,http://b.gov.cn/,,soon,\n"),
                2,
                4,
                "`soon` is no time limit",
            ),
            (
                format!("{head}B,http://b.gov.cn/,,,often\n"),
                2,
                5,
                "no update frequency",
            ),
            (format!("{head}{good}{good}"), 3, 2, "listed twice"),
            (
                format!("{head}B,http://b.gov.cn/,,,,x\n"),
                2,
                6,
                "more cells than headings; quote a cell that has a comma in it",
            ),
        ];
        for (text, line, column, message) in cases {
            for text in [text.replace('\n', "\r\n"), text] {
                let error = Ledger::parse("ledger.csv", &text).unwrap_err();
                assert_eq!((error.line, error.column), (line, column), "{error}");
                assert!(error.message.contains(message), "{error}");
            }
        }
    }
}
