//! Numbers of headings: 一、（一）1.（1）. What a heading means is left to those who ask.

/// How headings are numbered, with the number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// 一、
    Han(u32),
    /// （一）
    HanInBrackets(u32),
    /// 1. or 1、
    Arabic(u32),
    /// （1）
    ArabicInBrackets(u32),
}

impl Number {
    pub(super) fn next(self) -> Self {
        match self {
            Self::Han(n) => Self::Han(n + 1),
            Self::HanInBrackets(n) => Self::HanInBrackets(n + 1),
            Self::Arabic(n) => Self::Arabic(n + 1),
            Self::ArabicInBrackets(n) => Self::ArabicInBrackets(n + 1),
        }
    }
}

/// The number at the beginning of a text, and the rest.
pub(super) fn numbering(text: &str) -> (Option<Number>, &str) {
    const DIGITS: &str = "一二三四五六七八九";
    let text = text.trim_start();
    let inner = text.strip_prefix(['（', '(']);
    let body = inner.unwrap_or(text);
    let is_han = |c: char| c == '十' || DIGITS.contains(c);
    let han = body.len() - body.trim_start_matches(is_han).len();
    let arabic = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let length = han.max(arabic);
    if length == 0 || length > 9 || (arabic > 2 && han == 0) {
        return (None, text);
    }
    let rest = &body[length..];
    let ends: &[char] = match inner {
        Some(_) => &['）', ')'],
        None => &['、', '.', '．', '：', ' ', ','],
    };
    let Some(rest) = rest.strip_prefix(ends) else {
        return (None, text);
    };
    let value = match han {
        0 => body[..arabic].parse().unwrap_or(0),
        _ => body[..han].chars().fold(0, |sum, c| match c {
            '十' => sum.max(1) * 10,
            c => {
                sum + DIGITS
                    .chars()
                    .position(|d| d == c)
                    .map_or(0, |i| i as u32 + 1)
            }
        }),
    };
    let number = match (inner.is_some(), han > 0) {
        (false, true) => Number::Han(value),
        (true, true) => Number::HanInBrackets(value),
        (false, false) => Number::Arabic(value),
        (true, false) => Number::ArabicInBrackets(value),
    };
    (Some(number), rest.trim_start_matches(['、', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headings_are_read() {
        for (text, number, rest) in [
            ("一、依据", Some(Number::Han(1)), "依据"),
            ("十二、依据", Some(Number::Han(12)), "依据"),
            ("二十、依据", Some(Number::Han(20)), "依据"),
            ("（三）依据", Some(Number::HanInBrackets(3)), "依据"),
            ("4.依据", Some(Number::Arabic(4)), "依据"),
            ("(5)依据", Some(Number::ArabicInBrackets(5)), "依据"),
            ("2026年", None, "2026年"),
            ("一份依据", None, "一份依据"),
        ] {
            assert_eq!(numbering(text), (number, rest), "{text}");
        }
    }
}
