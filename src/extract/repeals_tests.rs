//! Cases of FIELD §5.4 and its traps, one sentence or list each.

use scraper::Html;

use jiff::civil::Date;

use super::*;
use crate::facts::RepealExtent;

fn read(title: &str, body: &str) -> Repeals {
    let outline = Outline::of(&Html::parse_document(body), body.len());
    repeals(
        &outline,
        title,
        Some("云政发|2026|9"),
        &["废止文件目录.doc".to_owned()],
    )
}

fn names(title: &str, body: &str) -> Vec<(String, RepealExtent)> {
    read(title, body)
        .mentions
        .into_iter()
        .map(|m| {
            (
                m.target.doc_key.or(m.target.title).unwrap_or_default(),
                m.extent,
            )
        })
        .collect()
}

fn whole(name: &str) -> (String, RepealExtent) {
    (name.to_owned(), RepealExtent::Whole)
}

const SUCCESSOR: &str = "云岭县人民政府关于印发《云岭县停车管理办法》的通知";

#[test]
fn a_successor_repeals_by_number_by_title_and_by_date() {
    for (body, expected) in [
        (
            "本办法自2026年1月1日起施行，《云岭县停车管理暂行办法》（云政发[2010]3号）同时废止。",
            "云政发|2010|3",
        ),
        (
            "《新停车办法》自8月1日起施行，《旧停车办法》同时废止。",
            "旧停车办法",
        ),
        (
            "本办法自印发之日起施行。原《停车收费规定》同时废止。",
            "停车收费规定",
        ),
        (
            "本通知自发布之日起执行，2020年3月13日印发的《关于停车的通知》同时废止。",
            "关于停车的通知",
        ),
        (
            "自2026年5月1日起施行，云政办发（2011）12号文件同时废止。",
            "云政办发|2011|12",
        ),
    ] {
        assert_eq!(names(SUCCESSOR, body), [whole(expected)], "{body}");
    }
    let dated = read(SUCCESSOR, "2020年3月13日印发的《关于停车的通知》同时废止。");
    assert_eq!(
        dated.mentions[0].target.issued,
        Some(jiff::civil::date(2020, 3, 13))
    );
}

#[test]
fn several_targets_of_one_verb_are_all_read() {
    let body = "本办法自公布之日起施行，《甲办法》（云政发〔2010〕3号）、《乙办法》（云政发〔2011〕4号），《丙规定》同时废止。";
    assert_eq!(
        names(SUCCESSOR, body),
        [
            whole("云政发|2010|3"),
            whole("云政发|2011|4"),
            whole("丙规定")
        ]
    );
}

#[test]
fn parts_of_a_document_are_partial() {
    let body = "本办法自公布之日起施行，《甲办法》（云政发〔2010〕3号）第五条同时废止。";
    assert_eq!(
        names(SUCCESSOR, body),
        [("云政发|2010|3".to_owned(), RepealExtent::Partial)]
    );
}

#[test]
fn plans_procedures_and_names_with_the_word_repeal_nothing() {
    for body in [
        "各部门应当及时修改或者废止《甲办法》（云政发〔2010〕3号）。",
        "与本办法不一致的，以本办法为准，《甲办法》相关内容不再适用。",
        "根据《云岭县人民政府关于废止部分文件的决定》要求，做好相关工作。",
        "本办法有效期5年，有效期满自行失效。",
        "文件施行后，建议废止《甲办法》。",
    ] {
        assert_eq!(names(SUCCESSOR, body), [], "{body}");
    }
    for title in [
        "关于《拟废止的规范性文件目录》公开征求意见的公告",
        "《关于废止部分文件的决定》政策解读",
        "云岭县人民政府关于公布继续有效的规范性文件目录的通知",
    ] {
        let body = "1. 《甲办法》（云政发〔2010〕3号）予以废止。";
        assert_eq!(names(title, body), [], "{title}");
    }
}

const DECISION_TITLE: &str = "云岭县人民政府关于废止和宣布失效一批规范性文件的决定";

