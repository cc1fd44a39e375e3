//! One policy, ready to be applied: its entries with the lines where they stand, and whether each met
//! something.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use jiff::civil::Date;

use super::{
    Names,
    config::{Config, DeclarationEntry, RuleLevel, WaiverEntry},
    declaration, deny,
    met::PolicyEntry,
    waiver,
};
use crate::{
    finding::{Finding, Level, Place},
    language::both,
    library::duty::Role,
    rules::{Answer, Case, RULES},
    unit::Outline,
};

/// The rules about what a model owes to those who receive it. For a model that never leaves the house they
/// only say what would have to be done.
const DUTIES_OF_PUBLISHING: [&str; 8] = [
    "dropped-restrictions",
    "missing-attribution",
    "missing-change-statement",
    "missing-license-copy",
    "missing-notice",
    "missing-source",
    "naming-requirement",
    "no-derivatives",
];

/// An entry of the file.
#[derive(Debug)]
struct Entry<T> {
    what: T,
    line: u32,
    met: AtomicBool,
}

impl<T> Entry<T> {
    fn new(what: T, line: u32) -> Self {
        Self { what, line, met: AtomicBool::new(false) }
    }

    fn meet(&self) {
        self.met.store(true, Ordering::Relaxed);
    }

    fn has_met(&self) -> bool {
        self.met.load(Ordering::Relaxed)
    }
}

/// The policy of one file.
#[derive(Debug)]
pub struct Policy {
    config: Config,
    shown: String,
    /// The folder from which its globs see paths.
    folder: Option<PathBuf>,
    trusted: bool,
    today: Date,
    /// True where `--role` was typed, which goes before the policy.
    role_is_typed: bool,
    waivers: Vec<Entry<WaiverEntry>>,
    declarations: Vec<Entry<DeclarationEntry>>,
}

impl Policy {
    /// A policy; `line` tells the line of a byte of its file.
    pub(super) fn new(
        mut config: Config,
        shown: String,
        folder: Option<PathBuf>,
        trusted: bool,
        today: Date,
        role_is_typed: bool,
        line: &dyn Fn(usize) -> u32,
    ) -> Self {
        let waivers = std::mem::take(&mut config.waiver);
        let declarations = std::mem::take(&mut config.declaration);
        Self {
            waivers: waivers
                .into_iter()
                .map(|it| Entry::new(it.get_ref().clone(), line(it.span().start)))
                .collect(),
            declarations: declarations
                .into_iter()
                .map(|it| Entry::new(it.get_ref().clone(), line(it.span().start)))
                .collect(),
            config,
            shown,
            folder,
            trusted,
            today,
            role_is_typed,
        }
    }

    /// The file as it is printed.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// False for a policy that a scanned tree brought along.
    pub fn is_trusted(&self) -> bool {
        self.trusted
    }

    /// What the policy says.
    pub fn config(&self) -> &Config {
        &self.config
    }

    fn names(&self, outline: &Outline) -> Names {
        Names::of(outline, self.folder.as_deref())
    }

    pub(super) fn set_roles(&self, roles: &mut Vec<Role>) {
        if let Some(role) = self.config.role.filter(|_| !self.role_is_typed) {
            *roles = role.roles();
        }
        if self.config.commercial && !roles.contains(&Role::CommercialUse) {
            roles.push(Role::CommercialUse);
        }
    }

    pub(super) fn team(&self, outline: &Outline) -> Option<&str> {
        if self.config.owner.is_empty() {
            return None;
        }
        let names = self.names(outline);
        let owner =
            self.config.owner.iter().find(|it| it.units.iter().any(|it| it.matches(&names)));
        owner.map(|owner| owner.name.0.as_str())
    }

    fn holding(&self) -> impl Iterator<Item = &Entry<DeclarationEntry>> {
        self.declarations.iter().filter(|entry| self.holds(&entry.what))
    }

    fn holds(&self, declaration: &DeclarationEntry) -> bool {
        declaration.expires.is_none_or(|last| self.today <= last.0)
    }

    pub(super) fn answers(&self, outline: &Outline) -> Vec<Answer> {
        if self.declarations.is_empty() {
            return Vec::new();
        }
        let names = self.names(outline);
        self.holding()
            .filter(|entry| entry.what.unit.matches(&names))
            .map(|entry| Answer { license: entry.what.license.0.clone(), duty: entry.what.duty.0 })
            .collect()
    }

    /// Applies the policy and gives the entries that met something.
    pub(super) fn apply(&self, case: &Case, findings: &mut Vec<Finding>) -> Vec<PolicyEntry> {
        let mut met = Vec::new();
        let names = self.names(&case.unit.outline);
        deny::check(&self.config, &self.shown, case, findings);
        self.set_levels(findings);
        if self.config.visibility.internal.iter().any(|glob| glob.matches(&names)) {
            for finding in findings.iter_mut().filter(|it| DUTIES_OF_PUBLISHING.contains(&it.rule))
            {
                finding.level = Level::Note;
            }
        }
        for finding in findings {
            self.waive(&names, finding, &mut met);
        }
        for (at, entry) in self.declarations.iter().enumerate() {
            if self.holds(&entry.what)
                && entry.what.unit.matches(&names)
                && declaration::is_asked(case, &entry.what.license.0, entry.what.duty.0)
            {
                met.push(PolicyEntry::Declaration(at));
            }
        }
        met.sort_unstable();
        met.dedup();
        for entry in &met {
            self.meet(*entry);
        }
        met
    }

