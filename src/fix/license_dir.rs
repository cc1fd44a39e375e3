//! A folder of license texts that the user has: each is known by what it is, whatever its name.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::{
    document::{Content, DocumentKind, TextFormat, read},
    identify::{self, Identity, Verdict},
    scan,
};

/// The most files that are looked at.
const MOST_FILES: usize = 20_000;
/// How deep they may lie.
const DEEPEST: usize = 16;

/// The texts of a folder, by the id of the license.
#[derive(Debug, Clone, Default)]
pub struct LicenseDir {
    texts: BTreeMap<String, PathBuf>,
}

/// How good a file is as the copy of a license: a whole text before a changed one, plain text before others.
type Rank = (Verdict, u8, PathBuf);

impl LicenseDir {
    /// Reads the texts of a folder. A file that cannot be read or is no license is passed over.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be listed, and where no thread can be started.
    pub fn read(folder: &Path) -> io::Result<Self> {
        std::fs::read_dir(folder)?;
        let entries = WalkDir::new(folder).max_depth(DEEPEST).sort_by_file_name();
        let files: Vec<PathBuf> = entries
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(walkdir::DirEntry::into_path)
            .take(MOST_FILES)
            .collect();
        let found: Vec<(String, Rank)> =
            scan::workers(0)?.install(|| files.into_par_iter().filter_map(text_of).collect());
        let mut best = BTreeMap::<String, Rank>::new();
        for (id, rank) in found {
            let known = best.entry(id).or_insert_with(|| rank.clone());
            if rank < *known {
                *known = rank;
            }
        }
        Ok(Self { texts: best.into_iter().map(|(id, (.., file))| (id, file)).collect() })
    }

    /// The file with the text of a license.
    pub fn text(&self, id: &str) -> Option<&Path> {
        self.texts.get(id).map(PathBuf::as_path)
    }
}

/// The license of which a file is the text, and nothing besides.
fn text_of(file: PathBuf) -> Option<(String, Rank)> {
    let looked = scan::guard::guard(|| {
        let (content, _) = read::read(&file, DocumentKind::License);
        let Content::Text(text) = content else { return None };
        let identity = (!text.cut).then(|| identify::identify(&text.text))?;
        Some((only_license(&identity)?, text.format))
    });
    let ((id, verdict), format) = looked.ok().flatten()?;
    let format = match format {
        TextFormat::Plain => 0,
        TextFormat::Docx => 1,
        TextFormat::Pdf => 2,
    };
    Some((id, (verdict, format, file)))
}

/// The only license that a text names, where it is that license's whole text and no word that matters is
/// another.
fn only_license(identity: &Identity) -> Option<(String, Verdict)> {
    let named: Vec<_> = identity.licenses.iter().filter(|found| found.verdict.names()).collect();
    let first = named.first()?;
    let id = first.id.as_deref()?;
    let alone = named.iter().all(|found| found.id.as_deref() == Some(id));
    let whole = first.verdict <= Verdict::Equivalent
        || first.verdict == Verdict::Altered
            && first.deviations.iter().all(|deviation| !deviation.operative);
    (alone && whole).then(|| (id.to_owned(), first.verdict))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::library::Library;

    #[test]
    fn a_text_is_known_by_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("legal");
        std::fs::create_dir(&below).unwrap();
        let text = |id| Library::embedded().text(id).unwrap();
        std::fs::write(below.join("terms-7.txt"), text("apache-2.0")).unwrap();
        std::fs::write(folder.path().join("apache.html"), "<p>Under the Apache License 2.0.</p>")
            .unwrap();
        std::fs::write(folder.path().join("both"), [text("mpl-2.0"), text("ms-pl")].concat())
            .unwrap();
        let forged = text("epl-2.0").replace("shall not", "shall");
        std::fs::write(folder.path().join("EPL"), forged).unwrap();
        let texts = LicenseDir::read(folder.path()).unwrap();
        assert_eq!(texts.text("apache-2.0"), Some(below.join("terms-7.txt").as_path()));
        for id in ["mpl-2.0", "ms-pl", "epl-2.0", "mit"] {
            assert_eq!(texts.text(id), None, "{id}");
        }
        assert!(LicenseDir::read(&folder.path().join("gone")).is_err());
    }
}
