//! What a policy does to a scan, as a user meets it: whose file holds, what it waives, denies and asks for,
//! and how the run ends.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::{fs, path::Path};

use disk::{Disk, Ran, card, license_text, rules};
use licscan::language::is_han;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A derivative of Llama 3.1 without its mark, notice and name, and a model about which there is nothing to
/// say.
fn store() -> Disk {
    let disk = Disk::new();
    let derivative = card("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B");
    disk.write("models/acme/x-8b/README.md", derivative);
    disk.write("models/acme/clean/README.md", card("license: mit\nlibrary_name: transformers"));
    disk.write("models/acme/clean/LICENSE", license_text("MIT"));
    disk
}

const ALL_WAIVED: &str = r#"
[rules]
missing-license-copy = "off"

[[waiver]]
rule = "missing-attribution"
unit = "acme/x-8b"
reason = "shown in the product"
owner = "legal"
expires = 2030-12-31

[[waiver]]
rule = "missing-notice"
unit = "models/acme/*"
license = "llama3.1"
reason = "shown in the product"
owner = "legal"
expires = 2030-12-31

[[waiver]]
rule = "naming-requirement"
unit = "x-*"
reason = "renamed next week"
owner = "nlp"
expires = 2030-12-31
"#;

fn scan(disk: &Disk, arguments: &[&str]) -> (Value, Ran) {
    let ran = disk.run(&[&["models", "--format", "json"], arguments].concat());
    let scan = serde_json::from_str(&ran.stdout);
    (scan.unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran)
}

fn unit<'a>(scan: &'a Value, name: &str) -> &'a Value {
    let units = scan["units"].as_array().unwrap();
    units.iter().find(|unit| unit["name"] == name).unwrap()
}

