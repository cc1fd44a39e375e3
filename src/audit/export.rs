//! The whole history for other programs, as JSON Lines or as rows of one table: one a night, a unit, a document
//! and a finding.
//!
//! It is sorted by names and holds no number that only this database knows, so that two databases with the
//! same history give the same lines.

use std::io::{self, Write};

use rusqlite::Row;
use serde::Serialize;

use super::{
    Database,
    error::AuditError,
    history::{FindingOut, finding, whole},
    nights::NightRow,
    report::json::FindingJson,
};
use crate::language::Language;

/// The name and version of the format.
pub(super) const SCHEMA: &str = "licscan.audit-export/1";

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum LineOut<'a> {
    Schema { schema: &'static str },
    Night(&'a NightRow),
    Unit { path: &'a str, root: &'a str, team: Option<&'a str>, kind: &'a str, nights: Vec<Span> },
    Document(DocumentOut),
    Finding { finding: FindingJson<'a>, nights: &'a [FindingSpan] },
}

/// From one night up to another, in which it held no longer.
#[derive(Serialize)]
pub(super) struct Span {
    since: i64,
    until: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct DocumentOut {
    unit: String,
    path: String,
    kind: String,
    sha256: Option<String>,
    verdict: String,
    licenses: serde_json::Value,
    declared: serde_json::Value,
    since: i64,
    until: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct FindingSpan {
    since: i64,
    until: Option<i64>,
    level: String,
    waived: Option<String>,
}

/// Writes everything that is kept. Messages are in this language; records of units are in English.
///
/// # Errors
///
/// Where the database fails and where the output cannot be written.
pub fn write(database: &Database, language: Language, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut line = |value: &LineOut<'_>| {
        serde_json::to_writer(&mut *out, value)?;
        out.write_all(b"\n")
    };
    line(&LineOut::Schema { schema: SCHEMA })?;
    lines(database, language, &mut line)?;
    out.flush()?;
    Ok(())
}

/// What takes the lines.
type Take<'a> = &'a mut dyn FnMut(&LineOut<'_>) -> io::Result<()>;

/// Hands on everything that is kept, but what tells the format.
pub(super) fn lines(database: &Database, language: Language, take: Take<'_>) -> anyhow::Result<()> {
    for night in database.nights()? {
        take(&LineOut::Night(&night))?;
    }
    units(database, take)?;
    documents(database, take)?;
    findings(database, language, take)
}

/// Writes what `licscan scan --format jsonl` prints of each unit that is there, as it was when it was last
/// judged.
///
/// # Errors
///
/// Where the database fails and where the output cannot be written.
pub fn write_units(database: &Database, out: &mut dyn Write) -> anyhow::Result<()> {
    let sql = "SELECT record FROM unit JOIN stay ON stay.unit = unit.id
        WHERE until IS NULL AND kind <> 'policy' ORDER BY path";
    each(database, sql, |row| Ok(writeln!(out, "{}", row.get_ref(0)?.as_str()?)))?;
    out.flush()?;
    Ok(())
}

/// Calls for each row, which are more than fit into memory.
fn each(
    database: &Database,
    sql: &str,
    mut work: impl FnMut(&Row<'_>) -> rusqlite::Result<io::Result<()>>,
) -> anyhow::Result<()> {
    let said = |error| -> AuditError { database.said(error) };
    let mut statement = database.connection.prepare(sql).map_err(said)?;
    let mut rows = statement.query([]).map_err(said)?;
    while let Some(row) = rows.next().map_err(said)? {
        work(row).map_err(said)??;
    }
    Ok(())
}

fn units(database: &Database, take: Take<'_>) -> anyhow::Result<()> {
    let sql = "SELECT path, root, team, kind, id FROM unit ORDER BY path";
    let mut stays = database
        .connection
        .prepare("SELECT since, until FROM stay WHERE unit = ? ORDER BY since")
        .map_err(|error| database.said(error))?;
    each(database, sql, |row| {
        let nights = stays
            .query_map([row.get::<_, i64>(4)?], |row| {
                Ok(Span { since: row.get(0)?, until: row.get(1)? })
            })?
            .collect::<Result<_, _>>()?;
        let team: Option<String> = row.get(2)?;
        let unit = LineOut::Unit {
            path: row.get_ref(0)?.as_str()?,
            root: row.get_ref(1)?.as_str()?,
            team: team.as_deref(),
            kind: row.get_ref(3)?.as_str()?,
            nights,
        };
        Ok(take(&unit))
    })
}

fn documents(database: &Database, take: Take<'_>) -> anyhow::Result<()> {
    let sql = "SELECT unit.path, document.path, document.kind, sha256, verdict, licenses, declared,
            since, until
        FROM document JOIN unit ON unit.id = document.unit
        ORDER BY unit.path, document.path, since";
    let json = |text: String| serde_json::from_str(&text).unwrap_or_default();
    each(database, sql, |row| {
        let document = DocumentOut {
            unit: row.get(0)?,
            path: row.get(1)?,
            kind: row.get(2)?,
            sha256: row.get(3)?,
            verdict: row.get(4)?,
            licenses: json(row.get(5)?),
            declared: json(row.get(6)?),
            since: row.get(7)?,
            until: row.get(8)?,
        };
        Ok(take(&LineOut::Document(document)))
    })
}

fn findings(database: &Database, language: Language, take: Take<'_>) -> anyhow::Result<()> {
    let sql = "SELECT finding.id, unit.path, unit.team, rule, license, clause, finding.path, line,
            message, message_zh, remedy, remedy_zh, fingerprint, first_night, first_seen
        FROM finding JOIN unit ON unit.id = finding.unit
        ORDER BY unit.path, fingerprint, twin";
    let mut states = database
        .connection
        .prepare(
            "SELECT since, until, level, waived, waived_zh FROM finding_state WHERE finding = ?
            ORDER BY since",
        )
        .map_err(|error| database.said(error))?;
    each(database, sql, |row| {
        let nights: Vec<FindingSpan> = states
            .query_map([row.get::<_, i64>(0)?], |row| {
                let waived = whole(row.get(3)?, row.get(4)?);
                Ok(FindingSpan {
                    since: row.get(0)?,
                    until: row.get(1)?,
                    level: row.get(2)?,
                    waived: waived.map(|why| why.get(language).to_owned()),
                })
            })?
            .collect::<Result<_, _>>()?;
        let level = nights.last().map(|span| span.level.clone()).unwrap_or_default();
        let finding: FindingOut = finding(row, 1, level, None)?;
        let finding = FindingJson::of(&finding, language);
        Ok(take(&LineOut::Finding { finding, nights: &nights }))
    })
}
