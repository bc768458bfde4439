//! Articles beside the rows of columns, and columns beside texts.

use super::*;
use crate::extract::page::tests::read;

#[test]
fn a_short_article_with_two_related_links_is_an_article() {
    let page = |day: &str| {
        let html = format!(
            "<h1>全县召开夏粮收购会</h1><p>{day} 来源：县农业局 点击：19</p>\
             <p>6月10日，我县召开夏粮收购工作会议，研究部署有关工作。</p>\
             <ul><li>[06-09] <a href=/a/20260609/1.html>高考考点检查工作</a></li>\
             <li>[06-08] <a href=/a/20260608/2.html>麦收安全生产工作</a></li></ul>"
        );
        read(&html).facts.kind
    };
    assert_eq!(page("2026-06-11"), PageKind::Article);
    assert_eq!(page("浏览"), PageKind::List);
}

#[test]
fn an_article_beside_a_dated_list_is_an_article() {
    let rows: String = (1..9)
        .map(|n| format!("<li><a href=/a/{n}.html>第{n}号通知</a> <em>0{n}-19</em></li>"))
        .collect();
    let side = format!("<div class=right_box><h3>通知公告</h3><ul>{rows}</ul></div>");
    let read = |info: &str, text: &str| {
        let html = format!(
            "<title>云岭县人民政府-通知公告-关于城区停水的通知</title><table><tr><td><b>关于城区停水的通知</b></td></tr>\
             <tr><td>{info}</td></tr></table><p>{text}</p>{side}"
        );
        let facts = read(&html).facts;
        (facts.kind, facts.heading)
    };
    let info = "发布日期：2026-03-04　来源：县水务局";
    let long = "因管网检修，城区部分路段于三月五日停水一天，请各用水单位和居民提前做好储水准备。"
        .repeat(5);
    let article = (PageKind::Article, "关于城区停水的通知".to_owned());
    assert_eq!(read(info, &long), article);
    assert_eq!(read("", "每天更新。").0, PageKind::List);
}

#[test]
fn one_of_many_articles_needs_no_prose() {
    let side: String = (1..9)
        .map(|n| format!("<li><a href=/a/{n}.html>第{n}号通知</a> <em>0{n}-19</em></li>"))
        .collect();
    let kind = |crumb: &str, info: &str, below: &str| {
        let html = format!(
            "<p>您的位置：<a href=/>首页</a> &gt; <a href=/tz/>通知公告</a>{crumb}</p><p>关于城区停水的通知</p>\
             <p>{info}</p><p>因管网检修，城区停水一天。</p><p>{below}</p><h3>通知公告</h3><ul>{side}</ul>"
        );
        read(&html).facts.kind
    };
    let info = "发布日期：2026-03-04　来源：县水务局";
    let next = "上一条：<a href=/a/20.html>关于清明节放假的通知</a>";
    assert_eq!(kind(" &gt; 正文", info, ""), PageKind::Article);
    assert_eq!(kind("", info, next), PageKind::Article);
    assert_eq!(kind("", "", next), PageKind::List);
    assert_eq!(kind("", "", ""), PageKind::List);
}

#[test]
fn a_short_notice_beside_many_blocks_is_an_article() {
    let side: String = (1..6)
        .map(|block| {
            let rows = (1..5).map(|n| {
                format!("<li><a href=/{block}/{n}.html>第{block}之{n}号文稿</a> <em>2026-0{n}-19</em></li>")
            });
            format!("<h3>栏目{block}</h3><ul>{}</ul>", rows.collect::<String>())
        })
        .collect();
    let kind = |title: &str, info: &str| {
        let html = format!(
            "<title>云岭县人民政府</title><p><a href=/>首页</a> &gt; <a href=/tz/>停水停电通知公告</a></p>\
             <p>停水停电通知公告</p><p>{title}</p><p>{info}</p><p>城区停水一天。</p>{side}"
        );
        read(&html).facts.kind
    };
    let title = "关于城区停水的通知";
    // The day is that of a row, too.
    let info = "[2026-03-19]　来源：县水务局";
    assert_eq!(kind(title, info), PageKind::Article);
    assert_eq!(
        kind(&format!("<a href=/tz/9.html>{title}</a>"), info),
        PageKind::List
    );
    assert_eq!(kind("停水停电通知公告", info), PageKind::List);
    assert_eq!(kind(title, "更新：2026-03-19"), PageKind::List);
    let second = format!("{info}</p><p>城区停电一天</p><p>{info}");
    assert_eq!(kind(title, &second), PageKind::List);
}

