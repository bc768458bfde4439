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
        items_since: None,
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

#[test]
fn every_shape_of_block_gives_the_same_document() {
    for block in [
        // A search form above, whose choices stand behind 标题.
        "<form>搜索位置 <input type='radio'><i>&nbsp;标题</i> <input type='radio'><i>&nbsp;全文</i> <span>排序方式</span>         <input type='radio'><i>&nbsp;按时间</i> <input type='radio'><i>&nbsp;按相关度</i></form>         <table><tr><td>索引号：</td><td>000014349/2026-00012</td></tr><tr><td>发文机关：</td><td>云岭县人民政府办公室</td></tr>         <tr><td>成文日期：</td><td>2026-11-06</td></tr><tr><td>文号：</td><td>云政办发〔2026〕3号</td></tr><tr><td>发布日期：</td><td>2026-11-08</td></tr></table>",
        // A table of four columns with padded labels and empty values (central government).
        "<table><tr><td>索 引 号：</td><td>000014349/2026-00012</td><td>主题分类：</td><td></td></tr>\
         <tr><td>发文机关：</td><td>云岭县人民政府办公室</td><td>成文日期：</td><td>2026年11月06日</td></tr>\
         <tr><td>标　　题：</td><td>关于印发停车管理办法的通知</td><td></td><td></td></tr>\
         <tr><td>发文字号：</td><td>云政办发〔2026〕3号</td><td>发布日期：</td><td>2026年11月08日</td></tr></table>",
        // The same with paragraphs in the cells.
        "<table><tr><td><p>索引号</p></td><td><p>000014349/2026-00012</p></td></tr><tr><td><p>发文机关</p></td><td><p>云岭县人民政府办公室</p></td></tr>\
         <tr><td><p>成文日期</p></td><td><p>2026-11-06</p></td></tr><tr><td><p>文号</p></td><td><p>云政办发〔2026〕3号</p></td></tr>\
         <tr><td><p>发布日期</p></td><td><p>2026-11-08</p></td></tr></table>",
        // A definition list.
        "<dl><dt>索引号</dt><dd>000014349/2026-00012</dd><dt>主题词</dt><dd></dd><dt>发文机构</dt><dd><a href='/b/'>云岭县人民政府办公室</a></dd>\
         <dt>发文日期</dt><dd>2026-11-06</dd><dt>文号</dt><dd>云政办发〔2026〕3号</dd><dt>发布日期</dt><dd>2026-11-08 09:30</dd></dl>",
        // Lines with bold labels.
        "<ul><li><b>索 引 号：</b>000014349/2026-00012</li><li><b>发布机构：</b>云岭县人民政府办公室, </li><li><b>生成日期：</b>2026-11-06</li>\
         <li><b>文 &nbsp; 号：</b>云政办发〔2026〕3号</li><li><b>发布日期：</b>2026-11-08</li></ul>",
        // Spans without a gap between them.
        "<div><span>索引号：</span><span>000014349/2026-00012</span><span>发文机关：</span><span>云岭县人民政府办公室</span><span>成文日期：</span>\
         <span>2026-11-06</span><span>发文字号：</span><span>云政办发〔2026〕3号</span><span>发布日期：</span><span>2026-11-08</span></div>",
        // Labels and values on lines of their own, the last one empty.
        "<div>索引号：</div><div>000014349/2026-00012</div><div>发文机构：</div><div>云岭县人民政府办公室</div><div>成文日期：</div><div>2026-11-06</div>\
         <div>文号：</div><div>云政办发〔2026〕3号</div><div>发布日期：</div><div>2026-11-08</div><div>来源：</div>",
        // Names in brackets.
        "<p>[ 索引号 ] 000014349/2026-00012 [ 发文机关 ] 云岭县人民政府办公室 [ 成文日期 ] 2026-11-06 [ 发文字号 ] 云政办发〔2026〕3号 [ 发布日期 ] 2026-11-08</p>",
        // A row of labels above a row of values.
        "<table><tr><th>索引号</th><th>发文机关</th><th>成文日期</th><th>文号</th><th>发布日期</th></tr>\
         <tr><td>000014349/2026-00012</td><td>云岭县人民政府办公室</td><td>2026-11-06</td><td>云政办发〔2026〕3号</td><td>2026-11-08</td></tr></table>",
        // The same with an empty body before its head, as on portals of Shanghai.
        "<table><tbody><thead><tr><td>索取号</td><td>发文机关</td><td>成文日期</td><td>文件编号</td><td>发布时间</td><td>备注</td></tr></thead>         <tr><td>000014349/2026-00012</td><td>云岭县人民政府办公室</td><td>2026-11-06</td><td>云政办发〔2026〕3号</td><td>2026-11-08</td><td></td></tr></tbody></table>",
        // One line with wide blanks.
        "<p>索引号：000014349/2026-00012　　发布机构：云岭县人民政府办公室　成文日期：2026-11-06　文 号：云政办发〔2026〕3号　发布日期：2026-11-08　浏览：12</p>",
        // Full-width digits and another bracket, as old systems have them.
        "<p>索引号：000014349/2026-00012</p><p>发文单位：云岭县人民政府办公室</p><p>签发日期：２０２６年１１月６日</p><p>文号：云政办发［２０２６］３号</p><p>发布日期：2026/11/8</p>",
    ] {
        let document = document(block);
        assert_eq!(document.title, "关于印发停车管理办法的通知", "{block}");
        assert_eq!(
            document.doc_key.as_deref(),
            Some("云政办发|2026|3"),
            "{block}"
        );
        assert_eq!(
            document.index_number.as_deref(),
            Some("000014349/2026-00012"),
            "{block}"
        );
        assert_eq!(
            document.issuer.as_deref(),
            Some("云岭县人民政府办公室"),
            "{block}"
        );
        assert_eq!(
            document.published.map(|d| d.date),
            Some(date(2026, 11, 8)),
            "{block}"
        );
        assert_eq!(
            document.issued.map(|d| d.date),
            Some(date(2026, 11, 6)),
            "{block}"
        );
        assert_eq!(
            document.signed.map(|d| d.date),
            Some(date(2026, 11, 6)),
            "{block}"
        );
        assert_eq!(
            document.signatory.as_deref(),
            Some("云岭县人民政府办公室"),
            "{block}"
        );
        assert_eq!(document.term.and_then(|t| t.months), Some(60), "{block}");
        assert!(document.disclosure.is_some(), "{block}");
    }
}

