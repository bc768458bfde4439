//! Charset of a page; the first line is its Content-Type header.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::charset(data));
