//! `licscan identify`: which license each file really is, one line an argument, in the order typed.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::{
    Said,
    exit::Exit,
    terminal::{self, failed_on, say},
};
use crate::{
    document::{Content, DocumentKind, ReadError, read},
    identify::{self, Identity, Verdict},
    language::Language,
    report::{
        escape,
        identified::{Identified, write_json_line, write_text},
        last_line,
    },
    scan::{guard, workers},
    store::name_text,
};

/// How many files are read before the first of them is printed.
const CHUNK: usize = 64;

/// What `identify` takes.
#[derive(Debug, Args)]
pub struct IdentifyArgs {
    /// Files: license texts, notices, cards, in any encoding, PDF and DOCX among them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: LineFormat,
}

/// How identified files are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LineFormat {
    /// For people.
    #[default]
    Text,
    /// One object a line.
    Jsonl,
}

/// A file that was looked at, and the message of a panic where licscan failed on it.
struct Looked {
    file: Identified,
    bug: Option<String>,
}

/// Identifies the files. A file that cannot be read has its line as well.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn run(args: &IdentifyArgs, language: Language) -> anyhow::Result<Exit> {
    let mut exit = Exit::Clean;
    let mut screen = terminal::screen();
    // No thread is started for one file.
    let pool = if args.files.len() > 1 { Some(workers(0)?) } else { None };
    for chunk in args.files.chunks(CHUNK) {
        let looked: Vec<Looked> = match &pool {
            Some(pool) => pool.install(|| chunk.par_iter().map(|file| look_at(file)).collect()),
            None => chunk.iter().map(|file| look_at(file)).collect(),
        };
        for Looked { file, bug } in looked {
            match args.format {
                LineFormat::Text => write_text(&mut screen.out, &file, screen.colors)?,
                LineFormat::Jsonl => write_json_line(&mut screen.out, &file)?,
            }
            if let Some(bug) = bug {
                let path = escape::line(&file.path);
                say(Said::Error, &failed_on(&path, &bug));
                exit = Exit::Bug;
            } else if file.identity.verdict == Verdict::Unreadable && exit == Exit::Clean {
                exit = Exit::Incomplete;
            }
        }
    }
    if args.format == LineFormat::Text {
        writeln!(screen.out, "{}", last_line(language))?;
    }
    screen.out.flush()?;
    Ok(exit)
}

fn look_at(path: &Path) -> Looked {
    let looked = guard::guard(|| match read::read(path, DocumentKind::License).0 {
        Content::Text(text) => (identify::identify(&text.text), None),
        Content::Card(card) => (identify::identify(&card.text.text), None),
        Content::Config(_) => (Identity::none(Verdict::NotALicense), None),
        Content::Unreadable(error) => (Identity::none(Verdict::Unreadable), Some(error)),
    });
    let typed = name_text(path.as_os_str());
    match looked {
        Ok((identity, error)) => {
            Looked { file: Identified { path: typed, identity, error }, bug: None }
        }
        Err(bug) => {
            let error = Some(ReadError::Io("licscan failed on it".into()));
            let identity = Identity::none(Verdict::Unreadable);
            Looked { file: Identified { path: typed, identity, error }, bug: Some(bug) }
        }
    }
}
