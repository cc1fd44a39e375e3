//! Which files are one model: from the entries of a store to units.
//!
//! A unit is immutable once read. It knows its name, its owner and its documents, and nothing that
//! needs another unit.

mod above;
mod component;
mod duplicates;
mod group;
mod listed;
mod markers;
mod memory;
mod outlines;
mod owner;
mod partial;
mod read;
mod remote;
mod tree;

use std::{borrow::Cow, mem, path::PathBuf};

use rayon::prelude::*;

use self::{
    duplicates::WeightsDigest,
    group::Draft,
    outlines::{Known, Packed, Rare, RootPlace},
    owner::AboveRoots,
};
use crate::{
    document::Document,
    language::Bilingual,
    store::{Entry, File, Files, Layout, Root, joined},
};

pub use duplicates::{Elsewhere, mark_among, weights_digest};
pub use markers::tells_by_size;
pub use memory::{FileDigest, FileMemory, text_keys};
pub use outlines::{Called, Outlines};
pub(crate) use owner::remotes_told;
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

/// Groups what was found below roots to units, sorted by root and path. With `publish`, a root is a model
/// unit whatever it holds (`licscan check`). What a folder is marked as may be known from an earlier scan.
pub fn outline(roots: Vec<Root>, publish: bool, memory: Option<&dyn FileMemory>) -> Outlines {
    let above = AboveRoots::default();
    let places = roots
        .iter()
        .map(|root| RootPlace { typed: root.typed.clone(), start: root.start.clone() })
        .collect();
    let parts: Vec<(Vec<Packed>, Vec<Option<WeightsDigest>>)> = roots
        .into_par_iter()
        .enumerate()
        .map(|(number, root)| units_of_root(number, root, publish, &above, memory))
        .collect();
    let (mut units, mut weights) = (Vec::new(), Vec::new());
    for (mut of_root, mut their_weights) in parts {
        if units.is_empty() {
            (units, weights) = (of_root, their_weights);
        } else {
            units.append(&mut of_root);
            weights.append(&mut their_weights);
        }
    }
    let mut outlines = Outlines { roots: places, units };
    duplicates::mark(&mut outlines, &weights);
    outlines
}

/// A unit that may still have to take over the files of a folder.
struct Unfilled {
    unit: Packed,
    weights: Option<WeightsDigest>,
    /// The folder, where the unit is that and nothing else.
    folder: Option<u32>,
}

fn units_of_root(
    number: usize,
    mut root: Root,
    publish: bool,
    above_roots: &AboveRoots,
    memory: Option<&dyn FileMemory>,
) -> (Vec<Packed>, Vec<Option<WeightsDigest>>) {
    let unfilled: Vec<Unfilled> = {
        let groups = group::group(&root, publish, memory);
        let remotes = owner::remotes(&root);
        let inheritance = above::Inheritance::of(&root, &groups);
        let unit = |draft: &Draft| {
            let called = owner::call(&root, &groups, &remotes, draft, above_roots);
            let above = inheritance.of_unit(&groups, draft);
            unfilled(number, &root, draft, &called, above, publish)
        };
        groups.drafts.par_iter().map(unit).collect()
    };
    let mut weights = Vec::with_capacity(unfilled.len());
    let fill = |it: Unfilled| {
        let mut unit = it.unit;
        if let Some(folder) = it.folder {
            unit.files = mem::take(&mut root.folders[folder as usize].files);
        }
        weights.push(it.weights);
        unit
    };
    let units = unfilled.into_iter().map(fill).collect();
    (units, weights)
}

fn unfilled(
    number: usize,
    root: &Root,
    draft: &Draft,
    called: &owner::Called,
    above: Vec<(String, File)>,
    publish: bool,
) -> Unfilled {
    let kind = match called.kind {
        Some(kind) if draft.kind == UnitKind::Model && !publish => kind,
        _ => draft.kind,
    };
    let known = Known {
        root: number,
        below_root: draft.folder,
        name: &called.name,
        name_chosen: called.is_chosen,
        owner: called.owner.as_deref(),
        kind,
        layout: draft.snapshot.map_or(Layout::Folder, |_| Layout::HuggingFaceCache),
    };
    // Most units are one folder, whose files need not be packed again.
    let folder = match draft.folders[..] {
        [one] if *root.folders[one as usize].below == *draft.folder => Some(one),
        _ => None,
    };
    let files = files(root, draft);
    let listed: Vec<File> = files.iter().map(|(_, file)| *file).collect();
    let weights = duplicates::digest_here(kind, &listed);
    let partial = draft.snapshot.and_then(|snapshot| {
        let entries =
            || files.iter().map(|(below, file)| file.named(below.to_string())).collect::<Vec<_>>();
        snapshot.partial.clone().or_else(|| partial::by_files(&entries()))
    });
    let above = Files::pack(above.into_iter().map(|(below, file)| file.unpacked(below)).collect());
    let rare = Rare { above, partial, same_as: None };
    let files = if folder.is_some() {
        Files::default()
    } else {
        let named = files.into_iter().map(|(below, file)| file.unpacked(below.into_owned()));
        Files::pack(named.collect())
    };
    Unfilled { unit: Packed::new(&known, files, rare), weights, folder }
}

/// The files of a unit with their paths below it, sorted.
fn files<'a>(root: &'a Root, draft: &'a Draft) -> Vec<(Cow<'a, str>, File<'a>)> {
    let folders = draft.folders.iter().map(|at| &root.folders[*at as usize]);
    let mut files: Vec<(Cow<str>, File)> = folders
        .flat_map(|folder| {
            let within = group::below(&folder.below, draft.folder);
            root.files_in(folder).map(move |file| {
                let below = if within.is_empty() {
                    Cow::Borrowed(file.below)
                } else {
                    Cow::Owned(joined(within, file.below))
                };
                (below, file)
            })
        })
        .collect();
    files.sort_by(|one, other| one.0.cmp(&other.0));
    files
}

#[cfg(test)]
mod tests;
