//! Web addresses as typed. What a URL parser would quietly mend into another address than the user
//! meant is refused, with the way to write it.

use anyhow::anyhow;
use url::Url;

use super::Ending;
use crate::law::quoted;
use crate::report::plain::drives_a_terminal;

/// Longest address that is taken: browsers and servers give up not far beyond.
const MAX_LENGTH: usize = 2_000;

const NO_WEB: &str = "is no http or https address";
const EXAMPLE: &str = "expected for example https://www.example.gov.cn/";

/// The address of a page. Without a scheme http is meant: portals that answer on http only are
/// common, and http redirects where https is meant.
pub(super) fn web_address(text: &str) -> Result<Url, Ending> {
    read(text.trim())
        .map_err(|problem| Ending::usage(anyhow!("{} {problem}; {EXAMPLE}", quoted(text.trim()))))
}

fn read(text: &str) -> Result<Url, String> {
    if text.is_empty() {
        return Err("is no address".to_owned());
    }
    if text.len() > MAX_LENGTH {
        return Err(format!("is longer than {MAX_LENGTH} bytes"));
    }
    if text.contains(is_unseen) {
        return Err("holds a character that cannot be seen".to_owned());
    }
    if text.contains('\\') {
        return Err("holds a \\, which some programs take for a /".to_owned());
    }
    let is_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let written = text.split_once("://");
    let (scheme, rest) = match written.filter(|(scheme, _)| scheme.chars().all(is_scheme)) {
        Some(parts) => parts,
        None => ("http", without_scheme(text)?),
    };
    if rest.starts_with('/') {
        return Err("names no host".to_owned());
    }
    let url = Url::parse(&format!("{scheme}://{rest}"));
    let url = url.map_err(|error| format!("is no address ({error})"))?;
    if !is_web(url.scheme()) || !url.has_host() {
        return Err(NO_WEB.to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("carries a user name before the @; leave it out".to_owned());
    }
    if url.port() == Some(0) {
        return Err("names port 0, on which no server answers".to_owned());
    }
    Ok(url)
}

/// `host`, `host:port` and what follows; `javascript:…` and its like are none.
fn without_scheme(text: &str) -> Result<&str, String> {
    let Some((before, behind)) = text.split_once(':').filter(|_| !text.starts_with('[')) else {
        return Ok(text);
    };
    if is_web(before) {
        return Err(format!("lacks the // after {before}:"));
    }
    let port = behind.split(['/', '?', '#']).next().unwrap_or_default();
    match !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) {
        true => Ok(text),
        false => Err(NO_WEB.to_owned()),
    }
}

/// What no browser shows, and a parser drops or lets stand: the host would be another than it looks.
fn is_unseen(c: char) -> bool {
    let is_ignored = matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
    );
    is_ignored || drives_a_terminal(c)
}

fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}
