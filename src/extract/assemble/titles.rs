//! Titles of documents as others cite them: the forms under which one is looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::Summary;
use crate::extract::validity;
use crate::extract::white_space::squeeze;
use crate::facts::UrlId;

/// Shortest title, in characters, that identifies a document without its number.
pub(super) const MIN_TITLE: usize = 8;

/// Title of the document, else heading of the page.
pub(super) fn title_of(page: &Summary) -> &str {
    page.document
        .as_deref()
        .map_or(page.heading.as_str(), |d| d.title.as_str())
}

/// Adds a page under every form of its title.
pub(super) fn add(index: &mut BTreeMap<String, Vec<UrlId>>, id: UrlId, page: &Summary) {
    for form in title_forms(title_of(page)) {
        index.entry(form).or_default().push(id);
    }
}

/// Forms under which a title may be cited: whole, from 关于 on (without masthead), and the inner
/// title of 关于印发《…》的通知. 试行 and 暂行 stay: they are other documents.
pub(super) fn title_forms(title: &str) -> Vec<String> {
    let plain: String = squeeze(&validity::without_mark(title))
        .chars()
        .filter(|c| !matches!(c, '《' | '》' | '〈' | '〉' | '“' | '”' | '"' | '<' | '>'))
        .collect();
    let mut forms = vec![plain.clone()];
    if let Some(at) = plain.find("关于") {
        forms.push(plain[at..].to_owned());
        let core = &plain[at + "关于".len()..];
        let inner = ["印发", "转发", "发布", "公布", "下发"]
            .iter()
            .find_map(|verb| {
                let rest = core.strip_prefix(verb)?;
                ["的通知", "的公告", "的决定", "的通告", "的函"]
                    .iter()
                    .find_map(|end| rest.strip_suffix(end))
            });
        forms.extend(inner.map(str::to_owned));
    }
    forms.retain(|f| f.chars().count() >= MIN_TITLE);
    forms.dedup();
    forms
}

/// Half of the pairs of neighbouring characters of the shorter title stand in the other too.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    let pairs = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars
            .windows(2)
            .map(|w| (w[0], w[1]))
            .collect::<BTreeSet<_>>()
    };
    let (a, b) = (pairs(a), pairs(b));
    a.intersection(&b).count() * 2 >= a.len().min(b.len())
}
