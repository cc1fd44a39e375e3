//! The regular expressions of the SPDX list, written out: each way in which a place may be written.
//!
//! They are few and simple: words, choices, optional groups, and dots for any words. What is not of this
//! kind (classes of characters, counts) stands for any words too, which are few and ask for nothing where
//! they are read.

use crate::{
    library::template::Part,
    text::{hash::Polynomial, tokens},
};

/// A word that no license has: it stands for any words while an expression is written out.
const ANY: &str = " anywordsofthelist ";
/// An expression with more ways than this is taken for any words.
const MOST: usize = 256;

/// The ways that an expression describes.
pub(super) fn ways(expression: &str) -> Vec<Vec<Part>> {
    let mut reader = Reader { rest: expression };
    let texts = reader.choices();
    if texts.len() > MOST {
        return vec![vec![Part::Any]];
    }
    let any = Polynomial::of(ANY.trim());
    let mut ways: Vec<Vec<Part>> = texts
        .iter()
        .map(|text| {
            let mut way: Vec<Part> = tokens(text)
                .iter()
                .map(|token| if token.hash == any { Part::Any } else { Part::Word(token.hash) })
                .collect();
            way.dedup_by(|a, b| *a == Part::Any && *b == Part::Any);
            way
        })
        .collect();
    ways.dedup();
    ways
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// Sequences between bars, up to a closing bracket, which is taken.
    fn choices(&mut self) -> Vec<String> {
        let mut all = Vec::new();
        let mut sequence = vec![String::new()];
        while let Some(c) = self.next() {
            match c {
                '|' => all.append(&mut std::mem::replace(&mut sequence, vec![String::new()])),
                ')' => break,
                '^' | '$' => {}
                _ => {
                    let piece = self.piece(c);
                    let piece = self.repeated(piece);
                    if sequence.len() * piece.len() > MOST {
                        return vec![ANY.to_owned()];
                    }
                    sequence = sequence
                        .iter()
                        .flat_map(|head| piece.iter().map(move |tail| format!("{head}{tail}")))
                        .collect();
                }
            }
        }
        all.append(&mut sequence);
        all
    }

    /// The ways of one character, class or group.
    fn piece(&mut self, c: char) -> Vec<String> {
        match c {
            '(' => {
                self.rest = self.rest.strip_prefix("?:").unwrap_or(self.rest);
                self.choices()
            }
            '[' => {
                let end = self.rest.find(']').map_or(self.rest.len(), |end| end + 1);
                let class: Vec<char> = self.rest[..end].chars().filter(|c| *c != ']').collect();
                self.rest = &self.rest[end..];
                let repeats = self.rest.starts_with(['+', '*', '{']);
                // Two letters or a letter and a blank are ways; a range or a negation is any.
                if repeats || class.len() > 3 || class.first() == Some(&'^') {
                    vec![ANY.to_owned()]
                } else {
                    class.into_iter().map(String::from).collect()
                }
            }
            '.' if self.rest.starts_with(['+', '*', '{']) => vec![ANY.to_owned()],
            '\\' => match self.next() {
                Some('s') => vec![" ".to_owned()],
                Some('d' | 'w') => vec![ANY.to_owned()],
                Some(other) => vec![other.to_string()],
                None => Vec::new(),
            },
            other => vec![other.to_string()],
        }
    }

    /// The same with the sign behind it: `?` and `*` may leave it out, `+` and counts leave it once.
    fn repeated(&mut self, mut piece: Vec<String>) -> Vec<String> {
        loop {
            if let Some(rest) = self.rest.strip_prefix(['?', '*']) {
                self.rest = rest;
                if !piece.iter().any(String::is_empty) {
                    piece.push(String::new());
                }
            } else if let Some(rest) = self.rest.strip_prefix('+') {
                self.rest = rest;
            } else if self.rest.starts_with('{') {
                let end = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
                self.rest = &self.rest[end..];
            } else {
                return piece;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(expression: &str) -> Vec<String> {
        Reader { rest: expression }
            .choices()
            .iter()
            .map(|way| {
                let words: Vec<&str> = way.split_whitespace().collect();
                words.join(" ").replace(ANY.trim(), "*")
            })
            .collect()
    }

    #[test]
    fn expressions_of_the_list_are_written_out() {
        assert_eq!(words("are|is"), ["are", "is"]);
        assert_eq!(words("EXPRESS(ED)?"), ["EXPRESSED", "EXPRESS"]);
        assert_eq!(words(".+"), ["*"]);
        assert_eq!(
            words("(The\\s+name\\s+of.+may)|(No names?)"),
            ["The name of * may", "No names", "No name"]
        );
        assert_eq!(words("name\\(s\\)|"), ["name(s)", ""]);
        assert_eq!(words("non- ?exclusive"), ["non- exclusive", "non-exclusive"]);
        assert_eq!(words("[oO]f x[0-9]+"), ["of x *", "Of x *"]);
        assert_eq!(words("a.{54,64}"), ["a *"]);
    }

    #[test]
    fn what_may_be_absent_has_a_way_without_words() {
        assert_eq!(ways(".*"), [vec![Part::Any], vec![]]);
        assert_eq!(ways("(x)?").len(), 2);
    }
}
