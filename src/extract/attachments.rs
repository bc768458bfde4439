//! Files that an article offers beside its text: linked, embedded, behind a viewer or a download script, in a
//! string that a script shows (FIELD §11.3). Whether they can be reached is known when the site is crawled.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::canonical::Resolver;
use super::outline::{Anchor, Outline};
use super::pattern::regex;
use super::white_space::{clip, fold};
use crate::facts::{Attachment, LinkKind, Place};

/// Extensions of files that are read or unpacked; films and programs are no annexes of a text.
const KINDS: [&str; 20] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "ofd", "ceb", "rtf",
    "txt", "csv", "zip", "rar", "7z", "odt", "ods",
];

/// Scans are annexes only where the link says so.
const SCANS: [&str; 5] = ["jpg", "jpeg", "png", "tif", "tiff"];

/// Parts of the addresses of scripts that hand out a file: Hanweb's `/module/download/downfile.jsp`,
/// VSB's `/system/_content/download.jsp`, `DownloadAttachUrl`.
const DOWNLOADS: [&str; 6] = [
    "downfile",
    "download.jsp",
    "downloadattach",
    "/download.do",
    "filedownload",
    "downloadfile",
];

/// Texts of links that name no file.
const NO_NAMES: [&str; 10] = [
    "下载",
    "点击下载",
    "附件下载",
    "下载附件",
    "立即下载",
    "点击查看",
    "查看",
    "附件",
    "预览",
    "在线预览",
];

/// Longest name in characters.
const LONGEST_NAME: usize = 120;

/// Files kept for one page.
const MOST: usize = 200;

static SIZE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)[（(\[【]?\s*(?:(?:文件)?大小\s*[：:]?\s*)?(?P<size>\d{1,7}(?:[.,]\d{1,3})?\s*(?:[KMG]B?|字节|bytes?))\s*[）)\]】]?$",
    )
});
static SIZE_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\s*[（(\[【]?\s*(?:(?:文件)?大小\s*[：:]?\s*)?(?P<size>\d{1,7}(?:[.,]\d{1,3})?\s*(?:[KMG]B?|字节|bytes?))\s*(?:[）)\]】\s]|$)",
    )
});

/// Files of the main content, in page order of links, then of what is embedded, each once.
/// `targets` are the canonical URLs of `outline.anchors`.
pub(super) fn attachments(
    outline: &Outline,
    targets: &[Option<String>],
    resolver: &Resolver,
) -> Vec<Attachment> {
    let mut found = Files::default();
    for (anchor, url) in outline.anchors.iter().zip(targets) {
        let place = outline.elements[anchor.element as usize].place;
        if let (Some(url), Place::Body) = (url, place) {
            found.add(linked(outline, anchor, url));
        }
    }
    for reference in &outline.references {
        let is_shown = matches!(
            reference.kind,
            LinkKind::Frame | LinkKind::Embed | LinkKind::Pager
        );
        if !is_shown || reference.place != Place::Body || !may_be_file(&reference.url) {
            continue;
        }
        if let Some(url) = resolver.resolve(&reference.url) {
            found.add(embedded(&reference.text, url, resolver));
        }
    }
    found.files
}

#[derive(Default)]
struct Files {
    files: Vec<Attachment>,
    by_url: BTreeMap<String, usize>,
}

impl Files {
    /// An icon and a name may lead to the same file.
    fn add(&mut self, file: Option<Attachment>) {
        let Some(file) = file else { return };
        match self.by_url.get(&file.url) {
            Some(&at) => {
                let known = &mut self.files[at];
                let is_better = is_no_name(&known.name) || known.name == file_name(&known.url);
                if is_better && !is_no_name(&file.name) {
                    known.name = file.name;
                }
                known.size = known.size.take().or(file.size);
            }
            None if self.files.len() < MOST => {
                self.by_url.insert(file.url.clone(), self.files.len());
                self.files.push(file);
            }
            None => {}
        }
    }
}

/// Asked before an address is taken apart: most of a page's are plain pages.
fn may_be_file(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    extension(&lower).is_some() || lower.contains('?') || is_download(&lower)
}

fn is_download(url: &str) -> bool {
    DOWNLOADS.iter().any(|word| url.contains(word))
}

