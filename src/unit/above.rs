//! Documents above a unit: a license that stands once at the top of a repository covers the models in
//! it. They are looked for upwards to the first of: a `.git`, a store's own border, the scanned root.

use super::group::{Draft, Groups, parent};
use crate::{
    document::{DocumentKind, name::nominate},
    store::{Entry, Root},
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

/// The license-like documents of the nearest folder above the unit that has any, and those of the folder
/// where the search ends if that is a repository. Their paths begin with `../`.
pub(super) fn inherited(root: &Root, groups: &Groups, draft: &Draft) -> Vec<Entry> {
    let is_border = |folder: &str| {
        folder.is_empty()
            || is_clone(root, folder)
            || draft.snapshot.is_some_and(|snapshot| snapshot.below == folder)
    };
    let mut found: Vec<Entry> = Vec::new();
    let (mut folder, mut up) = (draft.folder, String::new());
    while !is_border(folder) {
        folder = parent(folder);
        up.push_str("../");
        if found.is_empty() || is_clone(root, folder) {
            found.extend(documents(groups, folder, &up));
        }
    }
    found.sort_by(|one, other| one.below.cmp(&other.below));
    found.truncate(MOST);
    found
}

/// True where a folder has a `.git`.
pub(super) fn is_clone(root: &Root, folder: &str) -> bool {
    root.repositories.binary_search_by(|other| other.as_str().cmp(folder)).is_ok()
}

fn documents<'a>(
    groups: &'a Groups<'a>,
    folder: &'a str,
    up: &'a str,
) -> impl Iterator<Item = Entry> + 'a {
    let here = groups.folders.get(folder);
    let license_folders = here.into_iter().flat_map(|here| &here.children).filter(|child| {
        LICENSE_FOLDERS.contains(&super::markers::name(child)) && !groups.is_unit(child)
    });
    let beside = license_folders.filter_map(|child| groups.folders.get(child));
    here.into_iter().chain(beside).flat_map(|folder| &folder.files).filter_map(move |entry| {
        let path = super::group::below(&entry.below, folder);
        let kind = nominate(path)?.kind;
        matches!(kind, DocumentKind::License | DocumentKind::Notice | DocumentKind::Policy)
            .then(|| Entry { below: format!("{up}{path}"), ..(*entry).clone() })
    })
}
