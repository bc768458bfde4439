//! Repeals that a page declares about other documents (FIELD §5.3, §5.4).
//!
//! The word 废止 mostly concerns another document, often only as a plan, a procedure or a list of
//! what stays in force. So a page must be of a kind that can repeal, a sentence must have a repeal
//! verb *and* a target, and everything else is left alone: a missed repeal is cheaper than a false
//! accusation.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::outline::Outline;
use super::pattern::regex;
use super::repeal_lists::numbered_lines;
use super::repeal_sentences::{enacted_on, sentences};
use super::repeal_tables;
use super::white_space::squeeze;
use crate::facts::{RepealMention, RepealSource};

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

pub(super) static AMENDED: LazyLock<Regex> = LazyLock::new(|| regex(r"修改|修订|修正"));

pub(super) static REPEAL_WORD: LazyLock<Regex> =
    LazyLock::new(|| regex(r"废止|失效|停止执行|不再适用|不再执行|作废"));

/// Names of lists of repealed documents, which are no documents themselves.
pub(super) static LIST_ELSEWHERE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:废止|失效)[^。]{0,24}(?:目录|清单|名单)"));

/// Mentions kept for one page; the longest national list has 489 rows.
pub(super) const MAX_MENTIONS: usize = 6000;

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

#[cfg(test)]
#[path = "repeals_tests.rs"]
mod tests;
