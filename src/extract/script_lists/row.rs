//! One row of a list from the values that a script works with: title, address and date as text, number
//! or markup.

use jiff::civil::Date;
use scraper::Html;
use serde_json::Value;

use crate::extract::canonical::Resolver;
use crate::extract::dates::{self, Found};
use crate::extract::white_space::{clip, fold};
use crate::facts::{DateSource, FoundDate, Item};

/// Longest text of a date.
const LONGEST_DATE: usize = 60;

/// A row; `None` without a title or a web address.
pub(super) fn row(
    resolver: &Resolver,
    title: &str,
    address: &str,
    date: Option<FoundDate>,
) -> Option<Item> {
    let title = plain(title);
    let url = resolver.resolve(&plain(address))?;
    (!title.is_empty()).then(|| Item {
        title: clip(&title, 200),
        url,
        date,
        month_day: None,
        month: None,
        later: None,
        document: None,
    })
}

/// The row of a JSON object, whose values stand under one of these names.
pub(super) fn row_of(resolver: &Resolver, value: &Value, names: &Names) -> Option<Item> {
    let title = first_text(value, names.title)?;
    let address = of_desktop(first_text(value, names.address)?);
    let mut item = row(resolver, &title, &address, None)?;
    for name in names.date {
        if let Some(date) = value.get(name).and_then(date_of) {
            put_date(&mut item, date);
        }
        if item.date.is_some() {
            break;
        }
    }
    with_year_of_url(&mut item);
    Some(item)
}

/// `"{\"pc\":\"/col/content_1.html\"}"`: one address for each device
/// (fixtures/script_lists/arrays/addresses-by-device).
fn of_desktop(address: String) -> String {
    if !address.starts_with('{') {
        return address;
    }
    let by_device = serde_json::from_str::<Value>(&address).ok();
    let desktop = by_device.as_ref().and_then(|all| all.get("pc")?.as_str());
    desktop.map(str::to_owned).unwrap_or(address)
}

/// Names under which a system keeps the values of a row, the best first.
pub(super) struct Names {
    pub(super) title: &'static [&'static str],
    pub(super) address: &'static [&'static str],
    pub(super) date: &'static [&'static str],
}

/// Gives a row the date that its list states.
pub(super) fn put_date(item: &mut Item, (found_date, text): (Found, String)) {
    match found_date {
        Found::Day(date) => item.date = Some(found(date, text)),
        Found::MonthDay(month, day) => item.month_day = Some((month, day)),
        Found::Month(year, month) => item.month = Some((year, month)),
    }
}

/// A list without years: the item's own URL often has one.
pub(super) fn with_year_of_url(item: &mut Item) {
    if let (None, Some((month, day))) = (&item.date, item.month_day)
        && let Some(date) = dates::with_year_of_url(month, day, &item.url)
    {
        item.date = Some(found(date, format!("{month:02}-{day:02}")));
    }
}

fn first_text(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let text = text_of(value.get(name)?)?;
        (!text.trim().is_empty()).then_some(text)
    })
}

/// A text or number of JSON as text.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The date that a value of JSON names, as text or as seconds or milliseconds of Unix time.
pub(super) fn date_of(value: &Value) -> Option<(Found, String)> {
    let text = text_of(value)?;
    let text = clip(&plain(&text), LONGEST_DATE);
    if let Some(day) = dates::epoch_day(&text) {
        return Some((Found::Day(day), text));
    }
    dates::row_date(&text)
}

/// A found date of a list.
pub(super) fn found(date: Date, text: String) -> FoundDate {
    FoundDate {
        date,
        source: DateSource::List,
        text,
    }
}

/// Text without markup: `<font color=red>`, `&nbsp;`, `&quot;`.
pub(super) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return fold(text);
    }
    let html = Html::parse_fragment(text);
    let mut out = String::new();
    for node in html.root_element().text() {
        out.push_str(node);
    }
    fold(&out)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_are_text_or_unix_time() {
        for value in [
            json!("2026-11-08"),
            json!("2026-11-08 09:30:00"),
            json!("2026年11月8日"),
            json!(1_794_096_000),
            json!("1794096000000"),
            json!("<span>2026-11-08</span>"),
        ] {
            let found = date_of(&value).map(|d| d.0);
            assert_eq!(found, Some(Found::Day(date(2026, 11, 8))), "{value}");
        }
        for value in [json!(20), json!(""), json!(null), json!("12345")] {
            assert_eq!(date_of(&value), None, "{value}");
        }
    }

    #[test]
    fn markup_in_a_title_is_dropped() {
        assert_eq!(
            plain("<font color='red'>关于&nbsp;“A&amp;B”的通知</font>"),
            "关于 “A&B”的通知"
        );
    }
}
