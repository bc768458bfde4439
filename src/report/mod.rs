//! Reports: one file per format, all rendered from the same result document. Rendering is pure:
//! it reads no clock, disk, network or environment and judges nothing.

pub mod build;
pub mod html;
pub mod json;
pub mod letter;
pub(crate) mod plain;
pub mod result;
pub mod text;
mod times;
mod wording;

pub use crate::law::Lang;

/// Why a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A built-in message table does not fit its type.
    #[error("the built-in message table {table} is damaged: {source}")]
    Wording {
        /// File name of the table.
        table: &'static str,
        /// What the TOML reader says.
        source: toml::de::Error,
    },
    /// The result document holds an as-of date that is no date.
    #[error("inspection.as_of is {value:?}, expected YYYY-MM-DD: {source}")]
    AsOf {
        /// The value.
        value: String,
        /// What the date reader says.
        source: jiff::Error,
    },
    /// A template failed while writing.
    #[error("the report template failed: {0}")]
    Template(#[from] askama::Error),
    /// The result document could not be serialised or written.
    #[error("cannot write result.json: {0}")]
    Json(#[from] serde_json::Error),
    /// The last bytes could not be written.
    #[error("cannot write the report: {0}")]
    Write(#[from] std::io::Error),
}
