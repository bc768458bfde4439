//! Repeals that a page declares about other documents (FIELD §5.3, §5.4).
//!
//! The word 废止 mostly concerns another document, often only as a plan, a procedure or a list of
//! what stays in force. So a page must be of a kind that can repeal, a sentence must have a repeal
//! verb *and* a target, and everything else is left alone: a missed repeal is cheaper than a false
//! accusation.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::dates;
use super::doc_number;
use super::outline::Outline;
use super::pattern::regex;
use super::quotes::{in_quotes, quoted, split_outside_quotes, without_quotes};
use super::repeal_tables;
use super::white_space::{clip, fold, squeeze};
use crate::facts::{RepealExtent, RepealMention, RepealSource, RepealTarget};

/// Titles of repeal decisions and clean-up results.
static DECISION: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"废止|失效|停止执行|清理结果|清理情况|清理(?:有关|部分)?.{0,12}(?:决定|公告|通知|目录)")
});
/// Titles of what is only planned, discussed, explained or kept.
static NO_REPEAL_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"征求意见|意见稿|草案|拟废止|拟宣布|公开征集|解读|问答|图解|一图读懂|新闻发布|调研|座谈|召开|培训(?:班|会|活动)|工作总结|报道|答记者问|情况(?:的)?报告|情况说明|是否|吗$|[？?]|咨询|答复|回复",
    )
});
/// What stays in force, 暂不废止 included.
pub(super) static KEPT: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"继续有效|现行有效|继续执行|继续实施|保留|(?:未|不|不再|暂缓|不予|不宜|无需|无须|免予|不得)(?:被|予以|宣布)?废止|(?:未|不|不再|暂不|不予|没有)(?:列入|纳入|属于|在)[^，。；]{0,16}(?:废止|失效)",
    )
});
static AMENDED: LazyLock<Regex> = LazyLock::new(|| regex(r"修改|修订|修正"));
static REPEAL_WORD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"废止|失效|停止执行|不再适用|不再执行|作废"));
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
/// Articles or annexes only.
pub(super) static PARTIAL: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"第[一二三四五六七八九十百零〇\d]+(?:条|款|项|章|节|部分)|附件[一二三四五六七八九十\d]|所附|部分(?:条款|内容|规定)|中(?:的|有关|关于)|有关规定|相关规定",
    )
});
/// The clause that puts the new document in force.
static ENACTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:起|日|已|已经)(?:正式)?(?:施行|实施|执行|生效)|现予(?:公布|印发|发布)|现印发")
});
/// Names of lists of repealed documents, which are no documents themselves.
static LIST_ELSEWHERE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:废止|失效)[^。]{0,24}(?:目录|清单|名单)"));
/// 下一条：《…》废止了吗？ is the title of another page.
static NEIGHBOUR: LazyLock<Regex> =
    LazyLock::new(|| regex(r"^\s*(?:上|下|前|后)一(?:条|篇|页|个|则)\s*[：:]"));
static QUOTED_DATE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日\p{Han}{0,20}?(?:印发|发布|公布|下发|制定|出台)")
});
static LIST_LINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\s*(?:[（(]?\d{1,4}[）)]?\s*[.．、:：]?|[（(]?[一二三四五六七八九十]{1,3}[）)]?\s*[、.．]|[（(][一二三四五六七八九十]{1,3}[）)])\s*(?P<rest>\S.*)$",
    )
});
static CONDITIONAL: LazyLock<Regex> =
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

/// Longest excerpt in characters.
const EXCERPT: usize = 200;

/// Mentions kept for one page; the longest national list has 489 rows.
const MAX_MENTIONS: usize = 6000;

/// Longest sentence in bytes.
const MAX_SENTENCE: usize = 8000;

/// What one page declares.
#[derive(Debug, Default)]
pub(super) struct Repeals {
    pub(super) mentions: Vec<RepealMention>,
    /// A decision whose list is not on the page: name of the attachment.
    pub(super) attachment: Option<String>,
    /// The page is a repeal decision by its title.
    pub(super) is_decision: bool,
}

/// Which way the part of the page is read that is being passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Repeal,
    Other,
}

