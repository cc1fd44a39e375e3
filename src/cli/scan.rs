//! `licscan scan` and `licscan check`: look at the roots, scan them, print, and say how it ended.

use std::{
    collections::BTreeSet,
    io,
    path::{Component, Path, PathBuf},
    time::Instant,
};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{
    COMMANDS, Said, UsageError,
    exit::{Exit, FailOn},
    policy::PolicyArgs,
    progress::ProgressLine,
    running::RunningArgs,
    share::ShareArgs,
    signal, suggest,
    terminal::{self, say, say_bug, say_problem},
};
use crate::{
    language::{Bilingual, Language, both},
    policy::{baseline::Baseline, role::PublisherRole},
    report::{
        Report, escape,
        json::{Json, JsonLines},
        metrics::Metrics,
        sarif::Sarif,
        text::{Look, Text, Verbosity},
    },
    scan::{ScanOptions, Summary, scan},
    store::{WalkProblem, name_text},
};

/// What `scan` and `check` take.
#[derive(Debug, Args)]
pub struct ScanArgs {
    /// Folders of models, caches or single models [default: .]
    ///
    /// A folder that is named like a command is scanned by `licscan scan NAME`.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// Print one line for each finding that fails the run, and nothing else
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print notes, clean models, documents and lineage as well
    #[arg(short, long)]
    pub verbose: bool,

    /// The lowest level of a finding that makes the run fail (exit code 1)
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub fail_on: FailOn,

    /// What you do with the models: duties that do not bind you are left out [default: publish]
    #[arg(long, value_enum, value_name = "ROLE")]
    pub role: Option<PublisherRole>,

    /// How much of the machine it takes.
    #[command(flatten)]
    pub running: RunningArgs,

    /// Which policy is followed.
    #[command(flatten)]
    pub policy: PolicyArgs,

    /// Findings that this file has count as waived
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub baseline: Option<PathBuf>,

    /// Write the findings of this run that nothing waives, for `--baseline` of later runs
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub write_baseline: Option<PathBuf>,

    /// Only models for which this owner of the policy answers
    #[arg(long, value_name = "NAME", help_heading = "Policy")]
    pub owner: Option<String>,

    /// What makes this run one of several.
    #[command(flatten)]
    pub share: ShareArgs,
}

/// How a scan is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// One object of `licscan.scan/1`.
    Json,
    /// One unit a line, then the summary.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// Scans. With `publish`, each root is judged as a model that is about to be published.
///
/// # Errors
///
/// Where a root does not exist or is no folder, and where the output cannot be written.
pub fn run(args: &ScanArgs, language: Language, publish: bool) -> anyhow::Result<Exit> {
    let here = [PathBuf::from(".")];
    let named = args.share.roots()?;
    let typed = match &named {
        Some(named) => &named.roots[..],
        None if args.paths.is_empty() => &here[..],
        None => &args.paths,
    };
    let (roots, refused) = look_at_each(typed).map_err(|(number, error)| match &named {
        Some(named) => named.at_line(number, error),
        None => error,
    })?;
    let others = args.share.others()?;

    let mut policies = args.policy.load(&roots, args.role.is_some())?;
    if let Some(file) = &args.baseline {
        let read = Baseline::read(file);
        policies.set_baseline(read.map_err(|it| UsageError::with_hint(it.words(), None))?);
    }

    let progress = ProgressLine::new();
    let watch = |now| progress.show(now);
    let options = ScanOptions {
        threads: args.running.threads(),
        roles: args.role.unwrap_or_default().roles(),
        policies: Some(&policies),
        team: args.owner.as_deref(),
        publish,
        shard: args.share.shard,
        is_part: args.share.is_part(),
        others: others.as_ref(),
        index: args.share.index_out.is_some(),
        stop: Some(signal::stop_flag()?),
        watch: Some(&watch),
        ..ScanOptions::default()
    };
    let began = Instant::now();
    let mut metrics = Metrics::default();
    let mut report = report(args, language, typed, &roots);
    let mut index = args.share.create_index()?;
    let mut baseline = Baseline::default();
    let scanned = scan(&roots, &options, &mut |judged| {
        progress.clear();
        metrics.add(&judged);
        if args.write_baseline.is_some() {
            let outline = &judged.unit.outline;
            baseline.add(&outline.path, &outline.below_root, &judged.findings);
        }
        if let (Some(index), Some(model)) = (&mut index, &judged.for_others) {
            index.add(model)?;
        }
        report.unit(&judged)
    });
    progress.clear();
    let mut summary = scanned?;
    summary.complete &= refused.is_empty();
    summary.problems.splice(0..0, refused);

    summary.problems.iter().for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    report.finish(&summary)?;
    args.running.write_metrics(metrics, &summary, began)?;
    if let Some(index) = index {
        args.share.finish_index(index, summary.complete)?;
    }
    if let Some(file) = &args.write_baseline {
        let shown = escape::path(file);
        let count = baseline.write(file).with_context(|| format!("cannot write {shown}"))?;
        say(Said::Hint, &both!("{} has {} findings", "{} 已记录 {} 项问题", shown, count));
    }
    say_what_was_empty(&summary);
    Ok(Exit::of_scan(&summary, args.fail_on))
}

/// How much the report for people says.
pub(super) fn verbosity(quiet: bool, verbose: bool) -> Verbosity {
    match (quiet, verbose) {
        (true, _) => Verbosity::Quiet,
        (_, true) => Verbosity::Verbose,
        _ => Verbosity::Normal,
    }
}

