//! What is missing: one file per rule, each a pure function of a [`Case`].
//!
//! A rule is data and one function. It looks at a [`Reading`], which is a case and what several rules
//! need of it, worked out once; it never opens a file and never changes what it sees. How loud a
//! finding may be is the least of three: the rule's level, the duty's, and how well the duty is known.

pub mod altered_license;
pub mod ambiguous_license;
mod card_view;
pub mod compatible;
mod context;
mod copy;
mod copyright_line;
mod damage;
pub mod dangling_license_link;
pub mod declaration_needed;
mod declared_copy;
pub mod denied_license;
pub mod dropped_restrictions;
mod duties;
pub mod expired_waiver;
mod fold;
mod held;
pub mod invalid_card;
pub mod license_conflict;
pub mod lineage_conflict;
mod look_alike;
mod mark;
#[cfg(test)]
mod mark_tests;
mod mendable;
pub mod merge_conflict;
pub mod missing_attribution;
pub mod missing_change_statement;
pub mod missing_license;
pub mod missing_license_copy;
pub mod missing_notice;
pub mod missing_source;
mod model_line;
mod named_file;
mod naming;
pub mod naming_requirement;
pub mod no_derivatives;
pub mod noncommercial_conflict;
mod notice_version;
mod own;
mod pages;
mod pattern;
mod phrases;
pub mod placeholder_copyright;
mod reading;
mod same_object;
mod sentence;
mod terms;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod unnamed_license;
pub mod unreadable_file;
pub mod unused_waiver;

use std::collections::BTreeSet;

use crate::{
    declared::{Declaration, View},
    finding::{Finding, Level},
    identify::Identity,
    language::Language,
    library::{
        Library, Named,
        duty::{DutyKind, Role},
        license::License,
    },
    lineage::Lineage,
    unit::Unit,
};

pub use card_view::CardView;
pub use duties::Owed;
pub use mendable::{card_file, notice_file};
pub use missing_attribution::filled;
pub(crate) use own::{licenses_of, own_licenses};
use pages::Page;
pub use reading::Reading;

/// What a rule asks of the library. [`Library`] answers it, and so does a test that knows three licenses.
pub trait LicenseSource: Sync {
    /// A license by its id.
    fn license(&self, id: &str) -> Option<&License>;

    /// The license whose text stands at an address, where one is known.
    fn license_at(&self, url: &str) -> Option<&str>;

    /// The family of a base model's name, where the table of families knows it.
    fn family_of_model(&self, name: &str) -> Option<&str>;

    /// The one license that a name stands for.
    fn named(&self, _name: &str) -> Option<&str> {
        None
    }

    /// The ids of the licenses of a family.
    fn members(&self, _family: &str) -> Vec<&str> {
        Vec::new()
    }

    /// True where an owner on a hub is the licensor of a license of the family.
    fn grants_family(&self, _family: &str, _owner: &str) -> bool {
        false
    }

    /// True where the text of a license is embedded, so that a copy can be written.
    fn has_text(&self, id: &str) -> bool;
}

impl LicenseSource for Library {
    fn license(&self, id: &str) -> Option<&License> {
        Self::license(self, id)
    }

    fn license_at(&self, url: &str) -> Option<&str> {
        Self::license_at(self, url)
    }

    fn family_of_model(&self, name: &str) -> Option<&str> {
        Self::family_of_model(self, name).map(|family| family.name.as_str())
    }

    fn named(&self, name: &str) -> Option<&str> {
        match self.resolve(name) {
            Named::License(id) => Some(id),
            Named::Family(_) | Named::Nothing => None,
        }
    }

    fn members(&self, family: &str) -> Vec<&str> {
        Self::members(self, family).collect()
    }

    fn grants_family(&self, family: &str, owner: &str) -> bool {
        Self::members(self, family).any(|id| self.licensor_owns(id, owner))
    }

    fn has_text(&self, id: &str) -> bool {
        self.has_text(id)
    }
}

/// Everything that a rule may look at.
pub struct Case<'a> {
    /// The unit.
    pub unit: &'a Unit,
    /// For each of `unit.documents`, what its text is; `None` where no text was identified.
    pub identities: &'a [Option<std::sync::Arc<Identity>>],
    /// What was read of its cards.
    pub views: &'a [View<'a>],
    /// What its files say about its license.
    pub declared: &'a [Declaration],
    /// Where it comes from.
    pub lineage: &'a Lineage,
    /// What the publisher does with it.
    pub roles: &'a [Role],
    /// The duties that no file shows and for which somebody has answered.
    pub answers: &'a [Answer],
    /// What is known about licenses.
    pub library: &'a dyn LicenseSource,
    /// The other models of the store.
    pub store: &'a dyn crate::lineage::StoreIndex,
}

/// A duty that no file shows and for which somebody has answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The license that asks, by id.
    pub license: String,
    /// The kind of the duty.
    pub duty: DutyKind,
}

/// What `--role publish`, the default, stands for.
pub const PUBLISH: &[Role] =
    &[Role::PublishDerivative, Role::RedistributeOriginal, Role::EnterLeaderboard];

/// A rule: data and one function.
pub struct Rule {
    /// Its name, in kebab case; it explains itself and never changes.
    pub name: &'static str,
    /// Its default level; a duty may only lower it. (`license-conflict` is louder where one side forbids
    /// commercial use, `altered-license` where words that mean something were changed.)
    pub level: Level,
    /// One sentence: when it fires.
    pub summary: &'static str,
    /// The version that brought it.
    pub since: &'static str,
    /// Its page: Markdown with the sections `What it does`, `Why it matters`, `How to mend it`.
    pub docs: &'static str,
    /// Looks at a case and says what is missing.
    pub check: fn(&Reading, &mut Vec<Finding>),
}

