//! What is missing: one file per rule, each a pure function of a [`Case`].

use crate::{
    declared::Declaration,
    finding::{Finding, Level},
    identify::Identity,
    library::duty::Role,
    lineage::Lineage,
    unit::Unit,
};

/// Everything that a rule may look at.
pub struct Case<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// For each of `unit.documents`, what its text is; `None` where no text was identified.
    pub identities: &'a [Option<std::sync::Arc<Identity>>],
    /// What its files say about its license.
    pub declared: &'a [Declaration],
    /// Where it comes from.
    pub lineage: &'a Lineage,
    /// What the publisher does with it.
    pub roles: &'a [Role],
    /// What is known about licenses.
    pub library: &'a crate::library::Library,
    /// The other models of the store.
    pub store: &'a dyn crate::lineage::StoreIndex,
}

/// A rule: data and one function.
pub struct Rule {
    /// Its name, in kebab case; it explains itself and never changes.
    pub name: &'static str,
    /// Its default level; a duty may only lower it.
    pub level: Level,
    /// One sentence: when it fires.
    pub summary: &'static str,
    /// The version that brought it.
    pub since: &'static str,
    /// Its page: Markdown with the sections `What it does`, `Why it matters`, `How to mend it`.
    pub docs: &'static str,
    /// Looks at a case and says what is missing.
    pub check: fn(&Case, &mut Vec<Finding>),
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// All rules, sorted by name.
pub static RULES: &[&Rule] = &[];

/// Runs every rule over a case. Findings are sorted by level (errors first), rule, place and license.
pub fn check(_case: &Case) -> Vec<Finding> {
    Vec::new()
}
