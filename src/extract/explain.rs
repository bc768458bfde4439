//! Where each fact of a page was read: by which reader, and from which bytes of the answer. For people
//! who dispute a fact; nothing is judged by it.

use std::ops::Range;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde::Serialize;
use serde_json::Value;

use super::{PageInput, charset};
use crate::facts::PageFacts;

/// Places of the first text of a sequence that are tried.
const MAX_TRIES: usize = 8;

/// Characters shown before and after the place.
const AROUND: usize = 30;

/// One fact with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// Path in the facts: `lists[0].items[2].date.date`.
    pub fact: String,
    /// Its value.
    pub value: String,
    /// Who read it: the kind of list, the source of a date, else the part of the facts.
    pub reader: String,
    /// First and last byte (exclusive) in the body after content decoding; none where the value was put
    /// together or stands nowhere as it is.
    pub bytes: Option<[usize; 2]>,
    /// The source around it.
    pub source: Option<String>,
}

/// Explains every text among the facts of a page.
pub fn explain(input: &PageInput<'_>, facts: &PageFacts) -> Vec<Explained> {
    let (text, found) = charset::decode(input.body, input.content_type);
    let bom = Encoding::for_bom(input.body).map_or(0, |(_, length)| length);
    let encoding = Encoding::for_label(found.label.as_bytes()).unwrap_or(UTF_8);
    let page = Source {
        bare: Bare::of(&text),
        text: &text,
        encoding,
        bom,
    };
    let mut out = Vec::new();
    if let Ok(value) = serde_json::to_value(facts) {
        page.walk(&value, String::new(), "", &mut out);
        page.set_in_order(&value, &mut out);
    }
    out
}

struct Source<'t> {
    text: &'t str,
    bare: Bare,
    encoding: &'static Encoding,
    bom: usize,
}

/// Names of values that say how a fact was read, and are none themselves.
const NO_FACTS: [&str; 7] = [
    "source", "reader", "place", "kind", "form", "extent", "gate",
];

