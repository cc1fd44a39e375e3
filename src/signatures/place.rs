//! From what a reader copied to evidence: finds each phrase in its reference and chooses the three words that
//! carry the duty.
//!
//! A reader writes, for each duty and language, the clause and a phrase of the text. The phrase stays
//! outside the project; what remains of it is a label and three hashes.

use std::{collections::BTreeMap, ops::Range};

use serde::Deserialize;

use super::{
    clause_place::{Named, hangs_on, named, ranges},
    duty_words::{DutyWords, Words},
    phrase::Phrase,
    reference::Reference,
    words::{Three, duty_word, threes},
};
use crate::{
    library::{duty::Evidence, license::License},
    text::{Flags, tokens},
};

/// What a reader wrote of one duty in one language.
#[derive(Debug, Clone, Deserialize)]
pub struct Reading {
    /// The number of the duty in its file, from 0.
    pub duty: usize,
    /// Its kind, so that a list that has changed since is seen.
    pub kind: String,
    /// The language of the reference.
    pub language: String,
    /// The clause or the heading.
    pub clause: String,
    /// Words of the text that carry the duty.
    pub phrase: String,
    /// Words above a list that say that its items are duties.
    #[serde(default)]
    pub chapeau: Option<String>,
}

/// The evidence of one license, duty by duty, and what could not be placed.
#[derive(Debug, Default)]
pub struct Placed {
    /// For each duty of the file its evidence.
    pub evidence: Vec<Vec<Evidence>>,
    /// What could not be placed, in words that a reader can act on.
    pub problems: Vec<String>,
    /// What was placed, and a reader may want to look at.
    pub remarks: Vec<String>,
}

/// Places what was read of a license.
pub fn place(
    license: &License,
    references: &[Reference],
    readings: &[Reading],
    words: &DutyWords,
) -> Placed {
    let mut placed = Placed { evidence: vec![Vec::new(); license.duty.len()], ..Placed::default() };
    let mut used: BTreeMap<Three, usize> = BTreeMap::new();
    let headings: Vec<String> =
        readings.iter().map(|reading| heading_of(&reading.clause)).collect();
    for reading in readings {
        let at = format!(
            "{} duty {} {} {} [{}]",
            license.id, reading.duty, reading.kind, reading.language, reading.clause
        );
        let duty = license.duty.get(reading.duty).filter(|duty| duty.kind.as_str() == reading.kind);
        let Some(duty) = duty else {
            placed.problems.push(format!("{at}: the file has no such duty at this number"));
            continue;
        };
        let finder = Finder {
            reading,
            words: words.of(duty, &reading.language),
            headings: &headings,
            used: &used,
        };
        match finder.find(references) {
            Ok((evidence, three, remark)) => {
                used.insert(three, reading.duty);
                placed.remarks.extend(remark.map(|remark| format!("{at}: {remark}")));
                if !placed.evidence[reading.duty].contains(&evidence) {
                    placed.evidence[reading.duty].push(evidence);
                }
            }
            Err(problem) => {
                placed.problems.push(format!("{at} “{}”: {problem}", reading.phrase));
            }
        }
    }
    placed
}

/// The words of a label that are no numbers: `Restrictions` of `Restrictions.a`.
pub(super) fn heading_of(clause: &str) -> String {
    clause.split('.').next().unwrap_or(clause).to_owned()
}

/// A phrase without its last word or Han character.
fn without_last_word(phrase: &str) -> &str {
    tokens(phrase).last().map_or("", |last| &phrase[..last.start as usize])
}

struct Finder<'a> {
    reading: &'a Reading,
    words: Words,
    headings: &'a [String],
    used: &'a BTreeMap<Three, usize>,
}

/// A place of the phrase with the label that the table has for it.
struct Place<'r> {
    reference: &'r Reference,
    range: Range<usize>,
    label: String,
    above: bool,
}

