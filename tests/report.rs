//! The reports: scorecard, `result.json` and the summary on the terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod report_sample;

use gongkai::report::{Lang, html};
use report_sample::{Sample, county};

fn scorecard(sample: &Sample, lang: Lang) -> String {
    html::render(&sample.doc, &sample.site, &sample.checks, lang).unwrap()
}

#[test]
fn writes_pictures() {
    let s = county();
    std::fs::write("/tmp/report_zh.html", scorecard(&s, Lang::Zh)).unwrap();
    std::fs::write("/tmp/report_en.html", scorecard(&s, Lang::En)).unwrap();
    let h = report_sample::hostile();
    std::fs::write("/tmp/report_hostile.html", scorecard(&h, Lang::Zh)).unwrap();
    let h = report_sample::large();
    std::fs::write("/tmp/report_large.html", scorecard(&h, Lang::Zh)).unwrap();
    std::fs::write(
        "/tmp/report.txt",
        gongkai::report::text::summary(&s.doc, Lang::Zh).unwrap(),
    )
    .unwrap();
}