impl Source<'_> {
    fn walk(&self, value: &Value, path: String, reader: &str, out: &mut Vec<Explained>) {
        match value {
            Value::Object(map) => {
                let own = ["source", "reader"]
                    .iter()
                    .find_map(|key| map.get(*key)?.as_str());
                for (key, value) in map
                    .iter()
                    .filter(|(key, _)| !NO_FACTS.contains(&key.as_str()))
                {
                    let (path, reader) = match path.as_str() {
                        "" => (key.clone(), key.as_str()),
                        parent => (format!("{parent}.{key}"), own.unwrap_or(reader)),
                    };
                    // A date stands on the page in the words of `text`.
                    let shown = map.get("text").filter(|_| key == "date");
                    match (shown.and_then(Value::as_str), value.as_str()) {
                        (Some(shown), Some(value)) => {
                            out.push(self.fact(path, value, shown, reader))
                        }
                        _ if key == "text" && map.contains_key("date") => {}
                        _ => self.walk(value, path, reader, out),
                    }
                }
            }
            Value::Array(values) => {
                for (i, value) in values.iter().enumerate() {
                    self.walk(value, format!("{path}[{i}]"), reader, out);
                }
            }
            Value::String(text) if !text.is_empty() => {
                out.push(self.fact(path, text, text, reader));
            }
            _ => {}
        }
    }

    fn fact(&self, fact: String, value: &str, shown: &str, reader: &str) -> Explained {
        let in_head = matches!(reader, "meta" | "pub-date" | "title");
        let place = match in_head {
            true => self.bare.find(self.text, shown, 0),
            false => {
                let body = self.text.find("<body").unwrap_or(0);
                self.bare.find(self.text, shown, body)
            }
        };
        self.explained(fact, value, reader, place)
    }

    fn explained(
        &self,
        fact: String,
        value: &str,
        reader: &str,
        place: Option<Range<usize>>,
    ) -> Explained {
        Explained {
            fact,
            value: value.to_owned(),
            reader: reader.to_owned(),
            source: place.as_ref().map(|place| self.around(place)),
            bytes: place
                .map(|place| [self.bytes_before(place.start), self.bytes_before(place.end)]),
        }
    }

    /// Rows of a list and steps of a breadcrumb stand behind one another: of all places of the first
    /// text the one from which the others follow soonest is theirs.
    fn set_in_order(&self, facts: &Value, out: &mut [Explained]) {
        let count = |value: Option<&Value>| value.and_then(Value::as_array).map_or(0, Vec::len);
        let lists = count(facts.get("lists"));
        let mut rows: Vec<(String, &str)> = vec![("breadcrumb".to_owned(), "text")];
        rows.extend((0..lists).map(|i| (format!("lists[{i}].items"), "title")));
        for (prefix, key) in rows {
            let is_one = |e: &&mut Explained| {
                e.fact.starts_with(&format!("{prefix}[")) && e.fact.ends_with(&format!("].{key}"))
            };
            let mut texts: Vec<&mut Explained> = out.iter_mut().filter(is_one).collect();
            let values: Vec<String> = texts.iter().map(|e| e.value.clone()).collect();
            let places = self.places_in_order(&values);
            for (explained, place) in texts.iter_mut().zip(&places) {
                self.set_place(explained, place);
            }
            let dates = self.dates_of_rows(facts, &prefix, &places);
            for explained in out.iter_mut() {
                let row = explained.fact.strip_prefix(&format!("{prefix}["));
                let row = row.and_then(|rest| rest.strip_suffix("].date.date")?.parse().ok());
                if let Some(place) = row.and_then(|row: usize| dates.get(row)?.as_ref()) {
                    self.set_place(explained, place);
                }
            }
        }
    }

    fn set_place(&self, explained: &mut Explained, place: &Range<usize>) {
        explained.source = Some(self.around(place));
        explained.bytes = Some([self.bytes_before(place.start), self.bytes_before(place.end)]);
    }

    /// Dates stand between the titles: all behind their own, else all before it.
    fn dates_of_rows(
        &self,
        facts: &Value,
        prefix: &str,
        titles: &[Range<usize>],
    ) -> Vec<Option<Range<usize>>> {
        let list = format!("/{}", prefix.replace(['[', '.'], "/").replace(']', ""));
        let shown = |row: usize| {
            let text = facts.pointer(&format!("{list}/{row}/date/text"))?;
            text.as_str()
        };
        let within = |row: usize, from: usize, to: usize| {
            let place = self.bare.find(self.text, shown(row)?, from)?;
            (place.end <= to).then_some(place)
        };
        let end_above = |row: usize| row.checked_sub(1).map_or(0, |above| titles[above].end);
        let begin_below = |row: usize| titles.get(row + 1).map_or(self.text.len(), |t| t.start);
        let rows = 0..titles.len();
        let behind: Vec<_> = rows
            .clone()
            .map(|row| within(row, titles[row].end, begin_below(row)))
            .collect();
        let misses = |row: usize| shown(row).is_some() && behind[row].is_none();
        if !rows.clone().any(misses) {
            return behind;
        }
        let last_before = |row: usize| {
            let to = titles[row].start;
            let first = within(row, end_above(row), to);
            std::iter::successors(first, |place| within(row, place.end, to)).last()
        };
        rows.map(last_before).collect()
    }

    /// Places of texts that follow one another closest; none if they do not.
    fn places_in_order(&self, texts: &[String]) -> Vec<Range<usize>> {
        let body = self.text.find("<body").unwrap_or(0);
        let mut best: Vec<Range<usize>> = Vec::new();
        let mut from = body;
        for _ in 0..MAX_TRIES {
            let mut places: Vec<Range<usize>> = Vec::with_capacity(texts.len());
            let mut at = from;
            for text in texts {
                let Some(place) = self.bare.find(self.text, text, at) else {
                    return best;
                };
                at = place.end;
                places.push(place);
            }
            let span = |places: &[Range<usize>]| match places {
                [first, .., last] => last.end - first.start,
                _ => 0,
            };
            let Some(first) = places.first() else {
                return best;
            };
            from = first.end;
            if best.is_empty() || span(&places) < span(&best) {
                best = places;
            }
        }
        best
    }

    fn around(&self, place: &Range<usize>) -> String {
        let before = self.text[..place.start]
            .char_indices()
            .rev()
            .nth(AROUND - 1);
        let after = self.text[place.end..].char_indices().nth(AROUND);
        let start = before.map_or(0, |(at, _)| at);
        let end = after.map_or(self.text.len(), |(at, _)| place.end + at);
        self.text[start..end].to_owned()
    }

    /// Bytes of the body before a place in its decoded text.
    fn bytes_before(&self, at: usize) -> usize {
        let before = &self.text[..at];
        let length = if self.encoding == UTF_16LE || self.encoding == UTF_16BE {
            2 * before.encode_utf16().count()
        } else {
            self.encoding.encode(before).0.len()
        };
        self.bom + length
    }
}

