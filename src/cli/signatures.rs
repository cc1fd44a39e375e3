//! `licscan signatures`: makes and checks the knowledge base, for those who contribute to it.

use std::{
    io::Write as _,
    ops::Range,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::{UsageError, exit::Exit};
use crate::language::both;
use crate::signatures::{self, duty_words::DutyWords, files, place, proof, reference};

/// The folder of the knowledge base: the command runs in a checkout of licscan.
const FOLDER: &str = "signatures";

/// What `signatures` takes.
#[derive(Debug, Args)]
pub struct SignaturesArgs {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the knowledge base.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make the fingerprints of license texts from a folder of texts on this disk
    Build {
        /// The folder of texts
        #[arg(long, value_name = "DIR")]
        corpus: PathBuf,
    },
    /// Take from the source of the SPDX list what its license templates free
    Templates {
        /// The folder of the list's XML files
        #[arg(long, value_name = "DIR")]
        list: PathBuf,
    },
    /// Check that the knowledge base is whole, and prove its duties from the fingerprints
    Check,
    /// Write into the license files where their texts say so, from the phrases that a reader copied
    Evidence {
        /// The folder of phrases, `ID.jsonl` for each license
        #[arg(long, value_name = "DIR")]
        phrases: PathBuf,
        /// Only these licenses
        ids: Vec<String>,
        /// Say what cannot be placed, and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the clauses of a license's texts: labels and numbers of tokens, no words
    Clauses {
        /// The license
        id: String,
    },
}

/// Makes or checks the knowledge base.
///
/// # Errors
///
/// Where the knowledge base or the texts cannot be read, are not whole, or cannot be written.
pub fn run(args: &SignaturesArgs) -> anyhow::Result<Exit> {
    match &args.action {
        Action::Build { corpus } => build(corpus)?,
        Action::Templates { list } => templates(list)?,
        Action::Check => return check(),
        Action::Evidence { phrases, ids, dry_run } => return evidence(phrases, ids, *dry_run),
        Action::Clauses { id } => clauses(id)?,
    }
    Ok(Exit::Clean)
}

fn build(corpus: &Path) -> anyhow::Result<()> {
    let made = signatures::build(corpus, Path::new(FOLDER))?;
    say(&format!("{made} prints in {FOLDER}/prints; build licscan again to embed them"))
}

fn templates(list: &Path) -> anyhow::Result<()> {
    let made = signatures::templates(list, Path::new(FOLDER))?;
    say(&format!("{made} templates in {FOLDER}/spdx.templates; build licscan again to embed them"))
}

fn check() -> anyhow::Result<Exit> {
    let folder = Path::new(FOLDER);
    let sound = signatures::check(folder)?;
    say(&format!("{sound} prints are sound"))?;
    let proof = proof::prove(folder)?;
    for (title, list) in [
        ("does not hold", &proof.faults),
        ("without evidence", &proof.unproved),
        ("without a text", &proof.without_text),
    ] {
        for line in list {
            say(&format!("{title}: {line}"))?;
        }
    }
    say(&format!(
        "{} duties of {} licenses: {} proved in {} clauses, with {} marks",
        proof.duties, proof.licenses, proof.proved, proof.clauses, proof.marks
    ))?;
    say(&format!(
        "{} faults, {} duties without evidence, {} without a text",
        proof.faults.len(),
        proof.unproved.len(),
        proof.without_text.len()
    ))?;
    Ok(if proof.faults.is_empty() { Exit::Clean } else { Exit::Findings })
}

/// Exits with a finding where something could not be placed.
fn evidence(phrases: &Path, ids: &[String], dry_run: bool) -> anyhow::Result<Exit> {
    let folder = Path::new(FOLDER);
    let words = DutyWords::read(folder)?;
    let all = files::license_ids(folder)?;
    let (mut placed, mut problems, mut files) = (0, 0, 0);
    for id in all.iter().filter(|id| ids.is_empty() || ids.contains(id)) {
        let readings = signatures::readings(phrases, id)?;
        if readings.is_empty() {
            continue;
        }
        let license = files::read_license(folder, id)?;
        let references = reference::references(folder, id)?;
        let found = place::place(&license, &references, &readings, &words);
        for problem in &found.problems {
            say(&format!("not placed: {problem}"))?;
        }
        for remark in &found.remarks {
            say(&format!("look at: {remark}"))?;
        }
        placed += found.evidence.iter().map(Vec::len).sum::<usize>();
        problems += found.problems.len();
        if !dry_run {
            files += usize::from(files::write_evidence(folder, id, &found.evidence)?);
        }
    }
    say(&format!("{placed} phrases placed, {problems} not placed, {files} files written"))?;
    Ok(if problems == 0 { Exit::Clean } else { Exit::Findings })
}

fn clauses(id: &str) -> anyhow::Result<()> {
    let references = reference::references(Path::new(FOLDER), id)?;
    if references.is_empty() {
        return Err(UsageError::with_hint(
            both!("there is no text of {}", "没有 {} 的文本", id),
            None,
        )
        .into());
    }
    for reference in references {
        let (language, tokens) = (&reference.language, reference.tokens.len());
        say(&format!("{id} {language}: {tokens} tokens"))?;
        for (at, clause) in reference.clauses.iter().enumerate() {
            let Range { start, end } = reference.tokens_of(at);
            say(&format!("{:>6}..{end:<6} {}", start, clause.label))?;
        }
    }
    Ok(())
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").context("cannot write to standard output")
}
