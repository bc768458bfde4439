//! Labels, fields, stamps and notes of repealed documents, one text each.

use scraper::Html;

use super::*;

#[test]
fn the_order_of_the_words_matters() {
    for (value, expected) in [
        ("有 效", Validity::Valid),
        ("现行有效", Validity::Valid),
        ("部分失效", Validity::PartlyInvalid),
        ("全文废止", Validity::Repealed),
        ("失效", Validity::Expired),
        ("尚未生效", Validity::NotYet),
        ("已修改", Validity::Amended),
        ("", Validity::Blank),
        ("undefined", Validity::Blank),
        ("部分条款废止", Validity::PartlyInvalid),
        ("未失效", Validity::Valid),
        ("未施行", Validity::NotYet),
        ("待生效", Validity::NotYet),
        ("已到期失效", Validity::Expired),
        ("有效期内", Validity::Valid),
        ("有效期至2030年12月31日", Validity::Unknown),
        ("拟废止", Validity::Unknown),
        ("有效□ 失效□", Validity::Unknown),
        ("有效 失效 废止", Validity::Unknown),
        ("现行有效，尚未废止", Validity::Valid),
        ("即将失效", Validity::Valid),
        ("即将施行", Validity::NotYet),
        ("有效（2022年修订）", Validity::Valid),
        ("修订中", Validity::Unknown),
        ("因有效期届满失效", Validity::Unknown),
        (
            "关于印发《云岭县停车管理办法》的通知同时废止《云岭县停车管理暂行办法》",
            Validity::Unknown,
        ),
    ] {
        assert_eq!(normalise(value), expected, "{value}");
    }
}

fn form(html: &str, title: &str) -> Option<LabelForm> {
    let outline = Outline::of(&Html::parse_document(html), html.len());
    let pairs = labels::pairs(&outline);
    label(
        &outline,
        &pairs,
        &[title],
        false,
        jiff::civil::date(2026, 11, 22),
    )
    .map(|l| l.form)
}

#[test]
fn each_form_of_label_counts() {
    assert_eq!(form("<p>有效性：已废止</p>", ""), Some(LabelForm::Field));
    assert_eq!(
        form("<p>正文</p>", "关于停车的通知（已废止）"),
        Some(LabelForm::Title)
    );
    assert_eq!(form("<div>该文件已失效</div>", ""), Some(LabelForm::Banner));
    assert_eq!(
        form("<img src='/i/yifeizhi.png'>", ""),
        Some(LabelForm::Banner)
    );
    assert_eq!(
        form(
            "<p>根据云政发〔2025〕1号，本办法已于2025年1月1日废止，特此说明有关情况。</p>",
            ""
        ),
        Some(LabelForm::Note)
    );
}

#[test]
fn a_mark_in_the_title_may_carry_stars_or_a_day() {
    for title in [
        "★失效★关于停车收费的通知",
        "关于停车收费的通知（2026年4月8日废止）",
        "关于停车收费的通知【全文废止】",
        "关于停车收费的通知（已被云政发〔2026〕8号文件废止）",
    ] {
        let found = form("<p>正文</p>", title);
        assert_eq!(found, Some(LabelForm::Title), "{title}");
        assert_eq!(without_mark(title), "关于停车收费的通知");
    }
}

#[test]
fn the_mark_may_stand_only_where_the_title_is_shown() {
    let title = "云岭县农村危房改造管理办法";
    for shown in [
        "{}（已废止）",
        "{}(已废止)",
        "【废止】{}",
        "标　　题：{}（已失效）",
    ] {
        let html = format!(
            "<div class='bt'>{}</div><p>正文</p>",
            shown.replace("{}", title)
        );
        assert_eq!(form(&html, title), Some(LabelForm::Title), "{html}");
    }
    for other in ["云岭县停车管理办法（已废止）", "危房（已废止）"] {
        assert_eq!(form(&format!("<p>{other}</p>"), title), None, "{other}");
    }
}

#[test]
fn stamps_are_banners_spaced_out_or_short() {
    for html in [
        "<div>已 废 止</div>",
        "<div>全文废止</div>",
        "<div>该文件已作废</div>",
    ] {
        assert_eq!(form(html, ""), Some(LabelForm::Banner), "{html}");
    }
}

#[test]
fn a_note_names_its_own_document_or_tells_its_history() {
    for html in [
        "<p>本规程已被《云岭县安全生产操作规程（2026年修订）》（云应急〔2026〕4号）废止。</p>",
        "<p>（2007年3月12日云政发〔2007〕11号印发，根据2026年9月1日云政发〔2026〕17号文件废止）</p>",
        "<p style='color:red'>【说明】根据云岭县公告2024年第5号，本文件自2024年5月1日起宣布失效，不再作为管理的依据，请各单位遵照执行有关规定。</p>",
    ] {
        assert_eq!(form(html, ""), Some(LabelForm::Note), "{html}");
    }
}

#[test]
fn the_note_has_many_wordings() {
    for text in [
        "温馨提示：此文件因适用期已过，已于2025年6月宣布失效。",
        "（此件已于2025年3月20日宣布失效）",
        "（编注：此件已于2026年废止。）",
        "此件已废止",
        "* 本文件被云政规〔2026〕9号停止执行",
        "本文件停止执行",
        "本文已不再执行",
        "本篇法规已失效",
        "（2025年3月20日已宣布失效）",
        "本标准因云政规〔2024〕2号文出台而废止。",
        "该文件已失效或废止",
        "本文已被云政规〔2026〕9号替代。",
        "本办法自2024年5月1日起停止执行。",
    ] {
        assert!(is_own_label(text), "{text}");
    }
}

