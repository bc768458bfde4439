//! The options that a crawl was begun with, as they are stored in its database.
#![no_main]

use gongkai::crawl::Options;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(json) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(options) = Options::parse(json) {
        assert!(options.rate.is_finite() && options.in_flight > 0);
        let again = serde_json::to_string(&options).map(|json| Options::parse(&json));
        assert_eq!(again.ok(), Some(Ok(options)));
    }
});