#[test]
fn a_column_may_show_its_newest_rows_only() {
    let rows: String = (1..7)
        .map(|n| {
            format!(
                "<li><b>2026-0{n}-19</b><a href=/a/{n}.html>省科技厅、省财政厅、省税务局印发关于加快推动第{n}批科技保险高质量发展的若干意见，支持企业创新的通知</a></li>"
            )
        })
        .collect();
    let kind = |text: &str| {
        let html = format!(
            "<title>企业科技政策 - 云岭省科技厅</title><meta name=SiteName content=云岭省科技厅>\
             <meta name=ColumnName content=企业科技政策>{text}<div><p>最新政策</p><ul>{rows}</ul></div>"
        );
        read(&html).facts.kind
    };
    assert_eq!(kind(""), PageKind::List);
    let text = format!(
        "<p>{}</p>",
        "本厅负责全省科技保险工作，支持企业创新。".repeat(9)
    );
    assert_eq!(kind(&text), PageKind::Article);
}

#[test]
fn one_paragraph_below_the_title_makes_an_article_and_below_a_columns_name_none() {
    let rows: String = (1..9)
        .map(|n| format!("<tr><td><a href=/a/{n}.html>第{n}号分析</a> 2012.07.0{n}</td></tr>"))
        .collect();
    let text = "初步核算，上半年全市实现生产总值581.46亿元，同比增长14.2%，其中第一产业增加值31.05亿元，第二产业增加值398.62亿元，第三产业增加值151.79亿元，增速有所加快，经济运行总体平稳。";
    let kind = |crumb: &str, text: &str| {
        let html = format!(
            "<title>上半年全市经济运行总体平稳</title><table>{rows}</table><table><tr><td>当前位置：首页 &gt; {crumb}</td></tr>\
             <tr><td>上半年全市经济运行总体平稳</td></tr><tr><td>市统计局　2012年7月26日</td></tr><tr><td>{text}</td></tr></table>"
        );
        read(&html).facts.kind
    };
    assert_eq!(kind("进度分析", text), PageKind::Article);
    assert_eq!(kind("上半年全市经济运行总体平稳", text), PageKind::List);
    assert_eq!(kind("进度分析", "每季更新，欢迎关注。"), PageKind::List);
}

#[test]
fn a_list_was_not_published_on_the_day_of_a_row() {
    let days = |tag: &str| {
        let html = format!(
            "<meta name=ColumnName content=通知公告>{tag}<h1>通知公告</h1><p>您的位置：首页</p><ul><li><a href=/a/1.html>关于城区停水的通知</a>\
             <p>发布日期：2026-03-04</p></li></ul>"
        );
        let facts = read(&html).facts;
        assert_eq!(facts.kind, PageKind::List);
        facts
            .published
            .iter()
            .map(|found| found.date.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(days(""), [""; 0]);
    let tag = "<meta name=PubDate content='2026-03-05 10:00'>";
    assert_eq!(days(tag), ["2026-03-05"]);
}

#[test]
fn a_column_may_be_called_like_a_side_block() {
    let rows: String = (1..6)
        .map(|n| {
            format!(
                "<div class=pic-item><h4><a href=/a/{n}.html>第{n}号新闻图片</a></h4><em>发布时间：2026-0{n}-19</em></div>"
            )
        })
        .collect();
    let kind = |column: &str| {
        let tag = format!("<meta name=ColumnName content={column}>");
        let html = format!("{tag}<div><h3>图片新闻</h3><div class=pic-list>{rows}</div></div>");
        read(&html).facts.kind
    };
    assert_eq!(kind("图片新闻"), PageKind::List);
    assert_ne!(kind("县情概况"), PageKind::List);
}
