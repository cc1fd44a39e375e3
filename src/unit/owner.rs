//! What a unit is called and whose it is, as far as folders and remotes tell.
//!
//! A name that nobody chose is not judged, and a folder that only sorts files is nobody's: better no
//! owner than a wrong one, because the owner decides who owes what.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use walkdir::WalkDir;

use super::{
    UnitKind, above, component,
    group::{Draft, Groups, parent},
    markers,
    remote::{self, Remote},
};
use crate::store::{Entry, Root, name_text};

/// Names that sort files and belong to nobody.
const GENERIC: [&str; 76] = [
    "adapter",
    "adapters",
    "ai",
    "app",
    "archive",
    "artifacts",
    "assets",
    "backup",
    "backups",
    "base",
    "bin",
    "build",
    "cache",
    "checkpoint",
    "checkpoints",
    "ckpt",
    "ckpts",
    "code",
    "comfyui",
    "content",
    "data",
    "dataset",
    "datasets",
    "desktop",
    "dev",
    "disk",
    "dist",
    "documents",
    "download",
    "downloads",
    "examples",
    "exp",
    "experiments",
    "export",
    "exports",
    "fixtures",
    "git",
    "hf",
    "home",
    "hub",
    "huggingface",
    "latest",
    "llm",
    "llms",
    "local",
    "lora",
    "loras",
    "main",
    "merged",
    "mnt",
    "model",
    "models",
    "modelscope",
    "opt",
    "out",
    "output",
    "outputs",
    "projects",
    "release",
    "releases",
    "repos",
    "results",
    "root",
    "runs",
    "samples",
    "shared",
    "snapshots",
    "src",
    "srv",
    "store",
    "temp",
    "tests",
    "tmp",
    "weights",
    "work",
    "workspace",
];
/// Files that say nothing about a folder: what a desktop leaves in it, and our own policy.
const JUNK: [&str; 4] = [".DS_Store", "Thumbs.db", "desktop.ini", "licscan.toml"];
/// The most entries of the folder above a root that are looked at.
const MOST_BESIDE: usize = 20_000;
/// The most bytes that are read of a git configuration.
const LARGEST_CONFIG: u64 = 1 << 20;

/// What a unit is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) name: String,
    pub(super) is_chosen: bool,
    pub(super) owner: Option<String>,
    /// What its remote says that it is.
    pub(super) kind: Option<UnitKind>,
}

/// The remotes of the clones in a root, by the folder of the clone.
pub(super) fn remotes(root: &Root) -> BTreeMap<&str, Remote> {
    let read = |folder: &str| {
        let git = root.real.join(folder).join(".git");
        let file = git.join("config");
        // A link may lead to a repository elsewhere on this machine, whose name is nobody's business.
        let is_inside = fs::symlink_metadata(git).is_ok_and(|metadata| metadata.is_dir());
        let metadata = fs::symlink_metadata(&file).ok()?;
        if !is_inside || !metadata.is_file() || metadata.len() > LARGEST_CONFIG {
            return None;
        }
        remote::of_config(&String::from_utf8_lossy(&fs::read(file).ok()?))
    };
    root.repositories.iter().filter_map(|folder| Some((folder.as_str(), read(folder)?))).collect()
}

/// All that the configurations of the clones in a root say to us, as a text that is equal only where they say
/// the same.
pub(crate) fn remotes_told(root: &Root) -> String {
    format!("{:?}", remotes(root))
}

