//! Columns (栏目) of a portal with their items.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{DateSource, Evidence};

/// Class of a column; decides which time limit applies. Read from ColumnName, ColumnType,
/// breadcrumb and name, or set by the ledger.
#[derive(
    Clone,
    Copy,
    Debug,
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
pub enum Class {
    /// 动态、要闻
    News,
    /// 通知公告、公示
    Notice,
    /// 政策文件、规范性文件
    Policy,
    /// 政策解读
    Interpretation,
    /// 人事信息
    Personnel,
    /// 规划计划
    Plan,
    /// 制度、法律法规
    Statute,
    /// 年度报告
    AnnualReport,
    /// 专题专栏
    SpecialTopic,
    /// 机构职能、领导信息、概况、指南…: changes only when facts change
    Static,
    /// 信箱、征集、访谈: judged by other indicators
    Interaction,
    /// 办事服务
    Service,
    /// Parent that only leads to other columns
    Landing,
    /// Nothing above can be said
    Other,
}

/// Whether the items of a column could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemsState {
    /// Items were read.
    Read,
    /// The page was read in full and has no item at all.
    None,
    /// No item was recognised, but something on the page may be its content: a few words, a link of
    /// its own, a picture from elsewhere.
    Unclear,
    /// A page with text or a form of its own instead of a list: not a column of items.
    Text,
    /// Filled by scripts that were not run.
    ScriptShell,
    /// The site refused us.
    Blocked,
    /// The page could not be fetched.
    Error,
    /// Its page says that it belongs to another site.
    OtherSite,
}

/// By what a column was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnSign {
    /// Its ColumnName tag.
    Tag,
    /// It lists dated items.
    List,
    /// Breadcrumbs lead through it, or its own ends with it.
    Breadcrumb,
    /// A menu or a "more" link of the home page leads to it by its name.
    Menu,
    /// The page 网站地图 names it.
    SiteMap,
    /// Data that scripts ask for names it.
    Data,
}

/// How sure it is that a page is a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// One sign.
    Low,
    /// Two signs that do not depend on each other.
    High,
}

/// One item of a column, newest information merged from list and item page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnItem {
    /// Title.
    pub title: String,
    /// Canonical URL.
    pub url: String,
    /// Day of publication and where it was read; `None` when neither list nor item page states
    /// one, or the item page was not read.
    pub date: Option<(Date, DateSource)>,
    /// The item page could not be read (blocked, error, not visited, out of scope), so that a
    /// missing date proves nothing.
    pub unread: bool,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// URL of its first page.
    pub url: String,
    /// Name.
    pub name: String,
    /// Name for people: with its parent's where several columns have the same, 青石镇 › 政务动态.
    pub full_name: String,
    /// Names from the home page down to this column, itself included.
    pub path: Vec<String>,
    /// Class.
    pub class: Class,
    /// By what it was found, in order.
    pub signs: Vec<ColumnSign>,
    /// Index of the parent in `Site::columns`.
    pub parent: Option<usize>,
    /// Whether its items could be read.
    pub state: ItemsState,
    /// Number of distinct items over all pages of the column.
    pub item_count: u32,
    /// Days of publication of all dated items, ascending, one entry an item; days after the
    /// fetch are included, the judge must not trust them.
    pub dates: Vec<Date>,
    /// The newest items (by date, then list order) for evidence; at most 5.
    pub newest: Vec<ColumnItem>,
    /// Items without any date although their page was read.
    pub undated: u32,
    /// Items whose date is unknown because their page was not read.
    pub unread: u32,
    /// The sentence on the page that explains why it is empty.
    pub remark: Option<String>,
    /// Not all pages of the column were visited.
    pub truncated: bool,
    /// Evidence: capture of the first page.
    pub evidence: Evidence,
}

impl Column {
    /// How sure it is that this is a column.
    pub fn confidence(&self) -> Confidence {
        match self.signs.len() {
            0 | 1 => Confidence::Low,
            _ => Confidence::High,
        }
    }
}
