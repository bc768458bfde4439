//! What a disclosure guide (政府信息公开指南) names: unit, address, hours, phone, how to apply
//! (条例 article 12). Also the sentence by which an empty column explains itself, and forms.

use std::sync::LazyLock;

use regex::Regex;

use super::outline::Outline;
use super::pattern::regex;
use super::white_space::{clip, is_space, squeeze};
use crate::facts::GuideFacts;

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:受理|责任|工作|办理|公开|主管|承办|负责)(?:的)?(?:机构|单位|部门)(?:名称)?[：:为是]|(?:机构|单位)名称[：:为是]?|名称[：:]|办公室(?:负责|承担|受理|是)|(?:负责|承担)[^。]{0,30}(?:信息公开)",
    )
});
static ADDRESS: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:地址|地点|通讯处|通信处|所在地)[：:为是]?|位于"));
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:办公|工作|受理|接待|上班|服务|对外办公)时间[：:为是]?|(?:周|星期)一至(?:周|星期)?五|(?:上午|下午)\d{1,2}[：:点时]",
    )
});
/// `(?-u:\b)`: 电话0000-1234567 has no Unicode word boundary, and asking for one is slow.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:电话|热线|联系方式)[^\d。]{0,20}(?:\(?（?0\d{2,3}\)?）?\s*[-－—–]?\s*)?\d{7,8}|(?-u:\b)0\d{2,3}\s*[-－—–]\s*\d{7,8}|1\d{10}|(?:电话|热线)[^\d。]{0,10}12345",
    )
});
static HOW: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:提出|提交|填写|填报|递交|办理|当面|书面|网上|在线|信函|邮寄|通过).{0,20}申请|申请(?:表|书|方式|程序|流程|人应|步骤|途径|渠道|时应|的提出|提出)",
    )
});
/// A column that explains why it has nothing (FIELD §1.6: a remark on the page is enough).
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"暂无|暂未|暂时没有|暂时还没有|没有(?:找到|查询到|查到|信息|内容|数据|您)|无数据|无(?:此类|该类|新增|下属)|列表为空|(?:更新|建设|整理|完善)中|敬请期待|无相关(?:信息|内容|数据|文件)|没有相关|尚无|(?:本|该)(?:栏目|单位|机关|部门|年度|季度|期|级|事项).{0,30}(?:没有|未|无|不涉及|不存在|不产生)|(?:截至|截止|目前|至今|自.{2,12}以来).{0,30}(?:没有|未产生|未发生|未制定|未涉及|无此类|无该类|无相关)|不涉及|未产生|未发生此类|无此(?:类|项)",
    )
});

/// Longest remark in characters: longer lines are text.
const MAX_REMARK: usize = 120;

/// What the page names as a guide. Labels padded with blanks count, so the text is squeezed.
pub(super) fn guide(outline: &Outline) -> GuideFacts {
    let mut text = String::with_capacity(outline.text.len());
    for line in outline.body_lines() {
        for (i, cell) in line.split('\t').enumerate() {
            // 受理机构 in one cell and its name in the next are as good as a colon between them.
            if i > 0 {
                text.push('：');
            }
            text.extend(cell.split(is_space));
        }
        text.push('\n');
    }
    let find = |pattern: &Regex| {
        pattern.find(&text).map(|m| {
            let rest = &text[m.start()..];
            clip(rest.split(['\n', '。']).next().unwrap_or(rest), 80)
        })
    };
    GuideFacts {
        unit: find(&UNIT),
        address: find(&ADDRESS),
        hours: find(&HOURS),
        phone: find(&PHONE),
        how_to_apply: find(&HOW),
    }
}

/// The sentence that explains an empty column.
pub(super) fn remark(outline: &Outline) -> Option<String> {
    outline
        .body_lines()
        .filter(|line| line.chars().count() <= MAX_REMARK)
        .find(|line| REMARK.is_match(&squeeze(line)))
        .map(str::to_owned)
}

/// Fields of a form for applying or asking; a search box has one or two.
const FORM_FIELDS: u32 = 3;

/// A form in the main content that is more than a search box.
pub(super) fn has_form(outline: &Outline) -> bool {
    outline.form_fields >= FORM_FIELDS
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn outline(html: &str) -> Outline {
        Outline::of(&Html::parse_document(html), html.len())
    }

    #[test]
    fn a_complete_guide_names_all_five() {
        let found = guide(&outline(
            "<p>受理机构：云岭县人民政府办公室</p><p>办公地址：县城文化路1号</p><p>办公时间：周一至周五</p>\
             <p>联系电话：0000-1234567</p><p>申请人可填写申请表提出申请。</p>",
        ));
        assert!(found.unit.is_some() && found.address.is_some() && found.hours.is_some());
        assert!(found.phone.is_some() && found.how_to_apply.is_some());
    }

    #[test]
    fn what_is_missing_stays_missing() {
        let found = guide(&outline(
            "<p>受理机构：县政府办公室</p><p>地址：文化路1号</p><p>申请人可提出申请。</p>",
        ));
        assert_eq!((found.hours, found.phone), (None, None));
    }

    #[test]
    fn remarks_explain_and_ordinary_sentences_do_not() {
        for text in [
            "暂无相关信息",
            "本栏目暂无内容。",
            "截至目前，我县未产生此类信息。",
            "本单位不涉及此项工作",
            "本级不产生该类信息。",
            "该事项我县未发生，无数据。",
        ] {
            assert!(
                remark(&outline(&format!("<p>{text}</p>"))).is_some(),
                "{text}"
            );
        }
        for text in ["欢迎访问", "县政府召开会议", "共0条"] {
            assert_eq!(remark(&outline(&format!("<p>{text}</p>"))), None, "{text}");
        }
    }

    #[test]
    fn a_unit_may_stand_in_the_cell_beside_its_label() {
        let row = "<table><tr><td>受理机构</td><td>云岭县人民政府办公室</td></tr></table>";
        assert!(guide(&outline(row)).unit.is_some());
    }
}
