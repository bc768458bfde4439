//! The manifest of a bundle: what is taken can be written and taken again.
#![no_main]

use gongkai::bundle::Manifest;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let Ok(manifest) = Manifest::parse(data) {
        let again = serde_json::to_vec(&manifest).map(|json| Manifest::parse(&json));
        assert_eq!(again.ok(), Some(Ok(manifest)));
    }
});
