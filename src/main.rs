//! The `licscan` program: parse, run, map to an exit code.

/// A scan makes millions of short texts on every thread, for which the allocator of musl takes longer than
/// licscan for all the rest.
#[cfg(target_os = "linux")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // Pages of two megabytes would cost a scan of 100,000 models 100 MiB more and spare it no time. A system
    // that does not know the call is left as it is.
    #[cfg(target_os = "linux")]
    let _ = rustix::thread::disable_transparent_huge_pages(true);
    licscan::cli::main()
}
