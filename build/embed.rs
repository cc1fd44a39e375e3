//! All that is embedded, from the files of `signatures/` and the SPDX list.

use std::{error::Error, fmt::Write as _, fs, path::Path};

use sha2::{Digest, Sha256};

use crate::{index, knowledge, texts};

/// Reads `signatures` and writes to `out` what the binary carries.
pub(crate) fn write(signatures: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    knowledge::write(signatures, out)?;
    index::write(signatures, out);
    texts::write(out)?;
    // One digest over all that is embedded: every report prints it.
    let mut digest = Sha256::new();
    digest.update(fs::read(out.join("knowledge.digest"))?);
    digest.update(fs::read(out.join("prints.bin"))?);
    digest.update(fs::read(out.join("texts.table"))?);
    digest.update(fs::read(out.join("texts.deflate"))?);
    let mut named = String::from("sha256:");
    for byte in digest.finalize() {
        write!(named, "{byte:02x}")?;
    }
    fs::write(out.join("index.digest"), named)?;
    Ok(())
}
