//! Validity of a document as its page states it, and the label that says it is no longer in force
//! (FIELD §5.2: any of field, title mark, banner, note counts).

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, Field, Pair};
use super::outline::{Outline, clip, squeeze};
use crate::facts::{Label, LabelForm, Validity};

#[allow(
    clippy::expect_used,
    reason = "constant patterns, compiled by every test"
)]
fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern")
}

/// （已废止）, 【失效】, ★失效★, （2026年4月8日废止） at either end of a title.
static TITLE_MARK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"[（(【\[〔［★※]\s*(?:本文件?|此件)?(?:现|全文)?已?(?:[于自]?\d{4}年\d{1,2}月\d{1,2}日起?)?(?:宣布|予以)?(?:废止|失效|作废)\s*[）)】\]〕］★※]",
    )
});

/// A short line that is nothing but the label: 该文件已废止, 全文失效, 本文件已于2025年1月1日废止.
static BANNER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[\[【（(※★*]?\s*(?:提示|注意|说明|注)?[：:]?\s*(?:(?:本|该|此)?(?:文件|文|公文|政策|通知|办法|规定|意见|细则|方案|规范性文件|政策文件)?(?:目前|现)?已(?:被|于|经|自)?[^。；，]{0,30}?(?:废止|失效|停止执行|作废)[^。；，]{0,6}|(?:全文|已经)?(?:废止|失效|作废))[\]】）)※★*]?[。！]?$",
    )
});

/// 已废止文件目录, a heading or link above other documents, which reads like a banner.
static LIST_NAME: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:废止|失效|作废)的?.{0,4}(?:文件|目录|清单|名录)"));

/// A sentence of the page about its own document: 本文件已于…废止, 根据…，本办法已宣布失效.
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    const SELF: &str = "(?:本|该|此)(?:文件?|通知|通告|办法|规定|规程|规则|规范|条例|章程|制度|标准|意见|细则|方案|计划|预案|指引|措施|公告|决定|规范性文件|政策)";
    regex(&format!(
        r"{SELF}[^。；，]{{0,12}}?(?:已|现已|已经|业已)[^。；，]{{0,60}}?(?:，(?:已|现已|业已)(?:被|经|予以|宣布)*)?(?:废止|失效|停止执行|作废)|{SELF}自\d{{4}}年\d{{1,2}}月\d{{1,2}}日起(?:予以|正式)?(?:废止|失效|停止执行)"
    ))
});

/// The history of a document in brackets below its title: （2007年3月12日云政发〔2007〕11号印发，根据
/// 2026年9月1日云政发〔2026〕17号文件废止）.
static HISTORY: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[（(].{4,80}(?:印发|发布|公布|通过).{0,60}(?:根据|依据|被|经|由).{2,60}(?:废止|失效)[）)]$",
    )
});

/// What a decision that repeals others says of itself: 本决定已废止.
static OF_DECISION: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^[（(【\[]?本(?:决定|公告|通告|通知|文件)(?:目前|现)?已(?:[被于经][^。；，]{0,40})?(?:宣布)?(?:废止|失效|作废)[）)】\]]?[。！]?$",
    )
});

/// File names of stamps: `yifeizhi.png`, `feizhi_icon.gif`.
const STAMP_WORDS: [&str; 5] = ["feizhi", "shixiao", "已废止", "已失效", "废止章"];

/// Reads the value of a validity field. Parts before wholes and 尚未 before 生效, because the long
/// words contain the short ones (FIELD §5.2).
pub(super) fn normalise(value: &str) -> Validity {
    let value = squeeze(value);
    let has = |words: &[&str]| words.iter().any(|w| value.contains(w));
    if value.is_empty() || matches!(value.as_str(), "-" | "--" | "无" | "/") {
        Validity::Blank
    } else if has(&["部分", "条款失效"]) {
        Validity::PartlyInvalid
    } else if has(&["尚未", "未生效", "未施行"]) {
        Validity::NotYet
    } else if has(&["未废止", "未失效"]) {
        Validity::Valid
    } else if has(&["废止", "作废"]) {
        Validity::Repealed
    } else if has(&["失效", "无效", "过期"]) || value == "否" {
        // 是否有效：否
        Validity::Expired
    } else if has(&["修改", "修订", "修正"]) {
        Validity::Amended
    } else if has(&["有效", "生效", "施行"]) {
        Validity::Valid
    } else {
        Validity::Unknown
    }
}

