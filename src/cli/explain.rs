//! `gongkai list` and `gongkai explain`: the checks, their basis and parameters, from their cards.

use std::fmt::Write;

use anyhow::anyhow;

use super::{Ending, Exit, print};
use crate::check::ParamValue;
use crate::checks;
use crate::law::{Lang, quoted};

pub(super) fn list(lang: Lang) -> Result<Exit, Ending> {
    let mut out = String::new();
    for card in checks::ALL.iter().map(|check| check.card()) {
        writeln!(out, "{:<30} {}", card.id, card.title.bad.get(lang))?;
    }
    print(&out)?;
    Ok(Exit::Clean)
}

pub(super) fn explain(id: &str, lang: Lang) -> Result<Exit, Ending> {
    let Some(check) = checks::find(id) else {
        let known: Vec<&str> = checks::ALL
            .iter()
            .map(|check| check.card().id.as_str())
            .collect();
        return Err(Ending::usage(anyhow!(
            "no check is named {}; the checks are: {}",
            quoted(id),
            known.join(", ")
        )));
    };
    let card = check.card();
    let mut out = format!("{}\n\n", card.id);
    writeln!(out, "+ {}", card.title.ok.get(lang))?;
    writeln!(out, "- {}\n", card.title.bad.get(lang))?;
    for basis in &card.legal {
        let mark = if basis.verified { "" } else { " (?)" };
        writeln!(out, "§ {}{mark}", basis.cite(lang))?;
    }
    if !card.params.is_empty() {
        writeln!(out)?;
    }
    for (name, spec) in &card.params {
        writeln!(
            out,
            "[params.{}] {name} = {}    # {}",
            card.id,
            written(&spec.default_value()),
            spec.doc()
        )?;
    }
    writeln!(out)?;
    for (key, message) in &card.messages {
        writeln!(out, "{key}: {}", message.get(lang))?;
    }
    writeln!(out, "\n→ {}", card.fix.get(lang))?;
    print(&out)?;
    Ok(Exit::Clean)
}

/// A value as it is written in a settings file.
fn written(value: &ParamValue) -> String {
    match value {
        ParamValue::Span(limit) => format!("\"{limit}\""),
        ParamValue::Int(number) => number.to_string(),
        ParamValue::List(words) => format!("{words:?}"),
    }
}
