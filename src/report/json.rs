//! `licscan.scan/1`: the output that other programs rely on, as one object or as one line a unit.
//!
//! The order of keys is part of the contract, so that the output is written from structs and never from
//! maps. Keys that a unit lacks are absent only where the contract says so; elsewhere they are null.

pub(crate) mod frame;

use std::io::{self, Write};

use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

use super::Report;
use crate::{
    finding::Finding,
    language::Language,
    lineage::{BaseModel, Evidence},
    policy::Clarified,
    scan::{Judged, Listed, Shard, Summary},
};
use frame::{Last, Part, Policy, PolicyFile, Tool, Totals};

/// The name and version of the format.
pub const SCHEMA: &str = "licscan.scan/1";

#[derive(Serialize)]
struct UnitOut<'a> {
    path: &'a str,
    name: &'a str,
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    team: Option<&'a str>,
    kind: &'static str,
    layout: &'static str,
    relation: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    same_as: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judged_as: Option<&'a str>,
    documents: Vec<DocumentOut<'a>>,
    declared: Vec<DeclaredOut<'a>>,
    lineage: Vec<BaseOut<'a>>,
    findings: Vec<FindingOut<'a>>,
}

#[derive(Serialize)]
struct DocumentOut<'a> {
    path: &'a str,
    kind: &'static str,
    applies_to: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inherited: bool,
    verdict: &'static str,
    licenses: Vec<LicenseOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clarified: Option<ClarifiedOut<'a>>,
}

/// Whose word a verdict is, where it is a person's.
#[derive(Serialize)]
struct ClarifiedOut<'a> {
    by: &'a str,
    date: &'a str,
}

#[derive(Serialize)]
struct LicenseOut<'a> {
    id: Option<&'a str>,
    verdict: &'static str,
}

#[derive(Serialize)]
struct DeclaredOut<'a> {
    license: Option<&'a str>,
    raw: &'a str,
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct BaseOut<'a> {
    base: &'a str,
    relation: &'static str,
    licenses: &'a [String],
    evidence: Vec<EvidenceOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hints: Vec<EvidenceOut<'a>>,
}

#[derive(Serialize)]
struct EvidenceOut<'a> {
    path: &'a str,
    line: u32,
    field: &'a str,
}

#[derive(Serialize)]
struct FindingOut<'a> {
    rule: &'static str,
    level: &'static str,
    license: Option<&'a str>,
    clause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duty: Option<&'static str>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'a str>,
    path: Option<&'a str>,
    line: Option<u32>,
    fingerprint: String,
    fixable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<&'a str>,
}

/// One unit as a line of JSON, without its end.
///
/// # Errors
///
/// None that is known: everything in it is text and numbers.
pub fn unit_line(judged: &Judged, language: Language) -> serde_json::Result<String> {
    serde_json::to_string(&UnitOut::new(judged, language))
}

impl<'a> UnitOut<'a> {
    fn new(judged: &'a Judged, language: Language) -> Self {
        let outline = &judged.unit.outline;
        Self {
            path: &outline.path,
            name: &outline.name,
            owner: outline.owner.as_deref(),
            team: judged.team.as_deref(),
            kind: outline.kind.as_str(),
            layout: outline.layout.as_str(),
            relation: judged.lineage.relation.as_str(),
            same_as: outline.same_as.as_deref(),
            judged_as: judged.lineage.judged_as.as_ref().map(|why| why.get(language)),
            documents: judged.listed().map(DocumentOut::from).collect(),
            declared: judged
                .declared
                .iter()
                .map(|said| DeclaredOut {
                    license: said.license.as_deref(),
                    raw: &said.raw,
                    path: &said.path,
                    line: said.line,
                })
                .collect(),
            lineage: judged.lineage.bases.iter().map(BaseOut::from).collect(),
            findings: judged
                .findings
                .iter()
                .map(|finding| FindingOut::new(finding, &outline.below_root, language))
                .collect(),
        }
    }
}

impl<'a> From<Listed<'a>> for DocumentOut<'a> {
    fn from(listed: Listed<'a>) -> Self {
        Self {
            path: &listed.document.path,
            kind: listed.document.kind.as_str(),
            applies_to: listed.document.applies_to.as_str(),
            inherited: listed.document.inherited,
            verdict: listed.verdict.as_str(),
            licenses: listed
                .licenses
                .iter()
                .map(|found| LicenseOut {
                    id: found.id.as_deref(),
                    verdict: found.verdict.as_str(),
                })
                .collect(),
            clarified: listed.clarified.map(|Clarified { by, date, .. }| ClarifiedOut { by, date }),
        }
    }
}

impl<'a> From<&'a BaseModel> for BaseOut<'a> {
    fn from(base: &'a BaseModel) -> Self {
        Self {
            base: &base.base,
            relation: base.relation.as_str(),
            licenses: &base.licenses,
            evidence: base.evidence.iter().map(EvidenceOut::from).collect(),
            hints: base.hints.iter().map(EvidenceOut::from).collect(),
        }
    }
}

impl<'a> From<&'a Evidence> for EvidenceOut<'a> {
    fn from(proof: &'a Evidence) -> Self {
        Self { path: &proof.path, line: proof.line, field: &proof.field }
    }
}

impl<'a> FindingOut<'a> {
    fn new(finding: &'a Finding, below_root: &str, language: Language) -> Self {
        Self {
            rule: finding.rule,
            level: finding.level.as_str(),
            license: finding.license.as_deref(),
            clause: finding.clause.as_deref(),
            duty: finding.duty,
            message: finding.message.get(language),
            remedy: finding.remedy.as_ref().map(|remedy| remedy.get(language)),
            path: finding.place.as_ref().map(|place| place.path.as_str()),
            line: finding.place.as_ref().map(|place| place.line),
            fingerprint: finding.fingerprint(below_root),
            fixable: finding.fixable,
            waived: finding.waived.as_ref().map(|reason| reason.get(language)),
        }
    }
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
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        if self.units == 0 {
            frame::open(&mut self.out, &Tool::this(), &self.roots)?;
        }
        self.out.write_all(if self.units == 0 { b"\n" } else { b",\n" })?;
        self.units += 1;
        Ok(serde_json::to_writer(&mut self.out, &UnitOut::new(judged, self.language))?)
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
    part: Option<Share>,
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
        Self { out, roots, language, part: None }
    }

    /// The same of one of several runs: each unit begins with the number of its root, and the last line has
    /// what `licscan merge` needs.
    #[must_use]
    pub fn of_part(mut self, share: Option<Share>) -> Self {
        self.part = share;
        self
    }
}

impl<W: Write> Report for JsonLines<W> {
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        let unit = UnitOut::new(judged, self.language);
        if let Some(share) = &self.part {
            let root = judged.unit.outline.root;
            let root = share.numbers.get(root).copied().unwrap_or(root);
            let unit = serde_json::to_string(&unit)?;
            write!(self.out, "{{\"root\":{root},{}", &unit[1..])?;
        } else {
            serde_json::to_writer(&mut self.out, &unit)?;
        }
        self.out.write_all(b"\n")
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let mut last = last(summary, &self.roots, self.language)?;
        if let Some(share) = &self.part {
            last.part = Some(Part {
                shard: share.shard.map(|shard| shard.to_string()),
                stopped: summary.stopped,
                bytes_of_units: summary.for_merge.bytes_of_units,
                bases: summary.for_merge.bases.clone(),
                policy: findings(&summary.for_merge.about_policy, self.language)?,
            });
        }
        frame::last_line(&mut self.out, &last)?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
