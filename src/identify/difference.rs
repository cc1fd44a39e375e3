//! Where a text and a reference differ, and which differences cannot change the meaning.
//!
//! What is harmless is a short list of classes; everything else counts. The list looks at the place of
//! a difference as much as at its words: a bare number is a list marker at the start of a line and a
//! term elsewhere.

use std::{ops::Range, sync::Arc};

use super::{
    align::{Alignment, NONE},
    reading::Reading,
    slots::Slots,
    spelling, template,
    typo::is_typo,
};
use crate::{
    library::{
        index::{Index, Word},
        template::Template,
        words::WordClass,
    },
    text::{Flags, hash::Polynomial, token::Class},
};

/// The most words that stand in for a placeholder.
const LONGEST_FILLING: usize = 25;
/// How far apart the cells of a table may lie that were read in another order.
const NEAR: usize = 40;

/// What kind of difference it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// The same words, other blanks, markers, addresses, holders, or a listed value: no difference.
    Harmless,
    /// One function word, one letter in a long word, one damaged character: not operative, yet the text
    /// is altered.
    Minor,
    /// It counts.
    Counts,
}

/// One place where the two differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    /// The tokens of the file; empty where words of the reference are missing.
    pub(super) file: Range<usize>,
    /// The tokens of the reference; empty where words were added.
    pub(super) reference: Range<usize>,
    /// What it does.
    pub(super) effect: Effect,
}

/// What is compared: a text and a reference.
pub(super) struct Pair<'a> {
    pub(super) index: Index,
    pub(super) reading: &'a Reading<'a>,
    pub(super) free: &'a [bool],
    pub(super) reference: &'a [(Word, Flags)],
    /// The id of the reference.
    pub(super) id: &'static str,
    /// The listed values that are free.
    pub(super) slots: Arc<Slots>,
    /// What the SPDX list frees.
    pub(super) template: &'static Template,
}

/// All differences inside a region of the file, in the order of the file.
pub(super) fn differences(
    pair: &Pair,
    alignment: &Alignment,
    region: &Range<usize>,
) -> Vec<Difference> {
    let mut differences = raw(pair, alignment, region);
    for difference in &mut differences {
        difference.effect = pair.effect(difference);
    }
    same_over_neighbours(pair, alignment, &mut differences);
    pair.slots.free_neighbours(pair, &mut differences);
    template::excuse(pair, pair.template, alignment, &mut differences);
    moved_cells(pair, &mut differences);
    differences
}

fn raw(pair: &Pair, alignment: &Alignment, region: &Range<usize>) -> Vec<Difference> {
    let missing = stretches(0..alignment.reference.len(), |at| alignment.reference[at] == NONE);
    let mut taken = vec![false; missing.len()];
    let mut found = Vec::new();
    for file in stretches(region.clone(), |at| pair.free[at] && alignment.file[at] == NONE) {
        let before =
            file.start.checked_sub(1).map(|at| alignment.file[at]).filter(|at| *at != NONE);
        let after = alignment.file.get(file.end).copied().filter(|at| *at != NONE);
        let behind = before.and_then(|before| {
            missing.binary_search_by_key(&(before as usize + 1), |missing| missing.start).ok()
        });
        let ahead = after.and_then(|after| {
            missing.binary_search_by_key(&(after as usize), |missing| missing.end).ok()
        });
        let partner = behind.into_iter().chain(ahead).find(|at| !taken[*at]);
        // Added words stand between two words of the reference: an empty range tells where.
        let place = before.map(|before| before as usize + 1).or(after.map(|after| after as usize));
        let place = place.unwrap_or(0);
        let reference = partner.map_or(place..place, |at| {
            taken[at] = true;
            missing[at].clone()
        });
        found.push(Difference { file, reference, effect: Effect::Counts });
    }
    for (missing, taken) in missing.into_iter().zip(taken) {
        if !taken {
            let at = place_of(alignment, &missing, region);
            found.push(Difference { file: at..at, reference: missing, effect: Effect::Counts });
        }
    }
    found.sort_by_key(|difference| (difference.file.start, difference.reference.start));
    found
}

/// Where in the file missing words should stand.
fn place_of(alignment: &Alignment, missing: &Range<usize>, region: &Range<usize>) -> usize {
    let before =
        missing.start.checked_sub(1).map(|at| alignment.reference[at]).filter(|at| *at != NONE);
    let after = alignment.reference.get(missing.end).copied().filter(|at| *at != NONE);
    match (before, after) {
        (Some(before), _) => before as usize + 1,
        (None, Some(after)) => after as usize,
        (None, None) => region.start,
    }
}

