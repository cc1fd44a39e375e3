//! Makes and checks the prints of `signatures/prints`, from license texts on the maker's disk.
//!
//! A corpus is a folder with a `manifest.jsonl`: a line a file with `file`, `license`, `language` and
//! `reference`. Only files whose `reference` is true may become a print; the others are for tests.

pub mod clause_place;
pub mod duty_words;
pub mod files;
mod pattern;
pub mod phrase;
pub mod place;
pub mod proof;
pub mod reference;
mod sentences;
mod templates;
pub mod words;

pub use templates::templates;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    document::{Content, DocumentKind, read::read},
    library::print::{Print, PrintError},
};

/// One line of a corpus manifest. Other fields are for the tests.
#[derive(Debug, Clone, Deserialize)]
pub struct Row {
    /// The file, relative to the corpus folder.
    pub file: String,
    /// The license whose text it is; `None` for a file that is none.
    pub license: Option<String>,
    /// The language of the text.
    #[serde(default)]
    pub language: String,
    /// True for the files of which prints are made.
    #[serde(default)]
    pub reference: bool,
    /// Further ids whose text the file also holds.
    #[serde(default)]
    pub contains: Option<Vec<String>>,
    /// Other ids that count as right.
    #[serde(default)]
    pub accept: Option<Vec<String>>,
    /// What kind of copy it is.
    #[serde(default)]
    pub variant: String,
    /// The family of the license.
    #[serde(default)]
    pub family: Option<String>,
}

/// Why prints cannot be made or are not sound.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A line of the manifest is not as it should be.
    #[error("{path}, line {line}: {message}")]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// A text cannot be read.
    #[error("{path}: {message}")]
    Text {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// A print is damaged.
    #[error("{path}")]
    Print {
        /// The print.
        path: PathBuf,
        /// Why.
        #[source]
        source: PrintError,
    },
}

/// The rows of a corpus.
///
/// # Errors
///
/// Where the manifest is absent or a line of it is no JSON object of this form.
pub fn rows(corpus: &Path) -> Result<Vec<Row>, SignatureError> {
    let path = corpus.join("manifest.jsonl");
    let text = fs::read_to_string(&path)
        .map_err(|source| SignatureError::Io { path: path.clone(), source })?;
    lines(&path, &text)
}

/// Makes a print for each reference of a corpus and writes them into `signatures/prints`. Returns how
/// many were written. Prints of these licenses that no reference makes any more are removed; those of licenses
/// that the corpus does not hold stay.
///
/// # Errors
///
/// Where a reference cannot be read, or a print cannot be written.
pub fn build(corpus: &Path, signatures: &Path) -> Result<usize, SignatureError> {
    let folder = signatures.join("prints");
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| SignatureError::Io { path, source }
    };
    fs::create_dir_all(&folder).map_err(io(&folder))?;
    let mut made: BTreeMap<String, Print> = BTreeMap::new();
    let rows = rows(corpus)?;
    let held: BTreeSet<String> = rows.iter().filter_map(|row| row.license.clone()).collect();
    for row in rows.into_iter().filter(|row| row.reference) {
        let Some(license) = row.license else { continue };
        let path = corpus.join(&row.file);
        let bytes = fs::read(&path).map_err(io(&path))?;
        let text = text_of(&path)?;
        let print = Print::of(&license, &row.language, &text, Sha256::digest(&bytes).into());
        // Two published forms in one language have a number each; equal texts are one print.
        let mut number = 1;
        loop {
            let number_mark = if number == 1 { String::new() } else { format!("-{number}") };
            let name = format!("{license}.{}{number_mark}.print", row.language);
            match made.get(&name) {
                Some(known) if known.digest == print.digest => break,
                Some(_) => number += 1,
                None => {
                    made.insert(name, print);
                    break;
                }
            }
        }
    }
    for old in fs::read_dir(&folder).map_err(io(&folder))?.filter_map(Result::ok) {
        let name = old.file_name();
        let stale = name.to_str().is_some_and(|name| {
            let license = print_of(name);
            license.is_some_and(|id| held.contains(id)) && !made.contains_key(name)
        });
        if stale {
            fs::remove_file(old.path()).map_err(io(&old.path()))?;
        }
    }
    for (name, print) in &made {
        let path = folder.join(name);
        let file = tempfile::NamedTempFile::new_in(&folder).map_err(io(&folder))?;
        fs::write(file.path(), print.encode()).map_err(io(&path))?;
        file.persist(&path)
            .map_err(|error| SignatureError::Io { path: path.clone(), source: error.error })?;
    }
    Ok(made.len())
}

/// The license of a print, by its file name: `<id>.<language>.print`, perhaps with a number.
fn print_of(name: &str) -> Option<&str> {
    let (id, _language) = name.strip_suffix(".print")?.rsplit_once('.')?;
    Some(id)
}

/// The text of a license file, by the readers that a scan uses.
///
/// # Errors
///
/// Where it cannot be read.
pub fn text_of(path: &Path) -> Result<String, SignatureError> {
    match read(path, DocumentKind::License).0 {
        Content::Text(text) => Ok(text.text.clone()),
        Content::Unreadable(error) => {
            Err(SignatureError::Text { path: path.to_owned(), message: error.to_string() })
        }
        Content::Card(card) => Ok(card.text.text),
        Content::Config(_) => Err(SignatureError::Text {
            path: path.to_owned(),
            message: "is a configuration".to_owned(),
        }),
    }
}

/// What a reader wrote of a license, `ID.jsonl` of a folder: a line a duty and language. None where there is no
/// such file.
///
/// # Errors
///
/// Where a line is no JSON object of this form.
pub fn readings(folder: &Path, id: &str) -> Result<Vec<place::Reading>, SignatureError> {
    let path = folder.join(format!("{id}.jsonl"));
    let Ok(text) = fs::read_to_string(&path) else { return Ok(Vec::new()) };
    lines(&path, &text)
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path, text: &str) -> Result<Vec<T>, SignatureError> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            serde_json::from_str(line).map_err(|error| SignatureError::Manifest {
                path: path.to_owned(),
                line: at + 1,
                message: error.to_string(),
            })
        })
        .collect()
}

/// Checks every print of a folder: readable, its name fits its content, its clauses lie inside. Returns
/// how many there are.
///
/// # Errors
///
/// At the first print that is not sound.
pub fn check(signatures: &Path) -> Result<usize, SignatureError> {
    let paths = reference::print_files(signatures)?;
    for path in &paths {
        let print = reference::read_print(path)?;
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let wrong = |message: &str| SignatureError::Text {
            path: path.clone(),
            message: message.to_owned(),
        };
        if !name.starts_with(&format!("{}.{}", print.id, print.language)) {
            return Err(wrong("the name does not fit the license and language inside"));
        }
        if print.tokens.is_empty() {
            return Err(wrong("the print has no tokens"));
        }
        if print.clauses.iter().any(|clause| clause.start >= print.tokens.len()) {
            return Err(wrong("a clause lies behind the last token"));
        }
        if !signatures.join(format!("{}.toml", print.id)).is_file() {
            return Err(wrong("the license has no facts: its TOML file is absent"));
        }
    }
    Ok(paths.len())
}
