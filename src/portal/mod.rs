//! What is inspected: settings file and column ledger (栏目台账).

pub mod ledger;
pub mod settings;
