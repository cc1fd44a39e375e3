//! What `licscan identify` prints: one line of JSON a file, or the same for people.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::escape;
use crate::{
    document::ReadError,
    identify::{Deviation, Identity, Match, Verdict},
};

/// How many changed places of a license people are shown.
const SHOWN_DEVIATIONS: usize = 8;

/// One file and what it is.
#[derive(Debug)]
pub struct Identified {
    /// The argument, as it was typed.
    pub path: String,
    /// What it is.
    pub identity: Identity,
    /// Why it could not be read.
    pub error: Option<ReadError>,
}

#[derive(Serialize)]
struct LineOut<'a> {
    path: &'a str,
    verdict: &'static str,
    family: Option<&'a str>,
    licenses: Vec<MatchOut<'a>>,
}

#[derive(Serialize)]
struct MatchOut<'a> {
    id: Option<&'a str>,
    family: &'a str,
    verdict: &'static str,
    coverage: f64,
    lines: (u32, u32),
    deviations: Vec<DeviationOut<'a>>,
}

#[derive(Serialize)]
struct DeviationOut<'a> {
    kind: &'static str,
    lines: (u32, u32),
    clause: Option<&'a str>,
    operative: bool,
}

impl<'a> From<&'a Match> for MatchOut<'a> {
    fn from(found: &'a Match) -> Self {
        Self {
            id: found.id.as_deref(),
            family: &found.family,
            verdict: found.verdict.as_str(),
            coverage: (f64::from(found.coverage) * 1000.0).round() / 1000.0,
            lines: found.lines,
            deviations: found
                .deviations
                .iter()
                .map(|deviation| DeviationOut {
                    kind: deviation.kind.as_str(),
                    lines: deviation.lines,
                    clause: deviation.clause.as_deref(),
                    operative: deviation.operative,
                })
                .collect(),
        }
    }
}

/// Writes one line of JSON.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_json_line(out: &mut dyn Write, file: &Identified) -> io::Result<()> {
    let line = LineOut {
        path: &file.path,
        verdict: file.identity.verdict.as_str(),
        family: file.identity.family(),
        licenses: file.identity.licenses.iter().map(MatchOut::from).collect(),
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.write_all(b"\n")
}

/// Writes the same for people: the file, its licenses, and where they were changed.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_text(out: &mut dyn Write, file: &Identified, colors: bool) -> io::Result<()> {
    let bold = if colors { Style::new().bold() } else { Style::new() };
    write!(out, "{bold}{}{bold:#}: ", escape::line(&file.path))?;
    if let Some(error) = &file.error {
        return writeln!(out, "unreadable ({})", escape::line(&error.to_string()));
    }
    let [only] = &file.identity.licenses[..] else {
        writeln!(out, "{}", in_words(file.identity.verdict))?;
        for found in &file.identity.licenses {
            writeln!(out, "  {}", summary(found))?;
            write_deviations(out, found, colors)?;
        }
        return Ok(());
    };
    writeln!(out, "{}", summary(only))?;
    write_deviations(out, only, colors)
}

fn summary(found: &Match) -> String {
    let name = match &found.id {
        Some(id) => id.clone(),
        None => format!("a license of the family {}, member unknown", found.family),
    };
    let changed = match found.deviations.len() {
        0 => String::new(),
        1 => ", 1 place differs".to_owned(),
        count => format!(", {count} places differ"),
    };
    let verdict = found.verdict.as_str();
    // A text that only names a license has none of its words.
    if found.verdict == Verdict::Reference {
        return format!("{name} ({verdict}, {})", lines(found.lines));
    }
    let coverage = percent(found.coverage);
    format!("{name} ({verdict}, {}, {coverage} % of its words{changed})", lines(found.lines))
}

fn write_deviations(out: &mut dyn Write, found: &Match, colors: bool) -> io::Result<()> {
    let loud = if colors { AnsiColor::Yellow.on_default() } else { Style::new() };
    for deviation in found.deviations.iter().take(SHOWN_DEVIATIONS) {
        let style = if deviation.operative { loud } else { Style::new() };
        writeln!(out, "    {style}{}{style:#}", in_one_line(deviation))?;
    }
    match found.deviations.len().saturating_sub(SHOWN_DEVIATIONS) {
        0 => Ok(()),
        more => writeln!(out, "    and {more} more (--format jsonl lists all)"),
    }
}

