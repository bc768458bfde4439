//! The content gate of one page (DESIGN §3): is this content at all? Status, redirects and the
//! comparison with the host's own "not found" page are added when the site is assembled.

use std::sync::LazyLock;

use regex::Regex;

use super::outline::Outline;
use super::pattern::regex;
use super::white_space::{clip, squeeze};
use crate::facts::{Charset, Gate};

/// Sentences by which pages with status 200 say that nothing is there. Each names what is missing, so
/// that a news item about a deleted post does not match; 文件已失效 is a label and no such sentence.
static NOT_FOUND: LazyLock<Regex> = LazyLock::new(|| {
    const THING: &str = "(?:页面|网页|内容|信息|文章|文件|栏目|资源|网址|目录|该页)";
    regex(&format!(
        "{THING}(?:（url）|\\(url\\)|可能|已经|已|并)*(?:不存在|未找到|没有找到|找不到|无法找到|无法获取)\
         |{THING}(?:可能|已经|已|被)+(?:删除|移除)\
         |(?:找不到|无法找到|未找到|没有找到)(?:您|你)?(?:要|所|想)?(?:访问|请求|查看|查找|浏览)?的?{THING}\
         |(?:找不到|未找到|无法找到|没有找到)(?:您|你)(?:要|访问|所)\
         |(?:页面|网页|链接|地址|网址)(?:已经|已)失效\
         |访问的(?:页面|网页|内容|信息)(?:已|不)\
         |404notfound"
    ))
});

/// Words that make such a sentence a case in point.
const CONDITIONS: [&str; 7] = ["如", "若", "如果", "如遇", "如有", "遇到", "出现"];

/// Titles that error pages have and content has not.
const ERROR_TITLES: [&str; 12] = [
    "提示信息",
    "信息提示",
    "系统提示",
    "错误提示",
    "出错",
    "错误页",
    "错误信息",
    "404",
    "notfound",
    "未找到",
    "不存在",
    "页面丢失",
];

/// Phrases of firewalls and browser checks (FIELD §11.3).
const CHALLENGE: [&str; 16] = [
    "浏览器安全检查",
    "安全检查中",
    "安全检查页",
    "正在验证",
    "正在进行安全",
    "浏览器检查",
    "检测浏览器",
    "人机验证",
    "访问验证",
    "请完成验证",
    "请开启javascript",
    "请启用javascript",
    "访问被拦截",
    "访问被阻断",
    "请求被拦截",
    "恶意访问",
];

/// What a cloud firewall says of the request that it refuses, its time included: two of them are no content.
const REFUSAL: [&str; 5] = ["云防护", "拒绝执行", "客户端ip", "请求id", "防护节点"];

/// Main content up to this many characters can be an error message; more is content.
const SHORT: u32 = 160;

/// What the gate needs to know of the page beside its text.
pub(super) struct PageSigns<'a> {
    pub(super) title: &'a str,
    pub(super) charset: &'a Charset,
    pub(super) main_chars: u32,
    /// It states a date of publication or an article title.
    pub(super) is_dated: bool,
    /// It has dated rows.
    pub(super) has_items: bool,
}

/// Gate and the words that decided it.
pub(super) fn gate(outline: &Outline, page: &PageSigns<'_>) -> (Gate, String) {
    if page.charset.damaged && is_damaged(&outline.text) {
        return (Gate::CharsetDamage, page.charset.label.clone());
    }
    if let Some(words) = challenge(outline, page) {
        return (Gate::Challenge, words);
    }
    if let Some((gate, words)) = not_found(outline, page) {
        return (gate, words);
    }
    let markers = &outline.markers;
    let shell = page.main_chars < 30 && markers.mount_point && markers.scripts > 0;
    // A page with a text of its own may have a slider's records, or an empty list beside the text.
    let may_be_filled = markers.empty_list || markers.holds_records;
    let is_filled = markers.script_list || (may_be_filled && page.main_chars <= SHORT);
    if shell || (is_filled && !page.has_items && !page.is_dated) {
        return (Gate::ScriptShell, String::new());
    }
    (Gate::Content, String::new())
}

/// More than one replacement character in fifty.
fn is_damaged(text: &str) -> bool {
    let bad = text.chars().filter(|&c| c == '\u{fffd}').count();
    bad * 50 > text.chars().count()
}

