//! `licscan audit`: scans a store every night and says what changed; `report`, `diff` and `export` look at
//! the nights that are kept.

mod args;

use std::{
    env, io,
    path::{Path, PathBuf},
    time::Instant,
};

use jiff::Timestamp;

use super::{
    Said, UsageError,
    exit::Exit,
    progress::ProgressLine,
    roots::look_at,
    signal,
    terminal::{self, say, say_bug, say_problem},
};
use crate::{
    audit::{
        self, AuditError, Database, NightDone, NightOptions, export,
        report::{self, AuditReport, Look},
    },
    language::{Language, both},
    policy::today::NoDay,
    report::metrics::Metrics,
    scan::{ScanOptions, Summary},
};
pub use args::AuditArgs;
use args::{Action, ExportArgs, ExportFormat, NightArgs};

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
        Some(Action::Export(args)) => export(args, language),
    }
}

fn export(args: &ExportArgs, language: Language) -> anyhow::Result<Exit> {
    let database = || Database::look_at(&args.db).map_err(refused);
    match (args.format, args.units) {
        (ExportFormat::Jsonl, false) => {
            export::write(&database()?, language, &mut terminal::plain_output())?;
        }
        (ExportFormat::Jsonl, true) => {
            export::write_units(&database()?, &mut terminal::plain_output())?;
        }
        (ExportFormat::Parquet, true) => {
            let message = both!("--units prints JSON Lines alone", "--units 仅支持 JSON Lines");
            return Err(UsageError::with_hint(message, None).into());
        }
        (ExportFormat::Parquet, false) => parquet(database, language)?,
    }
    Ok(Exit::Clean)
}

#[cfg(feature = "parquet")]
fn parquet(
    database: impl Fn() -> anyhow::Result<Database>,
    language: Language,
) -> anyhow::Result<()> {
    use std::io::IsTerminal as _;

    let out = io::stdout();
    if out.is_terminal() {
        let message = both!("Parquet is no text for a terminal", "Parquet 不是可在终端显示的文本");
        let hint = both!(
            "write it to a file: `licscan audit export --format parquet --db FILE > audit.parquet`",
            "请写入文件：`licscan audit export --format parquet --db FILE > audit.parquet`"
        );
        return Err(UsageError::with_hint(message, Some(hint)).into());
    }
    audit::parquet::write(&database()?, language, out)
}

#[cfg(not(feature = "parquet"))]
fn parquet(
    _database: impl Fn() -> anyhow::Result<Database>,
    _language: Language,
) -> anyhow::Result<()> {
    let message =
        both!("this licscan was built without Parquet", "此 licscan 构建时未包含 Parquet");
    let hint = both!(
        "`cargo install --path . --locked --features parquet` builds one with it; JSON Lines say the same",
        "`cargo install --path . --locked --features parquet` 可构建包含它的版本；JSON Lines 的内容相同"
    );
    Err(UsageError::with_hint(message, Some(hint)).into())
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
        may_be_empty: args.allow_empty,
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