fn linked(outline: &Outline, anchor: &Anchor, url: &str) -> Option<Attachment> {
    if !may_be_file(url) && !may_be_scan(url) {
        return None;
    }
    let shown = SIZE.replace(&anchor.text, "");
    let shown = shown.trim();
    let lower = url.to_ascii_lowercase();
    let in_query = named_in_query(url);
    let kind = extension(&lower)
        .or_else(|| extension(in_query.as_deref()?))
        .or_else(|| extension(shown).filter(|_| lower.contains('?') || is_download(&lower)))
        .or_else(|| scan(&lower).filter(|_| shown.starts_with("附件")));
    if kind.is_none() && !is_download(&lower) {
        return None;
    }
    let names = [
        shown,
        anchor.title.as_str(),
        in_query.as_deref().unwrap_or(""),
    ];
    let named = names.into_iter().find(|name| !is_no_name(name));
    let name = match named {
        Some(name) => name,
        None if kind.is_some() && shown.is_empty() => file_name(url),
        None => shown,
    };
    Some(Attachment {
        name: clip(name, LONGEST_NAME),
        url: url.to_owned(),
        kind: kind.map(|kind| kind.to_ascii_lowercase()),
        size: size(outline, anchor),
    })
}

/// `<iframe src="/pdfjs/web/viewer.html?file=/files/1.pdf">` shows the file, not itself.
fn embedded(text: &str, url: String, resolver: &Resolver) -> Option<Attachment> {
    let lower = url.to_ascii_lowercase();
    let (url, kind) = match extension(&lower) {
        Some(kind) => (url.clone(), kind.to_owned()),
        None => {
            let file = named_in_query(&url)?;
            let kind = extension(&file)?.to_ascii_lowercase();
            let is_address = file.contains('/');
            let shown = is_address.then(|| resolver.resolve(&file)).flatten();
            (shown.unwrap_or(url), kind)
        }
    };
    let name = if is_no_name(text) {
        file_name(&url)
    } else {
        text
    };
    Some(Attachment {
        name: clip(name, LONGEST_NAME),
        kind: Some(kind),
        size: None,
        url,
    })
}

/// The file that a parameter names (`?filename=…`, `?file=…`), decoded.
fn named_in_query(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let may_name = query.contains('.') || query.contains("%2E");
    let url = may_name.then(|| Url::parse(url).ok())??;
    let mut values = url.query_pairs().map(|(_, value)| value.into_owned());
    values.find(|value| extension(value).is_some() && !value.contains('\u{fffd}'))
}

/// Whether the address ends like a file that is read or unpacked.
pub(super) fn is_file(url: &str) -> bool {
    extension(url).is_some()
}

fn extension(path: &str) -> Option<&str> {
    of_kinds(path, &KINDS)
}

fn scan(path: &str) -> Option<&str> {
    of_kinds(path, &SCANS)
}

fn may_be_scan(url: &str) -> bool {
    scan(&url.to_ascii_lowercase()).is_some()
}

fn of_kinds<'a>(path: &'a str, kinds: &[&str]) -> Option<&'a str> {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (stem, extension) = path[..end].rsplit_once('.')?;
    let is_host = stem.ends_with("://") || stem.is_empty();
    let known = || {
        kinds
            .iter()
            .any(|kind| kind.eq_ignore_ascii_case(extension))
    };
    (!is_host && known()).then_some(extension)
}

fn is_no_name(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '【', '】', '（', '）', '(', ')', '：', ':', ' ']);
    text.is_empty() || NO_NAMES.contains(&text)
}

/// Last part of the path.
fn file_name(url: &str) -> &str {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    path.rsplit('/').next().unwrap_or(path)
}

/// Bytes looked at behind a link.
const BEHIND: u32 = 60;