/// Names one unit. The cache knows best, then the remote of the clone, then the folder's name, then the
/// folder above.
pub(super) fn call(
    root: &Root,
    groups: &Groups,
    remotes: &BTreeMap<&str, Remote>,
    draft: &Draft,
    above_roots: &AboveRoots,
) -> Called {
    let folder_name = name_of_folder(root, draft.folder);
    let is_chosen = is_chosen(&folder_name);
    if let Some(snapshot) = draft.snapshot {
        let is_whole = snapshot.below == draft.folder;
        let (name, is_chosen) =
            if is_whole { (snapshot.name.clone(), true) } else { (folder_name, is_chosen) };
        return Called { name, is_chosen, owner: snapshot.owner.clone(), kind: None };
    }
    if let Some((clone, remote)) = clone_of(root, remotes, draft.folder) {
        return if clone == draft.folder {
            Called {
                name: remote.name.clone(),
                is_chosen: true,
                owner: Some(remote.owner.clone()),
                kind: remote.kind,
            }
        } else {
            Called { name: folder_name, is_chosen, owner: Some(remote.owner.clone()), kind: None }
        };
    }
    if let Some((owner, name)) = split(&folder_name) {
        return Called { name, is_chosen: true, owner, kind: None };
    }
    let owner = (is_chosen && draft.kind != UnitKind::Documents)
        .then(|| owner_above(root, groups, draft.folder, above_roots))
        .flatten();
    Called { name: folder_name, is_chosen, owner, kind: None }
}

/// True for a name that somebody gave to this model: no hash of a snapshot, no temporary folder, no word
/// that only sorts files.
pub(super) fn is_chosen(name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_hash = matches!(name.len(), 32 | 40 | 64) && name.bytes().all(|b| b.is_ascii_hexdigit());
    let is_number =
        lower.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let is_temporary = lower.trim_start_matches('.').starts_with("tmp");
    !(is_hash
        || is_number
        || is_temporary
        || lower.starts_with('.')
        || GENERIC.contains(&lower.as_str())
        || component::is_checkpoint(name)
        || component::is_form(name))
}

/// True for a name that can be an owner's: `my-models` sorts files as `models` does.
fn is_owner(name: &str) -> bool {
    let last = name.rsplit(['-', '_', ' ']).next().unwrap_or(name).to_lowercase();
    let sorts = ["models", "checkpoints", "weights", "cache", "store", "zoo"];
    is_chosen(name) && !sorts.contains(&last.as_str())
}

/// The name of a unit's folder; the root's is taken as typed where that is a name.
fn name_of_folder(root: &Root, folder: &str) -> String {
    if !folder.is_empty() {
        return markers::name(folder).to_owned();
    }
    let name = root.typed.file_name().or_else(|| root.real.file_name());
    name.map_or_else(|| "root".to_owned(), name_text)
}

fn clone_of<'a>(
    root: &Root,
    remotes: &'a BTreeMap<&str, Remote>,
    folder: &'a str,
) -> Option<(&'a str, &'a Remote)> {
    let mut at = folder;
    loop {
        if above::is_clone(root, at) {
            return remotes.get(at).map(|remote| (at, remote));
        }
        if at.is_empty() {
            return None;
        }
        at = parent(at);
    }
}

/// `owner__name`, as downloaders write a slash, and `models--owner--name` copied out of a cache.
/// Three low lines stand for a dot in names of `ModelScope` and part nothing.
fn split(folder: &str) -> Option<(Option<String>, String)> {
    if let Some(id) = folder.strip_prefix("models--").filter(|id| !id.is_empty()) {
        return Some(match id.split_once("--") {
            Some((owner, name)) if !owner.is_empty() && !name.is_empty() => {
                (Some(owner.to_owned()), name.to_owned())
            }
            _ => (None, id.to_owned()),
        });
    }
    let (owner, name) = folder.split_once("__")?;
    let is_one = !name.starts_with('_') && !name.contains("__");
    (is_one && !name.is_empty() && !owner.is_empty() && is_chosen(owner))
        .then(|| (Some(owner.to_owned()), name.to_owned()))
}

