//! Where models live: from the roots that a user names to a sorted list of entries.
//!
//! A store knows folders and links, not licenses. It does not open files.

use std::path::PathBuf;

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
    /// Its path below the root, as lossy text with `/` between parts.
    pub below: String,
    /// Its size in bytes; a link has its target's size.
    pub size: u64,
    /// A key that is equal for two names of one file (device and inode), where the system has one.
    pub same_file: Option<(u64, u64)>,
}

/// What was found below one root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root {
    /// The root as it was typed.
    pub typed: PathBuf,
    /// How it is laid out; a Hugging Face cache may also lie below a plain folder.
    pub entries: Vec<Entry>,
}

/// A folder or file that could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WalkProblem {
    /// Where.
    pub path: PathBuf,
    /// What went wrong, in words.
    pub message: String,
}

/// What a walk found: the roots in the order given, entries sorted, and what could not be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Walk {
    /// The roots.
    pub roots: Vec<Root>,
    /// What could not be looked at: the scan is then incomplete.
    pub problems: Vec<WalkProblem>,
}

/// Walks the roots in parallel. The roots exist: the caller has looked.
pub fn walk(_roots: &[PathBuf], _threads: usize) -> Walk {
    Walk::default()
}
