//! Pagers written by scripts: `createPageHTML(total, current, name, extension)` of TRS templates.
//!
//! The URLs are guesses about what the script would write; they are marked as such and never
//! accused. Pagers with ordinary links need nothing of this.

use super::outline::Outline;

/// More pages than this are not guessed; items that old decide nothing.
const MAX_PAGES: u32 = 200;

/// Relative URLs of the pages after the first, from the calls on this page. The second page is
/// `index_1` (FIELD §11.1); page numbers beyond the total are never guessed.
pub(super) fn guessed_pages(outline: &Outline) -> Vec<String> {
    let Some(call) = outline.pager_calls.first() else {
        return Vec::new();
    };
    let arguments: Vec<&str> = call
        .split(',')
        .map(|a| a.trim().trim_matches(['"', '\'', ' ']))
        .collect();
    let numbers: Vec<u32> = arguments.iter().map_while(|a| a.parse().ok()).collect();
    let names: Vec<&str> = arguments[numbers.len().min(arguments.len())..].to_vec();
    let (Some(&total), Some(&name)) = (numbers.first(), names.first()) else {
        return Vec::new();
    };
    let extension = names
        .get(1)
        .copied()
        .filter(|e| !e.is_empty())
        .unwrap_or("html");
    let plain = |t: &str| {
        !t.is_empty()
            && t.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    if !plain(name) || !plain(extension) {
        return Vec::new();
    }
    (1..total.min(MAX_PAGES))
        .map(|page| format!("{name}_{page}.{extension}"))
        .collect()
}
