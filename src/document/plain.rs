//! A text in small letters, for the question what does not stand in it.
//!
//! Most words that a rule looks for are in none of the texts of a model. To know that, nothing has to be
//! cut into words or folded: it is enough to look for the letters.

use memchr::memchr3;

/// A text in small letters and without the signs that folding drops, where nothing else in it becomes an
/// ASCII letter: a run of such letters that is not in it is in none of its tokens either. So most texts
/// need not be folded to know what does not stand in them.
pub fn plain(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    if lower.is_ascii() {
        let Some(first) = memchr3(b'*', b'`', b'\'', lower.as_bytes()) else { return Some(lower) };
        let mut plain = String::with_capacity(lower.len());
        let (mut before, mut rest) = lower.split_at(first);
        loop {
            plain.push_str(before);
            let signs = rest.bytes().take_while(|byte| matches!(byte, b'*' | b'`' | b'\''));
            rest = &rest[signs.count()..];
            let Some(next) = memchr3(b'*', b'`', b'\'', rest.as_bytes()) else { break };
            (before, rest) = rest.split_at(next);
        }
        plain.push_str(rest);
        return Some(plain);
    }
    let mut plain = String::with_capacity(lower.len());
    let mut from = 0;
    for (at, ch) in lower.char_indices() {
        let drops = match ch {
            '*' | '`' | '\'' => true,
            _ if ch.is_ascii() => false,
            _ => is_dropped(ch) || is_apostrophe(ch),
        };
        if drops {
            plain.push_str(&lower[from..at]);
            from = at + ch.len_utf8();
        } else if !ch.is_ascii() && !folds_to_no_letter(ch) {
            return None;
        }
    }
    plain.push_str(&lower[from..]);
    Some(plain)
}

/// True for the characters outside ASCII that most texts have and that neither become ASCII letters nor
/// are dropped: Latin letters with accents, quotes and dashes, Han with its signs.
pub(crate) fn folds_to_no_letter(ch: char) -> bool {
    matches!(
        ch,
        '\u{a0}'..='\u{a9}'
            | '\u{ab}'..='\u{ac}'
            | '\u{af}'..='\u{b1}'
            | '\u{b4}'..='\u{b7}'
            | '\u{bb}'
            | '\u{bf}'..='\u{ff}'
            | '\u{2010}'..='\u{2015}'
            | '\u{201a}'..='\u{2023}'
            | '\u{3000}'..='\u{30ff}'
            | '\u{3400}'..='\u{9fff}'
            | '\u{ff01}'..='\u{ff0f}'
            | '\u{ff1a}'..='\u{ff20}'
    )
}

/// Characters that no reader sees, emphasis that is left over in plain text, and trade mark signs,
/// which must not grow together with the word before them.
pub(crate) fn is_dropped(ch: char) -> bool {
    matches!(
        ch,
        '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2064}'
            | '\u{feff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '*'
            | '`'
            | '\u{2122}'
            | '\u{ae}'
            | '\u{2120}'
    )
}

pub(crate) fn is_apostrophe(ch: char) -> bool {
    matches!(ch, '\'' | '\u{2019}' | '\u{2018}' | '\u{2bc}')
}
