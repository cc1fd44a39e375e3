//! What the report for people says of one unit, or of a policy: its findings, one after the other.

use std::io::{self, Write};

use annotate_snippets::{
    AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet as Source,
};
use anstyle::Style;

use super::{Look, Verbosity};
use crate::{
    finding::{Finding, Level},
    language::{Language, both},
    report::{
        escape,
        unit_line::{self, hyperlink},
    },
    scan::Judged,
    unit::UnitKind,
};

/// The width to which long lines of a file are cut. A fixed one, so that the same scan prints the same.
const WIDTH: usize = 120;

/// What is said of one unit, and what the last lines need to know of it.
#[derive(Debug, Default)]
pub struct UnitPart {
    pub(super) text: Vec<u8>,
    /// What it is; none for a policy.
    pub(super) kind: Option<UnitKind>,
    /// What persons have read its documents to be, a line each.
    pub(super) clarified: Vec<String>,
    /// The rules of the findings that are shown, with their levels.
    pub(super) rules: Vec<(&'static str, Level)>,
    /// The first license that one of them names.
    pub(super) license: Option<String>,
}

/// How units are told of.
#[derive(Debug, Clone)]
pub(super) struct Teller {
    look: Look,
    renderer: Renderer,
}

impl Teller {
    pub(super) fn new(look: Look) -> Self {
        let renderer = if look.colors { Renderer::styled() } else { Renderer::plain() };
        Self { look, renderer: renderer.term_width(WIDTH) }
    }

    /// All that is said of a unit.
    pub(super) fn unit(&self, judged: &Judged) -> io::Result<UnitPart> {
        let language = self.look.language;
        let unit = judged.unit.outline.path.as_str();
        let clarified = judged.clarified.iter().map(|said| {
            let path = below(Some(unit), &said.path);
            let said = unit_line::clarified_in_words(said, language);
            format!("{}{}{said}", escape::line(&path), language.choose(": ", "："))
        });
        let mut part = UnitPart {
            kind: Some(judged.unit.outline.kind),
            clarified: clarified.collect(),
            ..UnitPart::default()
        };
        let verbose = self.look.verbosity == Verbosity::Verbose;
        let is_told = verbose || judged.findings.iter().any(|finding| self.shows(finding));
        if is_told && self.look.verbosity != Verbosity::Quiet {
            let bold =
                if self.look.colors { Style::new().bold().underline() } else { Style::new() };
            let path = format!("{bold}{}{bold:#}", escape::line(unit));
            let path =
                if self.look.links { hyperlink(&judged.unit.outline.folder, &path) } else { path };
            let words = unit_line::in_words(judged, language);
            match language {
                Language::En => writeln!(part.text, "{path} ({words})")?,
                Language::Zh => writeln!(part.text, "{path}（{words}）")?,
            }
            if verbose {
                unit_line::write_facts(&mut part.text, judged, language)?;
            }
            writeln!(part.text)?;
        }
        self.findings(Some(unit), &judged.findings, &mut part)?;
        Ok(part)
    }

    /// What is said about a policy itself.
    pub(super) fn policy(&self, findings: &[Finding]) -> io::Result<UnitPart> {
        let mut part = UnitPart::default();
        self.findings(None, findings, &mut part)?;
        Ok(part)
    }

    fn findings(
        &self,
        unit: Option<&str>,
        findings: &[Finding],
        part: &mut UnitPart,
    ) -> io::Result<()> {
        for finding in findings.iter().filter(|finding| self.shows(finding)) {
            part.rules.push((finding.rule, finding.level));
            if part.license.is_none() {
                part.license.clone_from(&finding.license);
            }
            match self.look.verbosity {
                Verbosity::Quiet => self.quiet_line(unit, finding, &mut part.text)?,
                _ => self.finding(unit, finding, &mut part.text)?,
            }
        }
        Ok(())
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
    fn quiet_line(
        &self,
        unit: Option<&str>,
        finding: &Finding,
        out: &mut Vec<u8>,
    ) -> io::Result<()> {
        let place = finding.place.as_ref();
        let (path, line) = match place {
            Some(place) => (below(unit, &place.path), format!(":{}", place.line)),
            None => (unit.unwrap_or_default().to_owned(), String::new()),
        };
        let (level, rule) = (finding.level.word(self.look.language), finding.rule);
        let message = escape::line(finding.message.get(self.look.language));
        writeln!(out, "{}{line}: {level}[{rule}]: {message}", escape::line(&path))
    }

    fn finding(&self, unit: Option<&str>, finding: &Finding, out: &mut Vec<u8>) -> io::Result<()> {
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
        writeln!(out, "{}\n", self.renderer.render(&[group]))
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