fn in_one_line(deviation: &Deviation) -> String {
    let mut facts = vec![deviation.kind.as_str().to_owned()];
    if let Some(clause) = &deviation.clause {
        facts.push(format!("clause {}", escape::line(clause)));
    }
    if !deviation.operative {
        facts.push("harmless".to_owned());
    }
    if deviation.removed > 0 {
        let plural = if deviation.removed == 1 { "" } else { "s" };
        facts.push(format!("{} word{plural} missing", deviation.removed));
    }
    let (lines, facts) = (lines(deviation.lines), facts.join(", "));
    if deviation.words.is_empty() {
        return format!("{lines}: {facts}");
    }
    format!("{lines}: {facts}: {}", escape::line(&deviation.words))
}

/// A share in percent.
pub(super) fn percent(share: f32) -> String {
    format!("{:.1}", f64::from(share) * 100.0)
}

/// Lines as people say them.
pub(super) fn lines((first, last): (u32, u32)) -> String {
    if first == last { format!("line {first}") } else { format!("lines {first}-{last}") }
}

fn in_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::UnknownLicense => "a license that licscan does not know",
        Verdict::Reference => "only names or links a license",
        Verdict::NotALicense => "not a license",
        Verdict::Unreadable => "unreadable",
        Verdict::Exact
        | Verdict::Equivalent
        | Verdict::Altered
        | Verdict::Partial
        | Verdict::Family => "several licenses",
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::identify::DeviationKind;

    fn llama() -> Identified {
        let deviation = Deviation {
            kind: DeviationKind::Changed,
            lines: (40, 40),
            clause: Some("1.b.i".into()),
            operative: true,
            words: "可以\u{1b}不".into(),
            removed: 2,
        };
        let found = Match {
            id: Some("llama3.1".into()),
            family: "llama-community".into(),
            verdict: Verdict::Altered,
            coverage: 0.997_96,
            lines: (1, 117),
            deviations: vec![deviation],
        };
        let identity = Identity { verdict: Verdict::Altered, licenses: vec![found] };
        Identified { path: "x/LICENSE".into(), identity, error: None }
    }

    fn json(file: &Identified) -> String {
        let mut out = Vec::new();
        write_json_line(&mut out, file).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn text(file: &Identified) -> String {
        let mut out = Vec::new();
        write_text(&mut out, file, false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_line_of_json_is_the_contract_letter_by_letter() {
        assert_eq!(
            json(&llama()),
            concat!(
                r#"{"path":"x/LICENSE","verdict":"altered","family":"llama-community","#,
                r#""licenses":[{"id":"llama3.1","family":"llama-community","verdict":"altered","#,
                r#""coverage":0.998,"lines":[1,117],"deviations":[{"kind":"changed","#,
                r#""lines":[40,40],"clause":"1.b.i","operative":true}]}]}"#,
                "\n"
            )
        );
    }

    #[test]
    fn an_unreadable_file_has_its_line() {
        let file = Identified {
            path: "gone".into(),
            identity: Identity::none(Verdict::Unreadable),
            error: Some(ReadError::PdfEncrypted),
        };
        assert_eq!(
            json(&file),
            "{\"path\":\"gone\",\"verdict\":\"unreadable\",\"family\":null,\"licenses\":[]}\n"
        );
        assert_eq!(text(&file), "gone: unreadable (a PDF that needs a password)\n");
    }

    #[test]
    fn people_read_where_a_license_was_changed() {
        assert_eq!(
            text(&llama()),
            "x/LICENSE: llama3.1 (altered, lines 1-117, 99.8 % of its words, 1 place differs)\n    \
             line 40: changed, clause 1.b.i, 2 words missing: 可以\\x1b不\n"
        );
        let mut family = llama();
        family.identity.licenses[0].id = None;
        family.identity.licenses[0].deviations.clear();
        family.identity.licenses.push(family.identity.licenses[0].clone());
        let shown = text(&family);
        assert!(shown.starts_with("x/LICENSE: several licenses\n  a license of the family llama-community, member unknown ("), "{shown}");
        let nothing = Identified { identity: Identity::none(Verdict::NotALicense), ..llama() };
        assert_eq!(text(&nothing), "x/LICENSE: not a license\n");
    }
}
