//! Interpretations (政策解读): whether a page is one, which documents it explains and in what form;
//! and which links of another page lead to its interpretation. Which document of the site is meant
//! is decided when all pages are known.

use super::canonical::Resolver;
use super::outline::{Anchor, Outline};
use super::quotes;
use super::service_guide::PageNames;
use super::white_space::{clip, squeeze};
use crate::facts::{Interpretation, InterpretationForm, LinkKind, PageKind, Place};

/// Words of titles and columns of interpretations.
const WORDS: [&str; 9] = [
    "解读",
    "图解",
    "一图读懂",
    "一图看懂",
    "一图了解",
    "一张图读懂",
    "政策问答",
    "答记者问",
    "图说政策",
];

/// What follows 解读 in titles about the work of interpreting, not its result.
const WORK: [&str; 10] = [
    "工作", "制度", "方案", "机制", "办法", "培训", "会议", "活动", "专栏", "情况",
];

/// News about an interpretation: “云岭发布”推出医保缴费一图读懂.
const NEWS: [&str; 6] = ["推出", "上线", "召开", "举办", "开展", "举行"];

/// Ends of titles of documents, which may stand in a column of interpretations too.
const DOCUMENT_ENDS: [&str; 12] = [
    "通知", "意见", "办法", "规定", "决定", "方案", "细则", "公告", "通告", "规划", "条例", "批复",
];

/// Most documents and links kept of one page.
const MAX_DOCUMENTS: usize = 5;
const MAX_LINKS: usize = 10;

/// The interpretation that the page is.
pub(super) fn interpretation(
    outline: &Outline,
    names: &PageNames<'_>,
    kind: PageKind,
    resolver: &Resolver,
    page: &str,
) -> Option<Interpretation> {
    let heading = squeeze(names.heading);
    if kind != PageKind::Article || !is_interpretation(&heading, names.columns) {
        return None;
    }
    let in_heading = titles_of(&heading);
    let named_in_heading = !in_heading.is_empty();
    let documents = match named_in_heading {
        true => in_heading,
        false => titles_in_text(outline),
    };
    let links = links_to_documents(outline, &documents, resolver, page);
    Some(Interpretation {
        form: form(outline, &heading),
        documents,
        named_in_heading,
        links,
    })
}

fn is_interpretation(heading: &str, columns: &[&str]) -> bool {
    // 《…解读》 in quotes is the name of a book or column.
    let plain = quotes::without_quotes(heading);
    let is_work = |name: &str| {
        let after = name.split("解读").skip(1);
        after
            .into_iter()
            .any(|rest| WORK.iter().any(|word| rest.starts_with(word)))
    };
    let named = |name: &str| WORDS.iter().any(|word| name.contains(word));
    if is_work(&plain) || NEWS.iter().any(|word| plain.contains(word)) {
        return false;
    }
    // The heading of the column itself is no title.
    if named(&plain) && plain.chars().count() >= 2 && !is_column_name(heading) {
        return !ends_as_document(&plain) || is_drawing(&plain);
    }
    let in_column = columns
        .iter()
        .any(|column| named(column) && !is_work(column));
    in_column && heading.chars().count() > 8 && !ends_as_document(&plain)
}

/// 一图读懂停车管理办法: the title may end with the document's.
fn is_drawing(heading: &str) -> bool {
    ["图解", "一图", "一张图"]
        .iter()
        .any(|word| heading.starts_with(word))
}

fn is_column_name(heading: &str) -> bool {
    heading.chars().count() <= 6 && quotes::quoted(heading).is_empty()
}

fn ends_as_document(heading: &str) -> bool {
    let plain = heading.trim_end_matches(|c: char| !c.is_alphabetic());
    DOCUMENT_ENDS.iter().any(|word| plain.ends_with(word))
}

