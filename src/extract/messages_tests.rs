//! Letters, boards and lists of letters as vendors draw them, and pages that are none.

use jiff::civil::{Date, date};
use url::Url;

use super::*;
use crate::extract::{PageInput, page};
use crate::facts::{PageFacts, PageKind};

fn facts(html: &str) -> PageFacts {
    let input = PageInput {
        url: &Url::parse("http://a.gov.cn/hdjl/xzxx/1.html").unwrap(),
        content_type: Some("text/html; charset=utf-8"),
        body: html.as_bytes(),
        fetched_on: date(2026, 11, 22),
        last_modified: None,
        items_since: None,
    };
    page(&input).facts
}

fn read(html: &str) -> Vec<Message> {
    facts(html).messages
}

fn titled(title: &str, body: &str) -> String {
    format!(
        "<title>{title}_云岭县人民政府</title><div class=nav><a href=/>首页</a><a href=/xzxx/>县长信箱</a></div>\
         <div class=crumb>当前位置：<a href=/>首页</a> &gt; <a href=/hdjl/>互动交流</a> &gt; <a href=/xzxx/>县长信箱</a></div>\
         <div class=content>{body}</div><div class=footer>主办单位：云岭县 联系电话：0000-7654321</div>"
    )
}

fn only(html: &str) -> Message {
    let found = read(html);
    let [message] = &found[..] else {
        panic!("{found:?}\n{html}");
    };
    message.clone()
}

fn days(message: &Message) -> (Option<Date>, Option<Date>) {
    let day = |found: &Option<FoundDate>| found.as_ref().map(|found| found.date);
    (day(&message.asked), day(&message.answered))
}

const ASKED: Option<Date> = Some(date(2026, 3, 2));
const ANSWERED: Option<Date> = Some(date(2026, 3, 9));

fn assert_whole(message: &Message, html: &str) {
    assert_eq!(message.title, "路灯不亮", "{html}");
    assert_eq!(
        message.question.as_deref(),
        Some("东门外路灯坏了，请修。"),
        "{html}"
    );
    assert_eq!(days(message), (ASKED, ANSWERED), "{html}");
    assert_eq!(
        message.answer.as_deref(),
        Some("您好，路灯已于3月8日修复。"),
        "{html}"
    );
    assert_eq!(message.unit.as_deref(), Some("县城市管理局"), "{html}");
}

#[test]
fn one_letter_in_every_layout() {
    for body in [
        // A table with label and value cells, two pairs in a row.
        "<table><tr><td>信件编号</td><td>LX20260302001</td><td>来信人</td><td>张某</td></tr>\
         <tr><td>来信标题</td><td colspan=3>路灯不亮</td></tr>\
         <tr><td>来信时间</td><td>2026-03-02 10:11:12</td><td>来信内容</td><td>东门外路灯坏了，请修。</td></tr>\
         <tr><td>回复单位</td><td>县城市管理局</td><td>回复时间</td><td>2026-03-09</td></tr>\
         <tr><td>回复内容</td><td colspan=3><p>您好，路灯已于3月8日修复。</p></td></tr></table>",
        // Two blocks with headings of their own.
        "<h3>来信信息</h3><p>标　　题：路灯不亮</p><p>写信时间：2026年3月2日 写信人：张某</p><p>信件内容：东门外路灯坏了，请修。</p>\
         <h3>回复信息</h3><p>答复部门：县城市管理局</p><p>答复时间：2026年3月9日</p><p>答复内容：您好，路灯已于3月8日修复。</p>",
        // The heading is the title; question and answer have no labels.
        "<h1>路灯不亮</h1><div><span>留言人：张**</span><span>留言时间：2026-03-02</span></div>\
         <div><p>东门外路灯坏了，请修。</p></div>\
         <div><span>回复单位：县城市管理局</span><span>回复时间：2026-03-09</span></div>\
         <div>您好，路灯已于3月8日修复。</div><p>您对本次回复是否满意</p>",
        // The table's name is a label of another page, and the answer's words are 处复.
        "<table><tr><td colspan=6>来信内容</td></tr><tr><td>信件ID</td><td>12</td><td>信件类型</td><td>求助</td>\
         <td>写信时间</td><td>2026-03-02</td></tr><tr><td>写信人</td><td>张某</td><td>IP地址</td><td>*</td><td>电子邮箱</td><td>*</td></tr>\
         <tr><td>信件内容</td><td colspan=5>东门外路灯坏了，请修。</td></tr></table>\
         <table><tr><td colspan=4>处复情况</td></tr><tr><td>处复单位</td><td>县城市管理局</td><td>处复时间</td><td>2026-03-09</td></tr>\
         <tr><td>处复内容</td><td colspan=3>您好，路灯已于3月8日修复。</td></tr></table>",
        // A definition list, with the words of 咨询投诉.
        "<dl><dt>咨询标题</dt><dd>路灯不亮</dd><dt>咨询日期</dt><dd>2026/03/02</dd><dt>咨询内容</dt><dd>东门外路灯坏了，请修。</dd>\
         <dt>办理单位</dt><dd>县城市管理局</dd><dt>办结时间</dt><dd>2026/03/09</dd><dt>处理结果</dt><dd>您好，路灯已于3月8日修复。</dd></dl>",
    ] {
        let html = titled("路灯不亮", body);
        assert_whole(&only(&html), &html);
    }
}

