//! The `swipd` program: everything is in the library, where it can be tested.

use std::process::ExitCode;

/// An estate is millions of short texts, made on all cores and dropped together: what the system's own allocator is
/// slowest at. This one took a third of the time off a cold plan.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    swipd::cli::main()
}
