//! Makes of a passage what the readers of statements compare: simplified Han letters, and a line end
//! where the card begins a new `Label: value` line.
//!
//! Markdown joins the lines of a paragraph with blanks. In a block such as
//! `Model creator: X` / `Original model: Y` each line is a statement of its own all the same.

use memchr::{memchr, memchr2};

use crate::{
    document::markdown::Passage,
    text::fold::{fold, is_han},
};

/// The most letters and words of a label.
const LONGEST_LABEL: (usize, usize) = (48, 5);

/// The text of a passage of the card whose source this is, where it has to be another one than what a
/// reader sees. Places stay as they are: a letter is replaced only by one that is as long.
pub(super) fn prepared(passage: &Passage, source: &str) -> Option<String> {
    let text = &passage.text;
    let mut changed = (!text.is_ascii() && text.chars().any(is_han))
        .then(|| text.chars().map(simple).collect::<String>());
    let has_colon =
        memchr(b':', text.as_bytes()).is_some() || !text.is_ascii() && text.contains('：');
    let has_lines = || {
        let written = source.get(passage.source(0)..passage.source(text.len())).unwrap_or(source);
        memchr2(b'\n', b'<', written.as_bytes()).is_some()
    };
    if has_colon && has_lines() {
        let breaks = text
            .match_indices(' ')
            .filter(|(at, _)| ends_line(&text[at + 1..], source.get(passage.source(*at)..)));
        for (at, _) in breaks {
            changed.get_or_insert_with(|| text.clone()).replace_range(at..=at, "\n");
        }
    }
    changed
}

fn simple(letter: char) -> char {
    if !is_han(letter) {
        return letter;
    }
    let mut simple = None;
    fold(letter.encode_utf8(&mut [0; 4]), |folded| simple = simple.or(Some(folded)));
    simple.filter(|folded| folded.len_utf8() == letter.len_utf8()).unwrap_or(letter)
}

/// True for a blank that stands for a visible line break, or for a line end before a label.
fn ends_line(after: &str, written: Option<&str>) -> bool {
    let Some(written) = written else { return false };
    if written.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) {
        return true;
    }
    written.trim_start_matches([' ', '\t', '\\', '\r']).starts_with('\n') && begins_label(after)
}

fn begins_label(line: &str) -> bool {
    let (letters, words) = LONGEST_LABEL;
    let Some((at, _)) = line.char_indices().take(letters).find(|(_, c)| matches!(c, ':' | '：'))
    else {
        return false;
    };
    let label = &line[..at];
    !label.contains(['.', ',', '。', '，', '!', '?', '\n'])
        && label.contains(char::is_alphabetic)
        && label.split_whitespace().count() <= words
        && !line[at..].starts_with("://")
}

#[cfg(test)]
mod tests {
    use crate::document::markdown::visible;

    fn prepared(card: &str) -> Vec<String> {
        let passages = visible(card, 0).into_iter();
        passages.map(|it| super::prepared(&it, card).unwrap_or(it.text)).collect()
    }

    #[test]
    fn labelled_lines_stay_apart_and_wrapped_prose_does_not() {
        assert_eq!(
            prepared(
                "**Creator:** [lab](https://example.org)<br>\n**Original model**: x\nLicense: mit"
            ),
            ["Creator: lab\nOriginal model: x\nLicense: mit"]
        );
        assert_eq!(
            prepared("A model that\nwas trained: on data."),
            ["A model that\nwas trained: on data."]
        );
        assert_eq!(
            prepared("One line of prose,\nand, as said: more."),
            ["One line of prose, and, as said: more."]
        );
        assert_eq!(prepared("See\nhttps://example.org"), ["See https://example.org"]);
    }

    #[test]
    fn traditional_letters_are_read_as_simplified_ones() {
        assert_eq!(prepared("本模型基於 Llama 微調"), ["本模型基于 Llama 微调"]);
    }
}
