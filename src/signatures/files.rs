//! The license files of `signatures/`, read as they stand on the disk and written without a change to their
//! layout.

use std::{
    fs,
    path::{Path, PathBuf},
};

use toml_edit::{Array, DocumentMut, InlineTable, Value};

use super::SignatureError;
use crate::library::{duty::Evidence, license::License};

/// The tables that are no licenses.
const TABLES: [&str; 4] = ["bases", "duty-words", "families", "names"];

/// The ids of all license files, sorted.
///
/// # Errors
///
/// Where the folder cannot be read.
pub fn license_ids(signatures: &Path) -> Result<Vec<String>, SignatureError> {
    let folder = fs::read_dir(signatures)
        .map_err(|source| SignatureError::Io { path: signatures.to_owned(), source })?;
    let mut ids: Vec<String> = folder
        .filter_map(Result::ok)
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".toml")?.to_owned()))
        .filter(|id| !TABLES.contains(&id.as_str()))
        .collect();
    ids.sort();
    Ok(ids)
}

fn path_of(signatures: &Path, id: &str) -> PathBuf {
    signatures.join(format!("{id}.toml"))
}

fn read_text(path: &Path) -> Result<String, SignatureError> {
    fs::read_to_string(path).map_err(|source| SignatureError::Io { path: path.to_owned(), source })
}

/// One license file.
///
/// # Errors
///
/// Where it cannot be read or does not fit the schema.
pub fn read_license(signatures: &Path, id: &str) -> Result<License, SignatureError> {
    let path = path_of(signatures, id);
    toml_edit::de::from_str(&read_text(&path)?)
        .map_err(|error| SignatureError::Text { path, message: error.to_string() })
}

/// Writes the evidence of each duty into a license file, and nothing else. True where the file changed.
///
/// # Errors
///
/// Where the file cannot be read or written.
pub fn write_evidence(
    signatures: &Path,
    id: &str,
    evidence: &[Vec<Evidence>],
) -> Result<bool, SignatureError> {
    let path = path_of(signatures, id);
    let text = read_text(&path)?;
    let written = with_evidence(&text, evidence)
        .map_err(|error| SignatureError::Text { path: path.clone(), message: error.to_string() })?;
    if written == text {
        return Ok(false);
    }
    let io = |source| SignatureError::Io { path: path.clone(), source };
    let file = tempfile::NamedTempFile::new_in(signatures).map_err(io)?;
    fs::write(file.path(), written).map_err(io)?;
    file.persist(&path)
        .map_err(|error| SignatureError::Io { path: path.clone(), source: error.error })?;
    Ok(true)
}

fn with_evidence(text: &str, evidence: &[Vec<Evidence>]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = text.parse()?;
    let duties = document.get_mut("duty").and_then(|duty| duty.as_array_of_tables_mut());
    for (duty, evidence) in duties.into_iter().flat_map(|duties| duties.iter_mut()).zip(evidence) {
        if evidence.is_empty() {
            duty.remove("evidence");
        } else {
            duty.insert("evidence", toml_edit::value(list(evidence)));
        }
    }
    Ok(document.to_string())
}

/// One entry a line.
fn list(evidence: &[Evidence]) -> Array {
    let mut array = Array::new();
    for entry in evidence {
        let mut table = InlineTable::new();
        table.insert("language", entry.language.as_str().into());
        if !entry.clause.is_empty() {
            table.insert("clause", entry.clause.as_str().into());
        }
        table.insert("words", entry.words.as_str().into());
        if let Some(modal) = &entry.modal {
            table.insert("modal", modal.as_str().into());
        }
        let mut value = Value::from(table);
        value.decor_mut().set_prefix("\n    ");
        array.push_formatted(value);
    }
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    array
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

    use super::*;

    const FILE: &str = "# A remark.\nid = \"a\"\n\n[[duty]]\nkind = \"share-alike\" # why\nen = 'x'\n\n\
        [[duty]]\nkind = \"output\"\nen = \"y\"\n";

    #[test]
    fn evidence_is_all_that_changes() {
        let entry = Evidence {
            language: "en".to_owned(),
            clause: "1.b".to_owned(),
            words: "1 2 3".to_owned(),
            modal: None,
        };
        let written = with_evidence(FILE, &[vec![entry], Vec::new()]).unwrap();
        let added =
            "evidence = [\n    { language = \"en\", clause = \"1.b\", words = \"1 2 3\" },\n]\n";
        assert_eq!(written, FILE.replace("en = 'x'\n", &format!("en = 'x'\n{added}")));
        assert_eq!(with_evidence(&written, &[Vec::new(), Vec::new()]).unwrap(), FILE);
    }
}
