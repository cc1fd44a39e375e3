//! Where a symbolic link leads, and whether a scan may go there.
//!
//! A link is followed only to a file that stays inside the store: the root, or, for a snapshot of a
//! Hugging Face cache, the `blobs` folder of the same repository. Everything else a hostile folder could
//! use to have another file of the machine read and printed.

use std::{
    fs::{self, Metadata},
    path::{Component, Path, PathBuf},
};

/// What is at the end of a link.
#[derive(Debug)]
pub(super) enum Target {
    /// A file inside the store.
    Inside(Metadata),
    /// A file outside of it.
    Outside,
    /// A folder, or something that is neither a file nor a folder.
    NoFile,
    /// Nothing.
    Dangling,
}

/// Follows the link at `link`, a path without links above it. `repository` is the cache repository that
/// it lies in.
pub(super) fn follow(link: &Path, root: &Path, repository: Option<&Path>) -> Target {
    let blobs = repository.map(|repository| repository.join("blobs"));
    // Where `blobs` is itself a link, it may lead anywhere.
    let is_elsewhere =
        |blobs: &PathBuf| fs::symlink_metadata(blobs).is_ok_and(|data| !data.is_dir());
    if blobs.as_ref().is_some_and(is_elsewhere) {
        return Target::Outside;
    }
    if let Some(metadata) = blobs.as_deref().and_then(|blobs| blob(link, blobs)) {
        return Target::Inside(metadata);
    }
    let (Ok(target), Ok(metadata)) = (fs::canonicalize(link), fs::metadata(link)) else {
        return Target::Dangling;
    };
    if !metadata.is_file() {
        return Target::NoFile;
    }
    let inside = match blobs {
        None => target.starts_with(root),
        Some(blobs) => fs::canonicalize(blobs).is_ok_and(|blobs| target.starts_with(blobs)),
    };
    if inside { Target::Inside(metadata) } else { Target::Outside }
}

/// The file that a link of the usual form `../../blobs/<name>` leads to. No folder on the way is a link,
/// so that the path alone tells: this spares a call to the system for each part of the path.
fn blob(link: &Path, blobs: &Path) -> Option<Metadata> {
    let target = without_dots(&link.parent()?.join(fs::read_link(link).ok()?))?;
    if target.parent()? != blobs {
        return None;
    }
    fs::symlink_metadata(target).ok().filter(Metadata::is_file)
}

/// The path with each `..` taken together with the part before it.
fn without_dots(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                if !plain.pop() {
                    return None;
                }
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    Some(plain)
}

/// True where a reader of a model would look for its terms in a file of this name, so that a scan which
/// does not follow the link has not seen everything.
pub(super) fn matters(name: &str) -> bool {
    const WORDS: [&str; 10] = [
        "licen",
        "notice",
        "copying",
        "policy",
        "readme",
        "agreement",
        "许可",
        "協議",
        "协议",
        "声明",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}
