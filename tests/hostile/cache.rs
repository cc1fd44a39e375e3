//! Hugging Face caches as programs leave them - partial, in several revisions, damaged - and as a stranger
//! could make one whose links lead out of it.

#![cfg(unix)]

use std::{fs, os::unix::fs::symlink};

use serde_json::Value;

use crate::disk::{Disk, card, license_text, rules};

const REPOSITORY: &str = "hub/models--acme--acme-7b";
const REVISION: &str = "0123456789abcdef0123456789abcdef01234567";

/// A cache with one model, whose revision has these files.
struct Cache(Disk);

impl Cache {
    fn with(files: &[(&str, &str)]) -> Self {
        let cache = Self(Disk::new());
        for (name, content) in files {
            cache.put(REVISION, name, content);
        }
        cache.0.write(format!("{REPOSITORY}/refs/main"), REVISION);
        cache.0.write("hub/version.txt", "1");
        cache.0.write(format!("hub/.locks/models--acme--acme-7b/{}.lock", "0".repeat(40)), "");
        cache
    }

    /// Puts a file in a revision as the client library does: a blob, and a link to it.
    fn put(&self, revision: &str, name: &str, content: &str) {
        let blob = format!("{:040x}", name.len() * 1000 + content.len());
        self.0.write(format!("{REPOSITORY}/blobs/{blob}"), content);
        let up = "../".repeat(name.matches('/').count() + 2);
        self.link(revision, name, &format!("{up}blobs/{blob}"));
    }

    fn link(&self, revision: &str, name: &str, target: &str) {
        let link = self.0.at(format!("{REPOSITORY}/snapshots/{revision}/{name}"));
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(target, link).unwrap();
    }

    fn units(&self) -> Vec<Value> {
        let (scan, _) = self.0.scan("hub");
        scan["units"].as_array().unwrap().clone()
    }
}

/// A license whose copyright line its author has filled in.
fn filled_in() -> String {
    license_text("MIT").replace("<year> <copyright holders>", "2025 Acme")
}

fn whole() -> Cache {
    Cache::with(&[
        ("README.md", &card("license: mit\nlibrary_name: x")),
        ("LICENSE", &filled_in()),
        ("unet/config.json", "{}"),
        ("model.safetensors", "weights"),
    ])
}

#[test]
fn a_snapshot_is_a_model_with_the_name_of_its_repository() {
    let cache = whole();
    let (scan, code) = cache.0.scan("hub");
    assert_eq!(code, 0, "{scan:#}");
    let [unit] = &scan["units"].as_array().unwrap()[..] else { panic!("{scan:#}") };
    assert_eq!(unit["path"], format!("{REPOSITORY}/snapshots/{REVISION}"));
    assert_eq!((&unit["owner"], &unit["name"]), (&"acme".into(), &"acme-7b".into()));
    assert_eq!(unit["layout"], "hf-cache");
    assert_eq!(unit["documents"][0]["licenses"][0]["id"], "mit");
    assert_eq!(rules(unit), [""; 0]);
}