/// The size at the end of the link's text or right behind it.
fn size(outline: &Outline, anchor: &Anchor) -> Option<String> {
    let end = outline.elements[anchor.element as usize].text.1;
    let behind = outline.behind(end, BEHIND);
    let behind = behind.split(['\n', '\t']).next().unwrap_or("");
    let found = SIZE
        .captures(&anchor.text)
        .or_else(|| SIZE_AFTER.captures(behind))?;
    Some(fold(&found["size"]))
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::*;

    fn read(html: &str) -> Vec<(String, String, Option<String>, Option<String>)> {
        let outline = Outline::of(&Html::parse_document(html), html.len());
        let resolver = Resolver::new(Url::parse("http://a.gov.cn/x/1.html").unwrap(), "UTF-8");
        let targets: Vec<_> = outline
            .anchors
            .iter()
            .map(|anchor| resolver.resolve(&anchor.href))
            .collect();
        attachments(&outline, &targets, &resolver)
            .into_iter()
            .map(|f| (f.name, f.url, f.kind, f.size))
            .collect()
    }

    fn file(
        name: &str,
        path: &str,
        kind: &str,
        size: &str,
    ) -> (String, String, Option<String>, Option<String>) {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        (
            name.to_owned(),
            format!("http://a.gov.cn{path}"),
            some(kind),
            some(size),
        )
    }

    #[test]
    fn a_file_in_a_string_of_a_script_is_one() {
        let html = "<p>正文</p><script>var str = '<a href=\"./P1.doc\">附件1 申请表</a> <a href=\"/b/\">返回</a>';\
                    if (str != '') { $('#fj').html(str); }</script>";
        assert_eq!(read(html), [file("附件1 申请表", "/x/P1.doc", "doc", "")]);
    }

    #[test]
    fn a_link_with_an_extension_is_a_file_with_its_name_and_size() {
        for (html, expected) in [
            (
                "<a href='/f/1.pdf'>附件1.申请表.pdf</a>",
                file("附件1.申请表.pdf", "/f/1.pdf", "pdf", ""),
            ),
            (
                "<a href='/f/1.DOC'>申请表（120KB）</a>",
                file("申请表", "/f/1.DOC", "doc", "120KB"),
            ),
            (
                "<a href='/f/1.xls'>申请表</a> [大小：1.5 MB]",
                file("申请表", "/f/1.xls", "xls", "1.5 MB"),
            ),
            (
                "<a href='/f/1.wps' title='申请表.wps'>点击下载</a>",
                file("申请表.wps", "/f/1.wps", "wps", ""),
            ),
            (
                "<a href='/f/1.zip'><img src='/i/zip.gif'></a>",
                file("1.zip", "/f/1.zip", "zip", ""),
            ),
            (
                "<a href='/f/1.ofd'><img src='/i/ofd.gif'></a><a href='/f/1.ofd'>申请表</a>",
                file("申请表", "/f/1.ofd", "ofd", ""),
            ),
            (
                "<a href='/f/1.jpg'>附件：平面图</a>",
                file("附件：平面图", "/f/1.jpg", "jpg", ""),
            ),
            (
                "<a onclick=\"window.open('/f/1.pdf')\" href='#'>申请表</a>",
                file("申请表", "/f/1.pdf", "pdf", ""),
            ),
        ] {
            assert_eq!(read(html), [expected], "{html}");
        }
    }

    #[test]
    fn download_scripts_name_the_file_in_query_or_text() {
        for (html, expected) in [
            (
                "<a href='/module/download/downfile.jsp?classid=0&filename=2601.docx'>附件下载</a>",
                file(
                    "2601.docx",
                    "/module/download/downfile.jsp?classid=0&filename=2601.docx",
                    "docx",
                    "",
                ),
            ),
            (
                "<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=12'>申请表.xlsx</a>",
                file(
                    "申请表.xlsx",
                    "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=12",
                    "xlsx",
                    "",
                ),
            ),
            (
                "<a href='/system/_content/download.jsp?wbfileid=12'>申请表</a>",
                file(
                    "申请表",
                    "/system/_content/download.jsp?wbfileid=12",
                    "",
                    "",
                ),
            ),
        ] {
            assert_eq!(read(html), [expected], "{html}");
        }
    }

    #[test]
    fn what_is_embedded_or_shown_by_a_viewer_is_a_file() {
        for (html, expected) in [
            (
                "<embed src='/f/1.pdf'>",
                file("1.pdf", "/f/1.pdf", "pdf", ""),
            ),
            (
                "<object data='/f/1.pdf' title='年度报告'></object>",
                file("年度报告", "/f/1.pdf", "pdf", ""),
            ),
            (
                "<iframe src='/pdfjs/web/viewer.html?file=/f/1.pdf'></iframe>",
                file("1.pdf", "/f/1.pdf", "pdf", ""),
            ),
            (
                "<iframe src='/pdfjs/web/viewer.html?file=%2Ff%2F1.pdf'></iframe>",
                file("1.pdf", "/f/1.pdf", "pdf", ""),
            ),
        ] {
            assert_eq!(read(html), [expected], "{html}");
        }
    }

    #[test]
    fn pages_pictures_films_and_menus_are_no_attachments() {
        for html in [
            "<a href='/x/2.html'>附件</a>",
            "<a href='/f/1.jpg'><img src='/f/1.jpg'></a>",
            "<embed src='/f/1.mp4'>",
            "<a href='http://www.zip'>网</a>",
            "<div class='footer'><a href='/f/1.pdf'>说明</a></div>",
            "<a href='/search?q=停车'>停车</a>",
            "<iframe src='/list.html?page=2'></iframe>",
        ] {
            assert_eq!(read(html), [], "{html}");
        }
    }
}
