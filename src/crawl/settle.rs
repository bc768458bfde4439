//! What becomes of a look: a further hop, a suspect, a finished URL; and what its page names.

use super::clock::{now, now_millis};
use super::engine::Engine;
use super::error::CrawlError;
use super::fetch::Failure;
use super::process::{PageRead, Processed};
use super::queue::{Naming, is_page};
use super::task::{Redirect, Work};
use crate::bundle::{PageRow, UrlState, stored_link};
use crate::extract::{StoredLink, canonical, is_html, names_a_home_page};
use crate::facts::{Cause, Gate, Hop, Look, Skip, TlsFault, UrlId};
use url::Url;

/// Number of the home page.
pub(super) const SEED: UrlId = 0;

type Answered = Result<(Box<Processed>, Option<Redirect>), Failure>;

impl Engine<'_> {
    /// Takes in the answer to one request of a look.
    pub(super) fn settle(
        &mut self,
        lane: u32,
        mut work: Work,
        answered: Answered,
    ) -> Result<(), CrawlError> {
        if let Ok((processed, _)) = &answered {
            note_fault(&mut work, processed);
        }
        match answered {
            Ok((processed, Some(redirect))) if processed.cause.is_none() => {
                self.follow(work, *processed, redirect)
            }
            Ok((processed, _)) => self.finish(work, *processed),
            Err(Failure::GivenUp) => {
                self.frontier.give_up(lane);
                self.end_unasked(work, Skip::StopLoss);
                Ok(())
            }
            Err(Failure::Cause {
                cause: Cause::Guard,
                ..
            }) if work.hops.is_empty() => {
                self.end_unasked(work, Skip::Guard);
                Ok(())
            }
            Err(Failure::Cause { cause, text }) => {
                let mut look = empty_look(&work);
                look.cause = Some(cause);
                look.excerpt = text;
                self.end(work, look, None)
            }
        }
    }

    fn follow(
        &mut self,
        mut work: Work,
        processed: Processed,
        redirect: Redirect,
    ) -> Result<(), CrawlError> {
        let hop = Hop {
            url: work.url.to_string(),
            status: processed.status,
            record: processed.archived.record.clone(),
        };
        work.cookie |= redirect.cookie;
        let stop = match &redirect.target {
            None => Some(Cause::RedirectTarget),
            Some(url) if is_visited(&work, url) => Some(Cause::RedirectLoop),
            Some(_) if work.hops.len() >= self.options.max_redirects => Some(Cause::RedirectLimit),
            Some(_) => None,
        };
        if let (None, Some(target)) = (&stop, redirect.target) {
            self.record(processed.archived)?;
            work.hops.push(hop);
            work.url = target;
            return self.arrive(work);
        }
        let mut look = look_at(&work, &processed);
        self.record(processed.archived)?;
        // A server that sets a cookie and sends us in circles wants to see the cookie again, as a
        // firewall's first page does. Browsers get through; nothing is broken.
        match work.cookie && stop != Some(Cause::RedirectTarget) {
            true => look.gate = Some(Gate::Challenge),
            false => look.cause = stop,
        }
        self.end(work, look, None)
    }

    /// A redirect leads to `work.url`: takes the answer that is known, or asks.
    fn arrive(&mut self, mut work: Work) -> Result<(), CrawlError> {
        if !self.frontier.is_in_scope(&work.url) {
            self.frontier.redirect(&work.url.clone(), work);
            return Ok(());
        }
        if !self.frontier.allows(&work.url) {
            return self.end_at_robots(work);
        }
        if let Some(id) = self
            .frontier
            .id(&canonical(&work.url))
            .filter(|id| *id != work.id)
        {
            if let Some(known) = self.good_answer(id)? {
                let mut look = known;
                let mut hops = work.hops.clone();
                hops.append(&mut look.hops);
                look.hops = hops;
                for fault in work.tls_faults.iter().rev() {
                    look.tls_faults.retain(|known| known != fault);
                    look.tls_faults.insert(0, fault.clone());
                }
                look.at = now();
                return self.end(work, look, None);
            }
            if self.frontier.claim(id) {
                work.claimed.push((id, work.hops.len()));
            }
        }
        self.frontier.redirect(&work.url.clone(), work);
        Ok(())
    }

    /// The last look at a finished URL, if it was good.
    fn good_answer(&self, id: UrlId) -> Result<Option<Look>, CrawlError> {
        if self.frontier.entry(id).state != UrlState::Done {
            return Ok(None);
        }
        let fresh = self.batch.looks.iter().rev().find(|(url, _, _)| *url == id);
        let last = match fresh {
            Some((_, _, look)) => Some(look.clone()),
            None => {
                let looks = self.store.looks(id);
                looks
                    .map_err(|error| CrawlError::from_store(self.dir, error))?
                    .pop()
            }
        };
        Ok(last.filter(|look| is_good(look) && !is_suspect(look)))
    }

    fn finish(&mut self, work: Work, processed: Processed) -> Result<(), CrawlError> {
        let look = look_at(&work, &processed);
        self.check_seed(&work, &look, &processed)?;
        let record = self.record(processed.archived)?;
        self.end(work, look, processed.page.map(|page| (record, page)))
    }

    /// A home page that is no web page, is empty, or is that of another portal, ends the crawl.
    fn check_seed(
        &self,
        work: &Work,
        look: &Look,
        processed: &Processed,
    ) -> Result<(), CrawlError> {
        let html = processed.page.is_some() || is_html(processed.content_type.as_deref(), &[]);
        let url = self.options.seed.to_string();
        if work.id == SEED && !self.frontier.is_in_scope(&work.url) {
            return Err(CrawlError::SeedElsewhere {
                url,
                to: work.url.to_string(),
            });
        }
        if work.id == SEED && is_good(look) && !html {
            let content_type = look
                .content_type
                .clone()
                .unwrap_or_else(|| "of no type".to_owned());
            return Err(CrawlError::SeedNotHtml { url, content_type });
        }
        let empty = processed.page.as_ref().is_some_and(|page| page.is_empty);
        if work.id == SEED && is_good(look) && empty {
            return Err(CrawlError::SeedEmpty(url));
        }
        Ok(())
    }

    /// Ends a look.
    fn end(
        &mut self,
        mut work: Work,
        look: Look,
        page: Option<(u64, PageRead)>,
    ) -> Result<(), CrawlError> {
        if let (SEED, false, Some(cause)) = (work.id, work.second, &look.cause) {
            return Err(CrawlError::SeedUnreachable {
                url: self.options.seed.to_string(),
                cause: cause.clone(),
                why: look.excerpt,
            });
        }
        if work.id == SEED && self.home.is_none() {
            self.home = Some((look.final_url.clone(), look.sha256.clone()));
        }
        let ends_home = work.id != SEED && self.ends_home(&look);
        let suspect = is_suspect(&look) || ends_home;
        let good = is_good(&look);
        let answered = good && !is_suspect(&look);
        if answered {
            self.name_answered(&mut work);
        }
        if let Some((record, page)) = page.filter(|_| good) {
            self.keep_page(&work, record, page);
        }
        for (id, hops_before) in &work.claimed {
            // What answered is no suspect for having been reached; what led to the home page is.
            match answered && (!ends_home || *hops_before == look.hops.len()) {
                true => self.pass_on(*id, &look, *hops_before),
                false => self.frontier.release(*id),
            }
        }
        self.confirmed_bad += usize::from(suspect && work.second);
        let state = match suspect && !work.second {
            true => UrlState::Suspect(now_millis() + self.options.confirm_after.as_millis() as i64),
            false => UrlState::Done,
        };
        self.batch
            .looks
            .push((work.id, u8::from(work.second), look));
        self.frontier.settle(work.id, state);
        Ok(())
    }

    /// A deep link that ends on the home page, of this site or its own, may be dead: the second
    /// look makes sure.
    fn ends_home(&self, look: &Look) -> bool {
        let Some(first) = look.hops.first() else {
            return false;
        };
        let on_own = self.home.as_ref().is_some_and(|(url, sha256)| {
            look.final_url == *url || (sha256.is_some() && look.sha256 == *sha256)
        });
        on_own || names_a_home_page(&look.final_url) && !names_a_home_page(&first.url)
    }

    /// Gives a URL that a good look passed on its way the rest of that look as its own.
    fn pass_on(&mut self, id: UrlId, look: &Look, hops_before: usize) {
        let mut own = look.clone();
        own.hops.drain(..hops_before);
        own.tls_faults.retain(|fault| {
            let mut answered = own.hops.iter().map(|hop| &hop.url).chain([&own.final_url]);
            answered.any(|url| fault.concerns(url))
        });
        self.batch.looks.push((id, 0, own));
        self.frontier.settle(id, UrlState::Done);
    }

    /// Ends a look that never led to a request.
    fn end_unasked(&mut self, work: Work, skip: Skip) {
        for (id, _) in &work.claimed {
            self.frontier.release(*id);
        }
        // The first look of a second one stands.
        let state = match work.second {
            true => UrlState::Done,
            false => UrlState::Skipped(skip),
        };
        self.frontier.settle(work.id, state);
    }

    /// Ends a look whose redirect leads where robots.txt forbids to go: the hops are kept.
    pub(super) fn end_at_robots(&mut self, work: Work) -> Result<(), CrawlError> {
        if work.id == SEED {
            return Err(CrawlError::SeedDisallowed(work.url.into()));
        }
        let mut look = empty_look(&work);
        look.status = work.hops.last().map(|hop| hop.status);
        look.record = work.hops.last().map(|hop| hop.record.clone());
        look.excerpt = "robots.txt forbids the target of the redirect".to_owned();
        self.batch
            .looks
            .push((work.id, u8::from(work.second), look));
        self.end_unasked(work, Skip::Robots);
        Ok(())
    }

    /// Stores the facts and links of a page of the portal under the URL that answered.
    fn keep_page(&mut self, work: &Work, record: u64, page: PageRead) {
        let role = self.frontier.entry(work.id).role;
        if !is_page(role) || !self.frontier.is_in_scope(&work.url) {
            return;
        }
        let depth = self.frontier.depth(work.id);
        let Some(id) = self.page_id(work) else { return };
        let mut links: Vec<StoredLink> = Vec::with_capacity(page.links.len());
        for link in page.links {
            if let Some(target) = self.frontier.name(&link.url, Naming::link(&link, depth)) {
                links.push(stored_link(link, target));
            }
        }
        self.batch.pages.push(PageRow {
            id,
            record,
            title: page.title,
            facts: page.facts,
            links: postcard::to_stdvec(&links).unwrap_or_default(),
        });
    }

    /// The number under which the page of a look is kept; `None` when it was read before, or is
    /// just being asked for by its own name.
    fn page_id(&self, work: &Work) -> Option<UrlId> {
        let id = self.frontier.id(&canonical(&work.url))?;
        let ours = id == work.id || work.claimed.iter().any(|(claimed, _)| *claimed == id);
        ours.then_some(id)
    }

    /// Makes the URL that answered a redirected look known, so that it is not asked for again.
    /// Only the redirect names it, so it counts as guessed until a link names it too.
    fn name_answered(&mut self, work: &mut Work) {
        let url = canonical(&work.url);
        if !self.frontier.is_in_scope(&work.url) || self.frontier.id(&url).is_some() {
            return;
        }
        let naming = Naming {
            role: self.frontier.entry(work.id).role,
            depth: self.frontier.depth(work.id),
            guessed: true,
            navigation: false,
        };
        if let Some(id) = self.frontier.name(&url, naming)
            && self.frontier.claim(id)
        {
            work.claimed.push((id, work.hops.len()));
        }
    }
}