/// The maximal runs of places in `range` for which `holds` is true.
fn stretches(range: Range<usize>, holds: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in range.filter(|at| holds(*at)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

impl Pair<'_> {
    fn file_flags(&self, range: &Range<usize>, all: Flags) -> bool {
        self.reading.tokens[range.clone()].iter().all(|token| token.flags.has(all))
    }

    fn reference_flags(&self, range: &Range<usize>, all: Flags) -> bool {
        self.reference[range.clone()].iter().all(|(_, flags)| flags.has(all))
    }

    /// True where every word on both sides stands in a place of this kind.
    fn both(&self, difference: &Difference, all: Flags) -> bool {
        self.file_flags(&difference.file, all) && self.reference_flags(&difference.reference, all)
    }

    pub(super) fn joined(&self, range: &Range<usize>) -> Polynomial {
        self.reference[range.clone()]
            .iter()
            .fold(Polynomial::default(), |hash, (word, _)| hash.join(self.index.facts(*word).0))
    }

    /// How many letters and digits words of the reference have.
    pub(super) fn letters(&self, range: &Range<usize>) -> u32 {
        self.reference[range.clone()].iter().map(|(word, _)| self.index.facts(*word).0.len).sum()
    }

    /// True where both sides are the same when written without blanks.
    fn is_same_text(&self, file: &Range<usize>, reference: &Range<usize>) -> bool {
        // To count is quicker than to join.
        self.reading.letters(file) == self.letters(reference)
            && self.reading.joined(file.clone()) == self.joined(reference)
    }

    pub(super) fn file_class(&self, at: usize) -> WordClass {
        crate::library::words::class_of(self.reading.tokens[at].hash)
    }

    pub(super) fn reference_class(&self, at: usize) -> WordClass {
        self.index.facts(self.reference[at].0).2
    }

    /// True where a word of duty or negation stands on either side.
    fn is_modal(&self, difference: &Difference) -> bool {
        difference.file.clone().any(|at| self.file_class(at).any(WordClass::MODAL))
            || difference.reference.clone().any(|at| self.reference_class(at).any(WordClass::MODAL))
    }

    fn effect(&self, difference: &Difference) -> Effect {
        let (file, reference) = (&difference.file, &difference.reference);
        if !file.is_empty() && !reference.is_empty() && self.is_same_text(file, reference) {
            return Effect::Harmless;
        }
        if self.is_marker(difference)
            || self.is_address(difference)
            || spelling::is_same_word(self, difference)
            || spelling::is_same_office(self, difference)
            || spelling::is_same_range(self, difference)
        {
            return Effect::Harmless;
        }
        // A number alone on its line that only one side has is a page number.
        if file.len() + reference.len() == 1 && self.both(difference, Flags::LONE_NUMBER) {
            return Effect::Harmless;
        }
        if self.slots.frees(self, file, reference) {
            return Effect::Harmless;
        }
        let short = file.len() + reference.len() == 1;
        if self.both(difference, Flags::COPYRIGHT) && !(short && self.is_modal(difference)) {
            return Effect::Harmless;
        }
        if !reference.is_empty()
            && self.reference_flags(reference, Flags::PLACEHOLDER)
            && file.len() <= LONGEST_FILLING
            && !file.clone().any(|at| self.file_class(at).any(WordClass::DUTY))
        {
            return Effect::Harmless;
        }
        // A title may be left out, and an appendix that tells how to apply the terms; a copyright line
        // may stand there.
        let may_be_absent = Flags::TITLE.with(Flags::OPTIONAL).with(Flags::COPYRIGHT);
        if self.file_flags(file, Flags::COPYRIGHT)
            && self.reference[reference.clone()].iter().all(|(_, flags)| flags.any(may_be_absent))
            && self.leaves_no_half_title(difference)
            && !(short && self.is_modal(difference))
        {
            return Effect::Harmless;
        }
        if self.repeats_title(difference)
            || self.is_of_advice(difference)
            || self.is_word_of_the_publisher(difference)
        {
            return Effect::Harmless;
        }
        if self.is_minor(difference) { Effect::Minor } else { Effect::Counts }
    }

    /// List markers only; never two bracketed numbers, which are a changed figure.
    fn is_marker(&self, difference: &Difference) -> bool {
        let (file, reference) = (&difference.file, &difference.reference);
        let figures = file.len() == 1
            && reference.len() == 1
            && self.reading.tokens[file.start].class == Class::Digits
            && self.reading.tokens[file.start].flags.has(Flags::BRACKETED)
            && self.reference[reference.start].1.has(Flags::BRACKETED);
        self.both(difference, Flags::MARKER) && !figures
    }

    /// Addresses, and the list markers beside them.
    fn is_address(&self, difference: &Difference) -> bool {
        let address = |flags: Flags| flags.has(Flags::URL);
        let beside = |flags: Flags| flags.any(Flags::URL.with(Flags::MARKER));
        let mut flags = self.reading.tokens[difference.file.clone()]
            .iter()
            .map(|token| token.flags)
            .chain(self.reference[difference.reference.clone()].iter().map(|(_, flags)| *flags));
        flags.clone().all(beside) && flags.any(address)
    }

    fn is_minor(&self, difference: &Difference) -> bool {
        let (file, reference) = (&difference.file, &difference.reference);
        if file.len() <= 1 && reference.len() <= 1 {
            let function = |class: WordClass| class.any(WordClass::FUNCTION);
            if file.clone().all(|at| function(self.file_class(at)))
                && reference.clone().all(|at| function(self.reference_class(at)))
            {
                return true;
            }
        }
        if file.len() == 1 && reference.len() == 1 {
            let (hash, class, words) = self.index.facts(self.reference[reference.start].0);
            let token = self.reading.tokens[file.start];
            // A damaged glyph: one Han character for one that no word of duty is.
            if class == Class::Han && token.class == Class::Han {
                return self.reading.words[file.start] == Word::UNKNOWN
                    && !words.any(WordClass::MODAL);
            }
            return class == Class::Letters
                && hash.len >= 7
                && !self.is_modal(difference)
                && is_typo(self.reading.text(file.clone()), hash);
        }
        false
    }
}

/// Two neighbouring differences with a few equal words between, of which the whole is the same when
/// written without blanks.
fn same_over_neighbours(pair: &Pair, alignment: &Alignment, differences: &mut [Difference]) {
    const BETWEEN: usize = 4;
    for at in 1..differences.len() {
        let (head, tail) = differences.split_at_mut(at);
        let (first, second) = (&mut head[at - 1], &mut tail[0]);
        if first.effect == Effect::Harmless && second.effect == Effect::Harmless {
            continue;
        }
        let gap = first.file.end..second.file.start;
        let straight = first.reference.end <= second.reference.start
            && second.reference.start - first.reference.end == gap.len()
            && gap
                .clone()
                .zip(first.reference.end..)
                .all(|(file, reference)| alignment.file[file] as usize == reference);
        if gap.len() > BETWEEN || !straight {
            continue;
        }
        let file = first.file.start..second.file.end;
        if pair.is_same_text(&file, &(first.reference.start..second.reference.end)) {
            first.effect = Effect::Harmless;
            second.effect = Effect::Harmless;
        }
    }
}

/// Cells of a table that were read in another order: near each other, the same words on both sides.
fn moved_cells(pair: &Pair, differences: &mut [Difference]) {
    for added in 0..differences.len() {
        if differences[added].effect == Effect::Harmless
            || differences[added].file.is_empty()
            || !differences[added].reference.is_empty()
        {
            continue;
        }
        let place = differences[added].file.start;
        let here = sorted(pair.reading.words[differences[added].file.clone()].iter().copied());
        // The differences are in the order of the file, so that the near ones are neighbours.
        let first = differences.partition_point(|other| other.file.start + NEAR < place);
        let near = differences[first..].iter().take_while(|other| other.file.start <= place + NEAR);
        let partner = near.enumerate().find(|(_, other)| {
            other.effect != Effect::Harmless
                && other.file.is_empty()
                && other.reference.len() == here.len()
                && sorted(pair.reference[other.reference.clone()].iter().map(|(word, _)| *word))
                    == here
        });
        if let Some((partner, _)) = partner {
            differences[added].effect = Effect::Harmless;
            differences[first + partner].effect = Effect::Harmless;
        }
    }
}

fn sorted(words: impl Iterator<Item = Word>) -> Vec<Word> {
    let mut words: Vec<Word> = words.collect();
    words.sort_unstable();
    words
}
