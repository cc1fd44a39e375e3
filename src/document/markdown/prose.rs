//! Paragraphs with hardly any markup, as most prose is: a parser takes many steps to say so of each line.
//!
//! Each of them is left out of what the parser is given; one letter stands in its place. The parser says of that
//! letter what it would have said of the paragraph: whether it is one, or stands in a code block or in HTML.

use std::{borrow::Cow, ops::Range};

use memchr::{memchr, memmem};

/// What the parser is given for a paragraph.
const LETTER: &str = "x";

/// In a longer text the parser follows links by reference as often as its length allows, so none is shortened.
const LONGEST: usize = 100_000;

/// A piece of a paragraph, as the parser would have given it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Text,
    /// Inline code, without its ticks.
    Code,
    /// The end of a line.
    Break,
}

/// A paragraph that was left out.
#[derive(Debug)]
pub(super) struct Paragraph {
    /// Where its letter stands in the shortened text.
    pub(super) at: usize,
    /// How many bytes more it has than its letter.
    pub(super) more: usize,
    /// Which of all pieces are its own.
    pub(super) pieces: Range<usize>,
}

/// A text without its simple paragraphs.
#[derive(Debug)]
pub(super) struct Shortened<'t> {
    /// What the parser is given.
    pub(super) text: Cow<'t, str>,
    /// What was left out, in order.
    pub(super) paragraphs: Vec<Paragraph>,
    /// The pieces of all paragraphs, with their places in the whole text.
    pub(super) pieces: Vec<(Piece, Range<usize>)>,
}

impl<'t> Shortened<'t> {
    /// A text of which nothing is left out.
    pub(super) fn whole(text: &'t str) -> Self {
        Self { text: Cow::Borrowed(text), paragraphs: Vec::new(), pieces: Vec::new() }
    }
}

/// A text without its simple paragraphs, or whole where it is better read so.
pub(super) fn shortened(text: &str) -> Shortened<'_> {
    let length = text.trim_end_matches('\n').len();
    let mut shortened = Shortened::whole(text);
    if length > LONGEST {
        return shortened;
    }
    let Shortened { paragraphs, pieces, .. } = &mut shortened;
    let mut short = String::with_capacity(text.len());
    pieces.reserve(text.len() / 64);
    let blank_line = memmem::Finder::new("\n\n");
    let mut is_fenced = false;
    let (mut copied, mut next) = (0, 0);
    while next < length {
        let start = next;
        let end = blank_line.find(&text.as_bytes()[start..length]).map_or(length, |at| start + at);
        next = length - text[end..length].trim_start_matches('\n').len();
        let first = pieces.len();
        if is_fenced || cut(text, start..end, pieces).is_none() {
            pieces.truncate(first);
            is_fenced ^=
                text[start..end].split('\n').filter(|line| is_fence(line)).count() % 2 == 1;
            continue;
        }
        short.push_str(&text[copied..start]);
        let more = end - start - LETTER.len();
        paragraphs.push(Paragraph { at: short.len(), more, pieces: first..pieces.len() });
        short.push_str(LETTER);
        copied = end;
    }
    if copied > 0 {
        short.push_str(&text[copied..]);
        shortened.text = Cow::Owned(short);
    }
    shortened
}

/// True for a line that begins or ends a block of code, in which no paragraphs are looked for. It is but a guess:
/// where one was found in such a block all the same, the parser tells.
fn is_fence(line: &str) -> bool {
    let line = line.trim_start_matches(' ');
    line.starts_with("```") || line.starts_with("~~~")
}

/// Bytes that may be markup, or that nobody would expect.
static IS_SIGN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    let mut signs: &[u8] = b"*_`~|&<\\[]";
    while let [sign, rest @ ..] = signs {
        table[*sign as usize] = true;
        signs = rest;
    }
    table
};

/// Cuts a block between blank lines that is a paragraph wherever it may be one: no line of it can begin anything
/// else, and nothing in it is markup but `code` and **strong** words. `None` for other blocks, and where it
/// would take more than a look to know.
fn cut(text: &str, block: Range<usize>, pieces: &mut Vec<(Piece, Range<usize>)>) -> Option<()> {
    let bytes = &text.as_bytes()[..block.end];
    let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let begins_line = |at: usize| {
        let first = *bytes.get(at)?;
        (first.is_ascii_alphabetic() || !first.is_ascii() || matches!(first, b'*' | b'`'))
            .then_some(())
    };
    begins_line(block.start)?;
    let mut is_strong = false;
    // Where the text that is not yet a piece begins, and where no sign was looked for yet.
    let (mut from, mut next) = (block.start, block.start);
    while let Some(skipped) = bytes[next..].iter().position(|byte| IS_SIGN[usize::from(*byte)]) {
        let at = next + skipped;
        let before = if at == block.start { b'\n' } else { bytes[at - 1] };
        let piece = match bytes[at] {
            b'_' if before.is_ascii_alphanumeric() && is_word(at + 1) => {
                next = at + 1;
                continue;
            }
            b'\n' if before != b' ' => {
                begins_line(at + 1)?;
                next = at + 1;
                Some((Piece::Break, at..next))
            }
            b'`' => {
                let end = at + 1 + memchr(b'`', &bytes[at + 1..])?;
                let code = &text[at + 1..end];
                let is_plain = code.trim() == code && code.bytes().all(|byte| byte >= b' ');
                if code.is_empty() || !is_plain || bytes.get(end + 1) == Some(&b'`') {
                    return None;
                }
                next = end + 1;
                Some((Piece::Code, at + 1..end))
            }
            b'*' if bytes.get(at + 1) == Some(&b'*') => {
                let after = bytes.get(at + 2).copied().unwrap_or(b'\n');
                let fits = match (is_strong, after) {
                    (false, _) => matches!(before, b' ' | b'\n') && after.is_ascii_alphanumeric(),
                    (true, b' ' | b'\n') => before.is_ascii_graphic() && before != b'*',
                    (true, b'.' | b',' | b':' | b';' | b')') => before.is_ascii_alphanumeric(),
                    _ => false,
                };
                if !fits {
                    return None;
                }
                is_strong = !is_strong;
                next = at + 2;
                None
            }
            _ => return None,
        };
        if from < at {
            pieces.push((Piece::Text, from..at));
        }
        pieces.extend(piece);
        from = next;
    }
    if from < block.end {
        pieces.push((Piece::Text, from..block.end));
    }
    (!is_strong && bytes.last() != Some(&b' ')).then_some(())
}
