//! Which portals to inspect: the list that people write, and the one of an inspection's folder.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::cli::fuzzing::portals(data));
