//! The files of a commit, written into a folder that is gone afterwards.
//!
//! They are read blob by blob: `git archive` would leave out what an attribute of the repository hides. Of a
//! large blob only the head is written, at its full size; a scan reads no more of weights.

use std::{
    fs::{self, File},
    io::{self, BufRead as _, BufReader, Read, Write as _},
    path::{Component, Path, PathBuf},
    process::{ChildStdin, ChildStdout, Stdio},
};

use tempfile::TempDir;

use super::git::{Git, GitError};
use crate::document::lfs;

/// Blobs up to this size are written whole, in bytes.
const WHOLE: u64 = 64 << 20;
/// How much of a larger one is written.
const HEAD: u64 = 8 << 20;
/// The largest file of git-lfs that stands in for its pointer, in bytes: texts, never weights.
const LARGEST_TEXT: u64 = 16 << 20;

/// A commit on the disk.
#[derive(Debug)]
pub struct Exported {
    /// The folder that is gone when this is dropped.
    pub above: TempDir,
    /// The name of the commit's folder in it.
    pub name: String,
    /// The files of the commit, by their paths in it.
    pub files: Vec<String>,
}

/// Writes the files of a commit. `name` is that of the repository, `address` where it is pushed to, which
/// tells owner and name of the model.
///
/// # Errors
///
/// Where git refuses or a file cannot be written.
pub fn export(git: &Git, commit: &str, name: &str, address: &str) -> Result<Exported, GitError> {
    let above = tempfile::tempdir().map_err(|error| not_written(Path::new(name), error))?;
    let folder = above.path().join(name);
    let mut files = Vec::new();
    let blobs = blobs(git, commit)?;
    let objects = git.common_folder()?.join("lfs/objects");

    let mut child = git
        .command(&["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(GitError::NotStarted)?;
    let (Some(mut ask), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(GitError::Strange("cat-file"));
    };
    let mut answers = BufReader::new(answers);
    for Blob { object, path } in blobs {
        let file = folder.join(&path);
        let failed = |error| not_written(&file, error);
        fs::create_dir_all(file.parent().unwrap_or(&folder)).map_err(failed)?;
        write_blob(&mut ask, &mut answers, &object, &file, &objects)?;
        files.push(path.to_string_lossy().into_owned());
    }
    drop(ask);
    let _ended = child.wait();
    fs::create_dir_all(folder.join(".git")).map_err(|error| not_written(&folder, error))?;
    let config = folder.join(".git/config");
    fs::write(&config, config_with(address)).map_err(|error| not_written(&config, error))?;
    Ok(Exported { above, name: name.to_owned(), files })
}

fn not_written(file: &Path, error: io::Error) -> GitError {
    GitError::NotWritten { file: file.to_owned(), error }
}

/// A configuration that names the address, and nothing where that is no plain one.
fn config_with(address: &str) -> String {
    let is_plain = address.chars().all(|c| !c.is_control() && !matches!(c, '"' | '\\' | '#' | ';'));
    if is_plain { format!("[remote \"origin\"]\n\turl = {address}\n") } else { String::new() }
}

/// A file of a commit.
struct Blob {
    object: String,
    path: PathBuf,
}

/// The regular files of a commit. Links and other repositories inside it are no files of a model.
fn blobs(git: &Git, commit: &str) -> Result<Vec<Blob>, GitError> {
    let listed = git.output(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
    let mut blobs = Vec::new();
    for entry in listed.split(|byte| *byte == 0).filter(|entry| !entry.is_empty()) {
        let strange = || GitError::Strange("ls-tree");
        let tab = entry.iter().position(|byte| *byte == b'\t').ok_or_else(strange)?;
        let head = std::str::from_utf8(&entry[..tab]).map_err(|_| strange())?;
        let fields: Vec<&str> = head.split(' ').collect();
        let [mode, "blob", object] = fields[..] else { continue };
        let path = path_of(&entry[tab + 1..]);
        let stays_inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let is_gits = path.components().any(|part| part.as_os_str().eq_ignore_ascii_case(".git"));
        if mode.starts_with("100") && stays_inside && !is_gits {
            blobs.push(Blob { object: object.to_owned(), path });
        }
    }
    Ok(blobs)
}

#[cfg(unix)]
fn path_of(name: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(name))
}

#[cfg(not(unix))]
fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(name).into_owned())
}

/// Asks for one blob and writes it.
fn write_blob(
    ask: &mut ChildStdin,
    answers: &mut BufReader<ChildStdout>,
    object: &str,
    file: &Path,
    objects: &Path,
) -> Result<(), GitError> {
    let strange = |_| GitError::Strange("cat-file");
    writeln!(ask, "{object}").and_then(|()| ask.flush()).map_err(strange)?;
    let mut head = String::new();
    answers.read_line(&mut head).map_err(strange)?;
    // `<object> blob <size>`, or `<object> missing` in a clone that is not whole.
    let size = head.trim_end().split_once(" blob ").and_then(|(_, size)| size.parse().ok());
    let size: u64 = size.ok_or(GitError::Strange("cat-file"))?;
    let failed = |error| not_written(file, error);
    let mut out = File::create(file).map_err(failed)?;
    let kept = if size > WHOLE { HEAD } else { size };
    io::copy(&mut answers.by_ref().take(kept), &mut out).map_err(failed)?;
    out.set_len(size).map_err(failed)?;
    io::copy(&mut answers.by_ref().take(size - kept + 1), &mut io::sink()).map_err(strange)?;
    drop(out);
    if size < lfs::POINTER_LIMIT as u64 {
        stand_in(file, objects).map_err(failed)?;
    }
    Ok(())
}

/// Puts the file of git-lfs in the place of its pointer, where it is here and may be a text.
fn stand_in(file: &Path, objects: &Path) -> io::Result<()> {
    let bytes = fs::read(file)?;
    let Some(pointer) = lfs::pointer(&bytes) else { return Ok(()) };
    let object = objects.join(&pointer.oid[..2]).join(&pointer.oid[2..4]).join(&pointer.oid);
    if pointer.size <= LARGEST_TEXT && object.is_file() {
        fs::copy(object, file)?;
    }
    Ok(())
}
