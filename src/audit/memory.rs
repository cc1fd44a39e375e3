//! The memory of a scan, kept in the database: what a unit was made from, so that it need not be read again.

use std::{io, sync::PoisonError};

use super::{error::AuditError, night::Night, write::Writer};
use crate::{
    scan::memory::{Memory, Remembered},
    unit::Outline,
};

impl Night {
    /// Does something with the writer.
    pub(super) fn with<T>(
        &self,
        work: impl FnOnce(&mut Writer) -> Result<T, AuditError>,
    ) -> io::Result<T> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut writer).map_err(io::Error::other)
    }
}

impl Memory for Night {
    fn trusts_until(&self) -> i64 {
        self.trusts_until
    }

    fn begin(&self, outlines: &[Outline]) -> io::Result<()> {
        self.with(|writer| {
            writer.there = outlines.iter().map(|outline| outline.path.clone()).collect();
            Ok(())
        })
    }

    fn recall(&self, unit: &Outline) -> io::Result<Option<Remembered>> {
        if !self.recalls {
            return Ok(None);
        }
        let kept = self.with(|writer| writer.remembered(&unit.path))?;
        // What another version wrote in another form is not known.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn confirm(&self, _unit: &Outline) -> io::Result<()> {
        Ok(())
    }

    fn keep(&self, unit: &Outline, remembered: Option<Remembered>) -> io::Result<()> {
        let text = remembered.map(|it| serde_json::to_string(&it)).transpose()?;
        self.with(|writer| {
            writer.next = Some(text);
            writer.forget(&unit.path)
        })
    }

    fn fail(&self, unit: &Outline) -> io::Result<()> {
        self.with(|writer| {
            writer.next = None;
            writer.forget(&unit.path)
        })
    }
}