/// Titles that a heading names: in 《》, else the heading without the words of interpretations
/// (云岭县停车管理办法政策解读).
fn titles_of(heading: &str) -> Vec<String> {
    let quoted = quotes::quoted(heading);
    if !quoted.is_empty() {
        return distinct(quoted.into_iter().map(|(_, title)| title));
    }
    const BEFORE: [&str; 12] = [
        "【政策解读】",
        "【图解】",
        "[政策解读]",
        "【解读】",
        "一图读懂",
        "一图看懂",
        "一图了解",
        "一张图读懂",
        "图解",
        "政策解读",
        "解读",
        "关于",
    ];
    const AFTER: [&str; 16] = [
        "图片解读",
        "图文解读",
        "文字解读",
        "视频解读",
        "专家解读",
        "政策解读",
        "政策问答",
        "解读材料",
        "解读说明",
        "的政策解读",
        "的解读",
        "解读",
        "答记者问",
        "的",
        "图解",
        "文件",
    ];
    let mut core = heading;
    for _ in 0..4 {
        let stripped = BEFORE.iter().fold(core, |core, word| {
            core.strip_prefix(word)
                .unwrap_or(core)
                .trim_start_matches(['：', ':', '|', '｜', '丨', '—'])
        });
        let stripped = AFTER.iter().fold(stripped, |core, word| {
            core.strip_suffix(word)
                .unwrap_or(core)
                .trim_end_matches(['：', ':', '|', '—', '-'])
        });
        if stripped.len() == core.len() {
            break;
        }
        core = stripped;
    }
    let is_title =
        core.len() < heading.len() && ends_as_document(core) && core.chars().count() >= 8;
    is_title.then(|| core.to_owned()).into_iter().collect()
}

/// Paragraphs that say what is explained.
const HEAD_LINES: usize = 12;

