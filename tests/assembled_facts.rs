//! Facts that need several pages and that no check judges yet: contradicting dates of one item, files
//! that documents offer. The pages are made up here and never served.
#![allow(clippy::unwrap_used, reason = "tests")]

use gongkai::extract::{Assembler, AssemblySeed, PageInput, StoredLink, page};
use gongkai::facts::{
    Capture, ColumnSign, Confidence, DateSource, ItemsState, Look, Reach, Role, Site,
};
use jiff::civil::{Date, date};
use url::Url;

const HOME: &str = "http://www.example.gov.cn/";
const AS_OF: Date = date(2026, 11, 22);

fn capture(id: usize, path: &str, role: Role, status: u16) -> Capture {
    let look = Look {
        at: "2026-11-22T02:00:00Z".to_owned(),
        hops: Vec::new(),
        final_url: format!("{HOME}{path}"),
        status: Some(status),
        cause: None,
        content_type: Some("text/html".to_owned()),
        record: Some("urn:uuid:look".to_owned()),
        sha256: None,
        excerpt: String::new(),
        gate: None,
        tls_faults: Vec::new(),
    };
    Capture {
        id: u32::try_from(id).unwrap(),
        url: format!("{HOME}{path}"),
        role,
        in_scope: true,
        depth: 1,
        guessed: false,
        skip: None,
        looks: vec![look.clone(), look],
    }
}

/// A site of these pages and files; a file answers with its status.
fn site(pages: &[(&str, &str)], files: &[(&str, u16)]) -> Site {
    let pages_first = pages.iter().map(|(path, _)| (*path, Role::Page, 200));
    let others = files
        .iter()
        .map(|(path, status)| (*path, Role::Attachment, *status));
    let captures: Vec<Capture> = pages_first
        .chain(others)
        .enumerate()
        .map(|(id, (path, role, status))| capture(id, path, role, status))
        .collect();
    let ids: Vec<String> = captures.iter().map(|capture| capture.url.clone()).collect();
    let seed = AssemblySeed {
        portal_url: HOME.to_owned(),
        inspected_on: AS_OF,
        stopped_by: None,
        not_found: Vec::new(),
    };
    let mut assembler = Assembler::new(seed, captures);
    for ((path, html), id) in pages.iter().zip(0u32..) {
        let read = page(&PageInput {
            url: &Url::parse(&format!("{HOME}{path}")).unwrap(),
            content_type: Some("text/html; charset=utf-8"),
            body: html.as_bytes(),
            fetched_on: AS_OF,
            items_since: None,
            last_modified: None,
        });
        let links = read.links.into_iter().filter_map(|link| {
            let target = ids.iter().position(|url| *url == link.url)?;
            Some(StoredLink {
                target: u32::try_from(target).unwrap(),
                text: link.text,
                place: link.place,
                kind: link.kind,
            })
        });
        assembler.page(id, read.facts, links.collect());
    }
    assembler.finish()
}

const LIST: &str = "<title>通知公告</title><h1>通知公告</h1><ul>\
    <li><a href='/a/t20261108_1.html'>关于停水的通知</a><span>2026-11-08</span></li>\
    <li><a href='/a/t20261107_2.html'>关于停电的通知</a><span>2026-10-07</span></li>\
    <li><a href='/a/3.html'>关于停气的通知</a><span>2026-11-06</span></li>\
    <li><a href='/a/4.html'>关于会议的通知</a><span>2026-12-31</span></li></ul>";

fn article(day: &str, more: &str) -> String {
    format!(
        "<title>通知</title><h1>关于停气的通知</h1><p>发布时间：{day}</p><p>文号：云政发〔2026〕3号</p><p>为了检修管道，\
         我县城区将于近日停止供气，请广大用户提前做好准备，由此带来的不便敬请谅解，特此通知。</p>{more}"
    )
}

#[test]
fn an_item_whose_list_page_and_address_differ_is_a_conflict() {
    let third = article("2026-11-05 09:30", "");
    let fourth = article("2026-11-05 09:30", "");
    let site = site(
        &[("", LIST), ("a/3.html", &third), ("a/4.html", &fourth)],
        &[],
    );
    let found: Vec<_> = site
        .date_conflicts
        .iter()
        .map(|conflict| {
            (
                conflict.url.as_str(),
                conflict.title.as_str(),
                conflict.dates.as_slice(),
            )
        })
        .collect();
    let list = |month, day| (date(2026, month, day), DateSource::List);
    assert_eq!(
        found,
        [
            (
                "http://www.example.gov.cn/a/3.html",
                "关于停气的通知",
                &[list(11, 6), (date(2026, 11, 5), DateSource::Label)][..]
            ),
            (
                "http://www.example.gov.cn/a/t20261107_2.html",
                "关于停电的通知",
                &[list(10, 7), (date(2026, 11, 7), DateSource::Url)][..]
            ),
        ]
    );
}

