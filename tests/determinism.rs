//! What is printed depends on what lies in the folder and on nothing else: not on threads, the order in
//! which a disk lists its entries, the language of the machine, or the folder in which a user stands.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod disk;

use std::{collections::BTreeMap, process::Command};

use assert_cmd::cargo::cargo_bin;
use disk::{Disk, card, license_text, rules};
use serde_json::Value;

const FORMATS: [&[&str]; 4] =
    [&["--format", "json"], &["--format", "jsonl"], &["--verbose"], &["--quiet"]];

/// The files of a store of 300 models that share a few license texts and come from one another.
fn files() -> Vec<(String, String)> {
    let licenses = ["MIT", "Apache-2.0", "BSD-3-Clause", "CC-BY-4.0"];
    let mut files = Vec::new();
    for number in 0..300 {
        let model = format!("models/owner-{}/model-{number}", number % 17);
        let license = licenses[number % licenses.len()];
        let base = number / 3;
        let declared = licenses[number % 5 % licenses.len()].to_lowercase();
        let front = match number % 6 {
            0 => format!("license: {declared}\nlibrary_name: x"),
            1 => format!("license: {declared}\nbase_model: owner-{}/model-{base}", base % 17),
            2 => "base_model: meta-llama/Llama-3.1-8B".to_owned(),
            3 => format!("base_model:\n- owner-{}/model-{base}\n- Qwen/Qwen2-7B", base % 17),
            4 => "license: other\nlicense_name: x\nbase_model: [\n".to_owned(),
            _ => format!("license: {declared}\nbase_model: model-{base}"),
        };
        files.push((format!("{model}/README.md"), card(&front) + "It is fine-tuned.\n"));
        if number % 2 == 0 {
            files.push((format!("{model}/LICENSE"), license_text(license).to_owned()));
        }
        if number % 7 == 0 {
            files.push((format!("{model}/NOTICE"), format!("Model {} by Acme\n", number % 4)));
        }
        if number % 11 == 0 {
            files.push((format!("{model}/LICENSE.pdf"), "%PDF-1.4 broken".to_owned()));
        }
        files.push((format!("{model}/model.safetensors"), "weights".to_owned()));
    }
    files
}

fn store(files: impl Iterator<Item = (String, String)>) -> Disk {
    let disk = Disk::new();
    for (below, content) in files {
        disk.write(below, content);
    }
    disk
}

#[test]
fn threads_and_the_order_on_the_disk_change_no_byte() {
    let forwards = store(files().into_iter());
    let backwards = store(files().into_iter().rev());
    for format in FORMATS {
        let printed = |disk: &Disk, threads: &str| {
            let ran = disk.run(&[&["models", "--threads", threads], format].concat());
            assert_eq!(ran.code, 1, "{format:?}");
            (ran.stdout, ran.stderr)
        };
        let one = printed(&forwards, "1");
        assert!(!one.0.is_empty());
        for threads in ["2", "8"] {
            assert!(printed(&forwards, threads) == one, "{format:?} with {threads} threads");
        }
        assert!(printed(&backwards, "3") == one, "{format:?} of a store made backwards");
    }
    let (scan, _) = forwards.scan("models");
    assert_eq!(scan["summary"]["units"], 300);
    assert_eq!(scan["complete"], false);
}

#[test]
fn the_language_of_the_machine_changes_no_byte() {
    let disk = store(files().into_iter().take(60));
    let printed = |language: &str| {
        let output = Command::new(cargo_bin("licscan"))
            .args(["models", "--verbose"])
            .current_dir(disk.at(""))
            .env_clear()
            .envs([("LC_ALL", language), ("LANG", language), ("TZ", language)])
            .output();
        output.unwrap().stdout
    };
    let plain = printed("C");
    assert!(plain.len() > 1000);
    for language in ["zh_CN.GB18030", "tr_TR.UTF-8", "de_DE.UTF-8", "nonsense"] {
        assert!(printed(language) == plain, "{language}");
    }
}

/// For each unit the paths below the root and the fingerprints of its findings.
fn fingerprints(scan: &Value) -> BTreeMap<String, Vec<String>> {
    let units = scan["units"].as_array().unwrap();
    let of_unit = |unit: &Value| {
        let findings = unit["findings"].as_array().unwrap();
        let prints = findings.iter().map(|it| it["fingerprint"].as_str().unwrap().to_owned());
        (unit["name"].as_str().unwrap().to_owned(), prints.collect())
    };
    units.iter().map(of_unit).collect()
}

