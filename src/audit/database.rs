//! The file in which the history lies: opened, told from those of others, and brought up to date.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::{
    error::{AuditError, Result},
    schema,
};
use crate::{
    language::{Bilingual, both},
    report::escape,
};

/// How long to wait for another process that is about to be done.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database of licscan.
#[derive(Debug)]
pub struct Database {
    pub(super) connection: Connection,
    file: PathBuf,
    /// Why the database keeps no write-ahead log, where it keeps none.
    without_log: Option<Bilingual>,
}

impl Database {
    /// Opens a database to write a night; a file that is not there is made.
    ///
    /// # Errors
    ///
    /// Where the file cannot be opened, is not ours, or was made by a newer licscan.
    pub fn open(file: &Path) -> Result<Self> {
        let said = |error| AuditError::of(file, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags).map_err(said)?;
        connection.busy_timeout(PATIENCE).map_err(said)?;
        if version(&connection, file)? > schema::version() {
            return Err(newer(&connection, file));
        }
        let without_log = choose_journal(&connection, file).map_err(said)?;
        connection.pragma_update(None, "foreign_keys", true).map_err(said)?;
        schema::migrate(&connection).map_err(said)?;
        Ok(Self { connection, file: file.to_owned(), without_log })
    }

    /// Opens a database to look at it.
    ///
    /// # Errors
    ///
    /// As [`Database::open`], and where there is no such file or it has an older schema.
    pub fn look_at(file: &Path) -> Result<Self> {
        if !file.is_file() {
            return Err(AuditError::NotThere(escape::path(file)));
        }
        let said = |error| AuditError::of(file, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(file, flags).map_err(said)?;
        connection.busy_timeout(PATIENCE).map_err(said)?;
        let mut found = version(&connection, file);
        if matches!(found, Err(AuditError::NotWritable(_))) && !has_log(file) {
            // To read a database with a write-ahead log, SQLite makes a file beside it. Where nobody can, and
            // there is nothing in a log, what stands in the file is all (sqlite.org/wal.html, section 5).
            let flags = flags | OpenFlags::SQLITE_OPEN_URI;
            connection = Connection::open_with_flags(immutable(file), flags).map_err(said)?;
            found = version(&connection, file);
        }
        match found? {
            // No night was ever finished.
            0 => Err(AuditError::NotOurs(escape::path(file))),
            version if version > schema::version() => Err(newer(&connection, file)),
            version if version < schema::version() => Err(AuditError::Older(escape::path(file))),
            _ => Ok(Self { connection, file: file.to_owned(), without_log: None }),
        }
    }

    /// Why the database keeps no write-ahead log, where it keeps none: who reads then waits for who writes.
    pub fn without_log(&self) -> Option<&Bilingual> {
        self.without_log.as_ref()
    }

    /// An error of the database with the name of its file.
    pub(super) fn said(&self, error: rusqlite::Error) -> AuditError {
        AuditError::of(&self.file, error)
    }
}

/// True where something stands in a log beside the file.
fn has_log(file: &Path) -> bool {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    Path::new(&log).metadata().is_ok_and(|log| log.len() > 0)
}

/// The name of a file as one that nobody changes (sqlite.org/uri.html).
fn immutable(file: &Path) -> String {
    let mut name = "file:".to_owned();
    for byte in file.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' => name.push(char::from(*byte)),
            _ if byte.is_ascii_alphanumeric() => name.push(char::from(*byte)),
            _ => name.extend(format!("%{byte:02X}").chars()),
        }
    }
    name + "?immutable=1"
}

fn newer(connection: &Connection, file: &Path) -> AuditError {
    let version = schema::version_of(connection).unwrap_or_default();
    AuditError::Newer { file: escape::path(file), version, known: schema::version() }
}

/// The version of the schema, once it is known to be ours.
fn version(connection: &Connection, file: &Path) -> Result<u32> {
    let said = |error| AuditError::of(file, error);
    let of: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(said)?;
    let version = schema::version_of(connection).map_err(said)?;
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(said)?;
    let is_new = of == 0 && version == 0 && tables == 0;
    if of == schema::APPLICATION_ID || is_new {
        Ok(version)
    } else {
        Err(AuditError::NotOurs(escape::path(file)))
    }
}

/// Keeps a write-ahead log, so that reports can be read while a night is written. It needs memory that all
/// processes share, which a file system on the network does not give (sqlite.org/wal.html, section 1).
fn choose_journal(connection: &Connection, file: &Path) -> rusqlite::Result<Option<Bilingual>> {
    let set = |mode: &str| -> rusqlite::Result<String> {
        connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get(0))
    };
    connection.pragma_update(None, "synchronous", "FULL")?;
    if let Some(kind) = network(file) {
        set("DELETE")?;
        return Ok(Some(both!(
            "the database lies on {}, where no write-ahead log is possible: who reads it waits for who writes",
            "数据库位于 {}，无法使用预写日志：写入期间读取需等待",
            kind
        )));
    }
    if set("WAL")? == "wal" {
        return Ok(None);
    }
    set("DELETE")?;
    Ok(Some(both!(
        "the file system of the database allows no write-ahead log: who reads it waits for who writes",
        "数据库所在的文件系统不支持预写日志：写入期间读取需等待"
    )))
}

/// The file system on the network that a file lies on; `None` for one of this machine.
///
/// The numbers are those of `statfs(2)`, from `linux/magic.h` and the file systems' own headers.
#[cfg(target_os = "linux")]
fn network(file: &Path) -> Option<&'static str> {
    const KINDS: [(u32, &str); 11] = [
        (0x0000_6969, "NFS"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x0000_517b, "SMB"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
        (0x00c3_6400, "Ceph"),
        (0x0bd0_0bd0, "Lustre"),
        (0x4750_4653, "GPFS"),
        (0x5346_414f, "AFS"),
        (0x1983_0326, "BeeGFS"),
    ];
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let found = rustix::fs::statfs(folder.unwrap_or(Path::new("."))).ok()?;
    let kind = u32::try_from(found.f_type & 0xffff_ffff).ok()?;
    KINDS.iter().find(|(number, _)| *number == kind).map(|(_, name)| *name)
}

#[cfg(not(target_os = "linux"))]
fn network(_file: &Path) -> Option<&'static str> {
    None
}
