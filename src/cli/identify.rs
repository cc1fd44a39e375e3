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
    identify::{self, Identity, Verdict, explain::Explained},
    language::Language,
    report::{
        escape,
        explained::write_explained,
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

    /// Show what was compared: candidates, what decides between them, and a word diff
    #[arg(long, conflicts_with = "format")]
    pub explain: bool,
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
    explained: Vec<Explained>,
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
            Some(pool) => {
                pool.install(|| chunk.par_iter().map(|file| look_at(file, args.explain)).collect())
            }
            None => chunk.iter().map(|file| look_at(file, args.explain)).collect(),
        };
        for Looked { file, explained, bug } in looked {
            match args.format {
                LineFormat::Text => {
                    write_text(&mut screen.out, &file, screen.colors)?;
                    write_explained(&mut screen.out, &explained)?;
                }
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

fn look_at(path: &Path, explain: bool) -> Looked {
    let of = |text: &str| {
        let explained = if explain { identify::explain::explain(text) } else { Vec::new() };
        (identify::identify(text), explained, None)
    };
    let looked = guard::guard(|| match read::read(path, DocumentKind::License).0 {
        Content::Text(text) => of(&text.text),
        Content::Card(card) => of(&card.text.text),
        Content::Config(_) => (Identity::none(Verdict::NotALicense), Vec::new(), None),
        Content::Unreadable(error) => {
            (Identity::none(Verdict::Unreadable), Vec::new(), Some(error))
        }
    });
    let typed = name_text(path.as_os_str());
    match looked {
        Ok((identity, explained, error)) => {
            Looked { file: Identified { path: typed, identity, error }, explained, bug: None }
        }
        Err(bug) => {
            let error = Some(ReadError::Io("licscan failed on it".into()));
            let identity = Identity::none(Verdict::Unreadable);
            let file = Identified { path: typed, identity, error };
            Looked { file, explained: Vec::new(), bug: Some(bug) }
        }
    }
}
