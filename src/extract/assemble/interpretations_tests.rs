//! Documents and interpretations of small sites, matched by links and titles.

use jiff::civil::date;
use url::Url;

use super::*;
use crate::extract::assemble::{AssemblySeed, StoredLink};
use crate::extract::{PageInput, page};
use crate::facts::{Capture, Look, Role, Site};

const ROOT: &str = "http://a.gov.cn/";

/// A site of pages with their paths; all linked from the home page.
fn site(pages: &[(&str, String)]) -> Site {
    let links: String = pages
        .iter()
        .map(|(path, _)| format!("<a href='/{path}'>一页</a>"))
        .collect();
    let mut all = vec![(
        String::new(),
        format!("<title>云岭县人民政府</title>{links}"),
    )];
    all.extend(
        pages
            .iter()
            .map(|(path, html)| ((*path).to_owned(), html.clone())),
    );
    let url = |path: &str| format!("{ROOT}{path}");
    let captures: Vec<Capture> = all
        .iter()
        .zip(0u32..)
        .map(|((path, _), id)| capture(id, &url(path)))
        .collect();
    let seed = AssemblySeed {
        portal_url: ROOT.to_owned(),
        inspected_on: date(2026, 11, 22),
        stopped_by: None,
        not_found: Vec::new(),
    };
    let mut assembler = Assembler::new(seed, captures);
    for ((path, html), id) in all.iter().zip(0u32..) {
        let input = PageInput {
            url: &Url::parse(&url(path)).unwrap(),
            content_type: Some("text/html; charset=utf-8"),
            body: html.as_bytes(),
            fetched_on: date(2026, 11, 22),
            last_modified: None,
            items_since: None,
        };
        let found = page(&input);
        let stored = found.links.iter().filter_map(|link| {
            let target = all.iter().position(|(path, _)| url(path) == link.url)?;
            Some(StoredLink {
                target: target as u32,
                text: link.text.clone(),
                place: link.place,
                kind: link.kind,
            })
        });
        assembler.page(id, found.facts, stored.collect());
    }
    assembler.finish()
}

fn capture(id: u32, url: &str) -> Capture {
    let look = Look {
        at: "2026-11-22T00:00:00Z".to_owned(),
        hops: Vec::new(),
        final_url: url.to_owned(),
        status: Some(200),
        cause: None,
        content_type: Some("text/html".to_owned()),
        record: None,
        sha256: Some(format!("{id:064x}")),
        excerpt: String::new(),
        gate: Some(crate::facts::Gate::Content),
        tls_faults: Vec::new(),
    };
    Capture {
        id,
        url: url.to_owned(),
        role: Role::Page,
        in_scope: true,
        depth: u16::from(id > 0),
        guessed: false,
        skip: None,
        looks: vec![look],
    }
}

fn document(title: &str, number: u32, body: &str) -> String {
    format!(
        "<title>{title}_云岭县人民政府</title><h1>{title}</h1>\
         <table><tr><td>文号</td><td>云政发〔2026〕{number}号</td><td>发布日期</td><td>2026-03-01</td></tr></table>\
         <p>各乡镇人民政府：现将有关事项通知如下，请认真贯彻执行。</p>{body}"
    )
}

fn interpretation(title: &str, body: &str) -> String {
    format!(
        "<title>{title}_云岭县人民政府</title><h1>{title}</h1><p>发布时间：2026-03-02</p>\
         <p>为便于社会各界理解，现就有关内容说明如下。</p>{body}"
    )
}

const PARKING: &str = "云岭县人民政府关于印发《云岭县停车场管理办法》的通知";
const EXPLAINED: &str = "《云岭县停车场管理办法》政策解读";

/// Paths of document and interpretation, how they were matched, both ways, certain.
fn pairs(site: &Site) -> Vec<(&str, &str, MatchedBy, bool, bool)> {
    site.interpretations
        .iter()
        .map(|p| {
            (
                &p.document_url[ROOT.len()..],
                &p.interpretation_url[ROOT.len()..],
                p.matched_by,
                p.both_ways,
                p.certain,
            )
        })
        .collect()
}

#[test]
fn a_title_finds_its_document_without_any_link() {
    let found = site(&[
        ("d1.html", document(PARKING, 1, "")),
        (
            "d2.html",
            document("云岭县人民政府关于加强城乡供水管理的通知", 2, ""),
        ),
        ("j.html", interpretation(EXPLAINED, "")),
    ]);
    assert_eq!(
        pairs(&found),
        [("d1.html", "j.html", MatchedBy::Title, false, true)]
    );
    assert_eq!(found.uninterpreted, ["http://a.gov.cn/d2.html"]);
}

