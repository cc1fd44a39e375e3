//! What the database keeps of folders: what each is marked as, by its files.

use std::collections::{HashMap, HashSet};

use rusqlite::params;

use super::{error::Result, write::Writer};
use crate::{
    scan::memory::{Digest, Whole},
    unit::{FileDigest, UnitKind},
};

/// The kind that stands in the database under this name.
fn kind_named(name: &str) -> Option<UnitKind> {
    [UnitKind::Model, UnitKind::Documents, UnitKind::Dataset, UnitKind::Space]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

impl Writer {
    /// What folders were marked as the nights before.
    pub(super) fn marks(&self) -> Result<HashMap<FileDigest, Option<UnitKind>>> {
        let marks = self.database.list("SELECT files, mark FROM folder_mark", [], |row| {
            let mark: Option<String> = row.get(1)?;
            // A kind that another version named is not known.
            let mark = match mark {
                None => Some(None),
                Some(name) => kind_named(&name).map(Some),
            };
            Ok((row.get(0)?, mark))
        })?;
        Ok(marks.into_iter().filter_map(|(files, mark)| Some((files, mark?))).collect())
    }

    /// Keeps what folders are marked as tonight. After a night that saw everything, folders that were not
    /// asked for are forgotten.
    pub(super) fn keep_marks(
        &self,
        known: &HashMap<FileDigest, Option<UnitKind>>,
        now: Vec<(FileDigest, Option<UnitKind>)>,
        complete: bool,
    ) -> Result<()> {
        let mut asked = HashSet::new();
        for (files, mark) in now {
            if !known.contains_key(&files) {
                let mark = mark.map(UnitKind::as_str);
                let sql = "INSERT OR REPLACE INTO folder_mark VALUES (?, ?)";
                self.run(sql, params![files, mark])?;
            }
            asked.insert(files);
        }
        if complete && known.keys().any(|files| !asked.contains(files)) {
            let sql = "SELECT files FROM folder_mark";
            let stale: Vec<FileDigest> = self.database.list(sql, [], |row| row.get(0))?;
            for files in stale.into_iter().filter(|files| !asked.contains(files)) {
                self.run("DELETE FROM folder_mark WHERE files = ?", [files])?;
            }
        }
        Ok(())
    }

    /// What was kept of the whole store, if it was as this digest says.
    pub(super) fn whole(&self, store: &Digest) -> Result<Option<Whole>> {
        let sql = "SELECT remembered FROM whole_store WHERE store = ?";
        let kept: Vec<String> = self.database.list(sql, [store], |row| row.get(0))?;
        // What another version wrote in another form is not known.
        Ok(kept.first().and_then(|text| serde_json::from_str(text).ok()))
    }

    /// Keeps what is known of the whole store tonight, and nothing of any other night: what lies between them
    /// may have changed a unit and changed it back.
    pub(super) fn keep_whole(&self, whole: Option<&(Digest, Whole)>) -> Result<()> {
        self.run("DELETE FROM whole_store", [])?;
        if let Some((store, whole)) = whole {
            let text = serde_json::to_string(whole).unwrap_or_default();
            self.run("INSERT INTO whole_store VALUES (?, ?)", params![store, text])?;
        }
        Ok(())
    }
}
