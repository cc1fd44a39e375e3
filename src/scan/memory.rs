//! What a scan need not work out again, because an earlier one did and nothing has changed since.
//!
//! A scan keeps nothing itself: it tells a [`Memory`] what may be kept of each unit, and asks it the next
//! time. What is said about a unit depends on four things, and all of them are compared: its own files (name,
//! size, times and inode of each, without opening any), what holds for the whole scan (licscan itself, what it
//! knows, the policy), what it was told about other models of the store, and the files of those. Where one of
//! them differs, or cannot be told for sure, the unit is read and judged anew.

use std::{collections::BTreeSet, io};

use serde::{Deserialize, Serialize};

use crate::{
    policy::Met,
    unit::{FileMemory, Outlines},
};

/// A SHA-256.
pub type Digest = [u8; 32];

/// Where what is known of units stays between two scans. What is asked here is asked from the thread of the
/// scan alone.
pub trait Memory: FileMemory {
    /// Told once, before anything is judged: every unit that is there, also those that nobody asked for.
    ///
    /// # Errors
    ///
    /// Where the memory fails.
    fn begin(&self, outlines: &Outlines) -> io::Result<()>;

    /// What was kept of the unit of this path.
    ///
    /// # Errors
    ///
    /// Where the memory fails.
    fn recall(&self, path: &str) -> io::Result<Option<Remembered>>;

    /// Told in the order of the scan, before the unit is handed on: what may be kept of it. Where it is
    /// `None`, whatever was kept before is void.
    ///
    /// # Errors
    ///
    /// Where the memory fails.
    fn keep(&self, path: &str, remembered: Option<Remembered>) -> io::Result<()>;

    /// What was kept of the whole store, if it was as this digest says. It is asked before anything else, and
    /// where there is something, that is all.
    ///
    /// # Errors
    ///
    /// Where the memory fails.
    fn recall_whole(&self, store: &Digest) -> io::Result<Option<Whole>>;

    /// Told at the end of a scan in which every unit was looked at and is remembered: what may be kept of the
    /// store. It is void once another night came to something else.
    fn keep_whole(&self, store: Digest, whole: Whole);

    /// Told in place of [`Memory::keep`] of a unit on which licscan itself failed: what is handed on says
    /// nothing about it.
    ///
    /// # Errors
    ///
    /// Where the memory fails.
    fn fail(&self, path: &str) -> io::Result<()>;
}

/// What is kept of one unit, besides what reports say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// What it was made from.
    pub key: Digest,
    /// What was asked about the rest of the store.
    pub asked: Vec<Asked>,
    /// The entries of the policy that the unit met.
    pub met: Vec<Met>,
    /// What it adds to the summary.
    pub counts: Counts,
}

/// What is kept of a whole store, so that a night in which nothing changed need not look up each unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Whole {
    /// The entries of the policy that its units met.
    pub met: BTreeSet<Met>,
    /// What they add to the summary.
    pub counts: Counts,
    /// How many there are.
    pub units: usize,
    /// The roots without any, by number.
    pub empty_roots: Vec<usize>,
}

impl Whole {
    /// Adds a unit.
    pub(super) fn add(&mut self, unit: &Remembered) {
        self.units += 1;
        self.met.extend(unit.met.iter().cloned());
        let Counts { documents, errors, warnings, notes, waived } = unit.counts;
        self.counts.documents += documents;
        self.counts.errors += errors;
        self.counts.warnings += warnings;
        self.counts.notes += notes;
        self.counts.waived += waived;
    }
}

/// One name that was looked up in the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The name.
    pub name: String,
    /// The path of the unit that it meant, and that unit's key; `None` where it meant none.
    pub found: Option<(String, Digest)>,
}

/// What a unit adds to the summary of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Documents listed.
    pub documents: usize,
    /// Findings that are errors.
    pub errors: usize,
    /// Findings that are warnings.
    pub warnings: usize,
    /// Findings that are notes.
    pub notes: usize,
    /// Findings that are waived.
    pub waived: usize,
}
