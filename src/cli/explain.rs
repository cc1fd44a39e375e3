//! `licscan explain`: what a rule looks at, or what a license asks for, clause by clause.

use std::io::{self, Write};

use anstyle::Style;
use clap::Args;
use serde::Serialize;

use super::{UsageError, exit::Exit, suggest, terminal};
use crate::{
    language::Language,
    library::{
        Library, Named,
        duty::{Binding, Duty, MarkMatch},
        license::{Commercial, License},
    },
    report::last_line,
    rules::{RULES, Rule},
};

/// What `explain` takes.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A rule (missing-notice), or a license by id, SPDX id or Hub name (llama3.1)
    #[arg(value_name = "RULE|LICENSE")]
    pub name: String,
}

/// Explains a rule or a license.
///
/// # Errors
///
/// Where the name is neither, and where the output cannot be written.
pub fn run(args: &ExplainArgs, language: Language) -> anyhow::Result<Exit> {
    let library = Library::embedded();
    let mut screen = terminal::screen();
    let bold = if screen.colors { Style::new().bold() } else { Style::new() };
    let out = &mut screen.out;
    if let Some(rule) = RULES.iter().find(|rule| rule.name == args.name) {
        write_rule(out, rule, bold)?;
    } else if let Some(license) = library.license(&args.name) {
        write_license(out, license, language, bold)?;
    } else {
        match library.resolve(&args.name) {
            Named::License(id) => match library.license(id) {
                Some(license) => write_license(out, license, language, bold)?,
                None => return Err(unknown(&args.name, library).into()),
            },
            Named::Family(family) => write_family(out, family, library)?,
            Named::Nothing => return Err(unknown(&args.name, library).into()),
        }
    }
    writeln!(out, "\n{}", last_line())?;
    out.flush()?;
    Ok(Exit::Clean)
}

fn unknown(name: &str, library: &'static Library) -> UsageError {
    let names = RULES.iter().map(|rule| rule.name).chain(library.ids());
    let hint = match suggest::nearest(name, names) {
        Some(nearest) => format!("did you mean `licscan explain {nearest}`?"),
        None => "`licscan licenses` lists the licenses that licscan knows".to_owned(),
    };
    UsageError::with_hint(format!("neither a rule nor a known license: {name}"), Some(hint))
}

fn write_rule(out: &mut dyn Write, rule: &Rule, bold: Style) -> io::Result<()> {
    let Rule { name, level, summary, since, docs, .. } = rule;
    writeln!(out, "{bold}{name}{bold:#} ({}, since {since})", level.as_str())?;
    writeln!(out, "{summary}\n\n{}", docs.trim())
}

fn write_family(out: &mut dyn Write, family: &str, library: &Library) -> io::Result<()> {
    writeln!(out, "{family} is a family of licenses. Its members:")?;
    let members = library.ids().into_iter().filter_map(|id| library.license(id));
    for license in members.filter(|license| license.family == family) {
        writeln!(out, "  {}  {}", license.id, title(license))?;
    }
    Ok(())
}

/// The license's first title, or its id where no title is known.
pub(super) fn title(license: &License) -> &str {
    license.titles.first().map_or(&license.id, String::as_str)
}

fn write_license(
    out: &mut dyn Write,
    license: &License,
    language: Language,
    bold: Style,
) -> io::Result<()> {
    writeln!(out, "{bold}{}{bold:#} ({})", title(license), license.id)?;
    for also in license.titles.iter().skip(1) {
        writeln!(out, "  also: {also}")?;
    }
    writeln!(out, "  SPDX: {}", license.spdx)?;
    writeln!(out, "  family: {}", license.family)?;
    if !license.licensor.is_empty() {
        writeln!(out, "  licensor: {}", license.licensor)?;
    }
    let note = license.commercial_note.as_ref().map(|note| format!(" ({note})"));
    let commercial = commercial_in_words(license.commercial);
    writeln!(out, "  commercial use: {commercial}{}", note.unwrap_or_default())?;
    if let Some(revocable) = license.revocable {
        writeln!(out, "  revocable: {}", if revocable { "yes" } else { "no" })?;
    }
    for url in &license.urls {
        writeln!(out, "  text: {url}")?;
    }
    if license.duty.is_empty() {
        return writeln!(out, "\nNo duty of it is on record here: read the text itself.");
    }
    writeln!(out, "\n{bold}What it asks for{bold:#}")?;
    if !license.was_read() {
        writeln!(out, "(not from the whole text: {})", license.read)?;
    }
    license.duty.iter().try_for_each(|duty| write_duty(out, duty, language, bold))
}