/// The name of the folder above, where it holds nothing but units.
fn owner_above(
    root: &Root,
    groups: &Groups,
    folder: &str,
    above_roots: &AboveRoots,
) -> Option<String> {
    if folder.is_empty() {
        return above_roots.owner_of(&root.real);
    }
    let above = parent(folder);
    let owner = name_of_folder(root, above);
    let number = groups.tree.find(above)?;
    let here = &groups.tree.nodes[number];
    let holds_only_units = groups.holds_only_units(number)
        && !groups.is_unit(number)
        && is_owner(&owner)
        && !above::is_clone(root, above)
        && groups.tree.outside(here).is_empty()
        && groups.tree.files(here).iter().all(|file| JUNK.contains(&file.below));
    holds_only_units.then_some(owner)
}

/// The same for roots that are themselves units: the folders above them are looked at, two levels deep, and
/// each once, for a list of roots may name every model of an owner.
#[derive(Debug, Default)]
pub(super) struct AboveRoots {
    looked_at: Mutex<BTreeMap<PathBuf, Arc<OnceLock<Option<Above>>>>>,
}

/// A folder that may be an owner's.
#[derive(Debug)]
struct Above {
    owner: String,
    /// The folders in it that are no models.
    others: BTreeSet<String>,
}

impl AboveRoots {
    fn owner_of(&self, root: &Path) -> Option<String> {
        let folder = root.parent()?;
        let looked_at = {
            let mut all = self.looked_at.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(folder.to_owned()).or_default())
        };
        let above = looked_at.get_or_init(|| look_above(folder)).as_ref()?;
        let itself = name_text(root.file_name()?);
        let holds_only_units = above.others.iter().all(|other| *other == itself);
        holds_only_units.then(|| above.owner.clone())
    }
}

fn look_above(folder: &Path) -> Option<Above> {
    let owner = folder.file_name()?.to_str()?;
    if !is_owner(owner) {
        return None;
    }
    let mut beside: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for (count, entry) in WalkDir::new(folder).min_depth(1).max_depth(2).into_iter().enumerate() {
        let entry = entry.ok().filter(|_| count < MOST_BESIDE)?;
        let name = name_text(entry.file_name());
        let is_folder = entry.file_type().is_dir();
        if entry.depth() == 1 {
            if is_folder && name != ".git" {
                beside.entry(name).or_default();
            } else if !JUNK.contains(&name.as_str()) {
                return None;
            }
        } else if entry.file_type().is_file() {
            let folder = name_text(entry.path().parent()?.file_name()?);
            let size = entry.metadata().ok()?.len();
            let file = entry.into_path();
            beside.entry(folder).or_default().push(Entry {
                file,
                below: name,
                size: Some(size),
                same_file: None,
            });
        }
    }
    let is_none = |files: &Vec<Entry>| markers::mark(files, &[]).is_none();
    let others = beside.into_iter().filter(|(_, files)| is_none(files)).map(|(name, _)| name);
    Some(Above { owner: owner.to_owned(), others: others.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_chose_these_names() {
        for name in [
            "models",
            "Model",
            "tmp.Ab12Cd34Ef",
            ".tmpX1y2z3",
            "tmpdir",
            "checkpoint-500",
            "onnx",
            "1",
            "v1.0",
            "0123456789abcdef0123456789abcdef01234567",
            "output",
        ] {
            assert!(!is_chosen(name), "{name}");
        }
        for name in ["acme-13b", "Llama-3.1-8B", "gpt2", "天工-13b", "base-models-x"] {
            assert!(is_chosen(name), "{name}");
        }
        assert!(GENERIC.is_sorted());
    }

    #[test]
    fn store_prefixes_are_taken_apart() {
        let part = |owner: &str, name: &str| Some((Some(owner.to_owned()), name.to_owned()));
        assert_eq!(split("acme__acme-13b"), part("acme", "acme-13b"));
        assert_eq!(split("models--acme--x"), part("acme", "x"));
        assert_eq!(split("models--bert"), Some((None, "bert".to_owned())));
        assert_eq!(split("Qwen3___5"), None);
        assert_eq!(split("__init__"), None);
        assert_eq!(split("models__x"), None);
        assert!(is_owner("mlx-community") && !is_owner("my-models") && !is_owner("fixtures"));
    }
}
