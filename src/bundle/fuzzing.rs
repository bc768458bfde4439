//! Doors for the targets in `fuzz/` to parsers that are no public API. Built with `--cfg fuzzing`
//! only, so that no ordinary build has them.

use super::payload;

/// A record out of its gzip member.
pub fn warc_record(data: &[u8]) {
    if let Ok(payload) = payload::parse(data, String::new(), String::new()) {
        let _ = payload.page_bytes();
    }
}
