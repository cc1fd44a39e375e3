//! Where models live: from the roots that a user names to a sorted list of entries.
//!
//! A store knows folders and links, not licenses. It opens no file of a model; the only files that it
//! opens are the small indexes in which a cache says what it holds.

mod fields;
mod files;
mod folder;
mod hf_cache;
mod ignored;
mod link;
mod listing;
mod name;
mod overlap;
mod walk;

use std::{ffi::OsStr, path::PathBuf};

use crate::language::Bilingual;
pub(crate) use fields::Fields;
pub(crate) use files::{File, Files, Place, Unpacked};
pub(crate) use name::{by_parts, joined, name_text};
pub use walk::{walk, walk_until};

/// Of which files, by their names, a walk asks the system for size and key. Of many files nobody needs to know them,
/// and to ask takes longer than to list a file.
pub type AsksFor = fn(&OsStr) -> bool;

/// The way in which a store lays out its models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layout {
    /// A plain folder or a git clone.
    Folder,
    /// A snapshot in a Hugging Face cache.
    HuggingFaceCache,
}

impl Layout {
    /// The name used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Folder => "folder",
            Self::HuggingFaceCache => "hf-cache",
        }
    }
}

/// One file of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where to open it. For a link of a cache this is the link, not its target.
    pub file: PathBuf,
    /// Its path below the root as text, with `/` between parts and `\xff` for a byte that is no text.
    pub below: String,
    /// Its size in bytes, where the walk asked for it; a link has its target's size; what is no regular file
    /// has 0.
    pub size: Option<u64>,
    /// A key that is equal for two names of one file, where the walk asked and the system has one.
    pub same_file: Option<FileKey>,
}

/// What the system tells of a file without opening it: which one it is, and when it was changed. Where all
/// of it and the size are as they were, so is the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileKey {
    /// The device that it lies on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// When its content was last changed, in nanoseconds since 1970. Programs can set it.
    pub modified: i64,
    /// When its content, name or times were last changed, in nanoseconds since 1970. Only the system sets it.
    pub changed: i64,
}

impl FileKey {
    /// When anything of the file was last changed.
    pub(crate) fn newest(self) -> i64 {
        self.modified.max(self.changed)
    }
}

/// What a repository of a Hugging Face cache holds, as the prefix of its folder says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CachedKind {
    /// `models--`.
    Model,
    /// `datasets--`.
    Dataset,
    /// `spaces--`.
    Space,
}

/// One revision of a repository in a Hugging Face cache that a ref names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Snapshot {
    /// Its folder below the root; empty where the root itself is the snapshot.
    pub below: String,
    /// What it is a snapshot of.
    pub kind: CachedKind,
    /// The owner in the name of the repository's folder.
    pub owner: Option<String>,
    /// The name in the name of the repository's folder.
    pub name: String,
    /// Why it is only partly here, as far as the cache itself tells.
    pub partial: Option<Bilingual>,
}

/// One folder of a root that has files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Folder {
    /// Its path below the root as text, with `/` between parts; empty for the root itself.
    pub(crate) below: Box<str>,
    /// The files that lie directly in it, with their names as paths.
    pub(crate) files: Files,
}

/// What was found below one root.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Root {
    /// The root as it was typed.
    pub typed: PathBuf,
    /// The same without links and `..`, for what only names can tell.
    pub real: PathBuf,
    /// The folder that paths below the root lie below: the root, or where that is a single file, the folder
    /// that it lies in.
    pub start: PathBuf,
    /// Its folders that have files, ordered by the parts of their paths: a folder is followed by all that
    /// lies in it.
    pub(crate) folders: Vec<Folder>,
    /// Paths of links that lead to a file outside the root. They are named, never opened. Sorted.
    pub outside: Vec<String>,
    /// Folders that hold a `.git`, below the root, sorted; empty text for the root itself.
    pub repositories: Vec<String>,
    /// Snapshots of Hugging Face caches, sorted.
    pub snapshots: Vec<Snapshot>,
}

impl Root {
    /// The files that lie directly in a folder.
    pub(crate) fn files_in<'a>(
        &'a self,
        folder: &'a Folder,
    ) -> impl Iterator<Item = File<'a>> + use<'a> {
        folder.files.iter(Place { start: &self.start, below: &folder.below })
    }

    /// All files, in the order of their folders.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        self.folders.iter().flat_map(|folder| {
            self.files_in(folder).map(|file| file.named(joined(&folder.below, file.below)))
        })
    }

    /// The folders that lie in one or are it.
    pub(crate) fn folders_below(&self, folder: &str) -> &[Folder] {
        let from = self.folders.partition_point(|it| by_parts(&it.below, folder).is_lt());
        let is_below = |it: &Folder| {
            let rest = it.below.strip_prefix(folder);
            folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let length = self.folders[from..].partition_point(is_below);
        &self.folders[from..from + length]
    }

    /// The folder at this path, where it has files.
    pub(crate) fn folder(&self, below: &str) -> Option<&Folder> {
        let at = self.folders.binary_search_by(|folder| by_parts(&folder.below, below)).ok()?;
        Some(&self.folders[at])
    }
}

/// A folder or file that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkProblem {
    /// Where.
    pub path: PathBuf,
    /// What went wrong, in words.
    pub message: Bilingual,
}

/// What a walk found: the roots in the order given, entries sorted, and what could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// The roots.
    pub roots: Vec<Root>,
    /// What could not be looked at: the scan is then incomplete.
    pub problems: Vec<WalkProblem>,
}

/// Entries of a sorted list that lie below a folder; all of them where the folder is the root itself.
pub(crate) fn below<'a, T>(sorted: &'a [T], folder: &str, path: impl Fn(&T) -> &str) -> &'a [T] {
    if folder.is_empty() {
        return sorted;
    }
    let prefix = format!("{folder}/");
    let from = sorted.partition_point(|item| path(item) < prefix.as_str());
    let length = sorted[from..].partition_point(|item| path(item).starts_with(&prefix));
    &sorted[from..from + length]
}
