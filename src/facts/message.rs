//! Public messages (信箱、留言、咨询、投诉) and their answers.

use serde::{Deserialize, Serialize};

use super::FoundDate;

/// One message as a page shows it. Senders are not kept, and numbers of telephones and identity
/// cards are masked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its title, at most 200 characters.
    pub title: String,
    /// Canonical URL of its own page, where a row of a list links to one.
    pub url: Option<String>,
    /// Excerpt of the question, at most 200 characters; `None` where the page shows none.
    pub question: Option<String>,
    /// When it was sent.
    pub asked: Option<FoundDate>,
    /// Excerpt of the answer, at most 200 characters; 已受理 or 办理中 is none.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered: Option<FoundDate>,
    /// Who answers or handles it.
    pub unit: Option<String>,
    /// Its number, as written.
    pub number: Option<String>,
    /// Its status, as written (已办结, 办理中…).
    pub status: Option<String>,
}
