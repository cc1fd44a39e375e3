//! The characters of a text in their normal form, and where each of them stands in the source.

/// A text in its normal form. Nearly all of it goes in step with its source; only where it does not is a
/// place noted.
pub struct Folded<'s> {
    source: &'s str,
    text: String,
    steps: Vec<Step>,
}

/// From a byte of the normal form on, both go in step, up to the next one.
#[derive(Debug, Clone, Copy)]
struct Step {
    text: usize,
    source: usize,
    /// True where the first character is a capital letter that the source writes as an entity.
    capital: bool,
}

impl<'s> Folded<'s> {
    /// Nothing yet of a text.
    pub(super) fn of(source: &'s str) -> Self {
        let text = String::with_capacity(source.len());
        Self { source, text, steps: Vec::new() }
    }

    /// What is there so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes a run of ASCII as it stands at a byte of the source.
    pub(super) fn push_ascii(&mut self, run: &str, at: usize) {
        self.step(at, false);
        let start = self.text.len();
        self.text.push_str(run);
        self.text[start..].make_ascii_lowercase();
    }

    /// Takes a character that stands for what begins at a byte of the source.
    pub(super) fn push(&mut self, c: char, at: usize) {
        self.step(at, false);
        self.text.push(c);
    }

    /// The same for a character that is written as an entity.
    pub(super) fn push_entity(&mut self, c: char, at: usize, capital: bool) {
        self.step(at, capital);
        self.text.push(c);
    }

    fn step(&mut self, source: usize, capital: bool) {
        let text = self.text.len();
        let follows =
            self.steps.last().is_some_and(|step| step.source + text - step.text == source);
        if capital || !follows {
            self.steps.push(Step { text, source, capital });
        }
    }

    /// Looks up places that only go forward from one of them.
    pub(super) fn places_from(&self, text: usize) -> Places<'_> {
        let behind = self.steps.partition_point(|step| step.text <= text);
        let mut places = Places {
            source: self.source,
            steps: &self.steps[behind.saturating_sub(1)..],
            step: Step { text: 0, source: 0, capital: false },
            next: 0,
        };
        places.advance();
        places
    }
}

/// Where the characters of a normal form stand.
pub(super) struct Places<'f> {
    source: &'f str,
    /// The steps that are still ahead.
    steps: &'f [Step],
    step: Step,
    /// Where the next one begins.
    next: usize,
}

impl Places<'_> {
    /// The byte of the source at which a character begins.
    #[inline]
    pub(super) fn source(&mut self, text: usize) -> usize {
        while text >= self.next {
            self.advance();
        }
        self.step.source + text - self.step.text
    }

    /// Whether the character that was looked up is a capital letter in the source.
    #[inline]
    pub(super) fn is_capital(&self, text: usize, source: usize) -> bool {
        is_capital(self.source, source) || (self.step.capital && self.step.text == text)
    }

    /// The byte of the source behind the character that begins at a byte of it.
    #[inline]
    pub(super) fn behind(&self, source: usize) -> usize {
        source + char_at(self.source, source).map_or(1, char::len_utf8)
    }

    fn advance(&mut self) {
        if let Some((step, ahead)) = self.steps.split_first() {
            (self.step, self.steps) = (*step, ahead);
        }
        self.next = self.steps.first().map_or(usize::MAX, |next| next.text);
    }
}

#[inline]
fn is_capital(source: &str, at: usize) -> bool {
    match source.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => byte.is_ascii_uppercase(),
        _ => char_at(source, at).is_some_and(char::is_uppercase),
    }
}

/// The character that begins at a byte of a text.
#[inline]
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    match *text.as_bytes().get(at)? {
        byte if byte.is_ascii() => Some(char::from(byte)),
        _ => text.get(at..)?.chars().next(),
    }
}
