//! Texts that were taken from PDF and DOCX, kept from night to night.
//!
//! A new licscan knows other licenses, and everything is identified anew; but the text of a file that did not
//! change is the same, and to take it from a PDF costs a hundred times what it costs to keep it. Copies of one
//! text are kept once, deflated, under the SHA-256 of the text.

use std::{
    collections::HashSet,
    io::{Read as _, Write as _},
};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use rusqlite::{OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::{error::Result, write::Writer};
use crate::unit::FileDigest;

/// The longest text that is kept, in bytes: the longest real license has about a hundred thousand.
const LONGEST: usize = 512 << 10;

/// How much all texts may take, in bytes as they are kept. What comes when it is full is read again.
const MOST: usize = 256 << 20;

/// A text as it is kept.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packed {
    digest: [u8; 32],
    deflated: Vec<u8>,
}

impl Packed {
    /// Packs a text; `None` for one that is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
        deflate.write_all(text.as_bytes()).ok()?;
        Some(Self {
            digest: Sha256::digest(text.as_bytes()).into(),
            deflated: deflate.finish().ok()?,
        })
    }

    /// The text; `None` where it is not the one that was packed.
    pub(super) fn text(&self) -> Option<String> {
        let mut bytes = Vec::new();
        let most = LONGEST as u64 + 1;
        DeflateDecoder::new(&self.deflated[..]).take(most).read_to_end(&mut bytes).ok()?;
        let is_same = <[u8; 32]>::from(Sha256::digest(&bytes)) == self.digest;
        is_same.then(|| String::from_utf8(bytes).ok()).flatten()
    }
}

impl Writer {
    /// The files whose texts are kept.
    pub(super) fn texts(&self) -> Result<HashSet<FileDigest>> {
        let files = self.database.list("SELECT file FROM extracted_text", [], |row| row.get(0))?;
        Ok(files.into_iter().collect())
    }

    /// The format and the text that was taken from a file.
    pub(super) fn text(&self, file: &FileDigest) -> Result<Option<(String, Packed)>> {
        let sql = "SELECT format, kept_text.digest, deflated
            FROM extracted_text JOIN kept_text ON kept_text.digest = extracted_text.digest
            WHERE file = ?";
        let ask = || {
            let mut statement = self.database.connection.prepare_cached(sql)?;
            let read = |row: &rusqlite::Row<'_>| {
                Ok((row.get(0)?, Packed { digest: row.get(1)?, deflated: row.get(2)? }))
            };
            statement.query_row([file], read).optional()
        };
        ask().map_err(|error| self.database.said(error))
    }

    /// Keeps the text that was taken from a file, while there is room.
    pub(super) fn keep_text(
        &mut self,
        file: &FileDigest,
        format: &str,
        text: &Packed,
    ) -> Result<()> {
        self.keep_text_within(MOST, file, format, text)
    }

    fn keep_text_within(
        &mut self,
        most: usize,
        file: &FileDigest,
        format: &str,
        text: &Packed,
    ) -> Result<()> {
        let Packed { digest, deflated } = text;
        let taken = match self.texts_take {
            Some(taken) => taken,
            None => self.size_of_texts()?,
        };
        self.texts_take = Some(taken);
        if taken + deflated.len() <= most {
            let sql = "INSERT OR IGNORE INTO kept_text (digest, deflated) VALUES (?, ?)";
            self.run(sql, params![digest, deflated])?;
            if self.database.connection.changes() > 0 {
                self.texts_take = Some(taken + deflated.len());
            }
        }
        let sql = "INSERT OR REPLACE INTO extracted_text (file, format, digest) SELECT ?1, ?2, ?3
            WHERE EXISTS (SELECT 1 FROM kept_text WHERE digest = ?3)";
        self.run(sql, params![file, format, digest])
    }

    fn size_of_texts(&self) -> Result<usize> {
        let sql = "SELECT coalesce(sum(length(deflated)), 0) FROM kept_text";
        let size: Vec<i64> = self.database.list(sql, [], |row| row.get(0))?;
        Ok(size.first().and_then(|size| usize::try_from(*size).ok()).unwrap_or(MOST))
    }

    /// Forgets the texts of files that are not there any more.
    pub(super) fn forget_texts(&mut self) -> Result<()> {
        if self.stale_texts.is_empty() {
            return Ok(());
        }
        for file in &self.stale_texts {
            self.run("DELETE FROM extracted_text WHERE file = ?", [file])?;
        }
        self.texts_take = None;
        let sql = "DELETE FROM kept_text WHERE digest NOT IN (SELECT digest FROM extracted_text)";
        self.run(sql, [])
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::audit::Database;

    #[test]
    fn a_text_comes_back_and_a_long_one_is_not_kept() {
        let text = "许可 License\n".repeat(100);
        let packed = Packed::of(&text).unwrap();
        assert!(packed.deflated.len() < text.len() / 4);
        assert_eq!(packed.text().unwrap(), text);
        assert_eq!(Packed::of(&"x".repeat(LONGEST)).unwrap().text().unwrap().len(), LONGEST);
        assert_eq!(Packed::of(&"x".repeat(LONGEST + 1)), None);
        let broken = Packed { deflated: packed.deflated[..9].to_vec(), ..packed };
        assert_eq!(broken.text(), None);
    }

    #[test]
    fn copies_are_kept_once_within_a_cap_and_forgotten_with_the_last_of_them() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("a.db")).unwrap();
        let mut writer = Writer::begin(database, "2026-11-26".to_owned()).unwrap();
        let [one, other] = ["one text", "another one"].map(|text| Packed::of(text).unwrap());
        let most = one.deflated.len().max(other.deflated.len());
        let keep = |writer: &mut Writer, file: u8, text: &Packed| {
            writer.keep_text_within(most, &[file; 32], "pdf", text).unwrap();
        };
        keep(&mut writer, 1, &one);
        keep(&mut writer, 2, &one);
        keep(&mut writer, 3, &other);
        assert_eq!(writer.texts().unwrap(), HashSet::from([[1; 32], [2; 32]]));
        let (format, text) = writer.text(&[2; 32]).unwrap().unwrap();
        assert_eq!((format.as_str(), &text), ("pdf", &one));

        writer.stale_texts = vec![[1; 32]];
        writer.forget_texts().unwrap();
        assert!(writer.text(&[2; 32]).unwrap().is_some());
        writer.stale_texts = vec![[2; 32]];
        writer.forget_texts().unwrap();
        // There is room again.
        keep(&mut writer, 3, &other);
        assert_eq!(writer.texts().unwrap(), HashSet::from([[3; 32]]));
    }
}
