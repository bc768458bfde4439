//! Layouts of static lists, one case each (FIELD §11.1, §11.2; WILD §B).

use jiff::civil::date;
use scraper::Html;
use url::Url;

use super::*;
use crate::extract::canonical::Resolver;

fn read(body: &str) -> Vec<ItemList> {
    let html = format!("<html><body>{body}</body></html>");
    let outline = Outline::of(&Html::parse_document(&html), html.len());
    let page = "http://a.gov.cn/x/";
    let links = Resolver::new(Url::parse(page).unwrap(), "utf-8");
    let anchors = outline.anchors.iter();
    let targets: Vec<Option<String>> = anchors.map(|a| links.resolve(&a.href)).collect();
    lists(&outline, &targets, page, Vec::new())
}

/// Title, path and day of every row of the only list.
fn rows(body: &str) -> Vec<(String, String, Option<String>)> {
    let mut lists = read(body);
    assert_eq!(lists.len(), 1, "{lists:?}");
    let row = |i: Item| {
        (
            i.title,
            i.url.replace("http://a.gov.cn", ""),
            i.date.map(|d| d.date.to_string()),
        )
    };
    lists.remove(0).items.into_iter().map(row).collect()
}

fn two(first: &str, second: &str) -> Vec<(String, String, Option<String>)> {
    vec![
        (
            "甲县通知".to_owned(),
            "/x/1.html".to_owned(),
            Some(first.to_owned()),
        ),
        (
            "乙县公告".to_owned(),
            "/x/2.html".to_owned(),
            Some(second.to_owned()),
        ),
    ]
}

#[test]
fn a_date_in_brackets_ends_the_title_above_a_summary() {
    let row = |n: u32, day: &str| {
        format!(
            "<a class=box href={n}.html><h3>第{n}号停水通知({day})</h3><p>第{n}号停水通知的内容</p></a>"
        )
    };
    let found = rows(&format!(
        "<ul>{}{}</ul>",
        row(1, "2026-11-18"),
        row(2, "2026-11-02")
    ));
    let expected = [(1, "2026-11-18"), (2, "2026-11-02")].map(|(n, day)| {
        (
            format!("第{n}号停水通知"),
            format!("/x/{n}.html"),
            Some(day.to_owned()),
        )
    });
    assert_eq!(found, expected);
}

#[test]
fn the_date_may_stand_after_before_inside_or_below_the_link() {
    for body in [
        "<ul><li><a href=1.html>甲县通知</a><span>2026-11-18</span></li><li><a href=2.html>乙县公告</a><span>2026-11-02</span></li></ul>",
        "<ul><li><span>[2026-11-18]</span><a href=1.html>甲县通知</a></li><li><span>[2026-11-02]</span><a href=2.html>乙县公告</a></li></ul>",
        "<ul><li><a href=1.html>甲县通知<i>2026/11/18</i></a></li><li><a href=2.html>乙县公告<i>2026/11/02</i></a></li></ul>".replace("<i>", "<p>").replace("</i>", "</p>").as_str(),
        "<table><tr><td>1</td><td><a href=1.html>甲县通知</a></td><td>2026年11月18日</td></tr><tr><td>2</td><td><a href=2.html>乙县公告</a></td><td>2026年11月2日</td></tr></table>",
        "<dl><dt><a href=1.html>甲县通知</a></dt><dd>2026.11.18</dd><dt><a href=2.html>乙县公告</a></dt><dd>2026.11.02</dd></dl>",
        "<div><div class=r><div><a href=1.html>甲县通知</a></div><div>2026-11-18</div></div><div class=r><div><a href=2.html>乙县公告</a></div><div>2026-11-02</div></div></div>",
        "<p><a href=1.html>甲县通知</a> (2026-11-18)<br><a href=2.html>乙县公告</a> (2026-11-02)<br></p>",
        "<div><ul><li><a href=1.html>甲县通知</a></li><li>2026-11-18</li></ul><ul><li><a href=2.html>乙县公告</a></li><li>2026-11-02</li></ul></div>",
    ] {
        assert_eq!(rows(body), two("2026-11-18", "2026-11-02"), "{body}");
    }
}

#[test]
fn a_year_that_the_list_leaves_out_comes_from_the_item_url_or_not_at_all() {
    let lists = read(
        "<ul><li><a href=202611/t20261118_1.html>甲</a>11-18</li><li><a href=show.asp?id=2>乙</a>11-02</li></ul>",
    );
    let items = &lists[0].items;
    assert_eq!(
        items[0].date.as_ref().map(|d| d.date),
        Some(date(2026, 11, 18))
    );
    assert_eq!(
        (items[1].date.clone(), items[1].month_day),
        (None, Some((11, 2)))
    );
}

