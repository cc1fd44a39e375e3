//! From the sorted entries of a root to its units: a walk over the folders from the top, in which each
//! folder joins the unit above it, begins a new one or belongs to none.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{UnitKind, component, markers, memory, memory::FileMemory};
use crate::{
    document::{DocumentKind, name::nominate},
    store::{CachedKind, Entry, Root, Snapshot},
};

/// One folder of a root with what lies directly in it.
#[derive(Debug, Default)]
pub(super) struct Folder<'a> {
    pub(super) files: Vec<&'a Entry>,
    /// Links to files that are not opened.
    pub(super) outside: Vec<&'a str>,
    /// The folders in it, as paths below the root.
    pub(super) children: BTreeSet<&'a str>,
}

/// A unit before it has a name.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Its folder below the root.
    pub(super) folder: &'a str,
    pub(super) kind: UnitKind,
    /// The snapshot that it is, or lies in.
    pub(super) snapshot: Option<&'a Snapshot>,
    pub(super) files: Vec<&'a Entry>,
    /// Folders below it that are listed as its parts.
    listed: Vec<String>,
    is_flat: bool,
}

/// The folders of a root and the units in them.
#[derive(Debug)]
pub(super) struct Groups<'a> {
    pub(super) folders: BTreeMap<&'a str, Folder<'a>>,
    pub(super) drafts: Vec<Draft<'a>>,
}

impl Groups<'_> {
    /// True where a unit begins in this folder.
    pub(super) fn is_unit(&self, folder: &str) -> bool {
        self.drafts.binary_search_by(|draft| draft.folder.cmp(folder)).is_ok()
    }
}

/// Groups one root. With `publish` the root is a model whatever it holds.
pub(super) fn group<'a>(
    root: &'a Root,
    publish: bool,
    memory: Option<&dyn FileMemory>,
) -> Groups<'a> {
    let folders = folders(root);
    let marks: BTreeMap<&str, UnitKind> = folders
        .par_iter()
        .filter_map(|(path, folder)| {
            Some((*path, memory::mark(&folder.files, &folder.outside, root, memory)?))
        })
        .collect();
    let snapshots =
        root.snapshots.iter().map(|snapshot| (snapshot.below.as_str(), snapshot)).collect();
    let mut marks = marks;
    let bundles: Vec<&str> = folders.keys().copied().filter(|path| is_bundle(path)).collect();
    for bundle in bundles {
        // A Core ML bundle is a folder that stands for one file of weights.
        marks.entry(parent(bundle)).or_insert(UnitKind::Model);
    }
    let mut visit =
        Visit { root, folders: &folders, marks, snapshots, publish, drafts: Vec::new() };
    if !root.entries.is_empty() || !root.snapshots.is_empty() || !root.outside.is_empty() {
        visit.folder("", None);
    }
    let mut drafts = visit.drafts;
    if drafts.is_empty() && root.entries.iter().any(is_document) {
        drafts.push(Draft {
            folder: "",
            kind: UnitKind::Documents,
            snapshot: None,
            files: root.entries.iter().collect(),
            listed: Vec::new(),
            is_flat: false,
        });
    }
    drafts.sort_by(|one, other| one.folder.cmp(other.folder));
    Groups { folders, drafts }
}

/// The folder that a path lies in.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What is left of `path` below `folder`.
pub(super) fn below<'a>(path: &'a str, folder: &str) -> &'a str {
    if folder.is_empty() { path } else { path.get(folder.len() + 1..).unwrap_or("") }
}

/// A file that can say something about terms.
fn is_document(entry: &Entry) -> bool {
    nominate(&entry.below).is_some_and(|nomination| {
        !matches!(nomination.kind, DocumentKind::Config | DocumentKind::Weights)
    })
}

fn is_bundle(folder: &str) -> bool {
    folder.ends_with(".mlpackage")
}

fn folders(root: &Root) -> BTreeMap<&str, Folder<'_>> {
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    folders.insert("", Folder::default());
    for entry in &root.entries {
        open(&mut folders, parent(&entry.below)).files.push(entry);
    }
    for link in &root.outside {
        open(&mut folders, parent(link)).outside.push(link);
    }
    for snapshot in &root.snapshots {
        open(&mut folders, &snapshot.below);
    }
    folders
}

