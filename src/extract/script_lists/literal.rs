//! Literals of JavaScript as JSON values: objects and arrays as pages write them, with single quotes,
//! bare keys, comments and trailing commas. Nothing is run; what is no literal has no value.

use serde_json::Value;

/// Deeper literals are no list of items.
const MAX_DEPTH: usize = 48;

/// Longest literal read, in bytes: trees of columns have up to a megabyte.
const MAX_LENGTH: usize = 4 << 20;

/// The object, array or text that a code begins with, white space apart, and what follows it.
pub(super) fn value(code: &str) -> Option<(Value, &str)> {
    let mut reader = Reader::new(code);
    let json = reader.json(None)?;
    Some((serde_json::from_str(&json).ok()?, reader.rest()))
}

/// The arguments of a call, from behind its bracket on, as an array.
pub(super) fn values(code: &str) -> Option<(Value, &str)> {
    let mut reader = Reader::new(code);
    let json = reader.json(Some(b')'))?;
    Some((serde_json::from_str(&json).ok()?, reader.rest()))
}

/// The string literal that a text begins with, and the text after it.
pub(super) fn string(code: &str) -> Option<(String, &str)> {
    let mut reader = Reader::new(code);
    let quote = reader.peek().filter(|b| matches!(b, b'"' | b'\''))?;
    let text = reader.string(quote)?;
    Some((text, &code[reader.at..]))
}

struct Reader<'a> {
    code: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn new(code: &'a str) -> Self {
        Self { code, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.code.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'a str {
        &self.code[self.at..]
    }

    /// The literal as JSON text; with `end`, an array that is open already and ends there.
    fn json(&mut self, end: Option<u8>) -> Option<String> {
        let mut out = String::new();
        let mut open: Vec<u8> = Vec::new();
        if let Some(end) = end {
            out.push('[');
            open.push(end);
        }
        // A comma counts only once another value follows it.
        let mut comma = false;
        loop {
            self.skip_blanks();
            let byte = self.peek()?;
            if self.at > MAX_LENGTH {
                return None;
            }
            match byte {
                b'}' | b']' | b')' => {
                    self.at += 1;
                    comma = false;
                    out.push(if byte == b')' { ']' } else { byte as char });
                    if open.pop()? != byte {
                        return None;
                    }
                }
                b',' => {
                    self.at += 1;
                    if std::mem::replace(&mut comma, true) {
                        return None;
                    }
                    continue;
                }
                b':' => {
                    self.at += 1;
                    out.push(':');
                    continue;
                }
                _ => {
                    if std::mem::take(&mut comma) {
                        out.push(',');
                    }
                    match byte {
                        b'{' | b'[' => {
                            self.at += 1;
                            out.push(byte as char);
                            open.push(byte + 2);
                            if open.len() > MAX_DEPTH {
                                return None;
                            }
                        }
                        b'"' | b'\'' => push_json(&mut out, &self.string(byte)?),
                        _ => self.word(&mut out)?,
                    }
                }
            }
            if open.is_empty() {
                return Some(out);
            }
        }
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            self.at += rest.len() - trimmed.len();
            let end = match trimmed.as_bytes() {
                [b'/', b'/', ..] => trimmed.find('\n'),
                [b'/', b'*', ..] => trimmed.find("*/").map(|at| at + 2),
                _ => return,
            };
            self.at += end.unwrap_or(trimmed.len());
        }
    }

    /// A string in quotes, from the quote on.
    fn string(&mut self, quote: u8) -> Option<String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find([quote as char, '\\', '\n'])?;
            out.push_str(&rest[..end]);
            self.at += end + 1;
            match rest.as_bytes()[end] {
                b'\\' => self.escape(&mut out)?,
                b'\n' => return None,
                _ => return Some(out),
            }
            if out.len() > MAX_LENGTH {
                return None;
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self, out: &mut String) -> Option<()> {
        let c = self.rest().chars().next()?;
        self.at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' | 'b' | 'f' | 'v' | '0' | '\n' => {}
            'x' => out.push(char::from_u32(self.hex(2)?)?),
            'u' => {
                let unit = self.hex(4)?;
                let is_high = (0xd800..0xdc00).contains(&unit);
                let low = is_high.then(|| {
                    self.at += self.rest().starts_with("\\u").then_some(2)?;
                    self.hex(4)
                });
                let code = match low {
                    None => unit,
                    Some(low) => 0x1_0000 + ((unit - 0xd800) << 10) + low?.checked_sub(0xdc00)?,
                };
                out.push(char::from_u32(code).unwrap_or('\u{fffd}'));
            }
            other => out.push(other),
        }
        Some(())
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let text = self.rest().get(..digits)?;
        self.at += digits;
        u32::from_str_radix(text, 16).ok()
    }

    /// A bare key, `true`, `null` or a number. Names of variables have no value.
    fn word(&mut self, out: &mut String) -> Option<()> {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '-' | '+');
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        if word.is_empty() || word.len() > 200 {
            return None;
        }
        self.at += word.len();
        self.skip_blanks();
        if self.peek() == Some(b':') {
            push_json(out, word);
            return Some(());
        }
        match word {
            "true" | "false" | "null" => out.push_str(word),
            "undefined" | "NaN" => out.push_str("null"),
            _ if serde_json::from_str::<serde_json::Number>(word).is_ok() => out.push_str(word),
            // 007 and 0x1f: what they count does not matter here.
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => push_json(out, word),
            _ => return None,
        }
        Some(())
    }
}

fn push_json(out: &mut String, text: &str) {
    out.push_str(&Value::from(text).to_string());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn literals_as_pages_write_them_are_read() {
        for (code, expected) in [
            ("{'a':'b'}", json!({"a": "b"})),
            (
                "{ webId : \"1\", // 站点\n list:[1,2,], }; var x = 1;",
                json!({"webId": "1", "list": [1, 2]}),
            ),
            (
                "[{title:'关于\\u8bbe立\\'基金\\'的通知',ok:true,n:undefined,id:007}]",
                json!([{"title": "关于设立'基金'的通知", "ok": true, "n": null, "id": "007"}]),
            ),
            ("\u{feff} /* 树 */ [\"a\\/b\"]", json!(["a/b"])),
        ] {
            assert_eq!(value(code).map(|v| v.0), Some(expected), "{code}");
        }
    }

    #[test]
    fn arguments_end_at_their_bracket() {
        assert_eq!(
            values("'a', \"b\"); next()"),
            Some((json!(["a", "b"]), "; next()"))
        );
        assert_eq!(values("'a']"), None);
    }

    #[test]
    fn expressions_and_broken_literals_have_no_value() {
        for code in [
            "{a: b}",
            "['a' + 'b']",
            "[new Date(1)]",
            "{a:'x",
            "[1,2",
            "[1}",
            "",
            "function(){}",
            &"[".repeat(100),
        ] {
            assert_eq!(value(code), None, "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(code in "[\\[{'\"a-c:,0-9\\\\u/*\\n}\\]]{0,60}") {
            let _ = value(&code);
        }

        #[test]
        fn json_is_a_literal(text in "\\PC{0,20}", number in 0u32..1000) {
            let json = json!({"title": text, "n": [number, null]});
            let code = json.to_string();
            prop_assert_eq!(value(&code), Some((json, "")));
        }
    }
}
