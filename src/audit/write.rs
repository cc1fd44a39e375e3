//! Writes one night: each judged unit as it comes, and at the end what is gone.
//!
//! What a unit no longer has is only written once it is known that the night is complete; until then it is a
//! list in memory, as long as the night's changes.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{OptionalExtension as _, params};

use super::{
    Database,
    error::Result,
    history::whole,
    record::{DocumentRow, FindingKey, FindingRow, POLICY_ROOT, Says, State, UnitRow},
    vanished::is_below,
};
use crate::{language::Bilingual, unit::FileDigest};

/// Something that holds no longer, if the night is complete.
#[derive(Debug)]
enum Ended {
    Document(String),
    Finding(i64),
}

/// What is to be done with a unit.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// licscan failed on it: nothing is known.
    Skip,
    /// Write it.
    Write,
    /// Write it, and remember this of it.
    Remember(String),
}

/// What writes a night.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) database: Database,
    /// The number of the night.
    pub(super) night: i64,
    /// The day on which it began, for what is seen for the first time.
    pub(super) first_seen: String,
    /// The paths of all units that are there; only asked, never listed.
    pub(super) there: HashSet<String>,
    /// What is to be done with the unit that comes next.
    pub(super) next: Next,
    /// Files whose texts are kept and which are not there any more.
    pub(super) stale_texts: Vec<FileDigest>,
    /// True where the whole store is as it was the night before: no unit came or went.
    pub(super) is_as_it_was: bool,
    /// How many bytes the texts take that are kept, once that was asked.
    pub(super) texts_take: Option<usize>,
    ended: Vec<(i64, Ended)>,
}

/// A finding as it stands in the database.
struct Known {
    id: i64,
    says: Says,
    state: Option<State>,
}

impl Writer {
    /// Begins the night after the last one. Nobody else can write until it ends.
    pub(super) fn begin(database: Database, first_seen: String) -> Result<Self> {
        let begin = || {
            database.connection.execute_batch("BEGIN IMMEDIATE")?;
            database.connection.query_row(
                "SELECT coalesce(max(number), 0) + 1 FROM night",
                [],
                |row| row.get(0),
            )
        };
        let night = begin().map_err(|error| database.said(error))?;
        Ok(Self {
            database,
            night,
            first_seen,
            there: HashSet::new(),
            next: Next::Skip,
            stale_texts: Vec::new(),
            is_as_it_was: false,
            texts_take: None,
            ended: Vec::new(),
        })
    }

    /// What was kept of the unit of this path.
    pub(super) fn remembered(&self, path: &str) -> Result<Option<String>> {
        let sql = "SELECT remembered FROM memory JOIN unit ON unit.id = memory.unit WHERE path = ?";
        let ask = || {
            let mut statement = self.database.connection.prepare_cached(sql)?;
            statement.query_row([path], |row| row.get(0)).optional()
        };
        ask().map_err(|error| self.database.said(error))
    }

    /// Forgets what was kept of the unit of this path.
    pub(super) fn forget(&self, path: &str) -> Result<()> {
        let sql = "DELETE FROM memory WHERE unit = (SELECT id FROM unit WHERE path = ?)";
        self.run(sql, [path])
    }

