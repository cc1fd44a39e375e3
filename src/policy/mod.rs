//! What the house decides: the policy of `licscan.toml`, applied to findings once the rules have made them.
//!
//! Rules stay pure functions of a model. What they need of a policy (roles, answers to what no file shows)
//! is part of their case; everything else happens here, in one place: licenses are denied, levels set, and
//! findings waived. Nothing disappears: what is switched off or known counts as waived.

pub mod baseline;
mod clarify;
pub mod config;
mod declaration;
mod deny;
mod discover;
mod error;
mod load;
mod met;
pub mod role;
mod single;
pub mod today;
mod trust;
mod value;
mod waiver;

use std::{cell::RefCell, path::Path};

pub use clarify::{Clarifications, Clarified};
pub use discover::FILE_NAME;
pub use error::PolicyError;
pub use load::{Chosen, language, load};
pub use met::Met;
pub use single::Policy;
pub use value::Pattern;

use crate::{
    finding::Finding,
    library::duty::Role,
    rules::{Answer, Case},
    unit::Outline,
};
use baseline::Baseline;

/// The names by which a glob of a policy can mean a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// `owner/name`, or the name alone.
    pub full: String,
    /// The name alone.
    pub bare: String,
    /// The path below the folder of the policy, where it lies below it.
    pub path: Option<String>,
}

impl Names {
    /// The names of a unit, seen from a folder.
    fn of(outline: &Outline, folder: Option<&Path>) -> Self {
        let full = match &outline.owner {
            Some(owner) => format!("{owner}/{}", outline.name),
            None => outline.name.clone(),
        };
        let real = folder.and_then(|_| outline.folder.canonicalize().ok());
        let path = folder.zip(real.as_deref()).and_then(|(folder, real)| {
            let below = real.strip_prefix(folder).ok()?;
            let parts = below.components().map(|part| part.as_os_str().to_string_lossy());
            Some(parts.collect::<Vec<_>>().join("/"))
        });
        Self { full, bare: outline.name.clone(), path }
    }
}

/// A file of the policy, as reports name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// The file as it is printed.
    pub path: String,
    /// False for one that a scanned tree brought along: it could only make the scan stricter.
    pub trusted: bool,
}

/// All policies of one scan: that of the caller, which holds everywhere, and those of the scanned trees.
#[derive(Debug, Default)]
pub struct Policies {
    all: Vec<Policy>,
    /// For each root the policies that hold there, by number; that of the caller first.
    of_root: Vec<Vec<usize>>,
    /// For each policy the digest of its file.
    texts: Vec<[u8; 32]>,
    clarifications: Clarifications,
    baseline: Option<Baseline>,
}

impl Policies {
    /// The files, in the order in which they hold.
    pub fn files(&self) -> Vec<PolicyFile> {
        let file = |policy: &Policy| PolicyFile {
            path: policy.shown().to_owned(),
            trusted: policy.is_trusted(),
        };
        self.all.iter().map(file).collect()
    }

    /// Findings of this baseline count as waived.
    pub fn set_baseline(&mut self, baseline: Baseline) {
        self.baseline = Some(baseline);
    }

    /// What somebody has read files to be.
    pub fn clarifications(&self) -> &Clarifications {
        &self.clarifications
    }

    /// The policies that hold below a root, which is given by its number.
    pub fn below(&self, root: usize) -> Holding<'_> {
        let numbers = self.of_root.get(root).map_or(&[][..], Vec::as_slice);
        let policies = numbers.iter().map(|at| (*at, &self.all[*at])).collect();
        Holding { all: self, policies, met: RefCell::default() }
    }

    /// What is to be said about the policies themselves once everything was scanned.
    pub fn closing(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        for policy in &self.all {
            let mut own = policy.closing();
            own.extend(self.clarifications.unused(policy.shown()));
            own.sort_by_key(|finding| finding.place.as_ref().map_or(0, |place| place.line));
            policy.set_levels(&mut own);
            findings.extend(own);
        }
        findings
    }
}

/// The policies that hold for one unit.
#[derive(Debug)]
pub struct Holding<'a> {
    all: &'a Policies,
    /// With their numbers.
    policies: Vec<(usize, &'a Policy)>,
    /// The entries that met something since this was made.
    met: RefCell<Vec<Met>>,
}

impl Holding<'_> {
    /// What is done with the models: what was asked for, unless the policy says something else.
    pub fn roles(&self, asked: &[Role]) -> Vec<Role> {
        let mut roles = asked.to_vec();
        for (_, policy) in &self.policies {
            policy.set_roles(&mut roles);
        }
        roles
    }

    /// The answers that hold for a unit.
    pub fn answers(&self, outline: &Outline) -> Vec<Answer> {
        self.policies.iter().flat_map(|(_, policy)| policy.answers(outline)).collect()
    }

    /// Who answers for a unit.
    pub fn team(&self, outline: &Outline) -> Option<&str> {
        self.policies.iter().find_map(|(_, policy)| policy.team(outline))
    }

    /// Applies the policies to what the rules say about a unit.
    pub fn apply(&self, case: &Case, findings: &mut Vec<Finding>) {
        if self.policies.is_empty() && self.all.baseline.is_none() {
            return;
        }
        for (number, policy) in &self.policies {
            let met = policy.apply(case, findings);
            self.met.borrow_mut().extend(met.into_iter().map(|entry| Met::Entry(*number, entry)));
        }
        if let Some(baseline) = &self.all.baseline {
            baseline.apply(&case.unit.outline.below_root, findings);
        }
        // The order of what has one level stays that of the rules.
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    }

    /// The entries that met something when this was applied.
    pub fn met(&self) -> Vec<Met> {
        self.met.borrow().clone()
    }
}

/// The JSON Schema of `licscan.toml`, for editors.
pub fn schema() -> String {
    let schema = schemars::schema_for!(config::Config);
    serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests;
