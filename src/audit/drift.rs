//! Whose license drifted between two nights: documents that are not what they were.

use rusqlite::Row;
use serde::Serialize;

use super::{Database, error::Result};

/// A document that is not what it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Drift {
    /// The path of its unit.
    pub unit: String,
    /// The document.
    pub path: String,
    /// What it was; `None` where it was not there.
    pub before: Option<DriftSide>,
    /// What it is; `None` where it is not there any more.
    pub after: Option<DriftSide>,
}

/// A document in one night.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DriftSide {
    /// The SHA-256 of its text.
    pub sha256: Option<String>,
    /// The verdict about its text.
    pub verdict: String,
    /// The licenses in it.
    pub licenses: Vec<String>,
    /// The licenses that it declares.
    pub declared: Vec<String>,
}

impl Database {
    pub(super) fn drift(&self, before: i64, after: i64) -> Result<Vec<Drift>> {
        let sql = "
            WITH changed AS (
                SELECT unit, path FROM document WHERE since > ?1 AND since <= ?2
                UNION SELECT unit, path FROM document WHERE until > ?1 AND until <= ?2)
            SELECT unit.path, changed.path, coalesce(now.kind, was.kind),
                was.sha256, was.verdict, was.licenses, was.declared,
                now.sha256, now.verdict, now.licenses, now.declared
            FROM changed
            JOIN unit ON unit.id = changed.unit
            JOIN stay old ON old.unit = unit.id AND old.since <= ?1
                AND (old.until IS NULL OR old.until > ?1)
            JOIN stay new ON new.unit = unit.id AND new.since <= ?2
                AND (new.until IS NULL OR new.until > ?2)
            LEFT JOIN document was ON was.unit = changed.unit AND was.path = changed.path
                AND was.since <= ?1 AND (was.until IS NULL OR was.until > ?1)
            LEFT JOIN document now ON now.unit = changed.unit AND now.path = changed.path
                AND now.since <= ?2 AND (now.until IS NULL OR now.until > ?2)
            ORDER BY unit.path, changed.path";
        let drift = self.list(sql, [before, after], |row| {
            let kind: String = row.get(2)?;
            let drift = Drift {
                unit: row.get(0)?,
                path: row.get(1)?,
                before: side(row, 3)?,
                after: side(row, 7)?,
            };
            Ok(drift.matters(&kind).then_some(drift))
        })?;
        Ok(drift.into_iter().flatten().collect())
    }
}

fn side(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<DriftSide>> {
    let Some(verdict) = row.get::<_, Option<String>>(at + 1)? else { return Ok(None) };
    let (licenses, declared): (String, String) = (row.get(at + 2)?, row.get(at + 3)?);
    let licenses: Vec<serde_json::Value> = serde_json::from_str(&licenses).unwrap_or_default();
    let name = |license: &serde_json::Value| {
        let field = |name: &str| license[name].as_str().filter(|text| !text.is_empty());
        field("id").or_else(|| field("family")).unwrap_or_default().to_owned()
    };
    Ok(Some(DriftSide {
        sha256: row.get(at)?,
        verdict,
        licenses: licenses.iter().map(name).collect(),
        declared: serde_json::from_str(&declared).unwrap_or_default(),
    }))
}

impl Drift {
    /// A card changes every day: of it only what it says about a license matters, of a text of terms every
    /// word.
    fn matters(&self, kind: &str) -> bool {
        let is_terms = ["license", "notice", "policy"].contains(&kind);
        let says = |side: &Option<DriftSide>| {
            let empty = (String::new(), Vec::new(), Vec::new());
            side.as_ref().map_or(empty, |side| {
                let says_something = !side.licenses.is_empty() || is_terms;
                let verdict = if says_something { side.verdict.clone() } else { String::new() };
                (verdict, side.licenses.clone(), side.declared.clone())
            })
        };
        let sha256 = |side: &Option<DriftSide>| side.as_ref().and_then(|it| it.sha256.clone());
        says(&self.before) != says(&self.after)
            || is_terms && sha256(&self.before) != sha256(&self.after)
    }
}
