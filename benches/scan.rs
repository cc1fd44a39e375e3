//! How long a scan of 2,000 models takes, beside what it costs `rg` to read the same files.
//!
//! The store is made here: ten files a model, the weights sparse, every card another one, and every
//! third license text under the name of its own holder. `cargo bench --bench scan` prints the medians,
//! their ratio, the peak memory and the bytes read. `rg -uuu -c ''` with globs for the files that
//! licscan reads is the measure, since it walks and reads and does nothing else; without `rg` on the
//! path only licscan's own figures are printed.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark prints its figures and may fail loudly"
)]

use std::{
    fmt::Write as _,
    fs::{self, File},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const MODELS: usize = 2_000;
const RUNS: usize = 5;
/// What each file of weights claims to hold.
const WEIGHTS_BYTES: u64 = 4 << 30;

/// The names of the files that licscan reads here, as globs of `rg`.
const READ: [&str; 5] = ["README*", "LICENSE*", "NOTICE*", "config.json", "adapter_config.json"];

/// The license texts of the store and the values that cards give them.
const LICENSES: [(&str, &str); 6] = [
    ("Apache-2.0", "apache-2.0"),
    ("MIT", "mit"),
    ("BSD-3-Clause", "bsd-3-clause"),
    ("CC-BY-NC-4.0", "cc-by-nc-4.0"),
    ("GPL-3.0-only", "gpl-3.0"),
    ("CC-BY-SA-4.0", "cc-by-sa-4.0"),
];

const BASES: [&str; 5] = [
    "Skywork/Skywork-13B-base",
    "meta-llama/Llama-3.1-8B",
    "Qwen/Qwen2.5-7B",
    "google/gemma-2-9b",
    "mistralai/Mistral-7B-v0.3",
];

fn main() {
    let store = tempfile::tempdir().unwrap();
    for number in 0..MODELS {
        write_model(store.path(), number);
    }
    let scan = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_licscan"));
        command.args(["--format", "json", "--fail-on", "never"]).arg(store.path());
        command
    };
    let (licscan, peak) = measure(scan);
    println!(
        "licscan: median {:.0} ms, peak memory {peak} KiB (limit 122880)",
        milliseconds(licscan)
    );
    println!("summary: {}", summary(&scan().output().unwrap().stdout));

    if Command::new("rg").arg("--version").stdout(Stdio::null()).status().is_err() {
        println!("skipped: rg is not installed, so there is nothing to compare with");
        return;
    }
    let (rg, _) = measure(|| {
        let mut command = Command::new("rg");
        command.args(["-uuu", "-c", ""]).arg(store.path());
        command.args(READ.iter().flat_map(|glob| ["--glob", glob]));
        command
    });
    println!(
        "rg: median {:.0} ms; licscan takes {:.2} times as long (limit 3)",
        milliseconds(rg),
        licscan.as_secs_f64() / rg.as_secs_f64(),
    );
}

fn write_model(store: &Path, number: usize) {
    let folder = store.join(format!("team-{}", number % 40)).join(format!("model-{number:04}"));
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    let (id, tag) = LICENSES[number % LICENSES.len()];
    let base = BASES[number % BASES.len()];
    write("README.md", &card(number, tag, base));
    let text = spdx::license_id(id).map_or("", |license| license.text());
    let holder = if number.is_multiple_of(3) { number } else { 0 };
    write("LICENSE", &format!("Copyright (c) 2024 Team {holder}\n\n{text}"));
    write("NOTICE", &format!("Model {number}\nMade by team {}.\n", number % 40));
    write("config.json", &format!("{{\"_name_or_path\": \"{base}\", \"hidden_size\": 4096}}\n"));
    write("generation_config.json", "{\"do_sample\": true, \"temperature\": 0.6}\n");
    write("tokenizer.json", "{\"version\": \"1.0\", \"model\": {\"type\": \"BPE\"}}\n");
    write("tokenizer_config.json", "{\"model_max_length\": 131072}\n");
    write("model.safetensors.index.json", "{\"metadata\": {}, \"weight_map\": {}}\n");
    for part in ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] {
        File::create(folder.join(part)).unwrap().set_len(WEIGHTS_BYTES).unwrap();
    }
}

/// A card of some three kilobytes that no other model has.
fn card(number: usize, license: &str, base: &str) -> String {
    let mut card = format!(
        "---\nlicense: {license}\nbase_model: {base}\nlibrary_name: transformers\n\
         pipeline_tag: text-generation\ntags:\n- chat\n- team-{}\n---\n\n# Model {number}\n\n\
         This model is a fine-tuned version of [{base}](https://huggingface.co/{base}).\n\n",
        number % 40
    );
    for section in ["Intended use", "Training", "Evaluation", "Limits", "How to run it"] {
        write!(card, "## {section}\n\n").unwrap();
        for step in 0..6 {
            writeln!(
                card,
                "In run {number}-{step} the **loss** fell to 0.{} after {} steps, and the answers to \
                 the questions of `set-{step}` became shorter.",
                (number * 7 + step * 13) % 1000,
                (number + step) * 100
            )
            .unwrap();
        }
        card += "\n| task | score |\n|---|---|\n| first | 61.2 |\n| second | 48.9 |\n\n";
    }
    card
}

/// The median time of some runs after one that warms the file cache, and the largest peak memory.
fn measure(command: impl Fn() -> Command) -> (Duration, u64) {
    let mut times = Vec::new();
    let mut peak = 0;
    for _ in 0..=RUNS {
        let start = Instant::now();
        let mut child = command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        peak = peak.max(watch_memory(&mut child));
        times.push(start.elapsed());
    }
    let mut warm = times.split_off(1);
    warm.sort();
    (warm[RUNS / 2], peak)
}

/// Waits for a process and says how many KiB it held at most. The system keeps that number itself, so
/// that a look now and then suffices; where there is no `/proc`, it is 0.
fn watch_memory(child: &mut Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        thread::sleep(Duration::from_millis(2));
    }
    peak
}

/// The summary at the end of the JSON of a scan.
fn summary(json: &[u8]) -> String {
    let scan: serde_json::Value = serde_json::from_slice(json).unwrap();
    scan["summary"].to_string()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
