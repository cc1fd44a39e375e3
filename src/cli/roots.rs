//! The folders that a command is given: those that can be walked, each once, and why the others cannot.

use std::{
    collections::BTreeSet,
    io,
    path::{Component, Path, PathBuf},
};

use super::{COMMANDS, UsageError, suggest};
use crate::{
    language::{Bilingual, both},
    report::escape,
    store::WalkProblem,
};

/// The roots that can be walked, each once, and those that the system does not let us look at.
pub(super) fn look_at(typed: &[PathBuf]) -> anyhow::Result<(Vec<PathBuf>, Vec<WalkProblem>)> {
    Ok(look_at_each(typed).map_err(|(_, error)| error)?)
}

/// The same; an error comes with the number of its root.
pub(super) fn look_at_each(
    typed: &[PathBuf],
) -> Result<(Vec<PathBuf>, Vec<WalkProblem>), (usize, UsageError)> {
    let mut roots = Vec::new();
    let mut refused = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, path) in typed.iter().enumerate() {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                // Two names of one folder are one root.
                let real = path.canonicalize().unwrap_or_else(|_| path.clone());
                if seen.insert(real) {
                    roots.push(path.clone());
                }
            }
            Ok(metadata) => return Err((number, not_a_folder(path, metadata.is_file()))),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                let message = Bilingual::of_error(&error);
                refused.push(WalkProblem { path: path.clone(), message });
            }
            Err(error) => return Err((number, not_there(path, &error))),
        }
    }
    Ok((roots, refused))
}

fn not_a_folder(path: &Path, is_file: bool) -> UsageError {
    let path = escape::path(path);
    let hint = is_file.then(|| {
        both!(
            "`licscan identify {}` says which license a file is",
            "`licscan identify {}` 可识别单个文件的许可",
            path
        )
    });
    UsageError::with_hint(both!("not a folder: {}", "不是文件夹：{}", path), hint)
}

fn not_there(path: &Path, error: &io::Error) -> UsageError {
    let shown = escape::path(path);
    if error.kind() != io::ErrorKind::NotFound {
        return UsageError::with_hint(
            both!("cannot look at {}: {}", "无法检查 {}：{}", shown, Bilingual::of_error(error)),
            None,
        );
    }
    // A single word may have been meant as a command.
    let mut parts = path.components();
    let word = match (parts.next(), parts.next()) {
        (Some(Component::Normal(word)), None) => word.to_str(),
        _ => None,
    };
    let hint = word.and_then(|word| {
        if COMMANDS.contains(&word) {
            return Some(both!(
                "a command comes before its options: `licscan {} ...`",
                "命令应写在选项之前：`licscan {} ...`",
                word
            ));
        }
        let command = suggest::nearest(word, COMMANDS)?;
        Some(both!(
            "did you mean the command `licscan {}`?",
            "是否想用命令 `licscan {}`？",
            command
        ))
    });
    UsageError::with_hint(both!("no such path: {}", "路径不存在：{}", shown), hint)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn two_names_of_one_folder_are_one_root() {
        let folder = tempfile::tempdir().unwrap();
        let again = folder.path().join(".");
        let (roots, refused) = look_at(&[folder.path().to_owned(), again]).unwrap();
        assert_eq!(roots, [folder.path()]);
        assert!(refused.is_empty());
    }

    #[test]
    fn a_root_that_is_missing_or_a_file_is_wrong_usage_with_a_hint() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("LICENSE");
        std::fs::write(&file, "text").unwrap();
        let said = |path: &Path| {
            let error = look_at(&[path.to_owned()]).unwrap_err();
            let usage = error.downcast::<UsageError>().unwrap();
            (usage.message.en, usage.hint.unwrap_or_default().en)
        };
        let (message, hint) = said(&file);
        assert!(message.starts_with("not a folder: "), "{message}");
        assert!(hint.contains("licscan identify"), "{hint}");
        let (message, hint) = said(Path::new("explan"));
        assert_eq!(message, "no such path: explan");
        assert_eq!(hint, "did you mean the command `licscan explain`?");
        let (_, hint) = said(Path::new("identify"));
        assert_eq!(hint, "a command comes before its options: `licscan identify ...`");
        assert_eq!(said(Path::new("./explan")).1, "");
        assert_eq!(said(&file.join("below")).1, "");
    }
}