/// Repeals declared by the page titled `title`. `own` is the key of the page's own number, which
/// its metadata block states beside its title. `attachments` are the names of linked files.
pub(super) fn repeals(
    outline: &Outline,
    title: &str,
    own: Option<&str>,
    attachments: &[String],
) -> Repeals {
    let title = squeeze(&super::validity::without_mark(title));
    if NO_REPEAL_TITLE.is_match(&title) || !REPEAL_WORD.is_match(&outline.text) {
        return Repeals::default();
    }
    let decision = DECISION.is_match(&title);
    if KEPT.is_match(&title) && !REPEAL_WORD.is_match(&title) {
        return Repeals::default();
    }
    let mut out = Repeals {
        is_decision: decision,
        ..Repeals::default()
    };
    if decision {
        out.mentions.extend(repeal_tables::rows(outline, &title));
        if out.mentions.is_empty() {
            numbered_lines(outline, &title, &mut out.mentions);
        }
    }
    sentences(outline, &title, decision, &mut out.mentions);
    drop_vaguer(&mut out.mentions);
    let from = enacted_on(outline, decision);
    for mention in &mut out.mentions {
        mention.effective = mention.effective.or(from);
    }
    out.mentions
        .retain(|m| own.is_none() || m.target.doc_key.as_deref() != own);
    out.mentions.truncate(MAX_MENTIONS);
    let has_list = out
        .mentions
        .iter()
        .any(|m| m.source != RepealSource::Decision)
        || (decision && !out.mentions.is_empty());
    if decision && !has_list {
        // The title of a clean-up (清理结果) does not say that something goes; the file's name may.
        let named = attachments.iter().find(|name| REPEAL_WORD.is_match(name));
        let says_so = REPEAL_WORD.is_match(&title) || outline.body_lines().any(names_a_list);
        out.attachment = named.or(attachments.first().filter(|_| says_so)).cloned();
    }
    out
}

/// 《废止的行政规范性文件目录》予以公布, 目录见附件: the list stands elsewhere.
fn names_a_list(line: &str) -> bool {
    LIST_ELSEWHERE.is_match(line) && !KEPT.is_match(line)
}

/// 关于废止《…》的通知 names in its title what its text names with number and date, and a sentence names
/// by its inner title what a table names in full: a later edition may have that title.
fn drop_vaguer(mentions: &mut Vec<RepealMention>) {
    let is_close = |m: &RepealMention| m.target.doc_key.is_some() || m.target.issued.is_some();
    let full: BTreeSet<String> = mentions
        .iter()
        .filter(|m| is_close(m))
        .filter_map(|m| m.target.title.clone())
        .collect();
    mentions.retain(|m| {
        let title = m.target.title.as_ref();
        let is_vaguer = |title: &String| full.iter().any(|known| known.contains(title.as_str()));
        is_close(m) || !title.is_some_and(is_vaguer)
    });
}

/// Mode in which a list begins: by the words that stand nearest before it, else by the title.
pub(super) fn mode_of(heading: &str) -> Option<Mode> {
    let heading = squeeze(heading);
    if KEPT.is_match(&heading) || heading.contains('拟') {
        Some(Mode::Other)
    } else if REPEAL_WORD.is_match(&heading) {
        let mixed = AMENDED.is_match(&heading);
        Some(if mixed { Mode::Other } else { Mode::Repeal })
    } else if AMENDED.is_match(&heading) {
        Some(Mode::Other)
    } else {
        None
    }
}

