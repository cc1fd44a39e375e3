//! `licscan notice`: the text that a product must show which ships these models.

use std::{io::Write as _, path::PathBuf};

use clap::{Args, ValueEnum};

use super::{
    Said,
    exit::{Exit, FailOn},
    progress::ProgressLine,
    roots::look_at,
    terminal::{self, say, say_bug, say_problem},
};
use crate::{
    language::{Language, both},
    notice::{Notices, Page, write_json, write_markdown, write_text},
    scan::{ScanOptions, scan},
};

/// What `notice` takes.
#[derive(Debug, Args)]
pub struct NoticeArgs {
    /// Folders of models, caches or single models
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: NoticeFormat,

    /// Append the texts of the licenses, where they lie beside the models or are embedded
    #[arg(long)]
    pub texts: bool,
}

/// How the text is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum NoticeFormat {
    /// Plain text.
    #[default]
    Text,
    /// Markdown.
    Markdown,
    /// One object of `licscan.notice/1`.
    Json,
}

/// Prints the text.
///
/// # Errors
///
/// Where a path does not exist, and where the output cannot be written.
pub fn run(args: &NoticeArgs, language: Language) -> anyhow::Result<Exit> {
    let (roots, refused) = look_at(&args.paths)?;
    let progress = ProgressLine::new();
    let watch = |now| progress.show(now);
    let options = ScanOptions { watch: Some(&watch), ..ScanOptions::default() };
    let mut notices = Notices::default();
    let scanned = scan(&roots, &options, &mut |judged| {
        notices.add(&judged);
        Ok(())
    });
    progress.clear();
    let mut summary = scanned?;
    summary.complete &= refused.is_empty();
    refused.iter().chain(&summary.problems).for_each(say_problem);
    summary.bugs.iter().for_each(say_bug);
    if notices.models.is_empty() {
        let nothing = both!(
            "no model was found, so that there is nothing to show",
            "未发现模型，没有需要展示的内容"
        );
        say(Said::Error, &nothing);
        summary.units = 0;
    } else {
        let mut out = terminal::plain_output();
        let page = || Page::of(&notices, language, args.texts);
        match args.format {
            NoticeFormat::Text => write_text(&mut out, &page(), language)?,
            NoticeFormat::Markdown => write_markdown(&mut out, &page(), language)?,
            NoticeFormat::Json => write_json(&mut out, &notices, language, args.texts)?,
        }
        out.flush()?;
    }
    Ok(Exit::of_scan(&summary, FailOn::Never))
}
