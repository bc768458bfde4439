//! Dates in text and in URLs.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::dates(data));
