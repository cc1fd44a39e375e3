//! The parallel walk. It sees every file, also hidden and git-ignored ones: a `.gitignore` that names
//! `LICENSE*` must not hide a license. What a user wants left out stands in a `.licscanignore`.
//!
//! What a walk finds depends on no order: everything is collected and then sorted.

use std::{
    ascii::escape_default,
    collections::BTreeSet,
    ffi::OsStr,
    fs::{self, Metadata},
    path::{Component, Path, PathBuf},
    sync::{
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::{Sender, channel},
    },
};

use ignore::{DirEntry, WalkBuilder, WalkState};
use rayon::prelude::*;

use crate::language::{Bilingual, both};

use super::{
    Entry, FileKey, Root, Walk, WalkProblem, hf_cache,
    link::{self, Target},
    overlap,
};

/// The file that names what is not to be scanned, with the grammar of a `.gitignore`.
const IGNORE_FILE: &str = ".licscanignore";
/// The most bytes of such a file: each line costs some hundred times its length once it is compiled.
const LARGEST_IGNORE_FILE: u64 = 64 << 10;
/// Folders that hold no model of their own, or copies of what lies elsewhere.
const SKIPPED: [&str; 4] = ["node_modules", "__pycache__", ".venv", "site-packages"];
/// How many folders below a root are looked into, one in the other.
const DEEPEST: usize = 64;
/// The most entries of one root.
const MOST_ENTRIES: usize = 1_000_000;
/// The most problems that are told of one root.
const MOST_PROBLEMS: usize = 1_000;
/// From how many roots on each is walked by one thread, and several at once.
const MANY_ROOTS: usize = 64;

/// Walks the roots in parallel; 0 threads are as many as the machine has. The roots exist: the caller has
/// looked.
pub fn walk(roots: &[PathBuf], threads: usize) -> Walk {
    walk_until(roots, threads, &AtomicBool::new(false))
}

/// The same until `stop` is set. What was found by then is no whole store.
pub fn walk_until(roots: &[PathBuf], threads: usize, stop: &AtomicBool) -> Walk {
    let look = |typed: &PathBuf, threads| walk_root(typed, threads, MOST_ENTRIES, stop);
    let found: Vec<_> = if roots.len() > MANY_ROOTS {
        // Threads for each of many small roots would take longer to start than to walk.
        roots.par_iter().map(|typed| look(typed, 1)).collect()
    } else {
        roots.iter().map(|typed| look(typed, threads)).collect()
    };
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

/// What the threads of a walk tell the one that collects.
enum Found {
    Entry(Entry),
    /// A link with nothing at its end.
    Dangling(String),
    /// A link to a file outside the root.
    Outside(String),
    /// A folder with a `.git`.
    Git(String),
    /// A repository of a Hugging Face cache, without links.
    Repository(PathBuf),
    Problem(WalkProblem),
}

fn walk_root(
    typed: &Path,
    threads: usize,
    most: usize,
    stop: &AtomicBool,
) -> (Root, Vec<WalkProblem>) {
    let real = match fs::canonicalize(typed) {
        Ok(real) => real,
        Err(error) => {
            let root = Root { typed: typed.to_owned(), real: typed.to_owned(), ..Root::default() };
            return (root, vec![problem(typed, Bilingual::of_error(&error))]);
        }
    };
    // The walker takes a lone "-" for the standard input.
    let start = if typed == Path::new("-") { Path::new(".").join(typed) } else { typed.to_owned() };
    if let Err(problem) = ignore_file(&start) {
        let root = Root { typed: typed.to_owned(), real, ..Root::default() };
        return (root, vec![problem]);
    }
    let (sender, receiver) = channel();
    let seen = AtomicUsize::new(0);
    let look = Look { start: &start, real: &real, seen: &seen, most, stop };
    let teller = sender.clone();
    WalkBuilder::new(&start)
        .standard_filters(false)
        .follow_links(false)
        .max_depth(Some(DEEPEST))
        .threads(threads)
        .add_custom_ignore_filename(IGNORE_FILE)
        // The walker opens the ignore file of a folder before the folder is shown to us.
        .filter_entry(move |entry| {
            if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                return true;
            }
            let refused = ignore_file(entry.path()).err();
            let is_walked = refused.is_none();
            if let Some(problem) = refused {
                tell(&teller, Found::Problem(problem));
            }
            is_walked
        })
        .build_parallel()
        .run(|| {
            let sender = sender.clone();
            let look = &look;
            Box::new(move |result| match result {
                Ok(entry) => look.at(entry, &sender),
                Err(error) => {
                    tell(&sender, Found::Problem(walk_problem(look.start, &error)));
                    WalkState::Continue
                }
            })
        });
    drop(sender);

    let mut root = Root { typed: typed.to_owned(), real, ..Root::default() };
    let (mut dangling, mut caches, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for found in receiver {
        match found {
            Found::Entry(entry) => root.entries.push(entry),
            Found::Dangling(below) => dangling.push(below),
            Found::Outside(below) => root.outside.push(below),
            Found::Git(below) => root.repositories.push(below),
            Found::Repository(folder) => caches.push(folder),
            Found::Problem(problem) => problems.push(problem),
        }
    }
    root.entries
        .sort_unstable_by(|one, other| (&one.below, &one.file).cmp(&(&other.below, &other.file)));
    root.outside.sort_unstable();
    root.repositories.sort_unstable();
    dangling.sort_unstable();
    caches.sort_unstable();
    keep_snapshots(&mut root, &caches, &mut dangling);
    problems.extend(unread_links(&start, &root, &dangling));
    (root, problems)
}

/// One walk as its threads see it.
struct Look<'a> {
    start: &'a Path,
    real: &'a Path,
    seen: &'a AtomicUsize,
    most: usize,
    stop: &'a AtomicBool,
}

