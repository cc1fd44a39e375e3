//! What a license is called in a message.

use super::license::License;
use std::borrow::Cow;

use crate::language::{Language, Part, is_han};

/// The longest title that is said, in characters.
const LONGEST: usize = 80;

impl License {
    /// Its title, in Chinese the Chinese one, where it has one; its id where no title is fit to be said.
    pub fn title(&self, language: Language) -> &str {
        let han = |title: &&String| !title.is_ascii() && title.chars().any(is_han);
        let fitting = self.titles.iter().find(|title| language == Language::Zh && han(title));
        let said = fitting.or(self.titles.first());
        let is_short = |title: &&String| title.len() <= LONGEST || title.chars().count() <= LONGEST;
        said.filter(is_short).unwrap_or(&self.id)
    }
}

/// In a Chinese sentence a title stands in its brackets.
impl Part for License {
    fn part(&self, language: Language) -> Cow<'_, str> {
        let title = self.title(language);
        match language {
            Language::En => title.into(),
            Language::Zh => format!("《{title}》").into(),
        }
    }
}
