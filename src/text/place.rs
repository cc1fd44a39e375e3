//! What kind of place each token stands in: line and sentence starts, list markers, addresses,
//! copyright lines, placeholders, numbers alone on a line.
//!
//! These flags are what a print keeps beside hashes: whether a difference can be harmless depends on
//! where it stands, never on the words alone.

use super::{
    token::{Class, Flags, Token},
    word::Span,
};

/// How many tokens a copyright line may claim. A wrapped line that happens to begin with the word must
/// not set a paragraph free.
const LONGEST_COPYRIGHT: usize = 30;
/// How many tokens a placeholder has at the most.
const LONGEST_PLACEHOLDER: usize = 8;

/// Sets the place flags of all words, which stand in these ranges of a normal form.
pub(super) fn mark(text: &str, spans: &[Span], tokens: &mut [Token]) {
    let words = &Words { text, spans };
    starts(words, tokens);
    markers(words, tokens);
    addresses(words, tokens);
    copyright_lines(words, tokens);
    placeholders(words, tokens);
}

/// The words of a text and what stands between them.
struct Words<'t> {
    text: &'t str,
    spans: &'t [Span],
}

impl<'t> Words<'t> {
    fn text(&self, at: usize) -> &'t str {
        &self.text[self.spans[at].range()]
    }

    /// What stands before the word at `at`, up to the one before it.
    fn before(&self, at: usize) -> &'t str {
        let start = at.checked_sub(1).map_or(0, |before| self.spans[before].range().end);
        &self.text[start..self.spans[at].range().start]
    }

    /// All that stands behind the word at `at`, other words too.
    fn behind(&self, at: usize) -> &'t str {
        &self.text[self.spans[at].range().end..]
    }
}

/// The last sign of a gap that is no blank.
fn last_sign(gap: &str) -> Option<char> {
    gap.trim_end().chars().next_back()
}

fn starts(words: &Words, tokens: &mut [Token]) {
    for at in 0..tokens.len() {
        let gap = words.before(at);
        // Most words stand behind one blank, which says nothing.
        if gap == " " && at > 0 {
            continue;
        }
        let mut flags = Flags::default();
        let line = at == 0 || gap.contains(['\n', '\u{c}']);
        if line {
            flags.set(Flags::LINE_START);
        }
        let after_han = at > 0 && tokens[at - 1].class == Class::Han;
        if at == 0 || ends_sentence(gap, after_han) {
            flags.set(Flags::SENTENCE_START);
        }
        if last_sign(gap)
            .is_some_and(|c| matches!(c, '(' | '[' | '{' | '<' | '\u{3010}' | '\u{300a}'))
        {
            flags.set(Flags::BRACKETED);
        }
        if line
            && tokens[at].class == Class::Digits
            && words
                .behind(at)
                .chars()
                .find(|c| *c == '\n' || !c.is_whitespace())
                .is_none_or(|c| matches!(c, '\n' | '\u{c}'))
        {
            flags.set(Flags::LONE_NUMBER);
        }
        tokens[at].flags.set(flags);
    }
}

/// True where a sentence ends in a gap between two words. A point inside a number or a name has no blank
/// behind it: `3.1`, `Duix.Avatar:0.0.7`. Behind a Han character none is needed.
fn ends_sentence(gap: &str, after_han: bool) -> bool {
    let blank = gap
        .chars()
        .next_back()
        .is_some_and(|c| c.is_whitespace() || matches!(c, '(' | '[' | '*' | '-'));
    gap.chars().any(|c| match c {
        '\u{3002}' | '"' => true,
        '.' | '!' | '?' | ';' | ':' => blank || after_han,
        _ => false,
    })
}