/// The folder at `path`, made with all above it where it is new.
fn open<'a, 'b>(
    folders: &'b mut BTreeMap<&'a str, Folder<'a>>,
    path: &'a str,
) -> &'b mut Folder<'a> {
    let (mut at, mut is_new) = (path, !folders.contains_key(path));
    while is_new && !at.is_empty() {
        let above = parent(at);
        is_new = !folders.contains_key(above);
        folders.entry(above).or_default().children.insert(at);
        at = above;
    }
    folders.entry(path).or_default()
}

struct Visit<'a, 'b> {
    root: &'a Root,
    folders: &'b BTreeMap<&'a str, Folder<'a>>,
    marks: BTreeMap<&'a str, UnitKind>,
    snapshots: BTreeMap<&'a str, &'a Snapshot>,
    publish: bool,
    drafts: Vec<Draft<'a>>,
}

impl<'a> Visit<'a, '_> {
    /// Looks at a folder and those below it; `above` is the unit that it lies in.
    fn folder(&mut self, path: &'a str, above: Option<usize>) {
        let Some(folder) = self.folders.get(path) else { return };
        let unit = self.unit_of(path, folder, above);
        if let Some(unit) = unit {
            self.drafts[unit].files.extend(&folder.files);
        }
        for child in &folder.children {
            self.folder(child, unit);
        }
    }

    fn unit_of(
        &mut self,
        path: &'a str,
        folder: &Folder<'a>,
        above: Option<usize>,
    ) -> Option<usize> {
        if let Some(snapshot) = self.snapshots.get(path).copied() {
            let kind = match snapshot.kind {
                CachedKind::Model => UnitKind::Model,
                CachedKind::Dataset => UnitKind::Dataset,
                CachedKind::Space => UnitKind::Space,
            };
            return Some(self.begin(path, folder, kind, Some(snapshot)));
        }
        if self.publish && path.is_empty() && self.root.snapshots.is_empty() {
            return Some(self.begin(path, folder, UnitKind::Model, None));
        }
        let Some(kind) = self.marks.get(path).copied() else {
            let gathers = above.is_none() && self.gathers_components(path, folder);
            return if gathers {
                Some(self.begin(path, folder, UnitKind::Model, None))
            } else {
                above
            };
        };
        let Some(unit) = above else { return Some(self.begin(path, folder, kind, None)) };
        let parent = &self.drafts[unit];
        let is_clone = self.is_clone(path);
        if component::is_component(folder, below(path, parent.folder), &parent.listed)
            || !component::has_own_identity(folder, kind, is_clone, parent.is_flat)
        {
            return Some(unit);
        }
        let snapshot = parent.snapshot;
        Some(self.begin(path, folder, kind, snapshot))
    }

    fn begin(
        &mut self,
        path: &'a str,
        folder: &Folder<'a>,
        kind: UnitKind,
        snapshot: Option<&'a Snapshot>,
    ) -> usize {
        self.drafts.push(Draft {
            folder: path,
            kind,
            snapshot,
            files: Vec::new(),
            listed: component::listed(folder),
            is_flat: self.marks.contains_key(path) && markers::is_flat(&folder.files),
        });
        self.drafts.len() - 1
    }

    fn is_clone(&self, path: &str) -> bool {
        self.root.repositories.binary_search_by(|folder| folder.as_str().cmp(path)).is_ok()
    }

    /// True for a folder without a marker whose models are all parts by their names, as a training run
    /// leaves them (`checkpoint-500`, `checkpoint-1000`) or an exporter (`onnx` beside a card): the
    /// folder is the model. A store with a folder named `gguf` is none, so that such names count only
    /// beside a document.
    fn gathers_components(&self, path: &str, folder: &Folder) -> bool {
        let marked: Vec<&str> = folder
            .children
            .iter()
            .filter(|child| self.marks.contains_key(**child) && !self.is_clone(child))
            .map(|child| below(child, path))
            .collect();
        let is_part = |name: &&str| component::is_checkpoint(name) || component::is_form(name);
        !marked.is_empty()
            && marked.iter().all(is_part)
            && (marked.iter().any(|name| component::is_checkpoint(name))
                || folder.files.iter().any(|entry| is_document(entry)))
    }
}
