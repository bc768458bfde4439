//! What the parsers of TOML and JSON say about a file, in words for the people who have the file: one
//! line, no names of Rust's types, and the nearest known word where one is unknown.

/// What is wrong, and a way out where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParserWords {
    /// What is wrong.
    pub problem: String,
    /// A way out.
    pub advice: Option<String>,
}

/// The parser's phrases and ours.
const PHRASES: [(&str, &str); 13] = [
    ("expected a boolean", "expected true or false"),
    ("expected a sequence", "expected a list in [ ]"),
    ("expected a string", "expected text in quotes"),
    ("expected a map", "expected a table"),
    (
        "expected a date string",
        "expected a day in quotes such as \"2026-11-20\"",
    ),
    (
        "expected a Decimal type representing a fixed-point number",
        "expected a number in quotes such as \"0.5\"",
    ),
    ("invalid type: sequence", "invalid type: list"),
    ("invalid type: map", "invalid type: table"),
    ("missing field", "missing key"),
    (" as i128,", ","),
    ("wanted string or table", "expected text in quotes"),
    (
        "string values must be quoted, expected literal string",
        "expected a value; text stands in quotes",
    ),
    (", expected nothing", ""),
];

/// Rewrites a message of the TOML parser about `text`; `at` is what it points to.
pub fn toml_words(message: &str, at: &str) -> ParserWords {
    for (phrase, thing) in [("unknown field ", "key"), ("unknown variant ", "word")] {
        if let Some((word, known)) = message.strip_prefix(phrase).and_then(unknown_word) {
            return ParserWords {
                problem: match thing {
                    "key" => "unknown key".to_owned(),
                    _ => format!("unknown word `{word}`"),
                },
                advice: Some(advice(word, &known)),
            };
        }
    }
    if message == "duplicate key" {
        return ParserWords {
            problem: format!("`{at}` stands there twice"),
            advice: Some("keep one of them".to_owned()),
        };
    }
    let message = message.split('\n').map(str::trim);
    let message = message.filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let mut problem = message.join(", ");
    if at.starts_with(|c: char| c.is_ascii_digit()) {
        // A date without quotes is a table to the parser.
        problem = problem.replace("invalid type: map", "invalid type: date without quotes");
    }
    ParserWords {
        problem: plain(problem, "a table"),
        advice: None,
    }
}

/// Place and mistake of a JSON text that this program has written and somebody has changed.
pub fn json_words(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = error.to_string();
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let problem = match error.is_eof() {
        true => "it ends in the middle".to_owned(),
        false => plain(message.to_owned(), "an object in { }"),
    };
    format!(
        "line {}, column {}: {problem}",
        error.line(),
        error.column()
    )
}

/// `table` is what the format calls a value with keys.
fn plain(mut problem: String, table: &str) -> String {
    for (theirs, ours) in PHRASES {
        problem = problem.replace(theirs, ours);
    }
    let Some((before, kind)) = problem.rsplit_once("expected ") else {
        return problem;
    };
    match kind.split_once(|c: char| c.is_ascii_digit() || c == ' ') {
        Some(("struct", _)) => format!("{before}expected {table}"),
        Some(("f", _)) => format!("{before}expected a number"),
        Some(("i", _)) => format!("{before}expected a whole number"),
        Some(("u", _)) => format!("{before}expected a whole number of 0 or more"),
        _ => problem,
    }
}

fn advice(word: &str, known: &[&str]) -> String {
    nearest(word, known).map_or_else(
        || format!("known here: {}", known.join(", ")),
        |near| format!("did you mean `{near}`?"),
    )
}

/// The word and those that are known from serde's words for an unknown one: `rat`, expected one of
/// `rate`, …; tests hold on to them.
fn unknown_word(message: &str) -> Option<(&str, Vec<&str>)> {
    let (word, expected) = message.strip_prefix('`')?.rsplit_once("`, expected ")?;
    Some((word, expected.split('`').skip(1).step_by(2).collect()))
}

/// The known word that differs least from `word`, if it differs in less than half of its letters.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let (distance, best) = known.iter().map(|k| (edit_distance(word, k), *k)).min()?;
    (distance * 2 < best.chars().count().max(2)).then_some(best)
}

/// Letters to insert, delete or replace to get from one word to the other.
fn edit_distance(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in to.chars().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_key_is_near_enough_or_none() {
        let known = ["rate", "in_flight", "timeout"];
        assert_eq!(nearest("rat", &known), Some("rate"));
        assert_eq!(nearest("in-flight", &known), Some("in_flight"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }

    #[test]
    fn one_line_without_names_of_types() {
        let words = toml_words(
            "invalid type: integer `3`, expected struct CrawlSettings",
            "3",
        );
        assert_eq!(words.problem, "invalid type: integer `3`, expected a table");
        let words = toml_words(
            "regex parse error:\n    (\n    ^\nerror: unclosed group",
            "(",
        );
        assert_eq!(
            words.problem,
            "regex parse error:, (, ^, error: unclosed group"
        );
        let words = toml_words("unknown field `a`b`, expected `c`", "");
        assert_eq!(words.advice.as_deref(), Some("known here: c"));
    }
}
