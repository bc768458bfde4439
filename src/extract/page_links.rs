//! Links of a page as the crawler wants them: what each is for, and which of them turn pages.

use super::canonical::Resolver;
use super::outline::Outline;
use super::white_space::clip;
use super::{PageInput, pager};
use crate::facts::{ItemList, Link, LinkKind, Place, Role};

/// File extensions of what is downloaded, not read as a page.
const ATTACHMENTS: [&str; 22] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "ofd", "zip", "rar", "7z",
    "txt", "csv", "rtf", "ceb", "mp4", "mp3", "apk", "exe", "swf",
];

const IMAGES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "bmp", "svg", "webp", "ico"];

/// The next page of a list, where only a script links to it.
pub(super) fn pager_links(
    outline: &Outline,
    resolver: &Resolver,
    lists: &[ItemList],
    input: &PageInput<'_>,
) -> Vec<Link> {
    let pages = outline.pager.as_ref().map_or(Vec::new(), |pager| {
        pager::next_pages(pager, input.url.as_str(), lists, input.window())
    });
    let urls = pages.iter().filter_map(|page| resolver.resolve(page));
    urls.map(|url| Link {
        role: Role::Page,
        text: String::new(),
        place: Place::Body,
        kind: LinkKind::Pager,
        url,
    })
    .collect()
}

/// Every link of the page, in page order of anchors, then references.
pub(super) fn links(
    outline: &Outline,
    resolver: &Resolver,
    targets: &[Option<String>],
) -> Vec<Link> {
    let mut out = Vec::with_capacity(outline.anchors.len() + outline.references.len());
    for (anchor, url) in outline.anchors.iter().zip(targets) {
        if let Some(url) = url {
            out.push(Link {
                role: role_of(url, LinkKind::Anchor),
                text: clip(anchor.name(), 80),
                place: outline.elements[anchor.element as usize].place,
                kind: match anchor.by_script {
                    true => LinkKind::Pager,
                    false => LinkKind::Anchor,
                },
                url: url.clone(),
            });
        }
    }
    for reference in &outline.references {
        if let Some(url) = resolver.resolve(&reference.url) {
            let role = role_of(&url, reference.kind);
            out.push(Link {
                role,
                text: clip(&reference.text, 80),
                place: reference.place,
                kind: reference.kind,
                url,
            });
        }
    }
    out
}

fn role_of(url: &str, kind: LinkKind) -> Role {
    match kind {
        LinkKind::Image => Role::Image,
        LinkKind::Script => Role::Script,
        LinkKind::Style => Role::Style,
        LinkKind::Embed => Role::Attachment,
        LinkKind::Data => Role::Data,
        LinkKind::Anchor | LinkKind::Frame | LinkKind::Pager => {
            let end = memchr::memchr2(b'?', b'#', url.as_bytes()).unwrap_or(url.len());
            let path = &url[..end];
            let extension = match path.bytes().rposition(|b| matches!(b, b'.' | b'/')) {
                Some(at) if path.as_bytes()[at] == b'.' => &path[at + 1..],
                _ => "",
            };
            let is_one_of = |known: &[&str]| {
                let same = |e: &&str| e.eq_ignore_ascii_case(extension);
                (2..=4).contains(&extension.len()) && known.iter().any(same)
            };
            if is_one_of(&ATTACHMENTS) {
                Role::Attachment
            } else if is_one_of(&IMAGES) {
                Role::Image
            } else if kind == LinkKind::Frame {
                Role::Frame
            } else {
                Role::Page
            }
        }
    }
}