/// The report for people, on standard output.
pub(super) fn text_report(
    verbosity: Verbosity,
    fail_on: FailOn,
    language: Language,
) -> Text<impl io::Write> {
    let screen = terminal::screen();
    let (colors, links) = (screen.colors, screen.links);
    Text::new(screen.out, Look { verbosity, fails_at: fail_on.level(), colors, links, language })
}

/// The report that was asked for, on standard output.
fn report(
    args: &ScanArgs,
    language: Language,
    typed: &[PathBuf],
    scanned: &[PathBuf],
) -> Box<dyn Report> {
    let roots = || typed.iter().map(|root| name_text(root.as_os_str())).collect();
    match args.format {
        Format::Json => Box::new(Json::new(terminal::plain_output(), roots(), language)),
        Format::Jsonl => {
            let lines = JsonLines::new(terminal::plain_output(), roots(), language);
            Box::new(lines.of_part(args.share.share(typed, scanned)))
        }
        Format::Sarif => Box::new(Sarif::new(terminal::plain_output(), language)),
        Format::Text => {
            let verbosity = verbosity(args.quiet, args.verbose);
            Box::new(text_report(verbosity, args.fail_on, language))
        }
    }
}

/// An empty scan must be loud: a check that looked at nothing has proved nothing.
fn say_what_was_empty(summary: &Summary) {
    let roots: Vec<String> = summary.empty_roots.iter().map(|root| escape::path(root)).collect();
    if summary.stopped || (summary.units == 0 && summary.elsewhere > 0) {
        return;
    }
    if summary.units == 0 && summary.complete {
        let below = roots.join(", ");
        let said = both!(
            "nothing was scanned: no model or document below {}",
            "未扫描到任何内容：{} 下没有模型或文档",
            below
        );
        say(Said::Error, &said);
    } else if summary.units > 0 {
        for root in roots {
            let said = both!("no model or document below {}", "{} 下没有模型或文档", root);
            say(Said::Warning, &said);
        }
    }
}

/// The roots that can be walked, each once, and those that the system does not let us look at.
pub(super) fn look_at(typed: &[PathBuf]) -> anyhow::Result<(Vec<PathBuf>, Vec<WalkProblem>)> {
    Ok(look_at_each(typed).map_err(|(_, error)| error)?)
}

/// The same; an error comes with the number of its root.
fn look_at_each(
    typed: &[PathBuf],
) -> Result<(Vec<PathBuf>, Vec<WalkProblem>), (usize, UsageError)> {
    let mut roots = Vec::new();
    let mut refused = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, path) in typed.iter().enumerate() {
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => {
                // Two names of one folder are one root.
                let real = path.canonicalize().unwrap_or_else(|_| path.clone());
                if seen.insert(real) {
                    roots.push(path.clone());
                }
            }
            Ok(metadata) => return Err((number, not_a_folder(path, metadata.is_file()))),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                let message = Bilingual::of_error(&error);
                refused.push(WalkProblem { path: path.clone(), message });
            }
            Err(error) => return Err((number, not_there(path, &error))),
        }
    }
    Ok((roots, refused))
}

fn not_a_folder(path: &Path, is_file: bool) -> UsageError {
    let path = escape::path(path);
    let hint = is_file.then(|| {
        both!(
            "`licscan identify {}` says which license a file is",
            "`licscan identify {}` 可识别单个文件的许可",
            path
        )
    });
    UsageError::with_hint(both!("not a folder: {}", "不是文件夹：{}", path), hint)
}

fn not_there(path: &Path, error: &io::Error) -> UsageError {
    let shown = escape::path(path);
    if error.kind() != io::ErrorKind::NotFound {
        return UsageError::with_hint(
            both!("cannot look at {}: {}", "无法检查 {}：{}", shown, Bilingual::of_error(error)),
            None,
        );
    }
    // A single word may have been meant as a command.
    let mut parts = path.components();
    let word = match (parts.next(), parts.next()) {
        (Some(Component::Normal(word)), None) => word.to_str(),
        _ => None,
    };
    let hint = word.and_then(|word| {
        if COMMANDS.contains(&word) {
            return Some(both!(
                "a command comes before its options: `licscan {} ...`",
                "命令应写在选项之前：`licscan {} ...`",
                word
            ));
        }
        let command = suggest::nearest(word, COMMANDS)?;
        Some(both!(
            "did you mean the command `licscan {}`?",
            "是否想用命令 `licscan {}`？",
            command
        ))
    });
    UsageError::with_hint(both!("no such path: {}", "路径不存在：{}", shown), hint)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn two_names_of_one_folder_are_one_root() {
        let folder = tempfile::tempdir().unwrap();
        let again = folder.path().join(".");
        let (roots, refused) = look_at(&[folder.path().to_owned(), again]).unwrap();
        assert_eq!(roots, [folder.path()]);
        assert!(refused.is_empty());
    }

    #[test]
    fn a_root_that_is_missing_or_a_file_is_wrong_usage_with_a_hint() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("LICENSE");
        std::fs::write(&file, "text").unwrap();
        let said = |path: &Path| {
            let error = look_at(&[path.to_owned()]).unwrap_err();
            let usage = error.downcast::<UsageError>().unwrap();
            (usage.message.en, usage.hint.unwrap_or_default().en)
        };
        let (message, hint) = said(&file);
        assert!(message.starts_with("not a folder: "), "{message}");
        assert!(hint.contains("licscan identify"), "{hint}");
        let (message, hint) = said(Path::new("explan"));
        assert_eq!(message, "no such path: explan");
        assert_eq!(hint, "did you mean the command `licscan explain`?");
        let (_, hint) = said(Path::new("identify"));
        assert_eq!(hint, "a command comes before its options: `licscan identify ...`");
        assert_eq!(said(Path::new("./explan")).1, "");
        assert_eq!(said(&file.join("below")).1, "");
    }
}
