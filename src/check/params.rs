//! Parameters of checks: types, defaults and bounds from the cards, values from the settings
//! file. A value out of its bounds never reaches a check.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::Check;
use crate::law::{FileError, Limit};

/// A parameter as its card declares it. Values are written as in the settings file.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ParamSpec {
    /// Calendar span such as `P14D`.
    Span {
        /// Default.
        default: Limit,
        /// Shortest value allowed.
        min: Limit,
        /// Longest value allowed.
        max: Limit,
        /// What it is for, in Chinese.
        doc: String,
    },
    /// Whole number.
    Int {
        /// Default.
        default: u16,
        /// Smallest value allowed.
        min: u16,
        /// Largest value allowed.
        max: u16,
        /// What it is for, in Chinese.
        doc: String,
    },
    /// List of words from a closed set.
    List {
        /// Default.
        default: Vec<String>,
        /// Words allowed.
        allowed: Vec<String>,
        /// What it is for, in Chinese.
        doc: String,
    },
}

/// Value of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub enum ParamValue {
    /// Calendar span.
    Span(Limit),
    /// Whole number.
    Int(u16),
    /// List of words.
    List(Vec<String>),
}

/// A setting that no check can take.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// No such check.
    #[error("there is no check `{check}`; `gongkai list` names them all")]
    UnknownCheck {
        /// The id as written.
        check: String,
    },
    /// No such parameter.
    #[error("check `{check}` has no parameter `{name}`; it has: {known}")]
    UnknownParam {
        /// Check id.
        check: String,
        /// The name as written.
        name: String,
        /// Names that exist.
        known: String,
    },
    /// Wrong type or out of bounds.
    #[error("`{check}.{name}`: {problem}")]
    Value {
        /// Check id.
        check: String,
        /// Parameter.
        name: String,
        /// What is wrong.
        problem: String,
    },
}

impl ParamSpec {
    /// What it is for, in Chinese.
    pub fn doc(&self) -> &str {
        match self {
            Self::Span { doc, .. } | Self::Int { doc, .. } | Self::List { doc, .. } => doc,
        }
    }

    /// The default.
    pub fn default_value(&self) -> ParamValue {
        match self {
            Self::Span { default, .. } => ParamValue::Span(*default),
            Self::Int { default, .. } => ParamValue::Int(*default),
            Self::List { default, .. } => ParamValue::List(default.clone()),
        }
    }

    /// Whether the default keeps the bounds.
    pub(super) fn verify(&self) -> Result<(), String> {
        self.bounded(self.default_value()).map(|_| ())
    }

    fn read(&self, value: &Value) -> Result<ParamValue, String> {
        let read = match (self, value) {
            (Self::Span { .. }, Value::String(text)) => {
                ParamValue::Span(text.parse().map_err(|e| format!("{e}"))?)
            }
            (Self::Int { min, max, .. }, Value::Integer(number)) => ParamValue::Int(
                u16::try_from(*number)
                    .map_err(|_| format!("{number} is not between {min} and {max}"))?,
            ),
            (Self::List { .. }, Value::Array(entries)) => ParamValue::List(
                entries
                    .iter()
                    .map(|entry| entry.as_str().map(str::to_owned))
                    .collect::<Option<_>>()
                    .ok_or("every entry must be text in quotes")?,
            ),
            (Self::Span { .. }, _) => {
                return Err("expected a span in quotes such as \"P14D\"".to_owned());
            }
            (Self::Int { .. }, _) => return Err("expected a whole number".to_owned()),
            (Self::List { .. }, _) => return Err("expected a list of words".to_owned()),
        };
        self.bounded(read)
    }

    fn bounded(&self, value: ParamValue) -> Result<ParamValue, String> {
        match (self, &value) {
            (Self::Span { min, max, .. }, ParamValue::Span(span)) => {
                if span < min || span > max {
                    return Err(format!("{span} is not between {min} and {max}"));
                }
            }
            (Self::Int { min, max, .. }, ParamValue::Int(number)) => {
                if number < min || number > max {
                    return Err(format!("{number} is not between {min} and {max}"));
                }
            }
            (Self::List { allowed, .. }, ParamValue::List(words)) => {
                if let Some(word) = words.iter().find(|word| !allowed.contains(word)) {
                    return Err(format!("`{word}` is not one of: {}", allowed.join(", ")));
                }
            }
            _ => return Err("wrong type".to_owned()),
        }
        Ok(value)
    }
}