#[test]
fn links_match_in_one_direction_or_both() {
    let to_document = format!("<p>相关文件：<a href=/d.html>{PARKING}</a></p>");
    let to_interpretation =
        format!("<h3>相关解读</h3><ul><li><a href=/j.html>{EXPLAINED}</a></li></ul>");
    for (document_body, interpretation_body, both_ways) in [
        (to_interpretation.as_str(), to_document.as_str(), true),
        ("", to_document.as_str(), false),
        (to_interpretation.as_str(), "", false),
    ] {
        let found = site(&[
            ("d.html", document(PARKING, 1, document_body)),
            ("j.html", interpretation(EXPLAINED, interpretation_body)),
        ]);
        assert_eq!(
            pairs(&found),
            [("d.html", "j.html", MatchedBy::Link, both_ways, true)]
        );
        assert!(found.uninterpreted.is_empty());
    }
}

#[test]
fn several_documents_of_one_title_are_not_certain_unless_a_link_tells() {
    let pages = |body: &str| {
        [
            ("d1.html", document(PARKING, 1, "")),
            ("d2.html", document(PARKING, 2, "")),
            ("j.html", interpretation(EXPLAINED, body)),
        ]
    };
    assert_eq!(
        pairs(&site(&pages(""))),
        [
            ("d1.html", "j.html", MatchedBy::Title, false, false),
            ("d2.html", "j.html", MatchedBy::Title, false, false),
        ]
    );
    let linked = site(&pages("<p><a href=/d2.html>政策原文</a></p>"));
    assert_eq!(
        pairs(&linked),
        [("d2.html", "j.html", MatchedBy::Link, false, true)]
    );
}

#[test]
fn a_block_of_the_latest_interpretations_matches_nothing() {
    let latest = format!("<h3>政策解读</h3><ul><li><a href=/j.html>{EXPLAINED}</a></li></ul>");
    let found = site(&[
        (
            "d1.html",
            document("云岭县人民政府关于加强城乡供水保障的通知", 1, &latest),
        ),
        (
            "d2.html",
            document("云岭县人民政府关于公布2026年民生实事的通知", 2, &latest),
        ),
        ("j.html", interpretation(EXPLAINED, "")),
    ]);
    assert_eq!(pairs(&found), []);
    assert_eq!(found.uninterpreted.len(), 2);
}

#[test]
fn a_link_without_any_title_is_not_certain() {
    let body =
        "<h3>相关解读</h3><ul><li><a href=/j.html>停车收费怎样计算，这些变化要知道</a></li></ul>";
    let untitled = interpretation("停车收费怎样计算，这些变化要知道（政策解读）", "");
    let found = site(&[("d.html", document(PARKING, 1, body)), ("j.html", untitled)]);
    assert_eq!(
        pairs(&found),
        [("d.html", "j.html", MatchedBy::Link, false, false)]
    );
}

#[test]
fn guides_messages_and_consultations_reach_the_site_in_order_of_url() {
    let letter = |title: &str| {
        format!(
            "<title>{title}</title><p>来信标题：{title}</p><p>来信时间：2026-03-02</p><p>来信内容：请问{title}怎么办理。</p>\
             <p>回复时间：2026-03-03</p><p>回复内容：您好，可以在窗口办理。</p>"
        )
    };
    let guide = "<title>残疾人证办事指南</title><h1>残疾人证办事指南</h1><p>一、申请条件：本县户籍</p><p>二、申请材料：申请表</p>\
                 <p>三、办理流程：申请、审核</p>";
    let asks = "<title>关于征求《云岭县停车办法（征求意见稿）》意见的公告</title><h1>关于征求《云岭县停车办法（征求意见稿）》意见的公告</h1>\
                <p>发布时间：2026-03-01</p><p>公众可于2026年3月31日前提出意见。</p>";
    let found = site(&[
        ("x2.html", letter("路灯")),
        ("x1.html", letter("井盖")),
        ("g.html", guide.to_owned()),
        ("z.html", asks.to_owned()),
    ]);
    let titles: Vec<_> = found
        .messages
        .iter()
        .map(|(url, m)| (url.as_str(), m.title.as_str()))
        .collect();
    assert_eq!(
        titles,
        [
            ("http://a.gov.cn/x1.html", "井盖"),
            ("http://a.gov.cn/x2.html", "路灯")
        ]
    );
    assert_eq!(found.guides.len(), 1);
    assert!(found.guides[0].1.materials.is_some() && found.guides[0].1.basis.is_none());
    assert_eq!(found.consultations.len(), 1);
    assert_eq!(found.consultations[0].1.end, Some(date(2026, 3, 31)));
}
