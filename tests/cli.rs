//! What a user meets on the command line whatever lies in the folder: help, wrong usage, missing and
//! empty paths, and the exit codes that scripts rely on.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Output, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

/// Runs licscan in a folder, without anything of this machine's environment that changes its output.
fn licscan(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(cargo_bin("licscan"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn help_and_version_are_answers() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["-h"], &["help"], &["identify", "--help"]] {
        let output = licscan(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(stdout(&output).contains("Usage: licscan"), "{}", stdout(&output));
    }
    let help = stdout(&licscan(folder.path(), &["--help"]));
    for word in ["check", "identify", "explain", "licenses", "--fail-on", "Exit codes:"] {
        assert!(help.contains(word), "{word} is missing in\n{help}");
    }
    let version = stdout(&licscan(folder.path(), &["--version"]));
    assert_eq!(version.trim(), format!("licscan {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_usage_is_2_and_nothing_is_printed_to_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["--format", "xml"][..],
        &["--nonsense"],
        &["--threads", "0", "."],
        &["-q", "-v"],
        &["identify"],
        &["explain", "no-such-rule-or-license"],
        &["licenses", "--family", "no-such-family"],
    ] {
        let output = licscan(folder.path(), arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_missing_path_is_2_before_anything_is_scanned() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("there")).unwrap();
    let output = licscan(folder.path(), &["there", "gone/model", "--format", "json"]);
    assert_eq!(code(&output), 2);
    assert!(output.stdout.is_empty());
    assert_eq!(stderr(&output), "error: no such path: gone/model\n");
    assert_eq!(code(&licscan(folder.path(), &["gone", "--fail-on", "never"])), 2);
}

/// A store with one model for each level, and one about which there is nothing to say.
fn store() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |below: &str, content: &str| {
        let file = folder.path().join(below);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    };
    let apache = spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "Apache-2.0").unwrap().1;
    let card = |lines: &str| format!("---\n{lines}\n---\n# A model\n");
    write("error/README.md", &card("license: llama3.1\nbase_model: meta-llama/Llama-3.1-8B"));
    write("warning/README.md", &card("library_name: transformers"));
    write("note/README.md", "Words about this and that.\n");
    write("note/LICENSE", apache);
    write("clean/README.md", &card("license: apache-2.0\nlibrary_name: transformers"));
    write("clean/LICENSE", apache);
    write("gap/README.md", &card("license: apache-2.0\nlibrary_name: transformers"));
    write("gap/LICENSE", apache);
    write("gap/NOTICE.pdf", "%PDF-1.4 broken");
    fs::create_dir(folder.path().join("empty")).unwrap();
    folder
}

#[test]
fn the_first_code_that_applies_ends_a_scan() {
    let store = store();
    for (roots, [error, warning, note, never]) in [
        (&["error"][..], [1, 1, 1, 0]),
        (&["warning"], [0, 1, 1, 0]),
        (&["note"], [0, 0, 1, 0]),
        (&["clean"], [0, 0, 0, 0]),
        (&["gap"], [4, 1, 1, 4]),
        (&["empty"], [3, 3, 3, 3]),
        (&["error", "gap"], [1, 1, 1, 4]),
        (&["empty", "gap"], [4, 1, 1, 4]),
        (&["empty", "clean"], [0, 0, 0, 0]),
        (&["empty", "error"], [1, 1, 1, 0]),
        (&["error", "gone"], [2, 2, 2, 2]),
        (&["gap", "clean/LICENSE"], [2, 2, 2, 2]),
    ] {
        for (level, wanted) in
            [("error", error), ("warning", warning), ("note", note), ("never", never)]
        {
            for format in ["text", "json", "jsonl"] {
                let options = &["--fail-on", level, "--format", format];
                let output = licscan(store.path(), &[roots, options].concat());
                let said = stderr(&output);
                assert_eq!(code(&output), wanted, "{roots:?} {options:?}: {said}");
            }
        }
        let by_default = licscan(store.path(), roots);
        assert_eq!(code(&by_default), error, "{roots:?}");
    }
}

#[test]
fn a_scan_with_findings_says_all_the_same_that_it_is_incomplete() {
    let store = store();
    let output = licscan(store.path(), &["error", "gap", "--format", "json"]);
    assert_eq!(code(&output), 1);
    let scan: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(scan["complete"], false);
    let lines = stdout(&licscan(store.path(), &["error", "gap", "--format", "jsonl"]));
    let last: Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["complete"], false);
    let text = stdout(&licscan(store.path(), &["error", "gap"]));
    assert!(text.contains("The scan is incomplete"), "{text}");
}

#[test]
fn one_empty_root_among_others_is_a_warning() {
    let store = store();
    let output = licscan(store.path(), &["empty", "clean", "--format", "json"]);
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "warning: no model or document below empty\n");
    let scan: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(scan["complete"], true);
}

