//! `licscan hook`: installs the hook of git, and is what that hook runs.

use std::{
    env,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::{
    Said, UsageError,
    exit::{Exit, FailOn},
    policy::PolicyArgs,
    scan::text_report,
    terminal::{say, say_bug, say_problem},
};
use crate::{
    hook::{self, Exported, Git, GitError, Installed, OnDisk, Push},
    language::{Language, both},
    policy::FILE_NAME,
    report::{Report as _, escape, text::Verbosity},
    scan::{ScanOptions, scan},
    unit::UnitKind,
};

/// The name of a repository whose folder has none.
const NAMELESS: &str = "repository";

/// What `hook` takes.
#[derive(Debug, Args)]
pub struct HookArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the hook.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Let git ask licscan before each push of this repository
    Install(Options),
    /// Take the hook out, and put back what was there before
    Uninstall,
    /// Check what is about to be pushed (git runs this)
    Run(RunArgs),
}

/// How the hook judges.
#[derive(Debug, Args)]
pub struct Options {
    /// Let a commit pass that holds no model
    #[arg(long)]
    pub allow_empty: bool,

    /// The lowest level of a finding that refuses a push
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub fail_on: FailOn,
}

/// What git gives to the hook.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// How the hook judges.
    #[command(flatten)]
    pub options: Options,

    /// The name of the remote
    #[arg(value_name = "REMOTE")]
    pub remote: Option<String>,

    /// The address of the remote
    #[arg(value_name = "URL")]
    pub address: Option<String>,
}

/// Installs, takes out or runs the hook.
///
/// # Errors
///
/// Where git refuses, a file cannot be written, or what git says is not understood.
pub fn run(args: &HookArgs, language: Language) -> anyhow::Result<Exit> {
    let git = Git::at(Path::new("."));
    match &args.action {
        Action::Install(options) => install(&git, options),
        Action::Uninstall => {
            match hook::uninstall(&git).map_err(refused)? {
                Some(file) => {
                    say(Said::Hint, &both!("taken out: {}", "已移除：{}", escape::path(&file)));
                }
                None => say(
                    Said::Hint,
                    &both!("there is no hook of licscan here", "此处没有 licscan 的钩子"),
                ),
            }
            Ok(Exit::Clean)
        }
        Action::Run(run) => look(&git, run, language),
    }
}

/// What git refuses is for the user to mend.
fn refused(error: GitError) -> anyhow::Error {
    match error {
        GitError::Refused(..) => UsageError::with_hint(error.words(), None).into(),
        error => error.into(),
    }
}

fn install(git: &Git, options: &Options) -> anyhow::Result<Exit> {
    let program = env::current_exe().context("cannot tell where licscan is")?;
    let level = clap::ValueEnum::to_possible_value(&options.fail_on);
    let level = level.map(|level| format!("--fail-on={}", level.get_name()));
    let mut words: Vec<&str> = level.as_deref().into_iter().collect();
    words.extend(options.allow_empty.then_some("--allow-empty"));
    let Installed { file, before, shared } =
        hook::install(git, &program, &words).map_err(refused)?;
    say(Said::Hint, &both!("installed: {}", "已安装：{}", escape::path(&file)));
    if let Some(before) = before {
        say(
            Said::Hint,
            &both!(
                "the hook that was there runs afterwards: {}",
                "原有钩子随后运行：{}",
                escape::path(&before)
            ),
        );
    }
    if shared {
        say(
            Said::Warning,
            &both!(
                "core.hooksPath leads out of this repository: others may share this hook",
                "core.hooksPath 指向本仓库之外，该钩子可能由多个仓库共用"
            ),
        );
    }
    Ok(Exit::Clean)
}

/// Checks every commit that is pushed; the worst of them decides.
fn look(git: &Git, args: &RunArgs, language: Language) -> anyhow::Result<Exit> {
    let mut lines = String::new();
    io::stdin().read_to_string(&mut lines).context("cannot read what git says")?;
    let pushes = hook::pushes(&lines).map_err(|line| {
        let hint = both!(
            "git runs this before a push; `licscan check` checks a folder",
            "本命令由 git 在推送前运行；检查文件夹请用 `licscan check`"
        );
        UsageError::with_hint(
            both!("not a line of git: {}", "不是 git 提供的内容：{}", line),
            Some(hint),
        )
    })?;
    let mut exits = Vec::new();
    for push in &pushes {
        exits.push(commit(git, args, push, language)?);
    }
    // Nothing, deletions and tags publish no file.
    Ok(Exit::worst(exits))
}

