//! Where words begin and end in a normal form.
//!
//! A word is one Han character or one run of letters and digits; everything else is a boundary.

use std::ops::Range;

use super::{
    bits::{Bits, Block, bits},
    fold::is_han,
    folded::{Folded, char_at},
    furniture::furniture,
    hash::Polynomial,
};

/// Where a word stands in a normal form, in half the room of a range: most of what is known of a text are these.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    fn of(word: Range<usize>) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { start: place(word.start), end: place(word.end) }
    }

    /// The same as a range.
    #[inline]
    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// The words of a text: where each stands in its normal form, and its hash.
pub(super) fn words(folded: &Folded) -> (Vec<Span>, Vec<Polynomial>) {
    const NONE_LEFT: Range<usize> = usize::MAX..usize::MAX;
    let text = folded.text();
    let mut furniture = furniture(text).into_iter();
    let mut skipped = furniture.next().unwrap_or(NONE_LEFT);
    let mut spans = Vec::with_capacity(text.len() / 5);
    let mut hashes = Vec::with_capacity(spans.capacity());
    let mut signs = Bits::of(text.as_bytes(), letters_and_signs);
    let mut at = 0;
    while let Some(start) = next(text, signs.next::<SIGNS>(at)) {
        if skipped.start <= start {
            at = start.max(skipped.end);
            skipped = furniture.next().unwrap_or(NONE_LEFT);
            continue;
        }
        let (end, is_plain) = end(folded, start, signs.next_other::<LETTERS>(start));
        at = end;
        if !is_comment_word(text, start..end) {
            hashes.push(if is_plain {
                Polynomial::of_letters(text.as_bytes(), start..end)
            } else {
                hash(&text[start..end])
            });
            spans.push(Span::of(start..end));
        }
    }
    (spans, hashes)
}

/// The hash of a word that may hold more than ASCII letters and digits.
fn hash(word: &str) -> Polynomial {
    word.chars().filter(|c| c.is_alphanumeric()).fold(Polynomial::default(), Polynomial::with)
}

/// Writes the letters and digits of a word.
pub(super) fn push_letters(form: &mut String, word: &str) {
    if word.bytes().all(is_letter) {
        form.push_str(word);
    } else {
        form.extend(word.chars().filter(|c| c.is_alphanumeric()));
    }
}

/// Which bytes are letters or digits of ASCII, and which may be part of a word.
const LETTERS: usize = 0;
const SIGNS: usize = 1;

#[inline]
fn letters_and_signs(block: &Block) -> [u64; 2] {
    let letters = bits(block, is_letter);
    // Nearly all blocks are plain.
    let others = if block.is_ascii() { 0 } else { bits(block, |byte| !byte.is_ascii()) };
    [letters, letters | others]
}

/// True for a letter or a digit of ASCII: a normal form has no capitals.
#[inline]
fn is_letter(byte: u8) -> bool {
    // Without a branch, for many bytes are looked at in one step.
    byte.is_ascii_lowercase() | byte.is_ascii_digit()
}

/// Where the next word begins, at a byte that may be part of one or behind.
#[inline]
fn next(text: &str, mut at: usize) -> Option<usize> {
    while !text.as_bytes().get(at).copied().is_some_and(is_letter) {
        let c = char_at(text, at)?;
        if c.is_alphanumeric() || is_han(c) {
            break;
        }
        at += c.len_utf8();
    }
    Some(at)
}

/// Where the word ends that begins at `start`, of which all up to `letters` are ASCII letters and digits;
/// and whether it is that and nothing else.
#[inline]
fn end(folded: &Folded, start: usize, letters: usize) -> (usize, bool) {
    match folded.text().as_bytes().get(letters) {
        // Nearly all words end so.
        Some(byte) if byte.is_ascii() && !matches!(byte, b'-' | b'\'') => (letters, true),
        None => (letters, true),
        _ => (long_end(folded, start), false),
    }
}

/// The same where there may be more to it than ASCII. A hyphen between letters, or between a letter and a
/// digit, belongs to it, also over a line end before a small letter; an apostrophe between letters too. A
/// hyphen between two digits is a boundary.
fn long_end(folded: &Folded, start: usize) -> usize {
    let text = folded.text();
    if let Some(c) = char_at(text, start).filter(|c| is_han(*c)) {
        return start + c.len_utf8();
    }
    let mut end = start;
    let mut last = ' ';
    loop {
        while let Some(c) = part_at(text, end) {
            last = c;
            end += c.len_utf8();
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
    }
    end
}

/// The letter or digit at a byte, unless it is a word of its own.
fn part_at(text: &str, at: usize) -> Option<char> {
    char_at(text, at).filter(|c| match u8::try_from(*c) {
        Ok(byte) if byte.is_ascii() => is_letter(byte),
        _ => c.is_alphanumeric() && !is_han(*c),
    })
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

/// True where the source has a capital letter for a character.
fn is_capital(folded: &Folded, at: usize) -> bool {
    let mut places = folded.places_from(at);
    let source = places.source(at);
    places.is_capital(at, source)
}

/// True for a word that begins a comment line, as in `configure.ac` and batch files.
#[inline]
fn is_comment_word(text: &str, range: Range<usize>) -> bool {
    range.len() == 3
        && matches!(&text.as_bytes()[range.clone()], b"dnl" | b"rem")
        && text[..range.start]
            .chars()
            .rev()
            .find(|c| *c == '\n' || !c.is_whitespace())
            .is_none_or(|c| c == '\n')
}
