//! One progress bar on standard error: done of known, rate, findings so far, time left. Nothing is
//! drawn where standard error is no terminal.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say;
use crate::bundle::Repair;
use crate::crawl::{Progress, Snapshot};

/// The bar.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new() -> Self {
        Self(bar())
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(4));
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

impl Progress for Bar {
    fn repaired(&self, repair: Repair) {
        say(&loss(repair));
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

/// What was lost of a bundle that is taken up.
pub(super) fn loss(repair: Repair) -> String {
    format!(
        "the end of the archive was lost; {} answers are gone and {} URLs are asked for again",
        repair.answers, repair.urls
    )
}

/// One bar for several crawls.
pub(super) struct WholeBar {
    bar: ProgressBar,
    crawls: RefCell<Vec<Snapshot>>,
    ended: Cell<usize>,
    drawn: Cell<Instant>,
}

impl WholeBar {
    /// Many crawls tell of themselves in turn; adding them up each time would be work for nobody.
    const PAUSE: Duration = Duration::from_millis(100);

    pub(super) fn new(crawls: usize) -> Self {
        Self {
            bar: bar(),
            crawls: RefCell::new(vec![Snapshot::default(); crawls]),
            ended: Cell::new(0),
            drawn: Cell::new(Instant::now()),
        }
    }

    /// For printing beside the bar from another thread.
    pub(super) fn handle(&self) -> ProgressBar {
        self.bar.clone()
    }

    pub(super) fn update(&self, crawl: usize, now: &Snapshot) {
        self.crawls.borrow_mut()[crawl] = *now;
        if self.drawn.get().elapsed() >= Self::PAUSE {
            self.draw();
        }
    }

    pub(super) fn ended(&self, crawl: usize) {
        let ended = &mut self.crawls.borrow_mut()[crawl];
        ended.rate = 0.0;
        ended.suspects = 0;
        self.ended.set(self.ended.get() + 1);
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn draw(&self) {
        self.drawn.set(Instant::now());
        let crawls = self.crawls.borrow();
        let sum = |of: fn(&Snapshot) -> usize| crawls.iter().map(of).sum::<usize>();
        let done = sum(|one| one.done);
        let suspects = sum(|one| one.suspects);
        let queued = sum(|one| one.queued);
        let known = done + queued + sum(|one| one.in_flight) + suspects;
        let rate: f64 = crawls.iter().map(|one| one.rate).sum();
        self.bar.set_length(known as u64);
        self.bar.set_position(done as u64);
        self.bar.set_message(format!(
            "{} of {} portals, {rate:.1}/s, {queued} queued, {} broken, {suspects} to confirm",
            self.ended.get(),
            crawls.len(),
            sum(|one| one.confirmed_bad)
        ));
    }
}
