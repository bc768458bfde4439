//! Times, channels and results of consultations, and pages about consultations that are none.

use jiff::civil::date;
use url::Url;

use super::*;
use crate::extract::{PageInput, page};

fn read_on(html: &str, url: &str) -> Option<Consultation> {
    let input = PageInput {
        url: &Url::parse(url).unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    page(&input).facts.consultation
}

fn read(html: &str) -> Option<Consultation> {
    read_on(html, "http://a.gov.cn/hdjl/zjdc/t20260301_1.html")
}

const TITLE: &str = "关于《云岭县停车管理办法（征求意见稿）》公开征求意见的公告";

fn titled(title: &str, body: &str) -> String {
    format!(
        "<title>{title}_民意征集_云岭县人民政府</title><div class=nav><a href=/>首页</a><a href=/dczj/>征集调查</a></div>\
         <h1>{title}</h1><p>发布时间：2026-03-01 来源：县司法局</p><div class=content>{body}</div>\
         <div class=footer>主办单位：云岭县 联系电话：0000-7654321</div>"
    )
}

fn days_of(body: &str) -> (Option<Date>, Option<Date>) {
    let found = read(&titled(TITLE, body)).unwrap();
    (found.start, found.end)
}

const START: Option<Date> = Some(date(2026, 3, 1));
const END: Option<Date> = Some(date(2026, 3, 31));

#[test]
fn labels_state_the_time() {
    for body in [
        "<p>征集时间：2026-03-01 至 2026-03-31</p>",
        "<p>征求意见时间：2026年3月1日—31日</p>",
        "<p>征集期限：2026/03/01 - 2026/03/31</p>",
        "<p>反馈时间：2026.3.1~2026.3.31</p>",
        "<p>公示期：2026年3月1日起至3月31日止</p>",
        "<p>开始时间：2026-03-01 00:00</p><p>结束时间：2026-03-31 23:59</p>",
        "<p>[ 开始日期 ] 2026-03-01</p><p>[ 截止日期 ] 2026-03-31</p>",
        "<table><tr><td>征集起止时间</td><td>2026-03-01 09:00:00 至 2026-03-31 18:00:00</td></tr></table>",
        "<div><span>起始时间：</span><span>2026-03-01</span></div><div><span>截止时间：</span><span>2026-03-31</span></div>",
        "<p>活动时间：2026年3月1日（星期日）至3月31日（星期二）</p>",
    ] {
        assert_eq!(days_of(body), (START, END), "{body}");
    }
}

#[test]
fn sentences_state_the_time() {
    for body in [
        "<p>现向社会公开征求意见，征求意见时间为2026年3月1日至2026年3月31日。</p>",
        "<p>征求意见时间为2026年3月1日—31日，欢迎提出意见。</p>",
        "<p>公示期为23个工作日，自2026年3月1日起至3月31日止，公众可提出意见。</p>",
        "<p>请于3月1日至3月31日期间将意见反馈至县司法局。</p>",
    ] {
        assert_eq!(days_of(body), (START, END), "{body}");
    }
    for body in [
        "<p>请于2026年3月31日前将意见建议书面反馈县司法局。</p>",
        "<p>有关单位和各界人士可在2026年3月31日17:00之前提出意见。</p>",
        "<p>意见反馈截止时间为2026年3月31日。</p>",
        "<p>请将意见于3月31日前反馈。</p>",
        "<p>征求意见截止日期：2026年3月31日</p>",
        "<p>意见反馈时间：截至2026年3月31日止</p>",
        "<p>即日起至2026年3月31日止，欢迎社会各界提出意见。</p>",
    ] {
        assert_eq!(days_of(body), (None, END), "{body}");
    }
}

#[test]
fn years_are_inherited_and_never_invented() {
    // December to January.
    let html = titled(TITLE, "<p>征集时间：2026年12月20日至1月20日</p>");
    let found = read(&html).unwrap();
    assert_eq!(
        (found.start, found.end),
        (Some(date(2026, 12, 20)), Some(date(2027, 1, 20)))
    );
    // Without a year and a date of publication.
    let html = format!(
        "<h1>{TITLE}</h1><p>请于3月31日前将意见反馈县司法局。</p><p>公众可提出意见建议。</p>"
    );
    assert_eq!(
        read_on(&html, "http://a.gov.cn/1.html").map(|c| c.end),
        Some(None)
    );
}

#[test]
fn doubtful_days_are_none() {
    for body in [
        // The draft's own rules.
        "<p>请提出意见。</p><p>第九条 单位应当于每年3月31日前反馈情况。</p>",
        "<p>请提出意见。</p><p>本办法自2026年5月1日起施行，有效期至2031年4月30日。</p>",
        // Two last days.
        "<p>请于2026年3月31日前反馈意见。</p><p>意见反馈截止日期为2026年4月15日。</p>",
        // The wrong way round.
        "<p>征集时间：2026-03-31 至 2026-03-01</p>",
        // Counted from the announcement.
        "<p>请自公告之日起30日内提出意见。</p>",
        "<p>意见请于5个工作日内反馈。</p>",
        "<p>请将意见寄县司法局，电话：0595-22345678，传真：0595-2-3。</p>",
        "<p>征集时间：2026-13-01 至 2026-13-31</p>",
    ] {
        assert_eq!(days_of(body), (None, None), "{body}");
    }
}

#[test]
fn status_channels_and_words_are_shown() {
    let found = read(&titled(
        TITLE,
        "<p>状态：已结束</p><p>征集时间：2026-03-01 至 2026-03-31</p><p>一、来信请寄：县城文化路1号，邮编：000000</p>\
         <p>二、电子邮箱：fz@a.gov.cn</p><p>三、联系电话：0000-1234567</p><p>四、点击“我要留言”在线提交</p>",
    ))
    .unwrap();
    assert_eq!(found.status.as_deref(), Some("已结束"));
    assert_eq!(
        found.channels,
        [
            Channel::Mail,
            Channel::Email,
            Channel::Phone,
            Channel::Online
        ]
    );
    assert_eq!(found.text, "征集时间：2026-03-01 至 2026-03-31");
    let by_mail = read(&titled(
        TITLE,
        "<p>请于2026年3月31日前将意见发送至fz@a.gov.cn。</p>",
    ))
    .unwrap();
    assert_eq!(by_mail.channels, [Channel::Email]);
    assert_eq!(by_mail.text, "请于2026年3月31日前将意见发送至fz@a.gov.cn");
}

#[test]
fn a_result_belongs_to_its_own_consultation() {
    let result = |body: &str| {
        let body = format!("<p>公众可于2026年3月31日前提出意见。</p>{body}");
        read(&titled(TITLE, &body)).unwrap().result.map(|r| r.url)
    };
    let own = Some("http://a.gov.cn/r/1.html".to_owned());
    for body in [
        "<p><a href=/r/1.html>结果公布</a></p>",
        "<p>征集结果：<a href=/r/1.html>查看结果</a></p>",
        "<p><a href=/r/1.html>关于《云岭县停车管理办法》公开征求意见采纳情况的公告</a></p>",
        "<ul><li><a href=/r/2.html>《云岭县供水办法》征求意见采纳情况</a></li>\
         <li><a href=/r/1.html>《云岭县停车管理办法（征求意见稿）》意见征集结果反馈</a></li></ul>",
    ] {
        assert_eq!(result(body), own, "{body}");
    }
    for body in [
        "<p>下一篇：<a href=/r/2.html>关于《云岭县供水办法》公开征求意见采纳情况的公告</a></p>",
        "<p><a href=/r/1.html>意见反馈</a></p>",
        "<p><a href=/jggb/>结果公布</a></p>",
        "<ul><li><a href=a1.html>网上调查</a></li><li><a href=a2.html>民意征集</a></li><li><a href=a3.html>结果反馈</a></li></ul>",
    ] {
        assert_eq!(result(body), None, "{body}");
    }
}

#[test]
fn results_news_and_columns_are_no_consultations() {
    let body = "<p>征求意见时间为2026年3月1日至3月31日，公众可提出意见。</p>";
    for title in [
        "关于《云岭县停车管理办法》公开征求意见采纳情况的公告",
        "《云岭县停车管理办法》意见征集结果",
        "我县召开《云岭县停车管理办法》征求意见座谈会",
        "征集调查",
        "关于公开征集旅游形象宣传作品的公告",
        "云岭县停车管理办法",
        "关于征集志愿者的公告",
    ] {
        assert_eq!(read(&titled(title, body)), None, "{title}");
    }
    for title in [
        TITLE,
        "云岭县停车管理办法（征求意见稿）",
        "关于征集2027年民生实事项目意见建议的公告",
        "“十五五”规划编制意见征集",
        "公共交通满意度问卷调查",
    ] {
        assert!(read(&titled(title, body)).is_some(), "{title}");
    }
}