#[test]
fn what_a_block_does_not_say_is_missing() {
    let document = document(
        "<table><tr><td>索引号：</td><td>null02D/01A/D3C20260807</td><td>发布机构：</td><td></td></tr>\
         <tr><td>文号：</td><td>无[]号</td><td>发文日期：</td><td>2026-11-08 16:40</td></tr>\
         <tr><td>有效性：</td><td></td><td>发布日期：</td><td>{{ pubDate }}</td></tr></table>",
    );
    assert_eq!(document.index_number, None);
    assert_eq!(document.issuer, None);
    assert_eq!(document.doc_number, None);
    assert_eq!(document.issued, None);
    assert_eq!(document.published, None);
    assert_eq!(document.validity, Validity::Blank);
}

#[test]
fn a_number_glued_to_the_title_is_no_part_of_it() {
    let page = facts(&format!(
        "<h1>兴政发〔2017〕24号 关于印发停车管理办法的通知</h1>{BODY}"
    ));
    let document = page.document.unwrap();
    assert_eq!(document.title, "关于印发停车管理办法的通知");
    assert_eq!(document.doc_number.as_deref(), Some("兴政发〔2017〕24号"));
    let announced = facts(&format!(
        "<h1>云岭县商务局公告2026年第4号 关于公布申请细则的公告</h1>{BODY}"
    ));
    let document = announced.document.unwrap();
    assert_eq!(
        document.title,
        "云岭县商务局公告2026年第4号 关于公布申请细则的公告"
    );
    assert_eq!(
        document.doc_number.as_deref(),
        Some("云岭县商务局公告2026年第4号")
    );
    let cited = facts(&format!(
        "<h1>云政发〔2017〕24号文件的补充通知</h1><p>文号：云政发〔2018〕1号</p>{BODY}"
    ));
    assert_eq!(
        cited.document.unwrap().title,
        "云政发〔2017〕24号文件的补充通知"
    );
}

