//! Facts of one captured HTML page, as `extract::page` reads them from its bytes.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Attachment, Consultation, Document, Interpretation, Message, RepealMention, Role, ServiceGuide,
    SiteIdentity,
};

/// What the content of a page says about being content at all, before any judgement
/// (status, final host and redirects are the crawl's part of the gate).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gate {
    /// Ordinary content.
    Content,
    /// Says in two independent ways that nothing is there, though the status is 200.
    SoftNotFound,
    /// Only one weak sign of "not found": a person must look.
    MaybeNotFound,
    /// A firewall's or browser check's page instead of the content.
    Challenge,
    /// The content is filled in by scripts that were not run.
    ScriptShell,
    /// The text cannot be decoded without loss.
    CharsetDamage,
    /// Its tags name another site than the portal. Told only when the whole site is known.
    OtherSite,
    /// Only its beginning could be read: it is too large, nests too deeply or broke off.
    CutShort,
}

/// How the charset of a page was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CharsetSource {
    /// `charset` of the Content-Type header.
    Header,
    /// Byte order mark.
    Bom,
    /// `<meta>` in the head.
    Meta,
    /// Guessed from the bytes.
    Guess,
    /// The declaration was wrong and the bytes are UTF-8.
    Utf8Bytes,
}

/// Charset of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charset {
    /// Encoding label as in the WHATWG Encoding Standard, e.g. `UTF-8`, `GBK`.
    pub label: String,
    /// Where it comes from.
    pub source: CharsetSource,
    /// Whether decoding met bytes that are invalid in it.
    pub damaged: bool,
}

/// The official page tags of 国办发〔2017〕47号; names matched without regard to case,
/// empty values are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MetaTags {
    /// `SiteName`
    pub site_name: Option<String>,
    /// `SiteDomain`
    pub site_domain: Option<String>,
    /// `SiteIDCode`
    pub site_id_code: Option<String>,
    /// `ColumnName`
    pub column_name: Option<String>,
    /// `ColumnType`
    pub column_type: Option<String>,
    /// `ArticleTitle`
    pub article_title: Option<String>,
    /// `PubDate`, as written
    pub pub_date: Option<String>,
    /// `ContentSource`
    pub content_source: Option<String>,
}

/// What sort of page it is, as far as the page alone can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// One text with its title: news item, document, notice, guide.
    Article,
    /// Mainly a list of items.
    List,
    /// Mainly links to other columns: home pages, landing pages.
    Navigation,
    /// None of these can be said.
    Unclear,
}

/// Where on the page a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Main content.
    Body,
    /// Header, menu, side bar, breadcrumb.
    Navigation,
    /// Footer.
    Footer,
}

/// How the page names the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// `<a href>` or `<area href>`.
    Anchor,
    /// `<img src>`.
    Image,
    /// `<script src>`.
    Script,
    /// `<link rel=stylesheet>`.
    Style,
    /// `<iframe src>` or `<frame src>`.
    Frame,
    /// `<embed>`, `<object>`.
    Embed,
    /// Derived from a script: a pager such as `createPageHTML(…)`, or `window.open('…')` of a click.
    /// A guess, never accused.
    Pager,
    /// A request by which scripts fill the page. A guess, never accused.
    Data,
}

impl LinkKind {
    /// Nobody really links there: only a script names it.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Pager | Self::Data)
    }
}

/// One link of a page, fragment removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Canonical absolute URL, http or https.
    pub url: String,
    /// Visible text or `title`/`alt`, white space folded, at most 80 characters.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// How it is named.
    pub kind: LinkKind,
    /// What is expected behind it, judged by kind and file extension.
    pub role: Role,
}

/// Where a date was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateSource {
    /// Beside the item in a list.
    List,
    /// A labelled date on the page (发布时间：…).
    Label,
    /// The `PubDate` tag.
    PubDate,
    /// The URL (`t20260107_…`, `/2026/1/7/`).
    Url,
    /// The item's own page, for an item whose list gives none.
    ItemPage,
    /// Signature at the end of the text.
    Signature,
    /// Record that the page's system keeps for its scripts.
    Data,
    /// A variable of a script (`var fbrq = "…"`).
    Script,
    /// A date on a line of its own, which nothing names.
    Body,
    /// The Last-Modified header.
    LastModified,
}

/// A date with its source and the text it was read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundDate {
    /// The day, China time.
    pub date: Date,
    /// Where it was read.
    pub source: DateSource,
    /// The text as it stands on the page, trimmed.
    pub text: String,
}

/// One row of an item list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Title: the `title` attribute or the text of the main link.
    pub title: String,
    /// Canonical URL of the main link.
    pub url: String,
    /// Date beside the link; `None` if the list gives none or gives no year.
    pub date: Option<FoundDate>,
    /// Month and day when the list gives no year.
    pub month_day: Option<(i8, i8)>,
    /// What the list says of a document beside it: number, issuer, validity.
    pub document: Option<Box<Document>>,
    /// Year and month when the list gives no day.
    pub month: Option<(i16, i8)>,
    /// A day after the fetch that the list states: when something closes, or a slip. Nothing was
    /// published then.
    pub later: Option<Date>,
}

