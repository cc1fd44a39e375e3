//! `licscan.scan/1`: the output that other programs rely on, as one object or as one line a unit.
//!
//! The order of keys is part of the contract, so that the output is written from structs and never from
//! maps. Keys that a unit lacks are absent only where the contract says so; elsewhere they are null.

use std::io::{self, Write};

use serde::Serialize;

use super::Report;
use crate::{
    finding::Finding,
    library::Library,
    lineage::BaseModel,
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
    complete: bool,
    summary: SummaryOut,
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

impl<'a> From<&'a Judged> for UnitOut<'a> {
    fn from(judged: &'a Judged) -> Self {
        let outline = &judged.unit.outline;
        Self {
            path: &outline.path,
            name: &outline.name,
            owner: outline.owner.as_deref(),
            kind: outline.kind.as_str(),
            layout: outline.layout.as_str(),
            relation: judged.lineage.relation.as_str(),
            same_as: outline.same_as.as_deref(),
            judged_as: judged.lineage.judged_as.as_deref(),
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
                .map(|finding| FindingOut::new(finding, &outline.below_root))
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
        }
    }
}

impl<'a> From<&'a BaseModel> for BaseOut<'a> {
    fn from(base: &'a BaseModel) -> Self {
        Self {
            base: &base.base,
            relation: base.relation.as_str(),
            licenses: &base.licenses,
            evidence: base
                .evidence
                .iter()
                .map(|proof| EvidenceOut {
                    path: &proof.path,
                    line: proof.line,
                    field: &proof.field,
                })
                .collect(),
        }
    }
}

impl<'a> FindingOut<'a> {
    fn new(finding: &'a Finding, below_root: &str) -> Self {
        Self {
            rule: finding.rule,
            level: finding.level.as_str(),
            license: finding.license.as_deref(),
            clause: finding.clause.as_deref(),
            duty: finding.duty,
            message: &finding.message,
            remedy: finding.remedy.as_deref(),
            path: finding.place.as_ref().map(|place| place.path.as_str()),
            line: finding.place.as_ref().map(|place| place.line),
            fingerprint: finding.fingerprint(below_root),
            fixable: finding.fixable,
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
    units: usize,
}

impl<W: Write> Json<W> {
    /// A report of these roots, as they were typed.
    pub fn new(out: W, roots: Vec<String>) -> Self {
        Self { out, roots, units: 0 }
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
        Ok(serde_json::to_writer(&mut self.out, &UnitOut::from(judged))?)
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        if self.units == 0 {
            self.open()?;
        }
        let tail = serde_json::to_string(&SummaryOut::from(summary))?;
        writeln!(self.out, "],\n\"complete\": {}, \"summary\": {tail}}}", summary.complete)?;
        self.out.flush()
    }
}

/// One unit a line, then one line with the summary.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    roots: Vec<String>,
}

impl<W: Write> JsonLines<W> {
    /// A report of these roots, as they were typed.
    pub fn new(out: W, roots: Vec<String>) -> Self {
        Self { out, roots }
    }
}

impl<W: Write> Report for JsonLines<W> {
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &UnitOut::from(judged))?;
        self.out.write_all(b"\n")
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        let last = LastLine {
            schema: SCHEMA,
            tool: Tool::this(),
            roots: &self.roots,
            complete: summary.complete,
            summary: summary.into(),
        };
        serde_json::to_writer(&mut self.out, &last)?;
        self.out.write_all(b"\n")?;
        self.out.flush()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::report::sample;

