//! Names and paths as text, and the order in which folders are listed.

use std::{
    ascii::escape_default,
    cmp::Ordering,
    ffi::OsStr,
    path::{Component, Path},
};

use super::WalkProblem;
use crate::language::Bilingual;

/// The folders that a path lies in, from the inner to the outer; the last is the root itself.
pub(super) fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| {
        (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder))
    })
    .skip(1)
}

/// A path as text with `/` between its parts.
pub(super) fn below_text(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        if let Component::Normal(part) = part {
            if !text.is_empty() {
                text.push('/');
            }
            text.push_str(&name_text(part));
        }
    }
    text
}

/// A name as text. A byte that is no text stands as `\xff`, so that two names stay two.
pub(crate) fn name_text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().flat_map(escape_default).map(char::from));
    }
    text
}

/// A path below a folder, with `/` between them.
pub(crate) fn joined(folder: &str, below: &str) -> String {
    match (folder.is_empty(), below.is_empty()) {
        (true, _) => below.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{below}"),
    }
}

/// Orders paths by their parts, so that a folder is followed by all that lies in it.
pub(crate) fn by_parts(one: &str, other: &str) -> Ordering {
    // No name has a zero byte.
    let part = |byte: u8| if byte == b'/' { 0 } else { byte };
    let differ = one.bytes().zip(other.bytes()).find(|(one, other)| one != other);
    differ.map_or_else(|| one.len().cmp(&other.len()), |(one, other)| part(one).cmp(&part(other)))
}

pub(super) fn problem(path: &Path, message: Bilingual) -> WalkProblem {
    WalkProblem { path: path.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_a_folder_follows_it() {
        let mut paths = ["b", "a-b", "a/c", "a", "", "a/b/c", "a.b", "a/b"];
        paths.sort_by(|one, other| by_parts(one, other));
        assert_eq!(paths, ["", "a", "a/b", "a/b/c", "a/c", "a-b", "a.b", "b"]);
    }
}
