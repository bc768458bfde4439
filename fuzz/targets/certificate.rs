//! A certificate that a server presents.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::crawl::fuzzing::certificate(data));
