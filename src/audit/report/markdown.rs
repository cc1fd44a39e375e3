//! The report as Markdown, for a wiki, an issue or a mail.

use std::io::{self, Write};

use super::{AuditReport, Look, section};
use crate::report::{escape, last_line};

/// Writes the report.
pub(super) fn write(report: &AuditReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let sections = section::sections(report, look);
    if look.only_new && sections.is_empty() {
        return Ok(());
    }
    let language = look.language;
    writeln!(out, "# {}\n", plain(&section::title(report, language)))?;
    for remark in section::remarks(report, language) {
        writeln!(out, "{}\n", plain(&remark))?;
    }
    for section in sections {
        writeln!(out, "## {}\n", plain(&section.title))?;
        for line in section.lines {
            let line = line?;
            let text = plain(&line.text);
            match line.head {
                Some((level, rule)) => {
                    writeln!(out, "- **{}** `{rule}` {text}", level.word(language))?;
                }
                None => writeln!(out, "- {text}")?,
            }
            for remedy in line.remedy.iter().flat_map(|remedy| remedy.lines()) {
                writeln!(out, "  {}", plain(remedy))?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", plain(&last_line(language)))
}

/// Text that means nothing to a reader of Markdown or HTML but itself.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for character in escape::line(text).chars() {
        match character {
            '&' => plain.push_str("&amp;"),
            '<' => plain.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' => {
                plain.push('\\');
                plain.push(character);
            }
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_path_is_no_markup() {
        assert_eq!(plain("a_[x](y)<b>&\n"), "a\\_\\[x\\](y)&lt;b>&amp;\\\\n");
    }
}