/// The text without tags, white space and the entities for it, with the place of each character.
struct Bare {
    text: String,
    /// Place in the source for each byte of `text`.
    places: Vec<u32>,
}

impl Bare {
    fn of(source: &str) -> Self {
        let mut bare = Self {
            text: String::with_capacity(source.len() / 2),
            places: Vec::with_capacity(source.len() / 2),
        };
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            let at = source.len() - rest.len();
            let (shown, length) = match c {
                '<' => (None, tag_length(rest)),
                '&' => entity(rest),
                c if super::white_space::is_space(c) => (None, c.len_utf8()),
                c => (Some(c), c.len_utf8()),
            };
            if let Some(c) = shown {
                bare.text.push(c);
                bare.places.resize(bare.text.len(), at as u32);
            }
            rest = &rest[length..];
        }
        bare
    }

    /// Where a text first stands in the source from a place on: whole between tags or in an attribute,
    /// else without regard to tags and white space, else as part of another text.
    fn find(&self, source: &str, shown: &str, from: usize) -> Option<Range<usize>> {
        let whole = |at: &usize| {
            let ends = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            ends(source[..*at].chars().next_back())
                && ends(source[at + shown.len()..].chars().next())
        };
        let mut places = source[from..].match_indices(shown).map(|(at, _)| from + at);
        let exact = places.find(whole).map(|at| at..at + shown.len());
        let loose = || {
            let wanted = super::white_space::squeeze(shown);
            let begin = self
                .places
                .partition_point(|place| (*place as usize) < from);
            let rest = self.text.get(begin..).filter(|_| !wanted.is_empty())?;
            let at = begin + rest.find(wanted.as_str())?;
            let last = *self.places.get(at + wanted.len() - 1)? as usize;
            let end = source[last..]
                .chars()
                .next()
                .map_or(last, |c| last + c.len_utf8());
            Some(*self.places.get(at)? as usize..end)
        };
        let part = || {
            let at = from + source[from..].find(shown)?;
            Some(at..at + shown.len())
        };
        exact.or_else(loose).or_else(part)
    }
}

fn tag_length(rest: &str) -> usize {
    let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
    match rest.find('>') {
        Some(end) if is_tag => end + 1,
        _ => 1,
    }
}

