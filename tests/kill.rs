//! A night is in the database as a whole or not at all, whenever the process is killed.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::{
    fs,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use assert_cmd::cargo::cargo_bin;
use disk::{Disk, card, license_text};
use licscan::{
    audit::{Database, export},
    language::Language,
};

/// How often the process is killed.
const KILLS: u64 = 200;
/// One run in so many is left to end, so that the history goes on.
const LEFT_ALONE: u64 = 10;

/// Starts a night; the same one comes to the same history.
fn start(disk: &Disk, database: &str, night: usize) -> Child {
    Command::new(cargo_bin("licscan"))
        .args(["audit", "store", "--no-cache", "--db", database])
        .current_dir(disk.at(""))
        .env("SOURCE_DATE_EPOCH", (1_790_000_000 + night * 86_400).to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Everything that the database says; nothing where no night has ever been finished.
fn history(disk: &Disk, database: &str) -> String {
    let Ok(database) = Database::look_at(&disk.at(database)) else { return String::new() };
    if database.nights().unwrap().is_empty() {
        return String::new();
    }
    let mut lines = Vec::new();
    export::write(&database, Language::En, &mut lines).unwrap();
    export::write_units(&database, &mut lines).unwrap();
    String::from_utf8(lines).unwrap()
}

/// Changes the store: a license comes or goes.
fn change(disk: &Disk, night: usize) {
    let file = format!("store/acme/m{}/LICENSE", night % 5);
    if fs::remove_file(disk.at(&file)).is_err() {
        disk.write(&file, license_text("Apache-2.0"));
    }
}

/// Copies the database with what belongs to it.
fn copy(disk: &Disk, from: &str, to: &str) {
    for ending in ["", "-wal", "-shm"] {
        let (from, to) = (disk.at(format!("{from}{ending}")), disk.at(format!("{to}{ending}")));
        let _may_be_absent = fs::remove_file(&to);
        let _may_be_absent = fs::copy(from, to);
    }
}

#[test]
fn a_night_that_is_killed_leaves_the_history_as_it_was() {
    let disk = Disk::new();
    for model in 0..8 {
        let front = "license: apache-2.0\npipeline_tag: x\nbase_model: acme/m1";
        disk.write(format!("store/acme/m{model}/README.md"), card(front));
    }
    let (mut night, mut before, mut after) = (0, String::new(), String::new());
    let (mut longest, mut seed) = (Duration::ZERO, 1_u64);
    let (mut undone, mut done) = (0, 0);
    for kill in 0..KILLS {
        if after == before {
            // What the next night comes to where nobody kills it.
            night += 1;
            change(&disk, night);
            copy(&disk, "a.db", "whole.db");
            let began = Instant::now();
            start(&disk, "whole.db", night).wait().unwrap();
            longest = longest.max(began.elapsed());
            after = history(&disk, "whole.db");
            assert_ne!(before, after);
        }
        let mut child = start(&disk, "a.db", night);
        if kill % LEFT_ALONE < LEFT_ALONE - 1 {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let share = f64::from(u32::try_from(seed >> 33).unwrap()) / f64::from(1_u32 << 31);
            thread::sleep(longest.mul_f64(share));
            child.kill().unwrap();
        }
        child.wait().unwrap();

        let now = history(&disk, "a.db");
        if now == after {
            done += 1;
            before.clone_from(&after);
        } else {
            assert_eq!(now, before, "the kill of number {kill} left something else");
            undone += 1;
        }
        let database = rusqlite::Connection::open(disk.at("a.db")).unwrap();
        let whole: String =
            database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(whole, "ok", "after the kill of number {kill}");
    }
    assert!(undone > 0 && done > 0, "{undone} nights were undone, {done} done");
}
