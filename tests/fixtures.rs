//! The model folders of `fixtures/`, each of which states what licscan must find in it, and the whole
//! output of a scan of them, as a user sees it.
//!
//! `fixtures/models` is the store of the README's example; `fixtures/expected` holds one file for each of
//! its folders. `fixtures/cases` tells real cases in words of our own, in the same way, and `fixtures/rules` two small stores for each rule: one in which it fires, one in which
//! it must be silent. `fixtures/README.md` tells how to add one.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use assert_cmd::cargo::cargo_bin;
use licscan::{
    finding::{Finding, Level},
    identify::{Verdict, identify},
    policy::{self, Chosen, today::today},
    rules::RULES,
    scan::{Judged, ScanOptions, scan},
};
use serde_json::Value;

const MODELS: &str = "fixtures/models";

/// The derivatives that meet every duty of their agreement but the copy of its text, and the base that
/// lies beside one of them: where the text of which agreement belongs.
const COPIES: [(&str, &str); 5] = [
    ("harbor-ai/harbor-13b-chat", "skywork-community"),
    ("mirage-lab/mirage-avatar", "duix-avatar-community"),
    ("openwell/OpenWell-1B", "openatom-model-1.0"),
    ("qinghe/qinghe-1b", "openatom-model-1.0"),
    ("qinghe/qinghe-clinic-14b", "baichuan-m1-community"),
];

/// The folder that Cargo runs the tests in, so that the relative paths of a user work.
fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The units below a root, by their path below it.
fn units(root: &Path) -> BTreeMap<String, Judged> {
    units_under_policy(root).0
}

/// The same, and the rules of what is said about the policy. That of a fixture lies at its root, and holds
/// as if it were the caller's.
fn units_under_policy(root: &Path) -> (BTreeMap<String, Judged>, Vec<&'static str>) {
    let roots = [root.to_owned()];
    let chosen = Chosen {
        file: None,
        none: false,
        trust_trees: true,
        working_folder: root,
        today: today(Some("2026-01-01"), None).unwrap(),
        role_is_typed: false,
    };
    let (policies, _) = policy::load(&roots, &chosen).unwrap();
    let options = ScanOptions { policies: Some(&policies), ..ScanOptions::default() };
    let mut units = BTreeMap::new();
    let summary = scan(&roots, &options, &mut |judged| {
        units.insert(judged.unit.outline.below_root.clone(), judged);
        Ok(())
    });
    let about = summary.unwrap().about_policy;
    (units, about.iter().map(|finding| finding.rule).collect())
}

/// A unit as its file of expectations states it: what it is, then one line for each finding.
fn stated(judged: Option<&Judged>) -> Vec<String> {
    let Some(judged) = judged else { return vec!["no unit".to_owned()] };
    let relation = judged.lineage.relation.as_str();
    let mut lines = vec![format!("{}, {relation}", judged.unit.outline.kind.as_str())];
    lines.extend(judged.findings.iter().map(line));
    lines[1..].sort();
    lines
}

fn line(finding: &Finding) -> String {
    let or_none = |it: &Option<String>| it.clone().unwrap_or_else(|| "-".to_owned());
    let (license, clause) = (or_none(&finding.license), or_none(&finding.clause));
    format!("{} {} {license} {clause}", finding.level.as_str(), finding.rule)
}

/// The lines of a file of expectations, without its comments and its columns.
fn expected(file: &Path) -> Vec<String> {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.starts_with('#')).map(words).collect();
    lines[1..].sort();
    lines
}

/// `owner/name` of every folder of a store.
fn folders_of_models(models: &Path) -> BTreeSet<String> {
    names(models)
        .into_iter()
        .flat_map(|owner| {
            let below = names(&models.join(&owner));
            below.into_iter().map(move |name| format!("{owner}/{name}"))
        })
        .collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn at_least_a_warning(judged: &Judged) -> Vec<&'static str> {
    let findings = judged.findings.iter().filter(|finding| finding.level >= Level::Warning);
    findings.map(|finding| finding.rule).collect()
}

#[test]
fn each_folder_has_the_findings_that_it_states() {
    assert!(as_stated(MODELS, "fixtures/expected") >= 16);
}

#[test]
fn each_real_case_has_the_findings_that_follow() {
    assert!(as_stated("fixtures/cases/models", "fixtures/cases/expected") >= 20);
}

