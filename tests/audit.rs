//! The nightly audit, run as a user runs it: what it says night by night, and what it refuses.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "other tests ask for more of it")]
mod disk;

use std::sync::atomic::AtomicBool;

use disk::{Disk, Ran, card, license_text};
use jiff::{Timestamp, civil::date};
use licscan::{
    audit::{self, Database, NightDone, NightOptions, report::AuditReport},
    scan::ScanOptions,
};
use serde_json::Value;

/// Runs `licscan audit` on a day, with these arguments.
fn run_audit(disk: &Disk, day: u64, arguments: &[&str]) -> Ran {
    let all: Vec<&str> = ["audit"].iter().chain(arguments).copied().collect();
    disk.run_with(&all, &[("SOURCE_DATE_EPOCH", &(1_790_000_000 + day * 86_400).to_string())])
}

/// What a night of a store came to, as JSON.
fn night_of(disk: &Disk, day: u64, arguments: &[&str]) -> (Value, i32) {
    let all: Vec<&str> = ["store", "--db", "audit.db", "--format", "json"]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let ran = run_audit(disk, day, &all);
    let value = serde_json::from_str(&ran.stdout);
    (value.unwrap_or_else(|error| panic!("{error}: {ran:?}")), ran.code)
}

/// `change rule unit` of each change of a night.
fn changes(report: &Value) -> Vec<String> {
    let changes = report["changes"].as_array().unwrap().iter();
    let line = |it: &Value| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let finding = &it["finding"];
        format!("{} {} {}", text(&it["change"]), text(&finding["rule"]), text(&finding["unit"]))
    };
    changes.map(line).collect()
}

const LICENSED: &str = "license: apache-2.0\npipeline_tag: text-generation";

/// A store of two models: one that lacks its license text, one that has it.
fn store() -> Disk {
    let disk = Disk::new();
    for model in ["a", "b"] {
        disk.write(format!("store/acme/{model}/README.md"), card(LICENSED));
    }
    disk.write("store/acme/b/LICENSE", license_text("Apache-2.0"));
    disk
}

#[test]
fn nights_say_what_is_new_fixed_open_and_open_again() {
    let disk = store();
    let (report, code) = night_of(&disk, 1, &["--fail-on", "warning"]);
    assert_eq!(changes(&report), ["new missing-license-copy store/acme/a"]);
    assert_eq!((code, &report["compared_with"]), (1, &Value::Null));
    assert_eq!(report["came"].as_array().unwrap().len(), 2);

    // What was there the night before fails no more, unless all that is open fails.
    let (report, code) = night_of(&disk, 2, &["--fail-on", "warning"]);
    assert_eq!((changes(&report).len(), code), (0, 0));
    assert_eq!(report["open"][0]["rule"], "missing-license-copy");
    assert_eq!(night_of(&disk, 3, &["--fail-on", "warning", "--fail-on-open"]).1, 1);
    assert_eq!(night_of(&disk, 3, &["--fail-on-open"]).1, 0);

    disk.write("store/acme/a/LICENSE", license_text("Apache-2.0"));
    std::fs::remove_file(disk.at("store/acme/b/LICENSE")).unwrap();
    let (report, code) = night_of(&disk, 4, &["--fail-on", "warning"]);
    let wanted =
        ["new missing-license-copy store/acme/b", "fixed missing-license-copy store/acme/a"];
    assert_eq!((changes(&report), code), (wanted.map(str::to_owned).to_vec(), 1));
    assert_eq!(report["drift"].as_array().unwrap().len(), 2, "{report}");

    std::fs::remove_file(disk.at("store/acme/a/LICENSE")).unwrap();
    std::fs::remove_dir_all(disk.at("store/acme/b")).unwrap();
    let (report, _) = night_of(&disk, 5, &[]);
    let wanted =
        ["reopened missing-license-copy store/acme/a", "gone missing-license-copy store/acme/b"];
    assert_eq!(changes(&report), wanted);
    assert_eq!(report["went"][0], "store/acme/b");
    assert_eq!(report["changes"][0]["finding"]["first_night"], 1);
}

#[test]
fn a_waiver_and_its_end_are_changes() {
    let disk = store();
    night_of(&disk, 1, &[]);
    let policy = "[[waiver]]\nrule = \"missing-license-copy\"\nunit = \"acme/*\"\nreason = \"asked\"\n\
                  owner = \"legal\"\nexpires = 2026-09-24\n";
    disk.write("licscan.toml", policy);
    // 2026-09-23: it holds; 2026-09-25: it has ended.
    let (report, code) = night_of(&disk, 2, &["--fail-on", "warning"]);
    assert_eq!(changes(&report), ["waived missing-license-copy store/acme/a"]);
    assert_eq!(code, 0);
    let (report, code) = night_of(&disk, 4, &["--fail-on", "warning"]);
    let wanted = ["new expired-waiver licscan.toml", "reopened missing-license-copy store/acme/a"];
    assert_eq!((changes(&report), code), (wanted.map(str::to_owned).to_vec(), 1));
}