#[test]
fn the_number_of_an_order_stands_under_its_name() {
    for (head, number, key) in [
        (
            "<p>云岭省人民政府令</p><p>第 11 号</p>",
            "云岭省人民政府令 第 11 号",
            "云岭省政府令||11",
        ),
        (
            "<p>云岭县财政局公告</p><p>2026年第3号</p>",
            "云岭县财政局公告 2026年第3号",
            "云岭县财政局公告|2026|3",
        ),
        (
            "<p style='text-align:center'>云政办发〔2026〕3号</p>",
            "云政办发〔2026〕3号",
            "云政办发|2026|3",
        ),
    ] {
        let document = document(head);
        assert_eq!(document.doc_number.as_deref(), Some(number));
        assert_eq!(document.doc_key.as_deref(), Some(key));
    }
}

#[test]
fn the_issuer_is_named_before_who_put_it_online() {
    let block = "<p>索引号：A-1</p><p>发布机构：云岭县政府办</p><p>发文机关：云岭县人民政府</p>";
    assert_eq!(document(block).issuer.as_deref(), Some("云岭县人民政府"));
    let joint = "<table><tr><td>索引号</td><td>A-1</td></tr><tr><td>发文机关</td><td>云岭县教育局<br>云岭县财政局</td></tr></table>";
    assert_eq!(
        document(joint).issuer.as_deref(),
        Some("云岭县教育局 云岭县财政局")
    );
}

#[test]
fn a_day_of_writing_must_be_meant() {
    let issued = |block: &str| {
        document(&format!("<p>文号：云政发〔2026〕3号</p>{block}"))
            .issued
            .map(|d| d.date)
    };
    assert_eq!(issued("<p>发文日期：2026-11-05 16:40:12</p>"), None);
    assert_eq!(
        issued("<p>发文日期：2026-11-06 16:40:12</p>"),
        Some(date(2026, 11, 6))
    );
    assert_eq!(
        issued("<p>发文日期：2026-11-05 00:00:00</p>"),
        Some(date(2026, 11, 5))
    );
    assert_eq!(issued("<p>生成日期：2026-11-05</p>"), None);
    assert_eq!(
        issued("<p>生成日期：2026-11-06</p><p>发布日期：2026-11-08</p>"),
        Some(date(2026, 11, 6))
    );
    // The text below is signed on 6 November.
    assert_eq!(
        issued("<p>生成日期：2026-11-08</p><p>发布日期：2026-11-08</p>"),
        None
    );
    assert_eq!(
        issued("<p>生成日期：2026-11-05</p><p>发布日期：2026-11-08</p>"),
        None
    );
    assert_eq!(
        issued("<p>签署日期：2026-11-05</p>"),
        Some(date(2026, 11, 5))
    );
    assert_eq!(issued("<p>成文日期：2036-11-05</p>"), None);
    assert_eq!(
        issued("<p>公布日期：2026-11-05</p><p>施行日期：2026-12-01</p>"),
        Some(date(2026, 11, 5))
    );
}

#[test]
fn pages_of_news_and_lists_are_no_documents() {
    for html in [
        "<h1>我县召开停车管理工作会议</h1><p>会议学习了《停车管理办法》（云政发〔2026〕3号），与会人员进行了讨论。项目名称：停车场。</p>",
        "<h1>《停车管理办法》政策解读</h1><p>云政发〔2026〕3号</p><p>办法共二十条，自发布之日起施行，现将有关内容解读如下，请各单位参考。</p>",
    ] {
        assert_eq!(facts(html).document, None, "{html}");
    }
}

#[test]
fn an_index_number_beside_any_other_label_is_a_block() {
    for beside in [
        "<dd><label>生成日期：</label><div>2026-11-06</div></dd><dd><label>责任部门：</label><div>县统计局</div></dd>",
        "<dd><label>主办单位:</label><div>县统计局</div></dd><dd><label>制发日期:</label><div>2026-11-06</div></dd>",
    ] {
        let number = "<dd><label>索 引 号：</label><div>014742224A/2026-0043406</div></dd>";
        let found = document(&format!("<dl>{number}{beside}</dl>"));
        assert_eq!(
            found.index_number.as_deref(),
            Some("014742224A/2026-0043406")
        );
    }
}

