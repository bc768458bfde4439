//! Sentences that repeal: a verb with its target, nothing procedural, nothing denied, nothing said in
//! passing. Also the day from which a page's repeals count.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates;
use super::outline::Outline;
use super::pattern::regex;
use super::quotes::{in_quotes, split_outside_quotes, without_quotes};
use super::repeal_targets::{PARTIAL, mention, targets_in};
use super::repeals::{KEPT, LIST_ELSEWHERE, MAX_MENTIONS, REPEAL_WORD};
use super::white_space::squeeze;
use crate::facts::{RepealMention, RepealSource, RepealTarget};

/// Repeal verbs of clauses, long before short.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"同时废止|同时失效|同时停止执行|予以废止|宣布废止|宣布失效|即行废止|相应废止|一并废止|停止执行|不再适用|不再执行|(?:起|日|后|文件|决定|现将?|均|已)\s*废止|自行废止|同步废止|废止",
    )
});

/// Procedural talk: not a repeal of anything.
static PROCEDURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"修改或者?废止|修订或者?废止|修改、废止|立改废|清理|评估|应当|可以|建议|拟废止|拟宣布|征求意见|草案|相抵触|不一致|以.{0,12}为准|有效期(?:届)?满|备案|公布.{0,8}废止|废止或者|是否|[？?]|需要废止|未废止|不予废止|不废止|暂不|暂缓|不宜|尚不具备|无需废止|不得废止|情形之一",
    )
});

/// Negation between a document and the verb, in words that no pattern here knows. Reasons
/// (不适应形势需要的) are no negation.
static DENIAL: LazyLock<Regex> = LazyLock::new(|| regex(r"[不未暂勿免非]|没有|无需|无须"));

static REASON: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"不(?:再|能|相|尽)?(?:适应|适用|执行|符合?|相符|一致|需要|具有)|因[^，。；]{0,40}")
});

/// The clause that puts the new document in force.
static ENACTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:起|日|已|已经)(?:正式)?(?:施行|实施|执行|生效)|现予(?:公布|印发|发布)|现印发")
});

/// 下一条：《…》废止了吗？ is the title of another page.
static NEIGHBOUR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(?:上|下|前|后)一(?:条|篇|页|个|则)\s*[：:]"));

pub(super) static CONDITIONAL: LazyLock<Regex> =
    LazyLock::new(|| regex(r"届时|如未|未.{0,12}的，?.{0,6}(?:自动|视为)|待.{1,40}后"));

/// 原《…》（国务院令第492号，已废止）: said in passing, by whom is not said.
static IN_PASSING: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"[（(][^（）()]{0,40}(?:已|现已|业已)[^（）()]{0,12}(?:废止|失效|停止执行)[^（）()]{0,6}[）)]",
    )
});

/// 执行至2026年12月31日，期满废止.
static UNTIL: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"至(?P<day>\d{4}年\d{1,2}月\d{1,2}日)(?:止|为止)?[^。；]{0,12}(?:废止|失效|停止)")
});

/// Longest sentence in bytes.
const MAX_SENTENCE: usize = 8000;

pub(super) fn sentences(
    outline: &Outline,
    title: &str,
    decision: bool,
    out: &mut Vec<RepealMention>,
) {
    for piece in outline.body_pieces() {
        for line in piece.lines() {
            let other = NEIGHBOUR.is_match(line) || super::validity::is_history(line);
            if other || !REPEAL_WORD.is_match(line) || names_another(line, title) {
                continue;
            }
            for sentence in line.split_inclusive(['。', '；', ';']) {
                sentence_repeals(sentence, decision, out);
            }
        }
    }
}

/// `4. 云岭县人民政府关于废止《…》的通知（云政发〔2013〕5号）` in a list, mostly of what stays in force: the
/// title of another repeal repeals nothing here, and nothing else in the line does.
fn names_another(line: &str, title: &str) -> bool {
    static TITLE_OF_REPEAL: LazyLock<Regex> = LazyLock::new(|| {
        regex(r"关于(?:公布|宣布)?(?:废止|停止执行)[^。]{0,120}?的(?:通知|决定|公告|通告|意见)")
    });
    let plain = without_quotes(line);
    let rest = TITLE_OF_REPEAL.replace_all(&plain, "");
    rest.len() < plain.len() && !REPEAL_WORD.is_match(&rest) && !squeeze(line).contains(title)
}