/// `1.` `(a)` `iv)` `一、` `（二）` `第三条`: a short counter with a sign behind it, at the start of a
/// line or a sentence or in brackets.
fn markers(words: &Words, tokens: &mut [Token]) {
    let mut at = 0;
    while at < tokens.len() {
        if !may_be_counted(words, tokens, at) {
            at += 1;
            continue;
        }
        let numbered = words.text(at) == "\u{7b2c}";
        let first = if numbered { at + 1 } else { at };
        let mut end = first;
        while end < tokens.len()
            && is_counter(words.text(end), tokens[end].class)
            && end - first < 4
        {
            // Only Han numerals are written in several tokens without anything between.
            if end > first && (tokens[end].class != Class::Han || !words.before(end).is_empty()) {
                break;
            }
            end += 1;
        }
        if end > first {
            let behind = words.behind(end - 1);
            if numbered
                && behind.starts_with(['\u{6761}', '\u{7ae0}', '\u{8282}', '\u{6b3e}', '\u{9879}'])
            {
                for token in &mut tokens[at..=end.min(at + 5)] {
                    token.flags.set(Flags::MARKER);
                }
            } else if !numbered && closes_counter(behind, tokens[at].flags.has(Flags::LINE_START)) {
                for token in &mut tokens[at..end] {
                    token.flags.set(Flags::MARKER);
                }
            }
        }
        at = end.max(at + 1);
    }
}

/// True where a list may count: at the start of a line, in brackets, or at the start of a sentence, where
/// a number above twenty is a figure and a number behind a quote points to a section.
fn may_be_counted(words: &Words, tokens: &[Token], at: usize) -> bool {
    const LONGEST_INLINE_LIST: u32 = 20;
    let flags = tokens[at].flags;
    if flags.any(Flags::LINE_START.with(Flags::BRACKETED)) {
        return true;
    }
    let quoted = || last_sign(words.before(at)) == Some('"');
    let large = || words.text(at).parse::<u32>().is_ok_and(|number| number > LONGEST_INLINE_LIST);
    flags.has(Flags::SENTENCE_START) && !quoted() && !large()
}

/// True where the sign behind a counter ends it. Inside a line `2.1` is a version, at its start a clause.
fn closes_counter(behind: &str, line_start: bool) -> bool {
    let mut chars = behind.chars();
    match chars.next() {
        Some('.' | ',' | ':') => line_start || !chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some(')' | ']' | '\u{3001}' | '\u{3011}') => true,
        _ => false,
    }
}

/// A number below 1000, one letter, a small Roman numeral, or a Han numeral.
fn is_counter(word: &str, class: Class) -> bool {
    match class {
        Class::Digits => word.len() <= 3,
        Class::Han => word.chars().all(|c| "\u{4e00}\u{4e8c}\u{4e09}\u{56db}\u{4e94}\u{516d}\u{4e03}\u{516b}\u{4e5d}\u{5341}\u{767e}".contains(c)),
        Class::Mixed => false,
        Class::Letters => {
            word.len() == 1
                || (word.len() <= 5 && word.bytes().all(|b| matches!(b, b'i' | b'v' | b'x')))
        }
    }
}

/// Addresses with a scheme, with `www.`, with a path, and mail addresses. A bare name with a dot is not
/// one: `Duix.Avatar/guiji.cn` is a mark.
fn addresses(words: &Words, tokens: &mut [Token]) {
    let mut at = 0;
    while at < tokens.len() {
        let behind = words.behind(at);
        let is_address = match behind.as_bytes().first() {
            Some(b':') => matches!(words.text(at), "http" | "https" | "ftp" | "mailto"),
            Some(b'.') => words.text(at) == "www",
            Some(b'/') => {
                matches!(
                    words.text(at),
                    "com"
                        | "org"
                        | "net"
                        | "ai"
                        | "cn"
                        | "io"
                        | "dev"
                        | "edu"
                        | "gov"
                        | "co"
                        | "html"
                ) && words.text[..words.spans[at].range().start].ends_with('.')
            }
            Some(b'@') => true,
            _ => false,
        };
        if !is_address {
            at += 1;
            continue;
        }
        // An address that was recognised late began earlier.
        let mut first = at;
        while first > 0
            && words.before(first).chars().all(|c| matches!(c, '.' | '-' | '_' | '/' | '@' | '+'))
            && !words.before(first).is_empty()
            && tokens[first - 1].class != Class::Han
        {
            first -= 1;
        }
        let mut last = at;
        while last + 1 < tokens.len()
            && tokens[last + 1].class != Class::Han
            && words.before(last + 1).chars().all(|c| {
                !c.is_whitespace()
                    && !matches!(c, '"' | ')' | ']' | '>' | '<' | ',' | ';' | '\u{3002}')
            })
            && !words.before(last + 1).is_empty()
        {
            last += 1;
        }
        for token in &mut tokens[first..=last] {
            token.flags.set(Flags::URL);
        }
        at = last + 1;
    }
}

