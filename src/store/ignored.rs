//! What the users of a store want left out: `.licscanignore`, with the grammar of a `.gitignore`, in any
//! folder.

use std::path::Path;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::{WalkProblem, name::problem};
use crate::language::{Bilingual, both};

/// The file that names what is not to be scanned.
pub(super) const IGNORE_FILE: &str = ".licscanignore";
/// The most bytes of such a file: each line costs some hundred times its length once it is compiled.
const LARGEST_IGNORE_FILE: u64 = 64 << 10;

/// The ignore files that hold in a folder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ignored<'a> {
    /// None.
    Nothing,
    /// That of the folder or of one above it, and those above that one.
    By(&'a Gitignore, &'a Ignored<'a>),
}

impl Ignored<'_> {
    /// True where no file hides anything, so that no path need be made to ask.
    pub(super) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// True for a path that is to be left out: the innermost file that says something about it counts.
    pub(super) fn hides(&self, path: &Path, is_folder: bool) -> bool {
        let mut at = self;
        while let Self::By(file, above) = at {
            let said = file.matched(path, is_folder);
            if !said.is_none() {
                return said.is_ignore();
            }
            at = above;
        }
        false
    }
}

/// Whether the ignore file of a folder can be read without harm: opening a pipe would wait for ever, a link
/// may lead out of the store, and a long list takes much memory. A folder with such a file is not walked:
/// what its owner wants left out is not known. `size` is that of a regular file.
pub(super) fn refused(file: &Path, size: Option<u64>) -> Option<WalkProblem> {
    let message = match size {
        None => both!(
            "not a regular file: its folder was not looked into",
            "不是普通文件，其所在文件夹未检查"
        ),
        Some(size) if size > LARGEST_IGNORE_FILE => both!(
            "larger than 64 KiB: its folder was not looked into",
            "超过 64 KiB，其所在文件夹未检查"
        ),
        Some(_) => return None,
    };
    Some(problem(file, message))
}

/// Reads the ignore file of a folder. Lines that are no globs are told and the others hold.
pub(super) fn read(folder: &Path) -> (Gitignore, Option<WalkProblem>) {
    let mut builder = GitignoreBuilder::new(folder);
    let error = builder.add(folder.join(IGNORE_FILE)).filter(|error| !error.is_io());
    let (matcher, failed) = match builder.build() {
        Ok(matcher) => (matcher, None),
        Err(error) => (Gitignore::empty(), Some(error)),
    };
    let told = error.or(failed).map(|error| walk_problem(folder, &error));
    (matcher, told)
}

/// The path and the bare message of an error, which the crate wraps in layers.
fn walk_problem(folder: &Path, error: &ignore::Error) -> WalkProblem {
    fn unwrap<'a>(error: &'a ignore::Error, path: &mut Option<&'a Path>) -> Bilingual {
        match error {
            ignore::Error::WithPath { path: inner, err } => {
                *path = Some(inner);
                unwrap(err, path)
            }
            ignore::Error::WithDepth { err, .. } => unwrap(err, path),
            ignore::Error::Partial(errors) if errors.len() == 1 => unwrap(&errors[0], path),
            ignore::Error::Io(error) => Bilingual::of_error(error),
            other => Bilingual::same(other.to_string()),
        }
    }
    let mut path = None;
    let message = unwrap(error, &mut path);
    problem(path.unwrap_or(folder), message)
}
