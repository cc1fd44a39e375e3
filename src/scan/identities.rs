//! What each text is, worked out once: a store of many models holds the same few license texts.

use std::sync::{Arc, OnceLock};

use crate::{
    document::{Content, DocumentKind, SharedText, SharedTexts},
    identify::{self, Identity, Verdict},
    policy::{Clarifications, Clarified},
    unit::Unit,
};

/// The texts seen so far, and what they are.
#[derive(Debug, Default)]
pub(super) struct Identities<'a> {
    /// The texts that many files hold.
    pub(super) texts: SharedTexts,
    /// What each of them is, by its number.
    known: Vec<OnceLock<Arc<Identity>>>,
    clarifications: Option<&'a Clarifications>,
}

impl<'a> Identities<'a> {
    /// Identities in which the word of a person goes before that of the program.
    pub(super) fn with_words_of(clarifications: &'a Clarifications) -> Self {
        Self {
            texts: SharedTexts::default(),
            known: vec![OnceLock::new(); SharedTexts::MOST],
            clarifications: Some(clarifications),
        }
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
                (_, DocumentKind::Config | DocumentKind::Weights) | (Content::Config(_), _) => None,
                (Content::Card(card), _) => Some(Arc::new(identify::identify(&card.text.text))),
                (Content::Text(text), _) => Some(self.of_text(text)),
            })
            .collect()
    }

    /// What a text is.
    pub(super) fn of_text(&self, text: &SharedText) -> Arc<Identity> {
        let identify = || Arc::new(identify::identify(&text.text));
        match text.number.and_then(|number| self.known.get(number)) {
            Some(known) => Arc::clone(known.get_or_init(identify)),
            None => identify(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Text;

    #[test]
    fn an_equal_text_is_worked_out_once() {
        let words = Clarifications::default();
        let identities = Identities::with_words_of(&words);
        let of = |text: &str| {
            let read = || Ok::<_, ()>(Text::plain(text));
            identities.texts.get_or_read(text.as_bytes(), read).map(|it| identities.of_text(&it))
        };
        let known = [of("a text"), of("a text"), of("a text")];
        assert!(known.windows(2).all(|two| two[0] == two[1]));
        let [_, Ok(second), Ok(third)] = known else { panic!("each text is read") };
        assert!(Arc::ptr_eq(&second, &third));
        assert_eq!(of("another text").map(|it| it.verdict), Ok(Verdict::NotALicense));
    }
}
