//! The passages of a card as one text, for the question in which of them something stands.
//!
//! What is looked for in a card mostly stands in none of its passages. One look at all of them tells so, where
//! a look at each would cost more than the looking.

use crate::document::{markdown::Passage, plain::plain};

/// The passages of a card one behind the other, in small ASCII letters.
#[derive(Debug)]
pub(crate) struct Joined {
    text: String,
    /// Where each passage ends, with the line end behind it. Nothing that is looked for has one, which keeps
    /// the passages apart.
    ends: Vec<usize>,
    /// Those that have no such form; they are empty here.
    without: Vec<usize>,
}

impl Joined {
    /// The passages as they are.
    pub(crate) fn of(passages: &[Passage]) -> Self {
        let length = passages.iter().map(|passage| passage.text.len() + 1).sum();
        let mut text = String::with_capacity(length);
        let mut ends = Vec::with_capacity(passages.len());
        for passage in passages {
            text.push_str(&passage.text);
            text.push('\n');
            ends.push(text.len());
        }
        text.make_ascii_lowercase();
        Self { text, ends, without: Vec::new() }
    }

    /// The plain forms of the passages.
    pub(crate) fn plain(passages: &[Passage]) -> Self {
        let mut joined = Self { text: String::new(), ends: Vec::new(), without: Vec::new() };
        for (number, passage) in passages.iter().enumerate() {
            if let Some(plain) = plain(&passage.text) {
                joined.text.push_str(&plain);
                joined.text.push('\n');
            } else {
                joined.without.push(number);
            }
            joined.ends.push(joined.text.len());
        }
        joined
    }

    /// True where the plain forms of the passages have no other words than the passages as they are.
    pub(crate) fn is_plain(&self) -> bool {
        has_whole_words(&self.text)
    }

    /// All of them.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// One of them, with its line end.
    pub(crate) fn passage(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }

    /// The passages that have no such form.
    pub(crate) fn without(&self) -> &[usize] {
        &self.without
    }

    /// The passages in which something stands, in order: `find` says where it begins in a text.
    pub(crate) fn holding<'j>(
        &'j self,
        find: impl Fn(&str) -> Option<usize> + 'j,
    ) -> impl Iterator<Item = usize> + 'j {
        let mut from = 0;
        std::iter::from_fn(move || {
            let at = from + find(&self.text[from..])?;
            let number = self.ends.partition_point(|end| *end <= at);
            from = self.ends[number];
            Some(number)
        })
    }
}

/// True for an ASCII text in which none of the signs that [`plain`] leaves out stands inside a word: in small
/// letters it has the words of its plain form, and less is to be done for it.
pub(crate) fn has_whole_words(text: &str) -> bool {
    const CHUNK: usize = 16;
    /// What stands before the signs at which the reader is.
    #[derive(Clone, Copy, PartialEq)]
    enum Before {
        Word,
        WordAndSigns,
        Other,
    }
    let is_sign = |byte: u8| matches!(byte, b'*' | b'`' | b'\'');
    let mut before = Before::Other;
    let mut is_inside = |byte: u8| {
        let inside = byte.is_ascii_alphanumeric() && before == Before::WordAndSigns;
        before = match before {
            Before::Word | Before::WordAndSigns if is_sign(byte) => Before::WordAndSigns,
            _ if byte.is_ascii_alphanumeric() => Before::Word,
            _ => Before::Other,
        };
        inside
    };
    let splits = |chunk: &[u8]| {
        // All of a chunk at once; few have a sign.
        if chunk.iter().fold(false, |any, byte| any | is_sign(*byte)) {
            chunk.iter().any(|byte| is_inside(*byte))
        } else {
            let ends = [chunk.first(), chunk.last()];
            ends.into_iter().flatten().any(|byte| is_inside(*byte))
        }
    };
    let (chunks, rest) = text.as_bytes().as_chunks::<CHUNK>();
    let mut chunks = chunks.iter().map(<[u8; CHUNK]>::as_slice).chain([rest]);
    text.is_ascii() && !chunks.any(splits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::markdown::visible;

    #[test]
    fn a_word_is_found_in_the_passages_that_hold_it() {
        let passages = visible("# One\n\nTwo and one more one.\n\nthree\n\nＯne ONE\n", 0);
        let joined = Joined::of(&passages);
        let holding = |word: &str| joined.holding(|text| text.find(word)).collect::<Vec<_>>();
        assert_eq!(holding("one"), [0, 1, 3]);
        assert_eq!(holding("four"), [] as [usize; 0]);
        assert_eq!((joined.len(), joined.passage(2), joined.is_plain()), (4, "three\n", false));
        let plain = Joined::plain(&passages);
        assert_eq!((plain.without(), plain.passage(3)), (&[3][..], ""));
    }

    #[test]
    fn passages_without_signs_are_their_plain_forms() {
        let passages = visible("# A b\n\nC (d).\n", 0);
        let joined = Joined::of(&passages);
        assert!(joined.is_plain());
        assert_eq!(joined.text(), Joined::plain(&passages).text());
        assert!(!Joined::of(&visible("it's\n", 0)).is_plain());
    }

    #[test]
    fn signs_inside_a_word_are_seen_wherever_they_stand() {
        let words = |text: &str| -> Vec<String> {
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
            words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect()
        };
        let pieces = ["Sky", "**", "'", " ", "`", ". ", "w", "-"];
        for number in 0..pieces.len().pow(4) {
            let piece = |place: u32| pieces[number / pieces.len().pow(place) % pieces.len()];
            for before in ["", "a text of some ", "a text of some_words and signs"] {
                let text = [before, piece(0), piece(1), piece(2), piece(3)].concat();
                let plain = plain(&text).unwrap_or_default();
                assert_eq!(has_whole_words(&text), words(&text) == words(&plain), "{text}");
            }
        }
        assert!(!has_whole_words("é"));
    }
}