#[test]
fn a_table_is_read_by_its_decision_column_or_its_heading() {
    let body = "<p>附件1 废止的文件目录</p><table><tr><th>序号</th><th>文件名称</th><th>文号</th></tr>\
        <tr><td>1</td><td>关于停车的通知</td><td>云政发【2010】3号</td></tr></table>\
        <p>附件2 继续有效的文件目录</p><table><tr><td>序号</td><td>文件名称</td><td>文号</td></tr>\
        <tr><td>1</td><td>关于绿化的通知</td><td>云政发〔2011〕5号</td></tr></table>";
    assert_eq!(names(DECISION_TITLE, body), [whole("云政发|2010|3")]);
    let body = "<table><tr><td>序号</td><td>名称</td><td>文号</td><td>处理意见</td></tr>\
        <tr><td>1</td><td>关于停车的通知</td><td>云政发〔2010〕3号</td><td>废止</td></tr>\
        <tr><td>2</td><td>关于绿化的通知</td><td>云政发〔2011〕5号</td><td>修改</td></tr>\
        <tr><td>3</td><td>关于路灯的通知</td><td>云政发〔2012〕6号</td><td>继续有效</td></tr>\
        <tr><td>4</td><td>关于供水的通知</td><td>云政发〔2013〕7号</td><td>部分废止</td></tr></table>";
    assert_eq!(
        names("关于规范性文件清理结果的公告", body),
        [
            whole("云政发|2010|3"),
            ("云政发|2013|7".to_owned(), RepealExtent::Partial)
        ]
    );
}

#[test]
fn numbered_lines_follow_their_heading() {
    let body = "<p>经研究，决定废止下列文件：</p><p>1. 关于停车的通知（云政发〔2010〕3号）</p>\
        <p>2．《云岭县绿化办法》</p><p>二、继续有效的文件</p><p>1. 关于路灯的通知（云政发〔2012〕6号）</p>";
    assert_eq!(
        names(DECISION_TITLE, body),
        [whole("云政发|2010|3"), whole("云岭县绿化办法")]
    );
}

#[test]
fn a_decision_without_its_list_names_the_attachment() {
    let found = read(
        DECISION_TITLE,
        "<p>现决定对一批规范性文件予以废止，目录见附件。</p>",
    );
    assert_eq!(found.attachment.as_deref(), Some("废止文件目录.doc"));
    assert_eq!(found.mentions, []);
}

#[test]
fn a_later_effect_is_kept() {
    let found = read(
        SUCCESSOR,
        "自2027年3月1日起，《甲办法》（云政发〔2010〕3号）废止。",
    );
    assert_eq!(
        found.mentions[0].effective,
        Some(jiff::civil::date(2027, 3, 1))
    );
}

#[test]
fn a_decision_cell_that_spans_rows_counts_for_each() {
    let body = "<table><tr><td>序号</td><td>名称</td><td>文号</td><td>处理意见</td></tr>\
        <tr><td>1</td><td>关于停车的通知</td><td>云政发〔2010〕3号</td><td rowspan=\"2\">废止</td></tr>\
        <tr><td>2</td><td>关于绿化的通知</td><td>云政发〔2011〕5号</td></tr>\
        <tr><td>3</td><td>关于路灯的通知</td><td>云政发〔2012〕6号</td><td>继续有效</td></tr></table>";
    assert_eq!(
        names("关于规范性文件清理结果的公告", body),
        [whole("云政发|2010|3"), whole("云政发|2011|5")]
    );
}

fn effective_of(title: &str, body: &str) -> Vec<Option<Date>> {
    let mentions = read(title, body).mentions;
    mentions.into_iter().map(|m| m.effective).collect()
}

#[test]
fn the_clause_of_the_verb_may_give_the_day() {
    let day = Some(jiff::civil::date(2027, 1, 1));
    for body in [
        "《云岭县停车办法》（云政发〔2010〕3号）自2027年1月1日起废止。",
        "《云岭县停车办法》（云政发〔2010〕3号）于2027年1月1日废止。",
    ] {
        assert_eq!(effective_of(DECISION_TITLE, body), [day], "{body}");
    }
}

#[test]
fn a_decision_takes_effect_when_it_says_so_of_itself() {
    let list = "<p>经研究，决定废止下列文件：</p>\
                <p>1. 《云岭县停车办法》（云政发〔2010〕3号），自2010年5月1日起施行。</p>";
    assert_eq!(effective_of(DECISION_TITLE, list), [None]);
    let own = format!("{list}<p>本决定自2027年1月1日起施行。</p>");
    let day = Some(jiff::civil::date(2027, 1, 1));
    assert_eq!(effective_of(DECISION_TITLE, &own), [day]);
}

