//! What a PDF costs at most: time and memory of `licscan identify` on files made to cost much, beside a run that
//! reads a text of a few words. `cargo bench --bench pdf` prints them, the most expensive last.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures and may fail loudly"
)]

#[path = "../src/document/pdf/tests/builder.rs"]
#[expect(dead_code, reason = "shared with the tests of the PDF reader, which use all of it")]
mod builder;
#[path = "pdf/hostile.rs"]
mod hostile;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs of each file.
const RUNS: usize = 5;

/// The bar: no PDF takes longer, and none more memory than that above an idle run.
const LONGEST: Duration = Duration::from_secs(2);
const MOST_KIB: u64 = 64 << 10;

fn main() {
    if Command::new("time").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: GNU time is not installed, so that nobody tells the memory");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let idle = folder.path().join("idle.txt");
    fs::write(&idle, "no license\n").unwrap();
    let (idle_time, idle_kib) = measure(&idle);
    println!("idle: {:.2} s, {} KiB", idle_time.as_secs_f64(), idle_kib);
    let mut rows: Vec<(u64, Duration, &str, usize)> = Vec::new();
    for (what, bytes) in hostile::files() {
        let file = folder.path().join("hostile.pdf");
        fs::write(&file, &bytes).unwrap();
        let (time, kib) = measure(&file);
        rows.push((kib.saturating_sub(idle_kib), time, what, bytes.len()));
    }
    rows.sort();
    for (kib, time, what, bytes) in &rows {
        println!(
            "{:>3} MiB above idle, {:>5.2} s, {bytes:>9} bytes: {what}",
            kib.div_ceil(1024),
            time.as_secs_f64()
        );
    }
    let over = rows.iter().filter(|(kib, time, ..)| *kib > MOST_KIB || *time > LONGEST).count();
    println!("{} files, {over} over 2 s or 64 MiB above idle", rows.len());
}

/// The median of the times and the most memory of some runs.
fn measure(file: &Path) -> (Duration, u64) {
    let (mut times, kib): (Vec<Duration>, Vec<u64>) = (0..RUNS).map(|_| run(file)).unzip();
    times.sort();
    (times[RUNS / 2], kib.into_iter().max().unwrap())
}

/// Runs below GNU time, which is told by the system what a process held at most.
fn run(file: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut command = Command::new("time");
    command
        .args(["--quiet", "--format", "%M", env!("CARGO_BIN_EXE_licscan"), "identify"])
        .arg(file);
    let output = command.stdout(Stdio::null()).output().unwrap();
    let time = start.elapsed();
    let said = String::from_utf8(output.stderr).unwrap();
    let kib = said.lines().last().and_then(|line| line.parse().ok());
    (time, kib.unwrap_or_else(|| panic!("no memory in {said:?}")))
}
