//! What can go wrong with the database of an audit.

use std::path::Path;

use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuditError {
    /// There is no such file.
    #[error("{0}: no such database")]
    NotThere(String),
    /// The file is no database, or that of another program.
    #[error("{0}: not a database of licscan")]
    NotOurs(String),
    /// A newer licscan made it.
    #[error("{file}: made by a newer licscan (schema {version}, this one knows {known})")]
    Newer {
        /// The file.
        file: String,
        /// Its version.
        version: u32,
        /// The newest version that is known.
        known: u32,
    },
    /// An older licscan made it, and nothing was written to it since.
    #[error("{0}: made by an older licscan; the next `licscan audit` brings it up to date")]
    Older(String),
    /// It cannot be written where it is to lie.
    #[error("{0}: cannot be opened and written there")]
    NotWritable(String),
    /// Another run writes to it.
    #[error("{0}: another audit is writing to it")]
    Busy(String),
    /// There is no such night.
    #[error("no such night: {0}")]
    NoNight(String),
    /// The database itself failed.
    #[error("{file}: {error}")]
    Database {
        /// The file.
        file: String,
        /// What it said.
        error: rusqlite::Error,
    },
}

impl AuditError {
    /// What the database said about this file.
    pub(super) fn of(file: &Path, error: rusqlite::Error) -> Self {
        let file = escape::path(file);
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::NotADatabase) => Self::NotOurs(file),
            Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly) => {
                Self::NotWritable(file)
            }
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy(file)
            }
            _ => Self::Database { file, error },
        }
    }

    /// True for what the user has to mend before anything can be looked at.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Busy(_) | Self::Database { .. })
    }

    /// The same in both languages.
    pub fn words(&self) -> Bilingual {
        match self {
            Self::NotThere(file) => both!("no such database: {}", "数据库不存在：{}", file),
            Self::NotOurs(file) => {
                both!("not a database of licscan: {}", "不是 licscan 的数据库：{}", file)
            }
            Self::Newer { file, version, known } => both!(
                "{}: made by a newer licscan (schema {}, this one knows {})",
                "{}：由更新版本的 licscan 建立（数据结构 {}，本版本支持到 {}）",
                file,
                version,
                known
            ),
            Self::Older(file) => both!(
                "{}: made by an older licscan; the next `licscan audit` brings it up to date",
                "{}：由旧版本的 licscan 建立；下次运行 `licscan audit` 时会更新",
                file
            ),
            Self::NotWritable(file) => both!(
                "{}: cannot be opened and written there: is its folder there, and may it be written to?",
                "{}：无法在此打开并写入：其文件夹是否存在、是否可写？",
                file
            ),
            Self::Busy(file) => {
                both!("{}: another audit is writing to it", "{}：另一次审计正在写入", file)
            }
            Self::NoNight(named) => {
                both!("no such night in the database: {}", "数据库中没有这一次审计：{}", named)
            }
            Self::Database { file, error } => {
                both!("{}: {}", "{}：{}", file, error.to_string())
            }
        }
    }
}

/// The end of every function of this room that asks the database.
pub(super) type Result<T> = std::result::Result<T, AuditError>;
