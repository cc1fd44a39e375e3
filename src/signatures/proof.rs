//! Proves from the prints alone that the duties of the signature files stand in their texts.
//!
//! For each duty: the label of its evidence is in the clause table (or is a heading of the text), the three
//! words stand inside that clause and hold a word that makes a duty, no other duty of the license names the
//! same three, and its marks stand in the same clause. What cannot be proved is a fault; a duty without
//! evidence is counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::{
    SignatureError,
    clause_place::{hangs_on, ranges},
    duty_words::DutyWords,
    files::{license_ids, read_license},
    phrase::Phrase,
    place::heading_of,
    reference::{Reference, references},
    sentences,
    words::{Three, duty_word},
};
use crate::library::{
    duty::{Duty, DutyKind, Evidence},
    license::License,
};

/// What was proved.
#[derive(Debug, Default)]
pub struct Proof {
    /// How many licenses have duties.
    pub licenses: usize,
    /// How many duties they have.
    pub duties: usize,
    /// How many of them have evidence that holds.
    pub proved: usize,
    /// How many clauses hold it.
    pub clauses: usize,
    /// How many marks stand in their clause.
    pub marks: usize,
    /// What does not hold.
    pub faults: Vec<String>,
    /// Duties without evidence although there is a text.
    pub unproved: Vec<String>,
    /// Duties of licenses of which there is no text here.
    pub without_text: Vec<String>,
}

/// Proves the duties of all signature files.
///
/// # Errors
///
/// Where a file cannot be read.
pub fn prove(signatures: &Path) -> Result<Proof, SignatureError> {
    let words = DutyWords::read(signatures)?;
    let mut proof = Proof::default();
    for id in license_ids(signatures)? {
        let license = read_license(signatures, &id)?;
        proof.faults.extend(sentences::faults(&license));
        if license.duty.is_empty() {
            continue;
        }
        let references = references(signatures, &id)?;
        Prover { license: &license, references: &references, words: &words }.prove(&mut proof);
    }
    Ok(proof)
}

struct Prover<'a> {
    license: &'a License,
    references: &'a [Reference],
    words: &'a DutyWords,
}

