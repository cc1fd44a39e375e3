//! Files of licenses that lie on the disk and are not in the commit. Who has one there believes that it is
//! published, and it is not.

use super::git::{Git, GitError};
use crate::document::{DocumentKind, name::nominate};

/// Why a file that is on the disk is not in the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDisk {
    /// git is told to ignore it.
    Ignored,
    /// Nobody has added it.
    Untracked,
    /// It was added or changed after the last commit.
    Uncommitted,
}

/// The license, notice and policy files of the work tree that a commit lacks, with the reason.
///
/// # Errors
///
/// Where git refuses.
pub fn on_disk_only(git: &Git, in_commit: &[String]) -> Result<Vec<(String, OnDisk)>, GitError> {
    let status = git.output(&[
        "status",
        "--porcelain",
        "-z",
        "--untracked-files=all",
        "--ignored",
        "--no-renames",
    ])?;
    let mut found: Vec<(String, OnDisk)> = status
        .split(|byte| *byte == 0)
        .filter_map(|entry| {
            let (state, path) = entry.split_at_checked(3)?;
            let path = String::from_utf8_lossy(path).into_owned();
            let why = match state {
                b"!! " => OnDisk::Ignored,
                b"?? " => OnDisk::Untracked,
                _ if state.contains(&b'D') => return None,
                _ => OnDisk::Uncommitted,
            };
            is_about_licenses(&path).then_some((path, why))
        })
        .filter(|(path, why)| *why == OnDisk::Uncommitted || !in_commit.contains(path))
        .collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(found)
}

fn is_about_licenses(path: &str) -> bool {
    use DocumentKind as D;
    nominate(path).is_some_and(|it| matches!(it.kind, D::License | D::Notice | D::Policy))
}