#[test]
fn quiet_prints_what_fails_the_run_and_verbose_what_does_not() {
    let store = store();
    let printed = |arguments: &[&str]| {
        let all = ["error", "warning", "note", "clean"];
        stdout(&licscan(store.path(), &[&all, arguments].concat()))
    };
    let lines = |text: &str, start: &str| text.lines().filter(|it| it.contains(start)).count();
    let quiet = printed(&["--quiet"]);
    assert!(lines(&quiet, "error[") > 0 && lines(&quiet, "warning[") == 0, "{quiet}");
    assert_eq!(lines(&quiet, "]: "), lines(&quiet, "error["), "one line a finding: {quiet}");
    let quiet = printed(&["--quiet", "--fail-on", "warning"]);
    assert!(lines(&quiet, "warning[missing-license]") == 1, "{quiet}");
    assert!(lines(&quiet, "note[") == 0, "{quiet}");

    let normal = printed(&[]);
    assert!(lines(&normal, "warning[") > 0 && lines(&normal, "note[") == 0, "{normal}");
    assert!(!normal.contains("clean (model"), "{normal}");
    let verbose = printed(&["--verbose"]);
    assert!(lines(&verbose, "note[") > 0, "{verbose}");
    assert!(verbose.contains("clean (model; apache-2.0)"), "{verbose}");
    assert!(verbose.contains("license LICENSE: apache-2.0 (exact)"), "{verbose}");
}

/// The names of the keys of the outermost object, in the order of the text.
fn keys(json: &str) -> Vec<String> {
    struct Keys;
    impl<'de> serde::de::Visitor<'de> for Keys {
        type Value = Vec<String>;
        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an object")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut keys = Vec::new();
            while let Some((key, _)) = map.next_entry::<String, serde::de::IgnoredAny>()? {
                keys.push(key);
            }
            Ok(keys)
        }
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    serde::Deserializer::deserialize_map(&mut reader, Keys).unwrap()
}

#[test]
fn the_fields_of_a_scan_stand_in_the_order_of_the_contract() {
    let store = store();
    let roots = ["error", "warning", "note", "clean"];
    let json = stdout(&licscan(store.path(), &[&roots[..], &["--format", "json"]].concat()));
    assert_eq!(keys(&json), ["schema", "tool", "roots", "units", "complete", "summary"]);
    let scan: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(scan["tool"]["version"], env!("CARGO_PKG_VERSION"));
    let jsonl = stdout(&licscan(store.path(), &[&roots[..], &["--format", "jsonl"]].concat()));
    let (units, last) = jsonl.trim_end().rsplit_once('\n').unwrap();
    assert_eq!(keys(last), ["schema", "tool", "roots", "complete", "summary"]);
    let summary = &last[last.find("{\"units\"").unwrap()..last.len() - 1];
    assert_eq!(
        keys(summary),
        ["units", "documents", "bytes_read", "errors", "warnings", "notes", "waived"]
    );
    assert_eq!(units.lines().count(), roots.len());
    for line in units.lines() {
        let unit: Value = serde_json::from_str(line).unwrap();
        let found: Vec<String> =
            keys(line).into_iter().filter(|key| key != "same_as" && key != "judged_as").collect();
        assert_eq!(
            found,
            [
                "path",
                "name",
                "owner",
                "kind",
                "layout",
                "relation",
                "documents",
                "declared",
                "lineage",
                "findings"
            ]
        );
        assert!(scan["units"].as_array().unwrap().contains(&unit), "the same in both formats");
        for finding in unit["findings"].as_array().unwrap() {
            for key in ["rule", "level", "license", "clause", "message", "path", "line"] {
                assert!(finding.get(key).is_some(), "{key}: {finding:#}");
            }
            assert_eq!(finding["fingerprint"].as_str().unwrap().len(), 16);
            assert!(finding["fixable"].is_boolean());
        }
    }
    let error = units.lines().next().unwrap();
    let finding = &error[error.find("{\"rule\"").unwrap()..];
    assert_eq!(
        keys(&finding[..=finding.find('}').unwrap()]),
        [
            "rule",
            "level",
            "license",
            "clause",
            "duty",
            "message",
            "remedy",
            "path",
            "line",
            "fingerprint",
            "fixable"
        ]
    );
}

