//! Makes the result document out of facts, judgement and score: rows, sentences in one language,
//! fingerprints, order. Every report format renders what stands here.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::result::{
    BasisRow, CheckRow, ColumnRow, CoverageShare, DocumentRow, Finding, FindingPlace, Inspection,
    ProfileItem, ResultDocument, SCHEMA, ScoreInterval, SectionRow, Tool,
};
use crate::check::{
    Card, CheckVerdicts, Judgement, Outcome, Standard, Verdict, Wording, fingerprint, message_of,
};
use crate::facts::{Column, Coverage, Document, FoundDate, Site};
use crate::law::Lang;
use crate::portal::ledger::Ledger;
use crate::score::{Profile, Scorecard, ScoredItem};

/// Particulars of the inspection that only the bundle and the caller know.
#[derive(Clone, Debug)]
pub struct Particulars {
    /// Start of the crawl, RFC 3339.
    pub started_at: String,
    /// End of the crawl, RFC 3339.
    pub finished_at: String,
    /// SHA-256 of the bundle's manifest, `sha256:…`.
    pub bundle_digest: String,
    /// robots.txt was overridden with authorisation.
    pub robots_ignored: bool,
}

/// Everything that a result document is made of.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The facts.
    pub site: &'a Site,
    /// What they were judged against.
    pub standard: &'a Standard,
    /// The inspector's list of columns.
    pub ledger: Option<&'a Ledger>,
    /// The verdicts.
    pub judgement: &'a Judgement,
    /// The profile.
    pub profile: &'a Profile,
    /// What it says.
    pub scorecard: &'a Scorecard,
    /// Particulars.
    pub particulars: &'a Particulars,
}

/// The result document in one language.
pub fn build(sources: &Sources<'_>, lang: Lang) -> ResultDocument {
    let site = sources.site;
    let judged = || {
        let cards = sources.standard.checks.iter().map(|check| check.card());
        cards.zip(&sources.judgement.checks)
    };
    ResultDocument {
        schema: SCHEMA.to_owned(),
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        inspection: inspection(sources),
        coverage: coverage(&site.coverage),
        verdict: sources.scorecard.verdict,
        score: sources.scorecard.score.map(|interval| ScoreInterval {
            low: plain(interval.low),
            high: plain(interval.high),
            points_verified: sources.profile.points_verified,
        }),
        items: sources
            .scorecard
            .items
            .iter()
            .map(|item| profile_item(item, lang))
            .collect(),
        columns: columns(sources),
        sections: sections(sources, lang),
        documents: site.documents.iter().map(document).collect(),
        checks: judged()
            .map(|(card, verdicts)| check_row(card, verdicts, sources.judgement.as_of, lang))
            .collect(),
        findings: judged()
            .flat_map(|(card, verdicts)| findings(card, verdicts, lang))
            .collect(),
    }
}

fn inspection(sources: &Sources<'_>) -> Inspection {
    let portal = &sources.site.portal;
    let particulars = sources.particulars;
    Inspection {
        portal: portal.url.clone(),
        portal_name: portal.name.clone(),
        as_of: sources.judgement.as_of.to_string(),
        started_at: particulars.started_at.clone(),
        finished_at: particulars.finished_at.clone(),
        profile: sources.profile.id.clone(),
        bundle_digest: particulars.bundle_digest.clone(),
        robots_ignored: particulars.robots_ignored,
    }
}

fn coverage(coverage: &Coverage) -> CoverageShare {
    CoverageShare {
        discovered: coverage.discovered,
        fetched: coverage.fetched,
        blocked: coverage.blocked,
        error: coverage.error,
        share: share(coverage.fetched, coverage.discovered),
        skipped: coverage.skipped,
        stopped_by: coverage.stopped_by.clone(),
        unverified_hosts: coverage.unverified_hosts.clone(),
    }
}

/// `part / whole` with two places, rounded down; `0.00` of nothing.
fn share(part: u32, whole: u32) -> String {
    let hundredths = (u64::from(part) * 100).checked_div(u64::from(whole));
    Decimal::new(hundredths.unwrap_or(0).min(100) as i64, 2).to_string()
}

/// Points without trailing zeros.
fn plain(points: Decimal) -> String {
    points.normalize().to_string()
}

fn profile_item(item: &ScoredItem, lang: Lang) -> ProfileItem {
    ProfileItem {
        id: item.id.clone(),
        kind: item.kind,
        title: item.title.get(lang).to_owned(),
        status: item.status,
        deducted: plain(item.deducted),
        open: plain(item.open),
        points: item.price.map(|price| plain(price.points)),
        cap: item.price.map(|price| plain(price.cap)),
        note: Wording::shared().message(item.note, &item.note_args, lang),
        findings: item.findings.clone(),
    }
}

/// Verdicts of one check by URL of the subject.
fn by_url<'a>(judgement: &'a Judgement, check: &str) -> BTreeMap<&'a str, &'a Verdict> {
    let verdicts = judgement.of(check).map(|found| found.verdicts.as_slice());
    let verdicts = verdicts.unwrap_or_default().iter();
    verdicts
        .map(|verdict| (verdict.subject.url.as_str(), verdict))
        .collect()
}

