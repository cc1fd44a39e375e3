//! The slot values that are listed by hand: the first of each list must be one that its license's own text
//! bears, or the list frees nothing.

use std::collections::BTreeSet;

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

#[test]
fn every_slot_has_a_value_of_its_license() {
    let library = Library::embedded();
    let (mut slots, mut values) = (0, 0);
    let mut foreign = Vec::new();
    for id in library.ids() {
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
