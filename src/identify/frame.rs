//! What may be missing around the terms: a title, half of one, an appendix that tells how to apply them.

use std::{collections::BTreeSet, sync::OnceLock};

use super::difference::{Difference, Pair};
use crate::{
    library::{
        Library,
        index::{Index, Word},
        words::WordClass,
    },
    text::{Flags, hash::Polynomial, token::Class},
};

impl Pair<'_> {
    /// True where no words of the title are missing, or all of them. Of the title of terms that many publish
    /// lines may be missing, and its first word: "MIT License" stands above many a variant. Half a title of a
    /// model license names another model.
    pub(super) fn leaves_no_half_title(&self, difference: &Difference) -> bool {
        let titles = |tokens: &[(Word, Flags)]| {
            tokens.iter().filter(|(_, flags)| flags.has(Flags::TITLE)).count()
        };
        let missing = titles(&self.reference[difference.reference.clone()]);
        if missing == 0 || missing == titles(self.reference) {
            return true;
        }
        let at_the_top = difference.reference.start == 0 && difference.file.is_empty();
        if at_the_top && leaves_a_version(self.index, &self.reference[difference.reference.end..]) {
            return true;
        }
        let model_license =
            Library::embedded().license(self.id).is_some_and(|license| license.model_license);
        let next = self.reading.tokens.get(difference.file.end);
        let before_line = next.is_some_and(|token| token.flags.has(Flags::LINE_START));
        !model_license && (before_line || at_the_top)
    }

    /// True for words of the title that stand once more, or once less: behind it in its line, as in "The MIT
    /// License (MIT)", or on a line of their own, as above the terms of the GPL.
    pub(super) fn repeats_title(&self, difference: &Difference) -> bool {
        /// As few words of a title are found in any sentence.
        const FEW: usize = 3;
        let (file, reference) = (&difference.file, &difference.reference);
        if !file.is_empty() && !reference.is_empty() {
            return false;
        }
        let titles: Vec<Word> = self
            .reference
            .iter()
            .filter(|(_, flags)| flags.has(Flags::TITLE))
            .map(|(word, _)| *word)
            .collect();
        let begins_title = |words: &[Word]| words.len() >= FEW && titles.starts_with(words);
        if file.is_empty() {
            let words: Vec<Word> =
                self.reference[reference.clone()].iter().map(|(word, _)| *word).collect();
            let in_title = reference.end <= titles.len();
            return !in_title && begins_title(&words);
        }
        let words = &self.reading.words[file.clone()];
        let starts_line = |at: usize| {
            self.reading.tokens.get(at).is_none_or(|token| token.flags.has(Flags::LINE_START))
        };
        let behind_title = file.start.checked_sub(1).is_some_and(|before| {
            titles.contains(&self.reading.words[before])
                && before <= titles.len()
                && words.len() < FEW
                && words.iter().all(|word| titles.contains(word))
        });
        starts_line(file.end) && (behind_title || starts_line(file.start) && begins_title(words))
    }

    /// True for what Creative Commons says below its older licenses of its own part in them, where all of it is
    /// missing. It says itself that it is no part of the license.
    pub(super) fn is_word_of_the_publisher(&self, difference: &Difference) -> bool {
        const BEGINS: [&str; 5] = ["creative", "commons", "is", "not", "a"];
        let missing = &self.reference[difference.reference.clone()];
        let words = missing.iter().map(|(word, _)| self.index.facts(*word).0);
        self.id.starts_with("cc-")
            && difference.file.is_empty()
            && difference.reference.end == self.reference.len()
            && missing.len() > BEGINS.len()
            && words.zip(BEGINS).all(|(word, begins)| word == Polynomial::of(begins))
    }

    /// True inside an appendix, which tells how to apply the terms and may be left out whole, for a few words that
    /// ask for nothing: another address, a word more or less, the name of a work where the appendix says that it
    /// stands.
    pub(super) fn is_of_advice(&self, difference: &Difference) -> bool {
        const FEW: usize = 12;
        let (file, reference) = (&difference.file, &difference.reference);
        let is_advice =
            |at: usize| self.reference.get(at).is_none_or(|(_, flags)| flags.has(Flags::OPTIONAL));
        let before = reference.start.saturating_sub(1);
        file.len() <= FEW
            && (before..=reference.end).all(is_advice)
            && !file.clone().any(|at| self.file_class(at).any(WordClass::DUTY))
    }
}

/// True where the title goes on, behind the words that name it, with a version or a date alone, and "Terms and
/// Conditions".
fn leaves_a_version(index: Index, rest: &[(Word, Flags)]) -> bool {
    /// The short months and May stand in no class: they are words of other kinds too.
    const WORDS: &[&str] = &[
        "version",
        "v",
        "terms",
        "and",
        "conditions",
        "date",
        "dated",
        "released",
        "release",
        "as",
        "of",
        "mar",
        "apr",
        "may",
        "jun",
        "jul",
        "sep",
    ];
    static HASHES: OnceLock<BTreeSet<Polynomial>> = OnceLock::new();
    let words = HASHES.get_or_init(|| WORDS.iter().map(|word| Polynomial::of(word)).collect());
    let mut title = rest
        .iter()
        .take_while(|(_, flags)| flags.has(Flags::TITLE))
        .filter(|(_, flags)| !flags.has(Flags::URL))
        .map(|(word, _)| index.facts(*word))
        .peekable();
    let is_known =
        |hash: &Polynomial, of: WordClass| of.any(WordClass::MONTH) || words.contains(hash);
    title.peek().is_some_and(|(hash, _, of)| is_known(hash, *of))
        && title.all(|(hash, class, of)| class == Class::Digits || is_known(&hash, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_the_name_of_a_license_its_version_may_stand_alone() {
        let index = Index::embedded();
        let leaves = |id: &str, from: usize| {
            index
                .references()
                .find(|reference| reference.id() == id && reference.language() == "en")
                .map(|reference| leaves_a_version(index, &reference.tokens()[from..]))
        };
        assert_eq!(leaves("responsible-ai-source-1.1", 5), Some(true));
        // The rest names the license still, or the model.
        assert_eq!(leaves("responsible-ai-source-1.1", 1), Some(false));
        assert_eq!(leaves("llama3.1", 6), Some(false));
        assert_eq!(leaves("apache-2.0", 500), Some(false));
    }
}
