//! A portal of 20,000 pages in bad shape: thousands of findings, columns and repealed documents,
//! with long addresses full of characters that escaping makes longer.

use gongkai::check::{Outcome, SubjectKind};

use super::county::county;
use super::{Sample, evidence, finding, place};

/// An address of about 300 characters.
fn long_url(n: usize) -> String {
    let query = "&amp=1&t=关于印发".repeat(20);
    format!("http://www.qingxi.gov.example/zwgk/{n}?id={n}{query}")
}

/// `count` dead links with addresses of usual length, as one bad template leaves them.
pub fn with_dead_links(count: usize) -> Sample {
    let mut sample = county();
    sample.doc.findings = (0..count)
        .map(|n| {
            let url = format!("http://www.qingxi.gov.example/zwgk/gfxwj/202503/P02025031{n}.pdf");
            let subject = (
                SubjectKind::Link,
                url.as_str(),
                "附件：青溪县人民政府办公室通知.pdf",
            );
            let texts = ("附件返回 404，两次核对结果相同", "修复或删除链接。");
            let number = u32::try_from(n).unwrap();
            let mut finding = finding(number, "broken-link", Outcome::Fail, subject, texts);
            finding.places = (0..20)
                .map(|p| {
                    place(
                        &format!("http://www.qingxi.gov.example/xwzx/t{p}.html"),
                        "附件",
                    )
                })
                .collect();
            finding.place_count = 20;
            finding.evidence = vec![evidence(&url, Some(404), "404 Not Found"); 2];
            finding
        })
        .collect();
    sample
}

/// The sample.
pub fn large() -> Sample {
    let mut sample = county();
    let checks: Vec<String> = sample.doc.checks.iter().map(|row| row.id.clone()).collect();
    let message = "返回 404，“两次”核对结果<相同>".repeat(4);
    sample.doc.findings = Vec::new();
    for (c, check) in checks.iter().enumerate() {
        for outcome in [
            Outcome::Fail,
            Outcome::Review,
            Outcome::Blocked,
            Outcome::Error,
        ] {
            for n in 0..300_usize {
                let number = u32::try_from(sample.doc.findings.len()).unwrap();
                let subject = (SubjectKind::Link, long_url(n), format!("附件 {c} {n}"));
                let subject = (subject.0, subject.1.as_str(), subject.2.as_str());
                let mut finding = finding(number, check, outcome, subject, (&message, &message));
                finding.places = (0..4).map(|p| place(&long_url(p), "链接")).collect();
                finding.place_count = 20_000;
                finding.evidence = vec![evidence(&long_url(n), Some(404), &message); 2];
                sample.doc.findings.push(finding);
            }
        }
    }
    let (row, facts) = (
        sample.doc.columns[1].clone(),
        sample.site.columns[1].clone(),
    );
    for n in 0..5_000 {
        let (mut row, mut facts) = (row.clone(), facts.clone());
        row.url = long_url(n);
        row.outcome = Outcome::Fail;
        facts.url.clone_from(&row.url);
        sample.doc.columns.push(row);
        sample.site.columns.push(facts);
    }
    let repealed = sample.site.repealed[0].clone();
    for n in 0..2_000 {
        let mut repealed = repealed.clone();
        repealed.url = long_url(n);
        repealed.by_url = long_url(n + 1);
        sample.site.repealed.push(repealed);
    }
    sample
}
