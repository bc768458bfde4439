//! Validity of a document as its page states it, and the label that says it is no longer in force
//! (FIELD §5.2: any of field, title mark, banner, note counts).

use std::sync::LazyLock;

use regex::Regex;

use super::labels::{self, Field, Pair};
use super::outline::Outline;
use super::pattern::regex;
use super::quotes::with_empty_quotes;
use super::white_space::{clip, squeeze};
use crate::facts::{Label, LabelForm, Validity};

/// （已废止）, 【失效】, ★失效★, （2026年4月8日废止） at either end of a title.
static TITLE_MARK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"[（(【\[〔［★※]\s*(?:本文件?|此件)?(?:现|全文)?已?(?:[被由经][^（）()【】]{2,40}?)?(?:[于自]?\d{4}年\d{1,2}月\d{1,2}日起?)?(?:宣布|予以)?(?:废止|失效|作废)\s*[）)】\]〕］★※]",
    )
});

/// How a document names itself on its own page.
pub(super) const SELF: &str = "(?:本|该|此)(?:份|项|篇)?(?:文件|文|件|公文|通知|通告|通报|公告|决定|办法|规定|规程|规则|规范|条例|章程|制度|标准|意见|细则|方案|计划|预案|指引|指南|措施|法规|规章|规范性文件|政策文件|政策)";

/// What a document no longer in force is or does.
const GONE: &str =
    "(?:废止|失效|作废|停止执行|停止施行|停止使用|不再执行|不再施行|不再适用|替代|取代)";

/// What may stand between a document's name for itself and that it is gone: when, by what, already.
const FILL: &str = r"(?:目前|现|全文|正式|即日起?|已经|业已|已|自|于|从|在|起|予以|宣布|决定|明确|\d|年|月|日|同步|(?:被|经|由|因|随|根据|依据|按照?)[^，。；]{0,60}?)*";

/// 提示：, 【说明】, （注： before the sentence.
const LEAD: &str = r"^[（(【\[※★*•·\s]*(?:编注|编者按|编者注|温馨提示|友情提示|特别提示|特别说明|提示|注意|说明|备注|注)?[】\]）)]?[：:]?";

/// A clause about the page's own document: 本文件已废止, 此件已于2025年6月宣布失效, 本标准因…出台而废止.
static OWN_CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(&format!(
        r"{LEAD}(?:原)?{SELF}(?:（[^（）]{{0,40}}）|全文|正文)?{FILL}(?:而|并)?{GONE}(?:或者?{GONE})?{END}"
    ))
});

/// A clause that goes on about a document named before: （本方案已被《…》替代，）已宣布失效.
static NEXT_CLAUSE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"^{FILL}(?:而|并)?{GONE}(?:或者?{GONE})?{END}")));

/// A short line without a subject: 全文失效, （2025年3月20日已宣布失效）, 已 废 止.
static BARE: LazyLock<Regex> =
    LazyLock::new(|| regex(&format!(r"{LEAD}{FILL}{STAMP}(?:或者?{STAMP})?{END}")));

/// What a stamp says; 停止使用 or 替代 alone may be the state of anything.
const STAMP: &str = "(?:废止|失效|作废)";

/// What may follow: the closing bracket, not 的, 日期 or 文件目录, which make a name of it.
const END: &str = r"(?:处理|了|，.*)?[）)】\]※★*]*[。！!]?$";

/// What makes a clause a plan, a term or a condition.
static NOT_YET: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"未|不予|不得|拟|将|应[当该予]|可以|若|如[果需]|期满|届满|有效期|条款|之日|同时|至[\d ]|为止",
    )
});

/// Longest sentence that is a label, in characters.
const LONGEST_NOTE: usize = 160;

/// Longest bare line.
const LONGEST_BARE: usize = 30;

/// Whether a line says that the document on the page is no longer in force.
pub(super) fn is_own_label(line: &str) -> bool {
    // 已被《…废止…办法》替代: what a cited title says is not said of this document.
    let line = with_empty_quotes(line);
    if BARE.is_match(&line) && line.chars().count() <= LONGEST_BARE && !NOT_YET.is_match(&line) {
        return true;
    }
    line.split_inclusive(['。', '；', ';'])
        .filter(|sentence| sentence.chars().count() <= LONGEST_NOTE)
        .any(is_own_sentence)
}

