#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use super::{
    memory::{Digest, Memory, Remembered, Whole},
    *,
};
use crate::{
    document::{Content, ReadError, Text, TextFormat},
    finding::{Finding, Level},
    identify::Verdict,
    language::Bilingual,
    report::sample,
    unit::{FileDigest, FileMemory, Outlines, UnitKind},
};

#[test]
fn a_summary_counts_by_level_and_above() {
    let mut summary = Summary::default();
    summary.add(Summary::of(&sample::derivative()));
    summary.add(Summary::of(&sample::clean()));
    assert_eq!(summary, sample::summary());
    assert_eq!(summary.at_least(Level::Error), 2);
    assert_eq!(summary.at_least(Level::Warning), 3);
    assert_eq!(summary.at_least(Level::Note), 4);
}

#[test]
fn a_gap_makes_the_scan_incomplete() {
    let mut refused = sample::clean();
    refused.unit.documents[0].content = Content::Unreadable(ReadError::Io("refused".into()));
    let mut cut = sample::clean();
    if let Content::Text(text) = &mut cut.unit.documents[0].content {
        *text = Arc::new(Text { cut: true, ..text.emptied() }.into());
    }
    for judged in [refused, cut] {
        let mut summary = Summary::default();
        summary.add(Summary::of(&judged));
        let problem = summary.problems.first().unwrap();
        assert_eq!(problem.path, Path::new("models/clean-1b/LICENSE"));
    }

    let mut unreadable = sample::clean();
    unreadable.findings =
        vec![Finding::new("unreadable-file", Level::Warning, Bilingual::same("a broken PDF"))];
    let mut summary = Summary::default();
    summary.add(Summary::of(&unreadable));
    assert!(!summary.complete);
}

#[test]
fn listed_are_texts_and_what_declares_a_license() {
    let mut judged = sample::derivative();
    let listed =
        |judged: &Judged| judged.listed().map(|l| l.document.path.clone()).collect::<Vec<_>>();
    assert_eq!(listed(&judged), ["LICENSE", "README.md"]);
    judged.declared[0].path = "config.json".into();
    assert_eq!(listed(&judged), ["LICENSE", "README.md", "config.json"]);
    assert_eq!(judged.listed().last().unwrap().verdict, Verdict::Reference);
}

#[test]
fn a_root_without_models_is_named_and_the_order_of_units_is_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let roots = [folder.path().to_owned()];
    let summary = scan(&roots, &ScanOptions::default(), &mut |_| Ok(())).unwrap();
    assert_eq!(summary.empty_roots, roots);
    assert!(summary.complete);

    for name in 0..40 {
        let model = folder.path().join(format!("acme/model-{name}"));
        std::fs::create_dir_all(&model).unwrap();
        let card = "---\nlicense: mit\nbase_model: acme/model-1\n---\n# A model\n";
        std::fs::write(model.join("README.md"), card).unwrap();
    }
    let units = |threads| {
        let mut units = Vec::new();
        let options = ScanOptions { threads, ..ScanOptions::default() };
        let summary = scan(&roots, &options, &mut |judged| {
            units.push(judged);
            Ok(())
        });
        (units, summary.unwrap())
    };
    assert_eq!(units(1), units(3));
}

/// A memory that knows nothing, and fails where a file is asked for from which a text may have been taken.
#[derive(Default)]
struct Failing {
    kept: Mutex<usize>,
    failed: Mutex<Vec<String>>,
}

impl FileMemory for Failing {
    fn trusts_until(&self) -> i64 {
        i64::MAX
    }

    fn mark(&self, _files: &FileDigest) -> Option<Option<UnitKind>> {
        None
    }

    fn keep_mark(&self, _files: &FileDigest, _mark: Option<UnitKind>) {}

    fn text(&self, _file: &FileDigest) -> Option<(String, TextFormat)> {
        panic!("nobody expected this")
    }

    fn keep_text(&self, _file: &FileDigest, _text: &str, _format: TextFormat) {}
}

impl Memory for Failing {
    fn begin(&self, _outlines: &Outlines) -> io::Result<()> {
        Ok(())
    }

    fn recall(&self, _path: &str) -> io::Result<Option<Remembered>> {
        Ok(None)
    }

    fn keep(&self, _path: &str, _remembered: Option<Remembered>) -> io::Result<()> {
        *self.kept.lock().unwrap() += 1;
        Ok(())
    }

    fn recall_whole(&self, _store: &Digest) -> io::Result<Option<Whole>> {
        Ok(None)
    }

    fn keep_whole(&self, _store: Digest, _whole: Whole) {}

    fn fail(&self, path: &str) -> io::Result<()> {
        self.failed.lock().unwrap().push(path.to_owned());
        Ok(())
    }
}

#[test]
fn a_unit_on_which_licscan_fails_takes_none_of_those_beside_it_along() {
    let folder = tempfile::tempdir().unwrap();
    for name in 10..50 {
        let model = folder.path().join(format!("acme/model-{name}"));
        std::fs::create_dir_all(&model).unwrap();
        let card = "---\nlicense: mit\nbase_model: acme/model-10\n---\n# A model\n";
        std::fs::write(model.join("README.md"), card).unwrap();
        if name == 27 {
            std::fs::write(model.join("LICENSE"), "a text").unwrap();
        }
    }
    let memory = Failing::default();
    let options =
        ScanOptions { threads: 1, memory: Some(&memory), index: true, ..ScanOptions::default() };
    let mut units = Vec::new();
    let summary = scan(&[folder.path().to_owned()], &options, &mut |judged| {
        units.push(judged);
        Ok(())
    })
    .unwrap();
    let failed = |path: &str| path.ends_with("acme/model-27");
    assert_eq!(units.len(), 40);
    assert!(units.is_sorted_by(|one, other| one.unit.outline.path < other.unit.outline.path));
    for judged in &units {
        assert_eq!(judged.declared.is_empty(), failed(&judged.unit.outline.path));
    }
    let [bug] = summary.bugs.as_slice() else { panic!("{:?}", summary.bugs) };
    assert!(failed(&bug.path.to_string_lossy()));
    assert!(bug.message.en.contains("nobody expected this"));
    assert_eq!(*memory.kept.lock().unwrap(), 39);
    assert!(matches!(memory.failed.lock().unwrap().as_slice(), [path] if failed(path)));
}
