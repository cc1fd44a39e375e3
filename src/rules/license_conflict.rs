//! `license-conflict`: two statements about the license of the same weights.

use std::{
    cell::LazyCell,
    collections::{BTreeMap, BTreeSet},
};

use crate::{
    declared::{Declaration, DeclarationSource, sentence::fold},
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::license::Commercial,
    lineage::Relation,
};

use super::{
    Rule, duties, notice_version, own,
    own::OwnText,
    reading::Reading,
    same_object,
    terms::{is_the_text_of, says},
};

/// Card, file, header, NOTICE or sibling documents disagree.
pub static LICENSE_CONFLICT: Rule = Rule {
    name: "license-conflict",
    level: Level::Warning,
    summary: "two of the unit's own files name different licenses for the same weights",
    since: "0.1.0",
    docs: "\
## What it does

Compares what the cards say, what the configuration says and what the license files are. Two of them that
name different licenses for the weights are a conflict; so is a declared version of a license beside a base
model under another version of it, and the notice line of another version. A code license beside a weights license is none, nor are a license beside
the copy of a base's license, several values of one `license:` list, translations, or a family beside one
of its members. It is a warning, and an error where one side forbids commercial use.

## Why it matters

Nobody can tell which of the two holds, and each reader takes the one that suits.

## How to mend it

Make the card and the license file say the same, or name the license file of the code `LICENSE-CODE`.
",
    check,
};

fn check(reading: &Reading, findings: &mut Vec<Finding>) {
    if !reading.judges_statements() {
        return;
    }
    let case = reading.case;
    let bases = own::base_ids(case);
    let texts = own::texts(case);
    let of_weights = LazyCell::new(|| own::texts_of_weights(case));
    let groups = groups(case.declared);
    let names_one = |group: &[&Declaration]| {
        group.iter().any(|said| said.license.is_some() || said.family.is_some())
    };
    let base_families: Vec<&str> = bases
        .iter()
        .filter_map(|id| case.library.license(id))
        .map(|license| license.family.as_str())
        .collect();
    // The terms of a base are named beside the unit's own, often without their version.
    let of_base = |group: &[&Declaration]| {
        group.iter().any(|said| match (said.license.as_deref(), said.family.as_deref()) {
            (Some(id), _) => bases.contains(&id),
            (None, Some(family)) => {
                base_families.contains(&family)
                    || case.library.members(family).iter().any(|id| bases.contains(id))
            }
            (None, None) => false,
        })
    };
    let (of_bases, mut own_groups): (Vec<_>, Vec<_>) = groups
        .iter()
        .filter(|group| names_one(group))
        .filter(|group| !group.iter().any(|said| same_object::is_of_a_component(reading, said)))
        .partition(|group| of_base(group));
    // A field of the front matter speaks of the unit, also where it gives it the terms of its base.
    let by_field = of_bases
        .into_iter()
        .filter(|group| group.iter().any(|said| said.source == DeclarationSource::FrontMatter));
    // Said twice, it is one claim: the first place stands for all.
    let mut claims = BTreeSet::new();
    own_groups.retain(|group| {
        let mut claim: Vec<_> = group.iter().map(|said| (&said.license, &said.family)).collect();
        claim.sort();
        claim.dedup();
        claims.insert(claim)
    });
    // Whether a card names a text takes a look at all its words: few units need to know.
    let own_text = LazyCell::new(|| {
        let mut own =
            of_weights.iter().filter(|text| !text.ids().iter().any(|id| bases.contains(id)));
        own.find(|text| !is_named_beside(reading, text))
    });
    let is_told_elsewhere = |group: &[&Declaration], text: &OwnText| {
        own_groups.iter().any(|other| {
            other.iter().any(|said| agrees(reading, said, text))
                && group.iter().all(|a| other.iter().all(|b| same_object::are_told_apart(a, b)))
        })
    };
    for group in &own_groups {
        let agrees = texts.iter().any(|text| group.iter().any(|said| agrees(reading, said, text)));
        // Where another text is the declared license, this one has some other reason to be here.
        if agrees {
            continue;
        }
        if let Some(text) = *own_text
            && !group.iter().any(|said| same_object::is_beside_the_code(reading, said, text))
            && !is_told_elsewhere(group, text)
        {
            findings.push(beside_text(reading, group, text));
        }
    }
    let behind = own_groups.iter().enumerate().map(|(at, group)| (*group, &own_groups[at + 1..]));
    for (group, others) in by_field.map(|group| (group, &own_groups[..])).chain(behind) {
        for other in others {
            let same = group.iter().any(|a| other.iter().any(|b| same_claim(reading, a, b)));
            let apart = group.iter().all(|a| {
                other.iter().all(|b| {
                    same_object::are_told_apart(a, b)
                        || same_object::is_badge_of_code(reading, a, b)
                })
            });
            if !same && !apart {
                findings.push(two_declarations(reading, group, other));
            }
        }
    }
    if reading.judges_duties() && case.lineage.relation != Relation::Original {
        other_version_than_base(reading, findings);
        notice_version::other_version(reading, LICENSE_CONFLICT.name, findings);
    }
}

