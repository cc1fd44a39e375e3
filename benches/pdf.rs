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
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The bar: no PDF takes longer, and none more memory than that above an idle run.
const LONGEST: Duration = Duration::from_secs(2);
const MOST_KIB: u64 = 64 << 10;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let idle = folder.path().join("idle.txt");
    fs::write(&idle, "no license\n").unwrap();
    let (idle_time, idle_kib) = run(&idle);
    println!("idle: {:.2} s, {} KiB", idle_time.as_secs_f64(), idle_kib);
    let mut rows: Vec<(u64, Duration, &str, usize)> = Vec::new();
    for (what, bytes) in hostile::files() {
        let file = folder.path().join("hostile.pdf");
        fs::write(&file, &bytes).unwrap();
        let (time, kib) = run(&file);
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

/// Time and most memory of a run.
fn run(file: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_licscan"));
    let mut child = command
        .arg("identify")
        .arg(file)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let kib = watch_memory(&mut child);
    (start.elapsed(), kib)
}

/// Waits for a process and says how many KiB it held at most. The system keeps that number itself, so that a look
/// now and then suffices; where there is no `/proc`, it is 0.
fn watch_memory(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        thread::sleep(Duration::from_millis(1));
    }
    peak
}
