//! `denied-license`: the policy does not allow a license that a model bears or comes from.

use std::collections::BTreeMap;

use super::{
    config::{Config, Fact},
    value::Territory,
};
use crate::{
    declared::Declaration,
    finding::{Finding, Level, Place},
    library::{
        Library,
        duty::{Binding, DutyKind},
        license::{Commercial, License},
    },
    lineage::{KnownFrom, Relation},
    rules::{Case, denied_license::DENIED_LICENSE, own_licenses},
    unit::UnitKind,
};

/// How a unit comes to a license.
struct Source {
    /// In words, for the message.
    words: String,
    place: Option<Place>,
    /// The loudest level that the evidence allows.
    cap: Level,
}

/// Says which licenses of a unit the policy denies.
pub(super) fn check(config: &Config, shown: &str, case: &Case, findings: &mut Vec<Finding>) {
    let says_nothing = config.allow.is_empty()
        && config.deny.licenses.is_empty()
        && config.deny.families.is_empty()
        && config.deny.facts.is_empty()
        && !config.commercial
        && config.territory.is_empty();
    let kind = case.unit.outline.kind;
    if says_nothing || !matches!(kind, UnitKind::Model | UnitKind::Documents) {
        return;
    }
    for (id, source) in sources(case) {
        let license = case.library.license(id);
        if let Some(why) = refusal(config, id, license) {
            let title = license.and_then(|it| it.titles.first()).map_or(id, String::as_str);
            let message = format!("{shown} does not allow {title} ({id}), {}: {why}", source.words);
            let mut finding = Finding::new(
                DENIED_LICENSE.name,
                DENIED_LICENSE.level.min(source.cap),
                message,
            )
            .license(id)
            .remedy(format!(
                "Take a model under another license, or have {shown} allow \"{id}\" or waive it"
            ));
            finding.place = source.place;
            findings.push(finding);
        }
    }
    for said in case.declared.iter().filter(|said| said.license.is_none()) {
        if let Some(why) = refusal_of_name(config, said) {
            let raw = said.raw.trim();
            let message = format!("{shown} does not allow \"{raw}\", which the model bears: {why}");
            let remedy = format!(
                "Name a license that is allowed; where this is one of your own, write `private-ok = [\"{raw}\"]` into {shown}"
            );
            findings.push(
                Finding::new(DENIED_LICENSE.name, DENIED_LICENSE.level, message)
                    .remedy(remedy)
                    .at(Place { path: said.path.clone(), line: said.line, snippet: None }),
            );
        }
    }
}

/// Every license of a unit with how it comes to it; its own go before those of its bases.
fn sources<'a>(case: &'a Case<'a>) -> BTreeMap<&'a str, Source> {
    let mut found = BTreeMap::new();
    for (id, place) in own_licenses(case) {
        let words = "which the model bears".to_owned();
        found.insert(id, Source { words, place: Some(place), cap: Level::Error });
    }
    for base in case.lineage.bases.iter().filter(|base| base.relation != Relation::Original) {
        let cap = match base.known_from {
            KnownFrom::Store | KnownFrom::Table => Level::Error,
            KnownFrom::Memory => Level::Note,
            KnownFrom::Family | KnownFrom::Nothing => continue,
        };
        for id in &base.licenses {
            let place = base.evidence.first().map(|proof| Place {
                path: proof.path.clone(),
                line: proof.line,
                snippet: None,
            });
            let words = format!("the license of its base {}", base.base);
            found.entry(id.as_str()).or_insert(Source { words, place, cap });
        }
    }
    found
}

/// Why the policy denies what a declaration names that is no single known license.
fn refusal_of_name(config: &Config, said: &Declaration) -> Option<String> {
    // `other` is no name; that nothing else is said is a matter of `unnamed-license`.
    if matches!(said.raw.trim(), "" | "other" | "unknown") || is_private(config, &said.raw) {
        return None;
    }
    let Some(family) = &said.family else {
        return (!config.allow.is_empty()).then(|| "no license of this name is known".to_owned());
    };
    if config.deny.families.iter().any(|denied| denied.0 == *family) {
        return Some(format!("the family {family} is denied"));
    }
    // One member may be allowed and another not: which it is nobody knows here.
    let library = Library::embedded();
    let may_be_allowed = config.allow.is_empty()
        || config.allow.families.iter().any(|allowed| allowed.0 == *family)
        || config.allow.licenses.iter().any(|allowed| library.family_has(family, &allowed.0));
    (!may_be_allowed).then(|| "its family is not among those that are allowed".to_owned())
}

fn is_private(config: &Config, raw: &str) -> bool {
    let folded = |name: &str| name.trim().to_lowercase().replace([' ', '_'], "-");
    config.private_ok.iter().any(|name| folded(&name.0) == folded(raw))
}

/// Why the policy denies a license; `None` where it does not.
fn refusal(config: &Config, id: &str, license: Option<&License>) -> Option<String> {
    let family = license.map(|license| license.family.as_str());
    if config.deny.licenses.iter().any(|denied| denied.0 == id) {
        return Some("it is denied".to_owned());
    }
    if let Some(denied) = config.deny.families.iter().find(|it| family == Some(it.0.as_str())) {
        return Some(format!("the family {} is denied", denied.0));
    }
    if let Some(license) = license {
        let denies = |fact: Fact| config.deny.facts.contains(&fact);
        let no_commerce = license.commercial == Commercial::No;
        if no_commerce && denies(Fact::NonCommercial) {
            return Some("it allows no commercial use".to_owned());
        }
        if no_commerce && config.commercial {
            return Some("it allows no commercial use, and you are commercial".to_owned());
        }
        if license.revocable == Some(true) && denies(Fact::Revocable) {
            return Some("its licensor may revoke it".to_owned());
        }
        let excludes = excludes(license);
        if !excludes.is_empty() && denies(Fact::Territory) {
            return Some(format!("it is not granted in {}", excludes.join(", ")));
        }
        if let Some((yours, excluded)) = excluded_here(&config.territory, &excludes) {
            return Some(format!(
                "it is not granted in {excluded}, and you use models in {}",
                yours.0
            ));
        }
    }
    let allowed = config.allow.is_empty()
        || config.allow.licenses.iter().any(|allowed| allowed.0 == id)
        || config.allow.families.iter().any(|allowed| family == Some(allowed.0.as_str()))
        || is_private(config, id);
    (!allowed).then(|| "it is not among those that are allowed".to_owned())
}

/// Where a license is not granted, whatever the model: the marks of such a duty are the places.
fn excludes(license: &License) -> Vec<&str> {
    let duties = license.duty.iter().filter(|duty| {
        duty.kind == DutyKind::TerritoryExclusion
            && duty.binding == Binding::Must
            && duty.only_if.is_none()
    });
    duties.flat_map(|duty| duty.marks.iter().map(String::as_str)).collect()
}

fn excluded_here<'a>(
    territory: &'a [Territory],
    excludes: &[&'a str],
) -> Option<(&'a Territory, &'a str)> {
    territory.iter().find_map(|yours| {
        let excluded = excludes.iter().find(|excluded| yours.is_touched_by(excluded))?;
        Some((yours, *excluded))
    })
}
