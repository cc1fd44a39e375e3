//! A word that turns the meaning is never overlooked: thousands of generated edits of the corpus's
//! references, each one word, number, party or sentence, none of which may pass as the license itself.
//!
//! Without `../shared/corpus` the test says so in one line and passes.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test prints its figures and may fail loudly"
)]

use std::{collections::BTreeMap, ops::Range, path::Path};

use licscan::{
    identify::{Options, Verdict, identify_with},
    signatures::{rows, text_of},
    text::{Flags, tokens},
};
use rayon::prelude::*;

/// How many edits of each reference.
const EDITS: usize = 21;

/// One kind of edit: its name, what is looked for, what it becomes.
type Swap = (&'static str, &'static str, &'static str);

const ENGLISH: &[Swap] = &[
    ("negation dropped", " not ", " "),
    ("negation added", " may ", " may not "),
    ("negation added", " shall ", " shall not "),
    ("duty to permission", " must ", " may "),
    ("duty to permission", " shall ", " may "),
    ("permission to duty", " may ", " must "),
    ("use narrowed", " use ", " non-commercial use "),
    ("conjunction", " and ", " or "),
    ("conjunction", " or ", " and "),
    ("party", "Licensor", "Licensee"),
    ("scope", " all ", " no "),
    ("scope", " any ", " no "),
    ("territory", "worldwide", "domestic"),
    ("grant", "irrevocable", "revocable"),
    ("grant", "royalty-free", "royalty-bearing"),
    ("condition", " if ", " unless "),
    ("condition", " with ", " without "),
];

const CHINESE: &[Swap] = &[
    ("negation dropped", "不得", "可以"),
    ("negation dropped", "不可", "可"),
    ("negation added", "可以", "不可以"),
    ("duty to permission", "应当", "可以"),
    ("duty to permission", "必须", "可以"),
    ("duty to permission", "须", "可"),
    ("use narrowed", "使用", "非商业使用"),
    ("party", "许可方", "被许可方"),
    ("party", "您", "许可方"),
    ("conjunction", "或", "和"),
    ("conjunction", "和", "或"),
    ("scope", "任何", "部分"),
    ("territory", "全球", "境内"),
    ("grant", "不可撤销", "可撤销"),
    ("grant", "免费", "收费"),
    ("condition", "包括", "不包括"),
];

/// A small generator with a fixed seed, so that every run makes the same edits.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below.max(1) as u64).unwrap()
    }
}

struct Edit {
    kind: &'static str,
    text: String,
    line: usize,
    /// The line and the words before and behind, for the list of accepted edits.
    place: String,
}

/// Places that are free by design: holders, addresses, placeholders, appendices.
fn free_places(text: &str) -> Vec<Range<usize>> {
    let free = Flags::COPYRIGHT.with(Flags::URL).with(Flags::PLACEHOLDER);
    let mut places: Vec<Range<usize>> = tokens(text)
        .iter()
        .filter(|token| token.flags.any(free))
        .map(|token| token.start as usize..token.end as usize)
        .collect();
    if let Some(end) = text.to_ascii_lowercase().find("end of terms and conditions") {
        places.push(end..text.len());
    }
    places
}

