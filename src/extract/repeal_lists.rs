//! Lines of a list that says what a decision repeals: `1. 关于…的通知（云政发〔2010〕3号）` under a heading.
//! Tables are left to [`repeal_tables`](super::repeal_tables), prose to
//! [`repeal_sentences`](super::repeal_sentences).

use std::sync::LazyLock;

use regex::Regex;

use super::doc_number;
use super::outline::Outline;
use super::pattern::regex;
use super::quotes::without_quotes;
use super::repeal_sentences::{CONDITIONAL, effective};
use super::repeal_targets::{
    PARTIAL, after_title, bracketless, clean_title, is_basis, mention, targets_in,
};
use super::repeals::{AMENDED, KEPT, Mode, REPEAL_WORD, mode_of};
use crate::facts::{RepealMention, RepealSource};

static LIST_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:[（(]?\d{1,4}[）)]?\s*[.．、:：]?|[（(]?[一二三四五六七八九十]{1,3}[）)]?\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])\s*(?P<rest>\S.*)$",
    )
});

/// `1. 关于…的通知（云政发〔2010〕3号）` under a heading that says what becomes of the list.
pub(super) fn numbered_lines(outline: &Outline, title: &str, out: &mut Vec<RepealMention>) {
    let mut mode = mode_of(title);
    // `<ol><li>` and plain paragraphs after 废止下列文件： have no numbers in their text.
    let mut listing = false;
    let own = |line: &&str| super::validity::is_history(line);
    for line in outline.body_lines().filter(|line| !own(line)) {
        // 2010年5月12日印发的《…》: the year is no number of a line.
        let is_unit =
            |rest: &str| rest.starts_with(['年', '月', '日', '个', '件', '项', '条', '部']);
        let number = LIST_LINE.captures(line).and_then(|c| c.name("rest"));
        let number = number.filter(|rest| !is_unit(rest.as_str()));
        let bare = || Some(line).filter(|line| listing && ends_with_number(line));
        let rest = number.map(|m| m.as_str()).or_else(bare);
        listing = INTRODUCES.is_match(line) || (listing && rest.is_some_and(ends_with_number));
        let names_one = |text: &str| {
            (doc_number::find(text).is_some()
                || text.contains('《')
                || text.starts_with("关于")
                || text.contains("人民政府"))
                && text.chars().count() <= 160
        };
        match rest {
            Some(rest) if names_one(rest) && !VERB_WITH_HEADING.is_match(rest) => {
                let open = is_kept(rest) || CONDITIONAL.is_match(&without_quotes(rest));
                if mode == Some(Mode::Repeal) && !open {
                    out.push(numbered(rest, line));
                }
            }
            _ => {
                if line.chars().count() <= 120
                    && doc_number::find(line).is_none()
                    && let Some(new) = mode_of(line)
                {
                    mode = Some(new);
                }
            }
        }
    }
}

/// `二、继续执行《…》`, `三、保留《…》`, `四、修改《…》` among repeals.
fn is_kept(text: &str) -> bool {
    let plain = without_quotes(text);
    let amended = AMENDED.is_match(&plain) && text.contains('《') && !REPEAL_WORD.is_match(&plain);
    KEPT.is_match(&plain) || plain.starts_with("保留") || amended
}

/// One line of a list, which may name a day of its own (自2027年1月1日起废止).
fn numbered(rest: &str, line: &str) -> RepealMention {
    let mut mention = undated(rest, line);
    let after = after_title(rest);
    if REPEAL_WORD.is_match(&after) {
        mention.effective = effective(&after);
    }
    mention
}

fn undated(rest: &str, line: &str) -> RepealMention {
    let number = doc_number::find(rest);
    let partial = PARTIAL.is_match(&after_title(rest));
    let source = RepealSource::NumberedText;
    // `2009年8月14日印发的《…》`: the date stands before the title.
    let dated = targets_in(rest).into_iter().next();
    if let Some((target, _)) = dated.filter(|(target, _)| target.issued.is_some()) {
        return mention(number, target.title, target.issued, source, partial, line);
    }
    let name = bracketless(rest, number.as_ref());
    mention(
        number,
        Some(clean_title(&name)),
        None,
        source,
        partial,
        line,
    )
}

/// `关于…的通知（云政发〔2010〕3号）`: a title with its number and nothing after it. The number of the
/// decision itself stands alone, and prose goes on after a number.
fn ends_with_number(line: &str) -> bool {
    const CLOSING: [char; 8] = ['）', ')', '】', ']', '。', '；', ';', '，'];
    doc_number::find(line).is_some_and(|number| {
        let before = line[..number.range.start].trim_end_matches(['（', '(', '【', '[', ' ']);
        let ends = line[number.range.end..]
            .trim()
            .trim_end_matches(CLOSING)
            .is_empty();
        ends && before.chars().count() >= 4 && !is_basis(before)
    })
}

/// 经研究，决定废止下列文件：
static INTRODUCES: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:下列|以下|如下)[^。]{0,40}[：:]\s*$"));

/// `一、废止下列文件` is a heading even though it is numbered.
static VERB_WITH_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:下列|以下|如下).{0,20}(?:文件|规章|办法)|(?:文件|规章)(?:目录|清单)")
});
