//! One progress bar on standard error: done of known, rate, findings so far, time left. Nothing is
//! drawn where standard error is no terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::bundle::Repair;
use crate::crawl::{Progress, Snapshot};

/// The bar.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self(bar)
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn repaired(&self, repair: Repair) {
        say(&format!(
            "gongkai: the end of the archive was lost; {} answers are gone and {} URLs are asked for again",
            repair.answers, repair.urls
        ));
    }

    fn update(&self, now: &Snapshot) {
        let known = now.done + now.queued + now.in_flight + now.suspects;
        self.0.set_length(known as u64);
        self.0.set_position(now.done as u64);
        let left = now
            .eta
            .map_or_else(String::new, |eta| format!(", {}s left", eta.as_secs()));
        self.0.set_message(format!(
            "{:.1}/s, {} queued, {} broken, {} to confirm{left}",
            now.rate, now.queued, now.confirmed_bad, now.suspects
        ));
    }
}
