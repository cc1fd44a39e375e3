//! The report for people: what is missing, grouped by model, then one line that sums up.
//!
//! Problems, not facts: a model of which there is nothing to say is only counted, and notes are only
//! counted, unless `--verbose` asks for them. With `--quiet` each finding that fails the run is one
//! line, and a run without any prints nothing.

mod end;

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use annotate_snippets::{
    AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet as Source,
};
use anstyle::{AnsiColor, Style};

use super::{
    Report, escape, last_line,
    unit_line::{self, hyperlink},
};
use crate::{
    finding::{Finding, Level},
    language::{Bilingual, Language, both},
    scan::{Judged, Summary},
    unit::UnitKind,
};

/// The width to which long lines of a file are cut. A fixed one, so that the same scan prints the same.
const WIDTH: usize = 120;

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
    renderer: Renderer,
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
        let renderer = if look.colors { Renderer::styled() } else { Renderer::plain() };
        Self {
            out,
            look,
            renderer: renderer.term_width(WIDTH),
            kinds: BTreeMap::new(),
            rules: BTreeMap::new(),
            license: None,
            clarified: Vec::new(),
        }
    }

    fn shows(&self, finding: &Finding) -> bool {
        match self.look.verbosity {
            // What somebody has accepted is a fact that --verbose shows.
            Verbosity::Quiet | Verbosity::Normal if finding.waived.is_some() => false,
            Verbosity::Quiet => self.look.fails_at.is_some_and(|level| finding.level >= level),
            Verbosity::Normal => finding.level > Level::Note,
            Verbosity::Verbose => true,
        }
    }

    /// A finding in one line; that of a policy has no unit.
    fn quiet_line(&mut self, unit: Option<&str>, finding: &Finding) -> io::Result<()> {
        let place = finding.place.as_ref();
        let (path, line) = match place {
            Some(place) => (below(unit, &place.path), format!(":{}", place.line)),
            None => (unit.unwrap_or_default().to_owned(), String::new()),
        };
        let (level, rule) = (finding.level.word(self.look.language), finding.rule);
        let message = escape::line(finding.message.get(self.look.language));
        writeln!(self.out, "{}{line}: {level}[{rule}]: {message}", escape::line(&path))
    }

    fn finding(&mut self, unit: Option<&str>, finding: &Finding) -> io::Result<()> {
        let language = self.look.language;
        let title = match finding.level {
            Level::Error => Title::ERROR,
            Level::Warning => Title::WARNING,
            Level::Note => Title::NOTE,
        };
        let title = title.with_name(finding.level.word(language));
        let message = escape::line(finding.message.get(language));
        let mut group = Group::with_title(title.primary_title(message).id(finding.rule));
        group = with_place(group, unit, finding);
        if let Some(asked) = asked_by(finding, language) {
            let note = Title::NOTE.with_name(language.choose("note", "依据"));
            group = group.element(note.message(asked));
        }
        if let Some(reason) = &finding.waived {
            let note = Title::NOTE.with_name(language.choose("waived", "已豁免"));
            group = group.element(note.message(escape::line(reason.get(language)).into_owned()));
        } else if let Some(remedy) = &finding.remedy {
            let help = Title::HELP.with_name(language.choose("help", "建议"));
            group = group.element(help.message(escape::block(remedy.get(language))));
        }
        writeln!(self.out, "{}\n", self.renderer.render(&[group]))
    }

    fn remember(&mut self, finding: &Finding) {
        let seen = self.rules.entry(finding.rule).or_insert((finding.level, 0));
        *seen = (seen.0.max(finding.level), seen.1 + 1);
        if self.license.is_none() {
            self.license.clone_from(&finding.license);
        }
    }

    /// What is to be said about the policy itself.
    fn about_policy(&mut self, summary: &Summary) -> io::Result<()> {
        let shown: Vec<&Finding> =
            summary.about_policy.iter().filter(|finding| self.shows(finding)).collect();
        for finding in shown {
            self.remember(finding);
            match self.look.verbosity {
                Verbosity::Quiet => self.quiet_line(None, finding)?,
                _ => self.finding(None, finding)?,
            }
        }
        Ok(())
    }
}

impl<W: Write> Report for Text<W> {
    fn unit(&mut self, judged: &Judged) -> io::Result<()> {
        *self.kinds.entry(judged.unit.outline.kind).or_default() += 1;
        let language = self.look.language;
        let unit = judged.unit.outline.path.as_str();
        self.clarified.extend(judged.clarified.iter().map(|said| {
            let path = below(Some(unit), &said.path);
            let said = unit_line::clarified_in_words(said, language);
            format!("{}{}{said}", escape::line(&path), language.choose(": ", "："))
        }));
        let shown: Vec<&Finding> =
            judged.findings.iter().filter(|finding| self.shows(finding)).collect();
        for finding in &shown {
            self.remember(finding);
        }
        if self.look.verbosity == Verbosity::Quiet {
            let unit = Some(judged.unit.outline.path.as_str());
            return shown.iter().try_for_each(|finding| self.quiet_line(unit, finding));
        }
        let verbose = self.look.verbosity == Verbosity::Verbose;
        if shown.is_empty() && !verbose {
            return Ok(());
        }
        let bold = if self.look.colors { Style::new().bold().underline() } else { Style::new() };
        let path = format!("{bold}{}{bold:#}", escape::line(&judged.unit.outline.path));
        let path =
            if self.look.links { hyperlink(&judged.unit.outline.folder, &path) } else { path };
        let words = unit_line::in_words(judged, self.look.language);
        match self.look.language {
            Language::En => writeln!(self.out, "{path} ({words})")?,
            Language::Zh => writeln!(self.out, "{path}（{words}）")?,
        }
        if verbose {
            unit_line::write_facts(&mut self.out, judged, self.look.language)?;
        }
        writeln!(self.out)?;
        let unit = Some(judged.unit.outline.path.as_str());
        shown.iter().try_for_each(|finding| self.finding(unit, finding))
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        self.about_policy(summary)?;
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

/// Adds where a finding stands: the line of the file where it is known, else the path.
fn with_place<'a>(group: Group<'a>, unit: Option<&str>, finding: &'a Finding) -> Group<'a> {
    let Some(place) = &finding.place else {
        return group;
    };
    let path = escape::line(&below(unit, &place.path)).into_owned();
    let line = usize::try_from(place.line).unwrap_or(usize::MAX);
    let Some(snippet) = &place.snippet else {
        return group.element(Origin::path(path).line(line));
    };
    let (shown, range) = escape::with_range(&snippet.line, &snippet.range);
    group.element(
        Source::source(shown)
            .line_start(line)
            .path(path)
            .annotation(AnnotationKind::Primary.span(range)),
    )
}

/// The license and clause that ask for it, where the message does not say so itself.
fn asked_by(finding: &Finding, language: Language) -> Option<String> {
    let license = finding.license.as_deref()?;
    let clause = finding.clause.as_deref();
    let said = |part: &str| finding.message.contains(part);
    if said(license) && clause.is_none_or(said) {
        return None;
    }
    let license = escape::line(license);
    let asked = match clause.map(escape::line) {
        Some(clause) => {
            both!("asked for by {}, clause {}", "{}，条款 {}", &*license, &*clause)
        }
        None => both!("asked for by {}", "{}", &*license),
    };
    Some(asked.get(language).to_owned())
}

fn below(unit: Option<&str>, path: &str) -> String {
    unit.map_or_else(|| path.to_owned(), |unit| format!("{unit}/{path}"))
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
