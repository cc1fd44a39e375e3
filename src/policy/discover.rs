//! Which file is whose: the policy of the one who scans, and the policies that scanned trees bring along.
//!
//! A policy can switch checks off, and a tree may come from a stranger. So the file of the working folder's
//! repository is the caller's and holds for everything that he scans; one that is found upwards from a
//! scanned path and is not that file is the tree's, and may only make a scan stricter.

use std::path::{Path, PathBuf};

/// The name of a policy's file.
pub const FILE_NAME: &str = "licscan.toml";

/// The caller's file: upwards from the working folder to the top of its repository; without a repository,
/// in the working folder itself. Both in one form, so that files can be compared.
pub(super) fn of_caller(working_folder: &Path) -> Option<PathBuf> {
    let folder = working_folder.canonicalize().ok()?;
    let top = folder.ancestors().position(is_repository).unwrap_or(0);
    folder.ancestors().take(top + 1).find_map(in_folder)
}

/// The file that a scanned tree brings along: upwards from the scanned path to the top of its repository,
/// or of the disk.
pub(super) fn of_tree(root: &Path) -> Option<PathBuf> {
    let folder = root.canonicalize().ok()?;
    let top = folder.ancestors().position(is_repository);
    let folders = folder.ancestors().take(top.map_or(usize::MAX, |top| top + 1));
    folders.into_iter().find_map(in_folder)
}

fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    let file = folder.join(FILE_NAME);
    file.is_file().then_some(file)
}

/// A file as it is printed: from the working folder where it lies below or above it, else in full.
pub(super) fn shown(file: &Path, working_folder: &Path) -> PathBuf {
    let (Ok(file), Ok(here)) = (file.canonicalize(), working_folder.canonicalize()) else {
        return file.to_owned();
    };
    let Some(folder) = file.parent() else { return file };
    if let Ok(below) = file.strip_prefix(&here) {
        return below.to_owned();
    }
    match (here.strip_prefix(folder), file.file_name()) {
        (Ok(up), Some(name)) => up.components().map(|_| "..").collect::<PathBuf>().join(name),
        _ => file,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_callers_file_lies_in_his_repository_and_never_above_it() {
        let disk = tempfile::tempdir().unwrap();
        let at = |below: &str| disk.path().canonicalize().unwrap().join(below);
        fs::create_dir_all(at("house/repository/models/x")).unwrap();
        fs::write(at("house/licscan.toml"), "").unwrap();
        // Without a repository only the working folder itself counts.
        assert_eq!(of_caller(&at("house/repository")), None);
        assert_eq!(of_caller(&at("house")), Some(at("house/licscan.toml")));
        // A tree's file is looked for up to the top, since it cannot loosen anything.
        assert_eq!(of_tree(&at("house/repository/models")), Some(at("house/licscan.toml")));

        fs::create_dir(at("house/repository/.git")).unwrap();
        assert_eq!(of_caller(&at("house/repository/models")), None);
        assert_eq!(of_tree(&at("house/repository/models")), None);
        fs::write(at("house/repository/licscan.toml"), "").unwrap();
        let file = Some(at("house/repository/licscan.toml"));
        assert_eq!(of_caller(&at("house/repository/models/x")), file);
        assert_eq!(of_tree(&at("house/repository/models/x")), file);
    }

    #[test]
    fn a_file_is_shown_from_the_working_folder() {
        let disk = tempfile::tempdir().unwrap();
        let at = |below: &str| disk.path().canonicalize().unwrap().join(below);
        fs::create_dir_all(at("a/b")).unwrap();
        fs::write(at("a/licscan.toml"), "").unwrap();
        let file = at("a/licscan.toml");
        assert_eq!(shown(&file, &at("a")), Path::new("licscan.toml"));
        assert_eq!(shown(&file, &at("a/b")), Path::new("../licscan.toml"));
        assert_eq!(shown(&file, &at("")), Path::new("a/licscan.toml"));
    }
}
