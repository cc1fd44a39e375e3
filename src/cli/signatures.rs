//! `licscan signatures`: makes and checks the knowledge base, for those who contribute to it.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{Args, Subcommand};

use super::exit::Exit;
use crate::signatures;

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
    /// Check that the knowledge base is whole
    Check,
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
        Action::Check => check()?,
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

fn check() -> anyhow::Result<()> {
    let sound = signatures::check(Path::new(FOLDER))?;
    say(&format!("{sound} prints are sound"))
}

fn say(line: &str) -> anyhow::Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").context("cannot write to standard output")
}
