//! A sitemap file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| gongkai::crawl::fuzzing::sitemap(data));