#[test]
fn what_was_not_downloaded_is_a_note_and_never_missing() {
    let partial = Cache::with(&[("config.json", r#"{"model_type": "llama"}"#)]);
    let listed = whole();
    let tree = format!("{REPOSITORY}/trees/{REVISION}.json");
    listed.0.write(tree, r#"{"format_version":1,"files":{"NOTICE":{"size":9}}}"#);
    let dangling = whole();
    dangling.link(REVISION, "NOTICE", "../../blobs/gone");
    let unfinished = whole();
    unfinished.0.write(format!("{REPOSITORY}/blobs/abc.0123abcd.incomplete"), "half");
    for cache in [partial, listed, dangling, unfinished] {
        let units = cache.units();
        let [unit] = &units[..] else { panic!("{units:#?}") };
        let rules = rules(unit);
        assert!(!rules.iter().any(|rule| rule.starts_with("missing-")), "{unit:#}");
        let findings = unit["findings"].as_array().unwrap();
        let note = findings.iter().find(|finding| finding["level"] == "note");
        assert!(
            note.is_some_and(|it| it["message"].as_str().unwrap().contains("not ")),
            "{unit:#}"
        );
    }
}

#[test]
fn a_revision_that_no_ref_names_is_not_judged() {
    let cache = whole();
    let old = "f".repeat(40);
    cache.put(&old, "README.md", &card("license: llama2\nbase_model: meta-llama/Llama-2-7b"));
    assert_eq!(cache.units().len(), 1);
    cache.0.write(format!("{REPOSITORY}/refs/refs/pr/1"), &old);
    assert_eq!(cache.units().len(), 2);
    cache.0.write(format!("{REPOSITORY}/refs/gone"), "e".repeat(40));
    assert_eq!(cache.units().len(), 2, "a ref to a revision that is not here");
}

#[test]
fn a_damaged_cache_is_scanned_all_the_same() {
    let cache = whole();
    cache.0.write(format!("{REPOSITORY}/snapshots/stray"), "a file in place of a folder");
    cache.0.write("hub/models--empty--x/refs/main", REVISION);
    cache.0.write("hub/models--/snapshots/x/model.gguf", "GGUF");
    cache.0.write("hub/datasets--acme--data/snapshots/aa/README.md", card("license: mit"));
    fs::create_dir_all(cache.0.at("hub/models--a--b/snapshots")).unwrap();
    fs::remove_dir_all(cache.0.at(format!("{REPOSITORY}/refs"))).unwrap();
    cache.0.write(format!("{REPOSITORY}/refs"), "a file in place of a folder");
    let kinds: Vec<String> =
        cache.units().iter().map(|unit| format!("{} {}", unit["kind"], unit["name"])).collect();
    assert!(kinds.contains(&r#""model" "acme-7b""#.to_owned()), "{kinds:?}");
    assert!(kinds.contains(&r#""dataset" "data""#.to_owned()), "{kinds:?}");
}

#[test]
fn real_files_in_place_of_links_are_the_same_model() {
    let disk = Disk::new();
    let snapshot = format!("{REPOSITORY}/snapshots/{REVISION}");
    disk.write(format!("{snapshot}/README.md"), card("license: mit\nlibrary_name: x"));
    disk.write(format!("{snapshot}/LICENSE"), filled_in());
    let (scan, code) = disk.scan("hub");
    assert_eq!(code, 0);
    assert_eq!(scan["units"][0]["name"], "acme-7b");
    assert_eq!(rules(&scan["units"][0]), [""; 0]);
}

/// A file beside the cache, and the ways in which a repository could try to have it read.
#[test]
fn no_link_of_a_cache_leads_out_of_it() {
    let secret = license_text("BSD-3-Clause");
    let attacks: [fn(&Cache); 5] = [
        |cache| cache.link(REVISION, "NOTICE", "../../../../secret/LICENSE"),
        |cache| {
            let blobs = cache.0.at(format!("{REPOSITORY}/blobs"));
            fs::rename(&blobs, cache.0.at("elsewhere")).unwrap();
            symlink("../../secret", blobs).unwrap();
            cache.link(REVISION, "NOTICE", "../../blobs/LICENSE");
        },
        |cache| {
            symlink("../../../secret/LICENSE", cache.0.at(format!("{REPOSITORY}/blobs/x")))
                .unwrap();
            cache.link(REVISION, "NOTICE", "../../blobs/x");
        },
        |cache| {
            cache.0.write("hub/models--other--z/blobs/x", license_text("BSD-3-Clause"));
            cache.link(REVISION, "NOTICE", "../../../models--other--z/blobs/x");
        },
        |cache| cache.link(REVISION, "NOTICE", "../../blobs/../../../secret/LICENSE"),
    ];
    for (number, attack) in attacks.iter().enumerate() {
        let cache = whole();
        cache.0.write("secret/LICENSE", secret);
        attack(&cache);
        let ran = cache.0.run(&["hub", "--format", "json"]);
        assert_eq!(ran.code, 4, "{number}: {ran:?}");
        assert!(!ran.stdout.contains("bsd-3-clause"), "{number}: {}", ran.stdout);
        assert!(
            ran.stderr.contains("NOTICE: a link to a file outside"),
            "{number}: {}",
            ran.stderr
        );
    }
}

#[test]
fn folders_of_a_cache_that_are_links_are_not_looked_into() {
    let cache = whole();
    cache.0.write("secret/main", "f".repeat(40));
    cache.0.write("secret/x/README.md", card("license: mit\nlibrary_name: x"));
    fs::remove_dir_all(cache.0.at(format!("{REPOSITORY}/refs"))).unwrap();
    symlink("../../secret", cache.0.at(format!("{REPOSITORY}/refs"))).unwrap();
    symlink("../../secret", cache.0.at(format!("{REPOSITORY}/trees"))).unwrap();
    fs::create_dir_all(cache.0.at("hub/models--a--b")).unwrap();
    symlink("../../secret", cache.0.at("hub/models--a--b/snapshots")).unwrap();
    let units = cache.units();
    assert_eq!(units.len(), 1, "{units:#?}");
    assert_eq!(units[0]["name"], "acme-7b");
}

#[test]
fn a_secret_of_the_cache_is_never_opened() {
    let cache = whole();
    let (before, _) = cache.0.scan("hub");
    cache.0.write("hub/token", "a secret");
    cache.0.write("token", "a secret");
    cache.0.write("stored_tokens", "[a]\nsecret = 1\n");
    let (after, _) = cache.0.scan("hub");
    assert_eq!(before["summary"], after["summary"]);
}