#[test]
fn what_a_repeal_rests_on_is_not_repealed() {
    for (body, expected) in [
        (
            "根据《云岭县文件管理规定》（云政发〔2015〕8号），《云岭县停车办法》（云政发〔2010〕3号）予以废止。",
            "云政发|2010|3",
        ),
        (
            "按照云政发〔2015〕8号文件精神，《云岭县停车办法》予以废止。",
            "云岭县停车办法",
        ),
    ] {
        for title in [DECISION_TITLE, SUCCESSOR] {
            assert_eq!(names(title, body), [whole(expected)], "{title}: {body}");
        }
    }
}

#[test]
fn what_is_not_repealed_for_now_or_stays_is_no_target() {
    for words in ["暂不废止", "暂缓废止", "不宜废止"] {
        let sentence = format!("《云岭县停车办法》（云政发〔2010〕3号）{words}。");
        let listed = format!("<p>经研究，决定：</p><p>一、{sentence}</p>");
        let headed =
            format!("<p>下列文件{words}：</p><p>1. 《云岭县停车办法》（云政发〔2010〕3号）</p>");
        for body in [sentence, listed, headed] {
            assert_eq!(names(DECISION_TITLE, &body), [], "{body}");
        }
    }
    let body = "继续执行《云岭县停车办法》，此前印发的废止通知不再生效。";
    assert_eq!(names(DECISION_TITLE, body), []);
}

#[test]
fn a_numbered_list_may_also_name_what_is_kept_or_amended() {
    let body = "<p>经研究，决定废止下列文件：</p><p>一、《云岭县停车办法》（云政发〔2010〕3号）</p>\
        <p>二、继续执行《云岭县绿化办法》（云政发〔2011〕5号）</p>\
        <p>三、保留《云岭县路灯办法》（云政发〔2012〕6号）</p>\
        <p>四、修改《云岭县供水办法》（云政发〔2013〕7号）</p>";
    assert_eq!(names(DECISION_TITLE, body), [whole("云政发|2010|3")]);
}

#[test]
fn a_numbered_line_may_name_a_document_by_day_and_title() {
    let body = "<p>经研究，决定废止下列文件：</p><p>四、2009年8月14日印发的《云岭县停车办法》</p>";
    let found = read(DECISION_TITLE, body).mentions;
    assert_eq!(found.len(), 1, "{found:?}");
    let target = &found[0].target;
    assert_eq!(target.title.as_deref(), Some("云岭县停车办法"));
    assert_eq!(target.issued, Some(jiff::civil::date(2009, 8, 14)));
}

#[test]
fn the_text_names_more_closely_what_the_title_repeals() {
    let title = "云岭县人民政府关于废止《云岭县停车办法》的通知";
    let body =
        format!("<h1>{title}</h1><p>现决定废止《云岭县停车办法》（云政发〔2010〕3号）。</p>");
    assert_eq!(names(title, &body), [whole("云政发|2010|3")]);
}

#[test]
fn the_title_of_a_neighbouring_page_and_a_question_repeal_nothing() {
    for body in [
        "<p>下一条：<a href='/1.htm'>《云岭县停车办法》（云政发〔2010〕3号）同时废止</a></p>",
        "<p>《云岭县停车办法》（云政发〔2010〕3号）废止了吗？</p>",
        "<p>请问《云岭县停车办法》（云政发〔2010〕3号）是否已经废止。</p>",
    ] {
        assert_eq!(names("南关街道路灯不亮", body), [], "{body}");
    }
}

#[test]
fn a_clean_up_may_name_its_list_in_the_text_or_the_file_only() {
    let title = "云岭县人民政府办公室关于公布行政规范性文件清理结果的通知";
    for (body, file) in [
        (
            "<p>现将清理结果予以公布。</p><p>附件：<a href='/1.pdf'>废止的文件.pdf</a></p>",
            "废止的文件.pdf",
        ),
        (
            "<p>决定废止规范性文件12件，现将《废止的行政规范性文件目录》予以公布。</p>",
            "附件1",
        ),
    ] {
        let outline = Outline::of(&Html::parse_document(body), body.len());
        let found = repeals(&outline, title, None, &[file.to_owned()]);
        assert_eq!(found.mentions, [], "{body}");
        assert_eq!(found.attachment.as_deref(), Some(file), "{body}");
    }
}

