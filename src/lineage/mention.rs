//! Names of models inside a sentence of a card.
//!
//! A name is a link to a model's page on a hub, an `owner/name`, or a bare name that the library
//! knows. Nothing else is taken for a model, however much it looks like one.

use std::ops::Range;

use crate::{
    declared::{hub, names::Names, own::looks_like_name, sentence::words},
    document::markdown::Passage,
    library::base::Base,
};

/// How surely a mention is one of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Surety {
    /// A link to a model's page, or a name that the library knows.
    Known,
    /// An `owner/name` with a size or a digit, as models have.
    Shaped,
    /// Any other `owner/name`.
    Slashed,
}

/// A model that a sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Where its name stands in the passage.
    pub(crate) range: Range<usize>,
    /// `owner/name`, or the bare name as it is written.
    pub(crate) name: String,
    /// How surely it is a model.
    pub(crate) surety: Surety,
}

/// Words that continue a name once its head is known.
const PARTS: &[&str] = &[
    "instruct",
    "chat",
    "base",
    "it",
    "hf",
    "turbo",
    "mini",
    "small",
    "medium",
    "large",
    "vision",
    "coder",
    "math",
    "vl",
    "preview",
    "lite",
    "pro",
    "plus",
    "max",
    "flash",
    "thinking",
    "reasoning",
    "dev",
    "schnell",
    "distill",
    "audio",
    "omni",
    "embedding",
    "reranker",
];

/// The models named in `within`, in order.
pub(crate) fn mentions(passage: &Passage, within: Range<usize>, names: &dyn Names) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut foreign: Vec<&Range<usize>> = Vec::new();
    for (range, target) in &passage.links {
        if range.start < within.start || range.end > within.end {
            continue;
        }
        match hub::model_at(target) {
            Some(name) => {
                found.push(Mention { range: range.clone(), name, surety: Surety::Known });
            }
            None => foreign.push(range),
        }
    }
    let words = words(&passage.text, within);
    let mut at = 0;
    while at < words.len() {
        let inside =
            |range: &Range<usize>| words[at].start < range.end && words[at].end > range.start;
        if found.iter().any(|mention| inside(&mention.range)) {
            at += 1;
            continue;
        }
        let link = foreign.iter().find(|range| inside(range)).copied();
        match slashed(&passage.text, &words[at], names, link.is_some()) {
            Some(mention) => {
                found.push(mention);
                at += 1;
            }
            None => match bare(&passage.text, &words, at, names) {
                Some((mention, taken)) => {
                    found.push(mention);
                    at += taken;
                }
                None => at += 1,
            },
        }
    }
    found.sort_by_key(|mention| mention.range.start);
    found
}

/// An `owner/name` or the address of a model's page. Under a link to elsewhere (a code repository, a
/// data set) only a known name counts.
fn slashed(
    text: &str,
    word: &Range<usize>,
    names: &dyn Names,
    under_foreign_link: bool,
) -> Option<Mention> {
    let written = &text[word.clone()];
    if let Some(name) = hub::model_at(written) {
        return Some(Mention { range: word.clone(), name, surety: Surety::Known });
    }
    let (owner, last) = written.split_once('/')?;
    let domain = [".com", ".org", ".io", ".cn", ".ai", ".net", ".co"];
    let lower = owner.to_ascii_lowercase();
    if last.contains('/') || domain.iter().any(|end| lower.ends_with(end)) || lower == "datasets" {
        return None;
    }
    let surety = if names.base(written).is_some() {
        Surety::Known
    } else if last.contains(|letter: char| letter.is_ascii_digit()) && has_letters(last) {
        Surety::Shaped
    } else {
        Surety::Slashed
    };
    let plausible = last.len() >= 3 && owner.len() >= 2 && has_letters(last) && has_letters(owner);
    let sure_enough = surety == Surety::Known || !under_foreign_link;
    (plausible && sure_enough && (surety != Surety::Slashed || last.contains('-')))
        .then(|| Mention { range: word.clone(), name: written.to_owned(), surety })
}

fn has_letters(word: &str) -> bool {
    word.chars().filter(|letter| letter.is_alphabetic()).count() >= 2
}

/// A bare name that the library knows and that begins at word `at`; with the number of its words.
fn bare(
    text: &str,
    words: &[Range<usize>],
    at: usize,
    names: &dyn Names,
) -> Option<(Mention, usize)> {
    if !looks_like_name(&text[words[at].clone()]) || text[words[at].clone()].contains('/') {
        return None;
    }
    let glued = |number: usize| {
        text[words[number - 1].end..words[number].start].chars().all(|letter| letter == ' ')
    };
    let part = |number: usize| {
        let word = &text[words[number].clone()];
        !word.contains('/')
            && (word.contains(|letter: char| letter.is_ascii_digit())
                || PARTS.contains(&word.to_ascii_lowercase().as_str()))
    };
    let mut end = at + 1;
    while !is_known(&text[words[at].start..words[end - 1].end], names) {
        let more = end < words.len() && end < at + 4 && glued(end);
        if !more || !looks_like_name(&text[words[end].clone()]) {
            return None;
        }
        end += 1;
    }
    while end < words.len() && end < at + 7 && glued(end) && part(end) {
        end += 1;
    }
    let range = words[at].start..words[end - 1].end;
    let name = text[range.clone()].to_owned();
    Some((Mention { range, name, surety: Surety::Known }, end - at))
}

/// The licenses of the family of a name. Patterns of families end in a dash or a size, which a vague
/// name such as "Llama 3.1" lacks.
pub(crate) fn family(name: &str, names: &dyn Names) -> Option<Vec<String>> {
    let joined = name.replace(' ', "-");
    names.family_licenses(&joined).or_else(|| names.family_licenses(&format!("{joined}-")))
}

/// The row of the members of a series, where a bare name is that of the series: `Mistral-7B` for
/// `Mistral-7B-*`.
pub(crate) fn vague_row<'a>(name: &str, names: &'a dyn Names) -> Option<&'a Base> {
    let series = format!("{}-", name.replace(' ', "-"));
    names.base(&series).filter(|_| !name.contains('/'))
}

/// A row of the base table speaks of it, or it bears the number of a family: "Llama 3.1" alone.
fn is_known(name: &str, names: &dyn Names) -> bool {
    if name.len() < 3 || !name.contains(char::is_alphabetic) {
        return false;
    }
    let joined = name.replace(' ', "-");
    let numbered = name.contains(|letter: char| letter.is_ascii_digit());
    names.base(&joined).is_some()
        || (numbered && (vague_row(name, names).is_some() || family(name, names).is_some()))
}