fn columns(sources: &Sources<'_>) -> Vec<ColumnRow> {
    let stale = by_url(sources.judgement, "stale-column");
    let empty = by_url(sources.judgement, "empty-column");
    let row = |column: &Column| {
        let url = column.url.as_str();
        let (stale, empty) = (stale.get(url), empty.get(url));
        // 符合 beside a topic that nobody has updated for years would be said of its not being empty.
        let has_no_limit = stale.is_some_and(|verdict| verdict.outcome == Outcome::NotApplicable);
        let outcomes = [stale, empty].into_iter().flatten();
        let worst = outcomes
            .map(|verdict| verdict.outcome)
            .filter(|outcome| !(has_no_limit && *outcome == Outcome::Pass))
            .max_by_key(|outcome| severity(*outcome));
        let by_ledger = sources.ledger.and_then(|ledger| ledger.row(url));
        ColumnRow {
            url: column.url.clone(),
            name: column.name.clone(),
            path: column.path.clone(),
            class: by_ledger.and_then(|row| row.class).unwrap_or(column.class),
            items: column.item_count,
            last_update: stale
                .and_then(|verdict| verdict.last_update)
                .map(|day| day.to_string()),
            limit: stale.and_then(|verdict| verdict.limit.clone()),
            outcome: worst.unwrap_or(Outcome::NotApplicable),
        }
    };
    sources.site.columns.iter().map(row).collect()
}

fn severity(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotApplicable => 0,
        Outcome::Pass => 1,
        Outcome::Error => 2,
        Outcome::Blocked => 3,
        Outcome::Review => 4,
        Outcome::Fail => 5,
    }
}

fn sections(sources: &Sources<'_>, lang: Lang) -> Vec<SectionRow> {
    let verdicts = sources.judgement.of("missing-section");
    let outcome_of = |id: &str| {
        let verdicts = verdicts.map(|found| found.verdicts.as_slice());
        let mut verdicts = verdicts.unwrap_or_default().iter();
        verdicts
            .find(|verdict| verdict.subject.id.as_deref() == Some(id))
            .map_or(Outcome::NotApplicable, |verdict| verdict.outcome)
    };
    let row = |section: &crate::facts::Section| {
        let id = section.id.as_str();
        SectionRow {
            id: id.to_owned(),
            name: Wording::shared().word(id, lang).to_owned(),
            outcome: outcome_of(id),
            url: section.url.clone(),
        }
    };
    sources.site.sections.iter().map(row).collect()
}

fn document((url, document): &(String, Document)) -> DocumentRow {
    let day = |date: &Option<FoundDate>| date.as_ref().map(|found| found.date.to_string());
    DocumentRow {
        url: url.clone(),
        title: document.title.clone(),
        doc_number: document.doc_number.clone(),
        issuer: document.issuer.clone(),
        issued: day(&document.issued),
        published: day(&document.published),
        validity: document.validity,
    }
}

fn check_row(card: &Card, verdicts: &CheckVerdicts, as_of: Date, lang: Lang) -> CheckRow {
    let basis = card.legal.iter().map(|reference| BasisRow {
        citation: reference.cite(lang),
        in_force: reference.in_force(as_of),
        verified: reference.verified,
    });
    CheckRow {
        id: card.id.clone(),
        title: card.title.bad.get(lang).to_owned(),
        basis: basis.collect(),
        tally: verdicts.tally,
    }
}

fn findings(card: &Card, verdicts: &CheckVerdicts, lang: Lang) -> Vec<Finding> {
    let rows = verdicts.verdicts.iter();
    let rows = rows.filter(|v| !matches!(v.outcome, Outcome::Pass | Outcome::NotApplicable));
    let mut findings: Vec<_> = rows.map(|verdict| finding(card, verdict, lang)).collect();
    findings.sort_by(|a, b| (a.outcome, &a.subject).cmp(&(b.outcome, &b.subject)));
    findings
}

fn finding(card: &Card, verdict: &Verdict, lang: Lang) -> Finding {
    let fix = if card.messages.contains_key(verdict.key) {
        card.fix_for(verdict.key).get(lang).to_owned()
    } else {
        Wording::shared().message("tool-fix", &BTreeMap::new(), lang)
    };
    let place = |place: &crate::facts::PlaceOfLink| FindingPlace {
        url: place.url.clone(),
        text: place.text.clone(),
    };
    Finding {
        fingerprint: fingerprint(&card.id, verdict),
        check: card.id.clone(),
        outcome: verdict.outcome,
        subject: verdict.subject.clone(),
        message_key: verdict.key.to_owned(),
        message: message_of(card, verdict, lang),
        fix,
        places: verdict.places.iter().map(place).collect(),
        place_count: verdict.place_count,
        evidence: verdict.evidence.clone(),
    }
}
