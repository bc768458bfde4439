//! A profile.
#![no_main]

use gongkai::checks;
use gongkai::score::{Measure, Profile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match Profile::parse("p.toml", text, checks::ALL) {
        Ok(profile) => {
            let counts = |measure: &Measure| matches!(measure, Measure::Count(_));
            for veto in profile.vetoes.iter().filter(|veto| counts(&veto.measure)) {
                assert!(veto.at_least > 0, "{}", veto.id);
            }
        }
        Err(error) => assert!(error.line >= 1 && error.column >= 1),
    }
});