impl Look<'_> {
    fn at(&self, entry: DirEntry, sender: &Sender<Found>) -> WalkState {
        if self.stop.load(Ordering::Relaxed) {
            return WalkState::Quit;
        }
        if let Some(error) = entry.error() {
            tell(sender, Found::Problem(walk_problem(self.start, error)));
        }
        let (Some(kind), Ok(path)) = (entry.file_type(), entry.path().strip_prefix(self.start))
        else {
            return WalkState::Continue;
        };
        let mut below = below_text(path);
        if entry.file_name() == ".git" && entry.depth() > 0 {
            let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
            tell(sender, Found::Git(folder.to_owned()));
            return WalkState::Skip;
        }
        if kind.is_dir() {
            return at_folder(&entry, &self.real.join(path), sender);
        }
        if self.seen.fetch_add(1, Ordering::Relaxed) >= self.most {
            let message = both!(
                "more than {} files: the rest was not looked at",
                "文件超过 {} 个，其余未检查",
                self.most
            );
            tell(sender, Found::Problem(problem(self.start, message)));
            return WalkState::Quit;
        }
        if below.is_empty() {
            below = name_text(entry.file_name());
        }
        let metadata = if kind.is_symlink() {
            let link = self.real.join(path);
            match link::follow(&link, self.real, hf_cache::repository_of(&link)) {
                Target::Inside(metadata) => metadata,
                Target::Outside => {
                    tell(sender, Found::Outside(below));
                    return WalkState::Continue;
                }
                Target::Dangling => {
                    tell(sender, Found::Dangling(below));
                    return WalkState::Continue;
                }
                Target::NoFile => return WalkState::Continue,
            }
        } else {
            match fs::symlink_metadata(entry.path()) {
                Ok(metadata) => metadata,
                Err(error) => {
                    tell(
                        sender,
                        Found::Problem(problem(entry.path(), Bilingual::of_error(&error))),
                    );
                    return WalkState::Continue;
                }
            }
        };
        // What is no regular file is listed all the same: a pipe named LICENSE must be reported, and it
        // is the reader that refuses it.
        let (size, same_file) =
            if metadata.is_file() { (metadata.len(), same_file(&metadata)) } else { (0, None) };
        tell(sender, Found::Entry(Entry { file: entry.into_path(), below, size, same_file }));
        WalkState::Continue
    }
}

