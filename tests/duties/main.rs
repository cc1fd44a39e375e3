//! A store of models that are made from what is known about licenses: some that meet every duty of their
//! base, in which nothing may be found, and as many that break one duty each, in which that one must be
//! found and nothing else.
//!
//! The copies of license texts are other people's and are no part of this project: without
//! `../shared/corpus` the tests say so in one line and pass. `cargo test --test duties -- --nocapture`
//! prints which licenses took part.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

mod breaking;
mod copies;
mod folder;
mod meeting;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use licscan::{
    finding::Level,
    library::{Library, duty::DutyKind, license::License},
    scan::{Judged, ScanOptions, scan},
};

use breaking::Broken;
use copies::Copies;
use folder::{Base, Model};
use meeting::{Made, meets_everything};

/// At least so many models there are of each sort.
const MODELS: usize = 300;

/// The licenses with at least one duty that a file can show, whose text was read.
fn licenses() -> Vec<&'static License> {
    let library = Library::embedded();
    // `gpl-3.0-only` is the text of `gpl-3.0`.
    let texts = library.ids().into_iter().filter(|id| library.text_of(id) == *id);
    let known = texts.filter_map(|id| library.license(id));
    known.filter(|license| license.was_read() && !meeting::checkable(license).is_empty()).collect()
}

/// A model of the store, and what must be found in it: rule and license.
struct Stated {
    model: Model,
    findings: BTreeSet<(&'static str, String)>,
}

/// Writes a store with the models and the bases that lie beside them, scans it, and says what differs.
fn differences(stated: &[Stated], copies: &Copies) -> Vec<String> {
    let store = tempfile::tempdir().unwrap();
    let root = store.path().join("models");
    let bases: BTreeMap<String, &Base> = stated
        .iter()
        .flat_map(|it| &it.model.bases)
        .filter(|base| base.in_store)
        .map(|base| (base.full_name(), base))
        .collect();
    for base in bases.values() {
        base.write(&root, copies);
    }
    for one in stated {
        one.model.write(&root);
    }
    let judged = scan_of(&root);
    let mut wrong = Vec::new();
    for one in stated {
        let path = one.model.full_name();
        let Some(unit) = judged.get(&path) else {
            wrong.push(format!("{path}: no unit"));
            continue;
        };
        assert_eq!(unit.unit.outline.same_as, None, "{path}");
        let made = unit.lineage.relation.as_str();
        if made != one.model.made.as_str() {
            wrong.push(format!("{} ({path}) is judged as {made}", one.model.about));
        }
        let found = loud(unit);
        let now: BTreeSet<(&str, String)> =
            found.iter().map(|(rule, license, _)| (*rule, license.clone())).collect();
        if now != one.findings {
            let messages: Vec<&str> =
                found.iter().map(|(_, _, message)| message.as_str()).collect();
            wrong.push(format!(
                "{} ({path})\n    states {:?}\n    found  {:?}\n    {}\n    {:?}",
                one.model.about,
                one.findings,
                now,
                messages.join("\n    "),
                unit.lineage.judged_as
            ));
        }
    }
    for name in bases.keys() {
        let found = loud(&judged[name]);
        if !found.is_empty() {
            wrong.push(format!("the base {name}: {found:?}"));
        }
    }
    wrong
}

fn scan_of(root: &Path) -> BTreeMap<String, Judged> {
    let mut units = BTreeMap::new();
    scan(&[root.to_owned()], &ScanOptions::default(), &mut |judged| {
        units.insert(judged.unit.outline.below_root.clone(), judged);
        Ok(())
    })
    .unwrap();
    units
}

/// Rule, license and message of what is above a note.
fn loud(judged: &Judged) -> Vec<(&'static str, String, String)> {
    let above = judged.findings.iter().filter(|it| it.level > Level::Note);
    above
        .map(|it| (it.rule, it.license.clone().unwrap_or_default(), it.message.en.clone()))
        .collect()
}

#[test]
fn in_models_that_meet_their_duties_nothing_is_found() {
    let Some(copies) = Copies::gather() else { return };
    let mut stated = Vec::new();
    let mut left_out = Vec::new();
    for (number, license) in licenses().into_iter().enumerate() {
        let models = Made::ALL.map(|made| meets_everything(license, made, number, &copies));
        if models.iter().all(Option::is_none) {
            left_out.push(license.id.as_str());
        }
        let models = models.into_iter().flatten();
        stated.extend(models.map(|model| Stated { model, findings: BTreeSet::new() }));
    }
    println!(
        "{} models meet the duties of {} licenses; left out: {}",
        stated.len(),
        licenses().len() - left_out.len(),
        left_out.join(", ")
    );
    let wrong = differences(&stated, &copies);
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), stated.len(), wrong.join("\n"));
    assert!(stated.len() >= MODELS, "{}", stated.len());
    // Of a license that lets nobody pass the model on, no model can meet it; of others nobody has the text.
    for id in left_out {
        let duties = Library::embedded().license(id).unwrap().duty.iter();
        let forbids =
            duties.map(|duty| duty.kind).any(|it| it == DutyKind::NoDerivativeDistribution);
        assert!(forbids || copies.bytes_of(id, "").is_none(), "{id}");
    }
}

#[test]
fn of_each_duty_that_is_broken_exactly_that_is_found() {
    let Some(copies) = Copies::gather() else { return };
    let mut stated = Vec::new();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, license) in licenses().into_iter().enumerate() {
        for Broken { model, kind, rule } in breaking::each_duty(license, number, &copies) {
            *kinds.entry(kind.as_str()).or_default() += 1;
            let findings = BTreeSet::from([(rule, license.id.clone())]);
            stated.push(Stated { model, findings });
        }
    }
    println!("{} models break one duty each: {kinds:?}", stated.len());
    let wrong = differences(&stated, &copies);
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), stated.len(), wrong.join("\n"));
    assert!(stated.len() >= MODELS, "{}", stated.len());
    // A name must not contain a word, and no further limits: no license that was read asks for the one,
    // and the other is a note.
    let never = meeting::CHECKABLE.iter().filter(|kind| !kinds.contains_key(kind.as_str()));
    let never: Vec<&str> = never.map(|kind| kind.as_str()).collect();
    assert_eq!(never, ["name-must-not-contain", "no-further-restrictions"]);
}
