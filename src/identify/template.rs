//! Differences that the SPDX list frees: an optional part left out, a name in the place of a name.
//!
//! The words around a difference are read by the reference's template like by a small grammar: at each
//! place either the reference's own words or one of the place's ways must stand. What reads is no
//! difference, whatever the alignment made of it.

use std::ops::Range;

use super::{
    align::{Alignment, NONE},
    difference::{Difference, Effect, Pair},
};
use crate::{
    library::{
        template::{Part, Place, Template},
        words::{WordClass, class_of},
    },
    text::Flags,
};

/// The most words for which a name or a contact may stand. Words of a copyright line do not count.
const LONGEST_FILLING: usize = 30;
/// The most words of both sides that are read at once, multiplied.
const MOST_WORK: usize = 200_000;

/// Marks what the template frees.
pub(super) fn excuse(
    pair: &Pair,
    template: &Template,
    alignment: &Alignment,
    differences: &mut [Difference],
) {
    if template.places.is_empty() {
        return;
    }
    for at in 0..differences.len() {
        if differences[at].effect == Effect::Harmless {
            continue;
        }
        let reference = stretch(alignment, &differences[at]);
        let mut near: Vec<&Place> = template
            .places
            .iter()
            .filter(|place| place.start <= reference.end && reference.start <= place.end)
            .collect();
        near.sort_by_key(|place| (place.end - place.start, place.start));
        // The smallest place first: a part that may be left out as a whole may hold others.
        let mut around = reference;
        for place in near {
            around = around.start.min(place.start)..around.end.max(place.end);
            let Some(file) = opposite(pair, alignment, &differences[at], &around) else { continue };
            let reader = Reader { pair, template, alignment, differences, file: file.clone() };
            if file.len().max(1) * around.len().max(1) <= MOST_WORK && reader.reads(&around) {
                for difference in differences.iter_mut().filter(|difference| {
                    within(&difference.file, &file)
                        && within(&stretch(alignment, difference), &around)
                }) {
                    difference.effect = Effect::Harmless;
                }
                break;
            }
        }
    }
}

/// The words of the reference in a difference; where there are none, the place between two.
fn stretch(alignment: &Alignment, difference: &Difference) -> Range<usize> {
    if !difference.reference.is_empty() {
        return difference.reference.clone();
    }
    let before = difference.file.start.checked_sub(1).map(|before| alignment.file[before]);
    let at = before.filter(|at| *at != NONE).map_or(0, |at| at as usize + 1);
    at..at
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// The words of the file between the partners of the words beside a stretch of the reference.
fn opposite(
    pair: &Pair,
    alignment: &Alignment,
    difference: &Difference,
    reference: &Range<usize>,
) -> Option<Range<usize>> {
    let partner = |at: usize| {
        alignment.reference.get(at).copied().filter(|file| *file != NONE).map(|file| file as usize)
    };
    let start = match reference.start.checked_sub(1) {
        // In front of the reference and behind it there is no partner: the difference itself is the end.
        None => difference.file.start.min(partner(0).unwrap_or(usize::MAX)),
        Some(mut before) => {
            // A list marker of the reference is none of the file where that has bullets or another one.
            while before > 0
                && partner(before).is_none()
                && pair.reference[before].1.has(Flags::MARKER)
            {
                before -= 1;
            }
            let mut start = partner(before)? + 1;
            while start < difference.file.start
                && alignment.file[start] == NONE
                && pair.reading.tokens[start].flags.has(Flags::MARKER)
            {
                start += 1;
            }
            start
        }
    };
    let end = if reference.end == alignment.reference.len() {
        difference.file.end.max(partner(reference.end - 1).map_or(0, |last| last + 1))
    } else {
        partner(reference.end)?
    };
    (start <= end && within(&difference.file, &(start..end))).then_some(start..end)
}

struct Reader<'a> {
    pair: &'a Pair<'a>,
    template: &'a Template,
    alignment: &'a Alignment,
    differences: &'a [Difference],
    file: Range<usize>,
}

