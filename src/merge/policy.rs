//! What is to be said about the policy once all runs are known: an entry is unused where it met nothing in
//! any of them.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::part::PartFile;
use crate::report::json::frame::{Policy, PolicyFile, Totals};

/// What is looked at in a finding.
#[derive(Deserialize)]
struct Finding {
    level: String,
    path: Option<String>,
    #[serde(default)]
    waived: Option<String>,
}

fn finding(raw: &RawValue) -> Option<Finding> {
    serde_json::from_str(raw.get()).ok()
}

/// The policies of all parts, and their findings, counted in place of those that each part counted.
pub(super) fn joined(parts: &[PartFile], totals: &mut Totals) -> Option<Policy> {
    let mut files: Vec<PolicyFile> = Vec::new();
    for policy in parts.iter().filter_map(|part| part.last.policy.as_ref()) {
        for raw in &policy.findings {
            let count = counter(raw, totals);
            *count = count.saturating_sub(1);
        }
        for file in &policy.files {
            if !files.contains(file) {
                files.push(file.clone());
            }
        }
    }
    let mut findings: Vec<Box<RawValue>> = Vec::new();
    if totals.units > 0 {
        for file in &files {
            findings.extend(about(file, parts));
        }
    }
    for raw in &findings {
        *counter(raw, totals) += 1;
    }
    (!files.is_empty()).then_some(Policy { files, findings })
}

/// What every part that had a policy would say about it.
fn about(file: &PolicyFile, parts: &[PartFile]) -> Vec<Box<RawValue>> {
    let has = |part: &&PartFile| {
        part.last.policy.as_ref().is_some_and(|policy| policy.files.contains(file))
    };
    let mut with = parts.iter().filter(has);
    let Some(first) = with.next() else { return Vec::new() };
    let is_of_file = |raw: &RawValue| {
        finding(raw).is_some_and(|it| it.path.as_deref() == Some(file.path.as_str()))
    };
    let mut said: Vec<Box<RawValue>> =
        first.facts.policy.iter().filter(|raw| is_of_file(raw)).cloned().collect();
    for part in with {
        said.retain(|raw| part.facts.policy.iter().any(|other| other.get() == raw.get()));
    }
    said
}

/// Where a finding is counted.
fn counter<'a>(raw: &RawValue, totals: &'a mut Totals) -> &'a mut usize {
    let finding = finding(raw);
    let level = finding.as_ref().map_or("note", |it| it.level.as_str());
    match level {
        _ if finding.as_ref().is_some_and(|it| it.waived.is_some()) => &mut totals.waived,
        "error" => &mut totals.errors,
        "warning" => &mut totals.warnings,
        _ => &mut totals.notes,
    }
}
