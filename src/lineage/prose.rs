//! What the sentences of a card say about the bases of a model, in English and Chinese.
//!
//! "Fine-tuned from X" is lineage. An architecture, a competitor, a supported model, a tokenizer, a
//! data set or somebody else's descent is none.

mod around;
mod done;
mod gap;

use std::{borrow::Cow, ops::Range, sync::LazyLock};

use gap::{clause, holds_wide, is_short_gap, run};

use super::{
    Relation,
    cue::{CUES, Cue, FINDER, Side},
    mention::{Mention, mentions},
    merge_list::{introduces_merge, is_merge_heading, listed},
    near_name::{change_after, change_before, change_in_chinese, is_aspect, is_self, says_made},
    screen::SCREEN,
    vocabulary::{FOREIGN_HEADINGS, FOREIGN_SUBJECTS, SELF, VETO, VETO_WIDE},
};
use crate::{
    declared::{
        joined::Joined,
        names::Names,
        news,
        own::{self, OwnNames},
        sentence::{WordList, find_word, fold, is_whole_word, is_wide, sentences, words},
        subject::{self, Object},
    },
    document::markdown::{Passage, PassageKind},
};

/// A base that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// The name.
    pub(crate) name: String,
    /// The passage.
    pub(crate) passage: usize,
    /// Where the name stands in the passage.
    pub(crate) range: Range<usize>,
    /// How the model was made, where the sentence says so.
    pub(crate) relation: Option<Relation>,
    /// True where the sentence says that it speaks of this very model.
    pub(crate) certain: bool,
}

/// All bases that the passages of a card name.
pub(crate) fn bases(
    passages: &[Passage],
    joined: &Joined,
    own: &OwnNames,
    names: &dyn Names,
) -> Vec<Said> {
    let may_have_cues = SCREEN.passages(joined);
    let of_merges: Vec<bool> = passages.iter().map(is_merge_heading).collect();
    let is_of_merge = |heading: &usize| of_merges.get(*heading).is_some_and(|it| *it);
    let mut found = Vec::new();
    let mut listing = false;
    for (number, passage) in passages.iter().enumerate() {
        let shown = matches!(
            passage.kind,
            PassageKind::Paragraph | PassageKind::Heading(_) | PassageKind::Quote
        );
        if shown && (listing || passage.under.iter().any(is_of_merge)) {
            let item = listed(passage, names);
            let is_item = item.is_some();
            found.extend(item.map(|said| Said { passage: number, ..said }));
            if is_item {
                continue;
            }
        }
        listing = shown && introduces_merge(&passage.text);
        if !shown
            || !may_have_cues[number]
            || !FINDER.is_match(&passage.text)
            || is_of_others(passages, passage)
            || news::is_item(&passage.text)
            || passage
                .under
                .iter()
                .filter_map(|it| passages.get(*it))
                .any(|it| news::is_title(&it.text))
        {
            continue;
        }
        for range in sentences(&passage.text) {
            let sentence = Sentence { passage, range, own, names };
            let said = sentence.bases().into_iter();
            let said = said.filter(|said| !is_of_another(passages, passage, own, &said.name));
            found.extend(said.map(|said| Said { passage: number, ..said }));
        }
        if found.len() >= MOST_BASES {
            break;
        }
    }
    found
}

/// A card that names more bases than this in its text is a catalogue.
const MOST_BASES: usize = 64;

static VETO_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(VETO.iter().copied()));
static FOREIGN: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(FOREIGN_SUBJECTS.iter().copied()));
static FOREIGN_ABOVE: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(FOREIGN_HEADINGS.iter().copied()));

/// True below a heading under which other models are spoken of.
pub(crate) fn is_of_others(passages: &[Passage], passage: &Passage) -> bool {
    is_under(passages, passage, &FOREIGN_ABOVE)
}

/// True below a heading, not the title, that has one of these words.
fn is_under(passages: &[Passage], passage: &Passage, these: &WordList) -> bool {
    passage
        .under
        .iter()
        .filter_map(|index| passages.get(*index))
        .any(|heading| heading.kind != PassageKind::Heading(1) && these.is_part_of(&heading.text))
}

