//! Document numbers in text.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::doc_number(data));
