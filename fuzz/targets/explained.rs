//! The places of facts in the bytes of a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::explained(data));
