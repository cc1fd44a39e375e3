//! The four agreements that licscan was first made for: for each of their clauses, the fixture that proves how
//! it is judged, firing and silent, or that it is told to a person.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use assert_cmd::cargo::cargo_bin;
use licscan::{
    finding::Finding,
    library::{Library, duty::Role},
    scan::{ScanOptions, scan},
};

const SKYWORK: &str = "skywork-community";
const OPENATOM: &str = "openatom-model-1.0";
const DUIX: &str = "duix-avatar-community";
const BAICHUAN: &str = "baichuan-m1-community";

/// A clause that a file can break: the license, the clause, the rule, and a folder that breaks it.
const FIRES: &[(&str, &str, &str, &str)] = &[
    (SKYWORK, "二.4", "missing-license-copy", "models/acme/acme-13b-chat"),
    (SKYWORK, "二.4", "missing-source", "models/acme/acme-13b-chat"),
    (SKYWORK, "二.5", "missing-change-statement", "models/acme/acme-13b-chat"),
    (SKYWORK, "二.5", "dropped-restrictions", "models/acme/acme-13b-chat"),
    (SKYWORK, "五.1", "missing-attribution", "models/acme/acme-13b-chat"),
    (
        SKYWORK,
        "五.2",
        "missing-attribution",
        "rules/missing-attribution/fires/acme/mail-13b-ranked",
    ),
    // What is trained on its output is a derivative by 一.
    (SKYWORK, "五.1", "missing-attribution", "rules/missing-attribution/fires/acme/mail-1b-pupil"),
    (DUIX, "六.1", "missing-attribution", "rules/missing-attribution/fires/acme/face-pupil"),
    (OPENATOM, "3.1 1)", "missing-license-copy", "models/acme/acme-1b-instruct"),
    (OPENATOM, "3.1 2)", "missing-notice", "models/acme/acme-1b-instruct"),
    (OPENATOM, "3.1 3)", "missing-change-statement", "models/acme/acme-1b-instruct"),
    (DUIX, "二 (chapeau)", "noncommercial-conflict", "models/acme/acme-presenter"),
    (DUIX, "二.4", "missing-license-copy", "models/acme/acme-presenter"),
    (DUIX, "二.4", "missing-source", "models/acme/acme-presenter"),
    (DUIX, "二.5", "missing-change-statement", "models/acme/acme-presenter"),
    (DUIX, "二.5 (second half)", "dropped-restrictions", "models/acme/acme-presenter"),
    (DUIX, "六.1", "missing-attribution", "models/acme/acme-presenter"),
    (DUIX, "六.2", "missing-attribution", "rules/missing-attribution/fires/acme/face-ranked"),
    (BAICHUAN, "二 (chapeau)", "noncommercial-conflict", "models/acme/acme-med-14b"),
    (BAICHUAN, "二.4", "missing-license-copy", "models/acme/acme-med-14b"),
    (BAICHUAN, "二.4", "missing-source", "models/acme/acme-med-14b"),
    (BAICHUAN, "二.5", "missing-change-statement", "models/acme/acme-med-14b"),
    (BAICHUAN, "二.5 (second half)", "dropped-restrictions", "models/acme/acme-med-14b"),
    (BAICHUAN, "六.1", "missing-attribution", "models/acme/acme-med-14b"),
    (
        BAICHUAN,
        "六.2",
        "missing-attribution",
        "rules/missing-attribution/fires/acme/clinic-14b-ranked",
    ),
];

/// The folders that keep to an agreement but for the copy of its text, which nobody may put here.
const KEEPS: &[(&str, &str)] = &[
    (SKYWORK, "models/harbor-ai/harbor-13b-chat"),
    (OPENATOM, "models/qinghe/qinghe-1b"),
    (DUIX, "models/mirage-lab/mirage-avatar"),
    (BAICHUAN, "models/qinghe/qinghe-clinic-14b"),
];

