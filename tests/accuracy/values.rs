//! The slot values that are listed by hand: each list must have a value that its license's own text bears,
//! or it frees nothing.

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
    for id in library.ids() {
        let Some(license) = library.license(id).filter(|license| !license.slots.is_empty()) else {
            continue;
        };
        let wanted: BTreeSet<Polynomial> =
            license.slots.iter().flatten().map(|value| joined(value)).collect();
        let found = in_prints(id, &wanted);
        for slot in &license.slots {
            assert!(slot.len() > 1, "{id}: {slot:?} has one value, which frees nothing");
            let borne = slot.iter().any(|value| found.contains(&joined(value)));
            assert!(borne, "{id}: no value of {slot:?} stands in its text");
            slots += 1;
            values += slot.len();
        }
    }
    println!("{slots} slots with {values} values");
}