#[cfg(unix)]
#[test]
fn an_incomplete_night_takes_nothing_away() {
    let disk = store();
    night_of(&disk, 1, &[]);
    // A link that leads nowhere cannot be looked at.
    std::fs::remove_dir_all(disk.at("store/acme/b")).unwrap();
    disk.write("store/acme/a/LICENSE.txt", license_text("Apache-2.0"));
    std::os::unix::fs::symlink("nowhere", disk.at("store/acme/a/NOTICE")).unwrap();
    let (report, code) = night_of(&disk, 2, &[]);
    assert_eq!((changes(&report).len(), code, &report["night"]["complete"]), (0, 4, &false.into()));
    assert!(report["went"].as_array().unwrap().is_empty());
    assert_eq!(report["gaps"][0]["path"], "store/acme/a/NOTICE");

    // The next complete night says it all, compared with the one before.
    std::fs::remove_file(disk.at("store/acme/a/NOTICE")).unwrap();
    let (report, _) = night_of(&disk, 3, &[]);
    assert_eq!(changes(&report), ["fixed missing-license-copy store/acme/a"]);
    assert_eq!((&report["compared_with"], &report["went"][0]), (&1.into(), &"store/acme/b".into()));
}

/// Runs a night, which a signal may have stopped before it judged anything.
fn night_until(disk: &Disk, stopped: bool) -> NightDone {
    let stop = AtomicBool::new(stopped);
    let options = NightOptions {
        roots: &[disk.at("store")],
        scan: ScanOptions { stop: Some(&stop), ..ScanOptions::default() },
        day: date(2026, 11, 26),
        clock: &|| Timestamp::from_second(1_790_000_000).unwrap(),
        keep_days: None,
        recalls: true,
        unseen: Vec::new(),
        may_be_empty: false,
        trusts_until: None,
    };
    audit::night(Database::open(&disk.at("audit.db")).unwrap(), &options).unwrap()
}

#[test]
fn a_night_that_was_stopped_takes_nothing_away() {
    let disk = store();
    let database = || Database::look_at(&disk.at("audit.db")).unwrap();
    assert!(night_until(&disk, false).summary.complete);
    std::fs::remove_dir_all(disk.at("store/acme/b")).unwrap();
    disk.write("store/acme/a/LICENSE", license_text("Apache-2.0"));
    let done = night_until(&disk, true);
    assert!(!done.summary.complete && done.summary.stopped);
    drop(done);
    let changes = AuditReport::of(&database(), None).unwrap().changes;
    assert!(changes.findings.is_empty() && changes.went.is_empty());

    // The next night says it, compared with the last complete one.
    assert!(night_until(&disk, false).summary.complete);
    let database = database();
    let after = AuditReport::of(&database, None).unwrap();
    assert_eq!(after.base.unwrap().number, 1);
    assert_eq!((after.changes.findings.len(), after.changes.went.len()), (1, 1));
}

#[test]
fn metrics_of_a_night_are_those_of_a_scan_also_where_nothing_was_read() {
    let disk = store();
    // What is said about the policy itself counts once.
    let policy = "[[waiver]]\nrule = \"missing-notice\"\nunit = \"acme/*\"\nreason = \"asked\"\n\
                  owner = \"legal\"\nexpires = 2027-01-01\n";
    disk.write("licscan.toml", policy);
    let kept = |file: &str| -> Vec<String> {
        let text = std::fs::read_to_string(disk.at(file)).unwrap();
        let of_the_run = ["timestamp", "duration", "read_bytes"];
        let lines = text.lines().filter(|line| !of_the_run.iter().any(|it| line.contains(it)));
        lines.map(str::to_owned).collect()
    };
    disk.run(&["store", "--metrics", "scan.prom"]);
    assert!(
        kept("scan.prom")
            .iter()
            .any(|line| line.contains("missing-license-copy") && line.ends_with(" 1"))
    );
    for day in [1, 2] {
        night_of(&disk, day, &["--metrics", "night.prom"]);
        assert_eq!(kept("night.prom"), kept("scan.prom"), "{day}");
    }
}

#[test]
fn a_root_that_is_not_scanned_keeps_its_models() {
    let disk = store();
    disk.write("other/lab/c/README.md", card(LICENSED));
    run_audit(&disk, 1, &["store", "other", "--db", "audit.db"]);
    let (report, _) = night_of(&disk, 2, &[]);
    assert!(report["went"].as_array().unwrap().is_empty());
    let ran = run_audit(&disk, 3, &["export", "--units", "--db", "audit.db"]);
    assert_eq!(ran.stdout.lines().count(), 3, "{ran:?}");
}

