//! One message for every mistake in a file that people write: which file, line, column, what.

use std::borrow::Cow;

use serde::de::DeserializeOwned;

use super::parser_words::toml_words;

/// A mistake in a card, a profile, a law table, a settings file or a ledger.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct FileError {
    /// File as the user knows it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and, where it helps, what would be right.
    pub message: String,
}

impl FileError {
    /// A mistake at a byte offset of `text`.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

/// Characters shown of what somebody wrote.
const SHOWN: usize = 100;

/// The beginning of a text of any length, for a message about it.
pub fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// What somebody wrote, between the marks that messages put around it, clipped.
pub fn quoted(text: &str) -> String {
    format!("`{}`", clipped(text))
}

/// Reads TOML into `T`; a mistake is reported with its place.
pub fn parse_toml<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, FileError> {
    toml::from_str(text).map_err(|e| {
        let span = e.span().unwrap_or_default();
        let words = toml_words(e.message(), text.get(span.clone()).unwrap_or_default());
        let advice = words.advice.map_or_else(String::new, |a| format!(" ({a})"));
        FileError::at(file, text, span.start, words.problem + &advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let text = "一 = 1\n标题 = 坏\n";
        let error = parse_toml::<toml::Table>("profile.toml", text).unwrap_err();
        assert_eq!((error.line, error.column), (1, 1), "bare keys are ASCII");
        let text = "a = 1\n\"标题\" = 坏\n";
        let error = parse_toml::<toml::Table>("profile.toml", text).unwrap_err();
        assert_eq!((error.line, error.column), (2, 8));
        assert!(error.to_string().starts_with("profile.toml:2:8: "));
    }
}