#[test]
fn identify_keeps_the_order_and_the_fields_of_the_contract() {
    let store = store();
    let files =
        ["clean/LICENSE", "gone", "note/README.md", "gap/NOTICE.pdf", "./clean/LICENSE", "empty"];
    let output = licscan(store.path(), &[&["identify", "--format", "jsonl"], &files[..]].concat());
    assert_eq!(code(&output), 4);
    let text = stdout(&output);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let verdicts: Vec<&str> = lines.iter().map(|line| line["verdict"].as_str().unwrap()).collect();
    assert_eq!(
        verdicts,
        ["exact", "unreadable", "not-a-license", "unreadable", "exact", "unreadable"]
    );
    for (line, file) in text.lines().zip(files) {
        assert_eq!(keys(line), ["path", "verdict", "family", "licenses"]);
        assert!(line.starts_with(&format!("{{\"path\":\"{file}\",")), "{line}");
    }
    let license = &text[text.find("{\"id\"").unwrap()..];
    let license = &license[..=license.find('}').unwrap()];
    assert_eq!(keys(license), ["id", "family", "verdict", "coverage", "lines", "deviations"]);
    assert_eq!(lines[0]["licenses"][0]["id"], "apache-2.0");
    assert_eq!(lines[0]["licenses"][0]["coverage"], 1.0);

    let good = licscan(store.path(), &["identify", "clean/LICENSE", "note/README.md"]);
    assert_eq!(code(&good), 0, "identify never ends with 1 or 3");
    let many: Vec<&str> =
        std::iter::repeat_n(["clean/LICENSE", "note/README.md"], 100).flatten().collect();
    let output = licscan(store.path(), &[&["identify", "--format=jsonl"], &many[..]].concat());
    let text = stdout(&output);
    let paths: Vec<&str> = text.lines().map(|line| line.split('"').nth(3).unwrap()).collect();
    assert_eq!(paths, many);
}

#[test]
fn check_judges_any_folder_as_a_model() {
    let store = store();
    let relation = |command: &str| {
        let output = licscan(store.path(), &[command, "note", "--format", "json"]);
        let scan: Value = serde_json::from_str(&stdout(&output)).unwrap();
        scan["units"][0]["kind"].clone()
    };
    assert_eq!(relation("scan"), "documents");
    assert_eq!(relation("check"), "model");
    assert_eq!(code(&licscan(store.path(), &["check", "empty"])), 3);
    assert_eq!(code(&licscan(store.path(), &["check", "gone"])), 2);
}

#[test]
fn a_mistyped_command_gets_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let output = licscan(folder.path(), &["explan"]);
    assert_eq!(code(&output), 2);
    assert_eq!(
        stderr(&output),
        "error: no such path: explan\nhint: did you mean the command `licscan explain`?\n"
    );
}

#[test]
fn a_file_as_root_is_2_and_points_to_identify() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("LICENSE"), "words").unwrap();
    let output = licscan(folder.path(), &["LICENSE"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).starts_with("error: not a folder: LICENSE\nhint: `licscan identify"));
}

#[test]
fn an_empty_folder_is_3_and_says_so_loudly() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("空")).unwrap();
    for arguments in [&["空"][..], &["scan", "空"], &["空", "--fail-on", "never", "--quiet"]] {
        let output = licscan(folder.path(), arguments);
        assert_eq!(code(&output), 3, "{arguments:?}");
        let said = "error: nothing was scanned: no model or document below 空\n";
        assert_eq!(stderr(&output), said, "{arguments:?}");
    }
    let output = licscan(folder.path(), &[]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).ends_with("below .\n"), "{}", stderr(&output));
    assert!(!stdout(&output).contains("no unmet duty"), "{}", stdout(&output));
}

#[test]
fn an_empty_scan_is_valid_json_with_the_summary_last() {
    let folder = tempfile::tempdir().unwrap();
    let output = licscan(folder.path(), &["--format", "json", "."]);
    assert_eq!(code(&output), 3);
    let text = stdout(&output);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["schema"], "licscan.scan/1");
    assert_eq!(value["roots"], serde_json::json!(["."]));
    assert_eq!(value["units"], serde_json::json!([]));
    assert_eq!(value["complete"], true);
    assert_eq!(value["summary"]["units"], 0);
    assert!(text.find("\"complete\"").unwrap() < text.find("\"summary\"").unwrap());

    let lines = stdout(&licscan(folder.path(), &["--format", "jsonl", "."]));
    assert_eq!(lines.lines().count(), 1);
    let last: Value = serde_json::from_str(&lines).unwrap();
    assert_eq!(last["summary"]["units"], 0);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_4() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let readable_all_the_same = fs::read_dir(&closed).is_ok();
    let root = licscan(folder.path(), &["closed", "--fail-on", "never"]);
    let below = licscan(folder.path(), &["closed/model"]);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    if readable_all_the_same {
        write_line("skipped: this user may read every folder");
        return;
    }
    assert_eq!(code(&below), 4);
    assert!(stderr(&below).starts_with("warning: closed/model: "), "{}", stderr(&below));
    assert_eq!(code(&root), 4);
}

