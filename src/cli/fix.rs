//! `licscan fix`: write what mends a finding, or show it as a diff, and say what is left for a person.

use std::{
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    Said, UsageError,
    exit::{Exit, FailOn},
    policy::PolicyArgs,
    progress::ProgressLine,
    roots::look_at,
    suggest,
    terminal::{self, say, say_bug, say_problem},
    unified::unified,
};
use crate::{
    document::encoding,
    finding::Level,
    fix::{self, Change, FixOptions, LicenseDir, Refused},
    language::{Bilingual, Language, both},
    library::Library,
    policy::{Policies, role::PublisherRole},
    report::{escape, last_line, text::counted},
    rules::RULES,
    scan::{Judged, ScanOptions, Summary, scan},
};

/// What `fix` takes.
#[derive(Debug, Args)]
pub struct FixArgs {
    /// Folders of models or single models
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// Show what would be written as a unified diff, and write nothing
    #[arg(long)]
    pub diff: bool,

    /// Mend only the findings of this rule; may be given several times
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,

    /// A folder of license texts to copy from; each is known by what it is, whatever its name
    #[arg(long, value_name = "DIR")]
    pub license_dir: Option<PathBuf>,

    /// Write also over a file with changes that git does not have yet
    #[arg(long)]
    pub force: bool,

    /// Judge each PATH as a model that you are about to publish, as `licscan check` does
    #[arg(long)]
    pub publish: bool,

    /// The lowest level of a finding that, where it is left, makes the run fail (exit code 1)
    #[arg(long, value_enum, default_value_t, value_name = "LEVEL")]
    pub fail_on: FailOn,

    /// What you do with the models: duties that do not bind you are left out [default: publish]
    #[arg(long, value_enum, value_name = "ROLE")]
    pub role: Option<PublisherRole>,

    /// Which policy is followed.
    #[command(flatten)]
    pub policy: PolicyArgs,
}

/// Mends what can be mended.
///
/// # Errors
///
/// Where a path, a rule or the folder of texts does not exist, and where the output cannot be written.
pub fn run(args: &FixArgs, language: Language) -> anyhow::Result<Exit> {
    let rules = args.rules.iter().map(|name| rule(name)).collect::<Result<Vec<_>, _>>()?;
    let texts = args.license_dir.as_deref().map(texts_in).transpose()?;
    let (roots, refused) = look_at(&args.paths)?;
    let policies = args.policy.load(&roots, args.role.is_some())?;
    let options = FixOptions { rules: &rules, texts: texts.as_ref(), force: args.force };

    let mut concerned: Vec<Judged> = Vec::new();
    let mut left = Vec::new();
    let mut summary = look(args, &roots, &policies, |judged| {
        left.extend(lines_left(&judged, language));
        if fix::concerns(&judged, &options) {
            concerned.push(judged);
        }
    })?;
    let mut screen = terminal::screen();
    let out = &mut screen.out;
    let mut written = Written::default();
    for judged in &concerned {
        let plan = fix::plan(judged, &options, Library::embedded());
        written.refused.extend(plan.refused);
        for change in &plan.changes {
            if args.diff {
                write_diff(out, change, language)?;
                continue;
            }
            match fix::write(change) {
                Ok(()) => written.say(out, change, language)?,
                Err(why) => written.refused.push(why),
            }
        }
    }
    drop(concerned);
    if args.diff {
        out.flush()?;
    } else {
        if written.files > 0 {
            left.clear();
            let again = |judged: Judged| left.extend(lines_left(&judged, language));
            summary = look(args, &roots, &policies, again)?;
        }
        written.sum_up(out, &left, &summary, language)?;
    }
    for Refused { file, why, .. } in &written.refused {
        let file = escape::path(file);
        say(Said::Warning, &both!("not written: {}: {}", "未写入：{}：{}", file, why));
    }
    summary.complete &= refused.is_empty();
    refused.iter().chain(&summary.problems).for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    // What the system did not let us write is no clean end.
    summary.complete &= !written.refused.iter().any(|refused| refused.failed);
    Ok(Exit::of_scan(&summary, args.fail_on))
}

fn look(
    args: &FixArgs,
    roots: &[PathBuf],
    policies: &Policies,
    mut each: impl FnMut(Judged),
) -> anyhow::Result<Summary> {
    let progress = ProgressLine::new();
    let watch = |now| progress.show(now);
    let options = ScanOptions {
        roles: args.role.unwrap_or_default().roles(),
        policies: Some(policies),
        publish: args.publish,
        watch: Some(&watch),
        ..ScanOptions::default()
    };
    let summary = scan(roots, &options, &mut |judged| {
        progress.clear();
        each(judged);
        Ok(())
    });
    progress.clear();
    Ok(summary?)
}

