//! Command line of gongkai: arguments to exit code, nothing else.
fn main() {}