impl Rule {
    /// The level of a finding: the rule's own, lowered by what the duty and its evidence allow.
    fn at_most(&self, cap: Level) -> Level {
        self.level.min(cap)
    }
}

impl Rule {
    /// When it fires, in one sentence.
    pub fn summary(&self, language: Language) -> &'static str {
        language.choose(self.summary, pages::of(self.name).summary)
    }

    /// Its page: what it looks at, why it matters, how to mend it, and an example.
    pub fn page(&self, language: Language) -> String {
        let Page { chinese, before, after, .. } = pages::of(self.name);
        match language {
            Language::En => format!(
                "{}\n\n## Example\n\nBefore:\n\n{before}\n\nAfter:\n\n{after}\n",
                self.docs.trim_end()
            ),
            Language::Zh => {
                format!("{chinese}\n\n## 示例\n\n整改前：\n\n{before}\n\n整改后：\n\n{after}\n")
            }
        }
    }

    /// True for a rule that speaks of the policy's own entries and not of a model.
    pub fn is_about_policy(&self) -> bool {
        [expired_waiver::EXPIRED_WAIVER.name, unused_waiver::UNUSED_WAIVER.name]
            .contains(&self.name)
    }
}

/// The function of a rule that is a matter of the policy, which is applied once the rules have run.
const OF_POLICY: fn(&Reading, &mut Vec<Finding>) = |_, _| {};

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule")
            .field("name", &self.name)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

/// All rules, sorted by name.
pub static RULES: &[&Rule] = &[
    &altered_license::ALTERED_LICENSE,
    &ambiguous_license::AMBIGUOUS_LICENSE,
    &dangling_license_link::DANGLING_LICENSE_LINK,
    &declaration_needed::DECLARATION_NEEDED,
    &denied_license::DENIED_LICENSE,
    &dropped_restrictions::DROPPED_RESTRICTIONS,
    &expired_waiver::EXPIRED_WAIVER,
    &invalid_card::INVALID_CARD,
    &license_conflict::LICENSE_CONFLICT,
    &lineage_conflict::LINEAGE_CONFLICT,
    &merge_conflict::MERGE_CONFLICT,
    &missing_attribution::MISSING_ATTRIBUTION,
    &missing_change_statement::MISSING_CHANGE_STATEMENT,
    &missing_license::MISSING_LICENSE,
    &missing_license_copy::MISSING_LICENSE_COPY,
    &missing_notice::MISSING_NOTICE,
    &missing_source::MISSING_SOURCE,
    &naming_requirement::NAMING_REQUIREMENT,
    &no_derivatives::NO_DERIVATIVES,
    &noncommercial_conflict::NONCOMMERCIAL_CONFLICT,
    &placeholder_copyright::PLACEHOLDER_COPYRIGHT,
    &unnamed_license::UNNAMED_LICENSE,
    &unreadable_file::UNREADABLE_FILE,
    &unused_waiver::UNUSED_WAIVER,
];

/// Runs every rule over a case. Findings are sorted by level (errors first), rule, place and license.
pub fn check(case: &Case) -> Vec<Finding> {
    check_all(std::slice::from_ref(case)).pop().unwrap_or_default()
}

/// The findings of each case: every rule runs over all of them before the next one.
pub fn check_all(cases: &[Case]) -> Vec<Vec<Finding>> {
    let readings: Vec<Reading> = cases.iter().map(Reading::new).collect();
    let mut findings = vec![Vec::new(); cases.len()];
    for rule in RULES {
        for (reading, findings) in readings.iter().zip(&mut findings) {
            if reading.case.unit.outline.same_as.is_none() {
                (rule.check)(reading, findings);
            }
        }
    }
    for (case, findings) in cases.iter().zip(&mut findings) {
        settle(case, findings);
    }
    findings
}

/// Sorts the findings of a case and says each thing once.
fn settle(case: &Case, findings: &mut Vec<Finding>) {
    mendable::withdraw_out_of_reach(case, card_file(&case.unit.documents), findings);
    findings.sort_by(|a, b| b.level.cmp(&a.level).then_with(|| order(a).cmp(&order(b))));
    // One duty may bind through two bases, and one clause may be met in two ways: the loudest
    // statement about one license, clause and file stands for all of them.
    let firsts: Vec<bool> = {
        let mut said = BTreeSet::new();
        findings.iter().map(|finding| said.insert(statement(finding))).collect()
    };
    let mut firsts = firsts.into_iter();
    findings.retain(|_| firsts.next().unwrap_or(true));
}

/// What decides the order of findings of one level.
fn order(finding: &Finding) -> impl Ord {
    (
        finding.rule,
        finding.place.as_ref().map(|place| (&place.path, place.line)),
        &finding.license,
        &finding.clause,
        &finding.message,
    )
}

/// What tells one statement from another.
fn statement(finding: &Finding) -> impl Ord {
    let line = finding.place.as_ref().map_or(0, |place| place.line);
    (
        finding.rule,
        &finding.license,
        finding.duty,
        &finding.clause,
        finding.place.as_ref().map(|place| &place.path),
        finding.duty.is_none().then_some((line, &finding.message.en)),
    )
}
