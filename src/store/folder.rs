//! Reads one folder after the other, those that lie beside each other in parallel.
//!
//! The files of a folder are asked for by their names in it, not by whole paths, so that the system need not
//! look up the folder again for each.

use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
};

use rayon::prelude::*;

use super::{
    AsksFor, Files, Folder, Unpacked, WalkProblem, hf_cache,
    ignored::{self, IGNORE_FILE, Ignored},
    link::{self, Target},
    listing::{Listing, Told, told_of},
    name::{joined, name_text, problem},
};
use crate::language::both;

/// Folders that hold no model of their own, or copies of what lies elsewhere.
const SKIPPED: [&str; 4] = ["node_modules", "__pycache__", ".venv", "site-packages"];
/// How many folders below a root are looked into, one in the other.
const DEEPEST: usize = 64;

/// What a walk finds in a folder and all below it.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Folders that have files, ordered by the parts of their paths.
    pub(super) folders: Vec<Folder>,
    /// Links with nothing at their ends.
    pub(super) dangling: Vec<String>,
    /// Links to files outside the root.
    pub(super) outside: Vec<String>,
    /// Folders with a `.git`.
    pub(super) repositories: Vec<String>,
    /// Repositories of a Hugging Face cache, without links.
    pub(super) caches: Vec<PathBuf>,
    pub(super) problems: Vec<WalkProblem>,
}

impl Found {
    fn and(mut self, mut other: Self) -> Self {
        self.folders.append(&mut other.folders);
        self.dangling.append(&mut other.dangling);
        self.outside.append(&mut other.outside);
        self.repositories.append(&mut other.repositories);
        self.caches.append(&mut other.caches);
        self.problems.append(&mut other.problems);
        self
    }
}

/// One walk as its threads see it.
pub(super) struct Look<'a> {
    /// The root as it was typed.
    pub(super) start: &'a Path,
    /// The root without links.
    pub(super) real: &'a Path,
    /// Of which files the system is asked for more than that they are there.
    pub(super) asks_for: AsksFor,
    /// How many files were seen.
    pub(super) seen: AtomicUsize,
    /// The most of them.
    pub(super) most: usize,
    pub(super) stop: &'a AtomicBool,
}

/// A folder that is about to be read.
struct At {
    path: PathBuf,
    below: String,
    /// False where the path as text does not tell where the folder lies.
    is_text: bool,
    depth: usize,
}