#[test]
fn number_and_status_are_kept_and_the_sender_is_not() {
    let html = titled(
        "信件详情",
        "<table><tr><td>编号</td><td>202603020000123456</td></tr><tr><td>来信人</td><td>张三丰</td></tr>\
         <tr><td>联系电话</td><td>13812341234</td></tr><tr><td>来信主题</td><td>求助13812341234</td></tr>\
         <tr><td>来信时间</td><td>2026-03-02</td></tr><tr><td>来信内容</td><td>我的电话13812341234，身份证35012819900101123X。</td></tr>\
         <tr><td>办理状态</td><td>办理中</td></tr></table>",
    );
    let message = only(&html);
    assert_eq!(message.number.as_deref(), Some("202603020000123456"));
    assert_eq!(message.status.as_deref(), Some("办理中"));
    assert_eq!(message.title, "求助138****1234");
    let question = "我的电话138****1234，身份证35*************23X。";
    assert_eq!(message.question.as_deref(), Some(question));
    assert!(!format!("{message:?}").contains("张三丰"));
}

#[test]
fn an_answer_that_is_empty_or_a_status_is_none() {
    for answer in [
        "",
        "已受理",
        "办理中",
        "暂无回复",
        "正在办理，请稍候。",
        "您的来信已受理，正在办理中。",
        "待回复",
        "无",
        "{{data.reply}}",
    ] {
        let html = titled(
            "信件详情",
            &format!(
                "<table><tr><td>来信标题</td><td>路灯不亮</td></tr><tr><td>来信时间</td><td>2026-03-02</td></tr>\
                 <tr><td>来信内容</td><td>东门外路灯坏了，请修。</td></tr><tr><td>回复单位</td><td></td></tr>\
                 <tr><td>回复时间</td><td></td></tr><tr><td>回复内容</td><td>{answer}</td></tr></table>"
            ),
        );
        let message = only(&html);
        assert_eq!(
            (message.answer, message.answered, message.unit),
            (None, None, None),
            "{answer}"
        );
    }
}

#[test]
fn when_it_was_taken_up_is_neither_asked_nor_answered() {
    let html = titled(
        "信件详情",
        "<p>来信标题：路灯不亮</p><p>来信内容：东门外路灯坏了。</p><p>受理时间：2026-03-03</p><p>受理单位：县政府办</p>\
         <p>回复单位：县城市管理局</p><p>回复内容：您好，路灯已经修复。</p>",
    );
    let message = only(&html);
    assert_eq!(days(&message), (None, None));
    assert_eq!(message.unit.as_deref(), Some("县城市管理局"));
}

#[test]
fn a_board_has_one_message_for_each_block() {
    let block = |title: &str, asked: &str, answer: &str| {
        format!(
            "<div><p>留言标题：{title}</p><p>留言时间：{asked}</p><p>留言内容：请问何时修好{title}。</p>\
             <p>回复单位：县城市管理局</p><p>回复时间：2026-03-09</p><p>回复内容：{answer}</p></div>"
        )
    };
    let blocks = block("路灯", "2026-03-02", "路灯下周修好。")
        + &block("井盖", "2026-03-03", "")
        + &block("公厕", "2026-03-04", "公厕已经修好。");
    let found = read(&titled("留言板", &blocks));
    let titles: Vec<&str> = found.iter().map(|m| m.title.as_str()).collect();
    assert_eq!(titles, ["路灯", "井盖", "公厕"]);
    let answered: Vec<bool> = found.iter().map(|m| m.answer.is_some()).collect();
    assert_eq!(answered, [true, false, true]);
}

