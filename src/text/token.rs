//! A text as a row of tokens.
//!
//! Of a word only a hash is kept, with its place in the source and flags that say what kind of place that
//! is: a print of a license holds just these.

use super::{
    fold::is_han,
    folded::{Folded, Places},
    hash::Polynomial,
    markup::without_markup,
    place,
    word::{self, Span},
};

/// What kind of place a token stands in, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(pub u16);

impl Flags {
    /// It begins with a capital letter.
    pub const CAPITAL: Self = Self(1);
    /// It is the first of its line.
    pub const LINE_START: Self = Self(1 << 1);
    /// It is the first of a sentence.
    pub const SENTENCE_START: Self = Self(1 << 2);
    /// It is a list marker: `1.`, `(a)`, `iv)`, `一、`, `第三条`.
    pub const MARKER: Self = Self(1 << 3);
    /// It stands right after an opening bracket.
    pub const BRACKETED: Self = Self(1 << 4);
    /// It is part of an address.
    pub const URL: Self = Self(1 << 5);
    /// It is part of a copyright line.
    pub const COPYRIGHT: Self = Self(1 << 6);
    /// It is part of a placeholder such as `[year]` or `<name of author>`.
    pub const PLACEHOLDER: Self = Self(1 << 7);
    /// It is part of the title. Set where a print is made.
    pub const TITLE: Self = Self(1 << 8);
    /// It is part of an appendix that may be absent. Set where a print is made.
    pub const OPTIONAL: Self = Self(1 << 9);
    /// It is part of a name of this license. Set where the index is made.
    pub const IDENTITY: Self = Self(1 << 10);
    /// It is a number alone on its line.
    pub const LONE_NUMBER: Self = Self(1 << 11);

    /// True where all bits of `other` are set.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// True where any bit of `other` is set.
    pub const fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Sets the bits of `other`.
    pub const fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Both sets of bits.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// One Han character.
    Han,
    /// Digits only.
    Digits,
    /// Letters only.
    Letters,
    /// Letters and digits.
    Mixed,
}

impl Class {
    /// What a word of a normal form is made of.
    fn of(word: &str) -> Self {
        match word.bytes().filter(u8::is_ascii_digit).count() {
            0 if word.chars().next().is_some_and(is_han) => Self::Han,
            0 => Self::Letters,
            digits if digits == word.len() => Self::Digits,
            _ => Self::Mixed,
        }
    }
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The hash of its normal form.
    pub hash: Polynomial,
    /// Where it begins in the source, in bytes.
    pub start: u32,
    /// Where it ends in the source, in bytes.
    pub end: u32,
    /// What it is made of.
    pub class: Class,
    /// What kind of place it stands in.
    pub flags: Flags,
}

/// A text cut into words. Of each there is the hash at once; the rest is worked out for who asks, for most
/// texts turn out to be no license before that.
pub struct Split<'s> {
    folded: Folded<'s>,
    hashes: Vec<Polynomial>,
    /// Where each word stands in the normal form.
    spans: Vec<Span>,
}

impl<'s> Split<'s> {
    /// Cuts a text of at most 4 GiB.
    pub fn of(source: &'s str) -> Self {
        let folded = without_markup(source);
        let (spans, hashes) = word::words(&folded);
        Self { folded, hashes, spans }
    }

    /// The hash of each token.
    pub fn hashes(&self) -> &[Polynomial] {
        &self.hashes
    }

    /// The normal form: the tokens written without blanks.
    pub fn form(&self) -> String {
        let text = self.folded.text();
        let mut form = String::with_capacity(text.len());
        for span in &self.spans {
            word::push_letters(&mut form, &text[span.range()]);
        }
        form
    }

    /// The token at a place, with no flag but [`Flags::CAPITAL`].
    pub fn unplaced(&self, at: usize) -> Option<Token> {
        let word = self.spans.get(at)?.range();
        Some(self.token(at, &mut self.folded.places_from(word.start)))
    }

    /// The tokens with all flags.
    pub fn placed(&self) -> Vec<Token> {
        let mut places = self.folded.places_from(0);
        let mut tokens: Vec<Token> =
            (0..self.spans.len()).map(|at| self.token(at, &mut places)).collect();
        place::mark(self.folded.text(), &self.spans, &mut tokens);
        tokens
    }

    fn token(&self, at: usize, places: &mut Places) -> Token {
        let range = self.spans[at].range();
        let word = &self.folded.text()[range.clone()];
        let start = places.source(range.start);
        let mut flags = Flags::default();
        if places.is_capital(range.start, start) {
            flags.set(Flags::CAPITAL);
        }
        let last = word.char_indices().next_back().map_or(0, |(last, _)| last);
        let last = places.source(range.start + last);
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Token {
            hash: self.hashes[at],
            start: place(start),
            end: place(places.behind(last)),
            class: Class::of(word),
            flags,
        }
    }
}

/// The tokens of a text of at most 4 GiB.
pub fn tokens(source: &str) -> Vec<Token> {
    Split::of(source).placed()
}

/// The normal form of a text: its tokens written without blanks. For digests and tests.
pub fn normal_form(source: &str) -> String {
    Split::of(source).form()
}
