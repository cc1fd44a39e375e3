//! What each text is, worked out once: a store of many models holds the same few license texts.
//!
//! The key is a cryptographic digest, so that no file can be made to share the verdict of another.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use sha2::{Digest, Sha256};

use crate::{
    document::{Content, DocumentKind},
    identify::{self, Identity, Verdict},
    policy::{Clarifications, Clarified},
    unit::Unit,
};

/// The most texts that are remembered. Later ones are worked out anew each time.
const REMEMBERED: usize = 4096;

/// The identities of texts seen so far.
#[derive(Debug, Default)]
pub(super) struct Identities<'a> {
    seen: RwLock<HashMap<[u8; 32], Arc<Identity>>>,
    clarifications: Option<&'a Clarifications>,
}

impl<'a> Identities<'a> {
    /// Identities in which the word of a person goes before that of the program.
    pub(super) fn with_words_of(clarifications: &'a Clarifications) -> Self {
        Self { seen: RwLock::default(), clarifications: Some(clarifications) }
    }

    /// What the documents of a unit are, and which of them a person has read.
    pub(super) fn of_unit(&self, unit: &Unit) -> (Vec<Option<Arc<Identity>>>, Vec<Clarified>) {
        let mut identities = self.read(unit);
        let clarified = self.clarifications.map(|words| words.apply(unit, &mut identities));
        (identities, clarified.unwrap_or_default())
    }

    /// For each document of a unit, what its text is. Configurations and weights have none, unless they
    /// could not be read.
    fn read(&self, unit: &Unit) -> Vec<Option<Arc<Identity>>> {
        unit.documents
            .iter()
            .map(|document| match (&document.content, document.kind) {
                (Content::Unreadable(_), _) => Some(Arc::new(Identity::none(Verdict::Unreadable))),
                (_, DocumentKind::Config | DocumentKind::Weights) => None,
                // Hardly two cards are equal: they would only crowd out the texts that are.
                (Content::Card(card), _) => Some(Arc::new(identify::identify(&card.text.text))),
                _ => document.text().map(|text| self.of_text(&text.text)),
            })
            .collect()
    }

    /// What a text is.
    pub(super) fn of_text(&self, text: &str) -> Arc<Identity> {
        let key: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        let seen = self.seen.read().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(identity) = seen {
            return identity;
        }
        // Two threads may work out the same text at once; both come to the same.
        let identity = Arc::new(identify::identify(text));
        let mut seen = self.seen.write().unwrap_or_else(PoisonError::into_inner);
        if seen.len() < REMEMBERED {
            seen.insert(key, Arc::clone(&identity));
        }
        identity
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_equal_text_is_worked_out_once() {
        let identities = Identities::default();
        let first = identities.of_text("a text");
        assert!(Arc::ptr_eq(&first, &identities.of_text("a text")));
        assert!(!Arc::ptr_eq(&first, &identities.of_text("another text")));
    }
}
