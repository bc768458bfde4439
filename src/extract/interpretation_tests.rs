//! Interpretations as their pages show them, and links of documents to theirs.

use jiff::civil::date;
use url::Url;

use super::*;
use crate::extract::{PageInput, page};
use crate::facts::PageFacts;

fn facts(html: &str) -> PageFacts {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/zwgk/zcjd/202603/t20260302_1.html").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    page(&input).facts
}

fn titled(title: &str, column: &str, body: &str) -> String {
    format!(
        "<title>{title}_云岭县人民政府</title><div class=nav><a href=/>首页</a><a href=/zcjd/>政策解读</a></div>\
         <div class=crumb>当前位置：<a href=/>首页</a> &gt; <a href=/c/>{column}</a></div>\
         <h1>{title}</h1><p>发布时间：2026-03-02 来源：县司法局</p><div class=content>{body}</div>\
         <div class=footer>主办单位：云岭县</div>"
    )
}

const TEXT: &str = "<p>近日，县政府印发了《云岭县停车管理办法》，现就有关内容说明如下，便于社会各界理解和执行。</p>";

fn documents(title: &str, column: &str, body: &str) -> Option<Vec<String>> {
    facts(&titled(title, column, body))
        .interpretation
        .map(|found| found.documents)
}

#[test]
fn the_heading_names_the_document() {
    for title in [
        "《云岭县停车管理办法》政策解读",
        "一图读懂《云岭县停车管理办法》",
        "【政策解读】《云岭县停车管理办法》解读",
        "图解：云岭县停车管理办法",
        "云岭县停车管理办法政策解读",
        "《云岭县停车管理办法》政策问答",
        "县司法局负责人就《云岭县停车管理办法》答记者问",
    ] {
        let found = documents(title, "政策解读", "<p>根据《城市道路管理条例》制定。</p>");
        assert_eq!(
            found,
            Some(vec!["云岭县停车管理办法".to_owned()]),
            "{title}"
        );
    }
}

#[test]
fn the_first_paragraph_names_it_where_the_heading_does_not() {
    let body = format!(
        "<p>根据《城市道路管理条例》《云岭省停车条例》，结合实际，县政府制定了《云岭县停车管理办法》（以下简称《办法》）。</p>{TEXT}\
         <p>另见《云岭县供水办法》。</p>"
    );
    let found = documents("城区停车怎样收费，这些变化要知道", "政策解读", &body);
    assert_eq!(found, Some(vec!["云岭县停车管理办法".to_owned()]));
}

#[test]
fn forms_are_told_apart() {
    let form = |title: &str, body: &str| {
        facts(&titled(title, "政策解读", body))
            .interpretation
            .map(|i| i.form)
    };
    let long = TEXT.repeat(10);
    for (title, body, expected) in [
        (
            "《云岭县停车管理办法》解读",
            long.as_str(),
            InterpretationForm::Text,
        ),
        (
            "一图读懂《云岭县停车管理办法》",
            "<img src=1.jpg>",
            InterpretationForm::Image,
        ),
        (
            "《云岭县停车管理办法》解读",
            "<img src=1.jpg>",
            InterpretationForm::Image,
        ),
        (
            "《云岭县停车管理办法》视频解读",
            "<p>视频</p>",
            InterpretationForm::Video,
        ),
        (
            "《云岭县停车管理办法》解读",
            "<video src=/v/1.mp4></video>",
            InterpretationForm::Video,
        ),
        (
            "《云岭县停车管理办法》政策问答",
            long.as_str(),
            InterpretationForm::Questions,
        ),
    ] {
        assert_eq!(form(title, body), Some(expected), "{title} {body}");
    }
}

#[test]
fn it_links_to_the_document_by_title_or_below_a_label() {
    let links = |body: &str| {
        let html = titled("《云岭县停车管理办法》政策解读", "政策解读", body);
        facts(&html).interpretation.map(|found| found.links)
    };
    let own = Some(vec!["http://a.gov.cn/w/1.html".to_owned()]);
    for body in [
        "<p>相关文件：<a href=/w/1.html>云岭县人民政府关于印发《云岭县停车管理办法》的通知</a></p>",
        "<p><a href=/w/1.html>政策原文</a></p>",
        "<div><h3>相关政策</h3><ul><li><a href=/w/1.html>云政发〔2026〕1号 关于加强停车管理的通知</a></li></ul></div>",
        "<p>文件原文：</p><p><a href=/w/1.html>云岭县人民政府关于印发停车管理办法的通知</a></p>",
    ] {
        assert_eq!(links(body), own, "{body}");
    }
    for body in [
        "<p>上一篇：<a href=/w/2.html>云岭县人民政府关于印发供水办法的通知</a></p>",
        "<p><a href=/zcwj/>政策文件</a></p>",
        "<p><a href=/w/3.html>一图读懂《云岭县停车管理办法》</a></p>",
    ] {
        assert_eq!(links(body), Some(vec![]), "{body}");
    }
}

#[test]
fn other_pages_in_and_outside_the_column_are_no_interpretations() {
    for (title, column) in [
        ("关于加强政策解读工作的通知", "政策解读"),
        ("云岭县政策解读工作制度", "通知公告"),
        ("全省视频会议召开", "政务动态"),
        ("县政府召开政策解读会议", "政务动态"),
        ("“云岭发布”推出医保缴费一图读懂", "政务新媒体"),
        (
            "云岭县人民政府关于印发《云岭县停车管理办法》的通知",
            "政策解读",
        ),
        ("云岭县停车管理办法", "政策文件"),
    ] {
        assert_eq!(documents(title, column, TEXT), None, "{title}");
    }
    // The column itself.
    let rows = "<ul><li><a href=1.html>《甲办法》解读</a><span>2026-03-02</span></li><li><a href=2.html>《乙办法》解读</a>\
                <span>2026-03-01</span></li><li><a href=3.html>《丙办法》解读</a><span>2026-02-02</span></li></ul>";
    let html = format!("<title>政策解读_云岭县人民政府</title><h1>政策解读</h1>{rows}");
    assert_eq!(facts(&html).interpretation, None);
}

#[test]
fn a_document_links_to_its_interpretation() {
    let related = |body: &str| {
        let html = titled(
            "云岭县人民政府关于印发《云岭县停车管理办法》的通知",
            "政策文件",
            &format!("{TEXT}{body}"),
        );
        facts(&html).related_interpretations
    };
    let own = ["http://a.gov.cn/j/1.html".to_owned()];
    for body in [
        "<div><h3>相关解读</h3><ul><li><a href=/j/1.html>停车收费有了新规定，这些变化要知道</a></li></ul></div>",
        "<p>政策解读：<a href=/j/1.html>《云岭县停车管理办法》政策解读</a></p>",
        "<p><a href=/j/1.html>一图读懂停车管理办法</a></p>",
        "<p><a href=/j/1.html>文字解读</a></p>",
    ] {
        assert_eq!(related(body), own, "{body}");
    }
    for body in [
        "<p><a href=/zcjd/>政策解读</a></p>",
        "<p><a href=/j/2.html>关于供水的通知</a></p>",
        "",
    ] {
        assert_eq!(related(body), Vec::<String>::new(), "{body}");
    }
}