fn is_own_sentence(sentence: &str) -> bool {
    // 经查，该文件已废止: an answer speaks of what was asked.
    if ["您", "经查", "经核"]
        .iter()
        .any(|word| sentence.contains(word))
    {
        return false;
    }
    let mut is_about_itself = false;
    for clause in sentence.split(['，', ',']) {
        let says_gone = !NOT_YET.is_match(clause)
            && (OWN_CLAUSE.is_match(clause) || (is_about_itself && NEXT_CLAUSE.is_match(clause)));
        if says_gone {
            return true;
        }
        // 本办法自2026年1月1日起施行，原办法废止: the second clause is about another one.
        is_about_itself = NAMES_ITSELF.is_match(clause) && !ENTERS_INTO_FORCE.is_match(clause);
    }
    false
}

static NAMES_ITSELF: LazyLock<Regex> = LazyLock::new(|| regex(&format!("{LEAD}(?:原)?{SELF}")));

static ENTERS_INTO_FORCE: LazyLock<Regex> =
    LazyLock::new(|| regex("施行|实施|执行|生效|印发|有效"));

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

/// Texts of images that are the stamp itself; inside a longer text they mean anything.
const STAMP_TEXTS: [&str; 4] = ["废止", "失效", "作废", "已作废"];

pub(super) fn is_stamp(words: &str) -> bool {
    let words = words.to_lowercase();
    STAMP_WORDS.iter().any(|w| words.contains(w))
        || words.split(' ').any(|text| STAMP_TEXTS.contains(&text))
}

/// Reads the value of a validity field. Parts before wholes and 尚未 before 生效, because the long
/// words contain the short ones (FIELD §5.2).
pub(super) fn normalise(value: &str) -> Validity {
    let value = squeeze(value);
    let has = |words: &[&str]| words.iter().any(|w| value.contains(w));
    if labels::is_nothing(&value) {
        Validity::Blank
    } else if value.chars().count() > LONGEST_VALUE || has(&["□", "拟"]) || says_term(&value) {
        Validity::Unknown
    } else if has(&["部分", "条款"]) {
        Validity::PartlyInvalid
    } else if has(&["未废止", "未失效"]) || value == "是" {
        // 是否有效：是
        Validity::Valid
    } else if offers_choice(&value) || has(&["修订中", "修改中", "修正中"]) {
        Validity::Unknown
    } else if has(&["即将失效", "即将废止", "即将到期", "即将过期"])
        || IN_FORCE_SINCE.is_match(&value)
    {
        Validity::Valid
    } else if has(&["尚未", "未生效", "未施行", "待生效", "即将"]) {
        Validity::NotYet
    } else if has(&["废止", "作废", "停止执行"]) {
        Validity::Repealed
    } else if has(&["失效", "无效", "过期", "到期"]) || value == "否" {
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

/// 有效（2022年修订）: in force as amended then.
static IN_FORCE_SINCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^(?:现行|继续)?有效[（(]\d{4}年[^（）()]{0,12}修[订正改][^（）()]{0,4}[）)]$")
});

/// `有效 失效 废止` are the boxes of a form, whose marks are no text.
fn offers_choice(value: &str) -> bool {
    let in_force = value
        .replace("有效期", "")
        .replace("有效性", "")
        .contains("有效");
    in_force
        && ["失效", "废止", "无效", "作废"]
            .iter()
            .any(|word| value.contains(word))
}

/// Longest value of a field of validity, in characters; more is the text beside an empty one.
const LONGEST_VALUE: usize = 30;

/// 有效期至2030年12月31日 says how long, not whether it still is.
fn says_term(value: &str) -> bool {
    value.contains("有效期") && !value.contains("有效期内")
}

/// Validity by the metadata block, else by the label; `Unknown` if there is neither.
pub(super) fn stated(pairs: &[Pair], label: Option<&Label>) -> Validity {
    let field = match labels::value(pairs, Field::Validity).map(normalise) {
        // Of two copies for phone and desktop the empty one has what follows the block for its value.
        None | Some(Validity::Unknown) if has_empty(pairs) => Validity::Blank,
        Some(stated) => stated,
        None => Validity::Unknown,
    };
    match (field, label) {
        (Validity::Unknown | Validity::Blank, Some(label)) => match normalise(&label.text) {
            gone @ (Validity::Expired | Validity::PartlyInvalid) => gone,
            _ if is_expiry(pairs, label) => Validity::Expired,
            _ => Validity::Repealed,
        },
        _ => field,
    }
}

fn has_empty(pairs: &[Pair]) -> bool {
    pairs
        .iter()
        .any(|pair| pair.field == Field::Validity && pair.value.is_empty())
}

/// 有效期至2025年3月9日, gone by: its term is over, nobody repealed it.
fn is_expiry(pairs: &[Pair], label: &Label) -> bool {
    let stated = labels::value(pairs, Field::ExpiryDate);
    label.form == LabelForm::Field
        && stated.is_some_and(|value| clip(value.trim(), 120) == label.text)
}

