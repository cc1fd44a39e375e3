//! Layout is no difference: each reference of the corpus, wrapped, quoted, numbered, embedded and joined in
//! the ways that files in the wild are, must still bear its name.
//!
//! Without `../shared/corpus` the test says so in one line and passes.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

use std::{collections::BTreeMap, fmt::Write as _, path::Path};

use licscan::{
    identify::{Options, Verdict, identify_with},
    signatures::{Row, rows, text_of},
};
use rayon::prelude::*;

type Noise = (&'static str, fn(&str) -> String);

const NOISES: &[Noise] = &[
    ("wrapped at 40", |text| wrapped(text, 40)),
    ("wrapped at 100", |text| wrapped(text, 100)),
    ("one line", |text| text.split_whitespace().collect::<Vec<_>>().join(" ")),
    ("blank lines", |text| text.replace('\n', "\n\n")),
    ("indented", |text| each_line(text, "    ")),
    ("commented", |text| each_line(text, "# ")),
    ("slashes", |text| each_line(text, "// ")),
    ("quoted", |text| each_line(text, "> ")),
    ("smart quotes", |text| text.replace('"', "\u{201c}").replace('\'', "\u{2019}")),
    ("full width", |text| text.chars().map(wide).collect()),
    ("no-break blanks", |text| text.replace(' ', "\u{a0}")),
    ("zero width", |text| text.replace(' ', "\u{200b} ")),
    ("carriage returns", |text| text.replace('\n', "\r\n")),
    ("blanks in Han words", blanks_in_han),
    ("page numbers", pages),
    ("html", html),
    ("bold words", bold),
    ("upper case", str::to_uppercase),
    ("byte order mark", |text| format!("\u{feff}{text}")),
    ("inside a readme", readme),
    ("inside front matter", |text| {
        format!(
            "---\nextra_gated_prompt: |-\n{}\ntags:\n- x\n---\n# Model\n",
            each_line(text, "  ")
        )
    }),
    ("copyright line", |text| format!("Copyright (c) 2031 Example Research Ltd.\n\n{text}")),
];

fn each_line(text: &str, prefix: &str) -> String {
    text.lines().map(|line| format!("{prefix}{line}\n")).collect()
}

fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in text.split("\n\n") {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let len = word.chars().count();
            if column > 0 && column + len > width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
            }
            // Han text has no blanks to wrap at.
            for c in word.chars() {
                if column >= width && !c.is_ascii() {
                    out.push('\n');
                    column = 0;
                }
                out.push(c);
                column += 1;
            }
        }
        out.push_str("\n\n");
    }
    out
}

fn wide(c: char) -> char {
    if c.is_ascii_graphic() && c != '<' && c != '>' {
        char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
    } else {
        c
    }
}

fn blanks_in_han(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if ('\u{4e00}'..='\u{9fff}').contains(&c) {
            out.push(' ');
        }
    }
    out
}

fn pages(text: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        out.push_str(line);
        out.push('\n');
        if number % 40 == 39 {
            write!(out, "\n- {} -\n\u{c}", number / 40 + 1).unwrap();
        }
    }
    out
}

fn html(text: &str) -> String {
    let escaped =
        text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let paragraphs: String = escaped.split("\n\n").map(|part| format!("<p>{part}</p>\n")).collect();
    format!(
        "<!DOCTYPE html>\n<html><head><title>x</title><style>p {{ color: red }}</style></head><body>\n{paragraphs}</body></html>\n"
    )
}

