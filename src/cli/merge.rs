//! `licscan merge`: several runs become one result.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{
    UsageError,
    exit::{Exit, FailOn},
    roots_from, terminal,
};
use crate::{
    merge::{Merged, Shape},
    scan::Summary,
    store::name_text,
};

/// What `merge` takes.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Results of `scan --format jsonl` with --shard, --index or --part
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: MergeFormat,

    /// The roots of the whole, one a line, in the order in which they are to be printed: a root that no
    /// result has is an error
    #[arg(long, value_name = "FILE")]
    pub roots_from: Option<PathBuf>,

    /// The names of `--roots-from` end with a NUL and not with a line end
    #[arg(short = '0', long, requires = "roots_from")]
    pub null: bool,

    /// The lowest level of a finding that makes the run fail (exit code 1)
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub fail_on: FailOn,
}

/// How the whole is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MergeFormat {
    /// One object of `licscan.scan/1`.
    #[default]
    Json,
    /// One unit a line, then the summary.
    Jsonl,
}

/// Joins results.
///
/// # Errors
///
/// Where they do not make up one whole, and where the output cannot be written.
pub fn run(args: &MergeArgs) -> anyhow::Result<Exit> {
    let named =
        args.roots_from.as_ref().map(|file| roots_from::read(file, args.null)).transpose()?;
    let roots = named.map(|it| it.roots.iter().map(|root| name_text(root.as_os_str())).collect());
    let merged = Merged::read(&args.files, roots)
        .map_err(|error| UsageError::with_hint(error.words(), None))?;
    let shape = match args.format {
        MergeFormat::Json => Shape::Json,
        MergeFormat::Jsonl => Shape::JsonLines,
    };
    merged.write(shape, &mut terminal::plain_output())?;
    let came = merged.totals();
    let summary = Summary {
        units: came.units,
        errors: came.errors,
        warnings: came.warnings,
        notes: came.notes,
        complete: came.complete,
        ..Summary::default()
    };
    Ok(Exit::of_scan(&summary, args.fail_on))
}
