//! The title right above the text of an article where no date says which line it is: an element that its tag or
//! its name calls a title, with tools, numbers and facts at most between it and the first sentence; and which
//! headings stand beside the text instead. Which other signs come before it is left to [`title`](super::title) and [`shown_title`](super::shown_title).

use super::dates;
use super::numbering::numbering;
use super::outline::{Outline, is_sentence, sentence};
use super::shown_title::{self, HEAD_LINES, TITLE_LINES};
use super::title;
use super::white_space::squeeze;

/// Lines between the title and the first sentence: number, facts, tools, salutation.
const BETWEEN: usize = 8;

/// `<p class=biaoti>…的通知</p><div>A+ A- 打印</div><p>各镇人民政府：</p>` below the heading of the column (the test
/// `a_title_stands_above_the_text`). Not what is a link or names one of the `columns`.
pub(super) fn title_above(
    outline: &Outline,
    site: Option<&str>,
    columns: &[&str],
) -> Option<String> {
    let head: Vec<(u32, u32)> = outline.body_places().take(HEAD_LINES).collect();
    let line = |at: usize| outline.slice(head[at].0, head[at].1).trim();
    let text = (0..head.len()).find(|at| begins_text(line(*at)))?;
    let headings = title::headings(outline).map(|(index, _)| index);
    let named: Vec<u32> = headings.chain(outline.titles.iter().copied()).collect();
    let ending = |at: usize| {
        let first = head[at.saturating_sub(TITLE_LINES - 1)].0;
        named.iter().find_map(|index| {
            let element = &outline.elements[*index as usize];
            let title = shown_title::said_by(outline, element, first, &[head[at].1], site)?;
            let fits = numbering(&title).0.is_none()
                && !columns.contains(&title.as_str())
                && !outline.has_link(element.text);
            fits.then_some(title)
        })
    };
    let last = (0..text)
        .rev()
        .take(BETWEEN)
        .find(|at| ending(*at).is_some() || !is_between(line(*at)))?;
    ending(last)
}

/// Whether a line says this right above the text. The name of a column heads the page, that of the site or of who
/// signs stands below the text (the test `a_line_above_the_text_is_told_from_other_lines`).
pub(super) fn stands_above(outline: &Outline, title: &str) -> bool {
    let title = squeeze(title);
    let lines = || outline.body_lines().take(HEAD_LINES).map(str::trim);
    let is_text = |line: &&str| begins_text(line);
    let before: Vec<&str> = lines().take_while(|line| !is_text(line)).collect();
    let is_passed = |line: &&&str| is_between(line) || dates::first_day(line).is_some();
    let below = before.iter().rev().take_while(is_passed).count();
    let is_said = |line: &&&str| squeeze(line) == title;
    before
        .iter()
        .rev()
        .take(below + 1)
        .any(|line| is_said(&line))
}

/// A sentence, or `为提高透明度，现将发放情况公示如下：` above a table.
fn begins_text(line: &str) -> bool {
    is_sentence(line) || line.ends_with("如下：") && sentence(line).1.is_some()
}

/// `A+ A- 打印`, `阅读：12`, `云政发〔2026〕3号`, `各镇人民政府：`.
fn is_between(line: &str) -> bool {
    const FEW: usize = 6;
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters < FEW || line.ends_with(['：', ':']) || shown_title::is_information(line)
}

/// Whether a heading stands below the first sentence or heads links: that of a menu or of a block beside the text.
pub(super) fn is_of_block(outline: &Outline, heading: &str) -> bool {
    let mut headings = title::headings(outline).map(|(_, element)| element);
    let Some(element) = headings.find(|e| outline.text_of(e) == heading) else {
        return false;
    };
    let mut before = outline
        .body_places()
        .take_while(|place| place.1 <= element.text.0);
    let mut places = outline.body_places();
    before.any(|(from, to)| is_sentence(outline.slice(from, to)))
        || places
            .find(|place| place.0 >= element.text.1)
            .is_some_and(|place| outline.has_link(place))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(html: &str) -> Option<String> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        title_above(&outline, None, &["县政府办文件", "政策法规"])
    }

    const TEXT: &str = "<p>各镇人民政府：</p><p>现将全县停车管理的实施方案印发给你们，请认真贯彻执行，不得有误。</p>";

    #[test]
    fn a_title_stands_above_the_text() {
        let own = "关于印发停车管理方案的通知";
        for above in [
            format!("<p class=biaoti>{own}</p><div>A+ A- 打印</div>"),
            format!(
                "<h2>县政府办文件</h2><div class=doc_title><em>{own}</em></div><p>阅读：12</p>"
            ),
            format!("<h3>{own}</h3><p>云政发〔2026〕3号</p>"),
            "<p class=biaoti>关于印发停车<br>管理方案的通知</p>".to_owned(),
        ] {
            for text in [TEXT, "<p>为规范全县停车秩序，现将有关标准公布如下：</p>"]
            {
                let html = format!("<p>索引号：A-1</p>{above}{text}<h4>温馨提示如何停车</h4>");
                assert_eq!(read(&html).as_deref(), Some(own), "{above}");
            }
        }
    }

    #[test]
    fn other_lines_above_the_text_are_no_title() {
        for above in [
            "<p>关于印发停车管理方案的通知</p>",
            "<h2>县政府办文件</h2>",
            "<h3><a href=/1>关于举办培训班的通知</a></h3>",
            "<h3>关于举办培训班的通知</h3><p>县水务局办公室文件汇编</p>",
            "<p class=subtitle>——在全县大会上的讲话</p>",
            "<h3>发布时间：2026-03-04</h3>",
            "<h3>三、其他补充事项</h3>",
        ] {
            assert_eq!(read(&format!("{above}{TEXT}")), None, "{above}");
        }
    }

    #[test]
    fn a_line_above_the_text_is_told_from_other_lines() {
        let is_above = |title: &str, lines: &str| {
            let html = format!("{lines}{TEXT}<p>云岭县水务局</p>");
            let outline = Outline::of(&Html::parse_document(&html), html.len());
            stands_above(&outline, title)
        };
        let title = "<p>城区停水</p>";
        let dated = "<p>云岭县水务局 www.yl.gov.cn 2026-03-04</p>";
        assert!(is_above("城区停水", title));
        assert!(is_above("城区停水", &format!("{title}{dated}")));
        let below = format!("<p>通知公告</p>{title}");
        assert!(!is_above("通知公告信息", &below));
        assert!(!is_above("云岭县水务局", title));
        assert!(!is_above(
            "云岭县水务公开信息",
            &format!("<p>云岭县水务公开信息</p>{title}<p>城区停水的其他说明</p>")
        ));
    }

    #[test]
    fn headings_of_menus_and_blocks_are_told_by_what_stands_around_them() {
        let is_of_block = |html: &str| {
            let outline = Outline::of(&Html::parse_document(html), html.len());
            super::is_of_block(&outline, "信息公开目录")
        };
        let heading = "<h3>信息公开目录</h3>";
        assert!(is_of_block(&format!(
            "{heading}<ul><li><a href=/1>机构职能</a></ul>{TEXT}"
        )));
        assert!(is_of_block(&format!("{TEXT}{heading}<p>文字</p>")));
        assert!(!is_of_block(&format!("{heading}{TEXT}")));
    }
}
