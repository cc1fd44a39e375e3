//! What the nights say when they are laid side by side: what is new, fixed, open, waived; which models came
//! and went.

use std::{cmp::Reverse, collections::BTreeMap};

use rusqlite::{Connection, Row};
use serde::Serialize;

use super::{Database, drift::Drift, error::Result};
use crate::{finding::Level, language::Bilingual};

/// How a finding changed between two nights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It was never seen before.
    New,
    /// It was fixed or waived, and is open again.
    Reopened,
    /// It is louder than it was.
    Raised,
    /// It is not as loud as it was.
    Lowered,
    /// Somebody accepted it.
    Waived,
    /// It is not there any more, though its model is.
    Fixed,
    /// Its model is not there any more.
    Gone,
}

/// A finding as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingOut {
    /// The path of its unit.
    pub unit: String,
    /// Who answers for it.
    pub team: Option<String>,
    /// The rule.
    pub rule: String,
    /// The level, in the later of the nights in which it is there.
    pub level: String,
    /// The license.
    pub license: Option<String>,
    /// The clause.
    pub clause: Option<String>,
    /// The file.
    pub path: Option<String>,
    /// The line.
    pub line: Option<i64>,
    /// What it says.
    #[serde(skip)]
    pub message: Bilingual,
    /// What would mend it.
    #[serde(skip)]
    pub remedy: Option<Bilingual>,
    /// Why it is waived, where it is.
    #[serde(skip)]
    pub waived: Option<Bilingual>,
    /// What makes it the same finding.
    pub fingerprint: String,
    /// The night in which it was seen for the first time, which may not be kept any more.
    pub first_night: i64,
    /// The day of that.
    pub first_seen: String,
}

/// A finding that changed. All findings of a store may have, in its first night: of each these sixteen bytes are held,
/// for reports sort and count them, and its words are read when they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub kind: ChangeKind,
    /// Its number in the database.
    finding: i64,
    /// How loud it is, in the later of the nights in which it is there.
    rank: u8,
}

impl Change {
    /// True for a change that leaves a finding open which was not, or not as loud.
    pub(super) fn is_newly_open(self) -> bool {
        matches!(self.kind, ChangeKind::New | ChangeKind::Reopened | ChangeKind::Raised)
    }

    /// True where the finding is of this level or louder.
    pub(super) fn is_at_least(self, level: Level) -> bool {
        self.rank >= rank(Some(level.as_str()))
    }
}

/// How many findings there are for each team to look at.
pub type ByTeam = BTreeMap<Option<String>, usize>;

/// What changed between two nights. In a first night that is the whole store: what is held of it here, some 250 bytes a
/// model, is a fraction of what the scan before it held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// The nights between which they lie.
    pub between: (i64, i64),
    /// Findings, by kind of change, level and unit.
    pub findings: Vec<Change>,
    /// How many of them each team has to look at, because they are open and were not, or not as loud.
    pub newly_open: ByTeam,
    /// Units that came.
    pub came: Vec<String>,
    /// Units that went.
    pub went: Vec<String>,
    /// Documents that are not what they were.
    pub drift: Vec<Drift>,
}

impl Database {
    /// What changed from one night to a later one; `None` before is the time before the first night.
    ///
    /// # Errors
    ///
    /// Where the database fails.
    pub fn changes(&self, before: Option<i64>, after: i64) -> Result<Changes> {
        let before = before.unwrap_or(0);
        let (findings, newly_open) = self.changed_findings(before, after)?;
        Ok(Changes {
            between: (before, after),
            findings,
            newly_open,
            came: self.units_of(
                "SELECT path FROM unit JOIN stay ON stay.unit = unit.id
                WHERE since > ?1 AND since <= ?2 AND (until IS NULL OR until > ?2) AND kind <> 'policy'
                    AND NOT EXISTS (SELECT 1 FROM stay was WHERE was.unit = unit.id
                        AND was.since <= ?1 AND was.until > ?1)
                ORDER BY path",
                before,
                after,
            )?,
            went: self.units_of(
                "SELECT path FROM unit JOIN stay ON stay.unit = unit.id
                WHERE since <= ?1 AND until > ?1 AND until <= ?2 AND kind <> 'policy'
                    AND NOT EXISTS (SELECT 1 FROM stay now WHERE now.unit = unit.id
                        AND now.since <= ?2 AND (now.until IS NULL OR now.until > ?2))
                ORDER BY path",
                before,
                after,
            )?,
            drift: self.drift(before, after)?,
        })
    }

    fn units_of(&self, sql: &str, before: i64, after: i64) -> Result<Vec<String>> {
        self.list(sql, [before, after], |row| row.get(0))
    }

