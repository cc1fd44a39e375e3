//! What is read from files of a folder rather than from one text: whole stores, policies, baselines, and the
//! results of other runs.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use licscan::{
    fix::{self, FixOptions},
    language::Language,
    library::Library,
    merge::Merged,
    policy::{self, Chosen, baseline::Baseline, today::today},
    report::{
        Report, escape,
        json::JsonLines,
        sarif::Sarif,
        text::{Look, Text, Verbosity},
    },
    scan::{IndexWriter, Judged, Others, ScanOptions, Summary, scan},
};
use tempfile::TempDir;

/// Begins the line that names a file of a store.
const FILE: &str = "==> ";
/// The most files of a store.
const MOST_FILES: usize = 24;
/// A store that is still mended after so many rounds would be for ever.
const ROUNDS: usize = 4;

/// A store of some files, all reports about it, and what `licscan fix` does to it: a line `==> a/b` begins the
/// file `a/b`, what stands before the first is the card of a model. After a few rounds nothing is left to mend.
pub fn store(bytes: &[u8]) {
    let folder = folder();
    let root = folder.path().join("store");
    for (path, content) in files(bytes) {
        let file = root.join(path);
        let made = file.parent().map(fs::create_dir_all);
        // A name may be too long, or that of a folder.
        if made.is_some_and(|made| made.is_ok()) {
            let _ = fs::write(file, content);
        }
    }
    if !root.is_dir() {
        return;
    }
    report(&root);
    for round in 0.. {
        let changes: Vec<_> = scanned(&root, true)
            .0
            .iter()
            .flat_map(|judged| {
                fix::plan(judged, &FixOptions::default(), Library::embedded()).changes
            })
            .collect();
        if changes.is_empty() {
            break;
        }
        assert!(round < ROUNDS, "mended again and again: {:?}", changes[0].what);
        for change in &changes {
            assert!(change.file.starts_with(&root), "a change outside the store");
            fix::write(change).expect("what was planned can be written");
        }
    }
}

/// A policy, taken whole and as that of a stranger.
pub fn policy(bytes: &[u8]) {
    let folder = folder();
    let file = folder.path().join("licscan.toml");
    put(&file, bytes);
    let roots = [folder.path().to_owned()];
    for trust_trees in [false, true] {
        let loaded = policy::load(&roots, &chosen(trust_trees));
        assert!(trust_trees || loaded.is_ok(), "a stranger's policy ends the scan");
        if let Ok((policies, _)) = loaded {
            let _ = policies.closing();
        }
    }
    let _ = policy::language(Some(&file), false, folder.path());
}

/// A list of findings that were there before.
pub fn baseline(bytes: &[u8]) {
    let folder = folder();
    let file = folder.path().join("baseline.json");
    put(&file, bytes);
    let _ = Baseline::read(&file);
}

/// The result of another run, joined with itself and reported again.
pub fn merge(bytes: &[u8]) {
    let folder = folder();
    let file = folder.path().join("part.jsonl");
    put(&file, bytes);
    let Ok(merged) = Merged::read(&[file], None) else { return };
    let mut text = Vec::new();
    if merged.report(&mut Text::new(&mut text, look())).is_ok() {
        assert_harmless(&text);
    }
    let mut sarif = Vec::new();
    if merged.report(&mut Sarif::new(&mut sarif, Language::En)).is_ok() {
        assert_json(&sarif);
    }
}

/// The lines of an index behind its first one, which is ours.
pub fn index(bytes: &[u8]) {
    let folder = folder();
    let file = folder.path().join("index.jsonl");
    IndexWriter::create(&file).and_then(|writer| writer.finish(true)).expect("it is written");
    let own = fs::read(&file).expect("it was written");
    let head = own.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    put(&file, &[head, bytes].concat());
    if let Ok(others) = Others::read(&[file]) {
        assert!(others.models.is_sorted_by(|one, other| one.path < other.path));
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is room for a folder")
}

fn chosen(trust_trees: bool) -> Chosen<'static> {
    Chosen {
        file: None,
        none: false,
        trust_trees,
        working_folder: Path::new("/"),
        today: today(Some("2026-01-01"), None).expect("it is a day"),
        role_is_typed: false,
    }
}

fn put(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).expect("there is room for a file");
}

/// The files of a store that stay in it.
fn files(bytes: &[u8]) -> Vec<(PathBuf, &[u8])> {
    let mut files = Vec::new();
    let mut path = PathBuf::from("acme/model-7b/README.md");
    let (mut start, mut at) = (0, 0);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let next = at + line.len();
        if let Some(named) = std::str::from_utf8(line).ok().and_then(|it| it.strip_prefix(FILE)) {
            files.push((path, &bytes[start..at]));
            (path, start) = (PathBuf::from(named.trim_end()), next);
        }
        at = next;
    }
    files.push((path, &bytes[start..]));
    files.retain(|(path, _)| {
        let is_below = path.components().all(|part| matches!(part, Component::Normal(_)));
        is_below && path.file_name().is_some() && !path.to_string_lossy().contains('\0')
    });
    files.truncate(MOST_FILES);
    files
}

fn scanned(root: &Path, publish: bool) -> (Vec<Judged>, Summary) {
    let roots = [root.to_owned()];
    let (policies, _) = policy::load(&roots, &chosen(false)).expect("a stranger's ends no scan");
    let options =
        ScanOptions { threads: 1, publish, policies: Some(&policies), ..ScanOptions::default() };
    let mut units = Vec::new();
    let summary = scan(&roots, &options, &mut |judged| {
        units.push(judged);
        Ok(())
    });
    let summary = summary.expect("a thread can be started");
    assert!(summary.bugs.is_empty(), "{:?}", summary.bugs);
    (units, summary)
}

/// Reports what was found, in every form.
fn report(root: &Path) {
    let (units, summary) = scanned(root, false);
    let roots = vec!["store".to_owned()];
    let (mut text, mut sarif, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    let written = write(&mut Text::new(&mut text, look()), &units, &summary)
        .and_then(|()| write(&mut Sarif::new(&mut sarif, Language::En), &units, &summary))
        .and_then(|()| {
            write(&mut JsonLines::new(&mut lines, roots, Language::Zh), &units, &summary)
        });
    written.expect("memory can be written");
    assert_harmless(&text);
    assert_json(&sarif);
    let lines: Vec<&[u8]> = lines.trim_ascii_end().split(|byte| *byte == b'\n').collect();
    assert_eq!(lines.len(), units.len() + 1, "a line for each unit and one for all");
    lines.into_iter().for_each(assert_json);
}

fn write(report: &mut impl Report, units: &[Judged], summary: &Summary) -> io::Result<()> {
    units.iter().try_for_each(|unit| report.unit(unit))?;
    report.finish(summary)
}

fn look() -> Look {
    Look { verbosity: Verbosity::Verbose, ..Look::default() }
}

/// Nothing in it steers a terminal.
fn assert_harmless(text: &[u8]) {
    let text = std::str::from_utf8(text).expect("a report is UTF-8");
    for line in text.lines() {
        let line = line.replace('\t', " ");
        assert_eq!(escape::line(&line), line, "a line is not escaped");
    }
}

fn assert_json(bytes: &[u8]) {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).expect("a report is JSON");
}