    /// An entry has met something.
    pub(super) fn meet(&self, entry: PolicyEntry) {
        match entry {
            PolicyEntry::Waiver(at) => self.waivers.get(at).map(Entry::meet),
            PolicyEntry::Declaration(at) => self.declarations.get(at).map(Entry::meet),
        };
    }

    /// Which of the entries have ended: the day matters to what is said about a unit in no other way.
    pub(super) fn ended(&self) -> Vec<bool> {
        let waivers = self.waivers.iter().map(|entry| self.today > entry.what.expires.0);
        let declarations = self.declarations.iter().map(|entry| !self.holds(&entry.what));
        waivers.chain(declarations).collect()
    }

    /// Where the file lies, what it may do, and whether a role was typed: what its text does not tell.
    pub(super) fn surroundings(&self) -> (&str, Option<&Path>, bool, bool) {
        (&self.shown, self.folder.as_deref(), self.trusted, self.role_is_typed)
    }

    /// Waives a finding where a waiver holds for it. Every waiver that would do has met something.
    fn waive(&self, names: &Names, finding: &mut Finding, met: &mut Vec<PolicyEntry>) {
        for (at, entry) in self.waivers.iter().enumerate() {
            let waiver = &entry.what;
            let is_meant = waiver.rule.0 == finding.rule
                && waiver.license.as_ref().is_none_or(|it| Some(&it.0) == finding.license.as_ref())
                && self.today <= waiver.expires.0
                && waiver.unit.matches(names);
            if is_meant {
                met.push(PolicyEntry::Waiver(at));
                finding.waived.get_or_insert_with(|| {
                    let WaiverEntry { reason, owner, expires, .. } = waiver;
                    both!(
                        "{} ({}, until {})",
                        "{}（{}，有效期至 {}）",
                        reason.0,
                        owner.0,
                        expires.0.to_string()
                    )
                });
            }
        }
    }

    /// Gives findings the levels that the policy wants for their rules.
    pub(super) fn set_levels(&self, findings: &mut [Finding]) {
        for finding in findings {
            let Some((_, wanted)) =
                self.config.rules.iter().find(|(rule, _)| rule.0 == finding.rule)
            else {
                continue;
            };
            if let Some(level) = wanted.level() {
                finding.level = leveled(finding, level);
            } else {
                let reason =
                    || both!("{} is off in {}", "{} 已在 {} 中关闭", finding.rule, self.shown);
                finding.waived.get_or_insert_with(reason);
            }
        }
    }

    /// What is to be said of the policy's own entries after a scan.
    pub(super) fn closing(&self) -> Vec<Finding> {
        let place = |line| Place { path: self.shown.clone(), line, snippet: None };
        let mut findings = Vec::new();
        for entry in &self.waivers {
            let WaiverEntry { rule, unit, expires, .. } = &entry.what;
            let said = both!("the waiver of {} for {}", "就 {} 对 {} 的豁免", rule.0, unit.text());
            if expires.0 < self.today {
                findings.push(waiver::expired(&said, &expires.0.to_string(), place(entry.line)));
            } else if !entry.has_met() {
                findings.push(waiver::unused(&said, place(entry.line)));
            }
        }
        for entry in &self.declarations {
            let DeclarationEntry { unit, license, duty, expires, .. } = &entry.what;
            let said = both!(
                "the declaration about {} of {} for {}",
                "就 {}（{}）对 {} 的说明",
                duty.0.as_str(),
                license.0,
                unit.text()
            );
            match expires {
                Some(last) if last.0 < self.today => {
                    findings.push(waiver::expired(&said, &last.0.to_string(), place(entry.line)));
                }
                _ if !entry.has_met() => {
                    findings.push(waiver::unused(&said, place(entry.line)));
                }
                _ => {}
            }
        }
        findings
    }
}

/// The level of a finding whose rule has another level than its own: what a duty or weak evidence lowered
/// stays lowered.
fn leveled(finding: &Finding, wanted: Level) -> Level {
    let own = RULES.iter().find(|rule| rule.name == finding.rule).map_or(wanted, |rule| rule.level);
    if finding.level >= own { wanted } else { finding.level.min(wanted) }
}

/// True where a level is above that of the rule itself.
pub(super) fn is_stricter(rule: &str, level: RuleLevel) -> bool {
    let own = RULES.iter().find(|known| known.name == rule).map(|known| known.level);
    own.is_some_and(|own| level.level().is_some_and(|level| level > own))
}
