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
        let message = match said.strip_prefix("unknown field `").and_then(|it| it.split_once('`')) {
            Some((typed, rest)) => unknown_key(typed, rest),
            None => said.replace("invalid type: ", "").replace('\n', "; "),
        };
        Self::at(escape::path(file), text, error.span().as_ref(), message)
    }
}

/// `rest` holds the names that may stand there, each between backticks.
fn unknown_key(typed: &str, rest: &str) -> String {
    let names: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    match nearest(typed, names.iter().copied()) {
        Some(name) => format!("no such key: `{typed}`; did you mean `{name}`?"),
        None => format!("no such key: `{typed}`, expected one of {}", names.join(", ")),
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
        assert_eq!(unknown_key("rol", rest), "no such key: `rol`; did you mean `role`?");
        assert_eq!(unknown_key("xyz", rest), "no such key: `xyz`, expected one of role, waiver");
    }
}
