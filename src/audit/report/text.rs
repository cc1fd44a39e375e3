//! The report for people on a terminal and in the mail that a nightly run sends.

use std::io::{self, Write};

use super::{AuditReport, Look, section};
use crate::report::{escape, last_line};

/// Writes the report. Of a night without anything new, `--only-new` prints nothing at all, so that no mail is
/// sent.
pub(super) fn write(report: &AuditReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let sections = section::sections(report, look);
    if look.only_new && sections.is_empty() {
        return Ok(());
    }
    let language = look.language;
    writeln!(out, "{}", escape::line(&section::title(report, language)))?;
    for remark in section::remarks(report, language) {
        writeln!(out, "{}", escape::line(&remark))?;
    }
    for section in sections {
        writeln!(out, "\n{}", escape::line(&section.title))?;
        for line in section.lines {
            let line = line?;
            let text = escape::line(&line.text);
            match line.head {
                Some((level, rule)) => {
                    writeln!(out, "  {}[{rule}] {text}", level.word(language))?;
                }
                None => writeln!(out, "  {text}")?,
            }
            if let Some(remedy) = line.remedy {
                let help = language.choose("help", "建议");
                let remedy = escape::block(&remedy).replace('\n', "\n      ");
                writeln!(out, "    {help}: {remedy}")?;
            }
        }
    }
    writeln!(out, "\n{}", last_line(language))
}
