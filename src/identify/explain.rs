//! Why a text is called what it is called: which references were tried, what decides between the two best,
//! and each difference with the words around it.
//!
//! The words are always the file's. Of a reference only hashes are known, so that its missing words are
//! counted and not shown.

use super::{
    Deviation, Options,
    align::NONE,
    deviation::deviation,
    difference::Difference,
    fit::Fit,
    reading::{MOST_TOKENS, Reading},
    regions,
    vote::Ballot,
};
use crate::{
    library::{grams::winnow, index::Index},
    text::{hash::Polynomial, tokens},
};

/// The most candidates, deciding places and differences of a region that are kept.
const MOST: (usize, usize, usize) = (6, 12, 60);
/// So many words stand before and behind a difference.
const AROUND: usize = 6;

/// What was looked at in one region of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// The references that were aligned, the chosen one first.
    pub candidates: Vec<Candidate>,
    /// Where the chosen one and the next sibling differ.
    pub deciding: Vec<Deciding>,
    /// Where the text differs from the chosen one.
    pub changes: Vec<Change>,
}

/// A reference that was aligned to a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its id.
    pub id: &'static str,
    /// The language of the reference.
    pub language: &'static str,
    /// The share of its words that stand in the text.
    pub coverage: f32,
    /// The share of the region's words that it has.
    pub explained: f32,
    /// How many places differ.
    pub differences: usize,
    /// How many words that name this license stand in the text, and how many should.
    pub names: (usize, usize),
}

/// A place where two candidates differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Deciding {
    /// First and last line, from 1.
    pub lines: (u32, u32),
    /// The words of the file.
    pub words: String,
    /// How many words the other reference has there instead.
    pub instead: usize,
    /// True where the text reads as the chosen reference, false where it reads as its sibling.
    pub for_chosen: bool,
}

/// A difference with the words around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What and where.
    pub deviation: Deviation,
    /// The words before.
    pub before: String,
    /// The words behind.
    pub behind: String,
}

/// Looks at a text with the embedded index, region by region, and never by digest.
pub fn explain(text: &str) -> Vec<Explained> {
    let index = Index::embedded();
    let tokens = tokens(text);
    let hashes: Vec<Polynomial> = tokens.iter().take(MOST_TOKENS).map(|token| token.hash).collect();
    let ballot = Ballot::of(winnow(&hashes), index);
    let reading = Reading::of(text, tokens, ballot, index, Options::default());
    regions(&reading, index)
        .iter()
        .map(|region| {
            let fit = &region.fit;
            let sibling =
                region.others.iter().find(|fit| fit.reference.id() != region.fit.reference.id());
            let fits = [fit].into_iter().chain(&region.others);
            Explained {
                lines: (reading.line(fit.region.start), reading.line(fit.region.end - 1)),
                candidates: fits.take(MOST.0).map(candidate).collect(),
                deciding: sibling.map_or_else(Vec::new, |sibling| deciding(&reading, fit, sibling)),
                changes: fit.counting().take(MOST.2).map(|d| change(&reading, fit, d)).collect(),
            }
        })
        .collect()
}

fn candidate(fit: &Fit) -> Candidate {
    Candidate {
        id: fit.reference.id(),
        language: fit.reference.language(),
        coverage: fit.coverage,
        explained: fit.explained,
        differences: fit.counting().count(),
        names: (fit.names.kept, fit.names.places + fit.names.absent),
    }
}

/// Both are aligned to one file: where one of them differs from it and the other does not, they differ.
fn deciding(reading: &Reading, chosen: &Fit, sibling: &Fit) -> Vec<Deciding> {
    let mut places = Vec::new();
    for (fit, other, for_chosen) in [(sibling, chosen, true), (chosen, sibling, false)] {
        for difference in fit.counting().filter(|difference| !differs(other, difference)) {
            let range = difference.file.clone();
            let lines = match range.end.checked_sub(1).filter(|_| !range.is_empty()) {
                Some(last) => (reading.line(range.start), reading.line(last)),
                None => (reading.line(range.start.saturating_sub(1)), reading.line(range.start)),
            };
            let place = Deciding {
                lines,
                words: short(reading.text(range)),
                instead: difference.reference.len(),
                for_chosen,
            };
            places.push((difference.file.start, place));
        }
    }
    places.sort_by_key(|(at, place)| (*at, place.for_chosen));
    places.into_iter().map(|(_, place)| place).take(MOST.1).collect()
}

/// True where a fit differs from the file at the place of a difference as well.
fn differs(fit: &Fit, difference: &Difference) -> bool {
    if difference.file.is_empty() {
        let overlaps = |own: &Difference| {
            own.file.start <= difference.file.start && difference.file.start <= own.file.end
        };
        return fit.counting().any(overlaps);
    }
    difference.file.clone().any(|at| fit.alignment.file[at] == NONE)
}

fn change(reading: &Reading, fit: &Fit, difference: &Difference) -> Change {
    let file = &difference.file;
    let end = (file.end + AROUND).min(reading.words.len());
    Change {
        deviation: deviation(reading, fit, difference),
        before: short(reading.text(file.start.saturating_sub(AROUND)..file.start)),
        behind: short(reading.text(file.end.min(end)..end)),
    }
}

/// Words of a file on one line, not too many of them.
fn short(words: &str) -> String {
    const LONGEST: usize = 200;
    let mut line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('\u{2026}');
    }
    line
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn text_of(id: &str) -> &'static str {
        spdx::text::LICENSE_TEXTS.iter().find(|(other, _)| *other == id).unwrap().1
    }

    #[test]
    fn a_text_without_a_license_has_nothing_to_explain() {
        assert_eq!(explain("A small model for tests."), []);
    }

    #[test]
    fn the_changed_word_stands_between_its_neighbours() {
        let regions = explain(&text_of("MIT").replace("is hereby granted", "is never granted"));
        let [region] = &regions[..] else { panic!("{regions:?}") };
        assert_eq!(region.candidates[0].id, "mit");
        let [change] = &region.changes[..] else { panic!("{:?}", region.changes) };
        assert_eq!((change.deviation.words.as_str(), change.deviation.removed), ("never", 1));
        assert!(change.before.ends_with("Permission is"), "{change:?}");
        assert!(change.behind.starts_with("granted, free of charge"), "{change:?}");
    }

    #[test]
    fn a_text_as_it_is_speaks_for_itself_wherever_its_sibling_differs() {
        let regions = explain(text_of("BSD-2-Clause"));
        let region = &regions[0];
        assert_eq!(region.candidates[0].id, "bsd-2-clause");
        assert!(
            !region.deciding.is_empty() && region.deciding.iter().all(|place| place.for_chosen)
        );
        assert_eq!(region.changes, []);
    }
}
