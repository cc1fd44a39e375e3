//! How well one reference fits what is left of a text, and which of several fits best.
//!
//! Members of a family are told apart here, by alignment and never by the vote. Words that are missing
//! or added in one block cost little after the first thirty, for a half, a copy in one language or a
//! text with its policy attached is still that license. A broken name costs much.

use std::ops::Range;

use super::{
    align::{Alignment, NONE, align},
    difference::{Difference, Effect, Pair, differences},
    reading::Reading,
    slots::Slots,
};
use crate::{
    library::{
        index::{Index, PrintId, Reference, Word},
        template::Template,
    },
    text::{Flags, token::Class},
};

/// Words of a block that cost fully.
const FULL_COST: usize = 30;
/// What a part that may be left out costs where it is, and a block in another order.
const LEFT_OUT: f32 = 0.7;
/// A longer stretch without a match cuts a region in two.
const LONGEST_STRETCH: usize = 300;

/// A reference aligned to a text.
pub(super) struct Fit {
    pub(super) reference: Reference,
    pub(super) tokens: Vec<(Word, Flags)>,
    pub(super) alignment: Alignment,
    /// From the first matched token of the file to behind the last.
    pub(super) region: Range<usize>,
    pub(super) differences: Vec<Difference>,
    /// Matched tokens.
    pub(super) equal: usize,
    /// The longest matched run.
    pub(super) longest_run: usize,
    pub(super) score: f32,
    /// The share of the reference that stands in the text, 0 to 1.
    pub(super) coverage: f32,
    /// The share of the region that stands in the reference, 0 to 1.
    pub(super) explained: f32,
    pub(super) names: Names,
}

/// What became of the words that name the license.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Names {
    /// Places of such words that a text of this license should have.
    pub(super) places: usize,
    /// Places that are kept.
    pub(super) kept: usize,
    /// Places that lie in a long missing block: absent, not contradicted.
    pub(super) absent: usize,
    /// Differences that hold such a word, or a number added behind one.
    pub(super) broken: usize,
}

impl Names {
    /// The share that is kept, of those not absent; 1 where there is none.
    pub(super) fn share(self) -> f32 {
        ratio(self.kept, self.places)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of tokens")]
pub(super) fn ratio(part: usize, whole: usize) -> f32 {
    if whole == 0 { 1.0 } else { part as f32 / whole as f32 }
}

/// Aligns a reference; `None` where too little is equal to speak of a fit.
pub(super) fn fit(reading: &Reading, free: &[bool], index: Index, print: PrintId) -> Option<Fit> {
    let reference = index.reference(print);
    let tokens = reference.tokens();
    let words: Vec<Word> = tokens.iter().map(|(word, _)| *word).collect();
    let mut alignment = align(reading, free, &words);
    let region = region(&mut alignment)?;
    let differences = {
        let pair = Pair {
            index,
            reading,
            free,
            reference: &tokens,
            id: reference.id(),
            slots: Slots::of(reference.id(), reading.options.fewer_values),
            template: Template::of(reference),
        };
        differences(&pair, &alignment, &region)
    };
    let equal = alignment.file.iter().filter(|at| **at != NONE).count();
    let longest_run = longest_run(&alignment);
    let names = names(&tokens, &alignment, &differences, reading);
    let mut fit = Fit {
        reference,
        tokens,
        alignment,
        region,
        differences,
        equal,
        longest_run,
        score: 0.0,
        coverage: 0.0,
        explained: 0.0,
        names,
    };
    fit.weigh(reading, free);
    Some(fit)
}

/// The best fit of several, names before score: where the best by score keeps few of its names, another
/// one that keeps its own and explains nearly as much is the better.
pub(super) fn best(mut fits: Vec<Fit>) -> Option<(Fit, Vec<Fit>)> {
    fits.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.reference.number.cmp(&b.reference.number))
    });
    let first = fits.first()?;
    let mut choice = 0;
    if first.names.share() < 0.8 {
        let better = fits.iter().position(|fit| {
            fit.names.share() >= 0.95
                && fit.names.kept > 0
                && fit.names.places * 2 >= first.names.places
                && fit.score >= 0.6 * first.score
                && (fit.coverage >= 0.8 || fit.explained >= 0.8)
        });
        choice = better.unwrap_or(0);
    }
    // A header is part of several licenses; it refers to the one whose appendix it is.
    if fits[choice].coverage < 0.5 {
        let (equal, header) =
            (fits[choice].equal, |fit: &Fit| fit.explained >= 0.9 && fit.is_appendix_only());
        choice = fits
            .iter()
            .position(|fit| header(fit) && fit.equal * 10 >= equal * 9)
            .unwrap_or(choice);
    }
    let chosen = fits.remove(choice);
    Some((chosen, fits))
}

/// The region that the matches span, without a few stray matches far from the rest.
fn region(alignment: &mut Alignment) -> Option<Range<usize>> {
    // From the first match of a cluster to behind the last, with their number.
    let mut clusters: Vec<(Range<usize>, usize)> = Vec::new();
    for at in (0..alignment.file.len()).filter(|at| alignment.file[*at] != NONE) {
        match clusters.last_mut() {
            Some((cluster, matched)) if at < cluster.end + LONGEST_STRETCH => {
                cluster.end = at + 1;
                *matched += 1;
            }
            _ => clusters.push((at..at + 1, 1)),
        }
    }
    let all: usize = clusters.iter().map(|(_, matched)| matched).sum();
    clusters.retain(|(cluster, matched)| {
        let kept = *matched == all || (*matched >= 12 && matched * 12 >= all);
        if !kept {
            for at in &mut alignment.file[cluster.clone()] {
                if *at != NONE {
                    alignment.reference[*at as usize] = NONE;
                    *at = NONE;
                }
            }
        }
        kept
    });
    Some(clusters.first()?.0.start..clusters.last()?.0.end)
}

