//! The slot values that are listed by hand: the first of each list must be one that its license's own text
//! bears, or the list frees nothing.

use std::collections::{BTreeMap, BTreeSet};

use licscan::{
    library::{Library, index::Index},
    text::{hash::Polynomial, tokens},
};

/// The longest value, in tokens.
const LONGEST: usize = 45;

fn joined(text: &str) -> Polynomial {
    tokens(text).iter().fold(Polynomial::default(), |hash, token| hash.join(token.hash))
}

/// Which of some hashes are runs of tokens of a license's prints.
fn in_prints(id: &str, wanted: &BTreeSet<Polynomial>) -> BTreeSet<Polynomial> {
    let index = Index::embedded();
    let mut found = BTreeSet::new();
    for reference in index.references().filter(|reference| reference.ids().any(|own| own == id)) {
        let hashes: Vec<Polynomial> =
            reference.tokens().into_iter().map(|(word, _)| index.facts(word).0).collect();
        for start in 0..hashes.len() {
            let mut run = Polynomial::default();
            for hash in hashes[start..].iter().take(LONGEST) {
                run = run.join(*hash);
                if wanted.contains(&run) {
                    found.insert(run);
                }
            }
        }
    }
    found
}

/// All ids but those that share the text and the file of another: `gpl-2.0-only`.
fn ids(library: &Library) -> impl Iterator<Item = &str> {
    library.ids().into_iter().filter(|id| library.text_of(id) == *id)
}

#[test]
fn every_slot_has_a_value_of_its_license() {
    let library = Library::embedded();
    let (mut slots, mut values) = (0, 0);
    let mut foreign = Vec::new();
    for id in ids(library) {
        let Some(license) = library.license(id).filter(|license| !license.slots.is_empty()) else {
            continue;
        };
        let wanted: BTreeSet<Polynomial> =
            license.slots.iter().flatten().map(|value| joined(value)).collect();
        let found = in_prints(id, &wanted);
        for slot in &license.slots {
            assert!(slot.len() > 1, "{id}: {slot:?} has one value, which frees nothing");
            let own = found.contains(&joined(&slot[0]));
            let bearer: Vec<&String> =
                slot.iter().filter(|value| found.contains(&joined(value))).collect();
            if !own {
                foreign.push(format!("{id}: {:?}, yet {bearer:?} stand in it", slot[0]));
            }
            slots += 1;
            values += slot.len();
        }
    }
    assert!(foreign.is_empty(), "first values that stand in no text of theirs: {foreign:#?}");
    println!("{slots} slots with {values} values");
}

/// Members of one family are told apart by what they name: each lists its values, or why it has none.
#[test]
fn every_member_of_a_family_lists_its_slots_or_has_none() {
    let library = Library::embedded();
    let mut families: BTreeMap<&str, Vec<_>> = BTreeMap::new();
    for license in ids(library).filter_map(|id| library.license(id)) {
        // What is known of a license from the SPDX list alone has no file in which to list anything.
        if !license.read.is_empty() {
            families.entry(&license.family).or_default().push(license);
        }
    }
    families.retain(|_, members| members.len() > 1);
    let members: Vec<_> = families.values().flatten().collect();
    let unsaid: Vec<&str> = members
        .iter()
        .filter(|it| it.slots.is_empty() == it.no_slots.is_none())
        .map(|it| it.id.as_str())
        .collect();
    assert_eq!(unsaid, [""; 0], "neither `slots` nor `no-slots`, or both");
    println!("{} members of {} families list their slots", members.len(), families.len());
}