/// A script that sets a cookie and goes elsewhere, or a firewall's words, on a page with next to
/// no text and no menu.
fn challenge(outline: &Outline, page: &PageSigns<'_>) -> Option<String> {
    if outline.anchors.len() > 5 || outline.text.len() > 1500 {
        return None;
    }
    let text = squeeze(&outline.text).to_lowercase();
    let title = squeeze(page.title);
    let is_said = |word: &&&str| text.contains(**word) || title.contains(**word);
    let refusal: Vec<&str> = REFUSAL.iter().filter(is_said).copied().collect();
    if refusal.len() > 1 {
        return Some(refusal.join(" "));
    }
    if page.is_dated {
        return None;
    }
    let words = CHALLENGE
        .iter()
        .find(|w| text.contains(*w) || page.title.to_lowercase().contains(*w))
        // 开展节前食品安全检查 is news; as the title of a page the words stand alone.
        .or_else(|| (squeeze(page.title) == "安全检查").then_some(&"安全检查"));
    match words {
        Some(words) => Some((*words).to_owned()),
        None => {
            (outline.markers.challenge && text.len() < 300).then(|| clip(outline.text.trim(), 80))
        }
    }
}

/// Two independent signs make it certain: the phrase, and a page that has nothing else (or an
/// error title). The phrase alone only asks for a person.
fn not_found(outline: &Outline, page: &PageSigns<'_>) -> Option<(Gate, String)> {
    if page.is_dated || page.has_items {
        return None;
    }
    let title = squeeze(page.title).to_lowercase();
    let error_title = ERROR_TITLES.iter().any(|w| title.contains(w));
    if page.main_chars > 4 * SHORT && !error_title {
        return None;
    }
    let line = outline
        .body_lines()
        .filter(|line| line.chars().count() <= 80 && !asks_or_quotes(line))
        .find(|line| says_not_found(line));
    match line {
        Some(line) if page.main_chars <= SHORT || error_title => {
            Some((Gate::SoftNotFound, clip(line, 80)))
        }
        Some(line) if page.main_chars <= 4 * SHORT => Some((Gate::MaybeNotFound, clip(line, 80))),
        None if says_not_found(&title) && page.main_chars <= SHORT => {
            Some((Gate::MaybeNotFound, clip(page.title, 80)))
        }
        _ => None,
    }
}

/// 打开网站提示“页面不存在”怎么办？ is an entry of a list of questions.
fn asks_or_quotes(line: &str) -> bool {
    line.contains(['？', '?', '“', '”', '《']) || line.contains("怎么")
}

fn says_not_found(text: &str) -> bool {
    let text = squeeze(text).to_lowercase();
    NOT_FOUND.find_iter(&text).any(|found| {
        // 如页面不存在或链接失效，请来电告知, 如您访问的页面不存在: what a page about the site says.
        let before = &text[..found.start()];
        let clause = before.rsplit(['。', '，', ',', '；', '！', '\n']).next();
        let begins = clause.is_some_and(|c| CONDITIONS.iter().any(|word| c.starts_with(word)));
        !begins && !CONDITIONS.iter().any(|word| before.ends_with(word))
    })
}

/// Hash of the main text by its non-ASCII characters: an echoed URL, a date or a counter does not
/// change it. Pages in ASCII only hash their letters.
pub(super) fn text_hash(outline: &Outline) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut wide = false;
    for piece in outline.body_pieces() {
        for c in piece
            .chars()
            .filter(|c| !c.is_ascii() && !super::white_space::is_space(*c))
        {
            hash = (hash ^ c as u64).wrapping_mul(PRIME);
            wide = true;
        }
    }
    if !wide {
        for c in outline.text.chars().filter(char::is_ascii_alphabetic) {
            hash = (hash ^ c as u64).wrapping_mul(PRIME);
        }
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_in_many_ways_that_nothing_is_there() {
        for text in [
            "您访问的内容已被删除或不存在！",
            "文件不存在或已被删除",
            "404 - 找不到文件或目录。",
            "该栏目已关闭或页面已失效",
            "该栏目不存在",
            "您所请求的网址（URL）无法获取",
            "您访问的页面已被删除或不存在",
            "无法找到该页",
            "对不起，找不到您要访问的页面",
        ] {
            assert!(says_not_found(text), "{text}");
        }
    }

    #[test]
    fn labels_and_reports_do_not_say_so() {
        for text in [
            "该文件已失效",
            "本文件已废止，内容仅供参考",
            "违法信息举报",
            "网站内容更新不及时",
            "未找到工作的毕业生",
            "如页面不存在或链接失效请来电告知",
        ] {
            assert!(!says_not_found(text), "{text}");
        }
    }
}
