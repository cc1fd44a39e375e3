//! From the folders of a root to its units: a walk over them from the top, in which each folder joins the unit
//! above it, begins a new one or belongs to none.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{
    UnitKind, component, markers, memory,
    memory::FileMemory,
    tree::{Node, Tree},
};
use crate::{
    document::{DocumentKind, name::nominate},
    store::{CachedKind, File, Root, Snapshot},
};

/// A unit before it has a name.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Its folder below the root.
    pub(super) folder: &'a str,
    pub(super) kind: UnitKind,
    /// The snapshot that it is, or lies in.
    pub(super) snapshot: Option<&'a Snapshot>,
    /// The folders of the root that belong to it, by number.
    pub(super) folders: Vec<u32>,
    /// Folders below it that are listed as its parts.
    listed: Vec<String>,
    is_flat: bool,
}

/// The folders of a root and the units in them.
#[derive(Debug)]
pub(super) struct Groups<'a> {
    pub(super) tree: Tree<'a>,
    /// The units, sorted by folder.
    pub(super) drafts: Vec<Draft<'a>>,
    /// For each folder of the tree, whether a unit begins in it.
    is_unit: Vec<bool>,
    /// For each folder of the tree, whether all folders in it are units.
    holds_units: Vec<bool>,
}

impl Groups<'_> {
    /// True where a unit begins in this folder of the tree.
    pub(super) fn is_unit(&self, folder: usize) -> bool {
        self.is_unit[folder]
    }

    /// True where each folder in this one is a unit.
    pub(super) fn holds_only_units(&self, folder: usize) -> bool {
        self.holds_units[folder]
    }
}

/// Groups one root. With `publish` the root is a model whatever it holds.
pub(super) fn group<'a>(
    root: &'a Root,
    publish: bool,
    memory: Option<&dyn FileMemory>,
) -> Groups<'a> {
    let tree = Tree::of(root);
    let mut marks: Vec<Option<UnitKind>> =
        tree.nodes.par_iter().map(|node| memory::mark(&tree, node, root, memory)).collect();
    for node in &tree.nodes {
        // A Core ML bundle is a folder that stands for one file of weights.
        if let Some(above) = node.above.filter(|_| is_bundle(node.path)) {
            marks[above].get_or_insert(UnitKind::Model);
        }
    }
    let snapshots =
        root.snapshots.iter().map(|snapshot| (snapshot.below.as_str(), snapshot)).collect();
    let mut visit = Visit { root, tree: &tree, marks, snapshots, publish, drafts: Vec::new() };
    if !root.folders.is_empty() || !root.snapshots.is_empty() || !root.outside.is_empty() {
        visit.folder(0, None);
    }
    let mut drafts = visit.drafts;
    if drafts.is_empty() && tree.nodes.iter().any(|node| tree.files(node).iter().any(is_document)) {
        drafts.push(Draft {
            folder: "",
            kind: UnitKind::Documents,
            snapshot: None,
            folders: (0..root.folders.len()).map(small).collect(),
            listed: Vec::new(),
            is_flat: false,
        });
    }
    let mut is_unit = vec![false; tree.nodes.len()];
    for draft in &drafts {
        if let Some(at) = tree.find(draft.folder) {
            is_unit[at] = true;
        }
    }
    let mut holds_units = vec![true; tree.nodes.len()];
    for (number, node) in tree.nodes.iter().enumerate() {
        if let Some(above) = node.above.filter(|_| !is_unit[number]) {
            holds_units[above] = false;
        }
    }
    drafts.sort_by(|one, other| one.folder.cmp(other.folder));
    Groups { tree, drafts, is_unit, holds_units }
}

/// The folder that a path lies in.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What is left of `path` below `folder`.
pub(super) fn below<'a>(path: &'a str, folder: &str) -> &'a str {
    if folder.is_empty() { path } else { path.get(folder.len() + 1..).unwrap_or("") }
}

/// The number of a folder in few bytes: a walk stops long before there are more.
fn small(folder: usize) -> u32 {
    u32::try_from(folder).unwrap_or(u32::MAX)
}

/// A file that can say something about terms.
fn is_document(file: &File) -> bool {
    nominate(file.below).is_some_and(|nomination| {
        !matches!(nomination.kind, DocumentKind::Config | DocumentKind::Weights)
    })
}

fn is_bundle(folder: &str) -> bool {
    folder.ends_with(".mlpackage")
}

struct Visit<'a, 'b> {
    root: &'a Root,
    tree: &'b Tree<'a>,
    /// For each folder of the tree what it is marked as.
    marks: Vec<Option<UnitKind>>,
    snapshots: BTreeMap<&'a str, &'a Snapshot>,
    publish: bool,
    drafts: Vec<Draft<'a>>,
}

impl<'a> Visit<'a, '_> {
    /// Looks at a folder of the tree and those below it; `above` is the unit that it lies in.
    fn folder(&mut self, number: usize, above: Option<usize>) {
        let node = &self.tree.nodes[number];
        let unit = self.unit_of(number, node, above);
        if let (Some(unit), Some(folder)) = (unit, node.folder) {
            self.drafts[unit].folders.push(small(folder));
        }
        for child in self.tree.children(number) {
            self.folder(child, unit);
        }
    }

    fn unit_of(&mut self, number: usize, node: &Node<'a>, above: Option<usize>) -> Option<usize> {
        let path = node.path;
        if let Some(snapshot) = self.snapshots.get(path).copied() {
            let kind = match snapshot.kind {
                CachedKind::Model => UnitKind::Model,
                CachedKind::Dataset => UnitKind::Dataset,
                CachedKind::Space => UnitKind::Space,
            };
            return Some(self.begin(number, node, kind, Some(snapshot)));
        }
        if self.publish && path.is_empty() && self.root.snapshots.is_empty() {
            return Some(self.begin(number, node, UnitKind::Model, None));
        }
        let Some(kind) = self.marks[number] else {
            let gathers = above.is_none() && self.gathers_components(number, node);
            return if gathers {
                Some(self.begin(number, node, UnitKind::Model, None))
            } else {
                above
            };
        };
        let Some(unit) = above else { return Some(self.begin(number, node, kind, None)) };
        let parent = &self.drafts[unit];
        let is_clone = self.is_clone(path);
        let files = self.tree.files(node);
        if component::is_component(&files, below(path, parent.folder), &parent.listed)
            || !component::has_own_identity(&files, kind, is_clone, parent.is_flat)
        {
            return Some(unit);
        }
        let snapshot = parent.snapshot;
        Some(self.begin(number, node, kind, snapshot))
    }

    fn begin(
        &mut self,
        number: usize,
        node: &Node<'a>,
        kind: UnitKind,
        snapshot: Option<&'a Snapshot>,
    ) -> usize {
        let files = self.tree.files(node);
        self.drafts.push(Draft {
            folder: node.path,
            kind,
            snapshot,
            folders: Vec::new(),
            listed: component::listed(&files),
            is_flat: self.marks[number].is_some() && markers::is_flat(&files),
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
    fn gathers_components(&self, number: usize, node: &Node<'a>) -> bool {
        let marked: Vec<&str> = self
            .tree
            .children(number)
            .filter(|child| self.marks[*child].is_some())
            .map(|child| self.tree.nodes[child].path)
            .filter(|child| !self.is_clone(child))
            .map(|child| below(child, node.path))
            .collect();
        let is_part = |name: &&str| component::is_checkpoint(name) || component::is_form(name);
        !marked.is_empty()
            && marked.iter().all(is_part)
            && (marked.iter().any(|name| component::is_checkpoint(name))
                || self.tree.files(node).iter().any(is_document))
    }
}
