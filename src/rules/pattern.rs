//! A mark, a sentence or a notice line as something to look for in the tokens of a text.
//!
//! Two ways of comparing: a *mark* is short and must stand as it is, whole words and signs; a *line* is
//! long, and its signs, its year and the beginning of an address do not matter.

use std::rc::Rc;

use memchr::memmem::{self, Finder};

use super::{
    fold::{Kind, Token, tokens},
    held::{Held, Number},
};

/// The most tokens that a `<...>` part of a template stands for.
const GAP: usize = 12;

/// Words that make a tool's name of a mark that ends in a brand: "Built with Llama Factory".
const TOOLS: [&str; 10] = [
    "factory",
    "index",
    "stack",
    "cpp",
    "parse",
    "hub",
    "recipes",
    "cookbook",
    "guard",
    "cookbooks",
];

/// One part of what is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// A word or a Han character.
    Text(String),
    /// A sign.
    Sign(char),
    /// Anything, up to [`GAP`] tokens of one sentence.
    Gap,
}

/// A mark or a line, ready to be looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
    /// True where signs count.
    signs: bool,
    /// Its longest word of ASCII letters, which few texts hold.
    word: Option<Finder<'static>>,
    /// True where it has other letters too.
    has_others: bool,
    /// Where it is held, its number.
    number: Option<Number>,
}

/// Where a pattern stands: the tokens from `first` up to, not including, `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) first: usize,
    pub(super) end: usize,
    /// False where it is only a part of a longer word, name or address.
    pub(super) whole: bool,
}

impl Pattern {
    /// A short mark: words and signs count, blanks, brackets and quotes do not.
    #[cfg(test)]
    pub(super) fn mark(mark: &str, template: bool) -> Self {
        Self::of(mark, template, true)
    }

    /// A sentence or a notice line: signs, years and `https://` do not count.
    pub(super) fn line(line: &str, template: bool) -> Self {
        Self::of(line, template, false)
    }

    /// The same, made once for all units: a mark of a license.
    pub(super) fn held_mark(mark: &str, template: bool) -> Rc<Self> {
        thread_local!(static HELD: [Held<String, Rc<Pattern>>; 2] = Default::default());
        HELD.with(|held| Self::held(&held[usize::from(template)], mark, template, true))
    }

    /// The same, made once for all units: a line that a license asks for, or its title.
    pub(super) fn held_line(line: &str, template: bool) -> Rc<Self> {
        thread_local!(static HELD: [Held<String, Rc<Pattern>>; 2] = Default::default());
        HELD.with(|held| Self::held(&held[usize::from(template)], line, template, false))
    }

    fn held(held: &Held<String, Rc<Self>>, text: &str, template: bool, signs: bool) -> Rc<Self> {
        held.get(text).unwrap_or_else(|| {
            let mut made = Self::of(text, template, signs);
            made.number = Some(Number::next());
            let made = Rc::new(made);
            held.keep(text.to_owned(), &made);
            made
        })
    }

