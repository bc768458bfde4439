//! The only way to standard output and standard error. Much of what is printed was crawled, or is a
//! path or an argument of somebody's choice: a character that drives a terminal or turns the reading
//! direction is shown by its code point, and never sent.

use std::borrow::Cow;
use std::io::Write;

use super::Ending;
use crate::report::plain::drives_a_terminal;

/// Longest message on standard error, in characters: a mistake in a line of a megabyte is told
/// without the megabyte.
const MAX_MESSAGE: usize = 1_000;

/// A line on standard error. Nobody can be told when that fails.
pub(super) fn say(line: &str) {
    let line = visible(line, |_| false);
    let _ = writeln!(std::io::stderr(), "gongkai: {}", shortened(&line));
}

/// Text on standard output, line by line; a closed pipe is success.
pub(super) fn print(text: &str) -> Result<(), Ending> {
    let text = visible(text, |c| matches!(c, '\n' | '\r' | '\t'));
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn visible(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let hidden = |c: char| drives_a_terminal(c) && !keep(c);
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 64);
    for c in text.chars() {
        match hidden(c) {
            true => shown.push_str(&format!("[U+{:04X}]", u32::from(c))),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Place and cause stand at the beginning of a message, the way out at its end: both are kept.
fn shortened(line: &str) -> Cow<'_, str> {
    if line.len() <= MAX_MESSAGE || line.chars().count() <= MAX_MESSAGE {
        return Cow::Borrowed(line);
    }
    let half = MAX_MESSAGE / 2;
    let begin: String = line.chars().take(half).collect();
    let end: Vec<char> = line.chars().rev().take(half).collect();
    Cow::Owned(format!(
        "{begin} … {}",
        end.iter().rev().collect::<String>()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_drives_a_terminal_is_shown_by_its_code_point() {
        let text = "标题\u{1b}]0;x\u{7}\u{9b}31m\u{7f}\u{202e}\u{2066}\r\n二";
        let line = "标题[U+001B]]0;x[U+0007][U+009B]31m[U+007F][U+202E][U+2066][U+000D][U+000A]二";
        assert_eq!(visible(text, |_| false), line);
        let kept = visible("一\r\n\t二", |c| matches!(c, '\n' | '\r' | '\t'));
        assert_eq!(kept, "一\r\n\t二");
    }

    #[test]
    fn a_long_message_keeps_its_beginning_and_its_end() {
        let line = format!("a.csv:1:1: `{}`; a way out", "长".repeat(10_000));
        let short = shortened(&line);
        assert!(short.starts_with("a.csv:1:1: `长") && short.ends_with("长`; a way out"));
        assert_eq!(short.chars().count(), MAX_MESSAGE + 3);
    }
}
