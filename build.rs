//! Makes the embedded knowledge: reads `signatures/`, joins it with the SPDX list, and writes what the
//! binary includes and reads in place.

#![expect(unreachable_pub, dead_code, reason = "rooms of the library are used here as they stand")]

#[path = "build/embed.rs"]
mod embed;
#[path = "build/index.rs"]
mod index;
#[path = "build/knowledge.rs"]
mod knowledge;
#[path = "build/library.rs"]
mod library;
#[path = "build/readers.rs"]
mod readers;
#[path = "src/text/mod.rs"]
mod text;
#[path = "build/texts.rs"]
mod texts;

use std::{env, error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let inputs = [
        "build.rs",
        "build",
        "signatures",
        "src/library",
        "src/text",
        "src/document",
        "Cargo.lock",
    ];
    for input in inputs {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    readers::write(Path::new("src/document"), Path::new("Cargo.lock"), Path::new(&out))?;
    embed::write(Path::new("signatures"), Path::new(&out))
}
