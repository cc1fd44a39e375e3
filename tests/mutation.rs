//! Changed copies of real files through every reader and every stage of the matcher. A small stand-in for
//! the fuzz targets in `fuzz/` that needs no fuzzer: the short run belongs to every test run, the long
//! one is asked for with `cargo test --test mutation -- --ignored --nocapture`.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    panic::catch_unwind,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use licscan::{
    language::Language,
    library::print::Print,
    report::{
        Report as _,
        json::{JsonLines, Share},
    },
    scan::{ScanOptions, scan},
};

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "the fuzz targets use it as a library")]
mod stages;

/// Changed copies of a stage in the short run.
const FEW: usize = 60;
/// The most files of the corpus that are changed.
const MOST_FILES: usize = 400;
/// A larger file is cut: the time goes into many small ones.
const LONGEST: usize = 64 << 10;
/// An input that takes longer is told.
const SLOW: Duration = Duration::from_secs(2);

/// Pieces that mean something to a reader.
const PIECES: [&[u8]; 28] = [
    b"---\n",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n\n",
    b"<!--",
    b"-->",
    b"<div hidden>",
    b"</div>",
    b"[x](",
    b"![",
    b"`",
    b"|-|",
    b"&#x110000;",
    b"&a ",
    b"*a",
    b"{",
    b"[",
    b"\"",
    b": ",
    b"endobj",
    b"stream\n",
    b" 0 R",
    b"<< /Length 99999999 >>",
    b"not ",
    "许可".as_bytes(),
    "\u{202e}\u{200b}\u{301}".as_bytes(),
];

/// A generator of numbers that is the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }
}

/// A copy of one input with a few changes, some of them taken from another.
fn changed(inputs: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = inputs[dice.below(inputs.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len());
        let length = 1 + dice.below(64);
        let end = (at + length).min(bytes.len());
        match dice.below(8) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].repeat(1 + dice.below(40));
                bytes.splice(at..at, piece);
            }
            3 => {
                bytes.splice(at..at, PIECES[dice.below(PIECES.len())].repeat(1 + dice.below(3)));
            }
            4 => {
                let other = &inputs[dice.below(inputs.len())];
                let from = dice.below(other.len());
                let to = (from + dice.below(2000)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            5 => bytes.truncate(at),
            6 if !bytes.is_empty() => bytes[at] = u8::try_from(dice.below(256)).unwrap(),
            _ => {
                bytes.splice(at..end, dice.next().to_le_bytes());
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

/// Inputs of our own making for each reader, so that a bare clone has some.
fn own_inputs() -> BTreeMap<&'static str, Vec<Vec<u8>>> {
    let texts: Vec<Vec<u8>> = ["MIT", "BSD-3-Clause", "Apache-2.0"]
        .iter()
        .filter_map(|id| spdx::text::LICENSE_TEXTS.iter().find(|(name, _)| name == id))
        .map(|(_, text)| text.as_bytes().to_vec())
        .collect();
    let card = "---\nlicense: other\nlicense_name: llama3.1\nbase_model:\n- meta-llama/Llama-3.1-8B\n\
                tags: [a, 'b', \"c\"]\n---\n# Llama of Acme\n\n**Built with Llama**, see [LICENSE](LICENSE).\n\n\
                | base | license |\n|---|---|\n| <b>x</b> | `mit` |\n\n<!-- not Built with Llama -->\n\
                This model is fine-tuned from meta-llama/Llama-3.1-8B. 本模型基于 Llama-3.1-8B 微调。\n";
    let config = r#"{"model_type": "llama", "_name_or_path": "acme/base", "vocab_size": 32000,
        "auto_map": {"A": "a/b--c.D", "T": [null, "a/b--t.T"]}, "pretrained_cfg": {"license": "mit"},
        "architectures": ["A"], "base_model_name_or_path": "a/b", "peft_type": "LORA", "x": NaN}"#;
    let recipe = "merge_method: slerp\nbase_model: a/b\nmodels:\n  - model: c/d\n    parameters: {w: 1}\n\
                  slices:\n  - sources:\n    - {model: e/f, layer_range: [0, 32]}\n";
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 12345\n",
        "a".repeat(64)
    );
    let pdf = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n\
        << /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R \
        /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>\nendobj\n\
        4 0 obj\n<< /Length 68 >>\nstream\nBT /F1 12 Tf 72 720 Td (Terms of use) Tj 0 -14 Td [(of) -250 (it)] TJ ET\n\
        endstream\nendobj\n5 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n\
        trailer << /Root 1 0 R /Size 6 >>\nstartxref\n0\n%%EOF\n";
    let names =
        ["LICENSE", "MODEL_LICENSE.txt", "许可协议.pdf", "LICENSE-SDXL1.0", "a/b/NOTICE.md"];
    let utf16: Vec<u8> = "\u{feff}许可 license".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let print = Print::of("mit", "en", std::str::from_utf8(&texts[0]).unwrap(), [7; 32]).encode();
    let store = format!(
        "{card}==> acme/model-7b/model.gguf\nGGUF\n==> acme/model-7b/config.json\n{config}\n\
         ==> acme/model-7b/.git/config\n[remote \"origin\"]\n\turl = https://hub.example/acme/model-7b.git\n\
         ==> models--acme--x/refs/main\nabc\n==> models--acme--x/snapshots/abc/README.md\n{card}\
         ==> licscan.toml\n[[waiver]]\nrule = \"missing-notice\"\nunit = \"*\"\nreason = \"none\"\n"
    );
    let policy = "role = \"publish\"\nlang = \"zh\"\n[rules]\nmissing-notice = \"note\"\n[[waiver]]\n\
                  rule = \"missing-notice\"\nunit = \"a/**\"\nreason = \"asked\"\nexpires = 2026-01-31\n";
    let baseline = r#"{"schema": "licscan.baseline/1", "findings": [{"unit": "a", "rule": "b", "fingerprint": "c"}]}"#;
    let index = "{\"path\":\"a/b\",\"name\":\"b\",\"owner\":\"a\",\"licenses\":[\"mit\"],\"bytes\":7}\n\
                 {\"models\":1,\"complete\":true}\n";
    let one = |text: &str| vec![text.as_bytes().to_vec()];
    let mut with_card = texts.clone();
    with_card.extend(one(card));
    BTreeMap::from([
        ("pdf", one(pdf)),
        ("docx", vec![docx()]),
        ("card", one(card)),
        ("config", [one(config), one(recipe)].concat()),
        ("encoding", vec![utf16, b"\xd0\xed\xbf\xc9\xd0\xad\xd2\xe9 caf\xe9".to_vec()]),
        ("lfs", one(&pointer)),
        ("markdown", one(card)),
        ("name", names.iter().map(|name| name.as_bytes().to_vec()).collect()),
        ("tokens", [with_card.clone(), one("1½ x½y ℀ ㏂")].concat()),
        ("identify", texts),
        ("print", vec![print]),
        ("folder", with_card.clone()),
        ("explain", with_card),
        (
            "lookup",
            one(
                "mit\nApache License 2.0\nhttps://www.apache.org/licenses/LICENSE-2.0\nllama 3.1\nacme/x-7B\n",
            ),
        ),
        ("store", one(&store)),
        ("policy", one(policy)),
        ("baseline", one(baseline)),
        ("merge", vec![part()]),
        ("index", one(index)),
    ])
}

