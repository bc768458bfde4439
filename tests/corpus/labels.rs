//! What the corpus pages say, as people read them.

use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};

/// One row of `labels.tsv`.
pub struct DocumentRow {
    pub file: String,
    pub url: String,
    pub index_number: String,
    pub doc_number: String,
    pub issuer: String,
    pub title: String,
}

pub fn documents(table: &str) -> Vec<DocumentRow> {
    let rows = table.lines().skip(1).map(|line| {
        let mut cells = line.split('\t').map(str::to_owned);
        let mut next = || cells.next().unwrap();
        DocumentRow {
            file: next(),
            url: next(),
            index_number: next(),
            doc_number: next(),
            issuer: next(),
            title: next(),
        }
    });
    rows.collect()
}

/// Articles and the day on which each says it was published, read by eye.
const ARTICLES: [(&str, Option<Date>); 12] = [
    (
        "article-pages/fcgs.gov.cn/article.html",
        Some(date(2024, 9, 12)),
    ),
    (
        "article-pages/gz.gov.cn/article.html",
        Some(date(2023, 12, 5)),
    ),
    (
        "article-pages/honghu.gov.cn/article.html",
        Some(date(2018, 4, 19)),
    ),
    (
        "article-pages/jyt.zj.gov.cn/article.html",
        Some(date(2024, 10, 21)),
    ),
    (
        "article-pages/sc.gov.cn/article.html",
        Some(date(2022, 10, 14)),
    ),
    ("article-pages/taiyuan.gov.cn/article.html", None),
    (
        "article-pages/wlmq.gov.cn/article.html",
        Some(date(2024, 3, 3)),
    ),
    (
        "article-pages/xiangtan.gov.cn/article.html",
        Some(date(2024, 9, 30)),
    ),
    (
        "cwced/500b350d-d38d-4fb0-9e81-75e0c95e95a8.html",
        Some(date(2022, 2, 11)),
    ),
    ("gne/tests_cmse_1.html", Some(date(2012, 6, 24))),
    ("gne/tests_shanxi_1.html", Some(date(2019, 9, 18))),
    ("gne/visiable_test_cmse_1.html", Some(date(2021, 1, 5))),
];

/// File, URL and day of publication of every article, the documents' days from the manifest.
pub fn published(folder: &Path) -> Vec<(String, String, Option<Date>)> {
    let url = "http://www.example.gov.cn/page.html";
    let mut all: Vec<_> = ARTICLES
        .iter()
        .map(|(file, day)| ((*file).to_owned(), url.to_owned(), *day))
        .collect();
    all.push((
        "nfra/page_source_debug.html".to_owned(),
        url.to_owned(),
        Some(date(2024, 7, 12)),
    ));
    let manifest = fs::read_to_string(folder.join("MANIFEST.tsv")).unwrap();
    for line in manifest.lines() {
        let mut cells = line.split('\t');
        let (Some(file), Some(notable)) = (cells.next(), cells.nth(2)) else {
            continue;
        };
        // 成文 2019年01月22日 / 发布 2019年02月14日
        if let Some((_, rest)) = notable.split_once("/ 发布 ") {
            let day: String = rest.chars().take_while(|c| *c != '日').collect();
            let day = day.replace(['年', '月'], "-");
            all.push((file.to_owned(), url.to_owned(), Some(day.parse().unwrap())));
        }
    }
    all
}
