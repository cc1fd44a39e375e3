//! Which characters are the same: NFKC, case, quotes, dashes, and Han variants.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// True for a character that has no width and no meaning in a license: zero-width blanks and joiners,
/// the soft hyphen, direction marks, variation selectors and the byte order mark.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{61c}' | '\u{180e}')
}

/// True for a character that is a word of its own: Han, kana and bopomofo, which are written without
/// blanks, so that a line end may stand anywhere.
pub fn is_han(c: char) -> bool {
    // Below lies nearly every character of a Latin text.
    c >= '\u{3007}'
        && matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{323af}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}'
        | '\u{3105}'..='\u{312f}' | '\u{3007}')
}

/// True for a mark that joins the character before it.
pub fn is_combining(c: char) -> bool {
    canonical_combining_class(c) != 0
}

/// Folds one character and the combining marks behind it; every resulting character goes to `out`.
pub fn fold(cluster: &str, mut out: impl FnMut(char)) {
    for c in cluster.nfkc() {
        if c.is_ascii() {
            out(c.to_ascii_lowercase());
        } else if is_han(c) {
            out(simplify(c));
        } else if let Some(plain) = punctuation(c) {
            out(plain);
        } else {
            // `İ` becomes `i` and a combining dot; the dot is no letter.
            c.to_lowercase().filter(|lower| !is_combining(*lower)).for_each(&mut out);
        }
    }
}

/// The plain form of a quote or a dash.
fn punctuation(c: char) -> Option<char> {
    match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2bc}' | '\u{60}' | '\u{b4}' => Some('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{300c}'..='\u{300f}' => {
            Some('"')
        }
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => Some('-'),
        _ => None,
    }
}

/// The simplified form of a Han character. Both sides of every comparison are folded, so that the map
/// only has to be the same for both. The crate looks at neighbours; one character at a time it is a map.
fn simplify(c: char) -> char {
    match c {
        '\u{8457}' => '\u{7740}', // 著 and 着 are one character to the traditional writer.
        '\u{30a0}'..='\u{30ff}' | '\u{3040}'..='\u{309f}' => c,
        _ => fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c),
    }
}
