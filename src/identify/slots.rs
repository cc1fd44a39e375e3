//! Listed values that may stand for each other: product names, versions, dates and licensors of texts
//! that are one license for several works.
//!
//! A value is free only among the listed ones. Values are listed by hand in the signature files, never
//! as patterns, for a pattern would let a foreign work through.

use std::{
    collections::BTreeMap,
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use super::difference::{Difference, Effect, Pair};
use crate::{
    library::{Library, print::SPREAD, words::WordClass},
    text::{hash::Polynomial, tokens},
};

/// The most words of a difference that may be a listed value; the longest names of parties have some thirty.
const LONGEST: usize = 40;
/// By fewer equal words than this a difference is widened on either side to find a value.
const WIDEST: usize = 8;

/// The listed values of one license: for each value the number of its slot.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Slots {
    values: BTreeMap<Polynomial, Vec<usize>>,
    /// The letters and digits of the longest value.
    longest: u32,
}

impl Slots {
    /// The slots of a license, made when they are first asked for.
    pub(super) fn of(id: &'static str, fewer: Option<u64>) -> Arc<Self> {
        type Made = BTreeMap<(&'static str, Option<u64>), Arc<Slots>>;
        static MADE: RwLock<Made> = RwLock::new(BTreeMap::new());
        if let Some(slots) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(&(id, fewer)) {
            return Arc::clone(slots);
        }
        let lists = Library::embedded().license(id).map_or(&[][..], |license| &license.slots);
        let slots = Arc::new(Self::from_lists(lists, fewer));
        let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry((id, fewer)).or_insert(slots))
    }

    fn from_lists(lists: &[Vec<String>], fewer: Option<u64>) -> Self {
        let mut values: BTreeMap<Polynomial, Vec<usize>> = BTreeMap::new();
        let is_left_out = |value: &str| {
            let drawn = |seed: u64| (Polynomial::of(value).value ^ seed).wrapping_mul(SPREAD) >> 32;
            fewer.is_some_and(|seed| drawn(seed).is_multiple_of(3))
        };
        for (slot, list) in lists.iter().enumerate() {
            // The first value is the text's own: it is known from the text, not from a list.
            let (own, others) = list.split_at(list.len().min(1));
            for value in own.iter().chain(others.iter().filter(|value| !is_left_out(value))) {
                let hash = tokens(value)
                    .iter()
                    .fold(Polynomial::default(), |hash, token| hash.join(token.hash));
                values.entry(hash).or_default().push(slot);
            }
        }
        let longest = values.keys().map(|value| value.len).max().unwrap_or(0);
        Self { values, longest }
    }

    /// True where both sides of a difference, widened by equal words, are values of one slot. A name may
    /// have an article where the other has none.
    pub(super) fn frees(&self, pair: &Pair, file: &Range<usize>, reference: &Range<usize>) -> bool {
        if self.values.is_empty() || file.len() > LONGEST || reference.len() > LONGEST {
            return false;
        }
        let article = reference.len() > 1
            && pair.reference_class(reference.start).any(WordClass::FUNCTION)
            && self.are_of_one_slot(pair, file.clone(), reference.start + 1..reference.end);
        article
            || self.fits(pair, file, reference)
                && (0..WIDEST).any(|before| {
                    (0..WIDEST)
                        .map_while(|after| widened(pair, file, reference, before, after))
                        .any(|(file, reference)| self.are_of_one_slot(pair, file, reference))
                })
    }

    /// True where neither side is longer than every value.
    fn fits(&self, pair: &Pair, file: &Range<usize>, reference: &Range<usize>) -> bool {
        pair.reading.letters(file) <= self.longest && pair.letters(reference) <= self.longest
    }

    fn are_of_one_slot(&self, pair: &Pair, file: Range<usize>, reference: Range<usize>) -> bool {
        if !self.fits(pair, &file, &reference) {
            return false;
        }
        let here = self.values.get(&pair.reading.joined(file));
        let there = self.values.get(&pair.joined(&reference));
        here.zip(there).is_some_and(|(here, there)| here.iter().any(|slot| there.contains(slot)))
    }

    /// Frees differences between which a value has words of the reference, such as "the" or "or".
    pub(super) fn free_neighbours(&self, pair: &Pair, differences: &mut [Difference]) {
        const MOST: usize = 6;
        if self.values.is_empty() {
            return;
        }
        for first in 0..differences.len() {
            for last in first + 1..differences.len().min(first + MOST) {
                let (head, tail) = (&differences[first], &differences[last]);
                let neighbours = &differences[first..=last];
                if tail.file.start > head.file.end + LONGEST {
                    break;
                }
                let in_order = neighbours.windows(2).all(|two| {
                    two[0].file.end <= two[1].file.start
                        && two[0].reference.end <= two[1].reference.start
                });
                if in_order
                    && neighbours.iter().any(|one| one.effect != Effect::Harmless)
                    && self.frees(
                        pair,
                        &(head.file.start..tail.file.end),
                        &(head.reference.start..tail.reference.end),
                    )
                {
                    for difference in &mut differences[first..=last] {
                        difference.effect = Effect::Harmless;
                    }
                }
            }
        }
    }
}

/// Both ranges with some equal words before and behind.
fn widened(
    pair: &Pair,
    file: &Range<usize>,
    reference: &Range<usize>,
    before: usize,
    after: usize,
) -> Option<(Range<usize>, Range<usize>)> {
    let wide_file = file.start.checked_sub(before)?..file.end + after;
    let wide_reference = reference.start.checked_sub(before)?..reference.end + after;
    if wide_file.end > pair.reading.words.len() || wide_reference.end > pair.reference.len() {
        return None;
    }
    let same = |at: usize, other: usize| pair.reading.words[at] == pair.reference[other].0;
    let head =
        (0..before).all(|offset| same(wide_file.start + offset, wide_reference.start + offset));
    let tail = (0..after).all(|offset| same(file.end + offset, reference.end + offset));
    (head && tail).then_some((wide_file, wide_reference))
}
