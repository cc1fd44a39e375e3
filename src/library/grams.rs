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
    if hashes.len() < K {
        return Vec::new();
    }
    let grams: Vec<u32> = hashes.windows(K).map(|run| run.first_chunk().map_or(0, gram)).collect();
    let mut kept: Vec<(u32, usize)> = Vec::with_capacity(grams.len() / 2 + 1);
    let width = W.min(grams.len());
    // The place of the smallest hash of the window before, until it falls out of the window.
    let mut smallest = usize::MAX;
    for start in 0..=grams.len() - width {
        let end = start + width;
        if smallest == usize::MAX || smallest < start {
            // The rightmost smallest, so that a run of equal hashes keeps few.
            smallest = start;
            for at in start + 1..end {
                if grams[at] <= grams[smallest] {
                    smallest = at;
                }
            }
        } else if grams[end - 1] <= grams[smallest] {
            smallest = end - 1;
        } else {
            continue;
        }
        kept.push((grams[smallest], smallest));
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
}
