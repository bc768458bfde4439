//! `result.json`, the contract `gongkai.result/1`, and its JSON Schema.

use std::fmt::Write as _;
use std::io::Write;

use serde::Serialize;

use super::ReportError;
use super::plain::drives_a_terminal;
use super::result::ResultDocument;

/// Writes the document pretty-printed, keys in the order of the types, with a newline at the end.
/// The same document gives the same bytes.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(doc: &ResultDocument, mut out: impl Write) -> Result<(), ReportError> {
    out.write_all(text(doc)?.as_bytes())?;
    Ok(out.flush()?)
}

/// Pretty-printed JSON with a newline at its end. Characters that drive a terminal are written as
/// `\u…`, which means the same to every reader of JSON: they stand only inside of strings.
///
/// # Errors
/// When the value has no JSON form.
pub fn text(value: &impl Serialize) -> Result<String, ReportError> {
    let json = serde_json::to_string_pretty(value)? + "\n";
    let drives = |c: char| c != '\n' && drives_a_terminal(c);
    if !json.contains(drives) {
        return Ok(json);
    }
    let mut escaped = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if !drives(c) {
            escaped.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "\\u{unit:04x}");
        }
    }
    Ok(escaped)
}

/// The JSON Schema of the document, generated from the types. `src/report/result.schema.json` is
/// its committed copy for people who read results without this program.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(ResultDocument).to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_is_escaped_and_means_the_same() {
        let value = vec!["a\u{1b}[31m\u{9b}31m\u{7f}\u{202e}\u{e0041}\n二"];
        let json = text(&value).unwrap();
        assert_eq!(
            json,
            "[\n  \"a\\u001b[31m\\u009b31m\\u007f\\u202e\\udb40\\udc41\\n二\"\n]\n"
        );
        assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), value);
    }
}