    fn changed_findings(&self, before: i64, after: i64) -> Result<(Vec<Change>, ByTeam)> {
        let sql = "
            WITH changed AS (
                SELECT finding FROM finding_state WHERE since > ?1 AND since <= ?2
                UNION SELECT finding FROM finding_state WHERE until > ?1 AND until <= ?2)
            SELECT finding.id, first_night, unit.team,
                was.level, was.waived IS NOT NULL, now.level, now.waived IS NOT NULL,
                EXISTS (SELECT 1 FROM stay WHERE stay.unit = unit.id AND stay.since <= ?2
                    AND (stay.until IS NULL OR stay.until > ?2))
            FROM changed
            JOIN finding ON finding.id = changed.finding
            JOIN unit ON unit.id = finding.unit
            LEFT JOIN finding_state was ON was.finding = finding.id AND was.since <= ?1
                AND (was.until IS NULL OR was.until > ?1)
            LEFT JOIN finding_state now ON now.finding = finding.id AND now.since <= ?2
                AND (now.until IS NULL OR now.until > ?2)
            ORDER BY unit.path, rule, fingerprint, message";
        let mut newly_open = BTreeMap::new();
        let mut found = Vec::new();
        self.list(sql, [before, after], |row| {
            let first_night: i64 = row.get(1)?;
            let was = Standing { level: row.get(3)?, is_waived: row.get(4)? };
            let now = Standing { level: row.get(5)?, is_waived: row.get(6)? };
            let rank = rank(now.level.as_deref().or(was.level.as_deref()));
            let Some(kind) = was.change(&now, first_night > before, row.get(7)?) else {
                return Ok(());
            };
            let change = Change { kind, finding: row.get(0)?, rank };
            if change.is_newly_open() {
                *newly_open.entry(row.get(2)?).or_default() += 1;
            }
            found.push(change);
            Ok(())
        })?;
        found.sort_by_key(|change| (change.kind, Reverse(change.rank)));
        Ok((found, newly_open))
    }

    /// The words of a finding that changed between two nights.
    pub(super) fn changed_finding(
        &self,
        change: Change,
        (before, after): (i64, i64),
    ) -> Result<FindingOut> {
        let sql = "
            SELECT coalesce(now.level, was.level, ''), now.waived, now.waived_zh,
                unit.path, unit.team, rule, license, clause, finding.path, line, message, message_zh,
                remedy, remedy_zh, fingerprint, first_night, first_seen
            FROM finding
            JOIN unit ON unit.id = finding.unit
            LEFT JOIN finding_state was ON was.finding = finding.id AND was.since <= ?1
                AND (was.until IS NULL OR was.until > ?1)
            LEFT JOIN finding_state now ON now.finding = finding.id AND now.since <= ?2
                AND (now.until IS NULL OR now.until > ?2)
            WHERE finding.id = ?3";
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_row([before, after, change.finding], |row| {
                finding(row, 3, row.get(0)?, whole(row.get(1)?, row.get(2)?))
            })
        };
        read().map_err(|error| self.said(error))
    }

    pub(super) fn list<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        list(&self.connection, sql, values, read).map_err(|error| self.said(error))
    }
}

pub(super) fn list<T>(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    connection.prepare_cached(sql)?.query_map(values, read)?.collect()
}

/// How a finding stood in a night: without a level it was not there.
struct Standing {
    level: Option<String>,
    is_waived: bool,
}

impl Standing {
    fn is_open(&self) -> bool {
        self.level.is_some() && !self.is_waived
    }

    fn change(&self, now: &Self, is_new: bool, unit_is_there: bool) -> Option<ChangeKind> {
        match (self.is_open(), now.is_open()) {
            (false, true) if is_new => Some(ChangeKind::New),
            (false, true) => Some(ChangeKind::Reopened),
            (true, true) => match rank(now.level.as_deref()).cmp(&rank(self.level.as_deref())) {
                std::cmp::Ordering::Greater => Some(ChangeKind::Raised),
                std::cmp::Ordering::Less => Some(ChangeKind::Lowered),
                std::cmp::Ordering::Equal => None,
            },
            (_, false) if now.level.is_some() => (!self.is_waived).then_some(ChangeKind::Waived),
            _ if self.level.is_none() => None,
            _ if unit_is_there => Some(ChangeKind::Fixed),
            _ => Some(ChangeKind::Gone),
        }
    }
}

/// How loud a level is.
pub(super) fn rank(level: Option<&str>) -> u8 {
    match level {
        Some("error") => 3,
        Some("warning") => 2,
        Some("note") => 1,
        _ => 0,
    }
}

/// Reads a finding from fourteen columns that begin at `at`.
pub(super) fn finding(
    row: &Row<'_>,
    at: usize,
    level: String,
    waived: Option<Bilingual>,
) -> rusqlite::Result<FindingOut> {
    Ok(FindingOut {
        unit: row.get(at)?,
        team: row.get(at + 1)?,
        rule: row.get(at + 2)?,
        level,
        license: row.get(at + 3)?,
        clause: row.get(at + 4)?,
        path: row.get(at + 5)?,
        line: row.get(at + 6)?,
        message: whole(row.get(at + 7)?, row.get(at + 8)?).unwrap_or_default(),
        remedy: whole(row.get(at + 9)?, row.get(at + 10)?),
        waived,
        fingerprint: row.get(at + 11)?,
        first_night: row.get(at + 12)?,
        first_seen: row.get(at + 13)?,
    })
}

/// Words in both languages from their two columns.
pub(super) fn whole(en: Option<String>, zh: Option<String>) -> Option<Bilingual> {
    en.map(|en| Bilingual { zh: zh.unwrap_or_else(|| en.clone()), en })
}
