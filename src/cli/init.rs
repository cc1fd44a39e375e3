//! `licscan init`: a first policy, made from what lies here, for a person to change.

use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::Args;

use super::{
    Said, UsageError,
    exit::Exit,
    scan::look_at,
    terminal::{say, say_bug, say_problem},
};
use crate::{
    finding::{Finding, Level},
    language::{Bilingual, both},
    library::Library,
    policy::FILE_NAME,
    report::escape,
    scan::{Judged, ScanOptions, scan},
    unit::UnitKind,
};

/// What `init` takes.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folders of models to look at [default: .]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
}

/// What was found that a policy can speak of.
#[derive(Debug, Default)]
struct Found {
    models: usize,
    /// License ids, with how many models bear them or come from them.
    licenses: BTreeMap<String, usize>,
    /// Names of licenses that are known to nobody here.
    names: BTreeMap<String, usize>,
    /// The loudest finding, as an example of a waiver: rule and model.
    example: Option<(Level, &'static str, String)>,
}

impl Found {
    fn add(&mut self, judged: &Judged) {
        if judged.unit.outline.kind != UnitKind::Model {
            return;
        }
        self.models += 1;
        let declared = judged.declared.iter().filter_map(|said| said.license.clone());
        let named = judged.identities.iter().flatten().flat_map(|identity| identity.named());
        let bases = judged.lineage.bases.iter().flat_map(|base| base.licenses.iter().cloned());
        let ids: std::collections::BTreeSet<String> =
            declared.chain(named.map(str::to_owned)).chain(bases).collect();
        for id in ids {
            *self.licenses.entry(id).or_default() += 1;
        }
        let unknown =
            judged.declared.iter().filter(|it| it.license.is_none() && it.family.is_none());
        for said in unknown.filter(|said| said.raw.trim() != "other") {
            *self.names.entry(said.raw.trim().to_owned()).or_default() += 1;
        }
        if let Some(Finding { level, rule, .. }) = judged.findings.first()
            && self.example.as_ref().is_none_or(|(loudest, ..)| level > loudest)
        {
            self.example = Some((*level, rule, judged.unit.full_name()));
        }
    }

