//! Where words stand in a reference text of which only hashes are known.
//!
//! What is looked for is known as text, so that every part of it can be hashed: a token of the reference
//! is compared with as many characters as it has. Blanks inside words, which a PDF may have, do not matter.

use std::ops::Range;

use super::reference::Reference;
use crate::text::{Flags, hash::Polynomial, token::normal_form};

/// Words to look for, in their normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    form: Vec<char>,
}

impl Phrase {
    /// The words of a text. `(c)` is the sign, which is no word.
    pub fn of(text: &str) -> Self {
        let without_sign = text.replace("(c)", "\u{a9}").replace("(C)", "\u{a9}");
        Self { form: normal_form(&without_sign).chars().collect() }
    }

    /// True where nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.form.is_empty()
    }

    /// All places where the words stand: ranges of tokens.
    pub fn places(&self, reference: &Reference) -> Vec<Range<usize>> {
        (0..reference.tokens.len())
            .filter_map(|first| {
                let (end, left) = self.follow(reference, first);
                (left == 0 && end > first).then_some(first..end)
            })
            .collect()
    }

    /// The longest beginning of the words that stands anywhere, in characters of the normal form.
    pub fn longest_beginning(&self, reference: &Reference) -> String {
        let known = (0..reference.tokens.len())
            .map(|first| self.form.len() - self.follow(reference, first).1)
            .max()
            .unwrap_or(0);
        self.form[..known].iter().collect()
    }

    /// Follows the words from a token on: the token behind the last equal one, and how many characters are
    /// left.
    fn follow(&self, reference: &Reference, first: usize) -> (usize, usize) {
        let mut rest = self.form.as_slice();
        let mut at = first;
        while let (false, Some((hash, flags))) = (rest.is_empty(), reference.tokens.get(at)) {
            let head = rest.split_at_checked(hash.len as usize);
            match head {
                Some((head, tail)) if hash_of(head) == *hash => rest = tail,
                _ if at > first && is_sign(*hash, *flags) => {}
                _ => break,
            }
            at += 1;
        }
        (at, rest.len())
    }
}

fn hash_of(characters: &[char]) -> Polynomial {
    characters.iter().fold(Polynomial::default(), |hash, c| hash.with(*c))
}

/// The `c` of `(c)`.
fn is_sign(hash: Polynomial, flags: Flags) -> bool {
    flags.has(Flags::BRACKETED) && hash == Polynomial::of("c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::library::print::Print;

    fn reference(text: &str) -> Reference {
        Reference::from(Print::of("example", "en", text, [0; 32]))
    }

    #[test]
    fn layout_and_split_words_do_not_matter() {
        let text = reference("You must pro vide\n\"a copy\" of it, (c) 2024 Acme. 您不得 使用");
        for (phrase, place) in [
            ("must provide a", 1..5),
            ("MUST  PROVIDE", 1..4),
            ("it © 2024", 7..10),
            ("it (c) 2024", 7..10),
            ("不得使用", 12..16),
        ] {
            assert_eq!(Phrase::of(phrase).places(&text), [place], "{phrase}");
        }
        assert!(Phrase::of("vide a copies").places(&text).is_empty());
        assert_eq!(Phrase::of("must provide none").longest_beginning(&text), "mustprovide");
    }
}
