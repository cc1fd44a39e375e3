//! How long it takes to tell which license a text is: the identify stage alone on one core, with the digest
//! step and without it, and the whole process as a user waits for it.
//!
//! The texts are license texts of the SPDX list: as they stand, with every hundredth word changed, and
//! several in one file. Where `../shared` is there, the seeds and the corpus are measured as well. Texts of
//! one MiB that try to be slow are measured for the stage alone.
//! `cargo bench --bench identify` prints the medians and the slowest texts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures and may fail loudly"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

/// Runs of each text; the median counts.
const RUNS: usize = 5;

/// The longest median of a process that is still quick enough.
const LIMIT: Duration = Duration::from_millis(15);

#[path = "identify/stage.rs"]
mod stage;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut texts = written(folder.path());
    texts.extend(shared());
    stage::measure(&texts);
    let mut medians: Vec<(Duration, PathBuf)> =
        texts.into_iter().map(|text| (median_of_runs(&text), text)).collect();
    medians.sort();
    let slowest = medians.len().saturating_sub(10);
    for (time, text) in &medians[slowest..] {
        println!("{:>8.2} ms  {}", milliseconds(*time), text.display());
    }
    let (median, _) = medians[medians.len() / 2];
    let within = medians.iter().filter(|(time, _)| *time <= LIMIT).count();
    println!(
        "identify, whole process: median {:.2} ms over {} texts (limit {:.0} ms), {within} within the limit",
        milliseconds(median),
        medians.len(),
        milliseconds(LIMIT),
    );
}

/// License texts of three sizes, untouched, changed and joined.
fn written(folder: &Path) -> Vec<PathBuf> {
    let text = |id| spdx::license_id(id).map_or("", |license| license.text());
    let changed = |text: &str| {
        let words = text.split_inclusive(' ').enumerate();
        words.map(|(at, word)| if at % 100 == 99 { "otherwise " } else { word }).collect::<String>()
    };
    let mut files = Vec::new();
    for id in ["MIT", "Apache-2.0", "GPL-3.0-only"] {
        files.push((format!("{id}.txt"), text(id).to_owned()));
        files.push((format!("{id}-changed.txt"), changed(text(id))));
    }
    let joined = ["MIT", "BSD-3-Clause", "Apache-2.0"].map(text).join("\n\n---\n\n");
    files.push(("three-in-one.txt".to_owned(), joined));
    files
        .into_iter()
        .map(|(name, text)| {
            let file = folder.join(name);
            fs::write(&file, text).unwrap();
            file
        })
        .collect()
}

/// The seeds and the corpus, where they lie beside the project.
fn shared() -> Vec<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let is_text = |path: &PathBuf| {
        path.is_file() && path.extension().is_none_or(|ending| ending != "jsonl" && ending != "md")
    };
    let mut files: Vec<PathBuf> = ["seeds", "corpus"]
        .into_iter()
        .flat_map(|folder| walkdir::WalkDir::new(shared.join(folder)))
        .filter_map(|entry| entry.ok().map(walkdir::DirEntry::into_path))
        .filter(is_text)
        .collect();
    if files.is_empty() {
        println!("skipped: no texts at ../shared");
    }
    files.sort();
    files
}

fn median_of_runs(text: &Path) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            let mut command = Command::new(env!("CARGO_BIN_EXE_licscan"));
            let run = command.arg("identify").arg(text).stdout(Stdio::null()).status();
            run.unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
