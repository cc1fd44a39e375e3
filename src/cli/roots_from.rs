//! The roots that a file names, for lists that no command line can hold.

use std::{
    ffi::OsString,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use super::UsageError;
use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// The roots that a file names.
pub(super) struct Named {
    file: PathBuf,
    /// The roots.
    pub(super) roots: Vec<PathBuf>,
    /// For each its line, from 1.
    lines: Vec<usize>,
}

impl Named {
    /// An error of one of the roots, with the place where it is named.
    pub(super) fn at_line(&self, root: usize, error: UsageError) -> UsageError {
        let (file, line) = (escape::path(&self.file), self.lines.get(root).unwrap_or(&0));
        let message = both!("{}:{}: {}", "{}:{}：{}", file, line, error.message);
        UsageError { message, ..error }
    }
}

/// Reads the roots: one a line, where empty lines name none, or each ended by a NUL.
///
/// # Errors
///
/// Where the file cannot be read, and where a name is not one that this system has.
pub(super) fn read(file: &Path, null: bool) -> Result<Named, UsageError> {
    let bytes = bytes(file).map_err(|error| {
        let (shown, why) = (escape::path(file), Bilingual::of_error(&error));
        UsageError::with_hint(both!("cannot read {}: {}", "无法读取 {}：{}", shown, why), None)
    })?;
    let mut named = Named { file: file.to_owned(), roots: Vec::new(), lines: Vec::new() };
    let end = if null { 0 } else { b'\n' };
    for (number, name) in bytes.split(|byte| *byte == end).enumerate() {
        let name = without_return(name, null);
        if name.is_empty() {
            continue;
        }
        named.lines.push(number + 1);
        let Some(root) = of_bytes(name).filter(|_| !name.contains(&0)) else {
            let error = UsageError::with_hint(both!("not a path", "不是路径"), None);
            return Err(named.at_line(named.lines.len() - 1, error));
        };
        named.roots.push(PathBuf::from(root));
    }
    Ok(named)
}

fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new("-") {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Windows ends a line with two characters; elsewhere the first may be part of a name.
fn without_return(name: &[u8], null: bool) -> &[u8] {
    if cfg!(windows) && !null { name.strip_suffix(b"\r").unwrap_or(name) } else { name }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "on other systems not all bytes are a name")]
fn of_bytes(name: &[u8]) -> Option<OsString> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(name.to_vec()))
}

#[cfg(not(unix))]
fn of_bytes(name: &[u8]) -> Option<OsString> {
    String::from_utf8(name.to_vec()).ok().map(OsString::from)
}
