//! The words that make a duty: the lists of `signatures/duty-words.toml`, looked for by their hashes.

use std::{collections::BTreeMap, fs, ops::Range, path::Path};

use serde::Deserialize;

use super::{SignatureError, reference::Reference};
use crate::{
    library::duty::{Binding, Duty, DutyKind},
    text::{hash::Polynomial, tokens},
};

/// The lists of one language, as the file has them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lists {
    duty: Vec<String>,
    condition: Vec<String>,
    permission: Vec<String>,
    definition: Vec<String>,
    #[serde(default)]
    other: Vec<String>,
}

/// The words that make a duty, by language; each is a run of hashes.
#[derive(Debug)]
pub struct DutyWords {
    languages: BTreeMap<String, Lists>,
}

/// A run of hashes, with its place in the list: the first is the strongest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    hashes: Vec<Polynomial>,
    /// How many words are stronger.
    pub rank: usize,
    /// True where it says by itself that something must be done or left, or is granted or meant where that is
    /// what the duty is about.
    pub is_duty: bool,
}

/// The words that can make one duty, in one language.
#[derive(Debug, Clone)]
pub struct Words {
    words: Vec<Word>,
    /// Runs that hold such a word and say nothing of the kind.
    others: Vec<Vec<Polynomial>>,
}

impl DutyWords {
    /// Reads the lists.
    ///
    /// # Errors
    ///
    /// Where the file is absent or has another form.
    pub fn read(signatures: &Path) -> Result<Self, SignatureError> {
        let path = signatures.join("duty-words.toml");
        let text = fs::read_to_string(&path)
            .map_err(|source| SignatureError::Io { path: path.clone(), source })?;
        let languages = toml_edit::de::from_str(&text)
            .map_err(|error| SignatureError::Text { path, message: error.to_string() })?;
        Ok(Self { languages })
    }

    /// The words that can make a duty in a language, those of its mark among them. A grant is made by the
    /// words of permission too, and what output is, or a model trained on it, by those of definition.
    pub fn of(&self, duty: &Duty, language: &str) -> Words {
        let grants = matches!(duty.binding, Binding::Permission | Binding::Exemption)
            || matches!(
                duty.kind,
                DutyKind::Output
                    | DutyKind::DerivativeOwnership
                    | DutyKind::Relicensing
                    | DutyKind::CommercialPermitted
                    | DutyKind::HostedServiceExemption
                    | DutyKind::NonCommercial
            );
        let languages = match language {
            "bilingual" => vec!["en", "zh"],
            one => vec![one],
        };
        let lists: Vec<&Lists> =
            languages.iter().filter_map(|language| self.languages.get(*language)).collect();
        let of_all = |list: fn(&Lists) -> &Vec<String>| {
            lists.iter().flat_map(move |lists| list(lists)).map(|word| hashes(word))
        };
        let mut runs: Vec<Vec<Polynomial>> = of_all(|lists| &lists.duty).collect();
        let duties = runs.len();
        runs.extend(duty.marks.iter().flat_map(|mark| hashes(mark)).map(|hash| vec![hash]));
        runs.extend(of_all(|lists| &lists.condition));
        let conditions = runs.len();
        if grants {
            runs.extend(of_all(|lists| &lists.permission));
        }
        if matches!(duty.kind, DutyKind::Output | DutyKind::OutputTrainingRestriction) {
            runs.extend(of_all(|lists| &lists.definition));
        }
        let words = runs
            .into_iter()
            .enumerate()
            .map(|(rank, hashes)| Word {
                hashes,
                rank,
                is_duty: rank < duties || rank >= conditions,
            })
            .collect();
        Words { words, others: of_all(|lists| &lists.other).collect() }
    }
}

impl Words {
    /// The strongest word that stands whole inside a range of tokens.
    pub fn strongest(&self, reference: &Reference, range: &Range<usize>) -> Option<&Word> {
        self.words.iter().find(|word| {
            let len = word.hashes.len();
            (range.start..(range.end + 1).saturating_sub(len)).any(|first| {
                stands(reference, first, &word.hashes)
                    && !self.is_other(reference, &(first..first + len))
            })
        })
    }

    /// True where a word is a part of a run that says something else.
    fn is_other(&self, reference: &Reference, word: &Range<usize>) -> bool {
        self.others.iter().any(|run| {
            let earliest = word.end.saturating_sub(run.len());
            (earliest..=word.start).any(|first| stands(reference, first, run))
        })
    }
}

fn stands(reference: &Reference, first: usize, run: &[Polynomial]) -> bool {
    !run.is_empty()
        && reference
            .tokens
            .get(first..first + run.len())
            .is_some_and(|tokens| tokens.iter().map(|(hash, _)| hash).eq(run))
}

fn hashes(word: &str) -> Vec<Polynomial> {
    tokens(word).iter().map(|token| token.hash).collect()
}
