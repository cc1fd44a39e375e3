//! Which references are worth an alignment.
//!
//! The grams of the text vote: a rare gram weighs more, each gram counts once. The best by weight are
//! candidates, and so are the best by the share of the reference's own grams, for a short license in a
//! long file has little weight. The vote decides nothing else.

use std::ops::Range;

use crate::library::index::{Index, PrintId};

/// How many candidates by weight, and how many by share.
const CANDIDATES: usize = 6;

/// A print that has less than this part of what the first one has is none: it shares a sentence with it.
const BEHIND: f32 = 0.3;

/// Fewer common grams than this are chance, unless they are much of a short reference.
const FEWEST: u32 = 5;

/// The grams of a text that any reference has, looked up once for all regions.
pub(super) struct Ballot {
    grams: Vec<Gram>,
    /// The places of all grams, those of one gram side by side.
    places: Vec<usize>,
    /// The candidates for the whole text.
    whole: Vec<PrintId>,
}

struct Gram {
    places: Range<usize>,
    /// The entries of the index that hold it.
    entries: Range<usize>,
}

impl Ballot {
    /// Looks up grams with the places of their first tokens.
    pub(super) fn of(found: Vec<(u32, usize)>, index: Index) -> Self {
        let all = index.grams();
        // Of most texts hardly a gram is known: what is looked up first need not be sorted.
        let known: Vec<(u32, usize, Range<usize>)> = found
            .into_iter()
            .map(|(gram, at)| (gram, at, all.entries(gram)))
            .filter(|(_, _, entries)| !entries.is_empty())
            .collect();
        // They stand in the order of their places. A gram and its number in one are sorted faster.
        let mut order: Vec<u64> =
            known.iter().zip(0..).map(|((gram, ..), at)| u64::from(*gram) << 32 | at).collect();
        order.sort_unstable();
        let of = |one: &u64| &known[usize::try_from(one & 0xffff_ffff).unwrap_or(0)];
        let (mut grams, mut places) = (Vec::new(), Vec::with_capacity(known.len()));
        for same in order.chunk_by(|one, other| one >> 32 == other >> 32) {
            let first = places.len();
            places.extend(same.iter().map(|one| of(one).1));
            let entries = of(&same[0]).2.clone();
            grams.push(Gram { places: first..places.len(), entries });
        }
        let mut ballot = Self { grams, places, whole: Vec::new() };
        ballot.whole = ballot.count(|_| true, index);
        ballot
    }

    /// The candidates for the tokens that are free, the likeliest first.
    fn count(&self, is_free: impl Fn(usize) -> bool, index: Index) -> Vec<PrintId> {
        if self.grams.len() < 2 {
            return Vec::new();
        }
        let prints = index.len();
        // For each print its weight and its hits.
        let mut votes = vec![(0_f32, 0_u32); prints];
        for gram in &self.grams {
            if !self.places[gram.places.clone()].iter().any(|at| is_free(*at)) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a few hundred prints")]
            let rare = (prints as f32 / gram.entries.len() as f32).ln();
            for print in index.prints_at(gram.entries.clone()) {
                let (weight, hits) = &mut votes[usize::from(print.0)];
                *weight += rare;
                *hits += 1;
            }
        }
        let nominees: Vec<Nominee> = (0..)
            .map(PrintId)
            .zip(votes)
            .filter(|(_, (_, hits))| *hits >= 2)
            .map(|(print, (weight, hits))| {
                #[expect(clippy::cast_precision_loss, reason = "a few thousand grams")]
                let share = hits as f32 / index.reference(print).grams().max(1) as f32;
                (hits, Nominee { print, weight, share })
            })
            // Sixty equal words, the least that is anything, leave more grams than a few.
            .filter(|(hits, nominee)| *hits >= FEWEST || nominee.share >= 0.3)
            .map(|(_, nominee)| nominee)
            .collect();
        let mut chosen = most(&nominees, |nominee| nominee.weight);
        for print in most(&nominees, |nominee| nominee.share) {
            if !chosen.contains(&print) {
                chosen.push(print);
            }
        }
        chosen
    }
}

/// A print for which enough grams vote.
struct Nominee {
    print: PrintId,
    weight: f32,
    /// How many of its own grams vote for it, 0 to 1.
    share: f32,
}

/// The few that have most of something and are not far behind the first.
fn most(nominees: &[Nominee], of: impl Fn(&Nominee) -> f32) -> Vec<PrintId> {
    let mut few: Vec<&Nominee> = Vec::with_capacity(CANDIDATES + 1);
    for nominee in nominees {
        let place = few.partition_point(|other| of(other) >= of(nominee));
        if place < CANDIDATES {
            few.truncate(CANDIDATES - 1);
            few.insert(place, nominee);
        }
    }
    let largest = few.first().map_or(0.0, |first| of(first));
    few.into_iter()
        .take_while(|nominee| of(nominee) >= largest * BEHIND)
        .map(|nominee| nominee.print)
        .collect()
}

/// The candidates for the tokens that are still free, the likeliest first.
pub(super) fn candidates(
    ballot: &Ballot,
    is_free: impl Fn(usize) -> bool,
    index: Index,
) -> Vec<PrintId> {
    if ballot.places.iter().all(|at| is_free(*at)) {
        return ballot.whole.clone();
    }
    ballot.count(is_free, index)
}
