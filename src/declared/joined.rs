//! The passages of a card as one text, for the question in which of them something stands.
//!
//! What is looked for in a card mostly stands in none of its passages. One look at all of them tells so, where
//! a look at each would cost more than the looking.

use memchr::memchr3;

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

    /// The plain forms of the passages; `None` where these are the passages as they are.
    pub(crate) fn plain(&self, passages: &[Passage]) -> Option<Self> {
        if is_plain(&self.text) {
            return None;
        }
        let mut joined = Self { text: String::new(), ends: Vec::new(), without: Vec::new() };
        for (number, passage) in passages.iter().enumerate() {
            let as_it_is = self.passage(number);
            if is_plain(as_it_is) {
                joined.text.push_str(as_it_is);
            } else if let Some(plain) = plain(&passage.text) {
                joined.text.push_str(&plain);
                joined.text.push('\n');
            } else {
                joined.without.push(number);
            }
            joined.ends.push(joined.text.len());
        }
        Some(joined)
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

/// True for a text that has nothing that its plain form would lack.
fn is_plain(text: &str) -> bool {
    text.is_ascii() && memchr3(b'*', b'`', b'\'', text.as_bytes()).is_none()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::document::markdown::visible;

    #[test]
    fn a_word_is_found_in_the_passages_that_hold_it() {
        let passages = visible("# One\n\nTwo and one more one.\n\nthree\n\nＯne ONE, it's\n", 0);
        let joined = Joined::of(&passages);
        let holding = |word: &str| joined.holding(|text| text.find(word)).collect::<Vec<_>>();
        assert_eq!(holding("one"), [0, 1, 3]);
        assert_eq!(holding("four"), [] as [usize; 0]);
        assert_eq!((joined.len(), joined.passage(2)), (4, "three\n"));
        let plain = joined.plain(&passages).unwrap();
        assert_eq!(
            (plain.without(), plain.passage(2), plain.passage(3)),
            (&[3][..], "three\n", "")
        );
    }

    #[test]
    fn passages_without_signs_are_their_plain_forms() {
        let plain = |card: &str| {
            let passages = visible(card, 0);
            Joined::of(&passages).plain(&passages).map(|plain| plain.text)
        };
        assert_eq!(plain("# A b\n\nC (**d**).\n"), None);
        assert_eq!(plain("# A b\n\nIt's d\n").unwrap(), "a b\nits d\n");
    }
}
