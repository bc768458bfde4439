//! A ruling is a verdict without its subject: what a check says, built up step by step.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Outcome, Subject, Verdict};
use crate::facts::{Evidence, PlaceOfLink};
use crate::law::Limit;

/// What a check says about a subject.
#[derive(Clone, Debug)]
pub struct Ruling {
    outcome: Outcome,
    key: &'static str,
    args: BTreeMap<&'static str, String>,
    detail: String,
    places: Vec<PlaceOfLink>,
    place_count: u32,
    evidence: Vec<Evidence>,
    limit: Option<String>,
    last_update: Option<Date>,
}

impl Ruling {
    /// An outcome with the key of its message.
    pub fn new(outcome: Outcome, key: &'static str) -> Self {
        Self {
            outcome,
            key,
            args: BTreeMap::new(),
            detail: String::new(),
            places: Vec::new(),
            place_count: 0,
            evidence: Vec::new(),
            limit: None,
            last_update: None,
        }
    }

    /// Looked, conforms.
    pub fn pass(key: &'static str) -> Self {
        Self::new(Outcome::Pass, key)
    }

    /// Looked, violates.
    pub fn fail(key: &'static str) -> Self {
        Self::new(Outcome::Fail, key)
    }

    /// Looked, a person must decide.
    pub fn review(key: &'static str) -> Self {
        Self::new(Outcome::Review, key)
    }

    /// The rule does not cover the subject; the key is the reason.
    pub fn not_applicable(key: &'static str) -> Self {
        Self::new(Outcome::NotApplicable, key)
    }

    /// The site refused us.
    pub fn blocked(key: &'static str) -> Self {
        Self::new(Outcome::Blocked, key)
    }

    /// Transport or our own fault.
    pub fn error(key: &'static str) -> Self {
        Self::new(Outcome::Error, key)
    }

    /// Value of a placeholder of the message.
    pub fn arg(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }

    /// Part of the finding's identity: never counts, crawl dates or positions.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// What proves it; captures that nobody made are left out.
    pub fn evidence(mut self, evidence: &Evidence) -> Self {
        if !evidence.url.is_empty() {
            self.evidence.push(evidence.clone());
        }
        self
    }

    /// Where it stands.
    pub fn places(mut self, places: &[PlaceOfLink], count: u32) -> Self {
        self.places = places.to_vec();
        self.place_count = count;
        self
    }

    /// The limit that was applied and the last update that was taken into account.
    pub fn updates(mut self, limit: Option<Limit>, last: Option<Date>) -> Self {
        self.limit = limit.map(|limit| limit.to_string());
        self.last_update = last;
        self
    }

    /// The verdict on `subject`.
    pub fn on(self, subject: Subject) -> Verdict {
        Verdict {
            subject,
            outcome: self.outcome,
            key: self.key,
            args: self.args,
            detail: self.detail,
            places: self.places,
            place_count: self.place_count,
            evidence: self.evidence,
            limit: self.limit,
            last_update: self.last_update,
        }
    }
}
