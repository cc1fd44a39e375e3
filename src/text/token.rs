//! Where words begin and end.
//!
//! A token is one Han character or one run of letters and digits; everything else is a boundary. Of a
//! token only a hash is kept, with its place in the source and flags that say what kind of place that
//! is: a print of a license holds just these.

use super::{
    fold::is_han,
    furniture::furniture,
    hash::Polynomial,
    markup::{Glyph, glyphs},
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

/// A token while its place is still being worked out: its range of glyphs.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) token: Token,
    pub(super) glyphs: std::ops::Range<usize>,
}

/// A text cut into words. What kind of place each stands in is worked out only for who asks: most texts
/// turn out to be no license before that.
pub struct Split {
    glyphs: Vec<Glyph>,
    words: Vec<Word>,
}

impl Split {
    /// Cuts a text of at most 4 GiB.
    pub fn of(source: &str) -> Self {
        let glyphs = glyphs(source);
        let words = words(&glyphs, source);
        Self { glyphs, words }
    }

    /// The hash of each token.
    pub fn hashes(&self) -> impl Iterator<Item = Polynomial> {
        self.words.iter().map(|word| word.token.hash)
    }

    /// The normal form: the tokens written without blanks.
    pub fn form(&self) -> String {
        self.words
            .iter()
            .flat_map(|word| self.glyphs[word.glyphs.clone()].iter().map(|glyph| glyph.c))
            .filter(|c| c.is_alphanumeric())
            .collect()
    }

    /// The tokens, with no flag but [`Flags::CAPITAL`].
    pub fn unplaced(&self) -> Vec<Token> {
        self.words.iter().map(|word| word.token).collect()
    }

    /// The tokens with all flags.
    pub fn placed(mut self) -> Vec<Token> {
        place::mark(&self.glyphs, &mut self.words);
        self.unplaced()
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

fn words(glyphs: &[Glyph], source: &str) -> Vec<Word> {
    let mut furniture = furniture(glyphs).into_iter();
    let mut skipped = furniture.next();
    let mut words = Vec::with_capacity(glyphs.len() / 5);
    let mut at = 0;
    while at < glyphs.len() {
        if let Some(range) = skipped.as_ref()
            && range.start <= at
        {
            at = at.max(range.end);
            skipped = furniture.next();
            continue;
        }
        let c = glyphs[at].c;
        if c.is_ascii_lowercase() || (c.is_alphanumeric() && !is_han(c)) {
            let end = word_end(glyphs, at);
            if !is_comment_word(glyphs, at..end) {
                words.push(word(glyphs, source, at..end));
            }
            at = end;
        } else {
            if is_han(c) {
                let mut han = word(glyphs, source, at..at + 1);
                han.token.class = Class::Han;
                words.push(han);
            }
            at += 1;
        }
    }
    words
}

/// True for a word that begins a comment line, as in `configure.ac` and batch files.
fn is_comment_word(glyphs: &[Glyph], range: std::ops::Range<usize>) -> bool {
    let is = |word: &str| glyphs[range.clone()].iter().map(|glyph| glyph.c).eq(word.chars());
    range.len() == 3
        && (is("dnl") || is("rem"))
        && glyphs[..range.start]
            .iter()
            .rev()
            .find(|glyph| glyph.c == '\n' || !glyph.c.is_whitespace())
            .is_none_or(|glyph| glyph.c == '\n')
}

/// The word of a run of letters and digits, which may hold hyphens and apostrophes.
fn word(glyphs: &[Glyph], source: &str, range: std::ops::Range<usize>) -> Word {
    let mut hash = Polynomial::default();
    let mut digits = 0;
    for glyph in &glyphs[range.clone()] {
        if glyph.c.is_ascii_lowercase() || glyph.c.is_alphanumeric() {
            hash = hash.with(glyph.c);
            digits += usize::from(glyph.c.is_ascii_digit());
        }
    }
    let class = match digits {
        0 => Class::Letters,
        _ if digits == range.len() => Class::Digits,
        _ => Class::Mixed,
    };
    let last = glyphs[range.end - 1].at as usize;
    let end = last + length_at(source, last);
    let mut flags = Flags::default();
    if glyphs[range.start].capital {
        flags.set(Flags::CAPITAL);
    }
    let token = Token {
        hash,
        start: glyphs[range.start].at,
        end: u32::try_from(end).unwrap_or(u32::MAX),
        class,
        flags,
    };
    Word { token, glyphs: range }
}

/// The bytes of the character that begins at a byte of a text.
fn length_at(source: &str, at: usize) -> usize {
    match source.as_bytes().get(at) {
        Some(byte) if !byte.is_ascii() => source[at..].chars().next().map_or(1, char::len_utf8),
        _ => 1,
    }
}

/// Where the run of letters and digits that begins at `start` ends. A hyphen between letters, or between
/// a letter and a digit, belongs to it, also over a line end before a small letter; an apostrophe between
/// letters too. A hyphen between two digits is a boundary.
fn word_end(glyphs: &[Glyph], start: usize) -> usize {
    let is_part = |c: char| c.is_ascii_lowercase() || (c.is_alphanumeric() && !is_han(c));
    let part = |at: usize| glyphs.get(at).is_some_and(|glyph| is_part(glyph.c));
    let mut end = start;
    loop {
        end += glyphs[end..].iter().take_while(|glyph| is_part(glyph.c)).count();
        let last = glyphs[end - 1].c;
        match glyphs.get(end).map(|glyph| glyph.c) {
            Some('-') if part(end + 1) => {
                if last.is_ascii_digit() && glyphs[end + 1].c.is_ascii_digit() {
                    return end;
                }
                end += 1;
            }
            Some('-') if last.is_alphabetic() => {
                let Some(next) = over_line_end(glyphs, end + 1) else { return end };
                if !glyphs[next].c.is_ascii_lowercase() || glyphs[next].capital {
                    return end;
                }
                end = next;
            }
            Some('\'')
                if last.is_alphabetic()
                    && glyphs.get(end + 1).is_some_and(|g| g.c.is_alphabetic())
                    && part(end + 1) =>
            {
                end += 1;
            }
            _ => return end,
        }
    }
}

/// The first glyph behind exactly one line end and any blanks.
fn over_line_end(glyphs: &[Glyph], start: usize) -> Option<usize> {
    let mut feeds = 0;
    for (at, glyph) in glyphs.iter().enumerate().skip(start).take(200) {
        match glyph.c {
            '\n' => feeds += 1,
            c if c.is_whitespace() => {}
            _ => return (feeds == 1).then_some(at),
        }
    }
    None
}
