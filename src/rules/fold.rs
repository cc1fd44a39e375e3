//! Words of a text as marks are compared: folded, and each with its place in the source.
//!
//! Folded are case, compatibility forms (full width, styled letters), quotes, brackets, dashes,
//! traditional script, `(c)` and the copyright sign. Letters of another script that only look alike
//! are not folded: they are told apart on purpose.

use std::{borrow::Cow, ops::Range};

use unicode_normalization::UnicodeNormalization;

use crate::{
    declared::sentence,
    document::plain::{is_apostrophe, is_dropped},
};

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A run of letters and digits of a script that writes blanks.
    Word,
    /// One Han character.
    Han,
    /// One sign, folded.
    Sign(char),
}

/// One token of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// Its folded text: the source's own where nothing is folded, as with most words.
    pub(super) text: Cow<'t, str>,
    /// What it is.
    pub(super) kind: Kind,
    /// Its bytes in the source.
    pub(super) range: Range<usize>,
    /// True where white space stands before it.
    pub(super) apart: bool,
}

impl<'t> Token<'t> {
    /// True for a sign of the given set.
    pub(super) fn is_sign(&self, signs: &str) -> bool {
        matches!(self.kind, Kind::Sign(sign) if signs.contains(sign))
    }

    /// Adds letters, folded, that stand in the text at a range.
    fn extend(&mut self, text: &'t str, folded: &str, at: &Range<usize>) {
        match &mut self.text {
            Cow::Borrowed(word) if self.range.end == at.start && folded == &text[at.clone()] => {
                *word = &text[self.range.start..at.end];
            }
            word => word.to_mut().push_str(folded),
        }
        self.range.end = at.end;
    }

    /// True for a word or a Han character.
    pub(super) fn is_text(&self) -> bool {
        !matches!(self.kind, Kind::Sign(_))
    }
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut apart = false;
    let mut open_word = false;
    let mut at = 0;
    while let Some(source) = text[at..].chars().next() {
        let letters = text.as_bytes()[at..].iter().take_while(|it| it.is_ascii_alphanumeric());
        let letters = letters.count();
        let range = at..at + letters.max(source.len_utf8());
        at = range.end;
        // Most words are ASCII letters, whose compatibility form is themselves.
        if letters > 0 {
            let written = &text[range.clone()];
            let folded = if written.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(written.to_ascii_lowercase())
            } else {
                Cow::Borrowed(written)
            };
            match found.last_mut() {
                Some(word) if open_word => word.extend(text, &folded, &range),
                _ => push(&mut found, folded, Kind::Word, &range, &mut apart),
            }
            open_word = true;
            continue;
        }
        if is_dropped(source) {
            continue;
        }
        if source.is_whitespace() {
            apart = true;
            open_word = false;
            continue;
        }
        // An apostrophe inside a word is no boundary: `isn't` is one word, without it.
        if open_word && is_apostrophe(source) && starts_with_letter(&text[range.end..]) {
            continue;
        }
        let mut take = |folded: char| {
            let written = || Cow::Borrowed(&text[range.clone()]);
            if is_han(folded) {
                let plain = simplified(folded);
                let text = if plain.starts_with(source) { written() } else { Cow::Owned(plain) };
                push(&mut found, text, Kind::Han, &range, &mut apart);
                open_word = false;
            } else if folded.is_alphanumeric() {
                match found.last_mut() {
                    Some(word) if open_word => {
                        word.extend(text, folded.encode_utf8(&mut [0; 4]), &range);
                    }
                    _ => {
                        let text = if folded == source { written() } else { owned(folded) };
                        push(&mut found, text, Kind::Word, &range, &mut apart);
                        open_word = true;
                    }
                }
            } else if folded.is_whitespace() {
                apart = true;
                open_word = false;
            } else {
                let sign = fold_sign(folded);
                let text = if sign == source { written() } else { owned(sign) };
                push(&mut found, text, Kind::Sign(sign), &range, &mut apart);
                open_word = false;
            }
        };
        if source.is_ascii() {
            take(source);
        } else {
            fold(source).for_each(take);
        }
    }
    join_copyright(found)
}

/// The letters and digits of a name, folded, without anything between them.
pub(super) fn name_key(name: &str) -> String {
    if name.is_ascii() {
        return sentence::fold(name);
    }
    name.chars().flat_map(fold).filter(|folded| folded.is_alphanumeric()).collect()
}

