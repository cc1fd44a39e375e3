//! Whether git has the content that a file has now. Where it has not, what is written over it could not be
//! looked at apart, nor taken back.
//!
//! The index of the repository is read, and nothing is run: the configuration of a repository can name
//! programs, and licscan starts none. What the index holds is what was committed or added; a file that git
//! does not track is no work that a change could mix with. Format: `index-format.adoc` of git, versions 2 to 4,
//! with names of objects in SHA-1 or SHA-256.

use std::path::Path;

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use crate::document::read;

/// The longest path of a folder that is followed, in bytes.
const LONGEST_PATH: u64 = 4096;
/// The largest index that is read, in bytes.
const LARGEST_INDEX: u64 = 64 << 20;
/// How many folders above a file are searched for a repository.
const HIGHEST: usize = 64;
/// Where the name of the object stands in an entry: after times, device, owner and size.
const OBJECT: usize = 40;

/// True where git tracks the file and has another content of it.
pub(super) fn is_uncommitted(file: &Path, bytes: &[u8]) -> bool {
    let Some((tracked, names)) = object_in_index(file) else { return false };
    let without_returns = || {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        names.of(text.as_bytes())
    };
    // git may keep a text with line feeds that it checks out with carriage returns.
    tracked != names.of(bytes) && tracked != without_returns()
}

/// How a repository names its objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Names {
    Sha1,
    Sha256,
}

impl Names {
    /// The names that an index holds: it ends with its own sum, or with zeros.
    fn in_index(index: &[u8]) -> Self {
        let sum = index.split_last_chunk::<32>().map(|(body, sum)| (Sha256::digest(body), sum));
        if sum.is_some_and(|(is, said)| is.as_slice() == said) { Self::Sha256 } else { Self::Sha1 }
    }

    fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
        }
    }

    /// The name that git gives to a content.
    fn of(self, bytes: &[u8]) -> Vec<u8> {
        let head = format!("blob {}\0", bytes.len());
        match self {
            Self::Sha1 => Sha1::new().chain_update(head).chain_update(bytes).finalize().to_vec(),
            Self::Sha256 => {
                Sha256::new().chain_update(head).chain_update(bytes).finalize().to_vec()
            }
        }
    }
}

/// The object that the index of the nearest repository has for a file.
fn object_in_index(file: &Path) -> Option<(Vec<u8>, Names)> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
    let top = folder.ancestors().take(HIGHEST).find(|above| above.join(".git").exists())?;
    let mut below: Vec<String> = Vec::new();
    for part in folder.strip_prefix(top).ok()?.components() {
        below.push(part.as_os_str().to_str()?.to_owned());
    }
    below.push(file.file_name()?.to_str()?.to_owned());
    let index = git_folder(top)?.join("index");
    // A stranger may have put a pipe or a device in its place, which never ends.
    let index = read::head(&index, None, LARGEST_INDEX + 1)?;
    if index.len() as u64 > LARGEST_INDEX {
        return None;
    }
    let names = Names::in_index(&index);
    Some((find(&index, names, below.join("/").as_bytes())?, names))
}

/// The folder of git's own files; in a work tree beside others, `.git` is a file that names it.
fn git_folder(top: &Path) -> Option<std::path::PathBuf> {
    let git = top.join(".git");
    if git.is_dir() {
        return Some(git);
    }
    let pointer = String::from_utf8(read::head(&git, None, LONGEST_PATH)?).ok()?;
    Some(top.join(pointer.strip_prefix("gitdir:")?.trim()))
}

