//! Names that steer a terminal, forge a second line, turn the direction of text, or are no text at all.

#![cfg(unix)]

use serde_json::Value;

use crate::disk::{Disk, license_text};

/// What must never reach a terminal as it is.
const STEERING: [char; 6] = ['\u{1b}', '\r', '\u{202e}', '\u{200b}', '\u{7}', '\u{9b}'];

/// Names of folders and files that a system allows.
const NAMES: [&str; 8] = [
    "a\nerror[forged]: b",
    "b\u{1b}[2J\u{1b}]8;;http:x\u{7}",
    "c\u{202e}txt.exe",
    "d\u{200b}",
    "e\t\r",
    "f %s %n {} ::error::",
    "g'\"`$(x)&|<>\\",
    "h\u{9b}31m",
];

fn store() -> Disk {
    let disk = Disk::new();
    for name in NAMES {
        disk.write(format!("store/{name}/model.gguf"), "GGUF");
        disk.write(format!("store/{name}/LICENSE-{name}"), license_text("MIT"));
        disk.write(format!("store/{name}/NOTICE-{name}.pdf"), "%PDF-1.4");
    }
    disk
}

#[test]
fn text_shows_names_escaped_and_one_line_stays_one() {
    let disk = store();
    for mode in ["--verbose", "--quiet"] {
        let ran = disk.run(&["store", mode, "--fail-on", "note"]);
        assert_eq!(ran.code, 1);
        let said = ran.stdout + &ran.stderr;
        assert!(!said.contains(STEERING), "{said:?}");
        assert!(!said.lines().any(|line| line.starts_with("error[forged]")), "{said}");
        assert!(said.contains(r"a\nerror[forged]: b"), "{said}");
        assert!(said.contains(r"c\u{202e}txt.exe"), "{said}");
    }
}

#[test]
fn json_holds_names_as_they_are() {
    let disk = store();
    let (scan, code) = disk.scan("store");
    assert_eq!(code, 4);
    let units = scan["units"].as_array().unwrap();
    let paths: Vec<&str> = units.iter().map(|unit| unit["path"].as_str().unwrap()).collect();
    assert_eq!(paths, NAMES.map(|name| format!("store/{name}")));
    let lines = disk.run(&["store", "--format", "jsonl"]).stdout;
    assert_eq!(lines.lines().count(), NAMES.len() + 1);
    assert!(lines.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));

    let file = format!("store/{0}/LICENSE-{0}", NAMES[0]);
    let line = disk.run(&["identify", "--format", "jsonl", &file]).stdout;
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["path"], file.as_str());
}

#[test]
fn chinese_names_stay_legible() {
    let disk = Disk::new();
    disk.write("模型/天工-13b/model.gguf", "GGUF");
    disk.write("模型/天工-13b/许可协议.txt", license_text("MIT"));
    let ran = disk.run(&["模型", "--verbose"]);
    assert!(ran.stdout.contains("模型/天工-13b (model; mit)"), "{}", ran.stdout);
    assert!(ran.stdout.contains("许可协议.txt: mit"), "{}", ran.stdout);
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_no_text_stay_apart() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _, path::Path};

    let disk = Disk::new();
    for name in [&b"store/x\xff"[..], b"store/x\xfe"] {
        let folder = Path::new(OsStr::from_bytes(name));
        disk.write(folder.join("model.gguf"), "GGUF");
        disk.write(folder.join(OsStr::from_bytes(b"LICENSE\xff")), license_text("MIT"));
        disk.write(folder.join(OsStr::from_bytes(b"LICENSE\xfe")), "no license");
    }
    let (scan, code) = disk.scan("store");
    assert_eq!(code, 0);
    let units = scan["units"].as_array().unwrap();
    let paths: Vec<&str> = units.iter().map(|unit| unit["path"].as_str().unwrap()).collect();
    assert_eq!(paths, [r"store/x\xfe", r"store/x\xff"]);
    for unit in units {
        assert_eq!(unit["documents"][0]["path"], r"LICENSE\xfe");
        assert_eq!(unit["documents"][0]["licenses"], serde_json::json!([]));
        assert_eq!(unit["documents"][1]["path"], r"LICENSE\xff");
        assert_eq!(unit["documents"][1]["licenses"][0]["id"], "mit");
    }
    let text = disk.run(&["store", "-v"]).stdout;
    assert!(text.contains(r"store/x\xff (model; mit)"), "{text}");

    let file = OsStr::from_bytes(b"store/x\xff/LICENSE\xff");
    let identified = disk.run(&[OsStr::new("identify"), OsStr::new("--format=jsonl"), file]);
    assert_eq!(identified.code, 0);
    let line: Value = serde_json::from_str(&identified.stdout).unwrap();
    assert_eq!(line["path"], r"store/x\xff/LICENSE\xff");
    assert_eq!(line["licenses"][0]["id"], "mit");

    let root = OsStr::from_bytes(b"store/x\xff");
    let scanned = disk.run(&[root, OsStr::new("--format=json")]);
    let scan: Value = serde_json::from_str(&scanned.stdout).unwrap();
    assert_eq!(scan["roots"][0], r"store/x\xff");
    assert_eq!(scan["units"][0]["path"], r"store/x\xff");
}

#[test]
fn a_very_long_name_is_a_name() {
    let disk = Disk::new();
    let long = "y".repeat(240);
    disk.write(format!("{long}/{long}/{long}/LICENSE-{long}"), license_text("MIT"));
    disk.write(format!("{long}/{long}/{long}/model.gguf"), "GGUF");
    let (scan, code) = disk.scan(".");
    assert_eq!(code, 0);
    assert_eq!(scan["units"][0]["documents"][0]["licenses"][0]["id"], "mit");
}
