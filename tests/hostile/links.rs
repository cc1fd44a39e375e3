//! Links: in circles, to nothing, and out of the tree. A scan reads what lies in the folder that it was
//! given, and says where it did not look.

#![cfg(unix)]

use std::os::unix::fs::symlink;

use crate::disk::{Disk, license_text, rules};

/// A model, and beside the scanned folder a file that is nobody's business.
fn model() -> Disk {
    let disk = Disk::new();
    disk.write("store/model/model.gguf", "GGUF");
    disk.write("secret/LICENSE", license_text("MIT"));
    disk.write("secret/.git/config", "[remote \"origin\"]\nurl = https://x.org/spy/secret\n");
    disk
}

#[test]
fn links_in_circles_end() {
    let disk = model();
    symlink(".", disk.at("store/model/self")).unwrap();
    symlink("../..", disk.at("store/model/up")).unwrap();
    symlink("LICENSE", disk.at("store/model/LICENSE")).unwrap();
    symlink("b", disk.at("store/model/a")).unwrap();
    symlink("a", disk.at("store/model/b")).unwrap();
    let ran = disk.run(&["store"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.stderr.contains("store/model/LICENSE: a link to nothing"), "{}", ran.stderr);
    assert!(ran.stdout.contains("1 model"), "{}", ran.stdout);
}

#[test]
fn a_link_out_of_the_tree_is_told_and_not_followed() {
    for target in ["../../secret/LICENSE", "/etc/passwd"] {
        let disk = model();
        symlink(target, disk.at("store/model/LICENSE")).unwrap();
        let (scan, code) = disk.scan("store");
        assert_eq!(code, 4);
        assert_eq!(scan["complete"], false);
        assert_eq!(scan["units"][0]["documents"], serde_json::json!([]));
        let ran = disk.run(&["store"]);
        assert!(ran.stderr.contains("a link to a file outside"), "{}", ran.stderr);
    }
}

#[test]
fn a_folder_that_is_a_link_is_not_walked() {
    let disk = model();
    symlink("../../secret", disk.at("store/model/licenses")).unwrap();
    symlink("../secret", disk.at("store/other")).unwrap();
    let (scan, _) = disk.scan("store");
    assert_eq!(scan["summary"]["units"], 1);
    assert_eq!(scan["units"][0]["documents"], serde_json::json!([]));
}

#[test]
fn a_link_inside_the_tree_is_followed() {
    let disk = model();
    disk.write("store/shared/LICENSE", license_text("MIT"));
    symlink("../shared/LICENSE", disk.at("store/model/LICENSE")).unwrap();
    let (scan, code) = disk.scan("store");
    assert_eq!(code, 0);
    assert_eq!(scan["units"][0]["documents"][0]["licenses"][0]["id"], "mit");
    assert!(!rules(&scan["units"][0]).contains(&"missing-license"));
}

#[test]
fn a_root_may_be_a_link() {
    let disk = model();
    symlink("store", disk.at("link")).unwrap();
    let (scan, code) = disk.scan("link");
    assert_eq!(code, 0);
    assert_eq!(scan["units"][0]["path"], "link/model");
}

#[test]
fn the_repository_behind_a_link_tells_no_owner() {
    let disk = model();
    symlink("../../secret/.git", disk.at("store/model/.git")).unwrap();
    let (scan, _) = disk.scan("store");
    assert_eq!(scan["units"][0]["name"], "model");
    assert!(scan["units"][0]["owner"].is_null());
}

#[test]
fn an_ignore_file_that_is_a_link_is_not_followed() {
    let disk = model();
    disk.write("secret/list", "*\n");
    symlink("../../secret/list", disk.at("store/model/.licscanignore")).unwrap();
    let ran = disk.run(&["store"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains(".licscanignore: not a regular file"), "{}", ran.stderr);
}
