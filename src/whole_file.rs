//! A file that stands in its place as a whole or not at all, as the maker of a report or an index wants it:
//! a reader that comes by finds the old one or the new one.

use std::{io, path::Path};

use tempfile::{Builder, NamedTempFile};

/// Begins a file in the folder where it is to stand. `persist` puts it in its place; until then, and where
/// the run breaks off, its place is untouched.
///
/// # Errors
///
/// Where the folder cannot be written.
pub(crate) fn begin(file: &Path) -> io::Result<NamedTempFile> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = Builder::new();
    builder.prefix(".licscan-");
    for_everyone(&mut builder);
    builder.tempfile_in(folder.unwrap_or(Path::new(".")))
}

/// A new file is readable by whom the user's mask allows, as if an editor had made it.
#[cfg(unix)]
pub(crate) fn for_everyone(builder: &mut Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
pub(crate) fn for_everyone(_builder: &mut Builder<'_, '_>) {}