/// The rest of a line that begins with "Copyright" and has a sign, a year, a placeholder or "by" behind
/// it, or that begins with the sign itself; and "All rights reserved" behind such a line.
fn copyright_lines(words: &Words, tokens: &mut [Token]) {
    let mut at = 0;
    while at < tokens.len() {
        let flags = tokens[at].flags;
        if !flags.any(Flags::LINE_START.with(Flags::SENTENCE_START)) {
            at += 1;
            continue;
        }
        let opens = match words.text(at) {
            "copyright" => true,
            "c" => flags.has(Flags::BRACKETED) && claims(words, tokens, at),
            _ => false,
        };
        let sign = words.before(at).contains('\u{a9}');
        if !((opens && (claims(words, tokens, at) || sign))
            || (sign && flags.has(Flags::LINE_START)))
        {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        while end < tokens.len()
            && end - at < LONGEST_COPYRIGHT
            && !tokens[end].flags.has(Flags::LINE_START)
        {
            end += 1;
        }
        if end + 2 < tokens.len()
            && ["all", "rights", "reserved"]
                .iter()
                .enumerate()
                .all(|(i, word)| words.text(end + i) == *word)
        {
            end += 3;
        }
        for token in &mut tokens[at..end] {
            token.flags.set(Flags::COPYRIGHT);
        }
        at = end;
    }
}

/// True where a sign, a year, a placeholder or "by" stands right behind the word "copyright".
fn claims(words: &Words, tokens: &[Token], at: usize) -> bool {
    const NEAR: usize = 8;
    let mut near = words.behind(at).chars().take(NEAR).take_while(|c| *c != '\n');
    if near.any(|c| matches!(c, '\u{a9}' | '[' | '<' | '{')) {
        return true;
    }
    let next = at + 1;
    if next >= tokens.len() || words.before(next).contains('\n') {
        return false;
    }
    match words.text(next) {
        "by" | "yyyy" | "year" => true,
        "c" => tokens[next].flags.has(Flags::BRACKETED),
        word => is_year(word),
    }
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

/// Short bracketed text that asks to be filled in.
fn placeholders(words: &Words, tokens: &mut [Token]) {
    const ASKS: [&str; 16] = [
        "year",
        "years",
        "yyyy",
        "name",
        "fullname",
        "names",
        "owner",
        "owners",
        "holder",
        "holders",
        "date",
        "organization",
        "author",
        "authors",
        "email",
        "insert",
    ];
    for at in 0..tokens.len() {
        if !tokens[at].flags.has(Flags::BRACKETED) {
            continue;
        }
        let close = match last_sign(words.before(at)) {
            Some('[') => ']',
            Some('<') => '>',
            Some('{') => '}',
            _ => continue,
        };
        let mut end = at + 1;
        while end < tokens.len()
            && end - at < LONGEST_PLACEHOLDER
            && !words.before(end).contains(close)
        {
            end += 1;
        }
        let closed = words.behind(end - 1).chars().take(4).any(|c| c == close);
        let asks = (at..end).any(|at| ASKS.contains(&words.text(at)));
        if closed && asks {
            for token in &mut tokens[at..end] {
                token.flags.set(Flags::PLACEHOLDER);
            }
        }
    }
}