#[test]
fn copies_of_a_link_in_a_row_are_one_row_and_cut_titles_are_completed() {
    let body = "<ul><li><a href=1.html><img src=p.jpg></a><a href=1.html title=甲县关于供水的通知>甲县关于供水…</a><b>2026-11-18</b></li>\
                <li><a href=/lm/>[要闻]</a><a href=2.html>乙县公告</a><b>2026-11-02</b></li></ul>";
    let rows = rows(body);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].0, "甲县关于供水的通知");
    assert_eq!(rows[1].1, "/x/2.html");
}

#[test]
fn a_cell_may_have_the_whole_of_a_title_that_it_cuts() {
    let row = |n: u32, title: &str| {
        format!(
            "<tr><td title='{title}'><a href={n}.html>关于城北路第{n}…</a></td><td>2026-11-1{n}</td></tr>"
        )
    };
    let whole = "关于城北路第2号工地夜间施工的投诉";
    let table = format!("<table>{}{}</table>", row(2, whole), row(1, "查看这一封信"));
    let titles: Vec<String> = rows(&table).into_iter().map(|(title, ..)| title).collect();
    assert_eq!(titles, [whole, "关于城北路第1…"]);
}

#[test]
fn of_several_dates_in_a_row_the_one_of_publication_counts() {
    let table = |names: &str, first: &str, second: &str| {
        format!(
            "<table><tr><th>项目</th>{names}</tr>\
             <tr><td><a href='1.html'>甲县通知</a></td><td>{first}</td><td>2026-12-01</td></tr>\
             <tr><td><a href='2.html'>乙县公告</a></td><td>{second}</td><td>2026-11-30</td></tr></table>"
        )
    };
    for names in [
        "<th>发布时间</th><th>截止时间</th>",
        "<td>开始日期</td><td>结束日期</td>",
        "<td>公示开始</td><td>公示截止</td>",
        "<td>公开日期</td><td>施行日期</td>",
    ] {
        let html = table(names, "2026-11-08", "2026-11-07");
        assert_eq!(rows(&html), two("2026-11-08", "2026-11-07"), "{names}");
    }
    let written_first = table(
        "<th>成文日期</th><th>发布日期</th>",
        "2026-11-08",
        "2026-11-07",
    );
    assert_eq!(rows(&written_first), two("2026-12-01", "2026-11-30"));
    let labelled = "<ul><li><a href='1.html'>甲县通知</a><span>2026-11-08</span><em>截止：2026-12-01</em></li>\
                    <li><a href='2.html'>乙县公告</a><span>2026-11-07</span><em>截止：2026-11-30</em></li></ul>";
    assert_eq!(rows(labelled), two("2026-11-08", "2026-11-07"));
}

#[test]
fn the_lone_link_of_the_footer_is_no_row_beside_a_lone_item() {
    let html = "<div class='right'><div>公务员招考</div><ul><li><a href='1.html'>甲县通知</a><b>2026-11-08</b></li></ul></div>\
                <div class='foot'><span>主办单位：甲县</span><a href='/map.html'>站点地图</a></div>";
    assert_eq!(rows(html), two("2026-11-08", "2026-11-07")[..1]);
}

#[test]
fn a_bullet_is_no_part_of_a_title() {
    let html = "<ul><li><a href='1.html'>·甲县通知</a><span>2026-11-08</span></li>\
                <li><a href='2.html'> ● 乙县公告</a><span>2026-11-07</span></li></ul>";
    assert_eq!(rows(html), two("2026-11-08", "2026-11-07"));
}

#[test]
fn a_title_with_a_date_in_it_keeps_the_date_beside_it() {
    let body = "<ul><li><a href=1.html>甲县2024年1月1日起施行的办法</a><span>2026-11-18</span></li>\
                <li><a href=2.html>乙县公告</a><span>2026-11-02</span></li></ul>";
    let days: Vec<_> = rows(body).into_iter().map(|r| r.2).collect();
    assert_eq!(
        days,
        [Some("2026-11-18".to_owned()), Some("2026-11-02".to_owned())]
    );
}

