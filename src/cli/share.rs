//! What a scan is told where several runs share the work: which part is its own, and what the others found.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;

use super::{
    UsageError,
    roots_from::{self, Named},
};
use crate::{
    language::both,
    report::{escape, json::Share},
    scan::{IndexWriter, Others, Shard},
};

/// What makes a run one of several.
#[derive(Debug, Clone, Default, Args)]
pub struct ShareArgs {
    /// Scan the folders that this file names, one a line; `-` reads standard input
    #[arg(help_heading = "Many machines", long, value_name = "FILE", conflicts_with = "paths")]
    pub roots_from: Option<PathBuf>,

    /// The names of `--roots-from` end with a NUL and not with a line end
    #[arg(
        help_heading = "Many machines",
        short = '0',
        long,
        requires = "roots_from",
        conflicts_with = "paths"
    )]
    pub null: bool,

    /// Judge only this share of the models, of which every machine sees all: `2/8` is the second of eight
    #[arg(help_heading = "Many machines", long, value_name = "I/N")]
    pub shard: Option<Shard>,

    /// Mark this run as one of several, for `licscan merge`; --shard and --index imply it
    #[arg(help_heading = "Many machines", long)]
    pub part: bool,

    /// Write what runs over other folders need to know of the models in these
    #[arg(help_heading = "Many machines", long, value_name = "FILE", conflicts_with = "owner")]
    pub index_out: Option<PathBuf>,

    /// Read what other runs wrote, so that a base model in their folders is known
    #[arg(help_heading = "Many machines", long, value_name = "FILE", num_args = 1..)]
    pub index: Vec<PathBuf>,
}

impl ShareArgs {
    /// The roots that a file names; `None` where the command line names them.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read, or a line is no path.
    pub(super) fn roots(&self) -> Result<Option<Named>, UsageError> {
        self.roots_from.as_ref().map(|file| roots_from::read(file, self.null)).transpose()
    }

    /// True where other runs judge other models.
    pub(super) fn is_part(&self) -> bool {
        self.part || self.shard.is_some() || !self.index.is_empty()
    }

    /// What the lines of a part say besides; `scanned` are those of the typed roots that are scanned.
    pub(super) fn share(&self, typed: &[PathBuf], scanned: &[PathBuf]) -> Option<Share> {
        self.is_part().then(|| Share { shard: self.shard, numbers: numbers(typed, scanned) })
    }

    /// Begins the index for other runs, where one is wanted.
    ///
    /// # Errors
    ///
    /// Where its folder cannot be written.
    pub(super) fn create_index(&self) -> anyhow::Result<Option<IndexWriter>> {
        let Some(file) = &self.index_out else { return Ok(None) };
        let shown = escape::path(file);
        let created = IndexWriter::create(file).with_context(|| format!("cannot write {shown}"));
        created.map(Some)
    }

    /// Puts the index in its place.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub(super) fn finish_index(&self, index: IndexWriter, complete: bool) -> anyhow::Result<()> {
        let shown = self.index_out.as_deref().map(escape::path).unwrap_or_default();
        index.finish(complete).with_context(|| format!("cannot write {shown}"))
    }

    /// The models of other runs.
    ///
    /// # Errors
    ///
    /// Where an index cannot be used.
    pub(super) fn others(&self) -> Result<Option<Others>, UsageError> {
        if self.index.is_empty() {
            return Ok(None);
        }
        Others::read(&self.index).map(Some).map_err(|(file, why)| {
            let shown = escape::path(&file);
            let said = both!("cannot use the index {}: {}", "无法使用索引 {}：{}", shown, why);
            UsageError::with_hint(said, None)
        })
    }
}

/// For each scanned root its number among the typed ones, of which some were left out.
fn numbers(typed: &[PathBuf], scanned: &[PathBuf]) -> Vec<usize> {
    let mut left = typed.iter().enumerate();
    let number = |root: &PathBuf| left.by_ref().find(|(_, typed)| *typed == root);
    scanned.iter().map(number).map(|found| found.map_or(0, |(number, _)| number)).collect()
}
