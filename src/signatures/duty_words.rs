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
    permission: Vec<String>,
    #[serde(default)]
    definition: Vec<String>,
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

    /// The words that can make a duty in a language: those of its mark first, then those of the lists. A
    /// grant is made by the words of permission too, and what counts as output by those of definition.
    pub fn of(&self, duty: &Duty, language: &str) -> Vec<Word> {
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
        let mut words: Vec<Vec<Polynomial>> = Vec::new();
        for list in &lists {
            words.extend(list.duty.iter().map(|word| hashes(word)));
        }
        words.extend(duty.marks.iter().flat_map(|mark| hashes(mark)).map(|hash| vec![hash]));
        for list in lists {
            if grants {
                words.extend(list.permission.iter().map(|word| hashes(word)));
            }
            if duty.kind == DutyKind::Output {
                words.extend(list.definition.iter().map(|word| hashes(word)));
            }
        }
        words.into_iter().enumerate().map(|(rank, hashes)| Word { hashes, rank }).collect()
    }
}

fn hashes(word: &str) -> Vec<Polynomial> {
    tokens(word).iter().map(|token| token.hash).collect()
}

/// The strongest of the words that stands whole inside a range of tokens.
pub fn strongest<'w>(
    words: &'w [Word],
    reference: &Reference,
    range: &Range<usize>,
) -> Option<&'w Word> {
    let tokens = reference.tokens.get(range.clone())?;
    words.iter().find(|word| {
        !word.hashes.is_empty()
            && tokens
                .windows(word.hashes.len())
                .any(|window| window.iter().map(|(hash, _)| hash).eq(&word.hashes))
    })
}
