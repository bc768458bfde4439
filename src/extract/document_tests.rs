//! Look-alikes of metadata blocks of several vendors, read as whole pages.

use jiff::civil::date;
use url::Url;

use crate::extract::{PageInput, page};
use crate::facts::{Document, PageFacts, Validity};

fn facts(html: &str) -> PageFacts {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/zwgk/1.html").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: Some("Sun, 08 Nov 2026 09:00:00 GMT"),
    };
    page(&input).facts
}

const BODY: &str = "<p>各乡镇人民政府，县政府各部门：</p><p>现将《云岭县停车管理办法》印发给你们，请认真贯彻执行，\
    并将执行中的情况和问题及时报告县政府办公室，重要情况随时报告。</p>\
    <p>第一条　为了规范停车管理，维护停车秩序，根据有关法律法规，结合本县实际，制定本办法，本县行政区域内的停车管理适用本办法。</p>\
    <p>第二条　本办法自2026年12月1日起施行，有效期5年。</p>\
    <p style='text-align:right'>云岭县人民政府办公室</p><p style='text-align:right'>2026年11月6日</p><p>（此件公开发布）</p>";

fn document(block: &str) -> Document {
    let html =
        format!("<title>云岭县人民政府</title><h1>关于印发停车管理办法的通知</h1>{block}{BODY}");
    facts(&html)
        .document
        .unwrap_or_else(|| panic!("no document: {block}"))
}
