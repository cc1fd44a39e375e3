#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{path::Path, sync::Arc};

use super::*;
use crate::{
    document::{Content, ReadError, Text},
    finding::{Finding, Level},
    identify::Verdict,
    language::Bilingual,
    report::sample,
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
