//! What lies in one folder, and what the system tells of it.

use std::{
    ffi::{OsStr, OsString},
    fs::{self, Metadata},
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{AsksFor, FileKey, WalkProblem, ignored::IGNORE_FILE, name::problem};
use crate::language::Bilingual;

/// What the system tells of a file, where it was asked: its size and its key.
pub(super) type Told = (Option<u64>, Option<FileKey>);

/// What lies in a folder, by kind.
#[derive(Default)]
pub(super) struct Listing {
    /// Regular files with what is told of them, and what is neither that nor a link or folder.
    pub(super) files: Vec<(OsString, Told)>,
    pub(super) links: Vec<OsString>,
    pub(super) folders: Vec<OsString>,
    pub(super) has_git: bool,
    pub(super) has_ignore_file: bool,
    /// The size of the ignore file, where that is a regular file.
    pub(super) ignore_file_size: Option<u64>,
}

impl Listing {
    /// What lies in a folder, until `stop` is set.
    pub(super) fn of(
        folder: &Path,
        asks_for: AsksFor,
        stop: &AtomicBool,
        problems: &mut Vec<WalkProblem>,
    ) -> Self {
        let mut listing = Self::default();
        let list = match fs::read_dir(folder) {
            Ok(list) => list,
            Err(error) => {
                problems.push(problem(folder, Bilingual::of_error(&error)));
                return listing;
            }
        };
        for entry in list {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    problems.push(problem(folder, Bilingual::of_error(&error)));
                    break;
                }
            };
            let name = entry.file_name();
            let mut told = |error| {
                let path = folder.join(&name);
                problems.push(problem(&path, Bilingual::of_error(&error)));
            };
            let kind = match entry.file_type() {
                Ok(kind) => kind,
                Err(error) => {
                    told(error);
                    continue;
                }
            };
            // What is no regular file is listed all the same: a pipe named LICENSE must be reported, and
            // it is the reader that refuses it.
            let known = if !kind.is_file() {
                (Some(0), None)
            } else if listing.asks_of(&name, asks_for) {
                match entry.metadata() {
                    Ok(metadata) if metadata.is_file() => told_of(&metadata),
                    Ok(_) => (Some(0), None),
                    Err(error) => {
                        told(error);
                        continue;
                    }
                }
            } else {
                (None, None)
            };
            if name == IGNORE_FILE {
                listing.has_ignore_file = true;
                listing.ignore_file_size = known.0.filter(|_| kind.is_file());
            }
            if name == ".git" {
                listing.has_git = true;
            } else if kind.is_dir() {
                listing.folders.push(name);
            } else if kind.is_symlink() {
                listing.links.push(name);
            } else {
                listing.files.push((name, known));
            }
        }
        listing
    }

    /// Whether the system is asked for more of a file. Of the first of a folder it always is: a folder may be listed
    /// although nothing in it may be looked at.
    fn asks_of(&self, name: &OsStr, asks_for: AsksFor) -> bool {
        self.files.is_empty() || name == IGNORE_FILE || asks_for(name)
    }
}

pub(super) fn told_of(metadata: &Metadata) -> Told {
    (Some(metadata.len()), same_file(metadata))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such key")]
pub(super) fn same_file(metadata: &Metadata) -> Option<FileKey> {
    use std::os::unix::fs::MetadataExt;
    let time = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    Some(FileKey {
        device: metadata.dev(),
        inode: metadata.ino(),
        modified: time(metadata.mtime(), metadata.mtime_nsec()),
        changed: time(metadata.ctime(), metadata.ctime_nsec()),
    })
}

#[cfg(not(unix))]
pub(super) fn same_file(_metadata: &Metadata) -> Option<FileKey> {
    None
}
