//! What is inspected: settings file and column ledger (栏目台账), and how such files
//! are read.

pub mod ledger;
pub mod settings;
pub mod text_file;
