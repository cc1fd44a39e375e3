//! One letter more, less, other or swapped in a long word. A reference has only the hash of its word, so that
//! every word that is one such step away is tried.

use crate::text::hash::Polynomial;

/// True where one letter more, less or other makes the word of the file the word with this hash.
pub(super) fn is_typo(word: &str, reference: Polynomial) -> bool {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() > 40 || letters.len().abs_diff(reference.len as usize) > 1 {
        return false;
    }
    let of =
        |parts: &mut dyn Iterator<Item = char>| parts.fold(Polynomial::default(), Polynomial::with);
    (0..=letters.len()).any(|at| {
        let (head, tail) = letters.split_at(at);
        let dropped = of(&mut head.iter().chain(tail.iter().skip(1)).copied());
        if dropped == reference {
            return true;
        }
        let swapped = tail.len() >= 2
            && of(&mut head
                .iter()
                .copied()
                .chain([tail[1], tail[0]])
                .chain(tail[2..].iter().copied()))
                == reference;
        swapped
            || ('a'..='z').any(|letter| {
                of(&mut head.iter().copied().chain([letter]).chain(tail.iter().copied()))
                    == reference
                    || of(&mut head
                        .iter()
                        .copied()
                        .chain([letter])
                        .chain(tail.iter().skip(1).copied()))
                        == reference
            })
    })
}
