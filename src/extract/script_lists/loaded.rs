//! Pieces of HTML that scripts load into the page: `$("#list").load("./list_data.html")`. The answer is
//! read like any page.

use super::{Found, Page, address};

/// Pieces of one page.
const MAX_PIECES: usize = 4;

/// Parts of names of pieces that every page has.
const FRAME: [&str; 9] = [
    "head", "foot", "top", "bottom", "nav", "menu", "login", "search", "weather",
];

pub(super) fn page(page: &Page<'_>, found: &mut Found) {
    for (_, code) in page.scripts_with(".load(") {
        let calls = code.match_indices(".load(").take(MAX_PIECES);
        for (at, call) in calls {
            let rest = code[at + call.len()..].trim_start();
            if !rest.starts_with(['"', '\'']) {
                continue;
            }
            let start = code.len() - rest.len() + 1;
            let constant = |name: &str| address::constant(code, name);
            let Some((address, _)) = address::around(code, start, &constant) else {
                continue;
            };
            // `load("/list.html #rows")` names an element of the piece.
            let address = address.split(' ').next().unwrap_or("");
            let name = address.to_ascii_lowercase();
            let is_page = [".htm", ".shtml", ".jsp", ".php", ".asp", "?"];
            let is_list = is_page.iter().any(|part| name.contains(part))
                && !FRAME.iter().any(|part| name.contains(part));
            if is_list {
                found.need(address);
            }
        }
    }
}
