//! What `licscan audit` and its commands take.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::super::{exit::FailOn, policy::PolicyArgs, running::RunningArgs};
use crate::{
    audit::report::{self, Look},
    language::Language,
    policy::role::PublisherRole,
};

/// What `audit` takes.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct AuditArgs {
    /// What is done with the nights; none means a new one.
    #[command(subcommand)]
    pub action: Option<Action>,

    /// What a night takes.
    #[command(flatten)]
    pub night: NightArgs,
}

/// What can be done with the nights that are kept.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Print the report of a night
    Report(ReportArgs),
    /// Print what changed between two nights
    Diff(DiffArgs),
    /// Print the whole history for other programs
    Export(ExportArgs),
}

/// What a night takes.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct NightArgs {
    /// Folders of models or caches; name them the same way every night
    ///
    /// A folder that is named like a command of `audit` is `./NAME`.
    #[arg(value_name = "STORE", required = true)]
    pub paths: Vec<PathBuf>,

    /// The database of the nights; the first night makes it
    #[arg(long, value_name = "FILE", required = true)]
    pub db: Option<PathBuf>,

    /// The lowest level of a new finding that makes the run fail (exit code 1)
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub fail_on: FailOn,

    /// Fail for every open finding of that level, not only for new ones
    #[arg(long)]
    pub fail_on_open: bool,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Print what is newly open and nothing else; nothing at all where nothing is
    #[arg(long)]
    pub only_new: bool,

    /// Add a table of those who answer for models, as the policy names them
    #[arg(long)]
    pub by_owner: bool,

    /// Forget nights that are older than this, such as 400d
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub keep: Option<u32>,

    /// A store without any model, or an empty folder in it, is meant so, also if it had models the night before
    ///
    /// Without this such a night is incomplete: the store or a disk in it may not be mounted.
    #[arg(long)]
    pub allow_empty: bool,

    /// Read and judge everything, also what has not changed
    #[arg(long)]
    pub no_cache: bool,

    /// What you do with the models: duties that do not bind you are left out [default: publish]
    #[arg(long, value_enum, value_name = "ROLE")]
    pub role: Option<PublisherRole>,

    /// How it behaves beside others.
    #[command(flatten)]
    pub running: RunningArgs,

    /// Which policy is followed.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// Only models for which this owner of the policy answers
    #[arg(long, value_name = "NAME", help_heading = "Policy")]
    pub owner: Option<String>,
}

/// What `audit report` takes.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The database of the nights
    #[arg(long, value_name = "FILE")]
    pub db: PathBuf,

    /// The night, by its number or the day on which it began [default: the last one]
    #[arg(long, value_name = "NIGHT")]
    pub night: Option<String>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Print what is newly open and nothing else
    #[arg(long)]
    pub only_new: bool,

    /// Add a table of those who answer for models, as the policy names them
    #[arg(long)]
    pub by_owner: bool,
}

/// What `audit diff` takes.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// A night, by its number or the day on which it began
    #[arg(value_name = "NIGHT")]
    pub before: String,

    /// Another night
    #[arg(value_name = "NIGHT")]
    pub after: String,

    /// The database of the nights
    #[arg(long, value_name = "FILE")]
    pub db: PathBuf,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// What `audit export` takes.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The database of the nights
    #[arg(long, value_name = "FILE")]
    pub db: PathBuf,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: ExportFormat,

    /// Print the units of the last night instead, as `licscan scan --format jsonl` does
    #[arg(long)]
    pub units: bool,
}

/// How the history is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ExportFormat {
    /// A line of JSON for each night, unit, document and finding.
    #[default]
    Jsonl,
    /// The same lines as rows of one table; only in a licscan that was built with it.
    Parquet,
}

/// How a night is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For a wiki or a mail.
    Markdown,
    /// A page of its own, with trend lines.
    Html,
    /// One object of `licscan.audit/1`.
    Json,
}

impl Format {
    pub(super) fn look(self, language: Language) -> Look {
        let format = match self {
            Self::Text => report::Format::Text,
            Self::Markdown => report::Format::Markdown,
            Self::Html => report::Format::Html,
            Self::Json => report::Format::Json,
        };
        Look { format, language, only_new: false, by_owner: false }
    }
}

/// A number of days, with or without a `d` behind it.
fn days(typed: &str) -> Result<u32, String> {
    let number = typed.strip_suffix('d').unwrap_or(typed);
    let days = number.parse().ok().filter(|days| *days > 0);
    days.ok_or_else(|| "expected a number of days such as 400d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::days;

    #[test]
    fn days_are_a_number_above_zero() {
        assert_eq!((days("400d"), days("7")), (Ok(400), Ok(7)));
        for wrong in ["", "d", "0", "0d", "-1", "4w", "400 d"] {
            assert!(days(wrong).is_err(), "{wrong}");
        }
    }
}
