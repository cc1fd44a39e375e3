//! A passage while it is written: text that remembers where in the source each piece of it stands.

use std::ops::Range;

/// Where byte `at` of a text stands in the source, by the text's pieces.
pub(super) fn source(offsets: &[(usize, usize)], at: usize) -> usize {
    let piece = offsets.partition_point(|(text, _)| *text <= at).saturating_sub(1);
    offsets.get(piece).map_or(0, |(text, source)| source + at.saturating_sub(*text))
}

/// Text, its pieces and its links.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) offsets: Vec<(usize, usize)>,
    pub(super) links: Vec<(Range<usize>, String)>,
    /// True where something other than inline code was written.
    pub(super) prose: bool,
}

impl Draft {
    /// Adds text that stands word for word at `source`.
    pub(super) fn push(&mut self, text: &str, source: usize) {
        if text.is_empty() {
            return;
        }
        let at = self.text.len();
        let follows =
            self.offsets.last().is_some_and(|(start, place)| place + (at - start) == source);
        if !follows {
            self.offsets.push((at, source));
        }
        self.text.push_str(text);
    }

    /// What is to be added of a text of prose: nothing of the white space with which it begins, where some stands
    /// before it already or nothing does.
    pub(super) fn prose<'t>(&mut self, text: &'t str) -> &'t str {
        let begins = self.ends_blank();
        if self.prose && !begins {
            return text;
        }
        let trimmed = text.trim_start();
        self.prose |= !trimmed.is_empty();
        if begins { trimmed } else { text }
    }

    /// Adds text that stands for something else written at `source`, such as an entity.
    pub(super) fn push_for(&mut self, text: &str, source: usize) {
        for letter in text.chars() {
            self.offsets.push((self.text.len(), source));
            self.text.push(letter);
        }
    }

    /// True where nothing is written yet, or white space at the end.
    pub(super) fn ends_blank(&self) -> bool {
        match self.text.as_bytes().last() {
            Some(last) if last.is_ascii_graphic() => false,
            _ => self.text.is_empty() || self.text.ends_with(char::is_whitespace),
        }
    }

    /// Adds a blank for white space at `source`, unless one is there or nothing stands before it.
    pub(super) fn blank(&mut self, source: usize) {
        if !self.ends_blank() {
            self.push(" ", source);
        }
    }

    /// Adds text that was made of `written`, which stands at `source`: letters that are equal in both keep
    /// their place, line ends become blanks, and what was left out is passed over.
    pub(super) fn align(&mut self, text: &str, written: &str, source: usize) {
        if let Some(rest) = written.strip_suffix(text) {
            self.push(text, source + rest.len());
            return;
        }
        let mut ahead = written.char_indices();
        let mut last = source;
        let mut buffer = [0; 4];
        for letter in text.chars() {
            let found = ahead.find(|(_, other)| {
                *other == letter || letter == ' ' && matches!(other, '\n' | '\r')
            });
            match found {
                Some((at, _)) => {
                    last = source + at;
                    self.push(letter.encode_utf8(&mut buffer), last);
                }
                None => self.push_for(letter.encode_utf8(&mut buffer), last),
            }
        }
    }

    /// Drops all, but not the room that it took.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.offsets.clear();
        self.links.clear();
        self.prose = false;
    }

    /// Drops white space at the end, with the pieces and the parts of links that stood there.
    pub(super) fn trim_end(&mut self) {
        let length = self.text.trim_end().len();
        if length == self.text.len() {
            return;
        }
        self.text.truncate(length);
        self.offsets.retain(|(at, _)| *at < length);
        for (range, _) in &mut self.links {
            range.end = range.end.min(length);
        }
        self.links.retain(|(range, _)| range.start < range.end);
    }
}
