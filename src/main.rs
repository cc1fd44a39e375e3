//! The `licscan` program: parse, run, map to an exit code.

fn main() -> std::process::ExitCode {
    licscan::cli::main()
}
