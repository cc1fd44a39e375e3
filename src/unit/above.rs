//! Documents above a unit: a license that stands once at the top of a repository covers the models in
//! it. They are looked for upwards to the first of: a `.git`, a store's own border, the scanned root.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::group::{Draft, Groups, parent};
use crate::{
    document::{DocumentKind, name::nominate},
    store::{File, Root, joined},
};

/// Folders that hold nothing but license texts.
const LICENSE_FOLDERS: [&str; 8] = [
    "LICENSES",
    "agreements",
    "legal",
    "licences",
    "license",
    "licenses",
    "model_license",
    "model_licenses",
];
/// The most documents that a unit inherits.
const MOST: usize = 50;

/// The license-like documents that units below may inherit, by the folder that they are found for.
#[derive(Debug)]
pub(super) struct Inheritance<'a> {
    root: &'a Root,
    /// For each folder of the tree that others lie in: its documents, with their paths below it.
    documents: BTreeMap<usize, Vec<(String, File<'a>)>>,
}

impl<'a> Inheritance<'a> {
    /// Looks once at each folder that a unit may lie below.
    pub(super) fn of(root: &'a Root, groups: &Groups<'a>) -> Self {
        let above = (0..groups.tree.nodes.len()).into_par_iter();
        let above = above.filter(|number| groups.tree.has_children(*number));
        let documents = above.map(|number| (number, documents(groups, number)));
        Self { root, documents: documents.filter(|(_, found)| !found.is_empty()).collect() }
    }

    /// The license-like documents of the nearest folder above the unit that has any, and those of the folder
    /// where the search ends if that is a repository. Their paths begin with `../`.
    pub(super) fn of_unit(&self, groups: &Groups, draft: &Draft) -> Vec<(String, File<'a>)> {
        let is_border = |folder: &str| {
            folder.is_empty()
                || is_clone(self.root, folder)
                || draft.snapshot.is_some_and(|snapshot| snapshot.below == folder)
        };
        let mut found: Vec<(String, File)> = Vec::new();
        if self.documents.is_empty() {
            return found;
        }
        let (mut folder, mut up) = (draft.folder, String::new());
        while !is_border(folder) {
            folder = parent(folder);
            up.push_str("../");
            if found.is_empty() || is_clone(self.root, folder) {
                let here = groups.tree.find(folder).and_then(|number| self.documents.get(&number));
                let here = here.into_iter().flatten();
                found.extend(here.map(|(path, file)| (format!("{up}{path}"), *file)));
            }
        }
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found.truncate(MOST);
        found
    }
}

/// True where a folder has a `.git`.
pub(super) fn is_clone(root: &Root, folder: &str) -> bool {
    root.repositories.binary_search_by(|other| other.as_str().cmp(folder)).is_ok()
}

/// The license-like documents of a folder, and of the license folders in it.
fn documents<'a>(groups: &Groups<'a>, number: usize) -> Vec<(String, File<'a>)> {
    let tree = &groups.tree;
    let folder = tree.nodes[number].path;
    let license_folders = tree.children(number).filter(|child| {
        LICENSE_FOLDERS.contains(&super::markers::name(tree.nodes[*child].path))
            && !groups.is_unit(*child)
    });
    let found = std::iter::once(number).chain(license_folders).flat_map(|at| {
        let within = super::group::below(tree.nodes[at].path, folder);
        let within = if at == number { "" } else { within };
        tree.files(&tree.nodes[at]).into_iter().map(move |file| (joined(within, file.below), file))
    });
    found
        .filter(|(path, _)| {
            nominate(path).is_some_and(|nomination| {
                use DocumentKind::{License, Notice, Policy};
                matches!(nomination.kind, License | Notice | Policy)
            })
        })
        .collect()
}
