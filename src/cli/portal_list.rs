//! Which portals to inspect: addresses as typed and as a file lists them. All of it is read before
//! anything is crawled, so that a slip in line 180 costs no crawl of 179 portals.

use std::collections::HashMap;
use std::path::Path;

use anyhow::anyhow;
use url::Url;

use super::address::web_address;
use super::{Ending, say};
use crate::extract::canonical;
use crate::portal::text_file;

/// A list of portals is far smaller; whatever is larger is some other file.
const MAX_BYTES: u64 = 4 << 20;

/// An address with where it was given, for messages.
pub(super) struct Given {
    url: Url,
    place: String,
}

/// The addresses in order, each once; what is left out for standing there twice is said.
///
/// `file` has one address a line. A remark begins with `#`, at the beginning of a line or after
/// white space (in an address `#` is the fragment).
pub(super) fn read(typed: &[String], file: Option<&Path>) -> Result<Vec<Url>, Ending> {
    let mut given = Vec::new();
    for (number, text) in (1..).zip(typed) {
        let place = format!("argument {number}");
        let url = web_address(text)?;
        given.push(Given { url, place });
    }
    if let Some(path) = file {
        let text =
            text_file::read("the list of portals", path, MAX_BYTES).map_err(Ending::usage)?;
        given.extend(listed(&path.display().to_string(), &text)?);
    }
    if given.is_empty() {
        let name = file.unwrap_or(Path::new("")).display();
        return Err(Ending::usage(anyhow!(
            "{name} names no portal; expected one address a line, for example https://www.example.gov.cn/"
        )));
    }
    let (urls, repeated) = once_each(given);
    repeated.iter().for_each(|line| say(line));
    Ok(urls)
}

/// The addresses in the text of a file, each with its line.
pub(super) fn listed(name: &str, text: &str) -> Result<Vec<Given>, Ending> {
    let mut given = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for (number, line) in (1..).zip(text.lines()) {
        let address = without_remark(line);
        if address.is_empty() {
            continue;
        }
        let place = format!("{name}:{number}");
        if address.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(Ending::usage(anyhow!(
                "{place}: {address:?} is more than an address; expected one address a line, remarks begin with #"
            )));
        }
        let url = web_address(address).map_err(|ending| Ending {
            error: ending.error.context(place.clone()),
            ..ending
        })?;
        given.push(Given { url, place });
    }
    Ok(given)
}

fn without_remark(line: &str) -> &str {
    let begins = |(at, _): &(usize, &str)| {
        line[..*at]
            .chars()
            .next_back()
            .is_none_or(char::is_whitespace)
    };
    let end = line
        .match_indices('#')
        .find(begins)
        .map_or(line.len(), |(at, _)| at);
    line[..end].trim()
}

/// Each portal once, in the order of its first place, and a line about each that was given again.
fn once_each(given: Vec<Given>) -> (Vec<Url>, Vec<String>) {
    let mut first_places = HashMap::new();
    let mut urls = Vec::new();
    let mut repeated = Vec::new();
    for Given { url, place } in given {
        match first_places.get(&canonical(&url)) {
            Some(first) => repeated.push(format!(
                "{url} is given twice ({first} and {place}); it is inspected once"
            )),
            None => {
                first_places.insert(canonical(&url), place);
                urls.push(url);
            }
        }
    }
    (urls, repeated)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_blank_lines_are_left_out_and_fragments_are_not() {
        let text = "\u{feff}# 名单\r\n\r\n  http://a.gov.cn/  # 甲县\r\nb.gov.cn\t#乙县\nhttp://c.gov.cn/#top\n";
        let given = listed("l", text).unwrap();
        let urls: Vec<_> = given.iter().map(|one| one.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "http://a.gov.cn/",
                "http://b.gov.cn/",
                "http://c.gov.cn/#top"
            ]
        );
        assert_eq!(given[2].place, "l:5");
    }

    #[test]
    fn one_portal_written_in_two_ways_is_one() {
        let text =
            "http://a.gov.cn\nhttp://b.gov.cn/\nHTTP://A.gov.cn:80/#top\nhttp://a.gov.cn/b/\n";
        let (urls, repeated) = once_each(listed("l", text).unwrap());
        assert_eq!(urls.len(), 3);
        assert_eq!(repeated.len(), 1);
        assert!(repeated[0].contains("(l:1 and l:3)"), "{repeated:?}");
    }
}
