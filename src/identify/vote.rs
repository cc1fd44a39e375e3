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
        let mut known: Vec<(u32, usize, Range<usize>)> = found
            .into_iter()
            .map(|(gram, at)| (gram, at, all.entries(gram)))
            .filter(|(_, _, entries)| !entries.is_empty())
            .collect();
        known.sort_unstable_by_key(|(gram, at, _)| (*gram, *at));
        let (mut grams, mut places) = (Vec::new(), Vec::new());
        for same in known.chunk_by(|one, other| one.0 == other.0) {
            let first = places.len();
            places.extend(same.iter().map(|(_, at, _)| *at));
            grams.push(Gram { places: first..places.len(), entries: same[0].2.clone() });
        }
        Self { grams, places }
    }
}

/// The candidates for the tokens that are still free, the likeliest first.
pub(super) fn candidates(
    ballot: &Ballot,
    is_free: impl Fn(usize) -> bool,
    index: Index,
) -> Vec<PrintId> {
    if ballot.grams.len() < 2 {
        return Vec::new();
    }
    let prints = index.len();
    let mut weight = vec![0_f32; prints];
    let mut hits = vec![0_u32; prints];
    let mut most = 0;
    for gram in &ballot.grams {
        if !ballot.places[gram.places.clone()].iter().any(|at| is_free(*at)) {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred prints")]
        let rare = (prints as f32 / gram.entries.len() as f32).ln();
        for print in index.prints_at(gram.entries.clone()) {
            weight[usize::from(print.0)] += rare;
            hits[usize::from(print.0)] += 1;
            most = most.max(hits[usize::from(print.0)]);
        }
    }
    if most < 2 {
        return Vec::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand grams")]
    let share = |print: usize| {
        let number = u16::try_from(print).unwrap_or(u16::MAX);
        hits[print] as f32 / index.reference(PrintId(number)).grams().max(1) as f32
    };
    // Sixty equal words, the least that is anything, leave more grams than a few.
    let mut order: Vec<usize> = (0..prints)
        .filter(|print| hits[*print] >= FEWEST || (hits[*print] >= 2 && share(*print) >= 0.3))
        .collect();
    order.sort_by(|a, b| weight[*b].total_cmp(&weight[*a]).then(a.cmp(b)));
    let heaviest = order.first().map_or(0.0, |print| weight[*print]);
    let mut chosen: Vec<usize> = order
        .iter()
        .copied()
        .take(CANDIDATES)
        .take_while(|print| weight[*print] >= heaviest * BEHIND)
        .collect();
    order.sort_by(|a, b| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
    let largest = order.first().map_or(0.0, |print| share(*print));
    for print in order.into_iter().take(CANDIDATES).take_while(|it| share(*it) >= largest * BEHIND)
    {
        if !chosen.contains(&print) {
            chosen.push(print);
        }
    }
    chosen.into_iter().filter_map(|print| u16::try_from(print).ok()).map(PrintId).collect()
}
