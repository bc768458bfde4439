//! Breadcrumb (当前位置): the way from the home page to this page.

use super::canonical::Resolver;
use super::outline::{Outline, Tag};
use super::white_space::{fold, squeeze};
use crate::facts::{Crumb, Place};

const MARKERS: [&str; 8] = [
    "当前位置",
    "您的位置",
    "所在位置",
    "当前的位置",
    "您当前位置",
    "现在的位置",
    "你的位置",
    "当前所在",
];

const HOME: [&str; 7] = [
    "首页",
    "网站首页",
    "本站首页",
    "主页",
    "门户首页",
    "返回首页",
    "网站主页",
];

const SEPARATORS: [char; 12] = [
    '>', '»', '›', '→', '＞', '》', '\\', '/', '·', '|', '≫', '－',
];

/// `您的位置：…` begins the text, which is no longer than a breadcrumb.
pub(super) fn is_begun(text: &str) -> bool {
    if text.len() > MAX_BYTES as usize {
        return false;
    }
    let begin = text.trim_start_matches(|c: char| !c.is_alphabetic());
    let begin = begin.trim_start_matches(['您', '你']);
    let is_marker = |marker: &str| begin.starts_with(marker.trim_start_matches(['您', '你']));
    MARKERS.iter().any(|marker| is_marker(marker))
}

/// Separators that make a breadcrumb even without the words 当前位置; `首页 | 收藏本站` is a menu.
pub(super) const ARROWS: [char; 7] = ['>', '»', '›', '→', '＞', '》', '≫'];

/// Longest name of a home page in bytes, padding included.
const LONGEST_HOME: usize = 40;

/// Longest breadcrumb in bytes of text; more is a menu.
const MAX_BYTES: u32 = 600;

/// Steps from the home page on, the words 当前位置 left out; empty if there is none.
pub(super) fn breadcrumb(outline: &Outline, links: &Resolver) -> Vec<Crumb> {
    declared(outline, links)
        .or_else(|| linked(outline, links))
        .or_else(|| written(outline))
        .unwrap_or_default()
}

/// More steps than this are a menu unless arrows stand between them.
const MAX_PLAIN_STEPS: u32 = 6;

/// More steps than this are a menu.
const MAX_STEPS: u32 = 10;

/// In an element whose class says so: `<ol class="breadcrumb">` draws its separators by style. The
/// words are found inside other names too (`crumb-less`), so a menu is told by its length.
fn declared(outline: &Outline, links: &Resolver) -> Option<Vec<Crumb>> {
    outline.breadcrumbs.iter().find_map(|&index| {
        let element = &outline.elements[index as usize];
        let text = outline.text_of(element);
        if element.place == Place::Footer || text.len() > MAX_BYTES as usize {
            return None;
        }
        if element.anchors.0 == element.anchors.1 {
            return plain_steps(text);
        }
        let first = (element.anchors.0..element.anchors.1)
            .find(|&i| is_home(outline.anchors[i as usize].name()))?;
        let most = match text.contains(ARROWS) {
            true => MAX_STEPS,
            false => MAX_PLAIN_STEPS,
        };
        if element.anchors.1 - first > most {
            return None;
        }
        let crumbs = steps_of(outline, links, first, index);
        (crumbs.len() > 1).then_some(crumbs)
    })
}

/// 当前位置：首页 > 专题专栏 > 工作动态, without a link; `首页 > 公示公告 > 正文`.
fn written(outline: &Outline) -> Option<Vec<Crumb>> {
    let lines = outline
        .text
        .lines()
        .filter(|l| l.len() <= MAX_BYTES as usize);
    lines
        .filter(|line| line.contains(ARROWS) && (line.contains("位置") || begins_at_home(line)))
        .find_map(plain_steps)
}

fn begins_at_home(line: &str) -> bool {
    let first = line.split(ARROWS).next().unwrap_or("");
    is_home(first) && line.matches(ARROWS).count() < MAX_PLAIN_STEPS as usize
}

