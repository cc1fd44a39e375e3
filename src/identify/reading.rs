//! A text as the identify stage sees it: its tokens, the index's words for them, and its grams.

use super::{Options, vote::Ballot};
use crate::{
    library::{
        grams::K,
        index::{Index, Word},
    },
    text::{Token, hash::Polynomial},
};

/// The most tokens of a file that are looked at. The longest real license text has some 20,000.
pub(super) const MOST_TOKENS: usize = 200_000;

/// The most places of one run of words that are tried.
const MOST_PLACES: usize = 32;

/// A text, read once for all candidates.
pub(super) struct Reading<'t> {
    /// The text.
    pub(super) source: &'t str,
    /// Its tokens.
    pub(super) tokens: Vec<Token>,
    /// For each token the word of the index.
    pub(super) words: Vec<Word>,
    /// What its grams say about the references.
    pub(super) ballot: Ballot,
    /// What is left out of all that is known.
    pub(super) options: Options<'t>,
    /// Where the lines end, in bytes.
    line_feeds: Vec<usize>,
    seeds: Seeds,
}

impl<'t> Reading<'t> {
    pub(super) fn of(
        source: &'t str,
        mut tokens: Vec<Token>,
        ballot: Ballot,
        index: Index,
        options: Options<'t>,
    ) -> Self {
        tokens.truncate(MOST_TOKENS);
        let all = index.words();
        let words: Vec<Word> = tokens.iter().map(|token| all.find(token.hash)).collect();
        let line_feeds = memchr::memchr_iter(b'\n', source.as_bytes()).collect();
        let seeds = Seeds::of(&words);
        Self { source, tokens, words, ballot, options, line_feeds, seeds }
    }

    /// The line of a token, from 1; of the last one where `at` is behind it.
    pub(super) fn line(&self, at: usize) -> u32 {
        let Some(token) = self.tokens.get(at).or(self.tokens.last()) else { return 1 };
        let above = self.line_feeds.partition_point(|at| *at < token.start as usize);
        u32::try_from(above + 1).unwrap_or(u32::MAX)
    }

    /// The places of a run of words, in order.
    pub(super) fn places(&self, run: &[Word; K]) -> impl Iterator<Item = usize> {
        self.seeds
            .of_bucket(run)
            .filter(|at| self.words[*at..].first_chunk() == Some(run))
            .take(MOST_PLACES)
    }

    /// The hash of a range of tokens written without blanks.
    pub(super) fn joined(&self, range: std::ops::Range<usize>) -> Polynomial {
        self.tokens[range].iter().fold(Polynomial::default(), |hash, token| hash.join(token.hash))
    }

    /// How many letters and digits a range of tokens has.
    pub(super) fn letters(&self, range: &std::ops::Range<usize>) -> u32 {
        self.tokens[range.clone()].iter().map(|token| token.hash.len).sum()
    }

    /// The words of a range as the file has them.
    pub(super) fn text(&self, range: std::ops::Range<usize>) -> &'t str {
        match (
            self.tokens.get(range.start),
            range.end.checked_sub(1).and_then(|last| self.tokens.get(last)),
        ) {
            (Some(first), Some(last)) if !range.is_empty() => {
                &self.source[first.start as usize..last.end as usize]
            }
            _ => "",
        }
    }
}

/// Where the runs of `K` known words of a text are, found by their hash.
struct Seeds {
    /// For each beginning of a hash the first run that has it.
    first: Vec<u32>,
    /// For each run the next one whose hash begins alike.
    next: Vec<u32>,
    /// How far a hash is shifted to get its beginning.
    shift: u32,
}

impl Seeds {
    /// Behind the last run.
    const END: u32 = u32::MAX;

    fn of(words: &[Word]) -> Self {
        let bits = (words.len() + 1).next_power_of_two().ilog2().max(1);
        let shift = u64::BITS - bits;
        let (mut first, mut next) = (vec![Self::END; 1 << bits], vec![Self::END; words.len()]);
        // From the last one on, so that each comes before those behind it.
        for (at, run) in words.array_windows().enumerate().rev() {
            if !run.contains(&Word::UNKNOWN) {
                let first = &mut first[bucket(run, shift)];
                next[at] = *first;
                *first = u32::try_from(at).unwrap_or(Self::END);
            }
        }
        Self { first, next, shift }
    }

    fn of_bucket(&self, run: &[Word; K]) -> impl Iterator<Item = usize> {
        let known = |at: u32| (at != Self::END).then_some(at as usize);
        let first = known(self.first[bucket(run, self.shift)]);
        std::iter::successors(first, move |at| known(self.next[*at]))
    }
}

/// The beginning of the hash of a run.
fn bucket(run: &[Word; K], shift: u32) -> usize {
    let key = run.iter().fold(0, |key: u64, word| {
        (key.rotate_left(23) ^ u64::from(word.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    usize::try_from(key >> shift).unwrap_or(0)
}