fn longest_run(alignment: &Alignment) -> usize {
    let (mut longest, mut run, mut before) = (0, 0, NONE);
    for at in &alignment.file {
        run = if *at == NONE {
            0
        } else if before != NONE && *at == before + 1 {
            run + 1
        } else {
            1
        };
        longest = longest.max(run);
        before = *at;
    }
    longest
}

fn names(
    tokens: &[(Word, Flags)],
    alignment: &Alignment,
    differences: &[Difference],
    reading: &Reading,
) -> Names {
    let mut names = Names::default();
    let is_name =
        |at: usize| tokens[at].1.has(Flags::IDENTITY) && !tokens[at].1.has(Flags::OPTIONAL);
    names.kept =
        (0..tokens.len()).filter(|at| is_name(*at) && alignment.reference[*at] != NONE).count();
    names.places = names.kept;
    for difference in differences {
        let here = difference.reference.clone().filter(|at| is_name(*at)).count();
        if difference.effect == Effect::Harmless {
            if !difference.file.is_empty() {
                names.kept += here;
                names.places += here;
            }
            continue;
        }
        if difference.file.is_empty() && difference.reference.len() >= FULL_COST {
            names.absent += here;
            continue;
        }
        names.places += here;
        let added_number = difference.reference.is_empty()
            && reading.tokens.get(difference.file.start).is_some_and(|token| {
                matches!(token.class, Class::Digits)
                    && !token.flags.any(Flags::MARKER.with(Flags::LINE_START))
            })
            && difference.file.start.checked_sub(1).is_some_and(|before| {
                let reference = alignment.file[before];
                reference != NONE && is_name(reference as usize)
            });
        if here > 0 || added_number {
            names.broken += 1;
            names.places += usize::from(added_number);
        }
    }
    names
}

impl Fit {
    /// Sets score, coverage and explained share.
    fn weigh(&mut self, reading: &Reading, free: &[bool]) {
        #[expect(clippy::cast_precision_loss, reason = "counts of tokens")]
        let mut score = self.equal as f32;
        let (mut missing, mut added, mut excused) = (0, 0, 0);
        for difference in &self.differences {
            if difference.effect == Effect::Harmless {
                if difference.file.is_empty() {
                    excused += difference.reference.len();
                    // A sibling without these words is the better fit.
                    score -= LEFT_OUT;
                }
                continue;
            }
            missing += difference.reference.len();
            added += difference.file.len();
            score -= cost(difference.reference.len(), 0.05) + cost(difference.file.len(), 0.1);
            let capitals = difference.file.clone().filter(|at| {
                let flags = reading.tokens[*at].flags;
                flags.has(Flags::CAPITAL)
                    && !flags.any(Flags::SENTENCE_START.with(Flags::LINE_START))
            });
            #[expect(clippy::cast_precision_loss, reason = "at most thirty words count")]
            let new_names = capitals.take(FULL_COST).count() as f32;
            score -= 2.0 * new_names;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few broken names")]
        let broken = self.names.broken as f32;
        self.score = score - 12.0 * broken - LEFT_OUT * self.alignment.steps_back();
        self.coverage = 1.0 - ratio(missing, (self.tokens.len() - excused).max(1));
        let free_here = self.region.clone().filter(|at| free[*at]).count();
        self.explained = 1.0 - ratio(added, free_here.max(1));
    }

    /// The same fit without the differences for which `claimed` is true: another region has them.
    pub(super) fn without(&self, reading: &Reading, claimed: impl Fn(&Difference) -> bool) -> Self {
        let mut free = vec![true; self.alignment.file.len()];
        let (elsewhere, differences): (Vec<Difference>, Vec<Difference>) =
            self.differences.iter().cloned().partition(claimed);
        for difference in elsewhere {
            free[difference.file].fill(false);
        }
        let mut fit = Self {
            tokens: self.tokens.clone(),
            alignment: self.alignment.clone(),
            region: self.region.clone(),
            differences,
            ..*self
        };
        fit.weigh(reading, &free);
        fit
    }

    /// The differences that are not harmless.
    pub(super) fn counting(&self) -> impl Iterator<Item = &Difference> {
        self.differences.iter().filter(|difference| difference.effect != Effect::Harmless)
    }

    /// True where the reference's appendix alone was matched: a header, not a license.
    pub(super) fn is_appendix_only(&self) -> bool {
        let matched = |(at, file): (usize, &u32)| {
            (*file != NONE).then_some(self.tokens[at].1.has(Flags::OPTIONAL))
        };
        let mut optional = 0;
        for in_appendix in self.alignment.reference.iter().enumerate().filter_map(matched) {
            optional += usize::from(in_appendix);
        }
        optional * 10 >= self.equal * 9
    }
}

fn cost(words: usize, beyond: f32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "counts of tokens")]
    let (full, rest) = (words.min(FULL_COST) as f32, words.saturating_sub(FULL_COST) as f32);
    full * 0.7 + rest * beyond
}
