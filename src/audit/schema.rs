//! The tables of an audit's database, and how an older database becomes one of today.
//!
//! Nothing is written each night for what did not change: facts hold from one night (`since`) until
//! another (`until`, which is the first in which they no longer hold; NULL while they do). So the state of any
//! kept night can be read, and a quiet night costs one row. Nights are told apart by their number, never by a
//! clock. `docs/audit.md` explains the tables to those who query them.

use rusqlite::Connection;

/// `PRAGMA application_id` of our databases: `LicS` in ASCII.
pub(super) const APPLICATION_ID: i32 = 0x4c69_6353;

/// What leads from each version of the schema to the next; the first makes an empty file one of version 1.
/// A released step is never edited: what changes later is a step of its own.
const STEPS: &[&str] = &[
    // 1: all tables.
    "
CREATE TABLE night (
    number INTEGER PRIMARY KEY,
    started TEXT NOT NULL,
    finished TEXT NOT NULL,
    day TEXT NOT NULL,
    complete INTEGER NOT NULL,
    since_night INTEGER,
    version TEXT NOT NULL,
    knowledge TEXT NOT NULL,
    roots TEXT NOT NULL,
    team TEXT,
    units INTEGER NOT NULL,
    remembered INTEGER NOT NULL,
    documents INTEGER NOT NULL,
    bytes_read INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    warnings INTEGER NOT NULL,
    notes INTEGER NOT NULL,
    waived INTEGER NOT NULL
) STRICT;

CREATE TABLE gap (
    night INTEGER NOT NULL REFERENCES night (number) ON DELETE CASCADE,
    path TEXT NOT NULL,
    message TEXT NOT NULL,
    message_zh TEXT NOT NULL
) STRICT;
CREATE INDEX gap_night ON gap (night);

CREATE TABLE unit (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT,
    team TEXT,
    kind TEXT NOT NULL,
    relation TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;

CREATE TABLE stay (
    unit INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (unit, since)
) STRICT, WITHOUT ROWID;

CREATE TABLE document (
    unit INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER,
    kind TEXT NOT NULL,
    sha256 TEXT,
    verdict TEXT NOT NULL,
    licenses TEXT NOT NULL,
    declared TEXT NOT NULL,
    PRIMARY KEY (unit, path, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX document_since ON document (since);
CREATE INDEX document_until ON document (until);

CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    twin INTEGER NOT NULL,
    rule TEXT NOT NULL,
    license TEXT,
    clause TEXT,
    duty TEXT,
    path TEXT,
    line INTEGER,
    message TEXT NOT NULL,
    message_zh TEXT NOT NULL,
    remedy TEXT,
    remedy_zh TEXT,
    fixable INTEGER NOT NULL,
    first_night INTEGER NOT NULL,
    first_seen TEXT NOT NULL,
    UNIQUE (unit, fingerprint, twin)
) STRICT;

CREATE TABLE finding_state (
    finding INTEGER NOT NULL REFERENCES finding (id) ON DELETE CASCADE,
    since INTEGER NOT NULL,
    until INTEGER,
    level TEXT NOT NULL,
    waived TEXT,
    waived_zh TEXT,
    PRIMARY KEY (finding, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_state_since ON finding_state (since);
CREATE INDEX finding_state_until ON finding_state (until);

CREATE TABLE memory (
    unit INTEGER PRIMARY KEY REFERENCES unit (id) ON DELETE CASCADE,
    remembered TEXT NOT NULL
) STRICT;

CREATE TABLE folder_mark (
    files BLOB PRIMARY KEY,
    mark TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE extracted_text (
    file BLOB PRIMARY KEY,
    format TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

CREATE VIEW open_finding AS
SELECT unit.path AS unit, unit.team AS team, finding.rule AS rule, finding_state.level AS level,
    finding.license AS license, finding.clause AS clause, finding.path AS path, finding.line AS line,
    finding.message AS message, finding.first_night AS first_night, finding.first_seen AS first_seen,
    finding.fingerprint AS fingerprint
FROM finding_state
JOIN finding ON finding.id = finding_state.finding
JOIN unit ON unit.id = finding.unit
WHERE finding_state.until IS NULL AND finding_state.waived IS NULL;
",
    // 2: what each night came to, so that a report need not count all that is open again; and of the last night
    // what is known of the store as a whole.
    "
CREATE TABLE sums (
    night INTEGER PRIMARY KEY REFERENCES night (number) ON DELETE CASCADE,
    sums TEXT NOT NULL
) STRICT;

CREATE TABLE whole_store (
    store BLOB PRIMARY KEY,
    remembered TEXT NOT NULL
) STRICT;
",
    // 3: texts that were taken from files are deflated, and copies are kept once. Those of before are taken
    // from their files again.
    "
DROP TABLE extracted_text;

CREATE TABLE kept_text (
    digest BLOB PRIMARY KEY,
    deflated BLOB NOT NULL
) STRICT;

CREATE TABLE extracted_text (
    file BLOB PRIMARY KEY,
    format TEXT NOT NULL,
    digest BLOB NOT NULL REFERENCES kept_text (digest)
) STRICT, WITHOUT ROWID;
CREATE INDEX extracted_text_digest ON extracted_text (digest);
",
];

/// The version of the schema that this licscan writes.
pub(super) fn version() -> u32 {
    u32::try_from(STEPS.len()).unwrap_or(u32::MAX)
}

/// The version of a database's schema; 0 for an empty file.
pub(super) fn version_of(connection: &Connection) -> rusqlite::Result<u32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Leads a database of an older version to that of today, as a whole or not at all.
pub(super) fn migrate(connection: &Connection) -> rusqlite::Result<()> {
    if version_of(connection)? == version() {
        return Ok(());
    }
    connection.execute_batch("BEGIN IMMEDIATE")?;
    let steps = || {
        // Another run may have come first while this one waited.
        for step in STEPS.iter().skip(version_of(connection)? as usize) {
            connection.execute_batch(step)?;
        }
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", version())
    };
    match steps() {
        Ok(()) => connection.execute_batch("COMMIT"),
        Err(error) => {
            connection.execute_batch("ROLLBACK")?;
            Err(error)
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    /// All that the schema says, by name.
    fn tables(connection: &Connection) -> Vec<(String, String)> {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name";
        let mut statement = connection.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_database_of_any_version_becomes_one_of_today_and_keeps_its_history() {
        let new = Connection::open_in_memory().unwrap();
        migrate(&new).unwrap();
        for from in 1..=STEPS.len() {
            let old = Connection::open_in_memory().unwrap();
            for step in &STEPS[..from] {
                old.execute_batch(step).unwrap();
            }
            old.pragma_update(None, "user_version", u32::try_from(from).unwrap()).unwrap();
            old.execute_batch(
                "INSERT INTO unit VALUES (7, 'm/a', 'm', 'a', NULL, NULL, 'model', 'original', '{}');
                INSERT INTO stay VALUES (7, 1, NULL);
                INSERT INTO memory VALUES (7, 'known');",
            )
            .unwrap();
            migrate(&old).unwrap();
            assert_eq!(version_of(&old).unwrap(), version(), "from version {from}");
            assert_eq!(tables(&old), tables(&new), "from version {from}");
            let kept: (String, i64, String) = old
                .query_row(
                    "SELECT path, since, remembered FROM unit JOIN stay ON stay.unit = unit.id
                    JOIN memory ON memory.unit = unit.id",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .unwrap();
            assert_eq!(kept, ("m/a".to_owned(), 1, "known".to_owned()));
        }
    }
}
