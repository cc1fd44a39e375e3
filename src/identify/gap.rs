//! How the words of a gap are paired: Myers' algorithm ("An O(ND) Difference Algorithm and Its Variations",
//! 1986), as the crate `similar` walks it, with the same result.
//!
//! Gaps are small and many, and the search in them took most of the time of an alignment. Here it has
//! neither a deadline nor a way out, which only long sides need.

use std::ops::Range;

use similar::{
    DiffOp,
    algorithms::{Capture, Compact, DiffHook, Replace, myers},
};

use super::align::Run;
use crate::library::index::Word;

/// Of longer sides, together, `similar` does not look for the shortest way.
const LONG: usize = 500;
/// Where both sides are longer than this, `similar` looks for a common head behind a few other words.
const ANCHORED: usize = 96;

/// The equal runs of both sides of a gap.
pub(super) fn equal_runs(file: &[Word], reference: &[Word]) -> Vec<Run> {
    if file.len() + reference.len() > LONG || file.len().min(reference.len()) > ANCHORED {
        return runs(&long_operations(file, reference));
    }
    only_way(file, reference).unwrap_or_else(|| runs(&operations(file, reference)))
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

/// What makes the words of a reference from those of a file, as `similar` finds it. Its functions that take
/// any algorithm would bring all of them into the program.
fn long_operations(file: &[Word], reference: &[Word]) -> Vec<DiffOp> {
    let mut hook = Compact::new(Replace::new(Capture::new()), file, reference);
    let Ok(()) = myers::diff(&mut hook, file, 0..file.len(), reference, 0..reference.len());
    hook.into_inner().into_inner().into_ops()
}

/// What makes the words of a reference from those of a file, in as few steps as can be.
fn operations(file: &[Word], reference: &[Word]) -> Vec<DiffOp> {
    let middle = most_steps(file.len(), reference.len());
    let ends = vec![0; 2 * middle];
    let mut search = Search { file, reference, middle, forward: ends.clone(), backward: ends };
    let mut hook = Compact::new(Replace::new(Capture::new()), file, reference);
    let Ok(()) = search.conquer(&mut hook, 0..file.len(), 0..reference.len());
    let Ok(()) = hook.finish();
    hook.into_inner().into_inner().into_ops()
}

/// A way from the front and one from the end have met after so many steps each.
fn most_steps(file: usize, reference: usize) -> usize {
    (file + reference).div_ceil(2) + 1
}

struct Search<'a> {
    file: &'a [Word],
    reference: &'a [Word],
    /// The diagonal through the beginning.
    middle: usize,
    /// For each diagonal how far into the file the ways from the front have come.
    forward: Vec<usize>,
    /// For each diagonal how far the ways from the end have come.
    backward: Vec<usize>,
}

impl Search<'_> {
    /// Tells the hook what is equal, and goes on in front of the middle and behind it.
    fn conquer<H: DiffHook>(
        &mut self,
        hook: &mut H,
        file: Range<usize>,
        reference: Range<usize>,
    ) -> Result<(), H::Error> {
        let (here, there) = (&self.file[file.clone()], &self.reference[reference.clone()]);
        let head = here.iter().zip(there).take_while(|(one, other)| one == other).count();
        let back = here[head..].iter().rev().zip(there[head..].iter().rev());
        let tail = back.take_while(|(one, other)| one == other).count();
        if head > 0 {
            hook.equal(file.start, reference.start, head)?;
        }
        let (file, behind_file) = (file.start + head..file.end - tail, file.end - tail);
        let (reference, behind) =
            (reference.start + head..reference.end - tail, reference.end - tail);
        if reference.is_empty() {
            if !file.is_empty() {
                hook.delete(file.start, file.len(), reference.start)?;
            }
        } else if file.is_empty() {
            hook.insert(file.start, reference.start, reference.len())?;
        } else if let Some((in_file, in_reference)) = self.split(&file, &reference) {
            self.conquer(hook, file.start..in_file, reference.start..in_reference)?;
            self.conquer(hook, in_file..file.end, in_reference..reference.end)?;
        } else {
            hook.delete(file.start, file.len(), reference.start)?;
            hook.insert(file.start, reference.start, reference.len())?;
        }
        if tail > 0 {
            hook.equal(behind_file, behind, tail)?;
        }
        Ok(())
    }

    /// Where a shortest way has its middle.
    fn split(&mut self, file: &Range<usize>, reference: &Range<usize>) -> Option<(usize, usize)> {
        let (here, there) = (&self.file[file.clone()], &self.reference[reference.clone()]);
        let (n, m) = (here.len(), there.len());
        let middle = self.middle;
        // The same diagonal, seen from the other end.
        let opposite = |diagonal: usize| (2 * middle + n).wrapping_sub(m + diagonal);
        let odd = n.abs_diff(m) % 2 == 1;
        self.forward[middle + 1] = 0;
        self.backward[middle + 1] = 0;
        for steps in 0..most_steps(n, m) {
            for turn in 0..=steps {
                let diagonal = middle + steps - 2 * turn;
                let start = reach(&self.forward, diagonal, turn, steps);
                let (mut x, mut y) = (start, start + middle - diagonal);
                while x < n && y < m && here[x] == there[y] {
                    (x, y) = (x + 1, y + 1);
                }
                self.forward[diagonal] = x;
                let other = opposite(diagonal);
                if odd && other.abs_diff(middle) < steps && x + self.backward[other] >= n {
                    return Some((file.start + start, reference.start + start + middle - diagonal));
                }
            }
            for turn in 0..=steps {
                let diagonal = middle + steps - 2 * turn;
                let start = reach(&self.backward, diagonal, turn, steps);
                let (mut x, mut y) = (start, start + middle - diagonal);
                while x < n && y < m && here[n - 1 - x] == there[m - 1 - y] {
                    (x, y) = (x + 1, y + 1);
                }
                self.backward[diagonal] = x;
                let other = opposite(diagonal);
                if !odd && other.abs_diff(middle) <= steps && x + self.forward[other] >= n {
                    return Some((file.end - x, reference.end - y));
                }
            }
        }
        None
    }
}

/// How far a way comes on a diagonal with one step from one of its neighbours.
fn reach(ends: &[usize], diagonal: usize, turn: usize, steps: usize) -> usize {
    if turn == steps {
        ends[diagonal + 1]
    } else if turn == 0 {
        ends[diagonal - 1] + 1
    } else {
        ends[diagonal + 1].max(ends[diagonal - 1] + 1)
    }
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
