//! What is wrong in a file of the policy, and where: file, line, column, and what is expected there.

use std::{fmt, ops::Range, path::Path};

use super::value::nearest;
use crate::report::escape;

/// An error of a policy or a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The file as it is printed.
    pub file: String,
    /// Line and column, from 1, in characters; `None` where the file as a whole is wrong.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what is expected.
    pub message: String,
}

impl PolicyError {
    /// An error of the file as a whole.
    pub(super) fn of_file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), at: None, message: message.into() }
    }

    /// An error at a byte range of the file's text.
    pub(super) fn at(
        file: impl Into<String>,
        text: &str,
        span: Option<&Range<usize>>,
        message: impl Into<String>,
    ) -> Self {
        let at = span.map(|span| position(text, span.start));
        Self { file: file.into(), at, message: message.into() }
    }

    /// What the reader of TOML says, in the words of this house.
    pub(super) fn of_toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        let said = error.message();
        let message = in_our_words(said);
        // Of a list the reader only knows where it begins; the word that is wrong stands further on.
        let span = error.span().map(|span| {
            let word = said.split('`').nth(1).filter(|_| text[span.clone()].starts_with('['));
            let at = word.and_then(|word| text[span.clone()].find(&format!("\"{word}\"")));
            at.map_or(span.clone(), |at| span.start + at..span.end)
        });
        Self::at(escape::path(file), text, span.as_ref(), message)
    }
}

/// What may stand at a place and what is there, where the reader of TOML speaks of Rust's types.
fn in_our_words(said: &str) -> String {
    for (start, what) in [("unknown field `", "key"), ("unknown variant `", "word")] {
        if let Some((typed, rest)) = said.strip_prefix(start).and_then(|it| it.split_once('`')) {
            return unknown(what, typed, rest);
        }
    }
    match said.trim_end() {
        "wanted string or table" => "not a string, expected a word in quotes".to_owned(),
        said => said
            .trim_start_matches("invalid type: ")
            .replace("map, expected a sequence", "a table, expected tables in double brackets")
            .replace("expected a sequence", "expected a list in brackets")
            .replace("sequence, expected", "a list, expected")
            .replace('\n', "; "),
    }
}

/// `rest` holds the names that may stand there, each between backticks.
fn unknown(what: &str, typed: &str, rest: &str) -> String {
    let names: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    match nearest(typed, names.iter().copied()) {
        Some(name) => format!("no such {what}: `{typed}`; did you mean `{name}`?"),
        None => format!("no such {what}: `{typed}`, expected one of {}", names.join(", ")),
    }
}

/// Line and column of a byte, from 1, in characters.
pub(super) fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some((line, column)) => write!(f, "{}:{line}:{column}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for PolicyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_counts_characters() {
        assert_eq!(position("a = 1\n许可 = 2\n", 13), (2, 4));
        assert_eq!(position("", 9), (1, 1));
    }

    #[test]
    fn a_mistyped_key_has_a_nearest_one_and_a_strange_one_has_the_list() {
        let rest = ", expected one of `role`, `waiver`";
        assert_eq!(unknown("key", "rol", rest), "no such key: `rol`; did you mean `role`?");
        let list = unknown("key", "xyz", rest);
        assert_eq!(list, "no such key: `xyz`, expected one of role, waiver");
    }
}
