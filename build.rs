//! Makes the embedded knowledge: reads `signatures/`, joins it with the SPDX list, and writes what the
//! binary includes and reads in place.

#![expect(unreachable_pub, dead_code, reason = "rooms of the library are used here as they stand")]

#[path = "src/text/mod.rs"]
mod text;

#[path = "build/library.rs"]
mod library;

#[path = "build/index.rs"]
mod index;

use std::{env, path::Path};

fn main() {
    for watched in ["signatures", "build", "build.rs", "src/text", "src/library"] {
        println!("cargo::rerun-if-changed={watched}");
    }
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder of the manifest");
    let out = env::var("OUT_DIR").expect("cargo names the build folder");
    let signatures = Path::new(&root).join("signatures");
    index::write(&signatures, Path::new(&out));
}
