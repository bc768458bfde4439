//! Command line of gongkai: arguments to exit code, nothing else.

use std::process::ExitCode;

/// Parsing pages is mostly small allocations; the system allocator takes a tenth more CPU.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    gongkai::cli::run()
}
