//! Answers to the requests by which scripts fill a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::answer(data));
