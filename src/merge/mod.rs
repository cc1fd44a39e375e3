//! Joins the results of several runs to what one run would have printed, byte for byte.
//!
//! Units pass through as they stand: they are only put in order, and lose the number of their root. What
//! stands around them is added up. A run that is missing, is there twice or broke off is an error: a report
//! that silently lacks models is worse than none.

mod error;
mod order;
mod part;
mod policy;

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::PathBuf,
};

use crate::report::json::frame::{self, Last, Totals};
pub use error::MergeError;
use order::Lines;
use part::PartFile;

/// How the joined result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One object.
    Json,
    /// One unit a line.
    JsonLines,
}

/// The results of several runs, which belong together.
pub struct Merged {
    files: Vec<PathBuf>,
    lines: Vec<order::Line>,
    last: Last,
}

impl Merged {
    /// Reads the results. `roots` are those of the whole, in the order in which one run would have scanned
    /// them; without it, that in which the files have them.
    ///
    /// # Errors
    ///
    /// Where a file cannot be read or is no whole result of a part, and where the parts do not make up one
    /// whole.
    pub fn read(files: &[PathBuf], roots: Option<Vec<String>>) -> Result<Self, MergeError> {
        let parts = files.iter().map(|file| part::read(file)).collect::<Result<Vec<_>, _>>()?;
        let first = parts.first().ok_or(MergeError::NoFiles)?;
        for part in &parts {
            if part.last.tool != first.last.tool {
                let (one, other) = (first.file.clone(), part.file.clone());
                return Err(MergeError::OtherTool { one, other });
            }
        }
        order::no_shard_is_missing(&parts)?;
        let roots = order::roots(&parts, roots)?;
        let lines = order::lines(&parts, &roots)?;
        let last = last(&parts, roots);
        Ok(Self { files: files.to_vec(), lines, last })
    }

    /// Sums over all units.
    pub fn totals(&self) -> Came {
        let Totals { units, errors, warnings, notes, .. } = self.last.summary;
        Came { units, errors, warnings, notes, complete: self.last.complete }
    }

    /// Writes the joined result.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written, and where a file has changed since it was read.
    pub fn write(&self, shape: Shape, out: &mut impl Write) -> io::Result<()> {
        if shape == Shape::Json {
            frame::open(out, &self.last.tool, &self.last.roots)?;
        }
        let mut lines = Lines::new(&self.files);
        for (number, line) in self.lines.iter().enumerate() {
            if shape == Shape::Json {
                out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
            }
            out.write_all(b"{")?;
            out.write_all(lines.unit(line)?)?;
            if shape == Shape::JsonLines {
                out.write_all(b"\n")?;
            }
        }
        match shape {
            Shape::Json => frame::close(out, &self.last)?,
            Shape::JsonLines => frame::last_line(out, &self.last)?,
        }
        out.flush()
    }
}

/// What the runs came to together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Came {
    /// Units in all.
    pub units: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// False where one of the runs was not.
    pub complete: bool,
}

/// What stands around the units of all parts together.
fn last(parts: &[PartFile], roots: Vec<String>) -> Last {
    let mut totals = Totals::default();
    let mut bases: BTreeMap<&str, u64> = BTreeMap::new();
    for part in parts {
        let Totals { units, documents, errors, warnings, notes, waived, .. } = part.last.summary;
        totals.units += units;
        totals.documents += documents;
        totals.bytes_read += part.facts.bytes_of_units;
        totals.errors += errors;
        totals.warnings += warnings;
        totals.notes += notes;
        totals.waived += waived;
        bases.extend(part.facts.bases.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    }
    // One run would have read each of them once, whoever asks for it.
    totals.bytes_read += bases.values().sum::<u64>();
    let policy = policy::joined(parts, &mut totals);
    Last {
        schema: parts[0].last.schema.clone(),
        tool: parts[0].last.tool.clone(),
        roots,
        policy,
        part: None,
        complete: parts.iter().all(|part| part.last.complete),
        summary: totals,
    }
}
