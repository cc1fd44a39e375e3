//! License sentences in the body of a card, in English and Chinese.
//!
//! Only what is said about the weights, or about the folder as a whole, is a declaration, and what is
//! said of the weights goes before what is said of the whole. Quotations and code declare nothing, and
//! of tables only rows of a name and a value do.

mod about;
mod context;
mod told;

use std::{cell::OnceCell, ops::Range, sync::LazyLock};

use about::{About, about_object};
use context::{Context, Heading};

use super::{
    Declaration, MOST_DECLARATIONS, View,
    cue::{self, RELEASE, RELEASE_WORDS, continued, cues, label},
    link::Links,
    news,
    own::OwnNames,
    phrase::{self, LICENSE, LICENSE_WORDS, Meaning, Strictness, speaks_of_license},
    sentence::{Screen, WordList, sentences},
    subject::{self, Object},
};
use crate::document::{
    Card,
    markdown::{Passage, PassageKind},
};

/// What one card's prose says.
pub(crate) struct Prose {
    /// What it declares about the weights, or about the folder as a whole.
    pub(crate) declarations: Vec<Declaration>,
    /// The licenses that it gives to the code while another one is for the weights.
    of_code: Vec<String>,
}

impl Prose {
    /// True where a badge shows the license of the code in a card that tells code and weights apart.
    pub(crate) fn is_of_other_parts(&self, badge: &Declaration) -> bool {
        badge.license.as_ref().is_some_and(|id| self.of_code.contains(id))
    }
}

/// Everything that one card's prose declares.
pub(crate) fn declarations(view: &View, links: &Links) -> Prose {
    static SCREEN: LazyLock<Screen> = LazyLock::new(|| Screen::new(&[RELEASE, LICENSE].concat()));
    let passages = &*view.passages;
    let may_speak = SCREEN.passages(view.joined());
    let speaking = |words: &WordList| -> Vec<bool> {
        let speaks = |(passage, may): (&Passage, &bool)| *may && words.is_part_of(&passage.text);
        passages.iter().zip(&may_speak).map(speaks).collect()
    };
    let mut reader = Reader {
        path: view.path,
        card: view.card,
        passages,
        released: speaking(&RELEASE_WORDS),
        licensed: speaking(&LICENSE_WORDS),
        headings: passages.iter().map(|_| OnceCell::new()).collect(),
        own: view.own(),
        links,
        found: Vec::new(),
        of_code: Vec::new(),
    };
    for (index, passage) in passages.iter().enumerate() {
        match passage.kind {
            PassageKind::Paragraph | PassageKind::Heading(_) => reader.read(index, passage),
            PassageKind::Cell => reader.row(index, passage),
            _ => {}
        }
    }
    reader.declarations()
}

/// A declaration, and whether it says that it speaks of the weights.
struct Said {
    declaration: Declaration,
    of: About,
    /// True where there is nothing but a link to a license that is not known here.
    only_linked: bool,
}

struct Reader<'a> {
    path: &'a str,
    card: &'a Card,
    passages: &'a [Passage],
    /// For each passage whether words stand in it that make "under X" a statement about terms.
    released: Vec<bool>,
    /// For each passage whether it speaks of licenses.
    licensed: Vec<bool>,
    /// What each passage says where it is a heading.
    headings: Vec<OnceCell<Heading>>,
    own: &'a OwnNames,
    links: &'a Links<'a>,
    found: Vec<Said>,
    /// The licenses that are said to be those of the code, by id.
    of_code: Vec<String>,
}

