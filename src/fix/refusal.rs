//! Why a file was not written.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::language::Bilingual;

/// A file that is not written, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The file.
    pub file: PathBuf,
    /// Why, to stand after the name and a colon.
    pub why: Bilingual,
    /// True where the system failed, not a rule of ours.
    pub failed: bool,
}

impl Refused {
    /// A rule of ours forbids it.
    pub(super) fn new(file: &Path, why: Bilingual) -> Self {
        Self { file: file.to_owned(), why, failed: false }
    }

    /// The system failed.
    pub(super) fn io(file: &Path, error: &io::Error) -> Self {
        Self { file: file.to_owned(), why: Bilingual::of_error(error), failed: true }
    }
}
