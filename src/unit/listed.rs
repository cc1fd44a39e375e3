//! A file as a walk lists it, whether the walk asked for its size or not.

use std::{borrow::Cow, fs::Metadata, path::Path};

use crate::store::{Entry, File, FileKey};

/// A file as a walk lists it.
pub(super) trait Listed {
    /// Its path, of which the last part is its name.
    fn below(&self) -> &str;
    /// Its size in bytes, where the walk asked for it.
    fn listed_size(&self) -> Option<u64>;
    /// What the system tells of it.
    fn same_file(&self) -> Option<FileKey>;
    /// Where to open it.
    fn on_disk(&self) -> Cow<'_, Path>;

    /// Its size in bytes; 0 for what is no regular file.
    fn size(&self) -> u64 {
        self.listed_size().unwrap_or_else(|| {
            let found = std::fs::metadata(self.on_disk()).ok();
            found.filter(Metadata::is_file).map_or(0, |found| found.len())
        })
    }
}

impl Listed for Entry {
    fn below(&self) -> &str {
        &self.below
    }

    fn listed_size(&self) -> Option<u64> {
        self.size
    }

    fn same_file(&self) -> Option<FileKey> {
        self.same_file
    }

    fn on_disk(&self) -> Cow<'_, Path> {
        Cow::Borrowed(&self.file)
    }
}

impl Listed for File<'_> {
    fn below(&self) -> &str {
        self.below
    }

    fn listed_size(&self) -> Option<u64> {
        self.size
    }

    fn same_file(&self) -> Option<FileKey> {
        self.key
    }

    fn on_disk(&self) -> Cow<'_, Path> {
        Cow::Owned(File::on_disk(self))
    }
}
