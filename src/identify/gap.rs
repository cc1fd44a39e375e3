//! How the words of a gap are paired: by Myers' algorithm ("An O(ND) Difference Algorithm and Its Variations",
//! 1986), unless there is one way only.

use similar::DiffOp;

use super::align::Run;
use crate::{edits::edits, library::index::Word};

/// Of longer sides, together, `similar` does not look for the shortest way.
const LONG: usize = 500;
/// Where both sides are longer than this, `similar` looks for a common head behind a few other words.
const ANCHORED: usize = 96;

/// The equal runs of both sides of a gap.
pub(super) fn equal_runs(file: &[Word], reference: &[Word]) -> Vec<Run> {
    let is_short =
        file.len() + reference.len() <= LONG && file.len().min(reference.len()) <= ANCHORED;
    let only = is_short.then(|| only_way(file, reference)).flatten();
    only.unwrap_or_else(|| runs(&edits(file, reference)))
}

fn runs(operations: &[DiffOp]) -> Vec<Run> {
    let equal = operations.iter().filter_map(|operation| match *operation {
        DiffOp::Equal { old_index, new_index, len } => {
            Some(Run { file: old_index, reference: new_index, len })
        }
        _ => None,
    });
    equal.collect()
}

/// The equal runs where there is one way only to pair the words, which needs no search: most gaps are a word
/// or two, or have nothing in common.
fn only_way(file: &[Word], reference: &[Word]) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, word) in reference.iter().enumerate() {
        let Some(place) = file.iter().position(|other| other == word) else { continue };
        let behind = runs.last().map_or(0, |run| run.file + run.len);
        if place < behind || file[place + 1..].contains(word) {
            return None;
        }
        match runs.last_mut() {
            Some(run) if (place, at) == (behind, run.reference + run.len) => run.len += 1,
            _ => runs.push(Run { file: place, reference: at, len: 1 }),
        }
    }
    Some(runs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use similar::{Algorithm, capture_diff_slices};

    use super::*;

    proptest! {
        #[test]
        fn a_gap_is_filled_as_similar_fills_it(
            words in prop_oneof![Just(3_u32), Just(12), Just(60), Just(400)],
            file in prop::collection::vec(0_u32..1000, 0..130),
            reference in prop::collection::vec(0_u32..1000, 0..420),
            kept in prop::collection::vec(any::<bool>(), 130),
            copies in any::<bool>(),
        ) {
            let of = |number: &u32| Word(number % words);
            let file: Vec<Word> = file.iter().map(of).collect();
            // Half of the pairs have most of their words in common.
            let copied = file.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(word, _)| *word);
            let others = reference.iter().map(of);
            let reference: Vec<Word> = if copies {
                let few = others.take(kept.len() / 8).collect::<Vec<_>>();
                copied.chain(few.into_iter().rev()).collect()
            } else {
                others.collect()
            };
            let expected = capture_diff_slices(Algorithm::Myers, &file, &reference);
            prop_assert_eq!(equal_runs(&file, &reference), runs(&expected));
        }
    }
}
