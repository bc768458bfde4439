//! When pages say that they were published, one layout each.

use jiff::civil::date;
use scraper::Html;

use super::super::{labels, signature};
use super::*;

fn sources(html: &str, tag: Option<&str>, url: &str) -> Vec<(DateSource, Date)> {
    let outline = Outline::of(&Html::parse_document(html), html.len());
    let fetched_on = date(2026, 11, 22);
    let signature = signature::signature(&outline, fetched_on);
    let found = published(&Signs {
        outline: &outline,
        pairs: &labels::pairs(&outline),
        tag,
        url,
        signature: signature.as_ref(),
        fetched_on,
    });
    found.into_iter().map(|d| (d.source, d.date)).collect()
}

fn in_body(html: &str) -> Vec<(DateSource, Date)> {
    sources(html, None, "http://a.gov.cn/1.html")
}

#[test]
fn every_source_keeps_its_date() {
    let html =
        "<p>发布时间：2026-11-08 09:30</p><script>var fbrq = \"2026年11月7日 20:55\";</script>";
    let found = sources(
        html,
        Some("1794182400000"),
        "http://a.gov.cn/t20261106_1.html",
    );
    let day = |d| date(2026, 11, d);
    assert_eq!(
        found,
        [
            (DateSource::Label, day(8)),
            (DateSource::PubDate, day(9)),
            (DateSource::Script, day(7)),
            (DateSource::Url, day(6)),
        ]
    );
}

#[test]
fn the_line_under_the_title_has_many_shapes() {
    let expected = [(DateSource::Label, date(2026, 11, 8))];
    for line in [
        "2026-11-08 09:30 来源：县政府办 浏览次数：12",
        "来源：县政府办 时间：2026-11-08",
        "时间：2026-11-08 09:30",
        "日　期：2026/11/08",
        "时间:2026年11月8日9时30分 【字体：大 中 小】",
        "来源：云岭县水务局 2026-11-08 打印",
        "2026-11-08来源：云岭县水务局",
        "更新时间：2026.11.08 作者：张三",
        "发布于 2026-11-08 阅读 12",
        "信息提供日期：2026-11-08",
        "加入时间：2026-11-8 9:25:41　　来源：县政府办　　点击：847 次",
        "2026年11月08日&nbsp;&nbsp;发布",
        "2026-11-08 09:30发布",
        "（发布：2026-11-08 17:48）",
        "发布于： 2026年11月08日 星期日，15:50",
        "由 xxzx 提交于 周日, 2026-11-08 11:28",
        "2026-11-8 10:12|发布者: lyjbgs|查看: 291|评论: 0",
    ] {
        assert_eq!(in_body(&format!("<p>{line}</p>")), expected, "{line}");
    }
    let twice = "<h1>标题</h1><p>2026-11-08</p><p>正文</p><p>2026-11-08</p>";
    assert_eq!(in_body(twice), [(DateSource::Body, date(2026, 11, 8))]);
    let list =
        "<p>2026-11-08</p><li>甲<span>2026-11-07</span></li><li>乙<span>2026-11-06</span></li>";
    assert_eq!(in_body(list), [(DateSource::Body, date(2026, 11, 8))]);
    for line in [
        "人力资源部 2026/11/8 17:22:10",
        "<span><i></i>人力资源部</span><span><i></i>2026/11/8 17:22:10</span>",
        "2026-11-08 17:22　办公室",
        "云岭县水务局&nbsp;|&nbsp;2026-11-8&nbsp;|&nbsp;办公室",
    ] {
        let page = format!("<p>{line}</p><p>正文</p>");
        assert_eq!(
            in_body(&page),
            [(DateSource::Body, date(2026, 11, 8))],
            "{line}"
        );
    }
    assert_eq!(
        in_body("<h1>标题</h1><publishtime>2026-11-08 09:30</publishtime><p>正文</p>"),
        [(DateSource::Body, date(2026, 11, 8))]
    );
}

#[test]
fn dates_of_other_things_are_no_publication() {
    for html in [
        "<p>会议时间：2026年11月8日 地点：县政府</p>",
        "<p>笔试时间 2026-11-08 09:00</p>",
        "<p>第一场：2026-11-08 09:00 县一中</p>",
        "<p>现将今年全县招聘考试的考场和时间安排公布如下，请各位考生携带证件按时到场参加考试。</p><p>2026-11-08 09:00 县一中</p>",
        "<p>公报于2026年11月8日发布</p>",
        "<p>2026年11月8日县政府发布</p>",
        "<p>时间：2026年11月8日上午 地点：县政府三楼</p>",
        "<p>截止日期：2026-11-08</p>",
        "<dl><dt>开标时间</dt><dd>2026-11-08</dd></dl>",
        "<table><tr><td>截止日期</td><td>2026-11-08</td></tr></table>",
        "<p>请于2026年11月8日前登录系统打印准考证</p>",
        "<p>报名时间：2026-11-08至2026-11-15</p>",
        "<p>资金来源为2026年11月8日拨付的专款。</p>",
        "<p>2026年11月20日 星期五</p>",
        "<p>发布时间：2036-11-08</p>",
        "<p>发布时间：1979-11-08</p>",
        "<p>发布日期：2026年11月</p>",
        "<p>发布时间： 来源：县报 浏览：20261108</p>",
        "<p>浏览次数：20261108</p>",
        "<div>发布时间：</div><div>截止时间：2026-11-08</div>",
    ] {
        assert_eq!(in_body(html), [], "{html}");
    }
}

