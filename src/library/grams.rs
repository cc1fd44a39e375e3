//! Winnowed grams: the few hashes of token runs by which a text nominates candidates.
//!
//! Of each run of `K` tokens a hash is taken, and of each `W` neighbouring hashes the smallest is kept
//! (Schleimer, Wilkerson and Aiken, "Winnowing", 2003), so that two texts that share `K + W - 1` tokens
//! share a gram.

use super::print::SPREAD;
use crate::text::hash::Polynomial;

/// Tokens in a gram. Five keeps halves and short texts easy; from five to ten nothing else changes.
pub const K: usize = 5;
/// Hashes of which one is kept.
pub const W: usize = 4;

/// The kept grams of a run of tokens, with the place of the first token of each.
pub fn winnow(hashes: &[Polynomial]) -> Vec<(u32, usize)> {
    let mut kept: Vec<(u32, usize)> = Vec::with_capacity(hashes.len() / 2 + 1);
    let mut recent = [0; W];
    let mut smallest = (u32::MAX, 0);
    let mut is_new = false;
    let grams = hashes.windows(K).map(|run| run.first_chunk().map_or(0, gram));
    for (at, gram) in grams.enumerate() {
        recent[at % W] = gram;
        // The rightmost smallest, so that a run of equal hashes keeps few.
        if gram <= smallest.0 {
            (smallest, is_new) = ((gram, at), true);
        } else if smallest.1 + W <= at {
            let window = (at + 1 - W..=at).map(|at| (recent[at % W], at));
            let rightmost = window.min_by_key(|(gram, at)| (*gram, usize::MAX - at));
            (smallest, is_new) = (rightmost.unwrap_or(smallest), true);
        }
        if is_new && at + 1 >= W {
            kept.push(smallest);
            is_new = false;
        }
    }
    if is_new {
        // There are fewer than fill a window.
        kept.push(smallest);
    }
    kept
}

/// The hash of a run: an odd factor and a rotation for each token, and the upper half of the product.
fn gram(tokens: &[Polynomial; K]) -> u32 {
    let mixed = tokens
        .iter()
        .fold(0_u64, |mixed, token| (mixed.rotate_left(23) ^ token.value).wrapping_mul(SPREAD));
    // 32 bits are enough to nominate.
    (mixed >> 32) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_that_share_a_run_share_a_gram() {
        let word = |n: usize| Polynomial::of(&n.to_string());
        let one: Vec<Polynomial> = (0..60).map(word).collect();
        let other: Vec<Polynomial> = (100..120).chain(30..38).chain(200..220).map(word).collect();
        let grams: Vec<u32> = winnow(&one).into_iter().map(|(gram, _)| gram).collect();
        assert!(winnow(&other).iter().any(|(gram, _)| grams.contains(gram)));
        assert!(winnow(&one[..4]).is_empty());
        assert_eq!(winnow(&one[..5]).len(), 1);
    }

    proptest! {
        #[test]
        fn each_window_keeps_its_rightmost_smallest(words in proptest::collection::vec(0_u8..4, 0..60)) {
            let hashes: Vec<Polynomial> =
                words.iter().map(|word| Polynomial::of(&word.to_string())).collect();
            let grams: Vec<(u32, usize)> = hashes
                .windows(K)
                .enumerate()
                .map(|(at, run)| (run.first_chunk().map_or(0, gram), at))
                .collect();
            let mut expected: Vec<(u32, usize)> = grams
                .windows(W.min(grams.len()).max(1))
                .filter_map(|window| window.iter().copied().min_by_key(|(gram, at)| (*gram, usize::MAX - at)))
                .collect();
            expected.dedup();
            prop_assert_eq!(winnow(&hashes), expected);
        }
    }
}
