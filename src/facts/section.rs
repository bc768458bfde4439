//! The statutory sections of the disclosure column (国办公开办函〔2019〕61号).

use serde::{Deserialize, Serialize};

use super::{Evidence, GuideFacts};

/// The five parts, in their official order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SectionId {
    /// 政府信息公开指南
    DisclosureGuide,
    /// 政府信息公开制度
    DisclosureRules,
    /// 法定主动公开内容
    StatutoryContent,
    /// 政府信息公开年报
    AnnualReport,
    /// 依申请公开
    OnRequest,
}

impl SectionId {
    /// The id as it stands in results, settings and the shared wording.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DisclosureGuide => "disclosure-guide",
            Self::DisclosureRules => "disclosure-rules",
            Self::StatutoryContent => "statutory-content",
            Self::AnnualReport => "annual-report",
            Self::OnRequest => "on-request",
        }
    }
}

/// What is behind the link to a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SectionState {
    /// No link to it was found from the home page on, though all pages on the way were read.
    NoLink,
    /// No link was found, but some pages on the way could not be read.
    NoLinkUnsure,
    /// The link leads to another system that was not inspected.
    OutOfScope,
    /// The target is broken (dead, soft 404, redirect to home).
    Broken,
    /// The site refused us at the target.
    Blocked,
    /// The target could not be fetched or was not visited.
    Error,
    /// The target is filled by scripts that were not run.
    ScriptShell,
    /// The target is there and has no content.
    Empty,
    /// The target is a page of another kind (news item, home page, another section).
    WrongPage,
    /// The target has content.
    Content {
        /// What the guide names; for `DisclosureGuide` only.
        guide: Option<GuideFacts>,
        /// Items below it, itself or its sub-columns.
        items: u32,
        /// Report years found in titles below it, ascending; for `AnnualReport` only.
        report_years: Vec<i16>,
        /// A form, or a text that tells how to apply; for `OnRequest` only.
        how_to_apply: bool,
        /// Characters of text on the target page.
        chars: u32,
    },
}

/// One section as found on the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which.
    pub id: SectionId,
    /// URL of the target, if a link was found.
    pub url: Option<String>,
    /// Text of the link that leads there.
    pub link_text: String,
    /// Page on which the link stands.
    pub found_on: Option<String>,
    /// What is there.
    pub state: SectionState,
    /// Evidence: capture of the target, or of the home page where there is none.
    pub evidence: Evidence,
}
