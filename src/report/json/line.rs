//! A unit as the format has it.

use serde::Serialize;

use crate::{
    finding::Finding,
    language::Language,
    lineage::{BaseModel, Evidence},
    policy::Clarified,
    scan::{Judged, Listed},
};

#[derive(Serialize)]
pub(super) struct UnitOut<'a> {
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
pub(super) struct FindingOut<'a> {
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

impl<'a> UnitOut<'a> {
    pub(super) fn new(judged: &'a Judged, language: Language) -> Self {
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
    pub(super) fn new(finding: &'a Finding, below_root: &str, language: Language) -> Self {
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