fn write_duty(out: &mut dyn Write, duty: &Duty, language: Language, bold: Style) -> io::Result<()> {
    let binding = match duty.binding {
        Binding::Must => "must",
        Binding::Encouraged => "encouraged",
        Binding::Permission => "permission",
        Binding::Exemption => "exemption",
    };
    let kind = duty.kind.as_str();
    let clause = if duty.clause.is_empty() { "no number" } else { &duty.clause };
    writeln!(out, "\n  {bold}clause {clause}: {kind}{bold:#} ({binding})")?;
    writeln!(out, "    {}", language.choose(&duty.en, &duty.zh))?;
    if !duty.marks.is_empty() {
        let marks: Vec<String> = duty.marks.iter().map(|mark| format!("\"{mark}\"")).collect();
        let joint = if duty.marks_needed == MarkMatch::All { " and " } else { " or " };
        writeln!(out, "    words: {}", marks.join(joint))?;
    }
    for (name, values) in [("where", words(&duty.places)), ("binds", words(&duty.roles))] {
        if !values.is_empty() {
            writeln!(out, "    {name}: {}", values.join(", "))?;
        }
    }
    let facts = [
        ("only if", duty.only_if.clone()),
        ("threshold", duty.threshold.clone()),
        ("days to cure a breach", duty.cure_days.map(|days| days.to_string())),
        ("contact", duty.contact.clone()),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            writeln!(out, "    {name}: {fact}")?;
        }
    }
    Ok(())
}

/// How commerce is allowed, in a word.
pub(super) fn commercial_in_words(commercial: Commercial) -> &'static str {
    match commercial {
        Commercial::Allowed => "allowed",
        Commercial::Conditional => "conditional",
        Commercial::No => "no",
        Commercial::Unknown => "unknown",
    }
}

/// The words that the signature files use for these values.
fn words(values: &[impl Serialize]) -> Vec<String> {
    values
        .iter()
        .filter_map(|value| serde_json::to_value(value).ok())
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn license() -> License {
        toml::from_str(
            r#"
            id = "acme-community"
            family = "acme"
            titles = ["Acme Community License", "阿克米社区许可"]
            spdx = "LicenseRef-licscan-acme-community"
            read = "full"
            commercial = "conditional"
            [[duty]]
            kind = "display-mark"
            clause = "五.1"
            binding = "must"
            roles = ["publish-derivative"]
            marks = ["Acme Inside"]
            places = ["card"]
            severity = "error"
            en = "Show the mark."
            zh = "须展示标识。"
            "#,
        )
        .unwrap()
    }

    fn explained(language: Language) -> String {
        let mut out = Vec::new();
        write_license(&mut out, &license(), language, Style::new()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_license_is_explained_clause_by_clause() {
        insta::assert_snapshot!(explained(Language::En));
    }

    #[test]
    fn one_language_leaves_the_other_out() {
        let english = explained(Language::En);
        assert!(english.contains("Show the mark.") && !english.contains("须展示标识"));
        let chinese = explained(Language::Zh);
        assert!(!chinese.contains("Show the mark.") && chinese.contains("须展示标识"));
    }

    #[test]
    fn a_rule_is_explained_with_its_page() {
        let rule = Rule {
            name: "missing-notice",
            level: crate::finding::Level::Error,
            summary: "Fires when a notice is absent.",
            since: "0.1.0",
            docs: "\n### What it does\nIt looks.\n",
            check: |_, _| {},
        };
        let mut out = Vec::new();
        write_rule(&mut out, &rule, Style::new()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "missing-notice (error, since 0.1.0)\nFires when a notice is absent.\n\n\
             ### What it does\nIt looks.\n"
        );
    }
}