#[test]
fn an_unanswered_letter_of_a_board_does_not_get_the_answer_of_the_next() {
    let body = "<div><p>留言标题：路灯</p><p>留言时间：2026-03-02</p><p>留言内容：路灯何时修好？</p></div>\
                <div><p>留言标题：井盖</p><p>留言时间：2026-03-03</p><p>留言内容：井盖何时装好？</p>\
                <p>回复内容：井盖已经装好。</p></div>";
    let found = read(&titled("留言板", body));
    let answers: Vec<_> = found
        .iter()
        .map(|m| (m.title.as_str(), m.answer.as_deref()))
        .collect();
    assert_eq!(answers, [("路灯", None), ("井盖", Some("井盖已经装好。"))]);
}

#[test]
fn a_letter_shown_twice_is_one() {
    let once = "<p>来信标题：路灯</p><p>来信时间：2026-03-02</p><p>来信内容：路灯何时修好？</p><p>回复内容：路灯已经修好。</p>";
    let html = titled(
        "信件",
        &format!("<div>{once}</div><div class=mobile>{once}</div>"),
    );
    assert_eq!(only(&html).title, "路灯");
    // Its title stands above the answer again.
    let body = "<p>来信标题：路灯</p><p>来信时间：2026-03-02</p><p>来信内容：路灯何时修好？</p>\
                <h3>回复信息</h3><p>来信标题：路灯</p><p>回复内容：路灯已经修好。</p>";
    assert_eq!(
        only(&titled("信件", body)).answer.as_deref(),
        Some("路灯已经修好。")
    );
}

#[test]
fn rows_of_one_day_are_apart() {
    let body = "<ul><li><a href=/1.html>东门路灯不亮</a><p>来信时间：2026-03-02</p></li>\
                <li><a href=/2.html>西门井盖丢失</a><p>来信时间：2026-03-02 回复时间：2026-03-05</p></li></ul>";
    let found = read(&titled("县长信箱", body));
    let seen: Vec<_> = found
        .iter()
        .map(|m| (m.title.as_str(), days(m).1))
        .collect();
    let answered = Some(date(2026, 3, 5));
    assert_eq!(seen, [("东门路灯不亮", None), ("西门井盖丢失", answered)]);
}

#[test]
fn rows_with_labels_take_the_link_above_as_their_title() {
    let row = |n: u32, title: &str| {
        format!(
            "<li><h4><a href='/xzxx/{n}.html'>{title}</a></h4><p>来信时间：2026-03-0{n} 回复单位：县政府办 \
             回复时间：2026-03-1{n}</p></li>"
        )
    };
    let list = row(1, "东门路灯不亮") + &row(2, "西门井盖丢失") + &row(3, "公厕停水多日");
    let found = read(&titled("县长信箱", &format!("<ul>{list}</ul>")));
    let seen: Vec<_> = found
        .iter()
        .map(|m| (m.title.as_str(), m.url.as_deref(), days(m).0))
        .collect();
    let day = |n| Some(date(2026, 3, n));
    assert_eq!(
        seen,
        [
            ("东门路灯不亮", Some("http://a.gov.cn/xzxx/1.html"), day(1)),
            ("西门井盖丢失", Some("http://a.gov.cn/xzxx/2.html"), day(2)),
            ("公厕停水多日", Some("http://a.gov.cn/xzxx/3.html"), day(3)),
        ]
    );
}

#[test]
fn a_list_below_a_header_in_tables_and_boxes() {
    let expected = |message: &Message| {
        assert_eq!(message.title, "东门外路灯不亮已经一个月");
        assert_eq!(message.url.as_deref(), Some("http://a.gov.cn/xzxx/1.html"));
        assert_eq!(days(message).0, ASKED);
        assert_eq!(message.status.as_deref(), Some("已办结"));
        assert_eq!(message.unit.as_deref(), Some("县城市管理局"));
    };
    let link = "<a href='/xzxx/1.html' title='东门外路灯不亮已经一个月'>东门外路灯不亮…</a>";
    for body in [
        format!(
            "<table><tr><th>序号</th><th>来信标题</th><th>来信时间</th><th>回复单位</th><th>办理状态</th></tr>\
             <tr><td>1</td><td>{link}</td><td>2026-03-02</td><td>县城市管理局</td><td>已办结</td></tr></table>"
        ),
        format!(
            "<div class=th><span>编号</span><span>标题</span><span>提交时间</span><span>受理单位</span><span>状态</span></div>\
             <ul><li><span>A1</span>{link}<span>2026-03-02</span><span>县城市管理局</span><span>已办结</span></li></ul>"
        ),
        format!(
            "<ul class=title><li>信件标题</li><li>回复部门</li><li>来信日期</li><li>处理状态</li></ul>\
             <ul><li>{link}</li><li>县城市管理局</li><li>2026-03-02</li><li>已办结</li></ul>"
        ),
    ] {
        expected(&only(&titled("县长信箱", &body)));
    }
}

