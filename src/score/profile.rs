//! Profiles: which findings count for which item of an indicator system, as data. A profile may
//! extend another and then overrides only the items and marks that it names.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, de};

use crate::check::{Cadence, Check};
use crate::facts::Class;
use crate::law::{Bilingual, FileError, parse_toml, quoted};

/// The built-in profiles by id.
pub const BUILT_IN: [(&str, &str); 1] = [(
    "national-2019",
    include_str!("../../checks/profiles/national-2019.toml"),
)];

/// Which verdicts an item counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selector {
    /// Check id.
    pub check: String,
    /// Classes of columns; absent for any.
    pub classes: Option<Vec<Class>>,
    /// Only columns that have no parent (true) or have one (false).
    pub first_level: Option<bool>,
    /// Only links that stand on the home page (true) or do not (false).
    pub on_home: Option<bool>,
}

/// A window that one visit cannot establish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Days that must be observed.
    pub days: u16,
    /// Days that one visit leaves unobserved.
    pub missing: u16,
}

/// How an item is established.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measure {
    /// By counting verdicts.
    Count(Vec<Selector>),
    /// By observing the site for some days.
    Window(Window),
    /// By no check yet.
    NotAssessed,
}

/// One veto item.
#[derive(Clone, Debug)]
pub struct Veto {
    /// Id within the profile.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// How it is established.
    pub measure: Measure,
    /// So many findings are a veto.
    pub at_least: u32,
}

/// One deduction item.
#[derive(Clone, Debug)]
pub struct Deduct {
    /// Id within the profile.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// How it is established.
    pub measure: Measure,
    /// Points; `None` for an item that only lists its findings.
    pub price: Option<Price>,
}

/// What the findings of one item cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Points for each finding.
    pub points: Decimal,
    /// Most that the item may cost.
    pub cap: Decimal,
}

/// One bonus item; none is assessed yet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bonus {
    /// Id within the profile.
    pub id: String,
    /// Title.
    pub title: Bilingual,
}

/// One indicator system.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Id.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// Id of the legal text it implements.
    pub basis: String,
    /// Day on which that text was last looked at.
    pub checked_on: Date,
    /// Whether the points come from a table that somebody has read.
    pub points_verified: bool,
    /// Below this share of pages read there is no number.
    pub coverage_floor: Decimal,
    /// A score below it fails, if its points are verified.
    pub pass_mark: Decimal,
    /// A score above it enters the bonus stage.
    pub bonus_mark: Decimal,
    /// Veto items.
    pub vetoes: Vec<Veto>,
    /// Deduction items; a finding counts in the first that selects it.
    pub deducts: Vec<Deduct>,
    /// Bonus items.
    pub bonuses: Vec<Bonus>,
    /// Update frequencies.
    pub cadences: Vec<Cadence>,
}

/// A profile as it is written; an extending profile leaves out what it keeps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    id: String,
    extends: Option<String>,
    title: Option<Bilingual>,
    basis: Option<String>,
    #[serde(default, deserialize_with = "day")]
    checked_on: Option<Date>,
    points_verified: Option<bool>,
    coverage_floor: Option<Decimal>,
    pass_mark: Option<Decimal>,
    bonus_mark: Option<Decimal>,
    #[serde(default)]
    veto: Vec<toml::Spanned<ItemFile>>,
    #[serde(default)]
    deduct: Vec<toml::Spanned<ItemFile>>,
    #[serde(default)]
    bonus: Vec<Bonus>,
    #[serde(default)]
    cadence: Vec<Cadence>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemFile {
    id: String,
    title: Bilingual,
    count: Option<Vec<Selector>>,
    observe: Option<Window>,
    #[serde(default)]
    not_assessed: bool,
    at_least: Option<u32>,
    points: Option<Decimal>,
    cap: Option<Decimal>,
}

impl Profile {
    /// A built-in profile.
    pub fn built_in(id: &str, checks: &[&dyn Check]) -> Option<Result<Self, FileError>> {
        let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == id)?;
        let file = format!("checks/profiles/{id}.toml");
        Some(Self::parse(&file, text, checks))
    }

    /// Reads a profile. `checks` are those that its items may count; a mistake is reported with
    /// its place.
    pub fn parse(file: &str, text: &str, checks: &[&dyn Check]) -> Result<Self, FileError> {
        let reader = Reader { file, text, checks };
        let written: ProfileFile = parse_toml(file, text)?;
        reader.check_head(&written)?;
        match &written.extends {
            None => reader.complete(written),
            Some(base) => {
                let base = Self::built_in(base, checks).ok_or_else(|| {
                    let known = BUILT_IN.map(|(id, _)| id).join(", ");
                    let message = format!("cannot extend {}; built in are: {known}", quoted(base));
                    FileError::at(file, text, offset_of(text, "extends"), message)
                })??;
                reader.extend(base, written)
            }
        }
    }
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(from)?;
    let day = text.parse().map(Some);
    day.map_err(|_| {
        let problem = format!(
            "{} is no day of the calendar, write for example",
            quoted(&text)
        );
        de::Error::custom(problem + " \"2026-11-20\"")
    })
}

