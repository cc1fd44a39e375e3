//! Sentences and words of a passage, by byte range.
//!
//! A statement holds within one sentence. Ranges are kept so that a finding can show the place.

use std::{collections::BTreeSet, ops::Range};

use aho_corasick::{AhoCorasick, AhoCorasickKind, packed};

use super::joined::Joined;

/// Abbreviations whose stop ends no sentence.
const ABBREVIATIONS: &[&str] =
    &["e.g", "i.e", "etc", "vs", "cf", "inc", "ltd", "no", "al", "fig", "dr", "mr", "v", "ver"];

/// What stands in a sentence beyond this many bytes is not looked at, so that one line of a megabyte
/// costs no more than a page.
const LONGEST: usize = 2000;

/// True for Han, kana, hangul and their punctuation: there a word needs no blank around it.
pub(crate) fn is_wide(letter: char) -> bool {
    letter >= '\u{2E80}'
}

/// The sentences of a text. A stop inside a number or a name (`Llama 3.1`) ends none.
pub(crate) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let stops = ['。', '！', '？', '；', ';', '\n', '.', '!', '?'];
    for (at, stop) in text.match_indices(stops) {
        let end = at + stop.len();
        let next = text[end..].chars().next();
        let ends = !matches!(stop, "." | "!" | "?")
            || next.is_none_or(|next| next.is_whitespace() || is_wide(next))
                && !(stop == "." && is_abbreviation(&text[start..at]));
        if ends {
            push(text, start..end, &mut found);
            start = end;
        }
    }
    push(text, start..text.len(), &mut found);
    found
}

fn push(text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let piece = &text[range.clone()];
    let start = range.start + (piece.len() - piece.trim_start().len());
    let mut end = start + piece.trim().len();
    if end > start + LONGEST {
        end = start + LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
    }
    if start < end {
        found.push(start..end);
    }
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|letter: char| letter.is_whitespace() || letter == '(').next();
    word.is_some_and(|word| ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known)))
}

/// The words of a part of a text: runs of letters and digits outside the wide scripts, with `.`, `-`,
/// `_`, `+` and `/` where they stand inside. Wide letters stand between words, never in one.
pub(crate) fn words(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut current: Option<Range<usize>> = None;
    for (at, letter) in text[within.clone()].char_indices() {
        let at = at + within.start;
        let end = at + letter.len_utf8();
        let joins = matches!(letter, '.' | '-' | '_' | '+' | '/');
        if letter.is_alphanumeric() && !is_wide(letter) {
            match &mut current {
                Some(word) => word.end = end,
                None => current = Some(at..end),
            }
        } else if joins && current.is_some() {
            // The joint is taken in only if a letter follows: the word's end stays before it.
        } else if let Some(word) = current.take() {
            found.push(word);
        }
        if found.len() >= MOST_WORDS {
            return found;
        }
    }
    found.extend(current);
    found
}

/// A sentence with more words than this is no sentence; the rest of it is not looked at.
const MOST_WORDS: usize = 400;

/// Letters and digits alone, in lower case: two spellings of one name are equal.
pub(crate) fn fold(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|letter| char::from(letter.to_ascii_lowercase())).collect();
    }
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// True where `range` neither begins nor ends inside a word of a script that has blanks.
pub(crate) fn is_whole_word(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let first = text[range.clone()].chars().next();
    let last = text[range.clone()].chars().next_back();
    let joined = |one: Option<char>, other: Option<char>| match (one, other) {
        (Some(one), Some(other)) => {
            one.is_alphanumeric() && other.is_alphanumeric() && !is_wide(one) && !is_wide(other)
        }
        _ => false,
    };
    !joined(before, first) && !joined(last, after)
}

/// Where `word` first stands in `text` as a whole word; both are lower case.
pub(crate) fn find_word(text: &str, word: &str) -> Option<Range<usize>> {
    text.match_indices(word)
        .map(|(at, found)| at..at + found.len())
        .find(|range| is_whole_word(text, range))
}