    fn printed(units: &[Judged]) -> String {
        let mut out = Vec::new();
        let mut report = Json::new(&mut out, vec!["models".into()]);
        units.iter().for_each(|judged| report.unit(judged).unwrap());
        report.finish(&sample::summary()).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn keys_in_order(text: &str, keys: &[&str]) {
        let mut at = 0;
        for key in keys {
            let quoted = format!("\"{key}\":");
            let found = text[at..].find(&quoted);
            assert!(found.is_some(), "{key} stands in its place in {text}");
            at += found.unwrap() + quoted.len();
        }
    }

    #[test]
    fn one_object_has_the_keys_of_the_contract_in_their_order() {
        let text = printed(&[sample::derivative(), sample::clean()]);
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["schema"], "licscan.scan/1");
        assert_eq!(value["tool"]["name"], "licscan");
        assert_eq!(value["roots"][0], "models");
        assert_eq!(value["units"].as_array().unwrap().len(), 2);
        assert_eq!(value["complete"], true);
        keys_in_order(&text, &["schema", "tool", "name", "version", "index", "roots", "units"]);
        let unit = text.lines().nth(2).unwrap();
        keys_in_order(
            unit,
            &[
                "path",
                "name",
                "owner",
                "kind",
                "layout",
                "relation",
                "documents",
                "path",
                "kind",
                "applies_to",
                "verdict",
                "licenses",
                "id",
                "verdict",
                "declared",
                "license",
                "raw",
                "path",
                "line",
                "lineage",
                "base",
                "relation",
                "licenses",
                "evidence",
                "path",
                "line",
                "field",
                "findings",
                "rule",
                "level",
                "license",
                "clause",
                "duty",
                "message",
                "remedy",
                "path",
                "line",
                "fingerprint",
                "fixable",
            ],
        );
        keys_in_order(
            text.rsplit_once("\"complete\"").unwrap().1,
            &[
                "summary",
                "units",
                "documents",
                "bytes_read",
                "errors",
                "warnings",
                "notes",
                "waived",
            ],
        );
    }

    #[test]
    fn what_is_empty_is_absent_or_null_as_the_contract_says() {
        let value: Value = serde_json::from_str(&printed(&[sample::clean()])).unwrap();
        let unit = value["units"][0].as_object().unwrap();
        assert!(!unit.contains_key("same_as") && !unit.contains_key("judged_as"));
        assert!(unit["owner"].is_null());
        let document = unit["documents"][0].as_object().unwrap();
        assert!(!document.contains_key("inherited"));

        let mut judged = sample::derivative();
        judged.unit.outline.same_as = Some("models/twin".into());
        judged.lineage.judged_as = Some("the card says so".into());
        judged.unit.documents[0].inherited = true;
        let finding = &mut judged.findings[1];
        (finding.license, finding.clause, finding.duty) = (None, None, None);
        (finding.remedy, finding.place) = (None, None);
        let value: Value = serde_json::from_str(&printed(&[judged])).unwrap();
        let unit = &value["units"][0];
        assert_eq!(unit["same_as"], "models/twin");
        assert_eq!(unit["judged_as"], "the card says so");
        assert_eq!(unit["documents"][0]["inherited"], true);
        let finding = unit["findings"][1].as_object().unwrap();
        assert!(!finding.contains_key("duty") && !finding.contains_key("remedy"));
        for key in ["license", "clause", "path", "line"] {
            assert!(finding[key].is_null(), "{key}");
        }
        assert_eq!(finding["fingerprint"].as_str().unwrap().len(), 16);
    }

    #[test]
    fn a_scan_of_nothing_is_one_object_too() {
        let value: Value = serde_json::from_str(&printed(&[])).unwrap();
        assert_eq!(value["units"].as_array().unwrap().len(), 0);
    }

    #[test]
    fn lines_have_one_unit_each_and_the_summary_last() {
        let mut out = Vec::new();
        let mut report = JsonLines::new(&mut out, vec!["模型".into()]);
        report.unit(&sample::derivative()).unwrap();
        report.unit(&sample::clean()).unwrap();
        report.finish(&sample::summary()).unwrap();
        let text = String::from_utf8(out).unwrap();
        let lines: Vec<Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(lines[0]["name"], "acme-13b");
        assert_eq!(lines[2]["roots"][0], "模型");
        assert_eq!(lines[2]["summary"]["errors"], 2);
    }

    #[test]
    fn names_stay_data_and_the_output_stays_valid() {
        let mut judged = sample::clean();
        judged.unit.outline.path = "models/a\u{1b}[2J\u{fffd}\n\u{202e}许可".into();
        let value: Value = serde_json::from_str(&printed(&[judged.clone()])).unwrap();
        assert_eq!(value["units"][0]["path"], judged.unit.outline.path.as_str());
    }
}
