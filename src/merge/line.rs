//! The line of a unit as a part has it: what `report/json.rs` writes, read again.

use serde::Deserialize;

use crate::{library::duty::DutyKind, report::json::shown::Shown};

#[derive(Deserialize)]
pub(super) struct UnitIn {
    #[serde(default)]
    pub(super) shown: Shown,
    pub(super) path: String,
    pub(super) name: String,
    pub(super) owner: Option<String>,
    #[serde(default)]
    pub(super) team: Option<String>,
    pub(super) kind: String,
    pub(super) layout: String,
    pub(super) relation: String,
    #[serde(default)]
    pub(super) same_as: Option<String>,
    #[serde(default)]
    pub(super) judged_as: Option<String>,
    pub(super) documents: Vec<DocumentIn>,
    pub(super) declared: Vec<DeclaredIn>,
    pub(super) lineage: Vec<BaseIn>,
    pub(super) findings: Vec<FindingIn>,
}

#[derive(Deserialize)]
pub(super) struct DocumentIn {
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) applies_to: String,
    #[serde(default)]
    pub(super) inherited: bool,
    pub(super) verdict: String,
    pub(super) licenses: Vec<LicenseIn>,
    #[serde(default)]
    pub(super) clarified: Option<ClarifiedIn>,
}

#[derive(Deserialize)]
pub(super) struct LicenseIn {
    pub(super) id: Option<String>,
    pub(super) verdict: String,
}

#[derive(Deserialize)]
pub(super) struct ClarifiedIn {
    pub(super) by: String,
    pub(super) date: String,
}

#[derive(Deserialize)]
pub(super) struct DeclaredIn {
    pub(super) license: Option<String>,
    pub(super) raw: String,
    pub(super) path: String,
    pub(super) line: u32,
}

#[derive(Deserialize)]
pub(super) struct BaseIn {
    pub(super) base: String,
    pub(super) relation: String,
    pub(super) licenses: Vec<String>,
    pub(super) evidence: Vec<EvidenceIn>,
    #[serde(default)]
    pub(super) hints: Vec<EvidenceIn>,
}

#[derive(Deserialize)]
pub(super) struct EvidenceIn {
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) field: String,
}

#[derive(Deserialize)]
pub(super) struct FindingIn {
    pub(super) rule: String,
    pub(super) level: String,
    pub(super) license: Option<String>,
    pub(super) clause: Option<String>,
    #[serde(default)]
    pub(super) duty: Option<DutyKind>,
    pub(super) message: String,
    #[serde(default)]
    pub(super) remedy: Option<String>,
    pub(super) path: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) fixable: bool,
    #[serde(default)]
    pub(super) waived: Option<String>,
}
