//! A digest over what is known of files without opening them.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::FileKey;

/// A digest over fields, each with its length, so that no two lists of fields are one text.
#[derive(Debug, Default)]
pub(crate) struct Fields(Sha256);

impl Fields {
    /// Adds some bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.update(bytes);
    }

    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Adds a path.
    pub(crate) fn path(&mut self, path: &Path) {
        self.bytes(path.as_os_str().as_encoded_bytes());
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    /// Adds a text or that there is none.
    pub(crate) fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }

    /// Adds what the system tells of a file but its name, and gives the time of its last change; `None` where
    /// the system tells none.
    pub(crate) fn file(&mut self, size: Option<u64>, same_file: Option<FileKey>) -> Option<i64> {
        self.number(size?);
        let key = same_file?;
        self.number(key.device);
        self.number(key.inode);
        for time in [key.modified, key.changed] {
            self.0.update(time.to_le_bytes());
        }
        Some(key.newest())
    }

    /// The digest.
    pub(crate) fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}
