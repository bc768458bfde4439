//! `unlabelled-repealed-document`: a document that a repeal names must say so on its own page, in
//! whatever form. One verdict for each repealed page, however many repeals name it, and one for
//! each repeal list that nobody could read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::check::{Card, Case, Check, Ruling, SubjectKind, SubjectRef, Verdicts};
use crate::facts::{RepealExtent, Repealed, Site, UnreadRepealList, Validity};

static CARD: LazyLock<Card> = LazyLock::new(|| {
    Card::embedded(
        "checks/unlabelled_repealed_document/check.toml",
        include_str!("check.toml"),
    )
});

/// The check.
#[derive(Debug)]
pub struct UnlabelledRepealedDocument;

impl Check for UnlabelledRepealedDocument {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>> {
        let pages = by_page(case.site).into_keys();
        let pages = pages.map(|url| SubjectRef::new(SubjectKind::Document, url));
        let lists = case.site.unread_repeal_lists.iter().map(list_subject);
        pages.chain(lists).collect()
    }

    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>) {
        for (url, repeals) in by_page(case.site) {
            let subject = SubjectRef::new(SubjectKind::Document, url);
            out.put(subject, &repeals[0].title, rule(case, &repeals));
        }
        for list in &case.site.unread_repeal_lists {
            let ruling = Ruling::review("list-unread")
                .arg("title", &list.title)
                .arg("attachment", &list.attachment)
                .evidence(&list.evidence);
            out.put(list_subject(list), &list.title, ruling);
        }
    }
}

/// A decision may both be repealed itself and have an unread list: the attachment tells the two
/// subjects apart.
fn list_subject(list: &UnreadRepealList) -> SubjectRef<'_> {
    SubjectRef {
        kind: SubjectKind::Document,
        url: &list.url,
        id: Some(&list.attachment),
    }
}

fn by_page(site: &Site) -> BTreeMap<&str, Vec<&Repealed>> {
    let mut pages: BTreeMap<&str, Vec<&Repealed>> = BTreeMap::new();
    for repealed in &site.repealed {
        pages.entry(&repealed.url).or_default().push(repealed);
    }
    pages
}

/// How far one repeal obliges the page to a label.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Force {
    Certain,
    Uncertain,
    NotYet,
    Partial,
}

fn rule(case: &Case<'_>, repeals: &[&Repealed]) -> Ruling {
    let force = |repealed: &Repealed| {
        let mention = &repealed.mention;
        if mention.extent == RepealExtent::Partial {
            Force::Partial
        } else if mention.effective.is_some_and(|day| day > case.as_of) {
            Force::NotYet
        } else if repealed.certain {
            Force::Certain
        } else {
            Force::Uncertain
        }
    };
    let strongest = repeals.iter().min_by_key(|repealed| force(repealed));
    let Some(repealed) = strongest else {
        return Ruling::error("no-subject");
    };
    let ruling = match force(repealed) {
        _ if repealed.is_labelled() => labelled(repealed),
        Force::Partial => Ruling::not_applicable("partial"),
        Force::NotYet => Ruling::not_applicable("not-yet"),
        Force::Uncertain => Ruling::review("uncertain").detail(&repealed.by_url),
        Force::Certain => unlabelled(repealed).detail(&repealed.by_url),
    };
    let effective = repealed.mention.effective;
    let known = |number: &Option<String>| number.clone().unwrap_or_default();
    ruling
        .arg("title", &repealed.title)
        .arg("number", known(&repealed.number))
        .arg("by", &repealed.by_title)
        .arg("by_number", known(&repealed.by_number))
        .arg(
            "effective",
            effective.map_or_else(String::new, |day| day.to_string()),
        )
        .evidence(&repealed.evidence)
        .evidence(&repealed.by_evidence)
}

fn unlabelled(repealed: &Repealed) -> Ruling {
    match (repealed.validity, repealed.mention.effective) {
        (Validity::Valid, _) => Ruling::fail("says-valid"),
        (_, Some(_)) => Ruling::fail("unlabelled"),
        (_, None) => Ruling::fail("unlabelled-undated"),
    }
}

fn labelled(repealed: &Repealed) -> Ruling {
    match &repealed.label {
        Some(label) => Ruling::pass("labelled").arg("label", &label.text),
        None => Ruling::pass("says-repealed"),
    }
}
