//! The nights that are kept, and the names by which people call them.

use rusqlite::OptionalExtension as _;
use serde::Serialize;

use super::{
    Database,
    error::{AuditError, Result},
};

/// One night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NightRow {
    /// Its number: nights are in the order of their numbers, whatever the clock said.
    pub number: i64,
    /// When it began, in UTC.
    pub started: String,
    /// When it ended.
    pub finished: String,
    /// The day on which waivers were judged.
    pub day: String,
    /// False where something could not be looked at.
    pub complete: bool,
    /// The last complete night before it.
    pub since_night: Option<i64>,
    /// The version of licscan.
    pub version: String,
    /// The digest of what it knows.
    pub knowledge: String,
    /// The roots that were scanned, as they were typed.
    pub roots: Vec<String>,
    /// The team whose models alone were looked at.
    pub team: Option<String>,
    /// Units.
    pub units: i64,
    /// Units of them that had not changed and were not read.
    pub remembered: i64,
    /// Documents.
    pub documents: i64,
    /// Bytes that were read.
    pub bytes_read: i64,
    /// Errors that nothing waives.
    pub errors: i64,
    /// Warnings that nothing waives.
    pub warnings: i64,
    /// Notes that nothing waives.
    pub notes: i64,
    /// Waived findings.
    pub waived: i64,
}

impl Database {
    /// All nights in their order.
    ///
    /// # Errors
    ///
    /// Where the database fails, as of every function here.
    pub fn nights(&self) -> Result<Vec<NightRow>> {
        self.list("SELECT * FROM night ORDER BY number", [], |row| {
            Ok(NightRow {
                number: row.get(0)?,
                started: row.get(1)?,
                finished: row.get(2)?,
                day: row.get(3)?,
                complete: row.get(4)?,
                since_night: row.get(5)?,
                version: row.get(6)?,
                knowledge: row.get(7)?,
                roots: serde_json::from_str(&row.get::<_, String>(8)?).unwrap_or_default(),
                team: row.get(9)?,
                units: row.get(10)?,
                remembered: row.get(11)?,
                documents: row.get(12)?,
                bytes_read: row.get(13)?,
                errors: row.get(14)?,
                warnings: row.get(15)?,
                notes: row.get(16)?,
                waived: row.get(17)?,
            })
        })
    }

    /// The number of a night that somebody named by its number or by the day on which it began.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn night_named(&self, name: &str) -> Result<i64> {
        let sql = "SELECT max(number) FROM night
            WHERE CAST(number AS TEXT) = ?1 OR substr(started, 1, 10) = ?1";
        let found: Option<i64> = self
            .connection
            .query_row(sql, [name], |row| row.get(0))
            .optional()
            .map_err(|error| self.said(error))?
            .flatten();
        found.ok_or_else(|| AuditError::NoNight(name.to_owned()))
    }
}