/// The character of an entity that texts of pages have, and its length.
fn entity(rest: &str) -> (Option<char>, usize) {
    const KNOWN: [(&str, Option<char>); 10] = [
        ("&nbsp;", None),
        ("&ensp;", None),
        ("&emsp;", None),
        ("&amp;", Some('&')),
        ("&lt;", Some('<')),
        ("&gt;", Some('>')),
        ("&quot;", Some('"')),
        ("&ldquo;", Some('“')),
        ("&rdquo;", Some('”')),
        ("&middot;", Some('·')),
    ];
    let known = KNOWN.iter().find(|(entity, _)| rest.starts_with(entity));
    known.map_or((Some('&'), 1), |(entity, c)| (*c, entity.len()))
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use jiff::civil::date;
    use url::Url;

    use super::*;

    const PAGE: &str = "<html><head><meta name='PubDate' content='2026-11-08 09:30'><title>关于停水的通知</title></head>\
        <body><h1>关于停水<br>的通知</h1><p>文 号：云政发〔2026〕3号</p></body></html>";

    fn explained(body: &[u8]) -> Vec<Explained> {
        let url = Url::parse("http://a.gov.cn/x.html").unwrap();
        let input = PageInput {
            url: &url,
            content_type: None,
            body,
            fetched_on: date(2026, 11, 20),
            last_modified: None,
            items_since: None,
        };
        let facts = crate::extract::page(&input).facts;
        explain(&input, &facts)
    }

    fn bytes_of<'b>(body: &'b [u8], all: &[Explained], fact: &str) -> &'b [u8] {
        let one = all.iter().find(|e| e.fact == fact).unwrap();
        let [from, to] = one.bytes.unwrap();
        &body[from..to]
    }

    #[test]
    fn facts_are_found_in_the_bytes_they_came_from() {
        let gbk = GB18030.encode(PAGE).0.into_owned();
        for (body, number) in [
            (
                PAGE.as_bytes().to_vec(),
                "云政发〔2026〕3号".as_bytes().to_vec(),
            ),
            (gbk, GB18030.encode("云政发〔2026〕3号").0.into_owned()),
        ] {
            let all = explained(&body);
            assert_eq!(bytes_of(&body, &all, "document.doc_number"), number);
            assert_eq!(bytes_of(&body, &all, "meta.pub_date"), b"2026-11-08 09:30");
            let day = all.iter().find(|e| e.fact == "published[0].date").unwrap();
            assert_eq!(
                (day.value.as_str(), day.reader.as_str()),
                ("2026-11-08", "pub-date")
            );
        }
    }

    #[test]
    fn rows_are_those_of_their_list_and_not_of_the_menu() {
        let page = "<body><a href='/'>首页</a><a href='/jg/'>机构职能</a><a href='/gg/'>公告</a><div class='crumb'><a href='/'>首页</a> &gt; \
            <a href='/gg/'>公告</a></div><ul><li><a href='/1.html'>停水</a>2026-11-08</li><li><a href='/2.html'>停电</a>\
            2026-11-07</li></ul></body>";
        let all = explained(page.as_bytes());
        let crumb = all.iter().find(|e| e.fact == "breadcrumb[0].text").unwrap();
        let menu = page.find("首页").unwrap();
        assert!(crumb.bytes.unwrap()[0] > menu, "{crumb:?}");
        assert!(
            all.iter()
                .all(|e| !e.fact.ends_with(".place") && e.value != "body")
        );
        // Rows of one day: each date stands beside its title, behind it or before it.
        for row in ["{}<i>2026-11-08</i>", "<i>2026-11-08</i>{}"] {
            let titles = ["停水", "停电", "停气"];
            let rows = titles.map(|t| {
                let link = format!("<a href='/{t}.html'>{t}的通知</a>");
                format!("<li>{}</li>", row.replace("{}", &link))
            });
            let page = format!(
                "<body><p>今天是2026-11-08</p><ul>{}</ul></body>",
                rows.concat()
            );
            let all = explained(page.as_bytes());
            for (i, title) in titles.iter().enumerate() {
                let fact = format!("lists[0].items[{i}].date.date");
                let one = all.iter().find(|e| e.fact == fact).unwrap();
                let [from, to] = one.bytes.unwrap();
                let begin = page.find("<li>").unwrap();
                let own = page[begin..].split("</li>").nth(i).unwrap();
                assert!(own.contains(title));
                let start = own.as_ptr() as usize - page.as_ptr() as usize;
                assert_eq!(&page[from..to], "2026-11-08");
                assert!((start..start + own.len()).contains(&from), "{one:?}");
            }
        }
    }

    #[test]
    fn tags_and_blanks_do_not_hide_a_text() {
        let bare = Bare::of("<p>发&nbsp;文<b> 字</b>号</p>");
        let source = "<p>发&nbsp;文<b> 字</b>号</p>";
        let place = bare.find(source, "发文字号", 0).unwrap();
        assert_eq!(&source[place], "发&nbsp;文<b> 字</b>号");
    }
}