/// Where a top-level key stands.
fn offset_of(text: &str, key: &str) -> usize {
    let stands = |line: &&str| {
        let rest = line.trim_start().strip_prefix(key).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('='))
    };
    let lines = text.split_inclusive('\n');
    let before = lines.clone().take_while(|line| !stands(line));
    match lines.clone().any(|line| stands(&line)) {
        true => before.map(str::len).sum(),
        false => 0,
    }
}

/// Reads one file, with the place for its mistakes.
struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    checks: &'a [&'a dyn Check],
}

impl Reader<'_> {
    /// Name and numbers at the top of the file.
    fn check_head(&self, written: &ProfileFile) -> Result<(), FileError> {
        let at = |key: &str, problem: String| {
            let problem = format!("`{key}` {problem}");
            FileError::at(self.file, self.text, offset_of(self.text, key), problem)
        };
        if written.id.trim().is_empty() {
            return Err(at("id", "is empty; give the profile a name".to_owned()));
        }
        let hundred = Decimal::ONE_HUNDRED;
        let bounds = [
            ("coverage_floor", written.coverage_floor, Decimal::ONE),
            ("pass_mark", written.pass_mark, hundred),
            ("bonus_mark", written.bonus_mark, hundred),
        ];
        for (key, value, most) in bounds {
            if let Some(value) = value.filter(|value| *value < Decimal::ZERO || *value > most) {
                return Err(at(key, format!("is {value}, out of range, 0 to {most}")));
            }
        }
        Ok(())
    }

    fn complete(&self, written: ProfileFile) -> Result<Profile, FileError> {
        let missing = |key: &str| {
            let message = format!("`{key}` is missing; a profile that extends none must have it");
            FileError::at(self.file, self.text, 0, message)
        };
        let base = Profile {
            id: String::new(),
            title: written.title.clone().ok_or_else(|| missing("title"))?,
            basis: written.basis.clone().ok_or_else(|| missing("basis"))?,
            checked_on: written.checked_on.ok_or_else(|| missing("checked_on"))?,
            points_verified: written.points_verified.unwrap_or(false),
            coverage_floor: written
                .coverage_floor
                .ok_or_else(|| missing("coverage_floor"))?,
            pass_mark: written.pass_mark.ok_or_else(|| missing("pass_mark"))?,
            bonus_mark: written.bonus_mark.ok_or_else(|| missing("bonus_mark"))?,
            vetoes: Vec::new(),
            deducts: Vec::new(),
            bonuses: Vec::new(),
            cadences: Vec::new(),
        };
        self.extend(base, written)
    }

    fn extend(&self, base: Profile, written: ProfileFile) -> Result<Profile, FileError> {
        if let Some(item) = unverified_by_now_verified(&base, &written) {
            let problem = format!(
                "`points_verified = true`, but the points of item {} are inherited and nobody has \
                 verified them; write them down in this profile",
                quoted(item)
            );
            let offset = offset_of(self.text, "points_verified");
            return Err(FileError::at(self.file, self.text, offset, problem));
        }
        let mut profile = Profile {
            id: written.id,
            title: written.title.unwrap_or(base.title),
            basis: written.basis.unwrap_or(base.basis),
            checked_on: written.checked_on.unwrap_or(base.checked_on),
            points_verified: written.points_verified.unwrap_or(base.points_verified),
            coverage_floor: written.coverage_floor.unwrap_or(base.coverage_floor),
            pass_mark: written.pass_mark.unwrap_or(base.pass_mark),
            bonus_mark: written.bonus_mark.unwrap_or(base.bonus_mark),
            vetoes: base.vetoes,
            deducts: base.deducts,
            bonuses: base.bonuses,
            // A profile's own frequencies are asked first.
            cadences: written.cadence.into_iter().chain(base.cadences).collect(),
        };
        let mut seen = BTreeSet::new();
        let items = written.veto.iter().chain(&written.deduct);
        for item in items {
            let id = &item.get_ref().id;
            let problem = match id.trim() {
                "" => "the id is empty; give the item a name",
                _ if !seen.insert(id.clone()) => "stands there twice; keep one of them",
                _ => continue,
            };
            return Err(self.error(item.span().start, id, problem));
        }
        for item in written.veto {
            let veto = self.veto(item)?;
            replace_or_push(&mut profile.vetoes, veto, |item| &item.id);
        }
        for item in written.deduct {
            let deduct = self.deduct(item)?;
            replace_or_push(&mut profile.deducts, deduct, |item| &item.id);
        }
        for bonus in written.bonus {
            replace_or_push(&mut profile.bonuses, bonus, |item| &item.id);
        }
        Ok(profile)
    }

    fn veto(&self, item: toml::Spanned<ItemFile>) -> Result<Veto, FileError> {
        let offset = item.span().start;
        let item = item.into_inner();
        let measure = self.measure(&item, offset)?;
        let at_least = match (&measure, item.at_least) {
            (Measure::Count(_), None | Some(0)) => {
                return Err(self.error(offset, &item.id, "`at_least` of 1 or more is missing"));
            }
            (_, at_least) => at_least.unwrap_or(1),
        };
        if item.points.is_some() || item.cap.is_some() {
            return Err(self.error(
                offset,
                &item.id,
                "a veto has no points; take `points` and `cap` away",
            ));
        }
        Ok(Veto {
            id: item.id,
            title: item.title,
            measure,
            at_least,
        })
    }

    fn deduct(&self, item: toml::Spanned<ItemFile>) -> Result<Deduct, FileError> {
        let offset = item.span().start;
        let item = item.into_inner();
        let measure = self.measure(&item, offset)?;
        let price = match (item.points, item.cap) {
            (None, None) => None,
            (Some(points), Some(cap)) if points > Decimal::ZERO && cap > Decimal::ZERO => {
                Some(Price { points, cap })
            }
            _ => {
                let problem = "`points` and `cap` stand together and are greater than 0";
                return Err(self.error(offset, &item.id, problem));
            }
        };
        if item.at_least.is_some() {
            return Err(self.error(offset, &item.id, "`at_least` belongs to a veto"));
        }
        Ok(Deduct {
            id: item.id,
            title: item.title,
            measure,
            price,
        })
    }

    fn measure(&self, item: &ItemFile, offset: usize) -> Result<Measure, FileError> {
        match (&item.count, item.observe, item.not_assessed) {
            (Some(selectors), None, false) => {
                if selectors.is_empty() {
                    let problem = "`count` names no check; use `not_assessed = true` for that";
                    return Err(self.error(offset, &item.id, problem));
                }
                for selector in selectors {
                    let known = self.checks.iter().any(|c| c.card().id == selector.check);
                    if !known {
                        let problem = format!(
                            "there is no check {}; `gongkai list` names them all",
                            quoted(&selector.check)
                        );
                        return Err(self.error(offset, &item.id, &problem));
                    }
                }
                Ok(Measure::Count(selectors.clone()))
            }
            (None, Some(window), false) if window.days > 0 && window.missing <= window.days => {
                Ok(Measure::Window(window))
            }
            (None, Some(_), false) => {
                let problem =
                    "`observe` needs `days` of 1 or more and no more `missing` than those";
                Err(self.error(offset, &item.id, problem))
            }
            (None, None, true) => Ok(Measure::NotAssessed),
            _ => {
                let problem = "needs exactly one of `count`, `observe` and `not_assessed`";
                Err(self.error(offset, &item.id, problem))
            }
        }
    }

    fn error(&self, offset: usize, item: &str, problem: &str) -> FileError {
        FileError::at(
            self.file,
            self.text,
            offset,
            format!("item {}: {problem}", quoted(item)),
        )
    }
}

/// An item whose points the profile calls verified, but takes over from a base that does not.
fn unverified_by_now_verified<'a>(base: &'a Profile, written: &ProfileFile) -> Option<&'a str> {
    if base.points_verified || written.points_verified != Some(true) {
        return None;
    }
    let is_kept = |item: &&Deduct| !written.deduct.iter().any(|own| own.get_ref().id == item.id);
    let mut kept = base.deducts.iter().filter(is_kept);
    kept.find(|item| item.price.is_some())
        .map(|item| item.id.as_str())
}

fn replace_or_push<T>(items: &mut Vec<T>, item: T, id: impl Fn(&T) -> &str) {
    match items.iter().position(|known| id(known) == id(&item)) {
        Some(index) => items[index] = item,
        None => items.push(item),
    }
}
