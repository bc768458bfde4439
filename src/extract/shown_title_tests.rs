//! Titles that no heading element and no tag holds, one layout each.

use scraper::Html;

use super::*;

fn read(tag: &str, body: &str) -> String {
    let html = format!("<title>{tag}</title>{body}");
    let outline = Outline::of(&Html::parse_document(&html), html.len());
    title(
        &outline,
        &labels::pairs(&outline),
        tag,
        Some("云岭县人民政府"),
        &["政务信息动态"],
    )
}

#[test]
fn the_name_of_the_site_is_no_title() {
    let title = "关于公布年度先进的通报";
    let below = "<p>云政字〔2026〕14号</p><p>发布时间：2026-03-04 点击：88</p><p>各单位：</p>";
    for tag in [
        "云岭县政府网",
        "欢迎访问云岭县人民政府网站",
        "云岭县人民政府",
        "云岭县水务局",
        "云岭县公共资源交易中心",
        "::云岭县太平镇人民政府::",
    ] {
        assert_eq!(read(tag, &format!("<p>{title}</p>{below}")), title, "{tag}");
        let stated = format!("<p>信息名称：{title}</p><p>索引号：A-1</p>");
        assert_eq!(read(tag, &stated), title, "{tag}");
        for line in ["首页 | 县情", "采购项目名称：北环路整体罩面工程"] {
            let page = format!("<p>{line}</p><p>2026-03-04</p><p>正文</p>");
            assert_eq!(read(tag, &page), "", "{tag} {line}");
        }
    }
}

#[test]
fn a_title_below_the_name_of_who_speaks_is_one() {
    let date = "<p>加入时间：2008-3-3 9:25:41</p><p>各单位：</p>";
    let title = "<p>云岭县水务局<br>关于表彰先进单位的决定</p><p>云水发〔2008〕11号</p>";
    let whole = "云岭县水务局关于表彰先进单位的决定";
    assert_eq!(read("云岭县人民政府", &format!("{title}{date}")), whole);
    let apart = "<p>关于我们</p><p>关于表彰先进单位的决定</p>";
    assert_eq!(
        read("云岭县人民政府", &format!("{apart}{date}")),
        "关于表彰先进单位的决定"
    );
}

#[test]
fn the_line_above_the_information_says_what_title_says_otherwise() {
    let own = "全县小型农田水利重点县项目通过验收";
    let page = format!("<p>{own}</p><p>2026-03-04　来源：县水务局</p><p>正文</p>");
    for tag in [
        "云岭省设计研究院 - 全县小型农田水利重点县项目通过验收",
        "全县小型农田水利重点县... - 要闻 - 中国云岭",
        "全县小型农田水利重点县…",
    ] {
        assert_eq!(read(tag, &page), own, "{tag}");
    }
    let rows = "<dl><dt><a href=/1>关于举办培训班的通知</a></dt><dd>2026-03-02</dd></dl>";
    let lines = "<div id=biaoti>云岭县医院公开招聘<br>专业技术人员公告</div><div>发布时间：2026-03-04 来源：人事科</div>";
    assert_eq!(
        read("政务信息动态", &format!("{rows}{lines}")),
        "云岭县医院公开招聘专业技术人员公告"
    );
    let short = "<p>停水通知</p><p>时间：2026-03-04 来源：县自来水公司</p><p>正文</p>";
    assert_eq!(read("无标题文档", short), "停水通知");
    let column = "<p>政务信息动态</p><p>2026-03-04 来源：县自来水公司</p><p>正文</p>";
    assert_eq!(read("无标题文档", column), "");
}

