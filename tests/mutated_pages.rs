//! Pages with random damage are read without a panic. The damage is the same in every run.
//! `GONGKAI_MUTATIONS=200000 cargo test --release --test mutated_pages -- --nocapture` reads so many,
//! and prints the time for each kilobyte by size; that time grows with the size only, see
//! `benches/extraction.rs`.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test: how many is said by the environment, and the clock is what it measures with"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

mod pieces;

use gongkai::bundle::page_bytes;
use gongkai::extract::{PageInput, page};
use jiff::civil::date;
use url::Url;

use pieces::PIECES;

/// Pages read without the variable.
const FEW: u64 = 200;

/// Numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }

    /// A range of at most `length` bytes inside so many.
    fn range(&mut self, bytes: usize, length: usize) -> std::ops::Range<usize> {
        let from = self.below(bytes);
        from..(from + self.below(length)).min(bytes)
    }
}

/// Fixture pages and the seeds of the fuzz targets.
fn pages() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("fixtures/checks"), root.join("fuzz/seeds/page")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().is_some_and(|ext| ext == "html") {
                true => files.push(path),
                false if path.is_dir() => open.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files.iter().map(|file| fs::read(file).unwrap()).collect()
}

fn damage(page: &mut Vec<u8>, others: &[Vec<u8>], dice: &mut Dice) {
    for _ in 0..=dice.below(8) {
        let at = dice.below(page.len());
        match dice.below(7) {
            0 => page[at] ^= 1 << dice.below(8),
            1 => drop(page.drain(dice.range(page.len(), 400))),
            2 => {
                let copy = page[dice.range(page.len(), 400)].to_vec();
                page.splice(at..at, copy.repeat(1 + dice.below(60)));
            }
            3 => {
                let other = &others[dice.below(others.len())];
                let part = other[dice.range(other.len(), 4000)].to_vec();
                page.splice(at..at, part);
            }
            4 => page.truncate(at + 1),
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                page.splice(at..at, piece.repeat(1 + dice.below(12)));
            }
        }
        if page.is_empty() {
            page.push(b'<');
        }
    }
}

fn read(body: &[u8]) -> Duration {
    let input = PageInput {
        url: &Url::parse("http://www.example.gov.cn/art/2026/11/1/art_1_2.html").unwrap(),
        content_type: None,
        body: &page_bytes(body, None, false).unwrap().bytes,
        fetched_on: date(2026, 11, 22),
        items_since: None,
        last_modified: None,
    };
    let begun = Instant::now();
    page(&input);
    begun.elapsed()
}

/// Bytes, time and pages of one size.
#[derive(Clone, Copy, Default)]
struct Sum(usize, Duration, u32);

/// By size: up to 1 KB, 2 KB, 4 KB…
type Sums = [Sum; 16];

fn read_damaged(pages: &[Vec<u8>], numbers: impl Iterator<Item = u64>) -> Sums {
    let mut sums = Sums::default();
    for number in numbers {
        let mut dice = Dice(number);
        let mut page = pages[dice.below(pages.len())].clone();
        damage(&mut page, pages, &mut dice);
        let taken = read(&page);
        let size = (page.len() / 1024).checked_ilog2();
        let Sum(bytes, time, count) = &mut sums[size.map_or(0, |n| n as usize + 1).min(15)];
        (*bytes, *time, *count) = (*bytes + page.len(), *time + taken, *count + 1);
    }
    sums
}

#[test]
fn damaged_pages_are_read() {
    let count = std::env::var("GONGKAI_MUTATIONS").map_or(FEW, |n| n.parse().unwrap());
    let pages = pages();
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut sums = Sums::default();
    thread::scope(|scope| {
        let start = |at| {
            let (pages, numbers) = (&pages, (at as u64..count).step_by(threads));
            scope.spawn(move || read_damaged(pages, numbers))
        };
        let readers: Vec<_> = (0..threads).map(start).collect();
        for reader in readers {
            for (sum, part) in sums.iter_mut().zip(reader.join().unwrap()) {
                *sum = Sum(sum.0 + part.0, sum.1 + part.1, sum.2 + part.2);
            }
        }
    });
    let read: u64 = sums.iter().map(|sum| u64::from(sum.2)).sum();
    assert_eq!(read, count);
    for (size, Sum(bytes, time, pages)) in sums.iter().enumerate().filter(|(_, s)| s.2 > 0) {
        let each = time.as_secs_f64() * 1e6 / (*bytes as f64 / 1024.0);
        println!(
            "up to {:4} KB: {pages:6} pages, {each:6.1} µs for each KB",
            1 << size
        );
    }
}
