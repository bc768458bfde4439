//! Masks numbers of persons in excerpts: mobile telephones and identity or bank cards. Names are
//! left as they are; who wrote a letter is not read at all.

/// Fewest digits of a card number.
const CARD: usize = 15;

/// Mobile numbers become `138****1234`, longer numbers `35*************123`; blanks and hyphens
/// between the digits do not hide a number. Dates and landlines of offices stay.
pub(super) fn masked(text: &str) -> String {
    if text
        .chars()
        .filter(|c| digit(*c).is_some())
        .take(11)
        .count()
        < 11
    {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let run = number(&chars[at..]);
        if run.length == 0 {
            out.push(chars[at]);
            at += 1;
            continue;
        }
        out.push_str(
            &mask(&run.digits).unwrap_or_else(|| chars[at..at + run.length].iter().collect()),
        );
        at += run.length;
    }
    out
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        _ => None,
    }
}

struct Run {
    digits: String,
    /// Characters of the text that it takes.
    length: usize,
}

/// Digits at the beginning of a text, single blanks and hyphens between groups of three at least
/// apart, and the X of an identity card.
fn number(chars: &[char]) -> Run {
    let mut run = Run {
        digits: String::new(),
        length: 0,
    };
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if let Some(digit) = digit(*c) {
            run.digits.push(digit);
            at += 1;
            run.length = at;
            continue;
        }
        let next = chars.get(at + 1..at + 4).unwrap_or(&[]);
        let joins = matches!(c, ' ' | '-' | '－')
            && next.len() == 3
            && run.digits.len() >= 3
            && next.iter().all(|c| digit(*c).is_some());
        if !joins {
            break;
        }
        at += 1;
    }
    if run.digits.len() == 17 && matches!(chars.get(at), Some('X' | 'x')) {
        run.digits.push('X');
        run.length = at + 1;
    }
    run
}

fn mask(digits: &str) -> Option<String> {
    let n = digits.len();
    let local = digits.strip_prefix("86").filter(|rest| rest.len() == 11);
    let mobile = local.unwrap_or(digits);
    if mobile.len() == 11 && mobile.starts_with('1') && !mobile.starts_with("10") {
        return Some(format!("{}****{}", &mobile[..3], &mobile[7..]));
    }
    (n >= CARD).then(|| format!("{}{}{}", &digits[..2], "*".repeat(n - 5), &digits[n - 3..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn mobiles_and_cards_are_masked_however_they_are_written() {
        for (text, expected) in [
            ("请拨13812341234联系", "请拨138****1234联系"),
            ("138 1234 1234", "138****1234"),
            ("138-1234-1234。", "138****1234。"),
            ("+8613812341234", "+138****1234"),
            ("１３８１２３４１２３４", "138****1234"),
            ("身份证35012819900101123X。", "身份证35*************23X。"),
            ("卡号6222021234567890123", "卡号62**************123"),
        ] {
            assert_eq!(masked(text), expected, "{text}");
        }
    }

    #[test]
    fn dates_amounts_and_telephones_of_offices_stay() {
        for text in [
            "2026-03-02 09:30:15 来信，共12345678元",
            "请致电0595-22345678或12345咨询，2026年3月2日",
            "编号202603021234，请查收",
        ] {
            assert_eq!(masked(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_mobile_survives(before in "\\PC{0,20}", n in 13_000_000_000u64..19_999_999_999, after in "\\PC{0,20}") {
            let text = format!("{before} ，{n}，{after}");
            prop_assert!(!masked(&text).contains(&n.to_string()));
        }
    }
}