#[test]
fn rows_with_a_date_before_their_link_are_no_information() {
    let rows = "<p>爱心榜</p><p>2021/09/17 <a href=/1>全市安全生产视频会议召开</a></p>";
    let own = "情暖夕阳爱满重阳";
    let page = format!(
        "{rows}<p>{own}</p><p>——走进敬老院侧记</p><p>发表日期：2012年10月24日</p><p>正文</p>"
    );
    assert_eq!(read("云岭市红十字会", &page), own);
    let sized = "<p>2013-08-22 | 县考试院 | [<a href=#>大</a>][<a href=#>小</a>]</p>";
    assert_eq!(
        read("云岭调查队", &format!("<p>{own}</p>{sized}<p>正文</p>")),
        own
    );
    let timed = format!("<p>{own}</p><p>云岭调查队 www.yl.gov.cn 2013-08-22 10:36</p><p>正文</p>");
    assert_eq!(read("云岭调查队", &timed), own);
}

#[test]
fn a_regulation_below_its_order_is_the_title() {
    let page = "<p>云岭市人民政府令</p><p>第43号</p>\
                <p>《云岭市垃圾处理费管理办法》已经市人民政府第24次常务会议审议通过，现予发布。</p>\
                <p>市长　陈某某</p><p>二○○五年二月二十二日</p><p>云岭市垃圾处理费管理办法</p>\
                <p>第一条　为了加强管理，制定本办法。</p>";
    let own = "云岭市垃圾处理费管理办法";
    assert_eq!(
        read("云岭市垃圾处理费管理办法 (云岭市人民政府令第43号)", page),
        own
    );
    assert_eq!(read("云岭市人民政府", page), "");
}

#[test]
fn what_stands_between_a_title_and_its_date_is_no_title() {
    for between in [
        "<p>——在全县大会上的讲话</p>",
        "<p>来源：县报</p><p>作者：甲</p>",
        "<p>【字体：大 中 小】</p>",
        "<p>云水发〔2008〕11号</p><p>来源：县水务局办公室</p>",
    ] {
        let page =
            format!("<p>凝心聚力建设美丽云岭</p>{between}<p>发布时间：2026-03-04</p><p>正文</p>");
        assert_eq!(
            read("云岭县人民政府", &page),
            "凝心聚力建设美丽云岭",
            "{between}"
        );
    }
}

#[test]
fn a_title_that_no_line_says_is_the_templates() {
    let page = "<table><tr><td><b>关于举办招聘会的通知</b></td></tr>\
                <tr><td>发布时间：2010-09-03 点击：88</td></tr></table><p>为促进就业，现将有关事项通知如下：</p>";
    let own = "关于举办招聘会的通知";
    assert_eq!(read("云岭县政府网--信息浏览", page), own);
    assert_eq!(read("关于举办2010年招聘会的通…", page), own);
    for column in ["价格监测", "政务信息动态"] {
        for named in [format!("首页 &gt; {column}"), column.to_owned()] {
            assert_eq!(
                read(column, &format!("<p>{named}</p>{page}")),
                own,
                "{column}"
            );
        }
    }
    let dated = page.replace("招聘会的通知", "招聘会（2010年9月18日）");
    assert_eq!(read("价格监测", &dated), "关于举办招聘会（2010年9月18日）");
    // Signs and spaces are written in many ways.
    let quoted = page.replace("招聘会", "“招 聘”会");
    assert_eq!(
        read("关于举办\"招聘\"会的通知", &quoted),
        "关于举办\"招聘\"会的通知"
    );
    assert_eq!(read("关于举办招聘会的通知", "<img src=1.jpg>"), own);
}

#[test]
fn the_name_of_the_site_beside_the_title_is_none_of_it() {
    let title = "关于城区停水的通知";
    for tag in [
        "关于城区停水的通知-云岭县人民政府",
        "云岭县人民政府 要闻 关于城区停水的通知",
        "云岭县招标投标网 · 关于城区停水的通知",
        "关于城区停水的通知",
    ] {
        assert_eq!(
            read(tag, "<p>关于城区停水的通知</p><p>正文</p>"),
            title,
            "{tag}"
        );
    }
    let other = "云岭县部门决算-水务科";
    assert_eq!(read(other, "<p>云岭县部门决算</p>"), "");
}

