//! Doors for the targets in `fuzz/` to parsers that are no public API. Built with `--cfg fuzzing`
//! only, so that no ordinary build has them. One function a parser, bytes in, nothing out; what must
//! hold of the result beside the absence of panics is asserted here.

use scraper::Html;

use jiff::civil::date;
use url::Url;

use super::outline::Outline;
use super::{PageInput, charset, dates, doc_number, explain, labels, page, script_lists};

/// The first line is the Content-Type header.
pub fn charset(data: &[u8]) {
    let mut parts = data.splitn(2, |b| *b == b'\n');
    let header = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let body = parts.next().unwrap_or_default();
    let (_, charset) = charset::decode(body, Some(&header));
    if std::str::from_utf8(body).is_ok() && !body.contains(&0) {
        assert_eq!((charset.label.as_str(), charset.damaged), ("UTF-8", false));
    }
}

/// Text of a row, a line or a URL.
pub fn dates(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Some((_, range)) = dates::first_day(&text) {
        assert!(text.get(range).is_some(), "a range between characters");
    }
    dates::first_day_of(&text);
    dates::is_date(&text);
    dates::count_days(&text);
    dates::row_date(&text);
    dates::url_day(&text);
    dates::with_year_of_url(2, 29, &text);
}

/// A paragraph.
pub fn doc_number(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for number in doc_number::find_all(&text) {
        assert!(
            text.get(number.range).is_some(),
            "a range between characters"
        );
    }
}

/// A metadata block.
pub fn labels(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    labels::pairs(&Outline::of(&Html::parse_document(&html), html.len()));
}

/// Code of a script: literals, calls that write rows, addresses that it asks.
pub fn script(data: &[u8]) {
    let code = String::from_utf8_lossy(data);
    script_lists::read_code(&code);
    let html = format!("<body><script>{code}</script></body>");
    of_bytes("http://www.example.gov.cn/gkmlpt/index", html.as_bytes());
}

/// The answer to a request by which scripts fill a page: the first line is its path and query.
pub fn answer(data: &[u8]) {
    let mut parts = data.splitn(2, |b| *b == b'\n');
    let path = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let url = format!("http://www.example.gov.cn/{path}");
    of_bytes(&url, parts.next().unwrap_or_default());
}

/// A page whose facts are explained: places are between characters and inside the body.
pub fn explained(data: &[u8]) {
    of_bytes("http://www.example.gov.cn/a/t20261108_1.html", data);
}

fn of_bytes(url: &str, body: &[u8]) {
    let Ok(url) = Url::parse(url) else { return };
    let input = PageInput {
        url: &url,
        content_type: None,
        body,
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    let facts = page(&input).facts;
    for one in explain(&input, &facts) {
        assert!(one.bytes.is_none_or(|[from, to]| from <= to), "{one:?}");
    }
}