/// The object of a path in an index; `None` where it is not there or the index is of another form.
fn find(index: &[u8], names: Names, path: &[u8]) -> Option<Vec<u8>> {
    let number = |at: usize| index.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let version = number(4).filter(|_| index.starts_with(b"DIRC"))?;
    let count = number(8)?;
    let flags = OBJECT + names.length();
    let mut at = 12;
    let mut name: Vec<u8> = Vec::new();
    for _ in 0..count {
        let entry = index.get(at..at + flags + 2)?;
        let extended = version >= 3 && entry[flags] & 0x40 != 0;
        let start = at + flags + if extended { 4 } else { 2 };
        let rest = index.get(start..)?;
        if version == 4 {
            let (cut, length) = variable_number(rest)?;
            let rest = &rest[length..];
            let end = rest.iter().position(|byte| *byte == 0)?;
            name.truncate(name.len().checked_sub(cut)?);
            name.extend(&rest[..end]);
            at = start + length + end + 1;
        } else {
            let end = rest.iter().position(|byte| *byte == 0)?;
            name.clear();
            name.extend(&rest[..end]);
            // One to eight zero bytes make the entry a multiple of eight long.
            let used = start - at + end;
            at += (used + 8) & !7;
        }
        if name == path {
            return entry.get(OBJECT..flags).map(<[u8]>::to_vec);
        }
    }
    None
}

/// A number of the form that git uses for offsets, and how many bytes it takes.
fn variable_number(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value = (value << 7) | usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
        value += 1;
    }
    None
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::fs;

    use super::*;

    fn entry(object: [u8; 20], name: &[u8]) -> Vec<u8> {
        let mut entry = vec![0; 40];
        entry.extend(object);
        entry.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
        entry.extend(name);
        let padded = (entry.len() + 8) & !7;
        entry.resize(padded, 0);
        entry
    }

    fn index(entries: &[Vec<u8>]) -> Vec<u8> {
        let count = u32::try_from(entries.len()).unwrap().to_be_bytes();
        [b"DIRC".as_slice(), &2_u32.to_be_bytes(), &count, &entries.concat()].concat()
    }

    fn clone_with(content: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let git = folder.path().join(".git");
        fs::create_dir_all(&git).unwrap();
        fs::create_dir_all(folder.path().join("models/a")).unwrap();
        let entries = [
            entry([7; 20], b"LICENSE"),
            entry(Names::Sha1.of(content).try_into().unwrap(), b"models/a/README.md"),
        ];
        fs::write(git.join("index"), index(&entries)).unwrap();
        folder
    }

    #[test]
    fn the_object_name_is_gits() {
        let object = Names::Sha1.of(b"hello\n");
        assert_eq!(object[..8], [0xce, 0x01, 0x36, 0x25, 0x03, 0x0b, 0xa8, 0xdb]);
    }

    #[test]
    fn a_tracked_file_with_other_content_is_uncommitted() {
        let folder = clone_with(b"# A\n");
        let card = folder.path().join("models/a/README.md");
        assert!(!is_uncommitted(&card, b"# A\n"));
        assert!(!is_uncommitted(&card, b"# A\r\n"));
        assert!(is_uncommitted(&card, b"# B\n"));
        assert!(!is_uncommitted(&folder.path().join("models/a/NOTICE"), b"x"));
        assert!(!is_uncommitted(&tempfile::tempdir().unwrap().path().join("README.md"), b"x"));
    }

    #[test]
    fn a_broken_index_says_nothing() {
        let whole = index(&[entry([7; 20], b"a/b"), entry([8; 20], b"c")]);
        assert_eq!(find(&whole, Names::Sha1, b"c"), Some(vec![8; 20]));
        for length in 0..whole.len() - 1 {
            let _no_panic = find(&whole[..length], Names::Sha1, b"c");
        }
        let many = [b"DIRC".as_slice(), &2_u32.to_be_bytes(), &[255; 4], &whole[12..]].concat();
        assert_eq!(find(&many, Names::Sha1, b"d"), None);
    }

    #[test]
    fn names_of_version_4_are_told_by_what_they_share() {
        let fixed = |object: [u8; 20]| [vec![0; 40], object.to_vec(), vec![0, 0]].concat();
        let entries = [
            fixed([1; 20]),
            vec![0],
            b"models/a\0".to_vec(),
            fixed([2; 20]),
            vec![1],
            b"b\0".to_vec(),
        ];
        let head = [b"DIRC".as_slice(), &4_u32.to_be_bytes(), &2_u32.to_be_bytes()].concat();
        let index = [head, entries.concat()].concat();
        assert_eq!(find(&index, Names::Sha1, b"models/b"), Some(vec![2; 20]));
        assert_eq!(variable_number(&[0x80, 0x00]), Some((128, 2)));
    }
}