    pub(super) fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        let run = || self.database.connection.prepare_cached(sql)?.execute(values);
        run().map(|_| ()).map_err(|error| self.database.said(error))
    }

    /// Writes a unit that was judged.
    pub(super) fn unit(&mut self, unit: &UnitRow) -> Result<()> {
        let id = self.unit_row(unit)?;
        self.documents(id, &unit.documents)?;
        self.findings(id, &unit.findings)?;
        if let Next::Remember(text) = std::mem::replace(&mut self.next, Next::Skip) {
            self.run("INSERT OR REPLACE INTO memory VALUES (?, ?)", params![id, text])?;
        }
        Ok(())
    }

    /// Writes the row of the unit itself and gives its number.
    fn unit_row(&self, unit: &UnitRow) -> Result<i64> {
        let UnitRow { path, root, name, owner, team, kind, relation, record, .. } = unit;
        let sql = "INSERT INTO unit (path, root, name, owner, team, kind, relation, record)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (path) DO UPDATE SET root = excluded.root, name = excluded.name,
                owner = excluded.owner, team = excluded.team, kind = excluded.kind,
                relation = excluded.relation, record = excluded.record";
        self.run(sql, params![path, root, name, owner, team, kind, relation, record])?;
        let id =
            self.database.list("SELECT id FROM unit WHERE path = ?", [path], |row| row.get(0))?;
        let id = id.first().copied().unwrap_or_default();
        let sql = "INSERT INTO stay (unit, since) SELECT ?1, ?2
            WHERE NOT EXISTS (SELECT 1 FROM stay WHERE unit = ?1 AND until IS NULL)";
        self.run(sql, params![id, self.night])?;
        Ok(id)
    }

    fn documents(&mut self, unit: i64, found: &BTreeMap<String, DocumentRow>) -> Result<()> {
        let sql = "SELECT path, kind, sha256, verdict, licenses, declared FROM document
            WHERE unit = ? AND until IS NULL";
        let known: BTreeMap<String, DocumentRow> = self
            .database
            .list(sql, [unit], |row| {
                let document = DocumentRow {
                    kind: row.get(1)?,
                    sha256: row.get(2)?,
                    verdict: row.get(3)?,
                    licenses: row.get(4)?,
                    declared: row.get(5)?,
                };
                Ok((row.get(0)?, document))
            })?
            .into_iter()
            .collect();
        for (path, document) in found {
            match known.get(path) {
                Some(known) if known == document => continue,
                Some(_) => self.end_document(unit, path)?,
                None => {}
            }
            let DocumentRow { kind, sha256, verdict, licenses, declared } = document;
            let sql = "INSERT INTO document
                (unit, path, since, kind, sha256, verdict, licenses, declared)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
            let night = self.night;
            self.run(sql, params![unit, path, night, kind, sha256, verdict, licenses, declared])?;
        }
        let gone = known.into_keys().filter(|path| !found.contains_key(path));
        self.ended.extend(gone.map(|path| (unit, Ended::Document(path))));
        Ok(())
    }

    fn end_document(&self, unit: i64, path: &str) -> Result<()> {
        let sql = "UPDATE document SET until = ? WHERE unit = ? AND path = ? AND until IS NULL";
        self.run(sql, params![self.night, unit, path])
    }

    fn findings(&mut self, unit: i64, found: &BTreeMap<FindingKey, FindingRow>) -> Result<()> {
        let mut known = self.known_findings(unit)?;
        for (key, FindingRow { says, state }) in found {
            let id = match known.remove(key) {
                Some(Known { id, says: said, state: was }) => {
                    if said != *says {
                        self.say(id, says)?;
                    }
                    if was.as_ref() == Some(state) {
                        continue;
                    }
                    self.end_finding(id)?;
                    id
                }
                None => self.new_finding(unit, key, says)?,
            };
            let sql = "INSERT INTO finding_state (finding, since, level, waived, waived_zh)
                VALUES (?, ?, ?, ?, ?)";
            let (waived, waived_zh) = halves(state.waived.as_ref());
            self.run(sql, params![id, self.night, state.level, waived, waived_zh])?;
        }
        let gone = known.into_values().filter(|finding| finding.state.is_some());
        self.ended.extend(gone.map(|finding| (unit, Ended::Finding(finding.id))));
        Ok(())
    }

    /// The findings that the unit has or had.
    fn known_findings(&self, unit: i64) -> Result<BTreeMap<FindingKey, Known>> {
        let sql = "SELECT id, fingerprint, twin, rule, license, clause, duty, path, line, message,
                message_zh, remedy, remedy_zh, fixable, level, waived, waived_zh
            FROM finding LEFT JOIN finding_state
                ON finding_state.finding = finding.id AND finding_state.until IS NULL
            WHERE unit = ?";
        let known = self.database.list(sql, [unit], |row| {
            let key = FindingKey { fingerprint: row.get(1)?, twin: row.get(2)? };
            let says = Says {
                rule: row.get(3)?,
                license: row.get(4)?,
                clause: row.get(5)?,
                duty: row.get(6)?,
                path: row.get(7)?,
                line: row.get(8)?,
                message: Bilingual::new(row.get::<_, String>(9)?, row.get::<_, String>(10)?),
                remedy: whole(row.get(11)?, row.get(12)?),
                fixable: row.get(13)?,
            };
            let level: Option<String> = row.get(14)?;
            let waived = whole(row.get(15)?, row.get(16)?);
            let state = level.map(|level| State { level, waived });
            Ok((key, Known { id: row.get(0)?, says, state }))
        })?;
        Ok(known.into_iter().collect())
    }

    fn say(&self, id: i64, says: &Says) -> Result<()> {
        let Says { rule, license, clause, duty, path, line, message, remedy, fixable } = says;
        let (remedy, remedy_zh) = halves(remedy.as_ref());
        let sql =
            "UPDATE finding SET rule = ?, license = ?, clause = ?, duty = ?, path = ?, line = ?,
            message = ?, message_zh = ?, remedy = ?, remedy_zh = ?, fixable = ? WHERE id = ?";
        let (en, zh) = (&message.en, &message.zh);
        self.run(
            sql,
            params![
                rule, license, clause, duty, path, line, en, zh, remedy, remedy_zh, fixable, id
            ],
        )
    }

    fn new_finding(&self, unit: i64, key: &FindingKey, says: &Says) -> Result<i64> {
        let sql =
            "INSERT INTO finding (unit, fingerprint, twin, rule, message, message_zh, fixable,
            first_night, first_seen) VALUES (?, ?, ?, ?, '', '', 0, ?, ?)";
        let FindingKey { fingerprint, twin } = key;
        self.run(sql, params![unit, fingerprint, twin, says.rule, self.night, self.first_seen])?;
        let id = self.database.connection.last_insert_rowid();
        self.say(id, says)?;
        Ok(id)
    }

    fn end_finding(&self, id: i64) -> Result<()> {
        let sql = "UPDATE finding_state SET until = ? WHERE finding = ? AND until IS NULL";
        self.run(sql, params![self.night, id])
    }

    /// What the night takes away: what units no longer have, and units of these roots that are no longer
    /// there. A night that is not complete takes nothing away; it forgets what it knows of units that
    /// lost something, so that the next one looks again.
    pub(super) fn close(
        &mut self,
        complete: bool,
        roots: &[String],
        policies: &[&str],
    ) -> Result<()> {
        for (unit, ended) in std::mem::take(&mut self.ended) {
            match ended {
                _ if !complete => self.run("DELETE FROM memory WHERE unit = ?", [unit])?,
                Ended::Document(path) => self.end_document(unit, &path)?,
                Ended::Finding(id) => self.end_finding(id)?,
            }
        }
        if !complete || self.is_as_it_was {
            return Ok(());
        }
        self.forget_texts()?;
        let sql = "SELECT id, path, root FROM unit JOIN stay ON stay.unit = unit.id
            WHERE stay.until IS NULL";
        let staying: Vec<(i64, String, String)> =
            self.database.list(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (id, path, root) in staying {
            let is_there = if root == POLICY_ROOT {
                policies.contains(&path.as_str())
            } else {
                !is_below(&path, roots) || self.there.contains(&path)
            };
            if !is_there {
                self.unit_is_gone(id)?;
            }
        }
        Ok(())
    }

    fn unit_is_gone(&self, id: i64) -> Result<()> {
        let night = self.night;
        self.run("UPDATE stay SET until = ? WHERE unit = ? AND until IS NULL", [night, id])?;
        self.run("UPDATE document SET until = ? WHERE unit = ? AND until IS NULL", [night, id])?;
        let sql = "UPDATE finding_state SET until = ? WHERE until IS NULL
            AND finding IN (SELECT id FROM finding WHERE unit = ?)";
        self.run(sql, [night, id])?;
        self.run("DELETE FROM memory WHERE unit = ?", [id])
    }
}

fn halves(words: Option<&Bilingual>) -> (Option<&str>, Option<&str>) {
    (words.map(|words| words.en.as_str()), words.map(|words| words.zh.as_str()))
}