fn at_folder(entry: &DirEntry, real: &Path, sender: &Sender<Found>) -> WalkState {
    let name = entry.file_name();
    if entry.depth() > 0 {
        let in_repository = real.parent().is_some_and(hf_cache::is_repository);
        // `--local-dir` downloads keep their own bookkeeping in this folder of the model.
        let bookkeeping = real.ends_with(".cache/huggingface/download");
        if SKIPPED.iter().any(|skipped| name == *skipped)
            || in_repository && name != "snapshots"
            || bookkeeping
        {
            return WalkState::Skip;
        }
    }
    if hf_cache::is_repository(real) {
        tell(sender, Found::Repository(real.to_owned()));
    }
    if entry.depth() == DEEPEST {
        let message = both!(
            "deeper than {} folders: not looked into",
            "文件夹层级超过 {} 层，未进入检查",
            DEEPEST
        );
        tell(sender, Found::Problem(problem(entry.path(), message)));
    }
    WalkState::Continue
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
        .flat_map_iter(|folder| hf_cache::snapshots(folder, &root.real, &root.entries, dangling))
        .collect();
    root.snapshots.sort();
    let folders: BTreeSet<String> = repositories
        .iter()
        .map(|folder| below_text(folder.strip_prefix(&root.real).unwrap_or(Path::new(""))))
        .collect();
    let snapshots: BTreeSet<&str> =
        root.snapshots.iter().map(|snapshot| snapshot.below.as_str()).collect();
    let is_kept = |below: &str| {
        !folders_above(below).any(|above| folders.contains(above))
            || folders_above(below).any(|above| snapshots.contains(above))
    };
    root.entries.retain(|entry| is_kept(&entry.below));
    root.outside.retain(|below| is_kept(below));
    // A dangling link of a snapshot is told by the snapshot: it is only partly here.
    dangling.retain(|below| !folders_above(below).any(|above| folders.contains(above)));
}

/// Links that were not followed although a reader of the model would look there for its terms.
fn unread_links(start: &Path, root: &Root, dangling: &[String]) -> Vec<WalkProblem> {
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
    nowhere.chain(outside).map(|(below, message)| problem(&start.join(below), message)).collect()
}

/// The folders that a path lies in, from the inner to the outer; the last is the root itself.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |path| {
        (!path.is_empty()).then(|| path.rsplit_once('/').map_or("", |(folder, _)| folder))
    })
    .skip(1)
}

/// A path as text with `/` between its parts.
pub(super) fn below_text(path: &Path) -> String {
    let mut text = String::new();
    for part in path.components() {
        if let Component::Normal(part) = part {
            if !text.is_empty() {
                text.push('/');
            }
            text.push_str(&name_text(part));
        }
    }
    text
}

/// A name as text. A byte that is no text stands as `\xff`, so that two names stay two.
pub(crate) fn name_text(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().copied().flat_map(escape_default).map(char::from));
    }
    text
}

/// Whether the ignore file of a folder, where it has one, can be read without harm: opening a pipe would
/// wait for ever, a link may lead out of the store, and a long list takes much memory. A folder with
/// such a file is not walked: what its owner wants left out is not known.
fn ignore_file(folder: &Path) -> Result<(), WalkProblem> {
    let file = folder.join(IGNORE_FILE);
    match fs::symlink_metadata(&file) {
        Ok(metadata) if !metadata.is_file() => {
            let message = both!(
                "not a regular file: its folder was not looked into",
                "不是普通文件，其所在文件夹未检查"
            );
            Err(problem(&file, message))
        }
        Ok(metadata) if metadata.len() > LARGEST_IGNORE_FILE => {
            let message = both!(
                "larger than 64 KiB: its folder was not looked into",
                "超过 64 KiB，其所在文件夹未检查"
            );
            Err(problem(&file, message))
        }
        _ => Ok(()),
    }
}

fn tell(sender: &Sender<Found>, found: Found) {
    // The receiver outlives the walk.
    let _ = sender.send(found);
}

fn problem(path: &Path, message: Bilingual) -> WalkProblem {
    WalkProblem { path: path.to_owned(), message }
}

/// The path and the bare message of an error, which the walker wraps in layers.
fn walk_problem(start: &Path, error: &ignore::Error) -> WalkProblem {
    fn unwrap<'a>(error: &'a ignore::Error, path: &mut Option<&'a Path>) -> Bilingual {
        match error {
            ignore::Error::WithPath { path: inner, err } => {
                *path = Some(inner);
                unwrap(err, path)
            }
            ignore::Error::WithDepth { err, .. } => unwrap(err, path),
            ignore::Error::Partial(errors) if errors.len() == 1 => unwrap(&errors[0], path),
            ignore::Error::Io(error) => Bilingual::of_error(error),
            other => Bilingual::same(other.to_string()),
        }
    }
    let mut path = None;
    let message = unwrap(error, &mut path);
    problem(path.unwrap_or(start), message)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no such key")]
fn same_file(metadata: &Metadata) -> Option<FileKey> {
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
fn same_file(_metadata: &Metadata) -> Option<FileKey> {
    None
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