#[test]
fn one_list_in_several_parts_is_one_and_blocks_with_headings_are_not() {
    let part = |n: u32| {
        format!(
            "<ul><li><a href={n}.html>通知{n}</a><b>2026-11-1{n}</b></li><li><a href={n}0.html>公告{n}</a><b>2026-11-0{n}</b></li></ul>"
        )
    };
    assert_eq!(read(&format!("<div>{}{}</div>", part(1), part(2))).len(), 1);
    let day = |part: u32, row: u32| format!("2026-11-{:02}", 29 - 5 * part - row);
    let boxed = |part: u32, days: &dyn Fn(u32, u32) -> String| {
        let row = |row: u32| {
            let day = days(part, row);
            format!("<li><a href={part}-{row}.html>第{part}{row}号通知</a><b>{day}</b></li>")
        };
        format!(
            "<div><div><ul>{}</ul></div></div>",
            (0..5).map(row).collect::<String>()
        )
    };
    let parts: String = (0..4).map(|part| boxed(part, &day)).collect();
    assert_eq!(read(&parts)[0].items.len(), 20);
    // Rows are in no strict order.
    let pages: String = (0..4)
        .map(|part| boxed(3 - part, &day).replacen("<div>", "<div ms-visible='$showStatic(1)'>", 1))
        .collect();
    assert_eq!(read(&pages)[0].items.len(), 20);
    // Tabs begin with their newest row each.
    let tabs: String = (0..4)
        .map(|part| boxed(part, &|_, row| day(0, row)))
        .collect();
    assert_eq!(read(&tabs).len(), 4);
    let blocks = read(&format!(
        "<div><h3>要闻<a href=/yw/>更多</a></h3>{}<h3>公告</h3>{}</div>",
        part(1),
        part(2)
    ));
    assert_eq!(blocks.len(), 2);
    assert_eq!(blocks[0].more_url.as_deref(), Some("http://a.gov.cn/yw/"));
}

#[test]
fn the_newest_row_set_apart_above_the_others_is_one_of_them() {
    let list = |day: &str, heading: &str| {
        let rows: String = (1..6)
            .map(|n| {
                format!(
                    "<li><b>2026-11-0{}</b><a href={n}.html>第{n}号通知</a></li>",
                    9 - n
                )
            })
            .collect();
        let html = format!(
            "<div><p>您的位置：<a href=/>首页</a>&gt;<a href=/xw/>新闻</a>&gt;<a href=/xw/dt/>动态</a></p><div class=top><h3><a href=9.html>全县夏粮收购会议召开</a></h3>\
             <p>会议强调，要做好夏粮收购工作。<a href=9.html>[详细]</a></p><b>{day}</b></div>{heading}<ul>{rows}</ul></div>"
        );
        let lists: Vec<ItemList> = read(&html).into_iter().filter(is_dated).collect();
        (
            lists.len(),
            lists[0].items.len(),
            lists[0].items[0].title.clone(),
        )
    };
    let title = "全县夏粮收购会议召开".to_owned();
    assert_eq!(list("2026-11-09", ""), (1, 6, title.clone()));
    // A picture of last year, a block of its own.
    assert_eq!(list("2025-11-09", ""), (2, 1, title.clone()));
    assert_eq!(list("2026-11-09", "<h3>公告</h3>"), (2, 1, title));
}

#[test]
fn a_row_has_two_days_and_a_mark() {
    for mark in ["[解读]", "政策图解", "查看结果反馈"] {
        let row = |n: u32, mark: &str| {
            format!(
                "<tr><td>{n}</td><td><a href={n}.html>关于印发云岭县第{n}号管理办法的通知</a>{mark}</td><td>云府发〔2026〕{n}号</td>\
                 <td>2026年8月0{n}日</td><td>2026年8月1{n}日</td></tr>"
            )
        };
        let mark = format!("<a href=/jd/1.html>{mark}</a>");
        let head =
            "<tr><th>序号</th><th>标题</th><th>文号</th><th>成文日期</th><th>发布日期</th></tr>";
        let found = rows(&format!(
            "<table>{head}{}{}{}</table>",
            row(3, &mark),
            row(2, ""),
            row(1, &mark)
        ));
        let days: Vec<_> = found
            .iter()
            .map(|(_, url, day)| (url.as_str(), day.as_deref()))
            .collect();
        let expected = ["/x/3.html", "/x/2.html", "/x/1.html"];
        let on = [Some("2026-08-13"), Some("2026-08-12"), Some("2026-08-11")];
        assert_eq!(days, expected.into_iter().zip(on).collect::<Vec<_>>());
    }
}

