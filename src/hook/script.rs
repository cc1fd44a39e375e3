//! The file of the hook: written, chained with what is there already, and taken out again.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use super::git::{Git, GitError};

/// The line by which our own file is known.
const OURS: &str = "# Written by `licscan hook install`; `licscan hook uninstall` takes it out.";
/// The name of the hook.
const NAME: &str = "pre-push";
/// Where a hook goes that was there before. Ours runs it afterwards.
const BEFORE: &str = "pre-push.before-licscan";

/// What became of the hook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The file.
    pub file: PathBuf,
    /// The hook that was there before and is run too.
    pub before: Option<PathBuf>,
    /// True where the folder of hooks is not the repository's own, so that others may use it.
    pub shared: bool,
}

/// Installs the hook, or brings it up to date.
///
/// # Errors
///
/// Where git refuses or a file cannot be written; the hook that was there before then stays.
pub fn install(git: &Git, program: &Path, options: &[&str]) -> Result<Installed, GitError> {
    let folder = git.hooks()?;
    let file = folder.join(NAME);
    let kept = folder.join(BEFORE);
    let failed = |error| GitError::NotWritten { file: file.clone(), error };
    fs::create_dir_all(&folder).map_err(failed)?;
    if file.symlink_metadata().is_ok() && !is_ours(&file) {
        if kept.exists() {
            return Err(GitError::KeptTwice { file, kept: BEFORE });
        }
        fs::rename(&file, &kept).map_err(failed)?;
    }
    let mut temporary = tempfile::NamedTempFile::new_in(&folder).map_err(failed)?;
    temporary.write_all(script(program, options).as_bytes()).map_err(failed)?;
    make_executable(temporary.as_file()).map_err(failed)?;
    temporary.persist(&file).map_err(|error| failed(error.error))?;
    let own = git.common_folder().and_then(|own| own.canonicalize().map_err(failed));
    let shared = own.is_ok_and(|own| !folder.canonicalize().is_ok_and(|it| it.starts_with(own)));
    Ok(Installed { before: kept.exists().then_some(kept), file, shared })
}

/// Takes the hook out and puts back what was there before. `None` where there is no hook of ours.
///
/// # Errors
///
/// Where git refuses or a file cannot be moved.
pub fn uninstall(git: &Git) -> Result<Option<PathBuf>, GitError> {
    let folder = git.hooks()?;
    let (file, kept) = (folder.join(NAME), folder.join(BEFORE));
    if !is_ours(&file) {
        return Ok(None);
    }
    let gone = if kept.exists() { fs::rename(&kept, &file) } else { fs::remove_file(&file) };
    gone.map_err(|error| GitError::NotWritten { file: file.clone(), error })?;
    Ok(Some(file))
}

fn is_ours(file: &Path) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.lines().any(|line| line == OURS))
}

/// The script. What git says stands on standard input once, so that it is kept for all that read it. A hook
/// of git-lfs that was there before is run like any other; where there was none, git-lfs is asked itself.
fn script(program: &Path, options: &[&str]) -> String {
    let program = quoted(&program.to_string_lossy());
    let options: String = options.iter().map(|option| format!(" {option}")).collect();
    format!(
        "#!/bin/sh\n{OURS}\n\
         refs=$(mktemp) || exit 1\n\
         trap 'rm -f \"$refs\"' EXIT\n\
         cat >\"$refs\"\n\
         licscan={program}\n\
         [ -x \"$licscan\" ] || licscan=licscan\n\
         \"$licscan\" hook run{options} -- \"$@\" <\"$refs\" || exit $?\n\
         before=$(dirname \"$0\")/{BEFORE}\n\
         if [ -x \"$before\" ]; then\n    \
             \"$before\" \"$@\" <\"$refs\" || exit $?\n\
         elif command -v git-lfs >/dev/null 2>&1; then\n    \
             git lfs pre-push \"$@\" <\"$refs\" || exit $?\n\
         fi\n"
    )
}

/// A word as the shell takes it literally.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(unix)]
fn make_executable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "where files have modes, setting one can fail")]
fn make_executable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_one_word_of_the_shell() {
        assert_eq!(quoted("/a b/it's"), "'/a b/it'\\''s'");
        let script = script(Path::new("/opt/licscan"), &["--allow-empty"]);
        assert!(script.contains("\nlicscan='/opt/licscan'\n"), "{script}");
        assert!(script.contains(" hook run --allow-empty -- \"$@\" <"), "{script}");
    }
}