/// The result of a run that is one of several.
fn part() -> Vec<u8> {
    let mut out = Vec::new();
    let share = Share { shard: None, numbers: vec![0] };
    let roots = vec!["fixtures/models".to_owned()];
    let mut report = JsonLines::new(&mut out, roots, Language::En).of_part(Some(share));
    let summary = scan(&["fixtures/models".into()], &ScanOptions::default(), &mut |judged| {
        report.unit(&judged)
    });
    report.finish(&summary.unwrap()).unwrap();
    out
}

/// A file of a word processor with two paragraphs, its parts stored as they are.
fn docx() -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("word/document.xml", options).unwrap();
    archive
        .write_all(
            b"<?xml version=\"1.0\"?><w:document xmlns:w=\"x\"><w:body><w:p><w:r><w:t>Terms &amp; \
              more</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:tab/><w:t>b</w:t><w:br/></w:r></w:p>\
              </w:tc></w:tr></w:tbl></w:body></w:document>",
        )
        .unwrap();
    archive.finish().unwrap().into_inner()
}

/// What a stage reads of the corpus.
fn of_corpus(stage: &str, corpus: &Path) -> Vec<Vec<u8>> {
    let endings: &[&str] = match stage {
        "pdf" => &["pdf"],
        "docx" => &["docx"],
        "config" => &["json", "yml", "yaml"],
        "print" => &["print"],
        "lfs" | "name" | "policy" | "baseline" | "merge" | "index" => return Vec::new(),
        _ => &["txt", "md", "html"],
    };
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(corpus)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|end| endings.iter().any(|it| end == *it)))
        .collect();
    files.sort();
    let step = files.len().div_ceil(MOST_FILES).max(1);
    files.iter().step_by(step).filter_map(|file| fs::read(file).ok()).collect()
}

/// Runs a stage over an input. A panic fails the test once the input is on the disk.
fn run(name: &str, stage: fn(&[u8]), bytes: &[u8]) -> Duration {
    let began = Instant::now();
    let ended = catch_unwind(|| stage(bytes));
    let took = began.elapsed();
    if ended.is_err() || took > SLOW {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutation");
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join(format!("{name}-{:016x}", hasher.finish()));
        fs::write(&file, bytes).unwrap();
        println!("{name}: {took:?} for {} bytes, kept in {}", bytes.len(), file.display());
        assert!(ended.is_ok(), "{name} panicked");
    }
    took
}

#[test]
fn a_few_changed_inputs_panic_nowhere() {
    let inputs = own_inputs();
    for (name, stage) in stages::STAGES {
        let mut dice = Dice(7);
        for bytes in &inputs[name] {
            run(name, stage, bytes);
            run(name, stage, &bytes[..bytes.len() / 2]);
        }
        for _ in 0..FEW {
            run(name, stage, &changed(&inputs[name], &mut dice));
        }
    }
}

/// `LICSCAN_MUTATION_SECONDS` for each stage (20), from the seed `LICSCAN_MUTATION_SEED` (1), only the
/// stage `LICSCAN_MUTATION_STAGE` where it is set.
#[test]
#[ignore = "takes minutes"]
fn many_changed_files_panic_nowhere() {
    let number = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
    };
    let time = Duration::from_secs(number("LICSCAN_MUTATION_SECONDS", 20));
    let only = std::env::var("LICSCAN_MUTATION_STAGE").ok();
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared"));
    if !corpus.is_dir() {
        println!("skipped: the files of ../shared, which is not here");
    }
    let own = own_inputs();
    for (name, stage) in stages::STAGES {
        if only.as_ref().is_some_and(|only| only != name) {
            continue;
        }
        let mut inputs = own[name].clone();
        inputs.extend(of_corpus(name, corpus));
        let mut dice = Dice(number("LICSCAN_MUTATION_SEED", 1));
        let began = Instant::now();
        let (mut runs, mut worst) = (0, Duration::ZERO);
        while began.elapsed() < time {
            worst = worst.max(run(name, stage, &changed(&inputs, &mut dice)));
            runs += 1;
        }
        println!("{name}: {} files, {runs} changed copies, {worst:?} at worst", inputs.len());
    }
}
