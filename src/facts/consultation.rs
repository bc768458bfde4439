//! Public consultations (意见征集, 征集调查).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How the public may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Letters by post.
    Mail,
    /// E-mail.
    Email,
    /// Telephone.
    Phone,
    /// A form of the site.
    Online,
}

/// The page that says what became of the opinions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLink {
    /// Canonical URL.
    pub url: String,
    /// Text of the link, at most 80 characters.
    pub text: String,
}

/// One consultation as its page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// First day, where stated.
    pub start: Option<Date>,
    /// Last day, where stated without doubt.
    pub end: Option<Date>,
    /// The words from which the days were read, at most 120 characters; empty without any.
    pub text: String,
    /// Status, as written (已结束, 进行中…).
    pub status: Option<String>,
    /// Ways to answer, each once, in the order of [`Channel`].
    pub channels: Vec<Channel>,
    /// Link to the result (采纳情况, 结果公布).
    pub result: Option<ResultLink>,
}