/// The label that the page puts on its own document. `is_repeal` pages (decisions about other
/// documents) get no banner or note: their words concern others. 失效日期 counts once it has come, by the
/// day `today`.
pub(super) fn label(
    outline: &Outline,
    pairs: &[Pair],
    titles: &[&str],
    is_repeal: bool,
    today: jiff::civil::Date,
) -> Option<Label> {
    let make = |form, text: &str| {
        Some(Label {
            form,
            text: clip(text.trim(), 120),
        })
    };
    if labels::value(pairs, Field::IsRepealed).is_some_and(|value| value.starts_with('是')) {
        return make(LabelForm::Field, "是");
    }
    let mut stated = [Field::Validity, Field::Status]
        .into_iter()
        .filter_map(|field| labels::value(pairs, field));
    let no_longer = |value: &&str| normalise(value).says_gone();
    if let Some(value) = stated.find(no_longer) {
        return make(LabelForm::Field, value);
    }
    let mut gone_since = [Field::RepealDate, Field::ExpiryDate]
        .into_iter()
        .filter_map(|field| labels::value(pairs, field));
    let has_come =
        |value: &&str| super::dates::first_day(value).is_some_and(|(day, _)| day <= today);
    if let Some(value) = gone_since.find(has_come) {
        return make(LabelForm::Field, value);
    }
    if let Some(mark) = titles.iter().find_map(|t| TITLE_MARK.find(t)) {
        return make(LabelForm::Title, mark.as_str());
    }
    if let Some(words) = outline.image_words.iter().find(|words| is_stamp(words)) {
        return make(LabelForm::Banner, words);
    }
    if is_repeal {
        let own = outline
            .body_lines()
            .find(|line| OF_DECISION.is_match(&squeeze(line)));
        return own.and_then(|line| make(LabelForm::Banner, line));
    }
    if let Some(mark) = mark_beside_title(outline, titles) {
        return make(LabelForm::Title, &mark);
    }
    let last_char = ['止', '效', '行', '废', '用', '代'];
    let lines = outline.body_lines().filter(|line| line.contains(last_char));
    // 已 废 止: stamps are spaced out.
    let mut lines = lines.map(|line| (line, squeeze(line)));
    lines.find_map(|(line, text)| {
        if !GONE_WORD.is_match(&text) {
            return None;
        }
        if HISTORY.is_match(&text) {
            return make(LabelForm::Note, line);
        }
        is_own_label(&text)
            .then(|| match text.chars().count() <= LONGEST_BARE {
                true => make(LabelForm::Banner, line),
                false => make(LabelForm::Note, line),
            })
            .flatten()
    })
}

/// Lines in which the title of a document stands again; related documents stand below its text.
const HEAD_LINES: usize = 40;

/// Shortest title, in characters, that a line is compared with.
const MIN_TITLE: usize = 6;

/// `<div class="bt">…管理办法（已废止）</div>`, or 标题：…（已废止） in the metadata block: the mark stands
/// only where the visitor reads it
/// (fixtures/checks/unlabelled_repealed_document/pass/label-in-field-or-title).
fn mark_beside_title(outline: &Outline, titles: &[&str]) -> Option<String> {
    let titles: Vec<String> = titles
        .iter()
        .map(|title| squeeze(title))
        .filter(|title| title.chars().count() >= MIN_TITLE)
        .collect();
    let head = outline.body_lines().take(HEAD_LINES);
    let mut cells = head.flat_map(|line| line.split('\t'));
    cells.find_map(|cell| {
        let mark = TITLE_MARK.find(cell)?;
        let marked = squeeze(&without_mark(cell));
        let is_title = titles.iter().any(|title| {
            marked.ends_with(title.as_str())
                || (marked.chars().count() >= MIN_TITLE && title.ends_with(&marked))
        });
        is_title.then(|| mark.as_str().to_owned())
    })
}

static GONE_WORD: LazyLock<Regex> = LazyLock::new(|| regex(GONE));

/// Whether a text has one of the words for a document no longer in force.
pub(super) fn says_gone(text: &str) -> bool {
    GONE_WORD.is_match(text)
}

/// Whether a line is the history of its own document, which names other numbers in passing.
pub(super) fn is_history(line: &str) -> bool {
    HISTORY.is_match(&squeeze(line))
}

/// The title without its mark.
pub(super) fn without_mark(title: &str) -> String {
    TITLE_MARK.replace_all(title, "").trim().to_owned()
}

#[cfg(test)]
#[path = "validity_tests.rs"]
mod tests;
