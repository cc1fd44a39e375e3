//! What tells readers of documents apart: texts that one took from files are those of another only where both
//! are the same.

use std::{
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

/// The crates that take texts from files.
const CRATES: [&str; 3] = ["lopdf", "quick-xml", "zip"];

/// Writes the digest of the room `document` and of the versions of these crates to `out`. Where there is no
/// lock, the room alone has to do.
pub(crate) fn write(document: &Path, lock: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut digest = Sha256::new();
    let mut files = Vec::new();
    list(document, &mut files)?;
    files.sort();
    for file in files {
        digest.update(fs::read(file)?);
    }
    let lock = fs::read_to_string(lock).unwrap_or_default();
    for package in lock.replace('\r', "").split("[[package]]") {
        if CRATES.iter().any(|name| package.contains(&format!("\nname = \"{name}\"\n"))) {
            digest.update(package);
        }
    }
    let mut named = String::new();
    for byte in digest.finalize() {
        write!(named, "{byte:02x}")?;
    }
    fs::write(out.join("readers.digest"), named)?;
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
