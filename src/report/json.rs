//! `licscan.scan/1`: the output that other programs rely on, as one object or as one line a unit.
//!
//! The order of keys is part of the contract, so that the output is written from structs and never from
//! maps. Keys that a unit lacks are absent only where the contract says so; elsewhere they are null.

pub(crate) mod frame;
mod line;
pub(crate) mod shown;

use std::io::{self, Write};

use serde_json::value::{RawValue, to_raw_value};

use super::{PartMaker, Report};
use crate::{
    finding::Finding,
    language::Language,
    scan::{Judged, Shard, Summary},
    store::WalkProblem,
};
use frame::{Last, Part, Policy, PolicyFile, Tool, Totals};
use line::{FindingOut, UnitOut};
use shown::Shown;

/// The name and version of the format.
pub const SCHEMA: &str = "licscan.scan/1";

/// One unit as a line of JSON, without its end.
///
/// # Errors
///
/// None that is known: everything in it is text and numbers.
pub fn unit_line(judged: &Judged, language: Language) -> serde_json::Result<String> {
    serde_json::to_string(&UnitOut::new(judged, language))
}

/// What stands around the units of a scan.
fn last(summary: &Summary, roots: &[String], language: Language) -> io::Result<Last> {
    let files = summary.policies.iter();
    let files: Vec<_> =
        files.map(|file| PolicyFile { path: file.path.clone(), trusted: file.trusted }).collect();
    let findings = findings(&summary.about_policy, language)?;
    Ok(Last {
        schema: SCHEMA.to_owned(),
        tool: Tool::this(),
        roots: roots.to_vec(),
        policy: (!files.is_empty()).then_some(Policy { files, findings }),
        part: None,
        complete: summary.complete,
        summary: Totals {
            units: summary.units,
            documents: summary.documents,
            bytes_read: summary.bytes_read,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            waived: summary.waived,
        },
    })
}

/// Findings about a policy.
fn findings(findings: &[Finding], language: Language) -> io::Result<Vec<Box<RawValue>>> {
    let one = |it| Ok(to_raw_value(&FindingOut::new(it, "", language))?);
    findings.iter().map(one).collect()
}

/// Paths with what is to be said of each.
fn in_words(problems: &[WalkProblem], language: Language) -> Vec<(String, String)> {
    let words =
        |it: &WalkProblem| (it.path.display().to_string(), it.message.get(language).to_owned());
    problems.iter().map(words).collect()
}

/// One object, written as the units come.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    roots: Vec<String>,
    language: Language,
    units: usize,
}

impl<W: Write> Json<W> {
    /// A report of these roots, as they were typed, with its messages in a language.
    pub fn new(out: W, roots: Vec<String>, language: Language) -> Self {
        Self { out, roots, language, units: 0 }
    }
}

impl<W: Write> Report for Json<W> {
    type Part = String;

    fn part_maker(&self) -> PartMaker<String> {
        let language = self.language;
        Box::new(move |judged| Ok(unit_line(judged, language)?))
    }

    fn part(&mut self, unit: String) -> io::Result<()> {
        if self.units == 0 {
            frame::open(&mut self.out, &Tool::this(), &self.roots)?;
        }
        self.out.write_all(if self.units == 0 { b"\n" } else { b",\n" })?;
        self.units += 1;
        self.out.write_all(unit.as_bytes())
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        if self.units == 0 {
            frame::open(&mut self.out, &Tool::this(), &self.roots)?;
        }
        frame::close(&mut self.out, &last(summary, &self.roots, self.language)?)?;
        self.out.flush()
    }
}

/// One unit a line, then one line with the summary.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    roots: Vec<String>,
    language: Language,
    share: Option<Share>,
}

/// What the lines of one of several runs say besides.
#[derive(Debug, Clone)]
pub struct Share {
    /// The share that was judged, where there is one.
    pub shard: Option<Shard>,
    /// For each root that was scanned, its number among the roots as they were typed.
    pub numbers: Vec<usize>,
}

impl<W: Write> JsonLines<W> {
    /// A report of these roots, as they were typed, with its messages in a language.
    pub fn new(out: W, roots: Vec<String>, language: Language) -> Self {
        Self { out, roots, language, share: None }
    }

    /// The same of one of several runs: each unit begins with the number of its root and what only other reports
    /// show, and the last line has what `licscan merge` needs.
    #[must_use]
    pub fn of_part(mut self, share: Option<Share>) -> Self {
        self.share = share;
        self
    }
}

impl<W: Write> Report for JsonLines<W> {
    type Part = String;

    fn part_maker(&self) -> PartMaker<String> {
        let (language, share) = (self.language, self.share.clone());
        Box::new(move |judged| {
            let unit = unit_line(judged, language)?;
            let Some(share) = &share else { return Ok(unit) };
            let root = judged.unit.outline.root;
            let root = share.numbers.get(root).copied().unwrap_or(root);
            let shown = serde_json::to_string(&Shown::of(judged, language))?;
            Ok(format!("{{\"root\":{root},\"shown\":{shown},{}", &unit[1..]))
        })
    }

    fn part(&mut self, unit: String) -> io::Result<()> {
        writeln!(self.out, "{unit}")
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let mut last = last(summary, &self.roots, self.language)?;
        if let Some(share) = &self.share {
            last.part = Some(Part {
                shard: share.shard.map(|shard| shard.to_string()),
                stopped: summary.stopped,
                bytes_of_units: summary.for_merge.bytes_of_units,
                bases: summary.for_merge.bases.clone(),
                policy: findings(&summary.for_merge.about_policy, self.language)?,
                problems: in_words(&summary.problems, self.language),
                bugs: in_words(&summary.bugs, self.language),
            });
        }
        frame::last_line(&mut self.out, &last)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
