//! One result of several: where each unit stands in its file, and what its last line says. No unit is held.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use serde::{Deserialize, de::IgnoredAny};

use super::MergeError;
use crate::report::json::{
    SCHEMA,
    frame::{Last, Part},
};

/// A result that was read.
pub(super) struct PartFile {
    pub(super) file: PathBuf,
    pub(super) units: Vec<Unit>,
    pub(super) facts: Part,
    pub(super) last: Last,
}

/// Where a unit stands in its file.
#[derive(Debug)]
pub(super) struct Unit {
    /// The number of its root, among those of its file.
    pub(super) root: usize,
    /// Its path as printed.
    pub(super) path: String,
    /// Where it begins behind what only a part says, in bytes.
    pub(super) offset: u64,
    /// How many bytes it has from there.
    pub(super) length: usize,
    /// How many bytes before that are what other reports show.
    pub(super) shown: usize,
}

/// What is looked at in a line; everything else passes through.
#[derive(Deserialize)]
struct UnitLine {
    root: usize,
    path: String,
}

/// Reads one result.
pub(super) fn read(file: &Path) -> Result<PartFile, MergeError> {
    let of_system = |error| MergeError::Io(file.to_owned(), error);
    let mut lines = BufReader::with_capacity(256 << 10, File::open(file).map_err(of_system)?);
    let mut units = Vec::new();
    let (mut line, mut at) = (Vec::new(), 0);
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line).map_err(of_system)?;
        if read == 0 || !line.ends_with(b"\n") {
            return Err(MergeError::NoEnd(file.to_owned()));
        }
        if !line.starts_with(b"{\"root\":") {
            break;
        }
        let no_unit = || MergeError::NoUnit(file.to_owned(), units.len() + 1);
        let UnitLine { root, path } = serde_json::from_slice(&line).map_err(|_| no_unit())?;
        let head = line.iter().position(|byte| *byte == b',').ok_or_else(no_unit)? + 1;
        let shown = shown(&line[head..]).ok_or_else(no_unit)?;
        let offset = at + (head + shown) as u64;
        units.push(Unit { root, path, offset, length: read - 1 - head - shown, shown });
        at += read as u64;
    }
    let end_is_near = |_| {
        let is_unit = line.starts_with(b"{\"path\":");
        if is_unit {
            MergeError::NoPart(file.to_owned())
        } else {
            MergeError::NoEnd(file.to_owned())
        }
    };
    let mut last: Last = serde_json::from_slice(&line).map_err(end_is_near)?;
    if last.schema != SCHEMA || !lines.fill_buf().map_err(of_system)?.is_empty() {
        return Err(MergeError::NoEnd(file.to_owned()));
    }
    let facts = last.part.take().ok_or_else(|| MergeError::NoPart(file.to_owned()))?;
    if units.len() != last.summary.units {
        let (said, found) = (last.summary.units, units.len());
        return Err(MergeError::Count { file: file.to_owned(), said, found });
    }
    if units.iter().any(|unit| unit.root >= last.roots.len()) {
        return Err(MergeError::NoEnd(file.to_owned()));
    }
    Ok(PartFile { file: file.to_owned(), units, facts, last })
}

/// How long what other reports show is, with its name and the comma behind it.
fn shown(line: &[u8]) -> Option<usize> {
    let name = br#""shown":"#;
    let Some(rest) = line.strip_prefix(name) else { return Some(0) };
    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<IgnoredAny>();
    values.next()?.ok()?;
    let end = values.byte_offset();
    (rest.get(end) == Some(&b',')).then_some(name.len() + end + 1)
}