/// Clauses that no file shows: the license, the clause and a word of what `licscan explain` says of it.
const TOLD: &[(&str, &str, &str)] = &[
    (SKYWORK, "二.1", "military-prohibition"),
    (SKYWORK, "二.2", "commercial-permitted"),
    (SKYWORK, "二.3", "use-restrictions"),
    (SKYWORK, "三.2", "trademark-limit"),
    (SKYWORK, "二", "output"),
    (SKYWORK, "一", "output-training-restriction"),
    (OPENATOM, "2.2", "patent-retaliation"),
    (OPENATOM, "3.1 4)", "use-restrictions"),
    (OPENATOM, "3.1 (last paragraph)", "hosted-service-exemption"),
    (OPENATOM, "3.2", "relicensing"),
    (OPENATOM, "4.1", "trademark-limit"),
    (OPENATOM, "4.2", "output"),
    (OPENATOM, "4.6", "termination-cure"),
    (OPENATOM, "1.3, 1.13", "output-training-restriction"),
    (DUIX, "二.1", "military-prohibition"),
    (DUIX, "二.2", "registration"),
    (DUIX, "二.3", "use-restrictions"),
    (DUIX, "三.2", "trademark-limit"),
    (BAICHUAN, "二.1", "military-prohibition"),
    (BAICHUAN, "二.2", "registration"),
    (BAICHUAN, "二.3", "use-restrictions"),
    (BAICHUAN, "三.2", "trademark-limit"),
    (BAICHUAN, "一", "output-training-restriction"),
];

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The findings of a folder of the fixtures, judged in the store that it lies in.
fn findings(folder: &str, roles: &[Role]) -> Vec<Finding> {
    let (root, unit) = match folder.rsplitn(3, '/').collect::<Vec<_>>().as_slice() {
        [name, owner, root] => (fixtures().join(root), format!("{owner}/{name}")),
        _ => panic!("{folder}"),
    };
    let options = ScanOptions { roles: roles.to_vec(), ..ScanOptions::default() };
    let mut found = None;
    scan(&[root], &options, &mut |judged| {
        if judged.unit.outline.below_root == unit {
            found = Some(judged.findings);
        }
        Ok(())
    })
    .unwrap();
    found.unwrap_or_else(|| panic!("{folder} is no unit"))
}

fn published(folder: &str) -> Vec<Finding> {
    findings(folder, &ScanOptions::default().roles)
}

fn speaks_of(finding: &Finding, license: &str, clause: &str, rule: &str) -> bool {
    let text = &finding.message.en;
    finding.rule == rule
        && finding.license.as_deref() == Some(license)
        && (finding.clause.as_deref().is_some_and(|it| it.starts_with(clause))
            || text.contains(&format!(", {clause}")))
}

#[test]
fn each_clause_that_a_file_can_break_has_a_folder_that_breaks_it() {
    for (license, clause, rule, folder) in FIRES {
        let found = published(folder);
        let fires = found.iter().any(|it| speaks_of(it, license, clause, rule));
        assert!(fires, "{license} {clause} {rule} in {folder}: {found:#?}");
    }
}

#[test]
fn each_of_these_clauses_has_a_folder_that_keeps_it() {
    for (license, folder) in KEEPS {
        let loud: Vec<&str> = published(folder)
            .iter()
            .filter(|it| it.level > licscan::finding::Level::Note)
            .map(|it| it.rule)
            .collect();
        assert_eq!(loud, ["missing-license-copy"], "{license} in {folder}");
    }
}