/// `1. 关于…的通知（云政发〔2010〕3号）` under a heading that says what becomes of the list.
fn numbered_lines(outline: &Outline, title: &str, out: &mut Vec<RepealMention>) {
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

fn sentences(outline: &Outline, title: &str, decision: bool, out: &mut Vec<RepealMention>) {
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
fn enacted_on(outline: &Outline, decision: bool) -> Option<Date> {
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
fn effective(text: &str) -> Option<Date> {
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

/// Targets in a text with the byte position after each: titles in 《》 with the number that
/// follows, or numbers alone.
fn targets_in(text: &str) -> Vec<(RepealTarget, usize)> {
    let titles = quoted(text);
    let numbers = doc_number::find_all(text);
    let mut used = vec![false; numbers.len()];
    let mut out = Vec::new();
    for (i, (range, title)) in titles.iter().enumerate() {
        let next = titles.get(i + 1).map_or(text.len(), |(r, _)| r.start);
        let number = numbers
            .iter()
            .position(|n| n.range.start >= range.end && n.range.start < next)
            .filter(|&n| {
                let between = &text[range.end..numbers[n].range.start];
                between.chars().count() <= 3 && !is_basis(between)
            });
        if let Some(n) = number {
            used[n] = true;
        }
        if is_basis(&text[..range.start]) {
            continue;
        }
        let mut end = range.end;
        if let Some(n) = number {
            end = text[numbers[n].range.end..].find(['）', ')', '】']).map_or(
                numbers[n].range.end,
                |at| {
                    if at <= 12 {
                        numbers[n].range.end + at
                    } else {
                        numbers[n].range.end
                    }
                },
            );
        }
        let before = &text[..range.start];
        let issued = QUOTED_DATE
            .find_iter(before)
            .last()
            .filter(|m| before[m.end()..].chars().count() <= 3)
            .and_then(|m| dates::first_day(m.as_str()))
            .map(|(date, _)| date);
        let target = RepealTarget {
            doc_number: number.map(|n| numbers[n].text.clone()),
            doc_key: number.map(|n| numbers[n].key.clone()),
            title: Some(title.clone()),
            issued,
        };
        out.push((target, end));
    }
    for (number, used) in numbers.iter().zip(used) {
        let inside = titles.iter().any(|(r, _)| r.contains(&number.range.start));
        if !used && !inside && !is_basis(&text[..number.range.start]) {
            let target = RepealTarget {
                doc_number: Some(number.text.clone()),
                doc_key: Some(number.key.clone()),
                ..RepealTarget::default()
            };
            out.push((target, number.range.end));
        }
    }
    out
}

/// 根据《…》 cites what a repeal rests on, 已被《…》 by what a document goes: neither is what is repealed.
fn is_basis(before: &str) -> bool {
    const BASIS: [&str; 11] = [
        "根据",
        "依据",
        "按照",
        "依照",
        "遵照",
        "贯彻落实",
        "被",
        "由",
        "经",
        "因",
        "随",
    ];
    BASIS.iter().any(|word| before.trim_end().ends_with(word))
}

fn after_title(text: &str) -> String {
    text.rsplit('》').next().unwrap_or("").to_owned()
}

/// The text of a list line without the bracket that holds its number.
fn bracketless(text: &str, number: Option<&doc_number::DocNumber>) -> String {
    match number {
        None => text.to_owned(),
        Some(number) => {
            let before =
                text[..number.range.start].trim_end_matches(['（', '(', '【', '[', ' ', '，', ',']);
            if squeeze(before).chars().count() >= 4 {
                before.to_owned()
            } else {
                text[number.range.end..]
                    .trim_start_matches(['）', ')', '】', ' ', '：', ':'])
                    .to_owned()
            }
        }
    }
}

/// A title without book-title marks, number in brackets and trailing punctuation.
pub(super) fn clean_title(text: &str) -> String {
    let title = match quoted(text).into_iter().next() {
        Some((range, inner)) if range.start <= 3 => inner,
        _ => fold(text),
    };
    let number = doc_number::find(&title);
    let title = bracketless(&title, number.as_ref());
    title
        .trim_matches(['《', '》', '。', '；', ';', '，', '、', ' '])
        .to_owned()
}

pub(super) fn mention(
    number: Option<doc_number::DocNumber>,
    title: Option<String>,
    issued: Option<Date>,
    source: RepealSource,
    partial: bool,
    excerpt: &str,
) -> RepealMention {
    RepealMention {
        target: RepealTarget {
            doc_key: number.as_ref().map(|n| n.key.clone()),
            doc_number: number.map(|n| n.text),
            title: title.filter(|t| !t.is_empty()),
            issued,
        },
        source,
        extent: if partial {
            RepealExtent::Partial
        } else {
            RepealExtent::Whole
        },
        effective: None,
        certain: true,
        excerpt: clip(&fold(excerpt), EXCERPT),
    }
}

#[cfg(test)]
#[path = "repeals_tests.rs"]
mod tests;
