//! The parallel walk. It sees every file, also hidden and git-ignored ones: a `.gitignore` that names
//! `LICENSE*` must not hide a license. What a user wants left out stands in a `.licscanignore`.
//!
//! What a walk finds depends on no order: each folder is sorted before its turn comes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize},
};

use rayon::prelude::*;

use crate::language::{Bilingual, both};

use super::{
    AsksFor, Files, Folder, Place, Root, Unpacked, Walk, WalkProblem, by_parts,
    folder::{Found, Look},
    hf_cache, link,
    listing::same_file,
    name::{below_text, folders_above, name_text, problem},
    overlap,
};

/// The most files of one root: some 400 MB of memory for files as they are in use.
const MOST_FILES: usize = 10_000_000;
/// The most problems that are told of one root.
const MOST_PROBLEMS: usize = 1_000;

/// Walks the roots on the threads of the pool that this is called in. The roots exist: the caller has looked.
pub fn walk(roots: &[PathBuf]) -> Walk {
    walk_until(roots, |_| true, &AtomicBool::new(false))
}

/// The same until `stop` is set, asking for no more than is told. What was found by then is no whole store.
pub fn walk_until(roots: &[PathBuf], asks_for: AsksFor, stop: &AtomicBool) -> Walk {
    let look = |typed: &PathBuf| walk_root(typed, asks_for, MOST_FILES, stop);
    let found: Vec<_> = roots.par_iter().map(look).collect();
    let mut walk = Walk::default();
    for (typed, (root, mut problems)) in roots.iter().zip(found) {
        problems.sort();
        problems.dedup();
        if problems.len() > MOST_PROBLEMS {
            problems.truncate(MOST_PROBLEMS);
            problems.push(problem(
                typed,
                both!(
                    "more could not be looked at than is told here",
                    "另有无法检查的内容，此处未逐一列出"
                ),
            ));
        }
        walk.roots.push(root);
        walk.problems.append(&mut problems);
    }
    overlap::keep_first(&mut walk.roots);
    walk
}

fn walk_root(
    typed: &Path,
    asks_for: AsksFor,
    most: usize,
    stop: &AtomicBool,
) -> (Root, Vec<WalkProblem>) {
    let mut root = Root { typed: typed.to_owned(), real: typed.to_owned(), ..Root::default() };
    root.start.clone_from(&root.typed);
    let (real, kind) =
        match fs::canonicalize(typed).and_then(|real| Ok((real, fs::metadata(typed)?))) {
            Ok(found) => found,
            Err(error) => return (root, vec![problem(typed, Bilingual::of_error(&error))]),
        };
    root.real = real;
    if !kind.is_dir() {
        typed.parent().unwrap_or(Path::new("")).clone_into(&mut root.start);
        root.folders.extend(single(typed, &kind));
        return (root, Vec::new());
    }
    let seen = AtomicUsize::new(0);
    let look = Look { start: &root.start, real: &root.real, asks_for, seen, most, stop };
    let Found { folders, mut dangling, outside, repositories, mut caches, mut problems } =
        look.root();
    root.folders = folders;
    unite(&mut root);
    root.outside = outside;
    root.repositories = repositories;
    root.outside.sort_unstable();
    root.repositories.sort_unstable();
    dangling.sort_unstable();
    caches.sort_unstable();
    keep_snapshots(&mut root, &caches, &mut dangling);
    problems.extend(unread_links(&root, &dangling));
    (root, problems)
}

/// Makes one of folders with the same path as text, which only names that are no text can have.
fn unite(root: &mut Root) {
    let order = |one: &Folder, other: &Folder| by_parts(&one.below, &other.below);
    if root.folders.is_sorted_by(|one, other| order(one, other).is_lt()) {
        return;
    }
    root.folders.sort_by(order);
    let start = &root.start;
    root.folders.dedup_by(|later, first| {
        let is_same = later.below == first.below;
        if is_same {
            let place = Place { start, below: &first.below };
            let both = first.files.iter(place).chain(later.files.iter(place));
            let mut both: Vec<_> = both.map(|file| file.unpacked(file.below.to_owned())).collect();
            both.sort_by(|one, other| (&one.below, &one.odd).cmp(&(&other.below, &other.odd)));
            first.files = Files::pack(both);
        }
        is_same
    });
}

/// A root that is one file.
fn single(file: &Path, metadata: &fs::Metadata) -> Option<Folder> {
    let name = file.file_name()?;
    let (size, same_file) =
        if metadata.is_file() { (metadata.len(), same_file(metadata)) } else { (0, None) };
    let odd = name.to_str().is_none().then(|| file.to_owned());
    let unpacked = Unpacked { below: name_text(name), size: Some(size), same_file, odd };
    Some(Folder { below: "".into(), files: Files::pack(vec![unpacked]) })
}

/// Fills in the snapshots and drops what lies in a repository of a cache but in none of them.
fn keep_snapshots(root: &mut Root, caches: &[PathBuf], dangling: &mut Vec<String>) {
    let around = root.real.ancestors().skip(1).find(|above| hf_cache::is_repository(above));
    // A root inside a snapshot is a plain folder.
    let around = around.filter(|repository| {
        root.real.strip_prefix(repository).is_ok_and(|way| way.components().count() <= 2)
    });
    let repositories: Vec<PathBuf> =
        around.map(Path::to_owned).into_iter().chain(caches.iter().cloned()).collect();
    if repositories.is_empty() {
        return;
    }
    root.snapshots = repositories
        .par_iter()
        .flat_map_iter(|folder| hf_cache::snapshots(folder, root, dangling))
        .collect();
    root.snapshots.sort();
    let folders: BTreeSet<String> = repositories
        .iter()
        .map(|folder| below_text(folder.strip_prefix(&root.real).unwrap_or(Path::new(""))))
        .collect();
    let snapshots: BTreeSet<&str> =
        root.snapshots.iter().map(|snapshot| snapshot.below.as_str()).collect();
    let is_kept = |folder: &str| {
        let around = || std::iter::once(folder).chain(folders_above(folder));
        !around().any(|above| folders.contains(above))
            || around().any(|above| snapshots.contains(above))
    };
    root.folders.retain(|folder| is_kept(&folder.below));
    root.outside.retain(|link| folders_above(link).next().is_none_or(is_kept));
    // A dangling link of a snapshot is told by the snapshot: it is only partly here.
    dangling.retain(|below| !folders_above(below).any(|above| folders.contains(above)));
}

/// Links that were not followed although a reader of the model would look there for its terms.
fn unread_links(root: &Root, dangling: &[String]) -> Vec<WalkProblem> {
    let matters = |below: &&String| link::matters(below.rsplit('/').next().unwrap_or(below));
    let nowhere = dangling
        .iter()
        .filter(matters)
        .map(|below| (below, both!("a link to nothing", "链接的目标不存在")));
    let outside = root.outside.iter().filter(matters).map(|below| {
        let message = both!(
            "a link to a file outside the scanned folder, which licscan does not follow",
            "链接指向被扫描文件夹之外的文件，未予读取"
        );
        (below, message)
    });
    nowhere
        .chain(outside)
        .map(|(below, message)| problem(&root.start.join(below), message))
        .collect()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
