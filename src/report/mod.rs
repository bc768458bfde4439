//! Reports: one file per format, all rendered from the same result document.

pub mod result;
