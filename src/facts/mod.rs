//! The types that a check may see: what was recorded about a portal, without any judgement.
//!
//! `extract` fills them, `checks/` reads them, `bundle` stores them. They hold plain data only:
//! no clock, no handles, no borrowed bytes. Everything that reaches a report is ordered here, so
//! that the same bundle gives the same bytes.

mod capture;
mod column;
mod consultation;
mod document;
mod identity;
mod interpretation;
mod message;
mod page;
mod section;
mod service_guide;
mod site;

pub use capture::{
    Capture, Cause, Hop, Look, NotFoundProbe, Role, Skip, TlsCause, TlsFault, UrlId,
};
pub use column::{Class, Column, ColumnItem, ColumnSign, Confidence, ItemsState};
pub use consultation::{Channel, Consultation, ResultLink};
pub use document::{
    Attachment, Disclosure, DisclosureMode, Document, Label, LabelForm, OfferedFile, RepealExtent,
    RepealMention, RepealSource, RepealTarget, Repealed, Term, UnreadRepealList, Validity,
};
pub use identity::{IdentityNumber, IdentitySource, SiteIdentity};
pub use interpretation::{Interpretation, InterpretationForm, InterpretationPair, MatchedBy};
pub use message::Message;
pub use page::{
    Charset, CharsetSource, Crumb, DataColumn, DateSource, FoundDate, Gate, GuideFacts, Item,
    ItemList, Link, LinkKind, ListReader, MetaTags, PageFacts, PageKind, Place,
};
pub use section::{Section, SectionId, SectionState};
pub use service_guide::{GuideElement, ServiceGuide};
pub use site::{
    BlockedReason, Coverage, DateConflict, Evidence, Home, LinkTarget, PlaceOfLink, Portal,
    PortalKind, Reach, Site, Skipped, UnverifiedHost,
};
