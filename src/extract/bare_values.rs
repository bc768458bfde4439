//! Metadata without labels: blocks of index number, time, title, number and state on lines of their own in
//! this order (WILD W29), and the state that law libraries print beside a title (全文有效, WILD W27). What
//! the time means is not said, so it is left out.

use super::dates;
use super::doc_number;
use super::labels::{Field, Pair};
use super::outline::Outline;
use super::white_space::fold;

/// What a state is called where nothing names it.
const STATES: [&str; 12] = [
    "现行有效",
    "有效",
    "继续有效",
    "全文有效",
    "已修改",
    "已修订",
    "部分失效",
    "失效",
    "已失效",
    "废止",
    "已废止",
    "尚未生效",
];

/// Lines in which the block may begin.
const HEAD_LINES: usize = 200;

/// The pairs of such a block, if the page has one.
pub(super) fn pairs(outline: &Outline) -> Vec<Pair> {
    let lines = outline.body_lines().take(HEAD_LINES);
    let parts: Vec<&str> = lines
        .flat_map(|line| line.split('\t'))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.windows(5).find_map(block).unwrap_or_default()
}

/// States that are said of nothing but a document.
const WHOLE_STATES: [&str; 9] = [
    "全文有效",
    "现行有效",
    "全文废止",
    "全文失效",
    "部分条款失效",
    "部分失效",
    "部分废止",
    "条款失效",
    "尚未生效",
];

/// The state alone in its place, if it is the only one: a form of search names all of them.
pub(super) fn state(outline: &Outline) -> Option<&'static str> {
    let lines = outline.body_lines().take(HEAD_LINES);
    let mut states = lines
        .flat_map(|line| line.split('\t'))
        .filter_map(|part| WHOLE_STATES.into_iter().find(|state| *state == part.trim()));
    let first = states.next()?;
    states.all(|other| other == first).then_some(first)
}

fn block(parts: &[&str]) -> Option<Vec<Pair>> {
    let [index, time, title, number, state] = parts else {
        return None;
    };
    let is_block = is_index_number(index) && dates::is_date(time) && STATES.contains(state);
    let found = is_block.then(|| doc_number::find(number))??;
    let is_alone = found.range.len() == number.len() && title.chars().count() >= 6;
    let pair = |field, value: &str| Pair {
        field,
        value: fold(value),
    };
    is_alone.then(|| {
        vec![
            pair(Field::IndexNumber, index),
            pair(Field::Title, title),
            pair(Field::DocNumber, number),
            pair(Field::Validity, state),
        ]
    })
}

fn is_index_number(text: &str) -> bool {
    let is_part = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-' | b'_' | b'.');
    (8..=60).contains(&text.len())
        && text.bytes().all(is_part)
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
        && !dates::is_date(text)
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(html: &str) -> Vec<(Field, String)> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        let pairs = pairs(&outline).into_iter();
        pairs.map(|pair| (pair.field, pair.value)).collect()
    }

    #[test]
    fn five_values_in_their_order_are_a_block() {
        let html = "<ul><li>000014349/2026-00012</li><li>2026-11-08</li><li>关于印发停车管理办法的通知</li>\
                    <li>云政发〔2026〕3号</li><li>现行有效</li></ul>";
        assert_eq!(
            read(html),
            [
                (Field::IndexNumber, "000014349/2026-00012".to_owned()),
                (Field::Title, "关于印发停车管理办法的通知".to_owned()),
                (Field::DocNumber, "云政发〔2026〕3号".to_owned()),
                (Field::Validity, "现行有效".to_owned()),
            ]
        );
    }

    #[test]
    fn a_lone_state_is_the_document_s() {
        let read = |html: &str| state(&Outline::of(&Html::parse_document(html), html.len()));
        let title = "<h1>关于停车的公告</h1>";
        assert_eq!(
            read(&format!("{title}<span>全文有效</span>")),
            Some("全文有效")
        );
        assert_eq!(
            read(&format!("{title}<li>全文有效</li><li>全文废止</li>")),
            None
        );
        assert_eq!(read(&format!("{title}<p>本公告全文有效</p>")), None);
    }

    #[test]
    fn another_order_or_a_sentence_is_none() {
        for html in [
            "<p>2026-11-08</p><p>000014349/2026-00012</p><p>关于停车管理办法的通知</p><p>云政发〔2026〕3号</p><p>有效</p>",
            "<p>000014349/2026-00012</p><p>2026-11-08</p><p>关于停车管理办法的通知</p><p>根据云政发〔2026〕3号文件</p><p>有效</p>",
            "<p>000014349/2026-00012</p><p>2026-11-08</p><p>关于停车管理办法的通知</p><p>云政发〔2026〕3号</p><p>有效期五年</p>",
        ] {
            assert_eq!(read(html), [], "{html}");
        }
    }
}