impl Item {
    /// The list states a date beside it, if only month and day, or year and month.
    pub fn is_dated(&self) -> bool {
        self.date.is_some()
            || self.month_day.is_some()
            || self.month.is_some()
            || self.later.is_some()
    }
}

/// How the rows of a list reach the page (FIELD §11.1).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ListReader {
    /// In the page itself.
    #[default]
    Rows,
    /// Hanweb `<recordset>`, in a script or as an answer of `dataproxy.jsp`.
    Recordset,
    /// JavaScript arrays.
    Arrays,
    /// `document.write` and `document.writeln`.
    Written,
    /// jpaas `parseType="buildstatic"`.
    BuildStatic,
    /// Guangdong gkmlpt.
    Gkmlpt,
    /// UCAP search with `_isJson=true`.
    Ucap,
    /// Xinhua `ds_<id>.json`.
    DataSource,
    /// Suzhou `getInfoCommon`.
    InfoCommon,
}

/// A group of sibling rows, each with one main link. Whether it is the page's list of items or
/// a menu is decided when the whole site is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemList {
    /// Rows in page order, copies for phone and desktop merged.
    pub items: Vec<Item>,
    /// Where the group stands.
    pub place: Place,
    /// Heading just before the group, or empty.
    pub heading: String,
    /// Link beside the heading ("更多") that leads to the column of this list.
    pub more_url: Option<String>,
    /// How its rows reach the page.
    pub reader: ListReader,
}

/// A column whose list only the answer to a script's request holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataColumn {
    /// Name.
    pub name: String,
    /// Where visitors see it: `…/gkmlpt/index#721`.
    pub url: String,
}

/// One step of a breadcrumb.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Crumb {
    /// Text of the step.
    pub text: String,
    /// Its link; the last step often has none.
    pub url: Option<String>,
}

/// What a 政府信息公开指南 page names (政府信息公开条例 article 12); excerpts, at most 80
/// characters each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuideFacts {
    /// The responsible unit.
    pub unit: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Office hours.
    pub hours: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// How to apply.
    pub how_to_apply: Option<String>,
}

/// Facts of one page. Links are kept apart from it because they are stored by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFacts {
    /// What the content says about being content.
    pub gate: Gate,
    /// The words that decided the gate, empty for ordinary content.
    pub gate_text: String,
    /// Charset used to read it.
    pub charset: Charset,
    /// `<title>`, white space folded.
    pub title: String,
    /// Largest heading of the main content, or empty.
    pub heading: String,
    /// The official page tags.
    pub meta: MetaTags,
    /// Site code, ICP and police numbers.
    pub identity: SiteIdentity,
    /// What sort of page it is.
    pub kind: PageKind,
    /// Breadcrumb from the home page to here, without the words 当前位置.
    pub breadcrumb: Vec<Crumb>,
    /// Groups of rows with links, in page order, those that scripts fill first. Empty for articles.
    pub lists: Vec<ItemList>,
    /// The column that an answer to a script's request belongs to, where the answer names it.
    pub data_column: Option<DataColumn>,
    /// When the page says it was published; all sources that were found, most trusted first.
    pub published: Vec<FoundDate>,
    /// When the server says that the file was changed last; says nothing about the article.
    pub modified: Option<FoundDate>,
    /// Document facts, where the page is one.
    pub document: Option<Document>,
    /// Files that an article offers beside its text, in page order, each once.
    pub attachments: Vec<Attachment>,
    /// Repeals that the text declares.
    pub repeals: Vec<RepealMention>,
    /// The repeal list is said to be in an attachment (见附件) that was not read: its name or URL.
    pub repeal_attachment: Option<String>,
    /// What a disclosure guide names.
    pub guide: Option<GuideFacts>,
    /// The service guide (办事指南) that the page is.
    pub service_guide: Option<ServiceGuide>,
    /// Public messages that it shows, in page order.
    pub messages: Vec<Message>,
    /// The consultation that it opens.
    pub consultation: Option<Consultation>,
    /// The interpretation of documents that it is.
    pub interpretation: Option<Interpretation>,
    /// URLs that an article calls its own interpretation (相关解读), at most 10.
    pub related_interpretations: Vec<String>,
    /// A sentence that explains why a column has no content (暂无相关信息…).
    pub remark: Option<String>,
    /// The page has a form for applying or asking.
    pub has_form: bool,
    /// Its scripts ask for data or render templates: what it lacks may be filled in by them.
    pub script_filled: bool,
    /// Characters of text in the main content, links included.
    pub main_chars: u32,
    /// Lines of the main content of a page that is no article, at most 150, for telling
    /// template text from content when the whole site is known.
    pub blocks: Vec<String>,
    /// Hash of the main text without digits, to compare with the host's "not found" page.
    pub text_hash: u64,
}

impl PageFacts {
    /// Pairs of dates of publication whose days differ, the more trusted first.
    pub fn date_conflicts(&self) -> Vec<(&FoundDate, &FoundDate)> {
        let dates = self.published.iter().enumerate();
        dates
            .flat_map(|(at, date)| {
                self.published[at + 1..]
                    .iter()
                    .map(move |other| (date, other))
            })
            .filter(|(date, other)| date.date != other.date)
            .collect()
    }
}
