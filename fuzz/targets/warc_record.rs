//! A WARC record with an HTTP answer, unpacked.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::bundle::fuzzing::warc_record(data));
