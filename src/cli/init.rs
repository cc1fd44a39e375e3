//! `licscan init`: a first policy, made from what lies here, for a person to change.

mod text;

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
    roots::look_at,
    terminal::{say, say_bug, say_problem},
};
use crate::{
    finding::{Finding, Level},
    language::{Language, both},
    policy::FILE_NAME,
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
}

/// Writes the policy.
///
/// # Errors
///
/// Where there is one already, where a path does not exist, and where it cannot be written.
pub fn run(args: &InitArgs, language: Language) -> anyhow::Result<Exit> {
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
    out.write_all(text::policy(&found, language).as_bytes())?;
    say(
        Said::Hint,
        &both!(
            "{} is written from {}; read it, change it, commit it",
            "{} 已根据此处的 {}写出；请阅读、修改并提交",
            FILE_NAME,
            text::models(found.models)
        ),
    );
    Ok(Exit::Clean)
}
