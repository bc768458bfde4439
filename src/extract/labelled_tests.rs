//! Labels as cells, headings, lead-ins, tabs and before colons, and where their values end.

use scraper::Html;

use super::*;
use crate::extract::headed_rows::headed_rows;

fn outline(html: &str) -> Outline {
    Outline::of(&Html::parse_document(html), html.len())
}

/// 甲 to 丁 with 事项 before each are labels; their meaning is their last character.
fn read(label: &str) -> Option<char> {
    let last = label.strip_prefix("事项")?;
    let mut last = last.chars();
    last.next()
        .filter(|c| "甲乙丙丁".contains(*c) && last.next().is_none())
}

fn found(html: &str) -> Vec<(char, String)> {
    let outline = outline(html);
    let labels = labelled(&outline, &read, |place| place == Place::Body);
    let value = |l: &Labelled<char>| plain(outline.slice(l.value.0, l.value.1));
    labels.iter().map(|l| (l.field, value(l))).collect()
}

fn pairs(expected: &[(char, &str)]) -> Vec<(char, String)> {
    expected
        .iter()
        .map(|(c, text)| (*c, (*text).to_owned()))
        .collect()
}

#[test]
fn every_layout_gives_the_same_pairs() {
    let expected = pairs(&[('甲', "一份"), ('乙', ""), ('丙', "两份 三份")]);
    for html in [
        "<table><tr><td>事项甲</td><td>一份</td></tr><tr><td>事 项 乙</td><td></td></tr>\
         <tr><th>事项丙：</th><td><p>两份</p><p>三份</p></td></tr></table>",
        "<table><tr><td>事项甲</td><td>一份</td><td>事项乙</td><td></td></tr>\
         <tr><td>事项　丙</td><td colspan=3>两份<br>三份</td></tr></table>",
        "<dl><dt>事项甲</dt><dd>一份</dd><dt>事项乙</dt><dd></dd><dt>事项丙</dt><dd>两份</dd><dd>三份</dd></dl>",
        "<h3>一、事项甲</h3><p>一份</p><h3>二、事项乙</h3><h3>三、事项丙</h3><p>两份</p><p>三份</p>",
        "<p>1．事项甲：一份</p><p>2．事项乙：</p><p>3．事项丙：两份</p><p>三份</p>",
        "<p><b>事项甲</b>一份</p><p><strong>事项乙</strong></p><p><b>事项丙</b>：两份</p><p>三份</p>",
        "<p>【事项甲】一份</p><p>【事项乙】</p><p>【事项丙】两份</p><p>三份</p>",
        "<ul><li><span>事项甲</span><span>一份</span></li><li><span>事项乙</span><span></span></li>\
         <li><span>事项丙（必备）</span><div>两份</div><div>三份</div></li></ul>",
        "<ul class=tabs><li>事项甲</li><li>事项乙</li><li>事项丙</li></ul>\
         <div><div>一份</div><div style='display:none'> </div><div hidden>两份<br>三份</div></div>",
    ] {
        assert_eq!(found(html), expected, "{html}");
    }
}

#[test]
fn a_heading_that_is_no_label_ends_the_value_before_it() {
    let html = "<p>四、事项甲</p><p>五、收费情况</p><p>不收费</p><p>六、事项乙</p><p>一份</p>";
    assert_eq!(found(html), pairs(&[('甲', ""), ('乙', "一份")]));
    // Numbers of another style belong to the value.
    let html = "<p>四、事项甲</p><p>1、一份</p><p>2、两份</p>";
    assert_eq!(found(html), pairs(&[('甲', "1、一份 2、两份")]));
}

#[test]
fn words_of_a_sentence_are_no_labels() {
    for html in [
        "<p>我县调整事项甲：一是简化</p>",
        "<p>关于事项甲的说明</p>",
        "<p>放宽准入，事项甲：一份</p>",
    ] {
        assert_eq!(found(html), [], "{html}");
    }
}

#[test]
fn tabs_without_panes_and_links_to_other_pages_say_nothing() {
    for html in [
        "<ul><li><a href='/a/'>事项甲</a></li><li><a href='/b/'>事项乙</a></li></ul>",
        "<div><span>事项甲</span><span>事项乙</span><span>事项丙</span></div>",
    ] {
        assert_eq!(found(html), [], "{html}");
    }
}

#[test]
fn panes_with_headings_of_their_own_speak_for_themselves() {
    let html = "<ul><li><a href='#1'>事项甲</a></li><li><a href='#2'>事项乙</a></li></ul>\
                <div><div><h4>事项甲</h4><p>一份</p></div><div><h4>事项乙</h4><p>两份</p></div></div>";
    assert_eq!(found(html), pairs(&[('甲', "一份"), ('乙', "两份")]));
}

#[test]
fn the_footer_and_what_templates_add_end_the_last_value() {
    let text = "<p>正文</p>".repeat(6);
    let html = format!(
        "{text}<p>事项甲：一份</p><p>【打印】【关闭】</p><p>主办单位：云岭县人民政府 事项乙：三份</p>\
         <p>网站标识码：9999010001</p>"
    );
    assert_eq!(found(&html), pairs(&[('甲', "一份")]));
}

#[test]
fn hostile_pages_take_linear_time() {
    let started = std::time::Instant::now();
    for html in [
        "<span>".repeat(20_000) + "事项甲：一",
        "<p>事项甲：".repeat(10_000),
        "<span>事项甲</span>".repeat(10_000),
        "<ul><li>事项甲</li><li>事项乙</li></ul>".repeat(5_000),
        format!("<p>{}</p>", "事项）：".repeat(30_000)),
    ] {
        let outline = outline(&html);
        let _ = labelled(&outline, &read, |_| true);
        let _ = headed_rows(&outline, &read);
    }
    assert!(started.elapsed().as_secs() < 60);
}

proptest::proptest! {
    #[test]
    fn no_page_panics(text in "[事项甲乙：（）()【】一二十、.1<>/a-z\" \n\u{3000}]{0,200}") {
        let html = format!("<table><tr><td>{text}</td><td>事项甲：{text}</td></tr></table>{text}");
        let outline = outline(&html);
        let labels = labelled(&outline, &read, |_| true);
        for label in &labels {
            proptest::prop_assert!(outline.text.get(label.value.0 as usize..label.value.1 as usize).is_some());
        }
        let _ = headed_rows(&outline, &read);
    }
}