#[test]
fn a_site_that_passes_an_article_on_says_when_it_did() {
    let expected = [(DateSource::Label, date(2026, 11, 8))];
    for line in [
        "原发布时间：2026-11-01 本网发布时间：2026-11-08",
        "编辑：赵<span>上传时间：2026年11月8日 09时05分</span>",
    ] {
        assert_eq!(in_body(&format!("<p>{line}</p>")), expected, "{line}");
    }
}

#[test]
fn the_day_below_the_number_is_that_of_writing_if_the_address_says_another() {
    let html = "<h1>关于停车的通知</h1><p>云政发〔2026〕3号</p><p>2026年11月5日</p><p>正文</p>";
    let found = sources(html, None, "http://a.gov.cn/t20261108_1.html");
    assert_eq!(found, [(DateSource::Url, date(2026, 11, 8))]);
    assert_eq!(in_body(html), [(DateSource::Body, date(2026, 11, 5))]);
}

#[test]
fn the_signature_is_no_date_of_publication() {
    let text = "<p>各乡镇人民政府，县政府各部门：现将有关事项通知如下，请认真贯彻执行，不得有误。</p>\
                <p>云岭县人民政府</p><p>2026年11月8日</p>";
    assert_eq!(in_body(text), []);
    assert_eq!(in_body(&text.replace("2026年11月8日", "2026.11.8")), []);
    let above = format!("<p>2026-11-10</p>{text}");
    assert_eq!(in_body(&above), [(DateSource::Body, date(2026, 11, 10))]);
}

#[test]
fn a_record_made_beside_a_date_of_writing_was_published_then() {
    let found = in_body("<p>成文日期：2026-11-01</p><p>生成日期：2026-11-08</p>");
    assert_eq!(found, [(DateSource::Label, date(2026, 11, 8))]);
    assert_eq!(in_body("<p>生成日期：2026-11-08</p>"), []);
    let both = in_body("<p>生成日期：2026-11-01</p><p>发布日期：2026-11-08</p>");
    assert_eq!(both, [(DateSource::Label, date(2026, 11, 8))]);
    let law = in_body("<p>公布日期：2026-11-01</p><p>施行日期：2026-12-01</p>");
    assert_eq!(law, []);
    let notice = in_body("<p>公告日期: 2026.11.03</p><p>拍卖阶段: 第1次拍卖</p>");
    assert_eq!(notice, [(DateSource::Label, date(2026, 11, 3))]);
}

#[test]
fn what_a_visitor_sees_comes_before_the_tag() {
    let tag = "2026-03-26 19:59:51";
    let first = |html: &str, url: &str| sources(html, Some(tag), url)[0];
    let label = "<p><strong>发布日期：</strong><span>2024-02-18</span></p>";
    let by_label = (DateSource::Label, date(2024, 2, 18));
    let by_tag = (DateSource::PubDate, date(2026, 3, 26));
    let (plain, dated) = (
        "http://a.gov.cn/x",
        "http://a.gov.cn/202603/t20260326_1.html",
    );
    assert_eq!(first(label, plain), by_label);
    assert_eq!(first(label, dated), by_label);
    assert_eq!(first("<p>正文</p>", plain), by_tag);
    let block = format!("<p>索引号：A-1</p>{label}");
    assert_eq!(first(&block, plain), by_label);
    assert_eq!(first(&block, dated), by_tag);
    let second = format!("{label}<p>发布时间：2026-03-26 来源：法规处</p>");
    assert_eq!(first(&second, plain), by_tag);
    let text = "<p>本次补助资金已于日前全部下达各有关单位，请按规定使用。</p>".repeat(3);
    assert_eq!(first(&format!("{text}{label}"), plain), by_tag);
    let alone = "<h1>标题</h1><p>2024年02月18日 10时05分</p>";
    let filed = "http://a.gov.cn/c100050/202402/5c1c.shtml";
    assert_eq!(first(alone, filed), (DateSource::Body, date(2024, 2, 18)));
    assert_eq!(first(alone, plain), by_tag);
    assert_eq!(first(alone, dated), by_tag);
    let shown = format!("<p>类型：原创 分类：政策 2026-03-26 19:59</p>{label}");
    assert_eq!(first(&shown, plain), by_tag);
}

#[test]
fn only_a_plain_variable_of_publication_counts() {
    assert_eq!(
        in_script("let publishTime='2026-11-08';").as_deref(),
        Some("2026-11-08")
    );
    for code in [
        "//var fbrq = '2026-11-08';",
        "var fbrq = data.fbrq;",
        "var fbrq = '';",
        "obj.fbrq = '2026-11-08'",
        "var today = '2026-11-08'",
    ] {
        assert_eq!(in_script(code), None, "{code}");
    }
}

#[test]
fn the_header_is_kept_apart() {
    let found = modified(Some("Sun, 08 Nov 2026 09:00:00 GMT")).unwrap();
    assert_eq!(
        (found.date, found.source),
        (date(2026, 11, 8), DateSource::LastModified)
    );
    assert_eq!(modified(Some("never")), None);
}