#[test]
fn an_order_of_several_bodies_has_one_number() {
    for (stated, key) in [
        (
            "云岭省发展和改革委员会、商务厅令2021年第47号",
            "商务厅令|2021|47",
        ),
        (
            "云岭省交通厅 公安厅 商务厅令2016年第60号",
            "商务厅令|2016|60",
        ),
    ] {
        let found = document(&format!("<p>索引号：A-1 文号：{stated}</p>"));
        assert_eq!(found.doc_number.as_deref(), Some(stated));
        assert_eq!(found.doc_key.as_deref(), Some(key));
    }
    let cited = document("<p>索引号：A-1 文号：政策解读、云政发〔2021〕47号</p>");
    assert_eq!(cited.doc_number, None);
}

#[test]
fn the_page_keeps_its_files_and_the_day_of_its_header() {
    let page = facts(&format!(
        "<h1>通知</h1>{BODY}<p>附件：<a href='/f/1.doc'>申请表.doc</a></p>"
    ));
    assert_eq!(page.attachments.len(), 1);
    assert_eq!(page.attachments[0].url, "http://a.gov.cn/f/1.doc");
    assert_eq!(page.modified.map(|d| d.date), Some(date(2026, 11, 8)));
    assert!(page.published.is_empty());
}

#[test]
fn dates_that_differ_are_a_conflict() {
    let page = facts(&format!(
        "<meta name='PubDate' content='2026-11-09 08:00'><h1>通知</h1><p>发布时间：2026-11-08</p>{BODY}"
    ));
    let conflicts = page.date_conflicts();
    let days: Vec<_> = conflicts.iter().map(|(a, b)| (a.date, b.date)).collect();
    assert_eq!(days, [(date(2026, 11, 8), date(2026, 11, 9))]);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn no_page_panics_and_nothing_is_dated_beyond_the_fetch(
        parts in proptest::collection::vec(
            "<(p|td|li|tr|table|b|span|dt|/td|/table|a href='/f/1.doc')>|索 引 号：|文号|发文日期：|发布日期|生成日期：|有效期：|\
             [12][09][0-9]{2}[-年][01][0-9][-月][0-9]{2}日?|云政发〔20[0-9]{2}〕[0-9]{1,3}号|null|云岭县水务局|自|起施行。|[\\PC]{0,6}|：|\n",
            0..40,
        ),
    ) {
        let page = facts(&parts.concat());
        let limit = date(2026, 11, 23);
        proptest::prop_assert!(page.published.iter().all(|d| d.date <= limit));
        if let Some(document) = page.document {
            let days = [document.issued, document.signed, document.published];
            proptest::prop_assert!(days.iter().flatten().all(|d| d.date <= limit));
            let index = document.index_number.unwrap_or_default();
            proptest::prop_assert!(!index.contains("null"));
        }
    }
}

#[test]
fn the_number_beside_what_is_interpreted_is_not_the_interpretations() {
    let page = |title: &str| {
        let block = "<table><tr><td>解读文件</td><td>关于印发停车管理办法的通知</td></tr>\
                     <tr><td>文件文号</td><td>云政办发〔2026〕3号</td></tr></table>";
        facts(&format!("<h1>{title}</h1>{block}{BODY}")).document
    };
    let number = |title: &str| page(title).and_then(|document| document.doc_number);
    assert_eq!(number("一图读懂云岭县停车管理办法"), None);
    let own = number("关于印发停车管理办法的通知");
    assert_eq!(own.as_deref(), Some("云政办发〔2026〕3号"));
}

#[test]
fn a_day_of_making_before_the_tag_of_publication_is_that_of_writing() {
    let html = |tag: &str| {
        let text = BODY.replace("2026年11月6日", "");
        format!(
            "<meta name=PubDate content='{tag}'><h1>关于印发停车管理办法的通知</h1>\
             <p>文号：云政发〔2026〕3号</p><p>产生日期：2026-11-05</p>{text}"
        )
    };
    let issued = |tag: &str| {
        facts(&html(tag))
            .document
            .and_then(|d| d.issued)
            .map(|d| d.date)
    };
    assert_eq!(issued("2026-11-08 10:00"), Some(date(2026, 11, 5)));
    assert_eq!(issued("2026-11-05 10:00"), None);
}
