//! License sentences in the body of a card, in English and Chinese.
//!
//! Only what is said about the weights, or about the folder as a whole, is a declaration. Quotations,
//! code and tables declare nothing.

use std::ops::Range;

use super::{
    Declaration, DeclarationSource, MOST_DECLARATIONS,
    cue::{RELEASE, continued, cues, label},
    link::Links,
    own::{self, OwnNames},
    phrase::{self, Meaning, Phrase, Strictness, speaks_of_license},
    sentence::{find_word, sentences},
    subject::{self, Object},
};
use crate::document::{
    Card,
    markdown::{Passage, PassageKind},
};

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
/// Headings under which the licenses of others are told.
const FOREIGN_HEADINGS: &[&str] = &[
    "acknowledg",
    "citation",
    "cite",
    "reference",
    "related",
    "third",
    "credit",
    "changelog",
    "dependenc",
    "致谢",
    "引用",
    "第三方",
    "参考",
];

/// Everything that one card's prose declares.
pub(crate) fn declarations(
    path: &str,
    card: &Card,
    passages: &[Passage],
    own: &OwnNames,
    links: &Links,
) -> Vec<Declaration> {
    let mut reader = Reader { path, card, passages, own, links, found: Vec::new() };
    for (index, passage) in passages.iter().enumerate() {
        if matches!(passage.kind, PassageKind::Paragraph | PassageKind::Heading(_)) {
            reader.read(index, passage);
        }
    }
    reader.found
}

struct Reader<'a> {
    path: &'a str,
    card: &'a Card,
    passages: &'a [Passage],
    own: &'a OwnNames,
    links: &'a Links<'a>,
    found: Vec<Declaration>,
}

/// What the headings above a passage say.
struct Context {
    /// It stands under a heading about the license.
    license: bool,
    /// What the nearest heading below the title speaks of.
    object: Object,
}