/// True below a heading that is the name of a model and neither this one nor the base: `Acme-7B-Chat` above "It is
/// based on X" in the card of another model.
fn is_of_another(passages: &[Passage], passage: &Passage, own: &OwnNames, base: &str) -> bool {
    let heading = passage.under.last().and_then(|index| passages.get(*index));
    let Some(heading) = heading.filter(|it| it.kind != PassageKind::Heading(1)) else {
        return false;
    };
    let name = heading.text.trim();
    // A model may have a name in each of two scripts.
    let is_name = name.is_ascii()
        && !name.contains(char::is_whitespace)
        && name.contains('-')
        && name.contains(|letter: char| letter.is_ascii_digit())
        && own::looks_like_name(name);
    let (name, base) = (fold(name), fold(base.rsplit('/').next().unwrap_or(base)));
    is_name && !own.owns(&name) && !base.contains(&name) && !name.starts_with(&base)
}

struct Sentence<'a> {
    passage: &'a Passage,
    range: Range<usize>,
    own: &'a OwnNames,
    names: &'a dyn Names,
}

impl Sentence<'_> {
    fn bases(&self) -> Vec<Said> {
        let text = &self.passage.text[self.range.clone()];
        let lower = text.to_ascii_lowercase();
        if ["from scratch", "从零", "从头"].iter().any(|word| lower.contains(word)) {
            return Vec::new();
        }
        let mut known = None;
        let mut found: Vec<Said> = Vec::new();
        for place in FINDER.find_iter(&lower) {
            let cue = &CUES[place.pattern().as_usize()];
            let at = place.start()..place.end();
            if !is_whole_word(&lower, &at) {
                continue;
            }
            let mentions =
                known.get_or_insert_with(|| mentions(self.passage, self.range.clone(), self.names));
            if mentions.is_empty() {
                return found;
            }
            for (mention, relation) in self.at_cue(cue, &at, &lower, mentions) {
                if !found.iter().any(|said| said.range == mention.range) {
                    found.push(Said {
                        name: mention.name.clone(),
                        passage: 0,
                        range: mention.range.clone(),
                        relation,
                        certain: self.is_certain(&lower, at.start, cue),
                    });
                }
            }
        }
        found
    }

    /// The mentions that one cue makes to bases. `at` and `lower` count from the sentence's start.
    fn at_cue<'m>(
        &self,
        cue: &Cue,
        at: &Range<usize>,
        lower: &str,
        mentions: &'m [Mention],
    ) -> Vec<(&'m Mention, Option<Relation>)> {
        let start = self.range.start;
        let local = |mention: &Mention| mention.range.start - start..mention.range.end - start;
        let mut relation = cue.relation;
        let taken: Vec<&Mention> = match cue.side {
            Side::Before => {
                let Some(mention) = mentions.iter().rev().find(|m| local(m).end <= at.start) else {
                    return Vec::new();
                };
                let place = local(mention);
                if !is_short_gap(&lower[place.end..at.start])
                    || !self.is_used_as_base(cue, &lower[..place.start])
                {
                    return Vec::new();
                }
                vec![mention]
            }
            _ => run(mentions, at.end, lower, start),
        };
        let (Some(first), Some(last)) = (taken.first(), taken.last()) else { return Vec::new() };
        let (head, tail) = (local(first).start, local(last).end);
        let subject = &lower[..at.start.min(head)];
        match cue.side {
            Side::AfterChange => {
                relation = change_before(clause(subject));
                if relation.is_none() {
                    return Vec::new();
                }
            }
            Side::Label => {
                let gap = &lower[at.end..head];
                let begins = lower[..at.start].split_whitespace().count() <= 2;
                let says = gap.contains([':', '：', '为', '是']) || find_word(gap, "is").is_some();
                if !begins || !says {
                    return Vec::new();
                }
            }
            Side::Frame(closing) => {
                let window: String = lower[tail..].chars().take(16).collect();
                let Some(close) = closing.iter().find(|word| window.contains(*word)) else {
                    return Vec::new();
                };
                relation = relation.or_else(|| change_in_chinese(close));
            }
            Side::Is => {
                let between = &lower[at.end..head];
                let plain = ["the", "just", "simply", "basically", "our"];
                let bare = words(between, 0..between.len())
                    .into_iter()
                    .all(|word| plain.contains(&&between[word]));
                if !bare || !says_made(&lower[tail..]) {
                    return Vec::new();
                }
                relation = change_after(&lower[tail..].chars().take(80).collect::<String>());
            }
            Side::Done => {
                let (before, between) = (&lower[..at.start], &lower[at.end..head]);
                let of_this = done::is_of_this(before, between, &lower[tail..], cue.words);
                let begins_card = self.range.start == 0 && done::may_be_first(self.passage);
                if !of_this || !self.are_of_one_row(&taken) {
                    return Vec::new();
                }
                if !begins_card && !done::says_who(before) {
                    return Vec::new();
                }
            }
            Side::After | Side::Before => {}
        }
        let begins = !subject.contains(char::is_alphanumeric);
        if begins && cue.side == Side::After && self.goes_on_with_another(start + tail) {
            return Vec::new();
        }
        if self.is_vetoed(subject, cue) || is_aspect(&lower[tail..], relation) {
            return Vec::new();
        }
        if relation.is_none() {
            let near: String = lower[tail..].chars().take(16).collect();
            relation = change_in_chinese(&near);
        }
        taken
            .into_iter()
            .filter(|mention| mention.surety <= cue.needs)
            .map(|mention| (mention, relation))
            .collect()
    }

    /// True for one model, and for sizes of one. Who tunes several models that differ tells of an experiment.
    fn are_of_one_row(&self, taken: &[&Mention]) -> bool {
        let row = |mention: &&Mention| self.names.base(&mention.name).map(std::ptr::from_ref);
        taken.len() == 1 || taken.iter().all(|it| row(it).is_some() && row(it) == row(&taken[0]))
    }

    fn is_vetoed(&self, subject: &str, cue: &Cue) -> bool {
        let mut near = clause(subject);
        let said = words(near, 0..near.len());
        let links = [
            "and", "which", "is", "was", "it", "that", "are", "then", "further", "also", "has",
            "been", "were", "itself", "a", "an", "the",
        ];
        if said.iter().all(|word| links.contains(&&near[word.clone()]))
            && !near.chars().any(is_wide)
        {
            near = subject;
        }
        let end = self.range.start + subject.len();
        let written = &self.passage.text[end - near.len()..end];
        if self.own.foreign_subject(written).is_some() {
            return true;
        }
        let mut near = Cow::Borrowed(near);
        // These speak of what a model makes, or of how it is given away, and of no code.
        for of_model in ["code generation", "代码生成", "open source", "open-source"] {
            if near.contains(of_model) {
                near = near.replace(of_model, "").into();
            }
        }
        let denied = VETO_WORDS.has_whole(&near)
            || near.contains("n't")
            || near.contains("n’t")
            || holds_wide(&near, VETO_WIDE);
        let foreign = FOREIGN.has_whole(&near);
        let object = matches!(subject::object(&near), Object::Code | Object::Data);
        let denied = denied && !is_self(&near, subject);
        denied || ((foreign || object) && cue.side != Side::Label)
    }

    fn is_certain(&self, lower: &str, at: usize, cue: &Cue) -> bool {
        let subject = &lower[..at];
        let written = &self.passage.text[self.range.start..self.range.start + at];
        let named = own::leading_names(written).iter().any(|name| self.own.owns(name));
        cue.side == Side::Label
            || named
            || !subject.contains(char::is_alphanumeric)
            || SELF.iter().any(|word| find_word(subject, word).is_some())
    }
}

#[cfg(test)]
mod tests;
