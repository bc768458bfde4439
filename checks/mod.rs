//! The built-in checks. The slice [`ALL`] is the order in which reports show them; there is no
//! other registration. A check sees the engine, the facts and the law, nothing else.

use crate::check::Check;

pub mod broken_link;
pub mod empty_column;
pub mod low_update_frequency;
pub mod missing_section;
pub mod stale_column;
pub mod stale_home_page;
pub mod unlabelled_repealed_document;

/// All built-in checks, in report order.
pub static ALL: &[&dyn Check] = &[
    &broken_link::BrokenLink,
    &stale_home_page::StaleHomePage,
    &stale_column::StaleColumn,
    &empty_column::EmptyColumn,
    &low_update_frequency::LowUpdateFrequency,
    &missing_section::MissingSection,
    &unlabelled_repealed_document::UnlabelledRepealedDocument,
];

/// The check with this id.
pub fn find(id: &str) -> Option<&'static dyn Check> {
    ALL.iter().copied().find(|check| check.card().id == id)
}