/// True where a card names the license of a file, and not for the weights: then the card says itself what
/// the file is for, such as the code.
fn is_named_beside(reading: &Reading, text: &OwnText) -> bool {
    let ids = text.ids();
    let declared = reading.case.declared.iter().filter_map(|said| said.license.as_deref());
    if ids.is_empty() || declared.into_iter().any(|id| ids.contains(&id)) {
        return false;
    }
    let names = |name: &str| reading.case.library.named(name).is_some_and(|id| ids.contains(&id));
    reading.cards().iter().flat_map(|view| view.passages).any(|passage| {
        let words: Vec<&str> = passage
            .text
            .split(|letter: char| {
                letter.is_whitespace() || "[](),;，。；：:《》“”\"".contains(letter)
            })
            .filter(|word| !word.is_empty())
            .take(LONGEST_PASSAGE)
            .collect();
        (1..=LONGEST_NAME).any(|length| words.windows(length).any(|name| names(&name.join(" "))))
    })
}

/// The most words of a license's name, and of a passage that is searched for one.
const LONGEST_NAME: usize = 5;
const LONGEST_PASSAGE: usize = 400;

/// The declarations, one group for each field of each file: the values of one list do not disagree.
fn groups(declared: &[Declaration]) -> Vec<Vec<&Declaration>> {
    let mut groups: BTreeMap<(&str, DeclarationSource, u32), Vec<&Declaration>> = BTreeMap::new();
    for said in declared {
        // `license`, `license_name` and `license_link` say one thing together, and so does a list.
        let (field, line) = match said.source {
            DeclarationSource::FrontMatter
            | DeclarationSource::LicenseName
            | DeclarationSource::LicenseLink => (DeclarationSource::FrontMatter, 0),
            other => (other, said.line),
        };
        groups.entry((&said.path, field, line)).or_default().push(said);
    }
    groups.into_values().collect()
}

fn family<'a>(reading: &'a Reading, said: &'a Declaration) -> Option<&'a str> {
    let by_id = said.license.as_deref().and_then(|id| reading.case.library.license(id));
    by_id.map(|license| license.family.as_str()).or(said.family.as_deref())
}

/// True where a declaration and a text may be the same license. What is named by its family only, on
/// either side, agrees with each member.
fn agrees(reading: &Reading, said: &Declaration, text: &OwnText) -> bool {
    let ids = text.ids();
    match said.license.as_deref() {
        Some(id) if !ids.is_empty() => ids.iter().any(|found| own::same_license(found, id)),
        _ => {
            let short = |id: &&&str| {
                said.license.is_none()
                    && (is_without_version(&said.raw, id) || may_be_short_for(reading, said, id))
            };
            family(reading, said).is_some_and(|family| text.is_of_family(family))
                || ids.iter().find(short).is_some()
                || said.license.is_none() && names_family_of(reading, said, text)
        }
    }
}

/// True where the family that a declaration names has a license of a text, or one of the family that a text is
/// of. The families of names and those of texts are cut in other ways.
fn names_family_of(reading: &Reading, said: &Declaration, text: &OwnText) -> bool {
    let members = || {
        let family = said.family.iter();
        family.flat_map(|family| reading.case.library.members(family))
    };
    let ids = text.ids();
    if !ids.is_empty() {
        return members().any(|id| ids.contains(&id));
    }
    let license = |id: &str| reading.case.library.license(id);
    members().filter_map(license).any(|license| text.is_of_family(&license.family))
}

/// True where a license is one of the family that a declaration names.
fn has_member(reading: &Reading, said: &Declaration, id: &str) -> bool {
    let members = said.family.iter().flat_map(|family| reading.case.library.members(family));
    members.into_iter().any(|member| member == id)
}

fn may_be_short_for(reading: &Reading, said: &Declaration, id: &str) -> bool {
    let license = reading.case.library.license(id);
    license.is_some_and(|license| same_object::may_be_short_for(&said.raw, license))
}

fn same_claim(reading: &Reading, a: &Declaration, b: &Declaration) -> bool {
    match (a.license.as_deref(), b.license.as_deref()) {
        (Some(a), Some(b)) => own::same_license(a, b),
        (Some(id), None) if is_without_version(&b.raw, id) => true,
        (None, Some(id)) if is_without_version(&a.raw, id) => true,
        (Some(id), None) if may_be_short_for(reading, b, id) => true,
        (None, Some(id)) if may_be_short_for(reading, a, id) => true,
        (Some(id), None) if has_member(reading, b, id) => true,
        (None, Some(id)) if has_member(reading, a, id) => true,
        _ if fold(&a.raw) == fold(&b.raw) => true,
        _ => family(reading, a) == family(reading, b),
    }
}