fn sentence_repeals(sentence: &str, decision: bool, out: &mut Vec<RepealMention>) {
    // A sentence this long is no sentence, and looking into its quotes takes time.
    if sentence.len() > MAX_SENTENCE || out.len() >= MAX_MENTIONS {
        return;
    }
    let passing = IN_PASSING.find(sentence).map(|m| m.range());
    let Some(verb) = VERB.find_iter(sentence).find(|m| {
        let in_passing = passing.as_ref().is_some_and(|p| p.contains(&m.start()));
        !in_passing && !in_quotes(sentence, m.start())
    }) else {
        return;
    };
    if PROCEDURE.is_match(&without_quotes(sentence)) || CONDITIONAL.is_match(sentence) {
        return;
    }
    // 本办法已被《…》废止 is said of the document on the page.
    if super::validity::is_own_label(&squeeze(sentence)) {
        return;
    }
    // 废止《…》 names its object after the verb, 《…》同时废止 before it.
    let (before, after) = (&sentence[..verb.start()], &sentence[verb.end()..]);
    let mut scope = object_before(before);
    let mut targets = targets_in(&scope);
    if targets.is_empty() && decision {
        scope = after.to_owned();
        targets = targets_in(&scope);
    }
    // 继续执行《…》，此前印发的废止通知不再生效。 《…》不再废止。
    let said = format!("{scope}{}", verb.as_str());
    if KEPT.is_match(&without_quotes(&said)) {
        return;
    }
    let is_list = |target: &RepealTarget| {
        let title = target.title.as_deref().unwrap_or("");
        target.doc_key.is_none() && LIST_ELSEWHERE.is_match(title)
    };
    for (target, end) in targets.into_iter().filter(|(target, _)| !is_list(target)) {
        let between = &scope[end..];
        let between = between.split('《').next().unwrap_or("");
        let partial = PARTIAL.is_match(between);
        let source = if decision {
            RepealSource::Decision
        } else {
            RepealSource::Successor
        };
        let known = out.iter().any(|m| same_target(&m.target, &target));
        if !known {
            let mut found = mention(None, None, None, source, partial, sentence);
            found.target = target;
            found.certain = !denies(&scope[end..]) && !denies(clause_before(before));
            found.effective = effective(&sentence[..verb.end()]);
            out.push(found);
        }
    }
}

/// 《…》不在此次废止之列: whoever denies it so is not accused, and looked at by a person.
fn denies(said: &str) -> bool {
    let plain = without_quotes(said);
    DENIAL.is_match(&REASON.replace_all(&plain, ""))
}

/// The words of the clause in which the verb stands.
fn clause_before(before: &str) -> &str {
    before
        .rsplit(['，', '。', '；', '》', '）', ')'])
        .next()
        .unwrap_or(before)
}

fn same_target(a: &RepealTarget, b: &RepealTarget) -> bool {
    (a.doc_key.is_some() && a.doc_key == b.doc_key)
        || (a.title.is_some() && a.title == b.title && a.doc_key == b.doc_key)
}

/// The clauses before the verb that name its object: from the end back to the clause that puts
/// the new document in force.
fn object_before(before: &str) -> String {
    let mut clauses: Vec<&str> = Vec::new();
    for clause in split_outside_quotes(before, '，').into_iter().rev() {
        if ENACTS.is_match(&without_quotes(clause)) {
            break;
        }
        clauses.push(clause);
    }
    clauses.reverse();
    clauses.join("，")
}

/// `本办法自2027年1月1日起施行。…同时废止。`: a successor repeals from the day of its own entry into
/// force. A decision must speak of itself (本决定自…起施行): it quotes other documents' days.
pub(super) fn enacted_on(outline: &Outline, decision: bool) -> Option<Date> {
    outline
        .body_lines()
        .flat_map(|line| line.split(['。', '；']))
        .find_map(|sentence| {
            let plain = without_quotes(sentence);
            ENACTS.find(&plain)?;
            if decision && !ITSELF.iter().any(|name| plain.contains(name)) {
                return None;
            }
            effective(&plain)
        })
}

/// How a decision names itself.
const ITSELF: [&str; 5] = ["本决定", "本公告", "本通知", "本通告", "本文件"];

/// `自2027年1月1日起…废止`, `于2027年1月1日废止`: the date from which, when the clause gives one.
pub(super) fn effective(text: &str) -> Option<Date> {
    if let Some(until) = UNTIL.captures(text) {
        return dates::first_day(&until["day"]).map(|(date, _)| date);
    }
    let clauses = split_outside_quotes(text, '，');
    clauses.iter().rev().find_map(|clause| {
        let plain = without_quotes(clause);
        let at = plain.find(['自', '从', '于'])?;
        let (date, range) = dates::first_day(&plain[at..])?;
        let after = plain[at + range.end..].trim_start_matches('日');
        let verb = ["起", "废止", "失效", "停止", "予以", "同时"];
        verb.iter()
            .any(|word| after.starts_with(word))
            .then_some(date)
    })
}