/// Titles that the first paragraphs name as what was issued: what they cite as their basis is not
/// what they explain.
fn titles_in_text(outline: &Outline) -> Vec<String> {
    const ISSUED: [&str; 10] = [
        "印发", "出台", "制定", "起草", "修订", "发布", "公布", "编制", "形成", "关于",
    ];
    const BASIS: [&str; 9] = [
        "根据", "依据", "按照", "贯彻", "落实", "结合", "遵照", "参照", "废止",
    ];
    let mut found = Vec::new();
    let lines = outline
        .body_lines()
        .filter(|line| line.contains('《') && line.len() <= 6000);
    for line in lines.take(HEAD_LINES) {
        let mut from = 0;
        let mut is_basis = false;
        for (range, title) in quotes::quoted(line) {
            let before = &line[from..range.start];
            from = range.end;
            let clause = before
                .rsplit(['，', '。', '；', ','])
                .next()
                .unwrap_or(before);
            // 根据《甲》《乙》: the second stands under the same word.
            is_basis = match BASIS.iter().any(|word| clause.contains(word)) {
                true => true,
                false => is_basis && before.trim_matches(['、', '和', '及', ' ']).is_empty(),
            };
            let is_issued = ISSUED.iter().any(|word| clause.contains(word));
            let follows = line[range.end..].starts_with(['（', '(', '，', '已']);
            let is_law = title.ends_with('法') && !title.ends_with("办法");
            if !is_basis && !is_law && (is_issued || follows) {
                found.push(title);
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    distinct(found.into_iter())
}

fn distinct(titles: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for title in titles {
        let title = clip(&squeeze(&title), 200);
        if title.chars().count() >= 4 && !found.contains(&title) && found.len() < MAX_DOCUMENTS {
            found.push(title);
        }
    }
    found
}

/// Words beside or in a link to the document that is explained.
const SOURCES: [&str; 14] = [
    "相关文件",
    "政策原文",
    "原文链接",
    "文件原文",
    "政策文件",
    "解读文件",
    "相关政策",
    "关联文件",
    "解读原文",
    "被解读文件",
    "相关链接",
    "文件链接",
    "查看原文",
    "文件",
];

fn links_to_documents(
    outline: &Outline,
    documents: &[String],
    resolver: &Resolver,
    page: &str,
) -> Vec<String> {
    let is_document = |anchor: &Anchor| {
        let name = squeeze(anchor.name());
        if WORDS.iter().any(|word| name.contains(word)) {
            return false;
        }
        let names_it = documents.iter().any(|d| name.contains(d.as_str()));
        names_it || is_named(outline, anchor, &SOURCES, &name)
    };
    own_links(outline, resolver, page, &is_document)
}

/// Links of an article to its interpretation: called 解读 themselves, or below 相关解读.
pub(super) fn related(
    outline: &Outline,
    kind: PageKind,
    resolver: &Resolver,
    page: &str,
) -> Vec<String> {
    const BOXES: [&str; 8] = [
        "相关解读",
        "政策解读",
        "解读材料",
        "关联解读",
        "配套解读",
        "文件解读",
        "解读链接",
        "解读信息",
    ];
    if kind != PageKind::Article || !WORDS.iter().any(|word| outline.text.contains(word)) {
        return Vec::new();
    }
    let is_interpretation = |anchor: &Anchor| {
        let name = squeeze(anchor.name());
        let is_titled = WORDS.iter().any(|word| name.contains(word))
            && (!ends_as_document(&name) || is_drawing(&name));
        is_titled || is_named(outline, anchor, &BOXES, &name)
    };
    own_links(outline, resolver, page, &is_interpretation)
}

/// Links of the main content for which a test holds; columns (`/zcjd/`) and the page itself apart.
fn own_links(
    outline: &Outline,
    resolver: &Resolver,
    page: &str,
    is_one: &dyn Fn(&Anchor) -> bool,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for anchor in &outline.anchors {
        if found.len() >= MAX_LINKS {
            break;
        }
        if outline.elements[anchor.element as usize].place == Place::Footer
            || is_column(&anchor.href)
        {
            continue;
        }
        if is_one(anchor)
            && let Some(url) = resolver.resolve(&anchor.href)
            && url != page
            && !found.contains(&url)
        {
            found.push(url);
        }
    }
    found
}

/// `/zcjd/`, `index.html`, `col123`, `list.shtml`: the address of a column.
fn is_column(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or(href);
    let file = path.rsplit('/').next().unwrap_or(path);
    let is_script = href.starts_with("javascript") || path.is_empty();
    let file = file.to_ascii_lowercase();
    is_script
        || file.is_empty()
        || file.starts_with("index")
        || file.contains("list")
        || path.contains("/col/")
}

/// Bytes before a link in which its label is looked for.
const BESIDE: u32 = 90;

/// A short word before the link names it: 相关解读：关于…; or the link is the word (政策原文).
fn is_named(outline: &Outline, anchor: &Anchor, words: &[&str], name: &str) -> bool {
    if name.chars().count() <= 8 {
        return words
            .iter()
            .any(|word| name.contains(word) && *word != "文件");
    }
    let start = outline.elements[anchor.element as usize].text.0;
    let mut lines = outline
        .before(start, BESIDE)
        .rsplit('\n')
        .map(squeeze)
        .filter(|l| !l.is_empty());
    let before = lines.next().unwrap_or_default();
    let label = before
        .trim_end_matches(['：', ':', '】', ']', '>', '》'])
        .trim_start_matches(['【', '[']);
    words.contains(&label)
}

fn form(outline: &Outline, heading: &str) -> InterpretationForm {
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    let shows = |kind: LinkKind| {
        outline
            .references
            .iter()
            .any(|r| r.kind == kind && r.place == Place::Body)
    };
    if says(&["视频", "动画", "动漫"]) || is_film(outline) {
        InterpretationForm::Video
    } else if says(&["问答", "答记者问", "问与答"]) {
        InterpretationForm::Questions
    } else if says(&["图解", "一图", "一张图", "图文", "图片", "图说", "长图"]) {
        InterpretationForm::Image
    } else {
        let chars = outline
            .body_lines()
            .map(|line| line.chars().count())
            .sum::<usize>();
        match chars <= FEW_CHARS && shows(LinkKind::Image) {
            true => InterpretationForm::Image,
            false => InterpretationForm::Text,
        }
    }
}

/// Text of a page whose content is a picture: title, dates and names of links.
const FEW_CHARS: usize = 250;

fn is_film(outline: &Outline) -> bool {
    const FILMS: [&str; 4] = [".mp4", ".m3u8", ".flv", ".wmv"];
    let is_film = |url: &str| {
        let path = url.split('?').next().unwrap_or(url);
        let end: String = path.chars().rev().take(5).collect();
        let end: String = end.chars().rev().collect::<String>().to_ascii_lowercase();
        FILMS.iter().any(|film| end.ends_with(film))
    };
    outline
        .references
        .iter()
        .any(|r| r.kind == LinkKind::Embed && is_film(&r.url))
}

#[cfg(test)]
#[path = "interpretation_tests.rs"]
mod tests;