#[test]
fn a_clock_that_goes_back_and_nights_that_are_old() {
    let disk = store();
    night_of(&disk, 10, &[]);
    let (report, _) = night_of(&disk, 3, &[]);
    assert_eq!((&report["clock_went_back"], &report["night"]["number"]), (&true.into(), &2.into()));
    disk.write("store/acme/a/README.md", card("license: mit\npipeline_tag: x"));
    night_of(&disk, 11, &[]);
    let nights = || {
        let ran = run_audit(&disk, 401, &["export", "--db", "audit.db"]);
        ran.stdout.lines().filter(|line| line.starts_with(r#"{"type":"night"#)).count()
    };
    // A clock that is far ahead for one night takes none out.
    night_of(&disk, 400, &["--keep", "30d"]);
    night_of(&disk, 12, &["--keep", "30d"]);
    assert_eq!(nights(), 5);
    night_of(&disk, 400, &["--keep", "30d"]);
    let (report, _) = night_of(&disk, 401, &["--keep", "30d"]);
    assert_eq!((&report["night"]["number"], &report["compared_with"]), (&7.into(), &6.into()));
    let ran = run_audit(&disk, 401, &["diff", "1", "7", "--db", "audit.db"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, "error: no such night in the database: 1\n"));
    assert_eq!(nights(), 3);
    let ran = run_audit(&disk, 401, &["export", "--db", "audit.db"]);
    assert!(ran.stdout.contains(r#""license":"mit""#));
}

#[test]
fn the_mail_of_a_quiet_night_is_empty() {
    let disk = store();
    let ran = run_audit(&disk, 1, &["store", "--db", "audit.db", "--only-new"]);
    assert!(ran.stdout.contains("missing-license-copy"), "{ran:?}");
    let ran = run_audit(&disk, 2, &["store", "--db", "audit.db", "--only-new"]);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str(), ran.code), ("", "", 0));
}

#[test]
fn databases_of_others_and_of_the_future_are_refused() {
    let disk = store();
    let refused = |file: &str| {
        let ran = run_audit(&disk, 1, &["store", "--db", file]);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.stderr
    };
    disk.write("text.db", "no database at all, but long enough to have a header ".repeat(20));
    assert_eq!(refused("text.db"), "error: not a database of licscan: text.db\n");
    let other = rusqlite::Connection::open(disk.at("other.db")).unwrap();
    other.execute_batch("CREATE TABLE a (b)").unwrap();
    assert_eq!(refused("other.db"), "error: not a database of licscan: other.db\n");

    assert_eq!(run_audit(&disk, 1, &["store", "--db", "new.db"]).code, 0);
    let new = rusqlite::Connection::open(disk.at("new.db")).unwrap();
    new.pragma_update(None, "user_version", 99).unwrap();
    assert!(refused("new.db").starts_with("error: new.db: made by a newer licscan (schema 99"));

    let ran = run_audit(&disk, 1, &["--db", "new.db", "report"]);
    assert!(ran.code == 2 && ran.stderr.contains("`licscan audit report --db FILE`"), "{ran:?}");
    let ran = run_audit(&disk, 1, &["report", "--db", "none.db"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (2, "error: no such database: none.db\n"));
    assert_eq!(run_audit(&disk, 1, &["store"]).code, 2);
    assert_eq!(run_audit(&disk, 1, &["nowhere", "--db", "x.db"]).code, 2);
    disk.write("empty/notes.bin", "x");
    assert_eq!(run_audit(&disk, 1, &["empty", "--db", "empty.db"]).code, 3);
}

#[test]
fn reports_say_a_night_in_every_format() {
    let disk = store();
    night_of(&disk, 1, &[]);
    disk.write("store/acme/b/LICENSE", license_text("MIT"));
    disk.write("store/<b>*x*/README.md", card(LICENSED));
    night_of(&disk, 2, &[]);
    let scrubbed = |arguments: &[&str]| {
        let all: Vec<&str> =
            ["report", "--db", "audit.db"].iter().chain(arguments).copied().collect();
        let ran = run_audit(&disk, 3, &all);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
        let mut text = ran.stdout;
        // The digest of what is known changes with every license that is learned.
        for digest in
            text.clone().split(|ch: char| !ch.is_ascii_hexdigit()).filter(|it| it.len() == 64)
        {
            text = text.replace(digest, "<digest>");
        }
        text.replace(env!("CARGO_PKG_VERSION"), "<version>")
    };
    insta::assert_snapshot!("audit_text", scrubbed(&["--by-owner"]));
    insta::assert_snapshot!("audit_chinese", scrubbed(&["--by-owner", "--lang", "zh"]));
    insta::assert_snapshot!("audit_markdown", scrubbed(&["--format", "markdown"]));
    insta::assert_snapshot!("audit_html", scrubbed(&["--format", "html"]));
    insta::assert_snapshot!("audit_json", scrubbed(&["--format", "json"]));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_licscan_without_parquet_says_how_to_get_it() {
    let disk = store();
    night_of(&disk, 1, &[]);
    let export = ["export", "--db", "audit.db", "--format", "parquet"];
    for (language, said) in [("en", "was built without Parquet"), ("zh", "构建时未包含 Parquet")]
    {
        let ran = run_audit(&disk, 2, &[&export[..], &["--lang", language]].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(said) && ran.stderr.contains("--features parquet"), "{ran:?}");
    }
}
