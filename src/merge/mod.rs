//! Joins the results of several runs to what one run would have printed, byte for byte.
//!
//! Units pass through as they stand: they are only put in order, and lose what only a part says. For reports that
//! are not JSON each is made again from its line. What stands around them is added up. A run that is missing, is
//! there twice or broke off is an error: a report that silently lacks models is worse than none.

mod error;
mod line;
mod order;
mod part;
mod policy;
mod reported;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Write},
    path::PathBuf,
};

use crate::{
    language::Bilingual,
    policy::PolicyFile,
    report::{
        Report,
        json::frame::{self, Last, Tool, Totals},
    },
    scan::Summary,
    store::WalkProblem,
};
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
    summary: Summary,
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
        let summary = summary(&parts, &last);
        Ok(Self { files: files.to_vec(), lines, last, summary })
    }

    /// What the runs came to together.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Whether another report than JSON can be made: that speaks of rules as this licscan knows them.
    ///
    /// # Errors
    ///
    /// Where the parts are those of another version.
    pub fn is_of_this_licscan(&self) -> Result<(), MergeError> {
        if self.last.tool == Tool::this() {
            return Ok(());
        }
        Err(MergeError::NotThisTool(self.files.first().cloned().unwrap_or_default()))
    }

    /// Reports the joined result.
    ///
    /// # Errors
    ///
    /// Where the output cannot be written, and where a file has changed since it was read.
    pub fn report(&self, report: &mut impl Report) -> io::Result<()> {
        let mut lines = Lines::new(&self.files);
        let mut object = Vec::new();
        for line in &self.lines {
            object.clear();
            object.push(b'{');
            object.extend_from_slice(lines.unit_as_shown(line)?);
            let root = self.last.roots.get(line.root).map_or("", String::as_str);
            report.unit(&reported::unit(&object, line.root, root)?)?;
        }
        report.finish(&self.summary)
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

/// What one run would have said it came to. What could not be looked at is in the order of paths, and said once
/// where several runs saw it.
fn summary(parts: &[PartFile], last: &Last) -> Summary {
    let all = |list: fn(&PartFile) -> &[(String, String)]| {
        let said: BTreeSet<&(String, String)> = parts.iter().flat_map(list).collect();
        let problem = |(path, message): &(String, String)| WalkProblem {
            path: PathBuf::from(path),
            message: Bilingual::same(message),
        };
        said.into_iter().map(problem).collect()
    };
    let policy = last.policy.as_ref();
    let files = policy.map_or(&[][..], |policy| &policy.files);
    let about = policy.map_or(&[][..], |policy| &policy.findings);
    let Totals { units, documents, bytes_read, errors, warnings, notes, waived } = last.summary;
    Summary {
        units,
        documents,
        bytes_read,
        errors,
        warnings,
        notes,
        waived,
        complete: last.complete,
        stopped: parts.iter().any(|part| part.facts.stopped),
        problems: all(|part| &part.facts.problems),
        bugs: all(|part| &part.facts.bugs),
        policies: files
            .iter()
            .map(|file| PolicyFile { path: file.path.clone(), trusted: file.trusted })
            .collect(),
        about_policy: about.iter().filter_map(|raw| reported::about_policy(raw)).collect(),
        ..Summary::default()
    }
}