/// Validity field of the metadata block; `Unknown` if there is none.
pub(super) fn field(pairs: &[Pair]) -> Validity {
    match labels::value(pairs, Field::Validity) {
        Some(value) => normalise(value),
        None if labels::has(pairs, Field::Validity) => Validity::Blank,
        None => Validity::Unknown,
    }
}

/// The label that the page puts on its own document. `is_repeal` pages (decisions about other
/// documents) get no banner or note: their words concern others.
pub(super) fn label(
    outline: &Outline,
    pairs: &[Pair],
    titles: &[&str],
    is_repeal: bool,
) -> Option<Label> {
    let make = |form, text: &str| {
        Some(Label {
            form,
            text: clip(text.trim(), 120),
        })
    };
    let mut stated = [Field::Validity, Field::Status]
        .into_iter()
        .filter_map(|field| labels::value(pairs, field));
    let no_longer = |value: &&str| {
        matches!(
            normalise(value),
            Validity::Repealed | Validity::Expired | Validity::PartlyInvalid
        )
    };
    if let Some(value) = stated.find(no_longer) {
        return make(LabelForm::Field, value);
    }
    if let Some(value) = labels::value(pairs, Field::RepealDate)
        && super::dates::first_day(value).is_some()
    {
        return make(LabelForm::Field, value);
    }
    if let Some(mark) = titles.iter().find_map(|t| TITLE_MARK.find(t)) {
        return make(LabelForm::Title, mark.as_str());
    }
    let stamp = |words: &&String| {
        let words = words.to_lowercase();
        STAMP_WORDS.iter().any(|w| words.contains(w))
    };
    if let Some(words) = outline.image_words.iter().find(stamp) {
        return make(LabelForm::Banner, words);
    }
    if is_repeal {
        let own = outline
            .body_lines()
            .find(|line| OF_DECISION.is_match(&squeeze(line)));
        return own.and_then(|line| make(LabelForm::Banner, line));
    }
    // 已 废 止: stamps are spaced out.
    let last_char = ['止', '效', '行', '废'];
    let lines = outline.body_lines().filter(|line| line.contains(last_char));
    let mut lines = lines.map(|line| (line, squeeze(line))).filter(|(_, text)| {
        ["废止", "失效", "停止执行", "作废"]
            .iter()
            .any(|word| text.contains(word))
    });
    lines.find_map(|(line, text)| {
        let is_short = text.chars().count() <= 70;
        if is_short && BANNER.is_match(&text) && !LIST_NAME.is_match(&text) {
            return make(LabelForm::Banner, line);
        }
        if HISTORY.is_match(&text) {
            return make(LabelForm::Note, line);
        }
        NOTE.find(line)
            .and_then(|m| make(LabelForm::Note, m.as_str()))
    })
}

/// The title without its mark.
pub(super) fn without_mark(title: &str) -> String {
    TITLE_MARK.replace_all(title, "").trim().to_owned()
}

#[cfg(test)]
mod tests {
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
        ] {
            assert_eq!(normalise(value), expected, "{value}");
        }
    }

    fn form(html: &str, title: &str) -> Option<LabelForm> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        let pairs = labels::pairs(&outline);
        label(&outline, &pairs, &[title], false).map(|l| l.form)
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
        ] {
            let found = form("<p>正文</p>", title);
            assert_eq!(found, Some(LabelForm::Title), "{title}");
            assert_eq!(without_mark(title), "关于停车收费的通知");
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
        ] {
            assert_eq!(form(html, ""), Some(LabelForm::Note), "{html}");
        }
    }

    #[test]
    fn the_question_whether_it_is_valid_is_answered() {
        assert_eq!(form("<p>是否有效：否</p>", ""), Some(LabelForm::Field));
        assert_eq!(form("<p>是否有效：是</p>", ""), None);
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
}