    /// The text of a policy. Everything that decides something is behind a comment sign.
    fn policy(&self) -> String {
        let mut text = format!(
            "# The policy of licscan: what you do with models, and which licenses you allow.\n\
             # Written by `licscan init` from {} model{}. Every key is optional; what begins with\n\
             # a comment sign is an example. `licscan explain RULE` tells what a rule looks at.\n\n\
             # What you do with the models: publish, redistribute, host or internal.\n\
             role = \"publish\"\n\n\
             # Say whether you are commercial, and where you use the models.\n\
             # commercial = true\n# territory = [\"DE\"]\n",
            self.models,
            if self.models == 1 { "" } else { "s" }
        );
        if !self.names.is_empty() {
            text.push_str(
                "\n# Names of licenses that licscan does not know. Keep those that are your own.\n",
            );
            text.push_str("# private-ok = [\n");
            for (name, count) in &self.names {
                let line = format!("#     {},  # {}\n", quoted(name), models(*count));
                text.push_str(&line);
            }
            text.push_str("# ]\n");
        }
        text.push_str(
            "\n# The licenses that were found here. With this list every other one is an error.\n",
        );
        text.push_str("# [allow]\n# licenses = [\n");
        let library = Library::embedded();
        for (id, count) in &self.licenses {
            let title = library.license(id).and_then(|it| it.titles.first()).map_or("", |it| it);
            let title = if title.is_empty() { String::new() } else { format!(", {title}") };
            let line = format!("#     {},  # {}{title}\n", quoted(id), models(*count));
            text.push_str(&line);
        }
        text.push_str(
            "# ]\n\n# Licenses that you never want, by id, family, or what is true of them.\n\
             # [deny]\n# facts = [\"non-commercial\", \"revocable\", \"territory\"]\n\n\
             # A level for a rule: off, note, warning or error.\n\
             # [rules]\n# missing-license = \"error\"\n\n\
             # Models that never leave the house: duties of those who publish are notes for them.\n\
             # [visibility]\n# internal = [\"*-draft\"]\n",
        );
        let (rule, unit) = match &self.example {
            Some((_, rule, unit)) => (*rule, unit.as_str()),
            None => ("missing-source", "acme/*"),
        };
        let waiver = format!(
            "\n# A finding that you accept for a while. It stands in every report as waived.\n\
             # [[waiver]]\n# rule = \"{rule}\"\n# unit = {}\n# reason = \"Why\"\n\
             # owner = \"Who answers for it\"\n# expires = 2030-12-31\n",
            quoted(&literal(unit))
        );
        text.push_str(&waiver);
        text
    }
}

fn models(count: usize) -> String {
    format!("{count} model{}", if count == 1 { "" } else { "s" })
}

/// A string of TOML. A name comes from a stranger's file: it must not end the comment that it stands in.
fn quoted(text: &str) -> String {
    toml::Value::String(escape::line(text).into_owned()).to_string()
}

/// A name as a glob that means it alone.
fn literal(name: &str) -> String {
    name.chars()
        .map(|c| if "*?[]{}\\!".contains(c) { format!("[{c}]") } else { c.to_string() })
        .collect()
}

/// Writes the policy.
///
/// # Errors
///
/// Where there is one already, where a path does not exist, and where it cannot be written.
pub fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let here = [PathBuf::from(".")];
    let typed = if args.paths.is_empty() { &here[..] } else { &args.paths };
    let (roots, _) = look_at(typed)?;
    let file = Path::new(FILE_NAME);
    if file.exists() {
        let message = both!("{} is here already", "此处已有 {}", FILE_NAME);
        let hint = both!(
            "licscan writes over no policy: move it away first",
            "licscan 不会覆盖已有策略，请先将其移走"
        );
        return Err(UsageError::with_hint(message, Some(hint)).into());
    }
    let mut found = Found::default();
    let summary = scan(&roots, &ScanOptions::default(), &mut |judged| {
        found.add(&judged);
        Ok(())
    })?;
    summary.problems.iter().for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .with_context(|| format!("cannot write {FILE_NAME}"))?;
    out.write_all(found.policy().as_bytes())?;
    say(
        Said::Hint,
        &both!(
            "{} is written from {}; read it, change it, commit it",
            "{} 已根据{}写出；请阅读、修改并提交",
            FILE_NAME,
            Bilingual::new(models(found.models), format!("此处的 {} 个模型", found.models))
        ),
    );
    Ok(Exit::Clean)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::{policy::config::Config, report::sample};

    #[test]
    fn what_is_written_is_right_with_and_without_its_comment_signs() {
        let mut found = Found::default();
        found.add(&sample::derivative());
        found.names.insert("odd \"name\"\n[deny]\u{202e}".to_owned(), 1);
        for found in [found, Found::default()] {
            let text = found.policy();
            let read: Config = toml::from_str(&text).unwrap();
            assert!(read.role.is_some() && read.waiver.is_empty());
            let is_example = |line: &str| {
                let line = line.trim_start_matches("# ");
                line.starts_with(['[', ']', ' ', '"'])
                    || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
            };
            let taken: String = text
                .lines()
                .map(|line| match line.strip_prefix("# ").or_else(|| line.strip_prefix("#")) {
                    Some(rest) if is_example(rest) => format!("{rest}\n"),
                    _ => format!("{line}\n"),
                })
                .collect();
            let read: Config =
                toml::from_str(&taken).unwrap_or_else(|error| panic!("{error}\n{taken}"));
            assert_eq!(read.waiver.len(), 1, "{taken}");
        }
    }

    #[test]
    fn a_name_as_a_glob_means_itself() {
        assert_eq!(literal("acme/x-[1]*"), "acme/x-[[]1[]][*]");
        assert_eq!(quoted("a\"b"), "'a\"b'");
    }
}
