//! Titles in 《》 within a sentence, and the sentence without them. What a title says is not said of
//! anything; which titles are meant is left to `repeals`.

use super::white_space::fold;

/// Outermost 《…》 with their contents.
pub(super) fn quoted(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let (mut out, mut depth, mut start) = (Vec::new(), 0u32, 0);
    for (at, c) in text.char_indices() {
        match c {
            '《' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            '》' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    let end = at + c.len_utf8();
                    out.push((start..end, fold(&text[start + '《'.len_utf8()..at])));
                }
            }
            _ => {}
        }
    }
    out
}

pub(super) fn in_quotes(text: &str, at: usize) -> bool {
    quoted(text).iter().any(|(range, _)| range.contains(&at))
}

pub(super) fn without_quotes(text: &str) -> String {
    let mut out = String::new();
    let mut from = 0;
    for (range, _) in quoted(text) {
        out.push_str(&text[from..range.start]);
        from = range.end;
    }
    out + &text[from..]
}

pub(super) fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let quotes = quoted(text);
    let (mut out, mut from) = (Vec::new(), 0);
    for (at, c) in text.char_indices() {
        let inside = quotes.iter().any(|(r, _)| r.contains(&at));
        if (c == separator || c == ',') && !inside {
            out.push(&text[from..at]);
            from = at + c.len_utf8();
        }
    }
    out.push(&text[from..]);
    out
}

/// The text with its titles emptied: 《》 stays where each stood.
pub(super) fn with_empty_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, _) in quoted(text) {
        out.push_str(&text[from..range.start]);
        out.push_str("《》");
        from = range.end;
    }
    out + &text[from..]
}
