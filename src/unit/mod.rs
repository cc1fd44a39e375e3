//! Which files are one model: from the entries of a store to units.
//!
//! A unit is immutable once read. It knows its name, its owner and its documents, and nothing that
//! needs another unit.

use crate::{document::Document, store::Entry, store::Layout};

/// What a unit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnitKind {
    /// A model: all duties are judged.
    Model,
    /// A root with documents but no marker of a model.
    Documents,
    /// A dataset: listed, no model duties.
    Dataset,
    /// A Space: listed, no model duties.
    Space,
}

impl UnitKind {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Documents => "documents",
            Self::Dataset => "dataset",
            Self::Space => "space",
        }
    }
}

/// The outline of a unit: what grouping knows before any document is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// The root as typed plus the unit's folder: what is printed.
    pub path: String,
    /// The unit's folder below its root, for fingerprints; empty for the root itself.
    pub below_root: String,
    /// The folder on disk.
    pub folder: std::path::PathBuf,
    /// The folder's name without the store's prefix.
    pub name: String,
    /// False where nobody chose the name: a snapshot hash, a temporary folder.
    pub name_chosen: bool,
    /// The owner, where one is known.
    pub owner: Option<String>,
    /// What it is.
    pub kind: UnitKind,
    /// How its store is laid out.
    pub layout: Layout,
    /// Every file of the unit, nested components included, with the path below the unit in `below`.
    pub files: Vec<Entry>,
    /// Documents above the unit that its licenses may be inherited from (paths as `../LICENSE`).
    pub above: Vec<Entry>,
    /// Why the unit is only partly here: a note "not downloaded" instead of `missing-*` findings.
    pub partial: Option<String>,
    /// The path of the unit that has the same weights and is judged instead.
    pub same_as: Option<String>,
}

/// One model with everything that was read of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// What grouping found.
    pub outline: Outline,
    /// Its documents, sorted by path.
    pub documents: Vec<Document>,
}

impl Unit {
    /// `owner/name`, or the name alone.
    pub fn full_name(&self) -> String {
        match &self.outline.owner {
            Some(owner) => format!("{owner}/{}", self.outline.name),
            None => self.outline.name.clone(),
        }
    }

    /// True where the unit or one of its components has a file with this path (`/` between parts).
    pub fn has_file(&self, path: &str) -> bool {
        self.outline.files.iter().any(|entry| entry.below == path)
    }
}

/// Groups the entries of a walk to units, sorted by root and path. With `publish`, a root is a model
/// unit whatever it holds (`licscan check`).
pub fn outline(_walk: &crate::store::Walk, _publish: bool) -> Vec<Outline> {
    Vec::new()
}

/// Reads the documents of a unit.
pub fn read(outline: Outline) -> Unit {
    Unit { outline, documents: Vec::new() }
}
