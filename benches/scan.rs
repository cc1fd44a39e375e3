//! What a whole store costs: a scan, a first and a quiet night of `licscan audit`, beside what it costs `rg` to
//! walk the same folders and to read the same files; the growth with the number of models; and 1,000 different
//! license texts identified by one process.
//!
//! The store is made here: twelve files a model, the weights sparse, every card another one, six license
//! texts, and every fiftieth of them under the name of its own holder. `rg -uuu -c ''` with globs for the
//! files that licscan reads walks and reads and does nothing else; `rg --files --no-ignore --hidden` only
//! walks. Without `rg` on the path only licscan's own figures are printed. All runs are in turn, so that what
//! else the machine does meets each; medians of wall and CPU time count.
//!
//! ```text
//! cargo bench --bench scan -- [--models 100000] [--runs 5] [--store FOLDER] [--keep] [--growth]
//! ```
//!
//! A store of 100,000 models takes 1.2 million inodes and some 3 GB of disk, and is removed at the end unless
//! `--keep` is given. `--store` names where it is made, and one that was kept there is used again. `--growth`
//! measures a tenth and a half of the store as well.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures and may fail loudly"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

#[path = "scan/measure.rs"]
mod measure;
#[path = "scan/store.rs"]
mod store;
#[path = "scan/texts.rs"]
mod texts;

use measure::{Figures, in_turn};

/// The names of the files that licscan reads here, as globs of `rg`.
const READ: [&str; 5] = ["README*", "LICENSE*", "NOTICE*", "config.json", "adapter_config.json"];
/// A night does not trust what changed within the last two seconds.
const SETTLED: Duration = Duration::from_secs(3);
/// The most memory of a run, in KiB.
const MOST_MEMORY: u64 = 150 << 10;

/// What the command line asks for.
struct Asked {
    models: usize,
    runs: usize,
    store: Option<PathBuf>,
    keep: bool,
    growth: bool,
}

fn main() {
    let asked = asked();
    let temporary = tempfile::Builder::new().prefix("licscan-bench").tempdir().unwrap();
    identify(temporary.path(), asked.runs);

    let root = asked.store.clone().unwrap_or_else(|| temporary.path().join("store"));
    if !root.exists() {
        println!("making {} models of {} files", asked.models, store::FILES_OF_A_MODEL);
        store::make(&root, asked.models);
        thread::sleep(SETTLED);
    }
    let mut teams: Vec<PathBuf> =
        fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    teams.sort();
    if asked.growth {
        for parts in [10, 2] {
            let some = &teams[..(teams.len() / parts).max(1)];
            println!("\na share of the store: {} of {} owners", some.len(), teams.len());
            measure_store(some, temporary.path(), asked.runs);
        }
    }
    println!("\nthe whole store");
    measure_store(std::slice::from_ref(&root), temporary.path(), asked.runs);
    if asked.keep {
        let kept = if asked.store.is_some() { root } else { temporary.keep() };
        println!("kept: {}", kept.display());
    } else if asked.store.is_some() {
        fs::remove_dir_all(root).unwrap();
    }
}

fn asked() -> Asked {
    let mut asked = Asked { models: 100_000, runs: 5, store: None, keep: false, growth: false };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        match word.as_str() {
            "--models" => asked.models = value().parse().unwrap(),
            "--runs" => asked.runs = value().parse().unwrap(),
            "--store" => asked.store = Some(value().into()),
            "--keep" => asked.keep = true,
            "--growth" => asked.growth = true,
            // That is how `cargo bench` calls it.
            "--bench" => {}
            other => panic!("unknown: {other}"),
        }
    }
    asked
}

/// A scan and nights over some roots, beside `rg`.
fn measure_store(roots: &[PathBuf], temporary: &Path, runs: usize) {
    let database = temporary.join("audit.db");
    let licscan = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_licscan"));
        command.args(arguments).args(roots).args(["--fail-on", "never"]);
        command
    };
    let scan = |format| licscan(&["scan", "--format", format]);
    let night = || {
        let mut command = licscan(&["audit"]);
        command.arg("--db").arg(&database);
        command
    };
    let rg = |arguments: &[&str]| {
        let mut command = Command::new("rg");
        command.args(arguments).args(roots);
        command
    };
    let read = || {
        let mut command = rg(&["-uuu", "-c", ""]);
        command.args(READ.iter().flat_map(|glob| ["--glob", glob]));
        command
    };
    let walk = || rg(&["--files", "--no-ignore", "--hidden"]);

    let json = || scan("json");
    let first = measure::once(&mut night());
    let _second = measure::once(&mut night());
    if Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: rg is not installed, so there is nothing to compare with");
        let [scan, quiet] = in_turn(runs, [&json, &night]);
        table(&[("scan --format json", &scan), ("audit, a quiet night", &quiet)]);
    } else {
        let [scan, quiet, read, walk] = in_turn(runs, [&json, &night, &read, &walk]);
        table(&[
            ("scan --format json", &scan),
            ("rg -uuu -c '', the same files", &read),
            ("audit, a quiet night", &quiet),
            ("rg --files --no-ignore --hidden", &walk),
        ]);
        ratio("scan / rg -c (limit 1.5)", &scan, &read);
        ratio("quiet night / rg --files (limit 2.0)", &quiet, &walk);
    }
    let others = ["text", "jsonl"].map(|format| measure::once(&mut scan(format)));
    table(&[
        ("audit, the first night (one run)", &first),
        ("scan --format text (one run)", &others[0]),
        ("scan --format jsonl (one run)", &others[1]),
    ]);
    for name in ["audit.db", "audit.db-wal", "audit.db-shm"] {
        let _there_or_not = fs::remove_file(temporary.join(name));
    }
}

fn table(rows: &[(&str, &Figures)]) {
    for (name, it) in rows {
        let over = if it.peak > MOST_MEMORY { ", over the limit of 150 MiB" } else { "" };
        println!(
            "{name:40} {:9.0} ms wall {:9.0} ms CPU {:6.1} MiB{over}",
            it.wall * 1000.0,
            it.cpu * 1000.0,
            measure::mebibytes(it.peak),
        );
    }
}

fn ratio(name: &str, ours: &Figures, theirs: &Figures) {
    println!("{name}: {:.2} wall, {:.2} CPU", ours.wall / theirs.wall, ours.cpu / theirs.cpu);
}

/// 1,000 license texts of which no two are equal, in one process.
fn identify(temporary: &Path, runs: usize) {
    let folder = temporary.join("texts");
    let files = texts::make(&folder);
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_licscan"));
        command.arg("identify").args(&files);
        command
    };
    let [figures] = in_turn(runs, [&run]);
    println!("{} different license texts (limit 500 ms CPU)", files.len());
    table(&[("identify", &figures)]);
}