/// True where a name is that of a license but for its version: `cc-by-nc-sa` for `cc-by-nc-sa-4.0`.
fn is_without_version(raw: &str, id: &str) -> bool {
    let name = raw.trim().to_lowercase().replace([' ', '_'], "-");
    let name = name.trim_end_matches("-license");
    id.strip_prefix(name).and_then(|rest| rest.strip_prefix('-')).is_some_and(|version| {
        version.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
    })
}

/// A warning, or an error where exactly one side forbids commercial use.
fn loudness(reading: &Reading, a: Option<&str>, b: Option<&str>) -> Level {
    let forbids = |id: Option<&str>| {
        let license = id.and_then(|id| reading.case.library.license(id));
        license.is_some_and(|license| license.commercial == Commercial::No)
    };
    if forbids(a) == forbids(b) { LICENSE_CONFLICT.level } else { Level::Error }
}

fn named_first<'a>(group: &[&'a Declaration]) -> &'a Declaration {
    let named = group.iter().find(|said| said.license.is_some());
    named.or(group.iter().find(|said| said.family.is_some())).unwrap_or(&group[0])
}

fn name_of(reading: &Reading, id: &str) -> Bilingual {
    let license = reading.case.library.license(id);
    license.map_or_else(|| Bilingual::same(id), |license| both!("{}", "{}", license))
}

fn beside_text(reading: &Reading, group: &[&Declaration], text: &OwnText) -> Finding {
    let said = named_first(group);
    let ids = text.ids();
    let id = ids.first().copied();
    let is = match id {
        Some(id) => name_of(reading, id),
        None => both!(
            "a license of the family {}",
            "{} 系列的许可",
            text.identity.family().unwrap_or("unknown")
        ),
    };
    let message = both!("{}; {}", "{}；{}", says(said), is_the_text_of(text.document, &is));
    let level = loudness(reading, said.license.as_deref(), id);
    let mut finding = Finding::new(LICENSE_CONFLICT.name, level, message)
        .remedy(both!(
            "Make both name the license that holds for the weights",
            "请使两处一致，均写明权重实际适用的许可"
        ))
        .at(reading.place_of(said));
    finding.license.clone_from(&said.license);
    finding
}

fn two_declarations(reading: &Reading, a: &[&Declaration], b: &[&Declaration]) -> Finding {
    let (a, b) = (named_first(a), named_first(b));
    let level = loudness(reading, a.license.as_deref(), b.license.as_deref());
    let message = both!("{}; {}", "{}；{}", says(a), says(b));
    let mut finding = Finding::new(LICENSE_CONFLICT.name, level, message)
        .remedy(both!(
            "Make both name the license that holds for the weights",
            "请使两处一致，均写明权重实际适用的许可"
        ))
        .at(reading.place_of(a));
    finding.license.clone_from(&a.license);
    finding
}

/// A declared version of a model license beside a base under another version of it.
fn other_version_than_base(reading: &Reading, findings: &mut Vec<Finding>) {
    let case = reading.case;
    let bases = own::base_ids(case);
    let mut judged = BTreeSet::new();
    for said in case.declared {
        let Some(id) = said.license.as_deref().filter(|id| judged.insert(*id)) else { continue };
        let Some(declared) = case.library.license(id).filter(|it| it.model_license) else {
            continue;
        };
        if bases.iter().any(|base| own::same_license(base, id)) {
            continue;
        }
        // Who grants the license may give the next model another one of his.
        let owner = case.unit.outline.owner.as_deref().unwrap_or_default();
        if declared.owners.iter().any(|licensor| licensor.eq_ignore_ascii_case(owner)) {
            continue;
        }
        for base in &case.lineage.bases {
            let other = base
                .licenses
                .iter()
                .filter_map(|id| case.library.license(id))
                .find(|other| other.model_license && other.family == declared.family);
            let (Some(other), Some(cap)) = (other, duties::sureness(base.known_from)) else {
                continue;
            };
            let message = both!(
                "{}; its base {} is under {}",
                "{}；其基础模型 {} 适用{}",
                says(said),
                base.base,
                name_of(reading, &other.id)
            );
            let level = loudness(reading, Some(id), Some(&other.id)).min(cap);
            findings.push(
                Finding::new(LICENSE_CONFLICT.name, level, message)
                    .license(id)
                    .remedy(both!(
                        "Declare the version of the base: {}",
                        "请声明基础模型适用的版本：{}",
                        other.id
                    ))
                    .at(reading.place_of(said)),
            );
        }
    }
}

#[cfg(test)]
mod tests;
