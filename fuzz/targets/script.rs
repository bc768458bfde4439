//! Code of scripts that may hold a list or say where one comes from.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::extract::fuzzing::script(data));
