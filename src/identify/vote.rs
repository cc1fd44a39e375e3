//! Which references are worth an alignment.
//!
//! The grams of the text vote: a rare gram weighs more, each gram counts once. The best by weight are
//! candidates, and so are the best by the share of the reference's own grams, for a short license in a
//! long file has little weight. The vote decides nothing else.

use crate::library::index::{Index, PrintId};

/// How many candidates by weight, and how many by share.
const CANDIDATES: usize = 6;

/// Fewer common grams than this are chance, unless they are much of a short reference.
const FEWEST: u32 = 5;

/// The candidates for the grams whose place is still free, the likeliest first.
pub(super) fn candidates(
    grams: &[(u32, usize)],
    is_free: impl Fn(usize) -> bool,
    index: Index,
) -> Vec<PrintId> {
    let prints = index.len();
    let mut weight = vec![0_f32; prints];
    let mut hits = vec![0_u32; prints];
    let mut grams: Vec<u32> =
        grams.iter().filter(|(_, at)| is_free(*at)).map(|(gram, _)| *gram).collect();
    grams.sort_unstable();
    grams.dedup();
    let mut voted = Vec::new();
    for gram in grams {
        voted.clear();
        voted.extend(index.with_gram(gram));
        if voted.is_empty() {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "a few hundred prints")]
        let rare = (prints as f32 / voted.len().max(1) as f32).ln();
        for print in &voted {
            weight[usize::from(print.0)] += rare;
            hits[usize::from(print.0)] += 1;
        }
    }
    if hits.iter().all(|hits| *hits < 2) {
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
    let mut chosen: Vec<usize> = order.iter().copied().take(CANDIDATES).collect();
    order.sort_by(|a, b| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
    for print in order.into_iter().take(CANDIDATES) {
        if !chosen.contains(&print) {
            chosen.push(print);
        }
    }
    chosen.into_iter().filter_map(|print| u16::try_from(print).ok()).map(PrintId).collect()
}
