//! Standard output and standard error: who may use colours, and how a word is said to the user.

use std::{
    io::{self, BufWriter, IsTerminal as _, StdoutLock, Write as _},
    sync::OnceLock,
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::Color;
use crate::{
    finding::Level,
    language::{Bilingual, Language, both},
    report::escape,
    store::WalkProblem,
};

/// How much is written at once where nobody waits for each line, in bytes.
const ROOM: usize = 64 << 10;

/// Standard output for people.
pub(super) struct Screen {
    /// Where to write; to be flushed by who writes, so that a closed pipe is seen.
    pub(super) out: BufWriter<AutoStream<StdoutLock<'static>>>,
    /// True where colours may be used.
    pub(super) colors: bool,
    /// True where links may be used.
    pub(super) links: bool,
}

/// Follows `--color` from here on; `auto` honours `NO_COLOR` and `CLICOLOR_FORCE`.
pub(super) fn choose_color(color: Color) {
    match color {
        Color::Auto => ColorChoice::Auto,
        Color::Always => ColorChoice::Always,
        Color::Never => ColorChoice::Never,
    }
    .write_global();
}

/// The language of what is said, for a process runs one command line.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Speaks this language from here on.
pub(super) fn choose_language(language: Language) {
    // The first choice stays, which is that of the command line.
    let _chosen_before = LANGUAGE.set(language);
}

/// The language that is spoken.
pub(super) fn language() -> Language {
    LANGUAGE.get().copied().unwrap_or_default()
}

/// Standard output for people.
pub(super) fn screen() -> Screen {
    let lock = io::stdout().lock();
    let colors = AutoStream::choice(&lock) != ColorChoice::Never;
    let is_terminal = lock.is_terminal();
    // Without colours nothing that is written holds any, for what comes from files is escaped.
    let out = if colors { AutoStream::auto(lock) } else { AutoStream::always_ansi(lock) };
    let room = if is_terminal { 8 << 10 } else { ROOM };
    Screen { out: BufWriter::with_capacity(room, out), colors, links: colors && is_terminal }
}

/// Standard output for machines.
pub(super) fn plain_output() -> BufWriter<StdoutLock<'static>> {
    BufWriter::with_capacity(ROOM, io::stdout().lock())
}

/// How something is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The run ends with it.
    Error,
    /// The run goes on.
    Warning,
    /// What may help.
    Hint,
}

/// Says one line on standard error. That nobody reads it is no reason to fail.
pub(super) fn say(as_what: Said, message: &Bilingual) {
    let language = language();
    let (word, style) = match as_what {
        Said::Error => (Level::Error.word(language), AnsiColor::BrightRed.on_default().bold()),
        Said::Warning => (Level::Warning.word(language), AnsiColor::Yellow.on_default().bold()),
        Said::Hint => (language.choose("hint", "建议"), Style::new().bold()),
    };
    let message = escape::line(message.get(language));
    let _unread = writeln!(anstream::stderr().lock(), "{style}{word}{style:#}: {message}");
}

/// Says what could not be looked at.
pub(super) fn say_problem(problem: &WalkProblem) {
    let path = escape::path(&problem.path);
    say(Said::Warning, &both!("{}: {}", "{}：{}", path, problem.message));
}

/// Says that licscan itself failed on something.
pub(super) fn say_bug(bug: &WalkProblem) {
    let path = escape::path(&bug.path);
    say(Said::Error, &failed_on(&path, &bug.message));
}

/// That licscan failed on a file or folder, and how.
pub(super) fn failed_on(path: &str, how: &str) -> Bilingual {
    both!(
        "licscan failed on {}, which is a bug: {}",
        "licscan 处理 {} 时出错，这是程序缺陷：{}",
        path,
        how
    )
}

/// Says several lines, as the argument parser has laid them out.
pub(super) fn print_error_text(text: &str) {
    let text = escape::block(text.trim_end());
    let _unread = writeln!(anstream::stderr().lock(), "{text}");
}