fn is_visited(work: &Work, url: &Url) -> bool {
    work.url == *url || work.hops.iter().any(|hop| hop.url == url.as_str())
}

fn is_good(look: &Look) -> bool {
    look.cause.is_none()
        && look
            .status
            .is_some_and(|status| (200..300).contains(&status))
}

/// Whether a look is bad enough for a second one. A resolver that failed, an address that we
/// refuse and our own faults say nothing about the link.
fn is_suspect(look: &Look) -> bool {
    let bad_cause = look.cause.as_ref().is_some_and(|cause| {
        !matches!(
            cause,
            Cause::DnsUnavailable | Cause::Guard | Cause::Internal
        )
    });
    bad_cause
        || look.status.is_some_and(|status| status >= 400)
        || matches!(look.gate, Some(Gate::SoftNotFound | Gate::Challenge))
}

/// Adds what is wrong with the certificate of the host that answered, once for each host.
fn note_fault(work: &mut Work, processed: &Processed) {
    let fault = processed.tls_fault;
    let fault = fault.map(|cause| TlsFault::new(&work.url, cause));
    if let Some(fault) = fault.filter(|fault| !work.tls_faults.contains(fault)) {
        work.tls_faults.push(fault);
    }
}

fn empty_look(work: &Work) -> Look {
    Look {
        at: now(),
        hops: work.hops.clone(),
        final_url: canonical(&work.url),
        status: None,
        cause: None,
        content_type: None,
        record: None,
        sha256: None,
        excerpt: String::new(),
        gate: None,
        tls_faults: work.tls_faults.clone(),
    }
}

fn look_at(work: &Work, processed: &Processed) -> Look {
    Look {
        at: processed.archived.row.at.clone(),
        status: Some(processed.status),
        cause: processed.cause.clone(),
        content_type: processed.content_type.clone(),
        record: Some(processed.archived.record.clone()),
        sha256: Some(processed.archived.sha256.clone()),
        excerpt: processed.excerpt.clone(),
        gate: processed.page.as_ref().map(|page| page.gate),
        ..empty_look(work)
    }
}