#[test]
fn a_list_after_its_introduction_needs_no_numbers() {
    for list in [
        "<ol><li>云岭县停车办法（云政发〔2010〕3号）</li></ol>",
        "<ul><li>关于印发云岭县停车办法的通知（云政发〔2010〕3号）</li></ul>",
        "<p>《云岭县停车办法》（云政发〔2010〕3号）</p>",
        "<p>（一）云岭县人民政府关于停车的通知（云政发〔2010〕3号）</p>",
    ] {
        let body =
            format!("<p>经研究，决定废止下列文件：</p>{list}<p>本决定自公布之日起施行。</p>");
        assert_eq!(
            names(DECISION_TITLE, &body),
            [whole("云政发|2010|3")],
            "{list}"
        );
    }
    let prose = "<p>经研究，决定废止下列文件：</p><p>《云岭县停车办法》（云政发〔2010〕3号）</p>\
        <p>三、本决定自公布之日起施行。</p><p>有关事项按照云政发〔2020〕8号文件办理。</p>\
        <p>县司法局负责解释（云政发〔2021〕7号）</p><p>云政发〔2026〕11号</p>";
    assert_eq!(names(DECISION_TITLE, prose), [whole("云政发|2010|3")]);
    let kept = "<p>下列文件继续有效：</p><ol><li>云岭县停车办法（云政发〔2010〕3号）</li></ol>";
    assert_eq!(names(DECISION_TITLE, kept), []);
}

#[test]
fn a_line_of_a_list_may_have_a_day_or_a_condition_of_its_own() {
    let line = |end: &str| format!("<p>三、《云岭县停车办法》（云政规〔2022〕9号）{end}</p>");
    for (end, day) in [
        ("自2027年1月1日起废止。", jiff::civil::date(2027, 1, 1)),
        (
            "执行至2026年12月31日，期满废止。",
            jiff::civil::date(2026, 12, 31),
        ),
    ] {
        assert_eq!(
            effective_of(DECISION_TITLE, &line(end)),
            [Some(day)],
            "{end}"
        );
    }
    let later = "<p>三、待新办法出台后，《云岭县停车办法》（云政规〔2022〕9号）予以废止。</p>";
    assert_eq!(names(DECISION_TITLE, later), []);
}

#[test]
fn what_is_said_in_passing_or_denied_is_no_repeal() {
    for body in [
        "根据原《政府信息公开条例》（国务院令第492号，已废止）确定的标准不变。",
        "《云岭县停车办法》（云政发〔2010〕40号）不再废止，继续执行。",
        "《云岭县停车办法》（云政发〔2010〕40号）未被废止，继续有效。",
        "对《云岭县停车办法》（云政发〔2010〕40号）暂予保留，不列入废止范围。",
        "《云岭县停车办法》（云政发〔2010〕40号）不列入本次废止范围。",
        "《云岭县停车办法》（云政发〔2010〕40号）不在此次废止之列。",
        "（2009年12月1日云政发〔2009〕44号公布　根据2025年3月20日云政发〔2025〕3号废止）",
    ] {
        for title in [DECISION_TITLE, SUCCESSOR] {
            assert_eq!(
                names(title, &format!("<p>{body}</p>")),
                [],
                "{title}: {body}"
            );
        }
    }
}

#[test]
fn a_denial_in_unknown_words_is_not_certain() {
    for (body, certain) in [
        (
            "《云岭县停车办法》（云政发〔2010〕3号）尚未走完废止手续。",
            false,
        ),
        (
            "《云岭县停车办法》（云政发〔2010〕3号）已不适应形势需要，现予以废止。",
            true,
        ),
        (
            "《云岭县停车办法》（云政发〔2010〕3号）因未及时修订，予以废止。",
            true,
        ),
        (
            "《云岭县停车办法》（云政发〔2010〕3号）自2026年7月1日起废止。",
            true,
        ),
    ] {
        let found = read(DECISION_TITLE, &format!("<p>{body}</p>"));
        let [mention] = &found.mentions[..] else {
            panic!("{body}: {:?}", found.mentions);
        };
        assert_eq!(mention.certain, certain, "{body}");
    }
}

#[test]
fn the_reason_of_a_repeal_is_not_repealed() {
    let body = "<p>鉴于《云岭县公共租赁住房运营办法》（云政发〔2021〕15号）已经施行，现决定对\
                《云岭县公共租赁住房分配办法》（云政发〔2013〕52号）予以废止。</p>";
    for title in [DECISION_TITLE, SUCCESSOR] {
        assert_eq!(names(title, body), [whole("云政发|2013|52")], "{title}");
    }
    let outdated = "<p>鉴于《云岭县停车办法》（云政发〔2010〕3号）已不适应形势，现予以废止。</p>";
    assert_eq!(names(DECISION_TITLE, outdated), [whole("云政发|2010|3")]);
}