fn owned(folded: char) -> Cow<'static, str> {
    Cow::Owned(folded.to_string())
}

fn push<'t>(
    found: &mut Vec<Token<'t>>,
    text: Cow<'t, str>,
    kind: Kind,
    range: &Range<usize>,
    apart: &mut bool,
) {
    found.push(Token { text, kind, range: range.clone(), apart: std::mem::take(apart) });
}

/// `(c)` is the copyright sign.
fn join_copyright(found: Vec<Token>) -> Vec<Token> {
    if !found.iter().any(|token| token.text == "c") {
        return found;
    }
    let mut joined: Vec<Token> = Vec::with_capacity(found.len());
    for token in found {
        let closes = token.is_sign(")");
        joined.push(token);
        if let [.., open, letter, close] = joined.as_slice()
            && closes
            && open.is_sign("(")
            && letter.text == "c"
        {
            let sign = Token {
                text: Cow::Borrowed("©"),
                kind: Kind::Sign('©'),
                range: open.range.start..close.range.end,
                apart: open.apart,
            };
            joined.truncate(joined.len() - 3);
            joined.push(sign);
        }
    }
    joined
}

fn fold(source: char) -> impl Iterator<Item = char> {
    std::iter::once(source).nfkc().flat_map(char::to_lowercase)
}

fn starts_with_letter(rest: &str) -> bool {
    rest.chars().next().is_some_and(|ch| ch.is_alphabetic() && !is_han(ch))
}

fn is_han(ch: char) -> bool {
    matches!(ch, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn simplified(ch: char) -> String {
    fast2s::convert(&ch.to_string())
}

fn fold_sign(ch: char) -> char {
    match ch {
        '\'' | '\u{2018}'..='\u{201f}' | '«' | '»' | '「'..='』' | '《' | '》' | '〈' | '〉' => {
            '"'
        }
        '【' | '〔' | '〖' => '[',
        '】' | '〕' | '〗' => ']',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2500}' => '-',
        '、' => ',',
        _ => ch,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use super::*;
    use crate::document::plain::{folds_to_no_letter, plain};

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|token| token.text.into_owned()).collect()
    }

    #[test]
    fn forms_fold_to_one() {
        assert_eq!(words("ＢＵＩＬＴ　with “Llama”"), words("Built with \"llama\""));
        assert_eq!(words("Copyright (C) X"), words("copyright © x"));
        assert_eq!(words("模型許可"), words("模型许可"));
        assert_eq!(words("isn’t"), ["isnt"]);
        assert_eq!(words("Llama™ 3"), ["llama", "3"]);
    }

    #[test]
    fn places_are_those_of_the_source() {
        let text = "ａ **Skywork** Inside";
        let found = tokens(text);
        assert_eq!(&text[found[1].range.clone()], "Skywork");
        assert!(found[1].apart && found[2].apart);
    }

    #[test]
    fn a_plain_text_holds_what_its_words_hold() {
        for text in [
            "Built with Sky**work**",
            "SKYWORK",
            "`sky'work`s",
            "an askyworked",
            "sky work",
            "„Skywork“ – 基于",
            "skýwork",
        ] {
            let held = words(text).iter().any(|word| word.contains("skywork"));
            assert_eq!(plain(text).unwrap().contains("skywork"), held, "{text}");
        }
        for text in ["Sky\u{ad}work", "Sky\u{200b}work", "Sky\u{2019}work", "sky\u{ae}work"] {
            assert!(words(text).contains(&"skywork".to_owned()), "{text}");
            assert_eq!(plain(text).unwrap(), "skywork", "{text}");
        }
        assert_eq!(plain("Ｓkywork"), None);
    }

    #[test]
    fn nothing_but_known_characters_becomes_a_letter() {
        for ch in ('\u{80}'..=char::MAX).filter(|ch| folds_to_no_letter(*ch)) {
            let text = format!("a{ch}b");
            let letters: Vec<String> = words(&text);
            assert!(!letters.iter().any(|word| word.contains("ab")), "{ch:?} {letters:?}");
            let ascii = |word: &String| word.bytes().filter(u8::is_ascii_alphanumeric).count();
            assert_eq!(letters.iter().map(ascii).sum::<usize>(), 2, "{ch:?} {letters:?}");
        }
    }

    #[test]
    fn look_alike_letters_stay_apart() {
        assert_ne!(words("Ll\u{430}ma"), words("Llama"));
    }
}
