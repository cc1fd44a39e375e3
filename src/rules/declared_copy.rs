//! The text of a license that the unit itself declares: a part of `missing-license-copy`.
//!
//! What a base asks for is judged before this; here only the declarations are left that no base explains.

use std::collections::BTreeSet;

use crate::{
    declared::Declaration,
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::{
        duty::{DutyKind, Role},
        license::License,
    },
    lineage::Relation,
};

use super::{
    copy::{accepts_a_link, copy_of, describe},
    duties,
    missing_license_copy::{MISSING_LICENSE_COPY, finding, mend},
    own,
    reading::Reading,
    same_object,
};

/// Dedications and licenses that ask for nothing to be kept.
const ASK_NOTHING: [&str; 7] =
    ["cc0-1.0", "unlicense", "wtfpl", "0bsd", "mit-0", "pddl-1.0", "cc-pddc"];

/// A declared license without its text. The licensor of a model license is not bound by it.
pub(super) fn judge(reading: &Reading, covered: &BTreeSet<&str>, findings: &mut Vec<Finding>) {
    let case = reading.case;
    // The bases whose terms were judged above; of a teacher's nothing is here.
    let judged = case.lineage.bases.iter().filter(|base| {
        base.relation != Relation::Distilled && duties::sureness(base.known_from).is_some()
    });
    let bases: Vec<&str> = judged
        .flat_map(|base| base.licenses.iter().chain(&base.alternatives))
        .map(String::as_str)
        .collect();
    let base_families: Vec<&str> = bases
        .iter()
        .filter_map(|id| case.library.license(id))
        .map(|license| license.family.as_str())
        .collect();
    let mut done = BTreeSet::new();
    // Whose card stands in a folder of its own has its terms there, or its model elsewhere.
    for said in case.declared.iter().filter(|said| !same_object::is_of_a_component(reading, said)) {
        let license = said.license.as_deref().and_then(|id| case.library.license(id));
        match (license, said.family.as_deref()) {
            (Some(license), _) => {
                let id = license.id.as_str();
                // A base's terms, another version of them, and a text that disagrees are other findings.
                let elsewhere = covered.contains(id)
                    || bases.contains(&id)
                    || license.model_license && base_families.contains(&license.family.as_str())
                    || another_text(reading, said, id, &bases);
                if !elsewhere && done.insert(id) {
                    of_declared_license(reading, said, license, findings);
                }
            }
            (None, Some(family)) => {
                if !base_families.contains(&family) && done.insert(family) {
                    of_declared_family(reading, said, family, findings);
                }
            }
            (None, None) => {}
        }
    }
}

fn of_declared_license(
    reading: &Reading,
    said: &Declaration,
    license: &License,
    findings: &mut Vec<Finding>,
) {
    let case = reading.case;
    let asks = license.duty.iter().find(|duty| duty.kind == DutyKind::LicenseCopy);
    let silent = match asks {
        Some(duty) => !duties::is_judged(duty) || !acts_in(reading, &duty.roles),
        None => license.was_read() || ASK_NOTHING.contains(&license.id.as_str()),
    };
    let granted = duties::is_licensor(case, license)
        || case.lineage.relation == Relation::Original && license.model_license;
    if silent || granted || !hands_on(reading) {
        return;
    }
    let places = asks.map(|duty| duty.places.as_slice()).unwrap_or_default();
    let copy = copy_of(reading, &[license], accepts_a_link(license, places));
    let Some((cap, seen)) = describe(&copy) else { return };
    let default =
        if license.model_license && license.was_read() { Level::Error } else { Level::Warning };
    let cap = asks.map_or(cap, |duty| duties::level(duty.severity).min(cap));
    let level = MISSING_LICENSE_COPY.at_most(default).min(cap);
    let clause = asks.map_or_else(Bilingual::default, |duty| {
        both!(
            ", which asks for a copy of its text (clause {})",
            "，该许可要求附上其文本副本（条款 {}）",
            duty.clause
        )
    });
    let message =
        both!("{} declares {}{}; {}", "{} 声明适用{}{}；{}", said.path, license, clause, seen);
    let mut finding = finding(reading, license, level, message)
        .at(reading.place_of(said))
        .mended_by(mend(reading, &[license], None));
    if let Some(duty) = asks {
        finding = finding.duty(duty.kind.as_str(), &duty.clause);
    }
    findings.push(finding);
}

/// A family of licenses is declared, and no text says which of them it is.
fn of_declared_family(
    reading: &Reading,
    said: &Declaration,
    family: &str,
    findings: &mut Vec<Finding>,
) {
    let held = own::identified(reading.case)
        .filter_map(|(_, identity)| identity)
        .any(|identity| identity.licenses.iter().any(|found| found.family == family));
    let owner = reading.case.unit.outline.owner.as_deref().unwrap_or_default();
    if held
        || reading.case.library.grants_family(family, owner)
        || own::has_license_text(reading.case)
        || reading.case.lineage.relation == Relation::Original
        || !hands_on(reading)
    {
        return;
    }
    let message = both!(
        "{} declares {}, which names no version; no file of the folder holds a text that says which",
        "{} 声明适用 {}，但未写明版本；文件夹中也没有能够确定版本的许可文本",
        said.path,
        said.raw.trim()
    );
    let level = MISSING_LICENSE_COPY.at_most(Level::Warning);
    findings.push(
        Finding::new(MISSING_LICENSE_COPY.name, level, message)
            .remedy(both!("Add the text of the license as LICENSE", "请补入许可文本，存为 LICENSE"))
            .at(reading.place_of(said)),
    );
}

/// True for somebody who gives the model to others.
fn hands_on(reading: &Reading) -> bool {
    let roles = reading.case.roles;
    [Role::PublishDerivative, Role::RedistributeOriginal, Role::HostAsService]
        .iter()
        .any(|role| roles.contains(role))
}

fn acts_in(reading: &Reading, roles: &[Role]) -> bool {
    roles.is_empty() || roles.iter().any(|role| reading.case.roles.contains(role))
}

/// True where the unit's license file holds another license than the declared one, which is neither a
/// base's nor another value of the same list.
fn another_text(reading: &Reading, said: &Declaration, id: &str, bases: &[&str]) -> bool {
    let texts = own::texts(reading.case);
    let ids: Vec<&str> = texts.iter().flat_map(own::OwnText::ids).collect();
    let is_listed = |found: &str| {
        reading.case.declared.iter().any(|other| {
            (other.source, &other.path) == (said.source, &said.path)
                && other.license.as_deref().is_some_and(|other| own::same_license(other, found))
        })
    };
    !ids.iter().any(|found| own::same_license(found, id))
        && ids.iter().any(|found| !bases.contains(found) && !is_listed(found))
}