fn findings_of<'a>(scan: &'a Value, name: &str, rule: &str) -> Vec<&'a Value> {
    let findings = unit(scan, name)["findings"].as_array().unwrap();
    findings.iter().filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn the_file_of_the_working_folder_waives_and_says_so() {
    let disk = store();
    let (before, ran) = scan(&disk, &[]);
    assert_eq!(ran.code, 1);
    assert_eq!(before["policy"], Value::Null);
    assert!(findings_of(&before, "x-8b", "missing-attribution").len() == 1);

    disk.write("licscan.toml", ALL_WAIVED);
    let (after, ran) = scan(&disk, &["--today", "2030-12-31"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    let waived = findings_of(&after, "x-8b", "missing-attribution")[0];
    assert_eq!(waived["waived"], "shown in the product (legal, until 2030-12-31)");
    assert_eq!(after["summary"]["errors"], 0);
    let number = |scan: &Value, key: &str| scan["summary"][key].as_u64().unwrap();
    let counted = |scan: &Value| {
        number(scan, "errors")
            + number(scan, "warnings")
            + number(scan, "notes")
            + number(scan, "waived")
    };
    // Nothing disappears.
    assert_eq!(counted(&before), counted(&after));
    assert_eq!(after["policy"]["files"][0]["path"], "licscan.toml");
    assert_eq!(after["policy"]["files"][0]["trusted"], true);
    assert_eq!(after["policy"]["findings"], Value::Array(Vec::new()));

    let (without, ran) = scan(&disk, &["--no-config"]);
    assert_eq!(ran.code, 1);
    assert_eq!(without["summary"], before["summary"]);
    let text = disk.run(&["models", "--today", "2030-12-31"]).stdout;
    assert!(text.contains("Policy: licscan.toml"), "{text}");
    assert!(text.contains(" waived"), "{text}");
    let text = disk.run(&["models", "--verbose", "--today", "2030-12-31"]).stdout;
    assert!(text.contains("waived: shown in the product (legal, until 2030-12-31)"), "{text}");
}

#[test]
fn a_waiver_ends_after_its_last_day_and_an_unused_one_is_named() {
    let disk = store();
    disk.write("licscan.toml", ALL_WAIVED.replace("unit = \"x-*\"", "unit = \"y-*\""));
    let policy = |scan: &Value| -> Vec<(String, String, u64)> {
        let findings = scan["policy"]["findings"].as_array().unwrap();
        findings
            .iter()
            .map(|it| {
                let word = |key: &str| it[key].as_str().unwrap().to_owned();
                (word("rule"), word("level"), it["line"].as_u64().unwrap())
            })
            .collect()
    };
    let (scan_now, ran) = scan(&disk, &["--today", "2030-12-31"]);
    assert_eq!(ran.code, 1, "the name is not waived");
    assert_eq!(policy(&scan_now), [("unused-waiver".to_owned(), "note".to_owned(), 20)]);

    let (scan_later, ran) = scan(&disk, &["--today", "2031-01-01"]);
    assert_eq!(ran.code, 1);
    let lines: Vec<u64> = policy(&scan_later).iter().map(|it| it.2).collect();
    assert_eq!(lines, [5, 12, 20]);
    assert!(
        policy(&scan_later)
            .iter()
            .all(|it| (it.0.as_str(), it.1.as_str()) == ("expired-waiver", "error"))
    );
    assert_eq!(findings_of(&scan_later, "x-8b", "missing-attribution")[0]["waived"], Value::Null);
    let epoch = std::process::Command::new(assert_cmd::cargo::cargo_bin("licscan"))
        .args(["models", "--quiet"])
        .current_dir(disk.at(""))
        .env("SOURCE_DATE_EPOCH", "1924991999")
        .output()
        .unwrap();
    assert!(!String::from_utf8(epoch.stdout).unwrap().contains("expired-waiver"));
}

#[test]
fn a_tree_that_brings_its_own_loosened_policy_changes_nothing() {
    let disk = store();
    let (before, ran) = scan(&disk, &[]);
    assert_eq!(ran.code, 1);
    let loosened = format!(
        "role = \"internal\"\nprivate-ok = [\"x\"]\n{ALL_WAIVED}\n[visibility]\ninternal = [\"**\"]\n"
    );
    for place in
        ["models/licscan.toml", "models/acme/licscan.toml", "models/acme/x-8b/licscan.toml"]
    {
        disk.write(place, &loosened);
        let (after, ran) = scan(&disk, &[]);
        assert_eq!(ran.code, 1, "{place}");
        assert_eq!(after["units"], before["units"], "{place}");
        assert_eq!(after["summary"], before["summary"], "{place}");
        // What is found upwards from the root is named with what was left out of it.
        let is_found = place == "models/licscan.toml";
        assert_eq!(ran.stderr.contains("waiver"), is_found, "{}", ran.stderr);
        fs::remove_file(disk.at(place)).unwrap();
    }
    // One that is broken ends nobody's scan.
    disk.write("models/licscan.toml", "role = ");
    let (after, ran) = scan(&disk, &[]);
    assert_eq!((ran.code, &after["units"]), (1, &before["units"]));
    assert!(ran.stderr.contains("models/licscan.toml:1:8"), "{}", ran.stderr);

    disk.write("models/licscan.toml", &loosened);
    assert_eq!(scan(&disk, &["--trust-repo-config"]).1.code, 0);
    // Who stands in the folder is its user.
    let inside = disk.run(&["scan", "--format", "json"]);
    assert_eq!(inside.code, 1);
}

#[test]
fn a_tree_may_make_its_own_scan_stricter() {
    let disk = store();
    disk.write(
        "models/licscan.toml",
        "[deny]\nlicenses = [\"mit\"]\n[rules]\nmissing-source = \"error\"\n",
    );
    let (scan, ran) = scan(&disk, &[]);
    assert_eq!((ran.code, ran.stderr.as_str()), (1, ""));
    assert_eq!(findings_of(&scan, "clean", "denied-license").len(), 1);
    assert_eq!(scan["policy"]["files"][0]["trusted"], false);
}

#[test]
fn the_file_is_found_upwards_within_the_repository() {
    let disk = store();
    disk.write("repository/.git/HEAD", "ref: refs/heads/main\n");
    disk.write("repository/licscan.toml", ALL_WAIVED.replace("models/acme/*", "**/x-8b"));
    disk.write("repository/a/b/keep", "");
    fs::rename(disk.at("models"), disk.at("repository/models")).unwrap();
    let run = |folder: &str, root: &str| {
        let output = std::process::Command::new(assert_cmd::cargo::cargo_bin("licscan"))
            .args([root, "--quiet"])
            .current_dir(disk.at(folder))
            .output()
            .unwrap();
        output.status.code().unwrap()
    };
    assert_eq!(run("repository/a/b", "../../models"), 0);
    assert_eq!(run("repository/models/acme/x-8b", "."), 0);
    // From elsewhere it is the tree's, and loosens nothing.
    assert_eq!(run("", "repository/models"), 1);
}

#[test]
fn licenses_are_denied_by_id_family_fact_and_territory() {
    let disk = store();
    let world = card("license: other\nlicense_name: acme-internal\nlibrary_name: x");
    disk.write("models/acme/own/README.md", world);
    disk.write("models/acme/nc/README.md", card("license: cc-by-nc-4.0\nlibrary_name: x"));
    let from = card("license: other\nbase_model: tencent/Hunyuan-A13B-Instruct");
    disk.write("models/acme/hy/README.md", from);
    for (policy, denied) in [
        ("[deny]\nlicenses = [\"MIT\"]", &["clean"][..]),
        ("[deny]\nfamilies = [\"llama-community\"]", &["x-8b"]),
        ("[deny]\nfacts = [\"non-commercial\"]", &["nc"]),
        ("commercial = true", &["nc"]),
        ("territory = [\"FR\"]", &["hy"]),
        ("territory = [\"US\"]", &[]),
        ("[deny]\nfacts = [\"territory\"]", &["hy"]),
        ("[allow]\nlicenses = [\"mit\", \"cc-by-nc-4.0\", \"llama3.1\"]", &["hy", "own"]),
        (
            "private-ok = [\"Acme Internal\"]\n[allow]\nfamilies = [\"mit\", \"cc-by-nc\", \"llama-community\"]",
            &["hy", "nc"],
        ),
        (
            "[allow]\nlicenses = [\"mit\"]\n[deny]\nlicenses = [\"mit\"]\n[rules]\ndenied-license = \"note\"",
            &["clean", "hy", "nc", "own", "x-8b"],
        ),
    ] {
        disk.write("licscan.toml", policy);
        let (scan, ran) = scan(&disk, &[]);
        let mut found: Vec<&str> = scan["units"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|unit| rules(unit).contains(&"denied-license"))
            .map(|unit| unit["name"].as_str().unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, denied, "{policy}: {}", ran.stderr);
    }
}

#[test]
fn levels_visibility_and_owners_are_applied() {
    let disk = store();
    disk.write(
        "licscan.toml",
        "[rules]\nmissing-license-copy = \"warning\"\n[visibility]\ninternal = [\"acme/x-*\"]\n\
         [[owner]]\nname = \"nlp\"\nunits = [\"acme/x-*\"]\n[[owner]]\nname = \"rest\"\nunits = [\"**\"]\n",
    );
    let (internal, ran) = scan(&disk, &[]);
    assert_eq!(ran.code, 0);
    let levels: Vec<&str> = unit(&internal, "x-8b")["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["level"].as_str().unwrap())
        .collect();
    assert!(!levels.is_empty() && levels.iter().all(|level| *level == "note"), "{levels:?}");
    assert_eq!(unit(&internal, "x-8b")["team"], "nlp");
    assert_eq!(unit(&internal, "clean")["team"], "rest");

    let (of_team, _) = scan(&disk, &["--owner", "nlp"]);
    assert_eq!(of_team["summary"]["units"], 1);
    assert_eq!(of_team["units"][0]["name"], "x-8b");
    assert_eq!(scan(&disk, &["--owner", "nobody"]).1.code, 3);

    disk.write("licscan.toml", "[rules]\nmissing-license-copy = \"warning\"\n");
    let (warned, _) = scan(&disk, &[]);
    let copy = findings_of(&warned, "x-8b", "missing-license-copy");
    assert_eq!(copy[0]["level"], "warning");
    // What was typed goes before the policy.
    disk.write("licscan.toml", "role = \"internal\"\n");
    assert_eq!(scan(&disk, &[]).1.code, 0);
    assert_eq!(scan(&disk, &["--role", "publish"]).1.code, 1);
}

#[test]
fn an_answer_takes_its_line_out_of_the_note() {
    let disk = store();
    let (before, _) = scan(&disk, &[]);
    let asked = |scan: &Value| -> String {
        let notes = findings_of(scan, "x-8b", "declaration-needed");
        notes.iter().map(|note| note["message"].as_str().unwrap()).collect()
    };
    assert!(asked(&before).contains("700,000,000"), "{}", asked(&before));
    let declaration = "[[declaration]]\nunit = \"acme/*\"\nlicense = \"llama3.1\"\nduty = \"user-threshold\"\n\
                       says = \"below\"\nby = \"legal\"\ndate = 2026-01-01\nexpires = 2027-01-01\n";
    disk.write("licscan.toml", declaration);
    let (after, _) = scan(&disk, &["--today", "2026-06-01"]);
    assert!(!asked(&after).contains("700,000,000"), "{}", asked(&after));
    assert_eq!(after["policy"]["findings"], Value::Array(Vec::new()));
    let (expired, _) = scan(&disk, &["--today", "2027-06-01"]);
    assert!(asked(&expired).contains("700,000,000"));
    assert_eq!(expired["policy"]["findings"][0]["rule"], "expired-waiver");
    disk.write("licscan.toml", declaration.replace("llama3.1", "mit"));
    let (unused, _) = scan(&disk, &["--today", "2026-06-01"]);
    assert_eq!(unused["policy"]["findings"][0]["rule"], "unused-waiver");
}

#[test]
fn a_file_that_a_person_has_read_is_what_he_says_in_every_format() {
    let disk = Disk::new();
    let scan_of_paper = b"%PDF-1.4 broken";
    disk.write("models/acme/a/README.md", card("license: mit\nlibrary_name: x"));
    disk.write("models/acme/a/LICENSE.pdf", scan_of_paper);
    let (before, ran) = scan(&disk, &[]);
    assert_eq!((ran.code, &before["complete"]), (4, &Value::Bool(false)));

    let digest: String =
        Sha256::digest(scan_of_paper).iter().map(|byte| format!("{byte:02x}")).collect();
    let policy = format!(
        "[[clarify]]\nsha256 = \"{digest}\"\nlicense = \"MIT\"\nby = \"Jo Reader\"\ndate = 2026-01-31\n"
    );
    disk.write("licscan.toml", &policy);
    let (after, ran) = scan(&disk, &[]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = &unit(&after, "a")["documents"][0];
    assert_eq!(document["licenses"][0]["id"], "mit");
    assert_eq!(document["clarified"]["by"], "Jo Reader");
    assert_eq!(document["clarified"]["date"], "2026-01-31");
    let text = disk.run(&["models"]).stdout;
    let line =
        "Read by a person: models/acme/a/LICENSE.pdf: mit, as Jo Reader read it on 2026-01-31";
    assert!(text.contains(line), "{text}");
    let sarif: Value =
        serde_json::from_str(&disk.run(&["models", "--format", "sarif"]).stdout).unwrap();
    assert_eq!(sarif["runs"][0]["properties"]["clarified"][0]["by"], "Jo Reader");

    // It holds for that very file.
    disk.write("models/acme/a/LICENSE.pdf", b"%PDF-1.4 broken otherwise");
    let (changed, ran) = scan(&disk, &[]);
    assert_eq!(ran.code, 4);
    assert_eq!(changed["policy"]["findings"][0]["rule"], "unused-waiver");
}

#[test]
fn a_baseline_lets_only_new_findings_fail() {
    let disk = store();
    let ran = disk.run(&["models", "--write-baseline", "known.json"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("known.json has "), "{}", ran.stderr);
    let (known, ran) = scan(&disk, &["--baseline", "known.json"]);
    assert_eq!(ran.code, 0);
    assert_eq!(findings_of(&known, "x-8b", "missing-notice")[0]["waived"], "in the baseline");
    disk.write(
        "models/acme/y-8b/README.md",
        card("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B"),
    );
    let (new, ran) = scan(&disk, &["--baseline", "known.json"]);
    assert_eq!(ran.code, 1);
    assert_eq!(findings_of(&new, "y-8b", "missing-notice")[0]["waived"], Value::Null);
    disk.write("known.json", "{}");
    let ran = disk.run(&["models", "--baseline", "known.json"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
}

#[test]
fn a_wrong_policy_of_the_caller_is_wrong_usage_before_anything_is_scanned() {
    let disk = store();
    disk.write("licscan.toml", "[[waiver]]\nrule = \"missing-notice\"\nunti = \"*\"\n");
    let ran = disk.run(&["models"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert_eq!(ran.stderr, "error: licscan.toml:3:1: no such key: `unti`; did you mean `unit`?\n");
    for arguments in
        [&["--config", "gone.toml"][..], &["--config", "models"], &["--no-config", "--today", "x"]]
    {
        let ran = disk.run(&[&["models"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{arguments:?}");
    }
    disk.write("licscan.toml", b"a = \"\xff\"");
    assert_eq!(disk.run(&["models"]).stderr, "error: licscan.toml: not a text in UTF-8\n");
}

#[test]
fn every_command_speaks_the_language_of_the_callers_policy_and_of_no_tree() {
    const COMMANDS: [&[&str]; 6] = [
        &["scan", "models"],
        &["check", "models/acme/x-8b"],
        &["fix", "--diff", "models/acme/x-8b"],
        &["notice", "models/acme/x-8b"],
        &["explain", "llama3.1"],
        &["licenses", "--compare", "llama3", "llama3.1"],
    ];
    let disk = store();
    let said = |arguments: &[&str]| {
        let ran = disk.run(arguments);
        ran.stdout + &ran.stderr
    };
    let has_sentence = |text: &str| text.chars().filter(|c| is_han(*c)).count() > 5;
    // A tree cannot choose the language of whoever scans it.
    disk.write("models/licscan.toml", "lang = \"zh\"\n");
    assert!(!said(COMMANDS[1]).contains("错误["));
    disk.write("licscan.toml", "lang = \"zh\"\n");
    for command in COMMANDS {
        let chinese = said(command);
        assert!(has_sentence(&chinese), "{command:?}: {chinese}");
        let english = said(&[command, &["--lang", "en"]].concat());
        assert_ne!(english, chinese, "{command:?}");
    }
}

#[test]
fn fix_leaves_alone_what_is_waived() {
    let disk = store();
    disk.write("licscan.toml", ALL_WAIVED);
    let before = fs::read(disk.at("models/acme/x-8b/README.md")).unwrap();
    let ran = disk.run(&["fix", "models", "--today", "2030-01-01"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert_eq!(fs::read(disk.at("models/acme/x-8b/README.md")).unwrap(), before);
}

#[test]
fn the_examples_of_the_page_are_right() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/policy.md");
    let page = fs::read_to_string(Path::new(page)).unwrap();
    let disk = store();
    let mut examples = 0;
    for part in page.split("```toml\n").skip(1) {
        disk.write("licscan.toml", part.split("```").next().unwrap());
        let ran = disk.run(&["models", "--quiet"]);
        assert_ne!(ran.code, 2, "{part}: {}", ran.stderr);
        examples += 1;
    }
    assert!(examples > 3);
}
