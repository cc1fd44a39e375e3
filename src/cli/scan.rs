//! `licscan scan` and `licscan check`: look at the roots, scan them, print, and say how it ended.

use std::{io, path::PathBuf, time::Instant};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::{
    Said, UsageError,
    exit::{Exit, FailOn},
    policy::PolicyArgs,
    progress::ProgressLine,
    roots::look_at_each,
    running::RunningArgs,
    share::ShareArgs,
    signal,
    terminal::{self, say, say_bug, say_problem},
};
use crate::{
    language::{Language, both},
    policy::{baseline::Baseline, role::PublisherRole},
    report::{
        Report, escape,
        json::{Json, JsonLines},
        metrics::Metrics,
        sarif::Sarif,
        text::{Look, Text, Verbosity},
    },
    scan::{Judged, ScanOptions, Summary, scan_making},
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
    let run = Run { args, roots: &roots, refused, options, progress: &progress };
    let roots_typed = || typed.iter().map(|root| name_text(root.as_os_str())).collect();
    match args.format {
        Format::Json => run.print(Json::new(terminal::plain_output(), roots_typed(), language)),
        Format::Jsonl => {
            let lines = JsonLines::new(terminal::plain_output(), roots_typed(), language);
            run.print(lines.of_part(args.share.share(typed, &roots)))
        }
        Format::Sarif => run.print(Sarif::new(terminal::plain_output(), language)),
        Format::Text => {
            let verbosity = verbosity(args.quiet, args.verbose);
            run.print(text_report(verbosity, args.fail_on, language))
        }
    }
}

/// A scan that is about to begin.
struct Run<'a> {
    args: &'a ScanArgs,
    roots: &'a [PathBuf],
    /// Roots that the system does not let us look at.
    refused: Vec<WalkProblem>,
    options: ScanOptions<'a>,
    progress: &'a ProgressLine,
}

impl Run<'_> {
    /// Scans and prints.
    fn print<R: Report>(self, mut report: R) -> anyhow::Result<Exit> {
        let Self { args, roots, refused, options, progress } = self;
        let began = Instant::now();
        let mut metrics = Metrics::default();
        let mut index = args.share.create_index()?;
        let mut baseline = Baseline::default();
        // Few runs ask for more of a unit than what is printed of it.
        let asks_for_more =
            args.running.metrics.is_some() || args.write_baseline.is_some() || index.is_some();
        let part_of = report.part_maker();
        let make = |judged: Judged| (part_of(&judged), asks_for_more.then_some(judged));
        let scanned = scan_making(roots, &options, &make, &mut |(part, judged)| {
            progress.clear();
            if let Some(judged) = judged {
                let outline = &judged.unit.outline;
                metrics.add(&judged);
                baseline.add(&outline.path, &outline.below_root, &judged.findings);
                if let (Some(index), Some(model)) = (&mut index, &judged.for_others) {
                    index.add(model)?;
                }
            }
            report.part(part?)
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
