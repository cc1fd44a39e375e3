//! The reference texts of a license as the proofs see them: clauses, and the hash and place of each token.
//!
//! A license of ours has its prints in `signatures/prints`; the text of one of the SPDX list was made a
//! print when licscan was built, and stands in the embedded index.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
};

use super::SignatureError;
use crate::{
    library::{Library, clause::Clause, index::Index, print::Print},
    text::{Flags, hash::Polynomial},
};

/// One reference text of a license.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The language, as the manifest of the corpus names it.
    pub language: String,
    /// True for a text of the SPDX list, which does not say in which language it is.
    pub listed: bool,
    /// The clauses, sorted by their first token.
    pub clauses: Vec<Clause>,
    /// The hash and the place of each token.
    pub tokens: Vec<(Polynomial, Flags)>,
}

impl Reference {
    /// True where words of a language may stand in it: a text in two languages is read in either.
    pub fn reads(&self, language: &str) -> bool {
        self.listed
            || self.language == language
            || (self.language == "bilingual" && matches!(language, "en" | "zh"))
    }

    /// The tokens of a clause without those of the clauses behind it.
    pub fn tokens_of(&self, clause: usize) -> Range<usize> {
        let end = self.clauses.get(clause + 1).map_or(self.tokens.len(), |next| next.start);
        self.clauses[clause].start..end
    }
}

/// All reference texts of a license.
///
/// # Errors
///
/// Where a print cannot be read.
pub fn references(signatures: &Path, id: &str) -> Result<Vec<Reference>, SignatureError> {
    let own = prints(signatures, id)?;
    if !own.is_empty() {
        return Ok(own.into_iter().map(Reference::from).collect());
    }
    let index = Index::embedded();
    let text = Library::embedded().text_of(id);
    let listed = index.references().filter(|reference| reference.ids().any(|known| known == text));
    Ok(listed
        .map(|reference| Reference {
            language: reference.language().to_owned(),
            listed: true,
            clauses: reference.clauses(),
            tokens: reference
                .tokens()
                .into_iter()
                .map(|(word, flags)| (index.facts(word).0, flags))
                .collect(),
        })
        .collect())
}

impl From<Print> for Reference {
    fn from(print: Print) -> Self {
        let tokens = print.tokens.iter().map(|token| (token.hash, token.flags)).collect();
        Self { language: print.language, listed: false, clauses: print.clauses, tokens }
    }
}

/// The prints of a license in `signatures/prints`, in the order of their files.
fn prints(signatures: &Path, id: &str) -> Result<Vec<Print>, SignatureError> {
    let all = print_files(signatures)?.into_iter();
    let own = all.filter(|path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.strip_prefix(id).is_some_and(|rest| rest.starts_with('.'))
    });
    // `llama3.1.en.print` begins like a print of `llama3`: the print itself says whose it is.
    own.map(|path| read_print(&path))
        .filter(|print| print.as_ref().map_or(true, |print| print.id == id))
        .collect()
}

/// The files of `signatures/prints`, sorted.
pub(super) fn print_files(signatures: &Path) -> Result<Vec<PathBuf>, SignatureError> {
    let folder = signatures.join("prints");
    let entries = fs::read_dir(&folder)
        .map_err(|source| SignatureError::Io { path: folder.clone(), source })?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).collect();
    files.sort();
    Ok(files)
}

/// One print.
pub(super) fn read_print(path: &Path) -> Result<Print, SignatureError> {
    let bytes =
        fs::read(path).map_err(|source| SignatureError::Io { path: path.to_owned(), source })?;
    Print::decode(&bytes).map_err(|source| SignatureError::Print { path: path.to_owned(), source })
}
