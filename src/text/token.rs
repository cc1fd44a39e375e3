//! Where words begin and end.
//!
//! A token is one Han character or one run of letters and digits; everything else is a boundary. Of a
//! token only a hash is kept, with its place in the source and flags that say what kind of place that
//! is: a print of a license holds just these.

use std::ops::Range;

use super::{
    fold::is_han,
    folded::{Folded, Places, char_at},
    furniture::furniture,
    hash::Polynomial,
    markup::without_markup,
    place,
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

/// A text cut into words. What kind of place each stands in is worked out only for who asks: most texts
/// turn out to be no license before that.
pub struct Split<'s> {
    folded: Folded<'s>,
    tokens: Vec<Token>,
    /// Where each token stands in the normal form.
    ranges: Vec<Range<usize>>,
}

impl<'s> Split<'s> {
    /// Cuts a text of at most 4 GiB.
    pub fn of(source: &'s str) -> Self {
        let folded = without_markup(source);
        let (tokens, ranges) = words(&folded);
        Self { folded, tokens, ranges }
    }

    /// The hash of each token.
    pub fn hashes(&self) -> impl Iterator<Item = Polynomial> {
        self.tokens.iter().map(|token| token.hash)
    }

    /// The normal form: the tokens written without blanks.
    pub fn form(&self) -> String {
        let text = self.folded.text();
        let mut form = String::with_capacity(text.len());
        for range in &self.ranges {
            form.extend(text[range.clone()].chars().filter(|c| c.is_alphanumeric()));
        }
        form
    }

    /// The tokens, with no flag but [`Flags::CAPITAL`].
    pub fn unplaced(&self) -> &[Token] {
        &self.tokens
    }

