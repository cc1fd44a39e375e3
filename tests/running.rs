//! How a run behaves beside others: it stops when it is told to, takes no more of the machine than it may, and
//! leaves its numbers for those who watch.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod disk;

#[cfg(unix)]
use std::process::Command;
use std::{collections::BTreeMap, fs};

use disk::{Disk, card, license_text, rules};
#[cfg(unix)]
use serde_json::Value;

/// A store whose result is far longer than a pipe holds, so that a run waits for its reader.
fn large_store() -> Disk {
    let disk = Disk::new();
    for number in 0..600 {
        let model = format!("models/owner/model-{number}");
        disk.write(format!("{model}/README.md"), card("license: mit\nbase_model: owner/model-0"));
        disk.write(format!("{model}/LICENSE"), license_text("MIT"));
    }
    disk
}

#[cfg(unix)]
mod signals {
    use std::{
        io::{BufRead as _, BufReader, Read as _},
        os::unix::process::ExitStatusExt as _,
        process::{Child, ChildStdout, Stdio},
        time::Duration,
    };

    use assert_cmd::cargo::cargo_bin;

    use super::*;

    fn tell(child: &Child, signal: &str) {
        let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// A run of which one line was read and which waits for its reader.
    fn begun(disk: &Disk, fail_on: &str) -> (Child, BufReader<ChildStdout>, String) {
        let mut child = Command::new(cargo_bin("licscan"))
            .args(["scan", "models", "--format", "jsonl", "--fail-on", fail_on])
            .args(["--metrics", "licscan.prom"])
            .current_dir(disk.at(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        (child, lines, first)
    }

    #[test]
    fn the_first_signal_ends_a_scan_in_order() {
        let disk = large_store();
        for (signal, fail_on, code) in
            [("-TERM", "error", 4), ("-INT", "never", 4), ("-INT", "note", 1)]
        {
            let (mut child, mut lines, mut printed) = begun(&disk, fail_on);
            tell(&child, signal);
            lines.read_to_string(&mut printed).unwrap();
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}: {said}");
            let said = said.trim();
            assert!(said.starts_with("warning: models: stopped by a signal, with "), "{said}");
            let lines: Vec<Value> =
                printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let (last, units) = lines.split_last().unwrap();
            assert_eq!(last["complete"], false);
            assert_eq!(last["summary"]["units"], units.len());
            assert!(!units.is_empty() && units.len() < 600, "{}", units.len());
            let metrics = fs::read_to_string(disk.at("licscan.prom")).unwrap();
            assert!(metrics.contains("\nlicscan_last_run_complete 0\n"), "{metrics}");
        }
    }

    #[test]
    fn the_second_signal_ends_the_process() {
        let disk = large_store();
        let (mut child, _unread, _) = begun(&disk, "error");
        // Two signals at once may be one to the process; the run itself waits for its reader for ever.
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            tell(&child, "-TERM");
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.signal(), Some(15), "{status}");
        assert!(!disk.at("licscan.prom").exists());
    }

    #[test]
    fn few_open_files_are_enough_for_many_threads() {
        let disk = large_store();
        let limited = |files: u32| {
            let scan =
                "exec \"$0\" scan models --threads 200 --max-open-files \"$1\" --format json";
            let output = Command::new("sh")
                .arg("-c")
                .arg(format!("ulimit -n {files} && {scan}"))
                .arg(cargo_bin("licscan"))
                .arg(files.to_string())
                .current_dir(disk.at(""))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let scan: Value = serde_json::from_slice(&output.stdout)
                .unwrap_or_else(|error| panic!("{error}: {said}"));
            (scan["complete"].clone(), said)
        };
        for files in [10, 16, 40] {
            assert_eq!(limited(files), (true.into(), String::new()), "{files}");
        }
    }
}

/// One line of a file in the format of Prometheus: name, labels, number.
fn sample(line: &str) -> (&str, BTreeMap<&str, &str>, &str) {
    let (name, number) = line.rsplit_once(' ').unwrap();
    let (name, labels) = name.split_once('{').unwrap_or((name, "}"));
    let labels = labels.strip_suffix('}').unwrap().split(',').filter(|label| !label.is_empty());
    let labels = labels.map(|label| {
        let (name, value) = label.split_once('=').unwrap();
        (name, value.strip_prefix('"').unwrap().strip_suffix('"').unwrap())
    });
    assert!(number.parse::<f64>().is_ok_and(|number| number >= 0.0), "{line}");
    (name, labels.collect(), number)
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    first && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

#[test]
fn metrics_are_those_of_the_summary() {
    let disk = large_store();
    let whole = disk.run(&["models", "--format", "json", "--metrics", "licscan.prom"]).stdout;
    let (scan, _) = disk.scan("models");
    let text = fs::read_to_string(disk.at("licscan.prom")).unwrap();
    assert!(text.ends_with('\n') && !text.contains('\r'));

    let mut families: Vec<&str> = Vec::new();
    let mut samples: Vec<(&str, BTreeMap<&str, &str>, &str)> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, words) = help.split_once(' ').unwrap();
            assert!(is_name(name) && name.starts_with("licscan_") && words.ends_with('.'));
            assert!(!name.ends_with("_total") && !families.contains(&name), "{name}");
            assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()));
            families.push(name);
            continue;
        }
        let sample = sample(line);
        assert_eq!(Some(&sample.0), families.last(), "a sample stands in its family");
        assert!(sample.1.keys().all(|label| is_name(label)), "{line}");
        assert!(!samples.iter().any(|it| (it.0, &it.1) == (sample.0, &sample.1)), "{line}");
        samples.push(sample);
    }
    let sum = |family: &str, label: Option<(&str, &str)>| -> u64 {
        let has = |labels: &BTreeMap<&str, &str>| {
            label.is_none_or(|(name, value)| labels.get(name) == Some(&value))
        };
        let of_family = samples.iter().filter(|(name, labels, _)| *name == family && has(labels));
        of_family.map(|(.., number)| number.parse::<u64>().unwrap()).sum()
    };
    let summary = |key: &str| scan["summary"][key].as_u64().unwrap();
    for (level, key) in [("error", "errors"), ("warning", "warnings"), ("note", "notes")] {
        assert_eq!(sum("licscan_findings", Some(("level", level))), summary(key), "{level}");
        assert_eq!(sum("licscan_findings_by_level", Some(("level", level))), summary(key));
    }
    let units = scan["units"].as_array().unwrap();
    for rule in ["missing-license-copy", "missing-source", "declaration-needed"] {
        let found = units.iter().flat_map(rules).filter(|it| *it == rule).count();
        assert_eq!(sum("licscan_findings", Some(("rule", rule))), found as u64, "{rule}");
    }
    assert_eq!(sum("licscan_units", Some(("kind", "model"))), 600);
    assert_eq!(sum("licscan_units", None), summary("units"));
    assert_eq!(sum("licscan_documents", None), summary("documents"));
    assert_eq!(sum("licscan_read_bytes", None), summary("bytes_read"));
    assert_eq!(sum("licscan_last_run_complete", None), 1);
    assert!(sum("licscan_last_run_timestamp_seconds", None) > 1_700_000_000);
    let index = scan["tool"]["index"].as_str().unwrap();
    assert_eq!(sum("licscan_build_info", Some(("index", index))), 1);
    // A file that cannot be written is told, and the result stands.
    let ran = disk.run(&["models", "--format", "json", "--metrics", "nowhere/licscan.prom"]);
    assert_eq!((ran.code, ran.stdout), (4, whole));
    assert!(ran.stderr.starts_with("error: cannot write nowhere/licscan.prom"), "{}", ran.stderr);
}
