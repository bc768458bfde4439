//! A whole page, as the crawl gives it to the extraction: every extractor runs.
#![no_main]

use gongkai::bundle::page_bytes;
use gongkai::extract::{PageInput, page};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|data: &[u8]| {
    let Ok(url) = Url::parse("http://www.example.gov.cn/art/2026/11/1/art_1_2.html") else {
        return;
    };
    let Ok(read) = page_bytes(data, None, false) else {
        return;
    };
    page(&PageInput {
        url: &url,
        content_type: None,
        body: &read.bytes,
        fetched_on: date(2026, 11, 22),
        items_since: None,
        last_modified: None,
    });
});