#[test]
fn a_line_above_the_information_wins_over_what_no_line_says() {
    let own = "2025年度预算执行审计结果";
    let page = |between: &str| {
        format!(
            "<p>当前位置：首页 &gt; 双公示 &gt; 处罚（标准）</p><p>{own}</p>{between}<p>2026-01-20　阅读：7</p>\
             <p>县审计局对预算执行情况进行了审计，现将结果公告如下。</p><p>云岭县审计局</p><p>云岭县人大常委会办公室　版权所有</p>"
        )
    };
    let note = "<p>（2026年第3号公告　总第87号）</p>";
    for tag in ["云岭县审计局", "双公示处罚（标准）", "云岭县人大常委会"] {
        assert_eq!(read(tag, &page("")), own, "{tag}");
        assert_eq!(read(tag, &page(note)), own, "{tag}");
    }
    let broken = "2025年度预算执行审计结果（云岭县）";
    let lines = page("").replace(own, "2025年度预算执行<br>审计结果<br>（云岭县）");
    assert_eq!(read(broken, &lines), broken);
}

#[test]
fn a_line_that_names_the_column_gives_way_to_a_title_above_the_text() {
    let (own, column) = ("县城区停水", "全县水务公开信息");
    let text = "<p>因管道维修，定于3月5日八时起停水，请提前做好准备，敬请谅解。</p>";
    let page = |title: &str| format!("<p>{column}</p><p>最新公开内容</p>{title}{text}");
    let dated = format!("<p>{own}如下</p><p>2026-03-04　阅读：7</p>");
    assert_eq!(read(column, &page(&dated)), format!("{own}如下"));
    assert_eq!(
        read(column, &page(&format!("<p class=biaoti>{own}如下</p>"))),
        format!("{own}如下")
    );
    assert_eq!(read(column, &page("")), "");
}

#[test]
fn a_column_in_the_title_ends_the_part_that_is_shown() {
    let (own, other) = ("公开招聘笔试成绩公示", "关于医用耗材采购项目的询价公告");
    let html = format!(
        "<p>{own}</p><p>人力资源部</p><p>正文。</p><dl><dt><a href=/1>{other}</a></dt><dd>2026/11/16</dd></dl>"
    );
    let outline = Outline::of(
        &Html::parse_document(&format!("<title>{own}-招聘信息-云岭医院</title>{html}")),
        9,
    );
    let read = |columns: &[&str]| title(&outline, &[], &outline.title, None, columns);
    assert_eq!(read(&["招聘信息"]), own);
    assert_eq!(read(&[]), "");
}

#[test]
fn a_stated_and_shown_title_wins_over_one_that_nobody_sees() {
    let page = "<table><tr><th>索 引 号：</th><td>165427/2026-3</td></tr>\
                <tr><th>标　　题：</th><td>2026年云岭县中学学区划分</td></tr></table>\
                <div>2026年云岭县中学学区划分</div><p>正文。</p>";
    let title = "2026年云岭县中学学区划分";
    assert_eq!(read("2025年云岭县中学学区分布图", page), title);
    assert_eq!(read(&format!("{title}_云岭县政府网"), page), title);
    let unseen = "<p>标题：2026年云岭县中学学区划分</p><p>正文。</p>";
    assert_eq!(read("2026年云岭县中学学区分布图", unseen), "");
    assert_eq!(read("云岭县中学学区", unseen), "");
}

#[test]
fn a_title_that_stands_in_the_text_only_is_put_together() {
    let page = "<table><tr><td>发布机构：</td><td>云岭省能源局</td></tr></table>\
                <p>云岭省能源局关于印发2026年第三季度</p><p>新型储能项目库清单的通知</p>\
                <p>各市能源局：</p><p>云岭省能源局</p>";
    assert_eq!(
        read("云岭省能源局", page),
        "云岭省能源局关于印发2026年第三季度新型储能项目库清单的通知"
    );
}
