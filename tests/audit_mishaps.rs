//! Nights that go wrong from outside: a store that may only be read, a database that cannot be written, a store
//! that is not mounted, two nights at once.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use disk::{Disk, Ran, card};
use serde_json::Value;

const LICENSED: &str = "license: apache-2.0\npipeline_tag: text-generation";

/// A store of two models that lack their license texts.
fn store() -> Disk {
    let disk = Disk::new();
    for model in ["a", "b"] {
        disk.write(format!("store/acme/{model}/README.md"), card(LICENSED));
    }
    disk
}

/// Runs a night over some roots.
fn run(disk: &Disk, roots: &[&str], more: &[&str]) -> Ran {
    let audit = [&["audit"], roots, &["--format", "json", "--fail-on", "never"], more].concat();
    disk.run(&if more.contains(&"--db") { audit } else { [&audit[..], &["--db", "a.db"]].concat() })
}

/// The report of a night over a store, and how it ended.
fn night(disk: &Disk, more: &[&str]) -> (Value, i32) {
    let ran = run(disk, &["store"], more);
    let report = serde_json::from_str(&ran.stdout);
    (report.unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran.code)
}

fn length(list: &Value) -> usize {
    list.as_array().unwrap().len()
}

/// Everything below a folder with what the system tells of it.
#[cfg(unix)]
fn seen(folder: &Path) -> Vec<(std::path::PathBuf, i64, i64)> {
    use std::os::unix::fs::MetadataExt as _;
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter();
    let row = |entry: walkdir::DirEntry| {
        let about = entry.metadata().unwrap();
        (entry.into_path(), about.mtime_nsec(), about.ctime_nsec())
    };
    entries.map(|entry| row(entry.unwrap())).collect()
}

/// Takes away that a folder and what is below it may be written, or gives it back.
#[cfg(unix)]
fn may_be_written(folder: &Path, may: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    for entry in walkdir::WalkDir::new(folder).contents_first(!may) {
        let mode = if may { 0o755 } else { 0o555 };
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(mode)).unwrap();
    }
}

#[cfg(unix)]
#[test]
fn of_a_store_that_may_only_be_read_nothing_changes() {
    let disk = store();
    let folder = disk.at("store");
    may_be_written(&folder, false);
    if fs::write(folder.join("written"), "").is_ok() {
        fs::remove_file(folder.join("written")).unwrap();
        print_skipped("root may write to every folder; only that nothing is written is tested");
    }
    let before = seen(&folder);
    let (first, code) = night(&disk, &[]);
    assert_eq!((length(&first["came"]), code, &first["night"]["complete"]), (2, 0, &true.into()));
    let (second, code) = night(&disk, &[]);
    assert_eq!((length(&second["changes"]), code), (0, 0));
    assert_eq!(seen(&folder), before);
    may_be_written(&folder, true);
}

#[test]
fn a_database_that_cannot_be_written_is_told_from_a_failure() {
    let disk = store();
    let refused = |file: &str| {
        let ran = run(&disk, &["store"], &["--db", file]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        let wanted =
            format!("error: {file}: cannot be opened and written there: is its folder there");
        assert!(ran.stderr.starts_with(&wanted), "{ran:?}");
    };
    refused("nowhere/a.db");
    #[cfg(unix)]
    {
        disk.write("locked/file", "");
        assert_eq!(run(&disk, &["store"], &["--db", "locked/old.db"]).code, 0);
        may_be_written(&disk.at("locked"), false);
        if fs::write(disk.at("locked/written"), "").is_ok() {
            print_skipped("root may write to every folder");
        } else {
            refused("locked/a.db");
            refused("locked/old.db");
            // It can be looked at, for nobody is writing to it.
            assert_eq!(disk.run(&["audit", "report", "--db", "locked/old.db"]).code, 0);
        }
        may_be_written(&disk.at("locked"), true);
    }
}

#[expect(clippy::print_stdout, reason = "how a test says what it left out")]
#[cfg(unix)]
fn print_skipped(why: &str) {
    println!("skipped: {why}");
}

#[test]
fn a_store_that_is_not_mounted_takes_no_model_away() {
    let disk = store();
    disk.write("other/lab/c/README.md", card(LICENSED));
    let roots = ["store", "other"];
    assert_eq!(run(&disk, &roots, &[]).code, 0);
    fs::rename(disk.at("store"), disk.at("away")).unwrap();
    fs::create_dir(disk.at("store")).unwrap();

    // Alone or beside another store.
    for roots in [&roots[..], &["store/"]] {
        let ran = run(&disk, roots, &[]);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((ran.code, &report["night"]["complete"]), (4, &false.into()), "{ran:?}");
        assert_eq!((length(&report["changes"]), length(&report["went"])), (0, 0));
        let said = report["gaps"][0]["message"].as_str().unwrap();
        assert!(said.starts_with("nothing is there, but the night before had 2 models"), "{said}");
        assert!(ran.stderr.contains("is the store mounted?"), "{ran:?}");
    }

    // It is there again: nothing happened.
    fs::remove_dir(disk.at("store")).unwrap();
    fs::rename(disk.at("away"), disk.at("store")).unwrap();
    let ran = run(&disk, &roots, &[]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, length(&report["changes"]), length(&report["went"])), (0, 0, 0));

    // Where it is meant to be empty, its models are gone.
    fs::remove_dir_all(disk.at("store/acme")).unwrap();
    let ran = run(&disk, &roots, &["--allow-empty"]);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((ran.code, length(&report["went"])), (0, 2), "{ran:?}");
    // From then on it is as it was.
    assert_eq!(run(&disk, &roots, &[]).code, 0);
}

