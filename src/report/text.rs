//! The report for people: what is missing, grouped by model, then one line that sums up.
//!
//! Problems, not facts: a model of which there is nothing to say is only counted, and notes are only
//! counted, unless `--verbose` asks for them. With `--quiet` each finding that fails the run is one
//! line, and a run without any prints nothing.

mod end;
mod part;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use anstyle::{AnsiColor, Style};

use super::{PartMaker, Report, last_line};
use crate::{
    finding::Level,
    language::{Bilingual, Language},
    scan::Summary,
    unit::UnitKind,
};
use part::Teller;
pub use part::UnitPart;

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// One line for each finding that fails the run, and nothing for a run without any.
    Quiet,
    /// Errors and warnings, and one line that sums up.
    #[default]
    Normal,
    /// Notes, clean models, documents and lineage as well.
    Verbose,
}

/// How it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// How much is printed.
    pub verbosity: Verbosity,
    /// The level at which a finding fails the run; `None` where none does.
    pub fails_at: Option<Level>,
    /// True where colours may be used.
    pub colors: bool,
    /// True where a path may lead to its folder, on a terminal that follows links.
    pub links: bool,
    /// The language of messages.
    pub language: Language,
}

/// The report for people.
#[derive(Debug)]
pub struct Text<W> {
    out: W,
    look: Look,
    teller: Teller,
    kinds: BTreeMap<UnitKind, usize>,
    /// Rules with something shown, the loudest level of each, and how often.
    rules: BTreeMap<&'static str, (Level, usize)>,
    license: Option<String>,
    /// What persons have read documents to be, a line each.
    clarified: Vec<String>,
}

impl<W: Write> Text<W> {
    /// A report that is written to `out`.
    pub fn new(out: W, look: Look) -> Self {
        Self {
            out,
            look,
            teller: Teller::new(look),
            kinds: BTreeMap::new(),
            rules: BTreeMap::new(),
            license: None,
            clarified: Vec::new(),
        }
    }
}

impl<W: Write> Report for Text<W> {
    type Part = UnitPart;

    fn part_maker(&self) -> PartMaker<UnitPart> {
        let teller = self.teller.clone();
        Box::new(move |judged| teller.unit(judged))
    }

    fn part(&mut self, unit: UnitPart) -> io::Result<()> {
        if let Some(kind) = unit.kind {
            *self.kinds.entry(kind).or_default() += 1;
        }
        for (rule, level) in unit.rules {
            let seen = self.rules.entry(rule).or_insert((level, 0));
            *seen = (seen.0.max(level), seen.1 + 1);
        }
        self.clarified.extend(unit.clarified);
        self.license = self.license.take().or(unit.license);
        self.out.write_all(&unit.text)
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        self.part(self.teller.policy(&summary.about_policy)?)?;
        if self.look.verbosity != Verbosity::Quiet {
            self.next_steps()?;
            self.tally(summary)?;
            self.words_of_persons(summary)?;
        }
        if self.look.verbosity != Verbosity::Quiet || !self.rules.is_empty() {
            writeln!(self.out, "{}", last_line(self.look.language))?;
        }
        self.out.flush()
    }
}

fn color(level: Level) -> Style {
    match level {
        Level::Error => AnsiColor::BrightRed.on_default().bold(),
        Level::Warning => AnsiColor::Yellow.on_default().bold(),
        Level::Note => AnsiColor::BrightGreen.on_default().bold(),
    }
}

/// A count with its noun: `1 model`, `2 models`, `2 个模型`.
pub(crate) fn counted(count: usize, noun: &Bilingual, language: Language) -> String {
    let plural = if count == 1 || language == Language::Zh { "" } else { "s" };
    format!("{count} {}{plural}", noun.get(language))
}

/// The same for a message that is not yet in one language.
pub(crate) fn counted_in_both(count: usize, noun: &Bilingual) -> Bilingual {
    let said = |language| counted(count, noun, language);
    Bilingual::new(said(Language::En), said(Language::Zh))
}

/// A number of bytes in decimal units, as disks are sold.
pub(crate) fn bytes_in_words(bytes: u64) -> String {
    for (size, unit) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")] {
        if bytes >= size {
            let tenths = bytes / (size / 10);
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests;
