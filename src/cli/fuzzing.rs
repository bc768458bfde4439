//! Doors for the targets in `fuzz/` to parsers that are no public API. Built with `--cfg fuzzing`
//! only, so that no ordinary build has them.

use super::{parent_folder, portal_list};

/// The list of portals that people write, and the one in the folder of several inspections.
pub fn portals(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let _ = portal_list::listed("list.txt", text);
    let _ = parent_folder::parse("portals.json", text);
}