#[test]
fn a_disk_that_is_not_mounted_below_a_store_takes_no_model_away() {
    let disk = store();
    for model in ["lab/c", "deep/x/d", "deep/y/z/e"] {
        disk.write(format!("store/{model}/README.md"), card(LICENSED));
    }
    assert_eq!(length(&night(&disk, &[]).0["came"]), 5);

    // Also one whose models lie deeper, and as often as it is seen.
    for folder in ["store/acme", "store/acme", "store/deep"] {
        fs::rename(disk.at(folder), disk.at("away")).unwrap();
        fs::create_dir(disk.at(folder)).unwrap();
        let ran = run(&disk, &["store"], &[]);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!((ran.code, &report["night"]["complete"]), (4, &false.into()), "{ran:?}");
        assert_eq!((length(&report["changes"]), length(&report["went"])), (0, 0));
        assert_eq!((length(&report["gaps"]), &report["gaps"][0]["path"]), (1, &folder.into()));
        let said = report["gaps"][0]["message"].as_str().unwrap();
        assert!(said.starts_with("the folder is empty, but the night before had 2 models in it: "));
        assert!(said.ends_with("remove the folder too, or --allow-empty says so"), "{said}");
        let ran = run(&disk, &["store"], &["--lang", "zh"]);
        assert!(ran.stderr.contains("是否有磁盘未挂载"), "{ran:?}");
        fs::remove_dir(disk.at(folder)).unwrap();
        fs::rename(disk.at("away"), disk.at(folder)).unwrap();
    }
    let (report, code) = night(&disk, &[]);
    assert_eq!((code, length(&report["changes"]), length(&report["went"])), (0, 0, 0));

    // One model that somebody took out of its folder is gone, and so are those whose folder went with them.
    fs::remove_dir_all(disk.at("store/lab/c")).unwrap();
    fs::remove_dir_all(disk.at("store/deep")).unwrap();
    let (report, code) = night(&disk, &[]);
    assert_eq!((code, length(&report["went"])), (0, 3), "{report}");

    // Where it is meant so, its models are gone.
    fs::remove_dir_all(disk.at("store/acme")).unwrap();
    disk.write("store/other/f/README.md", card(LICENSED));
    fs::create_dir(disk.at("store/acme")).unwrap();
    assert_eq!(night(&disk, &[]).1, 4);
    let (report, code) = night(&disk, &["--allow-empty"]);
    assert_eq!((code, length(&report["went"])), (0, 2), "{report}");
    assert_eq!(night(&disk, &[]).1, 0);
}

#[test]
fn of_two_nights_at_once_the_second_says_so() {
    let disk = store();
    assert_eq!(night(&disk, &[]).1, 0);
    let other = rusqlite::Connection::open(disk.at("a.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let ran = run(&disk, &["store"], &[]);
    assert_eq!((ran.code, ran.stdout.as_str()), (4, ""));
    assert_eq!(ran.stderr, "error: a.db: another audit is writing to it\n");
    other.execute_batch("ROLLBACK").unwrap();

    // Both at the same moment: each waits for the other or says so, and no night is lost or there twice.
    let start = |_| {
        Command::new(cargo_bin("licscan"))
            .args(["audit", "store", "--no-cache", "--fail-on", "never", "--db", "a.db"])
            .current_dir(disk.at(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let both: Vec<_> = (0..2).map(start).collect();
    let codes: Vec<i32> =
        both.into_iter().map(|mut child| child.wait().unwrap().code().unwrap()).collect();
    assert!(codes.iter().all(|code| [0, 4].contains(code)), "{codes:?}");
    let done = codes.iter().filter(|code| **code == 0).count();
    let (report, _) = night(&disk, &[]);
    assert_eq!(report["night"]["number"], done + 2, "{codes:?}");
    assert_eq!(length(&report["changes"]), 0);
}
