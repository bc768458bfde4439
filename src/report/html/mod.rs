//! The scorecard: one HTML file that needs nothing but itself, without any script. The words are
//! in `templates/*.toml`, the markup in `templates/*.html`; the modules here pick what is shown
//! and in which order, and bound it, so that the file stays under 2 MB whatever the portal.

mod columns;
mod documents;
mod findings;
mod heat_map;
mod items;
mod not_assessed;
mod overview;
mod sections;
mod status_chart;

use askama::Template;
use data_encoding::BASE64;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use self::columns::ColumnTable;
use self::documents::DocumentTables;
use self::findings::{FindingGroup, UnjudgedTable};
use self::heat_map::HeatMap;
use self::items::ItemTables;
use self::not_assessed::NotAssessed;
use self::overview::Overview;
use self::sections::SectionLine;
use self::status_chart::{ORDER, StatusChart};
use super::result::{CheckRow, ResultDocument};
use super::wording::Wording;
use super::{Lang, ReportError};
use crate::check::Outcome;
use crate::facts::Site;

/// Most bytes of a scorecard.
const MAX_BYTES: usize = 1_900_000;

/// The style sheet as it stands in the page, for its hash in the content security policy.
/// Templates drop the last line break of an included file.
const STYLE: &str = include_str!("../templates/scorecard.css");

/// Rows of all checks, looked up by id.
#[derive(Clone, Copy)]
struct Checks<'a>(&'a [CheckRow]);

impl<'a> Checks<'a> {
    fn get(self, id: &str) -> Option<&'a CheckRow> {
        self.0.iter().find(|row| row.id == id)
    }

    /// The title for what does not conform; the id for a check without a row.
    fn title(self, id: &'a str) -> &'a str {
        self.get(id).map_or(id, |row| &row.title)
    }
}

#[derive(Template)]
#[template(path = "scorecard.html")]
struct Scorecard<'a> {
    w: &'a Wording,
    doc: &'a ResultDocument,
    style_digest: String,
    overview: Overview,
    items: ItemTables<'a>,
    chart: StatusChart<'a>,
    columns: ColumnTable<'a>,
    heat_map: HeatMap<'a>,
    sections: Vec<SectionLine<'a>>,
    documents: DocumentTables<'a>,
    findings: Vec<FindingGroup<'a>>,
    unjudged: UnjudgedTable<'a>,
    not_assessed: NotAssessed<'a>,
}

/// Renders the scorecard of one inspection. `site` gives what `result.json` leaves out: dates of
/// column items, states of sections, the pages that repeal. `lang` is the language in which `doc`
/// was built.
///
/// # Errors
/// When `doc.inspection.as_of` is no date; other errors are faults of the built-in templates.
pub fn render(doc: &ResultDocument, site: &Site, lang: Lang) -> Result<String, ReportError> {
    let words = Wording::load(lang)?;
    let checks = Checks(&doc.checks);
    let as_of = as_of(doc)?;
    let mut scorecard = Scorecard {
        w: &words,
        doc,
        style_digest: BASE64.encode(&Sha256::digest(STYLE.trim_end_matches('\n'))),
        overview: Overview::new(doc, &words),
        items: ItemTables::new(doc, &[], &words),
        chart: StatusChart::new(&doc.checks, &words),
        columns: ColumnTable::new(doc, site, as_of, &words),
        heat_map: HeatMap::new(doc, site, as_of),
        sections: sections::lines(doc, site, &words),
        documents: DocumentTables::new(doc, site, &words),
        findings: Vec::new(),
        unjudged: UnjudgedTable::new(doc, checks, &words),
        not_assessed: NotAssessed::new(doc, site, lang, &words),
    };
    // The page without findings says how many bytes are left for them.
    let without_findings = scorecard.render()?.len();
    let budget = MAX_BYTES.saturating_sub(without_findings);
    scorecard.findings = findings::groups(doc, checks, &words, budget);
    scorecard.items = ItemTables::new(doc, &scorecard.findings, &words);
    Ok(scorecard.render()?)
}

fn as_of(doc: &ResultDocument) -> Result<Date, ReportError> {
    let value = &doc.inspection.as_of;
    value.parse().map_err(|source| ReportError::AsOf {
        value: value.clone(),
        source,
    })
}

/// Class name of an outcome in the style sheet.
fn outcome_class(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Review => "review",
        Outcome::NotApplicable => "na",
        Outcome::Blocked => "blocked",
        Outcome::Error => "error",
    }
}

/// Order in which a reader wants to see outcomes: what is proven first.
fn urgency(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Fail => 0,
        Outcome::Review => 1,
        Outcome::Blocked => 2,
        Outcome::Error => 3,
        Outcome::Pass => 4,
        Outcome::NotApplicable => 5,
    }
}
