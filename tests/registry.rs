//! Every rule, and every kind of duty that files show, has a fixture in which it is found, and one in which
//! a license asks for it and nothing is found.
//!
//! `fixtures/rules` holds the near misses of each rule, `fixtures/duties` those of each kind of duty. What a
//! fixture cannot show, because it would need the text of a license that is not ours, the models of
//! `tests/duties` show.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use licscan::{
    library::{
        Library,
        duty::{Binding, DutyKind, Role},
    },
    lineage::{BaseModel, KnownFrom},
    rules::{RULES, Rule},
    scan::{Judged, ScanOptions, scan},
};

/// The kinds of duty that a rule judges on files, but two: an altered text (`unmodified-license`) is shown by
/// the models of `tests/duties`, and no license that was read says what a name must not contain.
const JUDGED: [DutyKind; 18] = [
    DutyKind::LicenseCopy,
    DutyKind::DocumentationRetention,
    DutyKind::NoticeFile,
    DutyKind::NoticeRetention,
    DutyKind::DisplayMark,
    DutyKind::AttributionText,
    DutyKind::NamePrefix,
    DutyKind::NameContains,
    DutyKind::ModificationStatement,
    DutyKind::SourceLink,
    DutyKind::UseRestrictionsPassthrough,
    DutyKind::NoInconsistentTerms,
    DutyKind::ShareAlike,
    DutyKind::NoFurtherRestrictions,
    DutyKind::DerivativeOwnership,
    DutyKind::NonCommercial,
    DutyKind::NoDerivativeDistribution,
    DutyKind::CopyrightLine,
];

fn below(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn units(root: PathBuf) -> Vec<Judged> {
    let mut units = Vec::new();
    scan(&[root], &ScanOptions::default(), &mut |judged| {
        units.push(judged);
        Ok(())
    })
    .unwrap();
    units
}

/// The models of all fixtures; each store is scanned for itself.
fn models() -> Vec<Judged> {
    let sides = below("rules").into_iter().chain(below("duties"));
    let stores = sides.flat_map(|folder| [folder.join("fires"), folder.join("silent")]);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let whole = [fixtures.join("models"), fixtures.join("cases/models")];
    stores.chain(whole).flat_map(units).collect()
}

/// The kinds of duty that the licenses of a base ask of who publishes what was made from it.
fn asked(base: &BaseModel) -> BTreeSet<DutyKind> {
    if !matches!(base.known_from, KnownFrom::Table | KnownFrom::Store) {
        return BTreeSet::new();
    }
    let licenses = base.licenses.iter().filter_map(|id| Library::embedded().license(id));
    let duties = licenses.filter(|license| license.was_read()).flat_map(|license| &license.duty);
    let binds = duties.filter(|duty| {
        let acts = [Role::PublishDerivative, Role::RedistributeOriginal];
        duty.binding == Binding::Must
            && duty.only_if.is_none()
            && duty.threshold.is_none()
            && acts.iter().any(|role| duty.roles.contains(role))
    });
    binds.map(|duty| duty.kind).collect()
}

#[test]
fn every_kind_of_duty_is_found_and_is_silent() {
    let models = models();
    let found = |judged: &Judged, kind: DutyKind| {
        judged.findings.iter().any(|finding| finding.duty == Some(kind.as_str()))
    };
    let mut lacking = Vec::new();
    for kind in JUDGED {
        let fires = models.iter().any(|judged| found(judged, kind));
        let silent = models.iter().any(|judged| {
            let bases = || judged.lineage.bases.iter();
            // Of a base that lets nobody publish a derivative, only copies are silent.
            let near = |base: &&BaseModel| {
                kind == DutyKind::NoDerivativeDistribution || base.relation.is_derivative()
            };
            let asked = bases().filter(near).flat_map(asked);
            !found(judged, kind) && asked.collect::<BTreeSet<_>>().contains(&kind)
        });
        if !fires || !silent {
            lacking.push(format!("{}: fires {fires}, silent {silent}", kind.as_str()));
        }
    }
    assert!(lacking.is_empty(), "{}", lacking.join("\n"));
}

#[test]
fn every_rule_is_found_and_is_silent() {
    let models = models();
    // Of policies and what is denied by one, `tests/fixtures.rs` looks at the same folders.
    let by_policy = |rule: &&Rule| rule.is_about_policy() || rule.name == "denied-license";
    for rule in RULES.iter().copied().filter(|rule| !by_policy(rule)) {
        let found = |judged: &Judged| judged.findings.iter().any(|it| it.rule == rule.name);
        assert!(models.iter().any(found), "{} is never found", rule.name);
        let near = |side: &str| below(&format!("rules/{}/{side}", rule.name));
        assert!(!near("fires").is_empty() && !near("silent").is_empty(), "{}", rule.name);
    }
}