fn edit(
    text: &str,
    words: &[Range<usize>],
    free: &[Range<usize>],
    dice: &mut Dice,
    chinese: bool,
) -> Option<Edit> {
    let is_free = |at: usize, len: usize| {
        free.iter().any(|place| place.start < at + len + 2 && at < place.end + 2)
    };
    let line_of = |at: usize| text[..at].matches('\n').count() + 1;
    let replace = |kind, at: usize, len: usize, with: &str| {
        (!is_free(at, len)).then(|| {
            let (line, before, behind) = (line_of(at), &text[..at], &text[at + len..]);
            let head: String =
                before.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
            let tail: String = behind.chars().take(12).collect();
            let place = format!("line {line}: {head:?} + {with:?} + {tail:?}");
            Edit { kind, text: [before, with, behind].concat(), line, place }
        })
    };
    match dice.roll(6) {
        0 => {
            // A figure changes by one digit.
            let digits: Vec<usize> =
                text.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = *digits.get(dice.roll(digits.len()))?;
            // A list counter is no figure, and neither is a digit of markup.
            let line_start = text[..at].rfind('\n').map_or(0, |start| start + 1);
            let inline_counter = text[..at].ends_with("; ") && text[at + 1..].starts_with(". ");
            let counter = text[line_start..at].trim().chars().all(|c| !c.is_alphabetic());
            // The year of a copyright is none either, wherever it stands.
            let before = text[..at].trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
            let year =
                before.ends_with('©') || before.ends_with("(c)") || before.ends_with("Copyright");
            if counter || year || inline_counter || !words.iter().any(|word| word.contains(&at)) {
                return None;
            }
            let digit = text[at..].chars().next()?.to_digit(10)?;
            replace("figure", at, 1, &((digit + 1) % 10).to_string())
        }
        1 => {
            let end = if chinese { "。" } else { ". " };
            let ends: Vec<usize> = text.match_indices(end).map(|(at, _)| at + end.len()).collect();
            let at = *ends.get(dice.roll(ends.len()))?;
            let sentence = if chinese {
                "您应当每年向许可方支付费用。"
            } else {
                "You must pay the publisher one percent of your revenue. "
            };
            replace("sentence added", at, 0, sentence)
        }
        2 => {
            let end = if chinese { "。" } else { ". " };
            let ends: Vec<usize> = text.match_indices(end).map(|(at, _)| at + end.len()).collect();
            let which = dice.roll(ends.len().saturating_sub(1));
            let (start, stop) = (*ends.get(which)?, *ends.get(which + 1)?);
            // A sentence of a few words may be a marker or an abbreviation.
            if text[start..stop].chars().filter(|c| c.is_alphanumeric()).count() < 12 {
                return None;
            }
            replace("sentence removed", start, stop - start, "")
        }
        _ => {
            let list = if chinese { CHINESE } else { ENGLISH };
            let (kind, from, to) = list[dice.roll(list.len())];
            let places: Vec<usize> = text.match_indices(from).map(|(at, _)| at).collect();
            let at = *places.get(dice.roll(places.len()))?;
            replace(kind, at, from.len(), to)
        }
    }
}

#[test]
fn no_edit_passes_as_the_license() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.is_dir() {
        println!("skipped: ../shared/corpus is not here");
        return;
    }
    let references: Vec<_> =
        rows(&corpus).unwrap().into_iter().filter(|row| row.reference).collect();
    let results: Vec<(String, &'static str, bool, bool, String)> = references
        .par_iter()
        .enumerate()
        .flat_map_iter(|(number, row)| {
            let text = text_of(&corpus.join(&row.file)).unwrap();
            let free = free_places(&text);
            let words: Vec<Range<usize>> = tokens(&text)
                .iter()
                .map(|token| token.start as usize..token.end as usize)
                .collect();
            let mut dice = Dice(
                0x1234_5678_9abc_def1 ^ (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            );
            let mut made = Vec::new();
            for attempt in 0..EDITS * 20 {
                if made.len() == EDITS {
                    break;
                }
                let chinese =
                    row.language == "zh" || (row.language == "bilingual" && attempt % 2 == 0);
                if let Some(edit) = edit(&text, &words, &free, &mut dice, chinese) {
                    made.push(edit);
                }
            }
            let license = row.license.clone().unwrap();
            let file = row.file.clone();
            made.into_iter().map(move |edit| {
                let identity = identify_with(&edit.text, Options::default());
                let passed = identity.licenses.iter().any(|found| {
                    found.verdict <= Verdict::Equivalent
                        && found.id.as_deref() == Some(license.as_str())
                });
                let near =
                    identity.licenses.iter().flat_map(|found| &found.deviations).any(|deviation| {
                        deviation.lines.0 as usize <= edit.line + 2
                            && deviation.lines.1 as usize + 2 >= edit.line
                    });
                (file.clone(), edit.kind, passed, near, edit.place)
            })
        })
        .collect();
    let mut kinds: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for (_, kind, passed, near, _) in &results {
        let row = kinds.entry(kind).or_default();
        row.0 += 1;
        row.1 += usize::from(*passed);
        row.2 += usize::from(*near);
    }
    for (kind, (made, passed, near)) in &kinds {
        println!(
            "  {kind:<20} {made:>5} edits  accepted {passed:>3}  placed within two lines {near:>5}"
        );
    }
    for (file, kind, passed, _, place) in &results {
        if *passed {
            println!("  accepted: {file} {kind} {place}");
        }
    }
    let mut unplaced: BTreeMap<&str, usize> = BTreeMap::new();
    for (file, ..) in results.iter().filter(|result| !result.3) {
        *unplaced.entry(file).or_default() += 1;
    }
    for (file, edits) in unplaced {
        println!("  not placed: {edits} in {file}");
    }
    let accepted = results.iter().filter(|result| result.2).count();
    let placed = results.iter().filter(|result| result.3).count();
    println!("  {} edits, {accepted} accepted, {placed} placed within two lines", results.len());
    assert_eq!(accepted, 0, "an edited text passed as the license");
    assert!(
        placed * 1000 >= results.len() * 995,
        "{placed} of {} edits were placed",
        results.len()
    );
}
