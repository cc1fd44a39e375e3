//! Hugging Face caches: `models--owner--name/{refs,blobs,snapshots/<revision>}`.
//!
//! A snapshot is a folder of links into `blobs`; `refs` holds one small file for each branch or tag with
//! the revision in it (also nested, as `refs/refs/pr/1`); newer caches list a revision's files in
//! `trees/<revision>.json`. Source: `huggingface_hub`, `constants.py` and `_cache_manager.py`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io::{BufReader, Read},
    path::Path,
};

use serde::{Deserialize, de::IgnoredAny};
use walkdir::WalkDir;

use crate::language::{Bilingual, both};

use super::{
    CachedKind, Root, Snapshot,
    name::{below_text, joined},
};

/// A ref is 40 hex digits; what is longer than this is none.
const LONGEST_REF: u64 = 256;
/// The most refs that one repository is looked through for.
const MOST_REFS: usize = 10_000;
/// The most bytes that are read of the list of a revision's files.
const LARGEST_TREE: u64 = 64 << 20;

/// What the name of a repository's folder says: kind, owner and name. Kernels have no model in them:
/// their kind is `None`.
pub(super) fn repository(folder: &str) -> Option<(Option<CachedKind>, Option<String>, String)> {
    let (kind, id) = folder.split_once("--")?;
    let kind = match kind {
        "models" => Some(CachedKind::Model),
        "datasets" => Some(CachedKind::Dataset),
        "spaces" => Some(CachedKind::Space),
        "kernels" => None,
        _ => return None,
    };
    let (owner, name) = match id.split_once("--") {
        Some((owner, name)) => (Some(owner.to_owned()), name.to_owned()),
        None => (None, id.to_owned()),
    };
    (!name.is_empty() && owner.as_deref() != Some("")).then_some((kind, owner, name))
}

/// True where a folder is a repository of a cache and not just named like one.
pub(super) fn is_repository(folder: &Path) -> bool {
    folder.file_name().and_then(|name| name.to_str()).and_then(repository).is_some()
        && is_real_folder(&folder.join("snapshots"))
}

/// True for a folder that is no link: a link may lead out of the cache.
fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The repository that a path in one of its snapshots belongs to.
pub(super) fn repository_of(path: &Path) -> Option<&Path> {
    path.ancestors()
        .filter(|above| above.file_name().is_some_and(|name| name == "snapshots"))
        .find_map(|snapshots| {
            let folder = snapshots.parent()?;
            repository(folder.file_name()?.to_str()?).map(|_| folder)
        })
}

/// The snapshots of the repository at `folder` that a ref names, and all where none does; a snapshot that the
/// user named as a root is taken whatever the refs say.
pub(super) fn snapshots(folder: &Path, root: &Root, dangling: &[String]) -> Vec<Snapshot> {
    let Some((Some(kind), owner, name)) =
        folder.file_name().and_then(|name| name.to_str()).and_then(repository)
    else {
        return Vec::new();
    };
    let revisions = folders_in(&folder.join("snapshots"));
    let named = refs(&folder.join("refs"));
    let all = revisions.is_disjoint(&named);
    let unfinished = unfinished_blob(&folder.join("blobs"));
    let mut found = Vec::new();
    for revision in &revisions {
        let place = folder.join("snapshots").join(revision);
        let chosen = all || named.contains(revision) || place == root.real;
        if let Some(below) = place.strip_prefix(&root.real).ok().filter(|_| chosen) {
            let below = below_text(below);
            let partial = unfinished
                .clone()
                .or_else(|| no_blob(&below, dangling))
                .or_else(|| not_downloaded(folder, revision, root, &below));
            let (owner, name) = (owner.clone(), name.clone());
            found.push(Snapshot { below, kind, owner, name, partial });
        }
    }
    found
}

fn folders_in(folder: &Path) -> BTreeSet<String> {
    let Ok(list) = fs::read_dir(folder) else { return BTreeSet::new() };
    list.flatten()
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// The revisions that stand in the files below `refs`.
fn refs(folder: &Path) -> BTreeSet<String> {
    if !is_real_folder(folder) {
        return BTreeSet::new();
    }
    WalkDir::new(folder)
        .max_depth(8)
        .into_iter()
        .take(MOST_REFS)
        .flatten()
        .filter(|entry| entry.file_type().is_file())
        .filter_map(|entry| {
            let mut revision = String::new();
            File::open(entry.path()).ok()?.take(LONGEST_REF).read_to_string(&mut revision).ok()?;
            Some(revision.trim().to_owned())
        })
        .collect()
}

/// The first blob by name of which only a part is here.
fn unfinished_blob(blobs: &Path) -> Option<Bilingual> {
    let first = fs::read_dir(blobs)
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.ends_with(".incomplete"))
        .min()?;
    Some(both!("a download was not finished (blobs/{})", "下载未完成（blobs/{}）", first))
}

fn no_blob(snapshot: &str, dangling: &[String]) -> Option<Bilingual> {
    let link = super::below(dangling, snapshot, String::as_str).first()?;
    let file = below_folder(link, snapshot);
    Some(both!("the blob of {} is not here", "缺少 {} 的内容", file))
}

/// The file list of a revision, as far as it matters here.
#[derive(Deserialize)]
#[expect(clippy::zero_sized_map_values, reason = "only the keys of the list matter")]
struct Tree {
    files: BTreeMap<String, IgnoredAny>,
}

/// The first file of the revision's own list that is not in the snapshot.
fn not_downloaded(folder: &Path, revision: &str, root: &Root, snapshot: &str) -> Option<Bilingual> {
    let trees = folder.join("trees");
    let list = trees.join(format!("{revision}.json"));
    if !is_real_folder(&trees) || !fs::symlink_metadata(&list).ok()?.is_file() {
        return None;
    }
    let reader = BufReader::new(File::open(list).ok()?.take(LARGEST_TREE));
    let tree: Tree = serde_json::from_reader(reader).ok()?;
    let here: BTreeSet<String> = root
        .folders_below(snapshot)
        .iter()
        .flat_map(|folder| {
            let below = below_folder(&folder.below, snapshot);
            root.files_in(folder).map(|file| joined(below, file.below))
        })
        .collect();
    let missing = tree.files.keys().find(|path| !here.contains(*path))?;
    Some(both!(
        "{} is listed in trees/{}.json and is not here",
        "缺少 {}（trees/{}.json 中列有）",
        missing,
        revision
    ))
}

fn below_folder<'a>(path: &'a str, folder: &str) -> &'a str {
    if folder.is_empty() { path } else { path.get(folder.len() + 1..).unwrap_or(path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_named_once() {
        assert_eq!(
            repository("models--acme--x--y"),
            Some((Some(CachedKind::Model), Some("acme".into()), "x--y".into()))
        );
        assert_eq!(
            repository("models--bert"),
            Some((Some(CachedKind::Model), None, "bert".into()))
        );
        assert_eq!(repository("kernels--a--b").map(|repository| repository.0), Some(None));
        assert_eq!(repository("models----b"), None);
        assert_eq!(repository("models"), None);
        assert_eq!(repository("acme--x"), None);
    }

    #[test]
    fn a_path_in_a_snapshot_knows_its_repository() {
        let path = Path::new("/hub/models--a--b/snapshots/c0/unet/config.json");
        assert_eq!(repository_of(path), Some(Path::new("/hub/models--a--b")));
        assert_eq!(repository_of(Path::new("/hub/a/snapshots/c0/config.json")), None);
    }
}