    fn of(text: &str, template: bool, signs: bool) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while template
            && let Some(open) = rest.find(['<', '['])
            && let Some(length) = rest[open..].find(['>', ']'])
        {
            push_parts(&mut parts, &rest[..open], signs);
            parts.push(Part::Gap);
            rest = &rest[open + length + 1..];
        }
        push_parts(&mut parts, rest, signs);
        // What stands before or after the fixed words is not looked at.
        while parts.first() == Some(&Part::Gap) {
            parts.remove(0);
        }
        while parts.last().is_some_and(|part| !matches!(part, Part::Text(_))) {
            parts.pop();
        }
        let texts = || {
            parts.iter().filter_map(|part| match part {
                Part::Text(word) => Some(word),
                _ => None,
            })
        };
        let word = texts().filter(|word| word.is_ascii()).max_by_key(|word| word.len());
        let word = word.map(|word| Finder::new(word.as_bytes()).into_owned());
        let has_others = texts().any(|word| !word.is_ascii());
        Self { parts, signs, word, has_others, number: None }
    }

    /// Its longest word of ASCII letters.
    pub(super) fn word(&self) -> Option<&Finder<'static>> {
        self.word.as_ref()
    }

    /// Where it is held, its number.
    pub(super) fn number(&self) -> Option<Number> {
        self.number
    }

    /// True where nothing is left to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// False where it surely stands nowhere in a text of which this is the plain form.
    pub(super) fn may_stand_in(&self, plain: &str) -> bool {
        if self.word.as_ref().is_some_and(|word| word.find(plain.as_bytes()).is_none())
            || self.has_others && plain.is_ascii()
        {
            return false;
        }
        self.parts.iter().all(|part| match part {
            Part::Text(word) if word.is_ascii() => {
                memmem::find(plain.as_bytes(), word.as_bytes()).is_some()
            }
            _ => true,
        })
    }

    /// Every place where it stands.
    pub(super) fn find(&self, text: &[Token]) -> Vec<Hit> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut hits: Vec<Hit> = Vec::new();
        for first in 0..text.len() {
            if hits.last().is_some_and(|hit| first < hit.end) {
                continue;
            }
            if Self::equals(&self.parts[0], &text[first])
                && let Some(end) = self.end(text, first, 0)
            {
                hits.push(Hit { first, end, whole: is_whole(text, first, end) });
            }
        }
        hits
    }

    /// Where a match that begins at `at` ends.
    fn end(&self, text: &[Token], mut at: usize, mut part: usize) -> Option<usize> {
        while part < self.parts.len() {
            if self.parts[part] == Part::Gap {
                return (at..text.len().min(at + GAP + 1))
                    .take_while(|next| *next == at || !ends_sentence(text, next - 1))
                    .find_map(|next| self.end(text, next, part + 1));
            }
            let token = text.get(at)?;
            if Self::equals(&self.parts[part], token) {
                part += 1;
            } else if !self.skips(token) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    fn equals(part: &Part, token: &Token) -> bool {
        match (part, token.kind) {
            (Part::Text(text), Kind::Word | Kind::Han) => *text == token.text,
            (Part::Sign(sign), Kind::Sign(other)) => *sign == other,
            _ => false,
        }
    }

    /// True for a token of the text that a match may pass over.
    fn skips(&self, token: &Token) -> bool {
        if self.signs {
            token.is_sign("\"[]")
        } else {
            !token.is_text() || is_year(&token.text) || is_address_head(&token.text)
        }
    }
}

fn push_parts(parts: &mut Vec<Part>, text: &str, signs: bool) {
    for token in tokens(text) {
        match token.kind {
            Kind::Sign(sign) if signs && !token.is_sign("\"[]") => parts.push(Part::Sign(sign)),
            Kind::Sign(_) => {}
            _ if !signs && (is_year(&token.text) || is_address_head(&token.text)) => {}
            _ => parts.push(Part::Text(token.text.into_owned())),
        }
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_address_head(word: &str) -> bool {
    matches!(word, "http" | "https" | "www")
}

/// True where a sentence ends after token `at`. A full stop inside a number, a name or an abbreviation
/// ends none.
pub(super) fn ends_sentence(text: &[Token], at: usize) -> bool {
    let token = &text[at];
    if token.is_sign("。!?;") {
        return true;
    }
    let next_apart = text.get(at + 1).is_none_or(|next| next.apart || next.is_sign("\")]"));
    let abbreviation = at.checked_sub(1).is_some_and(|before| {
        let word = &text[before].text;
        text[before].kind == Kind::Word
            && (word.chars().count() == 1 || matches!(&**word, "vs" | "inc" | "ltd" | "no"))
    });
    token.is_sign(".") && next_apart && !abbreviation
}

/// True where the match is no part of a longer word, name, address or tool's name.
fn is_whole(text: &[Token], first: usize, end: usize) -> bool {
    const JOINS: &str = "-_/.@\\+~";
    let joined_before = first >= 2
        && !text[first].apart
        && text[first - 1].is_sign(JOINS)
        && !text[first - 1].apart
        && text[first - 2].is_text();
    let joined_after = match (text.get(end), text.get(end + 1)) {
        (Some(sign), Some(word)) => {
            !sign.apart
                && sign.is_sign(JOINS)
                && !word.apart
                && word.is_text()
                // "Llama-3.1" is the brand and its version, "Llama-Factory" another thing.
                && !(sign.is_sign("-") && word.text.starts_with(|ch: char| ch.is_ascii_digit()))
        }
        _ => false,
    };
    let tool = text.get(end).is_some_and(|next| TOOLS.contains(&&*next.text));
    !joined_before && !joined_after && !tool
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(mark: &str, text: &str) -> bool {
        Pattern::mark(mark, false).find(&tokens(text)).iter().any(|hit| hit.whole)
    }

    fn line(line: &str, text: &str) -> bool {
        !Pattern::line(line, false).find(&tokens(text)).is_empty()
    }

    #[test]
    fn a_mark_is_whole_words() {
        assert!(whole("Skywork Inside", "skywork\u{a0} INSIDE!"));
        assert!(whole("Built with Llama", "Built with Llama-3.1"));
        assert!(whole("Built with 面壁MiniCPM", "built with 面壁 MiniCPM"));
        assert!(whole("【Orion-14B  Series】 Inside", "Orion-14B Series Inside"));
        for text in [
            "Skywork Insider",
            "MySkywork Inside",
            "Skywork Inside-out",
            "re-Skywork Inside",
            "Skywork, Inside",
        ] {
            assert!(!whole("Skywork Inside", text), "{text}");
        }
        for text in ["Built with LlamaIndex", "Built with Llama.cpp", "Built with Llama Factory"] {
            assert!(!whole("Built with Llama", text), "{text}");
        }
        assert!(!whole("MiniMax M2", "MiniMax M2.7"));
        assert!(!whole("Duix.Avatar/guiji.cn", "https://example.org/Duix.Avatar/guiji.cn"));
    }

    #[test]
    fn a_line_needs_neither_sign_nor_year() {
        let asked =
            "Llama 3.1 is licensed under the Llama 3.1 Community License, Copyright © Meta.";
        assert!(line(
            asked,
            "llama 3.1 is licensed under the Llama 3.1 community license\nCopyright (c) 2024 Meta"
        ));
        assert!(!line(
            asked,
            "Llama 3.2 is licensed under the Llama 3.2 Community License, Copyright © Meta."
        ));
        assert!(line("found at ai.google.dev/terms", "found at https://ai.google.dev/terms"));
        assert!(line("Copyright © 2024 T.", "Copyright © 2025 T."));
    }

    #[test]
    fn a_template_has_a_gap() {
        let pattern = Pattern::line("<name> is built using Falcon from <who> now", true);
        assert!(
            !pattern.find(&tokens("Acme is built using Falcon from the Institute now")).is_empty()
        );
        assert!(pattern.find(&tokens("Acme is built using Falcon from it. Not now")).is_empty());
    }
}