#[test]
fn plans_terms_and_other_documents_are_no_label() {
    for text in [
        "本办法自2026年1月1日起施行，原办法废止。",
        "本办法自2026年1月1日起施行，2031年1月1日失效。",
        "本通知有效期5年，期满自行失效。",
        "本办法自印发之日起执行，之前的规定停止执行。",
        "本文件将于2027年1月1日废止。",
        "本通知自2026年1月1日起执行，《云岭县停车办法》同时废止。",
        "本决定自公布之日起施行，下列文件予以废止：",
        "该项目停止执行期限为两年",
        "您好！经查，该文件已废止，现按新办法执行。",
        "本公告废止的文件",
        "此前文件废止",
    ] {
        assert!(!is_own_label(text), "{text}");
    }
}

#[test]
fn an_image_may_be_the_stamp() {
    for html in [
        "<img src='/i/fz.gif' alt='废止'>",
        "<img src='/i/fz.gif' title='本文件已失效或废止' alt='废止'>",
        "<img src='/i/fz.gif' title='已废止' alt='图标'>",
        "<table><tr><td>有效状态：</td><td><img src='/i/fz2.png' alt='废止'></td></tr></table>",
    ] {
        assert_eq!(form(html, ""), Some(LabelForm::Banner), "{html}");
    }
    assert_eq!(form("<img src='/i/1.gif' alt='失效文件目录'>", ""), None);
}

#[test]
fn the_question_whether_it_is_repealed_is_answered() {
    assert_eq!(form("<p>是否废止：是</p>", ""), Some(LabelForm::Field));
    assert_eq!(form("<p>是否废止：否</p>", ""), None);
    assert_eq!(form("<p>【时效性：失效】</p>", ""), Some(LabelForm::Field));
}

#[test]
fn the_question_whether_it_is_valid_is_answered() {
    assert_eq!(form("<p>是否有效：否</p>", ""), Some(LabelForm::Field));
    assert_eq!(form("<p>是否有效：是</p>", ""), None);
}

#[test]
fn a_day_of_expiry_is_a_label_once_it_has_come() {
    assert_eq!(
        form("<p>失效日期：2026-11-01</p>", ""),
        Some(LabelForm::Field)
    );
    assert_eq!(
        form("<p>废止日期：2026-11-01</p>", ""),
        Some(LabelForm::Field)
    );
    assert_eq!(form("<p>失效日期：2030-12-31</p>", ""), None);
    assert_eq!(form("<p>废止日期：</p>", ""), None);
}

#[test]
fn a_term_that_is_over_is_expired_and_not_repealed() {
    let stated = |html: &str| {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        let pairs = labels::pairs(&outline);
        let today = jiff::civil::date(2026, 11, 22);
        let label = label(&outline, &pairs, &[""], false, today);
        super::stated(&pairs, label.as_ref())
    };
    for (html, expected) in [
        ("<p>有效期至：2025-03-09</p>", Validity::Expired),
        ("<p>有效期至：2030-03-09</p>", Validity::Unknown),
        ("<p>废止日期：2025-03-09</p>", Validity::Repealed),
        (
            "<dl><dt>文号</dt><dd>云政发〔2026〕3号</dd><dt>时 效 性：</dt><dd></dd></dl>\
             <dl><dt>文号</dt><dd>云政发〔2026〕3号</dd><dt>时 效 性：</dt><dd></dd></dl><h1>关于停车的通知</h1>",
            Validity::Blank,
        ),
    ] {
        assert_eq!(stated(html), expected, "{html}");
    }
}

#[test]
fn comments_and_rows_that_no_script_writes_say_nothing() {
    for html in [
        "<table><tr><td>有效性：</td><td><!-- 已废止 -->有效</td></tr></table>",
        "<table><!-- <tr><td>有效性：</td><td>失效</td></tr> --></table>",
        "<script>if(\"有效\" != \"有效\"){document.write(\"<td>有 效 性：</td><td>失效</td>\");}</script>",
    ] {
        assert_eq!(form(html, ""), None, "{html}");
    }
}

#[test]
fn words_about_other_documents_are_no_label() {
    for html in [
        "<p>本县已废止的文件清单</p>",
        "<p>已废止文件目录</p>",
        "<p>第五条废止</p>",
        "<p>《云岭县停车办法》（云政发〔2010〕3号）同时废止。</p>",
        "<p>本办法自2026年1月1日起施行，有效期5年，原办法已废止条款不再适用。</p>",
        "<p>有效性：有效</p><!-- 有效性：已废止 -->",
        "<p>本办法自发布之日起施行，至2030年12月31日失效。</p>",
    ] {
        assert_eq!(form(html, "关于印发办法的通知"), None, "{html}");
    }
}

#[test]
fn a_status_counts_where_it_says_that_the_document_is_gone() {
    assert_eq!(
        form("<p><span>状态：已废止</span>　发布时间：2016-07-08</p>", ""),
        Some(LabelForm::Field)
    );
    assert_eq!(form("<p>状态：办结　发布时间：2016-07-08</p>", ""), None);
}

#[test]
fn a_document_replaced_by_another_may_say_so_first() {
    let note = "<p>（本方案已被《云岭县医疗救助办法》替代，已宣布失效，请以新办法为准，特此说明有关情况和有关联系方式。）</p>";
    assert_eq!(form(note, ""), Some(LabelForm::Note));
    let successor = "<p>本办法已经县政府同意，废止《云岭县停车办法》。</p>";
    assert_eq!(form(successor, ""), None);
}
