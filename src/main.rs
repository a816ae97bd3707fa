//! The program: parse, run, map to an exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A call is read on one thread, kept by a second and freed by a third: the system's allocator is slow at that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    playscope::cli::main()
}
