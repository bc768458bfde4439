//! Reports: one file per format, all rendered from the same result document.

pub mod build;
pub mod result;