#[test]
fn identify_has_a_line_for_each_argument_also_for_what_cannot_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = ["b", "gone/许可", "a"];
    let arguments = [&["identify", "--format", "jsonl"], &files[..]].concat();
    let output = licscan(folder.path(), &arguments);
    assert_eq!(code(&output), 4);
    let lines: Vec<Value> =
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), files.len());
    for (line, file) in lines.iter().zip(files) {
        assert_eq!(line["path"], file);
        assert_eq!(line["verdict"], "unreadable");
        assert_eq!(line["licenses"], serde_json::json!([]));
    }
}

#[test]
fn what_people_read_ends_with_the_index_and_not_legal_advice() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["."][..], &["licenses"], &["identify", "gone"]] {
        let text = stdout(&licscan(folder.path(), arguments));
        let last = text.lines().last().unwrap();
        assert!(last.contains(", index sha256:"), "{arguments:?}: {last}");
        assert!(last.ends_with("; not legal advice"), "{arguments:?}: {last}");
    }
}

#[test]
fn what_was_typed_cannot_steer_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        &["\u{1b}[2Jmodel"][..],
        &["--\u{1b}[2Jmodel"],
        &["explain", "\u{1b}[2J"],
        &["licenses", "--family", "\u{202e}"],
        &["licenses", "--duty", "\u{1b}c"],
        &["identify", "\u{1b}[2J\n\u{202e}"],
    ] {
        let output = licscan(folder.path(), arguments);
        let said = stderr(&output) + &stdout(&output);
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{arguments:?}: {said:?}");
    }
}

/// As `licscan ... | head -1` does: one line is read, then the reader goes.
#[test]
fn a_reader_that_goes_early_is_no_failure() {
    let store = store();
    for number in 0..400 {
        let folder = store.path().join(format!("many/model-{number}"));
        fs::create_dir_all(&folder).unwrap();
        fs::copy(store.path().join("error/README.md"), folder.join("README.md")).unwrap();
    }
    for format in ["text", "json", "jsonl"] {
        let mut child = Command::new(cargo_bin("licscan"))
            .args(["many", "--format", format])
            .current_dir(store.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        assert!(!first.is_empty());
        let output = child.wait_with_output().unwrap();
        assert_eq!((code(&output), stderr(&output)), (0, String::new()), "{format}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_and_never_passes_for_a_clean_scan() {
    let store = store();
    for arguments in [&["clean"][..], &["clean", "--format=json"], &["identify", "clean/LICENSE"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = Command::new(cargo_bin("licscan"))
            .args(arguments)
            .current_dir(store.path())
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(code(&output), 4, "{arguments:?}");
        assert!(stderr(&output).starts_with("error: "), "{}", stderr(&output));
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(cargo_bin("licscan"))
        .arg("identify")
        .args(std::iter::repeat_n("no-such-file", 5000))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(code(&output), 0);
    assert_eq!(stderr(&output), "");
}

/// Says a line to who runs the tests.
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn write_line(line: &str) {
    eprintln!("{line}");
}

#[test]
fn identify_explains_what_it_compared() {
    let folder = tempfile::tempdir().unwrap();
    let mit = spdx::text::LICENSE_TEXTS.iter().find(|(id, _)| *id == "MIT").unwrap().1;
    fs::write(folder.path().join("LICENSE"), mit.replace("is hereby granted", "is never granted"))
        .unwrap();
    let output = licscan(folder.path(), &["identify", "--explain", "LICENSE"]);
    assert_eq!(code(&output), 0);
    let shown = stdout(&output);
    for part in
        ["candidates", "what decides between mit and ", "[-1 word-] {+never+} granted, free of"]
    {
        assert!(shown.contains(part), "{part} is missing in\n{shown}");
    }
    let both = licscan(folder.path(), &["identify", "--explain", "--format", "jsonl", "LICENSE"]);
    assert_eq!(code(&both), 2);
}
