//! Which licenses bind a base: its own files in the store, then the table, then the family of its name.

use super::{KnownFrom, StoreIndex};
use crate::{declared::names::Names, library::base::Base};

/// The licenses of a base and how they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Terms {
    /// The licenses, by id.
    pub(crate) licenses: Vec<String>,
    /// How they are known.
    pub(crate) known_from: KnownFrom,
    /// Those of another revision.
    pub(crate) alternatives: Vec<String>,
    /// Names of licenses without a text here.
    pub(crate) unlisted: Vec<String>,
}

/// Looks up the licenses of a base.
pub(crate) fn of(base: &str, names: &dyn Names, store: &dyn StoreIndex) -> Terms {
    let row = names.base(base);
    if let Some(licenses) = store.licenses_of(base).filter(|licenses| !licenses.is_empty()) {
        return of_store(licenses, row);
    }
    if let Some(row) = row {
        return of_row(row);
    }
    // "LLaMA 2" says as much as the name of any of them, where all have one license.
    if let Some(row) = names.series(base) {
        return of_row(row);
    }
    if let Some(row) = super::mention::vague_row(base, names) {
        return Terms { known_from: KnownFrom::Family, ..of_row(row) };
    }
    match super::mention::family(base, names) {
        Some(licenses) => Terms {
            licenses: if licenses.len() == 1 { licenses } else { Vec::new() },
            known_from: KnownFrom::Family,
            alternatives: Vec::new(),
            unlisted: Vec::new(),
        },
        None => Terms {
            licenses: Vec::new(),
            known_from: KnownFrom::Nothing,
            alternatives: Vec::new(),
            unlisted: Vec::new(),
        },
    }
}

/// The file wins over the table. A row that was read, and that names more licenses beside all those of
/// the files, still adds them: the folder of a model that has a base of its own may lack the base's text.
fn of_store(licenses: Vec<String>, row: Option<&Base>) -> Terms {
    let chain = row.filter(|row| {
        row.is_firm()
            && row.licenses.len() > 1
            && licenses.iter().all(|id| row.licenses.contains(id))
    });
    Terms {
        licenses: chain.map_or(licenses, |row| row.licenses.clone()),
        known_from: KnownFrom::Store,
        alternatives: Vec::new(),
        unlisted: Vec::new(),
    }
}

/// The licenses of a row of the table.
pub(crate) fn of_row(row: &Base) -> Terms {
    Terms {
        licenses: row.licenses.clone(),
        known_from: if row.is_firm() { KnownFrom::Table } else { KnownFrom::Memory },
        alternatives: row.alternatives.clone(),
        unlisted: row.unlisted.clone(),
    }
}