/// Tells of a text without other letters than ASCII's, as most passages are, that no word of a list stands in
/// it: many bytes are looked at in one step.
#[derive(Debug)]
pub(crate) struct Screen(Option<packed::Searcher>);

impl Screen {
    /// As many words as can be looked for at once.
    const MOST: usize = 64;

    /// A screen for a list of words. Where they are too many, their beginnings are looked for.
    pub(crate) fn new(words: &[&str]) -> Self {
        let letters: Vec<String> =
            words.iter().filter(|it| it.is_ascii()).map(|it| it.to_ascii_lowercase()).collect();
        let longest = letters.iter().map(String::len).max().unwrap_or(0);
        let beginnings = (1..=longest).rev().find_map(|most| {
            let cut: BTreeSet<&str> = letters.iter().map(|it| &it[..it.len().min(most)]).collect();
            (cut.len() <= Self::MOST).then_some(cut)
        });
        Self(beginnings.and_then(packed::Searcher::new))
    }

    /// False where no word of the list stands in a text.
    pub(crate) fn may_stand_in(&self, text: &str) -> bool {
        match &self.0 {
            Some(quick) if text.is_ascii() => quick.find(text.to_ascii_lowercase()).is_some(),
            _ => true,
        }
    }

    /// For each passage of a card the same.
    pub(crate) fn passages(&self, joined: &Joined) -> Vec<bool> {
        let Some(quick) = &self.0 else { return vec![true; joined.len()] };
        let mut may: Vec<bool> = if joined.text().is_ascii() {
            vec![false; joined.len()]
        } else {
            (0..joined.len()).map(|number| !joined.passage(number).is_ascii()).collect()
        };
        for number in joined.holding(|text| Some(quick.find(text)?.start())) {
            may[number] = true;
        }
        may
    }
}

/// A closed list of words that is looked for in one pass, in any case of ASCII letters.
#[derive(Debug)]
pub(crate) struct WordList {
    words: AhoCorasick,
    screen: Screen,
}

impl WordList {
    /// A list; the number of a word is its place.
    #[expect(clippy::expect_used, reason = "a short list fits an automaton")]
    pub(crate) fn new<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let list: Vec<&str> = words.into_iter().collect();
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            // To build a table of all transitions takes longer than a small scan, and few sentences get here.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&list)
            .expect("a short list of words fits an automaton");
        Self { words, screen: Screen::new(&list) }
    }

    /// True where one of them stands in a text, also inside a longer word.
    pub(crate) fn is_part_of(&self, text: &str) -> bool {
        self.screen.may_stand_in(text) && self.words.is_match(text)
    }

    /// True where one of them stands in a text as a whole word.
    pub(crate) fn has_whole(&self, text: &str) -> bool {
        self.find_whole(text).next().is_some()
    }

    /// Every place at which one of them stands as a whole word, with its number.
    pub(crate) fn find_whole(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.words
            .find_overlapping_iter(text)
            .map(|found| (found.pattern().as_usize(), found.range()))
            .filter(|(_, range)| is_whole_word(text, range))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_stop_inside_a_name_ends_no_sentence() {
        assert_eq!(
            cut("Based on Llama 3.1 8B. Licensed under Apache-2.0! 本模型基于 X。谢谢"),
            ["Based on Llama 3.1 8B.", "Licensed under Apache-2.0!", "本模型基于 X。", "谢谢"]
        );
        assert_eq!(cut("Models, e.g. Qwen, work."), ["Models, e.g. Qwen, work."]);
    }

    #[test]
    fn words_keep_names_whole_and_leave_wide_letters_out() {
        let text = "本模型由Qwen/Qwen2.5-7B量化, v1. End-";
        let found: Vec<&str> =
            words(text, 0..text.len()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Qwen/Qwen2.5-7B", "v1", "End"]);
    }

    #[test]
    fn whole_words_only() {
        assert!(find_word("the code is", "code").is_some());
        assert!(find_word("the encoder is", "code").is_none());
        assert!(find_word("本code的", "code").is_some());
        assert!(find_word("模型代码", "代码").is_some());
    }
}