#[test]
fn pages_with_words_of_letters_are_no_letters() {
    let crumbless =
        |title: &str, body: &str| format!("<title>{title}</title><h1>{title}</h1>{body}");
    for html in [
        // A form for writing has the labels of a letter.
        titled(
            "我要写信",
            "<form><p>来信标题：<input type=text></p><p>来信内容：<textarea></textarea></p><p>回复方式：<input type=radio></p></form>",
        ),
        // Policy answers, interviews.
        crumbless(
            "《云岭县人才办法》政策问答",
            "<p>问：来信内容：？</p><p>答复内容：可以。</p><p>来信时间：2026-03-02</p>",
        ),
        crumbless(
            "在线访谈：县医保局局长谈缴费",
            "<p>留言内容：请问</p><p>回复内容：您好，可以。</p><p>留言时间：2026-03-02</p>",
        ),
        // Reports of inspections, replies to deputies.
        crumbless(
            "营商环境问题整改台账",
            "<p>问题描述：窗口排队久</p><p>处理情况：已增设窗口两个。</p><p>处理时间：2026-03-02</p><p>投诉</p>",
        ),
        crumbless(
            "对县人大第3号建议的答复",
            "<p>建议编号：3</p><p>建议标题：修路</p><p>建议内容：请修东门路。</p><p>答复时间：2026-03-02</p><p>答复内容：来信已办。</p>",
        ),
        // Statistics of letters.
        crumbless(
            "2026年第一季度县长信箱办理情况通报",
            "<p>共收到来信100件，办理情况：已回复98件。</p><p>咨询类：50件</p>",
        ),
        // A list of documents with a status column.
        crumbless(
            "政策文件",
            "<table><tr><th>标题</th><th>发布时间</th><th>状态</th></tr><tr><td><a href=1.html>关于路灯的通知</a></td><td>2026-03-02</td><td>有效</td></tr></table><p>留言 答复</p>",
        ),
        // A list of consultations below the same roof.
        titled(
            "征集调查",
            "<table><tr><th>标题</th><th>开始时间</th><th>结束时间</th><th>状态</th></tr><tr><td><a href=1.html>关于路灯的征集</a></td><td>2026-03-02</td><td>2026-04-02</td><td>已结束</td></tr></table>",
        ),
        // A list whose dates are neither.
        titled(
            "县长信箱",
            "<ul><li><a href=1.html>关于路灯的来信</a><span>2026-03-02</span></li><li><a href=2.html>关于井盖的答复</a><span>2026-03-01</span></li></ul>",
        ),
        // Columns with the words of letters only.
        titled(
            "写信须知",
            "<p>您的来信将在5个工作日内答复。</p><p>联系电话：0000-1234567</p>",
        ),
    ] {
        assert_eq!(read(&html), [], "{html}");
    }
}

#[test]
fn excerpts_are_short() {
    let long = "请问".repeat(2000);
    let html = titled(
        "信件",
        &format!(
            "<p>来信标题：路灯</p><p>来信时间：2026-03-02</p><p>来信内容：{long}</p><p>回复内容：{long}</p>"
        ),
    );
    let message = only(&html);
    let length = |text: &Option<String>| text.as_ref().map(|t| t.chars().count());
    assert_eq!(
        (length(&message.question), length(&message.answer)),
        (Some(200), Some(200))
    );
}

#[test]
fn a_letter_beside_a_list_of_letters_is_the_pages_own() {
    let rows: String = (1..6)
        .map(|n| {
            format!("<tr><td><a href=/l/{n}.html>第{n}路公交车间隔过长</a></td><td>县有关部门</td><td>2022-03-0{n}</td></tr>")
        })
        .collect();
    let html = format!(
        "<title>信件内容-云岭县咨询投诉直通车</title><div>首页 &gt; 公开信件 &gt; 信件内容</div><table>\
         <tr><th>信件标题</th><td>路灯不亮</td></tr>\
         <tr><th>来信时间</th><td>2026-03-02 14:06:51</td></tr>\
         <tr><th>来信内容</th><td>东门外路灯坏了，请修。</td></tr>\
         <tr><th>受理单位</th><td>县城市管理局</td></tr>\
         <tr><th>答复时间</th><td>2026-03-09</td></tr>\
         <tr><th>答复内容</th><td>您好，路灯已于3月8日修复。</td></tr></table>\
         <h4>最新办结信件</h4><table><tr><th>标题</th><th>受理单位</th><th>来信时间</th></tr>{rows}</table>"
    );
    assert_whole(&only(&html), &html);
    let facts = facts(&html);
    assert_eq!(facts.kind, PageKind::Article);
    assert_eq!(facts.heading, "路灯不亮");
}
