//! The card of a check.
#![no_main]

use gongkai::check::Card;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match Card::parse("check.toml", text) {
        Ok(card) => {
            for key in card.messages.keys() {
                card.fix_for(key);
            }
        }
        Err(error) => assert!(error.line >= 1 && error.column >= 1),
    }
});
