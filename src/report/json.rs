//! `licscan.scan/1`: the output that other programs rely on, as one object or as one line a unit.
//!
//! The order of keys is part of the contract, so that the output is written from structs and never from
//! maps. Keys that a unit lacks are absent only where the contract says so; elsewhere they are null.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::{
    finding::Finding,
    language::Language,
    library::Library,
    lineage::{BaseModel, Evidence},
    policy::{Clarified, PolicyFile},
    scan::{Judged, Listed, Summary},
};

/// The name and version of the format.
pub const SCHEMA: &str = "licscan.scan/1";

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    index: &'static str,
}

#[derive(Serialize)]
struct Head<'a> {
    schema: &'static str,
    tool: Tool,
    roots: &'a [String],
}

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

/// The policy that held, and what is to be said about it. Its findings stand in its own files.
#[derive(Serialize)]
struct PolicyOut<'a> {
    files: Vec<FileOut<'a>>,
    findings: Vec<FindingOut<'a>>,
}

#[derive(Serialize)]
struct FileOut<'a> {
    path: &'a str,
    trusted: bool,
}

#[derive(Serialize)]
struct SummaryOut {
    units: usize,
    documents: usize,
    bytes_read: u64,
    errors: usize,
    warnings: usize,
    notes: usize,
    waived: usize,
}

#[derive(Serialize)]
struct LastLine<'a> {
    schema: &'static str,
    tool: Tool,
    roots: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<PolicyOut<'a>>,
    complete: bool,
    summary: SummaryOut,
}

impl<'a> PolicyOut<'a> {
    /// The policy of a scan; `None` where there was none.
    fn of(summary: &'a Summary, language: Language) -> Option<Self> {
        let file = |file: &'a PolicyFile| FileOut { path: &file.path, trusted: file.trusted };
        (!summary.policies.is_empty()).then(|| Self {
            files: summary.policies.iter().map(file).collect(),
            findings: summary
                .about_policy
                .iter()
                .map(|it| FindingOut::new(it, "", language))
                .collect(),
        })
    }
}

impl Tool {
    fn this() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            index: Library::embedded().digest(),
        }
    }
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

impl From<&Summary> for SummaryOut {
    fn from(summary: &Summary) -> Self {
        Self {
            units: summary.units,
            documents: summary.documents,
            bytes_read: summary.bytes_read,
            errors: summary.errors,
            warnings: summary.warnings,
            notes: summary.notes,
            waived: summary.waived,
        }
    }
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

    /// Writes the head without its closing brace, and opens the list of units.
    fn open(&mut self) -> io::Result<()> {
        let head = Head { schema: SCHEMA, tool: Tool::this(), roots: &self.roots };
        let head = serde_json::to_string(&head)?;
        write!(self.out, "{},\n\"units\": [", head.trim_end_matches('}'))
    }
}

impl<W: Write> Report for Json<W> {
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        if self.units == 0 {
            self.open()?;
        }
        self.out.write_all(if self.units == 0 { b"\n" } else { b",\n" })?;
        self.units += 1;
        Ok(serde_json::to_writer(&mut self.out, &UnitOut::new(judged, self.language))?)
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        if self.units == 0 {
            self.open()?;
        }
        let tail = serde_json::to_string(&SummaryOut::from(summary))?;
        self.out.write_all(b"],\n")?;
        if let Some(policy) = PolicyOut::of(summary, self.language) {
            writeln!(self.out, "\"policy\": {},", serde_json::to_string(&policy)?)?;
        }
        writeln!(self.out, "\"complete\": {}, \"summary\": {tail}}}", summary.complete)?;
        self.out.flush()
    }
}

/// One unit a line, then one line with the summary.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    roots: Vec<String>,
    language: Language,
}

impl<W: Write> JsonLines<W> {
    /// A report of these roots, as they were typed, with its messages in a language.
    pub fn new(out: W, roots: Vec<String>, language: Language) -> Self {
        Self { out, roots, language }
    }
}

impl<W: Write> Report for JsonLines<W> {
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &UnitOut::new(judged, self.language))?;
        self.out.write_all(b"\n")
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let last = LastLine {
            schema: SCHEMA,
            tool: Tool::this(),
            roots: &self.roots,
            policy: PolicyOut::of(summary, self.language),
            complete: summary.complete,
            summary: summary.into(),
        };
        serde_json::to_writer(&mut self.out, &last)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
mod tests;
