//! Content-Encoding; the first line is the header.
#![no_main]

use gongkai::bundle::{MAX_DECODED, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(2, |b| *b == b'\n');
    let header = String::from_utf8_lossy(parts.next().unwrap_or_default());
    let body = parts.next().unwrap_or_default();
    for cut in [false, true] {
        if let Ok(decoded) = decode(body, Some(&header), cut) {
            assert!(decoded.len() <= MAX_DECODED);
        }
    }
});
