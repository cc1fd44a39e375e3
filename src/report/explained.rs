//! What `licscan identify --explain` prints: candidates, what decides between the two best, and the
//! differences as a word diff.
//!
//! A word diff shows the file's words. `{+words+}` stand in the file and not in the reference; `[-3 words-]`
//! of the reference do not stand in the file, and are counted because the index holds no words.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use super::{
    escape,
    identified::{lines, percent},
};
use crate::identify::explain::{Candidate, Change, Deciding, Explained};

/// Writes what was looked at in each region of a file.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn write_explained(out: &mut dyn Write, regions: &[Explained]) -> io::Result<()> {
    for region in regions {
        let Some(best) = region.candidates.first() else { continue };
        writeln!(out, "  {}", lines(region.lines))?;
        write_candidates(out, &region.candidates)?;
        let sibling = region.candidates.iter().find(|other| other.id != best.id);
        if let Some(sibling) = sibling.filter(|_| !region.deciding.is_empty()) {
            writeln!(out, "    what decides between {} and {}:", best.id, sibling.id)?;
            for place in &region.deciding {
                writeln!(out, "      {}", deciding(place, best.id, sibling.id))?;
            }
        }
        if !region.changes.is_empty() {
            writeln!(out, "    where the text differs from {}:", best.id)?;
        }
        for change in &region.changes {
            writeln!(out, "      {}", word_diff(change))?;
        }
    }
    Ok(())
}

fn write_candidates(out: &mut dyn Write, candidates: &[Candidate]) -> io::Result<()> {
    let widest = candidates.iter().map(|candidate| candidate.id.len()).max().unwrap_or(0);
    writeln!(out, "    candidates (words of the reference found here, words here that it has):")?;
    for candidate in candidates {
        let Candidate { id, language, differences, .. } = candidate;
        let places = match differences {
            0 => "nothing differs".to_owned(),
            1 => "1 place differs".to_owned(),
            count => format!("{count} places differ"),
        };
        let names = match candidate.names {
            (_, 0) => String::new(),
            (kept, all) => format!(", {kept} of {all} names kept"),
        };
        writeln!(
            out,
            "      {id:<widest$}  {language:<3} {:>5} % {:>5} %  {places}{names}",
            percent(candidate.coverage),
            percent(candidate.explained),
        )?;
    }
    Ok(())
}

fn deciding(place: &Deciding, best: &str, sibling: &str) -> String {
    let (here, there) = if place.for_chosen { (best, sibling) } else { (sibling, best) };
    let at = lines(place.lines);
    let instead = words(place.instead);
    if place.words.is_empty() {
        return format!("{at}: as {here}; {there} has {instead} more here");
    }
    let shown = escape::line(&place.words);
    if place.instead == 0 {
        format!("{at}: as {here}: \"{shown}\"; {there} has nothing here")
    } else {
        format!("{at}: as {here}: \"{shown}\"; {there} has {instead} instead")
    }
}

fn word_diff(change: &Change) -> String {
    let deviation = &change.deviation;
    let mut line = lines(deviation.lines);
    if let Some(clause) = &deviation.clause {
        let _ = write!(line, ", clause {}", escape::line(clause));
    }
    if !deviation.operative {
        line.push_str(", harmless");
    }
    let _ = write!(line, ": {}", escape::line(&change.before));
    if deviation.removed > 0 {
        let _ = write!(line, " [-{}-]", words(deviation.removed as usize));
    }
    if !deviation.words.is_empty() {
        let added: Vec<&str> = deviation.words.split_whitespace().collect();
        let _ = write!(line, " {{+{}+}}", escape::line(&added.join(" ")));
    }
    let _ = write!(line, " {}", escape::line(&change.behind));
    line
}

fn words(count: usize) -> String {
    if count == 1 { "1 word".to_owned() } else { format!("{count} words") }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::identify::{Deviation, DeviationKind};

    fn sample() -> Explained {
        let candidate = |id, coverage, differences| Candidate {
            id,
            language: "en",
            coverage,
            explained: 1.0,
            differences,
            names: (3, 3),
        };
        let deviation = Deviation {
            kind: DeviationKind::Changed,
            lines: (40, 40),
            clause: Some("1.b.i".into()),
            operative: true,
            words: "may\u{1b}[31m not".into(),
            removed: 1,
        };
        Explained {
            lines: (1, 117),
            candidates: vec![candidate("llama3.1", 0.998, 1), candidate("llama3", 0.9, 24)],
            deciding: vec![
                Deciding { lines: (1, 1), words: "3.1".into(), instead: 1, for_chosen: true },
                Deciding { lines: (9, 10), words: String::new(), instead: 4, for_chosen: false },
                Deciding {
                    lines: (12, 12),
                    words: "Built with".into(),
                    instead: 0,
                    for_chosen: true,
                },
            ],
            changes: vec![Change {
                deviation,
                before: "you".into(),
                behind: "use the materials".into(),
            }],
        }
    }

    #[test]
    fn people_read_what_was_compared() {
        let mut out = Vec::new();
        write_explained(&mut out, &[sample()]).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap(), @r#"
          lines 1-117
            candidates (words of the reference found here, words here that it has):
              llama3.1  en   99.8 % 100.0 %  1 place differs, 3 of 3 names kept
              llama3    en   90.0 % 100.0 %  24 places differ, 3 of 3 names kept
            what decides between llama3.1 and llama3:
              line 1: as llama3.1: "3.1"; llama3 has 1 word instead
              lines 9-10: as llama3; llama3.1 has 4 words more here
              line 12: as llama3.1: "Built with"; llama3 has nothing here
            where the text differs from llama3.1:
              line 40, clause 1.b.i: you [-1 word-] {+may\x1b[31m not+} use the materials
        "#);
    }
}
