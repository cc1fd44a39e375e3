//! git as a child process, with what a repository's configuration could start switched off.

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Why git gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// It could not be started.
    #[error("git cannot be started: {0}")]
    NotStarted(io::Error),
    /// It refused.
    #[error("`git {0}` says: {1}")]
    Refused(String, String),
    /// What it printed is not what this version knows.
    #[error("`git {0}` printed what licscan does not understand")]
    Strange(&'static str),
    /// A file could not be written.
    #[error("{}: {error}", file.display())]
    NotWritten {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// git in one folder.
#[derive(Debug, Clone)]
pub struct Git {
    folder: PathBuf,
}

impl Git {
    /// git as it answers in a folder.
    pub fn at(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// A command, not yet started.
    pub(super) fn command<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Command {
        let mut command = Command::new("git");
        command
            .current_dir(&self.folder)
            .args(["-c", "core.fsmonitor=false"])
            .args(arguments)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null());
        command
    }

    /// What a command prints.
    ///
    /// # Errors
    ///
    /// Where git is not there or refuses.
    pub(super) fn output<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<Vec<u8>, GitError> {
        let output = self.command(arguments).output().map_err(GitError::NotStarted)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let command = arguments.first().map(|it| it.as_ref().to_string_lossy().into_owned());
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(GitError::Refused(command.unwrap_or_default(), said))
    }

    /// The one line that a command prints, as a path.
    pub(super) fn path<A: AsRef<OsStr>>(&self, arguments: &[A]) -> Result<PathBuf, GitError> {
        let printed = self.output(arguments)?;
        let line = String::from_utf8(printed).map_err(|_| GitError::Strange("rev-parse"))?;
        Ok(self.folder.join(line.trim_end_matches(['\n', '\r'])))
    }

    /// The top folder of the work tree.
    ///
    /// # Errors
    ///
    /// Where git refuses, as it does outside of a repository.
    pub fn top(&self) -> Result<PathBuf, GitError> {
        self.path(&["rev-parse", "--show-toplevel"])
    }

    /// The folder of hooks, wherever the configuration puts it.
    pub(super) fn hooks(&self) -> Result<PathBuf, GitError> {
        self.path(&["rev-parse", "--git-path", "hooks"])
    }

    /// The folder that all work trees of the repository share.
    pub(super) fn common_folder(&self) -> Result<PathBuf, GitError> {
        self.path(&["rev-parse", "--git-common-dir"])
    }
}
