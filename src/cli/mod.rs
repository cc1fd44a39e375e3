//! The command line: what was typed, one file a command, and how each run ends.
//!
//! Argument types hold no input and no output; a command that fails says why on standard error, and a
//! reader that closes its end of a pipe ends the run quietly.

pub mod audit;
mod compare;
pub mod completions;
mod example;
pub mod exit;
pub mod explain;
pub mod fix;
pub mod hook;
pub mod identify;
pub mod init;
pub mod licenses;
pub mod merge;
pub mod notice;
pub mod policy;
pub mod progress;
mod roots;
mod roots_from;
pub mod running;
pub mod scan;
pub mod share;
mod signal;
pub mod signatures;
mod suggest;
mod terminal;
mod unified;

use std::{ffi::OsString, io, process::ExitCode};

use clap::{Parser, Subcommand, ValueEnum};

use crate::{
    audit::AuditError,
    hook::GitError,
    language::{Bilingual, Language, both},
    scan::guard,
};
use exit::Exit;
use terminal::Said;

const EXIT_CODES: &str = "\
Exit codes:
  0   clean
  1   a finding at or above --fail-on (default: error)
  2   wrong usage, or a path that does not exist
  3   nothing was scanned
  4   the scan is incomplete: something could not be looked at
  70  a bug in licscan

licscan works offline, never reads weights past their header, and is not legal advice.";

/// Finds the license duties that a folder of AI models does not meet.
///
/// `licscan PATH...` is short for `licscan scan PATH...`.
#[derive(Debug, Parser)]
#[command(
    name = "licscan",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXIT_CODES
)]
pub struct Cli {
    /// The command; none means `scan`.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// What `scan` takes.
    #[command(flatten)]
    pub scan: scan::ScanArgs,

    /// When to use colours
    #[arg(long, value_enum, global = true, default_value_t, value_name = "WHEN")]
    pub color: Color,

    /// The language of messages [default: that of the policy, else en; of `explain`: that of the locale]
    #[arg(long, value_enum, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Language>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan folders and caches of models (what a bare `licscan PATH` does)
    Scan(scan::ScanArgs),
    /// Check a folder that you are about to publish as a model
    Check(scan::ScanArgs),
    /// Join the results of several runs to what one run would have printed
    Merge(merge::MergeArgs),
    /// Scan a store every night and say what is new, fixed and open
    Audit(audit::AuditArgs),
    /// Write what mends a finding: marks, notice lines, license texts, front matter
    Fix(fix::FixArgs),
    /// Print the text that a product shipping these models must show
    Notice(notice::NoticeArgs),
    /// Write a first policy from what lies here
    Init(init::InitArgs),
    /// Say which license each file really is
    Identify(identify::IdentifyArgs),
    /// Explain a rule, or what a license asks for
    Explain(explain::ExplainArgs),
    /// List the licenses that licscan knows
    Licenses(licenses::LicensesArgs),
    /// Ask licscan before each push of a git repository
    Hook(hook::HookArgs),
    /// Print the completions of a shell
    Completions(completions::CompletionsArgs),
    /// Print the man page
    Man,
    /// Make or check the knowledge base (for contributors)
    Signatures(signatures::SignaturesArgs),
}

/// The names of the commands, for who mistypes one.
const COMMANDS: [&str; 14] = [
    "scan",
    "check",
    "merge",
    "audit",
    "fix",
    "notice",
    "init",
    "identify",
    "explain",
    "licenses",
    "hook",
    "completions",
    "man",
    "signatures",
];

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Something that the user has to mend: it ends the run with [`Exit::Usage`].
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct UsageError {
    message: Bilingual,
    hint: Option<Bilingual>,
}

impl UsageError {
    /// An error with what may help, where something does.
    fn with_hint(message: Bilingual, hint: Option<Bilingual>) -> Self {
        Self { message, hint }
    }
}

/// Parses the arguments of this process, runs, and maps to an exit code.
pub fn main() -> ExitCode {
    guard::silence_panics();
    run(std::env::args_os()).into()
}

/// Runs one command line; the first argument is the program's name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return refuse(&error),
    };
    match guard::guard(|| dispatch(cli)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(error)) => explain_failure(&error),
        Err(bug) => {
            let words =
                both!("licscan failed, which is a bug: {}", "licscan 出错，这是程序缺陷：{}", bug);
            terminal::say(Said::Error, &words);
            Exit::Bug
        }
    }
}

/// The language that the policy asks for, which `--lang` goes before. Commands without options of a policy
/// follow the one that is found.
fn language_of_policy(cli: &Cli) -> Option<Language> {
    let found = policy::PolicyArgs::default();
    let chosen = match &cli.command {
        None => &cli.scan.policy,
        Some(Command::Scan(args) | Command::Check(args)) => &args.policy,
        Some(Command::Audit(args)) => &args.night.policy,
        Some(Command::Fix(args)) => &args.policy,
        Some(_) => &found,
    };
    chosen.language()
}

fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    terminal::choose_color(cli.color);
    let chosen = cli.lang.or_else(|| language_of_policy(&cli));
    let language = chosen.unwrap_or_default();
    terminal::choose_language(language);
    match cli.command {
        None => scan::run(&cli.scan, language, false),
        Some(Command::Scan(args)) => scan::run(&args, language, false),
        Some(Command::Check(args)) => scan::run(&args, language, true),
        Some(Command::Merge(args)) => merge::run(&args, language),
        Some(Command::Audit(args)) => audit::run(&args, language),
        Some(Command::Fix(args)) => fix::run(&args, language),
        Some(Command::Notice(args)) => notice::run(&args, language),
        Some(Command::Init(args)) => init::run(&args, language),
        Some(Command::Identify(args)) => identify::run(&args, language),
        Some(Command::Explain(args)) => {
            explain::run(&args, chosen.unwrap_or_else(Language::of_locale))
        }
        Some(Command::Licenses(args)) => licenses::run(&args, language),
        Some(Command::Hook(args)) => hook::run(&args, language),
        Some(Command::Completions(args)) => completions::run(&args),
        Some(Command::Man) => completions::man(),
        Some(Command::Signatures(args)) => signatures::run(&args),
    }
}

/// Help and version are answers; everything else that cannot be parsed is wrong usage. An error echoes
/// the words of the user, among which a shell may have put a stranger's file name.
fn refuse(error: &clap::Error) -> Exit {
    if error.use_stderr() {
        terminal::print_error_text(&error.render().to_string());
        return Exit::Usage;
    }
    error.print().map_or_else(|error| explain_failure(&error.into()), |()| Exit::Clean)
}

/// Says why a command failed. A closed pipe is no failure: its reader has seen enough.
fn explain_failure(error: &anyhow::Error) -> Exit {
    let closed_pipe = |cause: &(dyn std::error::Error + 'static)| {
        cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe)
    };
    if error.chain().any(closed_pipe) {
        return Exit::Clean;
    }
    let Some(usage) = error.downcast_ref::<UsageError>() else {
        let said = match (error.downcast_ref::<GitError>(), error.downcast_ref::<AuditError>()) {
            (Some(error), _) => error.words(),
            (None, Some(error)) => error.words(),
            (None, None) => Bilingual::same(format!("{error:#}")),
        };
        terminal::say(Said::Error, &said);
        return Exit::Incomplete;
    };
    terminal::say(Said::Error, &usage.message);
    if let Some(hint) = &usage.hint {
        terminal::say(Said::Hint, hint);
    }
    Exit::Usage
}

#[cfg(test)]
mod tests;
