//! git as a child process, with what a repository's configuration could start switched off.

use std::{
    ffi::OsStr,
    fmt, io,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// Why git gave no answer.
#[derive(Debug)]
pub enum GitError {
    /// It could not be started.
    NotStarted(io::Error),
    /// It refused.
    Refused(String, String),
    /// What it printed is not what this version knows.
    Strange(&'static str),
    /// A file could not be written.
    NotWritten {
        /// The file.
        file: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Both a hook of somebody else and one that was kept before are there.
    KeptTwice {
        /// The hook.
        file: PathBuf,
        /// The one that was kept.
        kept: &'static str,
    },
}

impl GitError {
    /// In words.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::NotStarted(error) => {
                both!("git cannot be started: {}", "无法启动 git：{}", Bilingual::of_error(error))
            }
            Self::Refused(command, said) => {
                both!("`git {}` says: {}", "`git {}` 报错：{}", command, said)
            }
            Self::Strange(command) => both!(
                "`git {}` printed what licscan does not understand",
                "licscan 无法理解 `git {}` 的输出",
                command
            ),
            Self::NotWritten { file, error } => {
                both!("{}: {}", "{}：{}", escape::path(file), Bilingual::of_error(error))
            }
            Self::KeptTwice { file, kept } => both!(
                "{}: {} is there already: move it away first",
                "{}：{} 已经存在，请先移走",
                escape::path(file),
                kept
            ),
        }
    }
}

impl fmt::Display for GitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl std::error::Error for GitError {}

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
