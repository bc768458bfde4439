//! A draft letter to the operator of a site whose firewall kept the inspection out. Whom to send it
//! to, and the address to admit, are filled in by the inspecting office.

use askama::Template;

use super::result::{ResultDocument, VerdictWord};
use super::times::{china_time, percent};
use super::{Lang, ReportError};
use crate::check::Outcome;

/// Refused addresses that are named.
const MAX_EXAMPLES: usize = 10;

/// One page of so many that was refused makes a letter worth its while.
const ONE_OF: u32 = 20;

#[derive(Template)]
#[template(path = "letter.txt")]
struct Letter<'a> {
    is_chinese: bool,
    doc: &'a ResultDocument,
    began: String,
    ended: String,
    percent: String,
    undetermined: bool,
    examples: Vec<&'a str>,
}

/// The letter; `None` where next to nothing was refused.
///
/// # Errors
/// Only faults of the built-in templates.
pub fn letter(doc: &ResultDocument, lang: Lang) -> Result<Option<String>, ReportError> {
    let coverage = &doc.coverage;
    if coverage.blocked == 0 || coverage.blocked.saturating_mul(ONE_OF) < coverage.discovered {
        return Ok(None);
    }
    let refused = doc.findings.iter();
    let refused = refused.filter(|finding| finding.outcome == Outcome::Blocked);
    // What other sites refused is no matter of this operator.
    let own = doc.inspection.portal.as_str();
    let urls = refused.map(|finding| finding.subject.url.as_str());
    let mut examples: Vec<&str> = urls.filter(|url| url.starts_with(own)).collect();
    examples.dedup();
    examples.truncate(MAX_EXAMPLES);
    let letter = Letter {
        is_chinese: lang == Lang::Zh,
        doc,
        began: china_time(&doc.inspection.started_at),
        ended: china_time(&doc.inspection.finished_at),
        percent: percent(&coverage.share),
        undetermined: doc.verdict == VerdictWord::Undetermined,
        examples,
    };
    Ok(Some(letter.render()?))
}
