//! The memory of a scan, kept in the database: what a unit was made from, so that it need not be read again,
//! and texts that are dear to take from their files, so that what is learned later costs no file.

use std::{
    collections::HashMap,
    io,
    sync::{PoisonError, atomic::Ordering},
};

use super::{
    error::AuditError,
    night::Night,
    texts::Packed,
    write::{Next, Writer},
};
use crate::{
    document::TextFormat,
    scan::memory::{Digest, Memory, Remembered, Whole},
    unit::{FileDigest, FileMemory, Outlines, UnitKind, text_keys},
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

impl FileMemory for Night {
    fn trusts_until(&self) -> i64 {
        self.trusts_until
    }

    fn mark(&self, files: &FileDigest) -> Option<Option<UnitKind>> {
        let known = self.marks.get_or_init(|| {
            // Where this fails, so does the rest of the night.
            let read = || self.with(|writer| writer.marks()).unwrap_or_default();
            if self.recalls { read() } else { HashMap::new() }
        });
        let mark = known.get(files).copied()?;
        self.marks_now.lock().unwrap_or_else(PoisonError::into_inner).push((*files, mark));
        Some(mark)
    }

    fn keep_mark(&self, files: &FileDigest, mark: Option<UnitKind>) {
        self.marks_now.lock().unwrap_or_else(PoisonError::into_inner).push((*files, mark));
    }

    fn text(&self, file: &FileDigest) -> Option<(String, TextFormat)> {
        if !self.texts.contains(file) {
            return None;
        }
        let (format, packed) = self.with(|writer| writer.text(file)).ok().flatten()?;
        let format = [TextFormat::Pdf, TextFormat::Docx]
            .into_iter()
            .find(|known| format_name(*known) == format)?;
        // What cannot be read back is taken from the file once more.
        Some((packed.text()?, format))
    }

    fn keep_text(&self, file: &FileDigest, text: &str, format: TextFormat) {
        let Some(packed) = Packed::of(text) else { return };
        // Where this fails, so does the rest of the night.
        let _kept = self.with(|writer| writer.keep_text(file, format_name(format), &packed));
    }
}

fn format_name(format: TextFormat) -> &'static str {
    match format {
        TextFormat::Plain => "plain",
        TextFormat::Pdf => "pdf",
        TextFormat::Docx => "docx",
    }
}

impl Memory for Night {
    fn begin(&self, outlines: &Outlines) -> io::Result<()> {
        let mut stale = self.texts.clone();
        if !stale.is_empty() {
            for outline in outlines.iter() {
                for file in text_keys(&outline) {
                    stale.remove(&file);
                }
            }
        }
        self.with(|writer| {
            writer.stale_texts = stale.into_iter().collect();
            writer.stale_texts.sort_unstable();
            writer.there = (0..outlines.len()).map(|unit| outlines.path(unit)).collect();
            Ok(())
        })
    }

    fn recall(&self, path: &str) -> io::Result<Option<Remembered>> {
        if !self.recalls {
            return Ok(None);
        }
        let kept = self.with(|writer| writer.remembered(path))?;
        // What another version wrote in another form is not known.
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()))
    }

    fn recall_whole(&self, store: &Digest) -> io::Result<Option<Whole>> {
        if !self.recalls {
            return Ok(None);
        }
        let whole = self.with(|writer| writer.whole(store))?;
        self.is_as_it_was.store(whole.is_some(), Ordering::Relaxed);
        Ok(whole)
    }

    fn keep_whole(&self, store: Digest, whole: Whole) {
        *self.whole.lock().unwrap_or_else(PoisonError::into_inner) = Some((store, whole));
    }

    fn keep(&self, path: &str, remembered: Option<Remembered>) -> io::Result<()> {
        let text = remembered.map(|it| serde_json::to_string(&it)).transpose()?;
        self.with(|writer| {
            writer.next = text.map_or(Next::Write, Next::Remember);
            writer.forget(path)
        })
    }

    fn fail(&self, path: &str) -> io::Result<()> {
        self.with(|writer| {
            writer.next = Next::Skip;
            writer.forget(path)
        })
    }
}
