//! What is wrong in a file of the policy, and where: file, line, column, and what is expected there.

use std::{fmt, ops::Range, path::Path};

use serde::de;

use super::value::nearest;
use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// What parts the two languages of a message where the reader of TOML carries one string.
const BETWEEN: char = '\u{1e}';

/// An error of a policy or a baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyError {
    /// The file as it is printed.
    pub file: String,
    /// Line and column, from 1, in characters; `None` where the file as a whole is wrong.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what is expected.
    pub message: Bilingual,
}

impl PolicyError {
    /// An error of the file as a whole.
    pub(super) fn of_file(file: impl Into<String>, message: Bilingual) -> Self {
        Self { file: file.into(), at: None, message }
    }

    /// An error at a byte range of the file's text.
    pub(super) fn at(
        file: impl Into<String>,
        text: &str,
        span: Option<&Range<usize>>,
        message: Bilingual,
    ) -> Self {
        let at = span.map(|span| position(text, span.start));
        Self { file: file.into(), at, message }
    }

    /// The place and what is wrong there.
    pub fn words(&self) -> Bilingual {
        let file = &self.file;
        let place = match self.at {
            Some((line, column)) => format!("{file}:{line}:{column}"),
            None => file.clone(),
        };
        both!("{}: {}", "{}：{}", place, self.message)
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

/// An error of a value, which the reader of TOML carries to where its place is known.
pub(super) fn wrong<E: de::Error>(said: &Bilingual) -> E {
    E::custom(format_args!("{}{BETWEEN}{}", said.en, said.zh))
}

/// What may stand at a place and what is there, where the reader of TOML speaks of Rust's types.
fn in_our_words(said: &str) -> Bilingual {
    if let Some((en, zh)) = said.split_once(BETWEEN) {
        return Bilingual::new(en, zh.trim_end());
    }
    for (start, what) in
        [("unknown field `", both!("key", "键")), ("unknown variant `", both!("word", "取值"))]
    {
        if let Some((typed, rest)) = said.strip_prefix(start).and_then(|it| it.split_once('`')) {
            return unknown(&what, typed, rest);
        }
    }
    let said = said.trim_end().replace('\n', "; ");
    if said == "wanted string or table" {
        return both!("not a string, expected a word in quotes", "不是字符串，应为引号内的词");
    }
    if let Some(key) = said.strip_prefix("missing field ") {
        return both!("no key {}, expected in this table", "缺少键 {}，此表中应有该键", key);
    }
    let types = said.strip_prefix("invalid type: ").and_then(|it| it.split_once(", expected "));
    match types {
        Some(("map", "a sequence")) => {
            both!("a table, expected tables in double brackets", "此处为表，应为双方括号表")
        }
        Some((found, expected)) => {
            both!("{}, expected {}", "此处为{}，应为{}", type_there(found), type_wanted(expected))
        }
        None => Bilingual::new(said.clone(), format!("TOML 有误：{said}")),
    }
}

/// What stands there, as serde calls it: a type, for most with the value.
fn type_there(found: &str) -> Bilingual {
    let (word, value) = found.split_once(' ').unwrap_or((found, ""));
    match word {
        "map" => both!("a table", "表"),
        "sequence" => both!("a list", "列表"),
        "string" => both!("string {}", "字符串 {}", value),
        "integer" => both!("integer {}", "整数 {}", value),
        "boolean" => both!("boolean {}", "布尔值 {}", value),
        "floating" => both!("number {}", "数字 {}", value.trim_start_matches("point ")),
        _ => Bilingual::same(found),
    }
}

/// What is expected.
fn type_wanted(expected: &str) -> Bilingual {
    match expected {
        "a sequence" => both!("a list in brackets", "方括号列表"),
        "a boolean" => both!("a boolean", "布尔值"),
        "a table" => both!("a table", "表"),
        other => Bilingual::same(other),
    }
}

/// `rest` holds the names that may stand there, each between backticks.
fn unknown(what: &Bilingual, typed: &str, rest: &str) -> Bilingual {
    let names: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
    match nearest(typed, names.iter().copied()) {
        Some(name) => no_such(what, typed, name),
        None => both!(
            "no such {}: `{}`, expected one of {}",
            "没有该{}：`{}`，应为以下之一：{}",
            what,
            typed,
            names.join(", ")
        ),
    }
}

/// That a name is not known, and the one that is most like it.
pub(super) fn no_such(what: &Bilingual, typed: &str, nearest: &str) -> Bilingual {
    both!(
        "no such {}: `{}`; did you mean `{}`?",
        "没有该{}：`{}`；是否想用 `{}`？",
        what,
        typed,
        nearest
    )
}

/// Line and column of a byte, from 1, in characters.
pub(super) fn position(text: &str, byte: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(byte)];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
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
        assert_eq!(
            unknown(&both!("key", "键"), "rol", rest),
            "no such key: `rol`; did you mean `role`?"
        );
        let list = unknown(&both!("key", "键"), "xyz", rest);
        assert_eq!(list, "no such key: `xyz`, expected one of role, waiver");
    }
}
