//! `licscan merge`: several runs become one result.

use std::path::PathBuf;

use clap::Args;

use super::{
    UsageError,
    exit::{Exit, FailOn},
    roots_from,
    scan::{Format, text_report, verbosity},
    terminal::{self, say_bug, say_problem},
};
use crate::{
    language::Language,
    merge::{MergeError, Merged, Shape},
    report::sarif::Sarif,
    store::name_text,
};

/// What `merge` takes.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// Results of `scan --format jsonl` with --shard, --index or --part
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Json, value_name = "FORMAT")]
    pub format: Format,

    /// With `--format text`, print one line for each finding that fails the run, and nothing else
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// With `--format text`, print notes, clean models, documents and lineage as well
    #[arg(short, long)]
    pub verbose: bool,

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

/// Joins results.
///
/// # Errors
///
/// Where they do not make up one whole, and where the output cannot be written.
pub fn run(args: &MergeArgs, language: Language) -> anyhow::Result<Exit> {
    let refused = |error: MergeError| UsageError::with_hint(error.words(), None);
    let named =
        args.roots_from.as_ref().map(|file| roots_from::read(file, args.null)).transpose()?;
    let roots = named.map(|it| it.roots.iter().map(|root| name_text(root.as_os_str())).collect());
    let merged = Merged::read(&args.files, roots).map_err(refused)?;
    if matches!(args.format, Format::Sarif | Format::Text) {
        merged.is_of_this_licscan().map_err(refused)?;
    }
    match args.format {
        Format::Json => merged.write(Shape::Json, &mut terminal::plain_output())?,
        Format::Jsonl => merged.write(Shape::JsonLines, &mut terminal::plain_output())?,
        Format::Sarif => merged.report(&mut Sarif::new(terminal::plain_output(), language))?,
        Format::Text => {
            let verbosity = verbosity(args.quiet, args.verbose);
            merged.report(&mut text_report(verbosity, args.fail_on, language))?;
        }
    }
    let summary = merged.summary();
    summary.problems.iter().for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    Ok(Exit::of_scan(summary, args.fail_on))
}