/// Compares the models of a store with what is stated of each; how many there are.
fn as_stated(models: &str, statements: &str) -> usize {
    let (models, statements) = (project().join(models), project().join(statements));
    let found = units(&models);
    let mut files = names(&statements);
    let mut wrong = Vec::new();
    for folder in folders_of_models(&models) {
        let file = format!("{}.txt", folder.replace('/', "__"));
        let (stated, now) = (expected(&statements.join(&file)), stated(found.get(&folder)));
        if stated != now {
            wrong.push(format!(
                "{file} states\n  {}\nbut now it is\n  {}",
                stated.join("\n  "),
                now.join("\n  ")
            ));
        }
        files.remove(&file);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(files.is_empty(), "of no folder: {files:?}");
    found.len()
}

#[test]
fn the_copy_is_all_that_the_good_derivatives_lack() {
    let found = units(&project().join(MODELS));
    for (folder, _) in COPIES {
        assert_eq!(at_least_a_warning(&found[folder]), ["missing-license-copy"], "{folder}");
    }
}

#[test]
fn with_a_copy_of_its_agreement_a_good_derivative_is_clean() {
    let Some(texts) = agreements() else {
        say("skipped: no folder with texts of agreements beside the project");
        return;
    };
    let store = tempfile::tempdir().unwrap();
    let root = store.path().join("models");
    copy_tree(&project().join(MODELS), &root);
    for (folder, license) in COPIES {
        fs::copy(&texts[license], root.join(folder).join("LICENSE")).unwrap();
    }
    let before = units(&project().join(MODELS));
    let after = units(&root);
    assert_eq!(before.len(), after.len());
    for (folder, judged) in &after {
        if COPIES.iter().any(|(good, _)| good == folder) {
            assert_eq!(at_least_a_warning(judged), [""; 0], "{folder}");
        } else {
            assert_eq!(stated(Some(judged)), stated(before.get(folder)), "{folder}");
        }
    }
}

/// The files with the texts of the agreements, by the license that each of them is; `None` where they do
/// not lie beside the project.
fn agreements() -> Option<BTreeMap<String, PathBuf>> {
    let folder = project().join("../shared/seeds");
    let files = fs::read_dir(folder).ok()?.map(|entry| entry.unwrap().path());
    let texts: BTreeMap<String, PathBuf> = files
        .filter_map(|file| {
            let found = identify(&fs::read_to_string(&file).ok()?);
            let license = found.licenses.iter().find(|it| it.verdict <= Verdict::Altered)?;
            Some((license.id.clone()?, file))
        })
        .collect();
    Some(texts)
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy_tree(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

#[test]
fn each_rule_fires_and_is_silent_where_its_folders_say_so() {
    let folder = project().join("fixtures/rules");
    let known: BTreeSet<String> = RULES.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(names(&folder), known, "one folder for each rule, and no other");
    for rule in RULES {
        let fires = |judged: &Judged| judged.findings.iter().any(|it| it.rule == rule.name);
        for (side, must_fire) in [("fires", true), ("silent", false)] {
            let (units, about_policy) = units_under_policy(&folder.join(rule.name).join(side));
            if rule.is_about_policy() {
                assert_eq!(about_policy.contains(&rule.name), must_fire, "{}/{side}", rule.name);
                continue;
            }
            let bases: BTreeSet<&str> = units
                .values()
                .flat_map(|it| &it.lineage.bases)
                .map(|it| it.base.as_str())
                .collect();
            let mut judged_here = 0;
            for (unit, judged) in &units {
                // A base may lie beside what is made of it, so that its files are known.
                if must_fire && bases.contains(unit.as_str()) {
                    continue;
                }
                judged_here += 1;
                assert_eq!(fires(judged), must_fire, "{}/{side}/{unit}", rule.name);
            }
            assert!(judged_here > 0, "{}/{side} holds no unit to judge", rule.name);
        }
    }
}

/// Runs licscan in the project's folder, without anything of this machine that changes its output.
fn licscan(arguments: &[&str]) -> Output {
    Command::new(cargo_bin("licscan"))
        .args(arguments)
        .current_dir(project())
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

/// The output without what changes with every release: the version, and the digest of the index.
fn scrubbed(output: &Output) -> String {
    let mut text = String::from_utf8(output.stdout.clone()).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    for (now, always) in [
        (format!("licscan {version},"), "licscan [version],"),
        (format!("\"version\":\"{version}\""), "\"version\":\"[version]\""),
    ] {
        text = text.replace(&now, always);
    }
    let head = "sha256:";
    let at = text.find(head).unwrap() + head.len();
    let digest = text[at..].chars().take_while(char::is_ascii_hexdigit).count();
    text.replace_range(at..at + digest, "[digest]");
    text
}

#[test]
fn a_scan_in_text() {
    let output = licscan(&[MODELS]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(scrubbed(&output));
}

#[test]
fn a_scan_in_json() {
    let output = licscan(&[MODELS, "--format", "json"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(scrubbed(&output));
}

#[test]
fn a_check_of_what_is_about_to_be_published() {
    let output = licscan(&["check", "fixtures/models/acme/o1-tutor-8b", "--verbose"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(scrubbed(&output));
}

#[test]
fn the_number_of_threads_changes_nothing() {
    for format in ["json", "jsonl", "text"] {
        let by =
            |threads: &str| licscan(&[MODELS, "--format", format, "--threads", threads]).stdout;
        let one = by("1");
        assert!(!one.is_empty());
        assert!(one == by("2") && one == by("7"), "{format}");
    }
}

#[test]
fn the_place_from_which_a_store_is_scanned_changes_nothing() {
    let scan_from = |folder: &str, root: &str| -> Vec<Value> {
        let output = Command::new(cargo_bin("licscan"))
            .args([root, "--format", "json"])
            .current_dir(project().join(folder))
            .output()
            .unwrap();
        let mut scan: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut units = std::mem::take(scan["units"].as_array_mut().unwrap());
        for unit in &mut units {
            let path = unit["path"].as_str().unwrap();
            let below = path.strip_prefix(root).unwrap_or(path).trim_start_matches('/').to_owned();
            unit["path"] = Value::String(below);
        }
        units
    };
    let usual = scan_from(".", MODELS);
    assert!(!usual.is_empty());
    for (folder, root) in [
        ("fixtures", "models"),
        (MODELS, "."),
        ("fixtures/models/acme", ".."),
        ("src", "../fixtures/models"),
    ] {
        assert_eq!(scan_from(folder, root), usual, "{root} from {folder}");
    }
    let absolute = project().join(MODELS);
    assert_eq!(scan_from("src", absolute.to_str().unwrap()), usual);
}

/// Says a line to who runs the tests.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn say(line: &str) {
    eprintln!("{line}");
}
