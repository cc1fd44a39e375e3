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

use super::difference::{Difference, Pair};
use crate::{
    library::Library,
    text::{hash::Polynomial, tokens},
};

/// The most words of a listed value, and how far a difference is widened to find one.
const LONGEST: usize = 12;

/// The listed values of one license: for each value the number of its slot.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Slots {
    values: BTreeMap<Polynomial, Vec<usize>>,
}

impl Slots {
    /// The slots of a license, made when they are first asked for.
    pub(super) fn of(id: &'static str) -> Arc<Self> {
        static MADE: RwLock<BTreeMap<&'static str, Arc<Slots>>> = RwLock::new(BTreeMap::new());
        if let Some(slots) = MADE.read().unwrap_or_else(PoisonError::into_inner).get(id) {
            return Arc::clone(slots);
        }
        let lists = Library::embedded().license(id).map_or(&[][..], |license| &license.slots);
        let slots = Arc::new(Self::from_lists(lists));
        let mut made = MADE.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(made.entry(id).or_insert(slots))
    }

    fn from_lists(lists: &[Vec<String>]) -> Self {
        let mut values: BTreeMap<Polynomial, Vec<usize>> = BTreeMap::new();
        for (slot, list) in lists.iter().enumerate() {
            for value in list {
                let hash = tokens(value)
                    .iter()
                    .fold(Polynomial::default(), |hash, token| hash.join(token.hash));
                values.entry(hash).or_default().push(slot);
            }
        }
        Self { values }
    }

    /// True where both sides of a difference, widened by equal words, are values of one slot.
    pub(super) fn frees(&self, pair: &Pair, difference: &Difference) -> bool {
        if self.values.is_empty()
            || difference.file.len() > LONGEST
            || difference.reference.len() > LONGEST
        {
            return false;
        }
        for before in 0..6 {
            for after in 0..6 {
                let Some((file, reference)) = widened(pair, difference, before, after) else {
                    continue;
                };
                let here = self.values.get(&pair.reading.joined(file));
                let there = self.values.get(&pair.joined(&reference));
                if let (Some(here), Some(there)) = (here, there)
                    && here.iter().any(|slot| there.contains(slot))
                {
                    return true;
                }
            }
        }
        false
    }
}

/// Both ranges with some equal words before and behind.
fn widened(
    pair: &Pair,
    difference: &Difference,
    before: usize,
    after: usize,
) -> Option<(Range<usize>, Range<usize>)> {
    let file = difference.file.start.checked_sub(before)?..difference.file.end + after;
    let reference =
        difference.reference.start.checked_sub(before)?..difference.reference.end + after;
    if file.end > pair.reading.words.len() || reference.end > pair.reference.len() {
        return None;
    }
    let same = |at: usize, other: usize| pair.reading.words[at] == pair.reference[other].0;
    let head = (0..before).all(|offset| same(file.start + offset, reference.start + offset));
    let tail = (0..after)
        .all(|offset| same(difference.file.end + offset, difference.reference.end + offset));
    (head && tail).then_some((file, reference))
}