impl Look<'_> {
    /// Everything in the root and below it.
    pub(super) fn root(&self) -> Found {
        let at = At { path: self.start.to_owned(), below: String::new(), is_text: true, depth: 0 };
        self.folder(&at, false, &Ignored::Nothing)
    }

    /// True once nothing more is to be looked at.
    fn is_over(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || self.seen.load(Ordering::Relaxed) > self.most
    }

    fn folder(&self, at: &At, above_is_cache: bool, ignored: &Ignored<'_>) -> Found {
        let mut found = Found::default();
        if self.is_over() || at.depth > 0 && self.is_skipped(at, above_is_cache) {
            return found;
        }
        let is_repository = self.is_repository(at);
        if is_repository {
            found.caches.push(self.real_path(&at.path));
        }
        if at.depth == DEEPEST {
            let message = both!(
                "deeper than {} folders: not looked into",
                "文件夹层级超过 {} 层，未进入检查",
                DEEPEST
            );
            found.problems.push(problem(&at.path, message));
            return found;
        }
        let listing = Listing::of(&at.path, self.asks_for, self.stop, &mut found.problems);
        if listing.has_ignore_file {
            let file = at.path.join(IGNORE_FILE);
            let refused = ignored::refused(&file, listing.ignore_file_size);
            if let Some(problem) = refused {
                return Found { problems: vec![problem], ..Found::default() };
            }
            let (matcher, told) = ignored::read(&at.path);
            found.problems.extend(told);
            return self.listed(at, is_repository, listing, found, &Ignored::By(&matcher, ignored));
        }
        self.listed(at, is_repository, listing, found, ignored)
    }

    /// True for a folder that holds nothing of the store.
    fn is_skipped(&self, at: &At, above_is_cache: bool) -> bool {
        let name = at.path.file_name().unwrap_or_default();
        SKIPPED.iter().any(|skipped| name == *skipped)
            || above_is_cache && name != "snapshots"
            // `--local-dir` downloads keep their own bookkeeping in this folder of the model.
            || name == "download"
                && self.real_path(&at.path).ends_with(".cache/huggingface/download")
    }

    fn is_repository(&self, at: &At) -> bool {
        let may_be = |name: &OsStr| name.as_encoded_bytes().windows(2).any(|two| two == b"--");
        let name = if at.depth == 0 { self.real.file_name() } else { at.path.file_name() };
        name.is_some_and(may_be) && hf_cache::is_repository(&self.real_path(&at.path))
    }

    fn real_path(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.start).map_or_else(
            |_| path.to_owned(),
            |below| {
                if below.as_os_str().is_empty() {
                    self.real.to_owned()
                } else {
                    self.real.join(below)
                }
            },
        )
    }

    /// Takes from a listing what no ignore file hides, and goes on below.
    fn listed(
        &self,
        at: &At,
        is_repository: bool,
        mut listing: Listing,
        mut found: Found,
        ignored: &Ignored<'_>,
    ) -> Found {
        if !ignored.is_nothing() {
            let is_shown =
                |name: &OsString, is_folder| !ignored.hides(&at.path.join(name), is_folder);
            listing.files.retain(|(name, _)| is_shown(name, false));
            listing.links.retain(|name| is_shown(name, false));
            listing.folders.retain(|name| is_shown(name, true));
            listing.has_git &= is_shown(&OsString::from(".git"), true);
        }
        if listing.has_git {
            found.repositories.push(at.below.clone());
        }
        let own = self.files(at, listing.files, listing.links, &mut found);
        if own.len() > 0 {
            found.folders.push(Folder { below: at.below.as_str().into(), files: own });
        }
        let mut below: Vec<At> = listing.folders.into_iter().map(|name| at.child(name)).collect();
        below.sort_unstable_by(|one, other| one.below.cmp(&other.below));
        let look = |at: At| self.folder(&at, is_repository, ignored);
        let found_below = match below.len() {
            0 => return found,
            1 => below.into_iter().map(look).fold(Found::default(), Found::and),
            _ => below
                .into_par_iter()
                .map(look)
                .fold(Found::default, Found::and)
                .reduce(Found::default, Found::and),
        };
        found.and(found_below)
    }

    /// The files of a folder, links to files in the root among them.
    fn files(
        &self,
        at: &At,
        files: Vec<(OsString, Told)>,
        links: Vec<OsString>,
        found: &mut Found,
    ) -> Files {
        let mut unpacked: Vec<Unpacked> =
            files.into_iter().map(|(name, told)| at.unpacked(name, told)).collect();
        for name in links {
            let link = self.real_path(&at.path.join(&name));
            let below = || joined(&at.below, &name_text(&name));
            match link::follow(&link, self.real, hf_cache::repository_of(&link)) {
                Target::Inside(metadata) => {
                    unpacked.push(at.unpacked(name, told_of(&metadata)));
                }
                Target::Outside => found.outside.push(below()),
                Target::Dangling => found.dangling.push(below()),
                Target::NoFile => {}
            }
        }
        unpacked
            .sort_unstable_by(|one, other| (&one.below, &one.odd).cmp(&(&other.below, &other.odd)));
        let before = self.seen.fetch_add(unpacked.len(), Ordering::Relaxed);
        if before.saturating_add(unpacked.len()) > self.most {
            let message = both!(
                "more than {} files: the rest was not looked at",
                "文件超过 {} 个，其余未检查",
                self.most
            );
            found.problems.push(problem(self.start, message));
            unpacked.truncate(self.most.saturating_sub(before));
        }
        Files::pack(unpacked)
    }
}

impl At {
    fn child(&self, name: OsString) -> Self {
        let path = self.path.join(&name);
        let (name, is_text) = text(name);
        let below = joined(&self.below, &name);
        Self { path, below, is_text: self.is_text && is_text, depth: self.depth + 1 }
    }

    fn unpacked(&self, name: OsString, told: Told) -> Unpacked {
        let (below, odd) = match name.into_string() {
            Ok(name) if self.is_text => (name, None),
            Ok(name) => {
                let path = self.path.join(&name);
                (name, Some(path))
            }
            Err(name) => (name_text(&name), Some(self.path.join(&name))),
        };
        let (size, same_file) = told;
        Unpacked { below, size, same_file, odd }
    }
}

/// A name as text, and whether it is one.
fn text(name: OsString) -> (String, bool) {
    match name.into_string() {
        Ok(name) => (name, true),
        Err(name) => (name_text(&name), false),
    }
}
