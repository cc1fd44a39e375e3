//! git-lfs pointers: three lines of text that stand where a file should.
//!
//! A license that is a pointer is not "no license", and where the object was fetched, licscan reads
//! the text through the pointer, as `git lfs` would on checkout. It never fetches.

use std::path::{Path, PathBuf};

/// A pointer is shorter than this many bytes (git-lfs `docs/spec.md`).
pub const POINTER_LIMIT: usize = 1024;

/// The `version` lines of the specification and of the two before it.
const VERSIONS: [&str; 3] = [
    "https://git-lfs.github.com/spec/v1",
    "https://hawser.github.com/spec/v1",
    "http://git-media.io/v/2",
];

/// What a pointer points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    /// The SHA-256 of the object, in 64 small hexadecimal digits.
    pub oid: String,
    /// The size of the object in bytes.
    pub size: u64,
}

/// Recognises a pointer in the whole content of a file.
pub fn pointer(bytes: &[u8]) -> Option<Pointer> {
    if bytes.len() >= POINTER_LIMIT || !bytes.starts_with(b"version ") {
        return None;
    }
    let mut lines = std::str::from_utf8(bytes).ok()?.lines();
    let version = lines.next()?.strip_prefix("version ")?;
    if !VERSIONS.contains(&version.trim_end()) {
        return None;
    }
    let (mut oid, mut size) = (None, None);
    for line in lines {
        match line.trim_end().split_once(' ') {
            Some(("oid", value)) => oid = value.strip_prefix("sha256:"),
            Some(("size", value)) => size = value.parse().ok(),
            // Extensions add lines such as `ext-0-name sha256:...`.
            _ => {}
        }
    }
    let oid = oid.filter(|oid| {
        oid.len() == 64 && oid.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })?;
    Some(Pointer { oid: oid.to_owned(), size: size? })
}

/// Where the object of a pointer lies on this disk: in the nearest git repository above `file`. The
/// search ends at the first `.git`; where that is a file (a submodule, a second work tree) or a link,
/// it is not followed, because it may lead out of the scanned tree.
pub fn object(file: &Path, pointer: &Pointer) -> Option<PathBuf> {
    let file = std::path::absolute(file).ok()?;
    let git = file
        .ancestors()
        .skip(1)
        .map(|folder| folder.join(".git"))
        .find(|git| git.symlink_metadata().is_ok())?;
    let is_folder = git.symlink_metadata().is_ok_and(|data| data.is_dir());
    let (first, second) = (pointer.oid.get(0..2)?, pointer.oid.get(2..4)?);
    let object = git.join("lfs/objects").join(first).join(second).join(&pointer.oid);
    let is_whole =
        object.symlink_metadata().is_ok_and(|data| data.is_file() && data.len() == pointer.size);
    (is_folder && is_whole).then_some(object)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use std::fs;

    fn text(version: &str, oid: &str, rest: &str) -> String {
        format!("version {version}\noid sha256:{oid}\n{rest}")
    }

    #[test]
    fn pointers_of_all_versions_are_recognised() {
        let oid = "a".repeat(64);
        for version in VERSIONS {
            let found = pointer(text(version, &oid, "size 12345\n").as_bytes());
            assert_eq!(found, Some(Pointer { oid: oid.clone(), size: 12345 }));
        }
        let extended = format!(
            "version {}\next-0-fold sha256:{oid}\noid sha256:{}\nsize 7\n",
            VERSIONS[0],
            "b".repeat(64)
        );
        assert_eq!(pointer(extended.as_bytes()), Some(Pointer { oid: "b".repeat(64), size: 7 }));
        assert!(pointer(extended.replace('\n', "\r\n").as_bytes()).is_some());
    }

    #[test]
    fn other_texts_are_no_pointers() {
        let (version, oid) = (VERSIONS[0], "a".repeat(64));
        for wrong in [
            String::new(),
            "version 2 of the license".to_owned(),
            text("https://example.org/spec/v1", &oid, "size 1\n"),
            text(version, &oid, ""),
            text(version, &oid, "size -1\n"),
            text(version, &oid[1..], "size 1\n"),
            text(version, &oid.replace('a', "A"), "size 1\n"),
            text(version, &"../".repeat(22)[..64], "size 1\n"),
            text(version, &oid, &format!("size 1\n{}\n", "x".repeat(1024))),
        ] {
            assert_eq!(pointer(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn the_object_lies_in_the_nearest_repository_only() {
        let disk = tempfile::tempdir().unwrap();
        let pointer = Pointer { oid: format!("abcd{}", "0".repeat(60)), size: 4 };
        let put = |repository: &str| {
            let folder = disk.path().join(repository).join(".git/lfs/objects/ab/cd");
            fs::create_dir_all(&folder).unwrap();
            fs::write(folder.join(&pointer.oid), "text").unwrap();
            folder.join(&pointer.oid)
        };
        let stored = put("outer");
        let file = disk.path().join("outer/model/LICENSE");
        assert_eq!(object(&file, &pointer), Some(stored));
        assert_eq!(object(&file, &Pointer { size: 5, ..pointer.clone() }), None);

        fs::create_dir_all(disk.path().join("outer/inner/.git")).unwrap();
        assert_eq!(object(&disk.path().join("outer/inner/LICENSE"), &pointer), None);

        fs::create_dir_all(disk.path().join("outer/module")).unwrap();
        fs::write(disk.path().join("outer/module/.git"), "gitdir: ../.git").unwrap();
        assert_eq!(object(&disk.path().join("outer/module/LICENSE"), &pointer), None);
    }
}