impl Reader<'_> {
    /// True where the words of the file can be read as this stretch of the reference.
    fn reads(&self, reference: &Range<usize>) -> bool {
        // For each token of the reference: before which words of the file one can stand there.
        let mut reached = Reached::new(reference.len() + 1, self.file.len() + 1);
        reached.set(0, 0);
        let places: Vec<&Place> = self
            .template
            .places
            .iter()
            .filter(|place| within(&(place.start..place.end), reference))
            .collect();
        let harmless: Vec<&Difference> = self
            .differences
            .iter()
            .filter(|difference| {
                difference.effect == Effect::Harmless
                    && within(&difference.reference, reference)
                    && within(&difference.file, &self.file)
            })
            .collect();
        for at in reference.clone().chain([reference.end]) {
            let here = at - reference.start;
            if here > reached.furthest {
                return false;
            }
            let mut starting: Vec<&&Place> =
                places.iter().filter(|place| place.start == at).collect();
            // Where words may only be added, one stands at the same token as before.
            starting.sort_by_key(|place| place.end);
            for place in starting {
                let added = place.start == place.end;
                for word in reached.words(here) {
                    for end in place.ways.iter().flat_map(|way| self.ends(way, word, added)) {
                        reached.set(place.end - reference.start, end);
                    }
                }
            }
            if at == reference.end {
                break;
            }
            for difference in harmless.iter().filter(|difference| difference.reference.start == at)
            {
                if reached.has(here, difference.file.start - self.file.start) {
                    let to = difference.file.end - self.file.start;
                    reached.set(difference.reference.end - reference.start, to);
                }
            }
            for word in reached.words(here) {
                let token = self.file.start + word;
                if token < self.file.end
                    && self.pair.reading.words[token] == self.pair.reference[at].0
                {
                    reached.set(here + 1, word + 1);
                }
            }
        }
        reached.has(reference.len(), self.file.len())
    }

    /// Behind which words of the file a way may end that begins at `start`. Where words may only be `added`,
    /// those that the reference has somewhere are none: a title with another year is no name before it.
    fn ends(&self, way: &[Part], start: usize, added: bool) -> Vec<usize> {
        let mut stands = vec![start];
        for (number, part) in way.iter().enumerate() {
            stands = match part {
                Part::Word(hash) => {
                    // "Neither the name Acme nor": the "of" before a name may be missing.
                    let may_miss = way.get(number + 1) == Some(&Part::Any)
                        && class_of(*hash).any(WordClass::FUNCTION)
                        && !class_of(*hash).any(WordClass::DUTY);
                    let stand = |at: &usize| {
                        *at < self.file.len()
                            && self.pair.reading.tokens[self.file.start + at].hash == *hash
                    };
                    let missed = stands.clone().into_iter().filter(|_| may_miss);
                    sorted(stands.iter().filter(|at| stand(at)).map(|at| at + 1).chain(missed))
                }
                Part::Any => sorted(stands.into_iter().flat_map(|at| self.filling(at, added))),
                Part::Holders => sorted(stands.into_iter().flat_map(|at| self.holders(at))),
            };
        }
        stands
    }

    /// Where words of copyright lines that begin at `start` may end.
    fn holders(&self, start: usize) -> impl Iterator<Item = usize> {
        let is_claim =
            |at: &usize| self.pair.reading.tokens[self.file.start + at].flags.has(Flags::COPYRIGHT);
        let more = (start..self.file.len()).take_while(is_claim);
        [start].into_iter().chain(more.map(|at| at + 1))
    }

    /// Where any words that begin at `start` may end. A name asks for nothing.
    fn filling(&self, start: usize, added: bool) -> impl Iterator<Item = usize> {
        let mut counted = 0;
        let more = (start..self.file.len()).take_while(move |at| {
            let token = self.pair.reading.tokens[self.file.start + at];
            let known = added && self.alignment.file[self.file.start + at] != NONE;
            counted += usize::from(!token.flags.has(Flags::COPYRIGHT));
            counted <= LONGEST_FILLING && !class_of(token.hash).any(WordClass::DUTY) && !known
        });
        [start].into_iter().chain(more.map(|at| at + 1))
    }
}

/// A table of words by tokens, a bit each: most rows have few words or none.
struct Reached {
    bits: Vec<u64>,
    /// Numbers of a row.
    width: usize,
    /// The last row that has a word.
    furthest: usize,
}

impl Reached {
    fn new(rows: usize, words: usize) -> Self {
        let width = words.div_ceil(64);
        Self { bits: vec![0; rows * width], width, furthest: 0 }
    }

    fn set(&mut self, row: usize, word: usize) {
        self.bits[row * self.width + word / 64] |= 1 << (word % 64);
        self.furthest = self.furthest.max(row);
    }

    fn has(&self, row: usize, word: usize) -> bool {
        self.bits[row * self.width + word / 64] >> (word % 64) & 1 == 1
    }

    /// The words of a row as it is now.
    fn words(&self, row: usize) -> Vec<usize> {
        let mut words = Vec::new();
        for (at, bits) in self.bits[row * self.width..][..self.width].iter().enumerate() {
            let mut left = *bits;
            while left != 0 {
                words.push(at * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
        words
    }
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places.dedup();
    places
}
