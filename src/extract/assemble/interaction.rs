//! What pages show of services and of the exchange with the public, brought into the site: guides,
//! messages, consultations. Interpretations are matched with documents in `interpretations`.

use super::Assembler;
use crate::facts::{Consultation, Message, PageFacts, ServiceGuide, UrlId};

/// What is kept of one page. Half of the pages of a portal may have one part of it, so that each part
/// takes little room where it is absent.
#[derive(Debug, Default)]
pub(super) struct Interaction {
    guide: Option<Box<ServiceGuide>>,
    messages: Vec<Message>,
    consultation: Option<Box<Consultation>>,
    pub(super) interpretation: Option<Box<Explains>>,
    /// What an article calls its interpretation.
    pub(super) related: Box<[UrlId]>,
}

/// What is kept of an interpretation.
#[derive(Debug)]
pub(super) struct Explains {
    pub(super) documents: Vec<String>,
    pub(super) named_in_heading: bool,
    pub(super) links: Box<[UrlId]>,
}

impl Interaction {
    /// Takes its part of a page's facts; `id_of` knows the number of a URL.
    pub(super) fn take(
        facts: &mut PageFacts,
        id_of: &dyn Fn(&str) -> Option<UrlId>,
    ) -> Option<Self> {
        let ids = |urls: &[String]| urls.iter().filter_map(|url| id_of(url)).collect();
        let related: Box<[UrlId]> = ids(&facts.related_interpretations);
        let interpretation = facts.interpretation.take().map(|found| {
            Box::new(Explains {
                links: ids(&found.links),
                documents: found.documents,
                named_in_heading: found.named_in_heading,
            })
        });
        let taken = Self {
            guide: facts.service_guide.take().map(Box::new),
            messages: std::mem::take(&mut facts.messages),
            consultation: facts.consultation.take().map(Box::new),
            interpretation,
            related,
        };
        let is_any = taken.guide.is_some()
            || !taken.messages.is_empty()
            || taken.consultation.is_some()
            || taken.interpretation.is_some()
            || !taken.related.is_empty();
        is_any.then_some(taken)
    }
}

/// Service guides in order of URL.
pub(super) fn guides(site: &Assembler) -> Vec<(String, ServiceGuide)> {
    by_url(site, |page| page.guide.as_deref().into_iter())
}

/// Messages in order of URL, those of one page as they stand there.
pub(super) fn messages(site: &Assembler) -> Vec<(String, Message)> {
    by_url(site, |page| page.messages.iter())
}

/// Consultations in order of URL.
pub(super) fn consultations(site: &Assembler) -> Vec<(String, Consultation)> {
    by_url(site, |page| page.consultation.as_deref().into_iter())
}

fn by_url<'a, T: Clone + 'a, I: Iterator<Item = &'a T>>(
    site: &'a Assembler,
    of: impl Fn(&'a Interaction) -> I,
) -> Vec<(String, T)> {
    let pages = site
        .interactions
        .iter()
        .filter(|(id, _)| !site.pages.is_twin(**id));
    let mut found: Vec<(String, T)> = pages
        .flat_map(|(id, page)| of(page).map(|fact| (site.url(*id).to_owned(), fact.clone())))
        .collect();
    // Stable: messages of one page keep their order.
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}
