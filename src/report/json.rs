//! `result.json`, the contract `gongkai.result/1`, and its JSON Schema.

use std::io::Write;

use super::ReportError;
use super::result::ResultDocument;

/// Writes the document pretty-printed, keys in the order of the types, with a newline at the end.
/// The same document gives the same bytes.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write(doc: &ResultDocument, mut out: impl Write) -> Result<(), ReportError> {
    serde_json::to_writer_pretty(&mut out, doc)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// The JSON Schema of the document, generated from the types. `src/report/result.schema.json` is
/// its committed copy for people who read results without this program.
#[must_use]
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(ResultDocument).to_value()
}
