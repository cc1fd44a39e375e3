//! What a user meets on the command line whatever lies in the folder: help, wrong usage, missing and
//! empty paths, and the exit codes that scripts rely on.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{
    fs,
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
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn write_line(line: &str) {
    eprintln!("{line}");
}