    /// The tokens with all flags.
    pub fn placed(mut self) -> Vec<Token> {
        place::mark(self.folded.text(), &self.ranges, &mut self.tokens);
        self.tokens
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

/// The words of a text, and where they stand in its normal form.
fn words(folded: &Folded) -> (Vec<Token>, Vec<Range<usize>>) {
    const NONE_LEFT: Range<usize> = usize::MAX..usize::MAX;
    let text = folded.text();
    let mut furniture = furniture(text).into_iter();
    let mut skipped = furniture.next().unwrap_or(NONE_LEFT);
    let mut places = folded.places_from(0);
    let mut ranges = Vec::with_capacity(text.len() / 5);
    let mut tokens = Vec::with_capacity(ranges.capacity());
    let mut at = 0;
    while let Some(start) = next_word(text, at) {
        if skipped.start <= start {
            at = start.max(skipped.end);
            skipped = furniture.next().unwrap_or(NONE_LEFT);
            continue;
        }
        let word = word(folded, start);
        at = word.end;
        if !is_comment_word(text, start..word.end) {
            tokens.push(token(text, start, &word, &mut places));
            ranges.push(start..word.end);
        }
    }
    (tokens, ranges)
}

/// Where the next word begins.
fn next_word(text: &str, mut at: usize) -> Option<usize> {
    loop {
        match KINDS[usize::from(*text.as_bytes().get(at)?)] {
            GAP => at += 1,
            WIDE => {
                let c = char_at(text, at)?;
                if c.is_alphanumeric() || is_han(c) {
                    return Some(at);
                }
                at += c.len_utf8();
            }
            _ => return Some(at),
        }
    }
}

/// What a byte of a normal form is: a digit or a letter, which is always small, ...
const DIGIT: u8 = 1;
const LETTER: u8 = 2;
/// ... anything else of ASCII, ...
const GAP: u8 = 4;
/// ... or a part of any other character.
const WIDE: u8 = 8;

static KINDS: [u8; 256] = {
    let mut kinds = [WIDE; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' => LETTER,
            _ => GAP,
        };
        byte += 1;
    }
    kinds
};

/// The letter or digit at a byte, unless it is a word of its own.
fn part_at(text: &str, at: usize) -> Option<char> {
    char_at(text, at).filter(|c| match u8::try_from(*c) {
        Ok(byte) if byte.is_ascii() => KINDS[usize::from(byte)] != GAP,
        _ => c.is_alphanumeric() && !is_han(*c),
    })
}

/// True for a word that begins a comment line, as in `configure.ac` and batch files.
#[inline]
fn is_comment_word(text: &str, range: Range<usize>) -> bool {
    range.len() == 3
        && matches!(&text[range.clone()], "dnl" | "rem")
        && text[..range.start]
            .chars()
            .rev()
            .find(|c| *c == '\n' || !c.is_whitespace())
            .is_none_or(|c| c == '\n')
}

/// A word of a normal form.
struct Word {
    end: usize,
    class: Class,
    /// True where it is a run of ASCII letters and digits and nothing else.
    is_plain: bool,
}

/// The token of a word that begins at a byte of a normal form.
#[inline]
fn token(text: &str, start: usize, word: &Word, places: &mut Places) -> Token {
    let source = places.source(start);
    let mut flags = Flags::default();
    if places.is_capital(start, source) {
        flags.set(Flags::CAPITAL);
    }
    let (hash, last) = if word.is_plain {
        (Polynomial::of_ascii(&text.as_bytes()[start..word.end]), word.end - 1)
    } else {
        let word = &text[start..word.end];
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        let last = word.char_indices().next_back().map_or(0, |(at, _)| at);
        (letters.fold(Polynomial::default(), Polynomial::with), start + last)
    };
    let last = places.source(last);
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Token { hash, start: place(source), end: place(places.behind(last)), class: word.class, flags }
}

/// The word that begins at `start`: one Han character, or a run of letters and digits.
#[inline]
fn word(folded: &Folded, start: usize) -> Word {
    let bytes = folded.text().as_bytes();
    let (mut end, mut seen) = (start, 0);
    while let Some(byte) = bytes.get(end) {
        let kind = KINDS[usize::from(*byte)];
        if kind > LETTER {
            // Nearly all words end here.
            if kind == GAP && !matches!(byte, b'-' | b'\'') {
                break;
            }
            return long_word(folded, start);
        }
        seen |= kind;
        end += 1;
    }
    let class = match seen {
        DIGIT => Class::Digits,
        LETTER => Class::Letters,
        _ => Class::Mixed,
    };
    Word { end, class, is_plain: true }
}

/// The same where there may be more to it than ASCII. A hyphen between letters, or between a letter and a
/// digit, belongs to it, also over a line end before a small letter; an apostrophe between letters too. A
/// hyphen between two digits is a boundary.
fn long_word(folded: &Folded, start: usize) -> Word {
    let text = folded.text();
    if let Some(c) = char_at(text, start).filter(|c| is_han(*c)) {
        return Word { end: start + c.len_utf8(), class: Class::Han, is_plain: false };
    }
    let mut end = start;
    let mut last = ' ';
    let (mut digits, mut others) = (false, false);
    loop {
        while let Some(c) = part_at(text, end) {
            last = c;
            end += c.len_utf8();
            digits |= c.is_ascii_digit();
            others |= !c.is_ascii_digit();
        }
        let next = part_at(text, end + 1);
        end = match (text.as_bytes().get(end), next) {
            (Some(b'-'), Some(next)) if !(last.is_ascii_digit() && next.is_ascii_digit()) => {
                end + 1
            }
            (Some(b'-'), None) if last.is_alphabetic() => {
                let Some(next) = over_line_end(folded, end + 1) else { break };
                next
            }
            (Some(b'\''), Some(next)) if last.is_alphabetic() && next.is_alphabetic() => end + 1,
            _ => break,
        };
        others = true;
    }
    let class = match (digits, others) {
        (true, true) => Class::Mixed,
        (true, false) => Class::Digits,
        (false, _) => Class::Letters,
    };
    Word { end, class, is_plain: false }
}

/// True where the source has a capital letter for a character.
fn is_capital(folded: &Folded, at: usize) -> bool {
    let mut places = folded.places_from(at);
    let source = places.source(at);
    places.is_capital(at, source)
}

/// The small letter behind exactly one line end and any blanks.
fn over_line_end(folded: &Folded, start: usize) -> Option<usize> {
    let mut feeds = 0;
    for (at, c) in folded.text()[start..].char_indices().take(200) {
        match c {
            '\n' => feeds += 1,
            c if c.is_whitespace() => {}
            _ => {
                let at = start + at;
                let small = c.is_ascii_lowercase() && !is_capital(folded, at);
                return (feeds == 1 && small).then_some(at);
            }
        }
    }
    None
}
