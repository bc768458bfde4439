//! Version of the extracted facts.

/// Raised whenever `extract` reads a page differently (canonical URLs included). A bundle written
/// under another version is read again from its archived bytes instead of its stored facts.
pub const FACTS_VERSION: u32 = 14;
