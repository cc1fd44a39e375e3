//! How long it takes to tell which license a text is: licscan, the `spdx` crate's detection and askalono, on the
//! same texts, on one thread.
//!
//! The texts are those of the corpus where `../shared` lies beside the project, else those of the SPDX list. A
//! time is CPU time of this process, so that what else the machine does counts little; of each text the median of
//! some runs is taken. `cargo run --release` in this folder prints the table of `docs/performance.md`.
//!
//! All three get a string and hand back what they found; loading their knowledge is timed apart. askalono learns
//! the SPDX list from the texts of the `spdx` crate, whose own detection brings the same list along. licscan knows
//! that list and the licenses written for models.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::Duration,
};

use cpu_time::ProcessTime;

/// Runs of each text; the median counts.
const RUNS: usize = 3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The others spread one text over all cores.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global()?;
    let texts = corpus().unwrap_or_else(list_of_spdx);
    let mut sizes: Vec<usize> = texts.iter().map(String::len).collect();
    sizes.sort_unstable();
    println!("{} texts, median {:.1} KB\n", texts.len(), kilobytes(sizes[sizes.len() / 2]));
    println!("| tool | ready after | median | mean | 95th of 100 | slowest |");
    println!("|---|---|---|---|---|---|");

    let begun = ProcessTime::now();
    black_box(licscan::identify::identify("MIT License"));
    let ready = begun.elapsed();
    row("licscan", ready, &texts, |text| {
        black_box(licscan::identify::identify(text));
    });
    let no_digest = licscan::identify::Options { digest: false, ..Default::default() };
    row("licscan without its digests", ready, &texts, |text| {
        black_box(licscan::identify::identify_with(text, no_digest));
    });

    let begun = ProcessTime::now();
    let store = spdx::detection::Store::load_inline()?;
    let ready = begun.elapsed();
    row("`spdx` crate, detection", ready, &texts, |text| {
        black_box(store.analyze(&spdx::detection::TextData::from(text)));
    });

    let begun = ProcessTime::now();
    let mut store = askalono::Store::new();
    for (id, text) in spdx::text::LICENSE_TEXTS {
        store.add_license((*id).to_owned(), askalono::TextData::from(*text).without_text());
    }
    let ready = begun.elapsed();
    row("askalono", ready, &texts, |text| {
        black_box(store.analyze(&askalono::TextData::from(text)));
    });
    Ok(())
}

/// Times every text and prints the line of one tool.
fn row(tool: &str, ready: Duration, texts: &[String], identify: impl Fn(&str)) {
    let mut times: Vec<Duration> = texts.iter().map(|text| median(|| identify(text))).collect();
    times.sort();
    let mean = times.iter().sum::<Duration>() / u32::try_from(times.len()).unwrap_or(u32::MAX);
    let at = |percent: usize| milliseconds(times[(times.len() - 1) * percent / 100]);
    println!(
        "| {tool} | {:.1} ms | {:.3} ms | {:.3} ms | {:.3} ms | {:.3} ms |",
        milliseconds(ready),
        at(50),
        milliseconds(mean),
        at(95),
        at(100),
    );
}

fn median(run: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let begun = ProcessTime::now();
            run();
            begun.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

/// The texts of the corpus that are plain UTF-8, which all three can be given.
fn corpus() -> Option<Vec<String>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let mut files: Vec<PathBuf> = folder(&corpus)?
        .iter()
        .filter(|path| path.is_dir())
        .flat_map(|license| folder(license).unwrap_or_default())
        .filter(|file| file.extension().is_some_and(|ending| ending == "txt" || ending == "md"))
        .collect();
    files.sort();
    let texts: Vec<String> =
        files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
    (!texts.is_empty()).then_some(texts)
}

fn folder(path: &Path) -> Option<Vec<PathBuf>> {
    let entries = fs::read_dir(path).ok()?;
    Some(entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect())
}

fn list_of_spdx() -> Vec<String> {
    println!("no corpus beside the project: the texts of the SPDX list");
    spdx::text::LICENSE_TEXTS.iter().map(|(_, text)| (*text).to_owned()).collect()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn kilobytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1000.0
}