#[test]
fn rows_below_years_are_one_list() {
    let year = |year: u32, heading: &str| {
        let rows: String = (1..4)
            .map(|n| format!("<li><a href=/a/{year}/0{n}1{n}/{n}.html>第{n}号通知</a><b>{year}-0{}-11</b></li>", 9 - n))
            .collect();
        format!("<h4>{heading}</h4><ul>{rows}</ul>")
    };
    let boxed = |text: String| format!("<div>{text}</div>");
    let undated = |from: u32| {
        year(from, &format!("◆ {from}年"))
            .replace("<b>", "<!--")
            .replace("</b>", "-->")
    };
    let years = boxed(undated(2026) + &undated(2025) + &undated(2024));
    assert_eq!(read(&years)[0].items.len(), 9);
    let (new, old) = (year(2026, "2026年"), year(2025, "2025年"));
    assert_eq!(read(&format!("<div>{new}{old}</div>"))[0].items.len(), 6);
    let boxes = boxed(boxed(new.clone()) + &boxed(old));
    assert_eq!(read(&boxes)[0].items.len(), 6);
    let other = boxed(boxed(new) + &boxed(year(2025, "公告")));
    assert_eq!(read(&other).len(), 2);
}

#[test]
fn a_summary_ends_with_the_date_of_its_row() {
    let row = |n: u32, day: u32| {
        format!(
            "<p class=t><a href={n}.html>第{n}号询价公告</a></p><p>开标时间<br>2026 年 4月27日 10:30<br>联系人及联系方式。</p>\
             <span>时间：2026-04-{day} 09:00</span>"
        )
    };
    let body = format!(
        "<div>{}{}<p>共4484条 下一页</p></div>",
        row(1, 21),
        row(2, 20)
    );
    let days: Vec<_> = rows(&body).into_iter().map(|(.., day)| day).collect();
    assert_eq!(
        days,
        [Some("2026-04-21".to_owned()), Some("2026-04-20".to_owned())]
    );
}

#[test]
fn what_stands_beside_an_item_is_no_row() {
    let row = |n: u32, mark: &str| {
        format!(
            "<div class=item><div><a href={n}.html>《云岭县第{n}号条例》公开征求意见</a></div>\
             <div>征集时间：2026-0{n}-01 至 2026-0{n}-28</div>{mark}</div>"
        )
    };
    let mark = "<div>已结束 <a href=/fk/1.html>查看结果反馈</a></div>";
    let body = format!("<div>{}{}{}</div>", row(3, ""), row(2, mark), row(1, mark));
    let found = rows(&body);
    let urls: Vec<&str> = found.iter().map(|(_, url, _)| url.as_str()).collect();
    assert_eq!(urls, ["/x/3.html", "/x/2.html", "/x/1.html"]);
}

#[test]
fn the_breadcrumb_is_no_row() {
    let table = |cells: &str| format!("<table><tr>{cells}</tr></table>");
    let crumb = table(
        "<td>当前位置：<a href=/>首页</a> &gt; <a href=/xw/>新闻动态</a> &gt; <a href=/xw/cf/>行政处罚</a></td>",
    );
    let row = |n: u32| {
        table(&format!(
            "<td><a href={n}.html>第{n}号处罚决定书</a></td><td>[2026-08-1{n}]</td>"
        ))
    };
    let found = rows(&format!(
        "<table><tr><td>{crumb}{}{}</td></tr></table>",
        row(2),
        row(1)
    ));
    assert_eq!(found.len(), 2);
}

#[test]
fn five_rows_without_a_year_head_no_other_five() {
    let part = |from: u32| {
        let rows = (0..5).map(|n| {
            let day = from - n;
            format!(
                "<li><i>05-{day:02}</i><a href=/a/2026/05/id/{day}.shtml>·第{day}号判决书</a></li>"
            )
        });
        format!("<ul>{}</ul>", rows.collect::<String>())
    };
    let body = format!(
        "<div><p>法院新闻</p><div>{}{}</div></div>",
        part(20),
        part(15)
    );
    assert_eq!(rows(&body).len(), 10);
}

#[test]
fn tools_of_the_page_are_no_rows() {
    let article = "<div><h1>县委召开会议</h1><div>2026-02-26 18:01 来源：县报</div><p>会议在县城开始举行。</p>\
                   <div><a href='/jiucuo.html'>【我要纠错】</a>责任编辑：甲</div></div>";
    assert_eq!(read(article), []);
    let numbers: String = (2..9)
        .map(|n| format!("<li><a href='/list/{n}.html'>{n}</a></li>"))
        .collect();
    assert_eq!(read(&format!("<ul>{numbers}</ul>")), []);
}

#[test]
fn the_page_itself_its_pager_and_the_page_clock_are_no_items() {
    let body = "<p>今天是2026年11月20日 星期五 <a href=/>返回首页</a></p><p><a href=./#>收藏本页</a></p><p>共5条 <a href=index_1.html>下一页</a> 1/1</p>";
    assert!(read(body).iter().all(|l| {
        l.items
            .iter()
            .all(|i| i.date.is_none() && i.month_day.is_none())
    }));
}
