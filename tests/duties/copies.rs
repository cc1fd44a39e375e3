//! The copies of license texts that lie beside the project.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use licscan::{
    identify::{Verdict, identify},
    library::Library,
    signatures::{rows, text_of},
};
use rayon::prelude::*;

/// For each license a file with its text.
pub(crate) struct Copies(BTreeMap<String, PathBuf>);

impl Copies {
    /// Gathers them; `None`, and one line, where there is no corpus.
    pub(crate) fn gather() -> Option<Self> {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
        if !corpus.is_dir() {
            println!("skipped: ../shared/corpus is not here");
            return None;
        }
        let references = rows(&corpus).unwrap().into_iter().filter(|row| row.reference);
        let files: Vec<(String, PathBuf)> = references
            .filter_map(|row| Some((row.license?, corpus.join(row.file))))
            .collect::<Vec<_>>()
            .into_par_iter()
            .filter(|(license, file)| is_wholly(license, file))
            .collect();
        let mut copies = BTreeMap::new();
        for (license, file) in files {
            copies.entry(license).or_insert(file);
        }
        Some(Self(copies))
    }

    /// The file with the text of a license.
    pub(crate) fn of(&self, license: &str) -> Option<&Path> {
        self.0.get(license).map(PathBuf::as_path)
    }

    /// Its bytes, and a name for a copy of it that keeps the format.
    pub(crate) fn bytes_of(&self, license: &str, stem: &str) -> Option<(String, Vec<u8>)> {
        if let Some(file) = self.of(license) {
            let format = match file.extension().and_then(|it| it.to_str()) {
                Some(format @ ("pdf" | "docx" | "html" | "md")) => format!(".{format}"),
                _ => String::new(),
            };
            return Some((format!("{stem}{format}"), std::fs::read(file).unwrap()));
        }
        let text = Library::embedded().text(license)?;
        Some((stem.to_owned(), text.as_bytes().to_vec()))
    }
}

/// True where the text is that license and no other, whatever else the file holds.
fn is_wholly(license: &str, file: &Path) -> bool {
    let Ok(text) = text_of(file) else { return false };
    let found = identify(&text);
    found.verdict <= Verdict::Equivalent && found.named().eq([license])
}