impl Reader<'_> {
    /// All that was found. Where something is said of the weights, what is said of the folder as a whole
    /// is about the rest of it.
    /// A link that leads to nothing known tells nothing where a license is named.
    fn declarations(mut self) -> Prose {
        let named =
            |said: &Said| said.declaration.license.is_some() || said.declaration.family.is_some();
        if self.found.iter().any(named) {
            self.found.retain(|said| named(said) || !said.only_linked);
        }
        let of_weights: Vec<(Option<String>, Option<String>)> = self
            .found
            .iter()
            .filter(|said| said.of == About::Weights)
            .map(|said| (said.declaration.license.clone(), said.declaration.family.clone()))
            .collect();
        let is_of_weights =
            |id: &String| of_weights.iter().any(|(license, _)| license.as_ref() == Some(id));
        let mut of_code = self.of_code;
        of_code.retain(|id| !of_weights.is_empty() && !is_of_weights(id));
        let declarations = self
            .found
            .into_iter()
            .filter(|said| {
                let one = &said.declaration;
                said.of == About::Weights
                    || of_weights.is_empty()
                    || of_weights
                        .iter()
                        .any(|(license, family)| (license, family) == (&one.license, &one.family))
            })
            .map(|said| said.declaration)
            .collect();
        Prose { declarations, of_code }
    }

    fn read(&mut self, index: usize, passage: &Passage) {
        if !self.released[index] && !self.is_under_license(passage) {
            return;
        }
        if news::is_item(&passage.text) {
            return;
        }
        let Some(context) = self.context(index, passage) else { return };
        let first = context.license && self.is_first_under_heading(index, passage);
        for (number, range) in sentences(&passage.text).into_iter().enumerate() {
            self.sentence(passage, range, &context, first && number == 0);
        }
    }

    /// A row of two cells, `License | MIT`. A cell with more beside it is one of a list of others.
    fn row(&mut self, index: usize, cell: &Passage) {
        if !self.licensed[index] || cell.text.split_whitespace().count() > 3 {
            return;
        }
        let line = |at: usize| {
            let passage =
                self.passages.get(at).filter(|passage| passage.kind == PassageKind::Cell)?;
            Some(self.card.text.line_of(passage.source(0)))
        };
        let own = line(index);
        let alone = own.is_some()
            && index.checked_sub(1).and_then(line) != own
            && line(index + 1) == own
            && line(index + 2) != own;
        let Some(value) = self.passages.get(index + 1).filter(|_| alone) else { return };
        let Some(context) = self.context(index, cell) else { return };
        let object = subject::object(&cell.text.to_lowercase());
        if let Some(of) = about_object(object, &context) {
            let within = 0..value.text.len();
            let found = phrase::find(&value.text, within, Strictness::Label, self.links.names);
            if let Some(phrase) = found {
                self.say(value, &phrase, of);
            }
        }
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
            let mut from = cue.end;
            let said = said_until..cue.start;
            let of = self.about(passage, &said, &passage.text[range.clone()], context);
            let is_code = of.is_none() && is_of_code(&passage.text[said], context);
            let listed = self.found.len();
            let strictness = if cue::is_weak(&passage.text[cue]) {
                Strictness::WeakCue
            } else {
                Strictness::Cue
            };
            while let Some(phrase) =
                phrase::find(&passage.text, from..range.end, strictness, self.links.names)
            {
                said_until = phrase.range.end;
                match of {
                    Some(of) => self.say(passage, &phrase, of),
                    None if is_code => self.keep_for_code(&phrase.meaning),
                    None => {}
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
        if self.found[listed..].iter().any(|said| of_model(&said.declaration)) {
            let of_code = &mut self.of_code;
            let mut index = 0;
            self.found.retain(|said| {
                index += 1;
                let stays = index <= listed || of_model(&said.declaration);
                if !stays {
                    of_code.extend(said.declaration.license.clone());
                }
                stays
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
        if object == Object::Unsaid && is_told_of_another_part(&passage.text[..range.start]) {
            return true;
        }
        let from = range.start + label.len() + width;
        let found =
            phrase::find(&passage.text, from..range.end, Strictness::Label, self.links.names);
        if let (Object::Code, Some(phrase)) = (object, &found) {
            self.keep_for_code(&phrase.meaning);
        }
        if let Some(of) = about_object(object, context) {
            match found {
                Some(phrase) => self.say(passage, &phrase, of),
                None => self.linked_file(passage, &(from..range.end), context),
            }
        }
        true
    }

    fn keep_for_code(&mut self, meaning: &Meaning) {
        if let Meaning::License(id) = meaning
            && self.of_code.len() < MOST_DECLARATIONS
        {
            self.of_code.push(id.clone());
        }
    }

    /// Under a license heading the first sentence may name the license without any cue.
    fn first_sentence(&mut self, passage: &Passage, range: &Range<usize>, context: &Context) {
        let whole = passage.text[range.clone()].trim_end_matches(['.', '。', '!']);
        let alone = whole.split_whitespace().count() <= 6;
        let strictness = if alone { Strictness::Label } else { Strictness::Free };
        let found = phrase::find(&passage.text, range.clone(), strictness, self.links.names);
        if let Some(phrase) = found
            && let Some(of) =
                self.about(passage, &(range.start..phrase.range.start), whole, context)
        {
            self.say(passage, &phrase, of);
        }
    }
}

/// True where the words before a license speak of the code.
fn is_of_code(subject: &str, context: &Context) -> bool {
    match subject::object(&subject.to_lowercase()) {
        Object::Code => true,
        Object::Unsaid => context.object == Object::Code,
        _ => false,
    }
}

/// "The code lives there. License: X": the sentence before says of what the label speaks.
fn is_told_of_another_part(before: &str) -> bool {
    /// A passage may be long and have many labels: so many bytes are enough to hold one sentence.
    const NEAR: usize = 1_000;
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(NEAR))..];
    sentences(near).pop().is_some_and(|last| {
        let last = &near[last];
        let object = subject::object(&last.to_lowercase());
        label(last).is_none() && matches!(object, Object::Code | Object::Data | Object::Other)
    })
}

/// The bytes of the source that a range of a passage comes from.
pub(crate) fn source_span(passage: &Passage, range: &Range<usize>) -> Range<usize> {
    let last = passage.text[range.clone()].chars().next_back().map_or(0, char::len_utf8);
    let start = passage.source(range.start);
    let end = passage.source(range.end.saturating_sub(last)) + last;
    start..end.max(start)
}