impl Finder<'_> {
    fn find(&self, references: &[Reference]) -> Result<(Evidence, Three, Option<String>), String> {
        let place = self.place(references)?;
        let (three, modal) = self.three(&place)?;
        let mut remark = place.above.then(|| format!("the table has clause {:?}", place.label));
        if modal.as_ref().is_some_and(|(_, found)| *found) {
            remark = Some("the word that makes it a duty was found above it".to_owned());
        }
        let evidence = Evidence {
            language: self.reading.language.clone(),
            clause: place.label,
            words: three.to_string(),
            modal: modal.map(|(three, _)| three.to_string()),
        };
        Ok((evidence, three, remark))
    }

    /// Where the phrase stands in the clause that the reader named.
    fn place<'r>(&self, references: &'r [Reference]) -> Result<Place<'r>, String> {
        let phrase = Phrase::of(&self.reading.phrase);
        // A phrase may end inside what is one word here, `0.0.7` of `0.0.7_sdk`.
        let shorter = Phrase::of(without_last_word(&self.reading.phrase));
        let own = || references.iter().filter(|it| it.reads(&self.reading.language));
        if own().next().is_none() {
            return Err(format!("there is no reference text in {:?}", self.reading.language));
        }
        let mut elsewhere: Vec<String> = Vec::new();
        let mut above = None;
        for phrase in [&phrase, &shorter] {
            for reference in own() {
                for range in phrase.places(reference) {
                    match named(reference, &self.reading.clause, &range, self.headings) {
                        Named::Clause(label) => {
                            return Ok(Place { reference, range, label, above: false });
                        }
                        Named::Above(label) => {
                            above = above.or(Some(Place { reference, range, label, above: true }));
                        }
                        Named::Other(label) => elsewhere.push(label),
                    }
                }
            }
            if let Some(place) = above {
                return Ok(place);
            }
            if !elsewhere.is_empty() {
                elsewhere.dedup();
                return Err(format!("it stands in clause {:?}", elsewhere.join(", ")));
            }
        }
        let known =
            own().map(|reference| phrase.longest_beginning(reference)).max_by_key(String::len);
        Err(format!("the text has it only as far as {:?}", known.unwrap_or_default()))
    }

    /// The three words, and the three that hold the word that makes a duty, where they are others; with
    /// them whether nobody has named those.
    fn three(&self, place: &Place<'_>) -> Result<(Three, Option<(Three, bool)>), String> {
        let reference = place.reference;
        let clause = ranges(reference, &place.label, self.headings)
            .into_iter()
            .find(|range| range.contains(&place.range.start))
            .ok_or_else(|| format!("clause {:?} is not where it stands", place.label))?;
        // A phrase of one or two words is widened inside its clause.
        let short = 3_usize.saturating_sub(place.range.len());
        let wide = place.range.start.saturating_sub(short).max(clause.start)
            ..(place.range.end + short).min(clause.end);
        let inside = if short == 0 { place.range.clone() } else { wide };
        let all: Vec<(usize, Three)> = threes(&inside)
            .filter_map(|first| Some((first, Three::at(reference, first)?)))
            .filter(|(_, three)| self.used.get(three).is_none_or(|duty| *duty == self.reading.duty))
            .collect();
        let with_word = all.iter().filter_map(|(first, three)| {
            let word = duty_word(&self.words, reference, *first)?;
            Some((word.rank, three.count(reference), *first, *three))
        });
        if let Some((.., three)) = with_word.min() {
            return Ok((three, None));
        }
        let plain = all.iter().map(|(first, three)| (three.count(reference), *first, *three)).min();
        let Some((_, first, three)) = plain else {
            return Err("another duty names these words".to_owned());
        };
        let modal = match &self.reading.chapeau {
            Some(chapeau) => self.in_chapeau(place, chapeau).map(|modal| (modal, false)),
            None => None,
        };
        let modal = modal.or_else(|| self.modal(place, first).map(|modal| (modal, true)));
        match modal {
            Some(modal) => Ok((three, Some(modal))),
            None => Err("no word that makes a duty stands in it or above it".to_owned()),
        }
    }

    /// The three words with the strongest duty word of the chapeau that the reader named.
    fn in_chapeau(&self, place: &Place<'_>, chapeau: &str) -> Option<Three> {
        let reference = place.reference;
        Phrase::of(chapeau)
            .places(reference)
            .into_iter()
            .filter(|range| hangs_on(reference, place.range.start, range.start))
            .flat_map(|range| threes(&range))
            .filter_map(|first| {
                let word = duty_word(&self.words, reference, first)?;
                Some((word.rank, first, Three::at(reference, first)?))
            })
            .min()
            .map(|(.., three)| three)
    }

    /// The three words with a duty word that the phrase hangs on: the strongest of its sentence, else the
    /// nearest of what stands before in the clause and in those around it. Weaker words count in its sentence
    /// and right above.
    fn modal(&self, place: &Place<'_>, first: usize) -> Option<Three> {
        const FARTHEST: usize = 200;
        const NEAREST: usize = 60;
        let reference = place.reference;
        let begins = |at: usize| {
            reference.tokens[at].1.has(Flags::SENTENCE_START)
                || reference.clauses.iter().any(|clause| clause.start == at)
        };
        let start = (0..=first).rev().find(|at| begins(*at)).unwrap_or(0);
        let end = (first + 1..reference.tokens.len())
            .find(|at| begins(*at))
            .unwrap_or(reference.tokens.len());
        let rank = |at: usize, any: bool| {
            let word = duty_word(&self.words, reference, at)?;
            let above = hangs_on(reference, first, at);
            (above && (any || word.is_duty)).then_some(word.rank)
        };
        let of_sentence = |any: bool| {
            threes(&(start..end))
                .filter_map(|at| Some((rank(at, any)?, at.abs_diff(first), at)))
                .min()
                .map(|(.., at)| at)
        };
        let above = |any: bool, farthest: usize| {
            (0..start)
                .rev()
                .filter(|at| hangs_on(reference, first, *at))
                .take(farthest)
                .find(|at| rank(*at, any).is_some())
        };
        let at = of_sentence(false)
            .or_else(|| above(false, FARTHEST))
            .or_else(|| of_sentence(true))
            .or_else(|| above(true, NEAREST))?;
        Three::at(reference, at)
    }
}