impl Reader<'_> {
    fn read(&mut self, index: usize, passage: &Passage) {
        let lower = passage.text.to_lowercase();
        let Some(context) = self.context(passage) else { return };
        if !context.license && !RELEASE.iter().any(|word| lower.contains(word)) {
            return;
        }
        let first = context.license && self.is_first_under_heading(index, passage);
        for (number, range) in sentences(&passage.text).into_iter().enumerate() {
            self.sentence(passage, range, &context, first && number == 0);
        }
    }

    fn context(&self, passage: &Passage) -> Option<Context> {
        let mut context = Context { license: false, object: Object::Unsaid };
        for index in &passage.under {
            let Some(heading) = self.passages.get(*index) else { continue };
            let lower = heading.text.to_lowercase();
            let of_license = speaks_of_license(&lower);
            if !of_license && FOREIGN_HEADINGS.iter().any(|word| lower.contains(word)) {
                return None;
            }
            context.license |= of_license;
            if heading.kind != PassageKind::Heading(1) {
                context.object = subject::object(&lower);
            }
        }
        Some(context)
    }

    fn is_first_under_heading(&self, index: usize, passage: &Passage) -> bool {
        passage.kind == PassageKind::Paragraph
            && passage.under.last().is_some_and(|heading| {
                self.passages[(heading + 1).min(index)..index]
                    .iter()
                    .all(|before| before.kind == PassageKind::ImageAlt)
            })
    }

    fn sentence(&mut self, passage: &Passage, range: Range<usize>, context: &Context, first: bool) {
        let before = self.found.len();
        if self.labelled(passage, &range, context) {
            return;
        }
        let mut said_until = range.start;
        for cue in cues(&passage.text, &range) {
            if cue.start < said_until {
                continue;
            }
            let subject = &passage.text[said_until..cue.start];
            let mut from = cue.end;
            let weights = self.is_about_weights(subject, &passage.text[range.clone()], context);
            let listed = self.found.len();
            while let Some(phrase) =
                phrase::find(&passage.text, from..range.end, Strictness::Cue, self.links.names)
            {
                said_until = phrase.range.end;
                if weights {
                    self.say(passage, &phrase);
                }
                from = match continued(&passage.text[phrase.range.end..range.end]) {
                    Some(skip) => phrase.range.end + skip,
                    None => break,
                };
            }
            self.keep_model_licenses(listed);
        }
        if first && self.found.len() == before && said_until == range.start {
            self.first_sentence(passage, &range, context);
        }
        if self.found.len() == before {
            self.linked_file(passage, &range, context);
        }
    }

    /// "Apache-2.0 and the X Model License": both hold, the first for what is no model. Of such a list,
    /// from `listed` on, the licenses that were written for models are about the weights.
    fn keep_model_licenses(&mut self, listed: usize) {
        let names = self.links.names;
        let of_model = |one: &Declaration| match one.license.as_deref() {
            Some(id) => names.has_licensor(id),
            None => ["odel", "ommunity", "模型"].iter().any(|word| one.raw.contains(word)),
        };
        if self.found[listed..].iter().any(of_model) {
            let mut index = 0;
            self.found.retain(|one| {
                index += 1;
                index <= listed || of_model(one)
            });
        }
    }

    /// `License: X`, `Model license: X`, 许可证：X; under a license heading also `Weights: X`.
    fn labelled(&mut self, passage: &Passage, range: &Range<usize>, context: &Context) -> bool {
        let text = &passage.text[range.clone()];
        let Some((label, width)) = label(text) else { return false };
        let lower = label.to_lowercase();
        let object = subject::object(&lower);
        let is_label = speaks_of_license(&lower) || (context.license && object != Object::Unsaid);
        if !is_label {
            return false;
        }
        let from = range.start + label.len() + width;
        let weights = match object {
            Object::Weights => true,
            Object::Unsaid => !matches!(context.object, Object::Code | Object::Data),
            _ => false,
        };
        let found =
            phrase::find(&passage.text, from..range.end, Strictness::Label, self.links.names);
        match found {
            Some(phrase) if weights => self.say(passage, &phrase),
            None if weights => self.linked_file(passage, &(from..range.end), context),
            _ => {}
        }
        true
    }

    /// Under a license heading the first sentence may name the license without any cue.
    fn first_sentence(&mut self, passage: &Passage, range: &Range<usize>, context: &Context) {
        let whole = passage.text[range.clone()].trim_end_matches(['.', '。', '!']);
        let alone = whole.split_whitespace().count() <= 6;
        let strictness = if alone { Strictness::Label } else { Strictness::Free };
        let found = phrase::find(&passage.text, range.clone(), strictness, self.links.names);
        if let Some(phrase) = found
            && self.is_about_weights(&passage.text[range.start..phrase.range.start], whole, context)
        {
            self.say(passage, &phrase);
        }
    }

    /// A link to a license file of the unit, or to a known address, in a sentence about a license.
    fn linked_file(&mut self, passage: &Passage, range: &Range<usize>, context: &Context) {
        for (place, target) in &passage.links {
            if place.start < range.start || place.end > range.end {
                continue;
            }
            let text = &passage.text[range.clone()];
            let speaks = speaks_of_license(&text.to_lowercase());
            let subject = &passage.text[range.start..place.start];
            if !speaks || !self.is_about_weights(subject, text, context) {
                continue;
            }
            if self.links.leads_to_license_file(self.path, target) {
                for id in self.links.licenses(self.path, target) {
                    let meaning = Meaning::License(id);
                    self.push(passage, &Phrase { range: place.clone(), meaning });
                }
            }
        }
    }

    fn is_about_weights(&self, subject: &str, sentence: &str, context: &Context) -> bool {
        let lower = subject.to_lowercase();
        if VETO.iter().any(|word| find_word(&lower, word).is_some()) {
            return false;
        }
        if self.own.foreign_subject(subject).is_some() {
            return false;
        }
        let notice =
            sentence.contains('©') || sentence.to_lowercase().contains("all rights reserved");
        if notice && own::leading_names(subject).first().is_some_and(|name| !self.own.is(name)) {
            return false;
        }
        match subject::object(&lower) {
            Object::Weights => !self.speaks_of_another_model(subject),
            Object::Unsaid => !matches!(context.object, Object::Code | Object::Data),
            _ => false,
        }
    }

    /// "The Llama 3.1 weights are ..." in the card of another model.
    fn speaks_of_another_model(&self, subject: &str) -> bool {
        let clause = subject.rsplit([',', '，', ';']).next().unwrap_or(subject);
        let words = super::sentence::words(clause, 0..clause.len());
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

    /// Adds what a phrase names; where it names nothing known, what a link in it leads to.
    fn say(&mut self, passage: &Passage, phrase: &Phrase) {
        let link = passage
            .links
            .iter()
            .find(|(place, _)| place.start < phrase.range.end && place.end > phrase.range.start);
        let Some((place, target)) = link.filter(|_| phrase.meaning == Meaning::Nothing) else {
            return self.push(passage, phrase);
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
            self.push(passage, &Phrase { range: place.clone(), meaning });
        }
    }

    fn push(&mut self, passage: &Passage, phrase: &Phrase) {
        if self.found.len() >= MOST_DECLARATIONS {
            return;
        }
        let span = source_span(passage, &phrase.range);
        let (license, family) = match &phrase.meaning {
            Meaning::License(id) => (Some(id.clone()), None),
            Meaning::Family(family) => (None, Some(family.clone())),
            Meaning::Nothing => (None, None),
        };
        self.found.push(Declaration {
            license,
            family,
            raw: passage.text[phrase.range.clone()].to_owned(),
            path: self.path.to_owned(),
            line: self.card.text.line_of(span.start),
            span,
            source: DeclarationSource::Sentence,
        });
    }
}

/// The bytes of the source that a range of a passage comes from.
pub(crate) fn source_span(passage: &Passage, range: &Range<usize>) -> Range<usize> {
    let last = passage.text[range.clone()].chars().next_back().map_or(0, char::len_utf8);
    let start = passage.source(range.start);
    let end = passage.source(range.end.saturating_sub(last)) + last;
    start..end.max(start)
}
