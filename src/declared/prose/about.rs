//! What a statement about a license is about: the weights, the folder as a whole, or something else.

use std::{ops::Range, sync::LazyLock};

use super::{
    super::{
        hub, own,
        sentence::{WordList, find_word, words},
        subject::{self, Object},
    },
    Reader,
    context::Context,
};
use crate::document::markdown::Passage;

/// Words before a license that turn the statement into another one.
const VETO: &[&str] = &[
    "not",
    "no longer",
    "never",
    "previously",
    "formerly",
    "originally",
    "unlike",
    "must",
    "should",
    "if",
    "unless",
    "compatible",
    "similar",
    "inspired",
    "isn't",
    "aren't",
    "并未",
    "没有",
    "不采用",
    "不再",
    "不适用",
    "曾",
    "如果",
    "若",
];
static VETO_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(VETO.iter().copied()));

/// What a statement is about, where it counts at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// The weights, or the model.
    Weights,
    /// The folder as a whole: "this repository", or nothing is named.
    Whole,
}

impl Reader<'_> {
    /// What a statement is about, by the words before the license; `None` where it is about the code,
    /// data, or another model.
    pub(super) fn about(
        &self,
        passage: &Passage,
        said: &Range<usize>,
        sentence: &str,
        context: &Context,
    ) -> Option<About> {
        let subject = &passage.text[said.clone()];
        let lower = subject.to_lowercase();
        if VETO_WORDS.find_whole(subject).next().is_some()
            || self.own.foreign_subject(subject).is_some()
            || self.links_another_model(passage, said)
            || self.is_relative_to_another(subject)
            || is_made_and_released(&lower)
        {
            return None;
        }
        let notice =
            sentence.contains('©') || sentence.to_lowercase().contains("all rights reserved");
        if notice && own::leading_names(subject).first().is_some_and(|name| !self.own.is(name)) {
            return None;
        }
        let object = subject::object(&lower);
        if object == Object::Weights && self.speaks_of_another_model(subject) {
            return None;
        }
        about_object(object, context)
    }

    /// "It uses [X](the page of another model), released under ...": the words next to the license speak
    /// of that model. "A fine-tuned version of X, released under ..." speaks of this one.
    fn links_another_model(&self, passage: &Passage, said: &Range<usize>) -> bool {
        let another = passage.links.iter().rev().find(|(place, target)| {
            place.start >= said.start
                && place.end <= said.end
                && hub::model_at(target)
                    .is_some_and(|name| !self.own.is(name.rsplit('/').next().unwrap_or(&name)))
        });
        let Some((place, _)) = another else { return false };
        let (before, after) =
            (&passage.text[said.start..place.start], &passage.text[place.end..said.end]);
        let after = after.trim_end().trim_end_matches([',', '，']);
        let made =
            ["version of", "based on", "tuned", "tuning", "deriv", "quanti", "merge", "adapter"];
        after.split_whitespace().count() <= 3
            && !after.contains([',', '，', ';'])
            && find_word(&after.to_lowercase(), "and").is_none()
            && !made.iter().any(|word| before.to_lowercase().contains(word))
    }

    /// "It was trained with X, which is licensed under ...": the clause is about what stands before it.
    fn is_relative_to_another(&self, subject: &str) -> bool {
        let subject = subject.trim_end();
        let clauses = ["which is", "which are", "that is", "that are"];
        let Some(head) = clauses.iter().find_map(|clause| subject.strip_suffix(clause)) else {
            return false;
        };
        let head = head.trim_end_matches([' ', ',']);
        let words = words(head, 0..head.len());
        let Some(last) = words.last() else { return false };
        let near = &head[words[words.len().saturating_sub(3)].start..];
        let own = subject::object(&near.to_lowercase()) == Object::Weights
            || self.own.owns(&head[last.clone()]);
        !own && own::looks_like_name(&head[last.clone()])
    }

    /// "The Llama 3.1 weights are ..." in the card of another model.
    fn speaks_of_another_model(&self, subject: &str) -> bool {
        let clause = subject.rsplit([',', '，', ';']).next().unwrap_or(subject);
        let words = words(clause, 0..clause.len());
        words.iter().enumerate().take(12).any(|(first, word)| {
            (first..words.len().min(first + 4)).any(|last| {
                let name = &clause[word.start..words[last].end];
                own::looks_like_name(&clause[word.clone()])
                    && name.contains(|letter: char| letter.is_ascii_digit())
                    && !self.own.owns(name)
                    && self.links.names.base(&name.replace(' ', "-")).is_some()
            })
        })
    }
}

/// "Tuned on a corpus written by our staff and released under ...": who wrote it released it, and what was
/// released is the corpus. "Tuned on a corpus and released under ..." speaks of the model.
fn is_made_and_released(subject: &str) -> bool {
    const MADE: [&str; 7] = [
        " generated by ",
        " created by ",
        " collected by ",
        " curated by ",
        " written by ",
        " published by ",
        " annotated by ",
    ];
    let last = MADE.iter().filter_map(|made| subject.rfind(made).map(|at| (at, made.len()))).max();
    let Some((at, length)) = last else { return false };
    let (before, after) = (&subject[..at], &subject[at + length..]);
    let words = words(before, 0..before.len());
    let Some(first) = words.get(words.len().saturating_sub(2)) else { return false };
    subject::object(&before[first.start..]) == Object::Data
        && !after.contains([',', '，', ';', '.'])
        && find_word(after, "and").is_some()
}

/// What a statement with this subject is about, in this place.
pub(super) fn about_object(object: Object, context: &Context) -> Option<About> {
    match object {
        Object::Weights => Some(About::Weights),
        Object::Unsaid if context.of_another => None,
        Object::Unsaid => match context.object {
            Object::Code | Object::Data => None,
            _ => Some(About::Whole),
        },
        Object::Code | Object::Data | Object::Other => None,
    }
}