fn plain_steps(text: &str) -> Option<Vec<Crumb>> {
    let mut steps = text.split(SEPARATORS).map(|step| {
        let step = step.trim();
        let step = step.rsplit(['：', ':', '\n', '\t']).next().unwrap_or(step);
        fold(step)
    });
    let home = steps.next().filter(|step| is_home(step))?;
    let crumbs: Vec<Crumb> = std::iter::once(home)
        .chain(steps.filter(|step| !step.is_empty()))
        .map(|text| Crumb { text, url: None })
        .collect();
    (crumbs.len() > 1).then_some(crumbs)
}

fn is_home(text: &str) -> bool {
    text.len() <= LONGEST_HOME && HOME.contains(&squeeze(text).trim_matches(SEPARATORS))
}

/// Around a link to the home page that separators or the words 当前位置 mark.
fn linked(outline: &Outline, links: &Resolver) -> Option<Vec<Crumb>> {
    for (i, anchor) in outline.anchors.iter().enumerate() {
        if outline.elements[anchor.element as usize].place == Place::Footer {
            continue;
        }
        let named_home = is_home(anchor.name());
        let marked = marked(outline, anchor.element);
        if !named_home && !marked {
            continue;
        }
        if let Some(crumbs) = around(outline, links, i as u32, marked) {
            return Some(crumbs);
        }
    }
    None
}

/// 当前位置 stands just before the anchor (the home step may be named 县政府网 or be an image).
fn marked(outline: &Outline, element: u32) -> bool {
    let at = outline.elements[element as usize].text.0;
    let before = outline.before(at, 60);
    // Most anchors have nothing like it before them.
    if !before.contains("位置") && !before.contains("所在") {
        return false;
    }
    let before = squeeze(before);
    let before = before.trim_end_matches(['：', ':', '>', '»']);
    let here = before.ends_with("位置") && HERE.iter().any(|word| before.contains(word));
    here || MARKERS.iter().any(|m| before.ends_with(m))
}

/// Words by which 位置 is that of the visitor: 您当前所在的位置.
const HERE: [&str; 5] = ["当前", "现在", "所在", "您", "你"];

/// The smallest element around the first step that has a separator after it and stays small.
fn around(outline: &Outline, links: &Resolver, first: u32, marked: bool) -> Option<Vec<Crumb>> {
    let separators = if marked { &SEPARATORS[..] } else { &ARROWS[..] };
    let start = outline.elements[outline.anchors[first as usize].element as usize]
        .text
        .0;
    let mut at = outline.anchors[first as usize].element;
    for _ in 0..5 {
        let element = &outline.elements[at as usize];
        if element.text.1.saturating_sub(start) > MAX_BYTES {
            return None;
        }
        let rest = outline.slice(start, element.text.1);
        // A menu that begins with 首页 on a page so short that menu and breadcrumb together are
        // no longer than a breadcrumb (fixtures/checks/empty_column/na).
        if MARKERS.iter().any(|m| rest.contains(m)) {
            return None;
        }
        let steps = element.anchors.1.saturating_sub(first);
        if rest.contains(separators) && steps <= MAX_STEPS {
            let crumbs = steps_of(outline, links, first, at);
            return (crumbs.len() > 1).then_some(crumbs);
        }
        // `<ul><li>首页</li><li>动态</li></ul>`, separators drawn by style sheets.
        if element.tag != Tag::A && steps > 1 && steps <= MAX_PLAIN_STEPS && marked {
            return Some(steps_of(outline, links, first, at));
        }
        if element.parent == at {
            return None;
        }
        at = element.parent;
    }
    None
}

