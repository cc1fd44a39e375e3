//! What is handed to builders elsewhere: the context of the image holds what the crate is built from, and the
//! image has the compiler that the manifest asks for.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::{collections::BTreeSet, fs, path::Path};

fn project(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

#[test]
fn the_context_of_the_image_is_the_crate() {
    let manifest: toml::Table = project("Cargo.toml").parse().unwrap();
    let included = manifest["package"]["include"].as_array().unwrap().iter();
    // cargo adds the manifest and its lock to a package, and takes the benches out of the manifest. Here the
    // manifest is the one that names them.
    let mut wanted: BTreeSet<&str> = ["/Cargo.toml", "/Cargo.lock", "/benches"].into();
    wanted.extend(included.map(|path| path.as_str().unwrap().trim_end_matches('/')));
    let ignored = project(".dockerignore");
    let lines: Vec<&str> = ignored.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines[0], "*");
    let allowed: BTreeSet<&str> =
        lines[1..].iter().map(|line| line.strip_prefix('!').unwrap()).collect();
    assert_eq!(allowed, wanted);
}

#[test]
fn the_image_has_the_compiler_that_the_manifest_asks_for() {
    let manifest: toml::Table = project("Cargo.toml").parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    let image = format!("FROM rust:{version}-alpine AS build");
    assert!(project("Dockerfile").lines().any(|line| line == image), "{image}");
}
