//! A column ledger: what is read can be written and read again.
#![no_main]

use gongkai::portal::ledger::Ledger;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match Ledger::parse("l.csv", text) {
        Ok(ledger) => {
            let Ok(csv) = ledger.to_csv() else {
                panic!("a ledger that was read cannot be written");
            };
            assert_eq!(Ledger::parse("again.csv", &csv), Ok(ledger));
        }
        Err(error) => assert!(error.line >= 1 && error.line <= text.matches('\n').count() + 1),
    }
});
