//! One letter more, less, other or swapped in a long word. A reference has only the hash of its word, so that
//! every word that is one such step away is tried.

use crate::text::hash::Polynomial;

/// True where one letter more, less or other makes the word of the file the word with this hash.
pub(super) fn is_typo(word: &str, reference: Polynomial) -> bool {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() > 40 || letters.len().abs_diff(reference.len as usize) > 1 {
        return false;
    }
    let length = reference.len as usize;
    let mut head = Polynomial::default();
    let reads = |head: Polynomial, tail: &[char]| {
        tail.iter().copied().fold(head, Polynomial::with) == reference
    };
    let other_letter =
        |head: Polynomial, tail: &[char]| ('a'..='z').any(|letter| reads(head.with(letter), tail));
    for at in 0..=letters.len() {
        let tail = &letters[at..];
        let found = match tail {
            _ if length == letters.len() + 1 => other_letter(head, tail),
            [_, rest @ ..] if length + 1 == letters.len() => reads(head, rest),
            [first, rest @ ..] if length == letters.len() => {
                let swapped = rest
                    .split_first()
                    .is_some_and(|(second, rest)| reads(head.with(*second).with(*first), rest));
                swapped || other_letter(head, rest)
            }
            _ => head == reference,
        };
        if found {
            return true;
        }
        if let Some(letter) = tail.first() {
            head = head.with(*letter);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_a_typo_and_two_make_another_word() {
        let is = |word: &str| is_typo(word, Polynomial::of("license"));
        let one = [
            "licens", "icense", "licennse", "licensed", "xlicense", "lixense", "licesne", "License",
        ];
        assert!(one.into_iter().all(is));
        let other = ["licen", "licenxy", "lisence", "licensing", "licenseable", "cilense", ""];
        assert!(!other.into_iter().any(is));
    }
}
