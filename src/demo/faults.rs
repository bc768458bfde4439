//! What a fixture server does wrong: `faults.toml`. Kinds are tables of their own, so that an
//! unknown key is reported where it stands. How a fault looks on the wire is the server's part.

use std::str::FromStr;

use serde::Deserialize;

/// Faults of one portal, by kind. Where several apply to one request, the first kind in this
/// order answers; `slow_headers`, `slow_body` and `truncated` add to whatever answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Faults {
    /// Connection reset.
    pub reset: Vec<Reset>,
    /// Fails at first, then fine.
    pub flaky: Vec<Flaky>,
    /// 429 with Retry-After at first, then fine.
    pub too_many_requests: Vec<TooManyRequests>,
    /// A firewall's script page.
    pub challenge: Vec<Challenge>,
    /// A fixed status.
    pub status: Vec<FixedStatus>,
    /// HEAD answered with 405.
    pub head_refused: Vec<AtPath>,
    /// A redirect.
    pub redirect: Vec<Redirect>,
    /// Redirects in a circle.
    pub redirect_loop: Vec<RedirectLoop>,
    /// A redirect to the home page; a pattern covers paths that have no file.
    pub redirect_home: Vec<AtPath>,
    /// "Not found" with status 200; a pattern covers paths that have no file.
    pub soft_404: Vec<AtPath>,
    /// Late status line.
    pub slow_headers: Vec<Slow>,
    /// Late second half of the body.
    pub slow_body: Vec<Slow>,
    /// Less body than Content-Length says.
    pub truncated: Vec<Truncated>,
}

impl FromStr for Faults {
    type Err = toml::de::Error;

    /// Reads `faults.toml`. Errors (unknown or missing keys, values out of range) know their place.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        toml::from_str(text)
    }
}

/// A decoded URL path such as `/zwgk/`, or every path below one: `/zwgk/*`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PathPattern {
    path: String,
    below: bool,
}

impl PathPattern {
    /// Whether the pattern names exactly this path.
    #[must_use]
    pub fn names(&self, path: &str) -> bool {
        !self.below && self.path == path
    }

    /// Whether the pattern names this path or one above it.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        if self.below {
            path.starts_with(&self.path)
        } else {
            self.path == path
        }
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let below = text.ends_with("/*");
        let path = text
            .strip_suffix('*')
            .filter(|_| below)
            .unwrap_or(&text)
            .to_owned();
        if !path.starts_with('/') || path.contains(['*', '?', '#', '%']) {
            return Err(format!(
                "`{text}` is no path: write it decoded, beginning with `/`, `/*` only at its end"
            ));
        }
        Ok(Self { path, below })
    }
}

/// A fault that needs no more than its place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AtPath {
    /// Where.
    pub path: PathPattern,
}

/// Connection reset.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// Where.
    pub path: PathPattern,
    /// When.
    pub at: ResetAt,
}

/// When a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResetAt {
    /// As soon as the request is there, before any answer.
    Request,
    /// After half of the body.
    Body,
}

/// Fails at first, then fine. Counted for each path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flaky {
    /// Where.
    pub path: PathPattern,
    /// Requests that fail.
    pub failures: u32,
    /// Status of a failure; without it the connection is reset.
    pub status: Option<Status>,
}

/// 429 with Retry-After at first, then fine. Counted for each path.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TooManyRequests {
    /// Where.
    pub path: PathPattern,
    /// Requests that are refused.
    pub times: u32,
    /// Value of Retry-After, seconds.
    pub retry_after: u32,
}

/// A firewall's script page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// Where.
    pub path: PathPattern,
    /// Its status: 412, 403, 521 or 202 on real portals.
    pub status: Status,
}

/// A fixed status with a page that says little.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedStatus {
    /// Where.
    pub path: PathPattern,
    /// The status.
    pub status: Status,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// Where.
    pub path: PathPattern,
    /// Value of Location, as sent.
    pub to: String,
    /// 301, 302, 303, 307 or 308.
    #[serde(default = "found")]
    pub status: Status,
}

/// Redirects in a circle: each path to the next, the last to the first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectLoop {
    /// The circle.
    pub paths: Vec<String>,
}

/// A delay.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Slow {
    /// Where.
    pub path: PathPattern,
    /// Milliseconds.
    pub delay_ms: u32,
}

/// Less body than Content-Length says.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Truncated {
    /// Where.
    pub path: PathPattern,
    /// Bytes of body that are sent.
    pub bytes: usize,
}

/// A status that ends a request: 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u16")]
pub struct Status(u16);

impl Status {
    /// Its number.
    #[must_use]
    pub fn code(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Status {
    type Error = String;

    fn try_from(code: u16) -> Result<Self, String> {
        if (200..600).contains(&code) {
            Ok(Self(code))
        } else {
            Err(format!("{code} is no final HTTP status (200 to 599)"))
        }
    }
}

fn found() -> Status {
    Status(302)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]
    use super::*;

    fn span_of(text: &str, error: &toml::de::Error) -> String {
        text[error.span().unwrap()].to_owned()
    }

    #[test]
    fn unknown_key_is_reported_where_it_stands() {
        let text = "[[redirect]]\npath = \"/a\"\ntoo = \"/b\"\n";
        let error = text.parse::<Faults>().unwrap_err();
        assert_eq!(span_of(text, &error), "too");
    }

    #[test]
    fn unknown_kind_is_reported_where_it_stands() {
        let text = "[[redirects]]\npath = \"/a\"\n";
        assert_eq!(
            span_of(text, &text.parse::<Faults>().unwrap_err()),
            "redirects"
        );
    }

    #[test]
    fn paths_and_statuses_are_checked() {
        for text in [
            "[[head-refused]]\npath = \"a.html\"\n",
            "[[head-refused]]\npath = \"/a*b\"\n",
            "[[head-refused]]\npath = \"/%E4\"\n",
            "[[status]]\npath = \"/a\"\nstatus = 99\n",
        ] {
            assert!(
                text.parse::<Faults>().unwrap_err().span().is_some(),
                "{text}"
            );
        }
    }

    #[test]
    fn pattern_covers_what_is_below_it_only() {
        let below = PathPattern::try_from("/zwgk/*".to_owned()).unwrap();
        assert!(below.covers("/zwgk/") && below.covers("/zwgk/tzgg/index.html"));
        assert!(!below.covers("/zwgk") && !below.covers("/zwgks/") && !below.names("/zwgk/"));
        let one = PathPattern::try_from("/zwgk/".to_owned()).unwrap();
        assert!(one.covers("/zwgk/") && one.names("/zwgk/") && !one.covers("/zwgk/a"));
    }
}