#[test]
fn what_no_file_shows_is_told_with_its_clause() {
    let library = Library::embedded();
    for (license, clause, kind) in TOLD {
        let known = library.license(license).unwrap();
        let duty = known.duty.iter().find(|duty| {
            duty.kind.as_str() == *kind
                && duty
                    .clause
                    .split([' ', '/', ','])
                    .any(|it| !it.is_empty() && clause.starts_with(it))
        });
        assert!(duty.is_some(), "{license} {clause} {kind}");
        for language in ["en", "zh"] {
            let output = Command::new(cargo_bin("licscan"))
                .args(["explain", license, "--lang", language])
                .output()
                .unwrap();
            let page = String::from_utf8(output.stdout).unwrap();
            let duty = duty.unwrap();
            assert!(page.contains(&duty.clause) && page.contains(kind), "{page}");
            assert!(page.contains(if language == "en" { &duty.en } else { &duty.zh }), "{page}");
        }
    }
    // Of three of them a person must confirm something; a note says so, with the clauses.
    for (license, folder, clause) in [
        (SKYWORK, "models/acme/acme-13b-chat", "(二.1 / II.1)"),
        (DUIX, "models/acme/acme-presenter", "(二.2, 附则 1–2 / 2.2, 8.1–8.2)"),
        (BAICHUAN, "models/acme/acme-med-14b", "(二.2, 附则 1–2)"),
    ] {
        let found = published(folder);
        let note = found
            .iter()
            .find(|it| it.rule == "declaration-needed" && it.license.as_deref() == Some(license));
        assert!(note.is_some_and(|note| note.message.contains(clause)), "{found:#?}");
    }
}

#[test]
fn who_lets_others_use_it_over_a_network_owes_what_the_text_says() {
    let host = [Role::HostAsService];
    let rules = |folder: &str, license: &str| -> Vec<&'static str> {
        let found = findings(folder, &host).into_iter();
        let mut rules: Vec<_> = found
            .filter(|it| it.license.as_deref() == Some(license))
            .map(|it| it.rule)
            .filter(|rule| *rule != "declaration-needed")
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    };
    // OpenAtom 3.1: copy and changes fall away, notices stay. By 一 of the others a service is distribution.
    assert_eq!(rules("models/acme/acme-1b-instruct", OPENATOM), ["missing-notice"]);
    for (license, folder) in [
        (SKYWORK, "models/acme/acme-13b-chat"),
        (DUIX, "models/acme/acme-presenter"),
        (BAICHUAN, "models/acme/acme-med-14b"),
    ] {
        let rules = rules(folder, license);
        for rule in ["missing-license-copy", "missing-source", "dropped-restrictions"] {
            assert!(rules.contains(&rule), "{license}: {rules:?}");
        }
    }
}

#[test]
fn a_derivative_of_openatom_may_bear_other_terms() {
    let found = published("rules/dropped-restrictions/silent/acme/well-1b");
    assert!(found.iter().all(|it| it.rule != "dropped-restrictions"), "{found:#?}");
    assert!(found.iter().any(|it| it.license.as_deref() == Some(OPENATOM)), "{found:#?}");
}

/// The texts of the agreements, by license, where they lie beside the project.
fn agreements() -> Option<BTreeMap<String, String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seeds");
    let Ok(files) = fs::read_dir(folder) else {
        #[expect(clippy::print_stdout, reason = "a skipped test says so in one line")]
        {
            println!("skipped: ../shared/seeds is not here");
        }
        return None;
    };
    let texts = files.filter_map(|file| {
        let text = fs::read_to_string(file.ok()?.path()).ok()?;
        let found = licscan::identify::identify(&text);
        Some((found.licenses.first()?.id.clone()?, text))
    });
    Some(texts.collect())
}

#[test]
fn a_changed_word_in_the_text_of_openatom_is_told() {
    let Some(texts) = agreements() else { return };
    let store = tempfile::tempdir().unwrap();
    let unit = store.path().join("acme/well-1b");
    fs::create_dir_all(&unit).unwrap();
    fs::copy(fixtures().join("models/qinghe/qinghe-1b/README.md"), unit.join("README.md")).unwrap();
    let text = &texts[OPENATOM];
    for (word, other, fires) in [("", "", false), ("不得", "可以", true)] {
        let text = if word.is_empty() { text.clone() } else { text.replacen(word, other, 1) };
        fs::write(unit.join("LICENSE"), text).unwrap();
        let mut found = Vec::new();
        scan(&[store.path().to_owned()], &ScanOptions::default(), &mut |judged| {
            found.extend(judged.findings);
            Ok(())
        })
        .unwrap();
        let told = found.iter().any(|it| {
            it.rule == "altered-license"
                && it.level > licscan::finding::Level::Note
                && it.message.contains("clause 1.1 asks that the text stays")
        });
        assert_eq!(told, fires, "{found:#?}");
    }
}
