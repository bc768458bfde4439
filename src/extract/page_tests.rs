//! Headings, links and frames of whole pages.

use jiff::civil::date;
use url::Url;

use super::*;

fn read(html: &str) -> PageExtract {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/x/").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
    };
    page(&input)
}

#[test]
fn a_heading_that_ends_the_title_is_the_name_of_the_site() {
    let html = "<title>关于城区停水的通知_云岭县水务局</title>\
                <h1>云岭县水务局</h1><h2>关于城区停水的通知</h2><p>正文</p>";
    assert_eq!(read(html).facts.heading, "关于城区停水的通知");
    let html = "<title>关于城区停水的通知_云岭县水务局</title><h1>云岭县水务局</h1><p>正文</p>";
    assert_eq!(read(html).facts.heading, "关于城区停水的通知");
}

#[test]
fn a_heading_that_is_the_title_or_follows_the_site_in_it_is_the_heading() {
    for title in [
        "关于城区停水的通知",
        "云岭县人民政府门户网站 - 关于城区停水的通知",
        "云岭县水务局_关于城区停水的通知",
    ] {
        let html = format!("<title>{title}</title><h1>关于城区停水的通知</h1><p>正文</p>");
        assert_eq!(read(&html).facts.heading, "关于城区停水的通知", "{title}");
    }
}

#[test]
fn rows_that_a_script_opens_are_rows_and_their_links_accuse_nobody() {
    let row = |n: u32| {
        format!(
            "<li><a href='javascript:void(0)' onclick=\"window.open('/art/{n}.html')\">第{n}号通知</a>\
             <span>2026-11-0{n}</span></li>"
        )
    };
    let html = format!("<ul>{}{}{}</ul>", row(3), row(2), row(1));
    let found = read(&html);
    let urls = |n: u32| format!("http://a.gov.cn/art/{n}.html");
    let [list] = &found.facts.lists[..] else {
        panic!("{:?}", found.facts.lists);
    };
    let items: Vec<_> = list
        .items
        .iter()
        .map(|item| (item.url.clone(), item.date.as_ref().map(|d| d.date)))
        .collect();
    let expected = [3, 2, 1].map(|n| (urls(n), Some(date(2026, 11, n as i8))));
    assert_eq!(items, expected);
    let kinds: Vec<_> = found
        .links
        .iter()
        .map(|l| (l.url.clone(), l.kind))
        .collect();
    assert_eq!(kinds, [3, 2, 1].map(|n| (urls(n), LinkKind::Pager)));
}

#[test]
fn an_address_stands_before_what_a_script_opens() {
    let html = "<a href='/a.html' onclick=\"window.open('/b.html')\">通知</a>";
    let links = read(html).links;
    assert_eq!(links.len(), 1);
    assert_eq!(links[0].url, "http://a.gov.cn/a.html");
    assert_eq!(links[0].kind, LinkKind::Anchor);
}

#[test]
fn a_frame_that_nobody_sees_is_no_frame() {
    let kind = |attributes: &str| {
        let links = read(&format!("<iframe src='/list.html' {attributes}></iframe>")).links;
        assert_eq!(links.len(), 1, "{attributes}");
        links[0].kind
    };
    for attributes in [
        "style='display: none'",
        "style='VISIBILITY:hidden'",
        "width='0' height='0'",
        "hidden",
    ] {
        assert_eq!(kind(attributes), LinkKind::Script, "{attributes}");
    }
    for attributes in ["", "width='100%' height='600'", "width='0'"] {
        assert_eq!(kind(attributes), LinkKind::Frame, "{attributes}");
    }
}
