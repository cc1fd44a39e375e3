//! Why a mark that stands in a card is no statement about this model.
//!
//! A rule that fires on a model that is right is as bad as one that is silent, so each reason below
//! needs a plain sign in the same sentence, or in the line that introduces a list.

use crate::language::{Bilingual, both};

use super::{
    fold::{Token, name_key},
    pattern::{Hit, ends_sentence},
    sentence::Sentence,
};

/// The most tokens of a sentence that are looked at on each side of a mark.
const LONGEST_SENTENCE: usize = 200;

/// Why a mark does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// The sentence denies it, or asks.
    Denied,
    /// It tells others to show it.
    AskedOfOthers,
    /// It is still to be done.
    ToDo,
    /// It is said of another model.
    AnotherModel,
    /// It stands inside a license text.
    InLicenseText,
    /// It stands in a block of code.
    Code,
    /// It is a part of a longer word, name or address.
    LongerWord,
    /// Some of its letters only look like the mark's.
    LookAlike,
    /// It is the base model's own name, and nothing more.
    OnlyNamesTheBase,
    /// It stands in a file that is no card.
    NotInACard,
    /// No reader of the rendered card sees it.
    Unseen,
}

impl Doubt {
    /// The reason, to stand after "which does not count:".
    pub(super) fn reason(self) -> Bilingual {
        match self {
            Self::Denied => both!("it is denied there", "该处是否定的表述"),
            Self::AskedOfOthers => both!("it is asked of others there", "该处是对他人的要求"),
            Self::ToDo => both!("it is still to be done there", "该处只是待办事项"),
            Self::AnotherModel => both!("it is said of another model there", "该处说的是其他模型"),
            Self::InLicenseText => both!("it is part of a license text there", "该处属于许可文本"),
            Self::Code => both!("it stands in a block of code", "该处位于代码块中"),
            Self::LongerWord => both!(
                "it is part of a longer word, name or address there",
                "该处只是更长的词、名称或网址的一部分"
            ),
            Self::LookAlike => both!("some of its letters only look alike", "部分字母只是形近字符"),
            Self::OnlyNamesTheBase => {
                both!("it only names the base model there", "该处只是写明基础模型")
            }
            Self::NotInACard => both!("it must be shown in a card", "应当标明在模型卡中"),
            Self::Unseen => both!(
                "a reader of the rendered card does not see it there",
                "读者在页面上看不到该处"
            ),
        }
    }
}

/// The names that tell this model from others, folded to letters and digits.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    /// Its own: folder, `owner/name`, title.
    pub(super) ours: Vec<String>,
    /// Its bases'.
    pub(super) bases: Vec<String>,
}

impl Names {
    fn is_ours(&self, name: &str) -> bool {
        let key = name_key(name);
        self.ours.iter().any(|own| own.contains(&key) || key.contains(own.as_str()))
    }

    /// True for a name of another model. Where nothing tells what this one is called, none is.
    pub(super) fn is_another(&self, name: &str) -> bool {
        !self.ours.is_empty() && looks_like_a_model(name) && !self.is_ours(name)
    }

    /// True for a name of a base.
    pub(super) fn is_base(&self, name: &str) -> bool {
        let key = name_key(name);
        self.bases.iter().any(|base| base.ends_with(&key) || key.ends_with(base.as_str()))
    }
}

/// A name such as `Foo-7B` or `acme/foo`; licenses and encodings are written alike and are none.
pub(super) fn looks_like_a_model(name: &str) -> bool {
    let lower = name.to_lowercase();
    let other =
        ["cc-", "apache-", "gpl-", "lgpl-", "agpl-", "bsd-", "mit-", "utf-", "sha-", "http"]
            .iter()
            .any(|head| lower.starts_with(head));
    !other
        && !name.contains(char::is_whitespace)
        && name.contains(['-', '/', '_'])
        && name.contains(char::is_alphabetic)
        && (name.contains('/') || name.contains(|ch: char| ch.is_ascii_digit()))
}

/// Where a mark stands.
pub(super) struct Surroundings<'a> {
    /// The tokens of its passage.
    pub(super) passage: &'a [Token<'a>],
    /// The mark.
    pub(super) hit: Hit,
    /// The line that introduces the list or block that the passage is part of.
    pub(super) intro: Option<&'a [Token<'a>]>,
    /// The names of models.
    pub(super) names: &'a Names,
}

/// Why the mark does not count; `None` where it does.
pub(super) fn doubt(place: &Surroundings) -> Option<Doubt> {
    let text = place.passage;
    let first = place.hit.first.saturating_sub(LONGEST_SENTENCE);
    let start = (first..place.hit.first)
        .rev()
        .find(|at| ends_sentence(text, *at))
        .map_or(first, |at| at + 1);
    let last = text.len().min(place.hit.end + LONGEST_SENTENCE);
    let end = (place.hit.end..last).find(|at| ends_sentence(text, *at)).unwrap_or(last);
    let sentence =
        Sentence { before: &text[start..place.hit.first], after: &text[place.hit.end..end] };
    if text.get(end).is_some_and(|sign| sign.is_sign("?")) {
        return Some(Doubt::Denied);
    }
    let intro = place.intro.map(|intro| Sentence { before: last_sentence(intro), after: &[] });
    let all = || std::iter::once(&sentence).chain(intro.as_ref());
    if all().any(Sentence::is_to_do) {
        Some(Doubt::ToDo)
    } else if all().any(Sentence::denies) {
        Some(Doubt::Denied)
    } else if all().any(Sentence::asks_others) {
        Some(Doubt::AskedOfOthers)
    } else if sentence.speaks_of_another(place.names, start == 0) {
        Some(Doubt::AnotherModel)
    } else {
        None
    }
}

fn last_sentence<'a>(text: &'a [Token<'a>]) -> &'a [Token<'a>] {
    let end = text.len();
    let first = end.saturating_sub(LONGEST_SENTENCE);
    let start = (first..end.saturating_sub(1)).rev().find(|at| ends_sentence(text, *at));
    &text[start.map_or(first, |at| at + 1)..]
}
