//! Three consecutive words of a reference, which prove a place.

use std::{fmt, ops::Range, str::FromStr};

use super::{
    duty_words::{Word, Words},
    reference::Reference,
};

/// How many words prove a place.
const COUNT: usize = 3;

/// The hashes of three consecutive words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Three([u64; COUNT]);

impl Three {
    /// The words that begin at a token.
    pub fn at(reference: &Reference, first: usize) -> Option<Self> {
        let tokens = reference.tokens.get(first..first + COUNT)?;
        Some(Self([tokens[0].0.value, tokens[1].0.value, tokens[2].0.value]))
    }

    /// The tokens at which the words stand inside a range.
    pub fn places(
        self,
        reference: &Reference,
        range: &Range<usize>,
    ) -> impl Iterator<Item = usize> {
        (range.start..(range.end + 1).saturating_sub(COUNT))
            .filter(move |first| Self::at(reference, *first) == Some(self))
    }

    /// How often the words stand in a text.
    pub fn count(self, reference: &Reference) -> usize {
        self.places(reference, &(0..reference.tokens.len())).count()
    }
}

/// The strongest word that makes a duty among the three that begin at a token.
pub fn duty_word<'w>(words: &'w Words, reference: &Reference, first: usize) -> Option<&'w Word> {
    words.strongest(reference, &(first..first + COUNT))
}

/// The first tokens of all threes inside a range.
pub fn threes(range: &Range<usize>) -> Range<usize> {
    range.start..(range.end + 1).saturating_sub(COUNT).max(range.start)
}

impl fmt::Display for Three {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second, third] = self.0;
        write!(f, "{first:x} {second:x} {third:x}")
    }
}

impl FromStr for Three {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let hashes: Vec<u64> =
            text.split(' ').filter_map(|hash| u64::from_str_radix(hash, 16).ok()).collect();
        <[u64; COUNT]>::try_from(hashes)
            .map(Self)
            .map_err(|_| format!("{text:?} is no three hashes"))
    }
}
