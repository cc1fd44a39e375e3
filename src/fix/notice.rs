//! Lines for the notice file: added at the end, in the file's own encoding and with its own line ends.

use super::{Draft, Unit, refusal::Refused, section::appended, text_file::TextFile};
use crate::{finding::Mend, language::both, rules};

/// The notice file with the paragraphs that the findings ask for; `None` where they ask for none.
pub(super) fn draft(unit: &Unit) -> Result<Option<Draft>, Refused> {
    let mut paragraphs: Vec<&str> = Vec::new();
    for finding in &unit.findings {
        if let Some(Mend::Notice { paragraphs: asked }) = &finding.mend {
            paragraphs.extend(asked.iter().map(String::as_str));
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    paragraphs.retain(|paragraph| seen.insert(*paragraph));
    if paragraphs.is_empty() {
        return Ok(None);
    }
    let there = rules::notice_file(&unit.judged.unit.documents);
    let name = match there {
        Some(document) => document.path.clone(),
        None if unit.has_name("NOTICE") => "NOTICE.txt".to_owned(),
        None => "NOTICE".to_owned(),
    };
    let file = unit.file(&name);
    let text = if there.is_some() { TextFile::read(&file)? } else { TextFile::new(file) };
    let line_end = text.line_end();
    let lines = paragraphs.join("\n\n").replace('\n', line_end);
    let after = text.with(&[appended(&text.text, text.text.len(), line_end, &lines)])?;
    let what =
        paragraphs.iter().map(|line| both!("says \"{}\"", "写明“{}”", first_line(line))).collect();
    Ok(Some(Draft { name, before: text.bytes, after, copied_from: None, what }))
}

fn first_line(paragraph: &str) -> String {
    const SHOWN: usize = 100;
    let line = paragraph.lines().next().unwrap_or_default();
    let shown: String = line.chars().take(SHOWN).collect();
    if shown.len() < paragraph.len() { format!("{shown}…") } else { shown }
}
