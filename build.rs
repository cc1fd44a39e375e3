//! Makes what is embedded in the binary.

use std::{env, error::Error, fs, path::Path};

#[path = "build/knowledge.rs"]
mod knowledge;

fn main() -> Result<(), Box<dyn Error>> {
    for input in ["build.rs", "build", "signatures", "src/library"] {
        println!("cargo::rerun-if-changed={input}");
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    let out = Path::new(&out);
    knowledge::write(Path::new("signatures"), out)?;
    let digest = fs::read_to_string(out.join("knowledge.digest"))?;
    fs::write(out.join("index.digest"), format!("sha256:{digest}"))?;
    Ok(())
}
