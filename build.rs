//! Makes the embedded knowledge: reads `signatures/`, joins it with the SPDX list, and writes what the
//! binary includes and reads in place.

#![expect(unreachable_pub, dead_code, reason = "rooms of the library are used here as they stand")]

#[path = "build/index.rs"]
mod index;
#[path = "build/knowledge.rs"]
mod knowledge;
#[path = "build/library.rs"]
mod library;
#[path = "src/text/mod.rs"]
mod text;
#[path = "build/texts.rs"]
mod texts;

use std::{env, error::Error, fmt::Write as _, fs, path::Path};

use sha2::{Digest, Sha256};

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build.rs", "build", "signatures", "src/library", "src/text"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    let signatures = Path::new("signatures");
    knowledge::write(signatures, out)?;
    index::write(signatures, out);
    texts::write(out)?;
    // One digest over all that is embedded: every report prints it.
    let mut digest = Sha256::new();
    digest.update(fs::read(out.join("knowledge.digest"))?);
    digest.update(fs::read(out.join("prints.bin"))?);
    digest.update(fs::read(out.join("texts.table"))?);
    let mut named = String::from("sha256:");
    for byte in digest.finalize() {
        write!(named, "{byte:02x}")?;
    }
    fs::write(out.join("index.digest"), named)?;
    Ok(())
}
