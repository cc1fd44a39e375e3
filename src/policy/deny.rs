//! `denied-license`: the policy does not allow a license that a model bears or comes from.

use std::collections::BTreeMap;

use super::{
    config::{Config, Fact},
    value::Territory,
};
use crate::{
    declared::Declaration,
    finding::{Finding, Level, Place},
    language::{Bilingual, both},
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
    words: Bilingual,
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
            let title = license.map_or_else(|| Bilingual::same(id), |it| both!("{}", "{}", it));
            let message = both!(
                "{} does not allow {} ({}), {}: {}",
                "{} 不允许使用{}（{}，{}）：{}",
                shown,
                title,
                id,
                source.words,
                why
            );
            let mut finding =
                Finding::new(DENIED_LICENSE.name, DENIED_LICENSE.level.min(source.cap), message)
                    .license(id)
                    .remedy(both!(
                        "Take a model under another license, or have {} allow \"{}\" or waive it",
                        "请改用其他许可的模型，或在 {} 中允许 {} 或予以豁免",
                        shown,
                        id
                    ));
            finding.place = source.place;
            findings.push(finding);
        }
    }
    for said in case.declared.iter().filter(|said| said.license.is_none()) {
        if let Some(why) = refusal_of_name(config, said) {
            let raw = said.raw.trim();
            let message = both!(
                "{} does not allow \"{}\", which the model bears: {}",
                "{} 不允许使用本模型声明的“{}”：{}",
                shown,
                raw,
                why
            );
            let remedy = both!(
                "Name a license that is allowed; where this is one of your own, write `private-ok = [\"{}\"]` into {}",
                "请写明获准使用的许可；如系自有许可，请将 `private-ok = [\"{}\"]` 写入 {}",
                raw,
                shown
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
        let words = both!("which the model bears", "系本模型采用的许可");
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
            let words = both!("the license of its base {}", "系基础模型 {} 的许可", base.base);
            found.entry(id.as_str()).or_insert(Source { words, place, cap });
        }
    }
    found
}

/// Why the policy denies what a declaration names that is no single known license.
fn refusal_of_name(config: &Config, said: &Declaration) -> Option<Bilingual> {
    // `other` is no name; that nothing else is said is a matter of `unnamed-license`.
    if matches!(said.raw.trim(), "" | "other" | "unknown") || is_private(config, &said.raw) {
        return None;
    }
    let Some(family) = &said.family else {
        return (!config.allow.is_empty())
            .then(|| both!("no license of this name is known", "未收录该名称的许可"));
    };
    if config.deny.families.iter().any(|denied| denied.0 == *family) {
        return Some(both!("the family {} is denied", "{} 系列已被禁止", family));
    }
    // One member may be allowed and another not: which it is nobody knows here.
    let library = Library::embedded();
    let may_be_allowed = config.allow.is_empty()
        || config.allow.families.iter().any(|allowed| allowed.0 == *family)
        || config.allow.licenses.iter().any(|allowed| library.family_has(family, &allowed.0));
    (!may_be_allowed)
        .then(|| both!("its family is not among those that are allowed", "其所属系列不在允许之列"))
}

fn is_private(config: &Config, raw: &str) -> bool {
    let folded = |name: &str| name.trim().to_lowercase().replace([' ', '_'], "-");
    config.private_ok.iter().any(|name| folded(&name.0) == folded(raw))
}

/// Why the policy denies a license; `None` where it does not.
fn refusal(config: &Config, id: &str, license: Option<&License>) -> Option<Bilingual> {
    let family = license.map(|license| license.family.as_str());
    if config.deny.licenses.iter().any(|denied| denied.0 == id) {
        return Some(both!("it is denied", "该许可已被禁止"));
    }
    if let Some(denied) = config.deny.families.iter().find(|it| family == Some(it.0.as_str())) {
        return Some(both!("the family {} is denied", "{} 系列已被禁止", denied.0));
    }
    if let Some(license) = license {
        let denies = |fact: Fact| config.deny.facts.contains(&fact);
        let no_commerce = license.commercial == Commercial::No;
        if no_commerce && denies(Fact::NonCommercial) {
            return Some(both!("it allows no commercial use", "该许可不允许商业使用"));
        }
        if no_commerce && config.commercial {
            return Some(both!(
                "it allows no commercial use, and you are commercial",
                "该许可不允许商业使用，而策略设定为商业使用"
            ));
        }
        if license.revocable == Some(true) && denies(Fact::Revocable) {
            return Some(both!("its licensor may revoke it", "许可方可以撤销该许可"));
        }
        let excludes = excludes(license);
        if !excludes.is_empty() && denies(Fact::Territory) {
            return Some(both!(
                "it is not granted in {}",
                "该许可不适用于以下地域：{}",
                excludes.join(", ")
            ));
        }
        if let Some((yours, excluded)) = excluded_here(&config.territory, &excludes) {
            return Some(both!(
                "it is not granted in {}, and you use models in {}",
                "该许可不适用于 {}，而策略设定在 {} 使用模型",
                excluded,
                yours.0
            ));
        }
    }
    let allowed = config.allow.is_empty()
        || config.allow.licenses.iter().any(|allowed| allowed.0 == id)
        || config.allow.families.iter().any(|allowed| family == Some(allowed.0.as_str()))
        || is_private(config, id);
    (!allowed).then(|| both!("it is not among those that are allowed", "该许可不在允许之列"))
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
        let place = excludes.iter().find(|place| yours.is_touched_by(place))?;
        Some((yours, *place))
    })
}
