//! White space of pages: what counts as such, folding it, dropping it, cutting a text short.

/// White space of HTML, no-break space, ideographic space and zero-width characters.
pub(crate) fn is_space(c: char) -> bool {
    match c {
        // Nearly all characters of a page, told by two comparisons.
        '!'..='~' | '\u{3001}'..='\u{fefe}' => false,
        '\u{200b}'..='\u{200d}' | '\u{feff}' => true,
        _ => c.is_whitespace(),
    }
}

/// Told by bytes, since most titles have none: no character with one of these is white space.
pub(super) fn has_no_space(text: &str) -> bool {
    !text
        .bytes()
        .any(|b| b <= b' ' || matches!(b, 0x7f | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef))
}

/// White space folded to single spaces, ends trimmed.
pub(crate) fn fold(text: &str) -> String {
    if has_no_space(text) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The text without any white space, for comparing labels that are padded to equal width.
pub(crate) fn squeeze(text: &str) -> String {
    if has_no_space(text) {
        return text.to_owned();
    }
    text.split(is_space).collect()
}

/// The first bytes, at most so many, cut between characters.
pub(super) fn head(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// The last bytes, at most so many, cut between characters.
pub(super) fn tail(text: &str, most: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(most))..]
}

/// At most `max` characters.
pub(crate) fn clip(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}
