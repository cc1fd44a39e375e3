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
    /// For each token its line, from 1.
    lines: Vec<u32>,
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
        let words: Vec<Word> = tokens.iter().map(|token| index.word(token.hash)).collect();
        let lines = lines(source, &tokens);
        let seeds = Seeds::of(&words);
        Self { source, tokens, words, ballot, options, lines, seeds }
    }

    /// The line of a token, from 1; of the last one where `at` is behind it.
    pub(super) fn line(&self, at: usize) -> u32 {
        self.lines.get(at).or(self.lines.last()).copied().unwrap_or(1)
    }

    /// The places of a run of `K` words.
    pub(super) fn places(&self, run: &[Word]) -> &[(u64, u32)] {
        self.seeds.places(run)
    }

    /// The hash of a range of tokens written without blanks.
    pub(super) fn joined(&self, range: std::ops::Range<usize>) -> Polynomial {
        self.tokens[range].iter().fold(Polynomial::default(), |hash, token| hash.join(token.hash))
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

fn lines(source: &str, tokens: &[Token]) -> Vec<u32> {
    let (mut at, mut line) = (0, 1);
    tokens
        .iter()
        .map(|token| {
            let start = token.start as usize;
            line += u32::try_from(source[at..start].matches('\n').count()).unwrap_or(0);
            at = start;
            line
        })
        .collect()
}

/// All runs of `K` known words of a text, found by their hash.
struct Seeds {
    runs: Vec<(u64, u32)>,
    /// For each beginning of a hash the first run that has it, and one more for the end.
    directory: Vec<u32>,
    /// How far a hash is shifted to get its beginning.
    shift: u32,
}

impl Seeds {
    fn of(words: &[Word]) -> Self {
        let mut runs: Vec<(u64, u32)> = words
            .windows(K)
            .enumerate()
            .filter(|(_, run)| !run.contains(&Word::UNKNOWN))
            .map(|(at, run)| (key(run), u32::try_from(at).unwrap_or(u32::MAX)))
            .collect();
        runs.sort_unstable();
        let bits = (runs.len() + 1).next_power_of_two().ilog2().max(1);
        let shift = u64::BITS - bits;
        let mut directory = vec![0_u32; (1 << bits) + 1];
        for (key, _) in &runs {
            directory[bucket(*key, shift) + 1] += 1;
        }
        for at in 1..directory.len() {
            directory[at] += directory[at - 1];
        }
        Self { runs, directory, shift }
    }

    fn places(&self, run: &[Word]) -> &[(u64, u32)] {
        let key = key(run);
        let bucket = bucket(key, self.shift);
        let runs = &self.runs[self.directory[bucket] as usize..self.directory[bucket + 1] as usize];
        let start = runs.iter().take_while(|(other, _)| *other < key).count();
        let same = runs[start..].iter().take_while(|(other, _)| *other == key);
        let len = same.take(MOST_PLACES).count();
        &runs[start..start + len]
    }
}

fn bucket(key: u64, shift: u32) -> usize {
    usize::try_from(key >> shift).unwrap_or(0)
}

fn key(run: &[Word]) -> u64 {
    run.iter().fold(0, |key: u64, word| {
        (key.rotate_left(23) ^ u64::from(word.0)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}