fn rule(name: &str) -> Result<&'static str, UsageError> {
    let names = || RULES.iter().map(|rule| rule.name);
    names().find(|known| *known == name).ok_or_else(|| {
        let near = suggest::nearest(name, names());
        let hint = near.map(|near| both!("did you mean `{}`?", "是否想用 `{}`？", near));
        UsageError::with_hint(both!("no such rule: {}", "没有该规则：{}", name), hint)
    })
}

fn texts_in(folder: &Path) -> Result<LicenseDir, UsageError> {
    LicenseDir::read(folder).map_err(|error| {
        let (folder, why) = (escape::path(folder), Bilingual::of_error(&error));
        UsageError::with_hint(both!("cannot list {}: {}", "无法列出 {}：{}", folder, why), None)
    })
}

/// What was written and what was not.
#[derive(Default)]
struct Written {
    files: usize,
    refused: Vec<Refused>,
}

impl Written {
    fn say(&mut self, out: &mut dyn Write, change: &Change, language: Language) -> io::Result<()> {
        self.files += 1;
        let path = escape::line(&change.path);
        let said = match change.before {
            Some(_) => both!("{} (changed)", "{}（已修改）", &*path),
            None => both!("{} (new)", "{}（新建）", &*path),
        };
        writeln!(out, "{}", said.get(language))?;
        let mut what = change.what.iter().map(|what| what.get(language));
        what.try_for_each(|what| writeln!(out, "  {}", escape::line(what)))
    }

    fn sum_up(
        &self,
        out: &mut dyn Write,
        left: &[String],
        summary: &Summary,
        language: Language,
    ) -> io::Result<()> {
        if !left.is_empty() {
            let gap = if self.files > 0 { "\n" } else { "" };
            writeln!(out, "{gap}{}", language.choose("Left for you:", "须由您处理："))?;
            left.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        let of = |count: usize, level: Level| {
            let zh = format!("项{}", level.word(Language::Zh));
            counted(count, &Bilingual::new(level.word(Language::En), zh), language)
        };
        let (errors, warnings, notes) = (
            of(summary.errors, Level::Error),
            of(summary.warnings, Level::Warning),
            of(summary.notes, Level::Note),
        );
        let files = counted(self.files, &both!("file", "个文件"), language);
        match language {
            Language::En => {
                writeln!(out, "\n{files} written. Left: {errors}, {warnings}, {notes}.")?;
            }
            Language::Zh => {
                writeln!(out, "\n写入 {files}。余下：{errors}，{warnings}，{notes}。")?;
            }
        }
        writeln!(out, "{}", last_line(language))?;
        out.flush()
    }
}

/// What a person has to do, of one unit; notes are only counted.
fn lines_left(judged: &Judged, language: Language) -> Vec<String> {
    let loud = judged.findings.iter().filter(|it| it.level > Level::Note && it.waived.is_none());
    loud.map(|finding| {
        let mut line = format!(
            "  {}: {}[{}]: {}",
            escape::line(&judged.unit.outline.path),
            finding.level.word(language),
            finding.rule,
            escape::line(finding.message.get(language))
        );
        if let Some(remedy) = &finding.remedy {
            line.push_str("\n    ");
            line.push_str(&escape::line(remedy.get(language)));
        }
        line
    })
    .collect()
}

/// A unified diff, which `patch` and `git apply` read. A file that is no text is only named.
fn write_diff(out: &mut dyn Write, change: &Change, language: Language) -> io::Result<()> {
    let path = escape::line(&change.path);
    let old = change.before.as_deref().map(encoding::decode).transpose();
    let (Ok(old), Ok((new, ..))) = (old, encoding::decode(&change.after)) else {
        let from = change.copied_from.as_deref().unwrap_or_default();
        let said = both!(
            "Binary file {} would be written, from {}",
            "将写入二进制文件 {}，来自 {}",
            &*path,
            &*escape::line(from)
        );
        return writeln!(out, "{}", said.get(language));
    };
    let header = if old.is_some() { path.as_ref() } else { "/dev/null" };
    let old = old.map(|(text, ..)| text).unwrap_or_default();
    let diff = unified(&old, &new, header, &path);
    for line in diff.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\n', '\r']);
        let (shown, _) = escape::with_range(bare, &(0..0));
        write!(out, "{shown}{}", &line[bare.len()..])?;
    }
    Ok(())
}