fn steps_of(outline: &Outline, links: &Resolver, first: u32, element: u32) -> Vec<Crumb> {
    let element = &outline.elements[element as usize];
    let last = element.anchors.1;
    let mut crumbs: Vec<Crumb> = outline.anchors[first as usize..last as usize]
        .iter()
        .map(|a| Crumb {
            text: a.name().trim_matches(SEPARATORS).trim().to_owned(),
            url: links.resolve(&a.href),
        })
        .filter(|c| !c.text.is_empty())
        .collect();
    // The last step is often plain text.
    let last = &outline.anchors[last as usize - 1];
    let from = outline.elements[last.element as usize].text.1;
    let after = outline.slice(from, element.text.1.max(from));
    let tail = after
        .rsplit(SEPARATORS)
        .map(fold)
        .find(|step| !step.is_empty())
        .unwrap_or_default();
    let tail = tail.trim();
    if !tail.is_empty()
        && tail.chars().count() <= 40
        && crumbs.last().is_none_or(|c| c.text != tail)
    {
        crumbs.push(Crumb {
            text: tail.to_owned(),
            url: None,
        });
    }
    crumbs
}

#[cfg(test)]
mod tests {
    use scraper::Html;
    use url::Url;

    use super::*;

    /// Steps as `text` or `text=path`.
    fn read(body: &str) -> Vec<String> {
        let outline = Outline::of(&Html::parse_document(body), body.len());
        let links = Resolver::new(Url::parse("http://a.gov.cn/x/").unwrap(), "utf-8");
        let step = |crumb: Crumb| match crumb.url {
            Some(url) => format!("{}={}", crumb.text, url.replace("http://a.gov.cn", "")),
            None => crumb.text,
        };
        breadcrumb(&outline, &links).into_iter().map(step).collect()
    }

    #[test]
    fn an_element_named_as_breadcrumb_needs_no_separators() {
        for class in ["breadcrumb", "am-breadcrumb am-breadcrumb-slash"] {
            let body = format!(
                "<ol class='{class}'><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li>\
                 <li class='active'>通知公告</li></ol>"
            );
            let steps = ["首页=/", "政务公开=/zwgk/", "通知公告"];
            assert_eq!(read(&body), steps, "{class}");
        }
    }

    #[test]
    fn an_element_named_as_breadcrumb_needs_no_links() {
        let body = "<div class='dqwz'><span>首页</span><span>&gt;</span><span>政务公开</span>\
                    <span>&gt;</span><span>通知公告</span></div>";
        assert_eq!(read(body), ["首页", "政务公开", "通知公告"]);
    }

    #[test]
    fn the_last_step_behind_an_icon_may_be_plain_text() {
        let body = "<div class='wz'>您当前所在的位置：<a href='/'>首页</a><i class='icon'></i>\
                    <a href='/zwgk/'>政务公开</a><i class='icon'></i>通知公告</div>";
        assert_eq!(read(body), ["首页=/", "政务公开=/zwgk/", "通知公告"]);
    }

    #[test]
    fn a_line_of_plain_text_is_a_breadcrumb_if_it_begins_at_home() {
        let body = "<p>当前位置：首页 &gt; 专题专栏 &gt; 乡村振兴</p>";
        assert_eq!(read(body), ["首页", "专题专栏", "乡村振兴"]);
        let body = "<table><tr><td>当前位置：首页 &gt; 专题专栏 &gt; 乡村振兴</td></tr></table>";
        assert_eq!(read(body), ["首页", "专题专栏", "乡村振兴"]);
        let body = "<p>首页 &gt; 专题专栏 &gt; 正文</p>";
        assert_eq!(read(body), ["首页", "专题专栏", "正文"]);
        let body = "<p>办公位置：行政中心 &gt; 三楼 &gt; 306室</p>";
        assert_eq!(read(body), Vec::<String>::new());
    }

    #[test]
    fn a_menu_is_no_breadcrumb_whatever_its_class() {
        let entries = [
            "首页",
            "县长信箱",
            "机构职能",
            "政策文件",
            "规划计划",
            "财政信息",
            "人事信息",
        ];
        let entries = entries.map(|name| format!("<li><a href='/{name}/'>{name}</a></li>"));
        let body = format!("<ul class='crumb-less'>{}</ul>", entries.concat());
        assert_eq!(read(&body), Vec::<String>::new());
    }
}
