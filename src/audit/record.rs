//! What is kept of one judged unit, in the form of the tables.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    finding::Finding,
    language::{Bilingual, Language},
    report::json,
    scan::Judged,
};

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitRow {
    pub(super) path: String,
    /// The root that it was found below, as it was typed.
    pub(super) root: String,
    pub(super) name: String,
    pub(super) owner: Option<String>,
    pub(super) team: Option<String>,
    pub(super) kind: String,
    pub(super) relation: String,
    /// Its line of `licscan.scan/1`, in English.
    pub(super) record: String,
    pub(super) documents: BTreeMap<String, DocumentRow>,
    pub(super) findings: BTreeMap<FindingKey, FindingRow>,
}

/// A document. Licenses and declarations are JSON, for they are only compared and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DocumentRow {
    pub(super) kind: String,
    /// The SHA-256 of its text.
    pub(super) sha256: Option<String>,
    pub(super) verdict: String,
    pub(super) licenses: String,
    pub(super) declared: String,
}

/// What makes a finding the same one in the next night. Two may share a fingerprint; they are counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FindingKey {
    pub(super) fingerprint: String,
    pub(super) twin: i64,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FindingRow {
    pub(super) says: Says,
    pub(super) state: State,
}

/// What a finding says, which may change from night to night without it being another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Says {
    pub(super) rule: String,
    pub(super) license: Option<String>,
    pub(super) clause: Option<String>,
    pub(super) duty: Option<String>,
    pub(super) path: Option<String>,
    pub(super) line: Option<i64>,
    pub(super) message: Bilingual,
    pub(super) remedy: Option<Bilingual>,
    pub(super) fixable: bool,
}

/// How a finding stands in a night.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct State {
    pub(super) level: String,
    /// Why it is accepted, where it is.
    pub(super) waived: Option<Bilingual>,
}

impl UnitRow {
    /// The row of a unit that was judged.
    pub(super) fn of(judged: &Judged) -> serde_json::Result<Self> {
        let outline = &judged.unit.outline;
        let unit = |finding: &Finding| finding.fingerprint(&outline.below_root);
        Ok(Self {
            path: outline.path.clone(),
            root: root_of(&outline.path, &outline.below_root),
            name: outline.name.clone(),
            owner: outline.owner.clone(),
            team: judged.team.clone(),
            kind: outline.kind.as_str().to_owned(),
            relation: judged.lineage.relation.as_str().to_owned(),
            record: json::unit_line(judged, Language::En)?,
            documents: documents(judged)?,
            findings: findings(&judged.findings, unit),
        })
    }

    /// The row of a file of the policy, whose entries may have something to be said about them.
    pub(super) fn of_policy<'a>(file: &str, about: impl IntoIterator<Item = &'a Finding>) -> Self {
        // Entries of one file differ in nothing that a fingerprint looks at.
        let entry = |finding: &Finding| {
            let digest = Sha256::digest(finding.message.en.as_bytes());
            format!("{:016x}", digest.first_chunk().map_or(0, |head| u64::from_be_bytes(*head)))
        };
        Self {
            path: file.to_owned(),
            root: POLICY_ROOT.to_owned(),
            name: file.to_owned(),
            owner: None,
            team: None,
            kind: "policy".to_owned(),
            relation: String::new(),
            record: String::new(),
            documents: BTreeMap::new(),
            findings: findings(about, entry),
        }
    }
}

/// The root of what is said about files of the policy: no folder has this name.
pub(super) const POLICY_ROOT: &str = "";

/// The root of a unit, as it is typed: its path without what lies below the root.
fn root_of(path: &str, below_root: &str) -> String {
    let root = path.strip_suffix(below_root).unwrap_or(path);
    match root.trim_end_matches('/') {
        "" if root.is_empty() => ".".to_owned(),
        "" => "/".to_owned(),
        root => root.to_owned(),
    }
}

/// A root that was typed, in the same form.
pub(super) fn root(typed: &str) -> String {
    root_of(typed, "")
}

#[derive(Serialize)]
struct LicenseOut<'a> {
    id: Option<&'a str>,
    family: &'a str,
    verdict: &'static str,
}

fn documents(judged: &Judged) -> serde_json::Result<BTreeMap<String, DocumentRow>> {
    let digest_of = |path: &str| {
        let at = judged.unit.documents.iter().position(|document| document.path == path)?;
        judged.digests.get(at).copied().flatten()
    };
    judged
        .listed()
        .map(|listed| {
            let path = &listed.document.path;
            let licenses: Vec<LicenseOut<'_>> = listed
                .licenses
                .iter()
                .map(|found| LicenseOut {
                    id: found.id.as_deref(),
                    family: &found.family,
                    verdict: found.verdict.as_str(),
                })
                .collect();
            let declared = judged.declared.iter().filter(|said| said.path == *path);
            let declared: Vec<&str> =
                declared.map(|said| said.license.as_deref().unwrap_or(&said.raw)).collect();
            let row = DocumentRow {
                kind: listed.document.kind.as_str().to_owned(),
                sha256: digest_of(path).map(|digest| hex(&digest)),
                verdict: listed.verdict.as_str().to_owned(),
                licenses: serde_json::to_string(&licenses)?,
                declared: serde_json::to_string(&declared)?,
            };
            Ok((path.clone(), row))
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn findings<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    fingerprint: impl Fn(&Finding) -> String,
) -> BTreeMap<FindingKey, FindingRow> {
    let mut rows = BTreeMap::new();
    for finding in findings {
        let mut key = FindingKey { fingerprint: fingerprint(finding), twin: 0 };
        while rows.contains_key(&key) {
            key.twin += 1;
        }
        let says = Says {
            rule: finding.rule.to_owned(),
            license: finding.license.clone(),
            clause: finding.clause.clone(),
            duty: finding.duty.map(str::to_owned),
            path: finding.place.as_ref().map(|place| place.path.clone()),
            line: finding.place.as_ref().map(|place| i64::from(place.line)),
            message: finding.message.clone(),
            remedy: finding.remedy.clone(),
            fixable: finding.fixable,
        };
        let level = finding.level.as_str().to_owned();
        let state = State { level, waived: finding.waived.clone() };
        rows.insert(key, FindingRow { says, state });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_knows_its_root_as_it_was_typed() {
        for (path, below, root) in [
            ("models/acme/x", "acme/x", "models"),
            ("models", "", "models"),
            ("./models/acme/x", "acme/x", "./models"),
            ("acme/x", "acme/x", "."),
            (".", "", "."),
            ("/acme/x", "acme/x", "/"),
            ("/", "", "/"),
        ] {
            assert_eq!(root_of(path, below), root, "{path}");
        }
        for (typed, same) in [("models/", "models"), ("./", "."), (".", "."), ("/", "/")] {
            assert_eq!(root(typed), same);
        }
    }
}
