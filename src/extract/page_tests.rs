//! Headings, links and frames of whole pages.

use jiff::civil::date;
use url::Url;

use super::*;
use crate::facts::Gate;

pub(in crate::extract) fn read(html: &str) -> PageExtract {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/x/").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        items_since: None,
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
fn a_heading_that_the_title_holds_comes_first() {
    let own = "<h3>关于城区停水的通知</h3><p>正文</p>";
    for block in [
        "<h4>附件下载：</h4><ul></ul>",
        "<h2>云岭概况</h2><p>县情</p>",
        "<h2>停水的通知</h2>",
    ] {
        let html = format!("<title>关于城区停水的通知_通知公告_云岭县</title>{block}{own}");
        assert_eq!(read(&html).facts.heading, "关于城区停水的通知", "{block}");
    }
}

#[test]
fn a_heading_of_a_block_is_no_title_of_an_article() {
    let html = |title: &str| {
        format!(
            "<title>{title}_通知公告_云岭县</title><h2>办事大厅</h2>\
             <p>关于城区停水的通知</p><p>发布时间：2026-03-04 来源：县水务局</p>\
             <p>因管网检修，城区部分路段于三月五日停水一天，请各用水单位和居民提前做好储水准备。</p>"
        )
    };
    for tag in ["关于城区停水的通知", "云岭要闻"] {
        assert_eq!(
            read(&html(tag)).facts.heading,
            "关于城区停水的通知",
            "{tag}"
        );
    }
    // The heading is that of the column, which `<title>` names too.
    let of_column = html("关于城区停水的通知").replace("<h2>办事大厅</h2>", "<h2>通知公告</h2>");
    assert_eq!(read(&of_column).facts.heading, "关于城区停水的通知");
    let hyphens = of_column.replace("_通知公告_云岭县", "-通知公告-云岭县人民政府");
    assert_eq!(read(&hyphens).facts.heading, "关于城区停水的通知");
}

#[test]
fn the_title_may_stand_in_the_head_of_the_page() {
    let heading = |tag: &str| {
        let html = format!(
            "<title>{tag}</title><div class=fbh_head><h1>云岭县举行新闻发布会<br>图文实录</h1></div>\
             <h3>直播</h3><p>2026-03-04</p>"
        );
        read(&html).facts.heading
    };
    assert_eq!(
        heading("云岭县举行新闻发布会图文实录 | 云岭县"),
        "云岭县举行新闻发布会图文实录"
    );
    assert_eq!(
        heading("云岭县政务服务网-云岭县举行新闻发布会图文实录"),
        "云岭县举行新闻发布会图文实录"
    );
    for other in ["云岭县人民政府", "云岭县举行新闻发布会图文实录的说明"] {
        assert_eq!(heading(other), "直播", "{other}");
    }
}

#[test]
fn a_heading_that_names_the_column_is_no_title() {
    let heading = |tag: &str, column: &str| {
        let html = format!(
            "<title>{tag}</title><div class=dqwz><a href=/>首页</a> &gt; <a href=/xx/>政务信息动态</a></div>\
             <h2>{column}</h2><div><p>关于城区停水的通知</p><p>2026-03-04 来源：县水务局</p></div><p>{}</p>",
            "因管网检修，城区部分路段于三月五日停水一天。".repeat(9)
        );
        read(&html).facts.heading
    };
    for tag in [
        "云岭县人民政府",
        "政务信息动态_云岭县人民政府",
        "通知公告-云岭县人民政府",
    ] {
        for column in ["通知公告", "政务信息动态"] {
            assert_eq!(heading(tag, column), "关于城区停水的通知", "{tag} {column}");
        }
    }
    assert_eq!(
        heading("云岭县人民政府", "关于停水一天的公告"),
        "关于停水一天的公告"
    );
}

#[test]
fn a_heading_of_a_section_is_no_title() {
    for section in [
        "一、项目基本情况",
        "（二）报名时间",
        "1.采购人信息",
        "附件：",
    ] {
        let html = format!("<title>云岭县</title><h2>{section}</h2><p>正文</p>");
        assert_eq!(read(&html).facts.heading, "云岭县", "{section}");
    }
}

#[test]
fn a_heading_of_what_is_related_or_hidden_is_no_title() {
    for block in [
        "<div style='display: none;'><h6>文件解读</h6></div>",
        "<div><h6>关联文件</h6></div>",
    ] {
        let html = format!(
            "<title>云岭省水利局</title><table><tr><td>发文字号：</td><td>云水发〔2026〕5号</td></tr>\
             <tr><td>发布日期：</td><td>2026-03-02</td></tr></table><p>关于印发《云岭省节水办法》的通知</p>\
             <p>各县水利局：</p><p>现将《云岭省节水办法》印发给你们，请认真贯彻执行。</p>{block}"
        );
        let heading = read(&html).facts.heading;
        assert!(heading.is_empty() || !block.contains(&heading), "{heading}");
    }
}

#[test]
fn a_title_in_two_headings_is_one() {
    let heading = |title: &str, headings: &str| {
        let html = format!("<title>{title}</title>{headings}<p>2026-03-04</p><p>正文</p>");
        read(&html).facts.heading
    };
    let two = "<h2>云岭县人民政府办公室</h2>\n <h2>关于城区停水的通知</h2>";
    let whole = "云岭县人民政府办公室关于城区停水的通知";
    assert_eq!(heading("通知公告", two), whole);
    assert_eq!(heading(&format!("{whole}_云岭县"), two), whole);
    // `<title>` knows the second line only.
    assert_eq!(
        heading("关于城区停水的通知_云岭县", two),
        "关于城区停水的通知"
    );
    let apart = "<h2>云岭县人民政府办公室</h2><p>要闻</p><h2>关于城区停水的通知</h2>";
    assert_eq!(heading("通知公告", apart), "云岭县人民政府办公室");
    // Two lines of one heading, and what is said of it in the same element.
    let lines = "<h1>云岭县人民政府办公室<br>关于城区停水的通知<br><span>发布时间：2026-03-04</span> 来源：县报</h1>";
    assert_eq!(heading("通知公告", lines), whole);
}

#[test]
fn a_heading_in_the_text_is_no_title_beside_that_of_the_block() {
    let html = "<title>云岭省能源局</title><table><tr><td>标　　题：</td><td>关于印发绿电直连方案的通知</td></tr>\
                <tr><td>索引号：</td><td>A-1</td></tr></table><h1>云岭省发展改革委</h1><h1>关于印发方案的通知</h1><p>2026-03-04</p><p>各市：</p>";
    let text = "<p>现将方案印发给你们，请结合实际，认真组织实施。</p>".repeat(8);
    let facts = read(&format!("{html}{text}")).facts;
    assert_eq!(facts.heading, "关于印发绿电直连方案的通知");
}

#[test]
fn a_tag_that_names_the_column_is_no_title() {
    let heading = |tag: &str| {
        let html = format!(
            "<meta name=SiteName content=云岭县人民政府><meta name=ColumnName content=通知公告>\
             <meta name=ArticleTitle content='{tag}'><title>云岭县</title><h1>关于城区停水的通知</h1>\
             <p>发布时间：2026-03-04</p><p>{}</p>",
            "因管网检修，城区部分路段于三月五日停水一天。".repeat(9)
        );
        read(&html).facts.heading
    };
    for tag in [
        "通知公告",
        "云岭县人民政府",
        "关于城区停…",
        "关于城区停水...",
    ] {
        assert_eq!(heading(tag), "关于城区停水的通知", "{tag}");
    }
    assert_eq!(heading("关于停水的通知"), "关于停水的通知");
    assert_eq!(heading("关于城区停水"), "关于城区停水的通知");
    assert_eq!(heading("【城区】关于城区停水的通知"), "关于城区停水的通知");
    assert_eq!(
        heading("云岭县自来水公司等三个部门联合发布关于城区停水的通知"),
        "云岭县自来水公司等三个部门联合发布关于城区停水的通知"
    );
    assert_eq!(heading("关于“城区&amp;rdquo;停水"), "关于“城区”停水");
}

#[test]
fn tags_of_another_page_say_no_title() {
    let page = |tagged: &str, day: &str, body: &str| {
        let html = format!(
            "<meta name=ArticleTitle content='{tagged}'><meta name=PubDate content='2020-12-28 09:50:21'>\
             <title>云岭省卫生健康委员会</title>{body}<p>发布时间：{day} 来源：省政府网</p><p>{}</p>",
            "各位代表，现在我代表省人民政府向大会报告工作。".repeat(9)
        );
        read(&html).facts.heading
    };
    let (own, old) = ("省人民政府工作报告", "关于确定示范县的通知");
    let heading = format!("<h3>{own}</h3>");
    assert_eq!(page(old, "2026-02-10 09:20", &heading), own);
    assert_eq!(page(old, "2020-12-28 09:50", &heading), old);
    let shown = format!("<h3>{own}</h3><p>{old}</p>");
    assert_eq!(page(old, "2026-02-10 09:20", &shown), old);
    assert_eq!(page(old, "2026-02-10 09:20", "<img src=1.jpg>"), old);
}

#[test]
fn a_block_states_the_whole_of_a_title_that_is_cut() {
    let html = format!(
        "<title>云岭县人民政府</title><p>索引号：A-1</p><p>标题：关于印发《扬尘污染防治管理办法》的通知</p>\
         <h1>关于印发《扬尘污染防治...</h1><p>{}</p>",
        "为防治扬尘污染，现将管理办法印发给你们，请遵照执行。".repeat(9)
    );
    assert_eq!(
        read(&html).facts.heading,
        "关于印发《扬尘污染防治管理办法》的通知"
    );
}

#[test]
fn the_index_number_before_the_title_is_none_of_it() {
    let html = format!(
        "<title>1153M-/2026-0826003-云岭县地质灾害防治方案</title><ul><li><b>索引号：</b>1153M-/2026-0826003</li>\
         <li><b>发文日期：</b>2026年08月26日</li><li><b>文号：</b></li></ul><div class=bt>云岭县地质灾害防治方案</div><p>{}</p>",
        "为做好全县地质灾害防治工作，结合我县实际，制定本方案。".repeat(9)
    );
    assert_eq!(read(&html).facts.heading, "云岭县地质灾害防治方案");
}

#[test]
fn a_heading_that_leads_back_is_no_title() {
    let html = format!(
        "<title>云岭市招生考试委员会办公室</title><div><em>招生工作方案政策解读</em>\
         <h3>发布时间：2026/01/21 新闻来源： 阅读次数：</h3></div><p>{}</p><h1><a href=list.aspx>[ 返回 ]</a></h1>",
        "今年的招生计划由市教育局会同有关部门编制。".repeat(9)
    );
    assert_eq!(read(&html).facts.heading, "招生工作方案政策解读");
    let menu = format!(
        "<title>云岭县人民政府-政府信息公开指南</title>\
         <div class=zn><h3><a href=/zn.jsp>政府信息<br>公开指南</a></h3><h3><a href=/zd.jsp>公开制度</a></h3></div>\
         <h1>支持房地产业的十条措施</h1><table><tr><td>发布日期：<td>2026.07.15<td>索引号：<td>0006-2026-1</table><p>{}</p>",
        "支持居民合理的购房需求，提高公积金的使用效率。".repeat(9)
    );
    assert_eq!(read(&menu).facts.heading, "支持房地产业的十条措施");
}

#[test]
fn a_menu_with_a_text_in_it_is_none() {
    let text = "因管网检修，城区部分路段于三月五日停水一天，请各用水单位和居民提前做好储水准备。"
        .repeat(6);
    let menu = "<div class=nav><a href=/a/>县情</a> <a href=/b/>政务</a></div>";
    let page = |id: &str, inside: &str| {
        let html = format!(
            "<title>关于停水的通知</title><div id={id}>{menu}<h1>关于停水的通知</h1>{inside}</div><p>版权所有</p>"
        );
        let found = read(&html);
        let places: Vec<Place> = found.links.iter().map(|link| link.place).collect();
        (
            found.facts.heading.clone(),
            found.facts.main_chars > 200,
            places,
        )
    };
    let own = "关于停水的通知".to_owned();
    let menus = vec![Place::Navigation; 2];
    for id in ["top", "side-box", "content"] {
        assert_eq!(
            page(id, &format!("<p>{text}</p>")),
            (own.clone(), true, menus.clone()),
            "{id}"
        );
    }
    // A footer with the text in it is none, either.
    let below = |id: &str, inside: &str| {
        let html = format!(
            "<title>关于停水的通知</title><h1>关于停水的通知</h1><div id={id}>{inside}</div>"
        );
        read(&html).facts.main_chars > 200
    };
    let long = text.repeat(2);
    assert!(below("bottom", &format!("<p>{long}</p>")));
    let one_line = long.replace('。', "，");
    assert!(!below("bottom", &format!("<p>{one_line}</p>")));
    // The code of a script is no text.
    let script = format!("<script>var a = '{text}'</script>");
    assert!(!page("top", &script).1);
}

#[test]
fn a_marked_title_wins_over_one_that_nobody_sees() {
    let title = "云岭县国有建设用地使用权挂牌出让公告";
    let html = |tag: &str, heading: &str| {
        format!(
            "<title>{tag}</title>{heading}<table><tr><td class=ContentTitle3><span id=lblTitle>{title}</span></td></tr>\
             <tr><td>发布时间：2026年9月17日 16:01 行政区：云岭县</td></tr></table>\
             <p>经县人民政府批准，决定挂牌出让以下地块的国有建设用地使用权，现将有关事项公告如下：</p>"
        )
    };
    for tag in ["", "政务公开信息内容页", "云岭县自然资源局", title] {
        assert_eq!(read(&html(tag, "")).facts.heading, title, "{tag}");
    }
    let block = "<h3>政府信息公开目录</h3>";
    assert_eq!(read(&html("信息内容页", block)).facts.heading, title);
    // What `<title>` says stands in the text, too, but no line shows it.
    let said = "挂牌出让以下地块的国有建设用地使用权";
    assert_eq!(read(&html(said, "")).facts.heading, title);
    // A title above a menu or a list has no date below it.
    let menu = format!(
        "<title>关于城区停水的通知</title><div class=title>最新信息公开目录</div><p>{}</p>",
        "正文。".repeat(60)
    );
    assert_eq!(read(&menu).facts.heading, "关于城区停水的通知");
}

#[test]
fn rows_that_a_script_opens_are_rows_and_their_links_accuse_nobody() {
    let in_link = |n: u32| {
        format!(
            "<li><a href='javascript:void(0)' onclick=\"window.open('/art/{n}.html')\">第{n}号通知</a>\
             <span>2026-11-0{n}</span></li>"
        )
    };
    let in_box = |n: u32| {
        format!(
            "<div class=tr onclick=\"window.open('/art/{n}.html')\"><div class=td>第{n}号通知</div>\
             <div class=td>云监罚〔2026〕{n}号</div><div class=td>2026-11-0{n}</div></div>"
        )
    };
    assert_rows(&[in_link(3), in_link(2), in_link(1)].concat());
    assert_rows(&[in_box(3), in_box(2), in_box(1)].concat());
}

fn assert_rows(rows: &str) {
    let found = read(&format!("<div>{rows}</div>"));
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

#[test]
fn page_tags_are_read_in_every_spelling() {
    for head in [
        "<meta name='SiteName' content='云岭县人民政府'>",
        "<meta name='Sitename' content='云岭县人民政府'>",
        "<META NAME=sitename CONTENT=云岭县人民政府>",
        "<meta content='云岭县人民政府' name='SITENAME'/>",
        "<meta name=' SiteName ' content='\n  云岭县人民政府\n '>",
        "<meta name='SiteName' content=''><meta name='SiteName' content='云岭县人民政府'>",
        "<meta name='SiteName' content='{{site.name}}'><meta name='sitename' content='云岭县人民政府'>",
        "<meta name='SiteName' content=\"<h1 style='color:red'>云岭县人民政府</h1>\">",
        "<meta name='SiteName' content='云岭县人民政府<div>'>",
        "<meta name='SiteName' content='&lt;b&gt;云岭县人民政府&lt;/b&gt;&nbsp;'>",
        "<meta name='SiteName' content='云岭县人民政府''>",
    ] {
        let meta = read(head).facts.meta;
        assert_eq!(meta.site_name.as_deref(), Some("云岭县人民政府"), "{head}");
    }
}

#[test]
fn a_page_tag_without_a_value_is_none() {
    for content in [
        "''",
        "' '",
        "'&nbsp;'",
        "'null'",
        "'undefined'",
        "'${name}'",
        "'网站名称'",
        "'<div>'",
    ] {
        let head = format!("<meta name='SiteName' content={content}>");
        assert_eq!(read(&head).facts.meta.site_name, None, "{head}");
    }
}

#[test]
fn a_page_tag_that_a_quotation_mark_cut_short_is_none() {
    let head = "<meta name=\"ArticleTitle\" content=\"关于\"十四五\"规划的通知\">\
                <title>关于“十四五”规划的通知</title>";
    let facts = read(head).facts;
    assert_eq!(facts.meta.article_title, None);
    assert_eq!(facts.heading, "关于“十四五”规划的通知");
}

#[test]
fn tags_inside_a_title_are_no_text_and_a_sign_is() {
    let title = |html: &str| {
        read(&format!("<title>{html}</title><p>正文</p>"))
            .facts
            .title
    };
    assert_eq!(title("<h1 style='x'>停水通知</h1>"), "停水通知");
    assert_eq!(title("气温<5度的通知"), "气温<5度的通知");
    assert_eq!(title("1<2且3>2的<b>通知</b>"), "1<2且3>2的通知");
    assert_eq!(title("停水通知<"), "停水通知<");
}

#[test]
fn a_site_code_with_a_line_break_is_one_word() {
    let meta = read("<meta name=SiteIDCode content='5301230007\n'>")
        .facts
        .meta;
    assert_eq!(meta.site_id_code.as_deref(), Some("5301230007"));
}

#[test]
fn a_page_in_two_charsets_gives_no_values_from_the_foreign_part() {
    let read = |body: &[u8]| {
        let input = PageInput {
            url: &Url::parse("http://a.gov.cn/x/").unwrap(),
            content_type: None,
            body,
            fetched_on: date(2026, 11, 22),
            last_modified: None,
            items_since: None,
        };
        page(&input).facts
    };
    let gbk = |text: &str| encoding_rs::GB18030.encode(text).0.into_owned();
    let text =
        "各乡镇人民政府，县政府各部门：现将有关事项通知如下，请结合实际认真贯彻执行。".repeat(8);
    let head = "<meta name=SiteName content=云岭县人民政府><h1>关于城区停水的通知</h1>";
    // The head in GBK, the body in UTF-8, and the other way round.
    for page in [
        [gbk(head), text.clone().into_bytes()].concat(),
        [head.as_bytes().to_vec(), gbk(&text)].concat(),
    ] {
        let facts = read(&page);
        assert!(facts.charset.damaged);
        assert_eq!(facts.meta.site_name, None);
        assert_eq!(facts.heading, "");
    }
    // Two halves: nobody can read it.
    let halves = [text.clone().into_bytes(), gbk(&text)].concat();
    assert_eq!(read(&halves).gate, Gate::CharsetDamage);
}

#[test]
fn a_refusal_of_a_firewall_is_a_challenge_whatever_time_it_states() {
    let gate = |title: &str, info: &str| {
        let html = format!(
            "<title>{title}</title><h1>服务器拒绝执行该请求</h1><p>时间: 2026-09-05 04:50:42</p><p>{info}</p>"
        );
        read(&html).facts.gate
    };
    let info = "客户端 IP: 192.0.2.1</p> <p>请求 ID: 1788555042925";
    assert_eq!(gate("拒绝执行 | 云防护", info), Gate::Challenge);
    assert_eq!(
        gate("县人民法院拒绝执行判决案公告", "来源：县法院"),
        Gate::Content
    );
}

#[test]
fn records_of_a_list_that_is_not_read_make_a_shell_unless_the_page_has_a_text() {
    let record = r#"{"releaseDate":1770071160000,"title":"停水通知","url":"/article/1.html"},"#;
    let gate = |text: &str| {
        let html = format!(
            "<title>你问我答</title><p>{text}</p><ul class=dcms></ul><script>var articleData = [{}];</script>",
            record.repeat(3)
        );
        read(&html).facts.gate
    };
    assert_eq!(gate("你问我答"), Gate::ScriptShell);
    assert_eq!(
        gate(&"本局负责全县城市供水的监督管理。".repeat(12)),
        Gate::Content
    );
}

#[test]
fn tags_and_their_remains_are_no_part_of_a_title() {
    for line in ["<br/>", "&ltbr/>", "&amp;lt;br/&amp;gt;"] {
        let title = format!("2026年政府工作报告{line}——在县人大会议上");
        let html = format!("<meta name=ArticleTitle content='{title}'><p>正文</p>");
        let heading = read(&html).facts.heading;
        assert_eq!(heading, "2026年政府工作报告——在县人大会议上", "{line}");
    }
}

#[test]
fn a_piece_of_its_template_before_a_page_does_not_make_it_data() {
    let page = "<!DOCTYPE html><title>通知</title><h1>关于城区停水的通知</h1><p>正文</p>";
    for leaked in ["{include file='head'}", "[!--head--]\n", "{\"a\":1}\n"] {
        let facts = read(&format!("{leaked}{page}")).facts;
        assert_eq!(facts.heading, "关于城区停水的通知", "{leaked}");
        assert_eq!(facts.gate, Gate::Content, "{leaked}");
    }
    for data in [
        "{\"code\":500}",
        "back({'rows':[]});",
        "{\"rows\":[{\"title\":",
    ] {
        let facts = read(data).facts;
        assert_eq!(facts.gate, Gate::ScriptShell, "{data}");
    }
}
