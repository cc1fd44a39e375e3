//! The bytes of all that is known. `build.rs` makes them and the binary carries them; a test of the making
//! may have them read from the folder into which it was made.

use std::{collections::BTreeMap, fs, io, path::Path, sync::OnceLock};

/// Declares what `build.rs` writes, once for the binary and once for a folder.
macro_rules! files {
    ($($name:literal),* $(,)?) => {
        const NAMES: &[&str] = &[$($name),*];

        fn carried(name: &str) -> &'static [u8] {
            match name {
                $($name => include_bytes!(concat!(env!("OUT_DIR"), "/", $name)),)*
                _ => &[],
            }
        }
    };
}

files!(
    "licenses.table",
    "names.table",
    "members.table",
    "addresses.table",
    "texts.table",
    "texts.deflate",
    "templates.table",
    "bases.table",
    "base-index.table",
    "families.table",
    "prints.bin",
    "index.digest",
);

type Files = BTreeMap<&'static str, &'static [u8]>;

static FOLDER: OnceLock<Option<Files>> = OnceLock::new();

/// Takes the knowledge of this process from a folder that the build script wrote. False where something was
/// looked up before: then nothing changes.
///
/// # Errors
///
/// Where a file of the folder cannot be read.
pub fn use_folder(folder: &Path) -> io::Result<bool> {
    let mut files = Files::new();
    for name in NAMES {
        // What is known lives as long as the process.
        files.insert(name, Box::leak(fs::read(folder.join(name))?.into_boxed_slice()));
    }
    Ok(FOLDER.set(Some(files)).is_ok())
}

/// The bytes of a file that the build script wrote.
pub(super) fn bytes(name: &str) -> &'static [u8] {
    match FOLDER.get_or_init(|| None) {
        Some(files) => files.get(name).copied().unwrap_or_default(),
        None => carried(name),
    }
}
