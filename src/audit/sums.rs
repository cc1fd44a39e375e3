//! What a night came to in numbers: findings by team and rule, models by team and kind. They are counted once,
//! when the night is written, and copied where nothing changed since the night before.

use rusqlite::{Connection, OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::{Database, error::Result, history::list};

/// Findings of one kind that there are in a night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Who answers for their models.
    pub team: Option<String>,
    /// The rule.
    pub rule: String,
    /// The level.
    pub level: String,
    /// True where they are waived.
    pub waived: bool,
    /// How many there are.
    pub count: i64,
}

/// What a night came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sums {
    /// How many findings there are.
    pub tallies: Vec<Tally>,
    /// How many models each team answers for.
    pub teams: Vec<(Option<String>, i64)>,
    /// How many units there are of each kind.
    pub kinds: Vec<(String, i64)>,
}

impl Database {
    /// What a night came to, as it is kept or, for a night that another version wrote, as it is counted.
    pub(super) fn sums(&self, night: i64) -> Result<Sums> {
        let kept = kept(&self.connection, night).map_err(|error| self.said(error))?;
        match kept.and_then(|text| serde_json::from_str(&text).ok()) {
            Some(sums) => Ok(sums),
            None => count(&self.connection, night).map_err(|error| self.said(error)),
        }
    }
}

/// Keeps what a night came to. `as_before` is true where no unit was written in it.
pub(super) fn keep(connection: &Connection, night: i64, as_before: bool) -> rusqlite::Result<()> {
    let before = if as_before && !has_changed(connection, night)? {
        kept(connection, night - 1)?
    } else {
        None
    };
    let text = match before {
        Some(text) => text,
        None => serde_json::to_string(&count(connection, night)?).unwrap_or_default(),
    };
    connection.execute("INSERT INTO sums VALUES (?, ?)", params![night, text])?;
    Ok(())
}

fn kept(connection: &Connection, night: i64) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT sums FROM sums WHERE night = ?";
    connection.query_row(sql, [night], |row| row.get(0)).optional()
}

/// True where a finding is not what it was the night before; also one about the policy, which is not of the
/// store.
fn has_changed(connection: &Connection, night: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM finding_state WHERE since = ?1)
        OR EXISTS (SELECT 1 FROM finding_state WHERE until = ?1)";
    connection.query_row(sql, [night], |row| row.get(0))
}

fn count(connection: &Connection, night: i64) -> rusqlite::Result<Sums> {
    let sql = "SELECT team, rule, level, waived IS NOT NULL, count(*)
        FROM finding_state
        JOIN finding ON finding.id = finding_state.finding
        JOIN unit ON unit.id = finding.unit
        WHERE since <= ?1 AND (until IS NULL OR until > ?1)
        GROUP BY team, rule, level, waived IS NOT NULL
        ORDER BY team IS NULL, team, level = 'error' DESC, level = 'warning' DESC, rule, 4";
    let tallies = list(connection, sql, [night], |row| {
        Ok(Tally {
            team: row.get(0)?,
            rule: row.get(1)?,
            level: row.get(2)?,
            waived: row.get(3)?,
            count: row.get(4)?,
        })
    })?;
    let sql = "SELECT team, count(*) FROM stay JOIN unit ON unit.id = stay.unit
        WHERE since <= ?1 AND (until IS NULL OR until > ?1) AND kind <> 'policy'
        GROUP BY team ORDER BY team IS NULL, team";
    let teams = list(connection, sql, [night], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let sql = "SELECT kind, count(*) FROM stay JOIN unit ON unit.id = stay.unit
        WHERE since <= ?1 AND (until IS NULL OR until > ?1) AND kind <> 'policy'
        GROUP BY kind ORDER BY kind";
    let kinds = list(connection, sql, [night], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(Sums { tallies, teams, kinds })
}
