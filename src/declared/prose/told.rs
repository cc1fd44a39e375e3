//! What a phrase or a link is taken down as: a declaration with its place.

use std::ops::Range;

use super::{
    super::{
        Declaration, DeclarationSource, MOST_DECLARATIONS,
        link::percent_decoded,
        phrase::{Meaning, Phrase, speaks_of_license},
        sentence::fold,
    },
    Reader, Said,
    about::About,
    context::Context,
    source_span,
};
use crate::document::{AppliesTo, markdown::Passage, name::nominate};

impl Reader<'_> {
    /// A link to a license file of the unit, or to a known address, in a sentence about a license. One
    /// to a license that is not known here says at least that there is one.
    pub(super) fn linked_file(
        &mut self,
        passage: &Passage,
        range: &Range<usize>,
        context: &Context,
    ) {
        let mut said_until = range.start;
        for (place, target) in &passage.links {
            if place.start < range.start || place.end > range.end {
                continue;
            }
            let text = &passage.text[range.clone()];
            let said = said_until.min(place.start)..place.start;
            said_until = place.end;
            if !speaks_of_license(text) {
                continue;
            }
            let Some(of) = self.about(passage, &said, text, context) else { continue };
            let ids = if self.links.leads_to_license_file(self.path, target) {
                self.links.licenses(self.path, target)
            } else {
                Vec::new()
            };
            let is_license =
                is_license_address(target) || is_bare_name(&passage.text[place.clone()], target);
            if ids.is_empty() && is_license {
                self.push(passage, &Phrase { range: place.clone(), meaning: Meaning::Nothing }, of);
                if let Some(said) = self.found.last_mut() {
                    said.only_linked = true;
                }
            }
            for id in ids {
                let meaning = Meaning::License(id);
                self.push(passage, &Phrase { range: place.clone(), meaning }, of);
            }
        }
    }

    /// Adds what a phrase names; where it names nothing known, what a link in it leads to.
    pub(super) fn say(&mut self, passage: &Passage, phrase: &Phrase, of: About) {
        let link = passage
            .links
            .iter()
            .find(|(place, _)| place.start < phrase.range.end && place.end > phrase.range.start);
        if let (Meaning::Family(_), Some((_, target))) = (&phrase.meaning, link)
            && let [id] = self.links.licenses(self.path, target).as_slice()
            && is_version_of(id, &passage.text[phrase.range.clone()])
        {
            let meaning = Meaning::License(id.clone());
            return self.push(passage, &Phrase { range: phrase.range.clone(), meaning }, of);
        }
        let Some((place, target)) = link.filter(|_| phrase.meaning == Meaning::Nothing) else {
            return self.push(passage, phrase, of);
        };
        let whole = Meaning::from(self.links.names.resolve(&passage.text[place.clone()]));
        let mut meanings: Vec<Meaning> = if whole == Meaning::Nothing {
            self.links.licenses(self.path, target).into_iter().map(Meaning::License).collect()
        } else {
            vec![whole]
        };
        if meanings.is_empty() {
            meanings.push(Meaning::Nothing);
        }
        for meaning in meanings {
            self.push(passage, &Phrase { range: place.clone(), meaning }, of);
        }
    }

    fn push(&mut self, passage: &Passage, phrase: &Phrase, of: About) {
        if self.found.len() >= MOST_DECLARATIONS {
            return;
        }
        let span = source_span(passage, &phrase.range);
        let (license, family) = match &phrase.meaning {
            Meaning::License(id) => (Some(id.clone()), None),
            Meaning::Family(family) => (None, Some(family.clone())),
            Meaning::Nothing => (None, None),
        };
        let text = &passage.text[phrase.range.clone()];
        // As it is written: the passage may have been folded, letter by letter.
        let written = self.card.text.text.get(span.clone());
        let raw = written.filter(|written| written.len() == text.len()).unwrap_or(text);
        let declaration = Declaration {
            license,
            family,
            raw: raw.to_owned(),
            path: self.path.to_owned(),
            line: self.card.text.line_of(span.start),
            span,
            source: DeclarationSource::Sentence,
        };
        self.found.push(Said { declaration, of, only_linked: false });
    }
}

/// True where an id is a name with nothing but a version behind it.
fn is_version_of(id: &str, name: &str) -> bool {
    let (id, name) = (fold(id), fold(name));
    let name = name.strip_suffix("license").unwrap_or(&name);
    !name.is_empty()
        && id
            .strip_prefix(name)
            .is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit()))
}

/// True for the words "license" and the like as a link to a page elsewhere, whatever its address is.
fn is_bare_name(words: &str, target: &str) -> bool {
    const NAMES: [&str; 6] =
        ["license", "licence", "licenseagreement", "许可", "许可证", "许可协议"];
    target.contains("://") && NAMES.contains(&fold(words).as_str())
}

/// True for an address or a path whose last part is called as license files of models are.
fn is_license_address(target: &str) -> bool {
    let path = target.split(['?', '#']).next().unwrap_or(target);
    let last = percent_decoded(path.trim_end_matches('/').rsplit('/').next().unwrap_or(path));
    let lower = last.to_lowercase();
    let named = ["license", "licence", "copying", "agreement", "许可", "协议"];
    named.iter().any(|word| lower.contains(word))
        && nominate(&last)
            .is_none_or(|file| matches!(file.applies_to, AppliesTo::Weights | AppliesTo::Unknown))
}