#[test]
fn a_document_offers_files_that_can_be_reached_or_not() {
    let files = "<p>附件：<a href='/f/1.doc'>申请表.doc</a>（120KB）<a href='/f/2.pdf'>名单.pdf</a>\
                 <a href='http://other.example/3.xls'>名册.xls</a></p>";
    let document = article("2026-11-06", files);
    let site = site(
        &[("", LIST), ("a/3.html", &document)],
        &[("f/1.doc", 200), ("f/2.pdf", 404)],
    );
    let found: Vec<_> = site
        .files
        .iter()
        .map(|file| {
            let name = file.attachment.name.as_str();
            (name, file.attachment.size.as_deref(), file.reach.clone())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("申请表.doc", Some("120KB"), Some(Reach::Ok)),
            ("名单.pdf", None, Some(Reach::Status(404))),
            ("名册.xls", None, None),
        ]
    );
    assert!(
        site.files
            .iter()
            .all(|file| file.page.ends_with("/a/3.html"))
    );
}

#[test]
fn a_column_says_by_what_it_was_found() {
    let home = "<title>县政府</title><ul class='nav'><li><a href='/gg/'>通知公告</a></li></ul>";
    let map = "<title>网站地图</title><ul><li><a href='/gg/'>通知公告</a></li><li><a href='/jh/'>规划计划</a></li></ul>";
    let plans = "<title>x</title><ul><li><a href='/1.html'>十五五规划纲要</a> 2026-03-01</li>\
                 <li><a href='/2.html'>年度工作计划</a> 2026-02-01</li></ul>";
    let list = format!("<meta name='ColumnName' content='通知公告'>{LIST}");
    let site = site(
        &[
            ("", home),
            ("map.html", map),
            ("gg/", &list),
            ("jh/", plans),
        ],
        &[],
    );
    let of = |path: &str| {
        let column = site.columns.iter().find(|c| c.url.ends_with(path)).unwrap();
        (column.signs.clone(), column.confidence())
    };
    use ColumnSign::{List, Menu, SiteMap, Tag};
    assert_eq!(
        of("gg/"),
        (vec![Tag, List, Menu, SiteMap], Confidence::High)
    );
    assert_eq!(of("jh/").0, [List, SiteMap]);
}

#[test]
fn rows_that_only_an_answer_holds_belong_to_the_page_that_asks_for_them() {
    let shell = "<title>通知公告</title><meta name='ColumnName' content='通知公告'><ul id='l'></ul>\
                 <script>$.get('/common/search/0123456789abcdef0123456789abcdef?_isJson=true&page=1', fill)</script>";
    let answer = "{\"data\":{\"total\":2,\"page\":1,\"rows\":20,\"results\":[\
                  {\"title\":\"关于停水的通知\",\"url\":\"/1.html\",\"publishedTimeStr\":\"2026-11-08 09:00:00\"},\
                  {\"title\":\"关于停电的通知\",\"url\":\"/2.html\",\"publishedTimeStr\":\"2026-11-01 09:00:00\"}]}}";
    let data = "common/search/0123456789abcdef0123456789abcdef?_isJson=true&page=1";
    let filled = site(
        &[
            ("", "<title>县政府</title>"),
            ("gg/", shell),
            (data, answer),
        ],
        &[],
    );
    let column = filled
        .columns
        .iter()
        .find(|c| c.url.ends_with("gg/"))
        .unwrap();
    assert_eq!((column.state, column.item_count), (ItemsState::Read, 2));
    assert_eq!(column.dates.last(), Some(&date(2026, 11, 8)));
    assert!(
        column.evidence.url.contains("/common/search/"),
        "{:?}",
        column.evidence
    );

    let empty = "{\"data\":{\"total\":0,\"results\":[]}}";
    for answer in [empty, "{\"code\":500}"] {
        let unread = site(
            &[
                ("", "<title>县政府</title>"),
                ("gg/", shell),
                (data, answer),
            ],
            &[],
        );
        let column = unread
            .columns
            .iter()
            .find(|c| c.url.ends_with("gg/"))
            .unwrap();
        assert_eq!(
            (column.state, column.item_count),
            (ItemsState::ScriptShell, 0),
            "{answer}"
        );
    }
}