#[test]
fn a_fingerprint_knows_no_working_folder_and_no_spelling_of_the_root() {
    let disk = store(files().into_iter().take(60));
    let (scan, _) = disk.scan("models");
    let wanted = fingerprints(&scan);
    assert!(wanted.values().any(|prints| !prints.is_empty()));
    let whole = disk.at("models");
    let whole = whole.to_str().unwrap();
    let unit = "owner-3/model-3";
    for (root, first) in [
        ("models/", format!("models/{unit}")),
        ("models//", format!("models/{unit}")),
        ("./models", format!("./models/{unit}")),
        ("models/../models/.", format!("models/../models/./{unit}")),
        (whole, format!("{whole}/{unit}")),
    ] {
        let (scan, _) = disk.scan(root);
        assert_eq!(fingerprints(&scan), wanted, "{root}");
        assert_eq!(scan["roots"][0], root);
        let paths = scan["units"].as_array().unwrap().iter().map(|unit| &unit["path"]);
        assert!(
            paths.clone().any(|path| *path == first),
            "{root}: {:?}",
            paths.collect::<Vec<_>>()
        );
    }
    let stands_in = |folder: &str, root: &str| -> Value {
        let output = Command::new(cargo_bin("licscan"))
            .args([root, "--format", "json"])
            .current_dir(disk.at(folder))
            .output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    };
    let inside = stands_in("models", ".");
    assert_eq!(fingerprints(&inside), wanted);
    assert_eq!(inside["units"][0]["path"], "owner-0/model-0");
    let from_below = stands_in("models/owner-1", "..");
    assert_eq!(fingerprints(&from_below), wanted);
    assert_eq!(from_below["units"][0]["path"], "../owner-0/model-0");
}

#[test]
fn one_model_has_one_name_however_it_is_reached() {
    let disk = store(files().into_iter().take(60));
    let stands_in = |folder: &str, root: &str| -> Value {
        let output = Command::new(cargo_bin("licscan"))
            .args([root, "--format", "json"])
            .current_dir(disk.at(folder))
            .output();
        serde_json::from_slice(&output.unwrap().stdout).unwrap()
    };
    let model = "models/owner-3/model-3";
    let wanted = stands_in("", model);
    let [unit] = &wanted["units"].as_array().unwrap()[..] else { panic!("{wanted:#}") };
    assert_eq!((&unit["owner"], &unit["name"]), (&"owner-3".into(), &"model-3".into()));
    for (folder, root) in
        [(model, "."), (model, "./"), (model, "../model-3"), ("models", "owner-3/model-3/")]
    {
        let found = stands_in(folder, root);
        for key in ["name", "owner", "kind", "relation", "documents", "findings"] {
            assert_eq!(found["units"][0][key], unit[key], "{root} in {folder}: {key}");
        }
    }
}

#[test]
fn a_folder_that_two_roots_hold_is_scanned_once() {
    let disk = store(files().into_iter().take(60));
    let units = |roots: &[&str]| -> Vec<String> {
        let ran = disk.run(&[roots, &["--format", "json"]].concat());
        let scan: Value = serde_json::from_str(&ran.stdout).unwrap();
        let units = scan["units"].as_array().unwrap();
        let mut paths: Vec<String> =
            units.iter().map(|unit| unit["path"].as_str().unwrap().replace("./", "")).collect();
        paths.sort();
        paths
    };
    let wanted = units(&["models"]);
    for roots in [
        &["models", "models"][..],
        &["models", "models/"],
        &["models", "./models"],
        &["models", "models/owner-1"],
        &["models/owner-1", "models"],
        &["models/owner-1/model-1", "models", "models/owner-2"],
        &[".", "models"],
    ] {
        assert_eq!(units(roots), wanted, "{roots:?}");
    }
}

/// A base in the same store is known by its own files, whatever a table or a family says of its name.
#[test]
fn the_license_of_a_base_in_the_store_decides_what_its_child_owes() {
    for base in ["acme/acme-base-7b", "meta-llama/Llama-3.1-8B"] {
        let child = "other/child-7b/README.md";
        let disk = Disk::new();
        disk.write(format!("store/{base}/model.safetensors"), "base");
        disk.write(format!("store/{child}"), card(&format!("base_model: {base}")));
        disk.write("store/other/child-7b/model.safetensors", "child");
        let judge = |license: &str| {
            disk.write(format!("store/{base}/LICENSE"), license_text(license));
            let (scan, _) = disk.scan("store");
            let units = scan["units"].as_array().unwrap().clone();
            units.into_iter().find(|unit| unit["name"] == "child-7b").unwrap()
        };
        for (text, id) in [("Apache-2.0", "apache-2.0"), ("BSD-3-Clause", "bsd-3-clause")] {
            let child = judge(text);
            assert_eq!(child["lineage"][0]["base"], base);
            assert_eq!(child["lineage"][0]["licenses"], serde_json::json!([id]), "{child:#}");
            assert!(rules(&child).contains(&"missing-license-copy"), "{child:#}");
            let findings = child["findings"].as_array().unwrap();
            let copy = findings.iter().find(|it| it["rule"] == "missing-license-copy").unwrap();
            assert_eq!(copy["license"], id);
        }
    }
}
