//! A settings file.
#![no_main]

use std::path::Path;

use gongkai::check::Params;
use gongkai::checks;
use gongkai::portal::settings::{IN_FLIGHT, MAX_PAGES, RATE, SettingsFile};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    match SettingsFile::parse(Path::new("s.toml"), text.to_owned()) {
        Ok(file) => {
            let crawl = &file.settings.crawl;
            assert!(RATE.contains(&crawl.rate) && IN_FLIGHT.contains(&crawl.in_flight));
            assert!(MAX_PAGES.contains(&crawl.max_pages));
            let mut params = Params::defaults(&checks::ALL[..1]);
            for (check, values) in &file.settings.params {
                for (name, value) in values {
                    if let Err(error) = params.set(check, name, value.get_ref()) {
                        let _ = file
                            .invalid(value.span(), error.to_string(), None)
                            .to_string();
                    }
                }
            }
        }
        Err(error) => assert!(error.to_string().starts_with("s.toml:")),
    }
});