/// Values of all parameters of one check.
#[derive(Clone, Debug, Default)]
pub struct CheckParams(BTreeMap<String, ParamValue>);

#[allow(
    clippy::panic,
    reason = "a check asks only for what its own card declares; every check is run in tests, \
              and the engine turns a panic into the outcome `error`"
)]
impl CheckParams {
    /// A span that the card declares.
    pub fn span(&self, name: &str) -> Limit {
        match self.0.get(name) {
            Some(ParamValue::Span(limit)) => *limit,
            other => panic!("parameter `{name}` is no span but {other:?}"),
        }
    }

    /// A whole number that the card declares.
    pub fn int(&self, name: &str) -> u16 {
        match self.0.get(name) {
            Some(ParamValue::Int(number)) => *number,
            other => panic!("parameter `{name}` is no number but {other:?}"),
        }
    }

    /// A list of words that the card declares.
    pub fn list(&self, name: &str) -> &[String] {
        match self.0.get(name) {
            Some(ParamValue::List(words)) => words,
            other => panic!("parameter `{name}` is no list but {other:?}"),
        }
    }
}

/// `[params.<check>]` of a settings file, with the places of names and values.
pub type ParamOverrides = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Spanned<Value>>>;

/// Values of all parameters of all checks.
#[derive(Clone, Debug)]
pub struct Params {
    specs: BTreeMap<String, BTreeMap<String, ParamSpec>>,
    values: BTreeMap<String, CheckParams>,
}

impl Params {
    /// The defaults of the cards.
    pub fn defaults(checks: &[&dyn Check]) -> Self {
        let mut params = Self {
            specs: BTreeMap::new(),
            values: BTreeMap::new(),
        };
        for card in checks.iter().map(|check| check.card()) {
            let values = card.params.iter();
            let values = values.map(|(name, spec)| (name.clone(), spec.default_value()));
            let values = CheckParams(values.collect());
            params.values.insert(card.id.clone(), values);
            params.specs.insert(card.id.clone(), card.params.clone());
        }
        params
    }

    /// The values for one check; empty for an unknown one.
    pub fn of(&self, check: &str) -> CheckParams {
        self.values.get(check).cloned().unwrap_or_default()
    }

    /// Sets one parameter, written as in the settings file: `"P30D"`, `5`, `["unit", "phone"]`.
    pub fn set(&mut self, check: &str, name: &str, value: &Value) -> Result<(), ParamError> {
        let unknown_check = || ParamError::UnknownCheck {
            check: check.to_owned(),
        };
        let specs = self.specs.get(check).ok_or_else(unknown_check)?;
        let spec = specs.get(name).ok_or_else(|| ParamError::UnknownParam {
            check: check.to_owned(),
            name: name.to_owned(),
            known: specs.keys().cloned().collect::<Vec<_>>().join(", "),
        })?;
        let value = spec.read(value).map_err(|problem| ParamError::Value {
            check: check.to_owned(),
            name: name.to_owned(),
            problem,
        })?;
        let values = self.values.get_mut(check).ok_or_else(unknown_check)?;
        values.0.insert(name.to_owned(), value);
        Ok(())
    }

    /// Sets everything that a settings file overrides. `file` and `text` are that file, for the
    /// place of a mistake.
    pub fn apply_overrides(
        &mut self,
        file: &str,
        text: &str,
        overrides: &ParamOverrides,
    ) -> Result<(), FileError> {
        for (check, values) in overrides {
            for (name, value) in values {
                let set = self.set(check.get_ref(), name.get_ref(), value.get_ref());
                set.map_err(|error| {
                    let span = match error {
                        ParamError::UnknownCheck { .. } => check.span(),
                        ParamError::UnknownParam { .. } => name.span(),
                        ParamError::Value { .. } => value.span(),
                    };
                    FileError::at(file, text, span.start, error.to_string())
                })?;
            }
        }
        Ok(())
    }
}
