//! CONTRIBUTING.md tells how a license is added. This follows it to the letter: the made-up license, its
//! signature file, the command, and what a scan says afterwards.
//!
//! `cargo build`, the step that embeds the files, is done here by the same code in this process, for a build
//! takes minutes; what it makes is read from the folder into which it was made.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    dead_code,
    reason = "a test may fail loudly; rooms of the build are used here as they stand"
)]

#[path = "../build/embed.rs"]
mod embed;
#[path = "../build/index.rs"]
mod index;
#[path = "../build/knowledge.rs"]
mod knowledge;
#[path = "../build/library.rs"]
mod library;
#[path = "../src/text/mod.rs"]
mod text;
#[path = "../build/texts.rs"]
mod texts;

use std::{fs, path::Path, process::Command};

use assert_cmd::cargo::cargo_bin;
use licscan::{
    identify::{Verdict, identify},
    scan::{ScanOptions, scan},
};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

/// The fenced blocks of the walk-through that are in this language, without their indentation.
fn blocks(language: &str) -> Vec<String> {
    let page = fs::read_to_string(Path::new(PROJECT).join("CONTRIBUTING.md")).unwrap();
    let section = page.split("\n## ").find(|section| section.starts_with("Add a license")).unwrap();
    let mut blocks = Vec::new();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if line.trim() == format!("```{language}") {
            let indent = line.len() - line.trim_start().len();
            let inside = lines.by_ref().take_while(|line| line.trim() != "```");
            blocks.push(
                inside
                    .map(|line| format!("{}\n", line.get(indent..).unwrap_or_default()))
                    .collect(),
            );
        }
    }
    blocks
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The rules that a scan of the folder reports, with the license.
fn reported(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    scan(&[folder.to_owned()], &ScanOptions::default(), &mut |judged| {
        found.extend(judged.findings.iter().map(|finding| {
            format!("{} {}", finding.rule, finding.license.as_deref().unwrap_or("-"))
        }));
        Ok(())
    })
    .unwrap();
    found.sort();
    found
}

#[test]
fn a_license_is_added_by_one_file_and_one_command() {
    let checkout = tempfile::tempdir().unwrap();
    let checkout = checkout.path();
    copy_folder(&Path::new(PROJECT).join("signatures"), &checkout.join("signatures"));
    let prints = || fs::read_dir(checkout.join("signatures/prints")).unwrap().count();
    let before = prints();

    let (license, signature) = (&blocks("text")[0], &blocks("toml")[0]);
    write(&checkout.join("signatures/example-community.toml"), signature);
    write(&checkout.join("new/LICENSE.txt"), license);
    write(&checkout.join("new/manifest.jsonl"), &blocks("json")[0]);
    for command in blocks("sh")[0].lines() {
        let arguments = command.strip_prefix("licscan ").unwrap().split(' ');
        let done =
            Command::new(cargo_bin("licscan")).args(arguments).current_dir(checkout).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{command}: {}", String::from_utf8_lossy(&done.stderr));
    }
    assert_eq!(prints(), before + 1);

    let out = checkout.join("out");
    fs::create_dir(&out).unwrap();
    embed::write(&checkout.join("signatures"), &out).unwrap();
    assert!(licscan::library::embedded::use_folder(&out).unwrap(), "nothing was looked up before");

    let identity = identify(license);
    assert_eq!(identity.verdict, Verdict::Exact);
    assert_eq!(identity.named().collect::<Vec<_>>(), ["example-community"]);
    let wrapped = identify(
        &license.replace('\n', " ").replace("Example Labs gives", "\n\nExample Labs gives"),
    );
    assert_eq!(wrapped.named().collect::<Vec<_>>(), ["example-community"]);
    let changed = identify(&license.replace("(a) Whoever hands on", "(a) Nobody hands on"));
    assert!(changed.licenses[0].verdict > Verdict::Equivalent, "{changed:?}");

    let store = checkout.join("models");
    write(&store.join("example-labs/Example-7B/LICENSE"), license);
    let base = "---\nlicense: other\nlicense_name: example-community-license\nlicense_link: LICENSE\n---\n# Example 7B\n";
    write(&store.join("example-labs/Example-7B/README.md"), base);
    write(&store.join("example-labs/Example-7B/config.json"), "{\"model_type\": \"example\"}\n");
    let card = base
        .replace("---\n#", "base_model: example-labs/Example-7B\n---\n#")
        .replace("Example 7B", "Pupil 7B");
    let pupil = store.join("acme/Pupil-7B");
    write(&pupil.join("README.md"), &card);
    write(&pupil.join("config.json"), "{\"model_type\": \"example\"}\n");
    write(&pupil.join("LICENSE"), license);
    assert_eq!(reported(&store), ["missing-attribution example-community"]);

    write(&pupil.join("README.md"), &format!("{card}\nRaised on Example\n"));
    assert_eq!(reported(&store), [""; 0]);
    fs::remove_file(pupil.join("LICENSE")).unwrap();
    let without_copy = reported(&store);
    assert!(
        without_copy.contains(&"missing-license-copy example-community".to_owned()),
        "{without_copy:?}"
    );
}
