//! What stands between a cue and the names that it speaks of, and between names of a list.

use std::borrow::Cow;

use super::super::{
    mention::Mention,
    vocabulary::{ASPECTS, ASPECTS_WIDE, OUTPUTS},
};
use crate::declared::sentence::{is_wide, words};

/// The mentions that follow a cue: the first one near enough, and those that a list adds to it.
pub(super) fn run<'m>(
    mentions: &'m [Mention],
    from: usize,
    lower: &str,
    start: usize,
) -> Vec<&'m Mention> {
    let mut taken: Vec<&Mention> = Vec::new();
    for mention in mentions.iter().filter(|mention| mention.range.start >= start + from) {
        let begin = mention.range.start - start;
        let joined = match taken.last() {
            None => is_short_gap(&lower[from..begin]),
            Some(last) => is_list_glue(&lower[last.range.end - start..begin]),
        };
        if !joined {
            break;
        }
        taken.push(mention);
    }
    taken
}

pub(super) fn is_short_gap(gap: &str) -> bool {
    let said = words(gap, 0..gap.len());
    let elsewhere = ["by", "using", "via", "with", "at", "against", "for", "from", "about", "on"];
    said.len() <= 8
        && wide_letters(gap) <= 10
        && !gap.contains([',', ';', '，', '；', '、'])
        // "built on T5 and comes in three sizes: X": what follows a colon is told anew.
        && colon(gap).is_none_or(|colon| is_label(&gap[..colon]))
        && !said.iter().any(|word| {
            let word = &gap[word.clone()];
            ASPECTS.contains(&word) || elsewhere.contains(&word) || OUTPUTS.contains(&word)
        })
        && !holds_wide(gap, ASPECTS_WIDE)
}

/// Where the first colon stands that is none of an address.
fn colon(text: &str) -> Option<usize> {
    let mut found = text.match_indices([':', '：']).map(|(at, _)| at);
    found.find(|at| !text[*at..].starts_with("://"))
}

/// True for what may stand between a cue and a colon before the name: "finetuned from **model**: X".
fn is_label(text: &str) -> bool {
    let plain = [
        "model",
        "models",
        "the",
        "following",
        "base",
        "checkpoint",
        "optional",
        "weights",
        "our",
        "these",
    ];
    let mut said = words(text, 0..text.len()).into_iter();
    said.all(|word| plain.contains(&&text[word])) && wide_letters(text) <= 4
}

fn wide_letters(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    text.chars().filter(|letter| is_wide(*letter) && letter.is_alphanumeric()).count()
}

/// True where one of these words, none of which is ASCII, stands in a text.
pub(super) fn holds_wide(text: &str, words: &[&str]) -> bool {
    !text.is_ascii() && words.iter().any(|word| text.contains(word))
}

fn is_list_glue(gap: &str) -> bool {
    let wide = ["和", "与", "以及", "及", "、", "，"];
    let mut rest = Cow::Borrowed(gap);
    for word in wide {
        if rest.contains(word) {
            rest = rest.replace(word, " ").into();
        }
    }
    !rest.chars().any(is_wide)
        && !rest.contains([';', '.', ':'])
        && words(&rest, 0..rest.len())
            .into_iter()
            .all(|word| matches!(&rest[word], "and" | "plus" | "with" | "the"))
}

/// The part of a text behind its last comma, colon or bracket.
pub(super) fn clause(text: &str) -> &str {
    text.rsplit([',', '，', ';', '；', ':', '：', '(', '（']).next().unwrap_or(text)
}