fn commit(git: &Git, args: &RunArgs, push: &Push, language: Language) -> anyhow::Result<Exit> {
    let top = git.top().map_err(refused)?;
    let name = top.file_name().and_then(|name| name.to_str()).unwrap_or(NAMELESS);
    let address = args.address.as_deref().unwrap_or_default();
    let exported = hook::export(git, &push.commit, name, address).map_err(refused)?;
    let beside = hook::on_disk_only(git, &exported.files).map_err(refused)?;
    let short = push.commit.get(..12).unwrap_or(&push.commit);
    let looks = both!(
        "licscan looks at commit {}, which becomes {}",
        "licscan 正在检查将推送至 {1} 的提交 {0}",
        short,
        push.remote_ref
    );
    say(Said::Hint, &looks);

    let exit = judge(args, &exported, language)?;
    for (path, why) in beside {
        let line = match why {
            OnDisk::Ignored => both!(
                "{} is on the disk, but git ignores it: `git add -f` adds it",
                "{} 在磁盘上，但被 git 忽略：可用 `git add -f` 添加",
                path
            ),
            OnDisk::Untracked => both!(
                "{} is on the disk, but not in the commit: add and commit it",
                "{} 在磁盘上，但未纳入提交：请添加并提交",
                path
            ),
            OnDisk::Uncommitted => {
                both!("{} has changes that are not committed", "{} 有尚未提交的改动", path)
            }
        };
        say(Said::Warning, &line);
    }
    if exit != Exit::Clean {
        let refused = both!(
            "the push of {} to {} is refused",
            "已拒绝将 {} 推送至 {}",
            short,
            push.remote_ref
        );
        say(Said::Error, &refused);
    }
    Ok(exit)
}

/// Scans a commit on the disk, in its own folder, so that the paths of the report are those in the commit.
fn judge(args: &RunArgs, exported: &Exported, language: Language) -> anyhow::Result<Exit> {
    let here = env::current_dir().context("the working folder is gone")?;
    env::set_current_dir(exported.above.path()).context("cannot look at the commit")?;
    let judged = judge_here(args, &exported.name, language);
    env::set_current_dir(here).context("the working folder is gone")?;
    judged
}

fn judge_here(args: &RunArgs, name: &str, language: Language) -> anyhow::Result<Exit> {
    let roots = [PathBuf::from(name)];
    // The policy is the one that is committed: what is pushed is judged, and nothing beside it.
    let committed = Path::new(name).join(FILE_NAME);
    let chosen = PolicyArgs {
        no_config: !committed.is_file(),
        config: committed.is_file().then_some(committed),
        ..PolicyArgs::default()
    };
    let policies = chosen.load(&roots, false)?;
    let options = ScanOptions { policies: Some(&policies), ..ScanOptions::default() };
    let mut report = text_report(Verbosity::Normal, args.options.fail_on, language);
    let mut models = 0;
    let summary = scan(&roots, &options, &mut |judged| {
        models += usize::from(judged.unit.outline.kind != UnitKind::Documents);
        report.unit(&judged)
    })?;
    report.finish(&summary)?;
    summary.problems.iter().for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    let exit = Exit::of_scan(&summary, args.options.fail_on);
    let is_empty = models == 0 && matches!(exit, Exit::Clean | Exit::NothingScanned);
    if is_empty && args.options.allow_empty {
        return Ok(Exit::Clean);
    }
    if is_empty {
        say(
            Said::Error,
            &both!(
                "the commit holds no model, so that nothing was checked (--allow-empty lets it pass)",
                "提交中没有模型，未作任何检查（--allow-empty 可放行）"
            ),
        );
        return Ok(Exit::NothingScanned);
    }
    Ok(exit)
}