#[test]
fn the_title_of_another_repeal_in_a_list_repeals_nothing() {
    let title = "云岭县人民政府关于规范性文件清理结果的通知";
    let named = "云岭县人民政府关于废止《云岭县暂住人口管理办法》的通知";
    let table = format!(
        "<p>附件1：继续有效的行政规范性文件目录</p><table><tr><td>序号</td><td>文件名称</td><td>文号</td></tr>\
         <tr><td>4</td><td>{named}</td><td>云政发〔2013〕5号</td></tr></table>"
    );
    let list = format!("<p>一、继续有效的文件</p><p>4. {named}（云政发〔2013〕5号）</p>");
    for body in [table, list] {
        assert_eq!(names(title, &body), [], "{body}");
    }
}

#[test]
fn a_heading_row_says_what_becomes_of_the_rows_below_it() {
    let table = |heading: &dyn Fn(&str) -> String| {
        format!(
            "<p>经研究，公布清理结果，废止的文件自公布之日起停止执行。</p>\
             <table><tr><td>序号</td><td>文件名称</td><td>文号</td></tr>{}\
             <tr><td>1</td><td>云岭县会展业管理办法</td><td>云政发〔2022〕62号</td></tr>{}\
             <tr><td>1</td><td>云岭县粮食储备管理办法</td><td>云政发〔2003〕2号</td></tr></table>",
            heading("一、继续有效"),
            heading("二、废止")
        )
    };
    let wide = table(&|text| format!("<tr><td colspan='3'>{text}</td></tr>"));
    let padded = table(&|text| format!("<tr><td></td><td>{text}</td><td></td></tr>"));
    for body in [wide, padded] {
        let title = "云岭县人民政府办公室关于公布文件清理结果的通知";
        assert_eq!(names(title, &body), [whole("云政发|2003|2")], "{body}");
    }
}

#[test]
fn what_a_table_names_with_its_number_is_not_named_again_by_title() {
    let body = "<table><tr><td>序号</td><td>文件名称</td><td>文号</td><td>处理意见</td></tr>\
                <tr><td>13</td><td>云岭县人民政府关于印发《云岭县最低生活保障办法》的通知</td>\
                <td>云政发〔2014〕8号</td><td>废止</td></tr></table>";
    assert_eq!(names(DECISION_TITLE, body), [whole("云政发|2014|8")]);
}

#[test]
fn a_year_that_begins_a_sentence_is_no_number_of_a_line() {
    let body = "<p>2010年5月12日印发的《云岭县地名管理办法》自本通知印发之日起废止，地名管理按照云政规〔2020〕3号执行。</p>";
    let title = "云岭县人民政府关于废止2010年《云岭县地名管理办法》的通知";
    let found = read(title, body).mentions;
    let [mention] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!(mention.target.issued, Some(jiff::civil::date(2010, 5, 12)));
    assert_eq!(mention.target.title.as_deref(), Some("云岭县地名管理办法"));
}

#[test]
fn an_issuer_may_stand_between_day_and_verb() {
    let line = "<p>三、2003年8月15日县人民政府印发的《云岭县临时工管理规定》。</p>";
    let found = read(DECISION_TITLE, &format!("<p>废止下列文件：</p>{line}"));
    let issued = found.mentions[0].target.issued;
    assert_eq!(issued, Some(jiff::civil::date(2003, 8, 15)));
}

#[test]
fn what_a_document_goes_by_is_not_repealed() {
    for text in [
        "本办法已被《关于废止部分文件的决定》（云政发〔2023〕8号）废止。",
        "本办法已由《云岭县停车管理办法》（云政发〔2023〕8号）宣布失效。",
        "（本文件已被云政发〔2023〕8号文件废止）",
        "《云岭县集市办法》已被云政发〔2023〕8号废止。",
    ] {
        for title in ["云岭县集市管理办法", "关于废止部分文件的决定"] {
            let found = read(title, &format!("<p>{text}</p>"));
            let of_decision =
                |m: &RepealMention| m.target.doc_key.as_deref() == Some("云政发|2023|8");
            assert!(!found.mentions.iter().any(of_decision), "{text}");
        }
    }
}
