//! What a signature file must say of each duty, and say once: a sentence in English and in Chinese, no
//! duty twice, names that lead to the license.

use std::collections::BTreeSet;

use crate::library::{Library, Named, license::License};

/// What is wrong with a file, a line each.
pub(super) fn faults(license: &License) -> Vec<String> {
    let mut faults = Vec::new();
    let mut known = BTreeSet::new();
    for (number, duty) in license.duty.iter().enumerate() {
        let at = format!("{} duty {number} {}", license.id, duty.kind.as_str());
        if duty.en.trim().is_empty() || duty.en.chars().any(is_han_sentence) {
            faults.push(format!("{at}: no sentence in English"));
        }
        if !duty.zh.chars().any(is_han) {
            faults.push(format!("{at}: no sentence in Chinese"));
        }
        let content = (duty.kind, duty.binding, &duty.marks, &duty.clause, &duty.only_if);
        for repeated in [format!("{content:?}"), duty.en.clone(), duty.zh.clone()] {
            if !known.insert(repeated.clone()) {
                faults.push(format!("{at}: it repeats another duty: {repeated}"));
            }
        }
    }
    faults.extend(names(license));
    for owner in &license.owners {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if owner.is_empty() || !owner.chars().all(plain) {
            faults.push(format!("{}: {owner:?} is no owner's name on a hub", license.id));
        }
    }
    faults
}

/// A name leads to the license itself, to one of its family (two texts may bear one name on a hub), or to a
/// family that has it.
fn names(license: &License) -> Vec<String> {
    let library = Library::embedded();
    if library.license(&license.id).is_none() {
        return vec![format!("{}: it is not built in: build licscan again", license.id)];
    }
    let exact =
        std::iter::once(&license.id).chain(&license.hf_license).chain(&license.hf_license_name);
    let is_relative =
        |id: &str| library.license(id).is_some_and(|other| other.family == license.family);
    exact
        .filter(|name| match library.resolve(name) {
            Named::License(id) => !is_relative(id),
            Named::Family(family) => !library.family_has(family, &license.id),
            Named::Nothing => true,
        })
        .map(|name| format!("{}: the name {name:?} leads elsewhere", license.id))
        .collect()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The full stop of a Chinese sentence: an English sentence may quote Chinese words.
fn is_han_sentence(c: char) -> bool {
    c == '\u{3002}'
}
