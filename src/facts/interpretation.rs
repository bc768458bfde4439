//! Interpretations of policy documents (政策解读), and which document each belongs to.

use serde::{Deserialize, Serialize};

/// In which form a document is explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InterpretationForm {
    /// Text.
    Text,
    /// A drawing: 图解, 一图读懂.
    Image,
    /// Film or animation.
    Video,
    /// Questions and answers: 政策问答, 答记者问.
    Questions,
}

/// An interpretation as its own page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interpretation {
    /// Titles of the documents that it explains, without 《》: those that the heading names, else
    /// those of the first paragraphs. At most 5.
    pub documents: Vec<String>,
    /// The titles stand in the heading, so no other document is meant.
    pub named_in_heading: bool,
    /// Canonical URLs to which it links as the document, at most 10.
    pub links: Vec<String>,
    /// Its form.
    pub form: InterpretationForm,
}

/// How a document and its interpretation were matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    /// One of the two links to the other.
    Link,
    /// The interpretation names the document's title.
    Title,
}

/// A document with its interpretation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InterpretationPair {
    /// Page of the document.
    pub document_url: String,
    /// Page of the interpretation.
    pub interpretation_url: String,
    /// How they were matched.
    pub matched_by: MatchedBy,
    /// Each links to the other.
    pub both_ways: bool,
    /// Only one document can be meant.
    pub certain: bool,
}
