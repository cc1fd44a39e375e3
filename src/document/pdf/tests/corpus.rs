//! The reader on real license agreements, beside `pdftotext` where that program is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use unicode_normalization::UnicodeNormalization;

use crate::document::pdf::text;

fn corpus() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus"));
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|ending| ending == "pdf"))
        .collect();
    files.sort();
    files
}

fn oracle(path: &Path) -> Option<String> {
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(path).arg("-").output();
    output.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn is_han(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Latin words and Han characters, counted.
fn tokens(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut word = String::new();
    for character in text.nfkc().chain([' ']) {
        if character.is_alphanumeric() && !is_han(character) {
            word.push(character);
            continue;
        }
        if !word.is_empty() {
            *counts.entry(std::mem::take(&mut word)).or_default() += 1;
        }
        if is_han(character) {
            *counts.entry(character.to_string()).or_default() += 1;
        }
    }
    counts
}

/// The share of tokens of both sides that the other side has too.
#[expect(clippy::cast_precision_loss, reason = "counts of tokens are small")]
fn matched(ours: &BTreeMap<String, usize>, theirs: &BTreeMap<String, usize>) -> f64 {
    let common: usize =
        ours.iter().map(|(token, count)| theirs.get(token).unwrap_or(&0).min(count)).sum();
    let all: usize = ours.values().chain(theirs.values()).sum();
    2.0 * common as f64 / all as f64
}

fn print(line: &str) {
    use std::io::Write;
    writeln!(std::io::stderr(), "{line}").unwrap();
}

#[test]
fn every_pdf_of_the_corpus_is_read_and_agrees_with_pdftotext() {
    let files = corpus();
    if files.is_empty() {
        print("skipped: there is no corpus beside this folder");
        return;
    }
    if oracle(&files[0]).is_none() {
        print("skipped in part: pdftotext is not installed");
    }
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let start = Instant::now();
        let ours =
            text(&std::fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let time = start.elapsed();
        let Some(theirs) = oracle(&path) else { continue };
        let (our_tokens, their_tokens) = (tokens(&ours), tokens(&theirs));
        let matched = matched(&our_tokens, &their_tokens);
        print(&format!("{matched:.4} {:>4} ms {name}", time.as_millis()));
        if let Some(folder) = std::env::var_os("LICSCAN_PDF_DUMP") {
            std::fs::write(Path::new(&folder).join(format!("{name}.ours")), &ours).unwrap();
            std::fs::write(Path::new(&folder).join(format!("{name}.theirs")), &theirs).unwrap();
        }
        let is_skywork = path.iter().any(|part| part == "skywork-community");
        let floor = match is_skywork {
            true if name.contains("zh") => 1.0,
            true => 0.999,
            false => 0.99,
        };
        assert!(matched >= floor, "{name}: {matched:.4}");
    }
}
