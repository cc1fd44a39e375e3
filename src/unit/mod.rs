//! Which files are one model: from the entries of a store to units.
//!
//! A unit is immutable once read. It knows its name, its owner and its documents, and nothing that
//! needs another unit.

mod above;
mod component;
mod duplicates;
mod group;
mod markers;
mod memory;
mod owner;
mod partial;
mod read;
mod remote;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use self::{group::Draft, owner::AboveRoots};
use crate::{
    document::Document,
    language::Bilingual,
    store::{Entry, Layout, Root, Walk, name_text},
};

pub use duplicates::{Elsewhere, mark_among, weights_digest};
pub use memory::{FileDigest, FileMemory, text_keys};
pub use read::read;

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
    /// The number of its root, among the roots of the scan.
    pub root: usize,
    /// The root as typed plus the unit's folder: what is printed.
    pub path: String,
    /// The unit's folder below its root, for fingerprints; empty for the root itself.
    pub below_root: String,
    /// The folder on disk.
    pub folder: PathBuf,
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
    pub partial: Option<Bilingual>,
    /// The path of the unit that has the same weights and is judged instead: the first by path that is
    /// wholly here.
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
/// unit whatever it holds (`licscan check`). What a folder is marked as may be known from an earlier scan.
pub fn outline(walk: &Walk, publish: bool, memory: Option<&dyn FileMemory>) -> Vec<Outline> {
    let above = AboveRoots::default();
    let roots = walk.roots.par_iter().enumerate();
    let mut outlines: Vec<Outline> = roots
        .flat_map_iter(|(number, root)| outlines_of_root(number, root, publish, &above, memory))
        .collect();
    duplicates::mark(&mut outlines);
    outlines
}

fn outlines_of_root(
    number: usize,
    root: &Root,
    publish: bool,
    above_roots: &AboveRoots,
    memory: Option<&dyn FileMemory>,
) -> Vec<Outline> {
    let groups = group::group(root, publish, memory);
    let remotes = owner::remotes(root);
    let outline = |draft: &Draft| {
        let called = owner::call(root, &groups, &remotes, draft, above_roots);
        let mut files: Vec<Entry> = draft
            .files
            .iter()
            .map(|entry| Entry {
                below: group::below(&entry.below, draft.folder).to_owned(),
                ..(*entry).clone()
            })
            .collect();
        files.sort_unstable_by(|one, other| one.below.cmp(&other.below));
        let partial = draft
            .snapshot
            .and_then(|snapshot| snapshot.partial.clone().or_else(|| partial::by_files(&files)));
        let kind = match called.kind {
            Some(kind) if draft.kind == UnitKind::Model && !publish => kind,
            _ => draft.kind,
        };
        Outline {
            root: number,
            path: printed(&root.typed, draft.folder),
            below_root: draft.folder.to_owned(),
            folder: folder_on_disk(root, draft.folder),
            name: called.name,
            name_chosen: called.is_chosen,
            owner: called.owner,
            kind,
            layout: draft.snapshot.map_or(Layout::Folder, |_| Layout::HuggingFaceCache),
            above: above::inherited(root, &groups, draft),
            files,
            partial,
            same_as: None,
        }
    };
    groups.drafts.par_iter().map(outline).collect()
}

fn folder_on_disk(root: &Root, folder: &str) -> PathBuf {
    if !folder.is_empty() {
        return root.typed.join(folder);
    }
    // A root may be a single file.
    let is_file = root.entries.first().is_some_and(|entry| entry.file == root.typed);
    let above = root.typed.parent().filter(|_| is_file);
    above.map_or_else(|| root.typed.clone(), Path::to_owned)
}

/// The root as typed and the folder below it, with `/` between parts.
fn printed(typed: &Path, folder: &str) -> String {
    let typed = name_text(typed.as_os_str());
    let typed = if cfg!(windows) { typed.replace('\\', "/") } else { typed };
    let root = typed.trim_end_matches('/');
    match (root, folder.is_empty()) {
        ("", true) => "/".to_owned(),
        ("." | "", false) if !typed.starts_with('/') => folder.to_owned(),
        (_, true) => root.to_owned(),
        (_, false) => format!("{root}/{folder}"),
    }
}

#[cfg(test)]
mod tests;
