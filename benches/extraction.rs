//! Time of reading one page, without the crawl: every page of the county portal, and the real pages
//! beside the checkout where they are there. `cargo bench --bench extraction` prints one line for each
//! set: pages, their median size, and the median and worst time of a page, each the best of ten runs.
//! Bar: a page of 25 KB under 3 ms at the median. Then pages made of one piece again and again, at a
//! size and sixteen times that: the worst growth, which is 16 if the time is linear and 256 if quadratic.

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a bench prints")]
#![allow(clippy::disallowed_methods, reason = "a bench measures time")]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gongkai::bundle::page_bytes;
use gongkai::extract::{PageInput, page};
use jiff::civil::date;
use url::Url;

#[path = "../tests/pieces/mod.rs"]
mod pieces;

const RUNS: usize = 10;
const BAR: Duration = Duration::from_millis(3);

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["fixtures/portals/county/www", "../shared/corpus"] {
        let mut files = Vec::new();
        pages_below(&root.join(folder), &mut files);
        report(folder, &files);
    }
    report_growth();
}

/// Time of reading a page, the best of ten.
fn time_of(body: &[u8]) -> Duration {
    let read = page_bytes(body, None, false).unwrap();
    let input = PageInput {
        url: &Url::parse("http://www.example.gov.cn/zwgk/t20261108_1.html").unwrap(),
        content_type: None,
        body: &read.bytes,
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    let run = || {
        let start = Instant::now();
        black_box(page(&input));
        start.elapsed()
    };
    (0..RUNS).map(|_| run()).min().unwrap_or_default()
}

fn report_growth() {
    let growth = |piece: &&[u8]| {
        let copies = 20_000 / piece.len();
        let of = |copies| time_of(&[b"<html><body>", piece.repeat(copies).as_slice()].concat());
        let (one, many) = (of(copies), of(16 * copies));
        many.as_secs_f64() / one.as_secs_f64().max(1e-6)
    };
    let growths = pieces::PIECES.iter().map(|piece| (growth(piece), piece));
    let worst = growths.max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((growth, piece)) = worst {
        let text = String::from_utf8_lossy(piece);
        println!("20 KB to 320 KB of one piece: at most {growth:.0} times the time ({text:?})");
    }
}

fn pages_below(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            pages_below(&path, out);
        } else if path
            .extension()
            .is_some_and(|e| e == "html" || e == "shtml")
        {
            out.push(path);
        }
    }
}

fn report(name: &str, files: &[PathBuf]) {
    let mut all: Vec<(Duration, usize)> = files
        .iter()
        .map(|file| std::fs::read(file).unwrap())
        .map(|body| (time_of(&body), body.len()))
        .collect();
    if all.is_empty() {
        println!("{name}: absent");
        return;
    }
    let mut sizes: Vec<usize> = all.iter().map(|(_, size)| *size).collect();
    sizes.sort_unstable();
    // Time in proportion to 25 KB, for pages of about that size.
    let mut of_25: Vec<Duration> = all
        .iter()
        .filter(|(_, size)| (10_000..60_000).contains(size))
        .map(|(time, size)| time.mul_f64(25_600.0 / *size as f64))
        .collect();
    of_25.sort_unstable();
    all.sort_unstable();
    println!(
        "{name}: {} pages, median {} bytes; median {:?}, worst {:?}",
        all.len(),
        sizes[sizes.len() / 2],
        all[all.len() / 2].0,
        all[all.len() - 1].0,
    );
    if let Some(median) = of_25.get(of_25.len() / 2) {
        let verdict = if *median <= BAR { "ok" } else { "MISSED" };
        println!(
            "{name}: {} pages of 10 to 60 KB, median for 25 KB {median:?} ({verdict})",
            of_25.len()
        );
    }
}
