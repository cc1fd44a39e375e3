//! Numerals: Latin letters, Roman and Han, and a word without its typography.

use crate::text::fold;

/// A word whose signs and full-width letters are folded; case tells `A` from `a`.
pub(super) fn folded(word: &str) -> String {
    let mut out = String::new();
    fold::fold(word, |c| out.push(c));
    if word.is_ascii() { word.to_owned() } else { out }
}

/// The place of a letter in the alphabet.
pub(super) fn letter_value(word: &str) -> Option<u32> {
    match word.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => {
            Some(u32::from(letter.to_ascii_lowercase() - b'a') + 1)
        }
        _ => None,
    }
}

/// The value of a Roman numeral below forty.
pub(super) fn roman(word: &str) -> Option<u32> {
    let mut sum = 0;
    let mut last = 0;
    for byte in word.bytes().rev() {
        let value = match byte.to_ascii_lowercase() {
            b'i' => 1,
            b'v' => 5,
            b'x' => 10,
            _ => return None,
        };
        if value < last {
            sum -= value;
        } else {
            sum += value;
            last = value;
        }
    }
    (sum > 0).then_some(sum)
}

/// The value of a Han numeral below a hundred.
pub(super) fn han(word: &str) -> Option<u32> {
    const DIGITS: [char; 9] = ['一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let digit =
        |c: char| DIGITS.iter().position(|d| *d == c).and_then(|at| u32::try_from(at + 1).ok());
    let chars: Vec<char> = word.chars().collect();
    match chars.as_slice() {
        ['十'] => Some(10),
        ['十', one] => Some(10 + digit(*one)?),
        [ten, '十'] => Some(10 * digit(*ten)?),
        [ten, '十', one] => Some(10 * digit(*ten)? + digit(*one)?),
        [one] => digit(*one),
        _ => None,
    }
}
