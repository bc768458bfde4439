//! Pages with random damage are read without a panic and in time that grows with their size only.
//! The damage is the same in every run. `GONGKAI_MUTATIONS=200000 cargo test --release --test
//! mutated_pages -- --nocapture` reads so many, and prints the time for each kilobyte by size.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test: how many is said by the environment, and the clock is what it measures with"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gongkai::bundle::parseable;
use gongkai::extract::{PageInput, page};
use jiff::civil::date;
use url::Url;

/// Pages read without the variable.
const FEW: u64 = 200;

/// Pieces that are put into pages: what parsers look for, and what breaks it.
const PIECES: [&[u8]; 24] = [
    b"<div>",
    b"</table>",
    b"<td colspan=65535>",
    b"<!--",
    b"<script>",
    b"<meta charset=gb2312>",
    b"\xff\xfe\x00",
    b"\xd0\xc2\xce\xc5",
    b"&nbsp;&#0;&#x110000;",
    "发布时间：2026-13-41".as_bytes(),
    "云政发〔〕号〔2026〕".as_bytes(),
    "网站标识码：".as_bytes(),
    "云ICP备".as_bytes(),
    "云公网安备 5301".as_bytes(),
    "《关于".as_bytes(),
    "》同时废止。".as_bytes(),
    "当前位置：".as_bytes(),
    "有效性：".as_bytes(),
    b"createPageHTML(99999999999, -1, \"index\", \"html\")",
    b"<a href='javascript:Link(\"",
    b"<base href='http://[::1'>",
    b"2026-02-30",
    "\u{3000}\u{200b}\u{feff}".as_bytes(),
    b"document.write(unescape(\"%3C",
];

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
        body: parseable(body),
        fetched_on: date(2026, 11, 22),
        items_since: None,
        last_modified: None,
    };
    let begun = Instant::now();
    page(&input);
    begun.elapsed()
}

#[test]
fn damaged_pages_are_read() {
    let count = std::env::var("GONGKAI_MUTATIONS").map_or(FEW, |n| n.parse().unwrap());
    let pages = pages();
    // Bytes, time and pages by size: up to 1 KB, 2 KB, 4 KB…
    let mut sizes = [(0usize, Duration::ZERO, 0u32); 16];
    for number in 0..count {
        let mut dice = Dice(number);
        let mut page = pages[dice.below(pages.len())].clone();
        damage(&mut page, &pages, &mut dice);
        let taken = read(&page);
        let size = (page.len() / 1024)
            .checked_ilog2()
            .map_or(0, |n| n as usize + 1);
        let (bytes, time, pages) = &mut sizes[size.min(15)];
        (*bytes, *time, *pages) = (*bytes + page.len(), *time + taken, *pages + 1);
    }
    for (size, (bytes, time, pages)) in sizes.iter().enumerate().filter(|(_, s)| s.2 > 0) {
        let each = time.as_secs_f64() * 1e6 / (*bytes as f64 / 1024.0);
        println!(
            "up to {:4} KB: {pages:6} pages, {each:6.1} µs for each KB",
            1 << size
        );
    }
}

#[test]
fn time_grows_with_the_size_of_a_page_only() {
    for piece in PIECES {
        let time = |copies: usize| {
            let page = [b"<html><body>", piece.repeat(copies).as_slice()].concat();
            read(&page)
        };
        let copies = 20_000 / piece.len();
        // Quadratic time would take 256 times as long; a busy machine gets three tries.
        let grows_slowly = (0..3).any(|_| {
            let one = time(copies);
            time(16 * copies) <= one * 80 + Duration::from_millis(20)
        });
        assert!(grows_slowly, "{:?}", String::from_utf8_lossy(piece));
    }
}