fn bold(text: &str) -> String {
    let mut words = 0;
    text.split(' ')
        .map(|word| {
            words += 1;
            let plain = word.chars().all(char::is_alphabetic) && !word.is_empty();
            if plain && words % 7 == 0 { format!("**{word}**") } else { word.to_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

fn readme(text: &str) -> String {
    format!(
        "# Example model\n\nA small model for tests. Install it and run it:\n\n```\npip install example\n```\n\n\
         ## Results\n\n| set | score |\n|---|---|\n| a | 1.0 |\n\n## Terms\n\n{text}\n\n## Citation\n\nPlease cite our report.\n"
    )
}

fn is_right(row: &Row, text: &str) -> bool {
    let identity = identify_with(text, Options::default());
    let license = row.license.as_deref().unwrap();
    let allowed = |id: &str| {
        id == license
            || row.accept.iter().flatten().any(|other| other == id)
            || row.contains.iter().flatten().any(|other| other == id)
    };
    let mut named = identity.named().peekable();
    named.peek().is_some() && named.all(allowed)
}

/// The references of the corpus with their texts; `None` where the corpus is not here.
fn references() -> Option<Vec<(Row, String)>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped: ../shared/corpus is not here");
        return None;
    }
    let references = rows(&corpus)
        .unwrap()
        .into_iter()
        .filter(|row| row.reference)
        .map(|row| {
            let text = text_of(&corpus.join(&row.file)).unwrap();
            (row, text)
        })
        .collect();
    Some(references)
}

#[test]
fn layout_is_no_difference() {
    let Some(references) = references() else { return };
    let results: Vec<(&str, &str, bool)> = references
        .par_iter()
        .flat_map_iter(|(row, text)| {
            NOISES
                .iter()
                .map(move |(name, noise)| (*name, row.file.as_str(), is_right(row, &noise(text))))
        })
        .collect();
    let mut tracks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (name, _, right) in &results {
        let track = tracks.entry(name).or_default();
        track.0 += 1;
        track.1 += usize::from(*right);
    }
    for (name, (made, right)) in &tracks {
        println!("  {name:<22} {right:>4} of {made}");
    }
    for (name, file, right) in &results {
        if !right {
            println!("  lost: {name} {file}");
        }
    }
    let right = results.iter().filter(|result| result.2).count();
    println!("  noise: {right} of {} right", results.len());
    assert!(
        right * 1000 >= results.len() * RIGHT_PER_MILLE,
        "{right} of {} are right",
        results.len()
    );
}

/// A figure that may only rise.
const RIGHT_PER_MILLE: usize = 1_000;

#[test]
fn halves_and_joined_texts_bear_no_other_name() {
    let Some(references) = references() else { return };
    let halves: Vec<(bool, bool, String)> = references
        .par_iter()
        .map(|(row, text)| {
            let half = text.chars().take(text.chars().count() / 2).collect::<String>();
            let identity = identify_with(&half, Options::default());
            let license = row.license.as_deref().unwrap();
            let allowed = |id: &str| {
                id == license
                    || row.accept.iter().flatten().any(|other| other == id)
                    || row.contains.iter().flatten().any(|other| other == id)
            };
            let named: Vec<&str> = identity.named().collect();
            let wrong = named.iter().any(|id| !allowed(id));
            (
                named.contains(&license),
                wrong,
                format!("{} {named:?} {:?}", row.file, identity.verdict),
            )
        })
        .collect();
    let right = halves.iter().filter(|half| half.0 && !half.1).count();
    let wrong = halves.iter().filter(|half| half.1).count();
    println!("  first halves: {right} of {} named, {wrong} wrong", halves.len());
    for (_, wrong, line) in &halves {
        if *wrong {
            println!("  half called another license: {line}");
        }
    }
    let joined: Vec<(bool, bool, String)> = (0..references.len())
        .into_par_iter()
        .map(|at| {
            let (one, first) = &references[at];
            let (other, second) = &references[(at * 7 + 13) % references.len()];
            let identity = identify_with(&format!("{first}\n\n{second}"), Options::default());
            let named: Vec<&str> = identity.named().collect();
            let of = |row: &Row, id: &str| {
                row.license.as_deref() == Some(id)
                    || row.accept.iter().flatten().any(|other| other == id)
                    || row.contains.iter().flatten().any(|other| other == id)
            };
            let wrong = named.iter().any(|id| !of(one, id) && !of(other, id));
            let both = named.iter().any(|id| of(one, id)) && named.iter().any(|id| of(other, id));
            (
                both,
                wrong,
                format!(
                    "{} + {}: {named:?} {:?}",
                    one.file,
                    other.file,
                    identity.licenses.iter().map(|l| (l.verdict, l.id.clone())).collect::<Vec<_>>()
                ),
            )
        })
        .collect();
    let right = joined.iter().filter(|pair| pair.0 && !pair.1).count();
    println!("  joined in twos: {right} of {}", joined.len());
    for (both, wrong, line) in &joined {
        if *wrong || !both {
            println!("  joined: {line}");
        }
    }
    let _ = Verdict::Exact;
    assert!(wrong == 0, "{wrong} halves are called another license");
}
