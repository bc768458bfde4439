//! Runs the checks over a site. Every subject is judged exactly once: a subject that a check
//! leaves out, names twice or panics over becomes `error`, and the run goes on.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;

use super::{
    Cadence, Card, Case, CheckVerdicts, Outcome, Params, Ruling, Subject, SubjectKind, Tally,
    Verdict,
};
use crate::facts::Site;
use crate::portal::ledger::Ledger;

/// One check. Pure: no clock, disk, network or environment; the same case gives the same
/// verdicts.
pub trait Check: Sync {
    /// Its card.
    fn card(&self) -> &'static Card;
    /// Everything that it must judge.
    fn subjects<'a>(&self, case: &Case<'a>) -> Vec<SubjectRef<'a>>;
    /// Judges each of its subjects once.
    fn judge<'a>(&self, case: &Case<'a>, out: &mut Verdicts<'a>);
}

/// Identity of a subject, borrowed from the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SubjectRef<'a> {
    /// Kind of thing.
    pub kind: SubjectKind,
    /// Canonical URL.
    pub url: &'a str,
    /// Section or ledger id.
    pub id: Option<&'a str>,
}

impl<'a> SubjectRef<'a> {
    /// A subject that its URL identifies.
    pub fn new(kind: SubjectKind, url: &'a str) -> Self {
        Self {
            kind,
            url,
            id: None,
        }
    }
}

/// Collects the verdicts of one check.
#[derive(Debug)]
pub struct Verdicts<'a> {
    /// Every subject, and its verdict once there is one. `Some(None)` is a subject that is only
    /// counted, as most are: verdicts stand apart, so that these cost little.
    slots: BTreeMap<SubjectRef<'a>, Option<Option<Box<Verdict>>>>,
}

impl<'a> Verdicts<'a> {
    fn new(subjects: Vec<SubjectRef<'a>>) -> Self {
        let slots = subjects.into_iter().map(|subject| (subject, None));
        Self {
            slots: slots.collect(),
        }
    }

    /// Gives a verdict. A second one on the same subject, or one on a thing that is no subject
    /// of the check, becomes `error`.
    pub fn put(&mut self, subject: SubjectRef<'a>, name: &str, ruling: Ruling) {
        let verdict = ruling.on(owned(subject, name));
        match self.slots.get(&subject) {
            Some(None) => {
                self.slots.insert(subject, Some(Some(Box::new(verdict))));
            }
            Some(Some(_)) => {
                let error = Ruling::error("judged-twice").on(verdict.subject);
                self.slots.insert(subject, Some(Some(Box::new(error))));
            }
            None => {
                let error = Ruling::error("no-subject").on(verdict.subject);
                self.slots.insert(subject, Some(Some(Box::new(error))));
            }
        }
    }

    /// A subject that conforms and needs no row of its own: most links of a portal.
    pub fn count_pass(&mut self, subject: SubjectRef<'a>) {
        if let Some(slot @ None) = self.slots.get_mut(&subject) {
            *slot = Some(None);
        } else {
            self.put(subject, "", Ruling::error("judged-twice"));
        }
    }

    fn finish(self, check: &'static str) -> CheckVerdicts {
        let mut tally = Tally::default();
        let mut verdicts = Vec::new();
        for (subject, slot) in self.slots {
            let verdict = match slot {
                Some(Some(verdict)) => *verdict,
                Some(None) => {
                    tally.add(Outcome::Pass);
                    continue;
                }
                None => Ruling::error("not-judged").on(owned(subject, "")),
            };
            tally.add(verdict.outcome);
            verdicts.push(verdict);
        }
        CheckVerdicts {
            check,
            tally,
            verdicts,
        }
    }
}

fn owned(subject: SubjectRef<'_>, name: &str) -> Subject {
    Subject {
        kind: subject.kind,
        url: subject.url.to_owned(),
        name: name.to_owned(),
        id: subject.id.map(str::to_owned),
    }
}

/// What the facts are judged against.
#[derive(Clone)]
pub struct Standard {
    /// The checks, in report order.
    pub checks: &'static [&'static dyn Check],
    /// Their parameters.
    pub params: Params,
    /// Update frequencies that the profile declares.
    pub cadences: Vec<Cadence>,
}

/// All verdicts on one site.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// "Today" of the judgement.
    pub as_of: Date,
    /// Verdicts by check, in report order.
    pub checks: Vec<CheckVerdicts>,
}

impl Judgement {
    /// The verdicts of one check.
    pub fn of(&self, check: &str) -> Option<&CheckVerdicts> {
        self.checks.iter().find(|verdicts| verdicts.check == check)
    }
}

/// Judges a site. Pure and single-threaded; the order of everything in the result is fixed.
pub fn judge(site: &Site, standard: &Standard, ledger: Option<&Ledger>, as_of: Date) -> Judgement {
    let run = |check: &&'static dyn Check| {
        let params = standard.params.of(&check.card().id);
        let case = Case {
            site,
            as_of,
            params: &params,
            ledger,
            cadences: &standard.cadences,
        };
        run_check(*check, &case)
    };
    Judgement {
        as_of,
        checks: standard.checks.iter().map(run).collect(),
    }
}

fn run_check(check: &'static dyn Check, case: &Case<'_>) -> CheckVerdicts {
    let id = check.card().id.as_str();
    let subjects = catch_unwind(AssertUnwindSafe(|| check.subjects(case)));
    let subjects = subjects
        .unwrap_or_else(|_| vec![SubjectRef::new(SubjectKind::Site, &case.site.portal.url)]);
    let judged = catch_unwind(AssertUnwindSafe(|| {
        let mut out = Verdicts::new(subjects.clone());
        check.judge(case, &mut out);
        out
    }));
    let out = judged.unwrap_or_else(|_| {
        let mut out = Verdicts::new(subjects.clone());
        for subject in &subjects {
            out.put(*subject, "", Ruling::error("panicked"));
        }
        out
    });
    out.finish(id)
}
