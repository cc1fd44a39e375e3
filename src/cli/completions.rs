//! `licscan completions` and `licscan man`: made from the same definitions as the help.

use std::io::Write as _;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{Cli, exit::Exit, terminal};

/// What `completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

/// Prints the completions of a shell.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    // The generator panics where its output is closed, so that it writes into memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "licscan", &mut script);
    let mut out = terminal::plain_output();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// Prints the man page, with one section for each command.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn man() -> anyhow::Result<Exit> {
    let mut out = terminal::plain_output();
    let command = Cli::command().flatten_help(true);
    clap_mangen::Man::new(command).render(&mut out)?;
    out.flush()?;
    Ok(Exit::Clean)
}
