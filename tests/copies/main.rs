//! At least a thousand copies of the references, made here: as PDF, in legacy encodings, in traditional
//! script, on numbered pages, as HTML, cut in half, joined in twos.
//!
//! Without `../shared/corpus` the test says so in one line and passes. Every Chinese and bilingual
//! reference is copied in all ways and a seeded share of the English ones; `LICSCAN_ALL=1` copies all.
//! `cargo test --test copies -- --nocapture` prints the table.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

#[path = "../../src/document/pdf/tests/builder.rs"]
#[expect(dead_code, reason = "shared with the tests of the PDF reader, which use all of it")]
mod builder;
#[expect(dead_code, reason = "shared with the test of the SPDX list")]
#[path = "../layouts/mod.rs"]
mod layouts;
mod make;

use std::{collections::BTreeMap, path::Path};

use layouts::Seeded;
use licscan::{
    identify::{Identity, Verdict, identify},
    signatures::{Row, rows, text_of},
    text::token::normal_form,
};
use make::{Copy, WAYS};
use rayon::prelude::*;

/// Shares of a thousand that must be right.
const RIGHT_AT_LEAST: usize = 985;
const CHINESE_AND_PDF_AT_LEAST: usize = 970;
/// The least number of copies that the shares mean something for.
const COPIES_AT_LEAST: usize = 1_000;

/// A reference of the corpus.
struct Reference {
    row: Row,
    text: String,
    form: String,
}

impl Reference {
    fn is_chinese(&self) -> bool {
        matches!(self.row.language.as_str(), "zh" | "bilingual")
    }

    fn allows(&self, id: &str) -> bool {
        let listed = |list: &Option<Vec<String>>| list.iter().flatten().any(|other| other == id);
        self.row.license.as_deref() == Some(id)
            || listed(&self.row.accept)
            || listed(&self.row.contains)
    }
}

/// The references that are copied; `None` where the corpus is not here.
fn references() -> Option<Vec<Reference>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped: ../shared/corpus is not here");
        return None;
    }
    let all = rows(&corpus)
        .unwrap()
        .into_iter()
        .filter(|row| row.reference && matches!(row.language.as_str(), "zh" | "bilingual" | "en"));
    let references = all.map(|row| {
        let text = text_of(&corpus.join(&row.file)).unwrap();
        Reference { form: normal_form(&text), row, text }
    });
    Some(references.collect())
}

fn is_copied(reference: &Reference) -> bool {
    std::env::var_os("LICSCAN_ALL").is_some()
        || reference.is_chinese()
        || Seeded::of(&reference.row.file).below(2) == 0
}

/// True where another license has these words too: then nothing in them can tell the two apart.
fn stands_elsewhere(half: &str, reference: &Reference, all: &[Reference]) -> bool {
    let form = normal_form(half);
    all.iter().any(|other| other.row.license != reference.row.license && other.form.contains(&form))
}

fn is_right(reference: &Reference, identity: &Identity) -> bool {
    let mut named = identity.named().peekable();
    named.peek().is_some() && named.all(|id| reference.allows(id))
}

fn said(identity: &Identity) -> String {
    let name = |found: &licscan::identify::Match| {
        format!("{}:{}", found.verdict.as_str(), found.id.as_deref().unwrap_or(&found.family))
    };
    identity.licenses.iter().map(name).collect::<Vec<_>>().join(" ")
}

/// One copy and what became of it.
struct Judged {
    way: &'static str,
    chinese: bool,
    right: bool,
    line: String,
}

#[test]
fn copies_bear_the_name_of_their_reference() {
    let Some(all) = references() else { return };
    let copied: Vec<usize> = (0..all.len()).filter(|at| is_copied(&all[*at])).collect();
    let mut judged: Vec<Judged> = copied
        .par_iter()
        .flat_map_iter(|at| {
            let (all, reference) = (&all, &all[*at]);
            let ways = WAYS.iter().filter(|way| reference.is_chinese() || !way.han_only);
            ways.map(move |way| {
                let text = match (way.make)(&reference.text) {
                    Copy::Text(text) => text,
                    Copy::File { ending, bytes } => read(ending, &bytes),
                };
                let identity = identify(&text);
                let half = way.name == "first half"
                    && identity.verdict == Verdict::Family
                    && stands_elsewhere(&text, reference, all);
                Judged {
                    way: way.name,
                    chinese: reference.is_chinese(),
                    right: half || is_right(reference, &identity),
                    line: format!("{}: {}", reference.row.file, said(&identity)),
                }
            })
        })
        .collect();
    judged.par_extend(copied.par_iter().map(|at| joined(&all, *at)));
    let tracks = print(&judged);
    assert!(judged.len() >= COPIES_AT_LEAST, "{} copies", judged.len());
    for (track, (made, right)) in tracks {
        let least = match track.as_str() {
            "all" => RIGHT_AT_LEAST,
            "Chinese and bilingual" | "PDF" => CHINESE_AND_PDF_AT_LEAST,
            _ => continue,
        };
        assert!(right * 1000 >= made * least, "{track}: {right} of {made} are right");
    }
}

/// The text of a file, by the readers that a scan uses.
fn read(ending: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("LICENSE{ending}"));
    std::fs::write(&path, bytes).unwrap();
    text_of(&path).unwrap()
}

fn joined(all: &[Reference], at: usize) -> Judged {
    let (one, other) = (&all[at], &all[(at * 7 + 13) % all.len()]);
    let identity = identify(&format!("{}\n\n{}", one.text, other.text));
    let named: Vec<&str> = identity.named().collect();
    let of = |reference: &Reference| named.iter().any(|id| reference.allows(id));
    let foreign = named.iter().any(|id| !one.allows(id) && !other.allows(id));
    Judged {
        way: "joined in twos",
        chinese: one.is_chinese(),
        right: of(one) && of(other) && !foreign,
        line: format!("{} and {}: {}", one.row.file, other.row.file, said(&identity)),
    }
}

/// Prints the table and what was lost; returns how many were made and how many are right, by track.
fn print(judged: &[Judged]) -> BTreeMap<String, (usize, usize)> {
    let mut tracks: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for one in judged {
        let mut of = vec!["all".to_owned(), format!("way {}", one.way)];
        if one.chinese {
            of.push("Chinese and bilingual".to_owned());
        }
        if one.way.starts_with("PDF") {
            of.push("PDF".to_owned());
        }
        for track in of {
            let count = tracks.entry(track).or_default();
            count.0 += 1;
            count.1 += usize::from(one.right);
        }
    }
    for (track, (made, right)) in &tracks {
        println!("  {track:<34} {right:>5} of {made:>5} right");
    }
    for one in judged.iter().filter(|one| !one.right) {
        println!("    lost: {}: {}", one.way, one.line);
    }
    tracks
}

#[test]
fn second_halves_bear_no_other_name() {
    let Some(all) = references() else { return };
    let wrong: Vec<String> = all
        .par_iter()
        .filter_map(|reference| {
            let count = reference.text.chars().count();
            let half: String = reference.text.chars().skip(count / 2).collect();
            let identity = identify(&half);
            let foreign = identity.named().any(|id| !reference.allows(id));
            foreign.then(|| format!("{}: {}", reference.row.file, said(&identity)))
        })
        .collect();
    println!("  second halves: {} of {} bear another name", wrong.len(), all.len());
    for line in &wrong {
        println!("    {line}");
    }
    assert_eq!(wrong, [""; 0]);
}
