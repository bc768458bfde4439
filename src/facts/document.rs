//! Documents (政策文件), what they say of their own validity, and what repeals others.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::FoundDate;

/// Validity as a page states it, normalised (FIELD §5.2).
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// In force.
    Valid,
    /// In force with amendments.
    Amended,
    /// Partly repealed or lapsed.
    PartlyInvalid,
    /// Repealed.
    Repealed,
    /// Term over or object gone.
    Expired,
    /// Not yet in force.
    NotYet,
    /// The field is there and empty.
    Blank,
    /// Nothing is said.
    #[default]
    Unknown,
}

impl Validity {
    /// Repealed or lapsed, in whole or in part: such a field is a label.
    pub fn says_gone(self) -> bool {
        matches!(self, Self::Repealed | Self::Expired | Self::PartlyInvalid)
    }
}

/// In which form a page says that its document is no longer in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LabelForm {
    /// Validity or repeal-date field of the metadata block.
    Field,
    /// Mark in the title: （已废止）.
    Title,
    /// Banner, stamp or its alternative text.
    Banner,
    /// Note in the text about the document itself: 本文件已废止.
    Note,
}

/// The label that a page puts on its own document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its form.
    pub form: LabelForm,
    /// The words.
    pub text: String,
}

/// Facts of one document page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Title without masthead.
    pub title: String,
    /// Document number (发文字号) as written.
    pub doc_number: Option<String>,
    /// Normalised key of the number, see `extract::doc_number`.
    pub doc_key: Option<String>,
    /// Issuer (发文机关).
    pub issuer: Option<String>,
    /// Written or issued (成文日期).
    pub issued: Option<FoundDate>,
    /// Published on the site (发布日期).
    pub published: Option<FoundDate>,
    /// Validity as stated.
    pub validity: Validity,
    /// The label that says it is no longer in force.
    pub label: Option<Label>,
    /// A script of the page writes such a label on a condition that was not worked out.
    pub script_label: bool,
    /// Index number (索引号).
    pub index_number: Option<String>,
    /// Day of the signature below the text.
    pub signed: Option<FoundDate>,
    /// Who signed, several separated by a space.
    pub signatory: Option<String>,
    /// What the document says of its own disclosure.
    pub disclosure: Option<Disclosure>,
    /// How long it says to be in force.
    pub term: Option<Term>,
}

/// How a document may be disclosed (公开属性).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DisclosureMode {
    /// 主动公开, 此件公开发布.
    Public,
    /// 本文有删减: disclosed with parts left out.
    Abridged,
    /// 依申请公开.
    OnRequest,
    /// 不予公开.
    Withheld,
}

/// The disclosure mark or field of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// What it says.
    pub mode: DisclosureMode,
    /// The words.
    pub text: String,
}

/// How long a document is in force, as far as it says so; what is not said is `None`, nothing is
/// computed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// First day.
    pub effective: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Length in months (有效期5年 is 60).
    pub months: Option<u16>,
    /// The words, at most 120 characters.
    pub text: String,
}

/// A file that a page offers beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Name as the page shows it, else of the file.
    pub name: String,
    /// Canonical URL.
    pub url: String,
    /// Extension in lower case; `None` where only a download script knows it.
    pub kind: Option<String>,
    /// Size as the page says it (120KB).
    pub size: Option<String>,
}

/// An attachment of a document page, and what became of its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedFile {
    /// URL of the page.
    pub page: String,
    /// The file.
    pub attachment: Attachment,
    /// What the link turned out to be; `None` where nobody asked.
    pub reach: Option<super::Reach>,
}

/// Where a repeal was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepealSource {
    /// Row of a table in a repeal decision.
    Table,
    /// Numbered line of a repeal list.
    NumberedText,
    /// Sentence of a decision whose object is the repeal.
    Decision,
    /// Clause of a successor: 《…》同时废止.
    Successor,
}

/// How much is repealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepealExtent {
    /// The whole document.
    Whole,
    /// Articles or annexes of it.
    Partial,
}

/// How a repeal names its target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepealTarget {
    /// Document number as written.
    pub doc_number: Option<String>,
    /// Its normalised key.
    pub doc_key: Option<String>,
    /// Title without book-title marks.
    pub title: Option<String>,
    /// Date of issue, where that is how it is named.
    pub issued: Option<Date>,
}

/// One repeal that a page declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepealMention {
    /// What is repealed.
    pub target: RepealTarget,
    /// Where it was read.
    pub source: RepealSource,
    /// How much.
    pub extent: RepealExtent,
    /// From when, where a date later than the decision is given.
    pub effective: Option<Date>,
    /// False where the sentence may deny it in words that are not understood.
    pub certain: bool,
    /// The sentence or row, at most 200 characters.
    pub excerpt: String,
}

/// A repeal resolved to a document page of the same site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repealed {
    /// URL of the repealed document's page.
    pub url: String,
    /// Title of the repealed document.
    pub title: String,
    /// Its document number, as its page or else the repeal has it.
    pub number: Option<String>,
    /// URL of the page that repeals it.
    pub by_url: String,
    /// Title of the page that repeals it.
    pub by_title: String,
    /// Document number of the page that repeals it.
    pub by_number: Option<String>,
    /// The mention.
    pub mention: RepealMention,
    /// How the match was made: `doc-number`, `title`, `date-and-title`.
    pub matched_by: String,
    /// False when the match or the repeal is not certain enough to accuse (title core only,
    /// several candidates, conditional repeal).
    pub certain: bool,
    /// The label on the repealed document's page.
    pub label: Option<Label>,
    /// Validity as the repealed document's page states it.
    pub validity: Validity,
    /// Evidence: capture of the repealed document's page.
    pub evidence: super::Evidence,
    /// Evidence: capture of the repealing page.
    pub by_evidence: super::Evidence,
}

impl Repealed {
    /// Its own page says, in whatever form, that it is no longer in force.
    pub fn is_labelled(&self) -> bool {
        self.label.is_some() || self.validity.says_gone()
    }
}

/// A repeal decision whose list is an attachment that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadRepealList {
    /// URL of the decision.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Name or URL of the attachment.
    pub attachment: String,
    /// Evidence: capture of the decision.
    pub evidence: super::Evidence,
}
