//! The `licscan` program: parse, run, map to an exit code.

/// A scan makes millions of short texts on every thread; the allocators of some systems, musl's above all,
/// take longer for that than for all the rest.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    licscan::cli::main()
}