impl Prover<'_> {
    fn prove(&self, proof: &mut Proof) {
        proof.licenses += 1;
        let mut named: BTreeMap<&str, usize> = BTreeMap::new();
        let mut clauses: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (number, duty) in self.license.duty.iter().enumerate() {
            proof.duties += 1;
            let at = format!("{} duty {number} {}", self.license.id, duty.kind.as_str());
            let mut faults = Vec::new();
            for evidence in &duty.evidence {
                if named.insert(&evidence.words, number).is_some_and(|other| other != number) {
                    faults.push(format!("{at}: another duty names the same three words"));
                }
                match self.holds(duty, evidence) {
                    Ok(()) => {
                        clauses.insert((&evidence.language, &evidence.clause));
                    }
                    Err(fault) => faults
                        .push(format!("{at} {} [{}]: {fault}", evidence.language, evidence.clause)),
                }
            }
            for mark in marks(duty) {
                if self.variants(mark).iter().any(|mark| self.shows(duty, mark)) {
                    proof.marks += 1;
                } else if !self.references.is_empty() {
                    faults.push(format!("{at}: {}", self.why_not_shown(duty, mark)));
                }
            }
            match (duty.evidence.is_empty(), self.references.is_empty()) {
                (false, _) => proof.proved += usize::from(faults.is_empty()),
                (true, false) => proof.unproved.push(format!("{at} [{}]", duty.clause)),
                (true, true) => proof.without_text.push(format!("{at} [{}]", duty.clause)),
            }
            proof.faults.append(&mut faults);
        }
        proof.clauses += clauses.len();
    }

    fn headings(&self) -> Vec<String> {
        let all = self.license.duty.iter().flat_map(|duty| &duty.evidence);
        all.map(|evidence| heading_of(&evidence.clause)).collect()
    }

    fn of_language<'r>(&'r self, language: &'r str) -> impl Iterator<Item = &'r Reference> {
        self.references.iter().filter(move |reference| reference.reads(language))
    }

    /// Whether the three words stand in the clause and make a duty.
    fn holds(&self, duty: &Duty, evidence: &Evidence) -> Result<(), String> {
        let three: Three = evidence.words.parse()?;
        let modal = evidence.modal.as_deref().map(str::parse::<Three>).transpose()?;
        let words = self.words.of(duty, &evidence.language);
        let headings = self.headings();
        let mut fault = format!("there is no text in {:?}", evidence.language);
        for reference in self.of_language(&evidence.language) {
            let ranges = ranges(reference, &evidence.clause, &headings);
            if ranges.is_empty() {
                "the text has no such clause".clone_into(&mut fault);
                continue;
            }
            let places: Vec<usize> =
                ranges.iter().flat_map(|range| three.places(reference, range)).collect();
            if places.is_empty() {
                "the three words do not stand in this clause".clone_into(&mut fault);
                continue;
            }
            let makes_duty = |first: usize| duty_word(&words, reference, first).is_some();
            let proved = match modal {
                None => places.into_iter().any(makes_duty),
                Some(modal) => modal
                    .places(reference, &(0..reference.tokens.len()))
                    .filter(|at| places.iter().any(|place| hangs_on(reference, *place, *at)))
                    .any(makes_duty),
            };
            if proved {
                return Ok(());
            }
            "none of the words makes a duty".clone_into(&mut fault);
        }
        Err(fault)
    }

    /// A mark with the values of slots that may stand for each other: a year, a date, a product.
    fn variants(&self, mark: &str) -> Vec<String> {
        let mut variants = vec![mark.to_owned()];
        for slot in &self.license.slots {
            for value in slot.iter().filter(|value| mark.contains(value.as_str())) {
                variants.extend(slot.iter().map(|other| mark.replace(value.as_str(), other)));
            }
        }
        variants
    }

    /// Whether a mark stands in a clause of the duty's evidence; without evidence, anywhere in a text.
    fn shows(&self, duty: &Duty, mark: &str) -> bool {
        let headings = self.headings();
        if duty.evidence.is_empty() {
            return self.stands_anywhere(mark);
        }
        duty.evidence.iter().any(|evidence| {
            self.of_language(&evidence.language).any(|reference| {
                ranges(reference, &evidence.clause, &headings).iter().any(|range| {
                    parts(mark).iter().all(|part| {
                        part.places(reference)
                            .iter()
                            .any(|place| place.start >= range.start && place.end <= range.end)
                    })
                })
            })
        })
    }

    fn stands_anywhere(&self, mark: &str) -> bool {
        self.references
            .iter()
            .any(|reference| parts(mark).iter().all(|part| !part.places(reference).is_empty()))
    }

    fn why_not_shown(&self, duty: &Duty, mark: &str) -> String {
        if !self.stands_anywhere(mark) {
            let longest = parts(mark)
                .iter()
                .flat_map(|part| self.references.iter().map(|it| part.longest_beginning(it)))
                .max_by_key(String::len);
            return format!(
                "no text has the mark {mark:?}; the longest beginning is {:?}",
                longest.unwrap_or_default()
            );
        }
        let labels: Vec<&str> = duty.evidence.iter().map(|it| it.clause.as_str()).collect();
        format!("the mark {mark:?} stands in the text, and not in clause {}", labels.join(", "))
    }
}

/// The marks of a duty that are words of its text: those of a territory are codes of countries.
fn marks(duty: &Duty) -> impl Iterator<Item = &String> {
    let codes = duty.kind == DutyKind::TerritoryExclusion;
    duty.marks.iter().filter(move |_| !codes)
}

/// The words of a mark between the parts that a publisher fills in.
fn parts(mark: &str) -> Vec<Phrase> {
    let mut parts = Vec::new();
    let mut rest = mark;
    while let Some(open) = rest.find('<')
        && let Some(length) = rest[open..].find('>')
    {
        parts.push(Phrase::of(&rest[..open]));
        rest = &rest[open + length + 1..];
    }
    parts.push(Phrase::of(rest));
    parts.retain(|part| !part.is_empty());
    parts
}
