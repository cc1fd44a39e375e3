//! The `licscan` program: parse, run, map to an exit code.

/// A scan makes millions of short texts on every thread, for which the allocator of musl takes longer than
/// licscan for all the rest.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    licscan::cli::main()
}
