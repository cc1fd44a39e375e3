//! `licscan audit`: scans a store every night and says what changed; `report`, `diff` and `export` look at
//! the nights that are kept.

use std::{
    env, io,
    path::{Path, PathBuf},
    time::Instant,
};

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;

use super::{
    Said, UsageError,
    exit::{Exit, FailOn},
    policy::PolicyArgs,
    progress::ProgressLine,
    running::RunningArgs,
    scan::look_at,
    signal,
    terminal::{self, say, say_bug, say_problem},
};
use crate::{
    audit::{
        self, AuditError, Database, NightDone, NightOptions, export,
        report::{self, AuditReport, Look},
    },
    language::{Language, both},
    policy::{role::PublisherRole, today::NoDay},
    report::metrics::Metrics,
    scan::{ScanOptions, Summary},
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
    /// Print the whole history as JSON Lines
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

    /// Print the units of the last night instead, as `licscan scan --format jsonl` does
    #[arg(long)]
    pub units: bool,
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
    fn look(self, language: Language) -> Look {
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

/// Runs a night, or looks at those that are kept.
///
/// # Errors
///
/// Where a store or the database is not what it should be, and where the output cannot be written.
pub fn run(args: &AuditArgs, language: Language) -> anyhow::Result<Exit> {
    match &args.action {
        None => night(&args.night, language),
        Some(Action::Report(args)) => {
            let database = Database::look_at(&args.db).map_err(refused)?;
            let number = args.night.as_ref().map(|name| database.night_named(name));
            let report = number.transpose().and_then(|it| AuditReport::of(&database, it));
            let look = Look {
                only_new: args.only_new,
                by_owner: args.by_owner,
                ..args.format.look(language)
            };
            report.map_err(refused)?.write(look, &mut terminal::plain_output())?;
            Ok(Exit::Clean)
        }
        Some(Action::Diff(args)) => {
            let database = Database::look_at(&args.db).map_err(refused)?;
            let number = |name: &str| database.night_named(name).map_err(refused);
            let (one, other) = (number(&args.before)?, number(&args.after)?);
            let (before, after) = (one.min(other), one.max(other));
            let look = args.format.look(language);
            report::write_diff(&database, before, after, look, &mut terminal::plain_output())?;
            Ok(Exit::Clean)
        }
        Some(Action::Export(args)) => {
            let database = Database::look_at(&args.db).map_err(refused)?;
            let mut out = terminal::plain_output();
            if args.units {
                export::write_units(&database, &mut out)?;
            } else {
                export::write(&database, language, &mut out)?;
            }
            Ok(Exit::Clean)
        }
    }
}

/// What the user has to mend is wrong usage; what the database itself says is not.
fn refused(error: AuditError) -> anyhow::Error {
    if error.is_usage() { UsageError::with_hint(error.words(), None).into() } else { error.into() }
}

/// A night that could not be written: the database says why, or the system does.
fn failed(error: io::Error) -> anyhow::Error {
    error.downcast::<AuditError>().map_or_else(anyhow::Error::from, refused)
}

fn night(args: &NightArgs, language: Language) -> anyhow::Result<Exit> {
    // The parser has seen to it that there is one.
    let file = args.db.as_deref().unwrap_or(Path::new(""));
    if let Some(word) = misplaced(&args.paths) {
        let message = both!("no such path: {}", "路径不存在：{}", word);
        let hint = both!(
            "a command comes before its options: `licscan audit {} --db FILE`",
            "命令应写在选项之前：`licscan audit {} --db FILE`",
            word
        );
        return Err(UsageError::with_hint(message, Some(hint)).into());
    }
    let (roots, unseen) = look_at(&args.paths)?;
    let policies = args.policy.load(&roots, args.role.is_some())?;
    let clock = clock()?;
    let database = Database::open(file).map_err(refused)?;
    if let Some(why) = database.without_log() {
        say(Said::Hint, why);
    }

    let began = Instant::now();
    let progress = ProgressLine::new();
    let watch = |now| progress.show(now);
    let options = NightOptions {
        roots: &roots,
        scan: ScanOptions {
            threads: args.running.threads(),
            stop: Some(signal::stop_flag()?),
            roles: args.role.unwrap_or_default().roles(),
            policies: Some(&policies),
            team: args.owner.as_deref(),
            watch: Some(&watch),
            ..ScanOptions::default()
        },
        day: args.policy.day()?,
        clock: &clock,
        keep_days: args.keep,
        recalls: !args.no_cache,
        unseen,
        trusts_until: None,
    };
    let done = audit::night(database, &options);
    progress.clear();
    let NightDone { number, summary, database, .. } = done.map_err(failed)?;

    summary.problems.iter().for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    let report = AuditReport::of(&database, Some(number)).map_err(refused)?;
    let look =
        Look { only_new: args.only_new, by_owner: args.by_owner, ..args.format.look(language) };
    report.write(look, &mut terminal::plain_output())?;
    let mut metrics = Metrics::default();
    report.kinds.iter().for_each(|(kind, count)| metrics.add_units(kind, *count));
    for tally in report.tallies.iter().filter(|tally| !tally.waived) {
        metrics.add_counted(&tally.rule, &tally.level, tally.count);
    }
    // The tallies hold what is said about the policy too.
    let counted = Summary { about_policy: Vec::new(), ..summary.clone() };
    args.running.write_metrics(metrics, &counted, began)?;
    let fails = args.fail_on.level().is_some_and(|level| {
        if args.fail_on_open {
            report.open(level, args.owner.as_deref()) > 0
        } else {
            report.newly_open(level) > 0
        }
    });
    if summary.units == 0 && summary.complete {
        say(
            Said::Error,
            &both!("nothing was scanned: no model or document", "未扫描到任何模型或文档"),
        );
    }
    Ok(Exit::of_night(&summary, fails))
}

/// A command of `audit` that was typed where the stores stand.
fn misplaced(paths: &[PathBuf]) -> Option<&str> {
    let word = paths.first()?.to_str()?;
    (["report", "diff", "export"].contains(&word) && !Path::new(word).exists()).then_some(word)
}

/// What time it is: as `SOURCE_DATE_EPOCH` says, so that a night can be repeated, else as the clock does.
fn clock() -> anyhow::Result<impl Fn() -> Timestamp> {
    let fixed = match env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let wrong = || UsageError::with_hint(NoDay::Epoch(seconds.clone()).words(), None);
            let seconds = seconds.trim().parse().map_err(|_| wrong())?;
            Some(Timestamp::from_second(seconds).map_err(|_| wrong())?)
        }
        Err(_) => None,
    };
    Ok(move || fixed.unwrap_or_else(Timestamp::now))
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
